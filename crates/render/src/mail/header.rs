//! Headers that lettre has no type for, and what may stand in one. Nothing that comes from outside
//! reaches a header unchecked: no line break, no control character, nothing beyond ASCII unencoded.

use super::error::RenderError;
use super::letter::{List, Mailbox};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lagom_model::Timestamp;
use lettre::message::header::{HeaderName, HeaderValue, Headers, To};
use lettre::message::{Mailbox as LettreMailbox, Mailboxes};
use std::time::{Duration, UNIX_EPOCH};

/// The longest line of a message, without its CRLF (RFC 5322 §2.1.1).
const LINE: usize = 998;
/// A name and an address of so many bytes fit on one line behind `To: ` (76 without its end, RFC 2047 §2).
const SHORT: usize = 60;
/// The header of the recipient.
const TO: &str = "To";
/// The longest name or subject, in characters.
const PHRASE: usize = 200;

/// One line of words: control characters and line breaks become spaces, runs of white space one, and
/// what is too long ends in an ellipsis.
pub(super) fn clean(text: &str) -> String {
    let is_word = |byte: u8| byte.is_ascii_graphic();
    if text.len() <= PHRASE
        && text
            .split(' ')
            .all(|word| !word.is_empty() && word.bytes().all(is_word))
    {
        return text.to_owned();
    }
    let visible = |letter: char| if letter.is_control() { ' ' } else { letter };
    let text: String = text.chars().map(visible).collect();
    let mut words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = words.char_indices().nth(PHRASE) {
        words.truncate(cut);
        words.push('…');
    }
    words
}

/// A mailbox as lettre wants it. A recipient's local part may hold letters beyond ASCII (RFC 6532 §3.2): such a letter goes only
/// where SMTPUTF8 is spoken. A sender's may not, for then all of theirs would.
pub(super) fn mailbox(
    field: &'static str,
    mailbox: &Mailbox,
) -> Result<LettreMailbox, RenderError> {
    let is_fit = mailbox.address.is_ascii() || field == TO;
    let address = mailbox.address.parse().ok().filter(|_| is_fit);
    let address = address.ok_or(RenderError::Address { field })?;
    let name = mailbox.name.as_deref().map(clean);
    let name = name.filter(|name| !name.is_empty());
    Ok(LettreMailbox::new(name, address))
}

/// The value of `To`, encoded and folded as it stands on the wire.
pub(super) fn to(to: &Mailbox) -> Result<String, RenderError> {
    let to = mailbox(TO, to)?;
    Ok(on_one_line(&to).unwrap_or_else(|| folded(to)))
}

