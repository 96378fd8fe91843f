//! Delivering: the gate, the record, and the recovery of what a dead dispatcher left behind.

use crate::Result;
use crate::join::ServiceRequest;
use crate::plan::{CarriedRow, LineUpdate, OpenLetter, PlanLine};
use async_trait::async_trait;
use chrono::NaiveDate;
use lagom_model::{
    Decision, DeliveryId, DeliveryKind, DeliveryState, Form, Ids, IssueId, MessageClass, Outcome,
    PersonFacts, PublicId, PublicationId, Reason, SenderId, Seq, Shelf, SubscriberId, Tell,
    Timestamp, TouchFact,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A dispatcher's claim: `sending` with owner and fence *is* the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Owner {
    /// The dispatcher.
    pub id: PublicId,
    /// Grows with every dispatcher that enters: an outcome of an older claim is refused.
    pub fence: i64,
}

/// One gate.
#[derive(Debug, Clone, Copy)]
pub struct GateRequest<'a> {
    /// Who gates.
    pub owner: Owner,
    /// Now.
    pub now: Timestamp,
    /// At most this many rows; 64 is what a kill may leave in doubt.
    pub limit: u32,
    /// Only this row, if it is due.
    pub only: Option<DeliveryId>,
    /// Touches since this instant are read (the start of the longest window, with room for zones).
    pub touches_since: Timestamp,
    /// Gives rows that go for the first time their public ids.
    pub ids: &'a dyn Ids,
}

/// What holds for every case of one gate, read in its transaction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GateContext {
    /// The version of the policy in force.
    pub policy: i64,
    /// Up to which `seq` each publication's content may pass: its last one, or the one before the first issue
    /// on hold. Every publication has an entry.
    pub visible_to: BTreeMap<PublicationId, Seq>,
    /// Issues taken back, whose items nobody is entitled to.
    pub withdrawn: Vec<IssueId>,
    /// Known future issues: when each scheduled one becomes visible.
    pub schedule: Vec<(PublicationId, Timestamp)>,
    /// Senders whose run does not go now: nobody leaves room for their letters.
    pub resting: Vec<SenderId>,
    /// Issues that were corrected after they came out.
    pub corrected: Vec<CorrectedHere>,
}

impl GateContext {
    /// The last `seq` of a publication that is on the shelf and may pass.
    pub fn visible(&self, shelf: &Shelf, publication: PublicationId) -> Seq {
        let top = shelf.top(publication);
        let may_pass = self.visible_to.get(&publication).copied();
        may_pass.map_or(top, |to| to.min(top))
    }
}

/// An issue that was corrected, as a gate knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectedHere {
    /// The issue.
    pub issue: IssueId,
    /// The revision of its content since then.
    pub revision: i64,
    /// Positions of the items that were wrong; where title or introduction was, all of them.
    pub changed: Vec<u32>,
}

/// A delivery's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// The person.
    pub subscriber: SubscriberId,
    /// The internal key.
    pub id: DeliveryId,
    /// What leaves the system: in Message-ID and in links. Drawn by the first gate that lets the row go; until
    /// then a handle that names the row to the operator and to nobody else.
    pub public_id: PublicId,
    /// What it is.
    pub kind: DeliveryKind,
    /// Its sender.
    pub sender: SenderId,
    /// Its heaviest class.
    pub class: MessageClass,
    /// The local date of its creation.
    pub local_date: NaiveDate,
    /// Its number on that date.
    pub ordinal: i64,
    /// When it was planned.
    pub planned_at: Timestamp,
    /// When it fell due.
    pub due_at: Timestamp,
    /// How many attempts it had.
    pub attempts: u32,
    /// Whether one of them ended unknown.
    pub doubtful: bool,
    /// What its first gate pinned; `None`: never gated.
    pub pins: Option<Pins>,
    /// Its parts.
    pub parts: Vec<PartRow>,
    /// What it says of events, for a message of kind `event`, by event.
    pub tells: Vec<Tell>,
    /// What it answers, for a message of kind `service` that somebody asked for.
    pub service: Option<ServiceRequest>,
}

/// A part's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartRow {
    /// Its line's publication.
    pub publication: PublicationId,
    /// Above this `seq`.
    pub from_seq: Seq,
    /// Up to this one, included.
    pub to_seq: Seq,
    /// The form it was gated in; `None`: never gated.
    pub form: Option<Form>,
    /// Whether a gate consumed it: the watermark stands at or after its end.
    pub consumed: bool,
}

