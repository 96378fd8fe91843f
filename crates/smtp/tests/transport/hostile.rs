//! Servers that mean ill, or know no better: each behaviour leaves the right outcome, nothing hangs, nothing panics, and
//! afterwards a good server gets the next message.

use std::time::Duration;

use lagom_catcher::{Action, Behaviour, Catcher, CatcherOptions, Step, When};
use lagom_smtp::{Phase, SendOutcome, TransportOptions, connect};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::{always, catcher, hasty, letter, options, to};

/// What a hostile server does, in order.
#[derive(Clone, Copy)]
enum Do {
    /// Says this, whatever was heard.
    Say(&'static str),
    /// Says this byte by byte.
    Trickle(&'static str),
    /// Says bytes that are no text.
    Raw(&'static [u8]),
    /// Says one line for ever.
    EndlessLine,
    /// Says lines of a reply for ever.
    EndlessReply,
    /// Waits for so many lines.
    Hear(usize),
    /// Waits for the end of a text.
    HearText,
    /// Waits longer than anybody does.
    Sleep,
    /// Closes with a reset.
    Reset,
}

use Do::{EndlessLine, EndlessReply, Hear, HearText, Raw, Reset, Say, Sleep, Trickle};

/// The outcome's kind.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Accepted,
    Refused,
    Later,
    Unknown,
}

fn kind(outcome: &SendOutcome) -> Kind {
    match outcome {
        SendOutcome::Accepted { .. } => Kind::Accepted,
        SendOutcome::Refused { .. } => Kind::Refused,
        SendOutcome::TryLater { .. } | SendOutcome::NotStarted { .. } => Kind::Later,
        SendOutcome::Unknown { .. } => Kind::Unknown,
    }
}

const EHLO: Do = Say("220 hello\r\n");
const OFFER: Do = Say("250-host\r\n250 PIPELINING\r\n");
const ENVELOPE: Do = Say("250 ok\r\n250 ok\r\n354 go\r\n");

/// Name, what the server does, what comes of it.
const BEHAVIOURS: [(&str, &[Do], Kind, Phase); 34] = [
    ("closes at once", &[], Kind::Later, Phase::Greeting),
    (
        "resets at once",
        &[Trickle("220 hel"), Reset],
        Kind::Later,
        Phase::Greeting,
    ),
    (
        "speaks HTTP",
        &[Say("HTTP/1.1 400 Bad Request\r\n\r\n")],
        Kind::Later,
        Phase::Greeting,
    ),
    (
        "greets with nonsense",
        &[Raw(b"\xff\xfe\0\x01\r\n")],
        Kind::Later,
        Phase::Greeting,
    ),
    (
        "greets with nothing but a line end",
        &[Say("\r\n")],
        Kind::Later,
        Phase::Greeting,
    ),
    (
        "greets without an end",
        &[EndlessLine],
        Kind::Later,
        Phase::Greeting,
    ),
    (
        "greets in endless lines",
        &[EndlessReply],
        Kind::Later,
        Phase::Greeting,
    ),
    (
        "greets with 354",
        &[Say("354 go\r\n")],
        Kind::Later,
        Phase::Greeting,
    ),
    (
        "greets with 999",
        &[Say("999 hm\r\n")],
        Kind::Later,
        Phase::Greeting,
    ),
    (
        "greets with half a line",
        &[Say("22"), Sleep],
        Kind::Later,
        Phase::Greeting,
    ),
    (
        "greets and is silent",
        &[EHLO, Hear(1), Sleep],
        Kind::Later,
        Phase::Ehlo,
    ),
    (
        "offers in endless lines",
        &[EHLO, Hear(1), EndlessReply],
        Kind::Later,
        Phase::Ehlo,
    ),
    (
        "offers yes and no",
        &[EHLO, Hear(1), Say("250-yes\r\n550 no\r\n")],
        Kind::Later,
        Phase::Ehlo,
    ),
    (
        "answers MAIL with nonsense",
        &[EHLO, Hear(1), OFFER, Hear(3), Raw(b"\0\0\0")],
        Kind::Later,
        Phase::Mail,
    ),
    (
        "answers MAIL with 354",
        &[EHLO, Hear(1), OFFER, Hear(3), Say("354 go\r\n")],
        Kind::Later,
        Phase::Mail,
    ),
    (
        "answers MAIL and is gone",
        &[EHLO, Hear(1), OFFER, Hear(3), Say("250 ok\r\n"), Reset],
        Kind::Later,
        Phase::Rcpt,
    ),
    (
        "leaves in the middle of the envelope",
        &[EHLO, Hear(1), OFFER, Hear(3), Say("250 ok\r\n421 bye\r\n")],
        Kind::Later,
        Phase::Rcpt,
    ),
    (
        "answers RCPT with yes and no",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            Say("250 ok\r\n250-ok\r\n550 no\r\n"),
        ],
        Kind::Later,
        Phase::Rcpt,
    ),
    (
        "answers DATA with 250",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            Say("250 ok\r\n250 ok\r\n250 ok\r\n"),
        ],
        Kind::Later,
        Phase::Data,
    ),
    (
        "says one reply too many",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            Say("250 a\r\n250 b\r\n250 c\r\n354 d\r\n"),
        ],
        Kind::Later,
        Phase::Data,
    ),
    (
        "answers DATA and is silent",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            Say("250 ok\r\n250 ok\r\n"),
            Sleep,
        ],
        Kind::Later,
        Phase::Data,
    ),
    (
        "trickles everything",
        &[
            Trickle("220 hello\r\n"),
            Hear(1),
            Trickle("250-host\r\n250 PIPELINING\r\n"),
            Hear(3),
            Trickle("250 ok\r\n250 ok\r\n354 go\r\n"),
            HearText,
            Trickle("250 2.0.0 kept\r\n"),
        ],
        Kind::Accepted,
        Phase::Reply,
    ),
    (
        "ends lines with LF alone",
        &[
            Say("220 hello\n"),
            Hear(1),
            Say("250-host\n250 PIPELINING\n"),
            Hear(3),
            Say("250 ok\n250 ok\n354 go\n"),
            HearText,
            Say("250 kept\n"),
        ],
        Kind::Accepted,
        Phase::Reply,
    ),
    (
        "says nothing but codes",
        &[
            Say("220\r\n"),
            Hear(1),
            Say("250\r\n"),
            Hear(1),
            Say("250\r\n"),
            Hear(1),
            Say("250\r\n"),
            Hear(1),
            Say("354\r\n"),
            HearText,
            Say("250\r\n"),
        ],
        Kind::Accepted,
        Phase::Reply,
    ),
    (
        "says yes in many lines",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            ENVELOPE,
            HearText,
            Say("250-2.0.0 a\r\n250-2.0.0 b\r\n250 2.0.0 c\r\n"),
        ],
        Kind::Accepted,
        Phase::Reply,
    ),
    (
        "says yes and no to a text",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            ENVELOPE,
            HearText,
            Say("250-yes\r\n550 no\r\n"),
        ],
        Kind::Unknown,
        Phase::Reply,
    ),
    (
        "says 354 to a text",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            ENVELOPE,
            HearText,
            Say("354 go on\r\n"),
        ],
        Kind::Unknown,
        Phase::Reply,
    ),
    (
        "says nonsense to a text",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            ENVELOPE,
            HearText,
            Raw(b"\x80\x80\x80\r\n"),
        ],
        Kind::Unknown,
        Phase::Reply,
    ),
    (
        "says half a yes to a text",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            ENVELOPE,
            HearText,
            Say("250 o"),
            Reset,
        ],
        Kind::Unknown,
        Phase::Reply,
    ),
    (
        "says one line of a yes to a text",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            ENVELOPE,
            HearText,
            Say("250-ok\r\n"),
            Sleep,
        ],
        Kind::Unknown,
        Phase::Reply,
    ),
    (
        "answers a text without an end",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            ENVELOPE,
            HearText,
            EndlessLine,
        ],
        Kind::Unknown,
        Phase::Reply,
    ),
    (
        "says yes too late",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            ENVELOPE,
            HearText,
            Sleep,
            Say("250 ok\r\n"),
        ],
        Kind::Unknown,
        Phase::Reply,
    ),
    (
        "leaves after a text with 421",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            ENVELOPE,
            HearText,
            Say("421 4.3.2 bye\r\n"),
        ],
        Kind::Later,
        Phase::Reply,
    ),
    (
        "refuses a text and resets",
        &[
            EHLO,
            Hear(1),
            OFFER,
            Hear(3),
            ENVELOPE,
            HearText,
            Say("554 5.6.0 no\r\n"),
            Reset,
        ],
        Kind::Refused,
        Phase::Reply,
    ),
];

