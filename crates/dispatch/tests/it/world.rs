//! A small world for the gate's tests: two publications of one sender, one person, one letter.

use chrono::NaiveDate;
use lagom_dispatch::{Judge, Judged, Promises, TEMPLATE_REVISION};
use lagom_model::{
    Cadence, Choices, DeliveryKind, ItemKind, Listing, MessageClass, PersonFacts, Policy, PublicId,
    PublicationDef, Shelf, Stop, Timestamp, TouchFact, Zone,
};
use lagom_store::conformance::press::{EVENT, known, listing};
pub(crate) use lagom_store::conformance::press::{NEWS, NOW, TECH};
use lagom_store::{
    CarriedRow, Contact, CorrectedHere, DeliveryRow, GateCase, GateContext, Known, OpenLetter,
    PartRow, Pins, PlanLine,
};

pub(crate) struct World {
    now: Timestamp,
    gate: GateContext,
    pub(crate) case: GateCase,
    policy: Policy,
    known: Known,
    shelf: Shelf,
    promises: Promises,
}

impl World {
    /// When the letter was planned.
    pub(crate) const PLANNED: Timestamp = NOW.plus(-Timestamp::MINUTE);
    /// When the event is over.
    pub(crate) const EVENT_ENDS: Timestamp = NOW.plus(3 * Timestamp::DAY);

    pub(crate) fn new() -> Self {
        let mut gate = GateContext::default();
        gate.visible_to.extend([(NEWS, 4), (TECH, 2)]);
        Self {
            now: NOW,
            gate,
            case: case(),
            policy: Policy::product(),
            known: known(),
            shelf: shelf(),
            promises: Promises::default(),
        }
    }

    pub(crate) fn policy(mut self, change: impl FnOnce(&mut Policy)) -> Self {
        change(&mut self.policy);
        self
    }

    pub(crate) fn promised(mut self, policy: Policy) -> Self {
        self.promises = Promises::new([policy], &self.known);
        self
    }

    pub(crate) fn person(mut self, change: impl FnOnce(&mut PersonFacts)) -> Self {
        change(&mut self.case.person);
        self
    }

    pub(crate) fn publication(mut self, id: i64, change: impl FnOnce(&mut PublicationDef)) -> Self {
        let mut publications = self.known.publications.iter_mut();
        change(&mut publications.find(|one| one.id == id).unwrap().def);
        self
    }

    /// Lists one item more of a publication: its kind, and what else is said of it.
    pub(crate) fn listing(mut self, publication: i64, say: impl FnOnce(&mut Listing)) -> Self {
        let top = self.shelf.top(publication);
        let mut listing = self.shelf.at(publication, top).unwrap().clone();
        (listing.seq, listing.key) = (top + 1, top + 1);
        (listing.kind, listing.expires_at) = (ItemKind::Article, None);
        say(&mut listing);
        self.shelf.put(publication, vec![listing]);
        self.gate.visible_to.insert(publication, top + 1);
        self
    }

    pub(crate) fn scheduled(mut self, publication: i64, at: Timestamp) -> Self {
        self.gate.schedule.push((publication, at));
        self
    }

    /// A sender's run is paused.
    pub(crate) fn resting(mut self, sender: i64) -> Self {
        self.gate.resting.push(sender);
        self
    }

    pub(crate) fn open(mut self, sender: i64, due_at: Timestamp) -> Self {
        self.case.open.push(OpenLetter {
            sender,
            delivery: 9,
            due_at,
        });
        self
    }

    pub(crate) fn judge(self) -> Judged {
        let judge = Judge {
            known: &self.known,
            policy: &self.policy,
            promises: &self.promises,
            shelf: &self.shelf,
            key: "k1",
            now: self.now,
        };
        judge.judge(&self.gate, &self.case)
    }

    pub(crate) fn last_touch(mut self, at: Option<Timestamp>) -> Self {
        self.case.last_touch = at;
        self
    }

    pub(crate) fn at(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }

    pub(crate) fn line(mut self, line: PlanLine) -> Self {
        if line.choices.cadence == Cadence::EventsOnly {
            self.case.delivery.class = MessageClass::Event;
        }
        self.case.lines.push(line);
        self
    }

    pub(crate) fn part(mut self, part: PartRow) -> Self {
        self.case.delivery.parts.push(part);
        self
    }

    pub(crate) fn visible_to(mut self, publication: i64, seq: i64) -> Self {
        self.gate.visible_to.insert(publication, seq);
        self
    }

    pub(crate) fn withdrawn(mut self, issue: i64) -> Self {
        self.gate.withdrawn.push(issue);
        self
    }

