//! One person: which of their lines are due, and when each falls due again. Pure.

use crate::context::PlanContext;
use crate::letters::letters;
use crate::retime::retime;
use crate::wake::asleep_until;
use lagom_model::{Stop, Timestamp};
use lagom_store::{LineUpdate, PlanCase, PlanLine, PlanSource, PlanVerdict};

/// A line that is due now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DueLine<'a> {
    pub(crate) line: &'a PlanLine,
    /// Since when.
    pub(crate) since: Timestamp,
}

/// Plans one person: the letters that fall due now, one a sender, and the next instant of each line
/// that was due.
pub fn plan_person(context: &PlanContext<'_>, source: PlanSource, case: &PlanCase) -> PlanVerdict {
    if let PlanSource::Times(moved) = source {
        return PlanVerdict {
            letters: Vec::new(),
            lines: retime(context, case, moved.publication)
                .into_iter()
                .collect(),
        };
    }
    let mut due = Vec::new();
    let mut lines = Vec::new();
    for line in &case.lines {
        let Some(since) = due_since(source, line, context.now) else {
            continue;
        };
        if case.person.stops.iter().any(|stop| forbids(stop, line)) {
            // The reader may take the stop back: a line with slots that had none any more would never fall due again.
            let slot = context.slot_after(line, &case.person.zone, context.now);
            lines.push(next(line, slot));
        } else if let Some(wakes) =
            asleep_until(context.policy, &case.person, &line.choices, context.now)
        {
            // What a pause holds back does not count as waiting for room.
            let wakes = due_after_sleep(context, case, line, wakes);
            lines.push(LineUpdate {
                waiting_since: None,
                ..next(line, Some(wakes))
            });
        } else {
            due.push(DueLine { line, since });
            let slot = context.slot_after(line, &case.person.zone, context.now);
            lines.push(next(line, slot));
        }
    }
    lines.retain(|update| {
        let before = case
            .lines
            .iter()
            .find(|line| line.publication == update.publication);
        before.is_none_or(|line| {
            (line.next_due_at, line.waiting_since) != (update.next_due_at, update.waiting_since)
        })
    });
    PlanVerdict {
        letters: letters(context, case, &due),
        lines,
    }
}

/// Since when a line is due by this source, if it is.
fn due_since(source: PlanSource, line: &PlanLine, now: Timestamp) -> Option<Timestamp> {
    match source {
        PlanSource::Release(release) => (line.publication == release.publication
            && !line.choices.cadence.has_slots()
            && line.watermark < release.to_seq)
            .then_some(release.at),
        PlanSource::Slots => line.next_due_at.filter(|due| *due <= now),
        PlanSource::Times(_) => None,
    }
}

/// When a line that sleeps falls due: a line with slots at its first slot from the end of its sleep
/// on, any other one at that end, with one summary of what came out meanwhile.
pub(crate) fn due_after_sleep(
    context: &PlanContext<'_>,
    case: &PlanCase,
    line: &PlanLine,
    wakes: Timestamp,
) -> Timestamp {
    context
        .slot_after(line, &case.person.zone, wakes.plus(-1))
        .unwrap_or(wakes)
}

fn next(line: &PlanLine, next_due_at: Option<Timestamp>) -> LineUpdate {
    LineUpdate {
        publication: line.publication,
        next_due_at,
        waiting_since: line.waiting_since,
    }
}

pub(crate) fn forbids(stop: &Stop, line: &PlanLine) -> bool {
    stop.covers(line.publication)
}
