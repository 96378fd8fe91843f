//! A transport that must do with fewer connections for a while: those that are too many end what they have, and leave; what waits
//! is lost by none of them.

use std::sync::Arc;
use std::time::Duration;

use lagom_catcher::{Action, Behaviour, Catcher, Step, When};
use lagom_smtp::{Connections, Permission, Phase, SendOutcome, Transport, TransportOptions};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::{catcher, letter, letter_until, options, to};

const LONG: Duration = Duration::from_secs(10);
/// Extensions with and without BDAT: a lane sends by one of two ways.
const WAYS: [&[&str]; 2] = [&["PIPELINING", "CHUNKING"], &["PIPELINING"]];

fn six(catcher: &Catcher) -> Arc<dyn Transport> {
    let six = TransportOptions {
        connections: 6,
        ..options()
    };
    to(catcher, six)
}

fn of(transport: &Arc<dyn Transport>) -> &dyn Connections {
    transport.connections().unwrap()
}

/// A catcher that takes some milliseconds for each message.
async fn slow(extensions: &[&str], milliseconds: u64) -> Catcher {
    let catcher = catcher().await;
    let delay = Action::Delay(Duration::from_millis(milliseconds));
    let behaviour = Behaviour::friendly().offering(extensions.to_vec());
    catcher.behave(behaviour.on(Step::Dot, When::Always, delay));
    catcher
}

fn many(transport: &Arc<dyn Transport>, count: usize) -> JoinSet<SendOutcome> {
    let one = |_| {
        let transport = Arc::clone(transport);
        async move { transport.send(letter()).await }
    };
    (0..count).map(one).collect()
}

async fn all_accepted(sends: JoinSet<SendOutcome>) -> bool {
    let outcomes = timeout(3 * LONG, sends.join_all()).await.unwrap();
    outcomes.iter().all(SendOutcome::is_accepted)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_that_are_too_many_leave_and_come_back_and_no_message_is_lost() {
    for extensions in WAYS {
        let catcher = slow(extensions, 5).await;
        let transport = six(&catcher);
        let sends = many(&transport, 600);
        for allowed in [6, 2, 5, 1, 3, 6, 1] {
            sleep(Duration::from_millis(60)).await;
            of(&transport).allow(allowed);
            timeout(LONG, of(&transport).settled()).await.unwrap();
            assert!(of(&transport).open() <= allowed);
            assert!(catcher.open() <= allowed, "of {allowed}");
        }
        assert!(
            catcher.count() < 600,
            "all had gone before more were allowed"
        );
        assert!(all_accepted(sends).await);
        assert_eq!((catcher.count(), catcher.most_open()), (600, 6));
        let left = catcher.seen(Step::Connect) - catcher.seen(Step::Quit);
        assert_eq!(left, 1, "all but the last said goodbye");
    }
}

#[tokio::test]
async fn idle_ones_leave_at_once() {
    let catcher = slow(WAYS[0], 20).await;
    let transport = six(&catcher);
    assert!(all_accepted(many(&transport, 6)).await);
    assert_eq!((of(&transport).open(), catcher.open()), (6, 6));
    of(&transport).allow(4);
    timeout(LONG, of(&transport).settled()).await.unwrap();
    assert_eq!((of(&transport).open(), catcher.open()), (4, 4));
    assert_eq!(catcher.seen(Step::Quit), 2);
    of(&transport).allow(99);
    assert_eq!((of(&transport).allowed(), of(&transport).most()), (6, 6));
}

#[tokio::test]
async fn without_any_messages_wait_as_long_as_they_may() {
    let not_started = SendOutcome::NotStarted {
        phase: Phase::Connect,
    };
    let catcher = catcher().await;
    let transport = six(&catcher);
    of(&transport).allow(0);
    assert_eq!(transport.concurrency(), 1);
    let permission = Permission::until(Instant::now() + Duration::from_millis(100), Duration::ZERO);
    let late = letter_until(permission, b"Subject: x\r\n\r\nx\r\n");
    assert_eq!(transport.send(late).await, not_started);

    let sends = many(&transport, 9);
    sleep(Duration::from_millis(50)).await;
    assert_eq!(catcher.seen(Step::Connect), 0);
    of(&transport).allow(2);
    assert!(all_accepted(sends).await);
    assert_eq!((catcher.count(), catcher.most_open()), (9, 2));

    of(&transport).allow(0);
    timeout(LONG, of(&transport).settled()).await.unwrap();
    assert_eq!(catcher.open(), 0);
    let sends = many(&transport, 3);
    sleep(Duration::from_millis(50)).await;
    timeout(LONG, transport.shutdown()).await.unwrap();
    let outcomes = timeout(LONG, sends.join_all()).await.unwrap();
    assert!(outcomes.iter().all(|outcome| *outcome == not_started));
}

/// A relay that breaks every connection after a message leaves as much in doubt over two as over six.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_be_in_doubt_stays_within_its_limit() {
    let catcher = catcher().await;
    let chunks = || Behaviour::friendly().offering(WAYS[0].to_vec());
    catcher.behave(chunks());
    let transport = six(&catcher);
    assert!(all_accepted(many(&transport, 1_000)).await);
    assert_eq!(transport.concurrency(), 2 * 6 * 5, "five on each of six");
    of(&transport).allow(2);
    timeout(LONG, of(&transport).settled()).await.unwrap();
    assert_eq!(transport.concurrency(), 2 * 2 * 16, "sixteen on each");

    let slow = Action::Delay(Duration::from_millis(200));
    let breaks =
        chunks()
            .on(Step::Dot, When::First(2), slow)
            .on(Step::Kept, When::First(2), Action::Drop);
    catcher.behave(breaks);
    let outcomes = timeout(3 * LONG, many(&transport, 200).join_all()).await;
    let outcomes = outcomes.unwrap();
    let lost = outcomes.iter().filter(|one| !one.is_definite()).count();
    assert!((12..=32).contains(&lost), "{lost} are in doubt");
    let accepted = outcomes.iter().filter(|one| one.is_accepted()).count();
    assert_eq!(accepted + lost, 200);
}
