//! The present: what the gate would read of a person now, and what it would say. It asks the dispatcher's own
//! judge, so nothing here decides.

use super::words::Wording;
use super::{LetterNow, LineExplained};
use crate::Installation;
use lagom_dispatch::{Judge, Promises};
use lagom_model::{
    Cadence, DeliveryKind, Listing, MessageClass, PublicId, PublicationId, SenderId, Shelf,
    Timestamp,
};
use lagom_policy::Claim;
use lagom_store::{
    Contact, DeliveryRow, DeliveryView, GateCase, GateContext, IssueRow, Known, OpenLetter,
    PartRow, Person, PlanLine, Result, Subject, refresh,
};

/// What the gate would read now.
pub(super) struct Present<'a> {
    installation: &'a Installation,
    pub(super) person: &'a Person,
    /// `None`: the person is gone.
    subject: Option<Subject>,
    pub(super) gate: GateContext,
    pub(super) shelf: Shelf,
    promises: Promises,
    pub(super) now: Timestamp,
}

impl<'a> Present<'a> {
    pub(super) async fn read(installation: &'a Installation, person: &'a Person) -> Result<Self> {
        let store = &*installation.store;
        let now = installation.clock.now();
        let mut shelf = Shelf::new();
        refresh(&mut shelf, store, &installation.known).await?;
        let policies = store.policies().await?;
        let windows = policies.iter().chain([&*installation.policy]);
        let window = windows.map(lagom_model::Policy::longest_window).max();
        // A zone may shift a window by a day at either end.
        let since = now.plus(-i64::from(window.unwrap_or(0) + 2) * Timestamp::DAY);
        let page = store.subjects(Some(person.id - 1), 1, since).await?;
        let mut people = page.people.into_iter();
        Ok(Self {
            installation,
            person,
            subject: people.find(|subject| subject.subscriber == person.id),
            gate: store.outlook(now).await?.gate,
            shelf,
            promises: Promises::new(policies, &installation.known),
            now,
        })
    }

