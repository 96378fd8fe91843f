//! Look-ahead, recounted: no letter of lower order takes the room of a scheduled issue of higher order. Only where the
//! order is beyond doubt: an offer before an issue, or an issue before one of a publication that the operator prefers.

use super::Model;
use super::budget::{counts, limit, rules, windows};
use super::hours::{changed_lately, date};
use super::record::{Gate, Reader};
use lagom_model::{
    Cadence, Classes, MessageClass, PersonFacts, Policy, PublicId, PublicationId, Reason,
    SeasonChoice, StopScope, Timestamp,
};

/// From so many letters on, what waited meanwhile comes before everything of its class.
const PATIENCE: usize = 2;

/// What is wrong with letting a letter go before what is scheduled.
pub(super) fn wrong(
    model: &Model,
    reader: &Reader,
    (id, gate, classes): (PublicId, &Gate, Classes),
    now: Timestamp,
) -> Vec<String> {
    let facts = &reader.person.facts;
    let rules = rules(model, reader);
    let days = rules
        .iter()
        .flat_map(|one| &one.caps)
        .map(|cap| cap.days)
        .max();
    let days = days.unwrap_or(0);
    if is_restless(&rules, facts, days, now) {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    for (publication, at) in ahead(model, reader, days, now) {
        if !comes_first(model, reader, gate, classes, publication) {
            continue;
        }
        let gap = rules.iter().map(|one| one.gap_hours).max().unwrap_or(0);
        if at.since(now) < i64::from(gap) * Timestamp::HOUR {
            wrong.push(format!(
                "look-ahead: the issue of {publication} at {at} needs the gap of {gap} hours"
            ));
        }
        for cap in rules.iter().flat_map(|one| &one.caps) {
            if cap.class.is_some() {
                continue;
            }
            let most = rules.iter().filter_map(|one| limit(one, cap, facts)).min();
            let most = most.unwrap_or(usize::MAX);
            let since = windows(facts, cap.days, at).into_iter().min();
            let since = since.unwrap_or(Timestamp(0));
            let used = counts(reader, id).filter(|unit| unit.at >= since).count();
            let own = usize::from(now >= since);
            if used < most && used + own + 1 > most {
                wrong.push(format!(
                    "look-ahead: it takes the room of the issue of {publication} at {at}: {used} of {most} in {} dates",
                    cap.days
                ));
            }
        }
    }
    wrong
}

/// Where what is awake when is not plain enough to recount.
fn is_restless(rules: &[Policy], facts: &PersonFacts, days: u32, now: Timestamp) -> bool {
    let moved = facts.zone_before.as_ref();
    let moved = moved.is_some_and(|(_, at)| changed_lately(&facts.zone, *at, now, 2 * days));
    let mut seasons = rules.iter().flat_map(|one| &one.seasons);
    moved
        || facts.season == Some(SeasonChoice::Nothing)
        || seasons.any(|season| season.form == SeasonChoice::Nothing)
}

/// Scheduled issues of lines whose letters come with them.
fn ahead(
    model: &Model,
    reader: &Reader,
    days: u32,
    now: Timestamp,
) -> Vec<(PublicationId, Timestamp)> {
    let until = now.plus(i64::from(days) * Timestamp::DAY);
    let scheduled = model.scheduled.values().copied();
    let near = scheduled.filter(|(_, at)| *at > now && *at <= until);
    near.filter(|(publication, at)| {
        let facts = &reader.person.facts;
        let line = reader.line(*publication);
        let today = date(&facts.zone, *at).map(|date| date.to_string());
        let paused = |choices: &lagom_model::Choices| {
            let mut pauses = [facts.paused_until, choices.paused_until]
                .into_iter()
                .flatten();
            pauses.any(|until| today.as_ref().is_none_or(|day| until.to_string() > *day))
        };
        let mut stops = facts.stops.iter();
        let stopped = stops.any(|stop| match stop.scope {
            StopScope::Publication(stopped) => stopped == *publication,
            StopScope::Mailings | StopScope::Everything => true,
        });
        let rests = model
            .sender_of(*publication)
            .is_none_or(|sender| model.paused.contains(&sender));
        !stopped
            && !rests
            && line.is_some_and(|(choices, _)| {
                choices.cadence == Cadence::EveryIssue && !paused(choices)
            })
    })
    .collect()
}

/// Whether a scheduled issue comes before this letter, beyond doubt.
fn comes_first(
    model: &Model,
    reader: &Reader,
    gate: &Gate,
    classes: Classes,
    issue: PublicationId,
) -> bool {
    let left_out = |reason: &Reason| matches!(reason, Reason::LeftOut { .. });
    match classes.heaviest() {
        // With what stayed out, because its class is full, it stood higher when its place was asked for.
        _ if gate.why.iter().any(left_out) => false,
        Some(MessageClass::Offer) => true,
        Some(MessageClass::Issue) => {
            let oldest = gate.due.values().chain(gate.perhaps.values());
            let oldest = oldest.filter_map(|place| Some(model.items.get(place)?.visible_at));
            let Some(oldest) = oldest.min() else {
                return false;
            };
            let meanwhile = reader.units.iter().filter(|unit| unit.at >= oldest);
            let brings = gate.parts.iter().filter(|part| part.form.is_some());
            let best = brings
                .filter_map(|part| model.priority_of(part.publication))
                .min();
            gate.taken.is_empty() && meanwhile.count() < PATIENCE && best > model.priority_of(issue)
        }
        _ => false,
    }
}
