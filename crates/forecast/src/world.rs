//! One person in memory: their lines, touches and letters, changed by what the planner and the gate say,
//! exactly as the store would write it. It decides nothing and knows no other person.

use crate::again::Again;
use crate::life::{Life, Sent};
use crate::why::Fate;
use lagom_dispatch::{Judged, PartContents};
use lagom_model::{
    Classes, DeliveryId, DeliveryKind, EventStage, IssueId, MessageClass, PublicId, PublicationId,
    Seq, SubscriberId, Timestamp, TouchFact,
};
use lagom_store::{
    CarriedRow, Contact, DeliveryRow, EventCase, EventVerdict, GateCase, GatePart, Leaves,
    LineUpdate, OpenLetter, OtherRow, PartRow, PlanCase, PlanLetter, PlanLine, PlanVerdict,
    Reminder, ReminderMove, ReminderState, ReminderStep, Subject, Told,
};

/// A person's state.
#[derive(Debug)]
pub(crate) struct World {
    /// The person and their lines in force, as the planner sees them.
    pub(crate) plan: PlanCase,
    /// The same person as the gate sees them; person and lines change places with `plan`.
    gate: GateCase,
    /// Lines that are not in force any more.
    left: Vec<PlanLine>,
    /// Planned rows.
    pub(crate) rows: Vec<DeliveryRow>,
    again: Again,
    /// Events that they were told of, with the instant from which nobody asks.
    announced: Vec<(i64, Timestamp)>,
    /// Reminders that they asked for.
    reminders: Vec<Reminder>,
    next_id: DeliveryId,
}

impl World {
    /// `others`: the person's rows that are no letters waiting for their first gate.
    pub(crate) fn new(subject: Subject, others: &[OtherRow]) -> Self {
        let mut rows = subject.planned;
        rows.extend(others.iter().map(|other| other.row.clone()));
        let person = subject.person;
        Self {
            gate: GateCase {
                delivery: blank(subject.subscriber),
                person: person.clone(),
                contact: subject.reachable.then(nowhere),
                lines: Vec::new(),
                touches: subject.touches,
                last_touch: None,
                carried: subject.carried,
                gone: Vec::new(),
                announced: Vec::new(),
                doubts: Vec::new(),
                open: Vec::new(),
            },
            plan: PlanCase {
                subscriber: subject.subscriber,
                person,
                lines: subject.lines,
                open: Vec::new(),
            },
            left: subject.left,
            rows,
            again: Again::of(others),
            announced: subject.announced,
            reminders: subject.reminders,
            next_id: 0,
        }
    }

