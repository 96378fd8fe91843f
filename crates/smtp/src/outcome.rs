//! What is known after a send, and the questions a dispatcher asks of it. It never says what happens next; the caller does.

use std::fmt;

use crate::fault::{self, EnhancedCode};
use crate::redact::redact;

/// How far a send had come, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Waiting for a connection, resolving the name, opening the connection.
    Connect,
    /// The TLS handshake, STARTTLS included.
    Tls,
    /// Waiting for the server's first words.
    Greeting,
    /// `EHLO`.
    Ehlo,
    /// `AUTH`.
    Auth,
    /// `MAIL FROM`.
    Mail,
    /// `RCPT TO`.
    Rcpt,
    /// `DATA`, up to its 354.
    Data,
    /// The body, up to the last byte before its final dot.
    Body,
    /// The final dot has left, perhaps only in part; waiting for the reply that decides.
    Reply,
}

impl Phase {
    /// A stable name for tables and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Greeting => "greeting",
            Self::Ehlo => "ehlo",
            Self::Auth => "auth",
            Self::Mail => "mail",
            Self::Rcpt => "rcpt",
            Self::Data => "data",
            Self::Body => "body",
            Self::Reply => "reply",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// Whose fault a permanent refusal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// This recipient can't be reached; other messages may go.
    Recipient,
    /// The sender's account, address, reputation or setup: the next message would be refused as well.
    Sender,
}

/// What became of one send. Texts have mail addresses cut out and are at most 500 characters long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendOutcome {
    /// The server took responsibility (2yz after the final dot; for a Maildir, the file is in `new`).
    Accepted {
        /// The reply code.
        code: u16,
        /// What the server said.
        text: String,
    },
    /// A definite, permanent no (5yz). Where a message can't go for want of an extension, the code is ours (RFC 6531 §3.5, RFC 6152 §3).
    Refused {
        /// The reply code.
        code: u16,
        /// The enhanced code that the text began with.
        enhanced: Option<EnhancedCode>,
        /// What the server said.
        text: String,
        /// When it said so.
        phase: Phase,
        /// Whose fault it is.
        fault: Fault,
    },
    /// A definite "not now": 4yz, no connection, a connection lost or timed out before the final dot, no TLS where it is required.
    TryLater {
        /// The reply code, if the server replied.
        code: Option<u16>,
        /// What the server or the system said.
        text: String,
        /// How far it had come.
        phase: Phase,
    },
    /// The final dot left and no reply can be trusted: the message may have been accepted, or not.
    Unknown {
        /// How far it had come; always [`Phase::Reply`] on the network.
        phase: Phase,
        /// What happened instead of a reply.
        text: String,
    },
    /// Nobody said no: the permission ended, the late gate declined, or the transport was shut down, all before the final dot.
    NotStarted {
        /// How far it had come.
        phase: Phase,
    },
}

impl SendOutcome {
    /// The outcome that a negative reply means at a phase: 4yz (and any 421) try later, 5yz refused.
    pub fn from_reply(code: u16, text: &str, phase: Phase) -> Self {
        let enhanced = EnhancedCode::leading(code, text);
        let text = redact(text);
        if code >= 500 {
            let fault = fault::whose(phase, code, enhanced);
            Self::Refused {
                code,
                enhanced,
                text,
                phase,
                fault,
            }
        } else {
            Self::TryLater {
                code: Some(code),
                text,
                phase,
            }
        }
    }

    pub(crate) fn try_later(phase: Phase, text: impl fmt::Display) -> Self {
        Self::TryLater {
            code: None,
            text: redact(&text.to_string()),
            phase,
        }
    }

    pub(crate) fn unknown(phase: Phase, text: impl fmt::Display) -> Self {
        Self::Unknown {
            phase,
            text: redact(&text.to_string()),
        }
    }

