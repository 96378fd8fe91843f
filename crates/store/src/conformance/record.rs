//! The record: outcomes under a fence, attempts, the operator's hand.

use super::scenes::in_flight;
use super::world::gate_request;
use super::{Backend, World, judges, samples, world};
use crate::{After, GateCase, Owner, RecordReport};
use lagom_model::{Cadence, DeliveryState, Outcome, Reason, Timestamp};

fn try_later(due_at: Timestamp) -> After {
    After::Planned {
        due_at,
        reason: Reason::TryLater {
            attempts: 1,
            code: Some(450),
            until: due_at,
        },
    }
}

/// What the server accepted is sent, and stays so.
pub async fn what_was_accepted_is_sent<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, gated) = in_flight(&world).await;
    let report = world
        .accept(owner, std::slice::from_ref(&gated), samples::hour(1))
        .await;
    assert_eq!(
        report,
        RecordReport {
            written: 1,
            stale: 0
        }
    );
    let view = world.view(gated.case.delivery.public_id).await;
    assert_eq!(
        (view.state, view.ended_at),
        (DeliveryState::Sent, Some(samples::hour(1)))
    );
    assert_eq!((view.row.attempts, view.attempts.len()), (1, 1));
    let attempt = &view.attempts[0];
    assert_eq!(
        (attempt.outcome, attempt.code),
        (Outcome::Accepted, Some(250))
    );
    assert_eq!(
        (attempt.at, attempt.phase.as_str()),
        (samples::hour(1), "data")
    );
    assert_eq!(attempt.reply, "as the server said");

    let late = After::Failed(Reason::Refused { code: 550 });
    let report = world
        .record(owner, &gated, Outcome::Refused, late, samples::hour(2))
        .await;
    assert_eq!((report.written, report.stale), (0, 1));
    assert_eq!(world.state(view.row.public_id).await, DeliveryState::Sent);
}

/// A batch is recorded whole, each row with its own end.
pub async fn a_batch_of_outcomes_is_recorded_at_once<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    for n in 1..=5 {
        world.join(n, &[(world.news(), Cadence::EveryIssue)]).await;
    }
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    let gated = world.gate(owner, samples::START).await;
    assert_eq!(gated.len(), 5);
    let ends = [
        (Some(Outcome::Accepted), After::Sent),
        (
            Some(Outcome::Refused),
            After::Failed(Reason::Refused { code: 550 }),
        ),
        (Some(Outcome::TryLater), try_later(samples::day(1))),
        (Some(Outcome::Unknown), After::Held(Reason::OutcomeUnknown)),
        (
            None,
            After::Planned {
                due_at: samples::day(2),
                reason: Reason::RunPaused,
            },
        ),
    ];
    let outcomes: Vec<_> = gated
        .iter()
        .zip(ends)
        .map(|(one, (outcome, after))| world::recorded(one, outcome, after))
        .collect();
    let report = world
        .store
        .record(owner, &outcomes, samples::hour(1))
        .await
        .unwrap();
    assert_eq!(
        report,
        RecordReport {
            written: 5,
            stale: 0
        }
    );
    let expected = [
        (DeliveryState::Sent, 1, None),
        (
            DeliveryState::Failed,
            1,
            Some(Reason::Refused { code: 550 }),
        ),
        (
            DeliveryState::Planned,
            1,
            Some(Reason::TryLater {
                attempts: 1,
                code: Some(450),
                until: samples::day(1),
            }),
        ),
        (DeliveryState::Held, 1, Some(Reason::OutcomeUnknown)),
        (DeliveryState::Planned, 0, Some(Reason::RunPaused)),
    ];
    for (one, (state, attempts, reason)) in gated.iter().zip(expected) {
        let view = world.view(one.case.delivery.public_id).await;
        assert_eq!((view.state, view.row.attempts), (state, attempts));
        assert_eq!(view.reason, reason);
        assert_eq!(view.ended_at.is_some(), state.is_final());
        assert!(view.row.parts.iter().all(|part| part.consumed));
    }
    world.is_sound().await;
}

/// After a definite refusal the row is gated again with its pins; attempts add up.
pub async fn a_regated_row_keeps_its_pins<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, gated) = in_flight(&world).await;
    let first = world.view(gated.case.delivery.public_id).await;
    world
        .record(
            owner,
            &gated,
            Outcome::TryLater,
            try_later(samples::hour(2)),
            samples::START,
        )
        .await;
    assert!(world.gate(owner, samples::hour(1)).await.is_empty());
    let again = world.gate_one(owner, samples::hour(2)).await;
    let row = &again.case.delivery;
    assert_eq!(
        (row.id, row.public_id),
        (gated.case.delivery.id, gated.case.delivery.public_id)
    );
    assert_eq!(row.pins, first.pins);
    assert_eq!((row.attempts, row.parts[0].consumed), (1, true));
    world
        .record(
            owner,
            &again,
            Outcome::TryLater,
            try_later(samples::hour(4)),
            samples::hour(2),
        )
        .await;
    let third = world.gate_one(owner, samples::hour(4)).await;
    world.accept(owner, &[third], samples::hour(4)).await;
    let view = world.view(first.row.public_id).await;
    let told: Vec<_> = view
        .attempts
        .iter()
        .map(|one| (one.outcome, one.at))
        .collect();
    let expected = [
        (Outcome::TryLater, samples::START),
        (Outcome::TryLater, samples::hour(2)),
        (Outcome::Accepted, samples::hour(4)),
    ];
    assert_eq!(told, expected);
    assert_eq!(
        view.pins.unwrap().date,
        samples::START,
        "Date never changes"
    );
    assert_eq!(world.line(1, world.news()).await.watermark, 1);
    world.is_sound().await;
}

