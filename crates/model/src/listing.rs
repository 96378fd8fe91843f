//! Listings: an item's place in the sequence of its publication, and the shelf that keeps all of
//! them in memory. Content is small and shared; people stream past it.
//!
//! Who is entitled to a listing is not said here; that is the policy's.

use crate::{EventStart, IssueId, ItemKind, PublicationId, Seq, Timestamp, Zone};
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// When it starts, for an event.
    pub starts: Option<EventStart>,
    /// Whether the event was called off.
    pub cancelled: bool,
    /// The occasion that it is about, such as `mothers-day`, if it has one.
    pub occasion: Option<String>,
    /// Words of its full form.
    pub words: u32,
    /// Words of its short form; 0: it has none.
    pub short_words: u32,
}

impl Listing {
    /// When an event begins: its start, or the beginning of its date in the publication's zone.
    pub fn begins_at(&self, zone: &Zone) -> Option<Timestamp> {
        self.starts.map(|starts| starts.begins(zone))
    }

    /// What nobody wants to miss of an event: its start, or of one that has begun, its end.
    pub fn next_chance(&self, zone: &Zone, now: Timestamp) -> Option<Timestamp> {
        let begins = self.begins_at(zone)?;
        let to_come = Some(begins).filter(|begins| *begins > now);
        to_come.or(self.expires_at)
    }

    /// Whether this listing of an event moves it: an earlier one gave another start, which was still to
    /// come when this one became visible. (What is listed again after it was over is held once more.)
    pub fn moves(&self, before: &Self, zone: &Zone) -> bool {
        before.expires_at.is_none_or(|end| end > self.visible_at) && !before.starts_as(self, zone)
    }

    /// Whether two listings of an event mean the same start; `zone` is that of dates. A time that becomes
    /// known for a date that was known is no other start.
    pub fn starts_as(&self, other: &Self, zone: &Zone) -> bool {
        if let (Some(EventStart::At(one)), Some(EventStart::At(other))) =
            (self.starts, other.starts)
        {
            return one == other;
        }
        let date = |listing: &Self| listing.begins_at(zone).map(|at| zone.date(at));
        date(self) == date(other)
    }
}

/// Listings by publication, each in the order of `seq`. It only grows while a process lives. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    listings: BTreeMap<PublicationId, Row>,
}

/// A publication's listings, seen up to one of them.
#[derive(Debug, Clone, Default)]
struct Row {
    all: Arc<Vec<Listing>>,
    seen: usize,
}

impl Row {
    fn seen(&self) -> &[Listing] {
        self.all.get(..self.seen).unwrap_or_default()
    }
}

impl Shelf {
    /// An empty shelf.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts listings on the shelf that lie above all that are there.
    pub fn put(&mut self, publication: PublicationId, new: Vec<Listing>) {
        let top = self.top(publication);
        let row = self.listings.entry(publication).or_default();
        let all = Arc::make_mut(&mut row.all);
        all.truncate(row.seen);
        all.extend(new.into_iter().filter(|listing| listing.seq > top));
        row.seen = all.len();
    }

    /// The same shelf as it stood when a publication's last `seq` was another: what lies above it is not
    /// seen. Nothing is copied.
    #[must_use]
    pub fn up_to(&self, publication: PublicationId, top: Seq) -> Self {
        let mut earlier = self.clone();
        if let Some(row) = earlier.listings.get_mut(&publication) {
            row.seen = row.seen().partition_point(|listing| listing.seq <= top);
        }
        earlier
    }

    /// The last `seq` of a publication; 0 if it has none.
    pub fn top(&self, publication: PublicationId) -> Seq {
        let last = self
            .listings
            .get(&publication)
            .and_then(|row| row.seen().last());
        last.map_or(0, |listing| listing.seq)
    }

    /// The listings in `(from, to]`.
    pub fn range(&self, publication: PublicationId, from: Seq, to: Seq) -> &[Listing] {
        let Some(row) = self.listings.get(&publication) else {
            return &[];
        };
        let all = row.seen();
        let start = all.partition_point(|listing| listing.seq <= from);
        let end = all.partition_point(|listing| listing.seq <= to);
        all.get(start..end.max(start)).unwrap_or_default()
    }

    /// The listing at a `seq`.
    pub fn at(&self, publication: PublicationId, seq: Seq) -> Option<&Listing> {
        self.range(publication, seq - 1, seq).first()
    }
}
