//! Scenes that several files of cases begin with. No case stands here.

use super::{World, samples};
use crate::{Gated, Owner, Release};
use lagom_model::{Cadence, Seq};

/// A reader of news and tech, with a letter that brings two items of each.
pub(super) async fn combined(world: &World) -> Owner {
    let lines = [world.news(), world.tech()].map(|line| (line, Cadence::EveryIssue));
    world.join(1, &lines).await;
    for publication in [world.news(), world.tech()] {
        let items = vec![samples::article("a"), samples::article("b")];
        world
            .publish(publication, "one", items, samples::START)
            .await;
    }
    world.plan(samples::START).await;
    world.enter(samples::START).await
}

pub(super) async fn watermarks(world: &World) -> (Seq, Seq) {
    let news = world.line(1, world.news()).await.watermark;
    (news, world.line(1, world.tech()).await.watermark)
}

pub(super) async fn open_release(world: &World) -> Release {
    let releases = world.store.releases().await.unwrap();
    assert_eq!(releases.len(), 1);
    releases[0]
}

/// So many readers of the news.
pub(super) async fn readers(world: &World, count: u32) {
    for n in 1..=count {
        world.join(n, &[(world.news(), Cadence::EveryIssue)]).await;
    }
}

/// A reader of the news whose letter is in flight.
pub(super) async fn in_flight(world: &World) -> (Owner, Gated) {
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    (owner, world.gate_one(owner, samples::START).await)
}
