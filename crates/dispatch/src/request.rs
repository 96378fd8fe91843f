//! From a gate's case to the policy's question: the facts, and what is asked. Pure.

use lagom_model::{Cadence, Facts, LineFacts, MessageClass, PartRequest, Request, Timestamp};
use lagom_store::{GateCase, GateContext, Known, PlanLine};

/// The facts of a case.
pub(crate) fn facts(case: &GateCase) -> Facts {
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
        ahead: Vec::new(),
    }
}

/// The question: may this message go?
pub(crate) fn request(
    known: &Known,
    gate: &GateContext,
    case: &GateCase,
    expires_at: Option<Timestamp>,
    now: Timestamp,
) -> Request {
    let row = &case.delivery;
    let parts: Vec<PartRequest> = row
        .parts
        .iter()
        .map(|part| PartRequest {
            publication: part.publication,
            class: line_of(case, part.publication).map_or(MessageClass::Issue, class_of),
            contains: lagom_model::Classes::one(
                line_of(case, part.publication).map_or(MessageClass::Issue, class_of),
            ),
        })
        .collect();
    let waits = row
        .parts
        .iter()
        .filter_map(|part| line_of(case, part.publication));
    let waiting_since = waits
        .map(|line| waiting_since(case, line))
        .min()
        .unwrap_or(row.planned_at);
    Request {
        class: parts.is_empty().then_some(row.class),
        rank: lagom_model::Rank::of(row.class, waiting_since),
        parts,
        waiting_since,
        next_letter: next_letter(known, gate, case, now),
        asked_at: (row.class == MessageClass::Service).then_some(row.planned_at),
        expires_at,
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
fn next_letter(
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

fn slot_after(
    known: &Known,
    case: &GateCase,
    line: &PlanLine,
    now: Timestamp,
) -> Option<Timestamp> {
    let publication = known.publication(line.publication)?;
    let anchor = line.choices.anchor.or(publication.def.anchor);
    lagom_policy::next_slot(line.choices.cadence, anchor, &case.person.zone, now)
}

/// What a line's part counts as.
pub(crate) fn class_of(line: &PlanLine) -> MessageClass {
    match line.choices.cadence {
        Cadence::EventsOnly => MessageClass::Event,
        _ => MessageClass::Issue,
    }
}
