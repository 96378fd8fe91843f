//! Puts a message together: templates, transfer encoding, headers in their order.

use super::error::RenderError;
use super::header;
use super::hole::Pen;
use super::letter::{CalendarFile, Letter, LetterKind};
use super::subject::subject;
use super::view::view;
use crate::templates::Templates;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType};
use lettre::message::{Body, MultiPart, SinglePart};

/// The lines between text and HTML, and between them and an attached file. They are the same in all messages, since no encoded
/// body can contain `=_` (RFC 2046 §5.1.1 asks for no more).
const ALTERNATIVE: &str = "=_alternative";
const MIXED: &str = "=_mixed";

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
    render_with(letter, templates, &Pen::values())
}

/// Subject, text and HTML of a letter, written with this pen.
pub(super) fn render_with(
    letter: &Letter<'_>,
    templates: &Templates,
    pen: &Pen,
) -> Result<Rendered, RenderError> {
    if letter.parts.is_empty() {
        return Err(RenderError::Empty);
    }
    let folder = match letter.kind {
        LetterKind::Letter => "mail/letter",
        LetterKind::Test => "mail/test",
        LetterKind::Event => "mail/event",
    };
    let subject = header::clean(&subject(letter, templates.languages()));
    let context = view(letter, &subject, templates.languages(), pen);
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
    let rendered = render(letter, templates)?;
    let calendar = letter.calendar.as_ref();
    assemble(
        letter,
        Pieces {
            fields: Fields::of(letter)?,
            subject: rendered.subject,
            text: encoded(&rendered.text)?,
            html: encoded(&rendered.html)?,
            calendar: calendar.map(calendar_body),
        },
    )
}

/// The values of headers that are one person's own, as they stand on the wire.
pub(super) struct Fields {
    pub(super) date: String,
    pub(super) to: String,
    pub(super) message_id: String,
    pub(super) unsubscribe: Option<String>,
}

impl Fields {
    /// A letter's own.
    pub(super) fn of(letter: &Letter<'_>) -> Result<Self, RenderError> {
        Ok(Self {
            date: header::date(letter.date)?,
            to: header::to(&letter.to)?,
            message_id: header::message_id(&letter.message_id)?.to_owned(),
            unsubscribe: letter.list.as_ref().map(header::unsubscribe).transpose()?,
        })
    }
}

/// What a message is put together from, all of it encoded.
pub(super) struct Pieces {
    pub(super) fields: Fields,
    pub(super) subject: String,
    pub(super) text: Body,
    pub(super) html: Body,
    pub(super) calendar: Option<Body>,
}

/// Puts a message together.
pub(super) fn assemble(letter: &Letter<'_>, pieces: Pieces) -> Result<Vec<u8>, RenderError> {
    let fields = pieces.fields;
    // SMTP's envelope is made elsewhere; lettre would read one from headers that may be marks.
    let to = header::mailbox("To", &letter.to)?.email;
    let mut message = Message::builder()
        .envelope(Envelope::new(None, vec![to])?)
        .raw_header(header::ready("Date", fields.date))
        .from(header::mailbox("From", &letter.from)?)
        .raw_header(header::ready("To", fields.to));
    if let Some(reply_to) = &letter.reply_to {
        message = message.reply_to(header::mailbox("Reply-To", reply_to)?);
    }
    message = message
        .subject(pieces.subject)
        .raw_header(header::ready("Message-ID", fields.message_id));
    if let (Some(list), Some(unsubscribe)) = (&letter.list, fields.unsubscribe) {
        let one_click = "List-Unsubscribe=One-Click";
        message = message
            .raw_header(header::list_id(list)?)
            .raw_header(header::ready("List-Unsubscribe", unsubscribe))
            .raw_header(header::plain("List-Unsubscribe-Post", one_click));
    }
    if letter.system {
        message = message.raw_header(header::plain("Auto-Submitted", "auto-generated"));
    }
    let part = |content_type, body| SinglePart::builder().header(content_type).body(body);
    let body = MultiPart::alternative()
        .boundary(ALTERNATIVE)
        .singlepart(part(ContentType::TEXT_PLAIN, pieces.text))
        .singlepart(part(ContentType::TEXT_HTML, pieces.html));
    let body = match (&letter.calendar, pieces.calendar) {
        (Some(file), Some(calendar)) => MultiPart::mixed()
            .boundary(MIXED)
            .multipart(body)
            .singlepart(attached(file, calendar)?),
        _ => body,
    };
    Ok(message.multipart(body)?.formatted())
}

/// A text in quoted-printable: ASCII in short lines whatever the content, and `=_` cannot occur in it
/// (RFC 2045 §6.7), so no body can contain a boundary.
pub(super) fn encoded(body: &str) -> Result<Body, RenderError> {
    Body::new_with_encoding(crlf(body), ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| RenderError::Encoding)
}

/// A calendar file in base64.
pub(super) fn calendar_body(file: &CalendarFile) -> Body {
    let mut lines = Vec::new();
    for line in STANDARD.encode(crlf(&file.text)).as_bytes().chunks(76) {
        if !lines.is_empty() {
            lines.extend_from_slice(b"\r\n");
        }
        lines.extend_from_slice(line);
    }
    Body::dangerous_pre_encoded(lines, ContentTransferEncoding::Base64)
}

/// A calendar file, attached (RFC 6047 §2.4: the method stands in its type too).
fn attached(file: &CalendarFile, body: Body) -> Result<SinglePart, RenderError> {
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
        .body(body))
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
