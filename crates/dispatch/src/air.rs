//! What is between a gate and its record: rows that wait to be sent, rows on their way, rows whose outcome is known. All of them are
//! `sending` in the store: after a kill they are the doubt. It asks the store nothing.
//!
//! Rows are carried by tasks that take the next one themselves when one has landed; the run is woken for groups of outcomes, not for
//! each, so that it and the connections do not take turns on a core for every message.

mod late;
mod rows;

pub(crate) use late::Ask;

use crate::contents::PartContents;
use crate::fill::{FillError, Filler};
use crate::library::Library;
use crate::purse::Route;
use crate::relays::Relays;
use crate::run::BODY_MARGIN_MILLIS;
use lagom_model::{Clock, DeliveryId, SenderId, Timestamp, Verdict};
use lagom_policy::VALIDITY_MILLIS;
use lagom_render::mail::Press;
use lagom_smtp::{Outgoing, Permission, Phase, SendOutcome, Transport};
use lagom_store::Gated;
use late::LastLook;
use rows::{News, Rows};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// No body starts in the last seconds of a permission.
const BODY_MARGIN: Duration = Duration::from_millis(BODY_MARGIN_MILLIS.unsigned_abs());

/// One row on its way.
pub(crate) struct Flight {
    pub(crate) gated: Gated,
    pub(crate) valid_until: Timestamp,
    pub(crate) route: Route,
    contents: Vec<PartContents>,
    permission: Permission,
    /// Whether it had all the time that a permission holds at most.
    in_full: bool,
    library: Arc<Library>,
}

impl Flight {
    /// A row that passed its gate just now.
    fn new(
        gated: Gated,
        valid_until: Timestamp,
        route: Route,
        contents: Vec<PartContents>,
        library: &Arc<Library>,
        clock: &dyn Clock,
    ) -> Self {
        let left = valid_until.since(clock.now());
        let in_full = left > VALIDITY_MILLIS / 2;
        let left = u64::try_from(left).unwrap_or(0);
        let until = Instant::now() + Duration::from_millis(left);
        Self {
            gated,
            valid_until,
            route,
            contents,
            permission: Permission::until(until, BODY_MARGIN),
            in_full,
            library: Arc::clone(library),
        }
    }

    /// Whether its destination used up the time of a whole permission before a body could begin.
    pub(crate) fn was_slow(&self, now: Timestamp) -> bool {
        self.in_full && self.valid_until.since(now) <= BODY_MARGIN_MILLIS
    }

    /// Whose letter it is.
    pub(crate) fn sender(&self) -> SenderId {
        self.gated.case.delivery.sender
    }
}

/// What became of a row.
pub(crate) enum Landing {
    /// What the transport says.
    Ended(SendOutcome),
    /// It could not be composed.
    Unfilled(String),
    /// It did not go, and the store has on record what becomes of it.
    Settled,
}

impl Landing {
    /// Whether nobody has to hear of it before others start.
    fn is_well(&self) -> bool {
        match self {
            Self::Ended(outcome) => outcome.is_accepted(),
            Self::Unfilled(_) => false,
            Self::Settled => true,
        }
    }
}

/// A row of which it is known what became of it.
pub(crate) type Landed = (Box<Flight>, Landing);

/// What of a gate goes: what each row brings, and by which relay.
#[derive(Default)]
pub(crate) struct Chosen {
    pub(crate) contents: HashMap<DeliveryId, Vec<PartContents>>,
    pub(crate) routes: HashMap<DeliveryId, Route>,
}

/// The rows of one run that are `sending`.
pub(crate) struct Air(Arc<Sky>);

/// What those who carry rows share.
struct Sky {
    filler: Arc<Filler>,
    press: Press,
    transports: Vec<Arc<dyn Transport>>,
    rows: Mutex<Rows<Box<Flight>, Landing>>,
    /// Outcomes are to be told.
    news: Notify,
    /// Rows that stand before `DATA`, and that there are such.
    asks: Mutex<VecDeque<Ask>>,
    asked: Notify,
    carriers: Mutex<JoinSet<()>>,
}

impl Air {
    pub(crate) fn new(relays: &Relays, filler: Arc<Filler>) -> Self {
        let transports: Vec<_> = relays
            .all()
            .map(|relay| Arc::clone(&relay.transport))
            .collect();
        Self(Arc::new(Sky {
            filler,
            press: Press::default(),
            rows: Mutex::new(Rows::new(transports.len())),
            transports,
            news: Notify::new(),
            asks: Mutex::default(),
            asked: Notify::new(),
            carriers: Mutex::default(),
        }))
    }

    /// Takes what a gate let through, just now.
    pub(crate) fn take(
        &mut self,
        rows: Vec<Gated>,
        mut chosen: Chosen,
        library: &Arc<Library>,
        clock: &dyn Clock,
    ) {
        for gated in rows {
            let Verdict::Send { valid_until } = gated.verdict.decision.verdict else {
                continue;
            };
            let id = gated.case.delivery.id;
            let contents = chosen.contents.remove(&id).unwrap_or_default();
            let route = chosen.routes.remove(&id).unwrap_or_default();
            let flight = Flight::new(gated, valid_until, route, contents, library, clock);
            self.0.rows().wait(flight.route.relay, Box::new(flight));
        }
    }

