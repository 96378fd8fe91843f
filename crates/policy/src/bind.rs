//! Promises: a looser policy binds only those who accept it. It says which policy holds for a person whose
//! lines were begun under others; who accepted what is a fact, and stands elsewhere.

use crate::quiet::open_minutes;
use crate::quiet_menu::LEAST_OPEN_MINUTES;
use chrono::Weekday;
use lagom_model::{Cap, Level, Policy, PublicationId, QuietDays, QuietHours};
use std::borrow::Cow;

/// The policy that holds for a person: the one in force, made as strict as the promises under which
/// their lines stand. Its version stays that of the policy in force; [`Policy::promised`] names the
/// earliest promise that made it stricter, if one did.
///
/// * Caps, matched by class and days: the lowest default and the lowest ceiling; a cap that only one of the
///   policies has holds. The reader's own recorded choice moves between the two, as ever.
/// * The longest gap. Quiet days: those of all.
/// * Quiet hours: the shortest span that holds all of theirs, if it leaves an open hour a day; else those
///   of the policy in force.
/// * Levels: each lowers what it lowered, and what it lowers now.
/// * Everything else (maximum deferral, spreading, seasons, how fast people read) is as in force: it
///   promises no fewer messages.
///
/// [`lower`] makes a promise of what a publication lowers; that one binds although it is of the policy in force, and
/// [`Policy::lowered_by`] names its publication.
///
/// What is stricter in the policy in force therefore binds everyone at once. The order of the promises
/// does not matter, so a caller may keep the answer by the set of their versions.
pub fn bind<'p>(current: &'p Policy, promises: &[&Policy]) -> Cow<'p, Policy> {
    let mut promises: Vec<&Policy> = promises.to_vec();
    let which = |promise: &&Policy| (promise.version, promise.lowered_by);
    promises.retain(|one| one.version != current.version || one.lowered_by.is_some());
    promises.sort_unstable_by_key(which);
    promises.dedup_by_key(|promise| which(promise));
    let mut bound = Cow::Borrowed(current);
    for promise in promises {
        let mut stricter = bound.clone().into_owned();
        if tighten(&mut stricter, promise) {
            if promise.version == current.version {
                stricter.lowered_by = stricter.lowered_by.or(promise.lowered_by);
            } else {
                stricter.promised = stricter.promised.or(Some(promise.version));
            }
        }
        tighten_levels(&mut stricter.levels, &promise.levels);
        if stricter != *bound {
            bound = Cow::Owned(stricter);
        }
    }
    bound
}

/// The policy as a line of this publication has it, if the publication lowers a cap or has one more.
pub fn lower(policy: &Policy, key: &str, publication: PublicationId) -> Option<Policy> {
    let lowered = policy.lowered.get(key)?;
    let mut lower = policy.clone();
    let stricter = tighten_caps(&mut lower.caps, lowered);
    lower.lowered_by = Some(publication);
    stricter.then_some(lower)
}

/// Whether the promise made the policy stricter.
fn tighten(policy: &mut Policy, promise: &Policy) -> bool {
    let mut stricter = tighten_caps(&mut policy.caps, &promise.caps);
    stricter |= promise.gap_hours > policy.gap_hours;
    policy.gap_hours = policy.gap_hours.max(promise.gap_hours);
    let quiet = join(policy.quiet, promise.quiet);
    stricter |= quiet != policy.quiet;
    policy.quiet = quiet;
    let QuietDays { weekdays, holidays } = &promise.quiet_days;
    let days = &mut policy.quiet_days;
    for day in weekdays {
        if !days.weekdays.contains(day) {
            days.weekdays.push(*day);
            days.weekdays
                .sort_unstable_by_key(Weekday::num_days_from_monday);
            stricter = true;
        }
    }
    stricter |= *holidays && !days.holidays;
    days.holidays |= holidays;
    stricter
}

/// A level that only the promise has stays what it was for who picked it.
fn tighten_levels(levels: &mut Vec<Level>, promised: &[Level]) {
    for promise in promised {
        if !levels.iter().any(|level| level.key == promise.key) {
            levels.push(promise.clone());
        }
        for level in levels.iter_mut().filter(|it| it.key == promise.key) {
            tighten_caps(&mut level.caps, &promise.caps);
        }
    }
}

/// Whether a promise made the caps stricter.
fn tighten_caps(caps: &mut Vec<Cap>, promised: &[Cap]) -> bool {
    let mut stricter = false;
    for promise in promised {
        let mut known = false;
        let same = |cap: &&mut Cap| (cap.class, cap.days) == (promise.class, promise.days);
        for cap in caps.iter_mut().filter(same) {
            known = true;
            stricter |= promise.default < cap.default || promise.ceiling < cap.ceiling;
            cap.default = cap.default.min(promise.default);
            cap.ceiling = cap.ceiling.min(promise.ceiling);
        }
        if !known {
            caps.push(*promise);
            stricter = true;
        }
    }
    stricter
}

/// The shortest span that holds both; the first if that leaves too little open.
fn join(first: Option<QuietHours>, second: Option<QuietHours>) -> Option<QuietHours> {
    let real = |hours: &QuietHours| hours.from != hours.to;
    let (Some(one), Some(other)) = (first.filter(real), second.filter(real)) else {
        return first.filter(real).or(second.filter(real)).or(first);
    };
    let spans = [
        one,
        other,
        QuietHours {
            from: one.from,
            to: other.to,
        },
        QuietHours {
            from: other.from,
            to: one.to,
        },
    ];
    let holding = spans
        .into_iter()
        .filter(|span| real(span) && holds(*span, one) && holds(*span, other));
    let shortest = holding.max_by_key(|span| open_minutes(*span));
    shortest
        .filter(|span| open_minutes(*span) >= LEAST_OPEN_MINUTES)
        .or(Some(one))
}

/// Whether a span holds another, on a clock that goes round.
fn holds(span: QuietHours, other: QuietHours) -> bool {
    let minutes = |hours: QuietHours| 1440 - open_minutes(hours);
    let (from, begins) = (span.from.minutes(), other.from.minutes());
    let into = (begins + 1440 - from) % 1440;
    into + minutes(other) <= minutes(span)
}

#[cfg(test)]
mod tests;
