//! Permits: asked for as mail is due, taken one by one, told when they land; and the line of those that find none.

use super::*;
use crate::relays::Relay;
use lagom_smtp::TransportOptions;

const SECOND: Limit = Limit {
    window: 1_000,
    most: 10,
};

fn transport() -> std::sync::Arc<dyn lagom_smtp::Transport> {
    lagom_smtp::connect("smtp://127.0.0.1:9", TransportOptions::default()).unwrap()
}

/// Ways of these weights and limits, and ten a second for `slow.example` and `late.example` together.
fn purse(ways: &[(u32, &[Limit])]) -> Purse {
    let way = |(place, (weight, limits)): (usize, &(u32, &[Limit]))| Relay {
        name: format!("way{place}"),
        weight: *weight,
        limits: limits.to_vec(),
        ..Relay::new(transport())
    };
    let mut all = ways.iter().enumerate().map(way);
    let first = all.next().unwrap();
    let share = ("slow.example".to_owned(), vec![SECOND]);
    let names = ["slow.example", "late.example"];
    let domains = DomainLimits {
        named: names.map(|name| (name.to_owned(), share.clone())).into(),
        others: Vec::new(),
    };
    Purse::new(&Relays::new(first, all.collect(), domains))
}

fn to(domain: &str) -> Wish<'_> {
    Wish {
        domain,
        only: None,
        urgent: false,
    }
}

fn due(domains: &[(&str, usize)]) -> Vec<String> {
    let each = domains
        .iter()
        .map(|(name, count)| vec![(*name).to_owned(); *count]);
    each.flatten().collect()
}

/// Asks, and is granted at most so many of each.
fn fetch(purse: &mut Purse, due: &[String], most: u32, now: Instant) -> Vec<(RateKey, RateAsk)> {
    let asks = purse.asks(due, 32, now);
    let grant = |(_, ask): &(RateKey, RateAsk)| Grant {
        permits: ask.wants.min(most),
        after: 200,
        every: 100,
        pace: None,
    };
    let grants: Vec<Grant> = asks.iter().map(grant).collect();
    purse.granted(&asks, &grants, now);
    asks
}

fn told(asks: &[(RateKey, RateAsk)]) -> Vec<(String, u32, usize, u32)> {
    let tell = |(key, ask): &(RateKey, RateAsk)| {
        let name = format!("{}/{}", key.relay, key.domain);
        (name, ask.holds, ask.landed.len(), ask.wants)
    };
    asks.iter().map(tell).collect()
}

#[test]
fn only_what_is_limited_needs_permits() {
    let mut purse = purse(&[(1, &[])]);
    let now = Instant::now();
    assert!(purse.is_limited());
    let nothing = fetch(&mut purse, &due(&[("fast.example", 40)]), 0, now);
    assert_eq!(told(&nothing), []);
    for _ in 0..40 {
        assert!(purse.take(to("fast.example"), now).is_ok());
    }
    assert!(purse.take(to("slow.example"), now).is_err());
    assert_eq!(purse.rest(now + Duration::from_secs(5)), None);
}

#[test]
fn permits_are_asked_taken_and_told() {
    let mut purse = purse(&[(1, &[SECOND])]);
    let now = Instant::now();
    let mail = due(&[
        ("slow.example", 3),
        ("late.example", 2),
        ("fast.example", 4),
    ]);
    let asks = fetch(&mut purse, &mail, 4, now);
    let both = |one: (u32, usize, u32), two: (u32, usize, u32)| {
        [("/slow.example", one), ("way0/", two)]
            .map(|(name, (holds, landed, wants))| (name.to_owned(), holds, landed, wants))
    };
    assert_eq!(told(&asks), both((0, 0, 5), (0, 0, 9)));
    let routes: Vec<Route> = (0..4)
        .map(|_| purse.take(to("late.example"), now).unwrap())
        .collect();
    assert!(purse.take(to("slow.example"), now).is_err(), "they share");
    assert!(purse.take(to("fast.example"), now).is_err(), "so do all");
    purse.give_back(&routes[0]);
    purse.landed(&routes[1], now);
    // What lands while the store is asked is told the next time.
    let asks = purse.asks(&mail, 32, now);
    assert_eq!(told(&asks), both((3, 1, 4), (3, 1, 8)));
    purse.landed(&routes[2], now);
    purse.granted(&asks, &[Grant::default(); 2], now);
    let asks = fetch(&mut purse, &[], 0, now);
    assert_eq!(
        told(&asks),
        both((1, 1, 0), (1, 1, 0)),
        "nothing is kept that is not of use"
    );
    purse.landed(&routes[3], now);
    assert_eq!(
        told(&fetch(&mut purse, &[], 0, now)),
        both((0, 1, 0), (0, 1, 0))
    );
    assert_eq!(told(&fetch(&mut purse, &[], 0, now)), []);
}

