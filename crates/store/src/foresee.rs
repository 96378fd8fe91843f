//! Foreseeing: what a forecast reads of the present. Nothing here changes or locks anything, and nothing
//! here holds an address.

use crate::Result;
use crate::deliver::{DeliveryRow, GateContext};
use crate::events::Reminder;
use crate::plan::{CarriedRow, PlanLine, Release};
use async_trait::async_trait;
use lagom_model::{
    IssueId, Listing, PersonFacts, PublicId, PublicationId, Seq, SubscriberId, Timestamp, TouchFact,
};

/// What is known of the future, and what holds for everyone now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outlook {
    /// What a gate would read now.
    pub gate: GateContext,
    /// Releases that are not planned to their end.
    pub releases: Vec<Release>,
    /// Scheduled issues up to an instant, in the order in which they become visible.
    pub forthcoming: Vec<Forthcoming>,
    /// Planned rows that are no letters waiting for their first gate: tried later, announcements, service.
    pub others: Vec<OtherRow>,
}

/// Such a row, with what a gate would read of items that were passed over if it was gated before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherRow {
    /// The row.
    pub row: DeliveryRow,
    /// Items that its earlier gate took along or ended.
    pub own: Vec<CarriedRow>,
    /// Items that ended otherwise.
    pub gone: Vec<(PublicationId, Seq)>,
}

/// A scheduled issue, with the listings that its items will get if nothing else comes between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forthcoming {
    /// The issue.
    pub issue: IssueId,
    /// Its publication.
    pub publication: PublicationId,
    /// Its title.
    pub title: String,
    /// When it becomes visible.
    pub at: Timestamp,
    /// Its listings.
    pub listings: Vec<Listing>,
}

/// A person as a forecast starts with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The internal key.
    pub subscriber: SubscriberId,
    /// What leaves the system.
    pub public_id: PublicId,
    /// What the policy may know.
    pub person: PersonFacts,
    /// Whether there is an address that mail can go to.
    pub reachable: bool,
    /// Lines whose subscription is in force, by publication.
    pub lines: Vec<PlanLine>,
    /// Lines whose subscription is not in force any more: a planned row may still name them.
    pub left: Vec<PlanLine>,
    /// Touches that count, since the instant that was asked for.
    pub touches: Vec<TouchFact>,
    /// Items passed over that still wait.
    pub carried: Vec<CarriedRow>,
    /// Events that they were told of, with the instant from which nobody asks any more.
    pub announced: Vec<(i64, Timestamp)>,
    /// Their letters that are planned and were never gated; all other planned rows stand in
    /// [`Outlook::others`].
    pub planned: Vec<DeliveryRow>,
    /// Reminders that wait for their instant, the earliest first.
    pub reminders: Vec<Reminder>,
}

/// A page of people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SubjectPage {
    /// The people, by internal key.
    pub people: Vec<Subject>,
    /// Where the next page starts; `None`: there is none.
    pub after: Option<SubscriberId>,
}

/// Units of the forecast.
#[async_trait]
pub trait Foresee: Send + Sync {
    /// What is known of the future up to an instant.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn outlook(&self, until: Timestamp) -> Result<Outlook>;

    /// People after a key, `limit` at most, with what is planned for them and the touches since an instant;
    /// erased ones are left out.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn subjects(
        &self,
        after: Option<SubscriberId>,
        limit: u32,
        touches_since: Timestamp,
    ) -> Result<SubjectPage>;
}
