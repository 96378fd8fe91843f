//! The independent model: what caps, look-ahead, minutes, gap and quiet time forbid, in the most naive way
//! there is, by reading wall clocks and counting dates one by one. It shares no code with the policy.

use crate::world::World;
use chrono::{Datelike, Days, NaiveDate, NaiveTime, Timelike};
use lagom_model::{
    Ahead, Cap, Classes, MessageClass, PartRequest, QuietHours, Timestamp, TouchFact, Zone,
};

/// Whether the wall clock shows a quiet time.
pub(crate) fn clock_is_quiet(quiet: QuietHours, zone: &Zone, at: Timestamp) -> bool {
    let clock: NaiveTime = zone.local(at).time();
    let minutes = clock.hour() * 60 + clock.minute();
    let (from, to) = (
        u32::from(quiet.from.minutes()),
        u32::from(quiet.to.minutes()),
    );
    let mut minute = from;
    while minute != to {
        if minute == minutes {
            return true;
        }
        minute = (minute + 1) % 1440;
    }
    false
}

/// Whether clocks were set back in the midst of a quiet time, and have not shown one again since: it goes on.
fn night_goes_on(quiet: QuietHours, zone: &Zone, at: Timestamp) -> bool {
    let back = |minutes: i64| at.plus(-minutes * Timestamp::MINUTE);
    let mut minutes = 1..180;
    let last_quiet = minutes.find(|minutes| clock_is_quiet(quiet, zone, back(*minutes)));
    last_quiet.is_some_and(|last| zone.local(back(last - 1)) < zone.local(back(last)))
}

/// The local date, where a date that has begun stays begun.
fn date(zone: &Zone, at: Timestamp) -> NaiveDate {
    let shown = (0..9).map(|back| zone.date(at.plus(-back * 15 * Timestamp::MINUTE)));
    shown.max().unwrap()
}

pub(crate) fn quiet_at(world: &World, at: Timestamp) -> bool {
    let person = &world.facts.person;
    let hours = person.quiet.or(world.policy.quiet);
    let days = person.wishes.quiet_days.as_ref();
    let days = days.unwrap_or(&world.policy.quiet_days);
    days.weekdays.contains(&date(&person.zone, at).weekday())
        || hours.is_some_and(|hours| {
            clock_is_quiet(hours, &person.zone, at) || night_goes_on(hours, &person.zone, at)
        })
}

/// Whether it is too near to a touch made, or to a message of higher order.
pub(crate) fn gap_open_at(world: &World, at: Timestamp) -> bool {
    let gap = i64::from(world.policy.gap_hours) * 3_600_000;
    let mut touches = world.facts.touches.iter();
    touches.any(|touch| !only_service(touch) && at.0 < touch.at.0 + gap)
        || rivals(world)
            .iter()
            .any(|rival| (rival.at.0 - at.0).abs() < gap)
}

/// What is scheduled, of higher order, and no service: the nearest eight.
fn rivals(world: &World) -> Vec<Ahead> {
    let mut rivals = world.facts.ahead.clone();
    rivals.retain(|it| it.rank.class != MessageClass::Service && it.rank < world.request.rank);
    rivals.sort_by_key(|it| (it.at, it.rank));
    rivals.truncate(8);
    rivals
}

/// What a person may have of a cap.
fn limit(world: &World, cap: &Cap) -> u32 {
    let person = &world.facts.person;
    let (mut default, mut ceiling) = (cap.default, cap.ceiling);
    for level in &world.policy.levels {
        for lower in &level.caps {
            let same = lower.class == cap.class && lower.days == cap.days;
            if same && person.wishes.level.as_ref() == Some(&level.key) {
                default = default.min(lower.default);
                ceiling = ceiling.min(lower.ceiling);
            }
        }
    }
    let mut chosen = None;
    for own in &person.limits {
        if own.days == cap.days && own.class == cap.class {
            chosen = Some(chosen.map_or(own.most, |most: u32| most.min(own.most)));
        }
    }
    chosen.unwrap_or(default).min(ceiling)
}

/// The zones whose dates count for a window of so many dates that ends at an instant.
fn zones_at(world: &World, days: u32, at: Timestamp) -> Vec<&Zone> {
    let person = &world.facts.person;
    let mut zones = vec![&person.zone];
    if let Some((before, changed)) = &person.zone_before {
        let lapse = date(&person.zone, *changed) + Days::new(u64::from(days));
        if date(&person.zone, at) <= lapse {
            zones.push(before);
        }
    }
    zones
}