    pub(crate) fn announced(mut self, key: i64) -> Self {
        self.case.announced.push(key);
        self
    }

    pub(crate) fn touches(mut self, touches: Vec<TouchFact>) -> Self {
        self.case.touches = touches;
        self
    }

    pub(crate) fn carried(mut self, row: CarriedRow) -> Self {
        self.case.carried.push(row);
        self
    }

    /// An item of the letter's range that ended elsewhere.
    pub(crate) fn gone(mut self, item: (i64, i64)) -> Self {
        self.case.gone.push(item);
        self
    }

    pub(crate) fn zone() -> Zone {
        case().person.zone
    }

    pub(crate) fn stop(mut self, stop: Stop) -> Self {
        self.case.person.stops.push(stop);
        self
    }

    pub(crate) fn nowhere(mut self) -> Self {
        self.case.contact = None;
        self
    }

    /// An attempt of the letter ended unknown.
    pub(crate) fn doubtful(mut self) -> Self {
        self.case.delivery.doubtful = true;
        self
    }

    pub(crate) fn corrected(mut self, corrected: Vec<CorrectedHere>) -> Self {
        self.gate.corrected = corrected;
        self
    }

    pub(crate) fn pinned(mut self, date: Timestamp) -> Self {
        self.case.delivery.pins = Some(Pins {
            date,
            language: "en".to_owned(),
            template: TEMPLATE_REVISION,
            contact: (1, 1),
            key: "k1".to_owned(),
            carried: Vec::new(),
            notes: Vec::new(),
            count: None,
            silence: None,
            asks: false,
            resend: false,
            revisions: Vec::new(),
            relay: None,
        });
        self
    }
}

/// Two touches in the last seven dates: the default is used up.
pub(crate) fn full_week() -> Vec<TouchFact> {
    let touch = |days: i64| TouchFact {
        at: NOW.plus(-days * Timestamp::DAY),
        zone: Zone::UTC,
        classes: lagom_model::Classes::one(MessageClass::Issue),
        reading: 0,
    };
    vec![touch(1), touch(3)]
}

pub(crate) fn line(publication: i64, cadence: Cadence) -> PlanLine {
    PlanLine {
        publication,
        sender: 1,
        choices: Choices::of(cadence),
        start_seq: 0,
        watermark: 0,
        next_due_at: None,
        waiting_since: None,
        carried: 0,
        promise: 0,
    }
}

pub(crate) fn part(publication: i64, from_seq: i64, to_seq: i64) -> PartRow {
    PartRow {
        publication,
        from_seq,
        to_seq,
        form: None,
        consumed: false,
    }
}

fn case() -> GateCase {
    GateCase {
        delivery: DeliveryRow {
            subscriber: 1,
            id: 1,
            public_id: PublicId(1),
            kind: DeliveryKind::Letter,
            sender: 1,
            class: MessageClass::Issue,
            local_date: NaiveDate::from_ymd_opt(2026, 3, 6).unwrap(),
            ordinal: 1,
            planned_at: World::PLANNED,
            due_at: World::PLANNED,
            attempts: 0,
            doubtful: false,
            pins: None,
            tells: Vec::new(),
            service: None,
            parts: Vec::new(),
        },
        person: PersonFacts::new(Zone::parse("Europe/Riga").unwrap(), "en"),
        contact: Some(Contact {
            id: 1,
            revision: 1,
            address: "ann@example.org".to_owned(),
            name: None,
            link: PublicId(2),
        }),
        lines: Vec::new(),
        touches: Vec::new(),
        last_touch: None,
        carried: Vec::new(),
        gone: Vec::new(),
        announced: Vec::new(),
        doubts: Vec::new(),
        open: Vec::new(),
    }
}

/// NEWS: issue 1 with two articles, issue 2 with an article and an event. TECH: issue 3 with an
/// article and the same event.
fn shelf() -> Shelf {
    let article = |seq, issue| Listing {
        issue,
        visible_at: NOW.plus(-Timestamp::HOUR),
        ..listing(seq, ItemKind::Article)
    };
    let event = |seq, issue| Listing {
        kind: ItemKind::Event,
        key: EVENT,
        expires_at: Some(World::EVENT_ENDS),
        ..article(seq, issue)
    };
    let mut shelf = Shelf::new();
    shelf.put(
        NEWS,
        vec![article(1, 1), article(2, 1), article(3, 2), event(4, 2)],
    );
    shelf.put(TECH, vec![article(1, 3), event(2, 3)]);
    shelf
}