/// A mailbox that needs neither code nor fold, as most do: the same as [`folded`].
fn on_one_line(to: &LettreMailbox) -> Option<String> {
    let address: &str = to.email.as_ref();
    let Some(name) = &to.name else {
        return Some(address.to_owned());
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b' ';
    let is_short = name.len() + address.len() <= SHORT;
    let quote = if name.contains(' ') { "\"" } else { "" };
    (is_short && name.bytes().all(is_plain))
        .then(|| [quote, name, quote, " <", address, ">"].concat())
}

/// Any mailbox, by lettre.
fn folded(to: LettreMailbox) -> String {
    let mut headers = Headers::new();
    headers.set(To::from(Mailboxes::from(to)));
    value(&headers)
}

/// The value of `Date` in UTC (RFC 5322 §3.6.1), to the second.
pub(super) fn date(at: Timestamp) -> Result<String, RenderError> {
    const YEAR_10000: u64 = 253_402_300_800_000;
    let millis = u64::try_from(at.0).ok().filter(|it| *it < YEAR_10000);
    let since_epoch = Duration::from_millis(millis.ok_or(RenderError::Date)?);
    let mut date = httpdate::fmt_http_date(UNIX_EPOCH + since_epoch);
    // The same but for the zone, whose name is obsolete in mail (§4.3).
    if date.ends_with("GMT") {
        date.truncate(date.len() - 3);
        date.push_str("+0000");
    }
    Ok(date)
}

/// What stands behind the name of the only header.
fn value(headers: &Headers) -> String {
    let line = headers.to_string();
    let value = line.split_once(": ").map_or("", |(_, value)| value);
    value.trim_end_matches("\r\n").to_owned()
}

/// The value of `Message-ID: <left@right>` (RFC 5322 §3.6.4), for the header's own line.
pub(super) fn message_id(id: &str) -> Result<&str, RenderError> {
    const FIELD: &str = "Message-ID";
    let inner = id.strip_prefix('<').and_then(|it| it.strip_suffix('>'));
    let sides = inner.and_then(|inner| inner.split_once('@'));
    let (left, right) = sides.ok_or(RenderError::Header { field: FIELD })?;
    let allowed = |letter: u8| letter.is_ascii_alphanumeric() || b"-_.+=".contains(&letter);
    let good = |side: &str| !side.is_empty() && side.bytes().all(allowed);
    if !good(left) || !good(right) {
        return Err(RenderError::Header { field: FIELD });
    }
    one_line(FIELD, id)
}

/// `List-Id` (RFC 2919).
pub(super) fn list_id(list: &List) -> Result<HeaderValue, RenderError> {
    const ID: &str = "List-Id";
    let allowed = |letter: u8| letter.is_ascii_alphanumeric() || b"-.".contains(&letter);
    let id = format!("{}.{}", list.key, list.domain);
    // RFC 2919 §3: the id is at most 255 characters.
    let good = id.bytes().all(allowed) && !id.contains("..") && id.len() <= 255;
    if !good || list.key.is_empty() || list.domain.is_empty() {
        return Err(RenderError::Header { field: ID });
    }
    let name = phrase(&clean(&list.name));
    Ok(ready(ID, format!("{name}<{id}>")))
}

/// The value of `List-Unsubscribe` (RFC 2369), which also RFC 8058's one click goes to.
pub(super) fn unsubscribe(list: &List) -> Result<String, RenderError> {
    const LEAVE: &str = "List-Unsubscribe";
    let mut leave = String::with_capacity(256);
    angle(
        LEAVE,
        &list.unsubscribe_https,
        &["https://", "http://"],
        &mut leave,
    )?;
    if let Some(mailto) = &list.unsubscribe_mailto {
        leave.push_str(", ");
        angle(LEAVE, mailto, &["mailto:"], &mut leave)?;
    }
    one_line(LEAVE, &leave)?;
    Ok(leave)
}

/// A header of one ASCII value.
pub(super) fn plain(name: &'static str, value: &'static str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// An address in angle brackets, neither folded nor encoded.
fn angle(
    field: &'static str,
    url: &str,
    schemes: &[&str],
    out: &mut String,
) -> Result<(), RenderError> {
    let printable = |letter: u8| {
        letter.is_ascii_graphic() && !matches!(letter, b'<' | b'>' | b',' | b'"' | b'\\')
    };
    let known = schemes.iter().any(|scheme| url.starts_with(scheme));
    if !known || !url.bytes().all(printable) {
        return Err(RenderError::Header { field });
    }
    for piece in ["<", url, ">"] {
        out.push_str(piece);
    }
    Ok(())
}

/// A value that stays on one line, whatever its length.
fn one_line<'v>(field: &'static str, value: &'v str) -> Result<&'v str, RenderError> {
    let limit = LINE - field.len() - 2;
    if value.len() > limit {
        return Err(RenderError::TooLong { field, limit });
    }
    Ok(value)
}

/// A header whose value was checked, encoded and folded here.
pub(super) fn ready(name: &'static str, value: String) -> HeaderValue {
    let name = HeaderName::new_from_ascii_str(name);
    HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value)
}

/// A phrase (RFC 5322 §3.2.5), behind a field's name of at most 16 characters, with the space or fold behind it: words as they are, a quoted string, or
/// encoded words (RFC 2047).
fn phrase(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let plain =
        |letter: char| letter.is_ascii_alphanumeric() || " !#$%&'*+-/=?^_`{|}~".contains(letter);
    // What looks like an encoded word would be read as one.
    if text.chars().all(plain) && !text.contains("=?") {
        return format!("{text} ");
    }
    if text.is_ascii() && !text.contains("=?") {
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
        return format!("\"{escaped}\" ");
    }
    let mut words = String::new();
    let mut chunk = String::new();
    for letter in text.chars() {
        // A line with an encoded word has at most 76 characters (§2), the first one with the field's name: 45 bytes are 60
        // characters of base64, 36 are 48, and the frame has 12.
        let room = if words.is_empty() { 36 } else { 45 };
        if chunk.len() + letter.len_utf8() > room {
            push_word(&mut words, &chunk);
            chunk.clear();
        }
        chunk.push(letter);
    }
    push_word(&mut words, &chunk);
    words
}

fn push_word(words: &mut String, chunk: &str) {
    words.push_str("=?utf-8?b?");
    words.push_str(&STANDARD.encode(chunk));
    words.push_str("?=\r\n ");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        // What stands before the `@` has at most 64 octets (RFC 5321, section 4.5.3.1.1).
        #[test]
        fn a_mailbox_on_one_line_is_as_lettre_writes_it(name in "[A-Za-z0-9 ]{0,40}|[a-zé\"-]{1,9}", left in "[a-zü]{1,32}") {
            let mailbox = Mailbox { name: Some(name), address: format!("{left}@example.org") };
            let mailbox = super::mailbox("To", &mailbox).unwrap();
            if let Some(value) = on_one_line(&mailbox) {
                prop_assert!("To: ".len() + value.len() <= 76, "{value}");
                prop_assert_eq!(value, folded(mailbox));
            }
        }

        #[test]
        fn encoded_words_stand_on_lines_of_76(name in "[a-zé€😀 ]{0,120}é") {
            let line = format!("List-Id: {}<a.example>", phrase(&name));
            for line in line.split("\r\n") {
                prop_assert!(line.len() <= 76, "{line}");
            }
        }

        #[test]
        fn words_on_one_line_are_cleaned_to_themselves(words in "[a-z]{1,9}( [A-Z.,]{1,9}){0,30}") {
            let cleaned = clean(&words);
            let broken = clean(&words.replace(' ', "\r\n \t"));
            prop_assert_eq!(cleaned, broken);
        }
    }
}
