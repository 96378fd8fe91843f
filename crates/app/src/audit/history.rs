//! What held for a person at an instant that is past: today's facts, with the changes since then taken back one by one.
//! Pure; what no change is on record of counts as it is now.

use lagom_model::{Choices, PersonFacts, PublicationId, Timestamp, Zone};
use lagom_store::{Edit, PastChange, PersonRecord};
use std::collections::BTreeMap;

/// What held then.
#[derive(Debug, Clone)]
pub(super) struct Then {
    /// What the policy knew of the person; stops stand in the record, with their ends.
    pub(super) facts: PersonFacts,
    /// The versions of the policy that lines were promised.
    pub(super) promises: BTreeMap<PublicationId, i64>,
}

/// A change, or its being taken back.
#[derive(Clone, Copy)]
struct Step<'a> {
    at: Timestamp,
    undo: bool,
    change: &'a PastChange,
}

/// Every step on record, the earliest first.
fn steps(record: &PersonRecord) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for change in &record.changes {
        let at = change.at;
        steps.push(Step {
            at,
            undo: false,
            change,
        });
        steps.extend(change.undone_at.map(|at| Step {
            at,
            undo: true,
            change,
        }));
    }
    steps.sort_by_key(|step| (step.at, step.undo));
    steps
}

impl Then {
    /// Of what was in force at an instant; what was changed at that very instant was.
    pub(super) fn at(record: &PersonRecord, at: Timestamp) -> Self {
        let lines = record.lines.iter().chain(&record.left);
        let mut then = Self {
            facts: record.facts.clone(),
            promises: lines.map(|line| (line.publication, line.promise)).collect(),
        };
        if record.changes.is_empty() {
            then.forget_later_zone(at);
            return then;
        }
        let steps = steps(record);
        let (before, since) = steps.split_at(steps.partition_point(|step| step.at <= at));
        for step in since.iter().rev() {
            then.take_back(*step);
        }
        match before.iter().rev().find_map(moved) {
            Some(moved) => then.facts.zone_before = Some(moved),
            None => then.forget_later_zone(at),
        }
        then
    }

    fn forget_later_zone(&mut self, at: Timestamp) {
        let before = self.facts.zone_before.take();
        self.facts.zone_before = before.filter(|(_, changed_at)| *changed_at <= at);
    }

    fn take_back(&mut self, step: Step<'_>) {
        for (made, before) in step.change.edits.iter().rev() {
            if !step.undo {
                self.make(before);
            } else if self.holds(before) {
                // What was changed again in between was not taken back.
                self.make(made);
            }
        }
    }

    fn make(&mut self, edit: &Edit) {
        let facts = &mut self.facts;
        match edit {
            Edit::PauseAll { until } => facts.paused_until = *until,
            Edit::Zone { zone } => facts.zone = zone.clone(),
            Edit::Limits { limits } => facts.limits.clone_from(limits),
            Edit::Quiet { quiet } => facts.quiet = *quiet,
            Edit::Wish { wishes } => facts.wishes.clone_from(wishes),
            Edit::AcceptPolicy {
                publication,
                version,
            } => {
                self.promises.insert(*publication, *version);
            }
            _ => {}
        }
    }

    fn holds(&self, edit: &Edit) -> bool {
        let facts = &self.facts;
        match edit {
            Edit::PauseAll { until } => facts.paused_until == *until,
            Edit::Zone { zone } => facts.zone == *zone,
            Edit::Limits { limits } => facts.limits == *limits,
            Edit::Quiet { quiet } => facts.quiet == *quiet,
            Edit::Wish { wishes } => facts.wishes == *wishes,
            Edit::AcceptPolicy {
                publication,
                version,
            } => self.promises.get(publication) == Some(version),
            _ => false,
        }
    }
}

/// The zone that a step put an end to, and when.
fn moved(step: &Step<'_>) -> Option<(Zone, Timestamp)> {
    let mut edits = step.change.edits.iter();
    edits.find_map(|(made, before)| {
        let ended = if step.undo { made } else { before };
        match ended {
            Edit::Zone { zone } => Some((zone.clone(), step.at)),
            _ => None,
        }
    })
}

/// The choices on a line that were in force at an instant.
pub(super) fn choices_at(
    record: &PersonRecord,
    publication: PublicationId,
    at: Timestamp,
) -> Option<&Choices> {
    let mut choices = record.choices.iter().rev();
    let then = choices.find(|one| {
        one.publication == publication && one.from <= at && one.until.is_none_or(|end| end > at)
    });
    then.map(|one| &one.choices)
}
