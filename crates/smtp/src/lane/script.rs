//! The commands before a message and the replies to them, one after the other or all at once. It never sends a message's text.

use std::time::Duration;

use tokio::time::Instant;

use super::Lane;
use crate::conversation::Broken;
use crate::outcome::{Phase, SendOutcome};
use crate::outgoing::Permission;
use crate::replies::Reply;

/// A command and how long its reply may take.
pub(super) struct Step {
    pub(super) phase: Phase,
    pub(super) line: String,
    pub(super) limit: Duration,
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
    pub(super) fn script(&self, envelope: &str) -> Vec<Step> {
        let limit = self.shared.options.timeouts.command;
        let step = |phase, line: &str| Step {
            phase,
            line: format!("{line}\r\n"),
            limit,
        };
        let reset = self.unfinished.then(|| step(Phase::Mail, "RSET"));
        let commands = envelope.lines().zip([Phase::Mail, Phase::Rcpt]);
        reset
            .into_iter()
            .chain(commands.map(|(line, phase)| step(phase, line)))
            .collect()
    }

    /// DATA.
    pub(super) fn data(&self) -> Step {
        Step {
            phase: Phase::Data,
            line: "DATA\r\n".to_owned(),
            limit: self.shared.options.timeouts.data,
        }
    }

    /// Says the commands and reads the replies: one by one, or all of them at once (`grouped`), or only reads them (`said`).
    pub(super) async fn perform(
        &mut self,
        steps: &[Step],
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
            let phase = steps.first().map_or(Phase::Ehlo, |step| match step.phase {
                Phase::Mail => Phase::Ehlo,
                phase => phase,
            });
            return Err(Ended::With(self.unasked(phase).await, false));
        }
        if grouped && !said {
            let all: String = steps.iter().map(|step| step.line.as_str()).collect();
            self.say(&all, steps).await?;
        }
        let mut refusal: Option<(SendOutcome, bool)> = None;
        for (nth, step) in steps.iter().enumerate() {
            if !grouped {
                if refusal.is_some() {
                    break;
                }
                self.say(&step.line, std::slice::from_ref(step)).await?;
            }
            let reply = match self.conversation.reply(step.limit).await {
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
                    let (outcome, usable) = refused(&reply, step.phase, step.line.trim_end());
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

    async fn say(&mut self, line: &str, steps: &[Step]) -> Result<(), Ended> {
        let (phase, limit) = steps.first().map_or((Phase::Mail, Duration::ZERO), |step| {
            (step.phase, step.limit)
        });
        match self.conversation.say(line.as_bytes(), limit).await {
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
    let verb = what.split(' ').next().unwrap_or(what);
    let text = format!("the server answered {verb} with {}", reply.code);
    (SendOutcome::try_later(phase, text), false)
}
