//! Calendars: when the digests of a line fall due. A slot is a pure function of the instant after
//! which it is sought, so a change of cadence, anchor or zone neither repeats nor loses one.

use crate::season::day_in_month;
use crate::window::{Day, plus_days};
use chrono::{Datelike, NaiveDate, Weekday};
use lagom_model::{Anchor, Cadence, LocalTime, Timestamp, Zone};

/// A Monday. Fortnights are counted from it: slots lie in even weeks, for everyone the same ones.
const FIRST_MONDAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(1970, 1, 5);

/// The first slot strictly after an instant; `None` for cadences whose letters come with the issues,
/// and beyond the end of the calendar.
///
/// * weekly: the anchor's weekday and time;
/// * fortnightly: the same, in even weeks counted from Monday 1970-01-05;
/// * monthly: the anchor's day, or the last day of a month that is shorter.
///
/// A local time that does not exist is the first instant after the gap, an ambiguous one is the
/// first; a local date has one slot at most (one whose time was skipped together with the rest of its
/// date lies at the start of the next). What an anchor leaves out (the publication's default
/// should have filled it) is Monday, the 1st, 09:00.
pub fn next_slot(
    cadence: Cadence,
    anchor: Anchor,
    zone: &Zone,
    after: Timestamp,
) -> Option<Timestamp> {
    let time = anchor
        .time
        .or_else(|| LocalTime::new(9, 0))
        .unwrap_or(LocalTime::MIDNIGHT);
    let from = Day::of(zone, after).date();
    let mut date = match cadence {
        Cadence::EveryIssue | Cadence::EventsOnly => return None,
        Cadence::Weekly => on_weekday(from, anchor),
        Cadence::Fortnightly => in_even_week(on_weekday(from, anchor)),
        Cadence::Monthly => monthly(from.year(), from.month(), anchor)?,
    };
    // Today's, if it is still to come, else the next one; no more beyond the calendar's end.
    for _ in 0..3 {
        let slot = zone.at(date, time);
        if slot > after {
            return Some(slot);
        }
        date = match cadence {
            Cadence::Fortnightly => plus_days(date, 14),
            Cadence::Monthly => {
                let next = plus_days(day_in_month(date.year(), date.month(), 31)?, 1);
                monthly(next.year(), next.month(), anchor)?
            }
            _ => plus_days(date, 7),
        };
    }
    None
}

/// The first date from `from` on with the anchor's weekday.
fn on_weekday(from: NaiveDate, anchor: Anchor) -> NaiveDate {
    let weekday = anchor.weekday.unwrap_or(Weekday::Mon);
    plus_days(from, weekday.days_since(from.weekday()))
}

fn in_even_week(date: NaiveDate) -> NaiveDate {
    let weeks = FIRST_MONDAY.map_or(0, |monday| (date - monday).num_days().div_euclid(7));
    if weeks.rem_euclid(2) == 0 {
        date
    } else {
        plus_days(date, 7)
    }
}

fn monthly(year: i32, month: u32, anchor: Anchor) -> Option<NaiveDate> {
    day_in_month(year, month, u32::from(anchor.day.unwrap_or(1)))
}
