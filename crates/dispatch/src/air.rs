//! What is between a gate and its record: rows that wait to be sent, rows on their way, rows whose outcome is known. All of them are
//! `sending` in the store: after a kill they are the doubt. It asks the store nothing.

use crate::contents::PartContents;
use crate::fill::Filler;
use crate::library::Library;
use crate::run::BODY_MARGIN;
use lagom_model::{Clock, DeliveryId, SenderId, Timestamp, Verdict};
use lagom_render::mail::Press;
use lagom_smtp::{Permission, Phase, SendOutcome, Transport};
use lagom_store::Gated;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// One row on its way.
pub(crate) struct Flight {
    pub(crate) gated: Gated,
    pub(crate) valid_until: Timestamp,
    contents: Vec<PartContents>,
    permission: Permission,
    library: Arc<Library>,
}

/// A row whose outcome is known; an error: it could not be composed.
pub(crate) type Landed = (Box<Flight>, Result<SendOutcome, String>);

/// The rows of one run that are `sending`.
pub(crate) struct Air {
    transport: Arc<dyn Transport>,
    filler: Arc<Filler>,
    press: Arc<Press>,
    waiting: VecDeque<Box<Flight>>,
    flying: JoinSet<Landed>,
    /// Rows of sends that ended without an answer: they stay `sending` until the next tick recovers them, in doubt.
    lost: usize,
}

impl Air {
    pub(crate) fn new(transport: Arc<dyn Transport>, filler: Arc<Filler>) -> Self {
        Self {
            transport,
            filler,
            press: Arc::default(),
            waiting: VecDeque::new(),
            flying: JoinSet::new(),
            lost: 0,
        }
    }

    /// Takes what a gate let through, just now.
    pub(crate) fn take(
        &mut self,
        rows: Vec<Gated>,
        mut chosen: HashMap<DeliveryId, Vec<PartContents>>,
        library: &Arc<Library>,
        clock: &dyn Clock,
    ) {
        let (gated_at, now) = (Instant::now(), clock.now());
        for gated in rows {
            let Verdict::Send { valid_until } = gated.verdict.decision.verdict else {
                continue;
            };
            let left = u64::try_from(valid_until.since(now)).unwrap_or(0);
            let until = gated_at + Duration::from_millis(left);
            let contents = chosen.remove(&gated.case.delivery.id);
            self.waiting.push_back(Box::new(Flight {
                gated,
                valid_until,
                contents: contents.unwrap_or_default(),
                permission: Permission::until(until, BODY_MARGIN),
                library: Arc::clone(library),
            }));
        }
    }

    /// Starts as many sends as the transport can use.
    pub(crate) fn start(&mut self) {
        while self.flying.len() < self.transport.concurrency() {
            let Some(flight) = self.waiting.pop_front() else {
                return;
            };
            let transport = Arc::clone(&self.transport);
            let filler = Arc::clone(&self.filler);
            let press = Arc::clone(&self.press);
            self.flying.spawn(async move {
                let mail = filler.fill(
                    &flight.gated,
                    &flight.contents,
                    &flight.library,
                    &press,
                    flight.permission,
                );
                let outcome = match mail {
                    Ok(mail) => Ok(transport.send(mail).await),
                    Err(error) => Err(error.to_string()),
                };
                (flight, outcome)
            });
        }
    }

    /// The next outcome. `None`: a send ended without one.
    pub(crate) async fn land(&mut self) -> Option<Landed> {
        match self.flying.join_next().await? {
            Ok(landed) => Some(landed),
            Err(panicked) => {
                tracing::error!(%panicked, "a send ended unexpectedly");
                self.lost += 1;
                None
            }
        }
    }

    /// Whether anything is on its way.
    pub(crate) fn is_flying(&self) -> bool {
        !self.flying.is_empty()
    }

    /// Rows whose outcome is to come.
    pub(crate) fn out(&self) -> usize {
        self.waiting.len() + self.flying.len()
    }

    /// Rows of which nobody will hear in this run.
    pub(crate) fn lost(&self) -> usize {
        self.lost
    }

    /// Takes back what waits of these senders. Nothing of it was started.
    pub(crate) fn recall(&mut self, of: impl Fn(SenderId) -> bool) -> Vec<Landed> {
        let waiting = std::mem::take(&mut self.waiting);
        let (back, on): (VecDeque<_>, VecDeque<_>) = waiting
            .into_iter()
            .partition(|flight| of(flight.gated.case.delivery.sender));
        self.waiting = on;
        let phase = Phase::Connect;
        back.into_iter()
            .map(|flight| (flight, Ok(SendOutcome::NotStarted { phase })))
            .collect()
    }
}
