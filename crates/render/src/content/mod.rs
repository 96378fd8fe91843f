//! Markdown with a header block to an edition: its title, its items with identity and topic, the full
//! and the short form of each. Pure: it reads nothing but its arguments and never fetches a link.
//!
//! | in the source | becomes |
//! |---|---|
//! | `Title:`, `Publication:`, `Date:`, `Language:`, `Occasion:` and other `Key: value` lines at the top | the header |
//! | what stands before the first section | the intro, in the full form only |
//! | a heading of level 1 or 2, or one that a topic names | a section: an item, or one per bullet |
//! | `{#id}` in a heading; `Id:`, `Link:`, `Language:`, `Starts:`, `Ends:`, `Place:`, `Cancelled:`, `Occasion:` right below it | fields of its item |
//! | `2026-01-07 | Oslo, NO | [Group](…)`, events nested below; a time after the date, `Cancelled` between bars | events |
//! | `<!-- short -->…<!-- /short -->` | the short form (else it is derived) |
//! | any other comment | nothing |
//!
//! To add a field that an author may write: `header.rs` for the whole text, `Fields` in `sections.rs`
//! for a section. To change what counts as an event's line: `listing.rs`, one function a question; how
//! its text keeps the date: `when.rs`.

mod block;
mod bullets;
mod comments;
mod draft;
mod error;
mod events;
mod header;
mod identity;
mod items;
mod listing;
mod markdown;
mod occasion;
mod sanitise;
mod sections;
mod short;
mod text;
mod tokens;
mod warning;
pub mod when;
mod words;

#[cfg(test)]
mod tests;

pub use error::ContentError;
pub use identity::canonical_link;
pub use short::{SHORT_PERCENT, most_short_words};
pub use warning::Warning;
pub use words::{minutes, words, words_a_minute};

use draft::{Context, Draft};
use lagom_model::catalogue::{ItemsRule, PublicationDef};
use lagom_model::content::{Edition, ItemContent, ItemKind};
use markdown::Lines;
use pulldown_cmark::{Event, Tag};
use sections::Source;
use std::borrow::Cow;

/// The largest source that is read, in bytes: far more than any mailbox shows whole, and little enough
/// that no text, however hostile, takes long to read (see the test of hostile texts).
pub const MAX_SOURCE_BYTES: usize = 1024 * 1024;
/// The longest title that lists of mail show whole, in characters.
const LONG_TITLE: usize = 78;

/// A source, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// The edition.
    pub edition: Edition,
    /// What the operator would like to know about it.
    pub warnings: Vec<Warning>,
}

/// Whether a letter sets an item's title above its block. Bullets show their own; a section, and the
/// sentences around a section's bullets, have it set above, with `item.link` as its link.
pub fn needs_heading(item: &ItemContent, publication: &PublicationDef) -> bool {
    let topic = publication.topic(&item.topic);
    topic.is_none_or(|topic| topic.items == ItemsRule::Section || topic.kind != item.kind)
}

/// The key of the publication that a source's header names, if it names one.
///
/// # Errors
/// [`ContentError`] if the header cannot be read.
pub fn publication_of(source: &str) -> Result<Option<String>, ContentError> {
    let mut header = header::read(&normalised(source))?;
    Ok(header.fields.remove("publication"))
}

/// The edition that a source describes, for a publication, and what the operator would like to know
/// about it before it goes out.
///
/// # Errors
/// [`ContentError`] if the source is no edition; it names the line and says what to do.
pub fn examine(source: &str, publication: &PublicationDef) -> Result<Examined, ContentError> {
    if source.len() > MAX_SOURCE_BYTES {
        let bytes = source.len();
        return Err(ContentError::TooLong { bytes });
    }
    let source = normalised(source);
    let header = header::read(&source)?;
    let body = source.get(header.length..).unwrap_or_default();
    let stripped = comments::strip(body, header.first_line)?;
    let text = stripped.text.as_str();
    let lines = Lines::of(text, header.first_line);
    let document = markdown::read(text, &lines)?;
    let mut warnings = link_warnings(&document, &lines);

    let place = Source {
        text,
        lines: &lines,
    };
    let title = header.fields.get("title").filter(|title| !title.is_empty());
    let cut = sections::cut(
        document.events,
        title.map(String::as_str),
        publication,
        place,
        &mut warnings,
    );
    let title = title.cloned().or(cut.title).ok_or(ContentError::NoTitle)?;
    let title = folded_title(&title);
    if title.is_empty() {
        return Err(ContentError::NoTitle);
    }
    let context = Context {
        publication,
        lines: &lines,
        footnotes: &document.footnotes,
        short: &stripped.short,
    };
    let drafts = items::of_sections(cut.sections, place, context, &mut warnings)?;
    let mut drafts = items::without_repeats(drafts, &mut warnings)?;
    let occasion = header.fields.get("occasion");
    let occasion = occasion.map(|value| occasion::key(value, 1)).transpose()?;
    let mut edition = Edition {
        title,
        date: header.date,
        language: header.fields.get("language").cloned(),
        header: header.fields,
        intro: block::render(&cut.intro, &document.footnotes, 3),
        items: Vec::new(),
    };
    let full = edition.intro.words + drafts.iter().map(|d| d.item.full.words).sum::<u32>();
    for draft in &mut drafts {
        if draft.item.title.is_empty() {
            draft.item.title.clone_from(&edition.title);
        }
        if draft.item.occasion.is_none() {
            draft.item.occasion.clone_from(&occasion);
        }
    }
    short::shorten(&mut drafts, full, context)?;
    warnings.extend(item_warnings(&drafts));
    edition.items = drafts.into_iter().map(|draft| draft.item).collect();
    warnings.extend(edition_warnings(&edition));
    Ok(Examined { edition, warnings })
}

/// Line ends as `\n`, no byte-order mark, no control characters.
fn normalised(source: &str) -> Cow<'_, str> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let stray = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || when::MARKS.contains(&c);
    if !source.contains(stray) {
        return Cow::Borrowed(source);
    }
    let lines = source.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(lines.replace(stray, ""))
}

fn folded_title(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    words.join(" ")
}

fn link_warnings(document: &markdown::Document<'_>, lines: &Lines) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let footnotes = document.footnotes.values().flatten();
    for (event, range) in document.events.iter().chain(footnotes) {
        let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event else {
            continue;
        };
        let line = lines.number(range.start);
        let url = dest_url.to_string();
        let encrypted = url
            .get(..8)
            .is_some_and(|s| s.eq_ignore_ascii_case("https://"));
        if !sanitise::is_live(&url) {
            warnings.push(Warning::DeadLink { line, url });
        } else if sanitise::is_web(&url) && !encrypted {
            warnings.push(Warning::InsecureLink { line, url });
        }
    }
    for (name, at) in &document.unknown {
        warnings.push(Warning::UnknownReference {
            line: lines.number(*at),
            name: name.clone(),
        });
    }
    warnings
}

fn item_warnings<'d>(drafts: &'d [Draft<'_>]) -> impl Iterator<Item = Warning> + 'd {
    drafts
        .iter()
        .filter(|draft| draft.item.kind == ItemKind::Event && draft.item.starts.is_none())
        .map(|draft| Warning::EventWithoutDate {
            line: draft.line,
            title: draft.item.title.clone(),
        })
}

fn edition_warnings(edition: &Edition) -> Vec<Warning> {
    let characters = edition.title.chars().count();
    let mut warnings = Vec::new();
    if characters > LONG_TITLE {
        warnings.push(Warning::LongTitle { characters });
    }
    if edition.items.is_empty() {
        warnings.push(Warning::NoItems);
    }
    warnings
}
