//! The socket under the SMTP client, plain or encrypted, that watches its own progress: how far a body has come, when bytes last
//! moved, and whether the final dot may still leave. It never looks into what it carries.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_rustls::client::TlsStream;

use crate::outgoing::Permission;

/// How far the message on a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// Commands and replies.
    Talking,
    /// The body is being written.
    Body,
    /// The body is written; no byte of the final dot has left.
    BeforeDot,
    /// The final dot was not let out any more, nor will anything else be.
    Shut,
    /// The final dot has left, perhaps only in part.
    Dotted,
}

/// What a [`Wire`] knows, shared with the exchange that drives it.
#[derive(Debug)]
pub(crate) struct Progress {
    state: Mutex<State>,
    /// Wakes who waits for the body to end.
    pub(crate) dotted: Notify,
}

#[derive(Debug)]
struct State {
    stage: Stage,
    spoken: bool,
    moved: Instant,
    permission: Permission,
}

impl Progress {
    fn new() -> Self {
        Self {
            state: Mutex::new(State {
                stage: Stage::Talking,
                spoken: false,
                moved: Instant::now(),
                permission: Permission::unlimited(),
            }),
            dotted: Notify::new(),
        }
    }

    pub(crate) fn begin_body(&self, permission: Permission) {
        let mut state = self.lock();
        state.stage = Stage::Body;
        state.moved = Instant::now();
        state.permission = permission;
    }

    /// All of the body has been handed to the system; the next bytes are the final dot.
    pub(crate) fn body_written(&self) {
        self.lock().stage = Stage::BeforeDot;
    }

    pub(crate) fn end_message(&self) {
        self.lock().stage = Stage::Talking;
    }

    pub(crate) fn stage(&self) -> Stage {
        self.lock().stage
    }

    /// When bytes last left.
    pub(crate) fn moved(&self) -> Instant {
        self.lock().moved
    }

    /// Whether we have said anything yet on this connection.
    pub(crate) fn spoken(&self) -> bool {
        self.lock().spoken
    }

    fn may_write(&self) -> bool {
        let mut state = self.lock();
        if state.stage == Stage::BeforeDot && !state.permission.allows_dot(Instant::now()) {
            state.stage = Stage::Shut;
        }
        state.stage != Stage::Shut
    }

    fn wrote(&self) {
        let mut state = self.lock();
        state.spoken = true;
        state.moved = Instant::now();
        if state.stage == Stage::BeforeDot {
            state.stage = Stage::Dotted;
            self.dotted.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connected stream. Under TLS `wrote` means "handed to the encryption": the doubt begins a little early, never late.
#[derive(Debug)]
pub(crate) struct Wire {
    socket: Socket,
    progress: Arc<Progress>,
    greeting: &'static [u8],
}

#[derive(Debug)]
pub(crate) enum Socket {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Wire {
    /// A stream and the shared view of its progress.
    pub(crate) fn new(socket: Socket) -> (Self, Arc<Progress>) {
        let progress = Arc::new(Progress::new());
        let wire = Self {
            socket,
            progress: progress.clone(),
            greeting: b"",
        };
        (wire, progress)
    }

    /// A stream whose server has greeted already, before STARTTLS, and will not again (RFC 3207 §4.2): the client that
    /// waits for a greeting reads this one.
    pub(crate) fn greeted(socket: Socket) -> (Self, Arc<Progress>) {
        let (mut wire, progress) = Self::new(socket);
        wire.greeting = b"220 TLS\r\n";
        (wire, progress)
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match &self.socket {
            Socket::Plain(stream) => stream.peer_addr(),
            Socket::Tls(stream) => stream.get_ref().0.peer_addr(),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.greeting.is_empty() {
            let (now, later) = self
                .greeting
                .split_at(self.greeting.len().min(buffer.remaining()));
            buffer.put_slice(now);
            self.greeting = later;
            return Poll::Ready(Ok(()));
        }
        match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Socket::Tls(stream) => Pin::new(stream.as_mut()).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if !self.progress.may_write() {
            return Poll::Ready(Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the permission to send has ended",
            )));
        }
        let written = ready!(match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Socket::Tls(stream) => Pin::new(stream.as_mut()).poll_write(context, bytes),
        })?;
        if written > 0 {
            self.progress.wrote();
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_flush(context),
            Socket::Tls(stream) => Pin::new(stream.as_mut()).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Socket::Tls(stream) => Pin::new(stream.as_mut()).poll_shutdown(context),
        }
    }
}
