//! The newer choices: what each comes to, what is refused, what the page would say of minutes and promises.

use super::*;
use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
use lagom_model::facts::Wishes;
use lagom_model::{Form, QuietDays, QuietHours};
use lagom_store::ContentSize;

fn time(text: &str) -> LocalTime {
    LocalTime::parse(text).unwrap()
}

fn quiet(from: &str, to: &str) -> Action {
    let (from, to) = (time(from), time(to));
    Action::QuietHours(Some(QuietHours { from, to }))
}

fn key() -> String {
    "week".to_owned()
}

/// The choices that one edit brings.
fn choices(person: &Person, action: &Action) -> Choices {
    match come_to(person, action).unwrap().remove(0) {
        Edit::Choose { choices, .. } => choices,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_digest_comes_when_the_reader_chose() {
    let person = person(&[(1, Weekly)]);
    let monday = Action::When {
        publication: key(),
        anchor: Anchor {
            weekday: Some(Weekday::Mon),
            day: None,
            time: Some(time("18:30")),
        },
    };
    let edits = come_to(&person, &monday).unwrap();
    let [Edit::Choose { next_due_at, .. }] = edits.as_slice() else {
        panic!("{edits:?}")
    };
    // Monday, 23 November, 18:30 in Riga.
    assert_eq!(*next_due_at, Some(at("2026-11-23T16:30:00Z")));
    let no_day = Action::When {
        publication: key(),
        anchor: Anchor {
            day: Some(32),
            ..Anchor::default()
        },
    };
    assert_eq!(come_to(&person, &no_day), Err(Refusal::BadAnchor));
}

#[test]
fn the_31st_is_the_last_day_of_a_shorter_month() {
    let person = person(&[(1, Monthly)]);
    let last = Action::When {
        publication: key(),
        anchor: Anchor {
            day: Some(31),
            ..Anchor::default()
        },
    };
    let edits = come_to(&person, &last).unwrap();
    let [Edit::Choose { next_due_at, .. }] = edits.as_slice() else {
        panic!("{edits:?}")
    };
    assert_eq!(*next_due_at, Some(at("2026-11-30T07:00:00Z")));
}

#[test]
fn form_favourites_and_telling_at_once_are_choices_on_a_line() {
    let person = person(&[(1, Weekly)]);
    let short = Action::Form {
        publication: key(),
        form: Some(Form::Short),
    };
    assert_eq!(choices(&person, &short).form, Some(Form::Short));
    let full = Action::Form {
        publication: key(),
        form: None,
    };
    assert_eq!(come_to(&person, &full), Ok(Vec::new()));
    let first = |topic: &str| Action::Favourites {
        publication: key(),
        topics: BTreeSet::from([topic.to_owned()]),
    };
    let favourites = choices(&person, &first("events")).favourites;
    assert_eq!(favourites, BTreeSet::from(["events".to_owned()]));
    let unknown = come_to(&person, &first("gold"));
    assert!(matches!(unknown, Err(Refusal::UnknownTopic { .. })));
    let at_once = Action::TellAtOnce {
        publication: key(),
        at_once: true,
    };
    assert!(choices(&person, &at_once).tell_at_once);
}

#[test]
fn quiet_time_leaves_an_open_hour_and_an_open_day() {
    let person = person(&[(1, Weekly)]);
    let open = come_to(&person, &quiet("20:00", "19:00")).unwrap();
    assert!(matches!(open.as_slice(), [Edit::Quiet { quiet: Some(_) }]));
    for (from, to, left) in [("20:00", "19:30", 30), ("08:00", "08:00", 0)] {
        let (from, to) = (time(from), time(to));
        let expected = Refusal::TooQuiet {
            quiet: QuietHours { from, to },
            open_minutes: left,
        };
        let asked = Action::QuietHours(Some(QuietHours { from, to }));
        let refused = come_to(&person, &asked).unwrap_err();
        assert_eq!(refused, expected);
        assert!(refused.to_string().contains(&format!("{from} to {to}")));
    }
    let days = |weekdays: &[Weekday]| {
        Action::QuietDays(Some(QuietDays {
            weekdays: weekdays.to_vec(),
            holidays: true,
        }))
    };
    let whole_week = [Mon, Tue, Wed, Thu, Fri, Sat, Sun];
    assert_eq!(
        come_to(&person, &days(&whole_week)),
        Err(Refusal::NoOpenDay)
    );
    let weekend = come_to(&person, &days(&[Sun, Sat, Sun])).unwrap();
    let [Edit::Wish { wishes }] = weekend.as_slice() else {
        panic!("{weekend:?}")
    };
    let quiet_days = wishes.quiet_days.as_ref().unwrap();
    assert_eq!(quiet_days.weekdays, [Sat, Sun], "each once, in order");
}

#[test]
fn a_wish_changes_nothing_else_and_can_be_taken_back() {
    let mut person = person(&[(1, Weekly)]);
    person.facts.wishes.level = Some("calm".to_owned());
    let wish = |person: &Person, action| match come_to(person, &action).unwrap().remove(0) {
        Edit::Wish { wishes } => wishes,
        other => panic!("{other:?}"),
    };
    let wishes = wish(&person, Action::MinutesAWeek(Some(20)));
    let expected = Wishes {
        minutes_a_week: Some(20),
        ..person.facts.wishes.clone()
    };
    assert_eq!(wishes, expected);
    person.facts.wishes = wishes;
    assert_eq!(
        wish(&person, Action::MinutesAWeek(None)).minutes_a_week,
        None
    );
    assert_eq!(
        come_to(&person, &Action::MinutesAWeek(Some(20))),
        Ok(Vec::new())
    );
    for bad in [0, 601] {
        let refused = come_to(&person, &Action::MinutesAWeek(Some(bad)));
        assert_eq!(refused, Err(Refusal::BadMinutes { most: 600 }));
    }
}

#[test]
fn only_known_occasions_and_levels_can_be_chosen() {
    let mut person = person(&[(1, Weekly)]);
    let without = |key: &str| Action::NoOccasions(BTreeSet::from([key.to_owned()]));
    let beside = Beside {
        occasions: ["mothers-day".to_owned()].into(),
        ..Beside::default()
    };
    let policy = Policy::product();
    let come_to = |person: &Person, action: &Action| {
        edits(&known(), &policy, person, &beside, action, at(NOW))
    };
    let edits = come_to(&person, &without("mothers-day")).unwrap();
    assert!(matches!(edits.as_slice(), [Edit::Wish { .. }]));
    let unknown = Err(Refusal::UnknownOccasion("fun-day".to_owned()));
    assert_eq!(come_to(&person, &without("fun-day")), unknown);
    // What the reader did without stays theirs to say, also when nothing is about it any more.
    person.facts.wishes.no_occasions = BTreeSet::from(["fun-day".to_owned()]);
    assert_eq!(come_to(&person, &without("fun-day")), Ok(Vec::new()));
    let level = Action::Level(Some("calm".to_owned()));
    let unknown = Err(Refusal::UnknownLevel("calm".to_owned()));
    assert_eq!(come_to(&person, &level), unknown);
}

#[test]
fn another_zone_moves_the_slots_that_are_still_to_come() {
    let mut person = person(&[(1, Weekly), (2, EveryIssue), (3, Weekly)]);
    person.lines[0].next_due_at = Some(at("2026-11-27T07:00:00Z"));
    // This one has come already.
    person.lines[2].next_due_at = Some(at("2026-11-20T07:00:00Z"));
    let zone = Zone::parse("America/New_York").unwrap();
    let edits = come_to(&person, &Action::Zone(zone.clone())).unwrap();
    let expected = [
        Edit::Zone { zone },
        Edit::Retime {
            publication: 1,
            // Friday is still Friday. This week's has come, though 09:00 comes once more today.
            next_due_at: Some(at("2026-11-27T14:00:00Z")),
        },
    ];
    assert_eq!(edits, expected);
    let same = Action::Zone(person.facts.zone.clone());
    assert_eq!(come_to(&person, &same), Ok(Vec::new()));
}

#[test]
fn who_travels_east_past_the_slots_time_gets_the_letter_now() {
    let mut person = person(&[(1, Weekly)]);
    person.facts.zone = Zone::parse("America/New_York").unwrap();
    person.lines[0].next_due_at = Some(at("2026-11-20T14:00:00Z"));
    let zone = Zone::parse("Europe/Riga").unwrap();
    let edits = come_to(&person, &Action::Zone(zone)).unwrap();
    let now = Edit::Retime {
        publication: 1,
        next_due_at: Some(at(NOW)),
    };
    assert_eq!(edits[1], now);
}

#[test]
fn nothing_of_a_pause_is_nothing_that_came_out_since_the_reader_went() {
    let mut person = person(&[(1, Weekly)]);
    let pause = Action::Pause(PauseFor::Weeks(2), Return::Nothing);
    let went = |person: &Person| {
        let edits = come_to(person, &pause).unwrap();
        edits.iter().find_map(|edit| match edit {
            Edit::Choose { choices, .. } => choices.paused_since,
            _ => None,
        })
    };
    assert_eq!(went(&person), Some(at(NOW)));
    let nothing_since = |person: &mut Person, since: &str, until: &str| {
        let choices = &mut person.lines[0].choices;
        choices.cadence = Monthly;
        choices.on_return = Return::Nothing;
        choices.paused_since = Some(at(since));
        choices.paused_until = Some(date(until));
    };
    // It goes on, or no letter came since it ended: nothing changes but its end.
    for until in ["2026-11-25", "2026-11-18"] {
        nothing_since(&mut person, "2026-11-02T00:00:00Z", until);
        assert_eq!(went(&person), None, "{until}");
    }
    // A letter told of all between.
    nothing_since(&mut person, "2026-10-02T00:00:00Z", "2026-10-12");
    assert_eq!(went(&person), Some(at(NOW)));
}

#[test]
fn a_pause_brings_a_summary_or_nothing_as_chosen() {
    let person = person(&[(1, Weekly), (2, Weekly)]);
    let pause = |then| Action::Pause(PauseFor::Weeks(2), then);
    let edits = come_to(&person, &pause(Return::Nothing)).unwrap();
    assert!(matches!(edits.first(), Some(Edit::PauseAll { .. })));
    let returns = edits.iter().filter(
        |edit| matches!(edit, Edit::Choose { choices, .. } if choices.on_return == Return::Nothing),
    );
    assert_eq!(returns.count(), 2);
    assert_eq!(come_to(&person, &pause(Return::Summary)).unwrap().len(), 1);
}

/// A size of one issue: so many items of so many words in all, a quarter of them in short.
fn size(publication: i64, issue: i64, topic: &str, items: u32, words: u32) -> ContentSize {
    ContentSize {
        publication,
        issue,
        topic: topic.to_owned(),
        kind: if topic == "events" {
            ItemKind::Event
        } else {
            ItemKind::Article
        },
        items,
        words,
        short_items: items,
        short_words: words / 4,
    }
}

fn with_sizes() -> Beside {
    Beside {
        sizes: [
            size(1, 2, "news", 4, 1_000),
            size(1, 2, "events", 2, 200),
            size(1, 1, "news", 4, 1_000),
            size(1, 1, "events", 2, 180),
        ]
        .into(),
        ..Beside::default()
    }
}

#[test]
fn every_choice_says_how_many_minutes_it_brings() {
    let person = person(&[(1, EveryIssue)]);
    let policy = Policy::product();
    let view = view_of(&known(), &policy, &person, &with_sizes(), at(NOW));
    // 1,190 words an issue, four of them, at 238 words a minute.
    let gets = Standing::Gets {
        letters: 4,
        at_most: false,
        minutes: Some(20),
    };
    assert_eq!(view.standing, gets);
    let line = &view.publications[0];
    let menu: Vec<_> = line
        .menu
        .iter()
        .map(|entry| (entry.cadence, entry.letters, entry.minutes))
        .collect();
    let expected = [
        (EveryIssue, 4, Some(20)),
        (Weekly, 4, Some(20)),
        // Twelve items, of which a letter shows ten.
        (Fortnightly, 2, Some(17)),
        (Monthly, 1, Some(9)),
        (EventsOnly, 4, Some(4)),
    ];
    assert_eq!(menu, expected);
    let forms: Vec<_> = line.forms.iter().map(|entry| entry.minutes).collect();
    assert_eq!(forms, [Some(20), Some(5)]);
    let topics: Vec<_> = line.topics.iter().map(|topic| topic.minutes).collect();
    assert_eq!(topics, [Some(17), Some(4)]);
    assert_eq!(view.fewer.unwrap().minutes, Some(17));
}

#[test]
fn minutes_keep_to_the_readers_own_limit_and_are_not_guessed() {
    let mut one = person(&[(1, EveryIssue)]);
    let policy = Policy::product();
    let minutes = |person: &Person| {
        let view = view_of(&known(), &policy, person, &with_sizes(), at(NOW));
        match view.standing {
            Standing::Gets { minutes, .. } => minutes,
            other => panic!("{other:?}"),
        }
    };
    one.facts.wishes.minutes_a_week = Some(3);
    assert_eq!(minutes(&one), Some(12));
    // Nothing of the second has ever come out.
    assert_eq!(minutes(&person(&[(1, EveryIssue), (2, Weekly)])), None);
}

/// A policy of this version with another default in four weeks.
fn version(version: i64, four_weeks: u32) -> Policy {
    let mut policy = Policy {
        version,
        ..Policy::product()
    };
    policy.caps[1].default = four_weeks;
    policy
}

#[test]
fn a_looser_policy_is_offered_and_binds_only_who_accepts_it() {
    let mut person = person(&[(1, Weekly), (2, Weekly)]);
    person.lines[0].promise = 1;
    person.lines[1].promise = 2;
    let (earlier, now) = (version(1, 6), version(2, 8));
    let beside = Beside {
        policies: [earlier, now.clone()].into(),
        ..Beside::default()
    };
    let view = view_of(&known(), &now, &person, &beside, at(NOW));
    let offers: Vec<_> = view
        .offers
        .iter()
        .map(|offer| (offer.key.as_str(), offer.version, offer.looser.clone()))
        .collect();
    let more = Looser::More {
        class: None,
        days: 28,
        from: 6,
        to: Some(8),
    };
    assert_eq!(offers, [("week", 2, vec![more])]);
    let limit = view.limits.iter().find(|limit| limit.days == 28).unwrap();
    assert_eq!(limit.in_force, 6, "the earlier promise holds");
    let accept = |version| Action::Accept {
        publication: key(),
        version,
    };
    let come_to = |action| edits(&known(), &now, &person, &beside, &action, at(NOW));
    let accepted = Edit::AcceptPolicy {
        publication: 1,
        version: 2,
    };
    assert_eq!(come_to(accept(2)), Ok(vec![accepted]));
    assert_eq!(come_to(accept(1)), Err(Refusal::NotInForce));
    let stricter = version(3, 4);
    let view = view_of(&known(), &stricter, &person, &beside, at(NOW));
    assert_eq!(view.offers, [], "a stricter one binds at once");
    let limit = view.limits.iter().find(|limit| limit.days == 28).unwrap();
    assert_eq!(limit.in_force, 4);
}
