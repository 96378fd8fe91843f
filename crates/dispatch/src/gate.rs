//! The run's side of a gate: permits asked for, the rows judged in the store's transaction, and the contents fetched that those need
//! which go. A late gate is the same for one row that stands before `DATA`: it returns to `planned` and is judged anew, in one turn.

mod keeper;

use crate::after::elsewhere;
use crate::air::{Chosen, Flight};
use crate::library::Library;
use crate::patience::Patience;
use crate::promises::Promises;
use crate::purse::{Purses, open};
use crate::relays::Relay;
use crate::run::Dispatcher;
use keeper::{About, Keeper};
use lagom_model::Policy;
use lagom_smtp::{Phase, SendOutcome};
use lagom_store::{
    CorrectedHere, GateCase, GateContext, GateRequest, Gated, Owner, Recorded, StoreError,
};
use std::sync::Arc;
use tokio::time::Instant;

/// So many rows that are due are looked at for each that a gate takes, to know which permits are of use.
const LOOK_AT: u32 = 4;

/// One gate's rows.
#[derive(Default)]
pub(crate) struct Gate {
    /// The rows judged.
    pub(crate) rows: Vec<Gated>,
    /// What those that go bring, and how they go.
    pub(crate) chosen: Chosen,
    /// Rows for which there was no permit.
    pub(crate) lacking: usize,
    /// Issues that were corrected.
    corrected: Vec<CorrectedHere>,
    /// Whether the policy is another one by now: then every row was left as it was.
    pub(crate) outdated: bool,
}

/// A gate, with the contents that its rows need, and whether all of those were there.
pub(crate) type Passed = (Gate, Arc<Library>, Result<(), StoreError>);

/// A policy that came into force since the run began, with those before it.
pub(crate) type Rules = Option<Arc<(Policy, Promises)>>;

/// What a gate takes along of the run.
#[derive(Clone)]
pub(crate) struct Luggage {
    pub(crate) owner: Owner,
    pub(crate) rules: Rules,
    pub(crate) library: Arc<Library>,
    pub(crate) purse: Purses,
    pub(crate) patience: Patience,
}

impl Dispatcher<'_> {
    /// Asks the store to record outcomes and for a gate of at most so many rows, and for the issues that it brings.
    pub(crate) async fn gate_due(
        &self,
        luggage: &Luggage,
        records: &[Recorded],
        limit: u32,
    ) -> Result<Passed, StoreError> {
        let began = std::time::Instant::now();
        self.exchange(luggage.owner, &luggage.purse, limit).await?;
        let gate = self.gate(luggage, records, About::Due(limit)).await?;
        let (rows, gate_us) = (gate.rows.len(), began.elapsed().as_micros());
        tracing::debug!(rows, gate_us, "a gate's rows are judged");
        Ok(self.with_contents(luggage, gate).await)
    }

    /// Asks once more for a row that stands before `DATA`: it returns to `planned` and is judged by what holds now. No row: it waits, or
    /// another dispatcher has it.
    pub(crate) async fn gate_late(
        &self,
        luggage: &Luggage,
        flight: &Flight,
    ) -> Result<Passed, StoreError> {
        let not_started = SendOutcome::NotStarted { phase: Phase::Rcpt };
        let delivery = &flight.gated.case.delivery;
        let back = elsewhere(delivery, &not_started, self.clock.now());
        let gate = self.gate(luggage, &[back], About::Late(flight)).await?;
        Ok(self.with_contents(luggage, gate).await)
    }

    async fn with_contents(&self, luggage: &Luggage, gate: Gate) -> Passed {
        let mut fetched = Library::clone(&luggage.library);
        let contents = gate.chosen.contents.values().flatten();
        let complete = fetched.fetch(self.store, contents, &gate.corrected).await;
        (gate, Arc::new(fetched), complete)
    }

    /// Tells the store what became of permits, and asks for those that a gate of so many rows needs.
    pub(crate) async fn exchange(
        &self,
        owner: Owner,
        purse: &Purses,
        rows: u32,
    ) -> Result<(), StoreError> {
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
    pub(crate) async fn newest(&self) -> Result<Rules, StoreError> {
        let Some(policy) = self.store.policy().await? else {
            return Ok(None);
        };
        let promises = Promises::new(self.store.policies().await?, self.known);
        Ok(Some(Arc::new((policy, promises))))
    }

    /// One turn: outcomes recorded, the rows judged for which there are permits, and what those that go bring.
    async fn gate(
        &self,
        luggage: &Luggage,
        records: &[Recorded],
        about: About<'_>,
    ) -> Result<Gate, StoreError> {
        let now = self.clock.now();
        let keeper = Keeper::new(self, luggage, about, now);
        let (limit, only) = match about {
            About::Due(limit) => (limit, None),
            About::Late(flight) => (1, Some(flight.gated.case.delivery.id)),
        };
        let request = GateRequest {
            owner: luggage.owner,
            now,
            limit,
            only,
            touches_since: keeper.touches_since(),
            ids: self.ids,
        };
        let decide = |gate: &GateContext, case: &GateCase| keeper.decide(gate, case);
        loop {
            match self.store.turn(records, request, &decide).await {
                Ok((_, rows)) => {
                    luggage.patience.eases();
                    return Ok(keeper.gate(rows));
                }
                Err(error) => {
                    keeper.forget();
                    luggage.patience.bear(error).await?;
                }
            }
        }
    }
}
