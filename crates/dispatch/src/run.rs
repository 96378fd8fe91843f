//! The dispatcher's run: gate, fill, send, record, until nothing is due or its time is up.
//!
//! Sending happens outside any transaction, and while the store records and gates. Between a gate and its record are at most
//! [`GATE_ROWS`] rows: after a kill these are the doubt. What comes next is said by `course`.

use crate::after::{Trouble, after, asks_for_less, elsewhere, is_of_relay};
use crate::air::{Air, Chosen, Flight, Landed};
use crate::course::{Course, Lack, Next, Outcomes, Recall};
use crate::fill::{Filler, TEMPLATE_REVISION, pins};
use crate::judge::Judge;
use crate::library::Library;
use crate::observer::Observer;
use crate::promises::Promises;
use crate::purse::{Purse, Wish};
use crate::relays::{Relay, Relays};
use lagom_model::{
    Classes, Clock, Decision, DeliveryId, Ids, MessageClass, Policy, Reason, SenderId, Shelf,
    Timestamp, Verdict,
};
use lagom_smtp::SendOutcome;
use lagom_store::{
    CorrectedHere, GateCase, GateContext, GateRequest, GateVerdict, Gated, Known, Leaves, Owner,
    Recorded, Recovered, RunControl, Store, StoreError,
};
use std::collections::HashSet;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Rows of one dispatcher in `sending` at most.
pub const GATE_ROWS: u32 = 64;
/// No body starts in the last seconds of a permission.
pub(crate) const BODY_MARGIN: Duration = Duration::from_secs(5);
/// So many rows that are due are looked at for each that a gate takes, to know which permits are of use.
const LOOK_AT: u32 = 4;
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
    /// The ways out.
    pub relays: &'a Relays,
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
    /// Relays that were away while others carried their mail, and what happened.
    pub away: Vec<(String, String)>,
    /// How long it waited for a connection, because other processes had all that there may be.
    pub waited: Duration,
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
    /// What those that go bring, and how they go.
    chosen: Chosen,
    /// Rows for which there was no permit.
    lacking: usize,
    /// Issues that were corrected.
    corrected: Vec<CorrectedHere>,
    /// Whether the policy is another one by now: then every row was left as it was.
    pub(crate) outdated: bool,
}

/// A row that is not judged now, but at an instant.
fn unjudged(gate: &GateContext, due_at: Timestamp, reasons: Vec<Reason>) -> GateVerdict {
    GateVerdict {
        decision: Decision {
            verdict: Verdict::Defer { until: due_at },
            parts: Vec::new(),
            left_out: Classes::NONE,
            reading_left: None,
            reasons,
            policy: gate.policy,
            revision: lagom_policy::REVISION,
        },
        leaves: Leaves::Planned { due_at },
        ends: Vec::new(),
    }
}

/// Whether somebody waits for it who just asked: it does not stand in line for permits.
fn is_urgent(case: &GateCase) -> bool {
    matches!(
        case.delivery.class,
        MessageClass::Service | MessageClass::Personal
    )
}

/// A row that may have arrived by a relay that is there no more: it is not sent again. (The store holds such a row whatever ends it.)
fn abandoned(gate: &GateContext, case: &GateCase) -> GateVerdict {
    let mut verdict = unjudged(gate, case.delivery.due_at, vec![Reason::OutcomeUnknown]);
    verdict.decision.verdict = Verdict::Suppress;
    verdict.leaves = Leaves::Cancelled {
        parts: Vec::new(),
        lines: Vec::new(),
    };
    verdict
}

/// The relay by which a row may have arrived already: none other may carry it. One that was pinned without a name went by the first.
fn only_relay<'a>(case: &'a GateCase, relays: &'a Relays) -> Option<&'a str> {
    let pins = case.delivery.pins.as_ref();
    let pins = pins.filter(|_| case.delivery.doubtful)?;
    Some(pins.relay.as_deref().unwrap_or(&relays.first().name))
}

/// The domain of a row's address, in lower case; empty: there is no address.
fn domain_of(case: &GateCase) -> String {
    let address = case.contact.as_ref().map(|contact| &*contact.address);
    let domain = address.and_then(|address| address.rsplit_once('@'));
    domain.map_or_else(String::new, |(_, domain)| domain.to_lowercase())
}

/// The permits, shared by the run and its units.
type Purses = Arc<Mutex<Purse>>;

