//! Sample letters, one for each thing that a letter can be: for tests, for previews, and to check an
//! operator's own templates before a single letter is made with them. Their people do not exist.

mod texts;

use super::compose::render;
use super::error::RenderError;
use super::letter::{
    CalendarFile, Doubt, EditionPart, EventLines, Footer, Letter, LetterItem, LetterKind,
    LetterPart, List, Mailbox, Promise, Quiet,
};
use crate::calendar::{CalendarEvent, Method, calendar_file};
use crate::language::Language;
use crate::templates::Templates;
use chrono::NaiveDate;
use lagom_model::{Block, EventStage, EventStart, Form, Timestamp, Zone};
use texts::CONTENT;

/// Renders every sample with these templates: whether they work for whatever a letter can be.
///
/// # Errors
/// The first [`RenderError`].
pub fn check_templates(templates: &Templates) -> Result<(), RenderError> {
    for (_, letter) in samples() {
        render(&letter, templates)?;
    }
    for (_, mail) in super::system::system_samples() {
        super::system::render_system(&mail, templates)?;
    }
    Ok(())
}

/// Name and letter of every sample.
pub fn samples() -> Vec<(&'static str, Letter<'static>)> {
    vec![
        ("single", letter(vec![garden(vec![spring()])])),
        (
            "combined",
            letter(vec![garden(vec![spring()]), workshop(vec![tools(false)])]),
        ),
        ("digest", digest()),
        ("events", letter(vec![events()])),
        ("announcement", told(EventStage::Announced)),
        ("reminder", told(EventStage::DayBefore)),
        ("moved", told(EventStage::Changed)),
        ("cancelled", told(EventStage::Cancelled)),
        ("correction", correction()),
        ("doubt", doubt()),
        ("silence", silence(None)),
        ("paused", silence(Some(day(5, 11)))),
        ("asks", asks()),
        ("short", short()),
        ("bare", bare()),
        (
            "test",
            Letter {
                kind: LetterKind::Test,
                ..letter(vec![garden(vec![spring()])])
            },
        ),
    ]
}

fn letter(parts: Vec<LetterPart<'static>>) -> Letter<'static> {
    Letter {
        kind: LetterKind::Letter,
        language: Language::ENGLISH,
        from: mailbox("Letters from Älvdal", "letters@example.org"),
        to: mailbox("Astrid Lund", "astrid@example.net"),
        reply_to: Some(mailbox("Älvdal", "hello@example.org")),
        subject: None,
        preheader: None,
        date: Timestamp(1_778_839_200_000),
        message_id: "<AAAAAAAAAAAAAAAAAAAAAQ@example.org>".to_owned(),
        list: Some(List {
            name: "Letters from Älvdal".to_owned(),
            key: "letters".to_owned(),
            domain: "news.example.org".to_owned(),
            unsubscribe_https: url("u"),
            unsubscribe_mailto: Some(format!("mailto:leave@example.org?subject={TOKEN}")),
        }),
        system: false,
        greeting_name: Some("Astrid".to_owned()),
        doubts: Vec::new(),
        silence: None,
        notice: None,
        remark: None,
        calendar: None,
        parts,
        footer: Footer {
            change_url: url("p"),
            why_url: Some(format!("{}?why", url("p"))),
            browser_url: Some("https://letters.example.org/i/AAAAAAAAAAAAAAAAAAAABA".to_owned()),
            address_block: Some("Älvdal Gardens\nStationsgatan 4\n796 30 Älvdal".to_owned()),
            promise: Some(Promise {
                number: 3,
                most: 6,
                days: 28,
            }),
            choice_named: None,
            feedback_url: None,
        },
    }
}

/// A message about one event; of a reader to the west of it.
fn told(stage: EventStage) -> Letter<'static> {
    let lines = EventLines {
        when: Some(EventStart::At(Timestamp(1_779_552_000_000)).into()),
        place: Some("Hembygdsgården, Älvdal"),
        host: zone("Europe/Stockholm"),
        reader: zone("Europe/Lisbon"),
        moved: false,
        cancelled: false,
        calendar_url: None,
        remind_url: (!stage.is_reminder() && stage != EventStage::Cancelled)
            .then(|| url("r") + "/1f2e3d4c5b6a7988"),
    };
    let event = LetterItem {
        link: Some("https://example.org/events/grafting"),
        block: (stage != EventStage::Cancelled).then_some(&CONTENT.lead),
        event: Some(lines),
        ..item("Grafting for beginners", true, &CONTENT.lead)
    };
    let calendar = CalendarEvent {
        uid: CalendarEvent::uid_of(0x1f2e_3d4c_5b6a_7988, "news.example.org"),
        sequence: 29_647_320,
        title: "Grafting for beginners",
        text: CONTENT.lead.text.as_str().into(),
        link: event.link,
        place: Some("Hembygdsgården, Älvdal"),
        starts: EventStart::At(Timestamp(1_779_552_000_000)),
        ends: None,
        cancelled: stage == EventStage::Cancelled,
    };
    let method = match stage {
        EventStage::Cancelled => Method::Cancel,
        _ => Method::Publish,
    };
    let edition = EditionPart {
        intro: None,
        items: vec![event],
        ..spring()
    };
    let plain = letter(vec![garden(vec![edition])]);
    let organiser = ("Letters from Älvdal", "letters@example.org");
    Letter {
        kind: LetterKind::Event,
        notice: Some(stage),
        calendar: Some(CalendarFile {
            method,
            text: calendar_file(method, organiser, plain.date, &[calendar]),
        }),
        greeting_name: None,
        footer: Footer {
            browser_url: None,
            ..plain.footer.clone()
        },
        ..plain
    }
}

