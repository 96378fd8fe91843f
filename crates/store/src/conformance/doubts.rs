//! Doubts: a held letter is noted by the next one of that sender, once.

use super::{Backend, World, judges, samples};
use crate::{After, Doubt, GateCase, GateContext, GateVerdict, Leaves, Owner, Person};
use lagom_model::{Cadence, DeliveryState, Outcome, Reason, Verdict};

/// A reader of news, tech and post whose letter of the news is held.
async fn held(world: &World) -> (Owner, Person, Doubt) {
    let lines = [world.news(), world.tech(), world.post()].map(|line| (line, Cadence::EveryIssue));
    let person = world.join(1, &lines).await;
    let issue = {
        let item = vec![samples::article("a")];
        let published = world
            .publish(world.news(), "one", item, samples::START)
            .await;
        world.store.issues_by_id(&[published.issue]).await.unwrap()[0].public_id
    };
    world.plan(samples::START).await;
    let owner = world.enter(samples::START).await;
    let gated = world.gate_one(owner, samples::hour(1)).await;
    let after = After::Held(Reason::OutcomeUnknown);
    world
        .record(owner, &gated, Outcome::Unknown, after, samples::hour(1))
        .await;
    let doubt = Doubt {
        delivery: gated.case.delivery.id,
        public_id: gated.case.delivery.public_id,
        date: samples::hour(1),
        issue: Some(issue),
    };
    assert_eq!(world.state(doubt.public_id).await, DeliveryState::Held);
    (owner, person, doubt)
}

/// The next letter of that sender sees the doubt; another sender's never does.
pub async fn a_doubt_is_its_senders_alone<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, _, doubt) = held(&world).await;
    world
        .publish_and_plan(world.post(), "two", samples::day(1))
        .await;
    let other = world.gate_one(owner, samples::day(1)).await;
    assert!(other.case.doubts.is_empty());
    world.accept(owner, &[other], samples::day(1)).await;
    world
        .publish_and_plan(world.tech(), "three", samples::day(2))
        .await;
    assert_eq!(
        world.probe_one(owner, samples::day(2)).await.doubts,
        [doubt]
    );
    world.is_sound().await;
}

/// A doubt is gone once a letter that notes it was *sent*, not before.
pub async fn a_doubt_is_gone_when_its_note_was_sent<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, _, doubt) = held(&world).await;
    world
        .publish_and_plan(world.tech(), "two", samples::day(1))
        .await;
    let noting = world.gate_one(owner, samples::day(1)).await;
    assert_eq!(noting.case.doubts, [doubt]);
    let after = After::Failed(Reason::Refused { code: 550 });
    world
        .record(owner, &noting, Outcome::Refused, after, samples::day(1))
        .await;

    world
        .publish_and_plan(world.news(), "three", samples::day(2))
        .await;
    let noting = world.gate_one(owner, samples::day(2)).await;
    assert_eq!(noting.case.doubts, [doubt], "a refused letter told nobody");
    world.accept(owner, &[noting], samples::day(2)).await;
    assert_eq!(
        world.state(doubt.public_id).await,
        DeliveryState::Held,
        "noted, still held"
    );

    world
        .publish_and_plan(world.tech(), "four", samples::day(3))
        .await;
    assert!(
        world
            .probe_one(owner, samples::day(3))
            .await
            .doubts
            .is_empty()
    );
    world.is_sound().await;
}

/// A letter that goes without the note leaves the doubt for the one after it.
pub async fn a_doubt_that_nobody_noted_stays<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, _, doubt) = held(&world).await;
    world
        .publish_and_plan(world.tech(), "two", samples::day(1))
        .await;
    let silent = |context: &_, case: &GateCase| {
        let mut verdict = judges::send(context, case, samples::day(1));
        if let crate::Leaves::Sending { pins, .. } = &mut verdict.leaves {
            pins.notes.clear();
        }
        verdict
    };
    let gated = world.gate_one_with(owner, samples::day(1), &silent).await;
    world.accept(owner, &[gated], samples::day(1)).await;
    world
        .publish_and_plan(world.news(), "three", samples::day(2))
        .await;
    assert_eq!(
        world.probe_one(owner, samples::day(2)).await.doubts,
        [doubt]
    );
}

/// Late evidence (a POST, never a GET) turns held into sent, once; then there is no doubt left.
pub async fn late_evidence_ends_a_doubt<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, _, doubt) = held(&world).await;
    assert!(
        world
            .store
            .evidence(doubt.public_id, samples::hour(2))
            .await
            .unwrap()
    );
    let view = world.view(doubt.public_id).await;
    assert_eq!(view.state, DeliveryState::Sent);
    assert_eq!(view.reason, Some(Reason::LateEvidence));
    assert!(
        !world
            .store
            .evidence(doubt.public_id, samples::hour(3))
            .await
            .unwrap()
    );
    world
        .publish_and_plan(world.tech(), "two", samples::day(1))
        .await;
    let case = world.probe_one(owner, samples::day(1)).await;
    assert!(case.doubts.is_empty());
    assert_eq!(case.touches.len(), 1, "it counts, as it did");
    let planned = world.letters(&[DeliveryState::Planned]).await;
    let planned = planned[0].row.public_id;
    let evidence = world.store.evidence(planned, samples::day(1)).await;
    assert!(!evidence.unwrap());
    assert_eq!(world.state(planned).await, DeliveryState::Planned);
}

/// Whatever becomes of a second copy, the first one may have arrived: the row ends as held, all that it brought and
/// used up stays, and the next letter notes it. So it is when the operator takes the second copy back.
pub async fn a_doubtful_row_ends_only_as_sent_or_held<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, _, doubt) = held(&world).await;
    let ends = |n: usize, context: &GateContext, case: &GateCase| -> GateVerdict {
        let parts = judges::parts(context, case, None);
        let lines = Vec::new();
        match n {
            0 => {
                let into = samples::day(1);
                let carry = vec![(world.news(), 1)];
                judges::end(Verdict::Fold { into }, Leaves::Folded { carry, lines })
            }
            1 => judges::end(Verdict::Expire, judges::expired(parts, lines)),
            _ => judges::end(Verdict::Suppress, Leaves::Cancelled { parts, lines }),
        }
    };
    for (n, hour) in (0..4).zip(2..) {
        let now = samples::hour(hour);
        let state = world.store.resend(doubt.public_id, now).await.unwrap();
        assert_eq!(state, DeliveryState::Planned);
        if n < 3 {
            let judge = |context: &GateContext, case: &GateCase| ends(n, context, case);
            world.gate_one_with(owner, now, &judge).await;
        } else {
            let state = world.store.cancel(doubt.public_id, now).await.unwrap();
            assert_eq!(state, DeliveryState::Held);
        }
        let view = world.view(doubt.public_id).await;
        assert_eq!(
            (view.state, view.reason, view.ended_at),
            (DeliveryState::Held, Some(Reason::OutcomeUnknown), Some(now))
        );
        assert!(view.row.parts.iter().all(|part| part.consumed));
        assert_eq!(world.line(1, world.news()).await.watermark, 1);
    }
    world
        .publish_and_plan(world.tech(), "two", samples::day(1))
        .await;
    let case = world.probe_one(owner, samples::day(1)).await;
    assert_eq!(case.doubts, [doubt]);
    assert_eq!(case.touches.len(), 1, "it counts, as it did");
    assert_eq!(case.carried, [], "nothing of it waits for another letter");
    world.is_sound().await;
}
