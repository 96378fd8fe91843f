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

/// What a lane has to do when its connection ends.
enum Wanted {
    /// It counts as busy and has this to send.
    Job(Job),
    /// It counts as busy and has nothing.
    Nothing,
    /// It has left already.
    Left,
}

/// Runs a lane that counts as busy, over one connection after the other, until nothing is left to do.
pub(crate) async fn run(shared: Arc<Shared>) {
    let job = shared.queue.take_or_leave();
    go_on(&shared, job).await;
}

/// Runs a lane whose connection is open already and that counts as free.
pub(crate) async fn run_open(shared: Arc<Shared>, opened: Opened) {
    let wanted = Lane::new(&shared, opened).work(None).await;
    go_on(&shared, reopen(&shared, wanted)).await;
}

async fn go_on(shared: &Arc<Shared>, mut job: Option<Job>) {
    while let Some(first) = job {
        job = match shared.opener.open().await {
            Ok(opened) => reopen(shared, Lane::new(shared, opened).work(Some(first)).await),
            Err(outcome) => {
                first.answer(outcome);
                shared.queue.take_or_leave()
            }
        };
    }
}

fn reopen(shared: &Shared, wanted: Wanted) -> Option<Job> {
    match wanted {
        Wanted::Job(job) => Some(job),
        Wanted::Nothing => shared.queue.take_or_leave(),
        Wanted::Left => None,
    }
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

    /// Works until the connection is of no more use.
    async fn work(&mut self, first: Option<Job>) -> Wanted {
        let mut next = first.map(|job| (job, None));
        loop {
            let waited = match next.take() {
                Some(next) => Some(next),
                None => self.wait().await.map(|job| (job, None)),
            };
            let Some((job, announced)) = waited else {
                part(&mut self.conversation, &self.shared.options.timeouts).await;
                return Wanted::Left;
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
                Onward::Stop => return Wanted::Nothing,
                Onward::Retry(job) => return Wanted::Job(job),
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
    async fn retire(&mut self) -> Wanted {
        let next = self.shared.queue.next(std::time::Duration::ZERO).await;
        part(&mut self.conversation, &self.shared.options.timeouts).await;
        next.map_or(Wanted::Left, Wanted::Job)
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
            self.shared.trust.accepted();
        }
        self.shared.trust.lost_if(outcome);
    }
}
