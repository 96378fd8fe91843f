//! The scene of a world: two senders, their publications, the policy, the people, all drawn from the seed around
//! the product's own. Nothing here is ever decided by a clock of the machine.

use crate::dice::Dice;
use chrono::{Datelike as _, NaiveDate, Weekday};
use lagom_model::calendar::{Holidays, MonthDay, Season, YearDay};
use lagom_model::catalogue::{ItemsRule, TopicDef};
use lagom_model::{
    Anchor, Cadence, Cap, Catalogue, Choices, Form, ItemKind, Level, LocalTime, MessageClass,
    Policy, PublicationDef, QuietDays, QuietHours, SeasonChoice, SenderDef, Timestamp, Zone,
};
use lagom_store::{Known, NewLine, NewPerson};
use std::collections::{BTreeMap, BTreeSet};

/// Zones with all sorts of rules: half hours, midnight changes, negative summer time, none at all.
const ZONES: [&str; 18] = [
    "Europe/Riga",
    "Europe/Madrid",
    "America/New_York",
    "America/Los_Angeles",
    "America/Santiago",
    "America/St_Johns",
    "America/Havana",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Europe/Dublin",
    "Antarctica/Troll",
];

/// Countries whose holidays the product knows, and one that it does not.
const COUNTRIES: [&str; 6] = ["LV", "ES", "US", "GB", "DE", "ZZ"];

/// The topics of every publication.
pub const TOPICS: [(&str, ItemKind); 4] = [
    ("stories", ItemKind::Article),
    ("brief", ItemKind::News),
    ("events", ItemKind::Event),
    ("offers", ItemKind::Offer),
];

/// A scene.
#[derive(Debug, Clone)]
pub struct Scene {
    /// When the world begins.
    pub start: Timestamp,
    /// Senders and publications.
    pub catalogue: Catalogue,
    /// The first policy.
    pub policy: Policy,
    /// The zones that people live in.
    pub zones: Vec<Zone>,
    /// How coarse ticks are, in milliseconds: what cron says.
    pub grid: i64,
}

impl Scene {
    /// The scene that these dice draw.
    pub fn draw(dice: &mut Dice) -> Self {
        let year = dice.within(2024, 2033);
        let days = (year - 1970) * 365 + (year - 1969) / 4 + dice.within(0, 364);
        let wanted = dice.within(3, 5);
        let mut zones = Vec::new();
        while i64::try_from(zones.len()).unwrap_or(0) < wanted {
            let zone = zone(dice.pick::<&str>(&ZONES));
            if !zones.contains(&zone) {
                zones.push(zone);
            }
        }
        Self {
            start: Timestamp(days * Timestamp::DAY),
            catalogue: catalogue(dice),
            policy: Policy {
                holidays: holidays(Timestamp(days * Timestamp::DAY)),
                ..policy(dice)
            },
            zones,
            grid: *dice.pick(&[6, 8, 12]) * Timestamp::HOUR,
        }
    }
}

/// The zone of this name.
fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap_or(Zone::UTC)
}

fn at(hour: i64, minute: i64) -> LocalTime {
    let parts = (u16::try_from(hour), u16::try_from(minute));
    match parts {
        (Ok(hour), Ok(minute)) => LocalTime::new(hour, minute).unwrap_or(LocalTime::MIDNIGHT),
        _ => LocalTime::MIDNIGHT,
    }
}

fn catalogue(dice: &mut Dice) -> Catalogue {
    let senders = ["harbour", "orchard"].map(|key| (key.to_owned(), sender(key)));
    let publications = [
        ("harbour", "harbour-news"),
        ("harbour", "harbour-tech"),
        ("orchard", "orchard-post"),
        ("orchard", "orchard-club"),
    ];
    let wanted = usize::try_from(dice.within(3, 4)).unwrap_or(3);
    let publications = publications
        .iter()
        .take(wanted)
        .map(|(sender, key)| ((*key).to_owned(), publication(dice, sender, key)));
    Catalogue {
        publications: publications.collect(),
        senders: senders.into(),
    }
}

