//! Fewer connections than a transport may have, for a while: what processes need that share those of one relay. Who gets how many
//! is said elsewhere.

use async_trait::async_trait;

/// The connections of a transport.
///
/// Whoever shares a relay with others allows what is its own now, and passes on what it has no more when that is closed:
///
/// ```
/// # use lagom_smtp::{TransportOptions, connect};
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let options = TransportOptions { connections: 6, ..TransportOptions::default() };
/// let transport = connect("smtp://127.0.0.1:2525", options)?;
/// if let Some(connections) = transport.connections() {
///     connections.allow(2);
///     connections.settled().await;
///     assert!(connections.open() <= 2, "four are for others");
/// }
/// # Ok::<(), lagom_smtp::TransportError>(())
/// # }).unwrap();
/// ```
#[async_trait]
pub trait Connections: Send + Sync {
    /// The most that are of use here, by [`TransportOptions`](crate::TransportOptions).
    fn most(&self) -> usize;

    /// How many there may be now; [`Connections::most`] in the beginning.
    fn allowed(&self) -> usize;

    /// How many are open, about to be opened or not quite closed.
    fn open(&self) -> usize;

    /// Allows so many from now on, and never more than [`Connections::most`]. Those that are too many end the messages that they
    /// have taken, say QUIT and leave; messages that wait go over the others. What may be in flight on each follows, so that what
    /// lost connections leave in doubt stays within its limit. While none is allowed, messages wait as long as their permission lasts.
    fn allow(&self, count: usize);

    /// Waits until no more are open than are allowed.
    async fn settled(&self);
}
