//! Touches: reserved at the gate, kept or released by the outcome, counted once.

use super::{Backend, World, judges, samples, world};
use crate::{After, Gated, Leaves, Owner};
use lagom_model::{Cadence, MessageClass, Outcome, Reason, Timestamp, TouchFact};

/// A reader of news and post, whose letter of the news is in flight.
async fn in_flight(world: &World) -> (Owner, Gated) {
    let lines = [world.news(), world.post()].map(|line| (line, Cadence::EveryIssue));
    world.join(1, &lines).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    (owner, world.gate_one(owner, samples::START).await)
}

/// The touches that count for the next letter of another sender.
async fn counted(world: &World, owner: Owner, now: Timestamp) -> Vec<TouchFact> {
    let title = format!("at {now}");
    world.publish_and_plan(world.post(), &title, now).await;
    let cases = world.probe(owner, now).await;
    let orchard = world.sender(world.post());
    let case = cases
        .into_iter()
        .find(|case| case.delivery.sender == orchard);
    case.expect("the letter is due").touches
}

fn refused() -> After {
    After::Failed(Reason::Refused { code: 550 })
}

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

/// A unit counts from its reservation on, with its classes, its reading, its instant and the zone then in force.
pub async fn a_unit_counts_from_its_reservation<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = [world.news(), world.post()].map(|line| (line, Cadence::EveryIssue));
    let person = world.join(1, &lines).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    let classes = vec![MessageClass::Event, MessageClass::Issue];
    let two_classes = |context: &_, case: &crate::GateCase| {
        let mut verdict = judges::send(context, case, samples::START);
        if let Leaves::Sending {
            classes: of,
            reading,
            ..
        } = &mut verdict.leaves
        {
            of.clone_from(&classes);
            *reading = 95;
        }
        verdict
    };
    let gated = world
        .gate_one_with(owner, samples::START, &two_classes)
        .await;
    let zone = lagom_model::Zone::parse("Asia/Tokyo").unwrap();
    world
        .change(&person, vec![crate::Edit::Zone { zone }], samples::hour(1))
        .await;
    let expected = TouchFact {
        at: samples::START,
        zone: person.facts.zone,
        classes: classes.into_iter().collect(),
        reading: 95,
    };
    let told = counted(&world, owner, samples::hour(1)).await;
    assert_eq!(told, std::slice::from_ref(&expected), "reserved");
    world.accept(owner, &[gated], samples::hour(1)).await;
    assert_eq!(
        counted(&world, owner, samples::hour(2)).await,
        [expected],
        "kept"
    );

    let request = crate::GateRequest {
        touches_since: samples::START.plus(1),
        ..world::gate_request(owner, samples::hour(2))
    };
    let none = |_: &_, case: &crate::GateCase| {
        assert!(
            case.touches.is_empty(),
            "only touches since the instant asked for"
        );
        judges::wait_until(case.delivery.due_at)
    };
    assert_eq!(world.store.gate(request, &none).await.unwrap().len(), 1);
}

/// A definite refusal releases the unit.
pub async fn a_definite_refusal_releases_the_unit<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, gated) = in_flight(&world).await;
    world
        .record(owner, &gated, Outcome::Refused, refused(), samples::START)
        .await;
    assert!(counted(&world, owner, samples::hour(1)).await.is_empty());
    assert_eq!(
        world.state(gated.case.delivery.public_id).await.name(),
        "failed"
    );
}

/// Try later releases it too; the next gate reserves it anew, at its own instant.
pub async fn trying_later_releases_and_reserves_anew<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, gated) = in_flight(&world).await;
    let after = try_later(samples::hour(3));
    world
        .record(owner, &gated, Outcome::TryLater, after, samples::START)
        .await;
    assert!(counted(&world, owner, samples::hour(1)).await.is_empty());
    let put_off = |_: &_, _: &_| judges::wait_until(samples::hour(5));
    world.gate_with(owner, samples::hour(2), &put_off).await;
    let again = world.gate_one(owner, samples::hour(3)).await;
    assert!(again.case.touches.is_empty());
    let told = counted(&world, owner, samples::hour(5)).await;
    assert_eq!(
        told.iter().map(|touch| touch.at).collect::<Vec<_>>(),
        [samples::hour(3)]
    );
    world.accept(owner, &[again], samples::hour(5)).await;
    assert_eq!(counted(&world, owner, samples::hour(6)).await.len(), 1);
}

