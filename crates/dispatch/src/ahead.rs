//! Look-ahead: what else is already scheduled for a person (SEMANTICS, "Look-ahead"). It reserves nothing, and
//! what the letter under judgement brings or gathers is no part of it. Pure.

use crate::contents::{PartContents, Picker, Picking};
use crate::rank::{Ranks, first_in_each};
use crate::request::slot_after;
use lagom_model::{
    Ahead, Cadence, Classes, MOST_AHEAD, Policy, Rank, SeasonChoice, SenderId, Timestamp,
};
use lagom_policy::season_now;
use lagom_store::{GateContext, PlanLine};

/// What is looked ahead from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outlook<'a> {
    pub(crate) ranks: Ranks<'a>,
    pub(crate) policy: &'a Policy,
    pub(crate) gate: &'a GateContext,
    pub(crate) now: Timestamp,
}

impl Outlook<'_> {
    /// The nearest messages inside the longest window that come before `own` in the order: other
    /// senders' letters that are planned, scheduled issues of lines whose letters come with them, and the
    /// next slots of lines that already have an item. Senders whose run is paused do not count.
    pub(crate) fn ahead(&self, own: Rank) -> Vec<Ahead> {
        let case = self.ranks.case;
        let mut ahead = Vec::new();
        for line in &case.lines {
            if self.rests(line.sender) {
                continue;
            }
            if line.choices.cadence == Cadence::EveryIssue {
                self.issues(line, &mut ahead);
            }
            if !self.goes_elsewhere(line) {
                ahead.extend(self.slot(line));
            }
        }
        let open = case.open.iter().filter(|open| !self.rests(open.sender));
        ahead.extend(open.filter_map(|open| self.letter(open.sender, open.due_at.max(self.now))));
        let window = i64::from(self.policy.longest_window()) * Timestamp::DAY;
        let until = self.now.plus(window.max(self.policy.gap()));
        ahead.retain(|one| one.at <= until && one.rank < own);
        ahead.sort_unstable_by_key(|one| (one.at, one.rank));
        ahead.truncate(MOST_AHEAD);
        ahead
    }

    /// Whether a sender's run does not go: nobody knows when its letters will.
    fn rests(&self, sender: SenderId) -> bool {
        self.gate.resting.contains(&sender)
    }

    /// Whether what a line has waiting is brought by this letter, or by another one that is planned.
    fn goes_elsewhere(&self, line: &PlanLine) -> bool {
        let case = self.ranks.case;
        let mut parts = case.delivery.parts.iter();
        let mut open = case.open.iter();
        parts.any(|part| part.publication == line.publication)
            || open.any(|letter| letter.sender == line.sender)
    }

    fn issues(&self, line: &PlanLine, ahead: &mut Vec<Ahead>) {
        let schedule = self.gate.schedule.iter();
        let issues = schedule.filter(|(publication, at)| {
            *publication == line.publication && *at > self.now && self.is_awake(line, *at)
        });
        ahead.extend(issues.map(|(publication, at)| Ahead {
            at: *at,
            rank: self.ranks.of_issue(*publication, *at),
        }));
    }

    fn slot(&self, line: &PlanLine) -> Option<Ahead> {
        let case = self.ranks.case;
        let due = line.next_due_at.filter(|due| *due > self.now);
        let at = due.or_else(|| slot_after(self.ranks.known, case, line, self.now))?;
        let gathered = line.sender == case.delivery.sender && at < self.now.plus(self.policy.gap());
        if gathered || !self.is_awake(line, at) {
            return None;
        }
        let rank = self.ranks.of_part(line, &self.waiting(line)?);
        Some(Ahead { at, rank })
    }

    /// A planned letter of a sender, with all that its lines have waiting.
    fn letter(&self, sender: SenderId, at: Timestamp) -> Option<Ahead> {
        let case = self.ranks.case;
        let lines = case.lines.iter().filter(|line| line.sender == sender);
        let ranks = lines.filter_map(|line| {
            let mut own = case.delivery.parts.iter();
            if own.any(|part| part.publication == line.publication) || !self.is_awake(line, at) {
                return None;
            }
            Some(self.ranks.of_part(line, &self.waiting(line)?))
        });
        let rank = ranks.reduce(first_in_each)?;
        Some(Ahead { at, rank })
    }

    /// What a line has waiting now, if anything.
    fn waiting(&self, line: &PlanLine) -> Option<PartContents> {
        let (case, shelf) = (self.ranks.case, self.ranks.shelf);
        let mut picker = Picker::new(
            shelf,
            &self.gate.withdrawn,
            &case.person,
            &case.announced,
            self.now,
        )
        .carrying(case.left_to_others(), &[]);
        let picking = Picking {
            range: (line.watermark, self.gate.visible(shelf, line.publication)),
            form: line.choices.cadence.widest_form(),
            most: u32::MAX,
            full: Classes::NONE,
        };
        let part = picker.pick(line, picking).part;
        (!part.items.is_empty()).then_some(part)
    }

    /// Whether a line's letter may come at an instant, as far as stops, pauses and seasons say.
    fn is_awake(&self, line: &PlanLine, at: Timestamp) -> bool {
        let person = &self.ranks.case.person;
        let date = person.zone.date(at);
        let paused = [person.paused_until, line.choices.paused_until];
        let silent = season_now(self.policy, person, date)
            .is_some_and(|(_, brings, _)| brings == SeasonChoice::Nothing);
        !silent
            && !paused.into_iter().flatten().any(|until| until > date)
            && !person
                .stops
                .iter()
                .any(|stop| stop.covers(line.publication))
    }
}
