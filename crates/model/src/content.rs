//! Content after parsing: an edition (one issue's text) and its items. Pure data, kept by the store
//! as JSON and rendered into letters and pages.

use crate::MessageClass;
use crate::time::Timestamp;
use crate::zone::Zone;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// A piece to read.
    Article,
    /// A short piece of news.
    News,
    /// Something with a start; identity = its link, else title + start.
    Event,
    /// An offer.
    Offer,
}

impl ItemKind {
    /// The name that stands in the database and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::News => "news",
            Self::Event => "event",
            Self::Offer => "offer",
        }
    }

    /// The message class that such an item counts in.
    pub const fn class(self) -> MessageClass {
        match self {
            Self::Article | Self::News => MessageClass::Issue,
            Self::Event => MessageClass::Event,
            Self::Offer => MessageClass::Offer,
        }
    }
}

/// When an event starts: an instant, or only a date in the publication's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventStart {
    /// It is of no use to hear of the event later.
    At(Timestamp),
    /// The event is worth hearing of until the end of this date, or of its last one, in the publication's zone.
    On(NaiveDate),
}

impl EventStart {
    /// The instant, or the beginning of the date in a zone.
    pub fn begins(self, zone: &Zone) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::On(date) => zone.start_of(date),
        }
    }

    /// The instant, if one is known.
    pub const fn instant(self) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::On(_) => None,
        }
    }

    /// The date, if only that is known.
    pub const fn date(self) -> Option<NaiveDate> {
        match self {
            Self::At(_) => None,
            Self::On(date) => Some(date),
        }
    }
}

/// A piece of content in both of a mail's renderings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Block {
    /// Sanitised HTML, without a frame.
    pub html: String,
    /// Plain text, wrapped at 72 columns, without trailing blank lines.
    pub text: String,
    /// Words a reader reads (link targets and markup not counted).
    pub words: u32,
}

/// One item of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemContent {
    /// What makes it the same item when it is listed again: `id:…`, `guid:…`, `link:…` or `hash:…`.
    pub identity: String,
    /// What it is.
    pub kind: ItemKind,
    /// The topic of its publication that it belongs to.
    pub topic: String,
    /// Its title, plain text.
    pub title: String,
    /// Where it leads, if it is about one page.
    pub link: Option<String>,
    /// Its language (BCP 47), if it differs from the edition's.
    pub language: Option<String>,
    /// The sub-heading it stands under, if any (for events: the region).
    pub group: Option<String>,
    /// The occasion that it is about, such as `mothers-day`; who wants to hear nothing of it gets it not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occasion: Option<String>,
    /// Whether the event was called off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
    /// When it starts, for an event.
    pub starts: Option<EventStart>,
    /// When it ends, for an event, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<EventStart>,
    /// Where it takes place, for an event, if that is said in a field of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Everything.
    pub full: Block,
    /// The short form; `None`: it stays out of a short letter, one link away.
    pub short: Option<Block>,
}

/// One edition of a publication as its author wrote it, after parsing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Edition {
    /// The title, plain text: the subject of its letters.
    pub title: String,
    /// The header block's fields, keys in lower case.
    pub header: BTreeMap<String, String>,
    /// The date the author gave it, if any.
    pub date: Option<NaiveDate>,
    /// The language (BCP 47) if the header gives one.
    pub language: Option<String>,
    /// What stands before the first section.
    pub intro: Block,
    /// The items in the author's order.
    pub items: Vec<ItemContent>,
}

impl Edition {
    /// Words of the full form.
    pub fn words(&self) -> u32 {
        self.intro.words + self.items.iter().map(|item| item.full.words).sum::<u32>()
    }

    /// Words of the short form.
    pub fn short_words(&self) -> u32 {
        let items = self.items.iter().filter_map(|item| item.short.as_ref());
        items.map(|block| block.words).sum()
    }
}
