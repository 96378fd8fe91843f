//! The facts a decision is made from: everything the policy may know, gathered by the store in one
//! transaction. A fact that is missing becomes a reason, never an error.

use crate::calendar::QuietDays;
use crate::choice::{Choices, SeasonChoice};
use crate::classes::Classes;
use crate::policy::QuietHours;
use crate::stop::Stop;
use crate::time::Timestamp;
use crate::zone::Zone;
use crate::{MessageClass, PublicationId, Seq};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// What is known of the person when the decision is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The person.
    pub person: PersonFacts,
    /// The lines that the request's parts belong to.
    pub lines: Vec<LineFacts>,
    /// Touches that count (reserved or kept, not released), the request's own unit left out; at
    /// least all since the longest window began. In no order.
    pub touches: Vec<TouchFact>,
    /// What else is already scheduled for the person inside the longest window (look-ahead), at most
    /// [`MOST_AHEAD`], the nearest; what the request itself gathers left out. It reserves nothing.
    #[serde(default)]
    pub ahead: Vec<Ahead>,
}

/// The most scheduled messages that a decision looks ahead to.
pub const MOST_AHEAD: usize = 8;

/// A message to the person with a fixed time: a scheduled issue of an every-issue line, an event's
/// announcement, the next slot of a line that already has an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ahead {
    /// When it falls due.
    pub at: Timestamp,
    /// Its place in the order of candidates; only what comes before the request's own counts.
    pub rank: Rank,
}

/// A candidate's place in the total order of candidates for one slot: lower comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rank {
    /// The heaviest class that it contains.
    pub class: MessageClass,
    /// 0 if it was passed over in two letters already, else 1.
    pub patience: u8,
    /// The operator's priority of its publication: 0 comes first, 100 is usual.
    pub priority: u8,
    /// 0 if the reader declared an interest in what it brings, else 1.
    pub interest: u8,
    /// From when it is of no use; [`Timestamp::MAX`]: always of use.
    pub expires_at: Timestamp,
    /// Since when its oldest content waits.
    pub since: Timestamp,
    /// The first position that it brings, to break ties.
    pub seq: Seq,
}

impl Ord for Rank {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        // The small ones in one word, for they often say it all.
        let first =
            |it: &Self| u32::from_be_bytes([it.class as u8, it.patience, it.priority, it.interest]);
        let then = |it: &Self| (it.expires_at, it.since, it.seq);
        first(self)
            .cmp(&first(other))
            .then_with(|| then(self).cmp(&then(other)))
    }
}

impl PartialOrd for Rank {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Rank {
    /// The rank of a message of a class that has waited since an instant, with nothing else known.
    pub const fn of(class: MessageClass, since: Timestamp) -> Self {
        Self {
            class,
            patience: 1,
            priority: 100,
            interest: 1,
            expires_at: Timestamp::MAX,
            since,
            seq: 0,
        }
    }
}

/// The person as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFacts {
    /// The zone in force.
    pub zone: Zone,
    /// The zone before it, and when it changed, if it ever did.
    pub zone_before: Option<(Zone, Timestamp)>,
    /// The language (BCP 47).
    pub language: String,
    /// The country (ISO 3166-1 alpha-2), if known.
    pub country: Option<String>,
    /// Whether the person confirmed the address (or was imported as confirmed).
    pub confirmed: bool,
    /// Stops in force.
    pub stops: Vec<Stop>,
    /// The first local date on which letters come again, for a pause of everything.
    pub paused_until: Option<NaiveDate>,
    /// The standing choice for seasons.
    pub season: Option<SeasonChoice>,
    /// Quiet hours of the person's own; `None`: the policy's.
    pub quiet: Option<QuietHours>,
    /// The reader's own recorded limits: at most `most` touches in `days` local dates.
    pub limits: Vec<OwnLimit>,
    /// What else the reader wishes of everything that is sent.
    pub wishes: Wishes,
    /// The person's lot, drawn once: spreads over time what would otherwise go to all at once.
    pub lot: u32,
}

/// Wishes that hold for everything that is sent to a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wishes {
    /// Occasions that the person wants to hear nothing of, such as `mothers-day`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub no_occasions: BTreeSet<String>,
    /// At most this many minutes of reading in seven local dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes_a_week: Option<u32>,
    /// Quiet days of the person's own; `None`: the policy's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet_days: Option<QuietDays>,
    /// The key of the level that the person picked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

impl PersonFacts {
    /// A person who confirmed, in a zone, and has said nothing else.
    pub fn new(zone: Zone, language: &str) -> Self {
        Self {
            zone,
            zone_before: None,
            language: language.to_owned(),
            country: None,
            confirmed: true,
            stops: Vec::new(),
            paused_until: None,
            season: None,
            quiet: None,
            limits: Vec::new(),
            wishes: Wishes::default(),
            lot: 0,
        }
    }
}

/// A limit that the reader chose; it moves between a cap's default and its ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OwnLimit {
    /// The class that it counts; `None`: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<MessageClass>,
    /// The window in local dates: names the cap it belongs to.
    pub days: u32,
    /// At most this many.
    pub most: u32,
}

impl OwnLimit {
    /// At most this many of all classes.
    pub const fn in_all(days: u32, most: u32) -> Self {
        Self {
            class: None,
            days,
            most,
        }
    }
}

/// A line with the choices now in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineFacts {
    /// Its publication.
    pub publication: PublicationId,
    /// The choices.
    pub choices: Choices,
}

/// One communication that reached, or may have reached, the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchFact {
    /// When it was reserved.
    pub at: Timestamp,
    /// The zone then in force.
    pub zone: Zone,
    /// The classes it contains; with only [`MessageClass::Service`] it uses no unit.
    pub classes: Classes,
    /// Seconds of reading that it brought.
    #[serde(default)]
    pub reading: u32,
}

/// One message that asks to be sent now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What it brings.
    pub parts: Vec<PartRequest>,
    /// For a message without parts: its class.
    pub class: Option<MessageClass>,
    /// Its place among the candidates.
    pub rank: Rank,
    /// Since when its oldest content waits: the maximum deferral counts from here.
    pub waiting_since: Timestamp,
    /// When the person's next letter of that sender falls due, this one aside, if that is known.
    pub next_letter: Option<Timestamp>,
    /// When the person asked for it, for service in answer to their own request.
    pub asked_at: Option<Timestamp>,
    /// The instant from which it is useless (an event's start, an offer's end), if there is one.
    pub expires_at: Option<Timestamp>,
}

/// One part of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartRequest {
    /// Its publication; the line's facts stand in [`Facts::lines`].
    pub publication: PublicationId,
    /// What the part is: event for an events-only line, issue for all others.
    pub class: MessageClass,
    /// The classes of the items that it brings; a full class's items stay out.
    pub contains: Classes,
}
