//! Transport: how the bytes of one message leave this machine, and what is known afterwards.
//! It knows nothing of subscribers, letters or caps, keeps no queue, never retries a message and never reads a clock of the wall.
//!
//! | to | use |
//! |---|---|
//! | open a transport by URL | [`connect`] |
//! | send one message | [`Transport::send`] with an [`Outgoing`] |
//! | bound the time in which it may go | [`Permission`] |
//! | decide at the last moment, on a slow relay | [`LateGate`] |
//! | share a relay's connections with other processes | [`Transport::connections`] |
//! | read what became of it | [`SendOutcome`] and the questions it answers |
//!
//! | URL | meaning |
//! |---|---|
//! | `smtp://127.0.0.1:2525` | plain, because it stays on this machine |
//! | `smtp://relay.example.org` | STARTTLS required (also with `?tls=required`) |
//! | `smtp://relay.example.org?tls=none` | plain because you said so; a password is then refused |
//! | `smtps://user:password@relay.example.org` | TLS from the first byte |
//! | `maildir:///var/mail/out`, `maildir:out` | one file per message in a Maildir |
//!
//! Many sends may be in flight at once: call [`Transport::send`] from [`Transport::concurrency`] tasks.
//!
//! ```
//! use lagom_smtp::{Address, Outgoing, SendOutcome, TransportOptions, connect};
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! # let catcher = lagom_catcher::Catcher::start("127.0.0.1:0", lagom_catcher::CatcherOptions::default()).await?;
//! # let relay = format!("smtp://{}", catcher.address());
//! let transport = connect(&relay, TransportOptions::default())?;
//! let letter = &b"Subject: Hello\r\n\r\nJust right.\r\n"[..];
//! let mail = Outgoing::new("news@example.org".parse()?, "ann@example.org".parse()?, letter);
//! let outcome = transport.send(mail).await;
//! assert!(matches!(outcome, SendOutcome::Accepted { code: 250, .. }), "{outcome}");
//! transport.shutdown().await;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```

mod address;
mod connections;
mod conversation;
mod doubt;
mod envelope;
mod error;
mod fault;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod lane;
mod login;
mod maildir;
mod offer;
mod opening;
mod options;
mod outcome;
mod outgoing;
mod points;
mod queue;
mod redact;
mod relay;
mod replies;
mod target;
mod tls;
mod transport;
mod wire;

pub use address::{Address, AddressError, ReversePath};
pub use connections::Connections;
pub use error::TransportError;
pub use fault::EnhancedCode;
pub use options::{Timeouts, TransportOptions};
pub use outcome::{Fault, Phase, SendOutcome};
pub use outgoing::{Content, LateGate, Outgoing, Permission, Permitted};
pub use redact::redact;
pub use transport::{Transport, connect, examine};
pub use wire::to_wire;
