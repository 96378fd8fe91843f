//! Seasons and pauses: which one holds for a person on a date, and where each ends. What they bring
//! is decided elsewhere.

use crate::window::{Calendar, plus_days};
use chrono::NaiveDate;
use lagom_model::{DayOfYear, PersonFacts, Policy, Season, SeasonChoice, Timestamp, Zone};

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
    season_that(policy, person, |season| season.holds_on(date))
}

/// The same for a date of the person's calendar.
#[inline]
pub(crate) fn season_today<'p>(
    policy: &'p Policy,
    person: &PersonFacts,
    calendar: &Calendar<'_>,
) -> Option<(&'p Season, SeasonChoice, bool)> {
    let day = DayOfYear::of_number(calendar.today());
    season_that(policy, person, |season| {
        let fixed = day.and_then(|day| season.holds_on_day(day));
        fixed.unwrap_or_else(|| season.holds_on(calendar.date()))
    })
}

#[inline]
fn season_that<'p>(
    policy: &'p Policy,
    person: &PersonFacts,
    holds: impl Fn(&Season) -> bool,
) -> Option<(&'p Season, SeasonChoice, bool)> {
    let season = policy.seasons.iter().find(|season| {
        holds(season) && season.is_for(person.country.as_deref(), &person.language)
    })?;
    Some(match person.season {
        Some(own) => (season, own, true),
        None => (season, season.form, false),
    })
}

/// The first local date after the season's window that holds on `date`; always later than `date`.
pub fn season_end_date(season: &Season, date: NaiveDate) -> NaiveDate {
    let last = season.window_on(date).map_or(date, |(_, last)| last);
    plus_days(last.max(date), 1)
}

/// A day of a month, or the month's last day if it is shorter; `None` if there is no such month.
pub(crate) fn day_in_month(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    (28..=day.clamp(1, 31))
        .rev()
        .find_map(|day| NaiveDate::from_ymd_opt(year, month, day))
        .or_else(|| NaiveDate::from_ymd_opt(year, month, day.clamp(1, 28)))
}
