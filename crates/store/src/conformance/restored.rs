//! An older state of the database comes back: what waits for the operator, and what becomes of it.

use super::scenes::in_flight;
use super::{Backend, Damage, World, samples};
use crate::{After, Answer, AnswerRequest, Owner, RunControl, StoreError};
use lagom_model::{Cadence, DeliveryState, Outcome, Reason, Timestamp};

const WAITING: &[DeliveryState] = &[DeliveryState::Waiting];
const PLANNED: &[DeliveryState] = &[DeliveryState::Planned];

/// One letter of one reader, planned; then an older state of the database is found by a dispatcher that enters.
async fn found_restored<B: Backend>(backend: &B) -> (World, Owner) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    world.enter(samples::START).await;
    backend.damage(Damage::OlderState).await;
    let owner = world.enter(samples::hour(1)).await;
    (world, owner)
}

impl World {
    async fn say(&self, answer: Answer, now: Timestamp) -> u32 {
        let mut changed = 0;
        loop {
            // One at a time: an answer is carried out in steps.
            let request = AnswerRequest {
                sender: self.sender(self.news()),
                answer,
                limit: 1,
                ids: self.ids.as_ref(),
                now,
            };
            let step = self.store.answer(request).await.unwrap();
            changed += step.changed;
            if !step.more {
                return changed;
            }
        }
    }

    async fn set(&self, control: RunControl, now: Timestamp) {
        let sender = self.sender(self.news());
        self.store
            .set_run(sender, control, "by hand", now)
            .await
            .unwrap();
    }

    /// The state of the run of news, what waits for a word, and what is planned while it rests.
    async fn control(&self) -> (RunControl, u64, u64) {
        let sender = self.sender(self.news());
        let runs = self.store.runs().await.unwrap();
        let run = runs.iter().find(|run| run.sender == sender).unwrap();
        (run.control, run.waiting, run.planned)
    }
}

/// What was planned waits, nothing passes a gate, and it is noticed once.
pub async fn an_older_state_makes_what_is_planned_wait<B: Backend>(backend: &B) {
    let (world, owner) = found_restored(backend).await;
    assert_eq!(world.control().await, (RunControl::Restored, 1, 0));
    assert_eq!(world.letters(WAITING).await.len(), 1);
    assert!(world.gate(owner, samples::hour(1)).await.is_empty());
    assert_eq!(world.store.upcoming().await.unwrap(), None);
    // What is planned from then on rests too: its content may have been sent in the time that is lost.
    world
        .publish_and_plan(world.news(), "two", samples::hour(2))
        .await;
    assert_eq!(world.letters(PLANNED).await.len(), 1);
    assert!(world.gate(owner, samples::hour(2)).await.is_empty());
    world.set(RunControl::Paused, samples::hour(2)).await;
    assert_eq!(world.control().await, (RunControl::Restored, 1, 1));
    world.set(RunControl::Go, samples::hour(2)).await;
    world.enter(samples::hour(3)).await;
    assert_eq!(world.control().await.0, RunControl::Go);
    world.is_sound().await;
}

/// A dispatcher that is at work sends nothing more. (Where a copy cannot take a running database's place, there is nothing
/// to notice.)
pub async fn a_gate_under_way_notices_an_older_state<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    backend.damage(Damage::OlderState).await;
    let judge = super::judges::send_all(samples::START);
    let request = super::world::gate_request(owner, samples::START);
    let gated = world.store.gate(request, &judge).await;
    if B::SKIPS_LOCKED {
        assert!(matches!(gated, Err(StoreError::Restored)), "{gated:?}");
        assert_eq!(world.letters(PLANNED).await.len(), 1);
    }
}

/// `continue`: it is planned again; what falls due meanwhile is a letter of its own, and nothing comes twice.
pub async fn what_waited_goes_on_and_takes_nothing_more<B: Backend>(backend: &B) {
    let (world, owner) = found_restored(backend).await;
    world
        .publish_and_plan(world.news(), "two", samples::hour(2))
        .await;
    assert_eq!(world.say(Answer::Continue, samples::hour(2)).await, 1);
    world.set(RunControl::Go, samples::hour(2)).await;
    assert_eq!(world.letters(PLANNED).await.len(), 2);
    let mut parts = Vec::new();
    for hour in [3, 30] {
        let gated = world.gate_one(owner, samples::hour(hour)).await;
        parts.push((
            gated.case.delivery.parts[0].to_seq,
            gated.case.lines[0].watermark,
        ));
        world.accept(owner, &[gated], samples::hour(hour)).await;
    }
    assert_eq!(parts, [(1, 0), (2, 1)]);
    world.is_sound().await;
}

