//! Messages about events alone: which events of a new issue somebody has to hear of, judged by the scheduler's own
//! [`RoundView`], and the reminders that somebody asked for, by [`plan_reminders`]. A change or a cancellation is
//! foreseen only where a scheduled issue says it.

use crate::horizon::Epoch;
use crate::rules::Rules;
use crate::world::World;
use lagom_model::Timestamp;
use lagom_scheduler::{EventIndex, RoundView, plan_reminders};
use lagom_store::{PlanLine, RoundReach};

/// What one epoch says of events.
#[derive(Debug)]
pub(crate) struct Rounds<'a> {
    index: &'a EventIndex<'a>,
    epoch: &'a Epoch,
    open: Vec<Round<'a>>,
}

/// A round with whom it may reach.
#[derive(Debug)]
struct Round<'a> {
    view: RoundView<'a>,
    publication: lagom_model::PublicationId,
    reach: RoundReach,
}

/// What is said of events in each epoch.
pub(crate) fn indexes<'a>(rules: &Rules<'a>) -> Vec<EventIndex<'a>> {
    let epochs = rules.horizon.epochs().iter();
    epochs
        .map(|epoch| EventIndex::of(&epoch.shelf, rules.known))
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
    let rounds = rounds.filter_map(|round| {
        let view = RoundView::new(rules.planner(epoch, epoch.at), *round, index)?;
        let reach = view.reach();
        (!reach.is_empty()).then_some(Round {
            view,
            publication: round.publication,
            reach,
        })
    });
    Rounds {
        index,
        epoch,
        open: rounds.collect(),
    }
}

impl Rounds<'_> {
    /// Tells a person of what is new at the beginning of the epoch and a letter would bring too late.
    pub(crate) fn announce(&self, world: &mut World) {
        for round in &self.open {
            if round.may_reach(&world.plan.lines) {
                let verdict = round.view.plan(&world.event_case());
                world.tell(verdict, self.epoch.at);
            }
        }
    }

    /// Reminds a person of what is near now.
    pub(crate) fn remind(&self, rules: &Rules<'_>, world: &mut World, now: Timestamp) {
        if world.has_due_reminder(now) {
            let context = rules.planner(self.epoch, now);
            let verdict = plan_reminders(&context, self.index, &world.event_case());
            world.tell(verdict, now);
        }
    }
}

impl Round<'_> {
    /// Whether it may reach the person of these lines.
    fn may_reach(&self, lines: &[PlanLine]) -> bool {
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