fn sender(key: &str) -> SenderDef {
    SenderDef {
        key: key.to_owned(),
        name: format!("The {key} team"),
        from: format!("letters@{key}.example"),
        reply_to: None,
        unsubscribe_mailbox: Some(format!("leave@{key}.example")),
        bounce_address: Some(format!("bounces@{key}.example")),
        list_domain: format!("lists.{key}.example"),
        address_block: None,
    }
}

fn publication(dice: &mut Dice, sender: &str, key: &str) -> PublicationDef {
    let topics = TOPICS.map(|(key, kind)| TopicDef {
        key: key.to_owned(),
        name: key.to_owned(),
        headings: vec![key.to_owned()],
        kind,
        items: match kind {
            ItemKind::Event => ItemsRule::Bullets,
            _ => ItemsRule::Section,
        },
    });
    PublicationDef {
        key: key.to_owned(),
        sender: sender.to_owned(),
        name: key.to_owned(),
        description: "What happened, and what comes.".to_owned(),
        language: "en".to_owned(),
        zone: zone("Europe/Riga"),
        menu: Cadence::ALL.to_vec(),
        default_cadence: Cadence::EveryIssue,
        anchor: Anchor {
            weekday: Some(*dice.pick(&[Weekday::Mon, Weekday::Fri, Weekday::Sat])),
            day: Some(*dice.pick(&[1, 15, 31])),
            time: Some(at(dice.within(7, 20), 0)),
        },
        issue_every_days: *dice.pick(&[7, 14, 21]),
        topics: topics.to_vec(),
        other_topic: "stories".to_owned(),
        most_items: *dice.pick(&[3, 6, 12]),
        least_items: *dice.pick(&[1, 1, 2, 3]),
        priority: *dice.pick(&[100, 100, 50]),
    }
}

fn policy(dice: &mut Dice) -> Policy {
    let mut policy = Policy::product();
    if dice.percent(60) {
        let week = *dice.pick(&[1, 2, 3]);
        policy.caps = vec![
            cap(None, 7, week, 5),
            cap(None, 28, *dice.pick(&[3, 6, 8]), 16),
        ];
    }
    if dice.percent(50) {
        let class = *dice.pick(&[
            MessageClass::Offer,
            MessageClass::Offer,
            MessageClass::Event,
        ]);
        policy
            .caps
            .push(cap(Some(class), *dice.pick(&[7, 14, 28]), 1, 2));
    }
    policy.gap_hours = *dice.pick(&[20, 20, 4, 30, 0]);
    policy.quiet = *dice.pick(&[
        policy.quiet,
        policy.quiet,
        None,
        Some(QuietHours {
            from: at(1, 30),
            to: at(9, 15),
        }),
    ]);
    policy.max_deferral_days = *dice.pick(&[14, 14, 7, 3]);
    policy.quiet_days = QuietDays {
        weekdays: dice
            .pick(&[vec![], vec![], vec![Weekday::Sat, Weekday::Sun]])
            .clone(),
        holidays: dice.percent(40),
    };
    policy.spread_minutes = *dice.pick(&[30, 0, 90]);
    policy.levels = vec![Level {
        key: "calm".to_owned(),
        name: "Calm".to_owned(),
        caps: vec![cap(None, 7, 1, 1), cap(None, 28, 3, 3)],
    }];
    if dice.percent(50) {
        let lower = vec![cap(None, 28, 2, *dice.pick(&[3, 4])), cap(None, 14, 2, 2)];
        policy.lowered.insert("harbour-tech".to_owned(), lower);
    }
    if dice.percent(50) {
        policy.seasons.splice(0..0, season(dice));
    }
    policy
}

fn cap(class: Option<MessageClass>, days: u32, default: u32, ceiling: u32) -> Cap {
    Cap {
        class,
        days,
        default: default.min(ceiling),
        ceiling,
    }
}

