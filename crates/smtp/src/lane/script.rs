//! The commands before a message and the replies to them, one after the other or all at once. It never sends a message's text.

use std::time::Duration;

use tokio::time::Instant;

use super::Lane;
use crate::conversation::Broken;
use crate::outcome::{Phase, SendOutcome};
use crate::outgoing::Permission;
use crate::replies::Reply;

/// DATA.
pub(super) const DATA: &str = "DATA\r\n";

/// A command of a script.
#[derive(Clone, Copy)]
pub(super) struct Step<'s> {
    pub(super) phase: Phase,
    pub(super) line: &'s str,
}

/// The commands of a script, which are its lines.
pub(super) fn steps(script: &str) -> impl Iterator<Item = Step<'_>> {
    script.split_inclusive('\n').map(|line| Step {
        phase: match line.get(..4) {
            Some("RCPT") => Phase::Rcpt,
            Some("DATA") => Phase::Data,
            _ => Phase::Mail,
        },
        line,
    })
}

/// How a script ended short of its end.
pub(super) enum Ended {
    /// With this outcome; whether the connection stays.
    With(SendOutcome, bool),
    /// The connection was of no use any more before anything was said on it: nobody heard of the message.
    Stale,
}

impl Lane {
    /// The commands that come before a message of this envelope: RSET if one is owed, MAIL and RCPT.
    pub(super) fn script(&self, envelope: String) -> String {
        if self.unfinished {
            format!("RSET\r\n{envelope}")
        } else {
            envelope
        }
    }

    /// How long the reply to a command may take.
    pub(super) fn patience(&self, phase: Phase) -> Duration {
        let timeouts = &self.shared.options.timeouts;
        match phase {
            Phase::Data => timeouts.data,
            _ => timeouts.command,
        }
    }

    /// Says the commands and reads the replies: one by one, or all of them at once (`grouped`), or only reads them (`said`).
    pub(super) async fn perform(
        &mut self,
        script: &str,
        grouped: bool,
        said: bool,
        permission: Permission,
    ) -> Result<(), Ended> {
        self.unfinished = true;
        if !said && self.conversation.is_ahead() {
            if self.was_idle {
                // Most likely its goodbye.
                return Err(Ended::Stale);
            }
            let phase = match steps(script).next() {
                Some(Step {
                    phase: phase @ (Phase::Rcpt | Phase::Data),
                    ..
                }) => phase,
                _ => Phase::Ehlo,
            };
            return Err(Ended::With(self.unasked(phase).await, false));
        }
        if grouped && !said {
            self.say(script).await?;
        }
        let mut refusal: Option<(SendOutcome, bool)> = None;
        for (nth, step) in steps(script).enumerate() {
            if !grouped {
                if refusal.is_some() {
                    break;
                }
                self.say(step.line).await?;
            }
            let reply = match self.conversation.reply(self.patience(step.phase)).await {
                Ok(reply) => reply,
                Err(_) if nth == 0 && self.was_idle => return Err(Ended::Stale),
                Err(Broken(what)) => {
                    let (outcome, _) = refusal
                        .unwrap_or_else(|| (SendOutcome::try_later(step.phase, what), false));
                    return Err(Ended::With(outcome, false));
                }
            };
            if nth == 0 && self.was_idle && reply.code == 421 {
                return Err(Ended::Stale);
            }
            self.was_idle = false;
            let is_data = step.phase == Phase::Data;
            let good = if is_data {
                reply.code == 354
            } else {
                reply.is_positive()
            };
            match &refusal {
                Some(_) if is_data && good => self.end_empty_message().await?,
                Some(_) => {}
                None if good => {
                    if !permission.allows_body(Instant::now()) {
                        let outcome = SendOutcome::NotStarted { phase: step.phase };
                        // What was said with it cannot be unsaid; after a 354 only a text can follow.
                        return Err(Ended::With(outcome, !grouped && !is_data));
                    }
                }
                None => {
                    let (outcome, usable) = refused(&reply, step.phase, step.line);
                    if !usable {
                        return Err(Ended::With(outcome, false));
                    }
                    refusal = Some((outcome, true));
                }
            }
        }
        match refusal {
            Some((outcome, usable)) => Err(Ended::With(outcome, usable)),
            None => Ok(()),
        }
    }

    async fn say(&mut self, script: &str) -> Result<(), Ended> {
        let phase = steps(script).next().map_or(Phase::Mail, |step| step.phase);
        let limit = self.patience(phase);
        match self.conversation.say(script.as_bytes(), limit).await {
            Ok(()) => Ok(()),
            Err(_) if self.was_idle && phase == Phase::Mail => Err(Ended::Stale),
            Err(Broken(what)) => Err(Ended::With(SendOutcome::try_later(phase, what), false)),
        }
    }

    /// The server asks for a text although it refused the envelope: it gets none (RFC 2920 §3.1).
    async fn end_empty_message(&mut self) -> Result<(), Ended> {
        let limit = self.shared.options.timeouts.command;
        let ended = async {
            self.conversation.say(b".\r\n", limit).await?;
            self.conversation.reply(limit).await
        };
        match ended.await {
            Ok(_) => Ok(()),
            Err(Broken(what)) => Err(Ended::With(
                SendOutcome::try_later(Phase::Data, what),
                false,
            )),
        }
    }
}

/// The outcome of a reply that is not the one that was hoped for, and whether the connection stays: not after a 421 (RFC 5321
/// §3.8), nor after what makes no sense here. `what` is the command; only its verb is told.
pub(super) fn refused(reply: &Reply, phase: Phase, what: &str) -> (SendOutcome, bool) {
    if reply.is_negative() {
        let outcome = SendOutcome::from_reply(reply.code, &reply.line(), phase);
        return (outcome, reply.code != 421);
    }
    let verb = what.split_whitespace().next().unwrap_or(what);
    let text = format!("the server answered {verb} with {}", reply.code);
    (SendOutcome::try_later(phase, text), false)
}
