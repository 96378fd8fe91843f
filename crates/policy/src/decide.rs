//! [`decide`]: what becomes of one message at one instant, and every rule that had a say. It reserves
//! nothing, remembers nothing and fails never; called again with the same facts it says the same.

use crate::REVISION;
use crate::ask::Answer;
use crate::budget::{Budget, Room};
use crate::caps::{Usage, Usages};
use crate::closed::Closed;
use crate::scene::Scene;
use crate::shares::{Piece, Pieces, consent, earliest_wait, lay_out, pauses_and_forms, stops};
use crate::spread::Lot;
use crate::stops::Asking;
use lagom_model::{
    Classes, Decision, Facts, MessageClass, Policy, Reason, Request, Share, Timestamp, Verdict,
};

/// How long a permission to send holds at most, in milliseconds.
pub const VALIDITY_MILLIS: i64 = 30 * Timestamp::SECOND;

/// How long a person's own request keeps service in answer to it exempt from quiet time, in
/// milliseconds.
pub const OWN_REQUEST_MILLIS: i64 = Timestamp::HOUR;

/// Decides what becomes of a message now.
///
/// The rules are asked in this order, and each that had a say leaves a [`Reason`] (caps and minutes also
/// when they had room): consent, stops, pauses and seasons, expiry, forms, an earlier promise, class
/// caps, caps in all, look-ahead, minutes, gap, quiet time. Then:
///
/// * everything ended: `suppress`;
/// * all that is left waits for a pause or a season: `fold` into its end (a message without parts has
///   nothing to fold: `defer` until then);
/// * a cap is full, or would be for a message of higher order that is scheduled, or the minutes are spent:
///   `fold` into the next letter, if one falls due within the maximum deferral and before the message
///   expires; else `defer` until the first instant with room, if that lies within the maximum deferral; else
///   `expire`;
/// * only a gap (after the last touch, or around a scheduled message of higher order) or quiet time
///   blocks: `defer` until all allow;
/// * else `send`; classes whose own caps are full stay out of it.
///
/// What waited for the end of quiet time is deferred to the person's own moment in the minutes after it.
///
/// Service is exempt from caps, minutes, gap and look-ahead; in answer to the person's own request within the
/// hour from quiet time too; and quiet time yields to service that is useless once it ends (a reminder of
/// an event that starts before). What is not service in a message with service never holds that back:
/// it waits, and the service goes.
///
/// An instant at or after `expires_at` is never chosen: the answer is `expire` instead.
pub fn decide(policy: &Policy, facts: &Facts, request: &Request, now: Timestamp) -> Decision {
    let mut decision = Decision {
        verdict: Verdict::Suppress,
        parts: Vec::with_capacity(request.parts.len()),
        left_out: Classes::NONE,
        reading_left: None,
        reasons: Vec::with_capacity(8),
        policy: policy.version,
        revision: REVISION,
    };
    decide_into(policy, facts, request, now, &mut decision);
    decision
}

/// [`decide`], into a decision whose buffers are used again: for who decides a million times.
pub fn decide_into(
    policy: &Policy,
    facts: &Facts,
    request: &Request,
    now: Timestamp,
    decision: &mut Decision,
) {
    decision.parts.clear();
    decision.reasons.clear();
    decision.policy = policy.version;
    decision.revision = REVISION;
    let scene = Scene::of(policy, facts, request, now);
    let mut pieces = Pieces::new();
    lay_out(&mut pieces, request);
    let mut case = Case {
        scene: &scene,
        pieces: &mut pieces,
        left_out: Classes::NONE,
        reading_left: None,
        reasons: &mut decision.reasons,
    };
    let verdict = case.verdict();
    for part in case.pieces.iter().filter_map(Piece::verdict) {
        decision.parts.push(part);
    }
    decision.left_out = match verdict {
        Verdict::Send { .. } => case.left_out,
        _ => Classes::NONE,
    };
    decision.reading_left = case.reading_left;
    decision.verdict = verdict;
}

/// When the caps of a class have room for another of its items, from now on and if nothing is reserved
/// meanwhile; `None`: never. For the items that a letter left out because their class was full.
pub fn room_for_class(
    policy: &Policy,
    facts: &Facts,
    request: &Request,
    class: MessageClass,
    now: Timestamp,
) -> Option<Timestamp> {
    let scene = Scene::of(policy, facts, request, now);
    let mut usages = Usages::new();
    Usage::lay_out(&mut usages, &scene, Classes::one(class));
    Budget::of(&scene, &usages).class_room(class, now)
}

