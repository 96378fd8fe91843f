//! Ranks: a letter's place among those that compete for room. Pure.

use crate::contents::{PATIENCE, PartContents};
use crate::request::line_of;
use lagom_model::{Classes, MessageClass, PublicationId, Rank, Seq, Shelf, Timestamp, TouchFact};
use lagom_store::{GateCase, Known, PlanLine};

/// What ranks are made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranks<'a> {
    pub(crate) known: &'a Known,
    pub(crate) shelf: &'a Shelf,
    pub(crate) case: &'a GateCase,
}

impl Ranks<'_> {
    /// The rank of a letter of these contents: the first among its parts in each respect.
    pub(crate) fn of_letter(&self, contents: &[PartContents]) -> Option<Rank> {
        let parts = contents
            .iter()
            .filter_map(|part| Some(self.of_part(line_of(self.case, part.publication)?, part)));
        parts.reduce(first_in_each)
    }

    /// The rank of what a line has waiting.
    pub(crate) fn of_part(&self, line: &PlanLine, part: &PartContents) -> Rank {
        let oldest = part.all().map(|item| item.visible_at).min();
        let since = line.waiting_since.into_iter().chain(oldest).min();
        let listings = part.all();
        let listings = listings.filter_map(|item| self.shelf.at(line.publication, item.seq));
        let (mut expires_at, mut interest, mut seq) = (Timestamp::MAX, 1, Seq::MAX);
        for listing in listings {
            expires_at = expires_at.min(listing.expires_at.unwrap_or(Timestamp::MAX));
            if line.choices.favourites.contains(&listing.topic) {
                interest = 0;
            }
            seq = seq.min(listing.seq);
        }
        Rank {
            class: heaviest(part.classes()),
            patience: u8::from(!self.was_passed_over(line, oldest)),
            priority: self.priority(line.publication),
            interest,
            expires_at,
            since: since.unwrap_or(self.case.delivery.planned_at),
            seq,
        }
    }

    /// The rank of a scheduled issue, of which only the instant is known.
    pub(crate) fn of_issue(&self, publication: PublicationId, at: Timestamp) -> Rank {
        Rank {
            priority: self.priority(publication),
            ..Rank::of(MessageClass::Issue, at)
        }
    }

    /// Whether something on a line, the oldest of which came out then, was passed over in two letters: carried so often, or two
    /// messages went while the whole of it waited.
    fn was_passed_over(&self, line: &PlanLine, oldest: Option<Timestamp>) -> bool {
        let mut rows = self.case.within_reach();
        let carried = rows.any(|row| row.publication == line.publication && row.passes >= PATIENCE);
        carried
            || line.waiting_since.is_some_and(|since| {
                let since = oldest.map_or(since, |oldest| since.max(oldest));
                let touches = self.case.touches.iter();
                let went = touches.filter(|touch| touch.at > since && is_letter(touch));
                went.count() >= PATIENCE as usize
            })
    }

    fn priority(&self, publication: PublicationId) -> u8 {
        let publication = self.known.publication(publication);
        publication.map_or(u8::MAX, |one| one.def.priority)
    }
}

/// Whether a touch is a message that could have brought what waited.
fn is_letter(touch: &TouchFact) -> bool {
    !touch
        .classes
        .without(Classes::one(MessageClass::Service))
        .is_empty()
}

fn heaviest(classes: Classes) -> MessageClass {
    classes.heaviest().unwrap_or(MessageClass::Issue)
}

pub(crate) fn first_in_each(one: Rank, other: Rank) -> Rank {
    Rank {
        class: one.class.min(other.class),
        patience: one.patience.min(other.patience),
        priority: one.priority.min(other.priority),
        interest: one.interest.min(other.interest),
        expires_at: one.expires_at.min(other.expires_at),
        since: one.since.min(other.since),
        seq: one.seq.min(other.seq),
    }
}
