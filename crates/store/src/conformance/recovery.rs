//! Recovery: what a dead dispatcher left in flight; signs of life; the clock.

use super::{Backend, World, judges, samples, world};
use crate::{After, Gated, Owner, PlanSource, Recovered, StoreError};
use lagom_model::{Cadence, DeliveryState, Ids, MessageClass, Outcome, Reason, Timestamp};

/// Two readers of the news, and letters of a class for them.
async fn planned(world: &World, class: MessageClass) {
    for n in 1..=2 {
        world.join(n, &[(world.news(), Cadence::EveryIssue)]).await;
    }
    world
        .publish(
            world.news(),
            "one",
            vec![samples::article("a")],
            samples::START,
        )
        .await;
    let release = world.store.releases().await.unwrap()[0];
    let judge = judges::release_as(class, release, samples::START);
    world
        .plan_with(PlanSource::Release(release), samples::START, 10, &judge)
        .await;
}

/// A process of its own gates everything that is due, and is killed.
async fn gated_and_killed<B: Backend>(backend: &B, world: &World) -> (Owner, Vec<Gated>) {
    let other = world.again(backend).await;
    let owner = world
        .store
        .last_run()
        .await
        .unwrap()
        .unwrap_or(samples::START);
    let owner = other
        .store
        .enter(world.ids.public_id(), owner)
        .await
        .unwrap();
    let gated = other.gate(owner, samples::hour(1)).await;
    backend.kill(other.store, owner).await;
    (owner, gated)
}

/// Letters of a dead owner become held, with an unknown attempt, and keep their units.
pub async fn letters_of_a_dead_owner_are_held<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    planned(&world, MessageClass::Issue).await;
    let (_, gated) = gated_and_killed(backend, &world).await;
    assert_eq!(gated.len(), 2);
    let owner = world.enter(samples::hour(2)).await;
    let report = world.store.recover(owner, samples::hour(2)).await.unwrap();
    assert_eq!(report, Recovered { held: 2, resend: 0 });
    for one in &gated {
        let view = world.view(one.case.delivery.public_id).await;
        assert_eq!(
            (view.state, view.ended_at),
            (DeliveryState::Held, Some(samples::hour(2)))
        );
        assert_eq!(view.reason, Some(Reason::OutcomeUnknown));
        assert_eq!(view.attempts.len(), 1);
        assert_eq!(
            (view.attempts[0].outcome, view.attempts[0].at),
            (Outcome::Unknown, samples::hour(2))
        );
    }
    let again = world.store.recover(owner, samples::hour(3)).await.unwrap();
    assert_eq!(again, Recovered::default());
    world.is_sound().await;

    world
        .publish_and_plan(world.news(), "two", samples::day(1))
        .await;
    for case in world.probe(owner, samples::day(1)).await {
        assert_eq!((case.touches.len(), case.doubts.len()), (1, 1));
    }
}

/// Service of a dead owner is resent once, with its pins and its unit; after that it is held.
pub async fn service_of_a_dead_owner_is_resent_once<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    planned(&world, MessageClass::Service).await;
    let (_, first) = gated_and_killed(backend, &world).await;
    let owner = world.enter(samples::hour(1)).await;
    let report = world.store.recover(owner, samples::hour(1)).await.unwrap();
    assert_eq!(report, Recovered { held: 0, resend: 2 });
    assert_eq!(world.letters(&[DeliveryState::Planned]).await.len(), 2);
    let (_, second) = gated_and_killed(backend, &world).await;
    assert_eq!(second.len(), 2, "it is due at once");
    for one in &second {
        let row = &one.case.delivery;
        assert_eq!(
            (row.attempts, row.pins.as_ref().map(|pins| pins.date)),
            (1, Some(samples::hour(1)))
        );
        assert!(
            first
                .iter()
                .any(|before| before.case.delivery.public_id == row.public_id)
        );
    }
    let report = world.store.recover(owner, samples::hour(3)).await.unwrap();
    assert_eq!(report, Recovered { held: 2, resend: 0 });
    world.is_sound().await;
}

