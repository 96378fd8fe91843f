//! A store as one actor sees it: each unit that changes something, or whose answer a change is
//! computed from, is a step; now and then the database is busy or gone; what was committed is told to the model. The units
//! themselves are the real store's.

use crate::faults::Faults;
use crate::model::Model;
use crate::stage::{ActorId, Stage};
use async_trait::async_trait;
use chrono::NaiveDate;
use lagom_model::{
    Catalogue, Clock as _, DeliveryState, FixedClock, Ids, IssueId, Listing, Policy, PublicId,
    PublicationId, SenderId, Seq, SubscriberId, Timestamp,
};
use lagom_store::{
    AnswerRequest, Answered, Archive, Ask, AskFn, AskKind, Audit, BalanceRow, By, Census, Change,
    Changed, Confirm, Confirmed, Content, Corrected, Correction, CorrectionRound, Day, Delivering,
    DeliveryView, Erased, EventCase, EventFn, EventListing, EventReport, EventRequest, EventRound,
    Events, Foresee, Found, GateFn, GateRequest, Gated, Grant, Held, ImportFate, ImportRow,
    ImportSummary, Install, IssueMove, IssueRow, Joining, Journal, Known, Look, Migrated, NewIssue,
    NewPerson, Notice, OutboxFilter, Outlook, Owner, PageSink, PageSource, People, Person,
    PersonPage, PlaceAsk, PlaceGrant, PlanCase, PlanFn, PlanReport, PlanRequest, Planning, Problem,
    Published, RateAsk, RateKey, RateState, Rates, RecordPage, RecordReport, Recorded, Recovered,
    Release, Remark, RemindChange, Reminder, Requested, Result, RunControl, RunState, Runs, Schema,
    StateCount, Store, SubjectPage, UndoReport, Upcoming, Work,
};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What all actors of a world share.
#[derive(Debug)]
pub struct Shared {
    /// Whose turn it is.
    pub stage: Arc<Stage>,
    /// What has been seen, and what must hold.
    pub model: Mutex<Model>,
    /// What goes wrong.
    pub faults: Mutex<Faults>,
    /// The simulated clock.
    pub clock: Arc<FixedClock>,
    /// Listings as they stand in the database.
    pub shelf: Mutex<BTreeMap<PublicationId, Vec<Listing>>>,
}

impl Shared {
    /// The model.
    pub fn model(&self) -> MutexGuard<'_, Model> {
        self.model.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What goes wrong.
    pub fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A publication's listings above a position, if they were read since the last publication.
    fn listings(&self, publication: PublicationId, above: Seq) -> Option<Vec<Listing>> {
        let shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let all = shelf.get(&publication)?;
        Some(all.iter().filter(|one| one.seq > above).cloned().collect())
    }

    fn shelve(&self, publication: PublicationId, listings: Vec<Listing>) {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.insert(publication, listings);
    }

    /// The simulated present.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// A store as one actor sees it.
pub struct Watched {
    /// The real one.
    pub inner: Arc<dyn Store>,
    /// Who looks.
    pub actor: ActorId,
    /// What all actors share.
    pub shared: Arc<Shared>,
}

impl Watched {
    /// A step begins: it may fail before anything happened.
    async fn step(&self, unit: &'static str) -> Result<crate::stage::InUnit> {
        self.shared.stage.halt(self.actor, unit).await;
        self.shared.faults().store(unit)?;
        Ok(self.shared.stage.unit_begins())
    }

    /// A unit that is no step of its own.
    fn quietly(&self) -> crate::stage::InUnit {
        self.shared.stage.unit_begins()
    }

    fn saw(&self) -> MutexGuard<'_, Model> {
        self.shared.model()
    }
}

#[async_trait]
impl Install for Watched {
    async fn migrate(&self) -> Result<Migrated> {
        self.inner.migrate().await
    }

    async fn schema(&self) -> Result<Schema> {
        self.inner.schema().await
    }

    async fn put_catalogue(
        &self,
        catalogue: &Catalogue,
        ids: &dyn Ids,
        now: Timestamp,
    ) -> Result<Known> {
        let _unit = self.step("catalogue").await?;
        self.inner.put_catalogue(catalogue, ids, now).await
    }

    async fn catalogue(&self) -> Result<Known> {
        let _unit = self.quietly();
        self.inner.catalogue().await
    }

