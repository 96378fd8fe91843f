//! The model: what a patient observer would write down, and what must then hold. It recounts
//! everything from its own record after each step. It shares no code with the policy, the scheduler or the dispatcher, and it never
//! asks them anything.

mod ahead;
mod budget;
mod fates;
mod hours;
mod letters;
mod minutes;
mod order;
mod record;
mod spread;
#[cfg(test)]
mod tests;

pub use record::{Copy, Delivery, Gate, Item, Reader, Standing, Unit, Written};

use crate::stage::ActorId;
use crate::tally::Tally;
use lagom_model::{
    DeliveryId, IssueId, Listing, Policy, PublicId, PublicationId, SenderId, Seq, SubscriberId,
    Timestamp,
};
use lagom_store::{
    After, EventCase, EventVerdict, Gated, IssueRow, IssueState, Owner, Person, PlanCase,
    PlanVerdict, Recorded, Recovered, ReminderMove,
};
use std::collections::{BTreeMap, BTreeSet};

/// What has been seen so far.
#[derive(Debug, Default)]
pub struct Model {
    /// Every version of the policy, the oldest first.
    pub policies: Vec<Policy>,
    /// The people, by internal key.
    pub people: BTreeMap<SubscriberId, Reader>,
    /// Listings as they became visible.
    pub items: BTreeMap<(PublicationId, Seq), Item>,
    /// What the operator wrote, by issue.
    pub written: BTreeMap<IssueId, Vec<Written>>,
    /// Issues that are not out, or not any more.
    pub shut: BTreeMap<IssueId, IssueState>,
    /// Every delivery that passed a gate.
    pub deliveries: BTreeMap<PublicId, Delivery>,
    /// Public ids by internal key.
    pub ids: BTreeMap<DeliveryId, PublicId>,
    /// Senders whose run is paused.
    pub paused: BTreeSet<SenderId>,
    /// How often everything occurred.
    pub tally: Tally,
    /// A hash of everything that was seen, in order.
    pub trace: u64,
    /// What does not hold.
    pub violations: Vec<String>,
    /// About whom the first of it is.
    pub about: Option<SubscriberId>,
    owners: BTreeMap<PublicId, ActorId>,
    publications: BTreeMap<PublicationId, PublicationTerms>,
    /// Issues that are scheduled, by issue: their publication, and when they become visible.
    scheduled: BTreeMap<IssueId, (PublicationId, Timestamp)>,
    /// Events that were moved or called off: what is said of them depends on what was said before.
    moved: BTreeSet<u64>,
}

/// What the operator says of a publication.
#[derive(Debug, Clone)]
pub struct PublicationTerms {
    /// The key under which policies name it.
    pub key: String,
    /// Whose it is.
    pub sender: SenderId,
    /// Its digests have at least so many items.
    pub least_items: u32,
    /// The lower, the sooner.
    pub priority: u8,
}

impl Model {
    /// Something does not hold.
    pub fn complain(&mut self, what: String) {
        self.violations.push(what);
    }

    /// Something does not hold for a person.
    pub(crate) fn complain_of(&mut self, person: SubscriberId, what: String) {
        self.about.get_or_insert(person);
        self.violations.push(what);
    }

    /// What is written down of a person, the latest last: for whoever looks into a violation.
    pub fn story(&self, person: SubscriberId) -> Vec<String> {
        let Some(reader) = self.people.get(&person) else {
            return Vec::new();
        };
        let facts = &reader.person.facts;
        let mut story = vec![format!("{facts:?}")];
        let lines = reader.person.lines.iter();
        story.extend(lines.map(|line| format!("{line:?}")));
        let mut passages: Vec<(Timestamp, String)> = Vec::new();
        for (id, delivery) in &self.deliveries {
            if delivery.person != person {
                continue;
            }
            let unit = reader.units.iter().find(|unit| unit.delivery == *id);
            let stands = unit.map(|unit| unit.standing);
            let doubt = if delivery.doubtful { ", in doubt" } else { "" };
            for gate in &delivery.gates {
                let what = format!("{} gate of {id}, {stands:?}{doubt}: {gate:?}", gate.at);
                passages.push((gate.at, what));
            }
            for (at, state) in &delivery.turned_back {
                passages.push((*at, format!("{at} {id} becomes {state}")));
            }
            for copy in &delivery.copies {
                passages.push((
                    copy.at,
                    format!("{} {id} arrived with {:?}", copy.at, copy.items),
                ));
            }
        }
        passages.sort();
        let skip = passages.len().saturating_sub(12);
        story.extend(passages.into_iter().skip(skip).map(|(_, text)| text));
        story
    }