/// A correction of one item.
fn correction() -> Letter<'static> {
    let wrong = LetterItem {
        link: Some("https://example.org/sowing"),
        ..item("Sowing under glass", true, &CONTENT.lead)
    };
    let edition = EditionPart {
        intro: None,
        items: vec![wrong],
        ..spring()
    };
    let plain = letter(vec![garden(vec![edition])]);
    Letter {
        kind: LetterKind::Event,
        notice: Some(EventStage::Corrected),
        remark: Some("The seeds go in after the last frost, not before it."),
        greeting_name: None,
        footer: Footer {
            browser_url: None,
            ..plain.footer.clone()
        },
        ..plain
    }
}

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap_or(Zone::UTC)
}

fn digest() -> Letter<'static> {
    let editions = vec![spring(), rain(), tools(true)];
    let mut letter = letter(vec![garden(editions)]);
    letter.footer.choice_named = Some("Garden Notes once a month.".to_owned());
    letter
}

fn doubt() -> Letter<'static> {
    Letter {
        doubts: vec![Doubt {
            date: day(5, 12),
            url: "https://letters.example.org/i/AAAAAAAAAAAAAAAAAAAAAw".to_owned(),
        }],
        ..letter(vec![garden(vec![rain()])])
    }
}

/// After a long time without a letter, or after a pause.
fn silence(paused_until: Option<NaiveDate>) -> Letter<'static> {
    Letter {
        silence: Some(Quiet {
            since: day(1, 12),
            paused_until,
        }),
        ..letter(vec![garden(vec![spring()]), workshop(vec![tools(false)])])
    }
}

/// A letter that asks how it is.
fn asks() -> Letter<'static> {
    let mut letter = letter(vec![garden(vec![rain()])]);
    letter.footer.feedback_url = Some(url("f"));
    letter
}

/// The short form: no intro, the rest one link away.
fn short() -> Letter<'static> {
    let edition = EditionPart {
        intro: None,
        items: vec![item("Sowing under glass", true, &CONTENT.lead)],
        linked: 7,
        linked_minutes: 6,
        ..spring()
    };
    letter(vec![LetterPart {
        form: Form::Short,
        ..garden(vec![edition])
    }])
}

/// Nothing that may be left out.
fn bare() -> Letter<'static> {
    let edition = EditionPart {
        date: None,
        intro: None,
        items: vec![LetterItem {
            block: None,
            ..item("A title alone", false, &CONTENT.lead)
        }],
        linked: 1,
        ..spring()
    };
    Letter {
        reply_to: None,
        list: None,
        system: true,
        greeting_name: None,
        footer: Footer {
            change_url: url("p"),
            ..Footer::default()
        },
        ..letter(vec![garden(vec![edition])])
    }
}

