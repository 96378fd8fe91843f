//! Events: what a message says of one, and how long before its start a reader wants to be reminded.
//! Who is told what and when is the scheduler's to say.

use crate::time::Timestamp;
use crate::{PublicationId, Seq};
use serde::{Deserialize, Serialize};

/// How long before an event's start a reader wants to be reminded of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lead {
    /// A day; of an event with a date only, on the day before at the publication's usual time.
    Day,
    /// An hour; only where the start's instant is known.
    Hour,
}

impl Lead {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Day, Self::Hour];

    /// The name that stands in the database, in forms and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Hour => "hour",
        }
    }

    /// The lead of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lead| lead.name() == name)
    }

    /// Milliseconds before a start whose instant is known.
    pub const fn millis(self) -> i64 {
        match self {
            Self::Day => Timestamp::DAY,
            Self::Hour => Timestamp::HOUR,
        }
    }
}

/// What a message says of an event; or that an issue was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventStage {
    /// That there is one.
    Announced,
    /// That its start is another one.
    Changed,
    /// That it was called off.
    Cancelled,
    /// That it is a day away, as the reader asked.
    DayBefore,
    /// That it is an hour away, as the reader asked.
    HourBefore,
    /// What an issue should have said, to who was brought what it said before.
    Corrected,
}

impl EventStage {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Announced,
        Self::Changed,
        Self::Cancelled,
        Self::DayBefore,
        Self::HourBefore,
        Self::Corrected,
    ];

    /// The name that stands in the database and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Changed => "changed",
            Self::Cancelled => "cancelled",
            Self::DayBefore => "day-before",
            Self::HourBefore => "hour-before",
            Self::Corrected => "corrected",
        }
    }

    /// The stage of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// The stage in which a reminder comes.
    pub const fn of_reminder(lead: Lead) -> Self {
        match lead {
            Lead::Day => Self::DayBefore,
            Lead::Hour => Self::HourBefore,
        }
    }

    /// Whether it is a reminder.
    pub const fn is_reminder(self) -> bool {
        matches!(self, Self::DayBefore | Self::HourBefore)
    }

    /// What must be unique of a person and an event: an announcement; a change or a cancellation with the
    /// start that it tells of. Of a person and an issue: its correction.
    pub fn mark(self, until: Timestamp) -> String {
        match self {
            Self::Announced | Self::Corrected => self.name().to_owned(),
            _ => format!("{}:{}", self.name(), until.0),
        }
    }
}

/// One event in a message of kind `event`; or the issue that it corrects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tell {
    /// The event's key; of a correction, the id.
    pub key: i64,
    /// What is said of it.
    pub stage: EventStage,
    /// The publication whose listing tells of it.
    pub publication: PublicationId,
    /// That listing, when the message was planned; the message itself says what the newest one says.
    pub seq: Seq,
    /// The end of the event's use when the message was planned: its start, or the end of its date. A correction has none.
    pub until: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for stage in EventStage::ALL {
            assert_eq!(EventStage::parse(stage.name()), Some(stage));
        }
        for lead in Lead::ALL {
            assert_eq!(Lead::parse(lead.name()), Some(lead));
            assert!(EventStage::of_reminder(lead).is_reminder());
        }
    }

    #[test]
    fn an_announcement_is_one_and_a_change_is_one_for_each_start() {
        let (one, other) = (Timestamp(1), Timestamp(2));
        assert_eq!(
            EventStage::Announced.mark(one),
            EventStage::Announced.mark(other)
        );
        assert_ne!(
            EventStage::Changed.mark(one),
            EventStage::Changed.mark(other)
        );
    }
}
