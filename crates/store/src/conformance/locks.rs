//! Real concurrency, through handles of their own: each case holds a transaction open and proves the order of locks.

use super::latch::{Latch, MOMENT, PATIENCE};
use super::{Backend, World, judges, samples, world};
use crate::{
    Edit, GateCase, GateContext, Gated, ImportFate, NewPerson, Owner, PlanSource, RunControl,
};
use lagom_model::{Cadence, DeliveryState, StopCause, StopScope};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// A gate whose judge stops at the latch once it was reached; it holds its people all the while.
fn gate_at(world: &World, owner: Owner, latch: &Arc<Latch>) -> JoinHandle<Vec<Gated>> {
    let (world, latch) = (world.clone(), Arc::clone(latch));
    tokio::spawn(async move {
        let cap = judges::cap_of_one(samples::START);
        let judge = move |context: &GateContext, case: &GateCase| {
            latch.pass();
            cap(context, case)
        };
        world.gate_with(owner, samples::START, &judge).await
    })
}

/// The result of a task that must end soon.
async fn ends<T>(task: JoinHandle<T>) -> T {
    let ended = tokio::time::timeout(PATIENCE, task).await;
    ended.expect("it ends when the lock is free").unwrap()
}

/// Two gates, each on a handle of its own.
async fn two<B: Backend>(backend: &B, world: &World) -> (World, Owner, Owner) {
    let other = world.again(backend).await;
    let first = world.enter(samples::START).await;
    let second = other.enter(samples::START).await;
    (other, first, second)
}

/// Two gates at once never take the same row, and together they take every row.
pub async fn two_gates_never_take_the_same_row<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let people: Vec<_> = (1..=150)
        .map(|n| NewPerson {
            lines: vec![samples::line(world.news(), Cadence::EveryIssue)],
            ..samples::reader(n)
        })
        .collect();
    world.import(&people, samples::START).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let (other, first, second) = two(backend, &world).await;
    let drain = |world: World, owner: Owner| async move {
        let (mut sent, mut idle) = (Vec::new(), 0);
        while idle < 3 {
            let judge = judges::send_all(samples::START);
            let request = crate::GateRequest {
                limit: 16,
                ..world::gate_request(owner, samples::START)
            };
            match world.store.gate(request, &judge).await {
                Ok(gated) if gated.is_empty() => {
                    idle += 1;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Ok(gated) => sent.extend(gated.iter().map(|one| one.case.delivery.id)),
                Err(error) => assert!(error.is_transient(), "{error}"),
            }
        }
        sent
    };
    let one = tokio::spawn(drain(world.clone(), first));
    // Both handles live on: an owner dies with the last handle of its process.
    let two = tokio::spawn(drain(other.clone(), second));
    let mut sent = ends(one).await;
    sent.extend(ends(two).await);
    let rows: BTreeSet<_> = sent.iter().copied().collect();
    assert_eq!((sent.len(), rows.len()), (150, 150));
    world.is_sound().await;
}

/// A cap of one lets one of two letters pass, though two dispatchers judge them at once (D2). The first
/// gate's transaction is open while the second one runs.
pub async fn a_cap_of_one_holds_under_two_dispatchers<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = [world.news(), world.post()].map(|line| (line, Cadence::EveryIssue));
    world.join(1, &lines).await;
    for publication in [world.news(), world.post()] {
        world
            .publish_and_plan(publication, "one", samples::START)
            .await;
    }
    let (other, first, second) = two(backend, &world).await;
    let latch = Arc::new(Latch::default());
    let gate = gate_at(&world, first, &latch);
    latch.arrival().await;
    let rival = {
        let other = other.clone();
        tokio::spawn(async move {
            other
                .gate_with(second, samples::START, &judges::cap_of_one(samples::START))
                .await
        })
    };
    let mut passed = Vec::new();
    if B::SKIPS_LOCKED {
        assert!(
            ends(rival).await.is_empty(),
            "a person who is held is passed over"
        );
        latch.open();
    } else {
        tokio::time::sleep(MOMENT).await;
        assert!(!rival.is_finished(), "the one writer is taken");
        latch.open();
        passed.extend(ends(rival).await);
    }
    passed.extend(ends(gate).await);
    for (world, owner) in [(&other, second), (&world, first)] {
        let judge = judges::cap_of_one(samples::START);
        passed.extend(world.gate_with(owner, samples::START, &judge).await);
    }
    assert_eq!(
        passed.iter().filter(|one| world::is_sending(one)).count(),
        1
    );
    assert_eq!(world.letters(&[DeliveryState::Sending]).await.len(), 1);
    assert_eq!(world.letters(&[DeliveryState::Planned]).await.len(), 1);
}

