//! Carried items: passed over inside a consumed range, they wait until a letter takes them along.

use super::foresight::is_foreseen;
use super::scenes::{combined, watermarks};
use super::{Backend, World, judges, samples};
use crate::{After, EndedItem, GateCase, GateContext, GateVerdict, ItemFate, Leaves, Owner};
use lagom_model::{Outcome, PublicationId, Reason, Seq, Verdict};
use std::collections::BTreeSet;

/// Sends, but leaves one item out.
fn pass_over(
    item: (PublicationId, Seq),
) -> impl Fn(&GateContext, &GateCase) -> GateVerdict + Send + Sync {
    move |context, case| {
        let mut verdict = judges::send(context, case, case.delivery.due_at);
        if let Leaves::Sending { pins, carry, .. } = &mut verdict.leaves {
            pins.carried.retain(|one| *one != item);
            carry.push(item);
        }
        verdict
    }
}

/// A person with two lines whose first letter went without an item of the news, which waits; the next letter is planned.
async fn one_item_waits(world: &World) -> Owner {
    let owner = combined(world).await;
    let pass_over = pass_over((world.news(), 2));
    let gated = world.gate_one_with(owner, samples::START, &pass_over).await;
    world.accept(owner, &[gated], samples::START).await;
    world
        .publish_and_plan(world.news(), "two", samples::day(1))
        .await;
    owner
}

/// A letter that was gated and refused.
async fn refused(world: &World) -> Owner {
    let owner = combined(world).await;
    let gated = world.gate_one(owner, samples::START).await;
    let again = After::Planned {
        due_at: samples::hour(1),
        reason: Reason::RunPaused,
    };
    world
        .record(owner, &gated, Outcome::TryLater, again, samples::START)
        .await;
    owner
}

/// What of it expires is over, what waits on is carried.
pub async fn expiring_carries_what_waits_on<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = refused(&world).await;
    let news = world.news();
    let expire = |_: &_, _: &_| {
        let leaves = Leaves::Expired {
            parts: Vec::new(),
            carry: vec![(news, 2)],
            lines: Vec::new(),
        };
        judges::end(Verdict::Expire, leaves)
    };
    world.gate_one_with(owner, samples::hour(1), &expire).await;
    world.publish_and_plan(news, "two", samples::day(1)).await;
    let case = world.probe_one(owner, samples::day(1)).await;
    let carried = case.carried.iter().map(|row| (row.publication, row.seq));
    assert_eq!(carried.collect::<Vec<_>>(), [(news, 2)]);
    world.is_sound().await;
}

/// A letter that was gated, refused and then folded leaves its items as carried rows.
pub async fn folding_what_was_gated_carries_its_items<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = refused(&world).await;
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
    let owner = one_item_waits(&world).await;
    let news = world.news();
    let pass_over = pass_over((news, 2));
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
    let owner = one_item_waits(&world).await;
    let news = world.news();
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

/// What a letter that was refused left out of its own range is gone for it once another one took it along, and one letter
/// passed it over, however often it was gated.
pub async fn what_another_letter_took_is_gone<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = combined(&world).await;
    let news = world.news();
    let pass_over = pass_over((news, 2));
    let later = |due_at| After::Planned {
        due_at,
        reason: Reason::RunPaused,
    };
    let first = world.gate_one_with(owner, samples::START, &pass_over).await;
    let at = samples::hour(1);
    world
        .record(owner, &first, Outcome::TryLater, later(at), samples::START)
        .await;
    let again = world.gate_one_with(owner, at, &pass_over).await;
    world
        .record(owner, &again, Outcome::TryLater, later(samples::day(2)), at)
        .await;

    world.publish_and_plan(news, "two", samples::day(1)).await;
    let other = world.gate_one(owner, samples::day(1)).await;
    let told: Vec<_> = other.case.carried.iter().map(|row| row.passes).collect();
    assert_eq!(told, [1], "one letter passed it over");
    assert_eq!(other.case.gone, [], "it was never gated before");
    world.accept(owner, &[other], samples::day(1)).await;

    let case = world.probe_one(owner, samples::day(2)).await;
    assert_eq!(case.delivery.id, first.case.delivery.id);
    assert_eq!(case.carried, []);
    assert_eq!(case.gone, [(news, 2)]);
    is_foreseen(&world, &case).await;
    world.is_sound().await;
}

/// What a letter took along stays its own when it is refused, and waits again once it leaves it out.
pub async fn what_a_letter_took_along_stays_its_own<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = one_item_waits(&world).await;
    let news = world.news();
    let pass_over = pass_over((news, 2));
    for hour in 24..26 {
        let (at, due_at) = (samples::hour(hour), samples::hour(hour + 1));
        let gated = world.gate_one(owner, at).await;
        let own: Vec<_> = gated.case.carried.iter().map(|row| row.own).collect();
        assert_eq!(own, [hour > 24]);
        let reason = Reason::RunPaused;
        let later = After::Planned { due_at, reason };
        world
            .record(owner, &gated, Outcome::TryLater, later, at)
            .await;
    }
    let at = samples::hour(26);
    is_foreseen(&world, &world.probe_one(owner, at).await).await;
    let gated = world.gate_one_with(owner, at, &pass_over).await;
    world.accept(owner, &[gated], at).await;

    world.publish_and_plan(news, "three", samples::day(2)).await;
    let case = world.probe_one(owner, samples::day(2)).await;
    let told: Vec<_> = case
        .carried
        .iter()
        .map(|row| (row.own, row.passes))
        .collect();
    assert_eq!(told, [(false, 2)], "two letters passed it over");
    world.is_sound().await;
}
