//! One message over an open connection, phase by phase, so that the phase of every failure is known.
//! It never begins a body without permission and never calls a message accepted without a 2yz after its final dot.

use std::borrow::Cow;
use std::error::Error as _;
use std::fmt::Display;
use std::slice::Chunks;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};
use tokio::time::{Instant, sleep_until, timeout};

use crate::opening::Connection;
use crate::options::Timeouts;
use crate::outcome::{Phase, SendOutcome};
use crate::outgoing::{Content, Outgoing, Permission, Permitted};
use crate::stream::{Progress, Stage};
use crate::wire::{to_wire, without_last_line_end};

/// How much of a body is written at a time, in bytes; each has [`Timeouts::block`] to leave.
const BLOCK: usize = 64 << 10;

/// A finished exchange.
pub(crate) struct Exchange {
    pub(crate) outcome: SendOutcome,
    pub(crate) connection: Left,
}

/// In what state the connection is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// Good for the next message.
    Usable,
    /// Gone, or in an unknown state.
    Broken,
    /// Gone before this message was mentioned: it went while idle, and another connection may be tried.
    Stale,
}

impl Exchange {
    fn usable(outcome: SendOutcome) -> Self {
        Self {
            outcome,
            connection: Left::Usable,
        }
    }

    fn broken(outcome: SendOutcome) -> Self {
        Self {
            outcome,
            connection: Left::Broken,
        }
    }

    /// A command failed: with a reply the connection stays, but for 421 (RFC 5321 §3.8); without one it is gone.
    fn failed(failure: Failure, phase: Phase) -> Self {
        match failure {
            Failure::Answered(error) => {
                let replied = error.status().map(u16::from);
                let outcome = trouble(&error, phase);
                match replied {
                    Some(421) | None => Self::broken(outcome),
                    Some(_) => Self::usable(outcome),
                }
            }
            Failure::Silent => Self::broken(SendOutcome::try_later(
                phase,
                "the server did not answer in time",
            )),
        }
    }

    /// The first command of a message failed: a connection that is gone by then went while it was idle. (One that is merely silent did not.)
    fn failed_first(failure: Failure) -> Self {
        let silent = matches!(failure, Failure::Silent);
        let exchange = Self::failed(failure, Phase::Mail);
        let connection = match exchange.connection {
            Left::Broken if !silent => Left::Stale,
            as_is => as_is,
        };
        Self {
            connection,
            ..exchange
        }
    }
}

/// Sends `mail`. With `Left::Usable` the connection may be used again, and `unfinished` says whether RSET is due.
pub(crate) async fn send(
    connection: &mut Connection,
    mail: &Outgoing,
    timeouts: &Timeouts,
) -> Exchange {
    if connection.unfinished {
        if let Err(failure) = command(connection, Rset, timeouts.command).await {
            return Exchange::failed_first(failure);
        }
        connection.unfinished = false;
    }
    if !mail.early_permission().allows_body(Instant::now()) {
        return Exchange::usable(SendOutcome::NotStarted { phase: Phase::Mail });
    }
    let parameters = match parameters(connection, mail) {
        Ok(parameters) => parameters,
        Err(refused) => return Exchange::usable(refused),
    };
    let from = mail
        .envelope_from
        .address()
        .map(|address| address.inner().clone());
    connection.used += 1;
    connection.unfinished = true;
    if let Err(failure) = command(connection, Mail::new(from, parameters), timeouts.command).await {
        return Exchange::failed_first(failure);
    }
    let rcpt = Rcpt::new(mail.envelope_to.inner().clone(), Vec::new());
    if let Err(failure) = command(connection, rcpt, timeouts.command).await {
        return Exchange::failed(failure, Phase::Rcpt);
    }
    let permitted = match &mail.content {
        Content::Ready(permitted) => Some(Cow::Borrowed(permitted)),
        Content::Late(gate) => gate.open().await.map(Cow::Owned),
    };
    let Some(permitted) =
        permitted.filter(|permitted| permitted.permission.allows_body(Instant::now()))
    else {
        return Exchange::usable(SendOutcome::NotStarted { phase: Phase::Rcpt });
    };
    match command(connection, Data, timeouts.data).await {
        Ok(reply) if reply.has_code(354) => {}
        Ok(reply) => {
            let text = format!("the server answered DATA with {}", reply.code());
            return Exchange::broken(SendOutcome::try_later(Phase::Data, text));
        }
        Err(failure) => return Exchange::failed(failure, Phase::Data),
    }
    if !permitted.permission.allows_body(Instant::now()) {
        // After the 354 only a body or the end of the connection can follow.
        return Exchange::broken(SendOutcome::NotStarted { phase: Phase::Data });
    }
    body(connection, &permitted, timeouts).await
}