/// An outcome of a claim that another recovered writes nothing.
pub async fn a_stale_fence_writes_nothing<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, gated) = in_flight(&world).await;
    let other = world.enter(samples::START).await;
    assert!(other.fence > owner.fence);
    let id = gated.case.delivery.public_id;
    for wrong in [
        other,
        Owner {
            fence: owner.fence + 1,
            ..owner
        },
        Owner {
            id: other.id,
            ..owner
        },
    ] {
        let after = After::Failed(Reason::Refused { code: 550 });
        let report = world
            .record(wrong, &gated, Outcome::Refused, after, samples::hour(1))
            .await;
        assert_eq!(
            report,
            RecordReport {
                written: 0,
                stale: 1
            }
        );
        assert_eq!(world.state(id).await, DeliveryState::Sending);
    }
    assert!(world.view(id).await.attempts.is_empty());
    let report = world.accept(owner, &[gated], samples::hour(1)).await;
    assert_eq!(
        report,
        RecordReport {
            written: 1,
            stale: 0
        }
    );
}

/// A row put off by its gate is nobody's claim: recording it is stale.
pub async fn only_what_is_in_flight_is_recorded<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    let defer = |_: &_, _: &GateCase| judges::wait_until(samples::day(1));
    let gated = world.gate_one_with(owner, samples::START, &defer).await;
    let report = world
        .record(
            owner,
            &gated,
            Outcome::Accepted,
            After::Sent,
            samples::START,
        )
        .await;
    assert_eq!(report.written, 0);
    assert_eq!(
        world.state(gated.case.delivery.public_id).await,
        DeliveryState::Planned
    );
}

/// A turn records first and gates then: what the record brings back, its gate sees as it stands now.
pub async fn a_turn_records_then_gates<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, first) = in_flight(&world).await;
    let now = samples::hour(1);
    let back = [world::recorded(
        &first,
        Some(Outcome::TryLater),
        try_later(now),
    )];
    let judge = judges::send_all(now);
    let request = gate_request(owner, now);
    let (report, second) = world.store.turn(&back, request, &judge).await.unwrap();
    assert_eq!((report.written, report.stale), (1, 0));
    let [second] = second.as_slice() else {
        panic!("it is due again");
    };
    assert_eq!(second.case.delivery.id, first.case.delivery.id);
    assert_eq!(second.case.delivery.attempts, 1);
    assert!(second.case.delivery.pins.is_some());

    let sent = [world::recorded(
        second,
        Some(Outcome::Accepted),
        After::Sent,
    )];
    let (report, none) = world.store.turn(&sent, request, &judge).await.unwrap();
    assert_eq!((report.written, none.len()), (1, 0));
    let public_id = first.case.delivery.public_id;
    assert_eq!(world.state(public_id).await, DeliveryState::Sent);

    let (report, none) = world.store.turn(&[], request, &judge).await.unwrap();
    assert_eq!((report, none.len()), (RecordReport::default(), 0));
    world.is_sound().await;
}

/// A person with two letters due: the turn that records the one gates the other by what the record left.
pub async fn a_turn_gates_whom_it_records_by_the_record<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = [world.news(), world.post()].map(|line| (line, Cadence::EveryIssue));
    for n in 1..=2 {
        world.join(n, &lines).await;
    }
    for publication in [world.news(), world.post()] {
        world
            .publish_and_plan(publication, "one", samples::START)
            .await;
    }
    let owner = world.enter(samples::START).await;
    let request = gate_request(owner, samples::START);
    let cap_of_one = judges::cap_of_one(samples::START);
    let first = world.gate_with(owner, samples::START, &cap_of_one).await;
    assert_eq!(first.len(), 2, "the first letter of each");
    // It did not arrive: nothing counts, and the second may go.
    let refused = [world::recorded(
        &first[0],
        Some(Outcome::Refused),
        After::Failed(Reason::Refused { code: 550 }),
    )];
    let turned = world.store.turn(&refused, request, &cap_of_one).await;
    let (report, second) = turned.unwrap();
    assert_eq!((report.written, second.len()), (1, 2));
    let goes: Vec<bool> = first
        .iter()
        .map(|one| {
            let theirs =
                |row: &&crate::Gated| row.case.delivery.subscriber == one.case.delivery.subscriber;
            second.iter().find(theirs).is_some_and(world::is_sending)
        })
        .collect();
    assert_eq!(goes, [true, false], "the other's still counts");

    // Whom the record says nothing of is gated beside it.
    let theirs = second.iter().find(|row| world::is_sending(row)).unwrap();
    let sent = [world::recorded(
        theirs,
        Some(Outcome::Accepted),
        After::Sent,
    )];
    let later = gate_request(owner, samples::day(2));
    let everything = judges::send_all(samples::day(2));
    let (report, third) = world.store.turn(&sent, later, &everything).await.unwrap();
    assert_eq!((report.written, third.len()), (1, 1));
    let public_id = theirs.case.delivery.public_id;
    assert_eq!(world.state(public_id).await, DeliveryState::Sent);
    assert!(world::is_sending(&third[0]));
    world.is_sound().await;
}
