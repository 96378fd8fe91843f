//! Random years: a reader who changes cadence, day, time and zone, and an operator who moves a publication, at
//! any moment. Whatever they do, every item comes exactly once.

use super::case::{Case, Change, Chooses, Expect, Issues, Line, Person, Publication};
use super::{check, play};
use chrono::{Days, NaiveDate, Weekday};
use lagom_model::{Anchor, Cadence, Ids, ItemKind, LocalTime, SeededIds, Zone};
use std::collections::{BTreeMap, BTreeSet};

const YEARS: u64 = 150;
const ZONES: [&str; 5] = [
    "Europe/Riga",
    "America/New_York",
    "Pacific/Auckland",
    "Asia/Kolkata",
    "America/St_Johns",
];
const CADENCES: [Cadence; 4] = [
    Cadence::EveryIssue,
    Cadence::Weekly,
    Cadence::Fortnightly,
    Cadence::Monthly,
];

struct Dice(SeededIds);

impl Dice {
    fn below(&self, sides: u128) -> u128 {
        self.0.public_id().0 % sides
    }

    fn of<T: Copy>(&self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u128)).unwrap()]
    }

    fn anchor(&self) -> Anchor {
        let weekdays = [Weekday::Mon, Weekday::Wed, Weekday::Fri, Weekday::Sun];
        Anchor {
            weekday: Some(self.of(&weekdays)),
            day: Some(self.of(&[1, 15, 29, 31])),
            time: LocalTime::new(self.of(&[3, 9, 12, 20, 22]), self.of(&[0, 30])),
        }
    }
}

fn random(seed: u64) -> Case {
    let dice = Dice(SeededIds::new(seed));
    let from = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let until = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
    let publication = |sender: &str| Publication {
        sender: sender.to_owned(),
        anchor: dice.anchor(),
        most_items: 12,
        least_items: 1,
        priority: 100,
    };
    let keys = ["news", "tech"];
    // One sender or two.
    let senders = ["press", dice.of(&["press", "lab"])];
    let publications = keys.iter().zip(senders);
    let publications: BTreeMap<_, _> = publications
        .map(|(key, sender)| ((*key).to_owned(), publication(sender)))
        .collect();
    let issues = keys.iter().map(|of| Issues {
        of: (*of).to_owned(),
        first: format!(
            "2026-01-0{} {:02}:10",
            dice.of(&[1, 4, 6]),
            dice.of(&[1, 8, 15, 23])
        ),
        every_days: dice.of(&[7, 10, 14]),
        times: u32::MAX,
        items: vec![ItemKind::Article; dice.of(&[1, 2, 3])],
        topics: Vec::new(),
        days_of_use: None,
        starts: None,
        occasion: None,
        words: 100,
        short_words: 30,
    });
    let lines = keys.iter().map(|of| Line {
        of: (*of).to_owned(),
        chooses: Chooses {
            cadence: Some(dice.of(&CADENCES)),
            ..Chooses::default()
        },
    });
    let changes = (0..dice.below(14)).map(|_| {
        let day = from.checked_add_days(Days::new(u64::try_from(dice.below(330)).unwrap()));
        let at = format!(
            "{} {:02}:{:02}",
            day.unwrap(),
            dice.below(24),
            dice.below(60)
        );
        let mut change = Change {
            at,
            of: Some(dice.of(&keys).to_owned()),
            moves: None,
            zone: None,
            chooses: Chooses::default(),
        };
        match dice.below(4) {
            0 => (change.zone, change.of) = (Some(Zone::parse(dice.of(&ZONES)).unwrap()), None),
            1 => change.moves = Some(dice.anchor()),
            2 => change.chooses.anchor = Some(dice.anchor()),
            _ => change.chooses.cadence = Some(dice.of(&CADENCES)),
        }
        change
    });
    Case {
        about: format!("seed {seed}"),
        from,
        until,
        zone: Zone::parse(dice.of(&ZONES)).unwrap(),
        policy: toml::Table::new(),
        issues: issues.collect(),
        lines: lines.collect(),
        changes: changes.collect(),
        publications,
        person: Person::default(),
        outages: Vec::new(),
        reminders: Vec::new(),
        expect: Expect {
            tail_days: 50,
            ..Expect::default()
        },
    }
}

#[test]
fn whatever_is_changed_every_item_comes_exactly_once() {
    let mut wrong = Vec::new();
    let mut reasons = BTreeSet::new();
    for seed in 0..YEARS {
        let case = random(seed);
        let year = play::play(&case);
        let found = check::check(&case, &year);
        wrong.extend(found.into_iter().map(|what| format!("seed {seed}: {what}")));
        reasons.extend(year.reasons);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    for rule in ["gap", "quiet", "cap", "next-letter", "season"] {
        assert!(
            reasons.contains(rule),
            "`{rule}` never had a say: {reasons:?}"
        );
    }
}
