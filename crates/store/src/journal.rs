//! The journal: what runs did, by day, and what the operator was told of when. No person stands in it.

use crate::Result;
use async_trait::async_trait;
use chrono::NaiveDate;
use lagom_model::Timestamp;
use serde::{Deserialize, Serialize};

/// What runs did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Work {
    /// Letters and event messages planned.
    pub planned: u64,
    /// Messages that a server accepted.
    pub sent: u64,
    /// Rows that waited for a better moment, each time that they did.
    pub deferred: u64,
    /// Rows that went into the next letter.
    pub folded: u64,
    /// Rows that expired.
    pub expired: u64,
    /// Rows that were cancelled: stopped, or with nothing left.
    pub cancelled: u64,
    /// Attempts that were put off.
    pub later: u64,
    /// Rows refused for good.
    pub failed: u64,
    /// Rows whose outcome nobody knows.
    pub held: u64,
}

impl Work {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            planned: self.planned + other.planned,
            sent: self.sent + other.sent,
            deferred: self.deferred + other.deferred,
            folded: self.folded + other.folded,
            expired: self.expired + other.expired,
            cancelled: self.cancelled + other.cancelled,
            later: self.later + other.later,
            failed: self.failed + other.failed,
            held: self.held + other.held,
        }
    }
}

/// What runs did on a day (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The day.
    pub date: NaiveDate,
    /// What they did.
    pub work: Work,
}

/// What the operator was told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it was about, such as `held` or `run.press`.
    pub matter: String,
    /// What was said, if saying it again makes no sense; else empty.
    pub said: String,
    /// When.
    pub at: Timestamp,
}

/// Units about what runs did.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Adds what a run did to its day (UTC). A day of more than 400 days ago is forgotten.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn note_work(&self, work: &Work, now: Timestamp) -> Result<()>;

    /// Days with their work from a date on, the earliest first.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn work_since(&self, from: NaiveDate) -> Result<Vec<Day>>;

    /// What the operator was told of last, by matter.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn notices(&self) -> Result<Vec<Notice>>;

    /// The operator was told of these matters.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn note_told(&self, notices: &[Notice]) -> Result<()>;
}
