//! The dispatcher's run: gate, fill, send, record, again, until nothing is due or its time is up.
//!
//! Sending happens outside any transaction. Between a gate and its record at most [`GATE_ROWS`] rows
//! are in flight: after a kill these are the doubt.

use crate::after::{Trouble, after};
use crate::contents::PartContents;
use crate::fill::{Filler, TEMPLATE_REVISION, pins};
use crate::judge::Judge;
use crate::library::Library;
use crate::observer::Observer;
use crate::promises::Promises;
use lagom_model::{
    Classes, Clock, Decision, DeliveryId, Ids, Policy, SenderId, Shelf, Timestamp, Verdict,
};
use lagom_smtp::{Permission, SendOutcome, Transport};
use lagom_store::{
    GateCase, GateContext, GateRequest, GateVerdict, Gated, Known, Leaves, Owner, Recorded,
    Recovered, Store, StoreError,
};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::task::JoinSet;

/// Rows of one dispatcher in `sending` at most.
pub const GATE_ROWS: u32 = 64;
/// No body starts in the last seconds of a permission.
const BODY_MARGIN: Duration = Duration::from_secs(5);
/// How often a failed record is tried again before the run gives up (the rows are then recovered by
/// the next tick, in doubt).
const RECORD_TRIES: u32 = 5;

/// What a run needs.
#[derive(Clone)]
pub struct Dispatcher<'a> {
    /// The store.
    pub store: &'a dyn Store,
    /// Senders and publications.
    pub known: &'a Known,
    /// The policy in force.
    pub policy: &'a Policy,
    /// Its earlier versions.
    pub promises: &'a Promises,
    /// All listings that are visible.
    pub shelf: &'a Shelf,
    /// Gives deliveries their public ids.
    pub ids: &'a dyn Ids,
    /// The clock.
    pub clock: &'a dyn Clock,
    /// The way out.
    pub transport: Arc<dyn Transport>,
    /// Composes messages.
    pub filler: Arc<Filler>,
    /// Who watches.
    pub observer: &'a dyn Observer,
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DispatchTotals {
    /// Rows judged at the gate.
    pub gated: u64,
    /// Messages that the server accepted.
    pub sent: u64,
    /// Rows deferred at the gate.
    pub deferred: u64,
    /// Rows folded.
    pub folded: u64,
    /// Rows expired.
    pub expired: u64,
    /// Rows cancelled: stopped, or with nothing left.
    pub cancelled: u64,
    /// Attempts to be repeated later.
    pub later: u64,
    /// Rows refused for good.
    pub failed: u64,
    /// Rows whose outcome is unknown, those of dead dispatchers included.
    pub held: u64,
    /// What ended the run early.
    pub trouble: Vec<(Option<SenderId>, Trouble)>,
    /// Whether nothing that is due is left (else time was up, or there was trouble).
    pub complete: bool,
}

/// A failure that ends a run. Nothing is lost: what was in flight is recovered by the next tick.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// The store refused a unit.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A message could not be composed.
    #[error("delivery `{delivery}` cannot be composed: {message}")]
    Fill {
        /// The delivery's public id.
        delivery: String,
        /// What went wrong.
        message: String,
    },
}

/// One row on its way.
struct Flight {
    gated: Gated,
    valid_until: Timestamp,
}

/// One gate's rows.
struct Gate {
    /// The rows judged.
    rows: Vec<Gated>,
    /// What those that go bring.
    chosen: HashMap<DeliveryId, Vec<PartContents>>,
    /// Whether the policy is another one by now: then every row was left as it was.
    outdated: bool,
}

/// A row that stays as it is, to be judged again at once.
fn untouched(gate: &GateContext, case: &GateCase) -> GateVerdict {
    let due_at = case.delivery.due_at;
    GateVerdict {
        decision: Decision {
            verdict: Verdict::Defer { until: due_at },
            parts: Vec::new(),
            left_out: Classes::NONE,
            reading_left: None,
            reasons: Vec::new(),
            policy: gate.policy,
            revision: lagom_policy::REVISION,
        },
        leaves: Leaves::Planned { due_at },
        ends: Vec::new(),
    }
}

