//! What a subscriber chose: cadence and its anchor, topics, form, pause, season.

use crate::time::{LocalTime, Timestamp};
use crate::{Form, MessageClass};
use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How often a line brings a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cadence {
    /// Each issue when it comes out.
    EveryIssue,
    /// A digest every week.
    Weekly,
    /// A digest every second week.
    Fortnightly,
    /// A digest every month.
    Monthly,
    /// Only the events of each issue, when it comes out.
    EventsOnly,
}

impl Cadence {
    /// All of them, from most to fewest letters.
    pub const ALL: [Self; 5] = [
        Self::EveryIssue,
        Self::Weekly,
        Self::Fortnightly,
        Self::Monthly,
        Self::EventsOnly,
    ];

    /// The name that stands in the database, in configuration, in CSV files and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EveryIssue => "every-issue",
            Self::Weekly => "weekly",
            Self::Fortnightly => "fortnightly",
            Self::Monthly => "monthly",
            Self::EventsOnly => "events-only",
        }
    }

    /// The cadence of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cadence| cadence.name() == name)
    }

    /// Whether its letters come at slots of their own, and not when an issue comes out.
    pub const fn has_slots(self) -> bool {
        matches!(self, Self::Weekly | Self::Fortnightly | Self::Monthly)
    }

    /// What its part of a letter counts as.
    pub const fn class(self) -> MessageClass {
        match self {
            Self::EveryIssue | Self::Weekly | Self::Fortnightly | Self::Monthly => {
                MessageClass::Issue
            }
            Self::EventsOnly => MessageClass::Event,
        }
    }

    /// The widest form that it allows: what its content is planned by.
    pub const fn widest_form(self) -> Form {
        match self {
            Self::EveryIssue | Self::Weekly | Self::Fortnightly | Self::Monthly => Form::Full,
            Self::EventsOnly => Form::Events,
        }
    }
}

/// When a digest's slot is, on the reader's wall clock. A field left out is the publication's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Anchor {
    /// The weekday of a weekly or fortnightly digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weekday: Option<Weekday>,
    /// The day of the month of a monthly digest, 1 to 31; a month that is shorter has it on its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<u8>,
    /// The time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<LocalTime>,
}

impl Anchor {
    /// This anchor with what it leaves out filled from another.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            weekday: self.weekday.or(other.weekday),
            day: self.day.or(other.day),
            time: self.time.or(other.time),
        }
    }
}

/// What a pause brings when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Return {
    /// One letter that sums up what came out meanwhile.
    #[default]
    Summary,
    /// Nothing of what came out meanwhile.
    Nothing,
}

/// The choices on one line. A change ends the row they stand in and starts another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// How often.
    pub cadence: Cadence,
    /// When, for digests.
    #[serde(default)]
    pub anchor: Anchor,
    /// Which topics; `None`: all, also those that come later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topics: Option<BTreeSet<String>>,
    /// Topics of declared interest: their items come first, and in full, where room is short.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub favourites: BTreeSet<String>,
    /// Whether a new event is told at once, alone, instead of in the next letter.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tell_at_once: bool,
    /// In which form outside seasons; `None`: full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// The first local date on which letters come again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<NaiveDate>,
    /// What the end of the pause brings.
    #[serde(default)]
    pub on_return: Return,
    /// When the pause began of which nothing is to come; `None`: unknown, all before its end is of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_since: Option<Timestamp>,
    /// Of what became visible before this instant only events come: until then the reader had chosen
    /// events only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub articles_since: Option<Timestamp>,
}

impl Choices {
    /// A cadence, and nothing else chosen.
    pub fn of(cadence: Cadence) -> Self {
        Self {
            cadence,
            anchor: Anchor::default(),
            topics: None,
            favourites: BTreeSet::new(),
            tell_at_once: false,
            form: None,
            paused_until: None,
            on_return: Return::default(),
            paused_since: None,
            articles_since: None,
        }
    }

    /// These choices as they come into force after others: who had chosen events only gets no articles
    /// of that time.
    #[must_use]
    pub fn following(self, before: &Self, now: Timestamp) -> Self {
        let only_events = |choices: &Self| choices.cadence == Cadence::EventsOnly;
        let articles_since = match (only_events(before), only_events(&self)) {
            (true, false) => Some(now),
            (_, true) => None,
            (false, false) => self.articles_since,
        };
        Self {
            articles_since,
            ..self
        }
    }

    /// Whether a topic is among those chosen.
    pub fn takes_topic(&self, topic: &str) -> bool {
        self.topics
            .as_ref()
            .is_none_or(|chosen| chosen.contains(topic))
    }
}

/// A reader's standing choice for seasons; who has none gets the season's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeasonChoice {
    /// Letters in full, as ever.
    Full,
    /// Short letters.
    Short,
    /// Only events.
    Events,
    /// Nothing until the season is over; then one summary.
    Nothing,
}

impl SeasonChoice {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Full, Self::Short, Self::Events, Self::Nothing];

    /// The name that stands in the database, in CSV files and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Short => "short",
            Self::Events => "events",
            Self::Nothing => "nothing",
        }
    }

    /// The choice of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}
