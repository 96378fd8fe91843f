//! Messages by BDAT (RFC 3030): envelope and text in one go, several in flight as far as the relay is trusted. The chunk with
//! LAST counts as the final dot.

use std::collections::VecDeque;

use tokio::time::{Instant, sleep_until};

use super::ending::{Ending, decide};
use super::script::{Ended, refused, steps};
use super::{Lane, Onward};
use crate::conversation::{Broken, length};
use crate::doubt::Room;
use crate::envelope::envelope;
use crate::outcome::{Phase, SendOutcome};
use crate::outgoing::{Content, Permitted};
use crate::queue::Job;
use crate::wire::to_wire;

/// A message whose last byte has left, and the commands whose replies come before the one that decides.
struct InFlight {
    job: Job,
    script: String,
    since: Instant,
    _room: Room,
}

/// What became of a launch.
enum Launch {
    /// Its last byte left, behind these commands.
    Left(Job, String),
    /// It did not leave, and the connection stays.
    Stayed(Job, SendOutcome),
    /// It did not leave, and the connection is gone.
    Broke(Job, SendOutcome),
    /// Nobody heard of it.
    Stale(Job),
}

impl Lane {
    /// Sends a message and, as long as the queue has some, those after it.
    pub(super) async fn send_chunks(&mut self, first: Job) -> Onward {
        let mut flying: VecDeque<InFlight> = VecDeque::new();
        let mut next = Some(first);
        loop {
            let mut room = self.shared.room(flying.len());
            if room.is_none() && flying.is_empty() {
                // Fewer connections before had more in flight on each.
                room = Some(self.shared.first_room().await);
            }
            while (next.is_some() || !self.is_worn())
                && let Some(free) = room
            {
                let ready = |job: &Job| matches!(job.mail.content, Content::Ready(_));
                let Some(job) = next.take().or_else(|| self.shared.queue.take(ready)) else {
                    room = Some(free);
                    break;
                };
                match self.launch(job, flying.is_empty()).await {
                    Launch::Left(job, script) => flying.push_back(InFlight {
                        job,
                        script,
                        since: Instant::now(),
                        _room: free,
                    }),
                    Launch::Stale(job) => return Onward::Retry(job),
                    Launch::Stayed(job, outcome) if flying.is_empty() && self.queue_is_empty() => {
                        return self.answered(job, outcome, true);
                    }
                    Launch::Stayed(job, outcome) => job.answer(outcome),
                    Launch::Broke(job, outcome) => {
                        job.answer(outcome);
                        self.in_doubt(flying);
                        return Onward::Stop;
                    }
                }
                room = self.shared.room(flying.len());
            }
            if room.is_some()
                && let Some(first) = flying.front()
                && !self.is_worn()
                && self.is_next_first(first.since).await
            {
                continue;
            }
            // While it waits for an answer it takes nobody's room.
            drop(room);
            let Some(one) = flying.pop_front() else {
                self.shared.queue.free();
                return Onward::Ask;
            };
            let mut ending = self.land(&one.script).await;
            if flying.is_empty() {
                ending = self.settled(ending);
            }
            if !ending.usable {
                self.note(&ending.outcome);
                one.job.answer(ending.outcome);
                self.in_doubt(flying);
                return Onward::Stop;
            }
            if flying.is_empty() && self.queue_is_empty() {
                return self.answered(one.job, ending.outcome, true);
            }
            self.note(&ending.outcome);
            one.job.answer(ending.outcome);
        }
    }

    /// With room for another message and none waiting: whether one comes before the server answers what left at an instant.
    async fn is_next_first(&mut self, since: Instant) -> bool {
        if !self.queue_is_empty() {
            return false;
        }
        let limit = since + self.shared.options.timeouts.reply;
        tokio::select! {
            biased;
            () = self.conversation.stirs() => false,
            () = self.shared.queue.comes() => true,
            () = sleep_until(limit) => false,
        }
    }

    fn queue_is_empty(&self) -> bool {
        self.shared.queue.is_empty()
    }

