//! What the weeks bring one person: letters, and what happened to those that could not go at once.

use crate::foretell::Step;
use crate::why::{Fate, Why};
use lagom_model::{IssueId, PublicationId, Reason, Timestamp};

/// A letter that went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    /// When.
    pub(crate) at: Timestamp,
    /// Seconds of reading that it brings.
    pub(crate) reading: u32,
    /// The publications that it brings something of.
    pub(crate) brings: Vec<PublicationId>,
    /// The issues that it brings something of.
    pub(crate) issues: Vec<IssueId>,
}

/// What the weeks bring one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Life {
    /// Letters, in order.
    pub(crate) sent: Vec<Sent>,
    /// What happened to letters that could not go at once, each with the reason that weighed.
    pub(crate) fates: Vec<(Fate, Why)>,
    /// Letters that the cadences of all lines ask for.
    pub(crate) asked: u32,
    /// Letters of them that came, or are still on their way at the end.
    pub(crate) got: u32,
    /// Each judgement of a gate, for who asked to see them.
    pub(crate) steps: Option<Vec<Step>>,
}

impl Life {
    /// Notes a fate with what caused it.
    pub(crate) fn fate(&mut self, fate: Fate, reasons: &[Reason]) {
        self.fates.push((fate, Why::of(fate, reasons)));
    }

    /// How the person fares.
    pub(crate) const fn group(&self) -> Group {
        match (self.asked, self.got) {
            (0, _) => Group::NothingAsked,
            (asked, got) if got >= asked => Group::AsAsked,
            (_, 0) => Group::Nothing,
            (asked, got) if got * 2 < asked => Group::LessThanHalf,
            _ => Group::Fewer,
        }
    }
}

/// How a person fares, measured by what their cadences ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Every letter that the cadences ask for.
    AsAsked,
    /// Fewer: some bring what two should have brought.
    Fewer,
    /// Less than half of them.
    LessThanHalf,
    /// None of them.
    Nothing,
    /// The cadences ask for nothing in these weeks: paused, or nothing comes out for them.
    NothingAsked,
}

impl Group {
    /// All of them, the best first.
    pub const ALL: [Self; 5] = [
        Self::AsAsked,
        Self::Fewer,
        Self::LessThanHalf,
        Self::Nothing,
        Self::NothingAsked,
    ];

    /// How it reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::AsAsked => "as often as they asked",
            Self::Fewer => "somewhat less often",
            Self::LessThanHalf => "less than half as often",
            Self::Nothing => "not at all",
            Self::NothingAsked => "nothing due in these weeks",
        }
    }
}
