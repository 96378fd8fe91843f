//! Batches of imports, and taking one back as far as its people have not acted since.

use super::{Backend, World, samples};
use crate::{Edit, ImportFate, NewPerson, StoreError, UndoReport};
use lagom_model::{Cadence, Choices, DeliveryState, Ids};

/// People go who only the batch brought; lines that it opened end; who acted since stays.
pub async fn undoing_an_import_takes_back_what_nobody_touched<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(3, &[(world.news(), Cadence::EveryIssue)]).await;
    let batch = world.batch(samples::hour(1));
    let lines = vec![samples::line(world.tech(), Cadence::EveryIssue)];
    let people: Vec<_> = (1..=3)
        .map(|n| NewPerson {
            lines: lines.clone(),
            ..samples::reader(n)
        })
        .collect();
    let fates = world
        .store
        .import(&batch, &people, world.ids.as_ref())
        .await
        .unwrap();
    assert_eq!(
        fates,
        [ImportFate::Added, ImportFate::Added, ImportFate::Filled]
    );
    let acted = world.person(2).await;
    let weekly = Edit::Choose {
        publication: world.tech(),
        choices: Choices::of(Cadence::Weekly),
        next_due_at: Some(samples::day(3)),
    };
    world.change(&acted, vec![weekly], samples::hour(2)).await;

    let report = world
        .store
        .undo_import(batch.batch, samples::hour(3))
        .await
        .unwrap();
    assert_eq!(
        report,
        UndoReport {
            removed: 1,
            ended: 1,
            kept: 1
        }
    );
    assert!(world.find(1).await.is_none());
    assert_eq!(
        world.line(2, world.tech()).await.choices.cadence,
        Cadence::Weekly
    );
    let known: Vec<_> = world
        .person(3)
        .await
        .lines
        .iter()
        .map(|line| line.publication)
        .collect();
    assert_eq!(known, [world.news()]);
    assert_eq!(world.store.headcount().await.unwrap(), 2);

    let again = world
        .store
        .undo_import(batch.batch, samples::hour(4))
        .await
        .unwrap();
    assert_eq!(
        (again.removed, again.ended),
        (0, 0),
        "undoing twice does nothing"
    );
    assert_eq!(
        world.import(&[samples::reader(1)], samples::hour(5)).await,
        [ImportFate::Added]
    );
    world.is_sound().await;
}

/// Who had only planned letters gets none of them: the lines end, the letters are cancelled.
pub async fn an_undone_import_sends_nothing<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let batch = world.batch(samples::START);
    let people = [NewPerson {
        lines: vec![samples::line(world.news(), Cadence::EveryIssue)],
        ..samples::reader(1)
    }];
    world
        .store
        .import(&batch, &people, world.ids.as_ref())
        .await
        .unwrap();
    world
        .publish_and_plan(world.news(), "one", samples::hour(1))
        .await;
    let report = world
        .store
        .undo_import(batch.batch, samples::hour(2))
        .await
        .unwrap();
    assert_eq!(
        (report.removed, report.ended, report.kept),
        (0, 1, 0),
        "the person stays for the outbox's sake, the line is ended"
    );
    assert!(world.person(1).await.lines.is_empty());
    let owner = world.enter(samples::hour(3)).await;
    assert!(world.gate(owner, samples::hour(3)).await.is_empty());
    let open = [
        DeliveryState::Planned,
        DeliveryState::Waiting,
        DeliveryState::Sending,
    ];
    assert!(world.letters(&open).await.is_empty());
    world.is_sound().await;
}

/// Who had a letter stays when the batch goes.
pub async fn who_had_a_letter_is_kept<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let batch = world.batch(samples::START);
    let people = [NewPerson {
        lines: vec![samples::line(world.news(), Cadence::EveryIssue)],
        ..samples::reader(1)
    }];
    world
        .store
        .import(&batch, &people, world.ids.as_ref())
        .await
        .unwrap();
    world
        .publish_and_plan(world.news(), "one", samples::hour(1))
        .await;
    let owner = world.enter(samples::hour(1)).await;
    let gated = world.gate(owner, samples::hour(1)).await;
    world.accept(owner, &gated, samples::hour(1)).await;
    let report = world
        .store
        .undo_import(batch.batch, samples::hour(2))
        .await
        .unwrap();
    assert_eq!((report.removed, report.kept), (0, 1));
    assert!(world.find(1).await.is_some());
}

/// Batches are listed with what they brought, the latest first.
pub async fn batches_are_listed<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    assert!(world.store.imports().await.unwrap().is_empty());
    let first = world.batch(samples::START);
    let people = [samples::reader(1), samples::reader(2)];
    world
        .store
        .import(&first, &people[..1], world.ids.as_ref())
        .await
        .unwrap();
    world
        .store
        .import(&first, &people[1..], world.ids.as_ref())
        .await
        .unwrap();
    let second = world.batch(samples::hour(1));
    let filled = NewPerson {
        country: Some("LV".to_owned()),
        ..samples::reader(1)
    };
    world
        .store
        .import(&second, &[filled], world.ids.as_ref())
        .await
        .unwrap();

    let listed = world.store.imports().await.unwrap();
    let told: Vec<_> = listed
        .iter()
        .map(|one| (one.batch, one.at, one.added, one.filled, one.undone))
        .collect();
    let expected = [
        (second.batch, samples::hour(1), 0, 1, false),
        (first.batch, samples::START, 2, 0, false),
    ];
    assert_eq!(told, expected);
    assert_eq!(listed[0].file, "people.csv");
    world
        .store
        .undo_import(second.batch, samples::hour(2))
        .await
        .unwrap();
    assert!(world.store.imports().await.unwrap()[0].undone);
}

/// A batch that nobody made cannot be undone.
pub async fn an_unknown_batch_is_not_found<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let error = world
        .store
        .undo_import(world.ids.public_id(), samples::START)
        .await;
    assert!(
        matches!(error, Err(StoreError::NotFound { .. })),
        "{error:?}"
    );
}
