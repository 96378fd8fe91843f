//! What holds for everyone in one planning run.

use lagom_model::{PersonFacts, Policy, Reason, Shelf, Timestamp, Zone};
use lagom_policy::{Claim, DigestSize, below_minimum};
use lagom_store::{Known, PlanLine};

/// What holds for everyone in one planning run.
#[derive(Debug, Clone, Copy)]
pub struct PlanContext<'a> {
    /// Senders and publications.
    pub known: &'a Known,
    /// The policy in force.
    pub policy: &'a Policy,
    /// All listings.
    pub shelf: &'a Shelf,
    /// Now.
    pub now: Timestamp,
}

impl PlanContext<'_> {
    /// The first slot of a line strictly after an instant; `None` without slots of its own.
    pub fn slot_after(&self, line: &PlanLine, zone: &Zone, after: Timestamp) -> Option<Timestamp> {
        let publication = self.known.publication(line.publication)?;
        let anchor = line.choices.anchor.or(publication.def.anchor);
        lagom_policy::next_slot(line.choices.cadence, anchor, zone, after)
    }

    /// Whether something waits for the line: an item it is entitled to above its watermark, or one
    /// that was passed over. The gate judges again, with the form and the withdrawals of its moment.
    pub fn has_content(&self, person: &PersonFacts, line: &PlanLine) -> bool {
        let top = self.shelf.top(line.publication);
        let claim = self.claim(person, line);
        let range = self.shelf.range(line.publication, line.watermark, top);
        line.carried > 0 || range.iter().any(|listing| claim.takes(listing))
    }

    /// Why what waits for a line is too little for a digest, if it is: it waits for the line's next slot.
    pub fn too_little(&self, person: &PersonFacts, line: &PlanLine) -> Option<Reason> {
        let publication = self.known.publication(line.publication)?;
        let least = publication.def.least_items;
        if least <= 1 {
            return None;
        }
        let top = self.shelf.top(line.publication);
        let claim = self.claim(person, line);
        let range = self.shelf.range(line.publication, line.watermark, top);
        let (mut items, mut first_expiry) = (line.carried, None::<Timestamp>);
        for listing in range.iter().filter(|listing| claim.takes(listing)) {
            items = items.saturating_add(1);
            let expires = listing.expires_at.into_iter().chain(first_expiry);
            first_expiry = expires.min();
        }
        let size = DigestSize {
            publication: line.publication,
            items,
            first_expiry,
            waited: line.waiting_since.is_some() || line.carried > 0,
        };
        let due = line.next_due_at.filter(|due| *due > self.now);
        let slot = due.or_else(|| self.slot_after(line, &person.zone, self.now));
        below_minimum(line.choices.cadence, size, least, slot)
    }

    /// What the line's reader is entitled to now, in the widest form that the line's choices allow.
    pub(crate) fn claim<'l>(&self, person: &'l PersonFacts, line: &'l PlanLine) -> Claim<'l> {
        let form = line.choices.cadence.widest_form();
        Claim::new(person, &line.choices, line.start_seq, form, self.now)
    }
}
