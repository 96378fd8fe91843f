//! Catalogues are complete and calm; dates and reasons read as they should.

use super::catalogue::{LOCALES, OPERATOR};
use super::{Arg, Audience, Language, Languages, TextError, inner_words, inner_words_in};
use crate::content::when::When;
use chrono::NaiveDate;
use fluent_bundle::FluentResource;
use lagom_model::{
    Cadence, Form, LimitSource, LocalTime, MessageClass, PublicationId, Reason, SeasonChoice,
    StopCause, StopScope, Timestamp, Zone,
};
use std::collections::{BTreeMap, BTreeSet};

const EN: Language = Language::ENGLISH;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The ids and texts of a language, each id once.
fn texts(locale: usize) -> BTreeMap<String, String> {
    texts_of(&LOCALES[locale].files)
}

fn texts_of(files: &[&str]) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let mut id = String::new();
    for line in files.iter().flat_map(|file| file.lines()) {
        if line.starts_with(|first: char| first.is_ascii_lowercase()) {
            let (name, rest) = line.split_once(" =").expect("an id has a text");
            id = name.to_owned();
            let twice = texts.insert(id.clone(), rest.to_owned());
            assert_eq!(twice, None, "`{id}` stands twice");
        } else if !line.starts_with('#') {
            texts.entry(id.clone()).or_default().push_str(line);
        }
    }
    texts
}

fn ids(locale: usize) -> BTreeSet<String> {
    texts(locale).into_keys().collect()
}

#[test]
fn every_catalogue_parses_and_has_the_same_texts() {
    let english = ids(0);
    assert!(english.len() > 100, "{}", english.len());
    for (index, locale) in LOCALES.iter().enumerate() {
        assert_eq!(ids(index), english, "{}", locale.tag);
        for file in locale.files {
            let parsed = FluentResource::try_new(file.to_owned());
            assert!(parsed.is_ok(), "{}: {:?}", locale.tag, parsed.err());
        }
    }
}

/// The variables of a text, and the numbers and words that its selectors know.
fn variables(text: &str) -> BTreeSet<String> {
    let after = text.split('$').skip(1);
    let names = after.map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric());
        rest[..end.unwrap_or(rest.len())].to_owned()
    });
    names.collect()
}

#[test]
fn every_text_names_the_same_things_in_every_language() {
    let english = texts(0);
    for (index, locale) in LOCALES.iter().enumerate() {
        for (id, text) in texts(index) {
            let (here, there) = (variables(&text), variables(&english[&id]));
            assert_eq!(here, there, "{}: {id}", locale.tag);
        }
    }
}

/// The variants that are no numbers and no plurals: what the code can say to a selector.
fn variants(text: &str) -> BTreeSet<String> {
    const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
    let between = text.split('[').skip(1);
    let names = between.filter_map(|rest| rest.split_once(']').map(|(name, _)| name.to_owned()));
    names
        .filter(|name| !PLURALS.contains(&name.as_str()))
        .collect()
}

#[test]
fn every_text_tells_apart_what_it_tells_apart_in_english() {
    let english = texts(0);
    for (index, locale) in LOCALES.iter().enumerate() {
        for (id, text) in texts(index) {
            assert_eq!(
                variants(&text),
                variants(&english[&id]),
                "{}: {id}",
                locale.tag
            );
        }
    }
}

#[test]
fn nothing_was_left_in_english() {
    let english = texts(0);
    // The same word in both, a name, or nothing but what is put in.
    let alike = |id: &str, text: &str| {
        let mut words = text.to_owned();
        while let (Some(from), Some(to)) = (words.find('{'), words.find('}')) {
            if to < from {
                break;
            }
            words.replace_range(from..=to, "");
        }
        !words.contains(char::is_alphabetic)
            || id.starts_with("page-place-")
            || [
                "text-direction",
                "occasion-black-friday",
                "occasion-halloween",
            ]
            .contains(&id)
    };
    for (index, locale) in LOCALES.iter().enumerate().skip(1) {
        for (id, text) in texts(index) {
            let same = text == english[&id];
            assert!(!same || alike(&id, &text), "{}: {id}: {text}", locale.tag);
        }
    }
}

