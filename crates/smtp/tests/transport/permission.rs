//! No body begins and no final dot leaves after the permission has ended; a late gate is asked at the last moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use lagom_catcher::{Action, Catcher, Step};
use lagom_smtp::{LateGate, Outgoing, Permission, Permitted, Phase, SendOutcome, TransportOptions};
use tokio::time::Instant;

use crate::{SHORT, always, catcher, huge, letter, letter_until, options, to};

const NO_MARGIN: Duration = Duration::ZERO;

fn for_a_while() -> Permission {
    Permission::until(
        Instant::now() + Duration::from_mins(1),
        Duration::from_secs(5),
    )
}

async fn not_started_at(
    catcher: &Catcher,
    permission: Permission,
    bytes: impl Into<Vec<u8>>,
) -> Phase {
    match to(catcher, options())
        .send(letter_until(permission, bytes))
        .await
    {
        SendOutcome::NotStarted { phase } => phase,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_permission_that_ended_before_the_conversation_says_nothing() {
    let catcher = catcher().await;
    let ended = Permission::until(Instant::now(), NO_MARGIN);
    assert_eq!(
        not_started_at(&catcher, ended, b"x".to_vec()).await,
        Phase::Connect
    );
    let within_the_margin = Permission::until(
        Instant::now() + Duration::from_secs(4),
        Duration::from_secs(5),
    );
    assert_eq!(
        not_started_at(&catcher, within_the_margin, b"x".to_vec()).await,
        Phase::Connect
    );
    assert_eq!(catcher.seen(Step::Mail), 0);
    let transport = to(&catcher, options());
    assert!(
        transport
            .send(letter_until(for_a_while(), &b"x"[..]))
            .await
            .is_accepted()
    );
}

#[tokio::test]
async fn a_permission_that_ends_during_the_envelope_begins_no_body() {
    for (step, phase) in [(Step::Rcpt, Phase::Rcpt), (Step::Data, Phase::Data)] {
        let catcher = catcher().await;
        catcher.behave(always(step, Action::Delay(2 * SHORT)));
        let permission = Permission::until(Instant::now() + SHORT, NO_MARGIN);
        assert_eq!(
            not_started_at(&catcher, permission, b"x".to_vec()).await,
            phase
        );
        assert_eq!((catcher.seen(Step::Body), catcher.count()), (0, 0));
    }
}

#[tokio::test]
async fn a_permission_that_ends_during_the_body_lets_no_dot_out() {
    let catcher = catcher().await;
    catcher.behave(always(Step::Body, Action::Delay(4 * SHORT)));
    // Made before the time runs: it takes its own on a busy machine.
    let text = huge();
    let permission = Permission::until(Instant::now() + 2 * SHORT, SHORT);
    assert_eq!(
        not_started_at(&catcher, permission, text).await,
        Phase::Body
    );
    tokio::time::sleep(4 * SHORT).await;
    assert_eq!((catcher.seen(Step::Dot), catcher.count()), (0, 0));
}

#[tokio::test]
async fn waiting_for_the_reply_needs_no_permission() {
    let catcher = catcher().await;
    catcher.behave(always(Step::Dot, Action::Delay(3 * SHORT)));
    let permission = Permission::until(Instant::now() + 2 * SHORT, SHORT);
    assert!(
        to(&catcher, options())
            .send(letter_until(permission, &b"x"[..]))
            .await
            .is_accepted()
    );
}

/// Answers with what it was given, and remembers what the catcher had seen by then.
struct Gate {
    catcher: Arc<Catcher>,
    answer: Option<Permitted>,
    recipients_by_then: AtomicU64,
}

#[async_trait]
impl LateGate for Gate {
    async fn open(&self) -> Option<Permitted> {
        self.recipients_by_then
            .store(self.catcher.seen(Step::Rcpt), Ordering::Relaxed);
        assert_eq!(self.catcher.seen(Step::Data), 0);
        self.answer.clone()
    }
}

#[tokio::test]
async fn a_late_gate_is_asked_after_the_recipient_and_before_data() {
    let catcher = Arc::new(catcher().await);
    let permitted = |permission| Permitted {
        bytes: (&b"late\r\n"[..]).into(),
        permission,
    };
    let ended = Permission::until(Instant::now(), NO_MARGIN);
    let transport = to(&catcher, options());
    for (answer, accepted) in [
        (None, false),
        (Some(permitted(ended)), false),
        (Some(permitted(for_a_while())), true),
    ] {
        let gate = Arc::new(Gate {
            catcher: catcher.clone(),
            answer,
            recipients_by_then: AtomicU64::new(0),
        });
        let mail = letter();
        let outcome = transport
            .send(Outgoing::late(
                mail.envelope_from,
                mail.envelope_to,
                gate.clone(),
                Permission::unlimited(),
            ))
            .await;
        assert_eq!(outcome.is_accepted(), accepted, "{outcome}");
        assert!(accepted || outcome == SendOutcome::NotStarted { phase: Phase::Rcpt });
        assert_eq!(
            gate.recipients_by_then.load(Ordering::Relaxed),
            catcher.seen(Step::Rcpt)
        );
    }
    assert_eq!(
        (
            catcher.seen(Step::Connect),
            catcher.seen(Step::Rset),
            catcher.count()
        ),
        (1, 2, 1)
    );
    assert_eq!(&*catcher.messages()[0].bytes, b"late\r\n");
}

/// Lets a text go at once.
struct Open;

#[async_trait]
impl LateGate for Open {
    async fn open(&self) -> Option<Permitted> {
        Some(Permitted {
            bytes: (&b"late\r\n"[..]).into(),
            permission: for_a_while(),
        })
    }
}

#[tokio::test]
async fn a_late_gate_waits_for_a_connection_within_its_start_and_for_the_server_beyond_it() {
    let catcher = catcher().await;
    catcher.behave(always(Step::Rcpt, Action::Delay(3 * SHORT)));
    let transport = to(
        &catcher,
        TransportOptions {
            connections: 1,
            ..options()
        },
    );
    let late = || {
        let mail = letter();
        let start = Permission::until(Instant::now() + SHORT, NO_MARGIN);
        Outgoing::late(mail.envelope_from, mail.envelope_to, Arc::new(Open), start)
    };
    let (one, other) = tokio::join!(transport.send(late()), transport.send(late()));
    assert!(one.is_accepted(), "{one}");
    let phase = Phase::Connect;
    assert_eq!(other, SendOutcome::NotStarted { phase });
    assert_eq!((catcher.seen(Step::Rcpt), catcher.count()), (1, 1));
}
