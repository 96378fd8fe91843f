//! Puts a message together: templates, transfer encoding, headers in their order.

use super::error::RenderError;
use super::header;
use super::letter::{CalendarFile, Letter, LetterKind};
use super::subject::subject;
use super::view::view;
use crate::templates::Templates;
use lettre::Message;
use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType};
use lettre::message::{MultiPart, SinglePart};

/// A letter as people see it, without its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// The text part; lines end in LF.
    pub text: String,
    /// The HTML part; lines end in LF.
    pub html: String,
}

/// Subject, text and HTML of a letter.
///
/// # Errors
/// [`RenderError`] if it has no part, or a template fails.
pub fn render(letter: &Letter<'_>, templates: &Templates) -> Result<Rendered, RenderError> {
    if letter.parts.is_empty() {
        return Err(RenderError::Empty);
    }
    let folder = match letter.kind {
        LetterKind::Letter => "mail/letter",
        LetterKind::Test => "mail/test",
        LetterKind::Event => "mail/event",
    };
    let subject = header::clean(&subject(letter, templates.languages()));
    let context = view(letter, &subject, templates.languages());
    let file = |name: &str| templates.render(&format!("{folder}/{name}"), &context);
    Ok(Rendered {
        subject: header::clean(&file("subject.txt")?),
        text: file("body.txt")?,
        html: file("body.html")?,
    })
}

/// The bytes of a message, ready for DATA but for dot-stuffing: CRLF only, no line above 998 octets
/// (RFC 5321 §4.5.3.1.6), ASCII only. The same letter gives the same bytes.
///
/// # Errors
/// [`RenderError`] if the letter has no part, a template fails, or a value cannot stand in its header.
pub fn compose(letter: &Letter<'_>, templates: &Templates) -> Result<Vec<u8>, RenderError> {
    let Rendered {
        subject,
        text,
        html,
    } = render(letter, templates)?;
    let mut message = Message::builder()
        .header(header::date(letter.date)?)
        .from(header::mailbox("From", &letter.from)?)
        .to(header::mailbox("To", &letter.to)?);
    if let Some(reply_to) = &letter.reply_to {
        message = message.reply_to(header::mailbox("Reply-To", reply_to)?);
    }
    message = message
        .subject(subject)
        .raw_header(header::message_id(&letter.message_id)?);
    if let Some(list) = &letter.list {
        for value in header::list(list)? {
            message = message.raw_header(value);
        }
    }
    if letter.system {
        message = message.raw_header(header::plain("Auto-Submitted", "auto-generated"));
    }
    let body = MultiPart::alternative()
        .boundary(boundary(&letter.message_id))
        .singlepart(encoded(ContentType::TEXT_PLAIN, &text))
        .singlepart(encoded(ContentType::TEXT_HTML, &html));
    let body = match &letter.calendar {
        None => body,
        Some(file) => MultiPart::mixed()
            .boundary(boundary(&letter.message_id) + "-m")
            .multipart(body)
            .singlepart(attached(file)?),
    };
    Ok(message.multipart(body)?.formatted())
}

/// A part in quoted-printable: ASCII in short lines whatever the content, and `=_` cannot occur in it
/// (RFC 2045 §6.7), so no body can contain the boundary.
fn encoded(content_type: ContentType, body: &str) -> SinglePart {
    SinglePart::builder()
        .header(content_type)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(crlf(body))
}

/// A calendar file, attached (RFC 6047 §2.4: the method stands in its type too).
fn attached(file: &CalendarFile) -> Result<SinglePart, RenderError> {
    let kind = format!(
        "text/calendar; method={}; charset=utf-8; name=\"event.ics\"",
        file.method.name()
    );
    let kind = ContentType::parse(&kind).map_err(|_| RenderError::Header {
        field: "Content-Type",
    })?;
    Ok(SinglePart::builder()
        .header(kind)
        .header(ContentDisposition::attachment("event.ics"))
        .header(ContentTransferEncoding::Base64)
        .body(crlf(&file.text)))
}

/// The text with CRLF for every line break, of whatever kind it was.
fn crlf(text: &str) -> String {
    let mut lines = String::with_capacity(text.len() + text.len() / 32);
    let mut rest = text;
    while let Some(at) = rest.find(['\r', '\n']) {
        let (before, from) = rest.split_at(at);
        lines.push_str(before);
        lines.push_str("\r\n");
        let skipped = if from.starts_with("\r\n") { 2 } else { 1 };
        rest = from.get(skipped..).unwrap_or_default();
    }
    lines.push_str(rest);
    lines
}

/// The line between the parts: from the message's id, so that the bytes repeat (RFC 2046 §5.1.1: at
/// most 70 characters of a small alphabet).
fn boundary(message_id: &str) -> String {
    let allowed = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let name = message_id.chars().skip(1).take_while(|it| *it != '@');
    let name: String = name.filter(allowed).take(40).collect();
    format!("=_{name}")
}