impl PartRow {
    /// Whether a listing lies in its range.
    pub const fn holds(&self, seq: Seq) -> bool {
        self.from_seq < seq && seq <= self.to_seq
    }
}

/// What a gate writes on a delivery. A second copy of what may have arrived keeps it or is held; after a definite
/// refusal all but the Date may be pinned anew (SEMANTICS, "Pins").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pins {
    /// The Date of the message: the first gate.
    pub date: Timestamp,
    /// The language it is written in (BCP 47).
    pub language: String,
    /// The revision of the templates.
    pub template: u32,
    /// The contact point's key and revision, never the address.
    pub contact: (i64, i64),
    /// The links' key id.
    pub key: String,
    /// Carried items that it takes along, by line.
    #[serde(default)]
    pub carried: Vec<(PublicationId, Seq)>,
    /// Deliveries that it notes as possibly lost.
    #[serde(default)]
    pub notes: Vec<DeliveryId>,
    /// Its number among the touches of the longest window, with the limit and the days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<(u32, u32, u32)>,
    /// Why it comes now, if it comes after a long silence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
    /// Whether its footer asks how it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks: bool,
    /// Whether an unknown outcome is answered by sending once more, as for service: an announcement whose
    /// event starts before a letter could note it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resend: bool,
    /// The content revisions of the issues in it that were corrected before it went; of all others the only one there is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<(IssueId, i64)>,
    /// The relay that carries it, where there are several; `None`: the only one, or the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<String>,
}

/// A long time without a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// When the last letter went.
    pub since: Timestamp,
    /// The date on which letters come again, if they were paused meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<NaiveDate>,
}

/// Where a message to a person goes.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// The contact point's key within the person.
    pub id: i64,
    /// Counts its changes.
    pub revision: i64,
    /// The address.
    pub address: String,
    /// The person's name, if known.
    pub name: Option<String>,
    /// The subject of the preference link.
    pub link: PublicId,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Contact({}, revision {})", self.id, self.revision)
    }
}

/// A held letter that the next one of that sender has to note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// The held delivery.
    pub delivery: DeliveryId,
    /// Its public id.
    pub public_id: PublicId,
    /// Its Date.
    pub date: Timestamp,
    /// The issue that a link can show, if its parts bring one.
    pub issue: Option<PublicId>,
}

/// One due row, read under its person's lock. A gate judges at most one row of a person: the next
/// one must count the first one's unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateCase {
    /// The row.
    pub delivery: DeliveryRow,
    /// The person.
    pub person: PersonFacts,
    /// Where to send; `None`: there is no address any more.
    pub contact: Option<Contact>,
    /// All lines whose subscription is in force, and the lines of the delivery's parts.
    pub lines: Vec<PlanLine>,
    /// Touches that count, the row's own left out. A resent message is one touch, at its later instant: a
    /// window has no upper end, so it holds the later one whenever it holds the earlier.
    pub touches: Vec<TouchFact>,
    /// When the last message went before this one that was no service; `None`: there was none.
    pub last_touch: Option<Timestamp>,
    /// Carried items of the person that still wait, and those that an earlier gate of the row itself took along or ended.
    pub carried: Vec<CarriedRow>,
    /// Items that ended otherwise: another letter took them along, or nobody waits for them any more. Read of rows that were gated before.
    pub gone: Vec<(PublicationId, Seq)>,
    /// Keys of events that other deliveries announced to the person and that are not over.
    pub announced: Vec<i64>,
    /// Held letters of that sender that no letter noted yet.
    pub doubts: Vec<Doubt>,
    /// The person's other letters that are planned and were never gated: what the policy looks ahead to.
    pub open: Vec<OpenLetter>,
}

impl GateCase {
    /// The part of a line that an earlier gate of the row consumed.
    pub fn consumed(&self, publication: PublicationId) -> Option<&PartRow> {
        let mut parts = self.delivery.parts.iter();
        parts.find(|part| part.publication == publication && part.consumed)
    }

    /// Carried items that the row may bring. A part takes along what waits on its line; once it is consumed, only what it took
    /// along then, and what it left out of its own range.
    pub fn within_reach(&self) -> impl Iterator<Item = &CarriedRow> + Clone {
        self.carried.iter().filter(|row| {
            let consumed = self.consumed(row.publication);
            row.own || consumed.is_none_or(|part| part.holds(row.seq))
        })
    }

