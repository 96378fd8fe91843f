//! Digest slots: a table of dates worked out by hand, and what holds for all of them.

use crate::world::{instant, zone};
use chrono::{Datelike, NaiveDate, Weekday};
use lagom_model::{Anchor, Cadence, LocalTime, Timestamp, Zone};
use lagom_policy::next_slot;
use proptest::prelude::*;

const FRIDAY_TEN: (Weekday, u8, &str) = (Weekday::Fri, 31, "10:00");

fn anchor((weekday, day, time): (Weekday, u8, &str)) -> Anchor {
    Anchor {
        weekday: Some(weekday),
        day: Some(day),
        time: LocalTime::parse(time),
    }
}

#[track_caller]
fn check(cadence: Cadence, at: (Weekday, u8, &str), zone: &str, after: &str, slots: &[&str]) {
    let zone = Zone::parse(zone).unwrap();
    let mut after = Timestamp::parse(after).unwrap();
    for expected in slots {
        after = next_slot(cadence, anchor(at), &zone, after).unwrap();
        assert_eq!(after.to_string(), *expected, "{cadence:?} {zone}");
    }
}

#[test]
fn weekly_slots_keep_the_wall_clock_across_summer_time() {
    let slots = [
        "2026-03-20T08:00:00Z",
        "2026-03-27T08:00:00Z",
        "2026-04-03T07:00:00Z",
    ];
    check(
        Cadence::Weekly,
        FRIDAY_TEN,
        "Europe/Riga",
        "2026-03-13T08:00:00Z",
        &slots,
    );
}

#[test]
fn a_slot_is_strictly_after() {
    check(
        Cadence::Weekly,
        FRIDAY_TEN,
        "Europe/Riga",
        "2026-03-20T07:59:59Z",
        &["2026-03-20T08:00:00Z"],
    );
    check(
        Cadence::Weekly,
        FRIDAY_TEN,
        "Europe/Riga",
        "2026-03-20T08:00:00Z",
        &["2026-03-27T08:00:00Z"],
    );
}

#[test]
fn a_slot_in_a_gap_is_the_first_instant_after_it_and_an_ambiguous_one_the_first() {
    let sunday = (Weekday::Sun, 1, "03:30");
    check(
        Cadence::Weekly,
        sunday,
        "Europe/Riga",
        "2026-03-28T00:00:00Z",
        &["2026-03-29T01:00:00Z", "2026-04-05T00:30:00Z"],
    );
    check(
        Cadence::Weekly,
        sunday,
        "Europe/Riga",
        "2026-10-24T00:00:00Z",
        &["2026-10-25T00:30:00Z", "2026-11-01T01:30:00Z"],
    );
    // Asked between the two readings of 03:30, the date has had its slot.
    check(
        Cadence::Weekly,
        sunday,
        "Europe/Riga",
        "2026-10-25T00:45:00Z",
        &["2026-11-01T01:30:00Z"],
    );
    check(
        Cadence::Weekly,
        (Weekday::Sun, 1, "00:00"),
        "Asia/Beirut",
        "2026-03-28T00:00:00Z",
        &["2026-03-28T22:00:00Z"],
    );
    check(
        Cadence::Weekly,
        (Weekday::Sun, 1, "01:45"),
        "Australia/Lord_Howe",
        "2026-04-04T00:00:00Z",
        &["2026-04-04T14:45:00Z", "2026-04-11T15:15:00Z"],
    );
}

#[test]
fn fortnights_are_even_weeks_from_the_first_monday_of_1970() {
    // Monday 2026-11-02 begins week 2965 after 1970-01-05, Monday 2026-11-09 week 2966.
    let slots = [
        "2026-11-13T08:00:00Z",
        "2026-11-27T08:00:00Z",
        "2026-12-11T08:00:00Z",
    ];
    check(
        Cadence::Fortnightly,
        FRIDAY_TEN,
        "Europe/Riga",
        "2026-11-02T00:00:00Z",
        &slots,
    );
    check(
        Cadence::Fortnightly,
        FRIDAY_TEN,
        "Europe/Riga",
        "2026-11-13T07:59:59Z",
        &slots,
    );
    let mondays = ["2026-11-08T19:00:00Z", "2026-11-22T19:00:00Z"];
    check(
        Cadence::Fortnightly,
        (Weekday::Mon, 1, "09:00"),
        "Pacific/Kiritimati",
        "2026-11-02T00:00:00Z",
        &mondays,
    );
    check(
        Cadence::Fortnightly,
        (Weekday::Mon, 1, "09:00"),
        "Europe/Riga",
        "1969-12-01T00:00:00Z",
        &[
            "1969-12-08T06:00:00Z",
            "1969-12-22T06:00:00Z",
            "1970-01-05T06:00:00Z",
        ],
    );
}

