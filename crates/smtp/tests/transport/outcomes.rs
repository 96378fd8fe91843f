//! Every outcome at every phase, provoked through the catcher.

use lagom_catcher::{Action, Behaviour, Step, When};
use lagom_smtp::{Fault, Outgoing, Phase, SendOutcome, TransportOptions, connect};
use tokio::net::TcpListener;

use crate::{always, catcher, hasty, huge, letter, letter_of, options, to};

async fn outcome(
    behaviour: Behaviour,
    options: TransportOptions,
    mail: Outgoing,
) -> (SendOutcome, usize) {
    let catcher = catcher().await;
    catcher.behave(behaviour);
    let outcome = to(&catcher, options).send(mail).await;
    (outcome, catcher.count())
}

/// The steps at which a reply can be negative, and the phase the sender is in.
const REPLIES: [(Step, Phase); 6] = [
    (Step::Connect, Phase::Greeting),
    (Step::Ehlo, Phase::Ehlo),
    (Step::Mail, Phase::Mail),
    (Step::Rcpt, Phase::Rcpt),
    (Step::Data, Phase::Data),
    (Step::Dot, Phase::Reply),
];

#[tokio::test]
async fn accepted() {
    let (outcome, kept) = outcome(Behaviour::friendly(), options(), letter()).await;
    assert_eq!(
        outcome,
        SendOutcome::Accepted {
            code: 250,
            text: "2.0.0 ok, kept as 1".into()
        }
    );
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn a_4yz_at_any_phase_is_try_later() {
    for (step, phase) in REPLIES {
        for code in [421, 450, 451] {
            let behaviour = always(step, Action::reply(code, "4.7.1 not now,\nann@example.org"));
            let (outcome, kept) = outcome(behaviour, options(), letter()).await;
            let SendOutcome::TryLater {
                code: Some(got),
                text,
                phase: at,
            } = &outcome
            else {
                panic!("{step:?} {code}: {outcome}");
            };
            assert_eq!((*got, *at, kept), (code, phase, 0), "{step:?}");
            assert_eq!(text, "4.7.1 not now, [address]");
        }
    }
}

#[tokio::test]
async fn a_5yz_at_any_phase_is_refused_with_whose_fault_it_is() {
    for (step, phase) in REPLIES {
        let cases = [
            (
                "5.1.1 no such mailbox",
                if phase < Phase::Rcpt {
                    Fault::Sender
                } else {
                    Fault::Recipient
                },
            ),
            ("5.7.1 we do not like you", Fault::Sender),
        ];
        for (text, expected) in cases {
            let (outcome, kept) =
                outcome(always(step, Action::reply(550, text)), options(), letter()).await;
            let SendOutcome::Refused {
                code: 550,
                enhanced: Some(enhanced),
                phase: at,
                fault,
                ..
            } = &outcome
            else {
                panic!("{step:?}: {outcome}");
            };
            assert!(text.starts_with(&enhanced.to_string()));
            assert_eq!((*at, *fault, kept), (phase, expected, 0), "{step:?} {text}");
        }
    }
}

#[tokio::test]
async fn a_connection_lost_before_the_dot_is_try_later() {
    for (step, phase) in REPLIES {
        if step != Step::Dot {
            let (outcome, _) = outcome(always(step, Action::Drop), options(), letter()).await;
            assert!(
                matches!(outcome, SendOutcome::TryLater { code: None, phase: at, .. } if at == phase),
                "{step:?}: {outcome}"
            );
        }
    }
    let (outcome, _) = outcome(
        always(Step::Body, Action::Drop),
        options(),
        letter_of(huge()),
    )
    .await;
    assert!(
        matches!(
            outcome,
            SendOutcome::TryLater {
                code: None,
                phase: Phase::Body,
                ..
            }
        ),
        "{outcome}"
    );
}

#[tokio::test]
async fn a_connection_lost_after_the_dot_is_unknown_whether_or_not_the_message_was_kept() {
    for (step, expected) in [(Step::Dot, 0), (Step::Kept, 1)] {
        let (outcome, kept) = outcome(always(step, Action::Drop), options(), letter()).await;
        assert!(
            matches!(
                outcome,
                SendOutcome::Unknown {
                    phase: Phase::Reply,
                    ..
                }
            ),
            "{step:?}: {outcome}"
        );
        assert_eq!(kept, expected);
    }
}

#[tokio::test]
async fn a_silent_server_is_given_up_at_every_phase() {
    let sends = REPLIES.map(|(step, phase)| async move {
        let (outcome, _) = outcome(always(step, Action::Hang), hasty(), letter()).await;
        let definite = phase != Phase::Reply;
        assert_eq!(
            (outcome.phase(), outcome.is_definite(), outcome.code()),
            (phase, definite, None),
            "{step:?}: {outcome}"
        );
        assert_eq!(outcome.unit_released(), definite);
    });
    futures::future::join_all(sends).await;
    let (outcome, _) = outcome(always(Step::Body, Action::Hang), hasty(), letter_of(huge())).await;
    assert!(
        matches!(
            outcome,
            SendOutcome::TryLater {
                code: None,
                phase: Phase::Body,
                ..
            }
        ),
        "{outcome}"
    );
}

#[tokio::test]
async fn a_reply_that_is_neither_yes_nor_no_decides_nothing() {
    let (after, _) = outcome(
        always(Step::Kept, Action::reply(354, "go on")),
        options(),
        letter(),
    )
    .await;
    assert!(
        matches!(
            after,
            SendOutcome::Unknown {
                phase: Phase::Reply,
                ..
            }
        ),
        "{after}"
    );
    let (nonsense, _) = outcome(
        always(Step::Kept, Action::reply(999, "what")),
        options(),
        letter(),
    )
    .await;
    assert!(
        matches!(
            nonsense,
            SendOutcome::Unknown {
                phase: Phase::Reply,
                ..
            }
        ),
        "{nonsense}"
    );
    let (before, kept) = outcome(
        always(Step::Data, Action::reply(250, "ok")),
        options(),
        letter(),
    )
    .await;
    assert!(
        matches!(
            before,
            SendOutcome::TryLater {
                phase: Phase::Data,
                ..
            }
        ),
        "{before}"
    );
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn nobody_listening_is_try_later_and_names_the_place() {
    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = unused.local_addr().unwrap();
    drop(unused);
    let transport = connect(&format!("smtp://{address}"), options()).unwrap();
    for outcome in [
        transport.send(letter()).await,
        transport.probe().await.unwrap_err(),
    ] {
        assert!(
            matches!(
                outcome,
                SendOutcome::TryLater {
                    code: None,
                    phase: Phase::Connect,
                    ..
                }
            ),
            "{outcome}"
        );
        assert!(outcome.is_connection_trouble());
        assert!(
            outcome.text().contains(&format!("port {}", address.port())),
            "{outcome}"
        );
    }
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_try_later() {
    let transport = connect("smtp://no-such-host.invalid?tls=none", hasty()).unwrap();
    let outcome = transport.send(letter()).await;
    assert!(
        matches!(
            outcome,
            SendOutcome::TryLater {
                code: None,
                phase: Phase::Connect,
                ..
            }
        ),
        "{outcome}"
    );
}

#[tokio::test]
async fn a_login_is_tried_refused_or_not_offered() {
    let with_login = || TransportOptions {
        user: Some("news".into()),
        password: Some("geheim".to_owned().into()),
        ..options()
    };
    let offering = || Behaviour::friendly().offering(["AUTH PLAIN"]);
    let catcher = catcher().await;
    catcher.behave(offering());
    assert!(
        to(&catcher, with_login())
            .send(letter())
            .await
            .is_accepted()
    );
    assert_eq!(catcher.seen(Step::Auth), 1);

    catcher.behave(offering().on(
        Step::Auth,
        When::Always,
        Action::reply(535, "5.7.8 wrong password"),
    ));
    let outcome = to(&catcher, with_login()).send(letter()).await;
    assert!(
        matches!(
            outcome,
            SendOutcome::Refused {
                code: 535,
                phase: Phase::Auth,
                fault: Fault::Sender,
                ..
            }
        ),
        "{outcome}"
    );

    catcher.behave(Behaviour::friendly());
    let outcome = to(&catcher, with_login()).send(letter()).await;
    assert!(
        matches!(
            outcome,
            SendOutcome::TryLater {
                code: None,
                phase: Phase::Auth,
                ..
            }
        ),
        "{outcome}"
    );
    assert_eq!(catcher.seen(Step::Auth), 2, "no password without an offer");
}

#[tokio::test]
async fn a_server_without_an_extension_that_is_needed_is_told_nothing() {
    let catcher = catcher().await;
    catcher.behave(Behaviour::friendly().offering(["PIPELINING"]));
    let transport = to(&catcher, options());
    let outcome = transport
        .send(letter_of("Subject: Grüße\r\n\r\n".as_bytes()))
        .await;
    assert!(
        matches!(
            outcome,
            SendOutcome::Refused {
                code: 554,
                fault: Fault::Sender,
                ..
            }
        ),
        "{outcome}"
    );
    let mut mail = letter();
    mail.envelope_to = "jürgen@example.org".parse().unwrap();
    let outcome = transport.send(mail.clone()).await;
    assert!(
        matches!(
            outcome,
            SendOutcome::Refused {
                code: 553,
                fault: Fault::Recipient,
                ..
            }
        ),
        "{outcome}"
    );
    assert_eq!(catcher.seen(Step::Mail), 0);

    catcher.behave(Behaviour::friendly());
    assert!(to(&catcher, options()).send(mail).await.is_accepted());
    assert_eq!(catcher.messages()[0].to, ["jürgen@example.org"]);
}

#[tokio::test]
async fn an_offer_that_makes_no_sense_harms_nobody() {
    let offer = ["   ", "SIZE many", "AUTH", "X 1"];
    let (outcome, kept) = outcome(Behaviour::friendly().offering(offer), options(), letter()).await;
    assert!(outcome.is_accepted(), "{outcome}");
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn a_server_that_knows_only_helo_is_spoken_to() {
    let behaviour = Behaviour::friendly().on(Step::Ehlo, When::Nth(1), Action::reply(502, "what"));
    let (outcome, kept) = outcome(behaviour, options(), letter()).await;
    assert!(outcome.is_accepted(), "{outcome}");
    assert_eq!(kept, 1);
}