/// An unknown outcome keeps the unit.
pub async fn an_unknown_outcome_keeps_the_unit<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, gated) = in_flight(&world).await;
    let after = After::Held(Reason::OutcomeUnknown);
    world
        .record(owner, &gated, Outcome::Unknown, after, samples::START)
        .await;
    assert_eq!(counted(&world, owner, samples::hour(1)).await.len(), 1);
}

/// A unit is released only if *every* attempt ended definitely: an unknown one keeps it for good.
pub async fn one_unknown_attempt_keeps_the_unit_for_good<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, gated) = in_flight(&world).await;
    let resend = After::Resend {
        due_at: samples::hour(1),
    };
    world
        .record(owner, &gated, Outcome::Unknown, resend, samples::START)
        .await;
    let again = world.gate_one(owner, samples::hour(1)).await;
    let after = try_later(samples::day(3));
    world
        .record(owner, &again, Outcome::TryLater, after, samples::hour(1))
        .await;
    let told = counted(&world, owner, samples::hour(2)).await;
    assert_eq!(told.len(), 1, "{told:?}");
}

/// A resend sees its own unit aside; after it there is one unit, with the later instant.
pub async fn a_resend_is_one_unit<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, gated) = in_flight(&world).await;
    let resend = After::Resend {
        due_at: samples::hour(2),
    };
    world
        .record(owner, &gated, Outcome::Unknown, resend, samples::START)
        .await;
    let case = world.probe_one(owner, samples::hour(2)).await;
    assert!(case.touches.is_empty(), "its own unit is set aside");
    assert_eq!(case.delivery.attempts, 1);
    let again = world.gate_one(owner, samples::hour(2)).await;
    world.accept(owner, &[again], samples::hour(2)).await;
    let told = counted(&world, owner, samples::hour(3)).await;
    assert_eq!(
        told.iter().map(|touch| touch.at).collect::<Vec<_>>(),
        [samples::hour(2)]
    );
}

/// A body that was never started is no attempt and uses no unit.
pub async fn no_body_is_no_touch<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, gated) = in_flight(&world).await;
    let after = After::Planned {
        due_at: samples::hour(9),
        reason: Reason::RunPaused,
    };
    let outcomes = [world::recorded(&gated, None, after)];
    world
        .store
        .record(owner, &outcomes, samples::START)
        .await
        .unwrap();
    assert!(counted(&world, owner, samples::hour(1)).await.is_empty());
    let view = world.view(gated.case.delivery.public_id).await;
    assert_eq!(view.row.attempts, 0);
    assert!(view.attempts.is_empty());
}

/// One gate takes one row of a person: a second row counts what the first reserved.
pub async fn two_rows_of_a_person_never_pass_one_gate_uncounted<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    for n in 1..=5 {
        let lines = [world.news(), world.post()].map(|line| (line, Cadence::EveryIssue));
        world.join(n, &lines).await;
    }
    for publication in [world.news(), world.post()] {
        world
            .publish_and_plan(publication, "one", samples::START)
            .await;
    }
    let owner = world.enter(samples::START).await;
    let judge = judges::cap_of_one(samples::START);
    let mut sent = Vec::new();
    for _ in 0..10 {
        let gated = world.gate_with(owner, samples::START, &judge).await;
        if gated.is_empty() {
            break;
        }
        sent.extend(gated.into_iter().filter(world::is_sending));
    }
    let mut who: Vec<_> = sent
        .iter()
        .map(|one| one.case.delivery.subscriber)
        .collect();
    who.sort_unstable();
    who.dedup();
    assert_eq!(
        (sent.len(), who.len()),
        (5, 5),
        "each person gets exactly one"
    );
    assert_eq!(
        world
            .letters(&[lagom_model::DeliveryState::Planned])
            .await
            .len(),
        5
    );
}
