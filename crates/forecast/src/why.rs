//! Why a letter could not go as it was: of all the rules that had a say, the one that weighed.

use lagom_model::{MessageClass, Reason, SeasonChoice};
use serde::Serialize;
use std::fmt;

/// What happened to a letter that could not go as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Moved into the next letter.
    Folded,
    /// Sent later.
    Deferred,
    /// Never sent: no room in time, or of no use any more.
    Expired,
    /// Not wanted any more, or nothing left to bring.
    Dropped,
}

impl Fate {
    /// How it reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Folded => "moved into the next letter",
            Self::Deferred => "sent later",
            Self::Expired => "never sent",
            Self::Dropped => "cancelled",
        }
    }
}

/// What caused it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum Why {
    /// A cap was full.
    Cap {
        /// The class that it counts; none: all.
        class: Option<MessageClass>,
        /// Its window in days.
        days: u32,
    },
    /// Too soon after the last one.
    Gap,
    /// Quiet hours.
    QuietHours,
    /// A quiet weekday.
    QuietDay,
    /// A public holiday.
    Holiday,
    /// Spread over the minutes after quiet time.
    Spread,
    /// Room was kept for something more important.
    LeavesRoom,
    /// The reader's limit in minutes.
    Minutes,
    /// A digest with too little in it.
    BelowMinimum,
    /// A pause.
    Pause,
    /// A season.
    Season,
    /// No room within the longest deferral.
    NoRoom,
    /// Of no use any more.
    Stale,
    /// A stop, or no address.
    Stopped,
    /// Nothing left that the reader wants.
    NothingLeft,
    /// Something else.
    Other,
}

impl Why {
    /// The reason that weighed most for a fate.
    pub(crate) fn of(fate: Fate, reasons: &[Reason]) -> Self {
        let found = reasons.iter().filter_map(|reason| weigh(fate, reason));
        found
            .min_by_key(|(weight, _)| *weight)
            .map_or(Self::Other, |(_, why)| why)
    }
}

/// What a reason says about a fate, and its weight: less weighs more. `None`: it did not cause it.
fn weigh(fate: Fate, reason: &Reason) -> Option<(u8, Why)> {
    let caused = match reason {
        Reason::Expired { .. } | Reason::TooLate { .. } if fate == Fate::Expired => (0, Why::Stale),
        Reason::NoWindow { .. } if fate == Fate::Expired => (1, Why::NoRoom),
        Reason::Stopped { .. } | Reason::NoAddress | Reason::Unconfirmed => (0, Why::Stopped),
        Reason::NothingLeft if fate == Fate::Dropped => (1, Why::NothingLeft),
        Reason::Cap {
            class,
            days,
            used,
            limit,
            ..
        } if used >= limit => {
            let why = Why::Cap {
                class: *class,
                days: *days,
            };
            (2, why)
        }
        Reason::LeavesRoom { .. } => (3, Why::LeavesRoom),
        Reason::Minutes { .. } => (4, Why::Minutes),
        Reason::BelowMinimum { .. } => (4, Why::BelowMinimum),
        Reason::Paused { .. } => (4, Why::Pause),
        Reason::Season {
            brings: SeasonChoice::Nothing,
            ..
        } => (4, Why::Season),
        Reason::Gap { .. } => (5, Why::Gap),
        Reason::QuietDay { holiday: true, .. } => (6, Why::Holiday),
        Reason::QuietDay { .. } => (6, Why::QuietDay),
        Reason::Quiet { .. } => (7, Why::QuietHours),
        Reason::Spread { .. } => (8, Why::Spread),
        _ => return None,
    };
    Some(caused)
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Cap { class: None, days } => {
                return write!(f, "the cap over {days} days is full");
            }
            Self::Cap {
                class: Some(class),
                days,
            } => return write!(f, "the cap on {} over {days} days is full", class.name()),
            Self::Gap => "too soon after the last one",
            Self::QuietHours => "quiet hours",
            Self::QuietDay => "a quiet day",
            Self::Holiday => "a public holiday",
            Self::Spread => "spread over the minutes after quiet time",
            Self::LeavesRoom => "room is kept for something more important",
            Self::Minutes => "the reader's limit in minutes",
            Self::BelowMinimum => "too little for a digest",
            Self::Pause => "a pause",
            Self::Season => "a season",
            Self::NoRoom => "no room within the longest wait",
            Self::Stale => "of no use any more",
            Self::Stopped => "a stop, or no address",
            Self::NothingLeft => "nothing left that the reader wants",
            Self::Other => "another rule",
        };
        f.write_str(text)
    }
}
