//! Seasons and pauses: which one holds for a person on a date, and where each ends. What they bring
//! is decided elsewhere.

use crate::window::plus_days;
use chrono::{Datelike, NaiveDate};
use lagom_model::{PersonFacts, Policy, Season, SeasonChoice, Timestamp, Zone};

/// When a pause ends: at the start of the first local date on which letters come again.
pub fn pause_end(until: NaiveDate, zone: &Zone) -> Timestamp {
    zone.start_of(until)
}

/// The season that holds for a person on a local date, what it brings them, and whether their own
/// standing choice says so. The first of the policy's seasons that holds there wins.
pub fn season_now<'p>(
    policy: &'p Policy,
    person: &PersonFacts,
    date: NaiveDate,
) -> Option<(&'p Season, SeasonChoice, bool)> {
    let season = policy.seasons.iter().find(|season| {
        season.holds_on(date) && season.is_for(person.country.as_deref(), &person.language)
    })?;
    Some(match person.season {
        Some(own) => (season, own, true),
        None => (season, season.form, false),
    })
}

/// The first local date after a season that holds on `date`; always later than `date`. A last day
/// that a month does not have is that month's last.
pub fn season_end_date(season: &Season, date: NaiveDate) -> NaiveDate {
    let (from, to) = (&season.from, &season.to);
    let crosses_new_year = (from.month, from.day) > (to.month, to.day);
    let begun_this_year =
        (date.month(), date.day()) >= (u32::from(from.month), u32::from(from.day));
    let year = date
        .year()
        .saturating_add(i32::from(crosses_new_year && begun_this_year));
    let tomorrow = plus_days(date, 1);
    day_in_month(year, u32::from(to.month), u32::from(to.day))
        .map_or(tomorrow, |last| plus_days(last, 1).max(tomorrow))
}

/// A day of a month, or the month's last day if it is shorter; `None` if there is no such month.
pub(crate) fn day_in_month(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    (28..=day.clamp(1, 31))
        .rev()
        .find_map(|day| NaiveDate::from_ymd_opt(year, month, day))
        .or_else(|| NaiveDate::from_ymd_opt(year, month, day.clamp(1, 28)))
}
