//! Quiet hours on the person's wall clock. They are never unenforced for want of a zone (there is
//! always one); quiet days are joined to them in `closed.rs`.

use crate::clock::LocalClock;
use crate::window::{FIRST, LAST};
use lagom_model::{LocalTime, QuietHours, Timestamp, Zone};

/// When the quiet hours that hold at `now` end: the first open instant after it; `None` if it is not
/// quiet.
///
/// The wall clock decides (half-open; `from == to` is no quiet time at all). Where clocks go back
/// it is quiet whenever the clock shows a quiet time, and also from the *first* time that it shows
/// `from`: the night does not open again for the repeated hour.
pub fn quiet_until(quiet: QuietHours, zone: &Zone, now: Timestamp) -> Option<Timestamp> {
    quiet_until_by(quiet, &LocalClock::around(zone, now), now)
}

/// The same by a clock.
#[inline(always)]
pub(crate) fn quiet_until_by(
    quiet: QuietHours,
    clock: &LocalClock<'_>,
    now: Timestamp,
) -> Option<Timestamp> {
    let end = end_of_span(quiet, clock, now)?;
    Some(lengthened(quiet, clock, end))
}

/// The end of the quiet time, for a span that ends: where clocks go forward over a short open time, its first
/// instant is quiet again.
#[inline(never)]
fn lengthened(quiet: QuietHours, clock: &LocalClock<'_>, end: Timestamp) -> Timestamp {
    let mut end = end;
    for _ in 0..4 {
        match end_of_span(quiet, clock, end) {
            Some(later) if later > end => end = later,
            _ => break,
        }
    }
    end
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
    clock: &LocalClock<'_>,
    now: Timestamp,
    end: Timestamp,
) -> Option<Timestamp> {
    if end <= now || end_of_span(quiet, clock, end).is_none() {
        return None;
    }
    Some(first_quiet(quiet, clock, now, end))
}

/// The first quiet instant after an open one, up to a quiet one.
#[cold]
fn first_quiet(
    quiet: QuietHours,
    clock: &LocalClock<'_>,
    open: Timestamp,
    shut: Timestamp,
) -> Timestamp {
    let (mut open, mut shut) = (open, shut);
    while shut.since(open) > 1 {
        let middle = open.plus(shut.since(open) / 2);
        if end_of_span(quiet, clock, middle).is_some() {
            shut = middle;
        } else {
            open = middle;
        }
    }
    shut
}

/// The end of the quiet span that holds at an instant, if one does.
#[inline(always)]
fn end_of_span(quiet: QuietHours, clock: &LocalClock<'_>, at: Timestamp) -> Option<Timestamp> {
    if clock.knows(at) {
        // Nothing is shown for the second time, so what is shown says it all.
        let end = shown_end(quiet, clock.wall(at))?;
        return Some(clock.instant(end));
    }
    end_of_repeated_span(quiet, clock, at)
}

/// If the wall clock shows a quiet time: what it shows when that ends.
fn shown_end(quiet: QuietHours, wall: i64) -> Option<i64> {
    let shows = wall.rem_euclid(Timestamp::DAY);
    let (from, to) = (millis(quiet.from), millis(quiet.to));
    let (begun_today, not_over) = (shows >= from, shows < to);
    let crosses = from > to;
    let holds = if crosses {
        begun_today | not_over
    } else {
        begun_today & not_over
    };
    let end = wall - shows + next_day(crosses & begun_today) + to;
    holds.then_some(end)
}

/// The same where the clock may have been set back lately.
#[cold]
fn end_of_repeated_span(
    quiet: QuietHours,
    clock: &LocalClock<'_>,
    at: Timestamp,
) -> Option<Timestamp> {
    if quiet.from == quiet.to || !(FIRST..=LAST).contains(&at) {
        return None;
    }
    let wall = clock.wall(at);
    if let Some(end) = shown_end(quiet, wall) {
        let first = clock.instant(end);
        // If the clock showed `to` already and was set back since, by the same clock it comes once more.
        return Some(if first > at {
            first
        } else {
            at.plus(end - wall)
        });
    }
    if clock.instant(wall) >= at {
        return None;
    }
    // The clock shows this time for the second time. Did the quiet time begin when it first
    // showed `from`, and has `to` not come since?
    let (from, to) = (millis(quiet.from), millis(quiet.to));
    let midnight = wall - wall.rem_euclid(Timestamp::DAY);
    let begun_today = wall - midnight >= from;
    let begun = clock.instant(midnight + from) <= at;
    let end = clock.instant(midnight + next_day(from > to) + to);
    (begun && !begun_today && end > at).then_some(end)
}

const fn next_day(yes: bool) -> i64 {
    if yes { Timestamp::DAY } else { 0 }
}

/// A time of day in milliseconds since midnight.
fn millis(time: LocalTime) -> i64 {
    i64::from(time.minutes()) * Timestamp::MINUTE
}
