//! What people say of how much comes, counted; and what would suit them better: kept with the name, listed for the operator, taken back like any choice, and in no
//! record that outlives its person.

use super::scenes::in_flight;
use super::{Backend, World, samples};
use crate::{Edit, MeasureCount, Person, Store, StoreError};
use lagom_model::{Cadence, Ids as _, Measure, PublicId, Timestamp};

async fn reader(world: &World) -> Person {
    world.join(1, &[(world.news(), Cadence::Weekly)]).await
}

/// Says these words, or takes back what was said.
async fn say(world: &World, said: Option<&str>, at: Timestamp) -> PublicId {
    let edit = Edit::Remark {
        said: said.map(str::to_owned),
    };
    let (id, changed) = world.change(&world.person(1).await, vec![edit], at).await;
    assert!(changed.changed, "{said:?}");
    id
}

async fn said(world: &World) -> Option<String> {
    world.person(1).await.remark
}

/// Whether any table holds these words.
async fn is_anywhere(store: &dyn Store, words: &str) -> bool {
    let mut found = false;
    let mut sink = |page: crate::Page| {
        found |= page.rows.contains(words);
        Ok(())
    };
    store.dump(&mut sink).await.unwrap();
    found
}

/// The last words count; undo brings those before them back, once.
pub async fn a_remark_is_kept_listed_and_taken_back<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = reader(&world).await;
    let store = &world.store;
    let first = say(&world, Some("fewer events"), samples::hour(1)).await;
    let second = say(&world, Some("only \"boats\" \u{1f6a2}"), samples::hour(2)).await;
    let remarks = store.remarks(samples::START, 10).await.unwrap();
    let told: Vec<_> = remarks
        .iter()
        .map(|one| (one.person, one.at, one.said.as_str()))
        .collect();
    let words = "only \"boats\" \u{1f6a2}";
    assert_eq!(told, [(person.public_id, samples::hour(2), words)]);
    let later = store.remarks(samples::hour(3), 10).await.unwrap();
    assert!(later.is_empty(), "nothing was said since");
    let held = store.held(person.id).await.unwrap();
    assert_eq!(held.remark, Some((samples::hour(2), words.to_owned())));

    let again = Edit::Remark {
        said: Some(words.to_owned()),
    };
    let now = world.person(1).await;
    let (_, changed) = world.change(&now, vec![again], samples::hour(3)).await;
    assert!(!changed.changed, "the same again");

    // What is not the last word any more cannot be taken back.
    for (change, left) in [
        (first, Some(words)),
        (second, Some("fewer events")),
        (second, Some("fewer events")),
    ] {
        let undone = store.undo(person.id, change, samples::hour(4)).await;
        undone.unwrap();
        assert_eq!(said(&world).await.as_deref(), left);
    }
    say(&world, None, samples::hour(5)).await;
    assert_eq!(said(&world).await, None);
    assert!(store.remarks(samples::START, 10).await.unwrap().is_empty());
}

/// Words that were replaced or withdrawn stay for a day, in case of an undo.
pub async fn what_was_taken_back_is_forgotten<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = reader(&world).await;
    let (store, ids) = (&*world.store, world.ids.as_ref());
    say(&world, Some("whispered words"), samples::hour(1)).await;
    let withdrawn = say(&world, None, samples::hour(2)).await;
    store
        .forget_unconfirmed(ids, samples::hour(25), 10)
        .await
        .unwrap();
    assert!(is_anywhere(store, "whispered words").await);
    store
        .forget_unconfirmed(ids, samples::hour(26), 10)
        .await
        .unwrap();
    assert!(!is_anywhere(store, "whispered words").await);
    let undone = store.undo(person.id, withdrawn, samples::hour(27)).await;
    undone.unwrap();
    assert_eq!(said(&world).await, None);
}

/// An erasure leaves no word of it, in the record of the change neither.
pub async fn an_erasure_takes_the_words_along<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = reader(&world).await;
    let (store, ids) = (&*world.store, world.ids.as_ref());
    say(&world, Some("first whisper"), samples::hour(1)).await;
    say(&world, Some("second whisper"), samples::hour(2)).await;
    assert!(is_anywhere(store, "first whisper").await, "for an undo");
    assert!(is_anywhere(store, "second whisper").await);
    store.erase(person.id, ids, samples::hour(3)).await.unwrap();
    assert!(!is_anywhere(store, "whisper").await);
    assert!(store.remarks(samples::START, 10).await.unwrap().is_empty());
}

/// The last word on a letter counts, once; it changes nothing of what is sent, and is gone for who is erased.
pub async fn a_letters_measure_is_counted_once<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (_, sent) = in_flight(&world).await;
    let (store, ids) = (&*world.store, world.ids.as_ref());
    let letter = &sent.case.delivery;
    let (delivery, reader) = (letter.public_id, letter.subscriber);
    for measure in [Measure::Right, Measure::TooMuch] {
        let said = store.say_measure(delivery, measure, samples::hour(3)).await;
        said.unwrap();
    }
    let counted = store.measures(samples::hour(3)).await.unwrap();
    let once = MeasureCount {
        sender: letter.sender,
        measure: Measure::TooMuch,
        letters: 1,
    };
    assert_eq!(counted, [once]);
    let later = store.measures(samples::hour(4)).await.unwrap();
    assert!(later.is_empty(), "nothing was said since");
    let held = store.held(reader).await.unwrap();
    let told: Vec<_> = held
        .history
        .iter()
        .filter(|one| one.about == "feedback")
        .map(|one| (one.at, one.detail.as_deref()))
        .collect();
    assert_eq!(told, [(samples::hour(3), Some("too-much"))]);
    store.erase(reader, ids, samples::hour(5)).await.unwrap();
    for gone in [delivery, ids.public_id()] {
        let said = store
            .say_measure(gone, Measure::Right, samples::hour(6))
            .await;
        assert!(matches!(said, Err(StoreError::NotFound { .. })), "{said:?}");
    }
    let counted = store.measures(samples::START).await.unwrap();
    assert_eq!(counted, [once], "it names nobody and stays");
}
