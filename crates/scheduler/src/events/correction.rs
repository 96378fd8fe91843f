//! A correction: who was brought what was wrong is written to, once. Pure. What the message says is the gate's to find.

use crate::context::PlanContext;
use crate::person::forbids;
use lagom_model::{EventStage, MessageClass, Tell, Timestamp};
use lagom_policy::Claim;
use lagom_store::{Brought, CorrectionRound, EventCase, EventMessage, EventVerdict, PlanLine};

/// What one person is told of a correction: nothing, if no message brought them anything of what was wrong.
pub fn plan_correction(
    context: &PlanContext<'_>,
    round: &CorrectionRound,
    case: &EventCase,
) -> EventVerdict {
    let message = context
        .known
        .publication(round.publication)
        .zip(told(context, round, case))
        .map(|(publication, seq)| EventMessage {
            sender: publication.sender,
            class: MessageClass::Service,
            local_date: case.person.zone.date(context.now),
            due_at: context.now,
            tells: vec![Tell {
                key: round.issue,
                stage: EventStage::Corrected,
                publication: round.publication,
                seq,
                until: Timestamp::MAX,
            }],
        });
    EventVerdict {
        messages: message.into_iter().collect(),
        reminders: Vec::new(),
    }
}

/// The first wrong item that was brought to the person, if they still get the publication.
fn told(context: &PlanContext<'_>, round: &CorrectionRound, case: &EventCase) -> Option<i64> {
    let mut lines = case.lines.iter();
    let line = lines.find(|line| line.publication == round.publication)?;
    let stops = &mut case.person.stops.iter();
    if stops.any(|stop| forbids(stop, line)) {
        return None;
    }
    let brought = case.brought.iter();
    brought
        .filter_map(|brought| first(context, line, case, brought))
        .min()
}

fn first(
    context: &PlanContext<'_>,
    line: &PlanLine,
    case: &EventCase,
    brought: &Brought,
) -> Option<i64> {
    match brought {
        Brought::Item(seq) => Some(*seq),
        Brought::Part {
            seqs,
            form,
            choices,
            at,
        } => {
            let claim = Claim::new(&case.person, choices, line.start_seq, *form, *at);
            let listed = |seq: &i64| context.shelf.at(line.publication, *seq);
            let mut seqs = seqs.iter().copied();
            seqs.find(|seq| listed(seq).is_some_and(|listing| claim.takes(listing)))
        }
    }
}
