//! One SMTP conversation, seen from the server (RFC 5321 §3, with PIPELINING, RFC 2920, and BDAT, RFC 3030).
//! It reads many commands at once and answers them in one write; it never keeps a message before its final dot.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::watch;

use crate::behaviour::{Action, Behaviour, Step};
use crate::body;
use crate::command::{self, Command};
use crate::server::{Greeting, Presence, Shared};

/// Room asked for before each read; a usual letter comes in one.
const READ_BYTES: usize = 64 << 10;
/// A command line longer than this ends the conversation (RFC 5321 §4.5.3.1.4 asks for 512).
const MAX_COMMAND_BYTES: usize = 8 << 10;

/// How long a closed conversation waits for the peer to close as well.
const LINGER: Duration = Duration::from_millis(500);

/// What happens after a step.
enum Next {
    /// The friendly reply is due.
    Friendly,
    /// A rule has answered instead.
    Answered,
    /// The conversation is over.
    Close,
}

/// Serves one stream until it ends, misbehaves, or the catcher closes.
pub(crate) async fn run<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    shared: Arc<Shared>,
    greeting: Greeting,
) {
    let mut session = Session {
        connection: shared.see(Step::Connect),
        presence: Some(Presence::of(&shared)),
        closing: shared.closing(),
        behaviour: shared.behaviour(),
        stream,
        shared,
        input: Vec::new(),
        output: Vec::new(),
        from: None,
        to: Vec::new(),
        chunks: Vec::new(),
        abrupt: false,
    };
    let conversation = async {
        session.converse(greeting).await?;
        session.part().await
    };
    if let Err(error) = conversation.await {
        tracing::debug!(%error, connection = session.connection, "a connection to the mail catcher broke");
    }
}

struct Session<S> {
    stream: S,
    shared: Arc<Shared>,
    closing: watch::Receiver<bool>,
    behaviour: Arc<Behaviour>,
    connection: u64,
    input: Vec<u8>,
    output: Vec<u8>,
    from: Option<String>,
    to: Vec<String>,
    /// The chunks of a message whose last one has not come yet.
    chunks: Vec<u8>,
    /// Gone once QUIT was answered: whoever hears that answer may open another connection.
    presence: Option<Presence>,
    /// A rule wants the connection gone without a word.
    abrupt: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    async fn converse(&mut self, greeting: Greeting) -> io::Result<()> {
        if greeting == Greeting::Send {
            match self.act(Step::Connect, &[]).await? {
                Next::Friendly => self.reply(220, "catcher ESMTP, nothing is delivered"),
                Next::Answered => {}
                Next::Close => return self.flush().await,
            }
        }
        let mut consumed = 0;
        loop {
            let rest = self.input.get(consumed..).unwrap_or_default();
            if let Some(end) = memchr::memchr(b'\n', rest) {
                let line = rest.get(..end).unwrap_or_default().to_vec();
                consumed += end + 1;
                let (next, took) = self.obey(&line, consumed).await?;
                consumed = took;
                if matches!(next, Next::Close) {
                    return self.flush().await;
                }
            } else {
                if rest.len() > MAX_COMMAND_BYTES {
                    self.reply(500, "5.5.2 line too long");
                    return self.flush().await;
                }
                self.input.drain(..consumed);
                consumed = 0;
                self.flush().await?;
                if self.read().await? == 0 {
                    return Ok(());
                }
            }
        }
    }