    /// Whether the server took the message.
    pub fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted { .. })
    }

    /// Whether it is certain what became of the message.
    pub fn is_definite(&self) -> bool {
        !matches!(self, Self::Unknown { .. })
    }

    /// Whether it is certain that the recipient did *not* get it, so that what was set aside for it is free again.
    pub fn unit_released(&self) -> bool {
        self.is_definite() && !self.is_accepted()
    }

    /// Whether the same message may be offered again without the risk of a second copy and with a chance of success.
    pub fn may_retry(&self) -> bool {
        matches!(self, Self::TryLater { .. } | Self::NotStarted { .. }) || self.is_senders_fault()
    }

    /// Whether the next message would meet the same refusal, so that sending should pause.
    pub fn is_senders_fault(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                fault: Fault::Sender,
                ..
            }
        )
    }

    /// Whether no conversation came about: nothing was said about this message, and others will likely fare the same.
    pub fn is_connection_trouble(&self) -> bool {
        matches!(self, Self::TryLater { phase, .. } if *phase < Phase::Mail)
    }

    /// The server's reply code, if it replied.
    pub fn code(&self) -> Option<u16> {
        match self {
            Self::Accepted { code, .. } | Self::Refused { code, .. } => Some(*code),
            Self::TryLater { code, .. } => *code,
            Self::Unknown { .. } | Self::NotStarted { .. } => None,
        }
    }

    /// How far it had come.
    pub fn phase(&self) -> Phase {
        match self {
            Self::Accepted { .. } => Phase::Reply,
            Self::Refused { phase, .. }
            | Self::TryLater { phase, .. }
            | Self::Unknown { phase, .. }
            | Self::NotStarted { phase } => *phase,
        }
    }

    /// What was said; empty for [`SendOutcome::NotStarted`].
    pub fn text(&self) -> &str {
        match self {
            Self::Accepted { text, .. }
            | Self::Refused { text, .. }
            | Self::TryLater { text, .. }
            | Self::Unknown { text, .. } => text,
            Self::NotStarted { .. } => "",
        }
    }

    /// A stable name for tables and logs.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::TryLater { .. } => "try later",
            Self::Unknown { .. } => "unknown",
            Self::NotStarted { .. } => "not started",
        }
    }
}

impl fmt::Display for SendOutcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} at {}", self.as_str(), self.phase())?;
        if let Some(code) = self.code() {
            write!(out, ": {code}")?;
        }
        if !self.text().is_empty() {
            write!(out, " {}", self.text())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_answers_the_questions() {
        let accepted = SendOutcome::Accepted {
            code: 250,
            text: "ok".into(),
        };
        let cases = [
            // definite, released, retry, sender's fault, connection trouble
            (accepted, [true, false, false, false, false]),
            (
                SendOutcome::from_reply(550, "5.1.1 no", Phase::Rcpt),
                [true, true, false, false, false],
            ),
            (
                SendOutcome::from_reply(550, "5.7.1 no", Phase::Reply),
                [true, true, true, true, false],
            ),
            (
                SendOutcome::from_reply(451, "4.3.0 no", Phase::Reply),
                [true, true, true, false, false],
            ),
            (
                SendOutcome::try_later(Phase::Tls, "none"),
                [true, true, true, false, true],
            ),
            (
                SendOutcome::unknown(Phase::Reply, "lost"),
                [false, false, false, false, false],
            ),
            (
                SendOutcome::NotStarted { phase: Phase::Rcpt },
                [true, true, true, false, false],
            ),
        ];
        for (outcome, expected) in cases {
            let answers = [
                outcome.is_definite(),
                outcome.unit_released(),
                outcome.may_retry(),
                outcome.is_senders_fault(),
                outcome.is_connection_trouble(),
            ];
            assert_eq!(answers, expected, "{outcome}");
        }
    }

    #[test]
    fn a_reply_is_stored_without_addresses() {
        let outcome = SendOutcome::from_reply(550, "5.1.1 <ann@example.org> unknown", Phase::Rcpt);
        assert_eq!(
            outcome.to_string(),
            "refused at rcpt: 550 5.1.1 <[address]> unknown"
        );
    }
}
