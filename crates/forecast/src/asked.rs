//! What readers asked for: how many letters a line's cadence alone would bring, with what comes out, if no
//! cap, gap or quiet hour stood in the way. What a person wished to be spared (a pause, a season with
//! nothing, a stop) is not asked for. It looks at content and calendars only.

use crate::rules::Rules;
use lagom_model::{PublicationId, Seq, StopScope, Timestamp};
use lagom_policy::Claim;
use lagom_scheduler::asleep_until;
use lagom_store::{PlanLine, Subject};

/// Letters that a line asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) publication: PublicationId,
    pub(crate) letters: u32,
}

/// What each line of a person asks for; nothing for who cannot be reached.
pub(crate) fn asked(rules: &Rules<'_>, subject: &Subject) -> Vec<Wish> {
    let spared = |scope: StopScope, line: &PlanLine| match scope {
        StopScope::Publication(publication) => publication == line.publication,
        StopScope::Mailings | StopScope::Everything => true,
    };
    if !subject.reachable || !subject.person.confirmed {
        return Vec::new();
    }
    let stops = &subject.person.stops;
    let lines = subject.lines.iter();
    lines
        .filter(|line| !stops.iter().any(|stop| spared(stop.scope, line)))
        .map(|line| Wish {
            publication: line.publication,
            letters: letters(rules, subject, line),
        })
        .collect()
}

fn letters(rules: &Rules<'_>, subject: &Subject, line: &PlanLine) -> u32 {
    let mut counter = Counter {
        rules,
        subject,
        line,
        read_to: line.watermark,
        letters: 0,
    };
    let planned = subject.planned.iter().flat_map(|row| &row.parts);
    let mut owed = planned.filter(|part| part.publication == line.publication);
    if line.waiting_since.is_some() || owed.next().is_some() {
        // What waits already was asked for, whatever it is.
        counter.letters += 1;
        counter.read_to = counter.top(rules.horizon.from).max(line.watermark);
    }
    if line.choices.cadence.has_slots() {
        counter.by_slots();
    } else {
        counter.by_issues();
    }
    counter.letters
}

struct Counter<'a> {
    rules: &'a Rules<'a>,
    subject: &'a Subject,
    line: &'a PlanLine,
    read_to: Seq,
    letters: u32,
}

impl Counter<'_> {
    fn by_slots(&mut self) {
        let from = self.rules.horizon.from;
        let mut slot = self.line.next_due_at.map(|due| due.max(from));
        slot = slot.or_else(|| self.slot_after(from));
        while let Some(at) = slot.filter(|at| *at < self.rules.horizon.until) {
            slot = if let Some(wakes) = self.wakes(at) {
                self.slot_after(wakes.plus(-1))
            } else {
                self.read(at);
                self.slot_after(at)
            };
        }
    }

    fn by_issues(&mut self) {
        let mut woken = None;
        for epoch in self.rules.horizon.epochs() {
            if woken.is_some_and(|wakes| wakes > epoch.at) {
                continue;
            }
            if let Some(wakes) = woken.take() {
                self.read_before(wakes);
            }
            woken = self.wakes(epoch.at);
            if woken.is_none() {
                self.read(epoch.at);
            }
        }
        if let Some(wakes) = woken.filter(|wakes| *wakes < self.rules.horizon.until) {
            self.read(wakes);
        }
    }

    /// What came out until the line woke, as one letter.
    fn read_before(&mut self, wakes: Timestamp) {
        self.read(wakes.plus(-1));
    }

    fn wakes(&self, at: Timestamp) -> Option<Timestamp> {
        let (policy, person) = (self.rules.policy, &self.subject.person);
        asleep_until(policy, person, &self.line.choices, at).filter(|wakes| *wakes > at)
    }

    /// A letter, if something waits.
    fn read(&mut self, at: Timestamp) {
        let top = self.top(at);
        let form = self.line.choices.cadence.widest_form();
        let Some(epoch) = self.epoch(at) else { return };
        let (line, publication) = (self.line, self.line.publication);
        let new = epoch.shelf.range(publication, self.read_to, top);
        let person = &self.subject.person;
        let claim = Claim::new(person, &line.choices, line.start_seq, form, at);
        let mut entitled = new.iter().filter(|listing| claim.takes(listing));
        let known = self.rules.known.publication(publication);
        let least = known.map_or(1, |one| one.def.least_items.max(1));
        let least = if line.choices.cadence.has_slots() {
            usize::try_from(least).unwrap_or(1)
        } else {
            1
        };
        if entitled.nth(least - 1).is_some() {
            self.letters += 1;
            self.read_to = top;
        }
    }

    fn slot_after(&self, at: Timestamp) -> Option<Timestamp> {
        let epoch = self.epoch(at)?;
        let context = self.rules.planner(epoch, at);
        context.slot_after(self.line, &self.subject.person.zone, at)
    }

    fn epoch(&self, at: Timestamp) -> Option<&crate::horizon::Epoch> {
        let epochs = self.rules.horizon.epochs();
        let next = epochs.partition_point(|epoch| epoch.at <= at);
        epochs.get(next.saturating_sub(1))
    }

    /// Up to where a publication's content may pass at an instant.
    fn top(&self, at: Timestamp) -> Seq {
        let epoch = self.epoch(at);
        let visible = epoch.and_then(|epoch| epoch.gate.visible_to.get(&self.line.publication));
        visible.copied().unwrap_or(0)
    }
}
