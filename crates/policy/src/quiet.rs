//! Quiet hours on the person's wall clock. They are never unenforced for want of a zone (there is
//! always one), and they know nothing of quiet *days*.

use chrono::{Days, NaiveDate, NaiveDateTime, Timelike};
use lagom_model::{LocalTime, QuietHours, Timestamp, Zone};

/// When the quiet hours that hold at `now` end: the first open instant after it; `None` if it is not
/// quiet.
///
/// The wall clock decides (half-open; `from == to` is no quiet time at all). Where clocks go back
/// it is quiet whenever the clock shows a quiet time, and also from the *first* time that it shows
/// `from`: the night does not open again for the repeated hour.
pub fn quiet_until(quiet: QuietHours, zone: &Zone, now: Timestamp) -> Option<Timestamp> {
    let mut end = end_of_span(quiet, zone, now)?;
    // Where clocks go forward over a short open time, its first instant is quiet again.
    for _ in 0..4 {
        match end_of_span(quiet, zone, end) {
            Some(later) if later > end => end = later,
            _ => break,
        }
    }
    Some(end)
}

/// How many minutes of an ordinary day are not quiet.
pub fn open_minutes(quiet: QuietHours) -> u16 {
    let (from, to) = (quiet.from.minutes(), quiet.to.minutes());
    if from <= to {
        1440 - (to - from)
    } else {
        from - to
    }
}

/// The first instant in `(now, end]` at which it is quiet, if it is not quiet at `now`. The two lie
/// so close together (seconds) that quiet time begins at most once between them.
pub(crate) fn quiet_begins(
    quiet: QuietHours,
    zone: &Zone,
    now: Timestamp,
    end: Timestamp,
) -> Option<Timestamp> {
    let holds = |at: Timestamp| end_of_span(quiet, zone, at).is_some();
    if end <= now || !holds(end) {
        return None;
    }
    let (mut open, mut shut) = (now, end);
    while shut.since(open) > 1 {
        let middle = open.plus(shut.since(open) / 2);
        if holds(middle) {
            shut = middle;
        } else {
            open = middle;
        }
    }
    Some(shut)
}

fn end_of_span(quiet: QuietHours, zone: &Zone, at: Timestamp) -> Option<Timestamp> {
    if quiet.from == quiet.to {
        return None;
    }
    let wall = zone.local(at);
    let shows = reading(wall);
    let crosses = quiet.from > quiet.to;
    let begun_today = shows >= quiet.from;
    let not_over = shows < quiet.to;
    let holds = if crosses {
        begun_today || not_over
    } else {
        begun_today && not_over
    };
    if holds {
        let next_day = crosses && begun_today;
        return Some(end_instant(quiet.to, next_day, wall, zone, at));
    }
    if zone.instant(wall) >= at {
        return None;
    }
    // The clock shows this time for the second time. Did the quiet time begin when it first
    // showed `from`, and has `to` not come since?
    let begun = zone.at(wall.date(), quiet.from) <= at;
    let end = zone.at(day_after(wall.date(), crosses), quiet.to);
    (begun && shows < quiet.from && end > at).then_some(end)
}

/// The first instant after `at` at which the clock shows `to`.
fn end_instant(
    to: LocalTime,
    next_day: bool,
    wall: NaiveDateTime,
    zone: &Zone,
    at: Timestamp,
) -> Timestamp {
    let date = day_after(wall.date(), next_day);
    let first = zone.at(date, to);
    if first > at {
        return first;
    }
    // The clock showed `to` already and was set back since: by the same clock it comes once more.
    at.plus((to.on(date) - wall).num_milliseconds())
}

fn day_after(date: NaiveDate, yes: bool) -> NaiveDate {
    date.checked_add_days(Days::new(u64::from(yes)))
        .unwrap_or(date)
}

fn reading(wall: NaiveDateTime) -> LocalTime {
    let minutes = wall.hour() * 60 + wall.minute();
    u16::try_from(minutes)
        .ok()
        .and_then(LocalTime::from_minutes)
        .unwrap_or(LocalTime::MIDNIGHT)
}
