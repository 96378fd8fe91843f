//! The operator's hand: cancel what is planned, resend what is held or failed.

use super::scenes::in_flight;
use super::{Backend, World, samples};
use crate::{After, StoreError};
use lagom_model::{DeliveryState, Ids, Outcome, Reason, Timestamp};

/// The operator cancels what is planned; what is in flight or final is refused.
pub async fn only_open_rows_are_cancelled<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, gated) = in_flight(&world).await;
    let id = gated.case.delivery.public_id;
    let refused = world.store.cancel(id, samples::hour(1)).await;
    assert!(
        matches!(refused, Err(StoreError::WrongState { .. })),
        "{refused:?}"
    );
    world.accept(owner, &[gated], samples::hour(1)).await;
    let refused = world.store.cancel(id, samples::hour(1)).await;
    assert!(
        matches!(refused, Err(StoreError::WrongState { .. })),
        "{refused:?}"
    );

    world
        .publish_and_plan(world.news(), "two", samples::day(1))
        .await;
    let planned = world.letters(&[DeliveryState::Planned]).await.remove(0);
    let state = world
        .store
        .cancel(planned.row.public_id, samples::day(1))
        .await
        .unwrap();
    assert_eq!(state, DeliveryState::Cancelled);
    let view = world.view(planned.row.public_id).await;
    assert_eq!(
        (view.state, view.ended_at),
        (DeliveryState::Cancelled, Some(samples::day(1)))
    );
    assert_eq!(view.reason, Some(Reason::Cancelled));
    assert!(world.gate(owner, samples::day(2)).await.is_empty());
    let unknown = world
        .store
        .cancel(world.ids.public_id(), samples::day(2))
        .await;
    assert!(
        matches!(unknown, Err(StoreError::NotFound { .. })),
        "{unknown:?}"
    );

    // Only a gate moves the watermark: what the cancelled letter would have brought waits there.
    assert_eq!(world.line(1, world.news()).await.watermark, 1);
    world
        .publish_and_plan(world.news(), "three", samples::day(3))
        .await;
    let next = world.gate_one(owner, samples::day(3)).await;
    assert_eq!(next.case.delivery.parts[0].from_seq, 1);
    world.is_sound().await;
}

/// A held or failed row is resent by a new gate, with its pins; any other is refused.
pub async fn held_and_failed_rows_are_resent<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, gated) = in_flight(&world).await;
    let id = gated.case.delivery.public_id;
    let refused = world.store.resend(id, samples::hour(1)).await;
    assert!(
        matches!(refused, Err(StoreError::WrongState { .. })),
        "{refused:?}"
    );
    let ends = [
        (
            Outcome::Refused,
            After::Failed(Reason::Refused { code: 550 }),
        ),
        (Outcome::Unknown, After::Held(Reason::OutcomeUnknown)),
    ];
    let (mut gated, mut now) = (gated, samples::hour(1));
    for (outcome, after) in ends {
        world.record(owner, &gated, outcome, after, now).await;
        now = now.plus(Timestamp::HOUR);
        assert_eq!(
            world.store.resend(id, now).await.unwrap(),
            DeliveryState::Planned
        );
        let refused = world.store.resend(id, now).await;
        assert!(
            matches!(refused, Err(StoreError::WrongState { .. })),
            "{refused:?}"
        );
        gated = world.gate_one(owner, now).await;
        let pins = gated
            .case
            .delivery
            .pins
            .as_ref()
            .expect("the pins are kept");
        assert_eq!(
            (gated.case.delivery.public_id, pins.date),
            (id, samples::START)
        );
        assert!(gated.case.doubts.is_empty(), "a row does not note itself");
    }
    world.accept(owner, &[gated], now).await;
    let refused = world.store.resend(id, now).await;
    assert!(
        matches!(refused, Err(StoreError::WrongState { .. })),
        "{refused:?}"
    );
    let unknown = world.store.resend(world.ids.public_id(), now).await;
    assert!(
        matches!(unknown, Err(StoreError::NotFound { .. })),
        "{unknown:?}"
    );
    world.is_sound().await;
}
