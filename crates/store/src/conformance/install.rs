//! Schema, catalogue, policy. Nothing about people.

use super::{Backend, Damage, World, samples};
use crate::StoreError;
use lagom_model::{Ids, Policy, SeededIds};

/// The first migration brings the schema, the second finds nothing to do.
pub async fn migrating_twice_changes_nothing<B: Backend>(backend: &B) {
    let store = backend.open().await.unwrap();
    let before = store.schema().await.unwrap();
    assert_eq!(before.found, 0);
    let first = store.migrate().await.unwrap();
    assert!(!first.applied.is_empty());
    assert_eq!(first.version, before.known);
    let second = store.migrate().await.unwrap();
    assert!(second.applied.is_empty());
    assert_eq!(second.version, before.known);
    let after = store.schema().await.unwrap();
    assert_eq!(after.found, after.known);
}

/// Two processes that migrate at once bring the same schema once.
pub async fn two_migrations_at_once_end_well<B: Backend>(backend: &B) {
    let (one, other) = (backend.open().await.unwrap(), backend.open().await.unwrap());
    let (first, second) = tokio::join!(one.migrate(), other.migrate());
    let applied = first.unwrap().applied.len() + second.unwrap().applied.len();
    let known = one.schema().await.unwrap().known;
    assert_eq!(i64::try_from(applied), Ok(known), "each migration ran once");
}

/// A database that a newer version wrote is left alone.
pub async fn a_newer_schema_is_refused<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    backend.damage(Damage::NewerSchema).await;
    let refused = match backend.open().await {
        Ok(store) => {
            let schema = store.schema().await.unwrap();
            assert_eq!(schema.found, schema.known + 1);
            store.migrate().await.unwrap_err()
        }
        Err(error) => error,
    };
    let StoreError::SchemaNewer { found, known } = refused else {
        panic!("{refused}");
    };
    assert_eq!(found, known + 1);
    let refused = world.store.migrate().await.unwrap_err();
    assert!(
        matches!(refused, StoreError::SchemaNewer { .. }),
        "{refused}"
    );
}

/// What is known keeps its keys, what is new gets its own, what is gone stays as it was.
pub async fn the_catalogue_keeps_its_keys<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let mut next = samples::catalogue();
    next.publications.remove(samples::TECH);
    let news = next.publications.get_mut(samples::NEWS).unwrap();
    "News, renamed".clone_into(&mut news.name);
    let added = samples::publication("orchard", "orchard-notes");
    next.publications.insert(added.key.clone(), added);
    let harbour = next.senders.get_mut("harbour").unwrap();
    "Harbour, renamed".clone_into(&mut harbour.name);
    let ids = SeededIds::new(9);
    let now = world
        .store
        .put_catalogue(&next, &ids, samples::hour(1))
        .await
        .unwrap();

    for before in &world.known.publications {
        let after = now.publication(before.id).expect("nothing is lost");
        assert_eq!(
            (after.public_id, after.sender),
            (before.public_id, before.sender)
        );
        assert_eq!(after.def.key, before.def.key);
    }
    let name = |key| &now.publication_by_key(key).unwrap().def.name;
    assert_eq!(name(samples::NEWS), "News, renamed");
    assert_eq!(name(samples::TECH), samples::TECH);
    let new = now.publication_by_key("orchard-notes").unwrap();
    assert_eq!(new.sender, world.sender(world.post()));
    assert_eq!(now.publications.len(), 4);
    let harbour = now.sender(world.sender(world.news())).unwrap();
    assert_eq!(harbour.def.name, "Harbour, renamed");
    assert_eq!(world.store.catalogue().await.unwrap(), now);
}

/// A catalogue put twice is the same catalogue.
pub async fn the_same_catalogue_changes_nothing<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let ids = SeededIds::new(77);
    let again = world
        .store
        .put_catalogue(&samples::catalogue(), &ids, samples::hour(1))
        .await;
    assert_eq!(again.unwrap(), world.known);
    assert_eq!(world.store.catalogue().await.unwrap(), world.known);
    let mut public: Vec<_> = world
        .known
        .publications
        .iter()
        .map(|one| one.public_id)
        .collect();
    public.sort_unstable();
    public.dedup();
    assert_eq!(public.len(), 3);
    assert!(!public.contains(&ids.public_id()));
}

/// Rules that differ from the newest make a version; the same rules make none.
pub async fn policies_get_versions<B: Backend>(backend: &B) {
    let store = backend.open().await.unwrap();
    store.migrate().await.unwrap();
    assert_eq!(store.policy().await.unwrap(), None);
    let product = Policy::product();
    let first = store.put_policy(&product, samples::START).await.unwrap();
    assert!(first.version > 0);
    assert_eq!(
        Policy {
            version: 0,
            ..first.clone()
        },
        product
    );
    assert_eq!(
        store.put_policy(&product, samples::hour(1)).await.unwrap(),
        first
    );
    assert_eq!(
        store.put_policy(&first, samples::hour(1)).await.unwrap(),
        first
    );

    let stricter = Policy {
        gap_hours: 30,
        ..product.clone()
    };
    let second = store.put_policy(&stricter, samples::hour(2)).await.unwrap();
    assert!(second.version > first.version);
    assert_eq!(store.policy().await.unwrap(), Some(second.clone()));
    let third = store.put_policy(&product, samples::hour(3)).await.unwrap();
    assert!(
        third.version > second.version,
        "only the newest version is compared"
    );
    let all = store.policies().await.unwrap();
    assert_eq!(all, [first, second, third], "every version is kept");
}
