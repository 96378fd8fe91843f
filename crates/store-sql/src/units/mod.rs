//! The units of work. Each trait's methods stand in the file of their idea; none of them exposes a
//! transaction.

pub(crate) mod announced;
mod archive;
mod audit;
mod change;
mod content;
mod correct;
mod edits;
pub(crate) mod epoch;
mod erasure;
mod events;
mod events_write;
mod foresee;
mod gate;
mod gate_read;
mod gate_write;
mod import;
mod import_draft;
pub(crate) mod install;
mod joining;
mod journal;
pub(crate) mod key;
mod look;
mod meanwhile;
mod outbox;
mod owners;
mod people;
mod person;
mod plan;
mod plan_read;
mod plan_write;
mod planned;
mod publish;
mod rates;
mod record;
mod runs;
mod undo_import;

use crate::session::Session;
use crate::sql;
use crate::{SqlStore, Value, json};
use async_trait::async_trait;
use lagom_model::{
    DeliveryState, Ids, IssueId, Listing, Measure, MessageClass, PublicId, PublicationId, Seq,
    SubscriberId, Timestamp,
};
use lagom_store::{
    Ask, AskFn, AskKind, Backlog, By, Change, Changed, Confirm, Confirmed, Content, Corrected,
    Correction, CorrectionRound, Delivering, Erased, EventFn, EventListing, EventReport,
    EventRequest, EventRound, Events, Found, GateFn, GateRequest, Gated, Held, ImportFate,
    ImportRow, ImportSummary, IssueMove, IssueRow, Joining, NewIssue, NewPerson, Owner, People,
    Person, PersonPage, PlanFn, PlanReport, PlanRequest, Planning, Published, RecordReport,
    Recorded, Recovered, Release, RemindChange, Reminder, Requested, Result, Retiming, UndoReport,
};
use serde::Serialize;

/// A key in a batch.
#[derive(Debug, Serialize)]
pub(crate) struct Key {
    pub(crate) id: i64,
}

/// Keys as a batch, in order and each once.
pub(crate) fn keys(ids: impl IntoIterator<Item = i64>) -> Value {
    let mut ids: Vec<i64> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    batch(&ids.into_iter().map(|id| Key { id }).collect::<Vec<_>>())
}

/// A batch as one parameter.
pub(crate) fn batch<T: Serialize>(rows: &[T]) -> Value {
    Value::from(json::write(rows))
}

/// Locks people in order and waits for them; on SQLite the writer itself is the lock.
pub(crate) async fn lock(
    session: &mut Session,
    people: impl IntoIterator<Item = SubscriberId>,
) -> Result<()> {
    if session.locks_rows() {
        session.run(&sql::people::LOCK_ALL, &[keys(people)]).await?;
    }
    Ok(())
}

/// The class as a number, the heaviest first.
pub(crate) const fn priority(class: MessageClass) -> i64 {
    match class {
        MessageClass::Service => 0,
        MessageClass::Personal => 1,
        MessageClass::Event => 2,
        MessageClass::Issue => 3,
        MessageClass::Offer => 4,
    }
}

#[async_trait]
impl People for SqlStore {
    async fn import(
        &self,
        row: &ImportRow,
        people: &[NewPerson],
        ids: &dyn Ids,
    ) -> Result<Vec<ImportFate>> {
        let mut session = self.write().await?;
        let done = import::import(&mut session, row, people, ids).await;
        session.finish(done).await
    }

    async fn imports(&self) -> Result<Vec<ImportSummary>> {
        import::batches(&mut self.read().await?).await
    }

    async fn undo_import(&self, batch: PublicId, now: Timestamp) -> Result<UndoReport> {
        undo_import::undo(self, batch, now).await
    }

    async fn person(&self, by: &By) -> Result<Option<Person>> {
        people::person(&mut self.read().await?, by).await
    }

    async fn people(&self, after: Option<SubscriberId>, limit: u32) -> Result<PersonPage> {
        people::page(&mut self.read().await?, after, limit).await
    }

    async fn change(&self, change: &Change) -> Result<Changed> {
        let mut session = self.write().await?;
        let done = change::change(&mut session, change).await;
        session.finish(done).await
    }

    async fn undo(
        &self,
        subscriber: SubscriberId,
        change: PublicId,
        now: Timestamp,
    ) -> Result<Changed> {
        let mut session = self.write().await?;
        let done = change::undo(&mut session, subscriber, change, now).await;
        session.finish(done).await
    }

