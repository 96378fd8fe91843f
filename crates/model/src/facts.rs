//! The facts a decision is made from: everything the policy may know, gathered by the store in one
//! transaction. A fact that is missing becomes a reason, never an error.

use crate::choice::{Choices, SeasonChoice};
use crate::policy::QuietHours;
use crate::stop::Stop;
use crate::time::Timestamp;
use crate::zone::Zone;
use crate::{MessageClass, PublicationId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
        }
    }
}

/// A limit that the reader chose; it moves between a cap's default and its ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OwnLimit {
    /// The window in local dates: names the cap it belongs to.
    pub days: u32,
    /// At most this many.
    pub most: u32,
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
    pub classes: Vec<MessageClass>,
}

/// One message that asks to be sent now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What it brings.
    pub parts: Vec<PartRequest>,
    /// For a message without parts: its class.
    pub class: Option<MessageClass>,
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
    /// What it counts as.
    pub class: MessageClass,
}
