//! The dispatcher's run: gate, fill, send, record, until nothing is due or its time is up.
//!
//! Sending happens outside any transaction, and while the store records and gates. Between a gate and its record are at most
//! [`GATE_ROWS`] rows: after a kill these are the doubt. What comes next is said by `course`.

use crate::after::{Trouble, after};
use crate::air::{Air, Landed};
use crate::contents::PartContents;
use crate::course::{Course, Next, Outcomes, Recall};
use crate::fill::{Filler, TEMPLATE_REVISION, pins};
use crate::judge::Judge;
use crate::library::Library;
use crate::observer::Observer;
use crate::promises::Promises;
use lagom_model::{
    Classes, Clock, Decision, DeliveryId, Ids, Policy, SenderId, Shelf, Timestamp, Verdict,
};
use lagom_smtp::{SendOutcome, Transport};
use lagom_store::{
    CorrectedHere, GateCase, GateContext, GateRequest, GateVerdict, Gated, Known, Leaves, Owner,
    Recorded, Recovered, RunControl, Store, StoreError,
};
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Rows of one dispatcher in `sending` at most.
pub const GATE_ROWS: u32 = 64;
/// No body starts in the last seconds of a permission.
pub(crate) const BODY_MARGIN: Duration = Duration::from_secs(5);
/// How often a unit that failed because the store is busy is tried again before the run gives up (rows in flight are then recovered
/// by the next tick, in doubt).
const TRIES: u32 = 5;

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

/// One gate's rows.
pub(crate) struct Gate {
    /// The rows judged.
    pub(crate) rows: Vec<Gated>,
    /// What those that go bring.
    chosen: HashMap<DeliveryId, Vec<PartContents>>,
    /// Issues that were corrected.
    corrected: Vec<CorrectedHere>,
    /// Whether the policy is another one by now: then every row was left as it was.
    pub(crate) outdated: bool,
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

/// A gate, with the contents that its rows need, and whether all of those were there.
type Passed = (Gate, Arc<Library>, Result<(), StoreError>);

/// What the store was asked, and its answer.
enum Unit {
    /// The outcomes that were recorded with the gate, and its answer.
    Gated(Vec<Recorded>, Result<Passed, StoreError>),
    Recorded(Vec<Recorded>, Result<(), StoreError>),
}

/// A policy that came into force since the run began, with those before it.
type Rules = Option<Arc<(Policy, Promises)>>;

impl Dispatcher<'_> {
    /// Sends all that is due. `may_go_on` is asked between units of the store, with the totals so far: it reports
    /// progress and says when to stop; what was gated until then is still sent and recorded.
    ///
    /// # Errors
    /// [`DispatchError`]: what was recorded before it stays recorded.
    pub async fn run(
        &self,
        owner: Owner,
        recovered: Recovered,
        may_go_on: &(dyn Fn(&DispatchTotals) -> bool + Send + Sync),
    ) -> Result<DispatchTotals, DispatchError> {
        let mut course = Course::new(recovered);
        let mut air = Air::new(Arc::clone(&self.transport), Arc::clone(&self.filler));
        let mut library = Arc::new(Library::default());
        let mut rules: Rules = None;
        let mut unit: Option<Pin<Box<dyn Future<Output = Unit> + Send + '_>>> = None;
        loop {
            air.start();
            if unit.is_none() {
                match course.next(air.out(), air.lost()) {
                    Next::End => return course.end(),
                    Next::Wait => {}
                    Next::Gate(records, limit) => {
                        let (rules, library) = (rules.clone(), Arc::clone(&library));
                        let turn = self.gate_unit(owner, records, rules, library, limit);
                        unit = Some(Box::pin(turn));
                    }
                    Next::Record(records) => {
                        unit = Some(Box::pin(self.record_unit(owner, records)));
                    }
                }
            }
            let answer = async {
                match &mut unit {
                    Some(unit) => unit.await,
                    None => std::future::pending().await,
                }
            };
            let is_flying = air.is_flying();
            tokio::select! {
                biased;
                landed = air.land(), if is_flying => {
                    if let Some(landed) = landed {
                        self.land(&mut course, landed, &rules);
                    }
                }
                answer = answer => {
                    unit = None;
                    match answer {
                        Unit::Gated(records, Ok((gate, fetched, complete))) => {
                            self.recorded(&mut course, &records);
                            library = fetched;
                            course.failed(complete);
                            if gate.outdated {
                                match self.newest().await {
                                    Ok(newest) => rules = newest.or(rules),
                                    Err(error) => course.failed(Err(error)),
                                }
                            } else {
                                self.passed(&mut course, &mut air, gate, &library);
                            }
                        }
                        Unit::Gated(records, Err(error)) if records.is_empty() => {
                            course.failed(Err(error));
                        }
                        Unit::Recorded(records, Ok(())) => self.recorded(&mut course, &records),
                        Unit::Gated(records, Err(error)) | Unit::Recorded(records, Err(error)) => {
                            course.not_recorded(records, error);
                        }
                    }
                    course.ask(may_go_on);
                }
            }
            let back = match course.recall() {
                Recall::Nobodys => Vec::new(),
                Recall::All => air.recall(|_| true),
                Recall::Of(senders) => air.recall(|sender| senders.contains(&sender)),
            };
            for back in back {
                self.land(&mut course, back, &rules);
            }
        }
    }

