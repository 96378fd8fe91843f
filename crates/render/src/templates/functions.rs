//! What templates can call: `t("id", name=value)` for a text in the letter's language, and the filter
//! `underline`; and how what they print is escaped. Nothing here reaches outside.

use crate::language::{Arg, Language, Languages};
use minijinja::value::Kwargs;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, Value};
use std::borrow::Cow;
use std::sync::Arc;

pub(super) fn add_to(environment: &mut Environment<'static>, languages: &Arc<Languages>) {
    let languages = Arc::clone(languages);
    let text = move |state: &State<'_, '_>, id: &str, args: Kwargs| {
        translate(&languages, state, id, &args)
    };
    environment.add_function("t", text);
    environment.add_filter("underline", underline);
    environment.set_formatter(print);
}

/// Prints a value. In HTML, text is escaped so that it is safe between tags and in quoted attributes
/// (HTML Standard, 13.1.2.3 and 13.1.4); slashes stay as they are, so that addresses stay readable.
fn print(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let escapes = matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe();
    let Some(mut rest) = value.as_str().filter(|_| escapes) else {
        return minijinja::escape_formatter(out, state, value);
    };
    while let Some((at, escaped)) = next_special(rest) {
        let (plain, special) = rest.split_at(at);
        out.write_str(plain)?;
        out.write_str(escaped)?;
        rest = special.get(1..).unwrap_or_default();
    }
    out.write_str(rest).map_err(Error::from)
}

/// A text as it is printed in HTML.
pub(crate) fn escape_html(text: Cow<'_, str>) -> Cow<'_, str> {
    if next_special(&text).is_none() {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut rest = &*text;
    while let Some((at, special)) = next_special(rest) {
        let (plain, from) = rest.split_at(at);
        escaped.push_str(plain);
        escaped.push_str(special);
        rest = from.get(1..).unwrap_or_default();
    }
    escaped.push_str(rest);
    Cow::Owned(escaped)
}

/// Where the next character that HTML gives a meaning stands, and what stands in its place.
fn next_special(text: &str) -> Option<(usize, &'static str)> {
    text.bytes().enumerate().find_map(|(at, byte)| {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => return None,
        };
        Some((at, escaped))
    })
}

/// The language of the letter: its context's `lang`.
fn language_of(state: &State<'_, '_>, languages: &Languages) -> Language {
    let tag = state.lookup("lang");
    let tag = tag.as_ref().and_then(Value::as_str).unwrap_or_default();
    languages.pick(&[tag])
}

/// `t("id", name=value)`: a text in the language that the template's `lang` names.
///
/// # Errors
/// There is no such text, or it wants a value that it was not given.
pub fn translate(
    languages: &Languages,
    state: &State<'_, '_>,
    id: &str,
    args: &Kwargs,
) -> Result<String, Error> {
    let mut values = Vec::new();
    for name in args.args() {
        let value: Value = args.get(name)?;
        let value = match (value.as_i64(), value.as_str()) {
            (Some(number), _) => Arg::from(number),
            (None, Some(text)) => Arg::from(text.to_owned()),
            (None, None) => Arg::from(value.to_string()),
        };
        values.push((name, value));
    }
    let text = languages.try_text(language_of(state, languages), id, &values);
    text.map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
}

/// A line under a heading of plain text, as long as the heading, of one character.
fn underline(text: &str, character: &str) -> String {
    character.repeat(text.chars().count().clamp(3, 72))
}
