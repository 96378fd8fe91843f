//! Issues, their items, and the moment at which they become visible.

use crate::Result;
use async_trait::async_trait;
use lagom_model::{Edition, IssueId, Listing, PublicId, PublicationId, Seq, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The state of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IssueState {
    /// Written, not yet scheduled.
    Draft,
    /// Becomes visible at its `publish_at`.
    Scheduled,
    /// Visible: its items have their `seq`.
    Published,
    /// Stopped by the operator: nothing of it, nor of later issues, passes a gate until it goes on.
    OnHold,
    /// Taken back: nothing of it passes a gate any more.
    Withdrawn,
}

impl IssueState {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Draft,
        Self::Scheduled,
        Self::Published,
        Self::OnHold,
        Self::Withdrawn,
    ];

    /// The name that stands in the database and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::OnHold => "on-hold",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// An issue to add, as a draft.
#[derive(Debug, Clone)]
pub struct NewIssue {
    /// What names it in public and to the operator.
    pub public_id: PublicId,
    /// Its publication.
    pub publication: PublicationId,
    /// Its content.
    pub edition: Edition,
    /// The text it was parsed from.
    pub source: String,
    /// When an item's usefulness ends, by position in `edition.items` (computed from the event's
    /// start in the publication's zone).
    pub expires_at: Vec<Option<Timestamp>>,
    /// Now.
    pub at: Timestamp,
}

/// An issue.
#[derive(Debug, Clone)]
pub struct IssueRow {
    /// The internal key.
    pub id: IssueId,
    /// What names it in public and to the operator.
    pub public_id: PublicId,
    /// Its publication.
    pub publication: PublicationId,
    /// Its title.
    pub title: String,
    /// Its state.
    pub state: IssueState,
    /// When it becomes, or became, visible.
    pub publish_at: Option<Timestamp>,
    /// When it was added.
    pub added_at: Timestamp,
    /// Counts the changes of its content.
    pub revision: i64,
    /// Its content.
    pub edition: Arc<Edition>,
    /// What of it was corrected after it came out, if that was done.
    pub corrected: Option<Arc<CorrectedIssue>>,
}

impl IssueRow {
    /// The issue as it came out, before its correction.
    #[must_use]
    pub fn as_it_was(mut self) -> Self {
        if let Some(corrected) = self.corrected.take() {
            self.edition = Arc::clone(&corrected.before);
            self.title.clone_from(&self.edition.title);
            self.revision -= 1;
        }
        self
    }
}

/// What an issue said before it was corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectedIssue {
    /// What was wrong, in the operator's words to the readers.
    pub because: Option<String>,
    /// Its content as it came out.
    pub before: Arc<Edition>,
}

/// What takes the place of an issue's content.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The issue.
    pub issue: IssueId,
    /// Its content from now on. Of an issue that is out, it has the same items in the same order ([`Edition::items`]): positions are
    /// given already.
    pub edition: Edition,
    /// The text it was parsed from.
    pub source: String,
    /// When an item's usefulness ends, by position, as for a new issue. Of one that is out it does not change.
    pub expires_at: Vec<Option<Timestamp>>,
    /// Positions of the items that were wrong; where title or introduction was, all of them.
    pub changed: Vec<u32>,
    /// What was wrong, in the operator's words to the readers.
    pub because: Option<String>,
    /// When who was brought what was wrong is written to.
    pub at: Timestamp,
}

/// What became of a correction.
#[derive(Debug, Clone)]
pub struct Corrected {
    /// The issue as it is now.
    pub issue: IssueRow,
    /// Positions of the items that were wrong.
    pub wrong: Vec<u32>,
    /// When who was brought what was wrong is written to; `None`: nobody was brought anything yet.
    pub letters_at: Option<Timestamp>,
}

/// A step in an issue's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueMove {
    /// A draft (or a scheduled one, again) becomes visible at this instant.
    Schedule(Timestamp),
    /// Stop it: scheduled or published.
    Hold,
    /// An issue on hold goes on: to `scheduled` if it was never visible, else to `published`, and
    /// its letters are planned again, up to the publication's last `seq`: later issues waited behind it.
    GoOn,
    /// Take it back for good, from any state. If it was on hold, the way is open for later issues,
    /// which are planned again.
    Withdraw,
}

/// What became visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// The issue.
    pub issue: IssueId,
    /// Its publication.
    pub publication: PublicationId,
    /// Its items.
    pub items: u32,
    /// The publication's last `seq` now.
    pub to_seq: Seq,
}

/// Whether an added issue was new.
#[derive(Debug, Clone)]
pub enum Found {
    /// It was added.
    Added(IssueRow),
    /// The same source was added before; nothing changed.
    Known(IssueRow),
}

/// Units about content.
#[async_trait]
pub trait Content: Send + Sync {
    /// Adds an issue as a draft. The same source text for the same publication is the same issue.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn add_issue(&self, issue: NewIssue) -> Result<Found>;

    /// The issue of this public id.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn issue(&self, public_id: PublicId) -> Result<Option<IssueRow>>;

    /// Issues, the latest first, `limit` at most; of one publication or of all.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn issues(&self, publication: Option<PublicationId>, limit: u32)
    -> Result<Vec<IssueRow>>;

    /// Moves an issue on.
    ///
    /// # Errors
    /// [`WrongState`](crate::StoreError::WrongState) if the issue's state does not allow it.
    async fn move_issue(&self, id: IssueId, step: IssueMove, now: Timestamp) -> Result<IssueRow>;

    /// Gives an issue other content. If it is out, everybody who was not brought it yet only ever sees the new content,
    /// and a round is opened over those who were ([`Events::corrections`](crate::Events::corrections)). No gate is under way meanwhile.
    ///
    /// # Errors
    /// [`WrongState`](crate::StoreError::WrongState) if it was taken back, if it was corrected before (readers are written to once
    /// about an issue), or if another issue has this text.
    async fn correct(&self, correction: Correction, now: Timestamp) -> Result<Corrected>;

    /// Takes a correction back, as long as nobody was written to: the issue says again what it said.
    ///
    /// # Errors
    /// [`WrongState`](crate::StoreError::WrongState) if it was not corrected, or it is too late.
    async fn take_back_correction(&self, issue: IssueId, now: Timestamp) -> Result<IssueRow>;

    /// Makes every scheduled issue whose time has come visible: gives its items their `seq` under
    /// the publication's lock (in a transaction that locks no subscriber) and opens a release, from
    /// which [`Planning::plan`](crate::Planning::plan) plans. One transaction an issue.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn publish_due(&self, now: Timestamp) -> Result<Vec<Published>>;

    /// A publication's listings above a `seq`, in order.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn listings(&self, publication: PublicationId, above: Seq) -> Result<Vec<Listing>>;

    /// The issues of these ids, in order of id.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn issues_by_id(&self, ids: &[IssueId]) -> Result<Vec<IssueRow>>;
}
