//! Planning a release: every line once, resumable, one joinable letter a sender.

use super::scenes::{open_release, readers};
use super::{Backend, World, judges, samples};
use crate::{Edit, OpenLetter, PlanCase, PlanSource, PlanVerdict, Release};
use lagom_model::{Cadence, DeliveryKind, DeliveryState, MessageClass, StopCause, StopScope};
use std::collections::BTreeSet;
use std::sync::Mutex;

const PLANNED: [DeliveryState; 1] = [DeliveryState::Planned];

/// People with the same choices are each judged by their own stops and open letters.
pub async fn nobody_is_judged_by_what_another_has<B: Backend>(backend: &B) {
    each_by_their_own(&World::new(backend).await, 2).await;
}

/// The same where many who are not asked about stand between them.
pub async fn nobody_is_judged_by_what_another_has_far_away<B: Backend>(backend: &B) {
    each_by_their_own(&World::new(backend).await, 14).await;
}

/// Three people, each so many keys after the one before; all between them have a stop of their own.
async fn each_by_their_own(world: &World, apart: u32) {
    let alike: Vec<u32> = (0..3).map(|n| 1 + apart * n).collect();
    for n in alike[0]..=alike[2] {
        let asked = alike.contains(&n);
        let cadence = if asked {
            Cadence::EveryIssue
        } else {
            Cadence::Weekly
        };
        let person = world.join(n, &[(world.news(), cadence)]).await;
        if !asked {
            let stop = Edit::Stop {
                scope: StopScope::Mailings,
                cause: StopCause::Own,
            };
            world.change(&person, vec![stop], samples::START).await;
        }
    }
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    let first = |_: &_, case: &crate::GateCase| {
        if case.delivery.subscriber == 1 {
            judges::wait_until(samples::hour(9))
        } else {
            judges::send(&crate::GateContext::default(), case, samples::START)
        }
    };
    let gated = world.gate_with(owner, samples::START, &first).await;
    world.accept(owner, &gated, samples::START).await;
    let second = world.person(alike[1]).await;
    let stop = Edit::Stop {
        scope: StopScope::Publication(world.tech()),
        cause: StopCause::Own,
    };
    world.change(&second, vec![stop], samples::hour(1)).await;
    let items = vec![samples::article("b")];
    world
        .publish(world.news(), "two", items, samples::hour(2))
        .await;
    let seen = Mutex::new(Vec::new());
    let look = |case: &PlanCase| {
        let has = (case.person.stops.len(), case.open.len(), case.person.lot);
        seen.lock().unwrap().push(has);
        PlanVerdict::default()
    };
    let source = PlanSource::Release(open_release(world).await);
    world.plan_with(source, samples::hour(2), 10, &look).await;
    let mut told = Vec::new();
    for (n, has) in alike.iter().zip([(0, 1), (1, 0), (0, 0)]) {
        told.push((has.0, has.1, world.person(*n).await.facts.lot));
    }
    assert_eq!(seen.into_inner().unwrap(), told);
}

/// Lines without slots are planned once; digest lines wait for their slot.
pub async fn a_release_plans_every_line_without_slots_once<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let cadences = [
        Cadence::EveryIssue,
        Cadence::EventsOnly,
        Cadence::Weekly,
        Cadence::EveryIssue,
        Cadence::Fortnightly,
        Cadence::Monthly,
        Cadence::EveryIssue,
    ];
    for (n, cadence) in (1..).zip(cadences) {
        world
            .join(
                n,
                &[(world.news(), cadence), (world.post(), Cadence::EveryIssue)],
            )
            .await;
    }
    let items = vec![samples::article("a"), samples::article("b")];
    world
        .publish(world.news(), "one", items, samples::START)
        .await;
    let (mut people, mut letters, mut batches) = (0, 0, 0);
    while let Some(release) = world.store.releases().await.unwrap().first().copied() {
        let judge = judges::release(release, samples::START);
        let source = PlanSource::Release(release);
        let report = world.plan_with(source, samples::START, 2, &judge).await;
        assert!(report.people <= 2);
        people += report.people;
        letters += report.letters;
        batches += 1;
        assert!(batches < 20, "planning comes to no end");
    }
    assert_eq!((people, letters), (4, 4));
    assert!(batches >= 2);

    let planned = world.letters(&PLANNED).await;
    let who: BTreeSet<_> = planned.iter().map(|letter| letter.row.subscriber).collect();
    assert_eq!((planned.len(), who.len()), (4, 4));
    for letter in &planned {
        let row = &letter.row;
        assert_eq!(
            (row.kind, row.class),
            (DeliveryKind::Letter, MessageClass::Issue)
        );
        assert_eq!(row.sender, world.sender(world.news()));
        assert_eq!(
            (row.planned_at, row.due_at),
            (samples::START, samples::START)
        );
        assert_eq!((row.ordinal, row.attempts), (1, 0));
        assert_eq!((&row.pins, letter.ended_at), (&None, None));
        let parts: Vec<_> = row
            .parts
            .iter()
            .map(|part| (part.from_seq, part.to_seq, part.consumed))
            .collect();
        assert_eq!(parts, [(0, 2, false)]);
    }
    world.is_sound().await;
}

