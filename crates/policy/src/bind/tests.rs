//! Promises, each rule on its own.

use super::*;
use lagom_model::{LocalTime, MessageClass};

fn cap(days: u32, default: u32, ceiling: u32) -> Cap {
    Cap {
        class: None,
        days,
        default,
        ceiling,
    }
}

fn policy(version: i64, change: impl FnOnce(&mut Policy)) -> Policy {
    let mut policy = Policy {
        version,
        ..Policy::product()
    };
    change(&mut policy);
    policy
}

fn hours(from: u16, to: u16) -> QuietHours {
    let at = |hour| LocalTime::new(hour, 0).unwrap();
    QuietHours {
        from: at(from),
        to: at(to),
    }
}

#[test]
fn a_stricter_policy_is_borrowed_as_it_is() {
    let current = policy(9, |it| it.caps = vec![cap(7, 1, 2), cap(28, 6, 16)]);
    let looser = policy(1, |it| it.gap_hours = 1);
    let bound = bind(&current, &[&looser]);
    assert!(matches!(bound, Cow::Borrowed(_)));
    assert_eq!(bound.promised, None);
}

#[test]
fn of_each_cap_the_lower_numbers_hold_and_none_is_lost() {
    let offers = Cap {
        class: Some(MessageClass::Offer),
        ..cap(7, 1, 1)
    };
    let current = policy(9, |it| it.caps = vec![cap(7, 4, 5), cap(1, 1, 1)]);
    let promise = policy(4, |it| it.caps = vec![cap(7, 2, 8), offers]);
    let bound = bind(&current, &[&promise]);
    assert_eq!(bound.caps, [cap(7, 2, 5), cap(1, 1, 1), offers]);
    assert_eq!((bound.version, bound.promised), (9, Some(4)));
}

#[test]
fn the_earliest_promise_that_binds_is_named_in_whatever_order_they_come() {
    let current = policy(9, |it| it.gap_hours = 1);
    let loose = policy(2, |it| it.gap_hours = 0);
    let [early, late] =
        [(3, 23), (5, 25)].map(|(version, hours)| policy(version, |it| it.gap_hours = hours));
    let bound = bind(&current, &[&late, &loose, &early]);
    assert_eq!((bound.gap_hours, bound.promised), (25, Some(3)));
    assert_eq!(bound, bind(&current, &[&early, &late, &early, &loose]));
}

#[test]
fn quiet_hours_are_the_shortest_span_that_holds_both() {
    let joined = |one, other| join(Some(one), Some(other)).unwrap();
    assert_eq!(joined(hours(21, 8), hours(22, 9)), hours(21, 9));
    assert_eq!(joined(hours(22, 7), hours(21, 8)), hours(21, 8));
    assert_eq!(joined(hours(13, 15), hours(21, 8)), hours(21, 15));
    assert_eq!(joined(hours(1, 3), hours(5, 6)), hours(1, 6));
    // Together they leave no open hour: those in force.
    assert_eq!(joined(hours(8, 21), hours(20, 9)), hours(8, 21));
    assert_eq!(join(None, Some(hours(21, 8))), Some(hours(21, 8)));
    assert_eq!(
        join(Some(hours(0, 0)), Some(hours(21, 8))),
        Some(hours(21, 8))
    );
    assert_eq!(join(Some(hours(21, 8)), None), Some(hours(21, 8)));
    assert_eq!(join(None, None), None);
}

#[test]
fn quiet_days_are_those_of_all() {
    let days = |weekdays: &[Weekday], holidays| QuietDays {
        weekdays: weekdays.to_vec(),
        holidays,
    };
    let current = policy(9, |it| it.quiet_days = days(&[Weekday::Sun], false));
    let promise = policy(1, |it| it.quiet_days = days(&[Weekday::Sat], true));
    let bound = bind(&current, &[&promise]);
    assert_eq!(bound.quiet_days, days(&[Weekday::Sat, Weekday::Sun], true));
    assert_eq!(bound.promised, Some(1));
}

#[test]
fn a_promise_is_named_for_each_thing_that_it_alone_makes_stricter() {
    let current = policy(9, |it| {
        it.caps = vec![cap(7, 2, 5)];
        it.quiet_days.weekdays = vec![Weekday::Sun];
    });
    let promised = |change: &dyn Fn(&mut Policy)| {
        let mut promise = Policy {
            version: 4,
            ..current.clone()
        };
        change(&mut promise);
        bind(&current, &[&promise]).promised
    };
    assert_eq!(promised(&|_| {}), None);
    assert_eq!(promised(&|it| it.caps = vec![cap(7, 1, 5)]), Some(4));
    assert_eq!(promised(&|it| it.caps = vec![cap(7, 2, 4)]), Some(4));
    assert_eq!(promised(&|it| it.caps.push(cap(28, 6, 9))), Some(4));
    assert_eq!(promised(&|it| it.caps.clear()), None);
    assert_eq!(promised(&|it| it.gap_hours = 21), Some(4));
    assert_eq!(promised(&|it| it.quiet = Some(hours(20, 8))), Some(4));
    assert_eq!(promised(&|it| it.quiet = Some(hours(22, 7))), None);
    assert_eq!(promised(&|it| it.quiet_days.holidays = true), Some(4));
    let saturdays = |it: &mut Policy| it.quiet_days.weekdays = vec![Weekday::Sat];
    assert_eq!(promised(&saturdays), Some(4));
    let on_holidays = policy(9, |it| it.quiet_days.holidays = true);
    for holidays in [true, false] {
        let promise = policy(4, |it| it.quiet_days.holidays = holidays);
        assert_eq!(bind(&on_holidays, &[&promise]).promised, None);
    }
}

#[test]
fn a_level_lowers_what_it_lowered_and_is_no_promise_of_the_policy() {
    let level = |key: &str, cap| Level {
        key: key.to_owned(),
        name: key.to_owned(),
        caps: vec![cap],
    };
    let current = policy(9, |it| it.levels = vec![level("calm", cap(7, 2, 3))]);
    let promise = policy(1, |it| {
        it.levels = vec![level("calm", cap(7, 1, 4)), level("quiet", cap(28, 1, 1))];
    });
    let bound = bind(&current, &[&promise]);
    assert_eq!(
        bound.levels,
        [level("calm", cap(7, 1, 3)), level("quiet", cap(28, 1, 1))]
    );
    assert_eq!(bound.promised, None);
}