    /// Obeys one command; says how much of the input is then consumed (DATA takes the body along).
    async fn obey(&mut self, line: &[u8], consumed: usize) -> io::Result<(Next, usize)> {
        self.behaviour = self.shared.behaviour();
        let next = match command::parse(line) {
            Command::Ehlo | Command::Helo => {
                self.forget();
                let next = self.step(Step::Ehlo).await?;
                if matches!(next, Next::Friendly) {
                    self.greet();
                }
                next
            }
            Command::StartTls => {
                self.answer(Step::StartTls, 502, "5.5.1 no TLS here")
                    .await?
            }
            Command::Auth(_) => self.answer(Step::Auth, 235, "2.7.0 welcome").await?,
            Command::Mail(from) => {
                let next = self.answer(Step::Mail, 250, "2.1.0 ok").await?;
                if matches!(next, Next::Friendly) {
                    self.to.clear();
                    self.from = Some(from.to_owned());
                }
                next
            }
            Command::Rcpt(_) if self.from.is_none() => self.out_of_order("MAIL first"),
            Command::Rcpt(to) => {
                let to = [to.to_owned()];
                self.shared.see(Step::Rcpt);
                let next = self.act(Step::Rcpt, &to).await?;
                if matches!(next, Next::Friendly) {
                    self.to.extend(to);
                    self.reply(250, "2.1.5 ok");
                }
                next
            }
            Command::Data if self.to.is_empty() => self.out_of_order("RCPT first"),
            Command::Data => {
                let next = self
                    .answer(Step::Data, 354, "end with a dot on a line of its own")
                    .await?;
                if matches!(next, Next::Friendly) {
                    return self.receive(consumed).await;
                }
                next
            }
            Command::Chunk { size, last } => return self.take_chunk(consumed, size, last).await,
            Command::Rset => {
                self.forget();
                self.answer(Step::Rset, 250, "2.0.0 ok").await?
            }
            Command::Noop => self.answer(Step::Noop, 250, "2.0.0 ok").await?,
            Command::Quit => {
                self.answer(Step::Quit, 221, "2.0.0 bye").await?;
                self.presence = None;
                Next::Close
            }
            Command::Malformed => {
                self.reply(501, "5.5.4 an address in angle brackets is missing");
                Next::Answered
            }
            Command::Unknown => {
                self.reply(500, "5.5.1 unknown command");
                Next::Answered
            }
        };
        Ok((next, consumed))
    }

    /// Takes in a body that begins at `start` of the input; returns what is then consumed.
    async fn receive(&mut self, start: usize) -> io::Result<(Next, usize)> {
        self.flush().await?;
        let mut searched = start;
        let mut begun = false;
        let mut too_large = false;
        let extent = loop {
            if !begun && self.input.len() > start {
                begun = true;
                if matches!(self.step(Step::Body).await?, Next::Close) {
                    return Ok((Next::Close, start));
                }
            }
            let body = self.input.get(start..).unwrap_or_default();
            if let Some(extent) = body::extent(body, searched.saturating_sub(start)) {
                break extent;
            }
            searched = self.input.len();
            if body.len() > self.shared.max_message_bytes {
                too_large = true;
                self.input.drain(start..searched - 4);
                searched = self.input.len();
            }
            if self.read().await? == 0 {
                return Ok((Next::Close, start));
            }
        };
        let plain = body::unstuff(
            self.input
                .get(start..start + extent.body)
                .unwrap_or_default(),
        );
        let next = self.end_of_body(plain, too_large).await?;
        self.forget();
        Ok((next, start + extent.whole))
    }

    /// Takes in a chunk of `size` bytes that begins at `start` of the input; returns what is then consumed.
    async fn take_chunk(
        &mut self,
        start: usize,
        size: usize,
        last: bool,
    ) -> io::Result<(Next, usize)> {
        let whole = start.saturating_add(size);
        while self.input.len() < whole {
            self.flush().await?;
            if self.read().await? == 0 {
                return Ok((Next::Close, start));
            }
        }
        if self.to.is_empty() {
            return Ok((self.out_of_order("RCPT first"), whole));
        }
        if matches!(self.step(Step::Body).await?, Next::Close) {
            return Ok((Next::Close, whole));
        }
        let chunk = self.input.get(start..whole).unwrap_or_default();
        self.chunks.extend_from_slice(chunk);
        if !last {
            self.reply(250, &format!("2.0.0 {size} bytes"));
            return Ok((Next::Answered, whole));
        }
        let message = std::mem::take(&mut self.chunks);
        let next = self.end_of_body(message, false).await?;
        self.forget();
        Ok((next, whole))
    }

    /// After the final dot: keeps the message, replies.
    async fn end_of_body(&mut self, plain: Vec<u8>, too_large: bool) -> io::Result<Next> {
        match self.step(Step::Dot).await? {
            Next::Friendly => {}
            other => return Ok(other),
        }
        if too_large || plain.len() > self.shared.max_message_bytes {
            self.reply(552, "5.3.4 message too large");
            return Ok(Next::Answered);
        }
        let from = self.from.take().unwrap_or_default();
        let recorder = &self.shared.recorder;
        match recorder.keep(self.connection, &from, &self.to, plain).await {
            Ok(sequence) => {
                self.shared.count_accepted();
                let next = self.step(Step::Kept).await?;
                if matches!(next, Next::Friendly) {
                    self.reply(250, &format!("2.0.0 ok, kept as {sequence}"));
                }
                Ok(next)
            }
            Err(error) => {
                tracing::warn!(%error, "a caught message could not be written");
                self.reply(451, "4.3.0 cannot write the message");
                Ok(Next::Answered)
            }
        }
    }