    async fn put_policy(&self, policy: &Policy, now: Timestamp) -> Result<Policy> {
        let _unit = self.step("policy").await?;
        let policy = self.inner.put_policy(policy, now).await?;
        self.saw().policy_is(&policy);
        Ok(policy)
    }

    async fn policy(&self) -> Result<Option<Policy>> {
        let _unit = self.quietly();
        self.inner.policy().await
    }

    async fn policies(&self) -> Result<Vec<Policy>> {
        let _unit = self.quietly();
        self.inner.policies().await
    }

    async fn trial(&self) -> Result<Arc<dyn Store>> {
        self.inner.trial().await
    }

    fn statements(&self) -> u64 {
        self.inner.statements()
    }
}

#[async_trait]
impl People for Watched {
    async fn import(
        &self,
        row: &ImportRow,
        people: &[NewPerson],
        ids: &dyn Ids,
    ) -> Result<Vec<ImportFate>> {
        let _unit = self.step("import").await?;
        self.inner.import(row, people, ids).await
    }

    async fn imports(&self) -> Result<Vec<ImportSummary>> {
        self.inner.imports().await
    }

    async fn undo_import(&self, batch: PublicId, now: Timestamp) -> Result<UndoReport> {
        let _unit = self.step("undo import").await?;
        self.inner.undo_import(batch, now).await
    }

    async fn person(&self, by: &By) -> Result<Option<Person>> {
        let _unit = self.step("person").await?;
        self.inner.person(by).await
    }

    async fn people(&self, after: Option<SubscriberId>, limit: u32) -> Result<PersonPage> {
        let _unit = self.quietly();
        self.inner.people(after, limit).await
    }

    async fn change(&self, change: &Change) -> Result<Changed> {
        let _unit = self.step("change").await?;
        let done = self.inner.change(change).await?;
        self.saw().person_is(&done.person, self.shared.now());
        Ok(done)
    }

    async fn undo(
        &self,
        subscriber: SubscriberId,
        change: PublicId,
        now: Timestamp,
    ) -> Result<Changed> {
        let _unit = self.step("undo").await?;
        let done = self.inner.undo(subscriber, change, now).await?;
        self.saw().person_is(&done.person, self.shared.now());
        Ok(done)
    }

    async fn say_measure(
        &self,
        delivery: PublicId,
        measure: lagom_model::Measure,
        now: Timestamp,
    ) -> Result<()> {
        self.inner.say_measure(delivery, measure, now).await
    }

    async fn evidence(&self, delivery: PublicId, now: Timestamp) -> Result<bool> {
        let _unit = self.step("evidence").await?;
        let arrived = self.inner.evidence(delivery, now).await?;
        self.saw().evidence(delivery, arrived);
        Ok(arrived)
    }
}

#[async_trait]
impl Content for Watched {
    async fn add_issue(&self, issue: NewIssue) -> Result<Found> {
        let _unit = self.step("add issue").await?;
        self.inner.add_issue(issue).await
    }

    async fn issue(&self, public_id: PublicId) -> Result<Option<IssueRow>> {
        let _unit = self.quietly();
        self.inner.issue(public_id).await
    }

    async fn issues(
        &self,
        publication: Option<PublicationId>,
        limit: u32,
    ) -> Result<Vec<IssueRow>> {
        let _unit = self.quietly();
        self.inner.issues(publication, limit).await
    }

    async fn move_issue(&self, id: IssueId, step: IssueMove, now: Timestamp) -> Result<IssueRow> {
        let _unit = self.step("move issue").await?;
        let row = self.inner.move_issue(id, step, now).await?;
        self.saw().issue_moved(&row, now);
        Ok(row)
    }

    async fn correct(&self, correction: Correction, now: Timestamp) -> Result<Corrected> {
        let _unit = self.step("correct").await?;
        self.inner.correct(correction, now).await
    }

    async fn take_back_correction(&self, issue: IssueId, now: Timestamp) -> Result<IssueRow> {
        let _unit = self.step("take back correction").await?;
        self.inner.take_back_correction(issue, now).await
    }

    async fn publish_due(&self, now: Timestamp) -> Result<Vec<Published>> {
        let _unit = self.step("publish").await?;
        let published = self.inner.publish_due(now).await?;
        for one in &published {
            let listings = self.inner.listings(one.publication, 0).await?;
            self.saw().listed(one.publication, &listings, now);
            self.shared.shelve(one.publication, listings);
        }
        Ok(published)
    }