    async fn say_measure(
        &self,
        delivery: PublicId,
        measure: Measure,
        now: Timestamp,
    ) -> Result<()> {
        let mut session = self.write().await?;
        let done = change::say_measure(&mut session, delivery, measure, now).await;
        session.finish(done).await
    }

    async fn evidence(&self, delivery: PublicId, now: Timestamp) -> Result<bool> {
        let mut session = self.write().await?;
        let done = outbox::evidence(&mut session, delivery, now).await;
        session.finish(done).await
    }
}

#[async_trait]
impl Joining for SqlStore {
    async fn ask(&self, ask: &Ask, judge: AskFn<'_>, ids: &dyn Ids) -> Result<Option<AskKind>> {
        let mut session = self.write().await?;
        let done = joining::ask(&mut session, ask, judge, ids).await;
        session.finish(done).await
    }

    async fn requested(&self, subject: PublicId) -> Result<Option<Requested>> {
        joining::requested(&mut self.read().await?, subject).await
    }

    async fn confirm(&self, confirm: &Confirm) -> Result<Confirmed> {
        let mut session = self.write().await?;
        let done = joining::confirm(&mut session, confirm).await;
        session.finish(done).await
    }

    async fn step_up(&self, subject: PublicId, now: Timestamp) -> Result<Option<Person>> {
        let mut session = self.write().await?;
        let done = joining::step_up(&mut session, subject, now).await;
        session.finish(done).await
    }

    async fn renew_links(
        &self,
        subscriber: SubscriberId,
        link: PublicId,
        now: Timestamp,
    ) -> Result<()> {
        let mut session = self.write().await?;
        let done = joining::renew_links(&mut session, subscriber, link, now).await;
        session.finish(done).await
    }

    async fn revoked(&self, link: PublicId) -> Result<Option<Person>> {
        joining::revoked(&mut self.read().await?, link).await
    }

    async fn withdraw(&self, subscriber: SubscriberId, key: &str, now: Timestamp) -> Result<bool> {
        let mut session = self.write().await?;
        let done = joining::withdraw(&mut session, subscriber, key, now).await;
        session.finish(done).await
    }

    async fn held(&self, subscriber: SubscriberId) -> Result<Held> {
        erasure::held(&mut self.read().await?, subscriber).await
    }

    async fn erase(
        &self,
        subscriber: SubscriberId,
        ids: &dyn Ids,
        now: Timestamp,
    ) -> Result<Erased> {
        let mut session = self.write().await?;
        let done = erasure::erase(&mut session, subscriber, ids, now).await;
        let erased = session.finish(done).await?;
        self.scrub().await?;
        Ok(erased)
    }

    async fn forget_unconfirmed(&self, ids: &dyn Ids, now: Timestamp, limit: u32) -> Result<u32> {
        let mut session = self.write().await?;
        let done = async {
            let people = erasure::never_confirmed(&mut session, now, limit).await?;
            for person in &people {
                erasure::erase(&mut session, *person, ids, now).await?;
            }
            Ok(u32::try_from(people.len()).unwrap_or(u32::MAX))
        }
        .await;
        let forgotten = session.finish(done).await?;
        if forgotten > 0 {
            self.scrub().await?;
        }
        Ok(forgotten)
    }
}

#[async_trait]
impl Content for SqlStore {
    async fn add_issue(&self, issue: NewIssue) -> Result<Found> {
        let mut session = self.write().await?;
        let done = content::add(&mut session, issue).await;
        session.finish(done).await
    }

    async fn issue(&self, public_id: PublicId) -> Result<Option<IssueRow>> {
        content::issue(&mut self.read().await?, public_id).await
    }

    async fn issues(
        &self,
        publication: Option<PublicationId>,
        limit: u32,
    ) -> Result<Vec<IssueRow>> {
        content::latest(&mut self.read().await?, publication, limit).await
    }

    async fn move_issue(&self, id: IssueId, step: IssueMove, now: Timestamp) -> Result<IssueRow> {
        let mut session = self.write().await?;
        let done = content::step(&mut session, id, step, now).await;
        session.finish(done).await
    }

    async fn correct(&self, correction: Correction, now: Timestamp) -> Result<Corrected> {
        let mut session = self.write().await?;
        let done = correct::correct(&mut session, &correction, now).await;
        session.finish(done).await
    }

