//! The seam: what every way out looks like to a dispatcher, and how one is opened. It never says how a protocol works.

use std::sync::Arc;

use async_trait::async_trait;

use crate::connections::Connections;
use crate::error::TransportError;
use crate::maildir::Maildir;
use crate::options::TransportOptions;
use crate::outcome::SendOutcome;
use crate::outgoing::Outgoing;
use crate::relay::Relay;
use crate::target::Target;

/// A way out for messages.
///
/// Sends are independent of each other: run [`Transport::concurrency`] of them at once. How they share connections, and whether
/// several are in flight on one, is the transport's business. When a `send` future is dropped, a message that a connection has taken
/// goes on without anybody to hear what became of it; one that still waits for a connection is not sent.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends one message and says what became of it. It is never offered twice within one call once its `MAIL` was accepted.
    async fn send(&self, mail: Outgoing) -> SendOutcome;

    /// Tries the way without sending anything: connects, encrypts, logs in.
    ///
    /// # Errors
    /// The outcome that a message would have had.
    async fn probe(&self) -> Result<(), SendOutcome>;

    /// How many sends at once are of use; at least one.
    fn concurrency(&self) -> usize;

    /// Its connections, if it has any: for who shares those of a relay with other processes.
    fn connections(&self) -> Option<&dyn Connections> {
        None
    }

    /// Where messages go, for people: no secret in it.
    fn describe(&self) -> String;

    /// Waits for the sends in flight, says goodbye on every connection. Later sends are `NotStarted`.
    async fn shutdown(&self);
}

/// Opens the transport that a URL describes (see the table at the top of this crate). It does no I/O on the network yet.
///
/// # Errors
/// [`TransportError`] names the part that is wrong and what to write instead.
pub fn connect(url: &str, options: TransportOptions) -> Result<Arc<dyn Transport>, TransportError> {
    match Target::parse(url, &options)? {
        Target::Maildir(folder) => Ok(Arc::new(Maildir::open(folder, options.connections)?)),
        Target::Relay(address) => Ok(Arc::new(Relay::new(address, options)?)),
    }
}

/// Whether [`connect`] would take these, as far as can be said without touching anything outside.
///
/// # Errors
/// [`TransportError`], as [`connect`].
pub fn examine(url: &str, options: TransportOptions) -> Result<(), TransportError> {
    match Target::parse(url, &options)? {
        Target::Maildir(_) => Ok(()),
        Target::Relay(address) => Relay::new(address, options).map(drop),
    }
}
