//! What keeps a form from filling mailboxes: presses are counted over all processes. The limits themselves are the caller's.

use super::returning::{case, wish_in};
use super::{Backend, World, samples};
use lagom_model::Timestamp;

/// What this press finds: how often it was pressed in a minute, and in an hour in its network.
async fn pressed(world: &World, n: u32, at: Timestamp, network: Option<&str>) -> (u32, u32) {
    let presses = case(world, &wish_in(world, n, at, network)).await.presses;
    (presses.in_a_minute, presses.in_an_hour_from_network)
}

/// Whoever serves the form, and for whomever: each press is counted once, and none is passed over.
pub async fn presses_of_all_processes_count_together<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let mut pressing = Vec::new();
    for process in 0..4_u32 {
        let world = world.again(backend).await;
        pressing.push(tokio::spawn(async move {
            let mut seen = Vec::new();
            for n in 0..10_u32 {
                let at = samples::START.plus(i64::from(n));
                seen.push(pressed(&world, process * 10 + n, at, Some("one")).await);
            }
            seen
        }));
    }
    let mut seen = Vec::new();
    for process in pressing {
        seen.extend(process.await.unwrap());
    }
    seen.sort_unstable();
    let all: Vec<_> = (1..=40).map(|nth| (nth, nth)).collect();
    assert_eq!(seen, all);
}

/// Presses count for a minute in all, and for an hour in their network; what still counts is not forgotten.
pub async fn presses_count_for_their_time<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let ids = world.ids.as_ref();
    for (after, network, presses) in [
        (0, Some("one"), (1, 1)),
        (0, Some("one"), (2, 2)),
        (Timestamp::SECOND, Some("another"), (3, 1)),
        (59 * Timestamp::SECOND, None, (4, 0)),
        (62 * Timestamp::SECOND, Some("one"), (2, 3)),
        (59 * Timestamp::MINUTE, Some("another"), (1, 2)),
        (59 * Timestamp::MINUTE, Some("one"), (2, 4)),
        (62 * Timestamp::MINUTE, Some("one"), (1, 2)),
    ] {
        let at = samples::START.plus(after);
        world.store.forget_unconfirmed(ids, at, 10).await.unwrap();
        assert_eq!(pressed(&world, 1, at, network).await, presses, "{after}");
    }
}