/// Longer than any limit of [`hasty`], shorter than a person's patience.
const TOO_LONG: Duration = Duration::from_secs(3);

async fn serve(mut stream: TcpStream, script: &[Do]) {
    for step in script {
        let done = match step {
            Say(text) => stream.write_all(text.as_bytes()).await,
            Raw(bytes) => stream.write_all(bytes).await,
            Trickle(text) => trickle(&mut stream, text).await,
            EndlessLine => flood(&mut stream, &[b'2'; 4096]).await,
            EndlessReply => flood(&mut stream, &b"250-more\r\n".repeat(400)).await,
            Hear(lines) => hear(&mut stream, b"\r\n", *lines).await,
            HearText => hear(&mut stream, b"\r\n.\r\n", 1).await,
            Sleep => {
                tokio::time::sleep(TOO_LONG).await;
                Ok(())
            }
            Reset => {
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_behaviour_has_its_outcome_and_the_next_message_goes() {
    let all = BEHAVIOURS.map(|(name, script, expected, phase)| async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let transport = connect(&format!("smtp://{address}"), hasty()).unwrap();
        let server = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            // Whoever comes after it finds a good server in its place.
            drop(listener);
            serve(stream, script).await;
        });
        let outcome = transport.send(letter()).await;
        assert_eq!(
            (kind(&outcome), outcome.phase()),
            (expected, phase),
            "{name}: {outcome}"
        );
        server.abort();
        let _ = server.await;
        let address = address.to_string();
        let good = Catcher::start(&address, CatcherOptions::default())
            .await
            .unwrap();
        let after = transport.send(letter()).await;
        assert!(after.is_accepted(), "after one that {name}: {after}");
        assert_eq!(good.count(), 1, "{name}");
        transport.shutdown().await;
    });
    futures::future::join_all(all).await;
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
                catcher.behave(
                    always(step, Action::reply(code, "no")).offering(offer.iter().copied()),
                );
                let outcome = to(&catcher, options()).send(letter()).await;
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