    async fn listings(&self, publication: PublicationId, above: Seq) -> Result<Vec<Listing>> {
        // Every tick begins with an empty shelf; a year of ticks would read each listing a thousand times.
        let known = self.shared.listings(publication, above);
        if let Some(known) = known {
            return Ok(known);
        }
        let _unit = self.quietly();
        self.inner.listings(publication, above).await
    }

    async fn issues_by_id(&self, ids: &[IssueId]) -> Result<Vec<IssueRow>> {
        let _unit = self.quietly();
        self.inner.issues_by_id(ids).await
    }
}

#[async_trait]
impl Planning for Watched {
    async fn releases(&self) -> Result<Vec<Release>> {
        let _unit = self.quietly();
        self.inner.releases().await
    }

    async fn retimings(&self) -> Result<Vec<lagom_store::Retiming>> {
        let _unit = self.quietly();
        self.inner.retimings().await
    }

    async fn plan(&self, request: PlanRequest, judge: PlanFn<'_>) -> Result<PlanReport> {
        let _unit = self.step("plan").await?;
        let shared = &self.shared;
        let watched = |case: &PlanCase| {
            let verdict = judge(case);
            shared.model().planned(case, &verdict);
            verdict
        };
        self.inner.plan(request, &watched).await
    }
}

#[async_trait]
impl Delivering for Watched {
    async fn enter(&self, id: PublicId, now: Timestamp) -> Result<Owner> {
        let _unit = self.step("enter").await?;
        let owner = self.inner.enter(id, now).await?;
        self.saw().entered(self.actor, owner);
        Ok(owner)
    }

    async fn heartbeat(&self, owner: Owner) -> Result<()> {
        self.inner.heartbeat(owner).await
    }

    async fn leave(&self, owner: Owner) -> Result<()> {
        let _unit = self.step("leave").await?;
        self.inner.leave(owner).await?;
        self.saw().left(owner);
        Ok(())
    }

    async fn recover(&self, owner: Owner, now: Timestamp) -> Result<Recovered> {
        let _unit = self.step("recover").await?;
        let recovered = self.inner.recover(owner, now).await?;
        self.saw().recovered(recovered);
        Ok(recovered)
    }

    async fn gate(&self, request: GateRequest<'_>, judge: GateFn<'_>) -> Result<Vec<Gated>> {
        let _unit = self.step("gate").await?;
        let (owner, now) = (request.owner, request.now);
        let gated = self.inner.gate(request, judge).await?;
        self.saw().gated(owner, &gated, now);
        Ok(gated)
    }

    async fn record(
        &self,
        owner: Owner,
        outcomes: &[Recorded],
        now: Timestamp,
    ) -> Result<RecordReport> {
        let _unit = self.step("record").await?;
        let report = self.inner.record(owner, outcomes, now).await?;
        self.saw().recorded(owner, outcomes);
        Ok(report)
    }

    /// Two steps, so that others may come between.
    async fn turn(
        &self,
        outcomes: &[Recorded],
        request: GateRequest<'_>,
        judge: GateFn<'_>,
    ) -> Result<(RecordReport, Vec<Gated>)> {
        let report = if outcomes.is_empty() {
            RecordReport::default()
        } else {
            self.record(request.owner, outcomes, request.now).await?
        };
        Ok((report, self.gate(request, judge).await?))
    }

    async fn hold_backlog(
        &self,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<lagom_store::Backlog>> {
        let _unit = self.step("hold backlog").await?;
        self.inner.hold_backlog(until, now).await
    }

    async fn cancel(&self, delivery: PublicId, now: Timestamp) -> Result<DeliveryState> {
        let _unit = self.step("cancel").await?;
        let state = self.inner.cancel(delivery, now).await?;
        self.saw().cancelled(delivery);
        Ok(state)
    }

    async fn resend(&self, delivery: PublicId, now: Timestamp) -> Result<DeliveryState> {
        let _unit = self.step("resend").await?;
        let state = self.inner.resend(delivery, now).await?;
        self.saw().resend_asked(delivery);
        Ok(state)
    }
}

#[async_trait]
impl Runs for Watched {
    async fn complaints(&self, since: Timestamp) -> Result<Vec<(SenderId, u64)>> {
        let _unit = self.quietly();
        self.inner.complaints(since).await
    }

    async fn sent_since(&self, sender: SenderId, since: Timestamp, up_to: u64) -> Result<u64> {
        let _unit = self.quietly();
        self.inner.sent_since(sender, since, up_to).await
    }

