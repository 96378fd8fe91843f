//! Joining: what falls due joins the one letter of its sender that was never gated, or opens the next.

use super::scenes::{open_release, readers};
use super::{Backend, World, judges, samples};
use crate::{After, Leaves, PlanCase, PlanLetter, PlanPart, PlanSource, PlanVerdict, Release};
use lagom_model::{Cadence, DeliveryState, MessageClass, Outcome, Reason};
use std::collections::BTreeSet;

const PLANNED: [DeliveryState; 1] = [DeliveryState::Planned];

/// What falls due later joins the letter that is open: the earlier instant, all the parts, each up to
/// the later position.
pub async fn joining_takes_the_earlier_instant_and_every_part<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = [world.news(), world.tech()].map(|line| (line, Cadence::EveryIssue));
    let person = world.join(1, &lines).await;
    world
        .publish(
            world.news(),
            "one",
            vec![samples::article("a")],
            samples::hour(4),
        )
        .await;
    world.plan(samples::hour(4)).await;
    let first = world.letters(&PLANNED).await.remove(0);
    assert_eq!(first.row.due_at, samples::hour(4));

    world
        .publish(
            world.tech(),
            "two",
            vec![samples::article("b")],
            samples::hour(5),
        )
        .await;
    world
        .publish(
            world.news(),
            "three",
            vec![samples::article("c")],
            samples::hour(6),
        )
        .await;
    let releases = world.store.releases().await.unwrap();
    for (release, at) in releases
        .into_iter()
        .zip([samples::hour(3), samples::hour(9)])
    {
        let judge = judges::release(Release { at, ..release }, samples::hour(6));
        let source = PlanSource::Release(release);
        let report = world.plan_with(source, samples::hour(6), 10, &judge).await;
        assert_eq!((report.letters, report.joined), (0, 1));
    }
    let planned = world.letters(&[]).await;
    assert_eq!(planned.len(), 1);
    let row = &planned[0].row;
    assert_eq!((row.id, row.due_at), (first.row.id, samples::hour(3)));
    assert_eq!((row.local_date, row.ordinal), (first.row.local_date, 1));
    assert_eq!(row.local_date, person.facts.zone.date(samples::hour(4)));
    let parts: BTreeSet<_> = row
        .parts
        .iter()
        .map(|part| (part.publication, part.from_seq, part.to_seq))
        .collect();
    assert_eq!(
        parts,
        BTreeSet::from([(world.news(), 0, 2), (world.tech(), 0, 1)])
    );
}

/// From its first gate on a letter takes nothing more: further content opens the next one.
pub async fn a_letter_once_gated_takes_nothing_more<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    readers(&world, 1).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    let gated = world.gate_one(owner, samples::START).await;
    world
        .publish_and_plan(world.news(), "two", samples::hour(1))
        .await;
    assert_eq!(
        world.letters(&PLANNED).await.len(),
        1,
        "one in flight takes nothing"
    );
    let after = After::Planned {
        due_at: samples::hour(3),
        reason: Reason::RunPaused,
    };
    world
        .record(owner, &gated, Outcome::TryLater, after, samples::hour(1))
        .await;
    world
        .publish_and_plan(world.news(), "three", samples::hour(2))
        .await;
    let mut planned = world.letters(&PLANNED).await;
    planned.sort_by_key(|letter| letter.row.ordinal);
    let told: Vec<_> = planned
        .iter()
        .map(|letter| {
            (
                letter.row.ordinal,
                letter.row.parts[0].from_seq,
                letter.row.parts[0].to_seq,
            )
        })
        .collect();
    assert_eq!(told, [(1, 0, 1), (2, 1, 3)]);
}

/// A letter that its gate only put off can still be joined.
pub async fn a_deferred_letter_can_still_be_joined<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    readers(&world, 1).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    let defer = |_: &_, _: &_| judges::wait_until(samples::day(1));
    let gated = world.gate_one_with(owner, samples::START, &defer).await;
    assert!(matches!(gated.verdict.leaves, Leaves::Planned { .. }));
    world
        .publish_and_plan(world.news(), "two", samples::day(1))
        .await;
    let planned = world.letters(&[]).await;
    assert_eq!(planned.len(), 1);
    assert_eq!(planned[0].row.parts[0].to_seq, 2);
    assert_eq!(planned[0].row.due_at, samples::day(1));
}

/// Letters of one date are counted across senders, also those of one batch.
pub async fn ordinals_count_across_senders<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = [world.news(), world.post()].map(|line| (line, Cadence::EveryIssue));
    let person = world.join(1, &lines).await;
    world
        .publish(
            world.news(),
            "one",
            vec![samples::article("a")],
            samples::START,
        )
        .await;
    let release = open_release(&world).await;
    let both = |case: &PlanCase| PlanVerdict {
        letters: case
            .lines
            .iter()
            .map(|line| PlanLetter {
                sender: line.sender,
                class: MessageClass::Issue,
                local_date: case.person.zone.date(samples::START),
                due_at: samples::START,
                parts: vec![PlanPart {
                    publication: line.publication,
                    from_seq: 0,
                    to_seq: 1,
                }],
            })
            .collect(),
        lines: Vec::new(),
    };
    let report = world
        .plan_with(PlanSource::Release(release), samples::START, 10, &both)
        .await;
    assert_eq!((report.people, report.letters), (1, 2));
    let owner = world.enter(samples::START).await;
    let send_news = |context: &_, case: &crate::GateCase| {
        if case.delivery.sender == world.sender(world.news()) {
            judges::send(context, case, samples::START)
        } else {
            judges::wait_until(samples::day(9))
        }
    };
    for _ in 0..2 {
        world.gate_with(owner, samples::START, &send_news).await;
    }
    world
        .publish_and_plan(world.news(), "two", samples::hour(1))
        .await;
    let letters = world.letters(&[]).await;
    let told: BTreeSet<_> = letters
        .iter()
        .map(|one| (one.row.local_date, one.row.ordinal))
        .collect();
    let date = person.facts.zone.date(samples::START);
    assert_eq!(told, BTreeSet::from([(date, 1), (date, 2), (date, 3)]));
    let public: BTreeSet<_> = letters.iter().map(|one| one.row.public_id).collect();
    assert_eq!(public.len(), 3);
}

/// A gate sees the person's other letters that are planned and were never gated.
pub async fn a_gate_sees_the_other_letters<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = [
        (world.news(), Cadence::EveryIssue),
        (world.post(), Cadence::EveryIssue),
    ];
    world.join(1, &lines).await;
    for (publication, at) in [
        (world.news(), samples::START),
        (world.post(), samples::hour(1)),
    ] {
        world.publish_and_plan(publication, "one", at).await;
    }
    let owner = world.enter(samples::hour(2)).await;
    let case = world.probe_one(owner, samples::hour(2)).await;
    let others: Vec<_> = case
        .open
        .iter()
        .map(|one| (one.sender, one.due_at))
        .collect();
    let (news, post) = (world.sender(world.news()), world.sender(world.post()));
    let other = if case.delivery.sender == news {
        (post, samples::hour(1))
    } else {
        (news, samples::START)
    };
    assert_eq!(others, [other]);
}
