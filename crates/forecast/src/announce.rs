//! Announcements: which events of a new issue somebody has to hear of alone, judged by the scheduler's own
//! [`RoundView`]. Changes, cancellations and reminders are not foreseen: they follow from what nobody knows yet.

use crate::horizon::Epoch;
use crate::rules::Rules;
use lagom_scheduler::{EventIndex, RoundView};
use lagom_store::{PlanLine, RoundReach};

/// The rounds of one epoch.
pub(crate) type Rounds<'a> = Vec<Round<'a>>;

/// A round with whom it may reach.
#[derive(Debug)]
pub(crate) struct Round<'a> {
    pub(crate) view: RoundView<'a>,
    publication: lagom_model::PublicationId,
    reach: RoundReach,
}

/// What is said of events in each epoch.
pub(crate) fn indexes<'a>(rules: &Rules<'a>) -> Vec<EventIndex<'a>> {
    let epochs = rules.horizon.epochs().iter();
    epochs
        .map(|epoch| {
            if epoch.rounds.is_empty() {
                EventIndex::default()
            } else {
                EventIndex::of(&epoch.shelf, rules.known)
            }
        })
        .collect()
}

/// The rounds of each epoch.
pub(crate) fn rounds<'a>(rules: &Rules<'a>, indexes: &'a [EventIndex<'a>]) -> Vec<Rounds<'a>> {
    let epochs = rules.horizon.epochs().iter().zip(indexes);
    epochs
        .map(|(epoch, index)| of_epoch(rules, epoch, index))
        .collect()
}

fn of_epoch<'a>(rules: &Rules<'a>, epoch: &'a Epoch, index: &'a EventIndex<'a>) -> Rounds<'a> {
    let rounds = epoch.rounds.iter();
    rounds
        .filter_map(|round| {
            let view = RoundView::new(rules.planner(epoch, epoch.at), *round, index)?;
            let reach = view.reach();
            (!reach.is_empty()).then_some(Round {
                view,
                publication: round.publication,
                reach,
            })
        })
        .collect()
}

impl Round<'_> {
    /// Whether it may reach the person of these lines.
    pub(crate) fn may_reach(&self, lines: &[PlanLine]) -> bool {
        let mut own = lines
            .iter()
            .filter(|line| line.publication == self.publication);
        own.any(|line| {
            let late = |after| line.next_due_at.is_none_or(|next| next > after);
            self.reach.everybody
                || (self.reach.at_once && line.choices.tell_at_once)
                || (line.choices.cadence.has_slots() && self.reach.slots_after.is_some_and(late))
        })
    }
}
