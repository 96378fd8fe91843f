//! Quiet hours and quiet days joined: a table worked out by hand, and minute by minute against the clock and the
//! calendar.

use crate::naive::clock_is_quiet;
use crate::world::{instant, quiet, zone};
use chrono::{Datelike, NaiveDate, Weekday};
use lagom_model::{
    Holidays, LocalTime, PersonFacts, Policy, QuietDays, QuietHours, Timestamp, Zone,
};
use lagom_policy::{Closed, MOST_QUIET_DATES, QuietTime};
use proptest::option;
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// Quiet 21–08, Saturdays, Sundays and the holidays of a country that are named.
fn policy(holidays: &[&str]) -> Policy {
    let dates = holidays.iter().map(|text| date(text)).collect();
    Policy {
        quiet_days: QuietDays {
            weekdays: vec![Weekday::Sat, Weekday::Sun],
            holidays: true,
        },
        holidays: [("LV".to_owned(), Holidays::new(2026, 2027, dates))].into(),
        ..Policy::product()
    }
}

fn person(country: Option<&str>) -> PersonFacts {
    PersonFacts {
        country: country.map(str::to_owned),
        ..PersonFacts::new(Zone::parse("Europe/Riga").unwrap(), "lv")
    }
}

/// As `until day` with the hours in brackets if they hold.
fn said(closed: Option<Closed>) -> String {
    let Some(closed) = closed else {
        return "open".to_owned();
    };
    let hours = if closed.hours.is_some() {
        " (hours)"
    } else {
        ""
    };
    let day = closed.day.map_or(String::new(), |day| {
        let why = if day.holiday { "holiday" } else { "weekday" };
        format!(" {} {why}", day.date)
    });
    format!("{}{hours}{day}", closed.until)
}

#[test]
fn hours_and_days_in_a_row_end_together() {
    let policy = policy(&["2026-05-01", "2026-05-02", "2026-05-04"]);
    let person = person(Some("lv"));
    let quiet = QuietTime::of(&policy, &person);
    for (now, expected) in [
        // Friday 24 April 2026; Riga is three hours ahead.
        ("2026-04-24T17:59:59Z", "open"),
        (
            "2026-04-24T18:00:00Z",
            "2026-04-27T05:00:00Z (hours) 2026-04-25 weekday",
        ),
        (
            "2026-04-25T12:00:00Z",
            "2026-04-27T05:00:00Z 2026-04-25 weekday",
        ),
        (
            "2026-04-26T20:59:59Z",
            "2026-04-27T05:00:00Z (hours) 2026-04-26 weekday",
        ),
        ("2026-04-26T21:00:00Z", "2026-04-27T05:00:00Z (hours)"),
        ("2026-04-27T05:00:00Z", "open"),
        // Friday 1 May and Monday 4 May are holidays: five days in a row.
        (
            "2026-04-30T18:00:00Z",
            "2026-05-05T05:00:00Z (hours) 2026-05-01 holiday",
        ),
        (
            "2026-05-01T06:00:00Z",
            "2026-05-05T05:00:00Z 2026-05-01 holiday",
        ),
        // A holiday on a weekend is a quiet weekday like any other.
        (
            "2026-05-02T12:00:00Z",
            "2026-05-05T05:00:00Z 2026-05-02 weekday",
        ),
        (
            "2026-05-03T21:00:00Z",
            "2026-05-05T05:00:00Z (hours) 2026-05-04 holiday",
        ),
    ] {
        assert_eq!(said(quiet.closed(at(now))), expected, "{now}");
    }
}

#[test]
fn who_has_no_country_or_another_has_no_holidays() {
    let policy = policy(&["2026-05-01"]);
    for country in [None, Some("EE")] {
        let person = person(country);
        let closed = QuietTime::of(&policy, &person).closed(at("2026-05-01T06:00:00Z"));
        assert_eq!(said(closed), "open");
    }
}

