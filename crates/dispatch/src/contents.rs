//! Contents: which items a letter brings, part by part, judged by the choices in force now. Pure.

use lagom_model::{Form, IssueId, ItemKind, Listing, PublicationId, Seq, Shelf, Timestamp};
use lagom_store::{CarriedRow, PlanLine};
use std::collections::HashSet;

/// Where an item of a letter comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemRef {
    /// Its listing.
    pub seq: Seq,
    /// The issue that lists it.
    pub issue: IssueId,
    /// Its position in the issue's `edition.items`.
    pub position: u32,
    /// When it became visible.
    pub visible_at: Timestamp,
    /// Whether an earlier letter passed it over.
    pub carried: bool,
}

/// What one part brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartContents {
    /// Its publication.
    pub publication: PublicationId,
    /// The form it goes in.
    pub form: Form,
    /// Whether its content waited for an earlier letter already.
    pub waited: bool,
    /// Items that go, in the order of the sequence; carried ones first.
    pub items: Vec<ItemRef>,
    /// Items that are one link away: there are more than a letter shows.
    pub linked: Vec<ItemRef>,
    /// Keys of the events among them, with the instant after which nobody asks any more.
    pub events: Vec<(i64, Timestamp)>,
}

/// What is taken into a letter, for one part after the other: an event goes once, also when two
/// publications list it.
#[derive(Debug)]
pub struct Picker<'a> {
    shelf: &'a Shelf,
    withdrawn: &'a [IssueId],
    carried: &'a [CarriedRow],
    now: Timestamp,
    told: HashSet<i64>,
}

impl<'a> Picker<'a> {
    /// A picker for one letter to one person, who was told of the events `announced`.
    pub fn new(
        shelf: &'a Shelf,
        withdrawn: &'a [IssueId],
        carried: &'a [CarriedRow],
        announced: &[i64],
        now: Timestamp,
    ) -> Self {
        Self {
            shelf,
            withdrawn,
            carried,
            now,
            told: announced.iter().copied().collect(),
        }
    }

    /// What the part of a line brings in a form, over its carried items and the range `(from, to]`;
    /// `None` if that is nothing. At most `most` items that are no events are shown where the range
    /// holds several issues.
    pub fn pick(
        &mut self,
        line: &PlanLine,
        (from, to): (Seq, Seq),
        form: Form,
        most: u32,
    ) -> Option<PartContents> {
        let publication = line.publication;
        let shelf = self.shelf;
        let carried = self
            .carried
            .iter()
            .filter(|row| row.publication == publication);
        let carried = carried.filter_map(|row| shelf.at(publication, row.seq));
        let range = shelf.range(publication, from, to);
        let all = carried
            .map(|listing| (listing, true))
            .chain(range.iter().map(|listing| (listing, false)));

        let mut part = PartContents {
            publication,
            form,
            waited: line.waiting_since.is_some(),
            items: Vec::new(),
            linked: Vec::new(),
            events: Vec::new(),
        };
        let several = range.first().map(|one| one.issue) != range.last().map(|one| one.issue);
        let mut room = if several { most } else { u32::MAX };
        for (listing, was_carried) in all {
            if !self.takes(line, form, listing) {
                continue;
            }
            let item = reference(listing, was_carried);
            if listing.kind == ItemKind::Event {
                part.events
                    .push((listing.key, listing.expires_at.unwrap_or(Timestamp::MAX)));
                part.items.push(item);
            } else if room > 0 {
                room -= 1;
                part.items.push(item);
            } else {
                part.linked.push(item);
            }
        }
        (!part.items.is_empty()).then_some(part)
    }

    fn takes(&mut self, line: &PlanLine, form: Form, listing: &Listing) -> bool {
        !self.withdrawn.contains(&listing.issue)
            && lagom_policy::is_entitled(listing, line.start_seq, &line.choices, form, self.now)
            && (listing.kind != ItemKind::Event || self.told.insert(listing.key))
    }
}

fn reference(listing: &Listing, carried: bool) -> ItemRef {
    ItemRef {
        seq: listing.seq,
        issue: listing.issue,
        position: listing.position,
        visible_at: listing.visible_at,
        carried,
    }
}
