//! Finding people. Nothing here changes them.

use super::{Backend, World, samples};
use crate::By;
use lagom_model::{Cadence, Ids, Timestamp};

/// Everyone draws a lot when they come, and keeps it.
pub async fn everyone_has_a_lot_of_their_own<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let mut lots = std::collections::BTreeSet::new();
    for n in 1..=8 {
        lots.insert(world.join(n, &[]).await.facts.lot);
        assert!(lots.contains(&world.person(n).await.facts.lot));
    }
    assert_eq!(lots.len(), 8);
}

/// A person is found by address, link, public id and delivery; nobody is found by anything else.
pub async fn people_are_found_by_every_name<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(2, &[(world.post(), Cadence::EveryIssue)]).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let letters = world.letters(&[]).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].person, person.public_id);
    let handle = By::Delivery(letters[0].row.public_id);
    let found = world.store.person(&handle).await.unwrap();
    assert_eq!(found, None, "what went nowhere names nobody");
    let owner = world.enter(samples::START).await;
    let gated = world.gate_one(owner, samples::START).await;
    let person = crate::Person {
        lines: world.person(1).await.lines,
        ..person
    };
    let names = [
        By::AddressHash(samples::address_hash("READER1@example.ORG")),
        By::Link(person.link),
        By::Public(person.public_id),
        By::Delivery(gated.case.delivery.public_id),
    ];
    for by in names {
        let found = world.store.person(&by).await.unwrap();
        assert_eq!(found.as_ref(), Some(&person), "{by:?}");
    }
    // Whoever holds the letter is not given a newer link than the letter has.
    let later = samples::START.plus(Timestamp::HOUR);
    let new = world.ids.public_id();
    let renewed = world.store.renew_links(person.id, new, later).await;
    renewed.unwrap();
    let by = By::Delivery(gated.case.delivery.public_id);
    let found = world.store.person(&by).await.unwrap().unwrap();
    assert_eq!(found.link, person.link);
    let found = world.person(1).await;
    assert_eq!(found.link, new);
    let nobody = world.ids.public_id();
    let names = [
        By::AddressHash(samples::address_hash("nobody@example.org")),
        By::Link(nobody),
        By::Link(person.public_id),
        By::Public(person.link),
        By::Delivery(nobody),
    ];
    for by in names {
        assert_eq!(world.store.person(&by).await.unwrap(), None, "{by:?}");
    }
}

/// Pages bring everybody once, in the order of their keys.
pub async fn people_come_in_pages<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let people: Vec<_> = (1..=5).map(samples::reader).collect();
    world.import(&people, samples::START).await;
    let (mut seen, mut sizes, mut after) = (Vec::new(), Vec::new(), None);
    loop {
        let page = world.store.people(after, 2).await.unwrap();
        sizes.push(page.people.len());
        seen.extend(page.people.iter().map(|person| person.id));
        after = page.after;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [2, 2, 1]);
    assert!(seen.windows(2).all(|pair| pair[0] < pair[1]), "{seen:?}");
    assert_eq!(world.store.headcount().await.unwrap(), 5);
}
