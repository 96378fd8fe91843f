//! Seasons and pauses: where they end, also over new year, leap days and days that no month has.

use chrono::NaiveDate;
use lagom_model::{MonthDay, Policy, Season, SeasonChoice, YearDay, Zone};
use lagom_policy::{pause_end, season_end_date};
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn season(from: (u8, u8), to: (u8, u8)) -> Season {
    let on = |(month, day)| YearDay::fixed(MonthDay::new(month, day).unwrap());
    Season {
        from: on(from),
        to: on(to),
        ..Policy::product().seasons.remove(0)
    }
}

#[test]
fn a_season_ends_the_day_after_its_last() {
    for (from, to, today, end) in [
        ((12, 20), (1, 6), "2026-12-20", "2027-01-07"),
        ((12, 20), (1, 6), "2026-12-31", "2027-01-07"),
        ((12, 20), (1, 6), "2027-01-01", "2027-01-07"),
        ((12, 20), (1, 6), "2027-01-06", "2027-01-07"),
        ((7, 1), (8, 31), "2026-08-31", "2026-09-01"),
        ((2, 1), (2, 29), "2027-02-10", "2027-03-01"),
        ((2, 1), (2, 29), "2028-02-10", "2028-03-01"),
        ((6, 15), (6, 30), "2026-06-20", "2026-07-01"),
        ((1, 1), (12, 31), "2026-06-20", "2027-01-01"),
        ((7, 1), (6, 30), "2026-06-20", "2026-07-01"),
        ((7, 1), (6, 30), "2026-07-20", "2027-07-01"),
        ((3, 3), (3, 3), "2026-03-03", "2026-03-04"),
    ] {
        let it = season(from, to);
        assert!(it.holds_on(date(today)), "{from:?} {to:?} {today}");
        assert_eq!(
            season_end_date(&it, date(today)),
            date(end),
            "{from:?} {to:?} {today}"
        );
    }
}

#[test]
fn a_computed_season_ends_the_day_after_its_last() {
    let computed = |from: &str, to: &str| Season {
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        ..Policy::product().seasons.remove(0)
    };
    for (from, to, today, end) in [
        ("easter-7", "easter+1", "2026-04-01", "2026-04-07"),
        (
            "orthodox-easter",
            "orthodox-easter+7",
            "2026-04-12",
            "2026-04-20",
        ),
        (
            "fourth thursday of november",
            "last sunday of november",
            "2026-11-27",
            "2026-11-30",
        ),
        (
            "last monday of december",
            "first monday of january",
            "2027-01-01",
            "2027-01-05",
        ),
    ] {
        let it = computed(from, to);
        assert!(it.holds_on(date(today)), "{from} {to}");
        assert_eq!(season_end_date(&it, date(today)), date(end), "{from} {to}");
    }
}

#[test]
fn a_pause_ends_with_the_first_instant_of_its_date() {
    let beirut = Zone::parse("Asia/Beirut").unwrap();
    let end = pause_end(date("2026-03-29"), &beirut);
    assert_eq!(end.to_string(), "2026-03-28T22:00:00Z");
}

#[test]
fn every_standing_choice_wins_over_the_season() {
    let world = crate::world::world();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let tree = world.new_tree(&mut runner).unwrap();
    let mut person = proptest::strategy::ValueTree::current(&tree).facts.person;
    let policy = Policy::product();
    for own in SeasonChoice::ALL {
        person.season = Some(own);
        let now = lagom_policy::season_now(&policy, &person, date("2026-12-24"));
        assert_eq!(now.map(|(_, brings, own)| (brings, own)), Some((own, true)));
    }
    person.season = None;
    let now = lagom_policy::season_now(&policy, &person, date("2026-12-24"));
    assert_eq!(
        now.map(|(_, brings, own)| (brings, own)),
        Some((SeasonChoice::Short, false))
    );
    assert!(lagom_policy::season_now(&policy, &person, date("2026-12-19")).is_none());
}

proptest! {
    #[test]
    fn a_season_holds_to_the_day_before_its_end(
        from in (1_u8..13, 1_u8..32), to in (1_u8..13, 1_u8..32), day in 0_i64..1500,
    ) {
        let is_a_day = |(month, day)| MonthDay::new(month, day).is_some();
        prop_assume!(is_a_day(from) && is_a_day(to));
        let it = season(from, to);
        let today = date("2026-01-01") + chrono::TimeDelta::days(day);
        prop_assume!(it.holds_on(today));
        let end = season_end_date(&it, today);
        prop_assert!(end > today);
        let mut at = today;
        while at < end {
            prop_assert!(it.holds_on(at), "{at} before {end}");
            at = at.succ_opt().unwrap();
        }
        // Where it still holds on its end, the next window begins that day.
        prop_assert!(it.window_on(end).is_none_or(|(first, _)| first == end));
    }
}
