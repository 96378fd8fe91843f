//! The catcher itself: listens, hands connections to sessions, answers questions about what came, shuts down.
//! It never speaks the protocol; `session` does.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::behaviour::{Behaviour, STEPS, Step};
use crate::recorder::{Caught, Recorder};
use crate::session;

/// How long a shut-down waits for messages that are just arriving.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a catcher could not start.
#[derive(Debug, thiserror::Error)]
pub enum CatcherError {
    /// The address is in use, not ours, or no address.
    #[error(
        "cannot listen on `{address}`: {source}; choose another port, or port 0 for any free one"
    )]
    Listen {
        /// What was asked for.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// The folder for the messages cannot be made.
    #[error("cannot use the folder `{}` for caught mail: {source}", folder.display())]
    Folder {
        /// What was asked for.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What a catcher keeps, and where.
#[derive(Debug, Clone)]
pub struct CatcherOptions {
    /// How many messages stay in memory; the oldest go first. Unbounded by default.
    pub keep: usize,
    /// Also write each message here, as `00000001.eml` and so on, headed by `Return-Path` and `X-Envelope-To`.
    pub folder: Option<PathBuf>,
    /// The largest message accepted, in bytes (RFC 1870); 64 MiB by default.
    pub max_message_bytes: usize,
}

impl Default for CatcherOptions {
    fn default() -> Self {
        Self {
            keep: usize::MAX,
            folder: None,
            max_message_bytes: 64 << 20,
        }
    }
}

/// Whether an attached stream still needs the 220 greeting (after STARTTLS it does not, RFC 3207 §4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Greeting {
    /// Send it.
    Send,
    /// Go straight to commands.
    Skip,
}

/// A running recorder. Dropping it stops it at once; [`Catcher::shutdown`] stops it politely.
#[derive(Debug)]
pub struct Catcher {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Mutex<Option<tokio::task::JoinHandle<()>>>,
}

/// What all sessions of a catcher share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) recorder: Recorder,
    pub(crate) max_message_bytes: usize,
    behaviour: RwLock<Arc<Behaviour>>,
    seen: [AtomicU64; STEPS],
    open: Mutex<Open>,
    sessions: Mutex<JoinSet<()>>,
    accepted: watch::Sender<u64>,
    closing: watch::Sender<bool>,
}

/// Connections that are open now, and the most that ever were at once.
#[derive(Debug, Default)]
struct Open {
    now: usize,
    most: usize,
}

/// A connection counts as open until this is dropped.
#[derive(Debug)]
pub(crate) struct Presence(Arc<Shared>);

impl Presence {
    pub(crate) fn of(shared: &Arc<Shared>) -> Self {
        let mut open = shared.open();
        open.now += 1;
        open.most = open.most.max(open.now);
        drop(open);
        Self(Arc::clone(shared))
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.open().now -= 1;
    }
}