    async fn set_run(
        &self,
        sender: SenderId,
        control: RunControl,
        why: &str,
        now: Timestamp,
    ) -> Result<()> {
        let _unit = self.step("set run").await?;
        self.inner.set_run(sender, control, why, now).await?;
        self.saw().run_is(sender, control.rests());
        Ok(())
    }

    async fn answer(&self, request: AnswerRequest<'_>) -> Result<Answered> {
        let _unit = self.step("answer").await?;
        self.inner.answer(request).await
    }
}

#[async_trait]
impl Archive for Watched {
    async fn dump(&self, sink: PageSink<'_>) -> Result<Census> {
        let _unit = self.quietly();
        self.inner.dump(sink).await
    }

    async fn restore(&self, source: PageSource<'_>, now: Timestamp) -> Result<Census> {
        let _unit = self.step("restore").await?;
        self.inner.restore(source, now).await
    }
}

#[async_trait]
impl Look for Watched {
    async fn upcoming(&self) -> Result<Option<Upcoming>> {
        let _unit = self.quietly();
        self.inner.upcoming().await
    }

    async fn runs(&self) -> Result<Vec<RunState>> {
        let _unit = self.quietly();
        self.inner.runs().await
    }

    async fn last_run(&self) -> Result<Option<Timestamp>> {
        let _unit = self.quietly();
        self.inner.last_run().await
    }

    async fn outbox(&self, filter: &OutboxFilter) -> Result<Vec<DeliveryView>> {
        let _unit = self.quietly();
        self.inner.outbox(filter).await
    }

    async fn delivery(&self, public_id: PublicId) -> Result<Option<DeliveryView>> {
        let _unit = self.quietly();
        self.inner.delivery(public_id).await
    }

    async fn seen(&self, link: PublicId) -> Result<Option<lagom_store::Seen>> {
        let _unit = self.quietly();
        self.inner.seen(link).await
    }

    async fn states(&self) -> Result<Vec<StateCount>> {
        self.inner.states().await
    }

    async fn balance(&self) -> Result<Vec<BalanceRow>> {
        self.inner.balance().await
    }

    async fn problems(&self, limit: u32) -> Result<Vec<Problem>> {
        self.inner.problems(limit).await
    }

    async fn sizes(&self, listings: u32) -> Result<Vec<lagom_store::ContentSize>> {
        self.inner.sizes(listings).await
    }

    async fn passed_over(
        &self,
        subscriber: lagom_model::SubscriberId,
    ) -> Result<Vec<lagom_store::PassedOver>> {
        self.inner.passed_over(subscriber).await
    }

    async fn occasions(&self) -> Result<Vec<String>> {
        self.inner.occasions().await
    }

    async fn measures(&self, since: Timestamp) -> Result<Vec<lagom_store::MeasureCount>> {
        self.inner.measures(since).await
    }

    async fn remarks(&self, since: Timestamp, limit: u32) -> Result<Vec<Remark>> {
        self.inner.remarks(since, limit).await
    }

    async fn headcount(&self) -> Result<u64> {
        self.inner.headcount().await
    }

    async fn clock(&self) -> Result<Timestamp> {
        self.inner.clock().await
    }
}

#[async_trait]
impl Events for Watched {
    async fn event_rounds(&self) -> Result<Vec<EventRound>> {
        let _unit = self.quietly();
        self.inner.event_rounds().await
    }

    async fn corrections(&self, now: Timestamp) -> Result<Vec<CorrectionRound>> {
        let _unit = self.quietly();
        self.inner.corrections(now).await
    }

    async fn plan_events(&self, request: EventRequest, judge: EventFn<'_>) -> Result<EventReport> {
        let _unit = self.step("plan events").await?;
        let shared = &self.shared;
        let watched = |case: &EventCase| {
            let verdict = judge(case);
            shared.model().planned_events(case, &verdict);
            verdict
        };
        self.inner.plan_events(request, &watched).await
    }

    async fn remind(&self, change: &RemindChange) -> Result<bool> {
        let _unit = self.step("remind").await?;
        self.inner.remind(change).await
    }

    async fn reminders(&self, subscriber: SubscriberId) -> Result<Vec<Reminder>> {
        let _unit = self.quietly();
        self.inner.reminders(subscriber).await
    }

