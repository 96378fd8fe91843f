//! The promises, recounted from what reached people: caps over local dates, the gap, quiet time, stops, pauses, and that every
//! message was counted. Which numbers hold for a person is asked of the policy's own functions; whether they were kept is
//! counted here, from the touches. Pure.
//!
//! Two clocks may differ, so nothing is held against a message that changed less than [`GRACE`] before or after it. Touches
//! of before anything was decided (what was assumed after a restore) count for nobody.

use super::clock::{counts_from, date, quiet};
use super::history::{Then, choices_at};
use super::{Breach, Findings, Question, Rule};
use lagom_dispatch::Promises;
use lagom_model::{
    Classes, DeliveryId, DeliveryKind, DeliveryState, MessageClass, Policy, PublicationId,
    StopCause, StopScope, Timestamp,
};
use lagom_policy::{QuietTime, limit};
use lagom_store::{Edit, Known, LetterRecord, PastStop, PastTouch, PersonRecord};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// How much two clocks may differ.
const GRACE: i64 = Timestamp::MINUTE;

/// The own request to which service is an answer is at most this old.
const OWN_REQUEST: i64 = Timestamp::HOUR;

/// After a hard bounce, how long even an own request waits.
const BOUNCE_REST: i64 = 30 * Timestamp::DAY;

/// Recounts people's touches.
pub(super) struct Tally {
    policies: BTreeMap<i64, (Policy, Promises)>,
    question: Question,
}

/// A message at the instant at which it was let through.
struct Passage<'a> {
    record: &'a PersonRecord,
    letter: &'a LetterRecord,
    touch: &'a PastTouch,
    /// Everything that used a unit of the person's, this one too.
    units: &'a [&'a PastTouch],
    at: Timestamp,
    /// What was in force shortly before, at the instant, and shortly after.
    then: [Then; 3],
}

impl Tally {
    /// By every version of the policy.
    pub(super) fn new(policies: &[Policy], known: &Known, question: Question) -> Self {
        let of = |policy: &Policy| {
            let promises = Promises::new(policies.iter().cloned(), known);
            (policy.version, (policy.clone(), promises))
        };
        Self {
            policies: policies.iter().map(of).collect(),
            question,
        }
    }

    /// How far back touches must be read: the longest window before the time that is asked about.
    pub(super) fn reads_since(&self) -> Timestamp {
        let policies = self.policies.values();
        let days = policies.map(|(policy, _)| policy.longest_window()).max();
        // A zone may shift a window by a day at either end.
        let days = i64::from(days.unwrap_or(0)) + 2;
        self.question.since.plus(-days * Timestamp::DAY)
    }

    /// Recounts a person's touches; answers how many messages were looked at.
    pub(super) fn person(&self, record: &PersonRecord, findings: &mut Findings) -> u64 {
        let mut messages = 0;
        let units = units(record);
        for letter in &record.letters {
            let touch = touch_of(record, letter.id);
            if let Some(breach) = self.uncounted(record, letter, touch) {
                findings.add(breach);
            }
            let (Some(touch), Some(version)) = (touch, letter.policy) else {
                continue;
            };
            let at = latest(touch);
            let Some((policy, promises)) = self.policies.get(&version) else {
                continue;
            };
            if at < self.question.since || !self.is_asked_about(letter) {
                continue;
            }
            messages += 1;
            let then = [-GRACE, 0, GRACE].map(|by| Then::at(record, at.plus(by)));
            let passage = Passage {
                record,
                letter,
                touch,
                units: &units,
                at,
                then,
            };
            let bound = passage.bound(policy, promises);
            let says = [
                passage.budget(&bound),
                passage.quiet(&bound).into_iter().collect(),
                passage.stopped().into_iter().collect(),
                passage.paused().into_iter().collect(),
            ];
            for (rule, what) in says.into_iter().flatten() {
                findings.add(breach(record, letter, rule, what));
            }
        }
        messages
    }

    fn is_asked_about(&self, letter: &LetterRecord) -> bool {
        let only = self.question.publication;
        only.is_none_or(|only| publications(letter).any(|publication| publication == only))
    }

    /// What went, or may have gone, without a touch that counts.
    fn uncounted(
        &self,
        record: &PersonRecord,
        letter: &LetterRecord,
        touch: Option<&PastTouch>,
    ) -> Option<Breach> {
        let went = matches!(letter.state, DeliveryState::Sent | DeliveryState::Held);
        let lately = letter.gated_at.is_some_and(|at| at >= self.question.since);
        let counted = touch.is_some() || !went || !lately || !self.is_asked_about(letter);
        let what = || "it went, or may have gone, and no touch counts it".to_owned();
        (!counted).then(|| breach(record, letter, Rule::Counted, what()))
    }
}

