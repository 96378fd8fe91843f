//! Servers that mean ill, or know no better: each behaviour leaves the right outcome, nothing hangs, nothing panics, and
//! afterwards a good server gets the next message.

mod behaviours;

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use lagom_catcher::{Action, Behaviour, Catcher, Greeting, Step, When};
use lagom_smtp::{Phase, Transport, TransportOptions, connect};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use behaviours::{After, BEHAVIOURS, Do, Row, kind};

use crate::{always, catcher, hasty, letter, options, to};

/// Longer than any limit of [`hasty`], shorter than a person's patience.
const TOO_LONG: Duration = Duration::from_secs(3);

/// What a test waits for an outcome, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

async fn serve(mut stream: TcpStream, script: impl Iterator<Item = &'static Do>) {
    for step in script {
        let done = match step {
            Do::Say(text) => stream.write_all(text.as_bytes()).await,
            Do::Raw(bytes) => stream.write_all(bytes).await,
            Do::Trickle(text) => trickle(&mut stream, text).await,
            Do::EndlessLine => flood(&mut stream, &[b'2'; 4096]).await,
            Do::EndlessReply => flood(&mut stream, &b"250-more\r\n".repeat(400)).await,
            Do::Hear(lines) => hear(&mut stream, b"\r\n", *lines).await,
            Do::HearUntil(what) => hear(&mut stream, what.as_bytes(), 1).await,
            Do::Drip => drip(&mut stream).await,
            Do::Sleep => {
                tokio::time::sleep(TOO_LONG).await;
                Ok(())
            }
            Do::Reset => {
                // With a linger of nothing the close is a reset.
                let _ = stream.set_zero_linger();
                return;
            }
        };
        if done.is_err() {
            return;
        }
    }
    // What is unread when a socket closes would tear the last reply down: let the client go first.
    let mut rest = Vec::new();
    let _ = tokio::time::timeout(TOO_LONG, stream.read_to_end(&mut rest)).await;
}

