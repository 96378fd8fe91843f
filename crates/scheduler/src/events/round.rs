//! A round: the people who may have to hear of an issue's events alone, each judged once. Pure.

use super::index::{EventIndex, Moved, moved, until};
use super::reminders::reminder_due;
use crate::context::PlanContext;
use crate::person::forbids;
use crate::wake::asleep_until;
use lagom_model::{
    Cadence, EventStage, ItemKind, Listing, MessageClass, Reason, Tell, Timestamp, Zone,
};
use lagom_policy::QuietTime;
use lagom_store::{
    EventCase, EventMessage, EventRound, EventVerdict, KnownPublication, PlanLine, ReminderMove,
    ReminderStep, RoundReach,
};

/// What a letter must leave before an event's start, in milliseconds; else the event is told alone.
pub const LEAST_NOTICE_MILLIS: i64 = 48 * Timestamp::HOUR;

/// How long quiet days may put off a letter whose slot has come, in milliseconds: Russia's first days of January, with weekends on
/// both sides.
const LONGEST_QUIET_MILLIS: i64 = 14 * Timestamp::DAY;

/// A round with what it tells of, worked out once for all its people.
#[derive(Debug, Clone)]
pub struct RoundView<'a> {
    context: PlanContext<'a>,
    publication: &'a KnownPublication,
    round: EventRound,
    index: &'a EventIndex<'a>,
    moved: Vec<Moved<'a>>,
}

impl<'a> RoundView<'a> {
    /// A round's view; `None`: its publication is not configured any more.
    pub fn new(
        context: PlanContext<'a>,
        round: EventRound,
        index: &'a EventIndex<'a>,
    ) -> Option<Self> {
        let useful = |one: &Moved<'_>| one.listing.expires_at.is_none_or(|end| end > context.now);
        let mut moved = moved(context.shelf, context.known, round);
        moved.retain(useful);
        Some(Self {
            publication: context.known.publication(round.publication)?,
            context,
            round,
            index,
            moved,
        })
    }

    /// Whom the round has to reach.
    pub fn reach(&self) -> RoundReach {
        let listings = self.context.shelf.range(
            self.round.publication,
            self.round.from_seq,
            self.round.to_seq,
        );
        let new = listings.iter().filter(|one| self.is_live(one));
        let begins = new
            .clone()
            .filter_map(|one| one.next_chance(self.zone(), self.context.now));
        RoundReach {
            everybody: !self.moved.is_empty(),
            at_once: new.clone().next().is_some(),
            slots_after: begins
                .min()
                .map(|at| at.plus(-LEAST_NOTICE_MILLIS - LONGEST_QUIET_MILLIS)),
            moved: self.moved.iter().map(|one| one.listing.key).collect(),
        }
    }

    /// What one person is told alone, and what becomes of their reminders.
    pub fn plan(&self, case: &EventCase) -> EventVerdict {
        let mut lines = case.lines.iter();
        let line = lines.find(|line| line.publication == self.round.publication);
        let stopped = |line: &&PlanLine| case.person.stops.iter().any(|stop| forbids(stop, line));
        let mut verdict = EventVerdict {
            reminders: self.reminders(case),
            ..EventVerdict::default()
        };
        let Some(line) = line.filter(|line| !stopped(line)) else {
            return verdict;
        };
        for stage in [EventStage::Cancelled, EventStage::Changed] {
            let tells = self.news(case, stage);
            verdict
                .messages
                .extend(self.message(case, MessageClass::Service, tells));
        }
        let tells = self.alone(case, line);
        verdict
            .messages
            .extend(self.message(case, MessageClass::Event, tells));
        verdict
    }

