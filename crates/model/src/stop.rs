//! Stops: a person's (or a mailbox's) "no", with its scope and its cause. Stops are absolute.

use crate::PublicationId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How far a stop reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopScope {
    /// Nothing of this publication.
    Publication(PublicationId),
    /// No mailings at all; service in answer to the person's own request still comes.
    Mailings,
    /// Nothing at all.
    Everything,
}

/// Who or what caused a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopCause {
    /// The person said so.
    Own,
    /// A complaint (RFC 5965) arrived.
    Complaint,
    /// The mailbox does not exist.
    HardBounce,
    /// The person was erased.
    Erasure,
}

impl StopCause {
    /// The name that stands in the database and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Complaint => "complaint",
            Self::HardBounce => "hard-bounce",
            Self::Erasure => "erasure",
        }
    }

    /// The cause of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Own, Self::Complaint, Self::HardBounce, Self::Erasure]
            .into_iter()
            .find(|cause| cause.name() == name)
    }
}

/// A stop in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stop {
    /// How far it reaches.
    pub scope: StopScope,
    /// Who or what caused it.
    pub cause: StopCause,
    /// When.
    pub at: Timestamp,
}

impl Stop {
    /// Whether it forbids an ordinary letter of this publication.
    pub fn covers(&self, publication: PublicationId) -> bool {
        match self.scope {
            StopScope::Publication(stopped) => stopped == publication,
            StopScope::Mailings | StopScope::Everything => true,
        }
    }
}
