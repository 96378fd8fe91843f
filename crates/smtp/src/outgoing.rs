//! One message to one recipient, and until when it may leave. It never holds a decision, only its result.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use tokio::time::Instant;

use crate::address::{Address, ReversePath};

/// Until when a message may leave, on the machine's monotonic clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    body_before: Option<Instant>,
    dot_before: Option<Instant>,
}

impl Permission {
    /// No limit.
    pub fn unlimited() -> Self {
        Self {
            body_before: None,
            dot_before: None,
        }
    }

    /// No body begins after `valid_until` − `margin`, no final dot leaves after `valid_until`.
    pub fn until(valid_until: Instant, margin: Duration) -> Self {
        Self {
            body_before: Some(valid_until.checked_sub(margin).unwrap_or(valid_until)),
            dot_before: Some(valid_until),
        }
    }

    /// Whether a body may still begin at `now`.
    pub fn allows_body(self, now: Instant) -> bool {
        self.body_before.is_none_or(|limit| now < limit)
    }

    /// Whether a final dot may still leave at `now`.
    pub fn allows_dot(self, now: Instant) -> bool {
        self.dot_before.is_none_or(|limit| now < limit)
    }

    /// The last instant for a body to begin, if there is one.
    pub fn body_before(self) -> Option<Instant> {
        self.body_before
    }

    /// The last instant for a final dot to leave, if there is one.
    pub fn dot_before(self) -> Option<Instant> {
        self.dot_before
    }
}

/// Bytes that may leave, and until when.
#[derive(Clone)]
pub struct Permitted {
    /// The message; line ends are made CRLF on the way out, dots are doubled by the protocol.
    pub bytes: Bytes,
    /// Until when.
    pub permission: Permission,
}

impl fmt::Debug for Permitted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "Permitted({} bytes, {:?})",
            self.bytes.len(),
            self.permission
        )
    }
}

/// A decision made at the last moment: after the recipient was accepted, right before `DATA`. For relays so slow that a
/// permission given earlier would have ended by then.
#[async_trait]
pub trait LateGate: Send + Sync {
    /// Called at most once for a send that reaches this point. `None` means no: the conversation is reset and the outcome is `NotStarted`.
    async fn open(&self) -> Option<Permitted>;
}

/// What is sent.
#[derive(Clone)]
pub enum Content {
    /// Already permitted.
    Ready(Permitted),
    /// Asked for at the last moment.
    Late {
        /// Whom to ask.
        gate: Arc<dyn LateGate>,
        /// Until when a connection must have taken it. From then on it goes as slowly as the relay does.
        start: Permission,
    },
}

impl fmt::Debug for Content {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready(permitted) => permitted.fmt(out),
            Self::Late { .. } => out.write_str("Late"),
        }
    }
}

/// One message to one recipient.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Where bounces go.
    pub envelope_from: ReversePath,
    /// The one recipient.
    pub envelope_to: Address,
    /// The message.
    pub content: Content,
}

impl Outgoing {
    /// A message that may leave at any time.
    pub fn new(envelope_from: ReversePath, envelope_to: Address, bytes: impl Into<Bytes>) -> Self {
        Self::permitted(envelope_from, envelope_to, bytes, Permission::unlimited())
    }

    /// A message that may leave within its permission.
    pub fn permitted(
        envelope_from: ReversePath,
        envelope_to: Address,
        bytes: impl Into<Bytes>,
        permission: Permission,
    ) -> Self {
        let bytes = bytes.into();
        Self {
            envelope_from,
            envelope_to,
            content: Content::Ready(Permitted { bytes, permission }),
        }
    }

    /// A message that is decided and filled at the last moment. It waits for a connection within `start`.
    pub fn late(
        envelope_from: ReversePath,
        envelope_to: Address,
        gate: Arc<dyn LateGate>,
        start: Permission,
    ) -> Self {
        Self {
            envelope_from,
            envelope_to,
            content: Content::Late { gate, start },
        }
    }

    /// Until when it waits for a connection.
    pub(crate) fn may_wait(&self) -> Permission {
        match &self.content {
            Content::Ready(permitted) => permitted.permission,
            Content::Late { start, .. } => *start,
        }
    }

    /// The permission known in the conversation before `DATA`: a late gate has none yet.
    pub(crate) fn early_permission(&self) -> Permission {
        match &self.content {
            Content::Ready(permitted) => permitted.permission,
            Content::Late { .. } => Permission::unlimited(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_ends_for_the_body_before_it_ends_for_the_dot() {
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let permission = Permission::until(now + 30 * second, 5 * second);
        assert!(permission.allows_body(now + 24 * second));
        assert!(!permission.allows_body(now + 25 * second));
        assert!(permission.allows_dot(now + 29 * second));
        assert!(!permission.allows_dot(now + 30 * second));
        assert!(Permission::unlimited().allows_body(now));
    }

    #[test]
    fn an_outgoing_message_shows_neither_address_nor_text() {
        let mail = Outgoing::new(
            "ann@example.org".parse().unwrap(),
            "bob@example.org".parse().unwrap(),
            &b"secret"[..],
        );
        let shown = format!("{mail:?}");
        assert!(
            !shown.contains("example") && !shown.contains("secret"),
            "{shown}"
        );
    }
}