fn season(dice: &mut Dice) -> Option<Season> {
    let month = u8::try_from(dice.within(1, 11)).unwrap_or(6);
    Some(Season {
        key: "fair".to_owned(),
        from: fixed(month, 10)?,
        to: fixed(month + 1, *dice.pick(&[5, 10, 15]))?,
        form: *dice.pick(&SeasonChoice::ALL),
        countries: Vec::new(),
        languages: Vec::new(),
    })
}

fn fixed(month: u8, day: u8) -> Option<YearDay> {
    MonthDay::new(month, day).map(YearDay::fixed)
}

/// Every date whose day is 1 or 17 is a holiday in one country, whatever its real ones are.
fn holidays(start: Timestamp) -> BTreeMap<String, Holidays> {
    let first = start.utc().date_naive();
    let dates = first.iter_days().take(600);
    let dates: Vec<NaiveDate> = dates.filter(|date| matches!(date.day(), 1 | 17)).collect();
    let all = Holidays::new(first.year(), first.year() + 2, dates);
    BTreeMap::from([("LV".to_owned(), all.clone()), ("US".to_owned(), all)])
}

/// The address of the n-th reader.
pub fn address(n: u32) -> String {
    format!("reader{n}@example.org")
}

/// The n-th reader, with the lines and choices that the dice draw. `slot` says when a line falls due first.
pub fn reader(
    dice: &mut Dice,
    scene: &Scene,
    known: &Known,
    n: u32,
    slot: &dyn Fn(&Choices, Anchor, &Zone) -> Option<Timestamp>,
) -> NewPerson {
    let zone = dice.pick(&scene.zones).clone();
    let mut lines = Vec::new();
    for publication in &known.publications {
        if lines.is_empty() || dice.percent(18) {
            let choices = choices(dice);
            lines.push(NewLine {
                publication: publication.id,
                next_due_at: slot(&choices, publication.def.anchor, &zone),
                choices,
            });
        }
    }
    NewPerson {
        address: address(n),
        address_hash: format!("hash{n}"),
        name: None,
        attributes: BTreeMap::new(),
        language: Some("en".to_owned()),
        country: Some((*dice.pick(&COUNTRIES)).to_owned()),
        zone: Some(zone),
        season: *dice.pick(&[
            None,
            None,
            None,
            Some(SeasonChoice::Nothing),
            Some(SeasonChoice::Full),
        ]),
        lines,
    }
}

/// What a reader chooses on one line.
fn choices(dice: &mut Dice) -> Choices {
    let mut choices = Choices::of(*dice.pick(&Cadence::ALL));
    choices.anchor = anchor(dice);
    choices.topics = dice.percent(25).then(|| topics(dice));
    choices.favourites = if dice.percent(20) {
        topics(dice)
    } else {
        BTreeSet::new()
    };
    choices.tell_at_once = dice.percent(15);
    choices.form = *dice.pick(&[None, None, None, Some(Form::Short), Some(Form::Full)]);
    choices
}

/// Some topics, at least one.
pub fn topics(dice: &mut Dice) -> BTreeSet<String> {
    let mut some: BTreeSet<String> = TOPICS
        .iter()
        .filter(|_| dice.percent(50))
        .map(|(key, _)| (*key).to_owned())
        .collect();
    if some.is_empty() {
        some.insert("stories".to_owned());
    }
    some
}

/// When a reader wants digests: mostly when the publication says.
pub fn anchor(dice: &mut Dice) -> Anchor {
    if dice.percent(70) {
        return Anchor::default();
    }
    Anchor {
        weekday: Some(*dice.pick(&[Weekday::Sun, Weekday::Wed])),
        day: Some(*dice.pick(&[5, 29, 30])),
        time: Some(*dice.pick(&[at(2, 30), at(8, 0), at(12, 0), at(23, 30)])),
    }
}
