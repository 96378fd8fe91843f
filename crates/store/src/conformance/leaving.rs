//! The ways of leaving the gate, and what each one writes on the row, its parts and their lines.

use super::scenes::{combined, watermarks};
use super::{Backend, World, judges, samples};
use crate::{GateCase, GateContext, GatePart, GateVerdict, Gated, Leaves, LineUpdate, Owner};
use lagom_model::{Cadence, DeliveryState, Form, PublicationId, Seq, Verdict};

const PLANNED: [DeliveryState; 1] = [DeliveryState::Planned];

/// A row gets its public id from the gate that lets it go, and keeps it; until then the operator knows it by a handle.
pub async fn a_row_is_named_when_it_goes<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let handle = world.letters(&[]).await[0].row.public_id;
    let owner = world.enter(samples::START).await;
    let wait = |_: &_, _: &crate::GateCase| judges::wait_until(samples::hour(1));
    let waits = world.gate_one_with(owner, samples::START, &wait).await;
    assert_eq!(waits.case.delivery.public_id, handle);
    assert_eq!(world.view(handle).await.row.public_id, handle);
    let gated = world.gate_one(owner, samples::hour(1)).await;
    let name = gated.case.delivery.public_id;
    assert_ne!(name, handle);
    assert_eq!(world.view(name).await.row.public_id, name);
    assert_eq!(world.view(handle).await.row.public_id, name);
    let later = crate::After::Planned {
        due_at: samples::hour(2),
        reason: lagom_model::Reason::NoAddress,
    };
    let outcome = lagom_model::Outcome::TryLater;
    world
        .record(owner, &gated, outcome, later, samples::hour(1))
        .await;
    let again = world.gate_one(owner, samples::hour(2)).await;
    assert_eq!(
        again.case.delivery.public_id, name,
        "it keeps its Message-ID"
    );
}

/// A part that is sent in full, or ends.
fn part(publication: PublicationId, from_seq: Seq, to_seq: Seq, form: Option<Form>) -> GatePart {
    GatePart {
        publication,
        from_seq,
        to_seq,
        form,
    }
}

/// What is sent is consumed and moves the watermark; what is not named waits at its own.
pub async fn sending_consumes_what_it_names<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = combined(&world).await;
    let news = world.news();
    let only_news = |_: &_, case: &GateCase| {
        let mut verdict = judges::sending(
            case,
            samples::hour(1),
            vec![part(news, 0, 2, Some(Form::Short))],
        );
        if let Leaves::Sending { lines, .. } = &mut verdict.leaves {
            lines.push(LineUpdate {
                publication: news,
                next_due_at: Some(samples::day(8)),
                waiting_since: None,
            });
        }
        verdict
    };
    let gated = world
        .gate_one_with(owner, samples::hour(1), &only_news)
        .await;
    assert_eq!(watermarks(&world).await, (2, 0));
    assert_eq!(world.line(1, news).await.next_due_at, Some(samples::day(8)));
    let view = world.view(gated.case.delivery.public_id).await;
    assert_eq!(view.state, DeliveryState::Sending);
    assert_eq!(view.row.parts.len(), 1);
    let sent = view.row.parts[0];
    assert_eq!(
        (sent.publication, sent.form, sent.consumed),
        (news, Some(Form::Short), true)
    );
    assert_eq!(view.decision, Some(gated.verdict.decision.clone()));
    let pins = view.pins.expect("the first gate pins");
    assert_eq!(pins.date, samples::hour(1));
    let contact = gated.case.contact.as_ref().unwrap();
    assert_eq!(pins.contact, (contact.id, contact.revision));

    world.accept(owner, &[gated], samples::hour(1)).await;
    world
        .publish_and_plan(world.tech(), "two", samples::day(2))
        .await;
    let next = world.letters(&PLANNED).await.remove(0);
    assert_eq!(
        (next.row.parts[0].from_seq, next.row.parts[0].to_seq),
        (0, 3)
    );
    world.is_sound().await;
}

