//! The independent model: what caps, gap and quiet hours forbid, in the most naive way there is, by
//! reading wall clocks and counting dates one touch at a time. It shares no code with the policy.

use crate::world::World;
use chrono::{Days, NaiveDate, NaiveTime, Timelike};
use lagom_model::{Cap, MessageClass, QuietHours, Timestamp, TouchFact, Zone};

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

pub(crate) fn quiet_at(world: &World, at: Timestamp) -> bool {
    let person = &world.facts.person;
    let hours = person.quiet.or(world.policy.quiet);
    hours.is_some_and(|hours| clock_is_quiet(hours, &person.zone, at))
}

pub(crate) fn gap_open_at(world: &World, at: Timestamp) -> bool {
    let gap = i64::from(world.policy.gap_hours) * 3_600_000;
    let mut touches = world.facts.touches.iter();
    touches.any(|touch| !only_service(touch) && at.0 < touch.at.0 + gap)
}

/// Whether a cap is full at an instant, by counting dates in each zone that holds.
pub(crate) fn full_at(world: &World, cap: &Cap, at: Timestamp) -> bool {
    let person = &world.facts.person;
    let own = person.limits.iter().filter(|own| own.days == cap.days);
    let chosen = own.map(|own| own.most).min().unwrap_or(cap.default);
    let limit = chosen.min(cap.ceiling) as usize;
    let mut zones = vec![&person.zone];
    if let Some((before, changed)) = &person.zone_before {
        let lapse = person.zone.date(*changed) + Days::new(u64::from(cap.days));
        if person.zone.date(at) <= lapse {
            zones.push(before);
        }
    }
    zones
        .into_iter()
        .any(|zone| used(world, cap, zone, at) >= limit)
}

fn used(world: &World, cap: &Cap, zone: &Zone, at: Timestamp) -> usize {
    let today = zone.date(at);
    let dates: Vec<NaiveDate> = (0..u64::from(cap.days.max(1)))
        .map(|back| today - Days::new(back))
        .collect();
    let mut used = 0;
    for touch in &world.facts.touches {
        let on = zone.date(touch.at);
        let counted = match cap.class {
            None => !only_service(touch),
            Some(class) => touch.classes.contains(&class),
        };
        if counted && (on > today || dates.contains(&on)) {
            used += 1;
        }
    }
    used
}

fn only_service(touch: &TouchFact) -> bool {
    let classes = &touch.classes;
    !classes.is_empty() && classes.iter().all(|class| *class == MessageClass::Service)
}

pub(crate) fn caps_in_all(world: &World) -> impl Iterator<Item = &Cap> {
    world.policy.caps.iter().filter(|cap| cap.class.is_none())
}

pub(crate) fn caps_of(world: &World, class: MessageClass) -> impl Iterator<Item = &Cap> {
    let caps = world.policy.caps.iter();
    caps.filter(move |cap| cap.class == Some(class))
}