    /// The next instant after `now` at which a line, a row or a reminder falls due by itself.
    pub(crate) fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        let lines = self.plan.lines.iter().filter_map(|line| line.next_due_at);
        let rows = self.rows.iter().map(|row| row.due_at);
        let reminders = self.open_reminders().map(|one| one.due_at);
        let all = lines.chain(rows).chain(reminders);
        all.filter(|at| *at > now).min()
    }

    fn open_reminders(&self) -> impl Iterator<Item = &Reminder> {
        let all = self.reminders.iter();
        all.filter(|one| one.state == ReminderState::Open)
    }

    /// Whether a reminder's instant has come.
    pub(crate) fn has_due_reminder(&self, now: Timestamp) -> bool {
        self.open_reminders().any(|one| one.due_at <= now)
    }

    /// Whether a line has come due by itself.
    pub(crate) fn has_due_line(&self, now: Timestamp) -> bool {
        let mut lines = self.plan.lines.iter();
        lines.any(|line| line.next_due_at.is_some_and(|at| at <= now))
    }

    /// Writes what the planner says; `slots`: it was asked about lines that had come due.
    pub(crate) fn planned(&mut self, verdict: PlanVerdict, slots: bool, now: Timestamp) {
        for letter in verdict.letters {
            self.plan_letter(letter, now);
        }
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        for line in &mut self.plan.lines {
            let mut updates = verdict.lines.iter();
            let update = updates.rfind(|update| update.publication == line.publication);
            if let Some(update) = update {
                line.next_due_at = update.next_due_at.filter(|at| !slots || *at > now);
                line.waiting_since = update.waiting_since;
            } else if slots && due(line.next_due_at) {
                line.next_due_at = None;
            }
        }
    }

    fn plan_letter(&mut self, letter: PlanLetter, now: Timestamp) {
        let joinable = self.rows.iter_mut().find(|row| is_open(row, letter.sender));
        let row = if let Some(row) = joinable {
            row.due_at = row.due_at.min(letter.due_at);
            row.class = row.class.min(letter.class);
            row
        } else {
            self.next_id += 1;
            self.rows.push(DeliveryRow {
                id: self.next_id,
                public_id: PublicId(u128::from(self.next_id.unsigned_abs())),
                sender: letter.sender,
                class: letter.class,
                local_date: letter.local_date,
                ordinal: self.next_id,
                planned_at: now,
                due_at: letter.due_at,
                ..blank(self.plan.subscriber)
            });
            let Some(row) = self.rows.last_mut() else {
                return;
            };
            row
        };
        for part in letter.parts {
            let mut parts = row.parts.iter_mut();
            match parts.find(|one| one.publication == part.publication) {
                Some(one) => {
                    one.from_seq = one.from_seq.min(part.from_seq);
                    one.to_seq = one.to_seq.max(part.to_seq);
                }
                None => row.parts.push(PartRow {
                    publication: part.publication,
                    from_seq: part.from_seq,
                    to_seq: part.to_seq,
                    form: None,
                    consumed: false,
                }),
            }
        }
        row.parts.sort_by_key(|part| part.publication);
    }

    /// Letters that what falls due may join.
    pub(crate) fn refresh_open(&mut self) {
        let letters = self.rows.iter().filter(|row| is_open(row, row.sender));
        self.plan.open = letters
            .map(|row| OpenLetter {
                sender: row.sender,
                delivery: row.id,
                due_at: row.due_at,
            })
            .collect();
    }

    /// The row that a gate takes first, if one is due.
    fn first_due(&self, now: Timestamp) -> Option<usize> {
        let due = self.rows.iter().enumerate();
        due.filter(|(_, row)| row.due_at <= now)
            .min_by_key(|(_, row)| (row.due_at, row.class, row.id))
            .map(|(place, _)| place)
    }

    /// The person as a round of events sees them.
    pub(crate) fn event_case(&self) -> EventCase {
        let told = self.announced.iter().map(|(key, until)| Told {
            key: *key,
            mark: EventStage::Announced.mark(*until),
            gone: true,
        });
        EventCase {
            subscriber: self.plan.subscriber,
            person: self.plan.person.clone(),
            lines: self.plan.lines.clone(),
            told: told.collect(),
            brought: Vec::new(),
            had: Vec::new(),
            reminders: self.reminders.clone(),
        }
    }

    /// Writes messages about events, whose news is on the short list from now on, and what becomes of reminders.
    pub(crate) fn tell(&mut self, verdict: EventVerdict, now: Timestamp) {
        for step in verdict.reminders {
            self.step_reminder(&step);
        }
        for message in verdict.messages {
            self.next_id += 1;
            let tells = message.tells.iter().map(|tell| (tell.key, tell.until));
            self.announced.extend(tells);
            self.rows.push(DeliveryRow {
                id: self.next_id,
                public_id: PublicId(u128::from(self.next_id.unsigned_abs())),
                kind: DeliveryKind::Event,
                sender: message.sender,
                class: message.class,
                local_date: message.local_date,
                ordinal: self.next_id,
                planned_at: now,
                due_at: message.due_at,
                tells: message.tells,
                ..blank(self.plan.subscriber)
            });
        }
    }

    /// They ask to be reminded.
    #[cfg(test)]
    pub(crate) fn asks(&mut self, reminder: Reminder) {
        self.reminders.push(reminder);
    }

    fn step_reminder(&mut self, step: &ReminderStep) {
        let mut all = self.reminders.iter_mut();
        let one = all.find(|one| (one.key, one.lead) == (step.key, step.lead));
        let Some(one) = one else { return };
        one.state = match step.becomes {
            ReminderMove::Waits { due_at, until } => {
                (one.due_at, one.until) = (due_at, until);
                ReminderState::Open
            }
            ReminderMove::Planned { .. } => ReminderState::Planned,
            ReminderMove::Ends(_) => ReminderState::Ended,
        };
    }

    /// Gates one due row with `judge`, and writes what it says; whether there was one.
    pub(crate) fn gate(
        &mut self,
        now: Timestamp,
        life: &mut Life,
        judge: impl FnOnce(&GateCase) -> Judged,
    ) -> bool {
        let Some(place) = self.first_due(now) else {
            return false;
        };
        self.gate.delivery = self.rows.swap_remove(place);
        let in_force = self.plan.lines.len();
        self.change_places();
        let parts = &self.gate.delivery.parts;
        let named = |line: &&PlanLine| {
            parts
                .iter()
                .any(|part| part.publication == line.publication)
        };
        self.gate
            .lines
            .extend(self.left.iter().filter(named).cloned());
        let tells = &self.gate.delivery.tells;
        let own = |key: i64| tells.iter().any(|tell| tell.key == key);
        let known = self.announced.iter();
        self.gate.announced = known
            .filter(|(key, until)| *until > now && !own(*key))
            .map(|(key, _)| *key)
            .collect();
        self.refresh_open();
        self.gate.open.clone_from(&self.plan.open);
        self.again.open(&mut self.gate);
        let judged = judge(&self.gate);
        self.gate.lines.truncate(in_force);
        self.change_places();
        self.write(judged, now, life);
        true
    }

    fn change_places(&mut self) {
        std::mem::swap(&mut self.plan.person, &mut self.gate.person);
        std::mem::swap(&mut self.plan.lines, &mut self.gate.lines);
    }

    fn write(&mut self, judged: Judged, now: Timestamp, life: &mut Life) {
        let Judged { verdict, contents } = judged;
        let fate = |fate: Fate, life: &mut Life| life.fate(fate, &verdict.decision.reasons);
        let ends = verdict.ends.iter();
        let ends: Vec<_> = ends.map(|item| (item.publication, item.seq)).collect();
        match verdict.leaves {
            Leaves::Planned { due_at } => {
                fate(Fate::Deferred, life);
                self.again.keep(&mut self.gate);
                let row = std::mem::replace(&mut self.gate.delivery, blank(self.plan.subscriber));
                // A moment that has come already would be gated for ever.
                let due_at = due_at.max(now.plus(1));
                self.rows.push(DeliveryRow { due_at, ..row });
            }
            Leaves::Sending {
                pins,
                classes,
                reading,
                parts,
                carry,
                announces,
                lines,
            } => {
                life.sent.push(Sent {
                    at: now,
                    reading,
                    brings: brought(&self.gate.delivery, &contents),
                    issues: issues(&contents),
                });
                self.gate.touches.push(TouchFact {
                    at: now,
                    zone: self.plan.person.zone.clone(),
                    classes: Classes::from(classes),
                    reading,
                });
                self.consume(&parts);
                self.move_lines(&lines);
                self.carry(&carry, now);
                self.end(&pins.carried);
                if self.plan.lines.len() > 1 && self.gate.delivery.tells.is_empty() {
                    self.announced.extend(announces);
                }
            }
            Leaves::Folded { carry, lines } => {
                fate(Fate::Folded, life);
                self.unannounce();
                self.move_lines(&lines);
                self.carry(&carry, now);
            }
            Leaves::Expired {
                parts,
                carry,
                lines,
            } => {
                fate(Fate::Expired, life);
                self.unannounce();
                self.consume(&parts);
                self.move_lines(&lines);
                self.carry(&carry, now);
            }
            Leaves::Cancelled { parts, lines } => {
                fate(Fate::Dropped, life);
                self.unannounce();
                self.consume(&parts);
                self.move_lines(&lines);
            }
        }
        self.end(&ends);
        // What it took along before and does not carry on went with it.
        self.gate.carried.retain(|row| !row.own);
        self.count_carried();
    }

    /// Items wait no more, and no letter that comes again has them.
    fn end(&mut self, items: &[(PublicationId, Seq)]) {
        let waits = |row: &CarriedRow| !items.contains(&(row.publication, row.seq));
        self.gate.carried.retain(waits);
        self.again.lose(items);
    }

    /// What a message about events would have said was not said.
    fn unannounce(&mut self) {
        let tells = &self.gate.delivery.tells;
        let said = |key: i64| tells.iter().any(|tell| tell.key == key);
        self.announced.retain(|(key, _)| !said(*key));
    }

    fn consume(&mut self, parts: &[GatePart]) {
        for part in parts {
            if let Some(line) = self.line(part.publication) {
                line.watermark = line.watermark.max(part.to_seq);
            }
        }
    }

    fn move_lines(&mut self, updates: &[LineUpdate]) {
        for update in updates {
            if let Some(line) = self.line(update.publication) {
                line.next_due_at = update.next_due_at;
                line.waiting_since = update.waiting_since;
            }
        }
    }

    /// What an earlier gate of the same letter left out waits already, and was passed over by one letter, not by two.
    fn carry(&mut self, items: &[(PublicationId, Seq)], now: Timestamp) {
        for (publication, seq) in items {
            let consumed = self.gate.consumed(*publication);
            let left_out = consumed.is_some_and(|part| part.holds(*seq));
            let mut rows = self.gate.carried.iter_mut();
            match rows.find(|row| (row.publication, row.seq) == (*publication, *seq)) {
                Some(row) if left_out && !row.own => {}
                Some(row) => {
                    row.passes += 1;
                    row.own = false;
                }
                None => self.gate.carried.push(CarriedRow {
                    publication: *publication,
                    seq: *seq,
                    since: now,
                    passes: 1,
                    own: false,
                }),
            }
        }
        self.gate
            .carried
            .sort_by_key(|row| (row.publication, row.seq));
    }

    fn count_carried(&mut self) {
        for line in &mut self.plan.lines {
            let rows = self.gate.carried.iter();
            let waiting = rows.filter(|row| row.publication == line.publication);
            line.carried = u32::try_from(waiting.count()).unwrap_or(u32::MAX);
        }
    }

    fn line(&mut self, publication: PublicationId) -> Option<&mut PlanLine> {
        let mut lines = self.plan.lines.iter_mut();
        lines.find(|line| line.publication == publication)
    }

    /// Forgets touches that no window holds any more.
    pub(crate) fn forget_touches(&mut self, before: Timestamp) {
        self.gate.touches.retain(|touch| touch.at >= before);
    }

    /// Whether something waits for a line: a letter that is planned, or a place in a later one.
    pub(crate) fn waits_for(&self, line: &PlanLine) -> bool {
        let mut parts = self.rows.iter().flat_map(|row| &row.parts);
        line.waiting_since.is_some() || parts.any(|part| part.publication == line.publication)
    }
}