impl Dispatcher<'_> {
    /// Sends all that is due. `may_go_on` is asked between gates, with the totals so far: it reports
    /// progress and says when to stop.
    ///
    /// # Errors
    /// [`DispatchError`]: what was recorded before it stays recorded.
    pub async fn run(
        &self,
        owner: Owner,
        recovered: Recovered,
        may_go_on: &(dyn Fn(&DispatchTotals) -> bool + Send + Sync),
    ) -> Result<DispatchTotals, DispatchError> {
        let mut totals = DispatchTotals {
            held: u64::from(recovered.held),
            ..DispatchTotals::default()
        };
        let mut library = Library::default();
        let mut newer: Option<(Policy, Promises)> = None;
        loop {
            let rules = newer.as_ref();
            let (policy, promises) = rules
                .map_or((self.policy, self.promises), |(policy, promises)| {
                    (policy, promises)
                });
            let began = std::time::Instant::now();
            let Gate {
                rows,
                chosen,
                outdated,
            } = self.gate(owner, policy, promises).await?;
            let gated = began.elapsed();
            if outdated && let Some(policy) = self.store.policy().await? {
                newer = Some((policy, Promises::new(self.store.policies().await?)));
                continue;
            }
            if rows.is_empty() {
                totals.complete = totals.trouble.is_empty();
                return Ok(totals);
            }
            for row in &rows {
                self.observer.gated(&row.case, &row.verdict);
                totals.count(&row.verdict.leaves);
            }
            library.fetch(self.store, chosen.values().flatten()).await?;
            let outcomes = self.send(rows, &chosen, &library).await;
            let sent = began.elapsed();
            let (records, trouble, unfilled) = self.follow(outcomes, policy);
            self.record(owner, &records).await?;
            tracing::debug!(
                rows = records.len(),
                gate_us = gated.as_micros(),
                send_us = sent.saturating_sub(gated).as_micros(),
                record_us = began.elapsed().saturating_sub(sent).as_micros(),
                "a gate's rows are recorded"
            );
            for record in &records {
                self.observer.recorded(record);
                totals.follow(record);
            }
            self.heed(&trouble).await?;
            totals.trouble.extend(trouble);
            if let Some(error) = unfilled {
                return Err(error);
            }
            if !totals.trouble.is_empty() || !may_go_on(&totals) {
                return Ok(totals);
            }
        }
    }

    /// One gate: the rows judged, and what those that go bring.
    async fn gate(
        &self,
        owner: Owner,
        policy: &Policy,
        promises: &Promises,
    ) -> Result<Gate, StoreError> {
        let now = self.clock.now();
        let judge = Judge {
            known: self.known,
            policy,
            promises,
            shelf: self.shelf,
            key: self.filler.key(),
            template: TEMPLATE_REVISION,
            now,
        };
        let chosen = Mutex::new(HashMap::new());
        let outdated = AtomicBool::new(false);
        let decide = |gate: &GateContext, case: &GateCase| {
            // A policy that came into force since this run began binds at once (D3): nothing is decided by the old one.
            if gate.policy > policy.version {
                outdated.store(true, Ordering::Relaxed);
                return untouched(gate, case);
            }
            let judged = judge.judge(gate, case);
            if matches!(judged.verdict.leaves, Leaves::Sending { .. }) {
                let mut chosen = chosen.lock().unwrap_or_else(PoisonError::into_inner);
                chosen.insert(case.delivery.id, judged.contents);
            }
            judged.verdict
        };
        let longest = policy.longest_window().max(promises.longest_window());
        let window = i64::from(longest) + 2;
        let request = GateRequest {
            owner,
            now,
            limit: GATE_ROWS,
            touches_since: now.plus(-window * Timestamp::DAY),
            ids: self.ids,
        };
        let rows = self.store.gate(request, &decide).await?;
        Ok(Gate {
            rows,
            chosen: chosen.into_inner().unwrap_or_else(PoisonError::into_inner),
            outdated: outdated.into_inner(),
        })
    }

    /// Fills and sends the rows that passed, as many at once as the transport can use.
    async fn send(
        &self,
        rows: Vec<Gated>,
        chosen: &HashMap<DeliveryId, Vec<PartContents>>,
        library: &Library,
    ) -> Vec<(Flight, Result<SendOutcome, String>)> {
        let library = Arc::new(library.clone());
        let mut waiting = rows
            .into_iter()
            .filter_map(|gated| match gated.verdict.decision.verdict {
                Verdict::Send { valid_until } => Some(Flight { gated, valid_until }),
                _ => None,
            })
            .map(|flight| {
                let contents = chosen.get(&flight.gated.case.delivery.id).cloned();
                (flight, contents.unwrap_or_default())
            });
        let gated_at = tokio::time::Instant::now();
        let now = self.clock.now();
        let mut flying = JoinSet::new();
        let mut landed = Vec::new();
        loop {
            while flying.len() < self.transport.concurrency() {
                let Some((flight, contents)) = waiting.next() else {
                    break;
                };
                let left = u64::try_from(flight.valid_until.since(now)).unwrap_or(0);
                let until = gated_at + Duration::from_millis(left);
                let permission = Permission::until(until, BODY_MARGIN);
                let transport = Arc::clone(&self.transport);
                let filler = Arc::clone(&self.filler);
                let library = Arc::clone(&library);
                flying.spawn(async move {
                    let mail = filler.fill(&flight.gated, &contents, &library, permission);
                    let outcome = match mail {
                        Ok(mail) => Ok(transport.send(mail).await),
                        Err(error) => Err(error.to_string()),
                    };
                    (flight, outcome)
                });
            }
            match flying.join_next().await {
                Some(Ok(result)) => landed.push(result),
                // A task that panicked: its row stays in flight and is recovered as in doubt.
                Some(Err(panicked)) => tracing::error!(%panicked, "a send ended unexpectedly"),
                None => return landed,
            }
        }
    }

    /// What follows each outcome, and the trouble they tell of.
    #[expect(clippy::type_complexity, reason = "three lists that one pass makes")]
    fn follow(
        &self,
        outcomes: Vec<(Flight, Result<SendOutcome, String>)>,
        policy: &Policy,
    ) -> (
        Vec<Recorded>,
        Vec<(Option<SenderId>, Trouble)>,
        Option<DispatchError>,
    ) {
        let now = self.clock.now();
        let mut records = Vec::with_capacity(outcomes.len());
        let mut trouble = BTreeMap::new();
        let mut unfilled = None;
        for (flight, outcome) in outcomes {
            let row = &flight.gated.case.delivery;
            let outcome = outcome.unwrap_or_else(|message| {
                unfilled = Some(DispatchError::Fill {
                    delivery: row.public_id.to_string(),
                    message,
                });
                SendOutcome::NotStarted {
                    phase: lagom_smtp::Phase::Connect,
                }
            });
            let pins = pins(&flight.gated);
            let (record, found) = after(row, pins, &outcome, policy, flight.valid_until, now);
            records.push(record);
            match found {
                Some(Trouble::Sender { what }) => {
                    trouble.insert(Some(row.sender), Trouble::Sender { what });
                }
                Some(relay) => {
                    trouble.insert(None, relay);
                }
                None => {}
            }
        }
        (records, trouble.into_iter().collect(), unfilled)
    }

    /// Records outcomes; a store that is busy is asked again: an outcome must not be lost.
    async fn record(&self, owner: Owner, records: &[Recorded]) -> Result<(), StoreError> {
        if records.is_empty() {
            return Ok(());
        }
        let mut tries = 0;
        loop {
            match self.store.record(owner, records, self.clock.now()).await {
                Ok(_) => return Ok(()),
                Err(error) if error.is_transient() && tries < RECORD_TRIES => {
                    tries += 1;
                    tracing::warn!(%error, tries, "recording is tried again");
                    tokio::time::sleep(Duration::from_millis(200) * tries).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Pauses the run of each sender that the relay refuses.
    async fn heed(&self, trouble: &[(Option<SenderId>, Trouble)]) -> Result<(), StoreError> {
        for (sender, what) in trouble {
            if let (Some(sender), Trouble::Sender { what }) = (sender, what) {
                self.store
                    .set_run(*sender, true, what, self.clock.now())
                    .await?;
            }
        }
        Ok(())
    }
}

impl DispatchTotals {
    fn count(&mut self, leaves: &Leaves) {
        self.gated += 1;
        match leaves {
            Leaves::Sending { .. } => {}
            Leaves::Planned { .. } => self.deferred += 1,
            Leaves::Folded { .. } => self.folded += 1,
            Leaves::Expired { .. } => self.expired += 1,
            Leaves::Cancelled { .. } => self.cancelled += 1,
        }
    }

    fn follow(&mut self, record: &Recorded) {
        use lagom_store::After;
        match record.after {
            After::Sent => self.sent += 1,
            After::Failed(_) => self.failed += 1,
            After::Planned { .. } | After::Resend { .. } => self.later += 1,
            After::Held(_) => self.held += 1,
        }
    }
}
