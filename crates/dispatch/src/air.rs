//! What is between a gate and its record: rows that wait to be sent, rows on their way, rows whose outcome is known. All of them are
//! `sending` in the store: after a kill they are the doubt. It asks the store nothing.

use crate::contents::PartContents;
use crate::fill::Filler;
use crate::library::Library;
use crate::purse::Route;
use crate::relays::Relays;
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
    pub(crate) route: Route,
    contents: Vec<PartContents>,
    permission: Permission,
    library: Arc<Library>,
}

impl Flight {
    /// Whose letter it is.
    pub(crate) fn sender(&self) -> SenderId {
        self.gated.case.delivery.sender
    }
}

/// A row whose outcome is known; an error: it could not be composed.
pub(crate) type Landed = (Box<Flight>, Result<SendOutcome, String>);

/// One relay's rows.
struct Lane {
    transport: Arc<dyn Transport>,
    waiting: VecDeque<Box<Flight>>,
    flying: usize,
}

/// What of a gate goes: what each row brings, and by which relay.
#[derive(Default)]
pub(crate) struct Chosen {
    pub(crate) contents: HashMap<DeliveryId, Vec<PartContents>>,
    pub(crate) routes: HashMap<DeliveryId, Route>,
}

/// The rows of one run that are `sending`.
pub(crate) struct Air {
    filler: Arc<Filler>,
    press: Arc<Press>,
    lanes: Vec<Lane>,
    flying: JoinSet<Landed>,
    /// Rows of sends that ended without an answer: they stay `sending` until the next tick recovers them, in doubt.
    lost: usize,
}

impl Air {
    pub(crate) fn new(relays: &Relays, filler: Arc<Filler>) -> Self {
        let lane = |relay: &crate::relays::Relay| Lane {
            transport: Arc::clone(&relay.transport),
            waiting: VecDeque::new(),
            flying: 0,
        };
        Self {
            filler,
            press: Arc::default(),
            lanes: relays.all().map(lane).collect(),
            flying: JoinSet::new(),
            lost: 0,
        }
    }

    /// Takes what a gate let through, just now.
    pub(crate) fn take(
        &mut self,
        rows: Vec<Gated>,
        mut chosen: Chosen,
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
            let id = gated.case.delivery.id;
            let contents = chosen.contents.remove(&id);
            let route = chosen.routes.remove(&id).unwrap_or_default();
            let Some(lane) = self.lanes.get_mut(route.relay) else {
                continue;
            };
            lane.waiting.push_back(Box::new(Flight {
                gated,
                valid_until,
                route,
                contents: contents.unwrap_or_default(),
                permission: Permission::until(until, BODY_MARGIN),
                library: Arc::clone(library),
            }));
        }
    }

    /// Starts as many sends as the transports can use.
    pub(crate) fn start(&mut self) {
        for lane in &mut self.lanes {
            while lane.flying < lane.transport.concurrency() {
                let Some(flight) = lane.waiting.pop_front() else {
                    break;
                };
                lane.flying += 1;
                let transport = Arc::clone(&lane.transport);
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
    }

    /// The next outcome. `None`: a send ended without one.
    pub(crate) async fn land(&mut self) -> Option<Landed> {
        match self.flying.join_next().await? {
            Ok((flight, outcome)) => {
                if let Some(lane) = self.lanes.get_mut(flight.route.relay) {
                    lane.flying -= 1;
                }
                Some((flight, outcome))
            }
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
        let waiting: usize = self.lanes.iter().map(|lane| lane.waiting.len()).sum();
        waiting + self.flying.len()
    }

    /// Rows of which nobody will hear in this run.
    pub(crate) fn lost(&self) -> usize {
        self.lost
    }

    /// Takes back of these what waits. Nothing of it was started.
    pub(crate) fn recall(&mut self, of: impl Fn(&Flight) -> bool) -> Vec<Landed> {
        let mut back = Vec::new();
        for lane in &mut self.lanes {
            let waiting = std::mem::take(&mut lane.waiting);
            let (gone, on): (VecDeque<_>, VecDeque<_>) =
                waiting.into_iter().partition(|flight| of(flight));
            lane.waiting = on;
            back.extend(gone);
        }
        let phase = Phase::Connect;
        back.into_iter()
            .map(|flight| (flight, Ok(SendOutcome::NotStarted { phase })))
            .collect()
    }
}
