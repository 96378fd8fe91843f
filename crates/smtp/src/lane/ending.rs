//! How a message ends: the reply after its last byte decides, and nothing else does.

use std::time::Duration;

use tokio::time::Instant;

use super::Lane;
use super::script::refused;
use crate::conversation::Broken;
use crate::outcome::{Phase, SendOutcome};
use crate::outgoing::Permission;
use crate::redact::redact;
use crate::replies::Reply;

/// How long a server that broke off a text is given to say why.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// An outcome, and whether the connection stays.
pub(super) struct Ending {
    pub(super) outcome: SendOutcome,
    pub(super) usable: bool,
}

impl Ending {
    pub(super) fn broken(outcome: SendOutcome) -> Self {
        Self {
            outcome,
            usable: false,
        }
    }

    /// The last byte left, or may have, and no reply came.
    pub(super) fn doubt(Broken(what): &Broken) -> Self {
        Self::broken(SendOutcome::unknown(Phase::Reply, what))
    }
}

/// What the reply to the last byte means: only 2yz is success, and what is neither yes nor no decides nothing.
pub(super) fn decide(reply: Result<Reply, Broken>) -> Ending {
    match reply {
        Ok(reply) if reply.is_positive() => Ending {
            outcome: SendOutcome::Accepted {
                code: reply.code,
                text: redact(&reply.line()),
            },
            usable: true,
        },
        Ok(reply) if reply.is_negative() => {
            let (outcome, usable) = refused(&reply, Phase::Reply, "");
            Ending { outcome, usable }
        }
        Ok(reply) => {
            let what = format!("the server answered the message with {}", reply.code);
            Ending::doubt(&Broken(what))
        }
        Err(broken) => Ending::doubt(&broken),
    }
}

impl Lane {
    /// An ending, once nothing else is in flight: a server that has said more than it was asked for is not spoken to again.
    pub(super) fn settled(&self, ending: Ending) -> Ending {
        let usable = ending.usable && !self.conversation.is_ahead();
        Ending { usable, ..ending }
    }

    /// A text broke off before its end: definite. If the server said why, that counts.
    pub(super) async fn interrupted(
        &mut self,
        Broken(what): Broken,
        permission: Permission,
    ) -> Ending {
        if !permission.allows_dot(Instant::now()) {
            return Ending::broken(SendOutcome::NotStarted { phase: Phase::Body });
        }
        Ending::broken(self.last_words(LAST_WORDS, Phase::Body, &what).await)
    }

    /// The server answered what it had not been asked: nothing more is said to it.
    pub(super) async fn unasked(&mut self, phase: Phase) -> SendOutcome {
        let Broken(what) = Broken::unasked();
        self.last_words(Duration::ZERO, phase, &what).await
    }

    /// Why it is over: what the server says within a time if that is a no, else `what`.
    async fn last_words(&mut self, limit: Duration, phase: Phase, what: &str) -> SendOutcome {
        match self.conversation.reply(limit).await {
            Ok(reply) if reply.is_negative() => {
                SendOutcome::from_reply(reply.code, &reply.line(), phase)
            }
            _ => SendOutcome::try_later(phase, what),
        }
    }
}
