//! Connections are reused, bounded, replaced when they went, and closed with a QUIT.

use std::time::{Duration, Instant};

use lagom_catcher::{Action, Behaviour, Step, When};
use lagom_smtp::{Phase, SendOutcome, TransportOptions};

use crate::{always, catcher, hasty, letter, options, to};

#[tokio::test]
async fn one_connection_serves_many_messages_without_a_noop() {
    let catcher = catcher().await;
    let transport = to(&catcher, options());
    for _ in 0..50 {
        assert!(transport.send(letter()).await.is_accepted());
    }
    assert_eq!(
        (
            catcher.seen(Step::Connect),
            catcher.seen(Step::Noop),
            catcher.seen(Step::Rset)
        ),
        (1, 0, 0)
    );
    transport.shutdown().await;
    assert_eq!(catcher.seen(Step::Quit), 1);
    let late = transport.send(letter()).await;
    assert_eq!(
        late,
        SendOutcome::NotStarted {
            phase: Phase::Connect
        }
    );
    assert_eq!(catcher.count(), 50);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_stay_within_the_limit() {
    let catcher = catcher().await;
    catcher.behave(always(Step::Dot, Action::Delay(Duration::from_millis(2))));
    let transport = to(
        &catcher,
        TransportOptions {
            connections: 3,
            ..options()
        },
    );
    assert_eq!(
        transport.concurrency(),
        6,
        "one in flight and one announced each"
    );
    let sends = (0..200).map(|_| transport.send(letter()));
    let outcomes = futures::future::join_all(sends).await;
    assert!(outcomes.iter().all(SendOutcome::is_accepted));
    assert_eq!((catcher.seen(Step::Connect), catcher.count()), (3, 200));
    transport.shutdown().await;
    assert_eq!(catcher.seen(Step::Quit), 3);
}

#[tokio::test]
async fn a_refusal_resets_and_keeps_the_connection() {
    let catcher = catcher().await;
    let transport = to(&catcher, options());
    for (step, code) in [(Step::Mail, 450), (Step::Rcpt, 550), (Step::Data, 451)] {
        catcher.behave(Behaviour::friendly().on(step, When::Nth(1), Action::reply(code, "no")));
        assert_eq!(transport.send(letter()).await.code(), Some(code));
        assert!(transport.send(letter()).await.is_accepted(), "{step:?}");
    }
    assert_eq!(
        (catcher.seen(Step::Connect), catcher.seen(Step::Rset)),
        (1, 3)
    );
    catcher.behave(Behaviour::friendly().on(Step::Dot, When::Nth(1), Action::reply(554, "no")));
    assert_eq!(transport.send(letter()).await.code(), Some(554));
    assert!(transport.send(letter()).await.is_accepted());
    assert_eq!(
        (catcher.seen(Step::Connect), catcher.seen(Step::Rset)),
        (1, 3),
        "after the dot there is nothing to reset"
    );
}

#[tokio::test]
async fn a_connection_is_replaced_after_its_share_of_messages() {
    let catcher = catcher().await;
    let transport = to(
        &catcher,
        TransportOptions {
            messages_per_connection: 10,
            ..options()
        },
    );
    for _ in 0..30 {
        assert!(transport.send(letter()).await.is_accepted());
    }
    transport.shutdown().await;
    assert_eq!(
        (catcher.seen(Step::Connect), catcher.seen(Step::Quit)),
        (3, 3)
    );
}

#[tokio::test]
async fn a_connection_that_went_while_idle_costs_nobody_anything() {
    let first = catcher().await;
    let address = first.address().to_string();
    let transport = to(&first, options());
    assert!(transport.send(letter()).await.is_accepted());
    first.shutdown().await;
    let second = lagom_catcher::Catcher::start(&address, lagom_catcher::CatcherOptions::default())
        .await
        .unwrap();
    assert!(transport.send(letter()).await.is_accepted());
    assert_eq!(second.count(), 1);

    second.behave(Behaviour::friendly().on(
        Step::Mail,
        When::Nth(1),
        Action::reply(421, "4.3.2 idle too long"),
    ));
    assert!(transport.send(letter()).await.is_accepted());
    assert_eq!(second.seen(Step::Connect), 2);
}

#[tokio::test]
async fn a_connection_in_doubt_is_never_used_again() {
    let catcher = catcher().await;
    let transport = to(&catcher, hasty());
    catcher.behave(Behaviour::friendly().on(Step::Kept, When::Nth(1), Action::Hang));
    assert!(!transport.send(letter()).await.is_definite());
    assert!(transport.send(letter()).await.is_accepted());
    assert_eq!((catcher.seen(Step::Connect), catcher.count()), (2, 2));
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let catcher = catcher().await;
    let idle = Duration::from_millis(50);
    let transport = to(&catcher, TransportOptions { idle, ..options() });
    for round in 1..=2 {
        assert!(transport.send(letter()).await.is_accepted());
        let begun = Instant::now();
        while catcher.seen(Step::Quit) < round && begun.elapsed() < Duration::from_secs(10) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(
            (catcher.seen(Step::Connect), catcher.seen(Step::Quit)),
            (round, round)
        );
    }
}

#[tokio::test]
async fn a_probe_opens_a_connection_and_sends_nothing() {
    let catcher = catcher().await;
    let transport = to(&catcher, options());
    transport.probe().await.unwrap();
    assert!(transport.send(letter()).await.is_accepted());
    assert_eq!(
        (catcher.seen(Step::Connect), catcher.seen(Step::Mail)),
        (1, 1)
    );
    assert_eq!(
        transport.describe(),
        format!("{} (plain, on this machine)", catcher.address())
    );
}