/// Deferring moves nothing but the instant.
pub async fn deferring_leaves_parts_and_watermarks<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = combined(&world).await;
    let before = world.letters(&PLANNED).await.remove(0);
    let defer = |_: &_, _: &_| judges::wait_until(samples::day(1));
    let gated = world.gate_one_with(owner, samples::START, &defer).await;
    let after = world.view(before.row.public_id).await;
    assert_eq!(
        (after.state, after.row.due_at),
        (DeliveryState::Planned, samples::day(1))
    );
    assert_eq!(after.row.parts, before.row.parts);
    assert_eq!((after.pins, after.row.attempts), (None, 0));
    assert_eq!(after.decision, Some(gated.verdict.decision));
    assert_eq!(watermarks(&world).await, (0, 0));
}

/// Folding ends the row; its content waits at the watermark for the next letter.
pub async fn folding_leaves_the_content_to_the_next_letter<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = combined(&world).await;
    let news = world.news();
    let fold = |_: &_, _: &_| {
        let line = LineUpdate {
            publication: news,
            next_due_at: Some(samples::day(3)),
            waiting_since: Some(samples::START),
        };
        let leaves = Leaves::Folded {
            carry: Vec::new(),
            lines: vec![line],
        };
        judges::end(
            Verdict::Fold {
                into: samples::day(3),
            },
            leaves,
        )
    };
    let gated = world.gate_one_with(owner, samples::START, &fold).await;
    let view = world.view(gated.case.delivery.public_id).await;
    assert_eq!(
        (view.state, view.ended_at),
        (DeliveryState::Folded, Some(samples::START))
    );
    assert!(view.row.parts.is_empty());
    assert_eq!(watermarks(&world).await, (0, 0));
    let line = world.line(1, news).await;
    assert_eq!(
        (line.next_due_at, line.waiting_since),
        (Some(samples::day(3)), Some(samples::START))
    );

    world.publish_and_plan(news, "two", samples::day(2)).await;
    let next = world.gate_one(owner, samples::day(2)).await;
    assert_eq!(
        (
            next.case.delivery.parts[0].from_seq,
            next.case.delivery.parts[0].to_seq
        ),
        (0, 3)
    );
    assert_eq!(
        next.case.delivery.ordinal, 1,
        "on another date the count begins again"
    );
    assert!(
        next.case.touches.is_empty(),
        "a folded letter touched nobody"
    );
    world.is_sound().await;
}

async fn ends_as(world: &World, owner: Owner, leaves: Leaves, verdict: Verdict) -> Gated {
    let judge = move |_: &GateContext, _: &GateCase| -> GateVerdict {
        judges::end(verdict, leaves.clone())
    };
    world.gate_one_with(owner, samples::hour(1), &judge).await
}

/// What expires is consumed unsent, and uses no unit.
pub async fn expiring_consumes_its_parts<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = combined(&world).await;
    let parts = vec![
        part(world.news(), 0, 2, None),
        part(world.tech(), 0, 2, None),
    ];
    let leaves = judges::expired(parts, Vec::new());
    let gated = ends_as(&world, owner, leaves, Verdict::Expire).await;
    let view = world.view(gated.case.delivery.public_id).await;
    assert_eq!(
        (view.state, view.ended_at),
        (DeliveryState::Expired, Some(samples::hour(1)))
    );
    assert!(
        view.row
            .parts
            .iter()
            .all(|part| part.consumed && part.form.is_none())
    );
    assert_eq!(watermarks(&world).await, (2, 2));
    world
        .publish_and_plan(world.news(), "two", samples::hour(2))
        .await;
    assert!(
        world
            .probe_one(owner, samples::hour(2))
            .await
            .touches
            .is_empty()
    );
    world.is_sound().await;
}

/// What is suppressed is consumed as far as it is named; the rest is deleted.
pub async fn cancelling_consumes_what_it_names<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = combined(&world).await;
    let parts = vec![part(world.tech(), 0, 2, None)];
    let leaves = Leaves::Cancelled {
        parts,
        lines: Vec::new(),
    };
    let gated = ends_as(&world, owner, leaves, Verdict::Suppress).await;
    let view = world.view(gated.case.delivery.public_id).await;
    assert_eq!(
        (view.state, view.ended_at),
        (DeliveryState::Cancelled, Some(samples::hour(1)))
    );
    assert_eq!(view.row.parts.len(), 1);
    assert_eq!(watermarks(&world).await, (0, 2));
    world.is_sound().await;
}
