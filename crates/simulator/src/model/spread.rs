//! Quiet time's end, found by walking along the clock: what waits for it is let go within the configured minutes after it,
//! and nothing is ever put off into quiet time.

use super::Model;
use super::budget::rules;
use super::hours::quiet;
use super::record::Reader;
use lagom_model::{DeliveryKind, Policy, Reason, Timestamp, Verdict};
use lagom_store::Gated;

/// Every boundary of quiet time lies on this grid, in every zone of a world.
const STEP: i64 = 15 * Timestamp::MINUTE;
/// No quiet time is longer.
const MOST_STEPS: usize = 40 * 96;

/// What is wrong with the instant until which a message was put off.
pub(super) fn wrong(model: &Model, reader: &Reader, one: &Gated, now: Timestamp) -> Option<String> {
    let Verdict::Defer { until } = one.verdict.decision.verdict else {
        return None;
    };
    let reasons = &one.verdict.decision.reasons;
    let other = |reason: &Reason| {
        matches!(
            reason,
            Reason::BelowMinimum { .. } | Reason::Paused { .. } | Reason::Season { .. }
        )
    };
    // What waits for a pause's end or a slot of its own meets quiet time there.
    if reasons.iter().any(other) {
        return None;
    }
    let facts = &reader.person.facts;
    let rules = rules(model, reader);
    let is_quiet = |at| {
        rules
            .iter()
            .find_map(|policy: &Policy| quiet(policy, facts, at))
    };
    if let Some(why) = is_quiet(until) {
        return Some(format!("put off until {until}, in quiet time ({why})"));
    }
    let full = |reason: &Reason| {
        matches!(
            reason,
            Reason::Gap { .. }
                | Reason::Minutes { .. }
                | Reason::LeavesRoom { .. }
                | Reason::OwnLetter { .. }
        )
    };
    if is_quiet(now).is_none() || reasons.iter().any(full) || !is_alone(model, reader, one) {
        return None;
    }
    let first = Timestamp(now.0 - now.0.rem_euclid(STEP));
    let mut clock = (1..MOST_STEPS).map(|nth| first.plus(i64::try_from(nth).unwrap_or(0) * STEP));
    let end = clock.find(|at| is_quiet(*at).is_none())?;
    let minutes = model.policy().map_or(0, |policy| policy.spread_minutes);
    let last = end.plus(i64::from(minutes) * Timestamp::MINUTE);
    (until < end || until > last)
        .then(|| format!("put off until {until}; quiet time ends at {end}, spread to {last}"))
}

/// Whether nothing else can be on its way to them that the gap would have to be kept to: their only line is in it, and no
/// issue of that is scheduled.
fn is_alone(model: &Model, reader: &Reader, one: &Gated) -> bool {
    let [line] = reader.person.lines.as_slice() else {
        return false;
    };
    let mut scheduled = model.scheduled.values();
    one.case.delivery.kind == DeliveryKind::Letter
        && !scheduled.any(|(publication, _)| *publication == line.publication)
}