    /// Starts sends, as many as the transports can use. What has landed badly is to be heard of first.
    pub(crate) fn start(&mut self) {
        self.0.rows().go_on();
        for relay in 0..self.0.transports.len() {
            self.0.launch(relay);
        }
    }

    /// The next outcome. `None`: a send ended without one.
    pub(crate) async fn land(&self) -> Option<Landed> {
        loop {
            let news = self.0.news.notified();
            match self.0.rows().tell() {
                Some(News::Landed(flight, outcome)) => return Some((flight, outcome)),
                Some(News::Lost) => return None,
                None => {}
            }
            news.await;
        }
    }

    /// A row that stands before `DATA`, if there is one.
    pub(crate) fn ask(&mut self) -> Option<Ask> {
        locked(&self.0.asks).pop_front()
    }

    /// Waits until there may be such a row.
    pub(crate) async fn asked(&self) {
        self.0.asked.notified().await;
    }

    /// Whether anything is on its way.
    pub(crate) fn is_flying(&self) -> bool {
        self.0.rows().are_under_way()
    }

    /// Rows whose outcome is to come.
    pub(crate) fn out(&self) -> usize {
        self.0.rows().out()
    }

    /// Rows of which nobody will hear in this run: they stay `sending` until the next tick recovers them, in doubt.
    pub(crate) fn lost(&self) -> usize {
        self.0.rows().lost()
    }

    /// Takes back of these what waits. Nothing of it was started.
    pub(crate) fn recall(&mut self, of: impl Fn(&Flight) -> bool) -> Vec<Landed> {
        let phase = Phase::Connect;
        let back = self.0.rows().recall(|flight| of(flight));
        back.into_iter()
            .map(|flight| (flight, Landing::Ended(SendOutcome::NotStarted { phase })))
            .collect()
    }
}

impl Drop for Air {
    /// Nobody hears of what is still out; nothing of it starts any more.
    fn drop(&mut self) {
        drop(self.0.rows().recall(|_| true));
        let carriers = std::mem::take(&mut *locked(&self.0.carriers));
        drop(carriers);
    }
}

impl Sky {
    fn rows(&self) -> MutexGuard<'_, Rows<Box<Flight>, Landing>> {
        locked(&self.rows)
    }

    fn mail(&self, flight: &Flight) -> Result<Outgoing, FillError> {
        self.filler.fill(
            &flight.gated,
            &flight.contents,
            &flight.library,
            &self.press,
            flight.permission,
        )
    }

    fn ask(&self, ask: Ask) {
        locked(&self.asks).push_back(ask);
        self.asked.notify_one();
    }

    fn may_start(&self, relay: usize) -> bool {
        let transport = self.transports.get(relay);
        transport.is_some_and(|to| self.rows().may_start(relay, to.concurrency()))
    }

    /// Has somebody carry rows by a relay, if one may start.
    fn launch(self: &Arc<Self>, relay: usize) {
        if !self.may_start(relay) {
            return;
        }
        let mut carriers = locked(&self.carriers);
        while let Some(ended) = carriers.try_join_next() {
            if let Err(panicked) = ended {
                tracing::error!(%panicked, "a send ended unexpectedly");
            }
        }
        let carry: Carrying = Box::pin(carry(Arc::clone(self), relay));
        carriers.spawn(carry);
    }
}

type Carrying = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// Carries one row after the other, as long as one may start. Who takes one while more may start has another carry along.
async fn carry(sky: Arc<Sky>, relay: usize) {
    let Some(transport) = sky.transports.get(relay).map(Arc::clone) else {
        return;
    };
    loop {
        let next = sky.rows().start(relay, transport.concurrency());
        let Some(flight) = next else {
            return;
        };
        let mut carried = Carried {
            sky: &sky,
            relay,
            landed: None,
        };
        sky.launch(relay);
        carried.landed = match sky.mail(&flight) {
            Ok(mail) if flight.route.is_slow => {
                let (look, mail) = LastLook::at(&sky, flight, mail);
                look.landed(transport.send(mail).await)
            }
            Ok(mail) => Some((flight, Landing::Ended(transport.send(mail).await))),
            Err(error) if error.is_the_recipients() => Some((flight, Landing::Ended(nowhere()))),
            Err(error) => Some((flight, Landing::Unfilled(error.to_string()))),
        };
    }
}

/// What becomes of a letter to an address that cannot stand in a message: no relay is asked.
fn nowhere() -> SendOutcome {
    let text = "5.1.3 this address cannot stand in a message";
    SendOutcome::from_reply(553, text, Phase::Rcpt)
}

/// A row that is being carried. It lands when this is dropped, whatever ended it.
struct Carried<'s> {
    sky: &'s Sky,
    relay: usize,
    landed: Option<Landed>,
}

impl Drop for Carried<'_> {
    fn drop(&mut self) {
        let (news, well) = match self.landed.take() {
            Some((flight, landing)) => {
                let well = landing.is_well();
                (News::Landed(flight, landing), well)
            }
            None => (News::Lost, false),
        };
        if self.sky.rows().land(self.relay, news, well) {
            self.sky.news.notify_one();
        }
    }
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
