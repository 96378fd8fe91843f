//! The dispatcher's run: gate, fill, send, record, until nothing is due or its time is up.
//!
//! Sending happens outside any transaction, and while the store records and gates. Between a gate and its record are at most
//! [`MOST_OUT`] rows: after a kill these are the doubt. What comes next is said by `course`.

use crate::after::{Trouble, after, asks_for_less, elsewhere, is_of_relay};
use crate::air::{Air, Ask, Flight, Landed, Landing};
use crate::course::{Course, Lack, Next, Outcomes, Recall};
use crate::fill::{Filler, pins};
use crate::gate::{Gate, Luggage, Passed};
use crate::library::Library;
use crate::observer::Observer;
use crate::patience::Patience;
use crate::promises::Promises;
use crate::purse::{Purse, open};
use crate::relays::Relays;
use lagom_model::{Clock, Ids, Policy, SenderId, Shelf, Timestamp};
use lagom_smtp::SendOutcome;
use lagom_store::{Known, Leaves, Owner, Recorded, Recovered, RunControl, Store, StoreError};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

/// Rows of one dispatcher in `sending` at most.
pub(crate) const MOST_OUT: u32 = 64;
/// No body starts in the last seconds of a permission, in milliseconds; none is given that holds no longer.
pub(crate) const BODY_MARGIN_MILLIS: i64 = 5 * Timestamp::SECOND;

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
    #[error("{0}")]
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

/// What the store was asked, and its answer.
enum Unit {
    /// The outcomes that were recorded with the gate, and its answer.
    Gated(Vec<Recorded>, Result<Passed, StoreError>),
    Recorded(Vec<Recorded>, Result<(), StoreError>),
    /// A row that stands before `DATA`, and its gate's answer.
    Late(Ask, Result<Passed, StoreError>),
}

/// A unit under way.
type Working<'a> = Pin<Box<dyn Future<Output = Unit> + Send + 'a>>;

/// What comes next: a connection that stands before `DATA` comes first.
enum Step {
    Late(Ask),
    Course(Next),
}

/// Where a run stands.
struct Flow {
    course: Course,
    air: Air,
    luggage: Luggage,
    /// Until when nothing is asked for, and since when by the clock.
    rest: Option<(Instant, Timestamp)>,
}

impl Flow {
    fn new(dispatcher: &Dispatcher<'_>, owner: Owner, recovered: Recovered) -> Self {
        let relays = dispatcher.relays;
        Self {
            course: Course::new(recovered),
            air: Air::new(relays, Arc::clone(&dispatcher.filler)),
            luggage: Luggage {
                owner,
                rules: None,
                library: Arc::new(Library::default()),
                purse: Arc::new(Mutex::new(Purse::new(relays))),
                patience: Patience::default(),
            },
            rest: None,
        }
    }

    fn next(&mut self) -> Step {
        while let Some(ask) = self.air.ask() {
            if !self.course.is_stopped() {
                return Step::Late(ask);
            }
            ask.refuse();
        }
        Step::Course(self.course.next(self.air.out(), self.air.lost()))
    }