impl Catcher {
    /// Listens on `address` (`127.0.0.1:0` takes any free port) and accepts mail from now on.
    ///
    /// # Errors
    /// [`CatcherError`] when the address or the folder cannot be used.
    pub async fn start(address: &str, options: CatcherOptions) -> Result<Self, CatcherError> {
        if let Some(folder) = &options.folder {
            let failed = |source| CatcherError::Folder {
                folder: folder.clone(),
                source,
            };
            tokio::fs::create_dir_all(folder).await.map_err(failed)?;
        }
        let failed = |source| CatcherError::Listen {
            address: address.to_owned(),
            source,
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let shared = Arc::new(Shared {
            recorder: Recorder::new(options.keep, options.folder),
            max_message_bytes: options.max_message_bytes,
            behaviour: RwLock::default(),
            seen: Default::default(),
            open: Mutex::default(),
            sessions: Mutex::default(),
            accepted: watch::Sender::new(0),
            closing: watch::Sender::new(false),
        });
        let accepting = tokio::spawn(accept(listener, shared.clone()));
        Ok(Self {
            address,
            shared,
            accepting: Mutex::new(Some(accepting)),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// All messages that are kept, in the order they were accepted.
    pub fn messages(&self) -> Vec<Arc<Caught>> {
        self.shared.recorder.since(0)
    }

    /// The kept messages after the one with this sequence number.
    pub fn since(&self, sequence: u64) -> Vec<Arc<Caught>> {
        self.shared.recorder.since(sequence)
    }

    /// The kept messages to this recipient (compared without case), oldest first.
    pub fn find(&self, to: &str) -> Vec<Arc<Caught>> {
        self.shared.recorder.find(to)
    }

    /// How many messages are kept.
    pub fn count(&self) -> usize {
        self.shared.recorder.len()
    }

    /// How many messages were accepted since the start, also those no longer kept.
    pub fn accepted(&self) -> u64 {
        *self.shared.accepted.borrow()
    }

    /// Forgets the kept messages; numbers go on, files stay.
    pub fn clear(&self) {
        self.shared.recorder.clear();
    }

    /// How often a step was reached since the start; [`Step::Connect`] counts connections.
    pub fn seen(&self, step: Step) -> u64 {
        self.shared.seen(step)
    }

    /// How many connections are open: from the first byte of the greeting to the answer to QUIT, or to their end.
    pub fn open(&self) -> usize {
        self.shared.open().now
    }

    /// The most that were ever open at once.
    pub fn most_open(&self) -> usize {
        self.shared.open().most
    }

    /// Replaces the behaviour, for open connections too; its rules count from now.
    pub fn behave(&self, behaviour: Behaviour) {
        let mut current = self
            .shared
            .behaviour
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(behaviour);
    }

    /// Waits until `accepted` messages were accepted since the start; false if that took longer than `patience`.
    pub async fn wait_for(&self, accepted: u64, patience: Duration) -> bool {
        let mut counter = self.shared.accepted.subscribe();
        let reached = counter.wait_for(|count| *count >= accepted);
        matches!(tokio::time::timeout(patience, reached).await, Ok(Ok(_)))
    }

    /// Serves a stream that did not come by the socket, for example the inside of a TLS connection.
    pub fn attach<S>(&self, stream: S, greeting: Greeting)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        self.shared.serve(stream, greeting);
    }

    /// Stops listening, lets messages that are just arriving end, closes every connection.
    pub async fn shutdown(&self) {
        self.stop_listening();
        let mut sessions = {
            let mut open = self
                .shared
                .sessions
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *open)
        };
        let all_ended = async { while sessions.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, all_ended).await.is_err() {
            tracing::warn!("connections were still busy when the mail catcher stopped");
            sessions.abort_all();
        }
    }

    fn stop_listening(&self) {
        self.shared.closing.send_replace(true);
        let accepting = self
            .accepting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(task) = accepting {
            task.abort();
        }
    }
}

impl Drop for Catcher {
    fn drop(&mut self) {
        self.stop_listening();
    }
}

impl Shared {
    pub(crate) fn behaviour(&self) -> Arc<Behaviour> {
        self.behaviour
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn see(&self, step: Step) -> u64 {
        self.seen
            .get(step as usize)
            .map_or(0, |count| count.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn seen(&self, step: Step) -> u64 {
        self.seen
            .get(step as usize)
            .map_or(0, |count| count.load(Ordering::Relaxed))
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn count_accepted(&self) {
        self.accepted.send_modify(|count| *count += 1);
    }

    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    fn serve<S>(self: &Arc<Self>, stream: S, greeting: Greeting)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        while sessions.try_join_next().is_some() {}
        sessions.spawn(session::run(stream, self.clone(), greeting));
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        match listener.accept().await {
            Ok((stream, _peer)) => {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "TCP_NODELAY could not be set");
                }
                shared.serve(stream, Greeting::Send);
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}