#[test]
fn who_finds_none_stands_in_line() {
    let mut purse = purse(&[(1, &[])]);
    let now = Instant::now();
    fetch(&mut purse, &due(&[("slow.example", 9)]), 0, now);
    let mut wait = |urgent| {
        let wish = Wish {
            urgent,
            ..to("slow.example")
        };
        purse.take(wish, now).unwrap_err()
    };
    let waits = [false, false, true, false].map(|urgent| wait(urgent).as_millis());
    assert_eq!(waits, [200, 290, 200, 380]);
    for _ in 0..100_000 {
        wait(false);
    }
    assert_eq!(wait(false), LONGEST);
    assert_eq!(purse.rest(now), Some(Duration::from_millis(200)));
    let later = now + Duration::from_secs(1);
    assert_eq!(purse.rest(later), Some(Duration::from_millis(100)));
    purse.take(to("slow.example"), later).unwrap_err();
    let rest = purse.rest(later);
    assert_eq!(
        rest,
        Some(Duration::from_millis(100)),
        "others are due before the last in line"
    );
}

#[test]
fn what_must_wait_long_is_the_next_runs() {
    let mut purse = purse(&[(1, &[])]);
    let now = Instant::now();
    let asks = purse.asks(&due(&[("slow.example", 9)]), 32, now);
    let full = Grant {
        permits: 0,
        after: 30 * 60 * 1_000,
        every: 3_600,
        pace: None,
    };
    purse.granted(&asks, &[full], now);
    assert!(purse.take(to("slow.example"), now).is_err());
    assert_eq!(purse.rest(now), None);
}

#[test]
fn relays_share_by_weight_as_far_as_their_permits_go() {
    let mut purse = purse(&[(3, &[]), (1, &[]), (2, &[SECOND])]);
    let now = Instant::now();
    fetch(&mut purse, &due(&[("fast.example", 128)]), 10, now);
    let mut counts = [0; 3];
    for _ in 0..48 {
        let route = purse.take(to("fast.example"), now).unwrap();
        counts[route.relay] += 1;
        purse.landed(&route, now);
    }
    assert_eq!(counts[2], 10);
    assert!((27..=30).contains(&counts[0]), "{counts:?}");
}

#[test]
fn a_destination_that_asks_for_less_needs_permits_until_it_is_as_fast_as_usual() {
    let mut purse = purse(&[(1, &[]), (1, &[])]);
    let now = Instant::now();
    let fast = || Wish {
        only: Some("way0"),
        ..to("fast.example")
    };
    for _ in 0..30 {
        let route = purse.take(fast(), now).unwrap();
        purse.landed(&route, now);
        purse.accepted(&route, now);
    }
    let route = purse.take(fast(), now).unwrap();
    purse.landed(&route, now);
    purse.asks_for_less(&route, now + Duration::from_secs(10));
    assert!(purse.take(fast(), now).is_err());
    assert_eq!(
        purse.take(to("fast.example"), now).unwrap().relay,
        1,
        "another way is open"
    );
    let asks = purse.asks(&due(&[("fast.example", 3)]), 32, now);
    assert_eq!(told(&asks), [("way0/fast.example".to_owned(), 0, 0, 3)]);
    assert_eq!(asks[0].1.slower, Some(180));
    let paced = Grant {
        permits: 1,
        pace: Some(90),
        ..Grant::default()
    };
    purse.granted(&asks, &[paced], now);
    assert!(purse.take(fast(), now).is_ok());
    assert!(purse.take(fast(), now).is_err());
    let asks = purse.asks(&due(&[("fast.example", 3)]), 32, now);
    assert_eq!(asks[0].1.slower, None, "it is told once");
    purse.granted(&asks, &[Grant::default()], now);
    assert!(purse.take(fast(), now).is_ok(), "it is as fast as usual");
    assert_eq!(told(&purse.asks(&due(&[("fast.example", 3)]), 32, now)), []);
}