/// The body, its end, and the reply that decides.
async fn body(connection: &mut Connection, permitted: &Permitted, timeouts: &Timeouts) -> Exchange {
    let wire = to_wire(&permitted.bytes);
    let progress = connection.progress.clone();
    progress.begin_body(permitted.permission);
    let blocks = Blocks {
        rest: without_last_line_end(&wire).chunks(BLOCK),
        progress: &progress,
    };
    let sent = tokio::select! {
        biased;
        sent = connection.smtp.message_iter(blocks) => Some(sent),
        () = out_of_time(&progress, permitted.permission, timeouts) => None,
    };
    let stage = progress.stage();
    progress.end_message();
    match sent {
        Some(Ok(reply)) if reply.code().severity == Severity::PositiveCompletion => {
            connection.unfinished = false;
            Exchange::usable(SendOutcome::Accepted {
                code: reply.code().into(),
                text: crate::redact::redact(&reply.message().collect::<Vec<_>>().join(" ")),
            })
        }
        Some(Ok(reply)) => Exchange::broken(SendOutcome::unknown(
            Phase::Reply,
            format!("the server answered the message with {}", reply.code()),
        )),
        Some(Err(error)) if error.status().is_some() => {
            connection.unfinished = false;
            Exchange::failed(Failure::Answered(error), Phase::Reply)
        }
        Some(Err(error)) => Exchange::broken(lost(stage, permitted.permission, &chain(&error))),
        None => Exchange::broken(lost(
            stage,
            permitted.permission,
            &"the server did not answer in time",
        )),
    }
}

/// The outcome of a conversation that broke off at `stage`.
fn lost(stage: Stage, permission: Permission, what: &dyn Display) -> SendOutcome {
    match stage {
        Stage::Dotted => SendOutcome::unknown(Phase::Reply, what),
        Stage::Shut => SendOutcome::NotStarted { phase: Phase::Body },
        Stage::Talking | Stage::Body | Stage::BeforeDot
            if !permission.allows_dot(Instant::now()) =>
        {
            SendOutcome::NotStarted { phase: Phase::Body }
        }
        Stage::Talking | Stage::Body | Stage::BeforeDot => {
            SendOutcome::try_later(Phase::Body, what)
        }
    }
}

/// Ends when the message must be given up: a block or the reply takes too long, or the permission ends before the dot has left.
async fn out_of_time(progress: &Progress, permission: Permission, timeouts: &Timeouts) {
    loop {
        let dotted = progress.stage() == Stage::Dotted;
        let patience = if dotted {
            timeouts.reply
        } else {
            timeouts.block
        };
        let silence = progress.moved() + patience;
        let limit = match permission.dot_before() {
            Some(end) if !dotted => silence.min(end),
            _ => silence,
        };
        if Instant::now() >= limit {
            return;
        }
        tokio::select! {
            () = sleep_until(limit) => {}
            () = progress.dotted.notified() => {}
        }
    }
}

/// The blocks of a body; asking for one more than there are means that all of them have left.
struct Blocks<'a> {
    rest: Chunks<'a, u8>,
    progress: &'a Progress,
}

impl<'a> Iterator for Blocks<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let next = self.rest.next();
        if next.is_none() {
            self.progress.body_written();
        }
        next
    }
}

/// What `MAIL` must say beyond the address, or why this server can't take the message.
fn parameters(connection: &Connection, mail: &Outgoing) -> Result<Vec<MailParameter>, SendOutcome> {
    let server = connection.smtp.server_info();
    let mut parameters = Vec::new();
    let from_needs_utf8 = mail
        .envelope_from
        .address()
        .is_some_and(super::Address::needs_utf8);
    if from_needs_utf8 || mail.envelope_to.needs_utf8() {
        if !server.supports_feature(Extension::SmtpUtfEight) {
            let phase = if from_needs_utf8 {
                Phase::Mail
            } else {
                Phase::Rcpt
            };
            let text = "5.6.7 the server takes no addresses with letters beyond ASCII (SMTPUTF8)";
            return Err(SendOutcome::from_reply(553, text, phase));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    let eight_bit = match &mail.content {
        Content::Ready(permitted) => !permitted.bytes.is_ascii(),
        Content::Late(_) => false,
    };
    if server.supports_feature(Extension::EightBitMime) {
        if eight_bit || matches!(mail.content, Content::Late(_)) {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
    } else if eight_bit {
        let text = "5.6.3 the server takes only 7 bit messages (no 8BITMIME), and this one is not";
        return Err(SendOutcome::from_reply(554, text, Phase::Mail));
    }
    Ok(parameters)
}

enum Failure {
    Answered(Error),
    Silent,
}

async fn command<C: Display>(
    connection: &mut Connection,
    command: C,
    limit: Duration,
) -> Result<Response, Failure> {
    match timeout(limit, connection.smtp.command(command)).await {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(error)) => Err(Failure::Answered(error)),
        Err(_) => Err(Failure::Silent),
    }
}

/// The outcome of an error before the final dot, or of a negative reply after it.
pub(crate) fn trouble(error: &Error, phase: Phase) -> SendOutcome {
    match error.status() {
        Some(code) => {
            let text = error.source().map(ToString::to_string).unwrap_or_default();
            SendOutcome::from_reply(code.into(), &text, phase)
        }
        None => SendOutcome::try_later(phase, chain(error)),
    }
}

/// What happened, in the system's words; the library's error shows its cause itself.
fn chain(error: &Error) -> String {
    match error.source() {
        Some(source) if source.to_string() == "incomplete response" => {
            "the server closed the connection".to_owned()
        }
        Some(source) => source.to_string(),
        None => error.to_string(),
    }
}
