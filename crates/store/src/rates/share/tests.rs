//! Tables of single turns, and the one property that matters: never more than the limit in any window.

use super::*;
use proptest::prelude::*;

const SECOND: Limit = Limit {
    window: 1_000,
    most: 10,
};

fn owner(n: u8) -> PublicId {
    PublicId(u128::from(n))
}

fn ask(limits: &[Limit], holds: u32, landed: &[(i64, u32)], wants: u32) -> Ask {
    Ask {
        limits: limits.to_vec(),
        holds,
        landed: landed.to_vec(),
        wants,
        slower: None,
    }
}

/// At, holds, landed (ago, count), wants: permits, after.
type Turn<'t> = (i64, u32, &'t [(i64, u32)], u32, u32, i64);

#[test]
fn one_dispatcher_gets_all_of_it_and_waits_for_the_window() {
    let mut share = Share::default();
    let turns: [Turn<'_>; 7] = [
        (0, 0, &[], 4, 4, 0),
        (10, 4, &[], 32, 6, 100),
        (50, 10, &[], 1, 0, 100),
        (100, 6, &[(0, 4)], 1, 0, 1_020),
        (1_119, 6, &[], 1, 0, 1),
        (1_120, 6, &[], 32, 4, 100),
        (1_200, 0, &[(1, 10)], 0, 0, 1_000),
    ];
    for (at, holds, landed, wants, permits, after) in turns {
        let grant = share.turn(owner(1), &ask(&[SECOND], holds, landed, wants), &[], at);
        assert_eq!((grant.permits, grant.after), (permits, after), "at {at}");
    }
    assert_eq!(
        share.holders().count(),
        0,
        "who wants and holds nothing left"
    );
}

#[test]
fn two_share_and_the_rest_comes_when_one_gives_it_back() {
    let mut share = Share::default();
    let mut turn = |n, holds, wants| {
        let grant = share.turn(owner(n), &ask(&[SECOND], holds, &[], wants), &[], 0);
        grant.permits
    };
    assert_eq!(turn(1, 0, 32), 10, "it is alone");
    assert_eq!(turn(2, 0, 32), 0);
    assert_eq!(turn(1, 6, 0), 0, "it gives four back");
    assert_eq!(turn(2, 0, 32), 4);
    assert_eq!(turn(1, 0, 32), 5, "half of it is its share");
    assert_eq!(turn(2, 4, 32), 1);
}

#[test]
fn the_tightest_of_several_limits_decides() {
    let hour = Limit {
        window: 3_600_000,
        most: 12,
    };
    let at_once = Limit { window: 0, most: 3 };
    let mut share = Share::default();
    let mut turn = |at, holds, landed: &[_], wants| {
        let ask = ask(&[SECOND, hour, at_once], holds, landed, wants);
        share.turn(owner(1), &ask, &[], at)
    };
    assert_eq!(turn(0, 0, &[], 32).permits, 3);
    assert_eq!(
        turn(10, 0, &[(5, 3)], 32).permits,
        3,
        "they are under way no more"
    );
    assert_eq!(turn(2_000, 0, &[(5, 3)], 32).permits, 3);
    assert_eq!(turn(4_000, 0, &[(5, 3)], 32).permits, 3);
    let full = turn(6_000, 0, &[(5, 3)], 32);
    assert_eq!(full.permits, 0);
    assert_eq!(
        (full.after, full.every),
        (3_600_000 + 72_000 - 6_000, 300_000)
    );
    assert_eq!(turn(3_672_000, 0, &[], 32).permits, 3);
}

#[test]
fn what_the_dead_held_counts_from_when_they_are_found() {
    let mut share = Share::default();
    let wanting = ask(&[SECOND], 0, &[], 10);
    share.turn(owner(1), &wanting, &[], 0);
    let gone = [owner(1)];
    assert_eq!(share.turn(owner(2), &wanting, &gone, 30_000).permits, 0);
    assert_eq!(share.turn(owner(2), &wanting, &gone, 31_019).permits, 0);
    assert_eq!(share.turn(owner(2), &wanting, &gone, 31_020).permits, 10);
}

#[test]
fn who_asks_for_less_gets_less_for_a_while() {
    let mut share = Share::default();
    let free = ask(&[], 0, &[], 40);
    assert_eq!(
        share.turn(owner(1), &free, &[], 0).permits,
        40,
        "it has no limit"
    );
    let slower = Ask {
        slower: Some(240),
        ..ask(&[], 0, &[(0, 40)], 40)
    };
    let slowed = share.turn(owner(1), &slower, &[], 1_000);
    assert_eq!(
        (slowed.permits, slowed.after, slowed.pace),
        (0, 5_000, Some(120))
    );
    let grants = [5_999, 6_000].map(|at| share.turn(owner(1), &free, &[], at).permits);
    assert_eq!(grants, [0, 4], "then a thirtieth of its minute at once");
    assert_eq!(share.pace(61_000).map(|pace| pace.per_minute), Some(144));
    let later = share.turn(owner(1), &free, &[], 361_000);
    assert_eq!((later.permits, later.pace), (40, None), "all is as usual");
}

