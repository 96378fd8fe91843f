//! The pure parts, each against a small table.

use crate::horizon::Horizon;
use crate::life::{Group, Life, Sent};
use crate::relay::{Limits, Queue};
use crate::tally::Tally;
use crate::why::{Fate, Why};
use crate::worst::{Starving, Worst};
use lagom_model::{LimitSource, PublicId, Reason, Shelf, Timestamp};
use lagom_store::{Known, Outlook};

/// 2 March 2026, 00:00 UTC.
const START: Timestamp = Timestamp(1_772_409_600_000);

fn horizon(weeks: i64) -> Horizon {
    let until = START.plus(weeks * crate::horizon::WEEK);
    Horizon::new(
        &Known::default(),
        &Shelf::new(),
        Outlook::default(),
        (START, until),
        true,
    )
}

fn letter(hours: i64, reading: u32) -> Sent {
    Sent {
        at: START.plus(hours * Timestamp::HOUR),
        reading,
        brings: vec![1],
        issues: vec![1],
    }
}

fn life(sent: Vec<Sent>, (asked, got): (u32, u32)) -> Life {
    Life {
        sent,
        fates: Vec::new(),
        asked,
        got,
        steps: None,
    }
}

#[test]
fn lives_add_up_in_any_order() {
    let horizon = horizon(2);
    let lives = [
        life(vec![letter(3, 61), letter(200, 0)], (2, 2)),
        life(vec![letter(3, 120)], (2, 1)),
        life(Vec::new(), (3, 0)),
    ];
    let mut whole = Tally::new(&horizon);
    let mut parts = Tally::new(&horizon);
    for (id, life) in [1, 2, 3].into_iter().zip(&lives) {
        whole.add(PublicId(id), life);
    }
    for (id, life) in (1_u128..).zip(&lives).collect::<Vec<_>>().into_iter().rev() {
        let mut part = Tally::new(&horizon);
        part.add(PublicId(id), life);
        parts.merge(&part);
    }
    assert_eq!(whole, parts);
    assert_eq!(whole.people, 3);
    let weeks: Vec<_> = whole
        .weeks
        .iter()
        .map(|week| (week.letters, week.readers))
        .collect();
    assert_eq!(weeks, [(2, 2), (1, 1)]);
    assert_eq!(whole.weeks[0].touches[..3], [1, 2, 0]);
    // 61 seconds are two minutes begun: the bin from 1 to 5.
    assert_eq!(whole.weeks[0].minutes[..3], [1, 2, 0]);
    assert_eq!((whole.hours[3], whole.hours[200]), (2, 1));
    assert_eq!(whole.groups, [1, 1, 0, 1, 0]);
    let worst: Vec<_> = whole
        .worst
        .people()
        .iter()
        .map(|one| one.person.0)
        .collect();
    assert_eq!(worst, [3, 2]);
}

#[test]
fn people_fare_by_what_they_asked_for() {
    let groups = [(4, 4), (4, 9), (4, 2), (4, 1), (4, 0), (0, 0)];
    let groups = groups.map(|shares| life(Vec::new(), shares).group());
    let expected = [
        Group::AsAsked,
        Group::AsAsked,
        Group::Fewer,
        Group::LessThanHalf,
        Group::Nothing,
        Group::NothingAsked,
    ];
    assert_eq!(groups, expected);
}

#[test]
fn the_sample_of_the_worst_is_bounded_and_ordered() {
    let mut worst = Worst::default();
    for id in 1..=100 {
        let got = u32::try_from(id % 10).unwrap();
        let person = PublicId(id);
        worst.add(Starving {
            person,
            asked: 9,
            got,
        });
    }
    let people = worst.people();
    assert_eq!(people.len(), 20);
    assert!(people.iter().all(|one| one.got < 2));
    assert_eq!(people[0].person, PublicId(10));
}

#[test]
fn a_queue_drains_at_the_relays_pace() {
    let horizon = horizon(3);
    let mut tally = Tally::new(&horizon);
    for id in 0..1_000 {
        tally.add(PublicId(id), &life(vec![letter(9, 0)], (1, 1)));
    }
    let drain = |per_hour, per_day| {
        let limits = Limits { per_hour, per_day };
        let queue = Queue::of(&tally, limits);
        let peaks = queue.peaks.iter();
        let peaks: Vec<_> = peaks.map(|peak| (peak.letters, peak.hours)).collect();
        (peaks, limits.hours_for(1_000))
    };
    assert_eq!(drain(None, None), (vec![], None));
    assert_eq!(drain(Some(1_000), None), (vec![], Some(1)));
    assert_eq!(drain(Some(100), None), (vec![(1_000, 10)], Some(10)));
    // A hundred a day: nine midnights after the first hundred.
    assert_eq!(
        drain(None, Some(100)),
        (vec![(1_000, 9 * 24 - 9 + 1)], Some(9 * 24 + 1))
    );
    // Beyond the horizon it is followed too: 1,000 letters at one an hour.
    assert_eq!(drain(Some(1), None), (vec![(1_000, 1_000)], Some(1_000)));
}

#[test]
fn the_rule_that_weighed_is_named() {
    let cap = |used| Reason::Cap {
        class: None,
        days: 7,
        used,
        limit: 2,
        set_by: LimitSource::Default,
        asked: None,
        ceiling: 5,
    };
    let gap = Reason::Gap {
        hours: 20,
        last: START,
        until: START,
    };
    let none = Reason::NoWindow {
        since: START,
        days: 14,
    };
    let seven = Why::Cap {
        class: None,
        days: 7,
    };
    let why = |fate, reasons: &[&Reason]| {
        let reasons: Vec<Reason> = reasons.iter().map(|one| (*one).clone()).collect();
        Why::of(fate, &reasons)
    };
    assert_eq!(why(Fate::Deferred, &[&cap(1), &gap]), Why::Gap);
    assert_eq!(why(Fate::Folded, &[&gap, &cap(2)]), seven);
    assert_eq!(why(Fate::Expired, &[&cap(2), &none]), Why::NoRoom);
    assert_eq!(
        why(Fate::Dropped, &[&Reason::NothingLeft]),
        Why::NothingLeft
    );
    assert_eq!(why(Fate::Deferred, &[]), Why::Other);
}