    /// Says envelope and text of a message. After an idle time the envelope is asked first, so that a connection that went
    /// meanwhile leaves nothing in doubt.
    async fn launch(&mut self, job: Job, alone: bool) -> Launch {
        let Content::Ready(permitted) = job.mail.content.clone() else {
            let phase = Phase::Connect;
            return Launch::Stayed(job, SendOutcome::NotStarted { phase });
        };
        if !permitted.permission.allows_body(Instant::now()) {
            let phase = Phase::Connect;
            return Launch::Stayed(job, SendOutcome::NotStarted { phase });
        }
        let commands = match envelope(&self.offer, &job.mail) {
            Ok(commands) => commands,
            Err(outcome) => return Launch::Stayed(job, outcome),
        };
        self.used += 1;
        // Whether the message before it failed is not known yet, and after a failed BDAT a RSET must come (RFC 3030 §2).
        self.unfinished |= !alone;
        let mut script = self.script(commands);
        self.unfinished = false;
        if self.was_idle && alone {
            match self
                .perform(&script, true, false, permitted.permission)
                .await
            {
                Ok(()) => script.clear(),
                Err(Ended::Stale) => return Launch::Stale(job),
                Err(Ended::With(outcome, true)) => return Launch::Stayed(job, outcome),
                Err(Ended::With(outcome, false)) => return Launch::Broke(job, outcome),
            }
        } else if alone && self.conversation.is_ahead() {
            let outcome = self.unasked(Phase::Ehlo).await;
            return Launch::Broke(job, outcome);
        }
        match self.say_chunk(&script, &permitted).await {
            Ok(()) => Launch::Left(job, script),
            Err(outcome) => Launch::Broke(job, outcome),
        }
    }

    async fn say_chunk(&mut self, script: &str, permitted: &Permitted) -> Result<(), SendOutcome> {
        let text = to_wire(&permitted.bytes);
        let head = format!("{script}BDAT {} LAST\r\n", text.len());
        let all = [head.as_bytes(), &*text];
        let limit = Instant::now() + self.shared.options.timeouts.block;
        let end = permitted.permission.dot_before();
        let until = end.map_or(limit, |end| limit.min(end));
        match self.conversation.say_until(all, until).await {
            (_, Ok(())) => Ok(()),
            (left, Err(Broken(what))) if left == length(all) => {
                Err(SendOutcome::unknown(Phase::Reply, what))
            }
            _ if !permitted.permission.allows_dot(Instant::now()) => {
                Err(SendOutcome::NotStarted { phase: Phase::Body })
            }
            (_, Err(Broken(what))) => Err(SendOutcome::try_later(Phase::Body, what)),
        }
    }

    /// Reads the replies to a message that left.
    async fn land(&mut self, script: &str) -> Ending {
        let mut refusal: Option<SendOutcome> = None;
        for step in steps(script) {
            match self.conversation.reply(self.patience(step.phase)).await {
                Ok(reply) if reply.is_positive() => {}
                Ok(reply) => {
                    let (outcome, usable) = refused(&reply, step.phase, step.line);
                    if !usable {
                        // The server is leaving, and this message's envelope was refused with it.
                        return Ending::broken(refusal.unwrap_or(outcome));
                    }
                    refusal.get_or_insert(outcome);
                }
                Err(broken) => {
                    return refusal.map_or_else(|| Ending::doubt(&broken), Ending::broken);
                }
            }
        }
        let reply = self.conversation.reply(self.shared.options.timeouts.reply);
        let ending = decide(reply.await);
        self.unfinished |= !ending.outcome.is_accepted();
        match refusal {
            Some(outcome) => Ending {
                outcome,
                usable: ending.usable,
            },
            None => ending,
        }
    }

    /// The connection is gone: nobody knows what became of those whose last byte has left.
    fn in_doubt(&self, flying: VecDeque<InFlight>) {
        for one in flying {
            let what = "the connection was lost before the reply";
            let outcome = SendOutcome::unknown(Phase::Reply, what);
            self.note(&outcome);
            one.job.answer(outcome);
        }
    }
}