#[test]
fn a_share_is_read_as_it_was_written() {
    let mut share = Share::default();
    share.turn(owner(1), &ask(&[SECOND], 2, &[(3, 4)], 1), &[], 70_000);
    let text = serde_json::to_string(&share).unwrap();
    assert_eq!(serde_json::from_str::<Share>(&text).unwrap(), share);
}

/// A dispatcher of the simulation.
#[derive(Clone, Default)]
struct Simulated {
    spare: u32,
    /// When each message under way arrives, and when its outcome is known.
    under_way: Vec<(i64, i64)>,
    landed: Vec<(i64, u32)>,
}

/// (dispatcher, milliseconds until the step, permits wanted, milliseconds to the arrival, to the answer, whether it dies).
type Step = (usize, i64, u32, i64, i64, bool);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (
        0_usize..4,
        0_i64..120,
        0_u32..12,
        0_i64..300,
        0_i64..300,
        prop::bool::weighted(0.03),
    );
    prop::collection::vec(step, 1..300)
}

/// When messages arrive, if each dispatcher sends with what it is granted.
fn arrivals(limits: &[Limit], steps: &[Step]) -> Vec<i64> {
    let mut share = Share::default();
    let mut all: Vec<Simulated> = vec![Simulated::default(); 4];
    let (mut now, mut arrived) = (0, Vec::new());
    for (who, wait, wants, arrives, answers, dies) in steps {
        now += wait;
        let one = &mut all[*who];
        let (done, on): (Vec<_>, Vec<_>) =
            one.under_way.iter().partition(|(_, known)| *known <= now);
        one.under_way = on;
        // It is told late, with its age.
        one.landed.extend(done.iter().map(|(_, known)| (*known, 1)));
        let name = owner(u8::try_from(*who).unwrap());
        if *dies {
            // Nobody finds it dead before what it sent has arrived.
            let last = one.under_way.iter().map(|(arrival, _)| *arrival).max();
            now = now.max(last.unwrap_or(now));
            *one = Simulated::default();
            share.turn(owner(9), &ask(limits, 0, &[], 0), &[name], now);
            continue;
        }
        let holds = u32::try_from(one.under_way.len()).unwrap() + one.spare;
        let landed: Vec<_> = one.landed.drain(..).map(|(at, n)| (now - at, n)).collect();
        let grant = share.turn(name, &ask(limits, holds, &landed, *wants), &[], now);
        one.spare += grant.permits;
        let sends = one.spare.min(*wants);
        one.spare -= sends;
        for nth in 0..i64::from(sends) {
            let arrival = now + (arrives + nth * 7) % 300;
            arrived.push(arrival);
            one.under_way
                .push((arrival, arrival + (answers + nth * 11) % 300));
        }
    }
    arrived.sort_unstable();
    arrived
}

/// The most that arrive within a window.
fn most_in(window: i64, arrived: &[i64]) -> usize {
    let ends = arrived.iter().enumerate();
    let counts = ends.map(|(first, at)| {
        arrived[first..]
            .iter()
            .take_while(|other| **other < at + window.max(1))
            .count()
    });
    counts.max().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn never_more_than_the_limit_in_any_window(steps in steps(), most in 1_u32..20, more in 1_u32..60) {
        let limits = [Limit { window: 1_000, most }, Limit { window: 7_000, most: more }];
        let arrived = arrivals(&limits, &steps);
        for limit in limits {
            prop_assert!(most_in(limit.window, &arrived) <= limit.most as usize, "{limit:?}");
        }
    }
}

#[test]
fn a_limit_is_used_up() {
    // Four dispatchers that always want more, messages that take 20 ms: nearly all of a hundred a second.
    let limits = [Limit {
        window: 1_000,
        most: 100,
    }];
    let steps: Vec<Step> = (0..8_000)
        .map(|nth| (nth % 4, 10, 8, 10, 10, false))
        .collect();
    let arrived = arrivals(&limits, &steps);
    let seconds = *arrived.last().unwrap() / 1_000;
    let rate = i64::try_from(arrived.len()).unwrap() / seconds;
    assert!((85..=100).contains(&rate), "{rate} a second");
}
