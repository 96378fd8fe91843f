//! Run control: whether a sender's letters go, and what becomes of what waits for the operator's word.

use crate::Result;
use async_trait::async_trait;
use lagom_model::{Ids, SenderId, Timestamp};
use serde::{Deserialize, Serialize};

/// Whether a sender's letters go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunControl {
    /// They go.
    Go,
    /// None passes a gate until the run goes on: by the operator's word, or at an instant.
    Paused,
    /// None passes a gate until the operator says so: no pause takes its place, no instant ends it.
    Stopped,
    /// The database is an older one than the one that ran last, and nobody knows what was sent since: none passes
    /// a gate until the operator has answered.
    Restored,
}

impl RunControl {
    /// The name that stands in the database and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Restored => "restored",
        }
    }

    /// Whether letters wait.
    pub const fn rests(self) -> bool {
        !matches!(self, Self::Go)
    }
}

/// A sender's run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunState {
    /// The sender.
    pub sender: SenderId,
    /// Whether its letters go.
    pub control: RunControl,
    /// Why they do not, if they do not.
    pub why: String,
    /// Since when it is as it is.
    pub since: Timestamp,
    /// When it goes on by itself, if it is paused only until then.
    pub until: Option<Timestamp>,
    /// Messages that are `waiting` for the operator's word.
    pub waiting: u64,
    /// Messages that are `planned` although it is not [`RunControl::Go`]; those of one that goes are not counted.
    pub planned: u64,
}

/// The operator's word about what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// What is `waiting` is `planned` again. From then on it takes nothing more, as after a gate.
    Continue,
    /// What is `waiting` becomes `held`, and with it what fell due before the run was found restored: it counts as a touch,
    /// its content comes no more, and the next letter says that it may not have arrived.
    AllHeld,
    /// What is `planned` or `waiting` and fell due before an instant ends as `expired`, with its content.
    Skip {
        /// The instant.
        before: Timestamp,
    },
}

/// One step of an answer: at most so many messages in one transaction.
#[derive(Debug, Clone, Copy)]
pub struct AnswerRequest<'a> {
    /// Whose messages.
    pub sender: SenderId,
    /// The word.
    pub answer: Answer,
    /// At most this many messages.
    pub limit: u32,
    /// Gives messages that become `held` the public ids that their notes link.
    pub ids: &'a dyn Ids,
    /// Now.
    pub now: Timestamp,
}

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answered {
    /// Messages that changed.
    pub changed: u32,
    /// Whether there may be more of them.
    pub more: bool,
}

/// Units of run control.
#[async_trait]
pub trait Runs: Send + Sync {
    /// Pauses or stops a sender's run, or lets it go on (at once, also if it was paused until an instant). A stop and
    /// a restored run yield to [`RunControl::Go`] alone. No gate that begins later lets a message of it through.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn set_run(
        &self,
        sender: SenderId,
        control: RunControl,
        why: &str,
        now: Timestamp,
    ) -> Result<()>;

    /// Complaints since an instant, by the sender whose letter each reader had last when they complained. Who complained of nothing
    /// that was sent is in no sum.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn complaints(&self, since: Timestamp) -> Result<Vec<(SenderId, u64)>>;

    /// Letters of a sender that were sent since an instant, counted up to a number.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn sent_since(&self, sender: SenderId, since: Timestamp, up_to: u64) -> Result<u64>;

    /// Carries one step of the operator's answer out, under the people's locks; call it until nothing is left. It
    /// leaves messages in flight alone, and the run as it is.
    ///
    /// # Errors
    /// Any failure of the database: then nothing of the step happened.
    async fn answer(&self, request: AnswerRequest<'_>) -> Result<Answered>;
}
