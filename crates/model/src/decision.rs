//! The decision: what becomes of a message now, and every rule that had a say.

use crate::classes::Classes;
use crate::reason::Reason;
use crate::time::Timestamp;
use crate::{Form, PublicationId};
use serde::{Deserialize, Serialize};

/// What the policy says of one message at one instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What becomes of the message.
    pub verdict: Verdict,
    /// What becomes of each part; empty for a message without parts.
    pub parts: Vec<PartVerdict>,
    /// Classes whose items stay out of the message: their caps are full.
    #[serde(default, skip_serializing_if = "Classes::is_empty")]
    pub left_out: Classes,
    /// Seconds of reading that the reader's own limit in minutes leaves, if there is such a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading_left: Option<u32>,
    /// Every rule that had a say, with its numbers, in the order in which they were asked.
    pub reasons: Vec<Reason>,
    /// The version of the policy that decided.
    pub policy: i64,
    /// The revision of the deciding code (`lagom_policy::REVISION`).
    pub revision: u32,
}

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// It goes now.
    Send {
        /// The next instant at which the answer could change, at most 30 s ahead: no final dot is
        /// written after it.
        valid_until: Timestamp,
    },
    /// Its content waits for the person's next letter of that sender.
    Fold {
        /// When that letter falls due.
        into: Timestamp,
    },
    /// It waits as it is.
    Defer {
        /// Until this instant, later than now.
        until: Timestamp,
    },
    /// It is of no use any more, or there is no room for it in time.
    Expire,
    /// The person does not want it, or must not get it.
    Suppress,
}

impl Verdict {
    /// The name that stands in the database and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Send { .. } => "send",
            Self::Fold { .. } => "fold",
            Self::Defer { .. } => "defer",
            Self::Expire => "expire",
            Self::Suppress => "suppress",
        }
    }
}

/// What becomes of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PartVerdict {
    /// Its publication.
    pub publication: PublicationId,
    /// What becomes of it, if the message goes.
    pub share: Share,
}

/// Whether a part takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "share", rename_all = "kebab-case")]
pub enum Share {
    /// It goes, in this form.
    Goes {
        /// The form.
        form: Form,
    },
    /// It stays behind and waits (a pause, a full class): the watermark stays where it is.
    Waits {
        /// Until this instant, if it is known.
        until: Option<Timestamp>,
    },
    /// It ends here, unsent: the range is consumed as suppressed.
    Ends,
}
