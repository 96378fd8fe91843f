//! Complaints: counted since an instant, by the sender whose letter the reader had last.

use super::{Backend, World, samples};
use crate::Edit;
use lagom_model::{Cadence, StopCause, StopScope};

/// The n-th reader stops the mailings.
async fn leave(world: &World, n: u32, cause: StopCause) {
    let person = world.person(n).await;
    let scope = StopScope::Mailings;
    let edits = vec![Edit::Stop { scope, cause }];
    world.change(&person, edits, samples::hour(2)).await;
}

/// Only complaints count, each for the sender of the letter before it, and only since the instant.
pub async fn complaints_are_counted_by_sender<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (news, post) = (world.news(), world.post());
    for (n, publication) in [(1, news), (2, news), (3, post), (4, news)] {
        world.join(n, &[(publication, Cadence::EveryIssue)]).await;
    }
    let owner = world.enter(samples::START).await;
    for publication in [news, post] {
        world
            .publish_and_plan(publication, &format!("of {publication}"), samples::START)
            .await;
    }
    let gated = world.gate(owner, samples::START).await;
    assert_eq!(gated.len(), 4);
    world.accept(owner, &gated, samples::hour(1)).await;
    world.join(5, &[(news, Cadence::EveryIssue)]).await;
    leave(&world, 4, StopCause::Own).await;
    // The fifth was never written to.
    for n in [1, 2, 3, 5] {
        leave(&world, n, StopCause::Complaint).await;
    }
    let mut expected = vec![(world.sender(news), 2), (world.sender(post), 1)];
    expected.sort_unstable();
    let since = |at| world.store.complaints(at);
    assert_eq!(since(samples::START).await.unwrap(), expected);
    assert_eq!(since(samples::hour(2)).await.unwrap(), expected);
    assert!(since(samples::hour(3)).await.unwrap().is_empty());
    let sender = |publication| world.sender(publication);
    let sent = |publication, at| world.store.sent_since(sender(publication), at, 10);
    assert_eq!(sent(news, samples::START).await.unwrap(), 3);
    assert_eq!(sent(post, samples::hour(1)).await.unwrap(), 1);
    assert_eq!(sent(news, samples::hour(2)).await.unwrap(), 0);
    let few = world.store.sent_since(sender(news), samples::START, 2);
    assert_eq!(few.await.unwrap(), 2, "no further than it was asked");
}
