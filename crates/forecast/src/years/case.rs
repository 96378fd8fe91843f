//! What a case file says. Local instants (`2026-03-06 09:00`) are on the clock of the person's first zone.

use chrono::NaiveDate;
use lagom_model::{
    Anchor, Cadence, Form, ItemKind, Lead, LocalTime, OwnLimit, Policy, Return, SeasonChoice,
    Timestamp, Zone,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    /// What it is about.
    pub(super) about: String,
    /// The first local date.
    pub(super) from: NaiveDate,
    /// The first local date after it.
    pub(super) until: NaiveDate,
    #[serde(default = "riga")]
    pub(super) zone: Zone,
    /// What differs from the product's policy, by field.
    #[serde(default)]
    pub(super) policy: toml::Table,
    pub(super) publications: BTreeMap<String, Publication>,
    pub(super) issues: Vec<Issues>,
    #[serde(default)]
    pub(super) person: Person,
    pub(super) lines: Vec<Line>,
    #[serde(default)]
    pub(super) changes: Vec<Change>,
    /// "Remind me", pressed for every event of a publication as soon as they hear of it.
    #[serde(default)]
    pub(super) reminders: Vec<Remind>,
    /// Spans in which no tick runs.
    #[serde(default)]
    pub(super) outages: Vec<Outage>,
    pub(super) expect: Expect,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Publication {
    pub(super) sender: String,
    #[serde(default)]
    pub(super) anchor: Anchor,
    #[serde(default = "twelve")]
    pub(super) most_items: u32,
    #[serde(default = "one")]
    pub(super) least_items: u32,
    #[serde(default = "usual")]
    pub(super) priority: u8,
}

/// Issues of a publication at a rhythm; all have the same items.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Issues {
    pub(super) of: String,
    /// When the first one becomes visible.
    pub(super) first: String,
    /// 0: there is only that one.
    #[serde(default)]
    pub(super) every_days: u32,
    /// At most so many.
    #[serde(default = "many")]
    pub(super) times: u32,
    /// Their kinds.
    pub(super) items: Vec<ItemKind>,
    /// The topic of each item, in order; the kind's name where it is left out.
    #[serde(default)]
    pub(super) topics: Vec<String>,
    /// Events start, and offers end, so many days after the issue.
    #[serde(default)]
    pub(super) days_of_use: Option<u32>,
    /// The local time at which its events start; the issue's own where it is left out.
    #[serde(default)]
    pub(super) starts: Option<LocalTime>,
    #[serde(default)]
    pub(super) occasion: Option<String>,
    #[serde(default)]
    pub(super) words: u32,
    #[serde(default)]
    pub(super) short_words: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Person {
    pub(super) limits: Vec<OwnLimit>,
    pub(super) season: Option<SeasonChoice>,
    pub(super) minutes_a_week: Option<u32>,
    pub(super) no_occasions: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub(super) of: String,
    #[serde(flatten)]
    pub(super) chooses: Chooses,
}

/// What is chosen on a line; what is left out stays as it was.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Chooses {
    pub(super) cadence: Option<Cadence>,
    pub(super) anchor: Option<Anchor>,
    pub(super) form: Option<Form>,
    pub(super) topics: Option<BTreeSet<String>>,
    pub(super) favourites: Option<BTreeSet<String>>,
    pub(super) pause_until: Option<NaiveDate>,
    pub(super) on_return: Option<Return>,
}

/// A wish to be reminded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Remind {
    pub(super) of: String,
    pub(super) lead: Lead,
}