#[test]
fn every_plural_form_of_a_language_is_said() {
    let forms = |tag: &str| match tag {
        "ru" => &["one", "few"][..],
        "lv" => &["zero", "one"],
        _ => &["one"],
    };
    let counts = [
        "count-letters",
        "count-minutes",
        "count-events",
        "page-pause-weeks",
    ];
    for (index, locale) in LOCALES.iter().enumerate() {
        let texts = texts(index);
        for id in counts {
            for form in forms(locale.tag) {
                let said = texts[id].contains(&format!("[{form}]"));
                assert!(said, "{}: {id} lacks {form}", locale.tag);
            }
        }
    }
}

#[test]
fn no_inner_word_in_what_readers_see() {
    for (index, locale) in LOCALES.iter().enumerate() {
        let language = Language::all().nth(index).unwrap();
        for (id, text) in texts(index) {
            // Names of variables are no words.
            let words = text.replace("$cadence", "");
            let inner = inner_words_in(language, &words);
            assert_eq!(inner, [""; 0], "{}: {id}", locale.tag);
        }
    }
    for (tag, text) in [
        ("en", "your subscribers"),
        ("ru", "Дайджест недели"),
        ("lv", "mūsu abonenti"),
        ("es", "los suscriptores"),
    ] {
        let language = Languages::new().pick(&[tag]);
        assert_eq!(inner_words_in(language, text).len(), 1, "{text}");
    }
    assert_eq!(
        inner_words("Folded. The gate, delegates"),
        ["Folded", "gate"]
    );
}

#[test]
fn the_first_language_that_is_spoken_is_picked() {
    let languages = Languages::new();
    for requested in [&["en"][..], &["en-GB"], &["xx", "EN"], &["xx-YY"], &[]] {
        assert_eq!(languages.pick(requested).tag(), "en", "{requested:?}");
    }
}

#[test]
fn a_missing_text_shows_its_id_and_strictly_is_an_error() {
    let languages = Languages::new();
    assert_eq!(languages.text(EN, "no-such-text", &[]), "no-such-text");
    let missing = languages.try_text(EN, "no-such-text", &[]);
    assert_eq!(missing, Err(TextError::Missing("no-such-text".to_owned())));
    let incomplete = languages.try_text(EN, "mail-greeting", &[]);
    assert!(
        matches!(incomplete, Err(TextError::Incomplete { .. })),
        "{incomplete:?}"
    );
}

#[test]
fn dates_read_as_they_should() {
    let languages = Languages::new();
    let may = date("2026-05-12");
    assert_eq!(languages.date(EN, may), "12 May 2026");
    assert_eq!(languages.day(EN, may), "12 May");
    assert_eq!(languages.weekday(EN, may), "Tuesday 12 May");
    let range = |from, to| languages.date_range(EN, date(from), date(to));
    assert_eq!(range("2026-05-12", "2026-05-12"), "12 May");
    assert_eq!(range("2026-05-19", "2026-05-12"), "12–19 May");
    assert_eq!(range("2026-05-28", "2026-06-02"), "28 May – 2 June");
    assert_eq!(range("2025-12-30", "2026-01-06"), "30 December – 6 January");
    let at = Timestamp::parse("2026-05-12T06:30:00Z").unwrap();
    let riga = Zone::parse("Europe/Riga").unwrap();
    assert_eq!(languages.moment(EN, at, &riga), "Tuesday 12 May, 09:30");
}

