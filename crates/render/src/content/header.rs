//! The header block at the very top of a source, and where its text begins. It knows the shape of a
//! header, not what its fields mean for an edition.

use super::error::ContentError;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The header of a source.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// Values by lower-case key.
    pub(super) fields: BTreeMap<String, String>,
    /// The date, if given.
    pub(super) date: Option<NaiveDate>,
    /// The bytes before the text.
    pub(super) length: usize,
    /// The line (from 1) on which the text begins.
    pub(super) first_line: usize,
}

/// Reads the header: `Key: value` lines up to the first blank line, or between two lines `---`.
pub(super) fn read(source: &str) -> Result<Header, ContentError> {
    let mut lines = Lines::of(source);
    let mut first = lines.clone().peekable();
    while first
        .next_if(|line| line.content.trim().is_empty())
        .is_some()
    {
        lines.next();
    }
    let mut fields = BTreeMap::new();
    let mut dated = 0;
    let mut spoken = 0;
    let end = match first.peek() {
        Some(line) if line.content.trim_end() == "---" => fenced(lines, &mut fields)?,
        Some(line) if key_and_value(line.content).is_some() => open(lines, &mut fields)?,
        _ => End::start(),
    };
    for (key, (_, line)) in &fields {
        match key.as_str() {
            "date" => dated = *line,
            "language" => spoken = *line,
            _ => {}
        }
    }
    let fields: BTreeMap<String, String> = fields
        .into_iter()
        .map(|(key, (value, _))| (key, value))
        .collect();
    let date = fields
        .get("date")
        .map(|value| date(value, dated))
        .transpose()?;
    if let Some(value) = fields.get("language").filter(|value| !is_language(value)) {
        return Err(ContentError::BadLanguage {
            line: spoken,
            value: value.clone(),
        });
    }
    Ok(Header {
        fields,
        date,
        length: end.length,
        first_line: end.line,
    })
}

/// A date as `YYYY-MM-DD` and nothing else.
pub(super) fn plain_date(text: &str) -> Option<NaiveDate> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    shape.then(|| text.parse().ok()).flatten()
}

/// Whether a text has the shape of a language's code (BCP 47): `en`, `pt-BR`, `zh-Hant`.
pub(super) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    matches!(primary.len(), 2 | 3)
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

type Fields = BTreeMap<String, (String, usize)>;

struct End {
    length: usize,
    line: usize,
}

impl End {
    const fn start() -> Self {
        Self { length: 0, line: 1 }
    }
}

/// Fields up to the first blank line.
fn open(lines: Lines<'_>, fields: &mut Fields) -> Result<End, ContentError> {
    let mut end = End::start();
    for line in lines {
        end = line.end();
        if line.content.trim().is_empty() {
            break;
        }
        add(fields, &line)?;
    }
    Ok(end)
}

/// Fields between two lines `---`.
fn fenced(mut lines: Lines<'_>, fields: &mut Fields) -> Result<End, ContentError> {
    let opening = lines.next().map_or(1, |line| line.number);
    for line in lines {
        let content = line.content.trim();
        if content == "---" {
            return Ok(line.end());
        }
        if !content.is_empty() && !content.starts_with('#') {
            add(fields, &line)?;
        }
    }
    Err(ContentError::UnclosedHeader { line: opening })
}

fn add(fields: &mut Fields, line: &Line<'_>) -> Result<(), ContentError> {
    let Some((key, value)) = key_and_value(line.content) else {
        return Err(ContentError::HeaderLine {
            line: line.number,
            text: line.content.trim().chars().take(40).collect(),
        });
    };
    let before = fields.insert(
        key.to_lowercase(),
        (unquoted(value).to_owned(), line.number),
    );
    match before {
        Some(_) => Err(ContentError::HeaderTwice {
            line: line.number,
            key: key.to_owned(),
        }),
        None => Ok(()),
    }
}

fn date(value: &str, line: usize) -> Result<NaiveDate, ContentError> {
    plain_date(value).ok_or_else(|| ContentError::BadDate {
        line,
        value: value.to_owned(),
    })
}

/// `Key: value`, the key of letters, digits, `-`, `_` and single spaces.
pub(super) fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let named = key.starts_with(|first: char| first.is_alphabetic())
        && key.len() <= 40
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    let apart = value.is_empty() || value.starts_with([' ', '\t']);
    (named && apart).then(|| (key.trim_end(), value.trim()))
}

fn unquoted(value: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(value)
}

/// A line with its place.
struct Line<'a> {
    content: &'a str,
    number: usize,
    after: usize,
}

impl Line<'_> {
    const fn end(&self) -> End {
        End {
            length: self.after,
            line: self.number + 1,
        }
    }
}

/// The lines of a source, with numbers from 1 and where each ends.
#[derive(Clone)]
struct Lines<'a> {
    rest: &'a str,
    number: usize,
    at: usize,
}

impl<'a> Lines<'a> {
    const fn of(source: &'a str) -> Self {
        Self {
            rest: source,
            number: 0,
            at: 0,
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let (content, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.at += self.rest.len() - rest.len();
        self.number += 1;
        self.rest = rest;
        Some(Line {
            content,
            number: self.number,
            after: self.at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_ends_at_the_first_blank_line() {
        let header = read("Title: Boats\nDate: 2026-05-31\nOwn key: kept: whole\n\nHello").unwrap();
        assert_eq!(header.fields["title"], "Boats");
        assert_eq!(header.fields["own key"], "kept: whole");
        assert_eq!(header.date, NaiveDate::from_ymd_opt(2026, 5, 31));
        assert_eq!(header.first_line, 5);
    }

    #[test]
    fn a_header_may_stand_between_rules() {
        let source = "---\nTitle: \"Boats\"\n\n---\nHello";
        let header = read(source).unwrap();
        assert_eq!(header.fields["title"], "Boats");
        assert_eq!(source.get(header.length..), Some("Hello"));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        assert_eq!(
            read("---\nTitle: x\n"),
            Err(ContentError::UnclosedHeader { line: 1 })
        );
        assert_eq!(
            read("Title: x\nDate: 31 May\n\n"),
            Err(ContentError::BadDate {
                line: 2,
                value: "31 May".into()
            })
        );
        assert_eq!(
            read("Title: x\nno colon here\n\n"),
            Err(ContentError::HeaderLine {
                line: 2,
                text: "no colon here".into()
            })
        );
        assert_eq!(
            read("Title: x\nTITLE: y\n\n"),
            Err(ContentError::HeaderTwice {
                line: 2,
                key: "TITLE".into()
            })
        );
        assert_eq!(
            read("Title: x\nLanguage: English\n\n"),
            Err(ContentError::BadLanguage {
                line: 2,
                value: "English".into()
            })
        );
    }

    #[test]
    fn text_without_a_header_begins_at_once() {
        for source in [
            "# Heading\n",
            "",
            "https://example.org is here\n",
            "Hello\n",
        ] {
            assert_eq!(read(source).unwrap().length, 0, "{source}");
        }
    }
}
