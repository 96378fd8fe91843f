//! Floor 0: the nouns of Lagom, the facts a decision is made from, the decision with its reasons,
//! and the three things that are always arguments: time ([`Clock`]), randomness and ids ([`Ids`]).
//!
//! It knows nothing of storage, of mail or of the web, and it never does I/O except in the two
//! system implementations at its edge ([`SystemClock`], [`SystemIds`]).

pub mod calendar;
pub mod catalogue;
pub mod choice;
pub mod classes;
pub mod clock;
pub mod content;
pub mod decision;
pub mod delivery;
pub mod event;
pub mod facts;
pub mod ids;
pub mod listing;
pub mod measure;
pub mod policy;
pub mod reason;
pub mod stop;
pub mod time;
pub mod zone;

pub use calendar::{DayOfYear, Holidays, MonthDay, QuietDays, Season, YearDay};
pub use catalogue::{Catalogue, PublicationDef, SenderDef};
pub use choice::{Anchor, Cadence, Choices, Return, SeasonChoice};
pub use classes::Classes;
pub use clock::{Clock, FixedClock, SystemClock};
pub use content::{Block, Edition, EventStart, ItemContent, ItemKind};
pub use decision::{Decision, PartVerdict, Share, Verdict};
pub use delivery::{DeliveryKind, DeliveryState, Outcome, Waiting};
pub use event::{EventStage, Lead, Tell};
pub use facts::{
    Ahead, Facts, LineFacts, MOST_AHEAD, OwnLimit, PartRequest, PersonFacts, Rank, Request,
    TouchFact, Wishes,
};
pub use ids::{Ids, PublicId, SeededIds, SystemIds};
pub use listing::{Listing, Shelf};
pub use measure::Measure;
pub use policy::{Cap, Feedback, Level, Policy, QuietHours, Reading};
pub use reason::{LimitSource, Reason};
pub use stop::{Stop, StopCause, StopScope};
pub use time::{LocalTime, Timestamp};
pub use zone::{Zone, ZoneError};

use serde::{Deserialize, Serialize};

/// What a message is, in the order of its weight: a service message outranks a personal one, and
/// so on down to an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageClass {
    /// Confirmation, correction, asked-for reminder: exempt from caps and gap, with the reason recorded.
    Service,
    /// One to one; never a mass mail.
    Personal,
    /// An event's announcement, or an events-only letter.
    Event,
    /// An issue or a digest of issues.
    Issue,
    /// An offer.
    Offer,
}

impl MessageClass {
    /// All of them, the heaviest first.
    pub const ALL: [Self; 5] = [
        Self::Service,
        Self::Personal,
        Self::Event,
        Self::Issue,
        Self::Offer,
    ];

    /// The name that stands in the database, in configuration and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Personal => "personal",
            Self::Event => "event",
            Self::Issue => "issue",
            Self::Offer => "offer",
        }
    }
}

/// The form in which a part's content is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Everything, in full.
    Full,
    /// At most 40 % of the words; all else one link away.
    Short,
    /// Nothing but events.
    Events,
}

impl Form {
    /// The name that stands in the database, in configuration and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Short => "short",
            Self::Events => "events",
        }
    }
}

/// The internal key of a subscriber.
pub type SubscriberId = i64;
/// The internal key of a sender.
pub type SenderId = i64;
/// The internal key of a publication.
pub type PublicationId = i64;
/// The internal key of an issue.
pub type IssueId = i64;
/// The internal key of a delivery, unique in all (not only within its person).
pub type DeliveryId = i64;
/// The position of a listing in its publication; given when the item becomes visible.
pub type Seq = i64;
