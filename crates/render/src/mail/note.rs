//! A note to the operator: plain text, no template. Never to a subscriber.

use super::compose::encoded;
use super::error::RenderError;
use super::header;
use super::letter::Mailbox;
use lagom_model::Timestamp;
use lettre::Message;
use lettre::message::SinglePart;
use lettre::message::header::ContentType;

/// What it says, to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note<'a> {
    /// As whom.
    pub from: &'a Mailbox,
    /// The operator's address.
    pub to: &'a str,
    /// One line.
    pub subject: &'a str,
    /// The text; lines end in LF.
    pub text: &'a str,
    /// When.
    pub date: Timestamp,
    /// With angle brackets.
    pub message_id: String,
}

/// The bytes of the note, ready for DATA but for dot-stuffing. It says that a machine wrote it (RFC 3834 §5).
///
/// # Errors
/// [`RenderError`] if a value cannot stand in its header.
pub fn compose_note(note: &Note<'_>) -> Result<Vec<u8>, RenderError> {
    let to = Mailbox {
        name: None,
        address: note.to.to_owned(),
    };
    let message = Message::builder()
        .raw_header(header::ready("Date", header::date(note.date)?))
        .from(header::mailbox("From", note.from)?)
        .to(header::mailbox("To", &to)?)
        .subject(header::clean(note.subject))
        .raw_header(header::ready("Message-ID", note.message_id.clone()))
        .raw_header(header::plain("Auto-Submitted", "auto-generated"));
    let body = SinglePart::builder()
        .header(ContentType::TEXT_PLAIN)
        .body(encoded(note.text)?);
    Ok(message.singlepart(body)?.formatted())
}