    /// Takes note of outcomes that are recorded.
    fn recorded(&self, course: &mut Course, records: &[Recorded]) {
        for record in records {
            self.observer.recorded(record);
        }
        course.recorded(records);
    }

    /// Takes a gate's rows.
    fn passed(&self, course: &mut Course, air: &mut Air, gate: Gate, library: &Arc<Library>) {
        for row in &gate.rows {
            self.observer.gated(&row.case, &row.verdict);
        }
        course.gated(gate.rows.iter().map(|row| &row.verdict), air.out());
        air.take(gate.rows, gate.chosen, library, self.clock);
    }

    /// The policy that came into force, with those before it.
    async fn newest(&self) -> Result<Rules, StoreError> {
        let Some(policy) = self.store.policy().await? else {
            return Ok(None);
        };
        let promises = Promises::new(self.store.policies().await?, self.known);
        Ok(Some(Arc::new((policy, promises))))
    }

    /// Asks the store to record outcomes and for a gate, and for the issues that it brings.
    async fn gate_unit(
        &self,
        owner: Owner,
        records: Vec<Recorded>,
        rules: Rules,
        library: Arc<Library>,
        limit: u32,
    ) -> Unit {
        let began = std::time::Instant::now();
        let (policy, promises) = rules
            .as_deref()
            .map_or((self.policy, self.promises), |(policy, promises)| {
                (policy, promises)
            });
        let gate = self.gate(owner, &records, policy, promises, limit).await;
        let gate = match gate {
            Ok(gate) => gate,
            Err(error) => return Unit::Gated(records, Err(error)),
        };
        let mut fetched = Library::clone(&library);
        let contents = gate.chosen.values().flatten();
        let complete = fetched.fetch(self.store, contents, &gate.corrected).await;
        let (rows, gate_us) = (gate.rows.len(), began.elapsed().as_micros());
        tracing::debug!(rows, gate_us, "a gate's rows are judged");
        Unit::Gated(records, Ok((gate, Arc::new(fetched), complete)))
    }

    /// Records outcomes, and pauses the run of each sender that the relay refuses.
    async fn record_unit(&self, owner: Owner, outcomes: Outcomes) -> Unit {
        let began = std::time::Instant::now();
        let Outcomes { records, refused } = outcomes;
        let mut done = self.record(owner, &records).await;
        for (sender, what) in refused {
            if done.is_ok() {
                let now = self.clock.now();
                done = self
                    .store
                    .set_run(sender, RunControl::Paused, &what, now)
                    .await;
            }
        }
        let (rows, record_us) = (records.len(), began.elapsed().as_micros());
        tracing::debug!(rows, record_us, "outcomes are recorded");
        Unit::Recorded(records, done)
    }