/// `all-held`: its content comes no more, it counts as a touch, and the next letter notes it.
pub async fn what_is_held_comes_no_more_and_is_noted<B: Backend>(backend: &B) {
    let (world, owner) = found_restored(backend).await;
    assert_eq!(world.say(Answer::AllHeld, samples::hour(2)).await, 1);
    world.set(RunControl::Go, samples::hour(2)).await;
    let held = world.letters(&[DeliveryState::Held]).await.remove(0);
    assert_eq!(held.reason, Some(Reason::OutcomeUnknown));
    assert_eq!(world.line(1, world.news()).await.watermark, 1);
    assert!(world.gate(owner, samples::hour(2)).await.is_empty());
    world
        .publish_and_plan(world.news(), "two", samples::day(2))
        .await;
    let next = world.gate_one(owner, samples::day(2)).await;
    assert_eq!(next.case.delivery.parts[0].from_seq, 1);
    assert_eq!(next.case.touches.len(), 1, "it may have been a touch");
    let doubts: Vec<_> = next
        .case
        .doubts
        .iter()
        .map(|doubt| doubt.public_id)
        .collect();
    assert_eq!(doubts, [held.row.public_id]);
    assert!(
        next.case.doubts[0].issue.is_some(),
        "there is a page to read it on"
    );
    world.is_sound().await;
}

/// What fell due in the time that is lost was planned since; it may have been sent as well.
pub async fn what_fell_due_since_is_held_too<B: Backend>(backend: &B) {
    let (world, owner) = found_restored(backend).await;
    world.join(2, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "lost", samples::hour(1))
        .await;
    world
        .publish_and_plan(world.news(), "new", samples::hour(2))
        .await;
    world.join(3, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "newer", samples::hour(3))
        .await;
    // The first reader's waits; a second letter of theirs, and the other's, fell due when the state was found.
    assert_eq!(world.say(Answer::AllHeld, samples::hour(3)).await, 3);
    world.set(RunControl::Go, samples::hour(3)).await;
    let gated = world.gate_one(owner, samples::hour(3)).await;
    assert_eq!(gated.case.delivery.subscriber, world.person(3).await.id);
    world.is_sound().await;
}

/// `skip`: what fell due before an instant ends with its content; the rest is as it was.
pub async fn what_is_skipped_ends_with_its_content<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world.join(2, &[(world.post(), Cadence::EveryIssue)]).await;
    for publication in [world.news(), world.post()] {
        world
            .publish_and_plan(publication, "one", samples::START)
            .await;
    }
    let before = samples::START;
    assert_eq!(
        world.say(Answer::Skip { before }, samples::hour(1)).await,
        0
    );
    let before = samples::hour(1);
    assert_eq!(
        world.say(Answer::Skip { before }, samples::hour(2)).await,
        1
    );
    let ended = world.letters(&[DeliveryState::Expired]).await.remove(0);
    assert_eq!(ended.reason, Some(Reason::Skipped { before }));
    assert_eq!(ended.ended_at, Some(samples::hour(2)));
    assert_eq!(world.line(1, world.news()).await.watermark, 1);
    let owner = world.enter(samples::hour(2)).await;
    let gated = world.gate_one(owner, samples::hour(2)).await;
    assert_eq!(gated.case.delivery.sender, world.sender(world.post()));
    world.accept(owner, &[gated], samples::hour(2)).await;
    world.is_sound().await;
}

/// A row with an unknown attempt ends as held, whatever the operator skips.
pub async fn what_may_have_arrived_is_never_skipped<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (owner, gated) = in_flight(&world).await;
    let resend = After::Resend {
        due_at: samples::hour(1),
    };
    world
        .record(owner, &gated, Outcome::Unknown, resend, samples::hour(1))
        .await;
    let before = samples::hour(2);
    assert_eq!(world.say(Answer::Skip { before }, before).await, 1);
    let view = world.view(gated.case.delivery.public_id).await;
    assert_eq!(view.state, DeliveryState::Held);
    world.is_sound().await;
}

/// A stop stays until the operator lets the run go on.
pub async fn a_stop_yields_to_nothing_but_going_on<B: Backend>(backend: &B) {
    let (world, now) = (World::new(backend).await, samples::hour(1));
    world.set(RunControl::Stopped, now).await;
    world.set(RunControl::Paused, now).await;
    assert_eq!(world.control().await.0, RunControl::Stopped);
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world.publish_and_plan(world.news(), "one", now).await;
    world
        .store
        .hold_backlog(samples::hour(2), now)
        .await
        .unwrap();
    let owner = world.enter(samples::hour(3)).await;
    assert_eq!(world.control().await.0, RunControl::Stopped);
    assert!(world.gate(owner, samples::hour(3)).await.is_empty());
    world.set(RunControl::Go, samples::hour(3)).await;
    assert_eq!(world.gate(owner, samples::hour(3)).await.len(), 1);
}
