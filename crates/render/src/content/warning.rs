//! What an operator would like to know before a letter goes out. A warning never stops anything.

use std::fmt;

/// Something that is allowed and perhaps not meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// The edition has nothing to send.
    NoItems,
    /// The title is cut off in many lists of mail.
    LongTitle {
        /// Its length in characters.
        characters: usize,
    },
    /// A section whose heading no topic names; it goes to the publication's other topic.
    UnmappedHeading {
        /// Where the heading stands.
        line: usize,
        /// The heading.
        heading: String,
    },
    /// A heading with nothing below it; it was left out.
    EmptySection {
        /// Where the heading stands.
        line: usize,
        /// The heading.
        heading: String,
    },
    /// An event that never expires, because it has no date.
    EventWithoutDate {
        /// Where it stands.
        line: usize,
        /// Its title.
        title: String,
    },
    /// An event that has begun when its issue is added: it expired before anybody could be told of it.
    EventHasBegun {
        /// Its title.
        title: String,
    },
    /// The same event or page is listed again; the first listing was kept.
    ListedTwice {
        /// Where it stands again.
        line: usize,
        /// Its title there.
        title: String,
        /// Where it stands first.
        first: usize,
        /// The two listings name different dates.
        other_date: bool,
    },
    /// A link that is not encrypted.
    InsecureLink {
        /// Where it stands.
        line: usize,
        /// The link.
        url: String,
    },
    /// A link that leads nowhere from a mail (relative, or of a kind that mail must not have).
    DeadLink {
        /// Where it stands.
        line: usize,
        /// The link.
        url: String,
    },
    /// A reference link whose definition is missing.
    UnknownReference {
        /// Where it stands.
        line: usize,
        /// The name of the definition.
        name: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoItems => f.write_str(
                "there is nothing to send: no section has any text; write sections under `## …`",
            ),
            Self::LongTitle { characters } => write!(
                f,
                "the title has {characters} characters; beyond 78 many lists of mail cut it off"
            ),
            Self::UnmappedHeading { line, heading } => write!(
                f,
                "line {line}: no topic names the heading `{heading}`; its section goes to the other topic"
            ),
            Self::EmptySection { line, heading } => write!(
                f,
                "line {line}: nothing stands under `{heading}`; it is left out"
            ),
            Self::EventWithoutDate { line, title } => write!(
                f,
                "line {line}: the event `{title}` has no date, so it never expires; begin it with `2026-05-31 |`"
            ),
            Self::EventHasBegun { title } => write!(
                f,
                "the event `{title}` has begun by now, so it goes to nobody; what goes on longer is an article, or an event that \
                 begins later"
            ),
            Self::ListedTwice {
                line,
                title,
                first,
                other_date,
            } => {
                write!(
                    f,
                    "line {line}: `{title}` has the link of line {first}; only the first is kept"
                )?;
                if *other_date {
                    f.write_str(" (their dates differ: give each date its own link)")?;
                }
                Ok(())
            }
            Self::InsecureLink { line, url } => {
                write!(f, "line {line}: `{url}` is not encrypted; try https")
            }
            Self::DeadLink { line, url } => write!(
                f,
                "line {line}: `{url}` leads nowhere from a mail; write the whole address with https"
            ),
            Self::UnknownReference { line, name } => write!(
                f,
                "line {line}: no link is defined under `{name}`; add a line `[{name}]: https://…`"
            ),
        }
    }
}