#[test]
fn at_full_speed_nobody_is_given_way() {
    let mut purse = Purse::new(&Relays::one(transport()).at_full_speed());
    let now = Instant::now();
    let route = purse.take(to("slow.example"), now).unwrap();
    purse.asks_for_less(&route, now);
    assert!(purse.take(to("slow.example"), now).is_ok());
    assert!(!purse.looks(now) && !purse.is_limited());
}

#[test]
fn others_carry_what_one_cannot_and_it_makes_up_for_nothing() {
    let mut purse = purse(&[(1, &[]), (1, &[])]);
    let now = Instant::now();
    let relays = |purse: &mut Purse, now| {
        let mut relay = || {
            let route = purse.take(to("fast.example"), now).unwrap();
            purse.landed(&route, now);
            route.relay
        };
        [relay(), relay(), relay(), relay()]
    };
    assert_eq!(relays(&mut purse, now), [0, 1, 0, 1]);
    let route = purse.take(to("fast.example"), now).unwrap();
    assert_eq!((route.relay, purse.name_of(&route)), (0, Some("way0")));
    assert!(purse.is_away(&route, now), "the other one is there");
    assert_eq!(purse.relieved(), [0]);
    assert_eq!(relays(&mut purse, now), [1; 4]);
    assert_eq!(relays(&mut purse, now + AWAY), [0, 1, 0, 1]);
    let other = purse.take(to("fast.example"), now + AWAY).unwrap();
    purse.is_away(&other, now + AWAY);
    let route = purse.take(to("fast.example"), now + AWAY).unwrap();
    assert!(!purse.is_away(&route, now + AWAY), "nobody is left");
    assert_eq!(purse.relieved(), [0; 0]);
    assert!(
        purse.take(to("fast.example"), now + AWAY).is_ok(),
        "it is tried all the same"
    );
}

#[test]
fn what_only_one_may_carry_goes_by_that_or_waits() {
    let mut purse = purse(&[(1, &[]), (1, &[])]);
    let now = Instant::now();
    let only = |name| Wish {
        only: Some(name),
        ..to("fast.example")
    };
    for _ in 0..3 {
        assert_eq!(purse.take(only("way1"), now).unwrap().relay, 1);
    }
    let route = purse.take(only("way1"), now).unwrap();
    assert!(purse.is_away(&route, now));
    assert_eq!(purse.take(only("way1"), now).unwrap().relay, 1);
    assert_eq!(purse.take(only("gone"), now), Err(SHORTEST));
}

#[test]
fn one_slow_relay_does_not_hold_everything() {
    let mut purse = purse(&[(1, &[]), (1, &[])]);
    let now = Instant::now();
    let mut held = [0; 2];
    for _ in 0..60 {
        let route = purse.take(to("fast.example"), now).unwrap();
        held[route.relay] += 1;
        if route.relay == 1 {
            purse.landed(&route, now);
        }
    }
    assert_eq!(held, [30, 30]);
    for _ in 0..60 {
        let route = purse.take(to("fast.example"), now).unwrap();
        held[route.relay] += 1;
        if route.relay == 1 {
            purse.landed(&route, now);
        }
    }
    assert_eq!(held, [40, 80]);
}

#[test]
fn a_relay_without_a_connection_carries_nothing() {
    let now = Instant::now();
    let mut purse = purse(&[(9, &[]), (1, &[])]);
    purse.note_closed([true, false].into_iter());
    let relay = |purse: &mut Purse, only| {
        let wish = Wish {
            only,
            ..to("fast.example")
        };
        purse.take(wish, now).map(|route| route.relay)
    };
    assert_eq!(relay(&mut purse, None), Ok(1));
    assert_eq!(relay(&mut purse, Some("way0")), Err(CLOSED));
    purse.note_closed([true, true].into_iter());
    assert_eq!(relay(&mut purse, None), Err(CLOSED));
    purse.note_closed([false, false].into_iter());
    assert_eq!(relay(&mut purse, None), Ok(0));
}