/// One message under judgement: its scene, its pieces, and the reasons so far.
pub(crate) struct Case<'a, 'r> {
    pub(crate) scene: &'a Scene<'a>,
    pub(crate) pieces: &'r mut [Piece],
    pub(crate) left_out: Classes,
    pub(crate) reading_left: Option<u32>,
    pub(crate) reasons: &'r mut Vec<Reason>,
}

impl Case<'_, '_> {
    fn verdict(&mut self) -> Verdict {
        self.person_says();
        if self.pieces.is_empty() {
            self.reasons.push(Reason::NothingLeft);
        }
        if self.pieces.iter().all(|piece| piece.share == Share::Ends) {
            return Verdict::Suppress;
        }
        if let Some(at) = self.expired_at(self.scene.now) {
            return self.expire(at);
        }
        if !self.pieces.iter().any(Piece::goes) {
            return self.wait_for_pause();
        }
        self.budget_says()
    }

    fn person_says(&mut self) {
        let Scene {
            policy,
            facts,
            request,
            now,
            ..
        } = *self.scene;
        let within_the_hour = self.own_request().is_some();
        let asking = |class| Asking {
            class,
            asked_at: request.asked_at,
            within_the_hour,
            now,
        };
        let (pieces, why) = (&mut *self.pieces, &mut *self.reasons);
        consent(pieces, facts, request, why);
        stops(pieces, facts, asking, why);
        pauses_and_forms(pieces, policy, facts, &self.scene.calendar, why);
    }

    /// When the person asked for this, if that was within the hour.
    fn own_request(&self) -> Option<Timestamp> {
        let since = self.scene.now.plus(-OWN_REQUEST_MILLIS);
        self.scene.request.asked_at.filter(|asked| *asked >= since)
    }

    fn wait_for_pause(&mut self) -> Verdict {
        let into = self.later(earliest_wait(self.pieces).unwrap_or(self.scene.now));
        if let Some(at) = self.expired_at(into) {
            return self.expire(at);
        }
        if self.scene.request.parts.is_empty() {
            Verdict::Defer { until: into }
        } else {
            Verdict::Fold { into }
        }
    }

    fn budget_says(&mut self) -> Verdict {
        let (mut service, mut classes) = (false, Classes::NONE);
        for piece in self.pieces.iter().filter(|piece| piece.goes()) {
            service |= piece.is_service();
            classes = classes.union(piece.counted());
        }
        let closed = self.scene.quiet.closed(self.scene.now);
        if service {
            return self.service_goes(classes, closed);
        }
        let mut usages = Usages::new();
        Usage::lay_out(&mut usages, self.scene, classes);
        let budget = Budget::of(self.scene, &usages);
        let answer = self.ask(&budget);
        self.say_closed(closed);
        if answer.full {
            return self.roll_over(&budget, classes, answer, closed);
        }
        if answer.allows() && closed.is_none() {
            return self.send(Some(&budget), None, None);
        }
        let horizon = self.scene.request.expires_at.unwrap_or(Timestamp::MAX);
        match budget.room(classes, answer.from, closed, horizon) {
            Some(room) => self.defer(room),
            None => self.roll_over(&budget, classes, answer, closed),
        }
    }

    /// A message with service in it, and perhaps with parts of these classes that are none.
    fn service_goes(&mut self, classes: Classes, closed: Option<Closed>) -> Verdict {
        let own_request = self.own_request();
        self.reasons.push(match own_request {
            Some(asked_at) => Reason::OwnRequest { asked_at },
            None => Reason::ServiceExempt,
        });
        let mut usages = Usages::new();
        let rest = (!classes.is_empty()).then(|| {
            Usage::lay_out(&mut usages, self.scene, classes);
            let budget = Budget::of(self.scene, &usages);
            (self.ask(&budget), budget)
        });
        if rest.is_some() || own_request.is_none() {
            self.say_closed(closed);
        }
        if let (Some(closed), None) = (closed, own_request)
            && self.expired_at(closed.until).is_none()
        {
            let lot = Lot::of(self.scene.policy, &self.scene.facts.person);
            let moment = lot.moment(closed.until, &self.scene.quiet);
            let moment = moment.filter(|at| self.expired_at(*at).is_none());
            return self.defer(Room {
                at: moment.unwrap_or(closed.until),
                spread: moment.is_some(),
            });
        }
        let Some((answer, budget)) = rest else {
            return self.send(None, closed, None);
        };
        if answer.allows() && closed.is_none() {
            return self.send(Some(&budget), None, None);
        }
        let room = budget.room(classes, answer.from, closed, Timestamp::MAX);
        let until = room.map(|room| self.later(room.at));
        for piece in self.pieces.iter_mut() {
            if piece.goes() && !piece.is_service() {
                piece.share = Share::Waits { until };
            }
        }
        self.send(Some(&budget), closed, until)
    }

