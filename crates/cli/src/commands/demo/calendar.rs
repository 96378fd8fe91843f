//! The twelve weeks that the demonstration lives through, across a year's end. It never asks what
//! day it is today.

use chrono::{Days, NaiveDate, NaiveTime};
use lagom_model::Timestamp;

/// How many weeks there are letters for.
pub(super) const WEEKS: u32 = 12;

/// Monday of the first week, at midnight UTC.
const FIRST_MONDAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 11, 2);

/// The Monday of a week, counted from 0.
pub(super) fn monday(week: u32) -> NaiveDate {
    day(i64::from(week) * 7)
}

/// A date, counted in days from the first Monday.
pub(super) fn day(days: i64) -> NaiveDate {
    let first = FIRST_MONDAY.unwrap_or_default();
    first
        .checked_add_days(Days::new(days.unsigned_abs()))
        .unwrap_or(first)
}

/// The instant at which a week begins, in UTC.
pub(super) fn start_of(week: u32) -> Timestamp {
    instant(monday(week))
}

/// An instant of a week: so many days and hours after its beginning, in UTC.
pub(super) fn moment(week: u32, days: i64, hours: i64) -> Timestamp {
    start_of(week).plus(days * Timestamp::DAY + hours * Timestamp::HOUR)
}

/// The week in which an instant lies, counted from 0.
pub(super) fn week_of(at: Timestamp) -> u32 {
    let weeks = at.since(start_of(0)).div_euclid(7 * Timestamp::DAY);
    u32::try_from(weeks).unwrap_or(0)
}

fn instant(date: NaiveDate) -> Timestamp {
    Timestamp(date.and_time(NaiveTime::MIN).and_utc().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike, Weekday};

    #[test]
    fn twelve_weeks_lie_across_a_years_end() {
        assert_eq!(monday(0).weekday(), Weekday::Mon);
        assert_eq!(monday(0).year() + 1, monday(WEEKS).year());
        assert_eq!(week_of(start_of(3)), 3);
        assert_eq!(week_of(start_of(3).plus(-1)), 2);
        assert_eq!(moment(1, 1, 16).to_string(), "2026-11-10T16:00:00Z");
    }
}
