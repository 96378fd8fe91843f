//! [`decide`]: what becomes of one message at one instant, and every rule that had a say. It reserves
//! nothing, remembers nothing and fails never; called again with the same facts it says the same.

use crate::REVISION;
use crate::quiet::{quiet_begins, quiet_until};
use crate::room::Room;
use crate::shares::{Piece, consent, earliest_wait, pauses_and_forms, pieces_of, stops};
use crate::stops::Asking;
use crate::window::Calendar;
use lagom_model::{Decision, Facts, Policy, Reason, Request, Share, Timestamp, Verdict};

/// How long a permission to send holds at most, in milliseconds.
pub const VALIDITY_MILLIS: i64 = 30 * Timestamp::SECOND;

/// How long a person's own request keeps service in answer to it exempt from quiet hours, in
/// milliseconds.
pub const OWN_REQUEST_MILLIS: i64 = Timestamp::HOUR;

/// Decides what becomes of a message now.
///
/// The rules are asked in this order, and each that had a say leaves a [`Reason`] (caps also when
/// they had room): consent, stops, pauses and seasons, expiry, forms, class caps, caps in all, gap,
/// quiet hours. Then:
///
/// * everything ended: `suppress`;
/// * all that is left waits for a pause or a season: `fold` into its end (a message without parts has
///   nothing to fold: `defer` until then);
/// * a cap is full: `fold` into the next letter, if one falls due within the maximum deferral and
///   before the message expires; else `defer` until the first instant with room, if that lies within the
///   maximum deferral; else `expire`;
/// * only gap or quiet hours block: `defer` until both allow;
/// * else `send`.
///
/// Service is exempt from caps and gap; in answer to the person's own request within the hour from
/// quiet hours too; and quiet hours yield to service that is useless once they end (a reminder of
/// an event that starts before). What is not service in a message with service never holds that back:
/// it waits, and the service goes.
///
/// An instant at or after `expires_at` is never chosen: the answer is `expire` instead.
pub fn decide(policy: &Policy, facts: &Facts, request: &Request, now: Timestamp) -> Decision {
    let mut case = Case {
        policy,
        facts,
        request,
        now,
        calendar: Calendar::of(&facts.person, now),
        pieces: pieces_of(request),
        reasons: Vec::with_capacity(8),
    };
    let verdict = case.verdict();
    Decision {
        verdict,
        parts: case.pieces.iter().filter_map(Piece::verdict).collect(),
        left_out: lagom_model::Classes::NONE,
        reading_left: None,
        reasons: case.reasons,
        policy: policy.version,
        revision: REVISION,
    }
}

/// One message under judgement: the arguments, its pieces, and the reasons so far.
pub(crate) struct Case<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) facts: &'a Facts,
    pub(crate) request: &'a Request,
    pub(crate) now: Timestamp,
    pub(crate) calendar: Calendar<'a>,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) reasons: Vec<Reason>,
}

