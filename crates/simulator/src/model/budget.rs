//! Caps and the gap, recounted from the record at each gate.

use super::hours::{changed_lately, window};
use super::record::{Reader, Standing, Unit};
use lagom_model::{Cap, Classes, MessageClass, PersonFacts, Policy, PublicId, Timestamp};

/// What is wrong with one unit more for this person now.
pub(super) fn wrong(
    policy: &Policy,
    reader: &Reader,
    delivery: PublicId,
    classes: Classes,
    now: Timestamp,
) -> Vec<String> {
    let mut wrong = Vec::new();
    if !uses_a_unit(classes) {
        return wrong;
    }
    let others: Vec<&Unit> = reader
        .units
        .iter()
        .filter(|unit| unit.delivery != delivery && unit.standing == Standing::Counts)
        .filter(|unit| uses_a_unit(unit.classes))
        .collect();
    for cap in &policy.caps {
        if cap.class.is_some_and(|class| !classes.contains(class)) {
            continue;
        }
        let limit = limit(policy, cap, &reader.person.facts);
        for since in windows(&reader.person.facts, cap.days, now) {
            let counted = |unit: &&&Unit| {
                unit.at >= since && cap.class.is_none_or(|class| unit.classes.contains(class))
            };
            let used = others.iter().filter(counted).count() + 1;
            if used > limit {
                wrong.push(format!(
                    "D2/D3: unit {used} of at most {limit} in {} dates since {since}, class {:?}",
                    cap.days, cap.class
                ));
            }
        }
    }
    let last = others.iter().map(|unit| unit.at).max();
    if let Some(last) = last
        && now.since(last) < i64::from(policy.gap_hours) * Timestamp::HOUR
    {
        wrong.push(format!(
            "the gap of {} hours since {last} is not over at {now}",
            policy.gap_hours
        ));
    }
    wrong
}

/// Service alone uses no unit.
fn uses_a_unit(classes: Classes) -> bool {
    classes.is_empty() || classes.iter().any(|class| class != MessageClass::Service)
}

/// The starts of the windows that hold: the zone in force, and lately the one before it.
fn windows(person: &PersonFacts, days: u32, now: Timestamp) -> Vec<Timestamp> {
    let mut starts: Vec<Timestamp> = window(&person.zone, now, days).into_iter().collect();
    if let Some((before, changed)) = &person.zone_before
        && changed_lately(&person.zone, *changed, now, days)
    {
        starts.extend(window(before, now, days));
    }
    starts
}

/// What a cap comes to for a person.
fn limit(policy: &Policy, cap: &Cap, person: &PersonFacts) -> usize {
    let same = |other: &Cap| other.class == cap.class && other.days == cap.days;
    let level = person.wishes.level.as_deref();
    let level = policy
        .levels
        .iter()
        .find(|one| Some(one.key.as_str()) == level);
    let lowered = level.and_then(|level| level.caps.iter().find(|cap| same(cap)));
    let ceiling = lowered.map_or(cap.ceiling, |lower| lower.ceiling.min(cap.ceiling));
    let default = lowered.map_or(cap.default, |lower| lower.default.min(cap.default));
    let own = person
        .limits
        .iter()
        .filter(|own| own.class == cap.class && own.days == cap.days)
        .map(|own| own.most)
        .min();
    usize::try_from(own.unwrap_or(default).min(ceiling)).unwrap_or(usize::MAX)
}
