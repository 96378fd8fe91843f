//! Auditing: all that is on record of a person, page by page, for whoever recounts whether promises were kept. Nothing
//! here judges, changes or locks anything, and nothing here holds an address.

use crate::Result;
use crate::look::PassedOver;
use crate::people::Edit;
use crate::plan::PlanLine;
use async_trait::async_trait;
use lagom_model::{
    Choices, Classes, DeliveryId, DeliveryKind, DeliveryState, Form, PersonFacts, PublicId,
    PublicationId, Seq, Stop, SubscriberId, Tell, Timestamp, Zone,
};

/// What is on record of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// The internal key.
    pub subscriber: SubscriberId,
    /// What leaves the system.
    pub public_id: PublicId,
    /// What the policy may know, as it is now.
    pub facts: PersonFacts,
    /// Lines whose subscription is in force, by publication.
    pub lines: Vec<PlanLine>,
    /// Lines whose subscription is not in force any more.
    pub left: Vec<PlanLine>,
    /// Every stop there ever was, lifted ones too, in the order in which they were made.
    pub stops: Vec<PastStop>,
    /// The choices on each line from change to change, by publication and in order.
    pub choices: Vec<PastChoices>,
    /// Changes that were made or taken back since the instant that was asked for, the earliest first; those of which
    /// nothing is told are left out.
    pub changes: Vec<PastChange>,
    /// What was gated or came to an end, and did not end before that instant, by key.
    pub letters: Vec<LetterRecord>,
    /// Items that were passed over, whether they still wait or not.
    pub carried: Vec<PassedOver>,
    /// Touches since that instant, released ones too, the earliest first.
    pub touches: Vec<PastTouch>,
}

/// A stop, with its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastStop {
    /// The stop.
    pub stop: Stop,
    /// When it was lifted, if it was.
    pub lifted_at: Option<Timestamp>,
}

/// Choices on a line while they were in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastChoices {
    /// The line's publication.
    pub publication: PublicationId,
    /// Their number on that line, which parts name.
    pub number: i64,
    /// The choices.
    pub choices: Choices,
    /// Since when they held.
    pub from: Timestamp,
    /// Until when; `None`: they still do.
    pub until: Option<Timestamp>,
}

/// A change of what a person chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastChange {
    /// When it was made.
    pub at: Timestamp,
    /// When it was taken back, if it was.
    pub undone_at: Option<Timestamp>,
    /// What it made, each with the edit that would make it what it was before: zone, pause of everything, limits, quiet
    /// hours, wishes, accepted policies and lifted stops. Other edits are not told.
    pub edits: Vec<(Edit, Edit)>,
}

/// A delivery that was gated, or came to an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRecord {
    /// The key.
    pub id: DeliveryId,
    /// What leaves the system; of one that was never gated, a handle.
    pub public_id: PublicId,
    /// What it is.
    pub kind: DeliveryKind,
    /// The state.
    pub state: DeliveryState,
    /// When it passed a gate first.
    pub gated_at: Option<Timestamp>,
    /// When it came to its end.
    pub ended_at: Option<Timestamp>,
    /// The version of the policy that decided last.
    pub policy: Option<i64>,
    /// The letter that noted that this one may be lost.
    pub noted_by: Option<DeliveryId>,
    /// When the person asked for it, if they did.
    pub asked_at: Option<Timestamp>,
    /// What it consumed.
    pub parts: Vec<PastPart>,
    /// What it told of events.
    pub tells: Vec<Tell>,
    /// Items that were passed over before, and that it took along.
    pub took: Vec<(PublicationId, Seq)>,
}

/// A part that was consumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastPart {
    /// Its publication.
    pub publication: PublicationId,
    /// It begins after this position.
    pub from_seq: Seq,
    /// It ends with this one.
    pub to_seq: Seq,
    /// The form in which it went; `None`: it ended unsent.
    pub form: Option<Form>,
    /// The number of the choices by which it was made.
    pub choices: Option<i64>,
}

/// A touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastTouch {
    /// Its number.
    pub id: i64,
    /// When it was reserved.
    pub at: Timestamp,
    /// When it was sent once more, if it was.
    pub again_at: Option<Timestamp>,
    /// The zone in force then.
    pub zone: Zone,
    /// What it contains.
    pub classes: Classes,
    /// Whether it counts: it is released when every attempt ended definitely.
    pub counts: bool,
    /// The delivery, if it is one of Lagom's own.
    pub delivery: Option<DeliveryId>,
}

/// A page of records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordPage {
    /// The people, by internal key; erased ones too, under a name that nobody knows.
    pub people: Vec<PersonRecord>,
    /// Where the next page starts; `None`: there is none.
    pub after: Option<SubscriberId>,
}

/// Units of the audit.
#[async_trait]
pub trait Audit: Send + Sync {
    /// What is on record of the people after a key, `limit` at most, with what happened since an instant.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn records(
        &self,
        after: Option<SubscriberId>,
        limit: u32,
        since: Timestamp,
    ) -> Result<RecordPage>;
}