/// What a date says where a sentence wants it.
#[test]
fn an_event_says_its_hours_on_both_clocks() {
    let said = Languages::new();
    let at = |text: &str| Timestamp::parse(text).unwrap();
    let riga = Zone::parse("Europe/Riga").unwrap();
    for (until, reader, expected) in [
        (
            "2026-03-12T19:00:00Z",
            "Europe/Helsinki",
            "Thursday 12 March, 19:00–21:00",
        ),
        (
            "2026-03-12T23:30:00Z",
            "Europe/Lisbon",
            "Thursday 12 March, 19:00–01:30 in Riga · 17:00–23:30 where you are",
        ),
        (
            "2026-03-12T19:00:00Z",
            "Pacific/Auckland",
            "Thursday 12 March, 19:00–21:00 in Riga · Friday 13 March, 06:00–08:00 where you are",
        ),
        (
            "2026-03-14T15:00:00Z",
            "Europe/Riga",
            "Thursday 12 March, 19:00 – Saturday 14 March, 17:00",
        ),
    ] {
        let when = When::Hours(at("2026-03-12T17:00:00Z"), at(until));
        let reader = Zone::parse(reader).unwrap();
        let text = said.event_time(EN, when, &riga, &reader);
        assert_eq!(text, expected);
    }
}

#[test]
fn dates_stand_in_the_case_that_a_sentence_wants() {
    let languages = Languages::new();
    let riga = Zone::parse("Europe/Riga").unwrap();
    let at = Timestamp::parse("2026-05-15T05:00:00Z").unwrap();
    let says = |tag: &str| {
        let language = languages.pick(&[tag]);
        let weekday = languages.weekday(language, date("2026-05-15"));
        let moment = languages.moment(language, at, &riga);
        let day = languages.day(language, date("2026-05-15"));
        let text = |id: &str, name: &'static str, value: &str| {
            languages.text(language, id, &[(name, Arg::from(value.to_owned()))])
        };
        [
            text("page-next", "date", &weekday),
            text("page-get-paused", "date", &weekday),
            text("page-remind-comes", "at", &moment),
            text("page-pause-until", "date", &day),
            languages.date(language, date("2026-05-15")),
            text(
                "page-data-since",
                "date",
                &languages.date(language, date("2026-05-15")),
            ),
            languages.date_range(language, date("2026-05-12"), date("2026-05-19")),
        ]
    };
    assert_eq!(
        says("ru"),
        [
            "Следующее письмо – в пятницу, 15 мая.",
            "Ваши письма на паузе до пятницы, 15 мая.",
            "Напомним в пятницу, 15 мая, 08:00.",
            "до 15 мая",
            "15 мая 2026 года",
            "Мы знакомы с вами с 15 мая 2026 года.",
            "12–19 мая",
        ]
    );
    assert_eq!(
        says("lv"),
        [
            "Nākamā vēstule – piektdien, 15. maijā.",
            "Jūsu vēstules ir apturētas līdz piektdienai, 15. maijam.",
            "Atgādināsim piektdien, 15. maijā, plkst. 08:00.",
            "līdz 15. maijam",
            "2026. gada 15. maijs",
            "Mēs jūs pazīstam kopš 2026. gada 15. maija.",
            "12.–19. maijs",
        ]
    );
    assert_eq!(
        says("es"),
        [
            "Tu próximo correo: viernes 15 de mayo.",
            "Tus correos están en pausa hasta el viernes 15 de mayo.",
            "Te lo recordamos el viernes 15 de mayo, 08:00.",
            "hasta el 15 de mayo",
            "15 de mayo de 2026",
            "Te conocemos desde el 15 de mayo de 2026.",
            "12–19 de mayo",
        ]
    );
}

#[test]
fn plurals_are_those_of_the_language() {
    let languages = Languages::new();
    let letters = |tag: &str, count: u32| {
        let language = languages.pick(&[tag]);
        languages.text(language, "count-letters", &[("count", Arg::from(count))])
    };
    for (tag, count, said) in [
        ("ru", 1, "1 письмо"),
        ("ru", 2, "2 письма"),
        ("ru", 5, "5 писем"),
        ("ru", 11, "11 писем"),
        ("ru", 21, "21 письмо"),
        ("ru", 24, "24 письма"),
        ("lv", 0, "0 vēstuļu"),
        ("lv", 1, "1 vēstule"),
        ("lv", 2, "2 vēstules"),
        ("lv", 11, "11 vēstuļu"),
        ("lv", 21, "21 vēstule"),
        ("es", 1, "1 correo"),
        ("es", 0, "0 correos"),
        ("es", 6, "6 correos"),
    ] {
        assert_eq!(letters(tag, count), said, "{tag} {count}");
    }
}

