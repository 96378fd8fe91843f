//! Carried items: passed over inside a consumed range, they wait until a letter takes them along.

use super::scenes::{combined, watermarks};
use super::{Backend, World, judges, samples};
use crate::{EndedItem, GateCase, GateContext, ItemFate, Leaves};
use lagom_model::Verdict;
use std::collections::BTreeSet;

/// A letter that was gated, refused and then folded leaves its items as carried rows.
pub async fn folding_what_was_gated_carries_its_items<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = combined(&world).await;
    let gated = world.gate_one(owner, samples::START).await;
    let again = crate::After::Planned {
        due_at: samples::hour(1),
        reason: lagom_model::Reason::RunPaused,
    };
    world
        .record(
            owner,
            &gated,
            lagom_model::Outcome::TryLater,
            again,
            samples::START,
        )
        .await;
    let news = world.news();
    let fold = |_: &_, _: &_| {
        let leaves = Leaves::Folded {
            carry: vec![(news, 1), (news, 2)],
            lines: Vec::new(),
        };
        judges::end(
            Verdict::Fold {
                into: samples::day(3),
            },
            leaves,
        )
    };
    world.gate_one_with(owner, samples::hour(1), &fold).await;
    assert_eq!(
        watermarks(&world).await,
        (2, 2),
        "a watermark never goes back"
    );
    world.publish_and_plan(news, "two", samples::day(1)).await;
    let case = world.probe_one(owner, samples::day(1)).await;
    let carried: BTreeSet<_> = case
        .carried
        .iter()
        .map(|row| (row.publication, row.seq))
        .collect();
    assert_eq!(carried, BTreeSet::from([(news, 1), (news, 2)]));
    world.is_sound().await;
}

/// Items that were passed over wait, are counted, and end when a letter takes them along.
pub async fn carried_items_wait_until_they_are_taken<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = combined(&world).await;
    let news = world.news();
    let pass_over = |context: &GateContext, case: &GateCase| {
        let mut verdict = judges::send(context, case, case.delivery.due_at);
        if let Leaves::Sending { pins, carry, .. } = &mut verdict.leaves {
            pins.carried.clear();
            carry.push((news, 2));
        }
        verdict
    };
    let gated = world.gate_one_with(owner, samples::START, &pass_over).await;
    world.accept(owner, &[gated], samples::START).await;

    world.publish_and_plan(news, "two", samples::day(1)).await;
    let case = world.probe_one(owner, samples::day(1)).await;
    let told: Vec<_> = case
        .carried
        .iter()
        .map(|row| (row.publication, row.seq, row.since, row.passes))
        .collect();
    assert_eq!(told, [(news, 2, samples::START, 1)]);
    let counts: BTreeSet<_> = case
        .lines
        .iter()
        .map(|line| (line.publication, line.carried))
        .collect();
    assert_eq!(counts, BTreeSet::from([(news, 1), (world.tech(), 0)]));
    let gated = world
        .gate_one_with(owner, samples::day(1), &pass_over)
        .await;
    world.accept(owner, &[gated], samples::day(1)).await;

    world.publish_and_plan(news, "three", samples::day(2)).await;
    let gated = world.gate_one(owner, samples::day(2)).await;
    let told: Vec<_> = gated
        .case
        .carried
        .iter()
        .map(|row| (row.since, row.passes))
        .collect();
    assert_eq!(told, [(samples::START, 2)], "passed over again, since then");
    world.accept(owner, &[gated], samples::day(2)).await;

    world.publish_and_plan(news, "four", samples::day(3)).await;
    assert!(
        world
            .probe_one(owner, samples::day(3))
            .await
            .carried
            .is_empty()
    );
    world.is_sound().await;
}

/// A carried item for which nobody waits any more is told no more; one that never was carried leaves no trace
/// but its row.
pub async fn items_that_end_are_carried_no_more<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = combined(&world).await;
    let news = world.news();
    let pass_over = |context: &GateContext, case: &GateCase| {
        let mut verdict = judges::send(context, case, case.delivery.due_at);
        if let Leaves::Sending { pins, carry, .. } = &mut verdict.leaves {
            pins.carried.clear();
            carry.push((news, 2));
        }
        verdict
    };
    let gated = world.gate_one_with(owner, samples::START, &pass_over).await;
    world.accept(owner, &[gated], samples::START).await;

    world.publish_and_plan(news, "two", samples::day(1)).await;
    let end = |context: &GateContext, case: &GateCase| {
        let mut verdict = judges::send(context, case, case.delivery.due_at);
        if let Leaves::Sending { pins, .. } = &mut verdict.leaves {
            pins.carried.clear();
        }
        let ended = |seq, fate| EndedItem {
            publication: news,
            seq,
            fate,
        };
        verdict.ends = vec![ended(2, ItemFate::Expired), ended(1, ItemFate::Suppressed)];
        verdict
    };
    let gated = world.gate_one_with(owner, samples::day(1), &end).await;
    world.accept(owner, &[gated], samples::day(1)).await;

    world.publish_and_plan(news, "three", samples::day(2)).await;
    let case = world.probe_one(owner, samples::day(2)).await;
    assert!(case.carried.is_empty(), "{:?}", case.carried);
    assert!(case.lines.iter().all(|line| line.carried == 0));
    world.is_sound().await;
}