#[test]
fn monthly_slots_are_on_the_last_day_of_shorter_months() {
    let slots = [
        "2027-01-31T08:00:00Z",
        "2027-02-28T08:00:00Z",
        "2027-03-31T07:00:00Z",
        "2027-04-30T07:00:00Z",
    ];
    check(
        Cadence::Monthly,
        FRIDAY_TEN,
        "Europe/Riga",
        "2026-12-31T08:00:00Z",
        &slots,
    );
    check(
        Cadence::Monthly,
        (Weekday::Mon, 30, "10:00"),
        "Europe/Riga",
        "2028-02-01T00:00:00Z",
        &["2028-02-29T08:00:00Z", "2028-03-30T07:00:00Z"],
    );
    check(
        Cadence::Monthly,
        (Weekday::Mon, 1, "00:00"),
        "Pacific/Pago_Pago",
        "2026-11-01T11:00:00Z",
        &["2026-12-01T11:00:00Z"],
    );
}

#[test]
fn a_date_that_a_zone_skipped_has_its_slot_in_the_next() {
    // Apia went from 29 to 31 December 2011.
    check(
        Cadence::Weekly,
        FRIDAY_TEN,
        "Pacific/Apia",
        "2011-12-29T12:00:00Z",
        &["2011-12-30T10:00:00Z", "2012-01-05T20:00:00Z"],
    );
}

#[test]
fn a_time_skipped_at_the_end_of_a_date_is_the_start_of_the_next() {
    // Clocks in Nuuk go from 23:00 to 00:00 at 2026-03-29T01:00Z.
    let saturday = (Weekday::Sat, 1, "23:30");
    check(
        Cadence::Weekly,
        saturday,
        "America/Nuuk",
        "2026-03-28T22:00:00Z",
        &["2026-03-29T01:00:00Z", "2026-04-05T00:30:00Z"],
    );
}

#[test]
fn letters_that_come_with_the_issues_have_no_slots() {
    for cadence in [Cadence::EveryIssue, Cadence::EventsOnly] {
        assert_eq!(
            next_slot(cadence, anchor(FRIDAY_TEN), &Zone::UTC, Timestamp(0)),
            None
        );
    }
}

#[test]
fn what_an_anchor_leaves_out_is_monday_the_first_nine_o_clock() {
    let after = Timestamp::parse("2026-11-10T00:00:00Z").unwrap();
    let slot = |cadence| {
        next_slot(cadence, Anchor::default(), &Zone::UTC, after)
            .unwrap()
            .to_string()
    };
    assert_eq!(slot(Cadence::Weekly), "2026-11-16T09:00:00Z");
    assert_eq!(slot(Cadence::Monthly), "2026-12-01T09:00:00Z");
}

#[test]
fn the_ends_of_time_have_no_slots_and_no_panic() {
    for after in [
        i64::MIN,
        -377_705_023_201_000,
        253_402_207_200_999,
        i64::MAX,
    ] {
        for cadence in Cadence::ALL {
            for name in ["Europe/Riga", "UTC", "America/New_York"] {
                let zone = Zone::parse(name).unwrap();
                let slot = next_slot(cadence, anchor(FRIDAY_TEN), &zone, Timestamp(after));
                assert!(slot.is_none_or(|slot| slot.0 > after));
            }
        }
    }
}

/// The date whose slot it is: where clocks skip the end of a date, that lies at the start of the next.
fn date_of(slot: Timestamp, zone: &Zone, time: LocalTime) -> NaiveDate {
    let shown = zone.date(slot);
    let eve = shown.pred_opt().unwrap();
    if zone.at(eve, time) == slot {
        eve
    } else {
        shown
    }
}

proptest! {
    #![proptest_config(crate::times(1500))]

    #[test]
    fn no_slot_is_repeated_or_lost_wherever_one_asks_from(
        zone in zone(), after in instant(), between in 0.0_f64..1.0,
        weekday in 0_u8..7, day in 0_u8..40, minutes in 0_u16..1440, cadence in 1_usize..4,
    ) {
        let cadence = Cadence::ALL[cadence];
        let time = LocalTime::from_minutes(minutes).unwrap();
        let anchor = Anchor {
            weekday: Weekday::try_from(weekday).ok(),
            day: Some(day),
            time: Some(time),
        };
        let next = |after| next_slot(cadence, anchor, &zone, after).unwrap();
        let slot = next(after);
        prop_assert!(slot > after);
        #[expect(clippy::cast_possible_truncation, reason = "a share of a month")]
        #[expect(clippy::cast_precision_loss, reason = "a share of a month")]
        let share = (slot.since(after) as f64 * between) as i64;
        prop_assert_eq!(next(after.plus(share.min(slot.since(after) - 1))), slot);
        prop_assert_eq!(next(slot.plus(-1)), slot);
        let wall = zone.local(slot);
        let on = date_of(slot, &zone, time);
        if cadence == Cadence::Monthly {
            let last = (on.day() + 1..32).all(|later| on.with_day(later).is_none());
            prop_assert!(on.day() == u32::from(day.max(1)) || last && u32::from(day) > on.day());
        } else {
            prop_assert_eq!(on.weekday(), anchor.weekday.unwrap());
        }
        prop_assert_eq!(zone.at(on, time), slot);
        prop_assert!(wall == time.on(on) || wall > time.on(on), "moved only forwards, out of a gap");
        let following = next(slot);
        let days = (date_of(following, &zone, time) - on).num_days();
        match cadence {
            Cadence::Weekly => prop_assert_eq!(days, 7),
            Cadence::Fortnightly => prop_assert_eq!(days, 14),
            _ => prop_assert!((28..=31).contains(&days), "{days} days"),
        }
    }
}
