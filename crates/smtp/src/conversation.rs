//! A conversation: bytes out, replies in, each within its time. It knows no message and no order of commands.

use std::io::{self, IoSlice};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::points;
use crate::replies::{Replies, Reply};

/// Room asked for before each read.
const READ_BYTES: usize = 4 << 10;

/// A socket, plain or encrypted.
enum Socket {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Why a conversation is over: no reply will come that can be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken(pub(crate) String);

impl Broken {
    pub(crate) fn silent() -> Self {
        Self("the server did not answer in time".to_owned())
    }

    pub(crate) fn unasked() -> Self {
        Self("the server answered what it had not been asked".to_owned())
    }
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

/// An open conversation.
pub(crate) struct Conversation {
    socket: Socket,
    replies: Replies,
}

impl Conversation {
    /// A conversation in the clear.
    pub(crate) fn plain(stream: TcpStream) -> Self {
        Self::over(Socket::Plain(stream))
    }

    fn over(socket: Socket) -> Self {
        Self {
            socket,
            replies: Replies::default(),
        }
    }

    /// Goes on encrypted. What the server said in the clear and nobody read is an error: somebody may have put it there
    /// (RFC 3207 §4.2).
    ///
    /// # Errors
    /// What went wrong; the conversation is over then.
    pub(crate) async fn encrypt(
        self,
        connector: &TlsConnector,
        name: ServerName<'static>,
        limit: Duration,
    ) -> Result<Self, Broken> {
        if self.is_ahead() {
            return Err(Broken(
                "the server spoke in the clear after STARTTLS; somebody may be between us and it"
                    .to_owned(),
            ));
        }
        let Socket::Plain(stream) = self.socket else {
            return Err(Broken("the conversation is encrypted already".to_owned()));
        };
        match timeout(limit, connector.connect(name, stream)).await {
            Ok(stream) => Ok(Self::over(Socket::Tls(Box::new(stream?)))),
            Err(_) => Err(Broken("the TLS handshake took too long".to_owned())),
        }
    }

    /// Whether the server said more than it was asked for: its replies can no longer be told apart.
    pub(crate) fn is_ahead(&self) -> bool {
        self.replies.has_more()
    }

    /// Says something, all of it, within a time.
    ///
    /// # Errors
    /// [`Broken`]: part of it may have left.
    pub(crate) async fn say(&mut self, bytes: &[u8], limit: Duration) -> Result<(), Broken> {
        let (_, ended) = self.say_until([bytes, b""], Instant::now() + limit).await;
        ended
    }

    /// Says something and hears the reply to it, each within a time.
    ///
    /// # Errors
    /// [`Broken`]: no reply came that can be trusted. That includes one that came before the question: all later replies would
    /// be taken for those to the question before (RFC 5321 §4.3.1).
    pub(crate) async fn ask(&mut self, bytes: &[u8], limit: Duration) -> Result<Reply, Broken> {
        if self.is_ahead() {
            return Err(Broken::unasked());
        }
        self.say(bytes, limit).await?;
        self.reply(limit).await
    }

    /// Says as much of two pieces in a row as leaves until an instant: how many bytes were handed to the system, and whether that
    /// is all.
    pub(crate) async fn say_until(
        &mut self,
        pieces: [&[u8]; 2],
        until: Instant,
    ) -> (usize, Result<(), Broken>) {
        let mut left = 0;
        let work = async {
            points::before(pieces);
            while left < length(pieces) {
                let rest = points::portion(pieces, left).map(IoSlice::new);
                let written = match &mut self.socket {
                    Socket::Plain(stream) => stream.write_vectored(&rest).await?,
                    Socket::Tls(stream) => stream.write_vectored(&rest).await?,
                };
                if written == 0 {
                    return Err(io::Error::from(io::ErrorKind::WriteZero));
                }
                left += written;
                points::written(pieces, left);
            }
            match &mut self.socket {
                Socket::Plain(_) => Ok(()),
                Socket::Tls(stream) => stream.flush().await,
            }
        };
        let ended = match timeout_at(until, work).await {
            Ok(ended) => ended.map_err(Broken::from),
            Err(_) => Err(Broken(
                "the server did not take the bytes in time".to_owned(),
            )),
        };
        (left, ended)
    }

    /// The next reply, within a time.
    ///
    /// # Errors
    /// [`Broken`] if none comes, or what comes is none.
    pub(crate) async fn reply(&mut self, limit: Duration) -> Result<Reply, Broken> {
        if let Some(reply) = self.heard()? {
            return Ok(reply);
        }
        let until = Instant::now() + limit;
        loop {
            match timeout_at(until, self.read()).await {
                Ok(Ok(0)) => return Err(Broken("the server closed the connection".to_owned())),
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(error.into()),
                Err(_) => return Err(Broken::silent()),
            }
            if let Some(reply) = self.heard()? {
                return Ok(reply);
            }
        }
    }

    /// Waits until the server says something or is gone; which of them, the next reply tells. Who stops waiting loses nothing.
    pub(crate) async fn stirs(&mut self) {
        if !self.is_ahead()
            && let Err(error) = self.read().await
        {
            tracing::debug!(%error, "a connection broke while nothing was read from it");
        }
    }

    async fn read(&mut self) -> io::Result<usize> {
        let buffer = self.replies.buffer();
        buffer.reserve(READ_BYTES);
        match &mut self.socket {
            Socket::Plain(stream) => stream.read_buf(buffer).await,
            Socket::Tls(stream) => stream.read_buf(buffer).await,
        }
    }

    fn heard(&mut self) -> Result<Option<Reply>, Broken> {
        let reply = self.replies.next();
        reply.map_err(|_| Broken("this is not an SMTP server, or it speaks nonsense".to_owned()))
    }
}

/// The length of two pieces in a row.
pub(crate) const fn length([first, second]: [&[u8]; 2]) -> usize {
    first.len() + second.len()
}

/// What of two pieces in a row stands from one place to another.
pub(crate) fn between([first, second]: [&[u8]; 2], from: usize, to: usize) -> [&[u8]; 2] {
    let at = first.len();
    [
        first.get(from.min(at)..to.min(at)),
        second.get(from.saturating_sub(at)..to.saturating_sub(at)),
    ]
    .map(Option::unwrap_or_default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_pieces_are_cut_as_one() {
        let (pieces, whole) = ([&b"abc"[..], b"de"], b"abcde");
        for from in 0..=5 {
            for to in from..=5 {
                let cut = between(pieces, from, to);
                assert_eq!(cut.concat(), &whole[from..to], "{from}..{to}");
                assert_eq!(length(cut), to - from);
            }
        }
    }
}