/// The issues that a letter brings something of.
fn issues(contents: &[PartContents]) -> Vec<IssueId> {
    let mut issues = Vec::new();
    for part in contents {
        for item in &part.items {
            if issues.last() != Some(&item.issue) && !issues.contains(&item.issue) {
                issues.push(item.issue);
            }
        }
    }
    issues
}

/// The publications that a message brings something of; service repeats what is known.
fn brought(row: &DeliveryRow, contents: &[PartContents]) -> Vec<PublicationId> {
    let news = contents
        .iter()
        .filter(|_| row.class != MessageClass::Service);
    news.map(|part| part.publication).collect()
}

/// Whether what falls due of a sender may join a row.
fn is_open(row: &DeliveryRow, sender: lagom_model::SenderId) -> bool {
    row.kind == DeliveryKind::Letter && row.pins.is_none() && row.sender == sender
}

fn blank(subscriber: SubscriberId) -> DeliveryRow {
    DeliveryRow {
        subscriber,
        id: 0,
        public_id: PublicId(0),
        kind: DeliveryKind::Letter,
        sender: 0,
        class: MessageClass::Issue,
        local_date: chrono::NaiveDate::default(),
        ordinal: 0,
        planned_at: Timestamp(0),
        due_at: Timestamp(0),
        attempts: 0,
        doubtful: false,
        pins: None,
        parts: Vec::new(),
        tells: Vec::new(),
        service: None,
    }
}

/// An address that is none: a forecast needs to know only that there is one.
fn nowhere() -> Contact {
    Contact {
        id: 0,
        revision: 0,
        address: String::new(),
        name: None,
        link: PublicId(0),
    }
}

#[cfg(test)]
mod tests;
