//! What can be wrong with a source so that no edition comes of it, in its author's words. It names
//! lines as the author's editor counts them, and never quotes more than the words at fault.

use super::MAX_SOURCE_BYTES;

/// The source cannot become an edition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// More than [`MAX_SOURCE_BYTES`].
    #[error(
        "the text has {bytes} bytes, the most is {MAX_SOURCE_BYTES}; put long material on a page and link to it"
    )]
    TooLong {
        /// The size of the source.
        bytes: usize,
    },
    /// Neither a `Title:` nor a first heading of level 1.
    #[error("there is no title; begin the file with a line `Title: …`, or with a heading `# …`")]
    NoTitle,
    /// The header began with `---` and never ends.
    #[error(
        "line {line}: the header begins with `---` and never ends; close it with another line `---`"
    )]
    UnclosedHeader {
        /// Where it begins.
        line: usize,
    },
    /// A line of the header is not `Key: value`.
    #[error(
        "line {line}: `{text}` stands in the header and is not `Key: value`; end the header with a blank line"
    )]
    HeaderLine {
        /// Where it stands.
        line: usize,
        /// Its beginning.
        text: String,
    },
    /// A key stands in the header twice.
    #[error("line {line}: `{key}` stands in the header twice; keep one of them")]
    HeaderTwice {
        /// Where it stands the second time.
        line: usize,
        /// The key as written.
        key: String,
    },
    /// `Date` is no date.
    #[error("line {line}: `{value}` is no date; write it as `2026-05-31`")]
    BadDate {
        /// Where it stands.
        line: usize,
        /// The value as written.
        value: String,
    },
    /// `Language` is no language.
    #[error("line {line}: `{value}` is no language; write its code, such as `en` or `pt-BR`")]
    BadLanguage {
        /// Where it stands.
        line: usize,
        /// The value as written.
        value: String,
    },
    /// A field below a heading has a value that it cannot have.
    #[error("line {line}: `{key}: {value}` cannot be read; write {hint}")]
    BadField {
        /// Where its section's heading stands.
        line: usize,
        /// The field.
        key: &'static str,
        /// The value as written.
        value: String,
        /// How it is written.
        hint: &'static str,
    },
    /// An explicit id stands twice.
    #[error(
        "line {line}: the id `{id}` already names the section of line {first}; give this one another id"
    )]
    IdTwice {
        /// The id.
        id: String,
        /// Where it stands first.
        first: usize,
        /// Where it stands again.
        line: usize,
    },
    /// A comment that swallows the rest of the text.
    #[error("line {line}: the comment `<!--` never ends; close it with `-->`")]
    UnclosedComment {
        /// Where it begins.
        line: usize,
    },
    /// `<!-- short -->` and `<!-- /short -->` do not pair.
    #[error(
        "line {line}: `<!-- {marker} -->` has no partner; a short passage stands between `<!-- short -->` and `<!-- /short -->`"
    )]
    ShortMarker {
        /// Where the marker stands.
        line: usize,
        /// The marker without its partner.
        marker: &'static str,
    },
    /// The marked short form is longer than it may be.
    #[error(
        "the marked short form has {short} words, the whole text has {full}; at most {most} are allowed (40 %), so mark less"
    )]
    ShortTooLong {
        /// Words of the marked passages.
        short: u32,
        /// Words of everything.
        full: u32,
        /// The most that the short form may have.
        most: u32,
    },
    /// Lists, quotations or emphasis within each other, too deep.
    #[error(
        "line {line}: lists, quotations or emphasis stand more than {most} deep within each other; write it flatter"
    )]
    TooDeep {
        /// Where.
        line: usize,
        /// The deepest allowed.
        most: usize,
    },
    /// More raw HTML than a letter needs.
    #[error(
        "line {line}: too much raw HTML (at most {tags} tags, each of at most {bytes} bytes); write it as Markdown"
    )]
    TooMuchHtml {
        /// Where the limit is passed.
        line: usize,
        /// The most tags in a source.
        tags: usize,
        /// The longest tag.
        bytes: usize,
    },
}
