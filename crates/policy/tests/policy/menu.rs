//! What `check` says of a policy and a menu: the product's policy serves weekly publications; each
//! problem has its case on both sides of its boundary.

use chrono::Weekday;
use lagom_model::{
    Anchor, Cadence, Cap, Holidays, LocalTime, MessageClass, Policy, PublicationDef, QuietDays,
    QuietHours, Zone,
};
use lagom_policy::{Problem, Severity, leaves_room, serves_menu};

fn time(text: &str) -> LocalTime {
    LocalTime::parse(text).unwrap()
}

fn publication(key: &str) -> PublicationDef {
    PublicationDef {
        key: key.to_owned(),
        sender: "house".to_owned(),
        name: key.to_owned(),
        description: String::new(),
        language: "en".to_owned(),
        zone: Zone::UTC,
        menu: Cadence::ALL.to_vec(),
        default_cadence: Cadence::Weekly,
        anchor: Anchor {
            weekday: Some(Weekday::Fri),
            day: Some(1),
            time: Some(time("10:00")),
        },
        issue_every_days: 7,
        topics: Vec::new(),
        other_topic: "other".to_owned(),
        most_items: 20,
        least_items: 1,
        priority: 100,
    }
}

#[track_caller]
fn check(policy: &Policy, publications: &[PublicationDef], expected: &[(Severity, &str)]) {
    let publications: Vec<_> = publications.iter().collect();
    let found = serves_menu(policy, &publications);
    let said: Vec<_> = found
        .iter()
        .map(|it| (it.severity, it.problem.to_string()))
        .collect();
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for ((severity, text), (expected_severity, part)) in said.iter().zip(expected) {
        assert_eq!(severity, expected_severity, "{text}");
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn the_product_policy_serves_two_weekly_publications() {
    check(
        &Policy::product(),
        &[publication("letter"), publication("news")],
        &[],
    );
}

#[test]
fn a_cadence_must_fit_every_ceiling() {
    let mut letter = publication("letter");
    letter.issue_every_days = 2; // 4 in 7 days, 14 in 28: fits 5 and 16.
    check(&Policy::product(), &[letter.clone()], &[]);
    letter.issue_every_days = 1; // 7 in 7 days and 28 in 28.
    check(
        &Policy::product(),
        &[letter],
        &[
            (
                Severity::Error,
                "`letter` offers `every-issue`, up to 7 letters in 7 days, but the ceiling on all messages is `5`",
            ),
            (Severity::Error, "28 letters in 28 days"),
            (Severity::Error, "`events-only`, up to 7 letters"),
            (Severity::Error, "`events-only`, up to 28 letters"),
        ],
    );
}

#[test]
fn class_caps_are_ceilings_too() {
    let policy = |most| {
        let cap = Cap {
            class: Some(MessageClass::Event),
            days: 28,
            default: most,
            ceiling: most,
        };
        Policy {
            caps: vec![cap],
            ..Policy::product()
        }
    };
    check(&policy(4), &[publication("letter")], &[]);
    check(
        &policy(3),
        &[publication("letter")],
        &[(
            Severity::Error,
            "`events-only`, up to 4 letters in 28 days, but the ceiling on event is `3`",
        )],
    );
}

#[test]
fn a_cap_must_count_and_its_default_lies_below_its_ceiling() {
    let cap = |days, default, ceiling| Cap {
        class: None,
        days,
        default,
        ceiling,
    };
    let policy = Policy {
        caps: vec![cap(0, 0, 0), cap(7, 6, 5)],
        ..Policy::product()
    };
    check(
        &policy,
        &[publication("letter")],
        &[
            (Severity::Error, "`days = 0`"),
            (Severity::Error, "default of `6` above its ceiling of `5`"),
        ],
    );
}

#[test]
fn the_gap_leaves_room_for_the_next_letter() {
    let policy = |gap_hours| Policy {
        gap_hours,
        ..Policy::product()
    };
    check(&policy(168), &[publication("letter")], &[]);
    check(
        &policy(169),
        &[publication("letter")],
        &[
            (
                Severity::Error,
                "`every-issue`, a letter every 7 days, but the gap between two messages is `169` hours",
            ),
            (Severity::Error, "`weekly`"),
            (Severity::Error, "`events-only`"),
        ],
    );
}

#[test]
fn quiet_hours_leave_an_hour_a_day() {
    let policy = |from, to| Policy {
        quiet: Some(QuietHours {
            from: time(from),
            to: time(to),
        }),
        ..Policy::product()
    };
    check(&policy("10:30", "09:30"), &[publication("letter")], &[]);
    check(
        &policy("10:29", "09:30"),
        &[publication("letter")],
        &[(Severity::Error, "from `10:29` to `09:30` leave 59 minutes")],
    );
}

#[test]
fn a_digest_in_quiet_hours_is_a_warning() {
    let mut letter = publication("letter");
    for (at, quiet) in [
        ("21:00", true),
        ("07:59", true),
        ("08:00", false),
        ("20:59", false),
    ] {
        letter.anchor.time = Some(time(at));
        let warning = [(Severity::Warning, "will come at `08:00`")];
        check(
            &Policy::product(),
            &[letter.clone()],
            if quiet { &warning } else { &[] },
        );
    }
    letter.anchor.time = Some(time("22:00"));
    letter.menu = vec![Cadence::EveryIssue];
    check(&Policy::product(), &[letter], &[]);
}

#[test]
fn default_cadences_together_fit_the_defaults_or_warn() {
    let apart = |key: &str, weekday| {
        let mut it = publication(key);
        it.anchor.weekday = Some(weekday);
        it
    };
    // Two weekly letters on different days: two in 7 days fit, eight in 28 do not fit six.
    let two = [apart("a", Weekday::Mon), apart("b", Weekday::Thu)];
    check(
        &Policy::product(),
        &two,
        &[(
            Severity::Warning,
            "up to 8 letters in 28 days due, but gets `6`",
        )],
    );
    // On the same day they are one letter; of two senders they are two.
    let mut other = apart("b", Weekday::Mon);
    check(
        &Policy::product(),
        &[apart("a", Weekday::Mon), other.clone()],
        &[],
    );
    other.sender = "another".to_owned();
    check(
        &Policy::product(),
        &[apart("a", Weekday::Mon), other],
        &[(Severity::Warning, "8 letters in 28 days")],
    );
}

#[test]
fn the_problems_carry_their_numbers() {
    let policy = Policy {
        gap_hours: 800,
        caps: Vec::new(),
        ..Policy::product()
    };
    let mut letter = publication("letter");
    letter.menu = vec![Cadence::Monthly];
    let found = serves_menu(&policy, &[&letter]);
    let expected = Problem::GapTooLong {
        publication: "letter".to_owned(),
        cadence: Cadence::Monthly,
        gap_hours: 800,
        days_between: 28,
    };
    assert_eq!(found.first().map(|it| &it.problem), Some(&expected));
}

#[test]
fn what_a_publication_lowers_still_serves_its_own_menu() {
    let mut policy = Policy::product();
    let lower = Cap {
        class: None,
        days: 28,
        default: 1,
        ceiling: 3,
    };
    policy.lowered.insert("letter".to_owned(), vec![lower]);
    let mut letter = publication("letter");
    letter.menu = vec![Cadence::Weekly, Cadence::Monthly];
    letter.default_cadence = Cadence::Monthly;
    check(&policy, &[publication("other")], &[]);
    check(
        &policy,
        &[letter],
        &[(Severity::Error, "the ceiling on all messages is `3`")],
    );
}

#[test]
fn quiet_days_leave_a_weekday() {
    let policy = |days: &[Weekday]| Policy {
        quiet_days: QuietDays {
            weekdays: days.to_vec(),
            holidays: false,
        },
        ..Policy::product()
    };
    let week: Vec<Weekday> = (0..7)
        .filter_map(|day| Weekday::try_from(day).ok())
        .collect();
    let but_friday: Vec<Weekday> = week
        .iter()
        .copied()
        .filter(|day| *day != Weekday::Fri)
        .collect();
    check(&policy(&but_friday), &[publication("letter")], &[]);
    let (severity, text) = (Severity::Error, "all seven weekdays are quiet");
    let digest = (Severity::Warning, "fall due on a quiet day, `Fri`");
    check(
        &policy(&week),
        &[publication("letter")],
        &[(severity, text), digest],
    );
    check(
        &policy(&[Weekday::Fri]),
        &[publication("letter")],
        &[digest],
    );
    let mut monthly = publication("letter");
    monthly.menu = vec![Cadence::Monthly, Cadence::EveryIssue];
    check(&policy(&[Weekday::Fri]), &[monthly], &[]);
}

#[test]
fn quiet_holidays_are_those_of_some_country() {
    let mut policy = Policy::product();
    policy.quiet_days.holidays = true;
    let warning = [(Severity::Warning, "`holidays` names no country")];
    check(&policy, &[publication("letter")], &warning);
    let known = Holidays::new(2026, 2026, Vec::new());
    policy.holidays.insert("LV".to_owned(), known);
    check(&policy, &[publication("letter")], &[]);
}

#[test]
fn a_season_keeps_the_order_of_its_ends() {
    let mut policy = Policy::product();
    policy.seasons[0].from = "easter".parse().unwrap();
    policy.seasons[0].to = "04-10".parse().unwrap();
    check(
        &policy,
        &[publication("letter")],
        &[(
            Severity::Error,
            "the season `year-end` ends before it begins in some years",
        )],
    );
}

#[test]
fn a_readers_own_quiet_time_leaves_room_too() {
    let hours = |from, to| {
        Some(QuietHours {
            from: time(from),
            to: time(to),
        })
    };
    let mut days = QuietDays::default();
    assert_eq!(leaves_room(hours("10:30", "09:30"), &days), None);
    assert!(matches!(
        leaves_room(hours("10:29", "09:30"), &days),
        Some(Problem::AlwaysQuiet {
            open_minutes: 59,
            ..
        })
    ));
    days.weekdays = (0..6)
        .filter_map(|day| Weekday::try_from(day).ok())
        .collect();
    assert_eq!(leaves_room(None, &days), None);
    days.weekdays.push(Weekday::Sun);
    assert_eq!(
        leaves_room(hours("21:00", "08:00"), &days),
        Some(Problem::NoOpenDay)
    );
}