    async fn take_back_correction(&self, issue: IssueId, _now: Timestamp) -> Result<IssueRow> {
        let mut session = self.write().await?;
        let done = correct::take_back(&mut session, issue).await;
        session.finish(done).await
    }

    async fn publish_due(&self, now: Timestamp) -> Result<Vec<Published>> {
        publish::publish_due(self, now).await
    }

    async fn listings(&self, publication: PublicationId, above: Seq) -> Result<Vec<Listing>> {
        content::listings(&mut self.read().await?, publication, above).await
    }

    async fn issues_by_id(&self, ids: &[IssueId]) -> Result<Vec<IssueRow>> {
        content::by_ids(&mut self.read().await?, ids).await
    }
}

#[async_trait]
impl Planning for SqlStore {
    async fn releases(&self) -> Result<Vec<Release>> {
        plan::releases(&mut self.read().await?).await
    }

    async fn retimings(&self) -> Result<Vec<Retiming>> {
        plan::retimings(&mut self.read().await?).await
    }

    async fn plan(&self, request: PlanRequest, judge: PlanFn<'_>) -> Result<PlanReport> {
        plan::plan(self, &request, judge).await
    }
}

#[async_trait]
impl Events for SqlStore {
    async fn event_rounds(&self) -> Result<Vec<EventRound>> {
        events::rounds(&mut self.read().await?).await
    }

    async fn corrections(&self, now: Timestamp) -> Result<Vec<CorrectionRound>> {
        correct::rounds(&mut self.read().await?, now).await
    }

    async fn plan_events(&self, request: EventRequest, judge: EventFn<'_>) -> Result<EventReport> {
        events::plan(self, &request, judge).await
    }

    async fn remind(&self, change: &RemindChange) -> Result<bool> {
        let mut session = self.write().await?;
        let done = events_write::remind(&mut session, change).await;
        session.finish(done).await
    }

    async fn reminders(&self, subscriber: SubscriberId) -> Result<Vec<Reminder>> {
        events::reminders(&mut self.read().await?, subscriber).await
    }

    async fn event(&self, key: i64) -> Result<Vec<EventListing>> {
        events::event(&mut self.read().await?, key).await
    }
}

#[async_trait]
impl Delivering for SqlStore {
    async fn enter(&self, id: PublicId, now: Timestamp) -> Result<Owner> {
        owners::enter(self, id, now).await
    }

    async fn heartbeat(&self, owner: Owner) -> Result<()> {
        owners::heartbeat(self, owner).await
    }

    async fn leave(&self, owner: Owner) -> Result<()> {
        owners::leave(self, owner).await
    }

    async fn recover(&self, _owner: Owner, now: Timestamp) -> Result<Recovered> {
        owners::recover(self, now).await
    }

    async fn gate(&self, request: GateRequest<'_>, judge: GateFn<'_>) -> Result<Vec<Gated>> {
        let mut session = self.write().await?;
        let done = gate::gate(&mut session, request, judge).await;
        session.finish(done).await
    }

    async fn record(
        &self,
        owner: Owner,
        outcomes: &[Recorded],
        now: Timestamp,
    ) -> Result<RecordReport> {
        if outcomes.is_empty() {
            return Ok(RecordReport::default());
        }
        let mut session = self.write().await?;
        let done = record::record(&mut session, owner, outcomes, now).await;
        session.finish(done).await
    }

    async fn turn(
        &self,
        outcomes: &[Recorded],
        request: GateRequest<'_>,
        judge: GateFn<'_>,
    ) -> Result<(RecordReport, Vec<Gated>)> {
        let mut session = self.write().await?;
        let done = gate::turn(&mut session, outcomes, request, judge).await;
        session.finish(done).await
    }

    async fn hold_backlog(&self, until: Timestamp, now: Timestamp) -> Result<Vec<Backlog>> {
        let mut session = self.write().await?;
        let done = owners::hold_backlog(&mut session, until, now).await;
        session.finish(done).await
    }

    async fn cancel(&self, delivery: PublicId, now: Timestamp) -> Result<DeliveryState> {
        let mut session = self.write().await?;
        let done = outbox::cancel(&mut session, delivery, now).await;
        session.finish(done).await
    }

    async fn resend(&self, delivery: PublicId, now: Timestamp) -> Result<DeliveryState> {
        let mut session = self.write().await?;
        let done = outbox::resend(&mut session, delivery, now).await;
        session.finish(done).await
    }
}