    /// Carried items that a later letter of theirs takes along, whatever becomes of this row.
    pub fn left_to_others(&self) -> impl Iterator<Item = &CarriedRow> + Clone {
        self.carried.iter().filter(|row| {
            let consumed = self.consumed(row.publication);
            !row.own && consumed.is_none_or(|part| !part.holds(row.seq))
        })
    }
}

/// What one case comes to. The store writes it as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateVerdict {
    /// The decision, recorded on the row.
    pub decision: Decision,
    /// What the row becomes and what moves with it.
    pub leaves: Leaves,
    /// Items that end here unsent: carried ones for which nobody waits any more, and others inside
    /// consumed ranges that found no room in time.
    pub ends: Vec<EndedItem>,
}

/// An item that ends unsent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedItem {
    /// Its line's publication.
    pub publication: PublicationId,
    /// Its listing.
    pub seq: Seq,
    /// How.
    pub fate: ItemFate,
}

/// How an item ends that did not go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemFate {
    /// It was of no use any more, or there was no room for it in time.
    Expired,
    /// The choices in force, or the operator, do not want it any more.
    Suppressed,
}

impl ItemFate {
    /// The name that stands in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Suppressed => "suppressed",
        }
    }
}

/// What the row becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "most rows are sent; a box would cost every one of them an allocation"
)]
pub enum Leaves {
    /// `sending`: the touch is reserved, the parts are consumed, the watermarks move.
    Sending {
        /// What is pinned (the row's own pins again, if it has any).
        pins: Pins,
        /// Every class it contains: what the touch counts in.
        classes: Vec<MessageClass>,
        /// Seconds of reading that it brings.
        reading: u32,
        /// Parts that go or end here. Parts of the row that are not named are deleted: their
        /// content waits at the watermark.
        parts: Vec<GatePart>,
        /// Items inside consumed ranges that do not go and wait on.
        carry: Vec<(PublicationId, Seq)>,
        /// Keys of events that it announces, with the instant after which the key may be forgotten.
        announces: Vec<(i64, Timestamp)>,
        /// Lines that change (no longer waiting, for one).
        lines: Vec<LineUpdate>,
    },
    /// `planned` as it was, due later.
    Planned {
        /// Until then.
        due_at: Timestamp,
    },
    /// `folded`: its unconsumed parts are deleted; the items of consumed ones (it was gated before)
    /// become carried rows, as listed.
    Folded {
        /// Items of consumed parts.
        carry: Vec<(PublicationId, Seq)>,
        /// Lines on which the content now waits.
        lines: Vec<LineUpdate>,
    },
    /// `expired`: the parts named are consumed, the others deleted.
    Expired {
        /// The parts, each up to what may wait on.
        parts: Vec<GatePart>,
        /// Items of consumed parts that wait on.
        carry: Vec<(PublicationId, Seq)>,
        /// Lines that change.
        lines: Vec<LineUpdate>,
    },
    /// `cancelled`: the parts named are consumed, the others deleted.
    Cancelled {
        /// The parts.
        parts: Vec<GatePart>,
        /// Lines that change.
        lines: Vec<LineUpdate>,
    },
}

/// A part as the gate consumes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatePart {
    /// Its publication.
    pub publication: PublicationId,
    /// The line's watermark.
    pub from_seq: Seq,
    /// The watermark from now on.
    pub to_seq: Seq,
    /// The form it goes in; `None`: it ends here unsent.
    pub form: Option<Form>,
}

/// A row that the gate let through, now `sending` under this owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gated {
    /// The case as it was read.
    pub case: GateCase,
    /// What it came to.
    pub verdict: GateVerdict,
}

/// What of a sender is due and waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// The sender.
    pub sender: SenderId,
    /// Messages that are due.
    pub messages: u64,
    /// People who get them.
    pub people: u64,
    /// When the first of them fell due.
    pub oldest: Timestamp,
}

/// How an attempt ended and what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The person.
    pub subscriber: SubscriberId,
    /// The delivery.
    pub delivery: DeliveryId,
    /// How it ended; `None`: no body was started, which is no attempt.
    pub outcome: Option<Outcome>,
    /// The reply's code.
    pub code: Option<u16>,
    /// The phase it reached, by its name in `lagom-smtp`.
    pub phase: String,
    /// The reply, with addresses cut out.
    pub reply: String,
    /// What follows.
    pub after: After,
}

