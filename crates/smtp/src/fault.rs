//! Whose fault a permanent refusal is: this recipient's (their message fails) or the sender's (every message would). Pure; it never sees a socket.

use std::fmt;

use crate::outcome::{Fault, Phase};

/// An enhanced status code (RFC 3463), such as 5.1.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EnhancedCode {
    /// 2 success, 4 for now, 5 for good.
    pub class: u8,
    /// 1 address, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.
    pub subject: u16,
    /// Within the subject.
    pub detail: u16,
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl EnhancedCode {
    /// The code that a reply's text begins with (RFC 2034 §4); it must agree with the reply's own code.
    pub fn leading(code: u16, text: &str) -> Option<Self> {
        let mut parts = text.split_whitespace().next()?.splitn(3, '.');
        let class = parts.next()?.parse().ok()?;
        let found = Self {
            class,
            subject: parts.next()?.parse().ok()?,
            detail: parts.next()?.parse().ok()?,
        };
        (u16::from(class) == code / 100).then_some(found)
    }
}

/// Judges a 5yz reply.
///
/// Before a recipient is named nothing can be their fault. After that it is, unless the reply speaks of authentication or policy
/// (530, 534, 535, 538 of RFC 4954; X.7.z of RFC 3463), of our address (X.1.7, X.1.8), or of the protocol (500, 502, 503; X.5.z).
pub(crate) fn whose(phase: Phase, code: u16, enhanced: Option<EnhancedCode>) -> Fault {
    if phase < Phase::Rcpt || matches!(code, 500 | 502 | 503 | 530 | 534 | 535 | 538) {
        return Fault::Sender;
    }
    match enhanced.map(|found| (found.subject, found.detail)) {
        Some((7 | 5, _) | (1, 7 | 8)) => Fault::Sender,
        _ => Fault::Recipient,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_follows_from_phase_and_codes() {
        let cases = [
            (Phase::Greeting, 554, "no service here", Fault::Sender),
            (Phase::Auth, 535, "5.7.8 wrong password", Fault::Sender),
            (Phase::Mail, 550, "5.1.8 who are you", Fault::Sender),
            (Phase::Mail, 552, "5.3.4 too large", Fault::Sender),
            (Phase::Rcpt, 550, "5.1.1 no such mailbox", Fault::Recipient),
            (Phase::Rcpt, 550, "no such mailbox", Fault::Recipient),
            (Phase::Rcpt, 552, "5.2.2 full", Fault::Recipient),
            (Phase::Rcpt, 554, "5.7.1 relay access denied", Fault::Sender),
            (Phase::Rcpt, 530, "log in first", Fault::Sender),
            (Phase::Rcpt, 503, "bad sequence", Fault::Sender),
            (
                Phase::Rcpt,
                501,
                "5.1.3 bad address syntax",
                Fault::Recipient,
            ),
            (Phase::Rcpt, 553, "5.1.7 your address", Fault::Sender),
            (Phase::Reply, 554, "5.6.0 content", Fault::Recipient),
            (Phase::Reply, 550, "5.7.1 spam", Fault::Sender),
            (
                Phase::Reply,
                550,
                "4.7.1 classes disagree, so the enhanced code counts for nothing",
                Fault::Recipient,
            ),
        ];
        for (phase, code, text, expected) in cases {
            let enhanced = EnhancedCode::leading(code, text);
            assert_eq!(
                whose(phase, code, enhanced),
                expected,
                "{phase} {code} {text}"
            );
        }
    }

    #[test]
    fn an_enhanced_code_is_read_only_where_it_stands() {
        let found = EnhancedCode::leading(550, "5.1.1 <…> unknown").unwrap();
        assert_eq!(found.to_string(), "5.1.1");
        for text in [
            "",
            "no",
            "5.1",
            "5.1.1x",
            "see 5.1.1",
            "300.1.1",
            "5.1.1.1 x",
        ] {
            assert_eq!(EnhancedCode::leading(550, text), None, "{text}");
        }
    }
}
