//! A lane: one connection that works through the queue. It says the next envelope behind the final dot of the message before it
//! (RFC 2920), or keeps several messages in flight where the server takes chunks (RFC 3030), and calls nothing accepted without
//! a 2yz after its last byte.

mod chunks;
mod dialogue;
mod ending;
mod script;

use std::sync::Arc;

use crate::conversation::Conversation;
use crate::offer::Offer;
use crate::opening::{Opened, part};
use crate::outcome::SendOutcome;
use crate::outgoing::Content;
use crate::queue::Job;
use crate::relay::Shared;

/// A connection at work.
struct Lane {
    shared: Arc<Shared>,
    conversation: Conversation,
    offer: Offer,
    /// Messages whose envelope was said on it.
    used: u32,
    /// An envelope was said that no message followed: RSET comes first.
    unfinished: bool,
    /// It lay idle since its last message: what it says next may find nobody.
    was_idle: bool,
}

/// What a lane does after a message.
enum Onward {
    /// It takes this one, whose commands are said already.
    Announced(Job, String),
    /// It asks the queue; it counts as free already.
    Ask,
    /// The connection cannot be used any more.
    Stop,
    /// Nor can it, and this message must go over another: nobody heard its text.
    Retry(Job),
}

/// Runs a lane that counts as busy, over one connection after the other, until nothing is left to do.
pub(crate) async fn run(shared: Arc<Shared>) {
    let job = shared.queue.take_or_leave();
    go_on(&shared, job).await;
}

/// Runs a lane whose connection is open already and that counts as free.
pub(crate) async fn run_open(shared: Arc<Shared>, opened: Opened) {
    let left_over = Lane::new(&shared, opened).work(None).await;
    go_on(&shared, next(&shared, left_over)).await;
}

async fn go_on(shared: &Arc<Shared>, mut job: Option<Job>) {
    while let Some(wanted) = job {
        let Some(first) = shared.queue.keep_or_leave(wanted) else {
            return;
        };
        let left_over = match shared.opener.open().await {
            Ok(opened) => Lane::new(shared, opened).work(Some(first)).await,
            Err(outcome) => {
                first.answer(outcome);
                None
            }
        };
        // The connection is closed by now: one more may be opened elsewhere.
        job = next(shared, left_over);
    }
}

/// What a lane without a connection sends next; `None`: it has left.
fn next(shared: &Shared, left_over: Option<Job>) -> Option<Job> {
    left_over.or_else(|| shared.queue.take_or_leave())
}

impl Lane {
    fn new(shared: &Arc<Shared>, opened: Opened) -> Self {
        Self {
            shared: Arc::clone(shared),
            conversation: opened.conversation,
            offer: opened.offer,
            used: 0,
            unfinished: false,
            was_idle: false,
        }
    }

    /// Works until the connection is of no more use, and counts as busy then. Returns a message that must go over another one.
    async fn work(&mut self, first: Option<Job>) -> Option<Job> {
        let mut next = first.map(|job| (job, None));
        loop {
            let waited = match next.take() {
                Some(next) => Some(next),
                None => self.wait().await.map(|job| (job, None)),
            };
            let Some((job, announced)) = waited else {
                return self.part(None).await;
            };
            let ready = matches!(job.mail.content, Content::Ready(_));
            let onward = if self.offer.chunking && ready {
                self.send_chunks(job).await
            } else {
                self.send_dialogue(job, announced).await
            };
            self.was_idle = false;
            match onward {
                Onward::Announced(job, script) => next = Some((job, Some(script))),
                Onward::Ask if !self.is_worn() => {}
                Onward::Ask => return self.retire().await,
                Onward::Stop => return None,
                Onward::Retry(job) => return Some(job),
            }
        }
    }

    async fn wait(&mut self) -> Option<Job> {
        self.was_idle = true;
        self.shared.queue.next(self.shared.options.idle).await
    }

    /// Whether it has had its share of messages.
    fn is_worn(&self) -> bool {
        self.used >= self.shared.options.messages_per_connection
    }

    /// Says goodbye after its share of messages, and makes room for a fresh connection if messages wait.
    async fn retire(&mut self) -> Option<Job> {
        let next = self.shared.queue.next(std::time::Duration::ZERO).await;
        self.part(next).await
    }

    /// Says goodbye. What is next, if anything, goes over another connection.
    async fn part(&mut self, next: Option<Job>) -> Option<Job> {
        part(&mut self.conversation, &self.shared.options.timeouts).await;
        if next.is_none() {
            self.shared.queue.parted();
        }
        next
    }

    /// Answers for the only message in hand. The lane counts as free *before* the answer, so that who sends one message after
    /// the other stays on one connection.
    fn answered(&self, job: Job, outcome: SendOutcome, usable: bool) -> Onward {
        self.note(&outcome);
        if usable {
            self.shared.queue.free();
        }
        job.answer(outcome);
        if usable { Onward::Ask } else { Onward::Stop }
    }

    /// Remembers what an outcome says of the relay.
    fn note(&self, outcome: &SendOutcome) {
        if outcome.is_accepted() {
            self.shared.doubt.accepted();
        }
        self.shared.doubt.lost_if(outcome);
    }
}