fn breach(record: &PersonRecord, letter: &LetterRecord, rule: Rule, what: String) -> Breach {
    Breach {
        rule,
        person: record.public_id,
        delivery: Some(letter.public_id),
        what,
        look: super::look(record.public_id),
    }
}

/// The publications that a letter brought something of.
fn publications(letter: &LetterRecord) -> impl Iterator<Item = PublicationId> + '_ {
    let went = letter.parts.iter().filter(|part| part.form.is_some());
    let tells = letter.tells.iter().map(|tell| tell.publication);
    went.map(|part| part.publication).chain(tells)
}

/// The touch of a delivery, if it counts.
fn touch_of(record: &PersonRecord, delivery: DeliveryId) -> Option<&PastTouch> {
    let mut touches = record.touches.iter();
    touches.find(|touch| touch.counts && touch.delivery == Some(delivery))
}

/// When a touch was last.
fn latest(touch: &PastTouch) -> Timestamp {
    touch.again_at.unwrap_or(touch.at)
}

/// Service alone uses no unit.
fn uses_a_unit(classes: Classes) -> bool {
    classes.iter().any(|class| class != MessageClass::Service)
}

impl Passage<'_> {
    fn is_service(&self) -> bool {
        !uses_a_unit(self.touch.classes)
    }

    /// The policy that decided, as strict as the promises of the lines that the person had then.
    fn bound<'p>(&self, policy: &'p Policy, promises: &Promises) -> Cow<'p, Policy> {
        let [_, then, _] = &self.then;
        let lines = then.promises.iter().filter(|(publication, version)| {
            **version <= policy.version && choices_at(self.record, **publication, self.at).is_some()
        });
        let lines = lines.map(|(publication, version)| (*publication, *version));
        let bound = promises.bound_by(policy, lines);
        bound.map_or(Cow::Borrowed(policy), |bound| Cow::Owned((*bound).clone()))
    }

    /// The instants of the person's other units before this one, as they stood then.
    fn units_before(&self) -> impl Iterator<Item = (Timestamp, Classes)> + '_ {
        let this = (self.at, self.touch.id);
        let others = self.units.iter().filter(move |unit| unit.id != this.1);
        others.filter_map(move |unit| {
            let instants = unit.again_at.into_iter().chain([unit.at]);
            let mut before = instants.filter(|at| (*at, unit.id) < this);
            before.next().map(|at| (at, unit.classes))
        })
    }

    /// Caps and the gap.
    fn budget(&self, policy: &Policy) -> Vec<(Rule, String)> {
        let mut broken = Vec::new();
        if self.is_service() {
            return broken;
        }
        let classes = self.touch.classes;
        let of_caps = policy
            .caps
            .iter()
            .filter(|cap| cap.class.is_none_or(|class| classes.contains(class)));
        for cap in of_caps {
            let most = self
                .then
                .iter()
                .map(|it| limit(policy, cap, &it.facts).most);
            let most = most.max().unwrap_or(u32::MAX);
            // The kindest of what was in force about then.
            let from = self.then.iter().map(|it| {
                let before = it.facts.zone_before.as_ref();
                counts_from(&self.touch.zone, before, self.at, cap.days)
            });
            let from = from.max().unwrap_or(self.at);
            let counted = |(at, classes): &(Timestamp, Classes)| {
                *at >= from && cap.class.is_none_or(|class| classes.contains(class))
            };
            let number = self.units_before().filter(counted).count() + 1;
            if number > usize::try_from(most).unwrap_or(usize::MAX) {
                let of = cap.class.map(|class| format!(" of class {}", class.name()));
                let (days, of) = (cap.days, of.unwrap_or_default());
                let what =
                    format!("number {number}{of} in {days} days, at most {most} were promised");
                broken.push((Rule::Caps, what));
            }
        }
        let last = self.units_before().map(|(at, _)| at).max();
        if let Some(since) = last
            .map(|last| self.at.since(last))
            .filter(|it| *it < policy.gap())
        {
            let minutes = since / Timestamp::MINUTE;
            let (hours, minutes, least) = (minutes / 60, minutes % 60, policy.gap_hours);
            let what = format!(
                "{hours} h {minutes:02} min after the one before, at least {least} h were promised"
            );
            broken.push((Rule::Gap, what));
        }
        broken
    }

    /// Quiet hours and days.
    fn quiet(&self, policy: &Policy) -> Option<(Rule, String)> {
        if self.is_service() && self.may_disturb(policy) {
            return None;
        }
        let zone = &self.touch.zone;
        let says = self
            .then
            .iter()
            .map(|it| quiet(policy, &it.facts, zone, self.at));
        let says: Vec<String> = says.collect::<Option<_>>()?;
        says.into_iter().next().map(|what| (Rule::Quiet, what))
    }

    /// Whether it is service for which quiet time yields: the answer to an own request, or of no use after it.
    fn may_disturb(&self, policy: &Policy) -> bool {
        if self.letter.kind == DeliveryKind::Service {
            let asked = self.letter.asked_at;
            return asked.is_none_or(|asked| self.at.since(asked) <= OWN_REQUEST + GRACE);
        }
        let [_, then, _] = &self.then;
        let ends = QuietTime::of(policy, &then.facts).closed_until(self.at);
        let mut tells = self.letter.tells.iter();
        ends.is_some_and(|ends| tells.any(|tell| tell.until <= ends))
    }

    /// A stop that was in force.
    fn stopped(&self) -> Option<(Rule, String)> {
        let record = self.record;
        let mut stops = record.stops.iter().enumerate();
        let (_, stop) = stops.find(|(place, stop)| {
            let began = restored_at(record, *place, stop).unwrap_or(stop.stop.at);
            let lasted = stop.lifted_at.is_none_or(|end| end > self.at.plus(GRACE));
            began.plus(GRACE) < self.at && lasted && self.forbids(stop)
        })?;
        let scope = match stop.stop.scope {
            StopScope::Publication(_) => "this newsletter",
            StopScope::Mailings => "all mailings",
            StopScope::Everything => "everything",
        };
        let (cause, at) = (stop.stop.cause.name(), stop.stop.at);
        let what = format!("it went after a stop of {scope} ({cause}) of {at}");
        Some((Rule::Stops, what))
    }

    fn forbids(&self, stop: &PastStop) -> bool {
        let stop = &stop.stop;
        if self.letter.kind != DeliveryKind::Service {
            return publications(self.letter).any(|publication| stop.covers(publication));
        }
        let Some(asked) = self.letter.asked_at else {
            return false;
        };
        let since = asked.plus(GRACE) >= stop.at;
        !match (stop.cause, stop.scope) {
            (StopCause::Own, StopScope::Publication(_)) => true,
            (StopCause::Own, StopScope::Mailings) => self.at.since(asked) <= OWN_REQUEST + GRACE,
            (StopCause::HardBounce, _) => since && self.at.since(stop.at) >= BOUNCE_REST,
            _ => since,
        }
    }

    /// A pause of everything, or of a line that it brought something of.
    fn paused(&self) -> Option<(Rule, String)> {
        if self.is_service() || self.letter.kind == DeliveryKind::Personal {
            return None;
        }
        let today = date(&self.touch.zone, self.at);
        let all = self.then.iter().map(|it| it.facts.paused_until);
        let all: Option<Vec<_>> = all.collect();
        let of_line = |publication: PublicationId| {
            let about = [-GRACE, 0, GRACE].map(|by| {
                let choices = choices_at(self.record, publication, self.at.plus(by));
                choices.and_then(|choices| choices.paused_until)
            });
            about.into_iter().min().flatten()
        };
        let all = all.and_then(|about| about.into_iter().min());
        let lines = publications(self.letter).filter_map(of_line);
        let until = all.into_iter().chain(lines).find(|until| *until > today)?;
        let what = format!("it went on {today}, in a pause until {until}");
        Some((Rule::Pauses, what))
    }
}

