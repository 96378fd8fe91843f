//! Quiet hours minute by minute: against the wall clock, across every change of clocks of the zones.

use crate::naive::clock_is_quiet;
use crate::world::{instant, quiet, zone};
use lagom_model::{LocalTime, QuietHours, Timestamp, Zone};
use lagom_policy::{open_minutes, quiet_until};
use proptest::prelude::*;

fn hours(from: &str, to: &str) -> QuietHours {
    QuietHours {
        from: LocalTime::parse(from).unwrap(),
        to: LocalTime::parse(to).unwrap(),
    }
}

#[track_caller]
fn check(zone: &str, quiet: QuietHours, now: &str, until: Option<&str>) {
    let zone = Zone::parse(zone).unwrap();
    let got = quiet_until(quiet, &zone, Timestamp::parse(now).unwrap());
    assert_eq!(
        got.map(|at| at.to_string()).as_deref(),
        until,
        "{zone} {now}"
    );
}

#[test]
fn the_end_of_quiet_hours_in_a_gap_is_the_first_instant_after_it() {
    // Riga goes from 03:00 to 04:00 at 01:00Z.
    check(
        "Europe/Riga",
        hours("21:00", "03:30"),
        "2026-03-29T00:59:59Z",
        Some("2026-03-29T01:00:00Z"),
    );
    check(
        "Europe/Riga",
        hours("21:00", "03:30"),
        "2026-03-29T01:00:00Z",
        None,
    );
    check(
        "Europe/Riga",
        hours("03:30", "08:00"),
        "2026-03-29T01:00:00Z",
        Some("2026-03-29T05:00:00Z"),
    );
}

#[test]
fn open_time_that_the_clock_skips_does_not_open() {
    // New York goes from 02:00 to 03:00 at 07:00Z: between 02:15 and 02:45 there is nothing.
    check(
        "America/New_York",
        hours("02:45", "02:15"),
        "2026-03-08T06:59:00Z",
        Some("2026-03-09T06:15:00Z"),
    );
    check(
        "America/New_York",
        hours("02:45", "02:15"),
        "2026-03-08T07:00:00Z",
        Some("2026-03-09T06:15:00Z"),
    );
}

#[test]
fn a_night_that_begins_in_a_repeated_hour_begins_once_and_ends_a_day_later() {
    // New York shows 01:00 to 02:00 twice, until 06:00Z and from then on.
    for (now, until) in [
        ("2026-11-01T05:29:59Z", None),
        ("2026-11-01T05:30:00Z", Some("2026-11-02T06:00:00Z")),
        ("2026-11-01T06:10:00Z", Some("2026-11-02T06:00:00Z")),
        ("2026-11-01T06:30:00Z", Some("2026-11-02T06:00:00Z")),
    ] {
        check("America/New_York", hours("01:30", "01:00"), now, until);
    }
}

#[test]
fn no_length_is_no_quiet_time() {
    check(
        "Europe/Riga",
        hours("00:00", "00:00"),
        "2026-03-29T00:59:59Z",
        None,
    );
    assert_eq!(open_minutes(hours("08:00", "08:00")), 1440);
    assert_eq!(open_minutes(hours("21:00", "08:00")), 13 * 60);
    assert_eq!(open_minutes(hours("08:00", "21:00")), 11 * 60);
    assert_eq!(open_minutes(hours("00:01", "00:00")), 1);
}

proptest! {
    #![proptest_config(crate::times(1500))]

    #[test]
    fn it_is_quiet_whenever_the_clock_says_so_and_the_end_is_the_first_open_instant(
        quiet in quiet(), zone in zone(), now in instant(),
    ) {
        let until = quiet_until(quiet, &zone, now);
        if clock_is_quiet(quiet, &zone, now) {
            prop_assert!(until.is_some());
        }
        let Some(until) = until else { return Ok(()) };
        prop_assert!(until > now);
        prop_assert!(!clock_is_quiet(quiet, &zone, until));
        prop_assert_eq!(quiet_until(quiet, &zone, until), None);
        let mut at = now;
        while at < until {
            // Quiet by the clock, or by the first of two readings of it.
            let repeated = zone.instant(zone.local(at)) < at;
            prop_assert!(clock_is_quiet(quiet, &zone, at) || repeated, "open at {at}");
            prop_assert_eq!(quiet_until(quiet, &zone, at), Some(until));
            at = at.plus(11 * Timestamp::MINUTE);
        }
        prop_assert!(quiet_until(quiet, &zone, until.plus(-1)).is_some());
    }
}
