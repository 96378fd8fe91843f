//! A message by DATA: envelope, 354, text, dot, and behind the dot the next envelope where the server allows it.

use tokio::time::Instant;

use super::ending::{Ending, decide};
use super::script::Ended;
use super::{Lane, Onward};
use crate::envelope::envelope;
use crate::outcome::{Phase, SendOutcome};
use crate::outgoing::{Content, Permitted};
use crate::queue::Job;
use crate::wire::to_data;

/// How much of a text is written at a time, in bytes; each has [`Timeouts::block`](crate::Timeouts::block) to leave.
const BLOCK: usize = 64 << 10;

impl Lane {
    /// Sends a message; `announced`: its commands were said behind the message before it.
    pub(super) async fn send_dialogue(&mut self, job: Job, announced: bool) -> Onward {
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
        let (next, tail) = self.announcement();
        let ending = self.text(&permitted, &tail).await;
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
            Some(next) => {
                self.note(&ending.outcome);
                job.answer(ending.outcome);
                if ending.usable {
                    Onward::Announced(next)
                } else {
                    Onward::Retry(next)
                }
            }
            None => self.answered(job, ending.outcome, ending.usable),
        }
    }

    /// All up to the 354; a late gate is asked before DATA.
    async fn prepare(&mut self, job: &Job, announced: bool) -> Result<Permitted, Ended> {
        let permission = job.mail.early_permission();
        if !announced && !permission.allows_body(Instant::now()) {
            let phase = Phase::Connect;
            return Err(Ended::With(SendOutcome::NotStarted { phase }, true));
        }
        let commands = envelope(&self.offer, &job.mail);
        let commands = commands.map_err(|outcome| Ended::With(outcome, true))?;
        if announced {
            self.unfinished = false;
        } else {
            self.used += 1;
        }
        let mut steps = self.script(&commands);
        let grouped = self.offer.pipelining;
        match &job.mail.content {
            Content::Ready(permitted) => {
                steps.push(self.data());
                self.perform(&steps, grouped, announced, permission).await?;
                Ok(permitted.clone())
            }
            Content::Late(gate) => {
                self.perform(&steps, grouped, false, permission).await?;
                let permitted = gate.open().await;
                let permitted = permitted.filter(|one| one.permission.allows_body(Instant::now()));
                let Some(permitted) = permitted else {
                    let phase = Phase::Rcpt;
                    return Err(Ended::With(SendOutcome::NotStarted { phase }, true));
                };
                let data = [self.data()];
                self.perform(&data, false, false, permitted.permission)
                    .await?;
                Ok(permitted)
            }
        }
    }

    /// The next message of the queue that may be announced behind the dot, with the commands that do it.
    fn announcement(&mut self) -> (Option<Job>, Vec<u8>) {
        let mut tail = b".\r\n".to_vec();
        if !self.offer.pipelining || self.offer.chunking || self.is_worn() {
            return (None, tail);
        }
        let now = Instant::now();
        let fits = |job: &Job| {
            matches!(&job.mail.content, Content::Ready(ready) if ready.permission.allows_body(now))
                && envelope(&self.offer, &job.mail).is_ok()
        };
        let next = self.shared.queue.take(fits);
        if let Some(job) = &next {
            self.used += 1;
            let commands = envelope(&self.offer, &job.mail).unwrap_or_default();
            tail.extend_from_slice(commands.as_bytes());
            tail.extend_from_slice(b"DATA\r\n");
        }
        (next, tail)
    }

    /// The text and its end. No byte of the end leaves once the permission has ended.
    async fn text(&mut self, permitted: &Permitted, tail: &[u8]) -> Result<(), Ending> {
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
            let (_, said) = self.conversation.say_until(block, until()).await;
            if let Err(broken) = said {
                return Err(self.interrupted(broken, permission).await);
            }
        }
        if !permission.allows_dot(Instant::now()) {
            return Err(Ending::broken(SendOutcome::NotStarted {
                phase: Phase::Body,
            }));
        }
        let end = [last, tail].concat();
        let (left, said) = self.conversation.say_until(&end, until()).await;
        match said {
            Ok(()) => Ok(()),
            Err(broken) if left > last.len() => Err(Ending::doubt(&broken)),
            Err(broken) => Err(self.interrupted(broken, permission).await),
        }
    }
}