#[test]
fn counts_have_their_plurals() {
    let languages = Languages::new();
    let text = |id, name, count: u32| languages.text(EN, id, &[(name, Arg::from(count))]);
    assert_eq!(text("count-minutes", "minutes", 1), "1 minute");
    assert_eq!(text("count-minutes", "minutes", 6), "6 minutes");
    assert_eq!(text("count-letters", "count", 1), "1 letter");
    assert_eq!(text("window-days", "days", 28), "four weeks");
    assert_eq!(text("window-days", "days", 10), "10 days");
}

/// A reason of every rule, and what it says to a reader and to an operator.
#[expect(clippy::too_many_lines, reason = "a table, one row a rule")]
fn reasons() -> Vec<(Reason, &'static str, &'static str)> {
    let at = Timestamp::parse("2026-05-15T05:00:00Z").unwrap();
    let time = |hour| LocalTime::new(hour, 0).unwrap();
    vec![
        (
            Reason::Chosen {
                publication: 1,
                cadence: Cadence::Weekly,
            },
            "You asked for Garden Notes once a week.",
            "Garden Notes: the cadence in force is weekly.",
        ),
        (
            Reason::FormChosen {
                publication: 1,
                form: Form::Short,
            },
            "You asked for Garden Notes in short.",
            "Garden Notes: the form in force is short.",
        ),
        (
            Reason::Season {
                season: "year-end".to_owned(),
                brings: SeasonChoice::Short,
                own_choice: false,
            },
            "Over the holidays letters are shorter.",
            "The season year-end holds; who said nothing gets short.",
        ),
        (
            Reason::Season {
                season: "harvest".to_owned(),
                brings: SeasonChoice::Nothing,
                own_choice: true,
            },
            "Over this season you get no letters, as you chose; one summary comes afterwards.",
            "The season harvest holds; the reader's standing choice brings nothing.",
        ),
        (
            Reason::Unconfirmed,
            "You have not confirmed your address yet.",
            "The address is not confirmed; only the confirmation may go.",
        ),
        (
            Reason::Stopped {
                scope: StopScope::Publication(1),
                cause: StopCause::Own,
            },
            "You stopped Garden Notes.",
            "Stopped: Garden Notes; cause own.",
        ),
        (
            Reason::Stopped {
                scope: StopScope::Mailings,
                cause: StopCause::Complaint,
            },
            "Your mail program reported a letter of ours as unwanted, so we stopped.",
            "Stopped: all mailings; cause complaint.",
        ),
        (
            Reason::Paused {
                publication: None,
                until: date("2026-06-02"),
            },
            "You paused all letters until Tuesday 2 June.",
            "Everything is paused until Tuesday 2 June.",
        ),
        (
            Reason::Paused {
                publication: Some(9),
                until: date("2026-06-02"),
            },
            "You paused this newsletter until Tuesday 2 June.",
            "this newsletter is paused until Tuesday 2 June.",
        ),
        (
            Reason::Cap {
                class: None,
                days: 7,
                used: 2,
                limit: 2,
                set_by: LimitSource::Default,
                asked: None,
                ceiling: 5,
            },
            "You have had 2 of at most 2 letters in 7 days.",
            "Cap on all classes: 2 of 2 used in 7 days; the policy's default (ceiling 5).",
        ),
        (
            Reason::Cap {
                class: Some(MessageClass::Offer),
                days: 28,
                used: 1,
                limit: 1,
                set_by: LimitSource::OwnChoice,
                asked: Some(1),
                ceiling: 2,
            },
            "You have had 1 of at most 1 offer in 28 days, the limit that you chose.",
            "Cap on offer: 1 of 1 used in 28 days; the limit is the reader's own (ceiling 2).",
        ),
        (
            Reason::Cap {
                class: None,
                days: 7,
                used: 1,
                limit: 1,
                set_by: LimitSource::Level,
                asked: Some(3),
                ceiling: 1,
            },
            "You have had 1 of at most 1 letter in 7 days, as the level that you picked allows.",
            "Cap on all classes: 1 of 1 used in 7 days; the reader's level sets the limit, they asked for 3.",
        ),
        (
            Reason::Cap {
                class: None,
                days: 7,
                used: 1,
                limit: 1,
                set_by: LimitSource::Level,
                asked: None,
                ceiling: 1,
            },
            "You have had 1 of at most 1 letter in 7 days, as the level that you picked allows.",
            "Cap on all classes: 1 of 1 used in 7 days; the reader's level sets the limit.",
        ),
        (
            Reason::Cap {
                class: None,
                days: 7,
                used: 5,
                limit: 5,
                set_by: LimitSource::Ceiling,
                asked: Some(9),
                ceiling: 5,
            },
            "You have had 5 of at most 5 letters in 7 days; nobody gets more from us.",
            "Cap on all classes: 5 of 5 used in 7 days; the reader asked for 9, the ceiling is 5.",
        ),
        (
            Reason::LeavesRoom {
                class: MessageClass::Event,
                at,
                days: Some(7),
            },
            "It leaves room for something that comes on Friday 15 May and goes first.",
            "Room in the cap over 7 days is kept for the event of higher order that is due 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::LeavesRoom {
                class: MessageClass::Issue,
                at,
                days: None,
            },
            "It leaves room for something that comes on Friday 15 May and goes first.",
            "The gap is kept free for the issue of higher order that is due 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::LeftOut {
                class: MessageClass::Offer,
            },
            "Offers were left out: you have had as many as we promised at most.",
            "The cap on offer is full: its items stay out, the message goes.",
        ),
        (
            Reason::Minutes {
                limit: 20,
                used_seconds: 601,
            },
            "You asked for at most 20 minutes of reading a week, and have had 11 minutes.",
            "The reader's limit of 20 minutes in 7 days: 11 used.",
        ),
        (
            Reason::LoweredBy { publication: 1 },
            "Garden Notes promises fewer letters, and we keep to that for everything that we send you.",
            "Garden Notes promises fewer messages than the policy; its numbers hold.",
        ),
        (
            Reason::EarlierPromise { version: 3 },
            "We keep to what we promised you when you joined.",
            "The promise of policy 3 is kept, which is stricter than the policy in force.",
        ),
        (
            Reason::QuietDay {
                date: date("2026-05-15"),
                holiday: true,
                until: at.plus(Timestamp::DAY),
            },
            "It waits until Saturday 16 May, 08:00, because Friday 15 May is a public holiday where you are.",
            "Friday 15 May is a public holiday, a quiet day; quiet until 2026-05-16 08:00 Europe/Riga.",
        ),
        (
            Reason::QuietDay {
                date: date("2026-05-16"),
                holiday: false,
                until: at.plus(3 * Timestamp::DAY),
            },
            "It waits until Monday 18 May, 08:00, because Saturday 16 May is a quiet day.",
            "Saturday 16 May is a quiet day; quiet until 2026-05-18 08:00 Europe/Riga.",
        ),
        (
            Reason::Spread { at },
            "It comes on Friday 15 May, 08:00, a little after the quiet time.",
            "Spread after quiet time: this one goes at 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::BelowMinimum {
                publication: 1,
                items: 1,
                least: 3,
                until: at,
            },
            "There was too little for a letter of Garden Notes; it waits for Friday 15 May.",
            "Garden Notes: 1 of at least 3 items; what there is waits for the slot at 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::Overflow {
                publication: 1,
                shown: 12,
                linked: 1,
            },
            "Garden Notes had more than fits into one letter: 1 more is one link away.",
            "Garden Notes: 12 items shown, 1 more one link away.",
        ),
        (
            Reason::NothingOnReturn { publication: 1 },
            "You chose to get nothing of what came out while Garden Notes was paused.",
            "Garden Notes: back from a pause; the reader chose to get nothing of what came out meanwhile.",
        ),
        (
            Reason::Occasion {
                occasion: "mothers-day".to_owned(),
            },
            "You asked us not to write about Mother’s Day.",
            "The reader wants to hear nothing of mothers-day.",
        ),
        (
            Reason::AnnouncedAlone {
                starts: at,
                at_once: true,
            },
            "You asked to be told of new events at once.",
            "Announced alone: the reader asked to be told at once; the event starts 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::AnnouncedAlone {
                starts: at,
                at_once: false,
            },
            "It starts on Friday 15 May, and your next letter would have told you too late.",
            "Announced alone: the next letter would leave less than 48 hours before the start, 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::Reminder { starts: at },
            "You asked to be reminded of it.",
            "An asked-for reminder of an event that starts 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::EventChanged { starts: at },
            "We told you of this event, and its time has changed: it starts on Friday 15 May, 08:00.",
            "The event was announced and has a new start since: 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::EventCancelled,
            "We told you of this event, and it does not take place.",
            "The event was announced and called off since.",
        ),
        (
            Reason::Corrected,
            "An earlier letter of ours was wrong, and this one puts it right.",
            "A correction: an earlier letter brought what its issue said before.",
        ),
        (
            Reason::TooLate { starts: at },
            "It would have reached you only after the start, so it was not sent.",
            "It could not arrive before the event's start, 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::Gap {
                hours: 20,
                last: at,
                until: at.plus(20 * Timestamp::HOUR),
            },
            "Your last letter came less than 20 hours before; the next may come from Saturday 16 May, 04:00 on.",
            "The gap of 20 hours since the last touch (2026-05-15 08:00 Europe/Riga) is over at 2026-05-16 04:00 Europe/Riga.",
        ),
        (
            Reason::Quiet {
                from: time(21),
                to: time(8),
                until: at,
            },
            "It waits until 08:00, because nights are quiet where you are.",
            "Quiet hours 21:00–08:00 (Europe/Riga) hold until 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::OwnRequest { asked_at: at },
            "You asked for it on Friday 15 May, 08:00.",
            "Service in answer to a request of 2026-05-15 08:00 Europe/Riga: exempt from caps, gap and quiet hours.",
        ),
        (
            Reason::ServiceExempt,
            "It concerns something that you asked for; it does not count among your letters.",
            "Service: exempt from caps and gap.",
        ),
        (
            Reason::NextLetter { at },
            "It moved into your next letter, on Friday 15 May.",
            "Folded into the next letter of this sender, due 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::OwnLetter { at },
            "It comes in a letter of its own on Friday 15 May.",
            "No letter falls due in time: a letter of its own at 2026-05-15 08:00 Europe/Riga, the first instant with room.",
        ),
        (
            Reason::NoWindow {
                since: at,
                days: 14,
            },
            "For 14 days there was no room for it without sending you more than we promised, so it was left out.",
            "Waiting since 2026-05-15 08:00 Europe/Riga: no instant with room within the maximum deferral of 14 days.",
        ),
        (
            Reason::Expired { at },
            "It was of no use any more after Friday 15 May, so it was left out.",
            "Of no use since 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::NothingLeft,
            "Nothing in it was about what you chose.",
            "Nothing is left in it that the choices in force ask for.",
        ),
        (
            Reason::Withdrawn,
            "We withdrew this letter before it was sent to you.",
            "The issue was withdrawn.",
        ),
        (
            Reason::Cancelled,
            "We cancelled this letter before it was sent to you.",
            "Cancelled by the operator.",
        ),
        (
            Reason::Skipped { before: at },
            "We left this letter out: its time had passed.",
            "Skipped by the operator with all that fell due before 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::ImportUndone,
            "Your address was entered by mistake and has been removed.",
            "The import that brought the subscriber was undone.",
        ),
        (
            Reason::NoAddress,
            "We have no address to send it to.",
            "There is no address to send to.",
        ),
        (
            Reason::RunPaused,
            "We are not sending letters at the moment; yours waits.",
            "The sender's run is paused or stopped.",
        ),
        (
            Reason::TryLater {
                attempts: 2,
                code: Some(451),
                until: at,
            },
            "Your mailbox could not be reached just now; we try again on Friday 15 May, 08:00.",
            "The server said 451, try later (attempt 2); next try 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::TryLater {
                attempts: 1,
                code: None,
                until: at,
            },
            "Your mailbox could not be reached just now; we try again on Friday 15 May, 08:00.",
            "The server was not reached (attempt 1); next try 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::MailLimit { until: at },
            "Mail services take only so many letters at a time; yours goes on Friday 15 May, 08:00.",
            "The limit of the relay or of the recipient's domain is used up; next look 2026-05-15 08:00 Europe/Riga.",
        ),
        (
            Reason::Refused { code: 550 },
            "Your mail provider did not accept it.",
            "The server refused it for good with 550.",
        ),
        (
            Reason::TriedLongEnough { attempts: 12 },
            "Your mailbox could not be reached for a long time, so it was not sent.",
            "Given up after 12 attempts.",
        ),
        (
            Reason::SenderRefused { code: None },
            "A mail server did not accept mail from us; we are looking into it, and your letter waits.",
            "The server refused the sender: the run is paused.",
        ),
        (
            Reason::OutcomeUnknown,
            "It may not have reached you: the connection broke at the last moment.",
            "Outcome unknown: the reply to the last byte is missing.",
        ),
        (
            Reason::NotedInNextLetter,
            "Your next letter said that this one may not have reached you.",
            "Held and noted: the next letter said that it may not have arrived.",
        ),
        (
            Reason::LateEvidence,
            "We learned later that it reached you.",
            "Evidence came later that it arrived.",
        ),
    ]
}

