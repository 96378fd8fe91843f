//! The events on the shelf by key: what their newest listing says, and which of them an issue moved. It
//! judges no person.

use lagom_model::{EventStage, ItemKind, Listing, PublicationId, Shelf, Timestamp};
use lagom_store::{EventRound, Known};
use std::collections::HashMap;

/// The newest listing of each event, by publication.
#[derive(Debug, Clone, Default)]
pub struct EventIndex<'a> {
    newest: HashMap<(PublicationId, i64), &'a Listing>,
}

impl<'a> EventIndex<'a> {
    /// Of all that is on the shelf.
    pub fn of(shelf: &'a Shelf, known: &Known) -> Self {
        let mut newest = HashMap::new();
        for publication in &known.publications {
            let all = shelf.range(publication.id, 0, shelf.top(publication.id));
            for listing in all.iter().filter(|one| one.kind == ItemKind::Event) {
                newest.insert((publication.id, listing.key), listing);
            }
        }
        Self { newest }
    }

    /// What a publication says of an event now.
    pub fn newest(&self, publication: PublicationId, key: i64) -> Option<&'a Listing> {
        self.newest.get(&(publication, key)).copied()
    }

    /// What is said of an event now, by whichever of these publications said it last.
    pub fn newest_of(
        &self,
        publications: impl IntoIterator<Item = PublicationId>,
        key: i64,
    ) -> Option<(PublicationId, &'a Listing)> {
        publications
            .into_iter()
            .filter_map(|id| Some((id, self.newest(id, key)?)))
            .max_by_key(|(id, listing)| (listing.visible_at, *id))
    }
}

/// What an issue says of an event that an earlier one listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moved<'a> {
    /// What it says now.
    pub(super) listing: &'a Listing,
    /// Changed or cancelled.
    pub(super) stage: EventStage,
}

/// The events that a round's issue moved or called off, compared with what any publication said before.
pub(super) fn moved<'a>(shelf: &'a Shelf, known: &Known, round: EventRound) -> Vec<Moved<'a>> {
    let of_round = shelf.range(round.publication, round.from_seq, round.to_seq);
    let mut now: HashMap<i64, &Listing> = HashMap::new();
    for listing in of_round.iter().filter(|one| one.kind == ItemKind::Event) {
        now.insert(listing.key, listing);
    }
    let mut before: HashMap<i64, &Listing> = HashMap::new();
    for publication in &known.publications {
        let own = publication.id == round.publication;
        let top = if own {
            round.from_seq
        } else {
            shelf.top(publication.id)
        };
        for listing in shelf.range(publication.id, 0, top) {
            let asked = now.get(&listing.key);
            let earlier = asked.is_some_and(|now| own || listing.visible_at < now.visible_at);
            let known = before.get(&listing.key);
            if earlier && known.is_none_or(|last| last.visible_at <= listing.visible_at) {
                before.insert(listing.key, listing);
            }
        }
    }
    let Some(publication) = known.publication(round.publication) else {
        return Vec::new();
    };
    let mut moved: Vec<Moved<'a>> = now
        .into_values()
        .filter_map(|listing| {
            let last = before.get(&listing.key)?;
            let stage = match (last.cancelled, listing.cancelled) {
                (false, true) => EventStage::Cancelled,
                (true, false) => EventStage::Changed,
                (true, true) => return None,
                (false, false) => {
                    let moves = listing.moves(last, &publication.def.zone);
                    return moves.then_some(Moved {
                        listing,
                        stage: EventStage::Changed,
                    });
                }
            };
            Some(Moved { listing, stage })
        })
        .collect();
    moved.sort_by_key(|one| one.listing.seq);
    moved
}

/// The end of an event's use: its start or the end of its date; of one without either, two months.
pub(super) fn until(listing: &Listing) -> Timestamp {
    let shown = listing.visible_at.plus(60 * Timestamp::DAY);
    listing.expires_at.unwrap_or(shown)
}