fn open(purse: &Purses) -> MutexGuard<'_, Purse> {
    locked(purse)
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives a row's permits back. Whether its relay is away, or wants no more, and others carry on.
fn is_relieved(
    course: &mut Course,
    flight: &Flight,
    outcome: &SendOutcome,
    purse: &Purses,
) -> bool {
    let (mut purse, route) = (open(purse), &flight.route);
    let unsent = matches!(outcome, SendOutcome::NotStarted { .. });
    if unsent {
        purse.give_back(route);
    } else {
        purse.landed(route, Instant::now());
    }
    let Some(name) = purse.name_of(route).map(str::to_owned) else {
        return false;
    };
    if !is_of_relay(outcome) {
        return unsent && purse.relieved().contains(&route.relay);
    }
    let relieved = purse.is_away(route, Instant::now());
    if relieved {
        course.relieved(&name, &outcome.to_string());
    }
    relieved
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
        let mut air = Air::new(self.relays, Arc::clone(&self.filler));
        let purse: Purses = Arc::new(Mutex::new(Purse::new(self.relays)));
        let mut rest: Option<(Instant, Timestamp)> = None;
        let mut library = Arc::new(Library::default());
        let mut rules: Rules = None;
        let mut unit: Option<Pin<Box<dyn Future<Output = Unit> + Send + '_>>> = None;
        self.wait_for_a_connection(&mut course, may_go_on).await?;
        loop {
            air.start();
            if unit.is_none() {
                match course.next(air.out(), air.lost()) {
                    Next::End => break,
                    Next::Wait => {}
                    Next::Gate(records, limit) => {
                        let (rules, library) = (rules.clone(), Arc::clone(&library));
                        let purse = Arc::clone(&purse);
                        let turn = self.gate_unit(owner, records, rules, library, purse, limit);
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
            let until = rest.map_or_else(Instant::now, |(until, _)| until);
            let nap = tokio::time::sleep_until(until);
            tokio::select! {
                biased;
                landed = air.land(), if is_flying => {
                    if let Some(landed) = landed {
                        self.land(&mut course, landed, &rules, &purse);
                    }
                }
                () = nap, if course.is_resting() => {
                    let moved = rest.take().is_none_or(|(_, began)| self.clock.now() > began);
                    course.rested(moved);
                    course.ask(may_go_on);
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
                                rest = self.passed(&mut course, &mut air, gate, &library, &purse);
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
            let away = open(&purse).relieved();
            let back = match course.recall() {
                Recall::Nobodys if away.is_empty() => Vec::new(),
                Recall::Nobodys => air.recall(|row| away.contains(&row.route.relay)),
                Recall::All => air.recall(|_| true),
                Recall::Of(senders) => air.recall(|row| {
                    senders.contains(&row.sender()) || away.contains(&row.route.relay)
                }),
            };
            for back in back {
                self.land(&mut course, back, &rules, &purse);
            }
        }
        // What fails here comes back when this dispatcher's sign of life ends.
        if let Err(error) = self.exchange(owner, &purse, 0).await {
            tracing::warn!(%error, "permits were not given back");
        }
        course.end()
    }

    /// Takes note of outcomes that are recorded.
    fn recorded(&self, course: &mut Course, records: &[Recorded]) {
        for record in records {
            self.observer.recorded(record);
        }
        course.recorded(records);
    }

    /// Takes a gate's rows. If nothing is due until permits come: how long to rest, and since when by the clock.
    fn passed(
        &self,
        course: &mut Course,
        air: &mut Air,
        gate: Gate,
        library: &Arc<Library>,
        purse: &Purses,
    ) -> Option<(Instant, Timestamp)> {
        for row in &gate.rows {
            self.observer.gated(&row.case, &row.verdict);
        }
        let now = Instant::now();
        let rest = open(purse).rest(now);
        let lack = Lack {
            rows: gate.lacking,
            is_short: rest.is_some(),
        };
        course.gated(gate.rows.iter().map(|row| &row.verdict), air.out(), lack);
        air.take(gate.rows, gate.chosen, library, self.clock);
        rest.map(|rest| (now + rest, self.clock.now()))
    }

    /// Tells the store what became of permits, and asks for those that a gate of so many rows needs.
    async fn exchange(&self, owner: Owner, purse: &Purses, rows: u32) -> Result<(), StoreError> {
        let closed = self.relays.all().map(Relay::is_closed);
        open(purse).note_closed(closed);
        let looks = open(purse).looks(Instant::now());
        if looks {
            let states = self.store.rates().await?;
            open(purse).learn(&states);
        }
        if !open(purse).is_limited() {
            return Ok(());
        }
        let mut due = Vec::new();
        if rows > 0 {
            let look_at = rows.saturating_mul(LOOK_AT);
            due = self.store.due_domains(self.clock.now(), look_at).await?;
        }
        let asks = open(purse).asks(&due, rows, Instant::now());
        if asks.is_empty() {
            return Ok(());
        }
        let grants = self.store.exchange(owner, &asks).await?;
        open(purse).granted(&asks, &grants, Instant::now());
        Ok(())
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
        purse: Purses,
        limit: u32,
    ) -> Unit {
        let began = std::time::Instant::now();
        let (policy, promises) = rules
            .as_deref()
            .map_or((self.policy, self.promises), |(policy, promises)| {
                (policy, promises)
            });
        let gate = match self.exchange(owner, &purse, limit).await {
            Ok(()) => {
                let rules = (policy, promises);
                self.gate(owner, &records, rules, &purse, limit).await
            }
            Err(error) => Err(error),
        };
        let gate = match gate {
            Ok(gate) => gate,
            Err(error) => return Unit::Gated(records, Err(error)),
        };
        let mut fetched = Library::clone(&library);
        let contents = gate.chosen.contents.values().flatten();
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
    fn land(&self, course: &mut Course, (flight, outcome): Landed, rules: &Rules, purse: &Purses) {
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
        let last_start = flight.valid_until.since(self.clock.now());
        let is_late = u128::try_from(last_start).unwrap_or(0) <= BODY_MARGIN.as_millis();
        if asks_for_less(&outcome, is_late) {
            open(purse).asks_for_less(&flight.route, Instant::now());
        } else if outcome.is_accepted() {
            open(purse).accepted(&flight.route, Instant::now());
        }
        if is_relieved(course, &flight, &outcome, purse) {
            let record = elsewhere(row, &outcome, self.clock.now());
            course.landed(row.sender, record, None);
            return;
        }
        let policy = rules.as_deref().map_or(self.policy, |(policy, _)| policy);
        let pins = pins(&flight.gated);
        let now = self.clock.now();
        let (record, trouble) = after(row, pins, &outcome, policy, flight.valid_until, now);
        course.landed(row.sender, record, trouble);
    }

    /// One turn: outcomes recorded, the rows judged for which there are permits, and what those that go bring.
    async fn gate(
        &self,
        owner: Owner,
        records: &[Recorded],
        (policy, promises): (&Policy, &Promises),
        purse: &Purses,
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
        let corrected: Mutex<Vec<CorrectedHere>> = Mutex::default();
        let chosen: Mutex<Chosen> = Mutex::default();
        let lacking: Mutex<HashSet<DeliveryId>> = Mutex::default();
        let outdated = AtomicBool::new(false);
        let decide = |gate: &GateContext, case: &GateCase| {
            // A policy that came into force since this run began binds at once (D3): nothing is decided by the old one.
            if gate.policy > policy.version {
                outdated.store(true, Ordering::Relaxed);
                return unjudged(gate, case.delivery.due_at, Vec::new());
            }
            if !gate.corrected.is_empty() {
                let mut corrected = locked(&corrected);
                corrected.clone_from(&gate.corrected);
            }
            let id = case.delivery.id;
            let only = only_relay(case, self.relays);
            if only.is_some_and(|only| !self.relays.has(only)) {
                return abandoned(gate, case);
            }
            let domain = domain_of(case);
            let wish = Wish {
                domain: &domain,
                only,
                urgent: is_urgent(case),
            };
            let route = match open(purse).take(wish, Instant::now()) {
                Ok(route) => route,
                Err(wait) => {
                    locked(&lacking).insert(id);
                    let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                    let until = now.plus(wait);
                    return unjudged(gate, until, vec![Reason::MailLimit { until }]);
                }
            };
            let mut judged = judge.judge(gate, case);
            if let Leaves::Sending { pins, .. } = &mut judged.verdict.leaves {
                pins.relay = open(purse).name_of(&route).map(str::to_owned);
                let mut chosen = locked(&chosen);
                chosen.contents.insert(id, judged.contents);
                chosen.routes.insert(id, route);
            } else {
                open(purse).give_back(&route);
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
        let mut rows = loop {
            let turn = self.store.turn(records, request, &decide).await;
            let error = match turn {
                Ok((_, rows)) => break rows,
                Err(error) => error,
            };
            for route in std::mem::take(&mut *locked(&chosen)).routes.values() {
                open(purse).give_back(route);
            }
            locked(&lacking).clear();
            outdated.store(false, Ordering::Relaxed);
            patience.bear(error).await?;
        };
        let lacking = lacking.into_inner().unwrap_or_else(PoisonError::into_inner);
        rows.retain(|row| !lacking.contains(&row.case.delivery.id));
        Ok(Gate {
            rows,
            corrected: corrected
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner),
            chosen: chosen.into_inner().unwrap_or_else(PoisonError::into_inner),
            lacking: lacking.len(),
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
