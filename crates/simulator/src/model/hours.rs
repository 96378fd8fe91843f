//! Local dates and quiet time, read from the zone data itself, without the product's own arithmetic.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp as Instant, ToSpan as _, Zoned};
use lagom_model::{PersonFacts, Policy, QuietDays, QuietHours, Timestamp, Zone};

/// The wall clock of a zone.
fn wall(zone: &Zone, at: Timestamp) -> Option<Zoned> {
    let zone = TimeZone::get(zone.name()).ok()?;
    Some(Instant::from_millisecond(at.0).ok()?.to_zoned(zone))
}

fn start_of(zone: &Zone, date: Date) -> Option<Timestamp> {
    let zone = TimeZone::get(zone.name()).ok()?;
    let noon = date.at(12, 0, 0, 0).to_zoned(zone).ok()?;
    let start = noon.start_of_day().ok()?;
    Some(Timestamp(start.timestamp().as_millisecond()))
}

/// The local date; one that has begun stays begun when clocks go back over midnight.
pub(super) fn date(zone: &Zone, at: Timestamp) -> Option<Date> {
    let date = wall(zone, at)?.date();
    let next = date.tomorrow().ok()?;
    let begun = start_of(zone, next)? <= at;
    Some(if begun { next } else { date })
}

/// The first instant of the window of `days` local dates that ends today.
pub(super) fn window(zone: &Zone, now: Timestamp, days: u32) -> Option<Timestamp> {
    let today = date(zone, now)?;
    let first = today.checked_sub(i64::from(days.saturating_sub(1)).days());
    start_of(zone, first.ok()?)
}

/// Whether fewer than `days` local dates have begun since a change of zone, the date of the change included.
pub(super) fn changed_lately(zone: &Zone, changed: Timestamp, now: Timestamp, days: u32) -> bool {
    let dates = date(zone, changed).zip(date(zone, now));
    dates.is_some_and(|(then, today)| {
        (today - then).get_days() < i32::try_from(days).unwrap_or(i32::MAX)
    })
}

/// Why it is quiet for a person at an instant, if the wall clock says so.
pub(super) fn quiet(policy: &Policy, person: &PersonFacts, now: Timestamp) -> Option<String> {
    let wall = wall(&person.zone, now)?;
    if let Some(hours) = person.quiet.or(policy.quiet)
        && shows_quiet(hours, &wall)
    {
        return Some(format!("quiet hours: their clock shows {}", wall.time()));
    }
    let days = person.wishes.quiet_days.as_ref();
    let days = days.unwrap_or(&policy.quiet_days);
    if is_quiet_weekday(days, wall.weekday()) {
        return Some(format!("a quiet weekday: {}", wall.date()));
    }
    let country = person.country.as_ref().filter(|_| days.holidays)?;
    let dates = policy.holidays.get(country)?.dates().iter();
    let today = wall.date().to_string();
    dates
        .map(ToString::to_string)
        .find(|date| *date == today)
        .map(|date| format!("a public holiday: {date}"))
}

/// The first instant of a local date.
pub(super) fn start(zone: &Zone, date: chrono::NaiveDate) -> Option<Timestamp> {
    start_of(zone, date.to_string().parse().ok()?)
}

fn shows_quiet(hours: QuietHours, wall: &Zoned) -> bool {
    let minute = i32::from(wall.hour()) * 60 + i32::from(wall.minute());
    let (from, to) = (
        i32::from(hours.from.minutes()),
        i32::from(hours.to.minutes()),
    );
    match from.cmp(&to) {
        std::cmp::Ordering::Less => from <= minute && minute < to,
        std::cmp::Ordering::Greater => minute >= from || minute < to,
        std::cmp::Ordering::Equal => false,
    }
}

fn is_quiet_weekday(days: &QuietDays, today: Weekday) -> bool {
    let today = u32::try_from(today.to_monday_zero_offset()).unwrap_or(0);
    days.weekdays
        .iter()
        .any(|day| day.num_days_from_monday() == today)
}
