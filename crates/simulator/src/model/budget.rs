//! Caps and the gap, recounted from the record at each gate.

use super::Model;
use super::hours::{changed_lately, window};
use super::record::{Reader, Standing, Unit};
use lagom_model::{Cap, Classes, MessageClass, PersonFacts, Policy, PublicId, Timestamp};

/// The policies that hold for a person: the one in force, and each that a line of theirs was made under or that its
/// reader accepted since. A looser one in force does not loosen them, a stricter one binds beside them.
/// Each with the lower numbers of the reader's publications.
pub(super) fn rules(model: &Model, reader: &Reader) -> Vec<Policy> {
    let promised = |policy: &&Policy| {
        let mut lines = reader.person.lines.iter();
        lines.any(|line| line.promise == policy.version)
    };
    let last = model.policy();
    let earlier = model.policies.iter().filter(promised);
    let earlier = earlier.filter(|one| Some(one.version) != last.map(|last| last.version));
    let all = last.into_iter().chain(earlier);
    all.map(|policy| {
        let newest = Some(policy.version) == last.map(|last| last.version);
        let lines = reader.person.lines.iter();
        let lines = lines.filter(|line| newest || line.promise == policy.version);
        let keys = lines.filter_map(|line| model.key_of(line.publication));
        lowered(policy, keys)
    })
    .collect()
}

/// A policy with the lower numbers of these publications.
fn lowered<'k>(policy: &Policy, keys: impl Iterator<Item = &'k str>) -> Policy {
    let mut lower = policy.clone();
    for cap in keys.filter_map(|key| policy.lowered.get(key)).flatten() {
        let known = lower
            .caps
            .iter()
            .position(|it| it.days == cap.days && it.class == cap.class);
        match known.and_then(|at| lower.caps.get_mut(at)) {
            None => lower.caps.push(*cap),
            Some(same) => {
                same.default = same.default.min(cap.default);
                same.ceiling = same.ceiling.min(cap.ceiling);
            }
        }
    }
    lower
}

/// The units of a person that count, but for one delivery's.
pub(super) fn counts(reader: &Reader, but: PublicId) -> impl Iterator<Item = &Unit> {
    let others = reader.units.iter().filter(move |unit| unit.delivery != but);
    let count = others.filter(|unit| unit.standing == Standing::Counts);
    count.filter(|unit| uses_a_unit(unit.classes))
}

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
    let others: Vec<&Unit> = counts(reader, delivery).collect();
    for cap in &policy.caps {
        if cap.class.is_some_and(|class| !classes.contains(class)) {
            continue;
        }
        let limit = limit(policy, cap, &reader.person.facts).unwrap_or(usize::MAX);
        for since in windows(&reader.person.facts, cap.days, now) {
            let counted = |unit: &&&Unit| {
                unit.at >= since && cap.class.is_none_or(|class| unit.classes.contains(class))
            };
            let used = others.iter().filter(counted).count() + 1;
            if used > limit {
                wrong.push(format!(
                    "D2/D3: unit {used} of at most {limit} in {} dates since {since}, class {:?}, policy {}",
                    cap.days, cap.class, policy.version
                ));
            }
        }
    }
    let last = others.iter().map(|unit| unit.at).max();
    if let Some(last) = last
        && now.since(last) < i64::from(policy.gap_hours) * Timestamp::HOUR
    {
        wrong.push(format!(
            "the gap of {} hours since {last} is not over at {now}, policy {}",
            policy.gap_hours, policy.version
        ));
    }
    wrong
}

/// Service alone uses no unit.
pub(super) fn uses_a_unit(classes: Classes) -> bool {
    classes.is_empty() || classes.iter().any(|class| class != MessageClass::Service)
}

/// The starts of the windows that hold: the zone in force, and lately the one before it.
pub(super) fn windows(person: &PersonFacts, days: u32, now: Timestamp) -> Vec<Timestamp> {
    let mut starts: Vec<Timestamp> = window(&person.zone, now, days).into_iter().collect();
    if let Some((before, changed)) = &person.zone_before
        && changed_lately(&person.zone, *changed, now, days)
    {
        starts.extend(window(before, now, days));
    }
    starts
}

/// What a cap comes to for a person under one policy; `None`: it has no such cap.
pub(super) fn limit(policy: &Policy, cap: &Cap, person: &PersonFacts) -> Option<usize> {
    let same = |other: &&Cap| other.class == cap.class && other.days == cap.days;
    let cap = policy.caps.iter().find(same)?;
    let level = person.wishes.level.as_deref();
    let level = policy
        .levels
        .iter()
        .find(|one| Some(one.key.as_str()) == level);
    let lowered = level.and_then(|level| level.caps.iter().find(same));
    let ceiling = lowered.map_or(cap.ceiling, |lower| lower.ceiling.min(cap.ceiling));
    let default = lowered.map_or(cap.default, |lower| lower.default.min(cap.default));
    let own = person
        .limits
        .iter()
        .filter(|own| own.class == cap.class && own.days == cap.days)
        .map(|own| own.most)
        .min();
    Some(usize::try_from(own.unwrap_or(default).min(ceiling)).unwrap_or(usize::MAX))
}
