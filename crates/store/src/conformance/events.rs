//! Announced events: between publications the short list keeps an event from going twice.

use super::{Backend, World, judges, samples};
use crate::{After, Edit, GateCase, GateContext, Gated, Leaves, Owner};
use lagom_model::{Cadence, Choices, Outcome, Reason, Timestamp};

/// Publishes a letter of the news that announces one event, sends it, and returns the event's key.
async fn announce(world: &World, owner: Owner, starts: Timestamp) -> i64 {
    let (key, gated) = announces(world, owner, starts).await;
    world.accept(owner, &[gated], samples::START).await;
    key
}

/// Publishes a letter of the news that announces one event, and gates it; the event's key.
async fn announces(world: &World, owner: Owner, starts: Timestamp) -> (i64, Gated) {
    let items = vec![samples::event("fair", starts)];
    world
        .publish(world.news(), "one", items, samples::START)
        .await;
    world.plan(samples::START).await;
    let key = world.store.listings(world.news(), 0).await.unwrap()[0].key;
    let announcing = |context: &GateContext, case: &GateCase| {
        let mut verdict = judges::send(context, case, samples::START);
        if let Leaves::Sending { announces, .. } = &mut verdict.leaves {
            announces.push((key, starts));
        }
        verdict
    };
    let gated = world
        .gate_one_with(owner, samples::START, &announcing)
        .await;
    (key, gated)
}

/// What one line announced is known to the others, until the event is over.
pub async fn an_announced_event_is_known_to_other_lines<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = [world.news(), world.post()].map(|line| (line, Cadence::EveryIssue));
    world.join(1, &lines).await;
    world.join(2, &[(world.post(), Cadence::EveryIssue)]).await;
    let owner = world.enter(samples::START).await;
    let starts = samples::day(5);
    let key = announce(&world, owner, starts).await;
    let items = vec![samples::event("fair", starts)];
    world
        .publish(world.post(), "two", items, samples::day(1))
        .await;
    world.plan(samples::day(1)).await;
    let one = world.person(1).await.id;
    for case in world.probe(owner, samples::day(1)).await {
        let expected = if case.delivery.subscriber == one {
            vec![key]
        } else {
            Vec::new()
        };
        assert_eq!(case.announced, expected);
    }
    for case in world.probe(owner, starts).await {
        assert!(case.announced.is_empty(), "the event is over");
    }
}

/// Who joins another publication afterwards is not told again of an event that is still to come.
pub async fn an_event_announced_before_joining_is_known<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let owner = world.enter(samples::START).await;
    let starts = samples::day(5);
    let key = announce(&world, owner, starts).await;
    let join = Edit::Choose {
        publication: world.post(),
        choices: Choices::of(Cadence::EveryIssue),
        next_due_at: None,
    };
    world.change(&person, vec![join], samples::hour(1)).await;
    let items = vec![samples::event("fair", starts)];
    world
        .publish(world.post(), "two", items, samples::day(1))
        .await;
    world.plan(samples::day(1)).await;
    assert_eq!(
        world.probe_one(owner, samples::day(1)).await.announced,
        [key]
    );
}

/// A letter that fails for good announced nothing: another line tells of the event, also when its own letter left it out
/// while the first one was on its way.
pub async fn a_letter_that_fails_announced_nothing<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = [world.news(), world.post()].map(|line| (line, Cadence::EveryIssue));
    world.join(1, &lines).await;
    let owner = world.enter(samples::START).await;
    let starts = samples::day(5);
    let (key, failing) = announces(&world, owner, starts).await;

    let items = vec![samples::event("fair", starts)];
    world
        .publish(world.post(), "two", items, samples::hour(1))
        .await;
    world.plan(samples::hour(1)).await;
    let meanwhile = world.gate_one(owner, samples::hour(1)).await;
    assert_eq!(meanwhile.case.announced, [key], "it is on its way");
    world.accept(owner, &[meanwhile], samples::hour(1)).await;

    let after = After::Failed(Reason::Refused { code: 550 });
    world
        .record(owner, &failing, Outcome::Refused, after, samples::hour(2))
        .await;
    world
        .publish_and_plan(world.post(), "three", samples::day(1))
        .await;
    let next = world.probe_one(owner, samples::day(1)).await;
    assert_eq!(next.announced, Vec::<i64>::new());
    let waits: Vec<_> = next
        .carried
        .iter()
        .map(|row| (row.publication, row.seq))
        .collect();
    assert_eq!(waits, [(world.post(), 1)]);
    world.is_sound().await;
}
