//! Through real relays, Postfix, Exim and OpenSMTPD: an issue arrives byte for byte but for the fields that a relay puts before
//! it, and whatever a letter holds, it stays one letter.

mod host;
mod tap;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use lagom_catcher::{Catcher, CatcherOptions};
use lagom_smtp::{Outgoing, TransportOptions, connect};
use tokio::runtime::Runtime;

use crate::support::{Backend, House};
use host::{Kind, Relay};
use tap::Tap;

const BEFORE: &str = "2025-11-01T10:00:00Z";
const NOW: &str = "2025-11-03T10:00:00Z";

/// How long a relay may take for all that it was given.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long something that should not come is waited for, once all that should has come.
const SETTLES: Duration = Duration::from_secs(1);

/// A relay and the hop behind it, which records.
struct Way {
    relay: Relay,
    catcher: Catcher,
    runtime: Runtime,
}

impl Way {
    fn through(kind: Kind) -> Self {
        let runtime = Runtime::new().unwrap();
        let started = runtime.block_on(Catcher::start("127.0.0.1:0", CatcherOptions::default()));
        let catcher = started.unwrap();
        let relay = Relay::start(kind, catcher.address().port());
        Self {
            relay,
            catcher,
            runtime,
        }
    }

    /// Waits until so many messages have come out at the other end.
    fn wait_for(&self, messages: u64) {
        let came = self.catcher.wait_for(messages, PATIENCE);
        let all = self.runtime.block_on(came);
        let count = self.catcher.count();
        assert!(all, "{count} of {messages} came: {}", self.relay.log());
    }
}

/// A letter with all that is awkward on the wire: dots, long lines, tabs, other scripts.
fn awkward(of: &str) -> String {
    let long = "snowfall ".repeat(200);
    let word = "x".repeat(1_500);
    format!(
        "Title: Снег, sníh, Schnee of the {of}\nDate: 2025-11-03\n\n.\n\n..\n\n## News\n\n.dot\n\n[Grüße aus Rīga](https://news.example/{of}?a=b&c==.) \
         \tand {long}\n\n.\n\nFrom here on {word}\n\n> .quoted\n\n## Upcoming Events\n\n\
         * 2026-03-01 | Rīga, LV | [**.{of} fair**](https://events.example/{of})\n"
    )
}

fn unchanged_through(kind: Kind) {
    let way = Way::through(kind);
    let tap = Tap::before(way.relay.port());
    let relay = format!("smtp://127.0.0.1:{}?tls=none", tap.port());
    let house = House::new(Backend::Sqlite, &["north", "south"]).to(&relay);
    let mut csv = "email,cadence:north,cadence:south\n".to_owned();
    for nth in 0..24 {
        let south = if nth % 2 == 0 { "every-issue" } else { "" };
        let _ = writeln!(csv, "reader{nth}@example.org,every-issue,{south}");
    }
    house.import(BEFORE, &csv);
    for publication in ["north", "south"] {
        house.publish(BEFORE, publication, &awkward(publication), NOW);
    }
    assert_eq!(house.tick(NOW)["messages"], 24);
    way.wait_for(24);

    let mut sent = tap.messages();
    assert_eq!(sent.len(), 24);
    let in_chunks = sent.iter().all(|message| message.in_chunks);
    assert_eq!(in_chunks, kind.takes_chunks(), "{kind:?}");
    for arrived in way.catcher.messages() {
        let same = |message: &tap::Message| arrived.bytes.ends_with(&message.bytes);
        let Some(nth) = sent.iter().position(same) else {
            panic!("{kind:?} changed this: {}", arrived.text());
        };
        let original = sent.swap_remove(nth).bytes;
        let added = &arrived.bytes[..arrived.bytes.len() - original.len()];
        let added = std::str::from_utf8(added).unwrap();
        let fields = added.lines().filter(|line| !line.starts_with(['\t', ' ']));
        for field in fields {
            assert!(field.starts_with("Received: "), "{kind:?} added `{field}`");
        }
    }
    assert!(sent.is_empty());
}

#[test]
fn an_issue_is_unchanged_by_postfix() {
    unchanged_through(Kind::Postfix);
    unchanged_through(Kind::PostfixOfLines);
}

#[test]
fn an_issue_is_unchanged_by_exim() {
    unchanged_through(Kind::Exim);
    unchanged_through(Kind::EximOfLines);
}

