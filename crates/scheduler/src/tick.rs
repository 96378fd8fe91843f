//! The planning half of a tick: publish what has come due, plan its releases, then the slots. It
//! works in batches of bounded size until nothing is due or its time is up.

use crate::context::PlanContext;
use crate::person::plan_person;
use lagom_model::{Policy, Shelf, Timestamp};
use lagom_store::{
    Content, Events, Known, PlanReport, PlanRequest, PlanSource, Planning, Published, Result,
    Store, refresh,
};

/// People judged in one transaction: about 20 ms on SQLite, so that pages and gates get the writer in between; on PostgreSQL
/// only a page of one of these people waits for it.
const BATCH: u32 = 3_000;

/// Plans what is due. Of a store it needs content, planning and events only.
pub struct Planner<'a, S: ?Sized = dyn Store> {
    /// The store.
    pub store: &'a S,
    /// Senders and publications.
    pub known: &'a Known,
    /// The policy in force.
    pub policy: &'a Policy,
}

/// What a planning run did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanTotals {
    /// Issues that became visible.
    pub published: Vec<Published>,
    /// People judged.
    pub people: u64,
    /// Letters added to the outbox.
    pub letters: u64,
    /// Letters that were joined.
    pub joined: u64,
    /// Whether everything that was due is planned (else `may_go_on` said no).
    pub complete: bool,
}

impl<S: Content + Planning + Events + ?Sized> Planner<'_, S> {
    /// Plans all that is due at `now`. `may_go_on` is asked between batches, with the totals so far:
    /// it reports progress and says when time is up. `shelf` is refreshed on the way.
    ///
    /// # Errors
    /// Any failure of the store. What was planned before it stays planned; the next run resumes.
    pub async fn plan_due(
        &self,
        shelf: &mut Shelf,
        now: Timestamp,
        may_go_on: &(dyn Fn(&PlanTotals) -> bool + Send + Sync),
    ) -> Result<PlanTotals> {
        let mut totals = PlanTotals {
            published: self.store.publish_due(now).await?,
            ..PlanTotals::default()
        };
        refresh(shelf, self.store, self.known).await?;
        if !self.plan_events(shelf, now, &mut totals, may_go_on).await? {
            return Ok(totals);
        }
        loop {
            let source = self.next_source(now).await?;
            let report = self.batch(shelf, source, now).await?;
            totals.people += u64::from(report.people);
            totals.letters += u64::from(report.letters);
            totals.joined += u64::from(report.joined);
            if source == PlanSource::Slots && (report.done || report.people == 0) {
                totals.complete = true;
                return Ok(totals);
            }
            if !may_go_on(&totals) {
                return Ok(totals);
            }
        }
    }

    /// What is planned next: times that moved, then releases, then slots.
    async fn next_source(&self, now: Timestamp) -> Result<PlanSource> {
        if let Some(moved) = self.store.retimings().await?.first() {
            return Ok(PlanSource::Times(*moved));
        }
        let releases = self.store.releases().await?;
        let release = releases.into_iter().find(|release| release.at <= now);
        Ok(release.map_or(PlanSource::Slots, PlanSource::Release))
    }

    /// What holds for every judgement at an instant.
    pub(crate) const fn context<'b>(&'b self, shelf: &'b Shelf, now: Timestamp) -> PlanContext<'b> {
        PlanContext {
            known: self.known,
            policy: self.policy,
            shelf,
            now,
        }
    }

    async fn batch(&self, shelf: &Shelf, source: PlanSource, now: Timestamp) -> Result<PlanReport> {
        let context = self.context(shelf, now);
        let request = PlanRequest {
            source,
            now,
            limit: BATCH,
        };
        let judge = |case: &lagom_store::PlanCase| plan_person(&context, source, case);
        self.store.plan(request, &judge).await
    }
}
