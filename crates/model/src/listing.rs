//! Listings: an item's place in the sequence of its publication, and the shelf that keeps all of
//! them in memory. Content is small and shared; people stream past it.
//!
//! Who is entitled to a listing is not said here; that is the policy's.

use crate::{IssueId, ItemKind, PublicationId, Seq, Timestamp};
use std::collections::BTreeMap;

/// An item's place in the sequence of a publication: what the planner and the gate judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Its position; given when it became visible.
    pub seq: Seq,
    /// The position of the same item's listing before this one, if it was listed before.
    pub previous_seq: Option<Seq>,
    /// The issue that lists it.
    pub issue: IssueId,
    /// Its position in that issue's `edition.items`.
    pub position: u32,
    /// What it is.
    pub kind: ItemKind,
    /// Its topic.
    pub topic: String,
    /// Its language, if it has one of its own.
    pub language: Option<String>,
    /// 63 bits of the hash of its identity: the same event has the same key in every publication.
    pub key: i64,
    /// From when on it is of no use.
    pub expires_at: Option<Timestamp>,
    /// When it became visible.
    pub visible_at: Timestamp,
    /// When it starts, for an event whose instant is known.
    pub starts_at: Option<Timestamp>,
    /// Whether the event was called off.
    pub cancelled: bool,
    /// The occasion that it is about, such as `mothers-day`, if it has one.
    pub occasion: Option<String>,
    /// Words of its full form.
    pub words: u32,
    /// Words of its short form; 0: it has none.
    pub short_words: u32,
}

/// Listings by publication, each in the order of `seq`. It only grows while a process lives.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    listings: BTreeMap<PublicationId, Vec<Listing>>,
}

impl Shelf {
    /// An empty shelf.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts listings on the shelf that lie above all that are there.
    pub fn put(&mut self, publication: PublicationId, new: Vec<Listing>) {
        let top = self.top(publication);
        let listings = self.listings.entry(publication).or_default();
        listings.extend(new.into_iter().filter(|listing| listing.seq > top));
    }

    /// The last `seq` of a publication; 0 if it has none.
    pub fn top(&self, publication: PublicationId) -> Seq {
        let last = self.listings.get(&publication).and_then(|all| all.last());
        last.map_or(0, |listing| listing.seq)
    }

    /// The listings in `(from, to]`.
    pub fn range(&self, publication: PublicationId, from: Seq, to: Seq) -> &[Listing] {
        let Some(all) = self.listings.get(&publication) else {
            return &[];
        };
        let start = all.partition_point(|listing| listing.seq <= from);
        let end = all.partition_point(|listing| listing.seq <= to);
        all.get(start..end.max(start)).unwrap_or_default()
    }

    /// The listing at a `seq`.
    pub fn at(&self, publication: PublicationId, seq: Seq) -> Option<&Listing> {
        self.range(publication, seq - 1, seq).first()
    }
}