impl Case<'_> {
    fn verdict(&mut self) -> Verdict {
        self.person_says();
        if self.pieces.is_empty() {
            self.reasons.push(Reason::NothingLeft);
        }
        if self.pieces.iter().all(|piece| piece.share == Share::Ends) {
            return Verdict::Suppress;
        }
        if let Some(at) = self.expired_at(self.now) {
            return self.expire(at);
        }
        if !self.pieces.iter().any(Piece::goes) {
            return self.wait_for_pause();
        }
        self.budget_says()
    }

    fn person_says(&mut self) {
        let (request, now) = (self.request, self.now);
        let within_the_hour = self.own_request().is_some();
        let asking = |class| Asking {
            class,
            asked_at: request.asked_at,
            within_the_hour,
            now,
        };
        let (pieces, why) = (&mut self.pieces, &mut self.reasons);
        consent(pieces, self.facts, request, why);
        stops(pieces, self.facts, asking, why);
        pauses_and_forms(pieces, self.policy, self.facts, &self.calendar, why);
    }

    /// When the person asked for this, if that was within the hour.
    fn own_request(&self) -> Option<Timestamp> {
        let since = self.now.plus(-OWN_REQUEST_MILLIS);
        self.request.asked_at.filter(|asked| *asked >= since)
    }

    fn wait_for_pause(&mut self) -> Verdict {
        let into = self.later(earliest_wait(&self.pieces).unwrap_or(self.now));
        if let Some(at) = self.expired_at(into) {
            return self.expire(at);
        }
        if self.request.parts.is_empty() {
            Verdict::Defer { until: into }
        } else {
            Verdict::Fold { into }
        }
    }

    fn budget_says(&mut self) -> Verdict {
        let going = |piece: &&Piece| piece.goes();
        let service = self.pieces.iter().filter(going).any(Piece::is_service);
        let counted = !self.pieces.iter().filter(going).all(Piece::is_service);
        let own_request = self.own_request().filter(|_| service);
        if let Some(asked_at) = own_request {
            self.reasons.push(Reason::OwnRequest { asked_at });
        } else if service {
            self.reasons.push(Reason::ServiceExempt);
        }
        let quiet = self.quiet_ends(self.now);
        let room = if counted {
            self.room(quiet)
        } else {
            Room {
                cap_full: false,
                at: Some(self.now),
            }
        };
        if counted || own_request.is_none() {
            self.quiet_reason(quiet);
        }
        if service {
            let waits = quiet
                .filter(|end| own_request.is_none() && self.expired_at(*end).is_none())
                .map(|until| Verdict::Defer { until });
            return waits.unwrap_or_else(|| self.send_without_what_must_wait(room.at));
        }
        if room.cap_full {
            return self.roll_over(room.at);
        }
        match room.at {
            Some(at) if at <= self.now => self.send(),
            Some(until) => self.defer(until),
            None => self.roll_over(None),
        }
    }

    /// When the quiet hours that hold at an instant end.
    pub(crate) fn quiet_ends(&self, at: Timestamp) -> Option<Timestamp> {
        let quiet = self.facts.person.quiet.or(self.policy.quiet)?;
        quiet_until(quiet, self.calendar.zone(), at)
    }

    fn quiet_reason(&mut self, ends: Option<Timestamp>) {
        let hours = self.facts.person.quiet.or(self.policy.quiet);
        if let (Some(hours), Some(until)) = (hours, ends) {
            self.reasons.push(Reason::Quiet {
                from: hours.from,
                to: hours.to,
                until,
            });
        }
    }

    /// A cap is full: into the next letter, or a letter of its own, or nothing.
    fn roll_over(&mut self, own_letter: Option<Timestamp>) -> Verdict {
        let since = self.request.waiting_since;
        let latest = since.plus(self.policy.max_deferral());
        let in_time = |at: &Timestamp| *at > self.now && *at <= latest;
        let next_letter = self.request.next_letter.filter(in_time);
        if let Some(at) = next_letter.filter(|at| self.expired_at(*at).is_none()) {
            self.reasons.push(Reason::NextLetter { at });
            return Verdict::Fold { into: at };
        }
        if let Some(at) = own_letter.filter(in_time) {
            if self.expired_at(at).is_none() {
                self.reasons.push(Reason::OwnLetter { at });
            }
            return self.defer(at);
        }
        self.reasons.push(Reason::NoWindow {
            since,
            days: self.policy.max_deferral_days,
        });
        Verdict::Expire
    }

    fn defer(&mut self, until: Timestamp) -> Verdict {
        match self.expired_at(until) {
            Some(at) => self.expire(at),
            None => Verdict::Defer { until },
        }
    }

    /// When the message expires, if that is at or before an instant.
    fn expired_at(&self, at: Timestamp) -> Option<Timestamp> {
        self.request.expires_at.filter(|expires| *expires <= at)
    }

    fn expire(&mut self, at: Timestamp) -> Verdict {
        self.reasons.push(Reason::Expired { at });
        Verdict::Expire
    }

    fn send_without_what_must_wait(&mut self, room_at: Option<Timestamp>) -> Verdict {
        if room_at.is_none_or(|at| at > self.now) {
            for piece in &mut self.pieces {
                if piece.goes() && !piece.is_service() {
                    piece.share = Share::Waits { until: room_at };
                }
            }
        }
        self.send()
    }

    fn send(&self) -> Verdict {
        let end = self.now.plus(VALIDITY_MILLIS);
        let zone = self.calendar.zone();
        let hours = self.facts.person.quiet.or(self.policy.quiet);
        let quiet_changes = hours.and_then(|quiet| {
            let ends = quiet_until(quiet, zone, self.now);
            ends.or_else(|| quiet_begins(quiet, zone, self.now, end))
        });
        let request_ages = self
            .own_request()
            .map(|asked| asked.plus(OWN_REQUEST_MILLIS + 1));
        let [midnight, other_midnight] = self.calendar.midnights();
        let changes = [
            midnight,
            other_midnight,
            quiet_changes,
            request_ages,
            self.request.expires_at,
        ];
        let valid_until = changes
            .into_iter()
            .flatten()
            .filter(|at| *at > self.now)
            .fold(end, Timestamp::min);
        Verdict::Send { valid_until }
    }

    /// An instant that must be later than now, also at the edges of the calendar.
    pub(crate) fn later(&self, at: Timestamp) -> Timestamp {
        at.max(self.now.plus(1))
    }
}