/// A planner sees the whole person: facts, every line, letters that can be joined.
pub async fn a_planner_sees_the_whole_person<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = [
        (world.news(), Cadence::EveryIssue),
        (world.tech(), Cadence::EveryIssue),
        (world.post(), Cadence::Weekly),
    ];
    let person = world.join(2, &lines).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let letter = world.letters(&PLANNED).await.remove(0);
    world
        .publish(
            world.tech(),
            "two",
            vec![samples::article("b")],
            samples::hour(1),
        )
        .await;
    let release = open_release(&world).await;
    let seen = Mutex::new(Vec::new());
    let look = |case: &PlanCase| {
        seen.lock().unwrap().push(case.clone());
        PlanVerdict::default()
    };
    world
        .plan_with(PlanSource::Release(release), samples::hour(1), 10, &look)
        .await;
    let seen = seen.into_inner().unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(
        (seen[0].subscriber, &seen[0].person),
        (person.id, &person.facts)
    );
    let told: BTreeSet<_> = seen[0]
        .lines
        .iter()
        .map(|line| {
            (
                line.publication,
                line.sender,
                line.choices.cadence,
                line.watermark,
                line.carried,
            )
        })
        .collect();
    let expected = lines.map(|(line, cadence)| (line, world.sender(line), cadence, 0, 0));
    assert_eq!(told, BTreeSet::from(expected));
    let open = OpenLetter {
        sender: world.sender(world.news()),
        delivery: letter.row.id,
        due_at: samples::START,
    };
    assert_eq!(seen[0].open, [open]);
}

/// A release goes on after the last person planned.
pub async fn a_release_resumes_where_it_stopped<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    readers(&world, 5).await;
    world
        .publish(
            world.news(),
            "one",
            vec![samples::article("a")],
            samples::START,
        )
        .await;
    let first = open_release(&world).await;
    assert_eq!(first.after, 0);
    let judge = judges::release(first, samples::START);
    let source = PlanSource::Release(first);
    let report = world.plan_with(source, samples::START, 2, &judge).await;
    assert_eq!((report.people, report.letters, report.done), (2, 2, false));
    let other = world.again(backend).await;
    let resumed = open_release(&other).await;
    assert!(resumed.after > 0);
    assert_eq!(
        Release {
            after: 0,
            ..resumed
        },
        first
    );
    assert_eq!(other.plan(samples::START).await.letters, 3);
    assert_eq!(world.letters(&PLANNED).await.len(), 5);
    assert!(world.store.releases().await.unwrap().is_empty());
}

/// A batch planned again from an old cursor makes no second letter.
pub async fn a_batch_planned_twice_makes_one_letter<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    readers(&world, 3).await;
    world
        .publish(
            world.news(),
            "one",
            vec![samples::article("a")],
            samples::START,
        )
        .await;
    let release = open_release(&world).await;
    let judge = judges::release(release, samples::START);
    for _ in 0..3 {
        world
            .plan_with(PlanSource::Release(release), samples::START, 2, &judge)
            .await;
    }
    world.plan(samples::START).await;
    let planned = world.letters(&PLANNED).await;
    assert_eq!(planned.len(), 3);
    assert!(planned.iter().all(|letter| letter.row.parts.len() == 1));
}

/// A planner that dies in the middle leaves nothing half done.
pub async fn a_planner_that_dies_leaves_nothing_half_done<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    readers(&world, 4).await;
    world
        .publish(
            world.news(),
            "one",
            vec![samples::article("a")],
            samples::START,
        )
        .await;
    let release = open_release(&world).await;
    let doomed = world.clone();
    let died = tokio::spawn(async move {
        let judged = Mutex::new(0);
        let judge = judges::release(release, samples::START);
        let die = |case: &PlanCase| {
            let mut judged = judged.lock().unwrap();
            *judged += 1;
            assert!(*judged < 3, "this planner dies, as the case wants");
            judge(case)
        };
        doomed
            .plan_with(PlanSource::Release(release), samples::START, 10, &die)
            .await
    });
    assert!(died.await.unwrap_err().is_panic());
    assert!(world.letters(&[]).await.is_empty());
    assert_eq!(open_release(&world).await, release);
    assert_eq!(world.plan(samples::START).await.letters, 4);
    world.is_sound().await;
}