#[test]
fn the_persons_own_wish_wins_for_hours_and_for_days() {
    let policy = policy(&["2026-05-01"]);
    let mut person = person(Some("LV"));
    let friday = at("2026-05-01T06:00:00Z");
    let saturday = at("2026-05-02T06:00:00Z");
    person.wishes.quiet_days = Some(QuietDays::default());
    assert_eq!(said(QuietTime::of(&policy, &person).closed(friday)), "open");
    assert_eq!(
        said(QuietTime::of(&policy, &person).closed(saturday)),
        "open"
    );
    person.wishes.quiet_days = Some(QuietDays {
        weekdays: vec![Weekday::Fri],
        holidays: false,
    });
    person.quiet = LocalTime::new(12, 0).map(|noon| QuietHours {
        from: LocalTime::MIDNIGHT,
        to: noon,
    });
    let quiet = QuietTime::of(&policy, &person);
    assert_eq!(
        said(quiet.closed(friday)),
        "2026-05-02T09:00:00Z (hours) 2026-05-01 weekday"
    );
    assert_eq!(said(quiet.closed(saturday)), "2026-05-02T09:00:00Z (hours)");
}

#[test]
fn outside_the_years_no_day_is_a_holiday() {
    let mut policy = policy(&["2027-12-31", "2028-01-01"]);
    policy.quiet_days.weekdays.clear();
    let person = person(Some("LV"));
    let quiet = QuietTime::of(&policy, &person);
    let closed = quiet.closed(at("2027-12-31T10:00:00Z"));
    assert_eq!(said(closed), "2028-01-01T06:00:00Z 2027-12-31 holiday");
    assert_eq!(said(quiet.closed(at("2028-01-01T10:00:00Z"))), "open");
}

#[test]
fn what_never_opens_is_closed_for_two_months_and_looked_at_again() {
    let week = (0..7).map(|day| Weekday::try_from(day).unwrap());
    let days = QuietDays {
        weekdays: week.collect(),
        holidays: false,
    };
    let zone = Zone::UTC;
    let quiet = QuietTime::new(None, &days, None, &zone);
    let now = at("2026-04-24T12:00:00Z");
    let until = quiet.closed_until(now).unwrap();
    assert_eq!(
        zone.date(until),
        zone.date(now) + chrono::Days::new(u64::from(MOST_QUIET_DATES))
    );
    assert!(quiet.closed_until(until).is_some());
    for edge in [i64::MIN, i64::MAX] {
        quiet.closed(Timestamp(edge));
    }
}

/// Whether it is quiet by the clock on the wall and the calendar beside it.
fn shown_quiet(
    hours: Option<QuietHours>,
    days: &QuietDays,
    holidays: &[NaiveDate],
    zone: &Zone,
    at: Timestamp,
) -> bool {
    let today = zone.date(at);
    hours.is_some_and(|hours| clock_is_quiet(hours, zone, at))
        || days.weekdays.contains(&today.weekday())
        || (days.holidays && holidays.contains(&today))
}

proptest! {
    #![proptest_config(crate::times(1500))]

    #[test]
    fn quiet_time_ends_at_the_first_instant_that_clock_and_calendar_leave_open(
        hours in option::of(quiet()), zone in zone(), now in instant(),
        weekdays in prop::collection::vec(0_u8..6, 0..5),
        holidays in option::of(prop::collection::vec(-3_i64..12, 0..6)),
    ) {
        let days = QuietDays {
            weekdays: weekdays.into_iter().map(|day| Weekday::try_from(day).unwrap()).collect(),
            holidays: holidays.is_some(),
        };
        let dates: Vec<NaiveDate> = holidays.into_iter().flatten()
            .map(|day| zone.date(now.plus(day * Timestamp::DAY))).collect();
        let known = Holidays::new(2020, 2030, dates.clone());
        let quiet = QuietTime::new(hours, &days, Some(&known), &zone);
        let shown = |at| shown_quiet(hours, &days, &dates, &zone, at);
        let Some(closed) = quiet.closed(now) else {
            prop_assert!(!shown(now), "open at {now}");
            return Ok(());
        };
        let until = closed.until;
        prop_assert!(until > now);
        prop_assert!(!shown(until), "still quiet at {until}");
        prop_assert_eq!(quiet.closed_until(until), None);
        prop_assert!(quiet.closed_until(until.plus(-1)).is_some());
        prop_assert!(closed.hours.is_some() || closed.day.is_some_and(|day| day.date <= zone.date(now)));
        let mut at = now;
        while at < until {
            // Quiet by clock and calendar, or by the first of two readings of the clock.
            let repeated = zone.instant(zone.local(at)) < at;
            prop_assert!(shown(at) || repeated, "open at {at}, not first at {until}");
            prop_assert_eq!(quiet.closed_until(at), Some(until));
            at = at.plus(23 * Timestamp::MINUTE);
        }
    }
}
