//! Reminders: when one is due, and what one person's due reminders come to. Whether a reminder can
//! still arrive in time is judged at its gate, where the answer is recorded. Pure.

use super::index::{EventIndex, until};
use crate::context::PlanContext;
use lagom_model::{
    EventStage, EventStart, Lead, Listing, LocalTime, MessageClass, PublicationDef, Reason,
    SenderId, Tell, Timestamp,
};
use lagom_store::{
    EventCase, EventMessage, EventVerdict, Reminder, ReminderMove, ReminderState, ReminderStep,
};

/// When a date has no usual time of its publication: nine in the morning.
const MORNING: Option<LocalTime> = LocalTime::new(9, 0);

/// When the reminder of an event is due; `None`: there cannot be one (an hour before an event whose
/// time is not known, anything before one without a date).
pub fn reminder_due(
    listing: &Listing,
    lead: Lead,
    publication: &PublicationDef,
) -> Option<Timestamp> {
    let date = match listing.starts? {
        EventStart::At(at) => return Some(at.plus(-lead.millis())),
        EventStart::On(date) => date,
    };
    let before = date.pred_opt().filter(|_| lead == Lead::Day)?;
    let time = publication.anchor.time.or(MORNING)?;
    Some(publication.zone.at(before, time))
}

/// The messages that one person's due reminders make: one a sender and lead.
pub fn plan_reminders(
    context: &PlanContext<'_>,
    index: &EventIndex<'_>,
    case: &EventCase,
) -> EventVerdict {
    let mut verdict = EventVerdict::default();
    let due = case
        .reminders
        .iter()
        .filter(|one| one.state == ReminderState::Open && one.due_at <= context.now);
    for reminder in due {
        let becomes = match judged(context, index, case, reminder) {
            Ok((sender, tell)) => {
                let message = place(&mut verdict.messages, context, case, (sender, tell));
                ReminderMove::Planned { message }
            }
            Err(other) => other,
        };
        verdict.reminders.push(ReminderStep {
            key: reminder.key,
            lead: reminder.lead,
            becomes,
        });
    }
    verdict
}

/// What a due reminder says and from whom; or what becomes of it instead.
fn judged(
    context: &PlanContext<'_>,
    index: &EventIndex<'_>,
    case: &EventCase,
    reminder: &Reminder,
) -> Result<(SenderId, Tell), ReminderMove> {
    let lines = case.lines.iter().map(|line| line.publication);
    let newest = index.newest_of(lines.chain([reminder.publication]), reminder.key);
    let known = newest.and_then(|(id, listing)| Some((context.known.publication(id)?, listing)));
    let Some((publication, listing)) = known else {
        return Err(ReminderMove::Ends(Reason::Withdrawn));
    };
    if listing.cancelled {
        return Err(ReminderMove::Ends(Reason::EventCancelled));
    }
    match reminder_due(listing, reminder.lead, &publication.def) {
        Some(due_at) if due_at > context.now => Err(ReminderMove::Waits {
            due_at,
            until: until(listing),
        }),
        _ => Ok((
            publication.sender,
            Tell {
                key: reminder.key,
                stage: EventStage::of_reminder(reminder.lead),
                publication: publication.id,
                seq: listing.seq,
                until: until(listing),
            },
        )),
    }
}

/// The place of the message that a reminder goes with: of the same sender and the same lead.
fn place(
    messages: &mut Vec<EventMessage>,
    context: &PlanContext<'_>,
    case: &EventCase,
    (sender, tell): (SenderId, Tell),
) -> usize {
    let same = |message: &EventMessage| {
        message.sender == sender && message.tells.iter().all(|one| one.stage == tell.stage)
    };
    if let Some(at) = messages.iter().position(same) {
        if let Some(message) = messages.get_mut(at) {
            message.tells.push(tell);
        }
        return at;
    }
    messages.push(EventMessage {
        sender,
        class: MessageClass::Service,
        local_date: case.person.zone.date(context.now),
        due_at: context.now,
        tells: vec![tell],
    });
    messages.len() - 1
}
