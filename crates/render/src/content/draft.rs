//! An item on its way: what it will be, and what the short form is made from.

use super::markdown::{Ev, Footnotes, Lines};
use lagom_model::catalogue::PublicationDef;
use lagom_model::{Block, ItemContent};
use std::ops::Range;

/// An item with its sources.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// The item; its short form is still open.
    pub(super) item: ItemContent,
    /// The line on which it begins.
    pub(super) line: usize,
    /// The level of the heading above it.
    pub(super) level: usize,
    /// What a shorter form is cut from: a section's body, a bullet's title.
    pub(super) body: Vec<Ev<'a>>,
    /// A short form that is ready: an event's title with date and place.
    pub(super) brief: Option<Block>,
    /// The passages that the author marked as its short form.
    pub(super) marked: Option<Block>,
    /// Words of the title that letters set above it; 0 if the blocks show it.
    pub(super) title_words: u32,
    /// Sentences around a list: last in line for a short form.
    pub(super) aside: bool,
    /// The same page may come again with another text: then its text is its identity.
    pub(super) text_identity: Option<String>,
}

/// What the making of items needs to know.
#[derive(Clone, Copy)]
pub(super) struct Context<'a, 'c> {
    /// The publication.
    pub(super) publication: &'c PublicationDef,
    /// Lines of the text.
    pub(super) lines: &'c Lines,
    /// Its footnotes.
    pub(super) footnotes: &'c Footnotes<'a>,
    /// Its passages marked as the short form.
    pub(super) short: &'c [Range<usize>],
}

/// The line on which some events begin.
pub(super) fn line_of(events: &[Ev<'_>], context: Context<'_, '_>) -> usize {
    let at = events.first().map_or(0, |(_, range)| range.start);
    context.lines.number(at)
}