/// A stop that comes while a gate holds the person waits for its turn, and is not lost.
pub async fn a_stop_waits_for_the_gate_and_is_not_lost<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = [world.news(), world.post()].map(|line| (line, Cadence::EveryIssue));
    let person = world.join(1, &lines).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let (page, owner, _) = two(backend, &world).await;
    let latch = Arc::new(Latch::default());
    let gate = gate_at(&world, owner, &latch);
    latch.arrival().await;
    let stop = {
        let (page, person) = (page.clone(), person.clone());
        tokio::spawn(async move {
            let stop = Edit::Stop {
                scope: StopScope::Everything,
                cause: StopCause::Own,
            };
            page.change(&person, vec![stop], samples::START).await
        })
    };
    tokio::time::sleep(MOMENT).await;
    assert!(!stop.is_finished(), "a page waits for the person");
    latch.open();
    assert_eq!(
        ends(gate)
            .await
            .iter()
            .filter(|one| world::is_sending(one))
            .count(),
        1
    );
    let (_, changed) = ends(stop).await;
    assert_eq!(changed.person.facts.stops.len(), 1);

    world
        .publish_and_plan(world.post(), "two", samples::day(2))
        .await;
    let judge = judges::heed_stops(samples::day(2));
    let gated = world.gate_with(owner, samples::day(2), &judge).await;
    assert!(
        gated.iter().all(|one| !world::is_sending(one)),
        "later letters heed it"
    );
}

/// Issues become visible in a transaction that locks nobody: an open gate does not hold it up.
pub async fn publishing_locks_nobody<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let item = vec![samples::article("b")];
    world
        .schedule(world.news(), "two", item, samples::START)
        .await;
    let (other, owner, _) = two(backend, &world).await;
    let latch = Arc::new(Latch::default());
    let gate = gate_at(&world, owner, &latch);
    latch.arrival().await;
    let publish = tokio::spawn(async move { other.store.publish_due(samples::START).await });
    if !B::SKIPS_LOCKED {
        latch.open();
    }
    assert_eq!(ends(publish).await.unwrap().len(), 1);
    latch.open();
    ends(gate).await;
    assert_eq!(world.visible().await[&world.news()], 2);
}

/// A release waits for who is held: its cursor never passes a person.
pub async fn a_release_never_passes_who_is_held<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    for n in 1..=3 {
        let lines = [world.news(), world.post()].map(|line| (line, Cadence::EveryIssue));
        world.join(n, &lines).await;
    }
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let item = vec![samples::article("b")];
    world
        .publish(world.post(), "two", item, samples::START)
        .await;
    let (planner, owner, _) = two(backend, &world).await;
    let latch = Arc::new(Latch::default());
    let gate = gate_at(&world, owner, &latch);
    latch.arrival().await;
    let plan = tokio::spawn(async move { planner.plan(samples::START).await });
    tokio::time::sleep(MOMENT).await;
    latch.open();
    assert_eq!(ends(plan).await.letters, 3);
    ends(gate).await;
    assert!(world.store.releases().await.unwrap().is_empty());
    let orchard = world.sender(world.post());
    let letters = world.letters(&[DeliveryState::Planned]).await;
    assert_eq!(
        letters
            .iter()
            .filter(|one| one.row.sender == orchard)
            .count(),
        3
    );
}

