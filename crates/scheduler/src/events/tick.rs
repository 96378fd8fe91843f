//! The part of a tick that plans messages about events: corrections, the rounds of new issues, then the reminders
//! whose instant has come. It comes before the letters, which then leave out what goes alone.

use super::correction::plan_correction;
use super::index::EventIndex;
use super::reminders::plan_reminders;
use super::round::RoundView;
use crate::tick::{PlanTotals, Planner};
use lagom_model::{Shelf, Timestamp};
use lagom_store::{
    Content, EventCase, EventReport, EventRequest, EventSource, Events, Planning, Result,
    RoundReach,
};

/// People judged in one transaction.
const BATCH: u32 = 1_000;

impl<S: Content + Planning + Events + ?Sized> Planner<'_, S> {
    /// Plans what is due of events. Whether all of it is planned (else `may_go_on` said no).
    pub(crate) async fn plan_events(
        &self,
        shelf: &Shelf,
        now: Timestamp,
        totals: &mut PlanTotals,
        may_go_on: &(dyn Fn(&PlanTotals) -> bool + Send + Sync),
    ) -> Result<bool> {
        let context = self.context(shelf, now);
        if !self.plan_corrections(shelf, now, totals, may_go_on).await? {
            return Ok(false);
        }
        let mut index = None;
        loop {
            let rounds = self.store.event_rounds().await?;
            let round = rounds.into_iter().find(|round| round.at <= now);
            let index = &*index.get_or_insert_with(|| EventIndex::of(shelf, self.known));
            let report = if let Some(round) = round {
                let view = RoundView::new(context, round, index);
                let view = view.as_ref();
                let reach = view.map_or_else(RoundReach::default, RoundView::reach);
                let judge =
                    |case: &EventCase| view.map_or_else(Default::default, |view| view.plan(case));
                let source = EventSource::Round(round, reach);
                self.event_batch(source, now, &judge).await?
            } else {
                let judge = |case: &EventCase| plan_reminders(&context, index, case);
                let source = EventSource::Reminders;
                self.event_batch(source, now, &judge).await?
            };
            totals.people += u64::from(report.people);
            totals.letters += u64::from(report.messages);
            if round.is_none() && (report.done || report.people == 0) {
                return Ok(true);
            }
            if !may_go_on(totals) {
                return Ok(false);
            }
        }
    }

    /// Plans the messages to those who were brought what a correction puts right. Whether all of it is planned (else
    /// `may_go_on` said no).
    ///
    /// # Errors
    /// Any failure of the store.
    pub async fn plan_corrections(
        &self,
        shelf: &Shelf,
        now: Timestamp,
        totals: &mut PlanTotals,
        may_go_on: &(dyn Fn(&PlanTotals) -> bool + Send + Sync),
    ) -> Result<bool> {
        let context = self.context(shelf, now);
        while let Some(round) = self.store.corrections(now).await?.into_iter().next() {
            let judge = |case: &EventCase| plan_correction(&context, &round, case);
            let source = EventSource::Correction(round.clone());
            let report = self.event_batch(source, now, &judge).await?;
            totals.people += u64::from(report.people);
            totals.letters += u64::from(report.messages);
            if !may_go_on(totals) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn event_batch(
        &self,
        source: EventSource,
        now: Timestamp,
        judge: lagom_store::EventFn<'_>,
    ) -> Result<EventReport> {
        let request = EventRequest {
            source,
            now,
            limit: BATCH,
        };
        self.store.plan_events(request, judge).await
    }
}
