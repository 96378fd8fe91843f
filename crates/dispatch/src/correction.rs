//! Corrections at the gate: which revision of an issue's content a message brings, and what a correction shows. Pure.

use crate::contents::{ItemRef, Shown};
use crate::judge::{Judge, Judged, judged};
use lagom_model::{EventStage, Form, ItemKind, Listing, Reason, Tell, Timestamp, Verdict};
use lagom_store::{CorrectedHere, GateCase, GateContext, Leaves, PlanLine};

/// How long a correction waits, in milliseconds, while its issue is on hold.
const ON_HOLD: i64 = 15 * Timestamp::MINUTE;

/// The correction that a message brings.
fn correction(case: &GateCase) -> Option<Tell> {
    let mut tells = case.delivery.tells.iter().copied();
    tells.find(|tell| tell.stage == EventStage::Corrected)
}

impl Judge<'_> {
    /// A correction of an issue that is on hold waits as the issue does.
    pub(crate) fn waits_with_its_issue(
        &self,
        gate: &GateContext,
        case: &GateCase,
    ) -> Option<Judged> {
        let tell = correction(case)?;
        let visible = gate.visible_to.get(&tell.publication)?;
        (*visible < tell.seq && !gate.withdrawn.contains(&tell.key)).then(|| {
            let until = self.now.plus(ON_HOLD);
            let decision = self.by_hand(Verdict::Defer { until }, vec![Reason::Corrected]);
            judged(decision, Leaves::Planned { due_at: until }, Vec::new())
        })
    }

    /// The listing that a correction was planned by, if the issue is still corrected.
    pub(crate) fn corrected(&self, gate: &GateContext, tell: Tell) -> Option<&Listing> {
        corrected_here(gate, tell)?;
        let stands = !gate.withdrawn.contains(&tell.key);
        let listing = self.shelf.at(tell.publication, tell.seq);
        listing.filter(|listing| stands && listing.issue == tell.key)
    }

    /// What a correction shows: of what was wrong, the topics that its reader chose.
    pub(crate) fn put_right(
        &self,
        gate: &GateContext,
        tell: Tell,
        line: &PlanLine,
    ) -> Vec<ItemRef> {
        let Some(here) = corrected_here(gate, tell) else {
            return Vec::new();
        };
        let top = self.shelf.top(tell.publication);
        let listings = self.shelf.range(tell.publication, 0, top).iter();
        let events_only = line.choices.cadence.widest_form() == Form::Events;
        listings
            .filter(|one| one.issue == here.issue && here.changed.contains(&one.position))
            .filter(|one| line.choices.takes_topic(&one.topic))
            .filter(|one| !events_only || one.kind == ItemKind::Event)
            .map(|one| ItemRef {
                seq: one.seq,
                issue: one.issue,
                position: one.position,
                visible_at: one.visible_at,
                carried: false,
                class: one.kind.class(),
                shown: Shown::AsPart,
                event: None,
            })
            .collect()
    }
}

fn corrected_here(gate: &GateContext, tell: Tell) -> Option<&CorrectedHere> {
    let mut corrected = gate.corrected.iter();
    corrected.find(|one| one.issue == tell.key)
}