/// Something that changes at an instant.
#[derive(Debug, Deserialize)]
pub(super) struct Change {
    pub(super) at: String,
    /// The publication whose line, or whose own times, change.
    pub(super) of: Option<String>,
    /// The publication's times from then on.
    pub(super) moves: Option<Anchor>,
    pub(super) zone: Option<Zone>,
    #[serde(flatten)]
    pub(super) chooses: Chooses,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outage {
    pub(super) from: String,
    pub(super) until: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expect {
    /// Letters in all.
    pub(super) letters: Option<usize>,
    /// Reminders in all. Each that is asked for comes once, before the start and hardly later than asked.
    pub(super) reminders: Option<usize>,
    /// Events of which no reminder comes, as `news 3.2`.
    #[serde(default)]
    pub(super) not_reminded: Vec<String>,
    /// Local times, of which every reminder has one, such as `18:00`; an hour alone, such as `08`, means all its
    /// minutes.
    #[serde(default)]
    pub(super) reminded_at: Vec<String>,
    /// Messages that announce events alone, in all.
    pub(super) told_alone: Option<usize>,
    /// Letters by month, such as `2026-03 = 4`.
    #[serde(default)]
    pub(super) a_month: BTreeMap<String, usize>,
    /// Local instants at which a letter went, among others.
    #[serde(default)]
    pub(super) at: Vec<String>,
    /// Local instants, to the minute or the day, at which none went.
    #[serde(default)]
    pub(super) not_at: Vec<String>,
    /// Every letter's local weekday and time, such as `Fri 09:00`; of several any.
    #[serde(default)]
    pub(super) always_at: Vec<String>,
    /// Items that never come, as `news 3` (an issue's number, from 1) or `news 3.2` (an item of it).
    /// All others come exactly once, but for the last weeks.
    #[serde(default)]
    pub(super) lost: Vec<String>,
    /// Kinds that the choices ask for; all else never comes.
    #[serde(default)]
    pub(super) only: Vec<ItemKind>,
    /// Publications of which nothing is asked.
    #[serde(default)]
    pub(super) not_of: Vec<String>,
    /// So many days before the end what comes out may still be on its way.
    #[serde(default = "tail")]
    pub(super) tail_days: u32,
    /// Items that were one link away, in all.
    pub(super) linked: Option<usize>,
    /// Items that were shown as a title, in all.
    pub(super) titles: Option<usize>,
    /// Items that were shown short for want of minutes, in all.
    pub(super) shorts: Option<usize>,
    /// Rules that had a say.
    #[serde(default)]
    pub(super) reasons: BTreeSet<String>,
    /// Rules that never had one.
    #[serde(default)]
    pub(super) never: BTreeSet<String>,
    /// At most so many minutes of reading in any seven local dates.
    pub(super) minutes: Option<u32>,
    /// What every letter that brings anything of one publication brings of another, too: `[of, with]`.
    #[serde(default)]
    pub(super) together: Vec<(String, String)>,
}

impl Case {
    /// A local instant of the case, to the minute.
    pub(super) fn instant(&self, local: &str) -> Timestamp {
        let (date, time) = local
            .split_once(' ')
            .unwrap_or_else(|| panic!("`{local}` is no local instant"));
        let time = LocalTime::parse(time).unwrap_or_else(|| panic!("`{time}` is no time"));
        self.zone.at(date.parse().unwrap(), time)
    }

    pub(super) fn begins(&self) -> Timestamp {
        self.zone.start_of(self.from)
    }

    pub(super) fn ends(&self) -> Timestamp {
        self.zone.start_of(self.until)
    }

    /// The product's policy with what the case says otherwise.
    pub(super) fn policy(&self) -> Policy {
        let mut policy = serde_json::to_value(Policy::product()).unwrap();
        for (key, value) in &self.policy {
            policy[key] = serde_json::to_value(value).unwrap();
        }
        if self.policy.get("quiet").and_then(toml::Value::as_bool) == Some(false) {
            policy["quiet"] = serde_json::Value::Null;
        }
        serde_json::from_value(policy).unwrap()
    }
}

fn riga() -> Zone {
    Zone::parse("Europe/Riga").unwrap()
}

const fn one() -> u32 {
    1
}

const fn twelve() -> u32 {
    12
}

const fn usual() -> u8 {
    100
}

const fn many() -> u32 {
    u32::MAX
}

const fn tail() -> u32 {
    35
}
