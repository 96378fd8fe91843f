//! The course of a run: what comes next, given what is out, what has landed and what went wrong. Pure: it asks no store and
//! sends nothing.

use crate::after::Trouble;
use crate::run::{DispatchError, DispatchTotals, MOST_OUT};
use lagom_model::SenderId;
use lagom_store::{GateVerdict, Leaves, Recorded, Recovered, StoreError};
use std::collections::BTreeMap;
use std::time::Duration;

/// Rows that one gate takes at most: half of what may be `sending`, so that the other half is sent meanwhile.
const GATE_ROWS: usize = MOST_OUT as usize / 2;
/// So many outcomes are worth a record of their own, however many are still to come. As many as a gate takes: while there is more
/// to gate, they are recorded with it, and the disk is waited for once.
const RECORD_STEP: usize = GATE_ROWS;
/// How often the store may refuse outcomes before they are left to the next tick's recovery.
const REFUSALS: u32 = 2;

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A gate of at most so many rows, in one turn with a record of these outcomes.
    Gate(Vec<Recorded>, u32),
    /// A record.
    Record(Outcomes),
    /// Something is out; nothing can be done until it lands.
    Wait,
    /// The run is over.
    End,
}

/// Outcomes to record, with the senders whose run is to be paused and why.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcomes {
    pub(crate) records: Vec<Recorded>,
    pub(crate) refused: BTreeMap<SenderId, String>,
}

/// What a gate lacked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Lack {
    /// So many rows found no permit, and wait.
    pub(crate) rows: usize,
    /// Some that wait may be due again soon.
    pub(crate) is_short: bool,
}

/// Whose waiting rows go back unsent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Recall {
    Nobodys,
    Of(Vec<SenderId>),
    All,
}

/// Where a run stands.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own; together they are no state machine"
)]
pub(crate) struct Course {
    totals: DispatchTotals,
    landed: Vec<Recorded>,
    refused: BTreeMap<SenderId, String>,
    trouble: BTreeMap<Option<SenderId>, Trouble>,
    /// No gate any more.
    stops: bool,
    /// The last gate found nothing, while rows were out.
    is_dry: bool,
    /// A gate found nothing, and nothing was out.
    is_done: bool,
    /// A gate found nothing, but rows that wait for permits may be due soon.
    is_resting: bool,
    refusals: u32,
    error: Option<DispatchError>,
}

impl Course {
    pub(crate) fn new(recovered: Recovered) -> Self {
        Self {
            totals: DispatchTotals {
                held: u64::from(recovered.held),
                ..DispatchTotals::default()
            },
            landed: Vec::new(),
            refused: BTreeMap::new(),
            trouble: BTreeMap::new(),
            stops: false,
            is_dry: false,
            is_done: false,
            is_resting: false,
            refusals: 0,
            error: None,
        }
    }

    /// What comes next, when so many rows are out and of so many nobody will hear.
    pub(crate) fn next(&mut self, out: usize, lost: usize) -> Next {
        // What has landed is `sending` no more when the turn that gates is over.
        let room = (MOST_OUT as usize).saturating_sub(out + lost);
        if out == 0 && self.landed.is_empty() && !self.is_resting {
            self.is_dry = false;
        }
        // A sender that the relay refuses is paused before the next gate.
        let may_gate = !self.stops && !self.is_dry && !self.is_done && self.refused.is_empty();
        if may_gate && room >= GATE_ROWS {
            let rows = u32::try_from(room.min(GATE_ROWS)).unwrap_or(u32::MAX);
            return Next::Gate(std::mem::take(&mut self.landed), rows);
        }
        // After a refusal of the store everything that is out comes first.
        let enough = match self.refusals {
            0 => self.landed.len() >= out.min(RECORD_STEP) || !self.refused.is_empty(),
            refusals => out == 0 && refusals < REFUSALS,
        };
        if enough && !self.landed.is_empty() {
            return Next::Record(Outcomes {
                records: std::mem::take(&mut self.landed),
                refused: std::mem::take(&mut self.refused),
            });
        }
        if out > 0 || (self.is_resting && !self.stops) {
            Next::Wait
        } else {
            Next::End
        }
    }