/// What a live owner has in flight is its own.
pub async fn a_live_owners_rows_are_left_alone<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    planned(&world, MessageClass::Issue).await;
    let owner = world.enter(samples::START).await;
    let gated = world.gate(owner, samples::START).await;
    let other = world.again(backend).await;
    let second = other.enter(samples::START).await;
    world.store.heartbeat(owner).await.unwrap();
    let report = other.store.recover(second, samples::hour(1)).await.unwrap();
    assert_eq!(report, Recovered::default());
    let own = world.store.recover(owner, samples::hour(1)).await.unwrap();
    assert_eq!(own, Recovered::default(), "nor are its own");
    world.is_sound().await;
    let report = world.accept(owner, &gated, samples::hour(1)).await;
    assert_eq!((report.written, report.stale), (2, 0));
}

/// A late 250 of a claim that was recovered turns held into sent; a late refusal changes nothing.
pub async fn a_late_acceptance_turns_held_into_sent<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    planned(&world, MessageClass::Issue).await;
    let (dead, gated) = gated_and_killed(backend, &world).await;
    let owner = world.enter(samples::hour(2)).await;
    world.store.recover(owner, samples::hour(2)).await.unwrap();
    let outcomes = [
        world::recorded(&gated[0], Some(Outcome::Accepted), After::Sent),
        world::recorded(
            &gated[1],
            Some(Outcome::Refused),
            After::Failed(Reason::Refused { code: 550 }),
        ),
    ];
    let report = world
        .store
        .record(dead, &outcomes, samples::hour(3))
        .await
        .unwrap();
    assert_eq!((report.written, report.stale), (0, 2));
    assert_eq!(
        world.state(gated[0].case.delivery.public_id).await,
        DeliveryState::Sent
    );
    assert_eq!(
        world.state(gated[1].case.delivery.public_id).await,
        DeliveryState::Held
    );
    world
        .publish_and_plan(world.news(), "two", samples::day(1))
        .await;
    let accepted = gated[0].case.delivery.subscriber;
    for case in world.probe(owner, samples::day(1)).await {
        let doubts = usize::from(case.delivery.subscriber != accepted);
        assert_eq!(case.doubts.len(), doubts);
        assert_eq!(case.touches.len(), 1);
    }
    world.is_sound().await;
}

/// Who leaves has nothing in flight, and fences grow with everybody who enters.
pub async fn fences_grow<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let other = world.again(backend).await;
    let first = world.enter(samples::START).await;
    world.store.leave(first).await.unwrap();
    let second = other.enter(samples::START).await;
    let third = world.enter(samples::hour(1)).await;
    assert!(first.fence < second.fence && second.fence < third.fence);
    world.store.heartbeat(third).await.unwrap();
    world.store.leave(third).await.unwrap();
    other.store.leave(second).await.unwrap();
    let same = first.id;
    let again = world.store.enter(same, samples::hour(2)).await.unwrap();
    assert!(
        again.fence > third.fence,
        "the same process again has a new fence"
    );
}

/// A clock that went back is refused, and nothing is noted. Clocks of two machines may differ by seconds: that much
/// is let in, and the last run stays where it was.
pub async fn a_clock_that_went_back_is_refused<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    assert_eq!(world.store.last_run().await.unwrap(), None);
    let last = samples::hour(2);
    world.enter(last).await;
    assert_eq!(world.store.last_run().await.unwrap(), Some(last));
    let early = last.plus(-10 * Timestamp::SECOND - 1);
    let refused = world.store.enter(world.ids.public_id(), early).await;
    let Err(StoreError::ClockWentBack { now, last: told }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((now, told), (early, last));
    for now in [last, last.plus(-10 * Timestamp::SECOND)] {
        world.enter(now).await;
        assert_eq!(world.store.last_run().await.unwrap(), Some(last));
    }
    world.enter(last.plus(1)).await;
    assert_eq!(world.store.last_run().await.unwrap(), Some(last.plus(1)));
}
