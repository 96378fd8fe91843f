//! The tick: recover, plan, dispatch. What cron calls; overlapping calls are harmless.

use crate::Installation;
use lagom_dispatch::{DispatchError, DispatchTotals, Dispatcher, Filler, Observer};
use lagom_model::Shelf;
use lagom_scheduler::{PlanTotals, Planner};
use lagom_smtp::Transport;
use lagom_store::{Owner, Recovered, Store, StoreError};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// How often a sign of life is renewed.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// What a tick did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TickReport {
    /// What dead dispatchers had left behind.
    pub recovered: Recovered,
    /// Planning.
    pub planned: PlanTotals,
    /// Dispatching.
    pub dispatched: DispatchTotals,
}

impl TickReport {
    /// Whether somebody should look, or try again later: a row became held, there was trouble, or
    /// something that is due is left.
    pub fn needs_another(&self) -> bool {
        self.dispatched.held > 0
            || !self.dispatched.trouble.is_empty()
            || !self.planned.complete
            || !self.dispatched.complete
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
    /// The way out.
    pub transport: Arc<dyn Transport>,
    /// Composes messages.
    pub filler: Arc<Filler>,
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
        let owner = store.enter(installation.ids.public_id(), now).await?;
        let alive = keep_alive(Arc::clone(store), owner);
        let report = self.work(installation, owner, observer, may_go_on).await;
        alive.abort();
        // Without it the sign of life ends by itself; the report matters more.
        if let Err(error) = store.leave(owner).await {
            tracing::warn!(%error, "leaving was not recorded");
        }
        report
    }

    async fn work(
        &self,
        installation: &Installation,
        owner: Owner,
        observer: &dyn Observer,
        may_go_on: &(dyn Fn(Progress<'_>) -> bool + Send + Sync),
    ) -> Result<TickReport, DispatchError> {
        let store = &*installation.store;
        let now = installation.clock.now();
        let recovered = store.recover(owner, now).await?;
        let planner = Planner {
            store,
            known: &installation.known,
            policy: &installation.policy,
            ids: &*installation.ids,
        };
        let mut shelf = Shelf::new();
        let planned = planner
            .plan_due(&mut shelf, now, &|totals| {
                may_go_on(Progress::Planning(totals))
            })
            .await?;
        let dispatcher = Dispatcher {
            store,
            known: &installation.known,
            policy: &installation.policy,
            shelf: &shelf,
            clock: &*installation.clock,
            transport: Arc::clone(&self.transport),
            filler: Arc::clone(&self.filler),
            observer,
        };
        let dispatched = dispatcher
            .run(owner, recovered, &|totals| {
                may_go_on(Progress::Dispatching(totals))
            })
            .await?;
        Ok(TickReport {
            recovered,
            planned,
            dispatched,
        })
    }
}

/// Renews the sign of life until it is aborted.
fn keep_alive(store: Arc<dyn Store>, owner: Owner) -> JoinHandle<Result<(), StoreError>> {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            if let Err(error) = store.heartbeat(owner).await {
                tracing::warn!(%error, "the sign of life was not renewed");
            }
        }
    })
}
