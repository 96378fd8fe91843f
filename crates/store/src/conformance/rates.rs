//! Limits: all dispatchers together never pass one, and what a dead one held comes back. By the database's clock, so that these
//! cases take real time.

use super::{Backend, World, samples};
use crate::{Grant, Limit, Owner, RateAsk, RateKey};
use lagom_model::Cadence;
use std::time::Duration;

const TENTH: Limit = Limit {
    window: 100,
    most: 6,
};
const LONG: Limit = Limit {
    window: 3_600_000,
    most: 6,
};

fn key(domain: &str) -> RateKey {
    RateKey {
        relay: String::new(),
        domain: domain.to_owned(),
    }
}

impl World {
    async fn ask(&self, owner: Owner, limit: Limit, holds: u32, landed: u32, wants: u32) -> Grant {
        let ask = RateAsk {
            limits: vec![limit],
            holds,
            landed: vec![(0, landed)],
            wants,
            slower: None,
        };
        let asks = [(key("a.example"), ask)];
        let grants = self.store.exchange(owner, &asks).await.unwrap();
        assert_eq!(grants.len(), 1);
        grants[0]
    }
}

/// What several dispatchers are granted in any window is the limit, and others' limits are not touched.
pub async fn dispatchers_keep_one_limit_together<B: Backend>(backend: &B) {
    let one = World::new(backend).await;
    let other = one.again(backend).await;
    let (first, second) = (
        one.enter(samples::START).await,
        other.enter(samples::START).await,
    );
    assert_eq!(one.ask(first, LONG, 0, 0, 4).await.permits, 4);
    let rest = other.ask(second, LONG, 0, 0, 4).await;
    assert_eq!(rest.permits, 2);
    assert_eq!(
        one.ask(first, LONG, 0, 4, 4).await.permits,
        0,
        "they landed and count"
    );
    let states = one.store.rates().await.unwrap();
    assert_eq!(states.len(), 1);
    assert_eq!(states[0].key, key("a.example"));
    assert_eq!(states[0].share.used(LONG.window, states[0].now.0), 6);
    let ask = RateAsk {
        limits: vec![LONG],
        wants: 9,
        ..RateAsk::default()
    };
    let asks = [(key("c.example"), ask.clone()), (key("b.example"), ask)];
    let grants = one.store.exchange(first, &asks).await.unwrap();
    assert_eq!([grants[0].permits, grants[1].permits], [6, 6]);

    // Both ask at once, again and again: each window holds what it may.
    let race = async |world: &World, owner: Owner| {
        let (mut holds, mut granted) = (0, 0);
        let began = std::time::Instant::now();
        while began.elapsed() < Duration::from_secs(1) {
            let grant = world.ask(owner, TENTH, 0, holds, 6).await;
            holds = grant.permits;
            granted += grant.permits;
        }
        world.ask(owner, TENTH, 0, holds, 0).await;
        granted
    };
    let (mine, theirs) = tokio::join!(race(&one, first), race(&other, second));
    assert!(
        (20..=66).contains(&(mine + theirs)),
        "{mine} and {theirs} in a second"
    );
}

/// A dispatcher that dies holds its permits until that is known, then for one window more; one that leaves, no longer.
pub async fn what_is_held_by_the_dead_is_free_when_its_window_is_over<B: Backend>(backend: &B) {
    let dying = World::new(backend).await;
    let living = dying.again(backend).await;
    let (dead, owner) = (
        dying.enter(samples::START).await,
        living.enter(samples::START).await,
    );
    assert_eq!(dying.ask(dead, TENTH, 0, 0, 6).await.permits, 6);
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(
        living.ask(owner, TENTH, 0, 0, 6).await.permits,
        0,
        "it lives"
    );
    backend.kill(dying.store, dead).await;
    assert_eq!(
        living.ask(owner, TENTH, 0, 0, 6).await.permits,
        0,
        "it may have sent them just now"
    );
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(living.ask(owner, TENTH, 0, 0, 6).await.permits, 6);

    let leaving = living.again(backend).await;
    let gone = leaving.enter(samples::START).await;
    living.ask(owner, TENTH, 0, 0, 0).await;
    assert_eq!(leaving.ask(gone, TENTH, 0, 0, 6).await.permits, 6);
    leaving.ask(gone, TENTH, 0, 0, 0).await;
    leaving.store.leave(gone).await.unwrap();
    assert_eq!(living.ask(owner, TENTH, 0, 0, 6).await.permits, 6);
}

/// The domains of what is due, in the gate's order; what is not due yet is not told.
pub async fn domains_of_what_is_due_are_told<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    assert_eq!(
        world.store.due_domains(samples::START, 9).await.unwrap(),
        [""; 0]
    );
    for n in 1..=3 {
        world.join(n, &[(world.news(), Cadence::EveryIssue)]).await;
    }
    world
        .publish_and_plan(world.news(), "one", samples::hour(1))
        .await;
    let domain = samples::address(1);
    let domain = domain.rsplit('@').next().unwrap();
    let due = |limit, hour| world.store.due_domains(samples::hour(hour), limit);
    assert_eq!(due(9, 1).await.unwrap(), [domain; 3]);
    assert_eq!(due(2, 1).await.unwrap().len(), 2);
    assert_eq!(due(9, 0).await.unwrap(), [""; 0]);
}