async fn trickle(stream: &mut TcpStream, text: &str) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    for byte in text.bytes() {
        stream.write_all(&[byte]).await?;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

/// A byte now and then: each comes within any limit, all of them never.
async fn drip(stream: &mut TcpStream) -> std::io::Result<()> {
    for byte in b"250-".iter().chain(std::iter::repeat(&b'.')) {
        stream.write_all(&[*byte]).await?;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

async fn flood(stream: &mut TcpStream, piece: &[u8]) -> std::io::Result<()> {
    loop {
        stream.write_all(piece).await?;
    }
}

async fn hear(stream: &mut TcpStream, end: &[u8], times: usize) -> std::io::Result<()> {
    let mut heard = Vec::new();
    while heard
        .windows(end.len())
        .filter(|window| *window == end)
        .count()
        < times
    {
        if stream.read_buf(&mut heard).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(())
}

/// Starts a server that is hostile to its first client, and good to the others if there is somebody to serve them.
async fn hostile(
    (after, _, then, ..): Row,
    good: Option<Arc<Catcher>>,
) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = tokio::spawn(async move {
        for nth in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            match &good {
                Some(good) if nth > 0 => good.attach(stream, Greeting::Send),
                _ => {
                    let script = after.script().iter().chain(then);
                    tokio::spawn(serve(stream, script));
                }
            }
        }
    });
    (address, server)
}

fn to_hostile(after: After, address: &str) -> Arc<dyn Transport> {
    let required = match after {
        After::StartTls => "?tls=required",
        _ => "",
    };
    connect(&format!("smtp://{address}{required}"), hasty()).unwrap()
}

/// What is wrong with the outcome of a message that met a row's server.
async fn wrong_outcome(transport: &dyn Transport, row: Row) -> Option<String> {
    let (after, name, _, expected, phase) = row;
    let sent = tokio::time::timeout(PATIENCE, transport.send(letter())).await;
    let said = match sent {
        Ok(outcome) if (kind(&outcome), outcome.phase()) == (expected, phase) => return None,
        Ok(outcome) => outcome.to_string(),
        Err(_) => "no outcome".to_owned(),
    };
    Some(format!("{after:?}: {name}: {said}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_behaviour_has_its_outcome_and_the_next_message_goes() {
    let all = BEHAVIOURS.map(|row| async move {
        let good = Arc::new(catcher().await);
        let (address, server) = hostile(row, Some(good.clone())).await;
        let transport = to_hostile(row.0, &address);
        let wrong = wrong_outcome(&*transport, row).await;
        assert_eq!(good.seen(Step::Mail), 0, "one that {} is asked once", row.1);
        let next = transport.send(letter()).await;
        // Good as it is, it speaks in the clear.
        let may_go = row.0 != After::StartTls;
        assert_eq!(
            (next.is_accepted(), good.seen(Step::Mail)),
            (may_go, u64::from(may_go)),
            "after one that {}: {next}",
            row.1
        );
        transport.shutdown().await;
        server.abort();
        wrong
    });
    let wrong: Vec<_> = join_all(all).await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Nobody tries it over and over within one send.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_never_learns_is_given_up_each_time() {
    let all = BEHAVIOURS.map(|row| async move {
        let (address, server) = hostile(row, None).await;
        let transport = to_hostile(row.0, &address);
        let twice = [
            wrong_outcome(&*transport, row).await,
            wrong_outcome(&*transport, row).await,
        ];
        server.abort();
        twice
    });
    let wrong: Vec<_> = join_all(all)
        .await
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Codes of RFC 5321, RFC 4954, RFC 7504 and what the field says besides.
const CODES: [u16; 21] = [
    421, 432, 450, 451, 452, 454, 455, 500, 501, 503, 521, 530, 534, 535, 541, 550, 551, 552, 554,
    555, 571,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_code_at_every_phase_is_definite() {
    let phases = [
        (Step::Connect, Phase::Greeting),
        (Step::Ehlo, Phase::Ehlo),
        (Step::Auth, Phase::Auth),
        (Step::Mail, Phase::Mail),
        (Step::Rcpt, Phase::Rcpt),
        (Step::Data, Phase::Data),
        (Step::Dot, Phase::Reply),
    ];
    for (step, phase) in phases {
        for offer in [&["PIPELINING"][..], &[], &["PIPELINING", "CHUNKING"]] {
            if step == Step::Data && offer.contains(&"CHUNKING") {
                continue;
            }
            for code in CODES {
                let catcher = catcher().await;
                let offers = offer.iter().copied().chain(["AUTH PLAIN"]);
                catcher.behave(always(step, Action::reply(code, "no")).offering(offers));
                let login = (step == Step::Auth).then(|| "news".to_owned());
                let options = TransportOptions {
                    password: login.clone().map(Into::into),
                    user: login,
                    ..options()
                };
                let outcome = to(&catcher, options).send(letter()).await;
                assert_eq!(
                    (outcome.code(), outcome.phase(), outcome.unit_released()),
                    (Some(code), phase, true),
                    "{code} {offer:?}: {outcome}"
                );
                assert_eq!(
                    outcome.may_retry(),
                    code < 500 || outcome.is_senders_fault()
                );
                assert_eq!(catcher.count(), 0);
            }
        }
    }
}

#[tokio::test]
async fn a_421_between_messages_loses_nothing() {
    let catcher = catcher().await;
    let transport = to(
        &catcher,
        TransportOptions {
            connections: 1,
            ..options()
        },
    );
    for _ in 0..3 {
        assert!(transport.send(letter()).await.is_accepted());
    }
    for step in [Step::Mail, Step::Rset] {
        catcher.behave(Behaviour::friendly().on(step, When::Nth(1), Action::reply(421, "bye")));
        assert!(transport.send(letter()).await.is_accepted(), "{step:?}");
    }
    assert_eq!(catcher.count(), 5);
}
