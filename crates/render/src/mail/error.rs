//! What can be wrong with a letter. Never shows an address: messages end in logs.

use crate::templates::TemplateError;

/// Why a letter could not become a message.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template failed.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// An address that no mail can go to or come from.
    #[error(
        "the address in `{field}` is not valid; it must look like `name@example.org` and hold ASCII only"
    )]
    Address {
        /// The header.
        field: &'static str,
    },
    /// A value that must not stand in that header: a space, a line break, something beyond ASCII.
    #[error(
        "the value for `{field}` cannot stand in a header; it must be printable ASCII without spaces"
    )]
    Header {
        /// The header.
        field: &'static str,
    },
    /// A value too long for one line of a header (RFC 5322 §2.1.1), which may not be folded.
    #[error("the value for `{field}` is longer than {limit} characters")]
    TooLong {
        /// The header.
        field: &'static str,
        /// The most that fits.
        limit: usize,
    },
    /// An instant that no `Date` can show.
    #[error("the date of the letter lies outside the years 1970 to 9999")]
    Date,
    /// Nothing to say.
    #[error("the letter has no part; a letter without content is never sent")]
    Empty,
    /// lettre refused to encode a text.
    #[error("a part of the message could not be encoded")]
    Encoding,
    /// lettre refused it.
    #[error("the message could not be put together: {0}")]
    Message(#[from] lettre::error::Error),
}