    fn say_closed(&mut self, closed: Option<Closed>) {
        if let Some(closed) = closed {
            self.reasons.extend(closed.reasons());
        }
    }

    /// No room: into the next letter, or a letter of its own, or nothing.
    fn roll_over(
        &mut self,
        budget: &Budget<'_>,
        classes: Classes,
        answer: Answer,
        closed: Option<Closed>,
    ) -> Verdict {
        let since = self.scene.request.waiting_since;
        let latest = since.plus(self.scene.policy.max_deferral());
        let in_time = |at: Timestamp| at > self.scene.now && at <= latest;
        let next_letter = self.scene.request.next_letter.filter(|at| in_time(*at));
        if let Some(at) = next_letter.filter(|at| self.expired_at(*at).is_none()) {
            self.reasons.push(Reason::NextLetter { at });
            return Verdict::Fold { into: at };
        }
        let expires = self.scene.request.expires_at.unwrap_or(Timestamp::MAX);
        let horizon = expires.min(latest.plus(1));
        let room = budget.room(classes, answer.from, closed, horizon);
        if let Some(room) = room.filter(|room| in_time(room.at)) {
            if self.expired_at(room.at).is_none() {
                self.reasons.push(Reason::OwnLetter { at: room.at });
            }
            return self.defer(room);
        }
        self.reasons.push(Reason::NoWindow {
            since,
            days: self.scene.policy.max_deferral_days,
        });
        Verdict::Expire
    }

    fn defer(&mut self, room: Room) -> Verdict {
        if let Some(at) = self.expired_at(room.at) {
            return self.expire(at);
        }
        if room.spread {
            self.reasons.push(Reason::Spread { at: room.at });
        }
        let until = self.later(room.at);
        Verdict::Defer { until }
    }

    /// When the message expires, if that is at or before an instant.
    fn expired_at(&self, at: Timestamp) -> Option<Timestamp> {
        self.scene
            .request
            .expires_at
            .filter(|expires| *expires <= at)
    }

    fn expire(&mut self, at: Timestamp) -> Verdict {
        self.reasons.push(Reason::Expired { at });
        Verdict::Expire
    }

    /// It goes; `counted` if not all of it is service, and the rest stays out until an instant, if it does.
    #[inline(always)]
    fn send(
        &mut self,
        counted: Option<&Budget<'_>>,
        closed: Option<Closed>,
        rest: Option<Timestamp>,
    ) -> Verdict {
        if !self.left_out.is_empty() {
            let left_out = self.left_out.iter();
            self.reasons
                .extend(left_out.map(|class| Reason::LeftOut { class }));
        }
        let end = self.scene.now.plus(VALIDITY_MILLIS);
        let own_request = self.own_request();
        let changes = [
            Some(self.scene.calendar.midnight()),
            self.scene
                .quiet
                .hours_change(self.scene.now, end, closed.as_ref()),
            own_request.map(|asked| asked.plus(OWN_REQUEST_MILLIS + 1)),
            self.scene.request.expires_at,
            rest,
            counted.and_then(|_| {
                self.scene
                    .outlook
                    .nears(self.scene.now, self.scene.policy.gap())
            }),
        ];
        let valid_until = changes
            .into_iter()
            .flatten()
            .filter(|at| *at > self.scene.now)
            .fold(end, Timestamp::min);
        Verdict::Send { valid_until }
    }

    /// An instant that must be later than now, also at the edges of the calendar.
    fn later(&self, at: Timestamp) -> Timestamp {
        at.max(self.scene.now.plus(1))
    }
}
