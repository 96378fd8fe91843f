//! Several messages on one connection: the next envelope behind the final dot, and several chunks in flight.

use std::collections::BTreeSet;
use std::time::Duration;

use lagom_catcher::{Action, Behaviour, Step, When};
use lagom_smtp::{Outgoing, Phase, SendOutcome, Transport, TransportOptions, connect};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::{SHORT, catcher, letter, options, to};

fn alone() -> TransportOptions {
    TransportOptions {
        connections: 1,
        ..options()
    }
}

fn numbered(n: usize) -> Outgoing {
    Outgoing::new(
        "news@example.org".parse().unwrap(),
        format!("reader{n}@example.org").parse().unwrap(),
        format!("Subject: {n}\r\n\r\nJust right.\r\n").into_bytes(),
    )
}

/// A server that does what a script says, line by line.
struct Script {
    stream: BufReader<TcpStream>,
}

impl Script {
    async fn on(listener: &TcpListener, offer: &str) -> Self {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut script = Self {
            stream: BufReader::new(stream),
        };
        script.say("220 ready\r\n").await;
        script.hear("EHLO").await;
        script
            .say(&format!("250-script\r\n250-{offer}\r\n250 HELP\r\n"))
            .await;
        script
    }

    async fn say(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    /// Reads a line, which must begin like this.
    async fn hear(&mut self, beginning: &str) {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.unwrap();
        assert!(line.starts_with(beginning), "`{line}` for `{beginning}`");
    }

    /// Reads a message that comes in one chunk.
    async fn hear_chunk(&mut self) {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.unwrap();
        let size = line.strip_prefix("BDAT ").unwrap();
        let size = size.trim_end().strip_suffix(" LAST").unwrap();
        let mut text = vec![0; size.parse().unwrap()];
        self.stream.read_exact(&mut text).await.unwrap();
    }

    async fn hear_envelope(&mut self) {
        for line in ["MAIL", "RCPT", "DATA"] {
            self.hear(line).await;
        }
    }

    /// Takes a letter up to its end; what comes of it is not said.
    async fn take_letter(&mut self) {
        self.hear_envelope().await;
        self.say("250 ok\r\n250 ok\r\n354 go\r\n").await;
        self.hear_text().await;
    }

    async fn hear_text(&mut self) {
        loop {
            let mut line = String::new();
            assert!(
                self.stream.read_line(&mut line).await.unwrap() > 0,
                "the text has no end"
            );
            if line == ".\r\n" {
                return;
            }
        }
    }
}

/// How many messages may have arrived, or not.
fn doubtful(outcomes: &[SendOutcome]) -> usize {
    let unknown = |outcome: &&SendOutcome| !outcome.is_definite();
    outcomes.iter().filter(unknown).count()
}

async fn listener() -> (TcpListener, std::sync::Arc<dyn Transport>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let transport = connect(&format!("smtp://{address}"), alone()).unwrap();
    (listener, transport)
}

#[tokio::test]
async fn the_next_envelope_comes_behind_the_dot_before_the_reply_to_it() {
    let (listener, transport) = listener().await;
    let server = async {
        let mut script = Script::on(&listener, "PIPELINING").await;
        script.take_letter().await;
        // Nothing was said about the first message, and the second is announced already.
        script.hear_envelope().await;
        script
            .say("250 first\r\n250 ok\r\n250 ok\r\n354 go\r\n")
            .await;
        script.hear_text().await;
        script.say("250 second\r\n").await;
    };
    let sends = async { tokio::join!(transport.send(letter()), transport.send(letter())) };
    let ((first, second), ()) = tokio::join!(sends, server);
    assert_eq!((first.text(), second.text()), ("first", "second"));
}

#[tokio::test]
async fn without_pipelining_every_command_waits_for_its_reply() {
    let (listener, transport) = listener().await;
    let server = async {
        let mut script = Script::on(&listener, "HELP").await;
        for reply in ["250 ok\r\n", "250 ok\r\n", "354 go\r\n"] {
            script.hear("").await;
            let early = tokio::time::timeout(Duration::from_millis(20), script.hear("")).await;
            assert!(early.is_err(), "nothing comes before the reply");
            script.say(reply).await;
        }
        script.hear_text().await;
        script.say("250 ok\r\n").await;
    };
    let (outcome, ()) = tokio::join!(transport.send(letter()), server);
    assert!(outcome.is_accepted(), "{outcome}");
}

#[tokio::test]
async fn an_announced_message_is_not_in_doubt_when_the_connection_breaks() {
    let (listener, transport) = listener().await;
    let server = async {
        let mut script = Script::on(&listener, "PIPELINING").await;
        script.take_letter().await;
        script.hear_envelope().await;
        drop(script);
        let mut script = Script::on(&listener, "PIPELINING").await;
        script.take_letter().await;
        script.say("250 ok\r\n").await;
    };
    let sends = async { tokio::join!(transport.send(letter()), transport.send(letter())) };
    let ((first, second), ()) = tokio::join!(sends, server);
    assert!(!first.is_definite(), "{first}");
    assert!(second.is_accepted(), "{second}");
}

#[tokio::test]
async fn a_refused_recipient_gets_no_text_even_if_the_server_asks_for_it() {
    let (listener, transport) = listener().await;
    let server = async {
        let mut script = Script::on(&listener, "PIPELINING").await;
        script.hear_envelope().await;
        script.say("250 ok\r\n550 5.1.1 no\r\n354 go\r\n").await;
        script.hear(".\r\n").await;
        script.say("554 no valid recipients\r\n").await;
        script.hear("RSET").await;
        script.hear_envelope().await;
        script.say("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n").await;
        script.hear_text().await;
        script.say("250 ok\r\n").await;
    };
    let sends = async {
        (
            transport.send(letter()).await,
            transport.send(letter()).await,
        )
    };
    let ((first, second), ()) = tokio::join!(sends, server);
    assert_eq!((first.code(), first.phase()), (Some(550), Phase::Rcpt));
    assert!(second.is_accepted(), "{second}");
}

#[tokio::test]
async fn a_server_that_breaks_off_a_text_is_heard() {
    let (listener, transport) = listener().await;
    let server = async {
        let mut script = Script::on(&listener, "PIPELINING").await;
        script.hear_envelope().await;
        script.say("250 ok\r\n250 ok\r\n354 go\r\n").await;
        script.say("452 4.3.1 disk full\r\n").await;
        tokio::time::sleep(SHORT).await;
    };
    let mail = crate::letter_of(crate::huge());
    let (outcome, ()) = tokio::join!(transport.send(mail), server);
    assert!(
        matches!(
            outcome,
            SendOutcome::TryLater {
                phase: Phase::Body,
                ..
            }
        ),
        "{outcome}"
    );
}

#[tokio::test]
async fn every_message_of_many_arrives_once_whatever_happens_between() {
    for offer in [vec!["PIPELINING"], vec!["PIPELINING", "CHUNKING"], vec![]] {
        let catcher = catcher().await;
        catcher.behave(
            Behaviour::friendly()
                .offering(offer.clone())
                .on(Step::Rcpt, When::Nth(3), Action::reply(550, "5.1.1 no"))
                .on(Step::Dot, When::Nth(5), Action::reply(451, "4.3.0 later"))
                .on(Step::Mail, When::Nth(9), Action::reply(421, "4.3.2 bye"))
                .on(Step::Kept, When::Nth(20), Action::Drop),
        );
        let transport = to(&catcher, options());
        let sends = (0..60).map(|n| transport.send(numbered(n)));
        let outcomes = futures::future::join_all(sends).await;
        transport.shutdown().await;
        let accepted = outcomes
            .iter()
            .filter(|outcome| outcome.is_accepted())
            .count();
        let doubtful = doubtful(&outcomes);
        let messages = catcher.messages();
        let arrived: BTreeSet<&str> = messages.iter().map(|one| one.to[0].as_str()).collect();
        assert_eq!(arrived.len(), messages.len(), "{offer:?}: a second copy");
        assert_eq!(doubtful, 1, "{offer:?}");
        assert_eq!(messages.len(), accepted + doubtful, "{offer:?}");
        for (n, outcome) in outcomes.iter().enumerate() {
            let there = arrived.contains(format!("reader{n}@example.org").as_str());
            let said = outcome.is_accepted() || !outcome.is_definite();
            assert_eq!(there, said, "{offer:?} {n}: {outcome}");
        }
    }
}

#[tokio::test]
async fn chunks_arrive_byte_for_byte_and_a_trusted_relay_gets_several_at_once() {
    let catcher = catcher().await;
    catcher.behave(Behaviour::friendly().offering(["PIPELINING", "CHUNKING", "8BITMIME"]));
    let transport = to(&catcher, alone());
    let text = b"Subject: dots\r\n\r\n.\r\n..\r\nend without a line end";
    assert!(
        transport
            .send(crate::letter_of(&text[..]))
            .await
            .is_accepted()
    );
    assert_eq!(&*catcher.messages()[0].bytes, [&text[..], b"\r\n"].concat());
    assert_eq!(transport.concurrency(), 2);
    let sends = (0..1100).map(|n| transport.send(numbered(n)));
    let outcomes = futures::future::join_all(sends).await;
    assert!(outcomes.iter().all(SendOutcome::is_accepted));
    assert_eq!((catcher.seen(Step::Data), catcher.count()), (0, 1101));
    assert_eq!(transport.concurrency(), 64, "as many again follow at once");
    catcher.behave(
        Behaviour::friendly()
            .offering(["PIPELINING", "CHUNKING"])
            .on(Step::Kept, When::Nth(1), Action::Drop),
    );
    let sends = (0..40).map(|n| transport.send(numbered(n)));
    let outcomes = futures::future::join_all(sends).await;
    let doubtful = doubtful(&outcomes);
    assert!((1..=32).contains(&doubtful), "{doubtful} in doubt");
    assert_eq!(transport.concurrency(), 2, "trust is earned anew");
}

#[tokio::test]
async fn what_comes_while_another_message_is_in_flight_leaves_at_once() {
    const TRUSTED_AFTER: usize = 1000;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let relay = format!("smtp://{}", listener.local_addr().unwrap());
    let (left, first_left) = tokio::sync::oneshot::channel();
    let server = tokio::spawn(async move {
        let mut script = Script::on(&listener, "PIPELINING\r\n250-CHUNKING").await;
        for _ in 0..TRUSTED_AFTER {
            script.hear("MAIL").await;
            script.hear("RCPT").await;
            script.say("250 sender\r\n250 recipient\r\n").await;
            script.hear_chunk().await;
            script.say("250 message\r\n").await;
        }
        script.hear("MAIL").await;
        script.hear("RCPT").await;
        script.say("250 sender\r\n250 recipient\r\n").await;
        script.hear_chunk().await;
        left.send(()).unwrap();
        // The first gets its answer only when the second is there.
        script.hear("RSET").await;
        script.hear("MAIL").await;
        script.hear("RCPT").await;
        script.hear_chunk().await;
        script.say(&"250 yes\r\n".repeat(5)).await;
    });
    let options = TransportOptions {
        messages_per_connection: u32::MAX,
        ..alone()
    };
    let transport = connect(&relay, options).unwrap();
    let sends = (0..TRUSTED_AFTER).map(|n| transport.send(numbered(n)));
    let outcomes = futures::future::join_all(sends).await;
    assert!(outcomes.iter().all(SendOutcome::is_accepted));
    let second = async {
        first_left.await.unwrap();
        transport.send(numbered(2)).await
    };
    let both = async { tokio::join!(transport.send(numbered(1)), second) };
    let (first, second) = tokio::time::timeout(4 * SHORT, both).await.unwrap();
    assert!(
        first.is_accepted() && second.is_accepted(),
        "{first} {second}"
    );
    server.await.unwrap();
}