    /// Counts the step, lets a rule act, else gives the friendly reply.
    async fn answer(&mut self, step: Step, code: u16, text: &str) -> io::Result<Next> {
        let next = self.step(step).await?;
        if matches!(next, Next::Friendly) {
            self.reply(code, text);
        }
        Ok(next)
    }

    /// Counts the step and lets a rule act for the recipients named so far.
    async fn step(&mut self, step: Step) -> io::Result<Next> {
        self.shared.see(step);
        let recipients = std::mem::take(&mut self.to);
        let next = self.act(step, &recipients).await;
        self.to = recipients;
        next
    }

    async fn act(&mut self, step: Step, recipients: &[String]) -> io::Result<Next> {
        Ok(match self.behaviour.action(step, recipients) {
            None => Next::Friendly,
            Some(Action::Reply(_, _)) if step == Step::Body => Next::Friendly,
            Some(Action::Reply(code, text)) => {
                self.reply(code, &text);
                if code == 421 {
                    Next::Close
                } else {
                    Next::Answered
                }
            }
            Some(Action::Drop) => {
                self.abrupt = true;
                self.flush().await?;
                Next::Close
            }
            Some(Action::Hang) => {
                self.abrupt = true;
                self.flush().await?;
                // An error means that the catcher is gone, which ends the hanging as well.
                let _ = self.closing.wait_for(|closing| *closing).await;
                Next::Close
            }
            Some(Action::Delay(time)) => {
                self.flush().await?;
                tokio::time::sleep(time).await;
                Next::Friendly
            }
        })
    }

    fn out_of_order(&mut self, hint: &str) -> Next {
        self.reply(503, &format!("5.5.1 {hint}"));
        Next::Answered
    }

    fn greet(&mut self) {
        let usual = ["PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"].map(String::from);
        let mut lines = vec!["catcher".to_owned()];
        if let Some(extensions) = self.behaviour.extensions() {
            lines.extend_from_slice(extensions);
        } else {
            lines.extend_from_slice(&usual);
            lines.push(format!("SIZE {}", self.shared.max_message_bytes));
        }
        self.reply(250, &lines.join("\n"));
    }

    /// Queues a reply, one line of the protocol for each line of `text`.
    fn reply(&mut self, code: u16, text: &str) {
        let mut lines = text.split('\n').peekable();
        while let Some(line) = lines.next() {
            let mark = if lines.peek().is_some() { '-' } else { ' ' };
            self.output
                .extend_from_slice(format!("{code}{mark}{line}\r\n").as_bytes());
        }
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
        self.chunks.clear();
    }

    async fn flush(&mut self) -> io::Result<()> {
        if !self.output.is_empty() {
            self.stream.write_all(&self.output).await?;
            self.stream.flush().await?;
            self.output.clear();
        }
        Ok(())
    }

    /// Closes so that the last reply is read: input that is still unread when a socket closes would tear it down at the other end.
    async fn part(&mut self) -> io::Result<()> {
        if self.abrupt {
            return Ok(());
        }
        self.stream.shutdown().await?;
        self.input.clear();
        let rest = async {
            while self
                .stream
                .read_buf(&mut self.input)
                .await
                .is_ok_and(|read| read > 0)
            {
                self.input.clear();
            }
        };
        if tokio::time::timeout(LINGER, rest).await.is_err() {
            tracing::debug!(
                connection = self.connection,
                "a peer did not close its side"
            );
        }
        Ok(())
    }

    /// Reads more input; 0 at the end of the stream, and between messages when the catcher closes.
    async fn read(&mut self) -> io::Result<usize> {
        self.input.reserve(READ_BYTES);
        let between_messages = self.from.is_none();
        tokio::select! {
            read = self.stream.read_buf(&mut self.input) => return read,
            _ = self.closing.wait_for(|closing| *closing), if between_messages => {}
        }
        self.reply(421, "4.3.2 closing");
        self.flush().await?;
        Ok(0)
    }
}