/// Who is held when a slot has come stays due, and is planned by the next batch.
pub async fn a_held_person_stays_due<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let due = samples::START;
    for n in 1..=3 {
        let digest = crate::NewLine {
            next_due_at: Some(due),
            ..samples::line(world.post(), Cadence::Weekly)
        };
        let lines = if n == 2 {
            vec![samples::line(world.news(), Cadence::EveryIssue), digest]
        } else {
            vec![digest]
        };
        world.join_with(n, lines).await;
    }
    let item = vec![samples::article("a")];
    world
        .publish(world.post(), "digest", item, samples::START)
        .await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let (planner, owner, _) = two(backend, &world).await;
    let latch = Arc::new(Latch::default());
    let gate = gate_at(&world, owner, &latch);
    latch.arrival().await;
    let plan = {
        let planner = planner.clone();
        tokio::spawn(async move { planner.plan_slots(samples::START, 10).await })
    };
    if B::SKIPS_LOCKED {
        assert_eq!(ends(plan).await.letters, 2, "who is held is passed over");
        latch.open();
        ends(gate).await;
        assert_eq!(world.line(2, world.post()).await.next_due_at, Some(due));
        assert_eq!(planner.plan_slots(samples::START, 10).await.letters, 1);
    } else {
        latch.open();
        assert_eq!(ends(plan).await.letters, 3);
        ends(gate).await;
    }
    let orchard = world.sender(world.post());
    let letters = world.letters(&[DeliveryState::Planned]).await;
    assert_eq!(
        letters
            .iter()
            .filter(|one| one.row.sender == orchard)
            .count(),
        3
    );
}

/// Two planners at once plan each person once.
pub async fn two_planners_plan_each_person_once<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let people: Vec<_> = (1..=60)
        .map(|n| NewPerson {
            lines: vec![samples::line(world.news(), Cadence::EveryIssue)],
            ..samples::reader(n)
        })
        .collect();
    world.import(&people, samples::START).await;
    let item = vec![samples::article("a")];
    world
        .publish(world.news(), "one", item, samples::START)
        .await;
    let other = world.again(backend).await;
    let planner = |world: World| async move {
        for _ in 0..200 {
            let Some(release) = world.store.releases().await.unwrap().first().copied() else {
                return;
            };
            let judge = judges::release(release, samples::START);
            let request = crate::PlanRequest {
                source: PlanSource::Release(release),
                now: samples::START,
                limit: 7,
            };
            if let Err(error) = world.store.plan(request, &judge).await {
                assert!(error.is_transient(), "{error}");
            }
        }
        panic!("planning comes to no end");
    };
    let one = tokio::spawn(planner(world.clone()));
    let two = tokio::spawn(planner(other));
    ends(one).await;
    ends(two).await;
    let letters = world.letters(&[]).await;
    let who: BTreeSet<_> = letters.iter().map(|one| one.row.subscriber).collect();
    assert_eq!((letters.len(), who.len()), (60, 60));
    world.is_sound().await;
}

/// Changes of one person that come at the same time happen one after the other: the second sees what the first made.
/// Both are asked for while a gate holds the person.
pub async fn changes_at_once_are_both_kept<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let (other, owner, _) = two(backend, &world).await;
    let latch = Arc::new(Latch::default());
    let gate = gate_at(&world, owner, &latch);
    latch.arrival().await;
    let change = |world: &World, edit: Edit| {
        let (world, person) = (world.clone(), person.clone());
        tokio::spawn(async move { world.change(&person, vec![edit], samples::hour(1)).await.1 })
    };
    let language = Edit::Language {
        language: "lv".to_owned(),
    };
    let first = change(&other, language);
    let zone = Edit::Zone {
        zone: samples::zone("Asia/Tokyo"),
    };
    let second = change(&world.again(backend).await, zone);
    tokio::time::sleep(MOMENT).await;
    latch.open();
    ends(gate).await;
    let (first, second) = (ends(first).await, ends(second).await);
    assert_ne!(first.person.revision, second.person.revision);
    let now = world.person(1).await;
    assert_eq!(now.facts.language, "lv");
    assert_eq!(now.facts.zone, samples::zone("Asia/Tokyo"));
    assert_eq!(now.revision, person.revision + 2);
}

