//! A relay's connections: all dispatchers share them evenly, what a dead one had comes back, and if there are more dispatchers
//! than connections, some wait.

use super::{Backend, World, samples};
use crate::{Owner, PlaceAsk, PlaceGrant};

const RELAY: &str = "mail";

fn holding(holds: u32, most: u32) -> PlaceAsk {
    PlaceAsk {
        most,
        holds,
        wants: most,
    }
}

impl World {
    async fn places(&self, owner: Owner, ask: PlaceAsk) -> PlaceGrant {
        let asks = [(RELAY.to_owned(), ask)];
        let grants = self.store.share_connections(owner, &asks).await.unwrap();
        assert_eq!(grants.len(), 1);
        grants[0]
    }

    /// What it may have, when it has told that it holds no more than it was allowed.
    async fn settles(&self, owner: Owner, holds: u32, most: u32) -> u32 {
        let told = self.places(owner, holding(holds, most)).await;
        let kept = told.may.min(holds);
        self.places(owner, holding(kept, most)).await.may
    }
}

/// Alone it has all; who comes gets its part when the others have closed theirs, and who leaves passes it on.
pub async fn connections_are_shared_evenly<B: Backend>(backend: &B) {
    let one = World::new(backend).await;
    let other = one.again(backend).await;
    let (first, second) = (
        one.enter(samples::START).await,
        other.enter(samples::START).await,
    );
    assert_eq!(one.places(first, holding(0, 7)).await.may, 7);
    let waits = other.places(second, holding(0, 7)).await;
    assert_eq!((waits.may, waits.fair, waits.sharers), (0, 3, 2));
    assert_eq!(one.places(first, holding(7, 7)).await.may, 4);
    assert_eq!(
        other.places(second, holding(0, 7)).await.may,
        0,
        "they are not closed yet"
    );
    assert_eq!(one.places(first, holding(4, 7)).await.may, 4);
    assert_eq!(other.places(second, holding(0, 7)).await.may, 3);
    let states = one.store.rates().await.unwrap();
    assert_eq!((states.len(), states[0].places.used()), (1, 7));
    assert_eq!(states[0].share.holders().count(), 0, "these are no permits");

    let leaves = PlaceAsk::default();
    assert_eq!(one.places(first, leaves).await.may, 0);
    assert_eq!(other.places(second, holding(3, 7)).await.may, 7);

    // Each relay has its own, and the answers come in the order of the asks.
    let asks = [("z", 5), ("a", 2)].map(|(relay, most)| (relay.to_owned(), holding(0, most)));
    let grants = one.store.share_connections(first, &asks).await.unwrap();
    assert_eq!([grants[0].may, grants[1].may], [5, 2]);
}

/// What a dispatcher had that died is free when its sign of life has ended, not before; permits of the same relay are another thing.
pub async fn connections_of_the_dead_come_back<B: Backend>(backend: &B) {
    let dying = World::new(backend).await;
    let living = dying.again(backend).await;
    let (dead, owner) = (
        dying.enter(samples::START).await,
        living.enter(samples::START).await,
    );
    assert_eq!(dying.places(dead, holding(0, 6)).await.may, 6);
    assert_eq!(living.settles(owner, 0, 6).await, 0, "it lives");
    backend.kill(dying.store, dead).await;
    assert_eq!(living.places(owner, holding(0, 6)).await.may, 6);

    let leaving = living.again(backend).await;
    let gone = leaving.enter(samples::START).await;
    living.places(owner, PlaceAsk::default()).await;
    assert_eq!(leaving.places(gone, holding(0, 6)).await.may, 6);
    leaving.store.leave(gone).await.unwrap();
    assert_eq!(living.places(owner, holding(0, 6)).await.may, 6);
}

/// Two connections for three dispatchers: one waits until another ends, and nobody who has one loses it to who comes later.
pub async fn more_dispatchers_than_connections_stand_in_line<B: Backend>(backend: &B) {
    let first = World::new(backend).await;
    let worlds = [
        first.again(backend).await,
        first.again(backend).await,
        first,
    ];
    let mut entered = Vec::new();
    for world in &worlds {
        entered.push(world.enter(samples::START).await);
    }
    assert_eq!(worlds[0].settles(entered[0], 0, 2).await, 2);
    assert_eq!(worlds[1].settles(entered[1], 0, 2).await, 0);
    assert_eq!(worlds[0].settles(entered[0], 2, 2).await, 1);
    assert_eq!(worlds[1].settles(entered[1], 0, 2).await, 1);
    let third = worlds[2].places(entered[2], holding(0, 2)).await;
    assert_eq!((third.may, third.fair, third.sharers), (0, 0, 3));
    assert_eq!(worlds[0].settles(entered[0], 1, 2).await, 1);
    worlds[0].places(entered[0], PlaceAsk::default()).await;
    assert_eq!(worlds[2].settles(entered[2], 0, 2).await, 1);
}