#[test]
fn every_reason_reads_well_to_both() {
    let languages = Languages::new();
    let names = BTreeMap::from([(1 as PublicationId, "Garden Notes".to_owned())]);
    let riga = Zone::parse("Europe/Riga").unwrap();
    for (reason, reader, operator) in reasons() {
        let explain = |to| languages.explain(EN, &reason, to, &names, &riga);
        assert_eq!(explain(Audience::Reader), reader);
        assert_eq!(explain(Audience::Operator), operator);
        assert_eq!(inner_words(&explain(Audience::Reader)), [""; 0]);
    }
}

#[test]
fn every_reason_is_whole_in_every_language() {
    let languages = Languages::new();
    let names = BTreeMap::from([(1 as PublicationId, "Garden Notes".to_owned())]);
    let riga = Zone::parse("Europe/Riga").unwrap();
    for language in Language::all() {
        for (reason, ..) in reasons() {
            let said = languages.explain(language, &reason, Audience::Reader, &names, &riga);
            assert!(!said.contains(['{', '$']), "{}: {said}", language.tag());
            assert!(said.ends_with('.'), "{}: {said}", language.tag());
            assert_eq!(inner_words_in(language, &said), [""; 0], "{said}");
        }
    }
}

#[test]
fn the_samples_above_cover_every_rule() {
    let shown: BTreeSet<String> = reasons()
        .iter()
        .flat_map(|(reason, ..)| {
            let rule = serde_json::to_value(reason).unwrap()["rule"].clone();
            let rule = rule.as_str().unwrap().to_owned();
            [
                format!("reason-{rule}-reader"),
                format!("reason-{rule}-operator"),
            ]
        })
        .collect();
    let operator = texts_of(&[OPERATOR]).into_keys();
    let in_catalogue: BTreeSet<String> = ids(0)
        .into_iter()
        .chain(operator)
        .filter(|id| id.starts_with("reason-"))
        .collect();
    assert_eq!(shown, in_catalogue);
}
