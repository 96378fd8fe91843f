//! Looking: what the outbox, `explain`, pages and reports read. Nothing here changes anything.

use crate::Result;
use crate::deliver::{DeliveryRow, Pins};
use crate::people::Person;
use crate::runs::RunState;
use async_trait::async_trait;
use chrono::NaiveDate;
use lagom_model::{
    Decision, DeliveryId, DeliveryState, IssueId, ItemKind, Measure, Outcome, PublicId,
    PublicationId, Reason, SenderId, Seq, SubscriberId, Timestamp,
};
use serde::{Deserialize, Serialize};

/// Which rows of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutboxFilter {
    /// Only these states; empty: held, failed and waiting.
    pub states: Vec<DeliveryState>,
    /// Only this person's.
    pub subscriber: Option<SubscriberId>,
    /// At most this many, the latest first.
    pub limit: u32,
}

/// A delivery with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryView {
    /// The row.
    pub row: DeliveryRow,
    /// The person's public id.
    pub person: PublicId,
    /// The state.
    pub state: DeliveryState,
    /// The pins of its first gate.
    pub pins: Option<Pins>,
    /// The last decision, as recorded.
    pub decision: Option<Decision>,
    /// Whom it waits for, if it is `waiting`: `restored`.
    pub waiting_for: Option<String>,
    /// The last reason that an outcome or the operator gave.
    pub reason: Option<Reason>,
    /// When it reached its final state.
    pub ended_at: Option<Timestamp>,
    /// Its attempts, the first one first.
    pub attempts: Vec<AttemptView>,
}

/// An attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptView {
    /// When it was recorded.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// The reply's code.
    pub code: Option<u16>,
    /// The phase it reached.
    pub phase: String,
    /// The reply, with addresses cut out.
    pub reply: String,
}

/// How many deliveries are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateCount {
    /// The state.
    pub state: DeliveryState,
    /// How many.
    pub count: u64,
}

/// The balance of a publication's parts on a local date: `parts` = Σ over the states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceRow {
    /// The publication.
    pub publication: PublicationId,
    /// The local date of the deliveries.
    pub local_date: NaiveDate,
    /// The state of the parts' deliveries.
    pub state: DeliveryState,
    /// Parts.
    pub parts: u64,
}

/// A row that breaks an invariant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The invariant, such as `D6`.
    pub invariant: String,
    /// The row, by public id or key, never an address.
    pub row: String,
    /// What is wrong with it.
    pub what: String,
}

/// What an issue brings of one topic and kind: what pages estimate reading times from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentSize {
    /// The publication.
    pub publication: PublicationId,
    /// The issue.
    pub issue: IssueId,
    /// The topic.
    pub topic: String,
    /// What these items are.
    pub kind: ItemKind,
    /// Items.
    pub items: u32,
    /// Words of their full forms.
    pub words: u32,
    /// Items that have a short form.
    pub short_items: u32,
    /// Words of their short forms.
    pub short_words: u32,
}

/// An item that was passed over inside a consumed range, whether it still waits or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// The publication.
    pub publication: PublicationId,
    /// Its listing.
    pub seq: Seq,
    /// Since when it waited.
    pub since: Timestamp,
    /// In how many letters it was passed over.
    pub passes: u32,
    /// When it ended; `None`: it still waits.
    pub ended_at: Option<Timestamp>,
    /// How it ended, as the store names it: `taken`, `expired`, `suppressed`, or the stop that ended it.
    pub how: Option<String>,
    /// The delivery that took it along.
    pub taken_by: Option<DeliveryId>,
}

/// How many letters of a sender had this answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureCount {
    /// The sender.
    pub sender: SenderId,
    /// The answer.
    pub measure: Measure,
    /// Letters.
    pub letters: u64,
}

/// What somebody said would suit them better.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The person's public id.
    pub person: PublicId,
    /// When.
    pub at: Timestamp,
    /// The person's language (BCP 47).
    pub language: String,
    /// In their own words.
    pub said: String,
}

impl std::fmt::Debug for Remark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Remark({} at {})", self.person, self.at)
    }
}

/// What falls due next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upcoming {
    /// The instant; it may be past, then it is overdue.
    pub at: Timestamp,
}

/// A person as their page needs them: read in one statement, since pages are what is asked for most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The person.
    pub person: Person,
    /// What letters that are planned for them bring, and when they fall due.
    pub planned: Vec<PlannedPart>,
    /// What has come out so far: another number as soon as something more has, so that what is known of content can be kept.
    pub content: i64,
}

/// What a planned letter brings of one publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct PlannedPart {
    /// When the letter falls due.
    #[serde(rename = "due_at")]
    pub at: Timestamp,
    /// The publication.
    #[serde(rename = "publication_id")]
    pub publication: PublicationId,
}

/// Units that only read.
#[async_trait]
pub trait Look: Send + Sync {
    /// The next instant at which something is due: a line, a planned row of a sender whose run is not
    /// paused, a scheduled issue, an open release. `None`: nothing is.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn upcoming(&self) -> Result<Option<Upcoming>>;

    /// Whose letters go and whose wait, by sender.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn runs(&self) -> Result<Vec<RunState>>;

    /// When the last run was.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn last_run(&self) -> Result<Option<Timestamp>>;

    /// Rows of the outbox.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn outbox(&self, filter: &OutboxFilter) -> Result<Vec<DeliveryView>>;

    /// One delivery.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn delivery(&self, public_id: PublicId) -> Result<Option<DeliveryView>>;

    /// The person of a preference link with what is planned for them; nobody for a revoked one.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn seen(&self, link: PublicId) -> Result<Option<Seen>>;

    /// Deliveries by state.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn states(&self) -> Result<Vec<StateCount>>;

    /// The balance over parts, from the view that simulator, `doctor` and `audit` read.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn balance(&self) -> Result<Vec<BalanceRow>>;

    /// Rows that break D6 (neither final, due, in flight under a live owner nor waiting with a name) or
    /// D7 (consumed ranges that do not partition (start, watermark]); `limit` at most.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn problems(&self, limit: u32) -> Result<Vec<Problem>>;

    /// What the last issues of each publication brought, the latest first: all that lies in its last
    /// `listings` positions.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn sizes(&self, listings: u32) -> Result<Vec<ContentSize>>;

    /// Items that were passed over in a person's letters, in the order of publications and positions.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn passed_over(&self, subscriber: SubscriberId) -> Result<Vec<PassedOver>>;

    /// The occasions that visible items are about, in the order of their keys.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn occasions(&self) -> Result<Vec<String>>;

    /// What readers said of their letters' measure since an instant, counted by sender.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn measures(&self, since: Timestamp) -> Result<Vec<MeasureCount>>;

    /// What people said would suit them better, since an instant, the latest first; `limit` at most.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn remarks(&self, since: Timestamp, limit: u32) -> Result<Vec<Remark>>;

    /// How many people there are, erased ones left out.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn headcount(&self) -> Result<u64>;

    /// What the database's own clock says.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn clock(&self) -> Result<Timestamp>;
}