    const fn zone(&self) -> &'a Zone {
        &self.publication.def.zone
    }

    fn is_live(&self, listing: &Listing) -> bool {
        listing.kind == ItemKind::Event
            && !listing.cancelled
            && listing.expires_at.is_none_or(|end| end > self.context.now)
    }

    fn message(
        &self,
        case: &EventCase,
        class: MessageClass,
        tells: Vec<Tell>,
    ) -> Option<EventMessage> {
        (!tells.is_empty()).then(|| EventMessage {
            sender: self.publication.sender,
            class,
            local_date: case.person.zone.date(self.context.now),
            due_at: self.context.now,
            tells,
        })
    }

    /// What was moved or called off, for who was told of it. A message that has not gone yet says it
    /// itself.
    fn news(&self, case: &EventCase, stage: EventStage) -> Vec<Tell> {
        let announced = EventStage::Announced.name();
        let moved = self.moved.iter().filter(|one| one.stage == stage);
        moved
            .filter(|one| {
                let key = one.listing.key;
                let mut told = case.told.iter().filter(|told| told.key == key);
                let waits = told
                    .clone()
                    .any(|told| told.mark == announced && !told.gone);
                let heard = case.had.contains(&key) || told.any(|told| told.gone);
                heard && !waits
            })
            .map(|one| self.tell(one.listing, stage))
            .collect()
    }

    /// New events that the line's next letter would bring too late, or not at once.
    fn alone(&self, case: &EventCase, line: &PlanLine) -> Vec<Tell> {
        let context = &self.context;
        let asleep = asleep_until(context.policy, &case.person, &line.choices, context.now);
        if line.choices.cadence == Cadence::EventsOnly || asleep.is_some() {
            return Vec::new();
        }
        let claim = context.claim(&case.person, line);
        let top = context.shelf.top(line.publication);
        let waiting = context.shelf.range(line.publication, line.watermark, top);
        let mut tells: Vec<Tell> = Vec::new();
        for listing in waiting.iter().filter(|one| one.kind == ItemKind::Event) {
            let key = listing.key;
            let Some(newest) = self.index.newest(line.publication, key) else {
                continue;
            };
            let known = case.told.iter().any(|told| told.key == key)
                || tells.iter().any(|tell| tell.key == key);
            if !known
                && self.is_live(newest)
                && claim.takes_as(listing, newest)
                && self.too_late_in_a_letter(case, line, newest)
            {
                tells.push(self.tell(newest, EventStage::Announced));
            }
        }
        tells
    }

    fn too_late_in_a_letter(&self, case: &EventCase, line: &PlanLine, event: &Listing) -> bool {
        let now = self.context.now;
        if line.choices.tell_at_once {
            return true;
        }
        if !line.choices.cadence.has_slots() {
            return false;
        }
        let slot = || self.context.slot_after(line, &case.person.zone, now);
        let Some(next) = line.next_due_at.or_else(slot) else {
            return false;
        };
        let closed = QuietTime::of(self.context.policy, &case.person).closed(next);
        let next = closed.map_or(next, |closed| closed.until);
        let chance = event.next_chance(self.zone(), now);
        // A message alone would push back a letter that comes before the gap is over.
        let soon = now.plus(self.context.policy.gap());
        next >= soon && chance.is_some_and(|chance| next.plus(LEAST_NOTICE_MILLIS) > chance)
    }

    fn tell(&self, listing: &Listing, stage: EventStage) -> Tell {
        Tell {
            key: listing.key,
            stage,
            publication: self.round.publication,
            seq: listing.seq,
            until: until(listing),
        }
    }

    /// Reminders move with the start, and end with a cancellation. Where the new instant has passed
    /// already, the message about the change stands for the reminder.
    fn reminders(&self, case: &EventCase) -> Vec<ReminderStep> {
        let mut steps = Vec::new();
        for reminder in &case.reminders {
            let mut moved = self.moved.iter();
            let Some(one) = moved.find(|one| one.listing.key == reminder.key) else {
                continue;
            };
            let starts = until(one.listing);
            let due = reminder_due(one.listing, reminder.lead, &self.publication.def);
            let becomes = match (one.stage, due) {
                (EventStage::Cancelled, _) => ReminderMove::Ends(Reason::EventCancelled),
                (_, Some(due_at)) if due_at > self.context.now => ReminderMove::Waits {
                    due_at,
                    until: starts,
                },
                _ => ReminderMove::Ends(Reason::EventChanged { starts }),
            };
            steps.push(ReminderStep {
                key: reminder.key,
                lead: reminder.lead,
                becomes,
            });
        }
        steps
    }
}
