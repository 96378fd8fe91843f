//! Deliveries: one message to one person, from `planned` to a final state, and the outcomes of the
//! attempts to send it.

use serde::{Deserialize, Serialize};

/// What a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryKind {
    /// A letter made of parts; also the events-only letter.
    Letter,
    /// An announcement alone, a reminder, a change, a cancellation.
    Event,
    /// One to one.
    Personal,
    /// Service; names the request it answers.
    Service,
}

impl DeliveryKind {
    /// The name that stands in the database and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Event => "event",
            Self::Personal => "personal",
            Self::Service => "service",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Letter, Self::Event, Self::Personal, Self::Service]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// The state of a delivery. The first three are open, all others final (but for late evidence,
/// which turns `held` into `sent`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryState {
    /// Waits for its `due_at`.
    Planned,
    /// In flight: its owner and fence are the claim.
    Sending,
    /// Waits for somebody, whom the row names.
    Waiting,
    /// The server accepted it.
    Sent,
    /// Nobody knows whether it arrived; the next letter says so.
    Held,
    /// The server refused it for good, or it was tried until its own end.
    Failed,
    /// Its content waits for a later letter.
    Folded,
    /// It was of no use any more, or there was no room in time.
    Expired,
    /// Suppressed by a stop, or cancelled; the reason says which.
    Cancelled,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Planned,
        Self::Sending,
        Self::Waiting,
        Self::Sent,
        Self::Held,
        Self::Failed,
        Self::Folded,
        Self::Expired,
        Self::Cancelled,
    ];

    /// The name that stands in the database and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sending => "sending",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Held => "held",
            Self::Failed => "failed",
            Self::Folded => "folded",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether nothing more becomes of it.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Planned | Self::Sending | Self::Waiting)
    }
}

/// Whom a `waiting` row waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Waiting {
    /// The operator, after a restore.
    Restored,
    /// The operator, who paused the sender's run.
    Paused,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// 2yz after the last byte.
    Accepted,
    /// 5yz: definite.
    Refused,
    /// 4yz, or the connection was lost before the last byte: definite.
    TryLater,
    /// Anything else after the last byte.
    Unknown,
}

impl Outcome {
    /// The name that stands in the database and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::TryLater => "try-later",
            Self::Unknown => "unknown",
        }
    }
}
