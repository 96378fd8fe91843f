//! The same input gives the same decisions and the same mail on both backends.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Backend, House, Receiver, text};

/// What happened: the ticks with their totals, and the mails without what is random.
#[derive(Debug, Default, PartialEq, Eq)]
struct Story {
    ticks: Vec<(String, Vec<(String, Value)>)>,
    mails: Vec<(String, String, String, i64, String)>,
    reasons: Vec<(String, Value)>,
}

const PEOPLE: usize = 60;

fn csv() -> String {
    const CADENCES: [&str; 5] = [
        "every-issue",
        "weekly",
        "fortnightly",
        "monthly",
        "events-only",
    ];
    const ZONES: [&str; 4] = [
        "Europe/Riga",
        "Pacific/Tongatapu",
        "America/St_Johns",
        "Pacific/Pago_Pago",
    ];
    let mut csv = "email,name,zone,season,cadence:north,cadence:south\n".to_owned();
    for nth in 0..PEOPLE {
        let season = ["", "", "full", "events", "nothing", "short", ""][nth % 7];
        let south = if nth % 3 == 0 {
            ""
        } else {
            CADENCES[(nth / 5 + nth) % 5]
        };
        writeln!(
            csv,
            "r{nth}@example.org,R {nth},{},{season},{},{south}",
            ZONES[nth % 4],
            CADENCES[nth % 5]
        )
        .unwrap();
    }
    csv
}

fn story(backend: Backend) -> Story {
    let receiver = Receiver::start();
    let mut house = House::new(backend, &["north", "south"]).to(&receiver.relay());
    // Who is asked how letters are, and when, goes by a lot, which is random: here nobody is.
    house.settings.policy =
        "[policy]\nspread_minutes = 0\nfeedback = { every_days = 180, percent = 0 }\n".to_owned();
    house.configure();
    let begins = "2025-12-08T00:00:00Z";
    house.import(begins, &csv());
    for nth in 0..8_u32 {
        let letter = text::winter_letter(nth);
        let day = 9 + nth * 3;
        let at = if day <= 31 {
            format!("2025-12-{day:02}T11:00:00Z")
        } else {
            format!("2026-01-{:02}T11:00:00Z", day - 31)
        };
        house.publish(begins, ["north", "south"][nth as usize % 2], &letter, &at);
    }
    let mut story = Story::default();
    let mut now = begins.to_owned();
    while let Some(next) = house.next(&now) {
        if next.as_str() >= "2026-01-15" {
            break;
        }
        assert!(story.ticks.is_empty() || next > now, "no progress at {now}");
        now = next;
        let totals = house.tick(&now);
        // How many statements it took is the backend's own business.
        let said = totals
            .as_object()
            .unwrap()
            .iter()
            .filter(|(key, _)| *key != "statements");
        let said = said
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        story.ticks.push((now.clone(), said));
        let mut mails: Vec<_> = receiver
            .take()
            .iter()
            .map(|mail| {
                (
                    now.clone(),
                    mail.to.clone(),
                    mail.subject(),
                    mail.date(),
                    mail.words(),
                )
            })
            .collect();
        mails.sort();
        story.mails.extend(mails);
    }
    for nth in (0..PEOPLE).step_by(7) {
        let address = format!("r{nth}@example.org");
        let mut explained = house.json_at(&now, &["explain", "--subscriber", &address]);
        without_ids(&mut explained);
        story.reasons.push((address, explained));
    }
    story
}

fn without_ids(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for name in ["id", "person", "issue"] {
                fields.remove(name);
            }
            fields.values_mut().for_each(without_ids);
        }
        Value::Array(values) => values.iter_mut().for_each(without_ids),
        _ => {}
    }
}

#[test]
fn both_backends_tell_the_same_story() {
    let (sqlite, postgres) = (story(Backend::Sqlite), story(Backend::Postgres));
    assert!(
        sqlite.mails.len() > PEOPLE,
        "only {} mails",
        sqlite.mails.len()
    );
    println!("{} ticks, {} mails", sqlite.ticks.len(), sqlite.mails.len());
    for (one, other) in sqlite.ticks.iter().zip(&postgres.ticks) {
        assert_eq!(one, other);
    }
    for (one, other) in sqlite.mails.iter().zip(&postgres.mails) {
        assert_eq!(one, other);
    }
    for (one, other) in sqlite.reasons.iter().zip(&postgres.reasons) {
        assert_eq!(one, other);
    }
    assert_eq!(sqlite, postgres);
}