    /// Notes something in the trace.
    pub fn trace(&mut self, what: impl AsRef<[u8]>) {
        for byte in what.as_ref() {
            self.trace = (self.trace ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// The policy in force.
    pub fn policy(&self) -> Option<&Policy> {
        self.policies.last()
    }

    /// A policy came into force.
    pub fn policy_is(&mut self, policy: &Policy) {
        if self.policy().map(|last| last.version) != Some(policy.version) {
            self.policies.push(policy.clone());
        }
    }

    /// A publication is configured.
    pub fn publication_is(&mut self, publication: PublicationId, terms: PublicationTerms) {
        self.publications.insert(publication, terms);
    }

    fn sender_of(&self, publication: PublicationId) -> Option<SenderId> {
        Some(self.publications.get(&publication)?.sender)
    }

    fn key_of(&self, publication: PublicationId) -> Option<&str> {
        Some(&self.publications.get(&publication)?.key)
    }

    fn priority_of(&self, publication: PublicationId) -> Option<u8> {
        Some(self.publications.get(&publication)?.priority)
    }

    /// What a person has chosen now.
    pub fn person_is(&mut self, person: &Person, now: Timestamp) {
        self.trace(format!("person {} {}", person.id, person.revision));
        match self.people.get_mut(&person.id) {
            Some(reader) => reader.changes(person, now),
            None => {
                self.people.insert(person.id, Reader::new(person, now));
            }
        }
    }

    /// The operator wrote an issue.
    pub fn issue_written(&mut self, issue: IssueId, items: Vec<Written>) {
        self.written.insert(issue, items);
    }

    /// An issue was scheduled, stopped, or taken back.
    pub fn issue_moved(&mut self, row: &IssueRow, _now: Timestamp) {
        self.scheduled.remove(&row.id);
        let at = row
            .publish_at
            .filter(|_| row.state == IssueState::Scheduled);
        if let Some(at) = at {
            self.scheduled.insert(row.id, (row.publication, at));
        }
        match row.state {
            IssueState::OnHold | IssueState::Withdrawn => {
                self.shut.insert(row.id, row.state);
            }
            _ => {
                self.shut.remove(&row.id);
            }
        }
    }

    /// The last position of a publication.
    pub fn top(&self, publication: PublicationId) -> Seq {
        let mut of = self.items.range((publication, 0)..(publication + 1, 0));
        of.next_back().map_or(0, |((_, seq), _)| *seq)
    }

    /// Items became visible. Their positions must grow, and they must be what was written.
    pub fn listed(&mut self, publication: PublicationId, listings: &[Listing], now: Timestamp) {
        let above = self.top(publication);
        for listing in listings.iter().filter(|one| one.seq > above) {
            self.scheduled.remove(&listing.issue);
            let top = self.top(publication);
            if listing.seq <= top {
                self.complain(format!(
                    "publication {publication}: position {} was given after {top}",
                    listing.seq
                ));
            }
            let written = self.written.get(&listing.issue);
            let position = usize::try_from(listing.position).unwrap_or(usize::MAX);
            let Some(written) = written.and_then(|all| all.get(position)).cloned() else {
                self.complain(format!("listing {} was never written", listing.seq));
                continue;
            };
            if written.moved {
                self.moved.insert(written.number);
            }
            let item = Item {
                written,
                issue: listing.issue,
                previous: listing.previous_seq,
                visible_at: now,
            };
            self.items.insert((publication, listing.seq), item);
        }
    }

    /// A person was planned.
    pub fn planned(&mut self, case: &PlanCase, verdict: &PlanVerdict) {
        self.trace(format!(
            "plan {} {}",
            case.subscriber,
            verdict.letters.len()
        ));
        for letter in &verdict.letters {
            self.tally.count("class", letter.class.name());
        }
        for line in &case.lines {
            self.tally.count("cadence", line.choices.cadence.name());
        }
    }

    /// A person's event messages were planned.
    pub fn planned_events(&mut self, case: &EventCase, verdict: &EventVerdict) {
        self.trace(format!(
            "events {} {}",
            case.subscriber,
            verdict.messages.len()
        ));
        for message in &verdict.messages {
            self.tally.count("class", message.class.name());
            for tell in &message.tells {
                let item = self.items.get(&(tell.publication, tell.seq));
                let number = item.map(|item| item.written.number);
                if let Some(reader) = self.people.get_mut(&case.subscriber) {
                    reader.told_alone.extend(number);
                }
            }
        }
        for step in &verdict.reminders {
            if let ReminderMove::Ends(reason) = &step.becomes {
                self.tally.reasons([reason]);
            }
        }
    }

    /// A dispatcher entered.
    pub fn entered(&mut self, actor: ActorId, owner: Owner) {
        self.owners.insert(owner.id, actor);
    }

    /// A dispatcher left: nothing of it may be in flight.
    pub fn left(&mut self, owner: Owner) {
        self.owners.remove(&owner.id);
        let mut flying = self.deliveries.iter();
        let stray = flying.find(|(_, one)| one.in_flight == Some(owner.id));
        if let Some((id, _)) = stray {
            let what = format!("D6: {id} is in flight, its dispatcher left");
            self.complain(what);
        }
    }

    /// A dispatcher died: what it had in flight is in doubt, and its units are kept.
    pub fn died(&mut self, actor: ActorId) {
        let dead: Vec<PublicId> = self
            .owners
            .iter()
            .filter(|(_, of)| **of == actor)
            .map(|(id, _)| *id)
            .collect();
        for owner in dead {
            self.owners.remove(&owner);
            for delivery in self.deliveries.values_mut() {
                if delivery.in_flight == Some(owner) {
                    delivery.in_flight = None;
                    delivery.doubtful = true;
                    self.tally.count("outcome", "unknown");
                }
            }
        }
    }

    /// What a recovery found.
    pub fn recovered(&mut self, recovered: Recovered) {
        self.trace(format!("recovered {} {}", recovered.held, recovered.resend));
    }

    /// Rows were judged: what passed must keep everything that was promised.
    pub fn gated(&mut self, owner: Owner, gated: &[Gated], now: Timestamp) {
        for one in gated {
            self.trace(format!(
                "gate {} {} {}",
                one.case.delivery.public_id,
                one.verdict.decision.verdict.name(),
                now.0
            ));
            self.tally
                .count("verdict", one.verdict.decision.verdict.name());
            self.tally.reasons(&one.verdict.decision.reasons);
            self.ids
                .insert(one.case.delivery.id, one.case.delivery.public_id);
            letters::gate(self, owner, one, now);
        }
    }

    /// Until when a delivery may leave.
    pub fn permitted_until(&self, delivery: PublicId) -> Option<Timestamp> {
        let gate = self.deliveries.get(&delivery)?.gates.last()?;
        Some(gate.until)
    }

    /// The last byte of a mail left for the server, which takes it or does not.
    pub fn last_byte(&mut self, mail: &crate::mail::Mail, takes: bool, now: Timestamp) {
        self.trace(format!("mail {} {takes} {}", mail.delivery, now.0));
        letters::last_byte(self, mail, takes, now);
    }

    /// Outcomes were recorded: what is recorded as sent was taken, what released its unit was not.
    pub fn recorded(&mut self, owner: Owner, outcomes: &[Recorded]) {
        for one in outcomes {
            if let Some(outcome) = one.outcome {
                self.tally.count("outcome", outcome.name());
            }
            match &one.after {
                After::Failed(reason) | After::Planned { reason, .. } | After::Held(reason) => {
                    self.tally.reasons([reason]);
                }
                After::Sent | After::Resend { .. } => {}
            }
            let Some(id) = self.ids.get(&one.delivery).copied() else {
                self.complain(format!(
                    "delivery {} was recorded, never gated",
                    one.delivery
                ));
                continue;
            };
            if let Some(wrong) = letters::record(self, owner, id, one) {
                self.complain(wrong);
            }
        }
    }

    /// A sender's run was paused, or goes on.
    pub fn run_is(&mut self, sender: SenderId, paused: bool) {
        if paused {
            self.paused.insert(sender);
        } else {
            self.paused.remove(&sender);
        }
    }

    /// The operator cancelled a row.
    pub fn cancelled(&mut self, delivery: PublicId) {
        if let Some(one) = self.deliveries.get_mut(&delivery) {
            one.cancelled = true;
        }
    }

    /// The operator asked for another copy.
    pub fn resend_asked(&mut self, delivery: PublicId) {
        if let Some(one) = self.deliveries.get_mut(&delivery) {
            one.resends += 1;
        }
    }

    /// A page that a letter's link opened was used.
    pub fn evidence(&mut self, delivery: PublicId, arrived: bool) {
        if arrived && !self.deliveries.contains_key(&delivery) {
            self.complain(format!("{delivery} arrived, and never passed a gate"));
        }
    }

    /// At the end of a world, when everything has come to rest: everything has one fate.
    pub fn at_rest(
        &mut self,
        people: Vec<Person>,
        views: &[lagom_store::DeliveryView],
        calm_since: Timestamp,
    ) {
        for person in people {
            if let Some(reader) = self.people.get_mut(&person.id) {
                reader.person = person;
            }
        }
        for view in views {
            self.tally.count("state", view.state.name());
            self.tally.reasons(&view.reason);
        }
        fates::check(self, views, calm_since);
    }
}