    /// What follows an outcome.
    fn land(&self, course: &mut Course, (flight, outcome): Landed, rules: &Rules) {
        let row = &flight.gated.case.delivery;
        let outcome = outcome.unwrap_or_else(|message| {
            course.unfilled(DispatchError::Fill {
                delivery: row.public_id.to_string(),
                message,
            });
            SendOutcome::NotStarted {
                phase: lagom_smtp::Phase::Connect,
            }
        });
        let policy = rules.as_deref().map_or(self.policy, |(policy, _)| policy);
        let pins = pins(&flight.gated);
        let now = self.clock.now();
        let (record, trouble) = after(row, pins, &outcome, policy, flight.valid_until, now);
        course.landed(row.sender, record, trouble);
    }

    /// One turn: outcomes recorded, the rows judged, and what those that go bring.
    async fn gate(
        &self,
        owner: Owner,
        records: &[Recorded],
        policy: &Policy,
        promises: &Promises,
        limit: u32,
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
        let chosen: Mutex<HashMap<DeliveryId, Vec<PartContents>>> = Mutex::default();
        let corrected: Mutex<Vec<CorrectedHere>> = Mutex::default();
        let outdated = AtomicBool::new(false);
        let decide = |gate: &GateContext, case: &GateCase| {
            // A policy that came into force since this run began binds at once (D3): nothing is decided by the old one.
            if gate.policy > policy.version {
                outdated.store(true, Ordering::Relaxed);
                return untouched(gate, case);
            }
            if !gate.corrected.is_empty() {
                let mut corrected = corrected.lock().unwrap_or_else(PoisonError::into_inner);
                corrected.clone_from(&gate.corrected);
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
            limit,
            touches_since: now.plus(-window * Timestamp::DAY),
            ids: self.ids,
        };
        let mut patience = Patience::default();
        let rows = loop {
            match self.store.turn(records, request, &decide).await {
                Ok((_, rows)) => break rows,
                Err(error) => patience.bear(error).await?,
            }
            chosen
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clear();
            outdated.store(false, Ordering::Relaxed);
        };
        Ok(Gate {
            rows,
            corrected: corrected
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner),
            chosen: chosen.into_inner().unwrap_or_else(PoisonError::into_inner),
            outdated: outdated.into_inner(),
        })
    }

    /// Records outcomes.
    async fn record(&self, owner: Owner, records: &[Recorded]) -> Result<(), StoreError> {
        if records.is_empty() {
            return Ok(());
        }
        let mut patience = Patience::default();
        loop {
            match self.store.record(owner, records, self.clock.now()).await {
                Ok(_) => return Ok(()),
                Err(error) => patience.bear(error).await?,
            }
        }
    }
}

/// With a store that is busy: an outcome must not be lost.
#[derive(Default)]
struct Patience {
    tries: u32,
}

impl Patience {
    /// Waits, if asking again may help.
    async fn bear(&mut self, error: StoreError) -> Result<(), StoreError> {
        if !error.is_transient() || self.tries >= TRIES {
            return Err(error);
        }
        self.tries += 1;
        let tries = self.tries;
        tracing::warn!(%error, tries, "the store is asked again");
        tokio::time::sleep(Duration::from_millis(200) * tries).await;
        Ok(())
    }
}

impl DispatchTotals {
    pub(crate) fn count(&mut self, leaves: &Leaves) {
        self.gated += 1;
        match leaves {
            Leaves::Sending { .. } => {}
            Leaves::Planned { .. } => self.deferred += 1,
            Leaves::Folded { .. } => self.folded += 1,
            Leaves::Expired { .. } => self.expired += 1,
            Leaves::Cancelled { .. } => self.cancelled += 1,
        }
    }

    pub(crate) fn follow(&mut self, record: &Recorded) {
        use lagom_store::After;
        match record.after {
            After::Sent => self.sent += 1,
            After::Failed(_) => self.failed += 1,
            After::Planned { .. } | After::Resend { .. } => self.later += 1,
            After::Held(_) => self.held += 1,
        }
    }
}