    async fn event(&self, key: i64) -> Result<Vec<EventListing>> {
        let _unit = self.quietly();
        self.inner.event(key).await
    }
}

#[async_trait]
impl Foresee for Watched {
    async fn outlook(&self, until: Timestamp) -> Result<Outlook> {
        let _unit = self.quietly();
        self.inner.outlook(until).await
    }

    async fn subjects(
        &self,
        after: Option<SubscriberId>,
        limit: u32,
        touches_since: Timestamp,
    ) -> Result<SubjectPage> {
        let _unit = self.quietly();
        self.inner.subjects(after, limit, touches_since).await
    }
}

#[async_trait]
impl Audit for Watched {
    async fn records(
        &self,
        after: Option<SubscriberId>,
        limit: u32,
        since: Timestamp,
    ) -> Result<RecordPage> {
        let _unit = self.quietly();
        self.inner.records(after, limit, since).await
    }
}

#[async_trait]
impl Journal for Watched {
    async fn note_work(&self, work: &Work, now: Timestamp) -> Result<()> {
        let _unit = self.quietly();
        self.inner.note_work(work, now).await
    }

    async fn work_since(&self, from: NaiveDate) -> Result<Vec<Day>> {
        let _unit = self.quietly();
        self.inner.work_since(from).await
    }

    async fn notices(&self) -> Result<Vec<Notice>> {
        let _unit = self.quietly();
        self.inner.notices().await
    }

    async fn note_told(&self, notices: &[Notice]) -> Result<()> {
        let _unit = self.quietly();
        self.inner.note_told(notices).await
    }
}

#[async_trait]
impl Joining for Watched {
    async fn ask(&self, ask: &Ask, judge: AskFn<'_>, ids: &dyn Ids) -> Result<Option<AskKind>> {
        let _unit = self.step("ask").await?;
        self.inner.ask(ask, judge, ids).await
    }

    async fn requested(&self, subject: PublicId) -> Result<Option<Requested>> {
        let _unit = self.quietly();
        self.inner.requested(subject).await
    }

    async fn confirm(&self, confirm: &Confirm) -> Result<Confirmed> {
        let _unit = self.step("confirm").await?;
        self.inner.confirm(confirm).await
    }

    async fn step_up(&self, subject: PublicId, now: Timestamp) -> Result<Option<Person>> {
        let _unit = self.step("step up").await?;
        self.inner.step_up(subject, now).await
    }

    async fn renew_links(
        &self,
        subscriber: SubscriberId,
        link: PublicId,
        now: Timestamp,
    ) -> Result<()> {
        let _unit = self.step("renew links").await?;
        self.inner.renew_links(subscriber, link, now).await
    }

    async fn revoked(&self, link: PublicId) -> Result<Option<Person>> {
        let _unit = self.quietly();
        self.inner.revoked(link).await
    }

    async fn withdraw(&self, subscriber: SubscriberId, key: &str, now: Timestamp) -> Result<bool> {
        let _unit = self.step("withdraw").await?;
        self.inner.withdraw(subscriber, key, now).await
    }

    async fn held(&self, subscriber: SubscriberId) -> Result<Held> {
        let _unit = self.quietly();
        self.inner.held(subscriber).await
    }

    async fn erase(
        &self,
        subscriber: SubscriberId,
        ids: &dyn Ids,
        now: Timestamp,
    ) -> Result<Erased> {
        let _unit = self.step("erase").await?;
        self.inner.erase(subscriber, ids, now).await
    }

    async fn forget_unconfirmed(&self, ids: &dyn Ids, now: Timestamp, limit: u32) -> Result<u32> {
        let _unit = self.step("forget").await?;
        self.inner.forget_unconfirmed(ids, now, limit).await
    }
}

#[async_trait]
impl Rates for Watched {
    async fn exchange(&self, owner: Owner, asks: &[(RateKey, RateAsk)]) -> Result<Vec<Grant>> {
        let _unit = self.step("exchange").await?;
        self.inner.exchange(owner, asks).await
    }

    async fn share_connections(
        &self,
        owner: Owner,
        asks: &[(String, PlaceAsk)],
    ) -> Result<Vec<PlaceGrant>> {
        let _unit = self.step("share connections").await?;
        self.inner.share_connections(owner, asks).await
    }

    async fn rates(&self) -> Result<Vec<RateState>> {
        let _unit = self.quietly();
        self.inner.rates().await
    }

    async fn due_domains(&self, now: Timestamp, limit: u32) -> Result<Vec<String>> {
        let _unit = self.quietly();
        self.inner.due_domains(now, limit).await
    }
}
