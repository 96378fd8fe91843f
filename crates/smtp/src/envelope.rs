//! The envelope of a message as commands (RFC 5321 §3.3), and whether this server can take it at all. Pure.

use std::fmt::Write as _;

use crate::offer::Offer;
use crate::outcome::{Phase, SendOutcome};
use crate::outgoing::{Content, Outgoing};

/// `MAIL` and `RCPT` for a message.
///
/// # Errors
/// Why this server cannot take it: a definite refusal, for want of an extension or of room.
pub(crate) fn envelope(offer: &Offer, mail: &Outgoing) -> Result<String, SendOutcome> {
    let from = mail.envelope_from.address();
    let from_needs_utf8 = from.is_some_and(super::Address::needs_utf8);
    let needs_utf8 = from_needs_utf8 || mail.envelope_to.needs_utf8();
    if needs_utf8 && !offer.utf8 {
        let phase = if from_needs_utf8 {
            Phase::Mail
        } else {
            Phase::Rcpt
        };
        let text = "5.6.7 the server takes no addresses with letters beyond ASCII (SMTPUTF8)";
        return Err(SendOutcome::from_reply(553, text, phase));
    }
    let ready = match &mail.content {
        Content::Ready(permitted) => Some(&permitted.bytes),
        Content::Late { .. } => None,
    };
    let eight_bit = ready.is_some_and(|bytes| !bytes.is_ascii());
    if eight_bit && !offer.eight_bit {
        let text = "5.6.3 the server takes only 7 bit messages (no 8BITMIME), and this one is not";
        return Err(SendOutcome::from_reply(554, text, Phase::Mail));
    }
    let size = ready.and_then(|bytes| u64::try_from(bytes.len()).ok());
    if let (Some(size), Some(limit @ 1..)) = (size, offer.size)
        && size > limit
    {
        let text =
            format!("5.3.4 the server takes {limit} bytes at most, and this message has {size}");
        return Err(SendOutcome::from_reply(552, &text, Phase::Mail));
    }

    let mut commands = String::with_capacity(160);
    // Writing to a string cannot fail.
    let _ = write!(
        commands,
        "MAIL FROM:<{}>",
        from.map_or("", super::Address::as_str)
    );
    if needs_utf8 {
        commands.push_str(" SMTPUTF8");
    }
    if offer.eight_bit && (eight_bit || ready.is_none()) {
        commands.push_str(" BODY=8BITMIME");
    }
    if let (Some(size), Some(_)) = (size, offer.size) {
        let _ = write!(commands, " SIZE={size}");
    }
    let _ = write!(commands, "\r\nRCPT TO:<{}>\r\n", mail.envelope_to.as_str());
    Ok(commands)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(to: &str, bytes: &[u8]) -> Outgoing {
        Outgoing::new(
            "news@example.org".parse().unwrap(),
            to.parse().unwrap(),
            bytes.to_vec(),
        )
    }

    fn offer(lines: &str) -> Offer {
        Offer::read(&format!("host\n{lines}"))
    }

    #[test]
    fn only_what_is_offered_is_said() {
        let plain = mail("ann@example.org", b"Subject: a\r\n\r\n");
        let said = |lines| envelope(&offer(lines), &plain).unwrap();
        assert_eq!(
            said(""),
            "MAIL FROM:<news@example.org>\r\nRCPT TO:<ann@example.org>\r\n"
        );
        assert_eq!(
            said("SIZE 0\n8BITMIME"),
            "MAIL FROM:<news@example.org> SIZE=14\r\nRCPT TO:<ann@example.org>\r\n"
        );
        let other = mail("jürgen@example.org", "Grüße".as_bytes());
        assert_eq!(
            envelope(&offer("SMTPUTF8\n8BITMIME"), &other).unwrap(),
            "MAIL FROM:<news@example.org> SMTPUTF8 BODY=8BITMIME\r\nRCPT TO:<jürgen@example.org>\r\n"
        );
    }

    #[test]
    fn what_a_server_cannot_take_is_refused_before_it_is_asked() {
        let code = |lines: &str, mail: &Outgoing| envelope(&offer(lines), mail).unwrap_err().code();
        assert_eq!(
            code("SIZE 10", &mail("ann@example.org", b"Subject: a\r\n\r\n")),
            Some(552)
        );
        assert_eq!(
            code("SMTPUTF8", &mail("ann@example.org", "ü".as_bytes())),
            Some(554)
        );
        assert_eq!(
            code("8BITMIME", &mail("jürgen@example.org", b"a")),
            Some(553)
        );
    }
}