/// The touches that use a unit, but for those that were noted without anybody's decision: what may have gone before a restore.
fn units(record: &PersonRecord) -> Vec<&PastTouch> {
    let undecided = record.letters.iter().filter(|it| it.policy.is_none());
    let assumed: BTreeSet<DeliveryId> = undecided.map(|letter| letter.id).collect();
    let touches = record.touches.iter();
    let counted = touches.filter(|touch| touch.counts && uses_a_unit(touch.classes));
    counted
        .filter(|touch| touch.delivery.is_none_or(|id| !assumed.contains(&id)))
        .collect()
}

/// When a stop that had been lifted held again: it bears the date of the first one.
fn restored_at(record: &PersonRecord, place: usize, stop: &PastStop) -> Option<Timestamp> {
    let same = |one: &&PastStop| one.stop == stop.stop;
    let earlier = record.stops.iter().take(place).filter(same);
    let lifted_at = earlier.filter_map(|one| one.lifted_at).max()?;
    let lifts = |edit: &Edit| matches!(edit, Edit::Lift { scope } if *scope == stop.stop.scope);
    let changes = record.changes.iter();
    let undone = changes
        .filter(|change| change.edits.iter().any(|(made, _)| lifts(made)))
        .filter_map(|change| change.undone_at);
    undone.filter(|at| *at >= lifted_at).min()
}

#[cfg(test)]
mod tests;