    /// Gives a row's permits back. Whether its relay is away, or wants no more, and others carry on.
    fn is_relieved(&mut self, flight: &Flight, outcome: &SendOutcome) -> bool {
        let (mut purse, route) = (open(&self.luggage.purse), &flight.route);
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
            self.course.relieved(&name, &outcome.to_string());
        }
        relieved
    }

    /// Takes back what waits for a relay that is away, or for one that nobody reaches.
    fn recall(&mut self) -> Vec<Landed> {
        let away = open(&self.luggage.purse).relieved();
        match self.course.recall() {
            Recall::Nobodys if away.is_empty() => Vec::new(),
            Recall::Nobodys => self.air.recall(|row| away.contains(&row.route.relay)),
            Recall::All => self.air.recall(|_| true),
            Recall::Of(senders) => self
                .air
                .recall(|row| senders.contains(&row.sender()) || away.contains(&row.route.relay)),
        }
    }
}

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
        let mut flow = Flow::new(self, owner, recovered);
        let mut unit: Option<Working<'_>> = None;
        self.wait_for_a_connection(&mut flow.course, may_go_on)
            .await?;
        loop {
            flow.air.start();
            if unit.is_none() {
                unit = match flow.next() {
                    Step::Late(ask) => Some(Box::pin(self.late_unit(flow.luggage.clone(), ask))),
                    Step::Course(Next::Gate(records, limit)) => {
                        let luggage = flow.luggage.clone();
                        Some(Box::pin(self.gate_unit(luggage, records, limit)))
                    }
                    Step::Course(Next::Record(records)) => {
                        let patience = flow.luggage.patience.clone();
                        Some(Box::pin(self.record_unit(owner, patience, records)))
                    }
                    Step::Course(Next::Wait) => None,
                    Step::Course(Next::End) => break,
                };
            }
            let is_idle = unit.is_none();
            let answer = async {
                match &mut unit {
                    Some(unit) => unit.await,
                    None => std::future::pending().await,
                }
            };
            let is_flying = flow.air.is_flying();
            let until = flow.rest.map_or_else(Instant::now, |(until, _)| until);
            let nap = tokio::time::sleep_until(until);
            tokio::select! {
                biased;
                landed = flow.air.land(), if is_flying => {
                    if let Some(landed) = landed {
                        self.land(&mut flow, landed);
                    }
                }
                () = flow.air.asked(), if is_idle => {}
                () = nap, if flow.course.is_resting() => {
                    let moved = flow.rest.take().is_none_or(|(_, began)| self.clock.now() > began);
                    flow.course.rested(moved);
                    flow.course.ask(may_go_on);
                }
                answer = answer => {
                    unit = None;
                    self.heard(&mut flow, answer).await;
                    flow.course.ask(may_go_on);
                }
            }
            for back in flow.recall() {
                self.land(&mut flow, back);
            }
        }
        // What fails here comes back when this dispatcher's sign of life ends.
        if let Err(error) = self.exchange(owner, &flow.luggage.purse, 0).await {
            tracing::warn!(%error, "permits were not given back");
        }
        flow.course.end()
    }

    /// Takes the store's answer.
    async fn heard(&self, flow: &mut Flow, unit: Unit) {
        match unit {
            Unit::Gated(records, Ok(passed)) => {
                self.recorded(&mut flow.course, &records);
                if let Some(gate) = self.unpack(flow, passed).await {
                    self.passed(flow, gate);
                }
            }
            Unit::Gated(records, Err(error)) if records.is_empty() => {
                flow.course.failed(Err(error));
            }
            Unit::Recorded(records, Ok(())) => self.recorded(&mut flow.course, &records),
            Unit::Gated(records, Err(error)) | Unit::Recorded(records, Err(error)) => {
                flow.course.not_recorded(records, error);
            }
            Unit::Late(ask, Ok(passed)) => {
                let gate = self.unpack(flow, passed).await.unwrap_or_default();
                let row = gate.rows.into_iter().next();
                if let Some(row) = &row {
                    self.observer.gated(&row.case, &row.verdict);
                    flow.course.looked_at(&row.verdict);
                }
                ask.gated(row, gate.chosen, &flow.luggage.library, self.clock);
            }
            Unit::Late(ask, Err(error)) => {
                ask.refuse();
                flow.course.failed(Err(error));
            }
        }
    }

    /// Keeps what a gate fetched. `None`: it was judged by a policy that is in force no more, and every row waits.
    async fn unpack(&self, flow: &mut Flow, (gate, library, complete): Passed) -> Option<Gate> {
        flow.luggage.library = library;
        flow.course.failed(complete);
        if !gate.outdated {
            return Some(gate);
        }
        match self.newest().await {
            Ok(Some(newest)) => flow.luggage.rules = Some(newest),
            Ok(None) => {}
            Err(error) => flow.course.failed(Err(error)),
        }
        None
    }

    /// Takes note of outcomes that are recorded.
    fn recorded(&self, course: &mut Course, records: &[Recorded]) {
        for record in records {
            self.observer.recorded(record);
        }
        course.recorded(records);
    }

    /// Takes a gate's rows. If nothing is due until permits come, it rests.
    fn passed(&self, flow: &mut Flow, gate: Gate) {
        for row in &gate.rows {
            self.observer.gated(&row.case, &row.verdict);
        }
        let now = Instant::now();
        let rest = open(&flow.luggage.purse).rest(now);
        let lack = Lack {
            rows: gate.lacking,
            is_short: rest.is_some(),
        };
        let verdicts = gate.rows.iter().map(|row| &row.verdict);
        flow.course.gated(verdicts, flow.air.out(), lack);
        flow.air
            .take(gate.rows, gate.chosen, &flow.luggage.library, self.clock);
        flow.rest = rest.map(|rest| (now + rest, self.clock.now()));
    }

    /// Asks the store to record outcomes and for a gate.
    async fn gate_unit(&self, luggage: Luggage, records: Vec<Recorded>, limit: u32) -> Unit {
        let answer = self.gate_due(&luggage, &records, limit).await;
        Unit::Gated(records, answer)
    }

    /// Asks the store once more for a row that stands before `DATA`.
    async fn late_unit(&self, luggage: Luggage, ask: Ask) -> Unit {
        let answer = self.gate_late(&luggage, ask.flight()).await;
        Unit::Late(ask, answer)
    }

    /// Records outcomes, and pauses the run of each sender that the relay refuses.
    async fn record_unit(&self, owner: Owner, patience: Patience, outcomes: Outcomes) -> Unit {
        let began = std::time::Instant::now();
        let Outcomes { records, refused } = outcomes;
        let mut done = self.record(owner, &patience, &records).await;
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
    fn land(&self, flow: &mut Flow, (flight, landing): Landed) {
        let row = &flight.gated.case.delivery;
        let outcome = match landing {
            Landing::Ended(outcome) => outcome,
            Landing::Unfilled(message) => {
                flow.course.unfilled(DispatchError::Fill {
                    delivery: row.public_id.to_string(),
                    message,
                });
                SendOutcome::NotStarted {
                    phase: lagom_smtp::Phase::Connect,
                }
            }
            Landing::Settled => {
                open(&flow.luggage.purse).give_back(&flight.route);
                return;
            }
        };
        if asks_for_less(&outcome, flight.was_slow(self.clock.now())) {
            open(&flow.luggage.purse).asks_for_less(&flight.route, Instant::now());
        } else if outcome.is_accepted() {
            open(&flow.luggage.purse).accepted(&flight.route, Instant::now());
        }
        if flow.is_relieved(&flight, &outcome) {
            let record = elsewhere(row, &outcome, self.clock.now());
            flow.course.landed(row.sender, record, None);
            return;
        }
        let rules = flow.luggage.rules.as_deref();
        let policy = rules.map_or(self.policy, |(policy, _)| policy);
        let pins = pins(&flight.gated);
        let now = self.clock.now();
        let (record, trouble) = after(row, pins, &outcome, policy, flight.valid_until, now);
        flow.course.landed(row.sender, record, trouble);
    }

    /// Records outcomes.
    async fn record(
        &self,
        owner: Owner,
        patience: &Patience,
        records: &[Recorded],
    ) -> Result<(), StoreError> {
        if records.is_empty() {
            return Ok(());
        }
        loop {
            match self.store.record(owner, records, self.clock.now()).await {
                Ok(_) => {
                    patience.eases();
                    return Ok(());
                }
                Err(error) => patience.bear(error).await?,
            }
        }
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
