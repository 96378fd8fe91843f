//! The transports against a recorder that misbehaves on purpose, over real sockets. Nothing here leaves the loopback interface.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod bytes;
mod hostile;
mod logins;
mod maildir;
mod outcomes;
mod permission;
mod pipelining;
mod pool;
mod sharing;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use lagom_catcher::{Action, Behaviour, Catcher, CatcherOptions, Step, When};
use lagom_smtp::{Outgoing, Permission, Timeouts, Transport, TransportOptions, connect};

/// Short enough to wait for in a test, long enough for a busy machine.
const SHORT: Duration = Duration::from_millis(500);

async fn catcher() -> Catcher {
    Catcher::start("127.0.0.1:0", CatcherOptions::default())
        .await
        .unwrap()
}

/// Options with patient time-outs, so that only what a test shortens can end early.
fn options() -> TransportOptions {
    TransportOptions {
        connections: 2,
        ..TransportOptions::default()
    }
}

fn hasty() -> TransportOptions {
    TransportOptions {
        timeouts: Timeouts {
            connect: SHORT,
            tls: SHORT,
            greeting: SHORT,
            command: SHORT,
            data: SHORT,
            block: SHORT,
            reply: SHORT,
            quit: SHORT,
        },
        ..options()
    }
}

fn to(catcher: &Catcher, options: TransportOptions) -> Arc<dyn Transport> {
    connect(&format!("smtp://{}", catcher.address()), options).unwrap()
}

fn letter() -> Outgoing {
    letter_of(&b"Subject: Hello\r\n\r\nJust right.\r\n"[..])
}

fn letter_of(bytes: impl Into<Vec<u8>>) -> Outgoing {
    Outgoing::new(
        "news@example.org".parse().unwrap(),
        "ann@example.org".parse().unwrap(),
        bytes.into(),
    )
}

fn letter_until(permission: Permission, bytes: impl Into<Vec<u8>>) -> Outgoing {
    Outgoing::permitted(
        "news@example.org".parse().unwrap(),
        "ann@example.org".parse().unwrap(),
        bytes.into(),
        permission,
    )
}

/// More than the socket buffers of both sides hold.
fn huge() -> Vec<u8> {
    "a line of text that is repeated very often\r\n"
        .repeat(1 << 20)
        .into_bytes()
}

fn always(step: Step, action: Action) -> Behaviour {
    Behaviour::friendly().on(step, When::Always, action)
}
