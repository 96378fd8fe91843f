//! One person's coming weeks, letter by letter: what each would come to if nothing changes. The same walk as
//! the forecast's, with every judgement kept. It supposes no issue beyond the scheduled ones.

use crate::announce::{indexes, rounds};
use crate::horizon::Horizon;
use crate::life::Life;
use crate::rules::Rules;
use crate::walk::lead;
use lagom_dispatch::{Judged, Promises};
use lagom_model::{
    Decision, DeliveryKind, IssueId, Policy, PublicationId, SenderId, Shelf, SubscriberId,
    Timestamp,
};
use lagom_store::{GateCase, Known, Result, Store, refresh};

/// A judgement to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// What it is about.
    pub kind: DeliveryKind,
    /// Whether it reminds of events, as the person asked.
    pub reminds: bool,
    /// Whose letter it is.
    pub sender: SenderId,
    /// The publications with a part in it.
    pub publications: Vec<PublicationId>,
    /// The issues that it would bring something of, if it goes; an issue that is not out yet by its key.
    pub issues: Vec<IssueId>,
    /// Items that it would show.
    pub items: usize,
    /// What is decided, with every reason.
    pub decision: Decision,
}

impl Step {
    pub(crate) fn of(now: Timestamp, case: &GateCase, judged: &Judged) -> Self {
        let row = &case.delivery;
        let parts = row.parts.iter().map(|part| part.publication);
        let told = row.tells.iter().map(|tell| tell.publication);
        let mut publications: Vec<PublicationId> = parts.chain(told).collect();
        publications.sort_unstable();
        publications.dedup();
        let items = judged.contents.iter().flat_map(|part| &part.items);
        let mut issues: Vec<IssueId> = items.clone().map(|item| item.issue).collect();
        issues.sort_unstable();
        issues.dedup();
        Self {
            at: now,
            kind: row.kind,
            reminds: row.tells.iter().any(|tell| tell.stage.is_reminder()),
            sender: row.sender,
            publications,
            issues,
            items: items.count().max(row.tells.len()),
            decision: judged.verdict.decision.clone(),
        }
    }
}

/// What the weeks up to an instant bring one person, in order. The store is only read.
///
/// # Errors
/// Any failure of the store.
pub async fn foretell(
    store: &dyn Store,
    known: &Known,
    policy: &Policy,
    subscriber: SubscriberId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Step>> {
    let outlook = store.outlook(until).await?;
    let mut shelf = Shelf::new();
    refresh(&mut shelf, store, known).await?;
    let horizon = Horizon::new(known, &shelf, outlook, (from, until), false);
    let versions = store.policies().await?;
    let windows = versions.iter().chain([policy]);
    let longest = windows.map(Policy::longest_window).max();
    let window = i64::from(longest.unwrap_or(0)) + 2;
    let touches_since = from.plus(-window * Timestamp::DAY);
    let page = store
        .subjects(Some(subscriber - 1), 1, touches_since)
        .await?;
    let mut people = page.people.into_iter();
    let Some(subject) = people.find(|one| one.subscriber == subscriber) else {
        return Ok(Vec::new());
    };
    let promises = Promises::new(versions, known);
    let rules = Rules {
        known,
        policy,
        promises: &promises,
        horizon: &horizon,
    };
    let indexes = indexes(&rules);
    let rounds = rounds(&rules, &indexes);
    let life = Life {
        steps: Some(Vec::new()),
        ..Life::default()
    };
    Ok(lead(&rules, &rounds, subject, life)
        .steps
        .unwrap_or_default())
}