/// An import waits for who is held, and what it fills is not lost.
pub async fn an_import_waits_for_the_gate<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let (importer, owner, _) = two(backend, &world).await;
    let latch = Arc::new(Latch::default());
    let gate = gate_at(&world, owner, &latch);
    latch.arrival().await;
    let import = tokio::spawn(async move {
        let more = NewPerson {
            country: Some("LV".to_owned()),
            lines: vec![samples::line(importer.post(), Cadence::Weekly)],
            ..samples::reader(1)
        };
        importer.import(&[more], samples::START).await
    });
    tokio::time::sleep(MOMENT).await;
    assert!(!import.is_finished(), "an import waits for the person");
    latch.open();
    assert_eq!(ends(gate).await.len(), 1);
    assert_eq!(ends(import).await, [ImportFate::Filled]);
    let person = world.person(1).await;
    assert_eq!(
        (person.facts.country.as_deref(), person.lines.len()),
        (Some("LV"), 2)
    );
    assert_eq!(
        world.line(1, world.news()).await.watermark,
        1,
        "and what the gate did neither"
    );
}

/// An import that comes after a stop sees it, though both waited for the same gate. (Where there is one writer, whose turn
/// is next is anybody's: then it may have come first.)
pub async fn an_import_sees_the_stop_before_it<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let (page, owner, _) = two(backend, &world).await;
    let importer = world.again(backend).await;
    let latch = Arc::new(Latch::default());
    let gate = gate_at(&world, owner, &latch);
    latch.arrival().await;
    let stop = tokio::spawn(async move {
        let stop = Edit::Stop {
            scope: StopScope::Mailings,
            cause: StopCause::Own,
        };
        page.change(&person, vec![stop], samples::START).await
    });
    tokio::time::sleep(MOMENT).await;
    let import = tokio::spawn(async move {
        let more = NewPerson {
            lines: vec![samples::line(importer.post(), Cadence::Weekly)],
            ..samples::reader(1)
        };
        importer.import(&[more], samples::START).await
    });
    tokio::time::sleep(MOMENT).await;
    latch.open();
    ends(gate).await;
    ends(stop).await;
    let fates = ends(import).await;
    let person = world.person(1).await;
    assert_eq!(person.facts.stops.len(), 1);
    let expected = match fates[0] {
        ImportFate::Filled if !B::SKIPS_LOCKED => 2,
        ImportFate::Stopped => 1,
        other => panic!("{other:?}"),
    };
    assert_eq!(person.lines.len(), expected);
}

/// Who pauses a run waits for gates that are open; once it is paused, nothing more passes.
pub async fn a_pause_waits_for_open_gates<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    for n in 1..=2 {
        world.join(n, &[(world.news(), Cadence::EveryIssue)]).await;
    }
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let (operator, owner, _) = two(backend, &world).await;
    let latch = Arc::new(Latch::default());
    let gate = gate_at(&world, owner, &latch);
    latch.arrival().await;
    let pause = tokio::spawn(async move {
        let harbour = operator.sender(operator.news());
        operator
            .store
            .set_run(harbour, RunControl::Paused, "by hand", samples::START)
            .await
    });
    tokio::time::sleep(MOMENT).await;
    assert!(
        !pause.is_finished(),
        "a gate that is open read that the run goes"
    );
    latch.open();
    ends(gate).await;
    ends(pause).await.unwrap();
    world
        .publish_and_plan(world.news(), "two", samples::hour(1))
        .await;
    assert!(world.gate(owner, samples::day(1)).await.is_empty());
}