/// What follows an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// `sent`; the unit is kept, and letters that it noted are marked so.
    Sent,
    /// `failed`; the unit is released if every attempt was definite.
    Failed(Reason),
    /// `planned` again; the unit is released if every attempt was definite.
    Planned {
        /// When it is tried again.
        due_at: Timestamp,
        /// Why.
        reason: Reason,
    },
    /// `held`: the unit is kept, the next letter of that sender notes it.
    Held(Reason),
    /// `planned` again to be resent once with its pins; the unit is kept.
    Resend {
        /// When.
        due_at: Timestamp,
    },
}

/// What recording did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecordReport {
    /// Rows written.
    pub written: u32,
    /// Outcomes of a claim that is no longer this owner's: the row was recovered by another. A late
    /// acceptance turned a held one into `sent`.
    pub stale: u32,
}

/// What a recovery found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recovered {
    /// Rows in flight under a dead owner that are now `held`.
    pub held: u32,
    /// Rows in flight under a dead owner that are resent once.
    pub resend: u32,
}

/// Judges one row: pure, called under its person's lock.
pub type GateFn<'a> = &'a (dyn Fn(&GateContext, &GateCase) -> GateVerdict + Send + Sync);

/// Units of the dispatcher.
#[async_trait]
pub trait Delivering: Send + Sync {
    /// A dispatcher (or planner) enters: notes the run, takes its fence and its sign of life (on
    /// SQLite an OS file lock, on PostgreSQL a heartbeat by the database's clock).
    ///
    /// # Errors
    /// [`ClockWentBack`](crate::StoreError::ClockWentBack) if `now` is more than ten seconds earlier
    /// than the last run (two that enter at once, or on two machines, come in either order).
    async fn enter(&self, id: PublicId, now: Timestamp) -> Result<Owner>;

    /// Renews the sign of life. Call it every few seconds.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn heartbeat(&self, owner: Owner) -> Result<()>;

    /// A dispatcher leaves: it has nothing in flight.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn leave(&self, owner: Owner) -> Result<()>;

    /// Ends what dead owners left in flight: an unknown attempt each; letters, events and offers
    /// become `held`, service and personal messages are resent once (then held).
    ///
    /// # Errors
    /// Any failure of the database.
    async fn recover(&self, owner: Owner, now: Timestamp) -> Result<Recovered>;

    /// One gate, in one transaction, at most one row of a person (the next one must count what this one
    /// reserves), in the order of SEMANTICS: (1) choose due rows of senders
    /// whose run is not paused, without locks; (2) lock their subscribers, ordered, skipping who is
    /// locked; (3) re-read rows and facts; (4) judge; (5) write. Returns every row judged, the
    /// ones that are now `sending` among them; an empty answer: nothing (more) is due or all of it is
    /// locked.
    ///
    /// # Errors
    /// Any failure of the database: then nothing of it happened.
    async fn gate(&self, request: GateRequest<'_>, judge: GateFn<'_>) -> Result<Vec<Gated>>;

    /// Records outcomes, in one transaction. A row is written only under this owner's fence.
    ///
    /// # Errors
    /// Any failure of the database: the caller keeps the outcomes and tries again.
    async fn record(
        &self,
        owner: Owner,
        outcomes: &[Recorded],
        now: Timestamp,
    ) -> Result<RecordReport>;

    /// Records outcomes, then gates, in one transaction: what the one frees the other may take, and the disk is waited for once.
    ///
    /// # Errors
    /// Any failure of the database: then neither happened, the caller keeps the outcomes and tries again.
    async fn turn(
        &self,
        outcomes: &[Recorded],
        request: GateRequest<'_>,
        judge: GateFn<'_>,
    ) -> Result<(RecordReport, Vec<Gated>)>;

    /// Before a catch-up: what is due at `now`, by sender; the runs of these senders that go are paused until an
    /// instant, so that the operator can look. Who enters from then on finds them going.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn hold_backlog(&self, until: Timestamp, now: Timestamp) -> Result<Vec<Backlog>>;

    /// Ends an open row by the operator's hand (`planned` and `waiting` only). No watermark moves: parts that no
    /// gate consumed are deleted, their content waits for the next letter (to take content back,
    /// withdraw its issue).
    ///
    /// # Errors
    /// [`WrongState`](crate::StoreError::WrongState) for a row in flight or final.
    async fn cancel(&self, delivery: PublicId, now: Timestamp) -> Result<DeliveryState>;

    /// Puts a held or failed row back to `planned`, to be gated again with its pins.
    ///
    /// # Errors
    /// [`WrongState`](crate::StoreError::WrongState) for any other row.
    async fn resend(&self, delivery: PublicId, now: Timestamp) -> Result<DeliveryState>;
}