#[test]
fn an_issue_is_unchanged_by_opensmtpd() {
    unchanged_through(Kind::OpenSmtpd);
}

/// What one server or another has taken for the end of a text.
const ENDS: [&str; 20] = [
    "\r\n.\r\n",
    "\n.\n",
    "\r.\r",
    "\r\n.\n",
    "\n.\r\n",
    "\r\n.\r",
    "\r.\r\n",
    "\r.\n",
    "\n.\r",
    "\n\n.\n\n",
    "\r\r\n.\r\r\n",
    "\r\n.\r\r\n",
    "\r\r\n.\r\n",
    "\r\n\n.\r\n",
    "\r\n.\r\n.\r\n",
    "\r\n..\r\n",
    "\r\n. \r\n",
    "\r\n .\r\n",
    "\r\n\0.\r\n",
    "\r\n.\0\r\n",
];

/// What mallory hopes to say behind the end.
const SMUGGLED: &str = "MAIL FROM:<mallory@example.org>\r\nRCPT TO:<victim@example.org>\r\nDATA\r\nFrom: mallory@example.org\r\n\
     Message-ID: <smuggled@example.org>\r\n\r\nYou have won.\r\n.\r\nQUIT\r\n";

fn hostile_text(nth: usize, end: &str) -> String {
    format!(
        "From: news@example.org\r\nDate: Mon, 03 Nov 2025 10:00:00 +0000\r\nMessage-ID: <{nth}@example.org>\r\n\r\n\
         Begun{end}{SMUGGLED}Over\r\n"
    )
}

#[test]
fn what_looks_like_an_end_ends_nothing() {
    for kind in Kind::ALL {
        let way = Way::through(kind);
        let url = format!("smtp://127.0.0.1:{}?tls=none", way.relay.port());
        way.runtime.block_on(async {
            let transport = connect(&url, TransportOptions::default()).unwrap();
            for (nth, end) in ENDS.iter().enumerate() {
                let mail = Outgoing::new(
                    "news@example.org".parse().unwrap(),
                    format!("ann{nth}@example.org").parse().unwrap(),
                    hostile_text(nth, end).into_bytes(),
                );
                let outcome = transport.send(mail).await;
                assert!(outcome.is_accepted(), "{kind:?} {end:?}: {outcome}");
            }
            transport.shutdown().await;
        });
        way.wait_for(ENDS.len() as u64);
        std::thread::sleep(SETTLES);
        let arrived = way.catcher.messages();
        let readers: BTreeSet<&str> = arrived.iter().map(|mail| mail.to[0].as_str()).collect();
        let expected: BTreeSet<String> = (0..ENDS.len())
            .map(|nth| format!("ann{nth}@example.org"))
            .collect();
        assert_eq!(
            readers,
            expected.iter().map(String::as_str).collect(),
            "{kind:?}"
        );
        assert_eq!(arrived.len(), ENDS.len(), "{kind:?}");
        for mail in arrived {
            let text = mail.text();
            let whole = text.contains("Begun") && text.ends_with("Over\r\n");
            assert!(whole, "{kind:?} tore {text:?}");
        }
    }
}

/// That the test above could fail: said as it stands, without our client, such a text is two messages to a relay that takes
/// bare line feeds.
#[test]
fn said_by_somebody_careless_it_would_be_two_messages() {
    let way = Way::through(Kind::Postfix);
    let mut stream = TcpStream::connect(("127.0.0.1", way.relay.port())).unwrap();
    let mut replies = BufReader::new(stream.try_clone().unwrap());
    let text = hostile_text(0, "\n.\n");
    let lines = [
        "EHLO careless.example.org\r\n",
        "MAIL FROM:<news@example.org>\r\n",
        "RCPT TO:<ann@example.org>\r\n",
        "DATA\r\n",
        &text,
    ];
    for line in lines {
        let mut reply = "220-".to_owned();
        while reply.get(3..4) == Some("-") {
            reply.clear();
            replies.read_line(&mut reply).unwrap();
        }
        stream.write_all(line.as_bytes()).unwrap();
    }
    way.wait_for(2);
    let arrived = way.catcher.messages();
    assert!(arrived.iter().any(|mail| mail.to == ["victim@example.org"]));
}
