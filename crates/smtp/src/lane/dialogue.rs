//! A message by DATA: envelope, 354, text, dot, and behind the dot the next envelope where the server allows it.

use tokio::time::Instant;

use super::ending::{Ending, decide};
use super::script::{DATA, Ended};
use super::{Lane, Onward};
use crate::envelope::envelope;
use crate::outcome::{Phase, SendOutcome};
use crate::outgoing::{Content, Permitted};
use crate::queue::Job;
use crate::wire::to_data;

/// How much of a text is written at a time, in bytes; each has [`Timeouts::block`](crate::Timeouts::block) to leave.
const BLOCK: usize = 64 << 10;

impl Lane {
    /// Sends a message; `announced`: its commands, which were said behind the message before it.
    pub(super) async fn send_dialogue(&mut self, job: Job, announced: Option<String>) -> Onward {
        let permitted = match self.prepare(&job, announced).await {
            Ok(permitted) => permitted,
            Err(Ended::Stale) => return Onward::Retry(job),
            Err(Ended::With(outcome, usable)) => return self.answered(job, outcome, usable),
        };
        if self.conversation.is_ahead() {
            // What it says of a text that it does not have would be taken for its answer to it.
            let outcome = self.unasked(Phase::Body).await;
            return self.answered(job, outcome, false);
        }
        let next = self.announcement();
        let behind = next.as_ref().map_or("", |(_, script)| script);
        let ending = self.text(&permitted, behind).await;
        let ending = match ending {
            Ok(()) => {
                let reply = self.conversation.reply(self.shared.options.timeouts.reply);
                decide(reply.await)
            }
            Err(ending) => ending,
        };
        let ending = match &next {
            // What comes ahead may be the replies to what was announced.
            Some(_) => ending,
            None => self.settled(ending),
        };
        self.unfinished = false;
        match next {
            Some((next, script)) => {
                self.note(&ending.outcome);
                job.answer(ending.outcome);
                if ending.usable {
                    Onward::Announced(next, script)
                } else {
                    Onward::Retry(next)
                }
            }
            None => self.answered(job, ending.outcome, ending.usable),
        }
    }

    /// All up to the 354; a late gate is asked before DATA.
    async fn prepare(&mut self, job: &Job, announced: Option<String>) -> Result<Permitted, Ended> {
        let permission = job.mail.early_permission();
        let is_announced = announced.is_some();
        let mut script = if let Some(script) = announced {
            self.unfinished = false;
            script
        } else {
            if !permission.allows_body(Instant::now()) {
                let phase = Phase::Connect;
                return Err(Ended::With(SendOutcome::NotStarted { phase }, true));
            }
            let commands = envelope(&self.offer, &job.mail);
            let commands = commands.map_err(|outcome| Ended::With(outcome, true))?;
            self.used += 1;
            self.script(commands)
        };
        let grouped = self.offer.pipelining;
        match &job.mail.content {
            Content::Ready(permitted) => {
                if !is_announced {
                    script.push_str(DATA);
                }
                self.perform(&script, grouped, is_announced, permission)
                    .await?;
                Ok(permitted.clone())
            }
            Content::Late { gate, .. } => {
                self.perform(&script, grouped, false, permission).await?;
                let permitted = gate.open().await;
                let permitted = permitted.filter(|one| one.permission.allows_body(Instant::now()));
                let Some(permitted) = permitted else {
                    let phase = Phase::Rcpt;
                    return Err(Ended::With(SendOutcome::NotStarted { phase }, true));
                };
                self.perform(DATA, false, false, permitted.permission)
                    .await?;
                Ok(permitted)
            }
        }
    }

    /// The next message of the queue that may be announced behind the dot, with the commands that do it. What this server can never
    /// take is answered at once.
    fn announcement(&mut self) -> Option<(Job, String)> {
        if !self.offer.pipelining || self.offer.chunking || self.is_worn() {
            return None;
        }
        let now = Instant::now();
        let fits = |job: &Job| matches!(&job.mail.content, Content::Ready(ready) if ready.permission.allows_body(now));
        loop {
            let job = self.shared.queue.take(fits)?;
            match envelope(&self.offer, &job.mail) {
                Ok(mut script) => {
                    self.used += 1;
                    script.push_str(DATA);
                    return Some((job, script));
                }
                Err(outcome) => job.answer(outcome),
            }
        }
    }

    /// The text, its end, and the commands behind it. No byte of the end leaves once the permission has ended.
    async fn text(&mut self, permitted: &Permitted, behind: &str) -> Result<(), Ending> {
        let text = to_data(&permitted.bytes);
        let permission = permitted.permission;
        let patience = self.shared.options.timeouts.block;
        let whole_blocks = text.len().saturating_sub(1) / BLOCK * BLOCK;
        let (blocks, last) = text.split_at_checked(whole_blocks).unwrap_or((&text, b""));
        let until = || {
            let limit = Instant::now() + patience;
            permission.dot_before().map_or(limit, |end| limit.min(end))
        };
        for block in blocks.chunks(BLOCK) {
            let (_, said) = self.conversation.say_until([block, b""], until()).await;
            if let Err(broken) = said {
                return Err(self.interrupted(broken, permission).await);
            }
        }
        if !permission.allows_dot(Instant::now()) {
            return Err(Ending::broken(SendOutcome::NotStarted {
                phase: Phase::Body,
            }));
        }
        let tail = [".\r\n", behind].concat();
        let end = [last, tail.as_bytes()];
        let (left, said) = self.conversation.say_until(end, until()).await;
        match said {
            Ok(()) => Ok(()),
            Err(broken) if left > last.len() => Err(Ending::doubt(&broken)),
            Err(broken) => Err(self.interrupted(broken, permission).await),
        }
    }
}
