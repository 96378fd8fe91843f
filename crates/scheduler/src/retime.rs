//! Times that move: a publication's send time or a person's zone became another one, and each line with
//! slots finds its own again. Pure; what has come due already stays due, so nothing is lost or repeated.

use crate::context::PlanContext;
use crate::person::due_after_sleep;
use crate::wake::asleep_until;
use lagom_model::PublicationId;
use lagom_store::{LineUpdate, PlanCase};

/// The instants of one person's line of a publication, if they are others now.
pub fn retime(
    context: &PlanContext<'_>,
    case: &PlanCase,
    publication: PublicationId,
) -> Option<LineUpdate> {
    let mut lines = case.lines.iter();
    let line = lines.find(|line| line.publication == publication)?;
    let has_come = line.next_due_at.is_some_and(|due| due <= context.now);
    if !line.choices.cadence.has_slots() || has_come {
        return None;
    }
    let next_due_at = match asleep_until(context.policy, &case.person, &line.choices, context.now) {
        Some(wakes) => Some(due_after_sleep(context, case, line, wakes)),
        None => context.slot_after(line, &case.person.zone, context.now),
    };
    (next_due_at != line.next_due_at).then_some(LineUpdate {
        publication,
        next_due_at,
        waiting_since: line.waiting_since,
    })
}
