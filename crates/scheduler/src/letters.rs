//! Letters: what is due to one person from one sender becomes one message, with a part per line, and
//! takes along what would fall due within the gap (gathering) and what waits from earlier letters.

use crate::context::PlanContext;
use crate::person::{DueLine, forbids};
use crate::wake::asleep_until;
use lagom_model::SenderId;
use lagom_store::{PlanCase, PlanLetter, PlanLine, PlanPart};
use std::collections::BTreeMap;

/// The letters that these due lines make, by sender.
pub(crate) fn letters(
    context: &PlanContext<'_>,
    case: &PlanCase,
    due: &[DueLine<'_>],
) -> Vec<PlanLetter> {
    let mut senders: BTreeMap<SenderId, Vec<&DueLine<'_>>> = BTreeMap::new();
    for line in due {
        senders.entry(line.line.sender).or_default().push(line);
    }
    let letters = senders.into_iter();
    letters
        .filter_map(|(sender, due)| letter(context, case, sender, &due))
        .collect()
}

fn letter(
    context: &PlanContext<'_>,
    case: &PlanCase,
    sender: SenderId,
    due: &[&DueLine<'_>],
) -> Option<PlanLetter> {
    let comes_along = |line: &&PlanLine| {
        line.sender == sender
            && (due
                .iter()
                .any(|due| due.line.publication == line.publication)
                || is_gathered(context, case, line))
            && context.has_content(&case.person, line)
            && context.too_little(&case.person, line).is_none()
    };
    let lines: Vec<&PlanLine> = case.lines.iter().filter(comes_along).collect();
    let class = lines
        .iter()
        .map(|line| line.choices.cadence.class())
        .min()?;
    let due_at = due.iter().map(|due| due.since).min()?;
    Some(PlanLetter {
        sender,
        class,
        local_date: case.person.zone.date(context.now),
        due_at,
        parts: lines
            .into_iter()
            .map(|line| PlanPart {
                publication: line.publication,
                from_seq: line.watermark,
                to_seq: context.shelf.top(line.publication),
            })
            .collect(),
    })
}

/// Whether a line that is not due goes with a letter of its sender now: its slot falls before the
/// gap would be over, or content that was passed over waits on it and on no slot.
fn is_gathered(context: &PlanContext<'_>, case: &PlanCase, line: &PlanLine) -> bool {
    let soon = context.now.plus(context.policy.gap());
    let slot_is_near =
        line.choices.cadence.has_slots() && line.next_due_at.is_some_and(|due| due < soon);
    let passed_over = line.carried > 0 && !line.choices.cadence.has_slots();
    (slot_is_near || passed_over || line.waiting_since.is_some())
        && !case.person.stops.iter().any(|stop| forbids(stop, line))
        && asleep_until(context.policy, &case.person, &line.choices, context.now).is_none()
}