    /// A gate's verdicts. `out`: rows that are out still.
    pub(crate) fn gated<'v>(
        &mut self,
        verdicts: impl IntoIterator<Item = &'v GateVerdict>,
        out: usize,
        lack: Lack,
    ) {
        let before = self.totals.gated;
        for verdict in verdicts {
            self.totals.count(&verdict.leaves);
        }
        if self.totals.gated > before || lack.rows > 0 {
            return;
        }
        if lack.is_short {
            self.is_dry = true;
            self.is_resting = true;
        } else {
            let is_alone = out == 0 && self.landed.is_empty();
            self.is_done |= is_alone;
            self.is_dry |= !is_alone;
        }
    }

    /// The verdict on a row that was judged before, when it stood before `DATA`.
    pub(crate) fn looked_at(&mut self, verdict: &GateVerdict) {
        if !matches!(verdict.leaves, Leaves::Sending { .. }) {
            self.totals.count(&verdict.leaves);
        }
    }

    /// Whether it rests until rows that wait for permits may be due.
    pub(crate) fn is_resting(&self) -> bool {
        self.is_resting && !self.stops
    }

    /// It has rested. `moved`: the clock has gone on; under one that stands still nothing falls due.
    pub(crate) fn rested(&mut self, moved: bool) {
        self.is_resting = false;
        self.is_dry = false;
        self.is_done |= !moved;
    }

    /// An outcome, and what it says of the run.
    pub(crate) fn landed(&mut self, sender: SenderId, record: Recorded, trouble: Option<Trouble>) {
        self.landed.push(record);
        match trouble {
            Some(Trouble::Sender { what }) => {
                self.refused.insert(sender, what.clone());
                self.trouble.insert(Some(sender), Trouble::Sender { what });
            }
            Some(relay) => {
                self.trouble.insert(None, relay);
                self.stops = true;
            }
            None => {}
        }
    }

    /// A relay is away, and others carry its mail.
    pub(crate) fn relieved(&mut self, relay: &str, what: &str) {
        let away = &mut self.totals.away;
        if !away.iter().any(|(name, _)| name == relay) {
            away.push((relay.to_owned(), what.to_owned()));
        }
    }

    /// Outcomes were recorded.
    pub(crate) fn recorded(&mut self, records: &[Recorded]) {
        self.refusals = 0;
        for record in records {
            self.totals.follow(record);
        }
    }

    /// The store refused outcomes: they are kept, and nothing more is sent.
    pub(crate) fn not_recorded(&mut self, records: Vec<Recorded>, error: StoreError) {
        self.landed.splice(0..0, records);
        self.refusals += 1;
        self.failed(Err(error));
    }

    /// A message could not be composed.
    pub(crate) fn unfilled(&mut self, error: DispatchError) {
        self.stops = true;
        self.error.get_or_insert(error);
    }

    /// The store failed, if it did.
    pub(crate) fn failed(&mut self, answer: Result<(), StoreError>) {
        if let Err(error) = answer {
            self.stops = true;
            self.error.get_or_insert(error.into());
        }
    }

    /// It has waited so long for a connection that others have.
    pub(crate) fn waits(&mut self, waited: Duration) {
        if self.totals.waited.is_zero() {
            tracing::info!("waits for a connection: other processes have all that there may be");
        }
        self.totals.waited = waited.max(Duration::from_millis(1));
    }

    /// It leaves what is due to others.
    pub(crate) fn leave(&mut self) {
        self.stops = true;
    }

    /// Whether nothing more is gated.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stops
    }

    /// Asks whether to go on.
    pub(crate) fn ask(&mut self, may_go_on: impl FnOnce(&DispatchTotals) -> bool) {
        self.stops |= !may_go_on(&self.totals);
    }

    /// Whose waiting rows go back: a sender's whom the relay refuses; all, when the relay is not reached or the store failed.
    pub(crate) fn recall(&self) -> Recall {
        if self.error.is_some() || self.trouble.contains_key(&None) {
            return Recall::All;
        }
        let senders: Vec<SenderId> = self.trouble.keys().copied().flatten().collect();
        if senders.is_empty() {
            Recall::Nobodys
        } else {
            Recall::Of(senders)
        }
    }

    /// What the run did.
    pub(crate) fn end(mut self) -> Result<DispatchTotals, DispatchError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        self.totals.complete = self.is_done && self.trouble.is_empty();
        self.totals.trouble = self.trouble.into_iter().collect();
        Ok(self.totals)
    }
}

#[cfg(test)]
mod tests;