    fn known(&self) -> &'a Known {
        &self.installation.known
    }

    /// The lines as the gate sees them.
    pub(super) fn plan_lines(&self) -> &[PlanLine] {
        self.subject
            .as_ref()
            .map_or(&[], |subject| subject.lines.as_slice())
    }

    /// The most items that a letter of a publication shows.
    pub(super) fn most_items(&self, publication: PublicationId) -> Option<u32> {
        let publication = self.known().publication(publication)?;
        Some(publication.def.most_items)
    }

    /// The longest that content waits for room, in days.
    pub(super) fn max_deferral_days(&self) -> u32 {
        self.installation.policy.max_deferral_days
    }

    /// The name of a topic.
    pub(super) fn topic_name(&self, publication: PublicationId, key: &str) -> String {
        let publication = self.known().publication(publication);
        let topic = publication.and_then(|it| it.def.topic(key));
        topic.map_or_else(|| key.to_owned(), |topic| topic.name.clone())
    }

    /// Whether another message told the person of an event already.
    pub(super) fn was_told(&self, listing: &Listing) -> bool {
        let subject = self.subject.iter();
        let mut told = subject.flat_map(|subject| &subject.announced);
        told.any(|(key, until)| *key == listing.key && *until > self.now)
    }

    /// The listings of an issue, in order.
    pub(super) fn listings(&self, issue: &IssueRow) -> Vec<&Listing> {
        let all = self.shelf.range(issue.publication, 0, i64::MAX).iter();
        all.filter(|listing| listing.issue == issue.id).collect()
    }

    /// Whether a delivery has to do with an issue.
    pub(super) fn brings(&self, view: &DeliveryView, issue: &IssueRow) -> bool {
        let listings = self.listings(issue);
        listings.iter().any(|listing| {
            let covers = |part: &PartRow| {
                part.publication == issue.publication
                    && (part.from_seq + 1..=part.to_seq).contains(&listing.seq)
            };
            let tells = |tell: &lagom_model::event::Tell| tell.key == listing.key;
            view.row.parts.iter().any(covers) || view.row.tells.iter().any(tells)
        })
    }

    /// What waits of a line: entitled items above its watermark, and how many that were passed over.
    pub(super) fn waiting(&self, line: &PlanLine) -> (usize, usize) {
        let to = self.gate.visible(&self.shelf, line.publication);
        let claim = self.claim(line);
        let above = self.shelf.range(line.publication, line.watermark, to);
        let fresh = above
            .iter()
            .filter(|listing| !self.gate.withdrawn.contains(&listing.issue))
            .filter(|listing| claim.takes(listing) && !self.was_told(listing));
        let passed_over = usize::try_from(line.carried).unwrap_or(0);
        (fresh.count() + passed_over, passed_over)
    }

    /// What the line's reader is entitled to now.
    pub(super) fn claim<'l>(&'l self, line: &'l PlanLine) -> Claim<'l> {
        let form = line.choices.cadence.widest_form();
        let facts = &self.person.facts;
        Claim::new(facts, &line.choices, line.start_seq, form, self.now)
    }

    pub(super) fn lines(&self, words: &Wording<'_>) -> Vec<LineExplained> {
        let in_force = self.installation.policy.version;
        let bound = self
            .promises
            .binding(&self.installation.policy, self.plan_lines());
        let stricter = bound.is_some_and(|policy| policy.promised.is_some());
        let lines = self.person.lines.iter().map(|line| {
            let mut plan = self.plan_lines().iter();
            let plan = plan.find(|plan| plan.publication == line.publication);
            let (waiting, passed_over) = plan.map_or((0, 0), |plan| self.waiting(plan));
            let keeps = stricter && line.promise != in_force;
            LineExplained {
                publication: words.name(line.publication),
                cadence: line.choices.cadence.name(),
                since: line.since,
                next: self.next_of(line),
                waiting,
                passed_over,
                waiting_since: line.waiting_since,
                promise: keeps.then_some(line.promise),
                reader: words.waits(line.publication, waiting, self.next_of(line)),
            }
        });
        lines.collect()
    }

    /// When a line's next letter is due: a planned one, else its own instant.
    pub(super) fn next_of(&self, line: &lagom_store::Line) -> Option<Timestamp> {
        let planned = self.subject.iter().flat_map(|subject| &subject.planned);
        let with_it = planned.filter(|row| {
            let mut parts = row.parts.iter();
            parts.any(|part| part.publication == line.publication)
        });
        with_it.map(|row| row.due_at).min().or(line.next_due_at)
    }

    /// What a letter of each sender would come to now.
    pub(super) fn letters_now(&self, words: &Wording<'_>) -> Vec<LetterNow> {
        let Some(subject) = &self.subject else {
            return Vec::new();
        };
        let mut senders: Vec<SenderId> = subject.lines.iter().map(|line| line.sender).collect();
        senders.sort_unstable();
        senders.dedup();
        let letters = senders.into_iter().map(|sender| {
            let judge = self.judge();
            let judged = judge.judge(&self.gate, &self.case(subject, sender));
            let decision = judged.verdict.decision;
            let parts = judged.contents.iter();
            let name = self.known().sender(sender);
            LetterNow {
                sender: name.map_or_else(String::new, |it| it.def.name.clone()),
                verdict: decision.verdict,
                items: parts.map(|part| part.items.len()).sum(),
                policy: decision.policy,
                because: words.all(&decision.reasons),
            }
        });
        letters.collect()
    }

    fn judge(&self) -> Judge<'_> {
        Judge {
            known: self.known(),
            policy: &self.installation.policy,
            promises: &self.promises,
            shelf: &self.shelf,
            key: "",
            now: self.now,
        }
    }

    /// The case that a gate would read: the sender's open letter, or one with a part of each of its lines.
    fn case(&self, subject: &Subject, sender: SenderId) -> GateCase {
        let open = |row: &&DeliveryRow| row.sender == sender;
        let delivery = subject.planned.iter().find(open).cloned();
        let others = subject.planned.iter().filter(|row| !open(row));
        GateCase {
            delivery: delivery.unwrap_or_else(|| self.letter(subject, sender)),
            person: subject.person.clone(),
            contact: subject.reachable.then(nowhere),
            lines: subject.lines.clone(),
            touches: subject.touches.clone(),
            last_touch: None,
            carried: subject.carried.clone(),
            gone: Vec::new(),
            announced: subject
                .announced
                .iter()
                .filter(|(_, until)| *until > self.now)
                .map(|(key, _)| *key)
                .collect(),
            doubts: Vec::new(),
            open: others
                .map(|row| OpenLetter {
                    sender: row.sender,
                    delivery: row.id,
                    due_at: row.due_at,
                })
                .collect(),
        }
    }

    /// A letter of a sender that nobody planned.
    fn letter(&self, subject: &Subject, sender: SenderId) -> DeliveryRow {
        let lines = subject.lines.iter().filter(|line| line.sender == sender);
        let only_events = |line: &PlanLine| line.choices.cadence == Cadence::EventsOnly;
        let class = if lines.clone().all(only_events) {
            MessageClass::Event
        } else {
            MessageClass::Issue
        };
        DeliveryRow {
            subscriber: subject.subscriber,
            id: 0,
            public_id: PublicId(0),
            kind: DeliveryKind::Letter,
            sender,
            class,
            local_date: subject.person.zone.date(self.now),
            ordinal: 0,
            planned_at: self.now,
            due_at: self.now,
            attempts: 0,
            doubtful: false,
            pins: None,
            parts: lines
                .map(|line| PartRow {
                    publication: line.publication,
                    from_seq: line.watermark,
                    to_seq: self.shelf.top(line.publication),
                    form: None,
                    consumed: false,
                })
                .collect(),
            tells: Vec::new(),
            service: None,
        }
    }
}

/// An address that is none: a question needs to know only that there is one.
fn nowhere() -> Contact {
    Contact {
        id: 0,
        revision: 0,
        address: String::new(),
        name: None,
        link: PublicId(0),
    }
}
