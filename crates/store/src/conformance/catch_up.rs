//! Before a catch-up: what is overdue waits until an instant, or until the operator says otherwise.

use super::{Backend, World, samples};
use crate::{Backlog, RunControl};
use lagom_model::Cadence;

async fn two_senders_letters<B: Backend>(backend: &B) -> World {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world.join(2, &[(world.post(), Cadence::EveryIssue)]).await;
    for publication in [world.news(), world.post()] {
        world
            .publish_and_plan(publication, "one", samples::START)
            .await;
    }
    world
}

/// What is overdue is told by sender, and waits; at the instant it goes by itself.
pub async fn a_backlog_waits_until_an_instant<B: Backend>(backend: &B) {
    let world = two_senders_letters(backend).await;
    let (now, until) = (samples::hour(30), samples::hour(31));
    let owner = world.enter(now).await;
    let backlog = world.store.hold_backlog(until, now).await.unwrap();
    let expected = [world.news(), world.post()].map(|publication| Backlog {
        sender: world.sender(publication),
        messages: 1,
        people: 1,
        oldest: samples::START,
    });
    assert_eq!(backlog.len(), 2);
    for one in expected {
        assert!(backlog.contains(&one), "{backlog:?}");
    }
    assert!(world.gate(owner, now).await.is_empty());
    assert!(world.gate(owner, until.plus(-1)).await.is_empty());
    let next = world.store.upcoming().await.unwrap().map(|next| next.at);
    assert_eq!(next, Some(until));
    for run in world.store.runs().await.unwrap() {
        assert_eq!((run.control, run.until), (RunControl::Paused, Some(until)));
    }
    assert_eq!(world.gate(owner, until).await.len(), 2);
    world.enter(until).await;
    for run in world.store.runs().await.unwrap() {
        assert_eq!((run.control, run.until), (RunControl::Go, None));
    }
}

/// The operator's word counts more: paused is paused, and what may go on goes at once.
pub async fn the_operator_stops_a_catch_up_or_lets_it_go<B: Backend>(backend: &B) {
    let world = two_senders_letters(backend).await;
    let (now, until) = (samples::hour(30), samples::hour(31));
    let owner = world.enter(now).await;
    world.store.hold_backlog(until, now).await.unwrap();
    let (harbour, other) = (world.sender(world.news()), world.sender(world.post()));
    world
        .store
        .set_run(harbour, RunControl::Paused, "by hand", now)
        .await
        .unwrap();
    world
        .store
        .set_run(other, RunControl::Go, "", now)
        .await
        .unwrap();
    let gated = world.gate_one(owner, now).await;
    assert_eq!(gated.case.delivery.sender, other);
    world.accept(owner, &[gated], now).await;
    assert!(world.gate(owner, until).await.is_empty());
    world.is_sound().await;
}

/// Where nothing is due nothing waits.
pub async fn nothing_due_is_no_backlog<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let now = samples::hour(30);
    let backlog = world.store.hold_backlog(samples::hour(31), now).await;
    assert!(backlog.unwrap().is_empty());
    world.publish_and_plan(world.news(), "one", now).await;
    let owner = world.enter(now).await;
    assert_eq!(world.gate(owner, now).await.len(), 1);
}
