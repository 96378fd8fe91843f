//! Planning: from lines that are due to letters in the outbox.

use crate::Result;
use async_trait::async_trait;
use chrono::NaiveDate;
use lagom_model::{
    Choices, DeliveryId, MessageClass, PersonFacts, PublicationId, SenderId, Seq, SubscriberId,
    Timestamp,
};

/// New content of a publication whose `every-issue` and `events-only` lines are being planned, in
/// the order of subscribers. It resumes where it stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    /// Its internal key.
    pub id: i64,
    /// The publication.
    pub publication: PublicationId,
    /// The publication's last `seq` when it was opened.
    pub to_seq: Seq,
    /// When the content became visible: when its letters fall due.
    pub at: Timestamp,
    /// The last subscriber that was planned.
    pub after: SubscriberId,
}

/// A publication whose times moved, while its lines with slots find their instants again, in the order
/// of subscribers. It resumes where it stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retiming {
    /// The publication.
    pub publication: PublicationId,
    /// The last subscriber whose line was timed.
    pub after: SubscriberId,
}

/// Where due lines are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanSource {
    /// The lines of a release's publication that have no slots, after its `after`.
    Release(Release),
    /// Lines whose `next_due_at` has come.
    Slots,
    /// The lines with slots of a publication whose times moved, after its `after`: nothing is due for
    /// that, only their instants change.
    Times(Retiming),
}

/// A batch of planning.
#[derive(Debug, Clone, Copy)]
pub struct PlanRequest {
    /// Where to look.
    pub source: PlanSource,
    /// Now.
    pub now: Timestamp,
    /// At most this many people (1,000 keeps the commit short).
    pub limit: u32,
}

/// A line as the planner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanLine {
    /// Its publication.
    pub publication: PublicationId,
    /// The publication's sender.
    pub sender: SenderId,
    /// The choices in force.
    pub choices: Choices,
    /// Where the line began: what was visible before is not its.
    pub start_seq: Seq,
    /// The end of its last consumed part.
    pub watermark: Seq,
    /// When it falls due by itself.
    pub next_due_at: Option<Timestamp>,
    /// Since when folded content waits on it.
    pub waiting_since: Option<Timestamp>,
    /// Items that were passed over inside a consumed range and still wait.
    pub carried: u32,
    /// The version of the policy that the line was made under, or that its reader accepted since.
    pub promise: i64,
}

/// An item passed over inside a consumed range, that still waits, or comes with the letter that is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarriedRow {
    /// Its publication.
    pub publication: PublicationId,
    /// Its listing.
    pub seq: Seq,
    /// Since when it waits.
    pub since: Timestamp,
    /// In how many letters it was passed over.
    pub passes: u32,
    /// Whether an earlier gate of the letter that is judged settled it: it was taken along, or ended for want of room. No other
    /// letter has it then, and this one may think again.
    pub own: bool,
}

/// The letter of a sender that what falls due may join: planned and never gated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenLetter {
    /// Its sender.
    pub sender: SenderId,
    /// Its key.
    pub delivery: DeliveryId,
    /// When it falls due.
    pub due_at: Timestamp,
}

/// One person in a batch, read under their lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanCase {
    /// The internal key.
    pub subscriber: SubscriberId,
    /// The person.
    pub person: PersonFacts,
    /// All lines whose subscription is in force.
    pub lines: Vec<PlanLine>,
    /// Letters that can be joined, at most one a sender.
    pub open: Vec<OpenLetter>,
}

/// What is planned for one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanVerdict {
    /// At most one letter a sender. If the person has a letter of that sender that can be joined,
    /// the parts join it and its `due_at` becomes the earlier of the two; a part that it already
    /// has is brought up to the later `to_seq`.
    pub letters: Vec<PlanLetter>,
    /// Lines whose next instant changes.
    pub lines: Vec<LineUpdate>,
}

/// A letter to plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PlanLetter {
    /// Its sender.
    pub sender: SenderId,
    /// Its heaviest class.
    pub class: MessageClass,
    /// The local date of the row's creation in the subscriber's zone.
    pub local_date: NaiveDate,
    /// When it falls due.
    pub due_at: Timestamp,
    /// Its parts, one a line.
    pub parts: Vec<PlanPart>,
}

/// A part that is only a plan until its gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlanPart {
    /// Its publication.
    pub publication: PublicationId,
    /// The line's watermark.
    pub from_seq: Seq,
    /// Up to here, included.
    pub to_seq: Seq,
}

/// A line's instants after planning or a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineUpdate {
    /// The line's publication.
    pub publication: PublicationId,
    /// When it falls due by itself; written only from the policy's own functions.
    pub next_due_at: Option<Timestamp>,
    /// Since when folded content waits on it.
    pub waiting_since: Option<Timestamp>,
}

/// What a batch did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlanReport {
    /// People judged.
    pub people: u32,
    /// Letters added to the outbox.
    pub letters: u32,
    /// Letters that were joined.
    pub joined: u32,
    /// Whether the source has nothing more that is due, but for people who were skipped because they
    /// are locked (a release is closed then).
    pub done: bool,
}

/// Judges one person: pure, called under the person's lock.
pub type PlanFn<'a> = &'a (dyn Fn(&PlanCase) -> PlanVerdict + Send + Sync);

/// Units of the scheduler.
#[async_trait]
pub trait Planning: Send + Sync {
    /// Releases that are not yet planned to their end, the oldest first.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn releases(&self) -> Result<Vec<Release>>;

    /// Publications whose times moved since their lines were timed.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn retimings(&self) -> Result<Vec<Retiming>>;

    /// Plans one batch in one transaction: locks the people (skipping who is locked: they stay
    /// due), reads them, judges each, writes letters, parts and lines, moves the release's cursor.
    /// For [`PlanSource::Release`] skipped people are waited for instead, or the cursor would pass
    /// them. A judged line that was due by [`PlanSource::Slots`] must get a later `next_due_at` or
    /// none from the verdict; the store clears one that does not.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn plan(&self, request: PlanRequest, judge: PlanFn<'_>) -> Result<PlanReport>;
}