/// The dates of a window that ends with a date.
fn window(days: u32, last: NaiveDate) -> Vec<NaiveDate> {
    (0..u64::from(days.max(1)))
        .map(|back| last - Days::new(back))
        .collect()
}

/// Whether a cap has no room at an instant: in the window that ends then, or in one that ends with a
/// message of higher order and holds this one's date.
pub(crate) fn full_at(world: &World, cap: &Cap, at: Timestamp) -> bool {
    let most = limit(world, cap) as usize;
    let rivals: Vec<Ahead> = rivals(world)
        .into_iter()
        .filter(|it| cap.class.is_none_or(|class| it.rank.class == class))
        .collect();
    let ends = std::iter::once(at).chain(rivals.iter().map(|it| it.at));
    for end in ends {
        for zone in zones_at(world, cap.days, end) {
            let last = date(zone, end);
            let dates = window(cap.days, last);
            if !dates.contains(&date(zone, at)) {
                continue;
            }
            let scheduled = rivals.iter().map(|it| date(zone, it.at));
            let scheduled = scheduled.filter(|on| dates.contains(on)).count();
            if used(world, cap, zone, &dates) + scheduled + 1 > most {
                return true;
            }
        }
    }
    false
}

/// Units on these dates, or later: what is reserved for later counts already.
fn used(world: &World, cap: &Cap, zone: &Zone, dates: &[NaiveDate]) -> usize {
    let mut used = 0;
    for touch in &world.facts.touches {
        let on = date(zone, touch.at);
        let counted = match cap.class {
            None => !only_service(touch),
            Some(class) => touch.classes.contains(class),
        };
        if counted && (on > dates[0] || dates.contains(&on)) {
            used += 1;
        }
    }
    used
}

/// Whether the reader's own minutes of the last seven dates are spent.
pub(crate) fn minutes_spent_at(world: &World, at: Timestamp) -> bool {
    seconds_left(world, at).is_some_and(|left| left <= 0)
}

/// Seconds of reading that are left, by the zone that leaves fewer.
pub(crate) fn seconds_left(world: &World, at: Timestamp) -> Option<i64> {
    let minutes = world.facts.person.wishes.minutes_a_week?;
    let zones = zones_at(world, 7, at).into_iter();
    let left = zones.map(|zone| {
        let dates = window(7, date(zone, at));
        let touches = world.facts.touches.iter();
        let read = touches
            .filter(|touch| !only_service(touch))
            .filter(|touch| {
                let on = date(zone, touch.at);
                on > dates[0] || dates.contains(&on)
            });
        i64::from(minutes) * 60 - read.map(|touch| i64::from(touch.reading)).sum::<i64>()
    });
    left.min()
}

fn only_service(touch: &TouchFact) -> bool {
    let classes = &touch.classes;
    !classes.is_empty() && classes.iter().all(|class| class == MessageClass::Service)
}

/// The classes in which a part counts, if it goes.
pub(crate) fn classes_of(part: &PartRequest) -> Classes {
    if part.class == MessageClass::Service {
        return Classes::NONE;
    }
    let classes: Classes = part
        .contains
        .iter()
        .filter(|class| *class != MessageClass::Service)
        .collect();
    if classes.is_empty() {
        Classes::one(part.class)
    } else {
        classes
    }
}

pub(crate) fn caps_in_all(world: &World) -> impl Iterator<Item = &Cap> {
    world.policy.caps.iter().filter(|cap| cap.class.is_none())
}

pub(crate) fn class_full_at(world: &World, class: MessageClass, at: Timestamp) -> bool {
    let mut caps = world.policy.caps.iter();
    caps.any(|cap| cap.class == Some(class) && full_at(world, cap, at))
}

/// Whether a message of any of these classes may go at an instant.
pub(crate) fn allows(world: &World, classes: &[MessageClass], at: Timestamp) -> bool {
    !quiet_at(world, at)
        && !gap_open_at(world, at)
        && !minutes_spent_at(world, at)
        && caps_in_all(world).all(|cap| !full_at(world, cap, at))
        && classes
            .iter()
            .any(|class| !class_full_at(world, *class, at))
}
