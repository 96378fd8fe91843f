//! From a gate's case to the policy's question: the facts, and what is asked. Pure.

use crate::contents::PartContents;
use crate::rank::Ranks;
use lagom_model::{
    Ahead, Classes, Facts, LineFacts, MessageClass, PartRequest, Rank, Request, Timestamp,
};
use lagom_store::{GateCase, GateContext, Known, PlanLine};

/// The facts of a case.
pub(crate) fn facts(case: &GateCase, ahead: Vec<Ahead>) -> Facts {
    Facts {
        person: case.person.clone(),
        lines: case
            .lines
            .iter()
            .map(|line| LineFacts {
                publication: line.publication,
                choices: line.choices.clone(),
            })
            .collect(),
        touches: case.touches.clone(),
        ahead,
    }
}

/// What is asked for a row.
pub(crate) struct Asking<'a> {
    pub(crate) ranks: Ranks<'a>,
    pub(crate) gate: &'a GateContext,
    /// The lines whose parts ask to go.
    pub(crate) lines: &'a [&'a PlanLine],
    /// What they would bring.
    pub(crate) contents: &'a [PartContents],
    /// Since when the longest waits of what they would bring.
    pub(crate) waiting_since: Timestamp,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) now: Timestamp,
}

impl Asking<'_> {
    /// The question: may this message go?
    pub(crate) fn request(&self) -> Request {
        let case = self.ranks.case;
        let row = &case.delivery;
        let parts: Vec<PartRequest> = self.lines.iter().map(|line| self.part(line)).collect();
        let waiting_since = self.waiting_since;
        Request {
            class: parts.is_empty().then_some(row.class),
            rank: self.rank(waiting_since),
            parts,
            waiting_since,
            next_letter: next_letter(self.ranks.known, self.gate, case, self.now),
            asked_at: (row.class == MessageClass::Service).then_some(row.planned_at),
            expires_at: self.expires_at,
        }
    }

    /// The row's place among those that compete for room.
    pub(crate) fn rank(&self, waiting_since: Timestamp) -> Rank {
        let rank = self.ranks.of_letter(self.contents);
        rank.unwrap_or_else(|| Rank {
            expires_at: self.expires_at.unwrap_or(Timestamp::MAX),
            ..Rank::of(self.ranks.case.delivery.class, waiting_since)
        })
    }

    fn part(&self, line: &PlanLine) -> PartRequest {
        let class = line.choices.cadence.class();
        let mut contents = self.contents.iter();
        let contents = contents.find(|part| part.publication == line.publication);
        let contains = contents.map_or(Classes::NONE, PartContents::classes);
        PartRequest {
            publication: line.publication,
            class,
            contains: if contains.is_empty() {
                Classes::one(class)
            } else {
                contains
            },
        }
    }
}

/// Since when a line's content waits for room: since it was first passed over, else since this
/// letter was planned.
pub(crate) fn waiting_since(case: &GateCase, line: &PlanLine) -> Timestamp {
    line.waiting_since.unwrap_or(case.delivery.planned_at)
}

/// The line of a publication.
pub(crate) fn line_of(case: &GateCase, publication: i64) -> Option<&PlanLine> {
    case.lines
        .iter()
        .find(|line| line.publication == publication)
}

/// When the person's next letter of this delivery's sender falls due, as far as it is known: the
/// slots of lines that have them, the scheduled issues for the others.
pub(crate) fn next_letter(
    known: &Known,
    gate: &GateContext,
    case: &GateCase,
    now: Timestamp,
) -> Option<Timestamp> {
    let today = case.person.zone.date(now);
    let pause = case.person.paused_until.filter(|until| *until > today);
    let awake = |line: &&PlanLine| {
        line.sender == case.delivery.sender
            && pause.is_none()
            && line.choices.paused_until.is_none_or(|until| until <= today)
            && !case
                .person
                .stops
                .iter()
                .any(|stop| stop.covers(line.publication))
    };
    let lines = case.lines.iter().filter(awake);
    lines
        .filter_map(|line| {
            if line.choices.cadence.has_slots() {
                let slot = line.next_due_at.filter(|due| *due > now);
                slot.or_else(|| slot_after(known, case, line, now))
            } else {
                let issues = gate.schedule.iter();
                issues
                    .filter(|(publication, at)| *publication == line.publication && *at > now)
                    .map(|(_, at)| *at)
                    .min()
            }
        })
        .min()
}

/// The first slot of a line after an instant.
pub(crate) fn slot_after(
    known: &Known,
    case: &GateCase,
    line: &PlanLine,
    now: Timestamp,
) -> Option<Timestamp> {
    let publication = known.publication(line.publication)?;
    let anchor = line.choices.anchor.or(publication.def.anchor);
    lagom_policy::next_slot(line.choices.cadence, anchor, &case.person.zone, now)
}
