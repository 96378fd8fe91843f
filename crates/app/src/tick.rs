//! The tick: recover, plan, dispatch. What cron calls; overlapping calls are harmless.

use crate::Installation;
use crate::breakers;
use crate::operator::{Desk, Heartbeat, Operator};
use lagom_dispatch::{
    DispatchError, DispatchTotals, Dispatcher, Filler, Lease, Observer, Promises, Relays,
};
use lagom_model::{Shelf, Timestamp};
use lagom_scheduler::{PlanTotals, Planner};
use lagom_store::{Backlog, Owner, Recovered, RunControl, RunState, Store, StoreError, Work};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// How often a sign of life is renewed.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// So late, in milliseconds, that the operator looks before it goes.
const LATE: i64 = Timestamp::DAY;

/// So many people who asked to join and never confirmed are forgotten in one tick.
const FORGOTTEN: u32 = 500;

/// What a tick did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TickReport {
    /// What dead dispatchers had left behind.
    pub recovered: Recovered,
    /// What waits before a catch-up, and until when, so that the operator can look.
    pub catch_up: Option<CatchUp>,
    /// Runs that wait for the operator's word since a restore.
    pub restored: Vec<RunState>,
    /// Planning.
    pub planned: PlanTotals,
    /// Dispatching.
    pub dispatched: DispatchTotals,
}

/// After a day or more without a run: what is due, and when it goes unless somebody says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatchUp {
    /// When it goes.
    pub until: Timestamp,
    /// What is due, by sender.
    pub backlog: Vec<Backlog>,
}

impl TickReport {
    /// Whether somebody should look, or try again later: a row became held, there was trouble, or
    /// something that is due is left.
    pub fn needs_another(&self) -> bool {
        self.dispatched.held > 0
            || self.catch_up.is_some()
            || !self.restored.is_empty()
            || !self.dispatched.trouble.is_empty()
            || !self.planned.complete
            || !self.dispatched.complete
    }

    /// What it did, for the journal.
    fn work(&self) -> Work {
        let sent = &self.dispatched;
        Work {
            planned: self.planned.letters,
            sent: sent.sent,
            deferred: sent.deferred,
            folded: sent.folded,
            expired: sent.expired,
            cancelled: sent.cancelled,
            later: sent.later,
            failed: sent.failed,
            held: sent.held,
        }
    }
}

