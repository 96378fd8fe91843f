//! Tables of turns, and what holds whoever comes and goes: never more than there are, even shares when all have heard.

use super::*;
use proptest::prelude::*;

fn owner(n: u8) -> PublicId {
    PublicId(u128::from(n))
}

fn wants_all(holds: u32) -> PlaceAsk {
    PlaceAsk {
        most: 6,
        holds,
        wants: 6,
    }
}

const LEAVES: PlaceAsk = PlaceAsk {
    most: 6,
    holds: 0,
    wants: 0,
};

#[test]
fn who_comes_gets_a_share_when_the_others_have_closed_theirs() {
    let mut places = Places::default();
    let mut turn = |n, holds| {
        let grant = places.turn(owner(n), &wants_all(holds), &[]);
        (grant.may, grant.fair, grant.sharers, places.used())
    };
    for (n, holds, told) in [
        (1, 0, (6, 6, 1, 6)),
        (2, 0, (0, 3, 2, 6)),
        (1, 6, (3, 3, 2, 6)),
        (2, 0, (0, 3, 2, 6)),
        (1, 4, (3, 3, 2, 4)),
        (2, 0, (2, 3, 2, 6)),
        (1, 3, (3, 3, 2, 5)),
        (2, 2, (3, 3, 2, 6)),
    ] {
        assert_eq!(turn(n, holds), told, "{n} with {holds}");
    }
}

#[test]
fn who_leaves_or_dies_passes_everything_on() {
    let mut places = Places::default();
    places.turn(owner(1), &wants_all(0), &[]);
    places.turn(owner(2), &wants_all(0), &[]);
    places.turn(owner(1), &wants_all(3), &[]);
    places.turn(owner(1), &wants_all(3), &[]);
    assert_eq!(places.turn(owner(2), &wants_all(0), &[]).may, 3);
    assert_eq!(places.turn(owner(2), &wants_all(3), &[owner(1)]).may, 6);
    assert_eq!(places.turn(owner(2), &LEAVES, &[]).may, 0);
    assert_eq!((places.holders().count(), places.used()), (0, 0));
}

#[test]
fn who_stops_wanting_counts_until_it_has_closed_its_own() {
    let mut places = Places::default();
    places.turn(owner(1), &wants_all(0), &[]);
    let closing = PlaceAsk {
        wants: 0,
        ..wants_all(2)
    };
    assert_eq!(places.turn(owner(1), &closing, &[]).may, 0);
    let other = places.turn(owner(2), &wants_all(0), &[]);
    assert_eq!((other.may, other.fair, other.sharers), (4, 6, 1));
}

#[test]
fn more_than_there_are_places_stand_in_line() {
    let mut places = Places::default();
    let two = |holds| PlaceAsk {
        most: 2,
        holds,
        wants: 2,
    };
    for n in 1..=4 {
        places.turn(owner(n), &two(0), &[]);
    }
    places.turn(owner(1), &two(2), &[]);
    let first = places.turn(owner(1), &two(1), &[]);
    let may = [2, 3, 4].map(|n| places.turn(owner(n), &two(0), &[]).may);
    assert_eq!((first.may, may), (1, [1, 0, 0]));
    places.turn(owner(1), &LEAVES, &[]);
    let fair = [4, 3].map(|n| places.turn(owner(n), &two(0), &[]).may);
    assert_eq!(fair, [0, 1], "who came first is next");
}

/// One that was taken for dead wakes with connections open: the others lose nothing more by it.
#[test]
fn who_was_taken_for_dead_takes_from_nobody() {
    let mut places = Places::default();
    places.turn(owner(1), &wants_all(0), &[]);
    assert_eq!(places.turn(owner(2), &wants_all(0), &[owner(1)]).may, 6);
    assert_eq!(places.turn(owner(1), &wants_all(6), &[]).may, 0);
    assert_eq!(places.turn(owner(2), &wants_all(6), &[]).may, 3);
    assert_eq!(places.turn(owner(2), &wants_all(3), &[]).may, 3);
    assert_eq!(places.turn(owner(1), &wants_all(0), &[]).may, 3);
}

#[derive(Debug, Clone, Default)]
struct Client {
    may: u32,
    open: u32,
    is_gone: bool,
}

proptest! {
    #[test]
    fn all_together_never_have_more_and_share_evenly_in_the_end(
        most in 1_u32..9,
        steps in prop::collection::vec((0_usize..5, 0_u32..4, 0_u32..9), 1..80),
    ) {
        let mut places = Places::default();
        let mut clients = vec![Client::default(); 5];
        let mut gone = Vec::new();
        let ask = |client: &Client, wants| PlaceAsk { most, holds: client.may.max(client.open), wants };
        for (nth, what, number) in steps {
            let id = owner(u8::try_from(nth).unwrap());
            let client = &mut clients[nth];
            match (client.is_gone, what) {
                (true, _) => {}
                // It opens what it may.
                (_, 0) => client.open = client.open.max(number.min(client.may)),
                // Some close.
                (_, 1) => client.open = client.open.min(number.max(client.may)),
                (_, 2) if number == 0 => {
                    *client = Client { is_gone: true, ..Client::default() };
                    gone.push(id);
                }
                _ => client.may = places.turn(id, &ask(client, 9), &gone).may,
            }
            let open: u32 = clients.iter().map(|client| client.open.max(client.may)).sum();
            prop_assert!(open <= most, "{open} of {most}");
        }
        for _ in 0..5 {
            for (nth, client) in clients.iter_mut().enumerate().filter(|(_, one)| !one.is_gone) {
                client.open = client.open.min(client.may);
                let id = owner(u8::try_from(nth).unwrap());
                client.may = places.turn(id, &ask(client, 9), &gone).may;
            }
        }
        let shares: Vec<u32> = clients.iter().filter(|one| !one.is_gone).map(|one| one.may).collect();
        if let (Some(least), Some(largest)) = (shares.iter().min(), shares.iter().max()) {
            prop_assert_eq!(shares.iter().sum::<u32>(), most, "{:?}", shares);
            prop_assert!(largest - least <= 1, "{:?}", shares);
        }
    }
}