fn garden(editions: Vec<EditionPart<'static>>) -> LetterPart<'static> {
    part("Garden Notes", Form::Full, editions)
}

fn workshop(editions: Vec<EditionPart<'static>>) -> LetterPart<'static> {
    part("The Workshop", Form::Full, editions)
}

fn part(
    publication: &'static str,
    form: Form,
    editions: Vec<EditionPart<'static>>,
) -> LetterPart<'static> {
    LetterPart {
        publication,
        form,
        stop_url: url("u"),
        editions,
    }
}

fn spring() -> EditionPart<'static> {
    EditionPart {
        title: "The first warm week",
        date: Some(day(5, 14)),
        web_url: "https://letters.example.org/i/AAAAAAAAAAAAAAAAAAAABA".to_owned(),
        earlier: false,
        intro: Some(&CONTENT.intro),
        items: vec![
            item("Sowing under glass", true, &CONTENT.sowing),
            LetterItem {
                link: Some("https://example.org/plum?a=1&b=2"),
                ..item("The old plum tree", true, &CONTENT.plum)
            },
        ],
        linked: 0,
        linked_minutes: 0,
    }
}

fn rain() -> EditionPart<'static> {
    EditionPart {
        title: "Rain, at last",
        date: Some(day(5, 21)),
        web_url: "https://letters.example.org/i/AAAAAAAAAAAAAAAAAAAABQ".to_owned(),
        intro: None,
        items: vec![item("Catching it", true, &CONTENT.lead)],
        linked: 2,
        linked_minutes: 1,
        ..spring()
    }
}

fn tools(earlier: bool) -> EditionPart<'static> {
    EditionPart {
        title: "Sharp tools, quiet work",
        date: Some(day(4, 30)),
        web_url: "https://letters.example.org/i/AAAAAAAAAAAAAAAAAAAABg".to_owned(),
        earlier,
        intro: None,
        items: vec![
            item("A whetstone for life", true, &CONTENT.lead),
            LetterItem {
                language: Some("sv"),
                ..item("Ordlista", true, &CONTENT.swedish)
            },
        ],
        linked: 0,
        linked_minutes: 0,
    }
}

fn events() -> LetterPart<'static> {
    let listed = |group, title, block| LetterItem {
        section: Some("In the next weeks"),
        group: Some(group),
        ..item(title, false, block)
    };
    let at = |instant| {
        let starts = EventStart::At(Timestamp(instant));
        let here = zone("Europe/Stockholm");
        EventLines::of_text(starts.into(), here.clone(), here)
    };
    let edition = EditionPart {
        intro: None,
        items: vec![
            LetterItem {
                event: Some(EventLines {
                    moved: true,
                    calendar_url: Some(
                        "https://letters.example.org/i/AAAAAAAAAAAAAAAAAAAABA/1.ics".to_owned(),
                    ),
                    remind_url: Some(url("r") + "/1f2e3d4c5b6a7988"),
                    ..at(1_779_523_200_000)
                }),
                ..listed("Älvdal", "Grafting for beginners", &CONTENT.grafting)
            },
            listed("Älvdal", "Open garden", &CONTENT.open_garden),
            LetterItem {
                event: Some(at(1_779_987_600_000)),
                ..listed("Online", "Questions and answers", &CONTENT.questions)
            },
        ],
        linked: 2,
        linked_minutes: 0,
        ..spring()
    };
    part("Garden Notes", Form::Events, vec![edition])
}

fn item(title: &'static str, heading: bool, block: &'static Block) -> LetterItem<'static> {
    LetterItem {
        section: None,
        group: None,
        title,
        heading,
        link: None,
        language: None,
        block: Some(block),
        event: None,
    }
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox {
        name: Some(name.to_owned()),
        address: address.to_owned(),
    }
}

const TOKEN: &str = "v1.k1.u.AAAAAAAAAAAAAAAAAAAAAQ.BBBBBBBBBBBBBBBBBBBBBA";

fn url(page: &str) -> String {
    format!("https://letters.example.org/{page}/{TOKEN}")
}