/// How far a tick has come.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// It plans.
    Planning(&'a PlanTotals),
    /// It sends.
    Dispatching(&'a DispatchTotals),
}

/// A tick's parts that are not the installation's.
#[derive(Clone)]
pub struct Tick {
    /// The ways out.
    pub relays: Arc<Relays>,
    /// Composes messages.
    pub filler: Arc<Filler>,
    /// How many minutes what is overdue waits after a day or more without a run; 0: it goes at once.
    pub catch_up_minutes: u32,
    /// Who hears how it goes, if anybody.
    pub operator: Option<Operator>,
    /// The service that watches that runs go well, if one does.
    pub heartbeat: Option<Heartbeat>,
}

impl Tick {
    /// Runs one tick. `may_go_on` is asked between batches: it reports progress and says when time is
    /// up; the next tick resumes.
    ///
    /// # Errors
    /// [`DispatchError`]. Nothing is lost: what was in flight is recovered by the next tick.
    pub async fn run(
        &self,
        installation: &Installation,
        observer: &dyn Observer,
        may_go_on: &(dyn Fn(Progress<'_>) -> bool + Send + Sync),
    ) -> Result<TickReport, DispatchError> {
        let store = &installation.store;
        let now = installation.clock.now();
        let was_off = self.catch_up_minutes > 0 && was_off(&**store, now).await?;
        let owner = store.enter(installation.ids.public_id(), now).await?;
        let alive = keep_alive(Arc::clone(store), owner);
        let lease = Lease::new(Arc::clone(store), Arc::clone(&self.relays), owner);
        let entered = (owner, &lease);
        let report = self
            .work(installation, entered, was_off, observer, may_go_on)
            .await;
        self.tell(installation, &lease, report.as_ref()).await;
        // Connections are closed before the sign of life ends: others may open as many then.
        lease.end().await;
        drop(alive);
        // Without it the sign of life ends by itself; the report matters more.
        if let Err(error) = store.leave(owner).await {
            tracing::warn!(%error, "leaving was not recorded");
        }
        report
    }

    /// Notes what the run did, and tells of it who wants to know. Nothing that fails here ends a run.
    async fn tell(
        &self,
        installation: &Installation,
        lease: &Lease,
        run: Result<&TickReport, &DispatchError>,
    ) {
        if let Ok(report) = run
            && let Err(error) = note(installation, report).await
        {
            tracing::warn!(%error, "what the run did was not noted");
        }
        if let Some(operator) = &self.operator {
            let desk = Desk {
                installation,
                relay: self.relays.first(),
                lease,
                filler: &self.filler,
            };
            operator.hear(&desk, run).await;
        }
        if let (Some(heartbeat), Ok(report)) = (&self.heartbeat, run)
            && !report.needs_another()
        {
            heartbeat.beat().await;
        }
    }

    async fn work(
        &self,
        installation: &Installation,
        (owner, lease): (Owner, &Lease),
        was_off: bool,
        observer: &dyn Observer,
        may_go_on: &(dyn Fn(Progress<'_>) -> bool + Send + Sync),
    ) -> Result<TickReport, DispatchError> {
        let store = &*installation.store;
        let now = installation.clock.now();
        let recovered = store.recover(owner, now).await?;
        breakers::trip(store, now).await?;
        let planner = Planner {
            store,
            known: &installation.known,
            policy: &installation.policy,
        };
        let mut shelf = Shelf::new();
        let planned = planner
            .plan_due(&mut shelf, now, &|totals| {
                may_go_on(Progress::Planning(totals))
            })
            .await?;
        let catch_up = if was_off {
            self.hold(store, now).await?
        } else {
            None
        };
        let restored = restored(store).await?;
        let promises = Promises::new(store.policies().await?, &installation.known);
        let dispatcher = Dispatcher {
            ids: &*installation.ids,
            store,
            known: &installation.known,
            policy: &installation.policy,
            promises: &promises,
            shelf: &shelf,
            clock: &*installation.clock,
            relays: &self.relays,
            filler: Arc::clone(&self.filler),
            observer,
        };
        // Most runs find nothing, and need no connection.
        if !store
            .due_domains(installation.clock.now(), 1)
            .await?
            .is_empty()
        {
            lease.begin().await?;
        }
        let dispatched = dispatcher
            .run(owner, recovered, &|totals| {
                may_go_on(Progress::Dispatching(totals))
            })
            .await?;
        // Nobody waits for it: the next tick tries again.
        let ids = &*installation.ids;
        if let Err(error) = store.forget_unconfirmed(ids, now, FORGOTTEN).await {
            tracing::warn!(%error, "who never confirmed was not forgotten");
        }
        Ok(TickReport {
            recovered,
            catch_up,
            restored,
            planned,
            dispatched,
        })
    }

    /// Lets what is overdue wait for the operator's eyes, if there is anything.
    async fn hold(&self, store: &dyn Store, now: Timestamp) -> Result<Option<CatchUp>, StoreError> {
        let until = now.plus(i64::from(self.catch_up_minutes) * Timestamp::MINUTE);
        let backlog = store.hold_backlog(until, now).await?;
        Ok((!backlog.is_empty()).then_some(CatchUp { until, backlog }))
    }
}

/// Notes what a run did, if it did anything.
async fn note(installation: &Installation, report: &TickReport) -> Result<(), StoreError> {
    let work = report.work();
    if work == Work::default() {
        return Ok(());
    }
    let now = installation.clock.now();
    installation.store.note_work(&work, now).await
}

/// Runs that wait for the operator's word since a restore.
async fn restored(store: &dyn Store) -> Result<Vec<RunState>, StoreError> {
    let mut runs = store.runs().await?;
    runs.retain(|run| run.control == RunControl::Restored);
    Ok(runs)
}

/// Whether no tick ran for more than a day, and something fell due as long ago. (Who asks `tick --next` when to
/// call it may have no run for weeks, and misses nothing.)
async fn was_off(store: &dyn Store, now: Timestamp) -> Result<bool, StoreError> {
    let last = store.last_run().await?;
    if last.is_none_or(|last| now.since(last) <= LATE) {
        return Ok(false);
    }
    let due = store.upcoming().await?;
    Ok(due.is_some_and(|due| now.since(due.at) > LATE))
}

/// A sign of life. It ends when this is dropped, also with a tick that is dropped in the middle: a dead
/// dispatcher must not look alive.
struct Alive(JoinHandle<()>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Renews the sign of life.
fn keep_alive(store: Arc<dyn Store>, owner: Owner) -> Alive {
    Alive(tokio::spawn(async move {
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            if let Err(error) = store.heartbeat(owner).await {
                tracing::warn!(%error, "the sign of life was not renewed");
            }
        }
    }))
}
