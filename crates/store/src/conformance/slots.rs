//! Planning by slots: lines fall due by themselves, in the order in which they do.

use super::{Backend, World, samples};
use crate::{LineUpdate, NewLine, PlanCase, PlanSource, PlanVerdict};
use lagom_model::{Cadence, DeliveryState, Timestamp};
use std::sync::Mutex;

fn weekly(publication: i64, due_at: Timestamp) -> NewLine {
    NewLine {
        next_due_at: Some(due_at),
        ..samples::line(publication, Cadence::Weekly)
    }
}

/// Due lines are planned, the one that waits longest first; each gets its next slot.
pub async fn slots_are_planned_as_they_fall_due<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    for (n, hours) in [(1, 30), (2, 26), (3, 28), (4, 90)] {
        world
            .join_with(n, vec![weekly(world.news(), samples::hour(hours))])
            .await;
    }
    world
        .join_with(5, vec![samples::line(world.news(), Cadence::EveryIssue)])
        .await;
    world
        .publish(
            world.news(),
            "one",
            vec![samples::article("a")],
            samples::START,
        )
        .await;
    let early = world.plan_slots(samples::hour(25), 10).await;
    assert_eq!((early.people, early.letters, early.done), (0, 0, true));

    let mut order = Vec::new();
    for _ in 0..3 {
        let report = world.plan_slots(samples::hour(31), 1).await;
        assert_eq!((report.people, report.letters), (1, 1));
        let planned = world.letters(&[DeliveryState::Planned]).await;
        let newest = planned
            .iter()
            .find(|one| !order.contains(&one.row.subscriber))
            .unwrap();
        order.push(newest.row.subscriber);
    }
    let expected = [
        world.person(2).await.id,
        world.person(3).await.id,
        world.person(1).await.id,
    ];
    assert_eq!(order, expected);
    let rest = world.plan_slots(samples::hour(31), 10).await;
    assert_eq!((rest.people, rest.letters, rest.done), (0, 0, true));
    let next = world.line(2, world.news()).await.next_due_at;
    assert_eq!(next, Some(samples::hour(26).plus(7 * Timestamp::DAY)));
    assert_eq!(
        world.line(4, world.news()).await.next_due_at,
        Some(samples::hour(90))
    );
}

/// Lines of one sender that fall due together become one letter; another sender's is another.
pub async fn one_letter_a_person_and_sender<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let publications = [world.news(), world.tech(), world.post()];
    let lines = publications.map(|line| weekly(line, samples::hour(26)));
    world.join_with(1, lines.to_vec()).await;
    for publication in publications {
        world
            .publish(
                publication,
                "one",
                vec![samples::article("a")],
                samples::START,
            )
            .await;
    }
    world.plan(samples::START).await;
    let report = world.plan_slots(samples::hour(26), 10).await;
    assert_eq!((report.people, report.letters, report.done), (1, 2, true));
    let mut sizes: Vec<_> = world
        .letters(&[])
        .await
        .iter()
        .map(|one| one.row.parts.len())
        .collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 2]);
    world.is_sound().await;
}

/// A due line whose verdict names no later instant is cleared, so that planning comes to its end.
pub async fn a_due_line_without_a_later_instant_is_cleared<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world
        .join_with(1, vec![weekly(world.news(), samples::hour(1))])
        .await;
    world
        .join_with(2, vec![weekly(world.news(), samples::hour(1))])
        .await;
    let stuck = world.person(2).await.id;
    let judge = |case: &PlanCase| PlanVerdict {
        letters: Vec::new(),
        lines: case
            .lines
            .iter()
            .filter(|_| case.subscriber == stuck)
            .map(|line| LineUpdate {
                publication: line.publication,
                next_due_at: line.next_due_at,
                waiting_since: None,
            })
            .collect(),
    };
    let now = samples::hour(2);
    world.plan_with(PlanSource::Slots, now, 10, &judge).await;
    let report = world.plan_with(PlanSource::Slots, now, 10, &judge).await;
    assert_eq!((report.people, report.done), (0, true));
    for n in 1..=2 {
        assert_eq!(world.line(n, world.news()).await.next_due_at, None);
    }
}

/// A line whose content was folded carries since when it waits, until the verdict says otherwise.
pub async fn a_waiting_line_is_shown_to_the_planner<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world
        .join_with(1, vec![weekly(world.news(), samples::hour(1))])
        .await;
    let seen = Mutex::new(Vec::new());
    let wait = |case: &PlanCase| {
        let line = &case.lines[0];
        seen.lock()
            .unwrap()
            .push((line.next_due_at, line.waiting_since));
        PlanVerdict {
            letters: Vec::new(),
            lines: vec![LineUpdate {
                publication: line.publication,
                next_due_at: line.next_due_at.map(|due| due.plus(Timestamp::DAY)),
                waiting_since: Some(samples::hour(1)),
            }],
        }
    };
    for now in [samples::hour(2), samples::hour(26)] {
        world.plan_with(PlanSource::Slots, now, 10, &wait).await;
    }
    let expected = [
        (Some(samples::hour(1)), None),
        (Some(samples::hour(25)), Some(samples::hour(1))),
    ];
    assert_eq!(*seen.lock().unwrap(), expected);
    let line = world.line(1, world.news()).await;
    assert_eq!(
        (line.next_due_at, line.waiting_since),
        (Some(samples::hour(49)), Some(samples::hour(1)))
    );
}

/// A line that was changed to a cadence without slots leaves the slots, and follows releases.
pub async fn a_change_of_cadence_changes_the_source<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world
        .join_with(1, vec![weekly(world.news(), samples::hour(26))])
        .await;
    world
        .publish(
            world.news(),
            "one",
            vec![samples::article("a")],
            samples::START,
        )
        .await;
    assert_eq!(world.plan(samples::START).await.letters, 0);
    let edit = crate::Edit::Choose {
        publication: world.news(),
        choices: lagom_model::Choices::of(Cadence::EveryIssue),
        next_due_at: None,
    };
    world.change(&person, vec![edit], samples::hour(1)).await;
    assert_eq!(world.plan_slots(samples::hour(27), 10).await.people, 0);
    world
        .publish(
            world.news(),
            "two",
            vec![samples::article("b")],
            samples::hour(28),
        )
        .await;
    assert_eq!(world.plan(samples::hour(28)).await.letters, 1);
    let parts = &world.letters(&[]).await[0].row.parts;
    assert_eq!(
        (parts[0].from_seq, parts[0].to_seq),
        (0, 2),
        "nothing is lost by the change"
    );
}
