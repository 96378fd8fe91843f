//! Who stands at a gate: says of each row by which permits it goes, judges it, and notes what those that go bring. It decides within the
//! store's transaction and asks the store nothing.

use super::{Gate, Luggage};
use crate::air::{Chosen, Flight};
use crate::judge::Judge;
use crate::promises::Promises;
use crate::purse::{Purses, Route, Wish, open};
use crate::relays::Relays;
use crate::run::Dispatcher;
use lagom_model::{
    Classes, Decision, DeliveryId, MessageClass, Policy, Reason, Timestamp, Verdict,
};
use lagom_store::{CorrectedHere, GateCase, GateContext, GateVerdict, Gated, Leaves, domain_of};
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Which rows a gate is about.
#[derive(Clone, Copy)]
pub(super) enum About<'a> {
    /// So many of those that are due.
    Due(u32),
    /// The one that stands before `DATA`, on the permits that it holds.
    Late(&'a Flight),
}

/// What is noted of the rows that were judged.
#[derive(Default)]
struct Notes {
    chosen: Chosen,
    corrected: Vec<CorrectedHere>,
    lacking: HashSet<DeliveryId>,
    outdated: bool,
}

/// The one who stands there.
pub(super) struct Keeper<'a> {
    judge: Judge<'a>,
    policy: &'a Policy,
    promises: &'a Promises,
    relays: &'a Relays,
    purse: &'a Purses,
    about: About<'a>,
    now: Timestamp,
    notes: Mutex<Notes>,
}

impl<'a> Keeper<'a> {
    pub(super) fn new(
        dispatcher: &'a Dispatcher<'_>,
        luggage: &'a Luggage,
        about: About<'a>,
        now: Timestamp,
    ) -> Self {
        let (policy, promises) = luggage.rules.as_deref().map_or(
            (dispatcher.policy, dispatcher.promises),
            |(policy, promises)| (policy, promises),
        );
        Self {
            judge: Judge {
                known: dispatcher.known,
                policy,
                promises,
                shelf: dispatcher.shelf,
                key: dispatcher.filler.key(),
                now,
            },
            policy,
            promises,
            relays: dispatcher.relays,
            purse: &luggage.purse,
            about,
            now,
            notes: Mutex::default(),
        }
    }

    /// The start of the longest window, with room for zones.
    pub(super) fn touches_since(&self) -> Timestamp {
        let longest = self.policy.longest_window();
        let longest = longest.max(self.promises.longest_window());
        self.now.plus(-(i64::from(longest) + 2) * Timestamp::DAY)
    }

    /// What becomes of a row.
    pub(super) fn decide(&self, gate: &GateContext, case: &GateCase) -> GateVerdict {
        // A policy that came into force since this run began binds at once (D3): nothing is decided by the old one.
        if gate.policy > self.policy.version {
            self.notes().outdated = true;
            return unjudged(gate, case.delivery.due_at, Vec::new());
        }
        if !gate.corrected.is_empty() {
            self.notes().corrected.clone_from(&gate.corrected);
        }
        let id = case.delivery.id;
        let only = only_relay(case, self.relays);
        if only.is_some_and(|only| !self.relays.has(only)) {
            return abandoned(gate, case);
        }
        let route = match self.route(case, only) {
            Ok(route) => route,
            Err(wait) => {
                self.notes().lacking.insert(id);
                let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                let until = self.now.plus(wait);
                return unjudged(gate, until, vec![Reason::MailLimit { until }]);
            }
        };
        let mut judged = self.judge.judge(gate, case);
        if let Leaves::Sending { pins, .. } = &mut judged.verdict.leaves {
            pins.relay = open(self.purse).name_of(&route).map(str::to_owned);
            let chosen = &mut self.notes().chosen;
            chosen.contents.insert(id, judged.contents);
            chosen.routes.insert(id, route);
        } else {
            self.give_back(&route);
        }
        judged.verdict
    }

    /// The gate was given up; it will be asked for again.
    pub(super) fn forget(&self) {
        let notes = std::mem::take(&mut *self.notes());
        for route in notes.chosen.routes.values() {
            self.give_back(route);
        }
    }

    /// The gate, when the store has let these rows through.
    pub(super) fn gate(self, mut rows: Vec<Gated>) -> Gate {
        let notes = self.notes.into_inner();
        let notes = notes.unwrap_or_else(PoisonError::into_inner);
        rows.retain(|row| !notes.lacking.contains(&row.case.delivery.id));
        Gate {
            rows,
            chosen: notes.chosen,
            lacking: notes.lacking.len(),
            corrected: notes.corrected,
            outdated: notes.outdated,
        }
    }

    /// The way and the permits of a row; without them: how long it waits.
    fn route(&self, case: &GateCase, only: Option<&str>) -> Result<Route, Duration> {
        match self.about {
            About::Due(_) => {
                let domain = case
                    .contact
                    .as_ref()
                    .map_or_else(String::new, |to| domain_of(&to.address));
                let wish = Wish {
                    domain: &domain,
                    only,
                    urgent: is_urgent(case),
                };
                let mut route = open(self.purse).take(wish, Instant::now())?;
                route.is_slow |= came_back(case);
                Ok(route)
            }
            About::Late(flight) => Ok(flight.route.clone()),
        }
    }

    /// A row that stands before `DATA` keeps its permits until it has landed.
    fn give_back(&self, route: &Route) {
        if matches!(self.about, About::Due(_)) {
            open(self.purse).give_back(route);
        }
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
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

/// Whether it went through a gate before and came back without an attempt: most likely its time ran out on the way to `DATA`.
fn came_back(case: &GateCase) -> bool {
    let delivery = &case.delivery;
    delivery.pins.is_some() && delivery.attempts == 0 && !delivery.doubtful
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
