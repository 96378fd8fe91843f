//! Stops: absolute, with scope and cause; the person's own can be lifted.

use super::{Backend, World, judges, samples};
use crate::{Edit, GateCase, GateContext, Leaves};
use lagom_model::{Cadence, Choices, DeliveryState, Stop, StopCause, StopScope};

fn stop(scope: StopScope, cause: StopCause) -> Edit {
    Edit::Stop { scope, cause }
}

/// A stop is a fact from its commit on, and gone when it is lifted.
pub async fn a_stop_is_known_until_it_is_lifted<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let scopes = [
        StopScope::Publication(world.news()),
        StopScope::Mailings,
        StopScope::Everything,
    ];
    for scope in scopes {
        let edits = vec![stop(scope, StopCause::Own)];
        let (_, changed) = world.change(&person, edits, samples::hour(1)).await;
        assert!(changed.changed);
        let expected = Stop {
            scope,
            cause: StopCause::Own,
            at: samples::hour(1),
        };
        assert_eq!(changed.person.facts.stops, [expected]);
        let (_, lifted) = world
            .change(&person, vec![Edit::Lift { scope }], samples::hour(2))
            .await;
        assert!(
            lifted.changed && lifted.person.facts.stops.is_empty(),
            "{scope:?}"
        );
    }
}

/// The same stop twice is one stop: lifting it once lifts it.
pub async fn a_stop_twice_is_one_stop<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[]).await;
    let edits = vec![stop(StopScope::Mailings, StopCause::Own)];
    world.change(&person, edits.clone(), samples::hour(1)).await;
    let (_, again) = world.change(&person, edits, samples::hour(2)).await;
    assert!(!again.changed);
    assert_eq!(again.person.facts.stops.len(), 1);
    let lift = vec![Edit::Lift {
        scope: StopScope::Mailings,
    }];
    let (_, lifted) = world.change(&person, lift, samples::hour(3)).await;
    assert!(lifted.person.facts.stops.is_empty());
}

/// Only a person's own stop is lifted; a complaint and a bounce stay, and so does another scope.
pub async fn what_others_stopped_is_not_lifted<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[]).await;
    let edits = vec![
        stop(StopScope::Mailings, StopCause::Complaint),
        stop(StopScope::Mailings, StopCause::Own),
        stop(StopScope::Everything, StopCause::HardBounce),
    ];
    world.change(&person, edits, samples::hour(1)).await;
    let lift = vec![
        Edit::Lift {
            scope: StopScope::Mailings,
        },
        Edit::Lift {
            scope: StopScope::Everything,
        },
    ];
    let (_, changed) = world.change(&person, lift, samples::hour(2)).await;
    let mut causes: Vec<_> = changed
        .person
        .facts
        .stops
        .iter()
        .map(|stop| stop.cause)
        .collect();
    causes.sort_by_key(|cause| cause.name());
    assert_eq!(causes, [StopCause::Complaint, StopCause::HardBounce]);
}

/// A stop committed before the gate is seen by it (D4).
pub async fn a_stop_before_the_gate_is_seen_by_it<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let page = world.again(backend).await;
    let edits = vec![stop(StopScope::Publication(world.news()), StopCause::Own)];
    page.change(&person, edits, samples::hour(1)).await;
    let owner = world.enter(samples::hour(2)).await;
    let now = samples::hour(2);
    let gated = world.gate_with(owner, now, &judges::heed_stops(now)).await;
    let sent = gated
        .iter()
        .filter(|one| matches!(one.verdict.leaves, Leaves::Sending { .. }));
    assert_eq!(sent.count(), 0);
    let open = [
        DeliveryState::Planned,
        DeliveryState::Sending,
        DeliveryState::Sent,
    ];
    assert!(world.letters(&open).await.is_empty());
    world.is_sound().await;
}

/// A stop ends what is carried on the lines that it covers, and on no other; lifting it brings nothing back.
pub async fn a_stop_ends_carried_items<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = [world.news(), world.tech()].map(|line| (line, Cadence::EveryIssue));
    let person = world.join(1, &lines).await;
    let owner = world.enter(samples::START).await;
    for publication in [world.news(), world.tech()] {
        world
            .publish_and_plan(publication, "one", samples::START)
            .await;
    }
    let news = world.news();
    let carry_all = |context: &GateContext, case: &GateCase| {
        let mut verdict = judges::send(context, case, samples::START);
        if let Leaves::Sending { carry, parts, .. } = &mut verdict.leaves {
            carry.extend(parts.iter().map(|part| (part.publication, part.to_seq)));
        }
        verdict
    };
    let gated = world.gate_with(owner, samples::START, &carry_all).await;
    world.accept(owner, &gated, samples::START).await;

    let edits = vec![stop(StopScope::Publication(news), StopCause::Own)];
    world.change(&person, edits, samples::hour(1)).await;
    let lift = vec![
        Edit::Lift {
            scope: StopScope::Publication(news),
        },
        Edit::Choose {
            publication: news,
            choices: Choices::of(Cadence::EveryIssue),
            next_due_at: None,
        },
    ];
    world.change(&person, lift, samples::hour(2)).await;
    world
        .publish_and_plan(world.tech(), "two", samples::day(2))
        .await;
    let case = world.probe_one(owner, samples::day(2)).await;
    let carried: Vec<_> = case.carried.iter().map(|row| row.publication).collect();
    assert_eq!(carried, [world.tech()]);
}

/// Undoing a stop brings back what it ended: the carried items too.
pub async fn undoing_a_stop_brings_carried_items_back<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    let news = world.news();
    let pass_over = |context: &GateContext, case: &GateCase| {
        let mut verdict = judges::send(context, case, samples::START);
        if let Leaves::Sending { carry, .. } = &mut verdict.leaves {
            carry.push((news, 1));
        }
        verdict
    };
    let gated = world.gate_one_with(owner, samples::START, &pass_over).await;
    world.accept(owner, &[gated], samples::START).await;
    let edits = vec![stop(StopScope::Mailings, StopCause::Own)];
    let (id, _) = world.change(&person, edits, samples::hour(1)).await;
    world
        .store
        .undo(person.id, id, samples::hour(2))
        .await
        .unwrap();
    world
        .publish_and_plan(world.news(), "two", samples::day(1))
        .await;
    let case = world.probe_one(owner, samples::day(1)).await;
    let carried: Vec<_> = case
        .carried
        .iter()
        .map(|row| (row.publication, row.seq))
        .collect();
    assert_eq!(carried, [(news, 1)]);
    assert_eq!(case.lines[0].carried, 1);
}
