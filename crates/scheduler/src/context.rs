//! What holds for everyone in one planning run.

use lagom_model::{Cadence, Choices, Form, Policy, Shelf, Timestamp, Zone};
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
    pub fn has_content(&self, line: &PlanLine) -> bool {
        let top = self.shelf.top(line.publication);
        let form = planned_form(&line.choices);
        let mut listings = self
            .shelf
            .range(line.publication, line.watermark, top)
            .iter();
        line.carried > 0
            || listings.any(|listing| {
                lagom_policy::is_entitled(listing, line.start_seq, &line.choices, form, self.now)
            })
    }
}

/// The widest form that the line's choices allow: what its content is planned by.
fn planned_form(choices: &Choices) -> Form {
    match choices.cadence {
        Cadence::EventsOnly => Form::Events,
        _ => Form::Full,
    }
}
