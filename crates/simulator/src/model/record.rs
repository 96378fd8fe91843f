//! What is written down: people, items, deliveries, units. It judges nothing.

use lagom_model::{
    Choices, Classes, IssueId, ItemKind, PublicId, PublicationId, Seq, SubscriberId, Timestamp,
};
use lagom_store::{GatePart, Person};
use std::collections::{BTreeMap, BTreeSet};

/// An item as the operator wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What its marks say. Listed again it keeps its number.
    pub number: u64,
    /// What it is.
    pub kind: ItemKind,
    /// Its topic.
    pub topic: String,
    /// When it starts, for an event.
    pub starts: Option<Timestamp>,
    /// From when on it is of no use.
    pub expires_at: Option<Timestamp>,
    /// Whether it has a short text.
    pub has_short: bool,
    /// How long its text is.
    pub words: u32,
    /// How long its short text is; 0 for none.
    pub short_words: u32,
    /// The occasion that it is about.
    pub occasion: Option<String>,
    /// Whether this listing moves an event, or calls it off.
    pub moved: bool,
}

/// A listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What was written.
    pub written: Written,
    /// Its issue.
    pub issue: IssueId,
    /// Where it was listed before.
    pub previous: Option<Seq>,
    /// When it became visible.
    pub visible_at: Timestamp,
}

/// A person.
#[derive(Debug, Clone)]
pub struct Reader {
    /// What they chose, as it stands now.
    pub person: Person,
    /// Every unit, in order.
    pub units: Vec<Unit>,
    /// Which deliveries brought which item, by the item's number.
    pub got: BTreeMap<u64, Vec<PublicId>>,
    /// Events for which a message of their own was planned, by the item's number.
    pub told_alone: BTreeSet<u64>,
    /// Items that were passed over and waited too long: another message for which there was no room ended them.
    pub waited_out: BTreeSet<(PublicationId, Seq)>,
    /// Since when nothing about a line was changed that could cost it an item: a stop, a pause, a new beginning.
    pub calm_since: BTreeMap<PublicationId, Timestamp>,
    /// When a line last began anew.
    pub began: BTreeMap<PublicationId, Timestamp>,
}

impl Reader {
    /// A person as they are seen first.
    pub fn new(person: &Person, now: Timestamp) -> Self {
        let lines = person.lines.iter().map(|line| (line.publication, now));
        Self {
            units: Vec::new(),
            got: BTreeMap::new(),
            told_alone: BTreeSet::new(),
            waited_out: BTreeSet::new(),
            calm_since: lines.clone().collect(),
            began: lines.collect(),
            person: person.clone(),
        }
    }

    /// They changed something.
    pub fn changes(&mut self, person: &Person, now: Timestamp) {
        for line in &person.lines {
            let before = self
                .person
                .lines
                .iter()
                .find(|one| one.publication == line.publication);
            if before.map(|one| one.start_seq) != Some(line.start_seq) {
                self.began.insert(line.publication, now);
            }
            self.calm_since.insert(line.publication, now);
        }
        self.person = person.clone();
    }

    /// The choices on a line, and where it starts.
    pub fn line(&self, publication: PublicationId) -> Option<(&Choices, Seq)> {
        let mut lines = self.person.lines.iter();
        let line = lines.find(|line| line.publication == publication)?;
        Some((&line.choices, line.start_seq))
    }
}

/// What became of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Counts,
    /// Every attempt was refused: it does not count.
    Released,
}

/// One message to one person: at most one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Whose.
    pub delivery: PublicId,
    /// When it was reserved (the later instant of a resend).
    pub at: Timestamp,
    /// What it counts in.
    pub classes: Classes,
    /// Whether it counts.
    pub standing: Standing,
    /// Seconds that it takes to read.
    pub reading: u32,
}

/// A mail that the server took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// When.
    pub at: Timestamp,
    /// The items that stand in it.
    pub items: Vec<u64>,
}

/// A passage through the gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// When.
    pub at: Timestamp,
    /// Until when it may leave.
    pub until: Timestamp,
    /// What it consumed.
    pub parts: Vec<GatePart>,
    /// Items of consumed ranges that wait on.
    pub carry: Vec<(PublicationId, Seq)>,
    /// Items that waited, and are taken along.
    pub taken: Vec<(PublicationId, Seq)>,
    /// Seconds that it was said to take to read.
    pub reading: u32,
    /// The reasons that were given, for whoever looks into a violation.
    pub why: Vec<lagom_model::Reason>,
    /// What it should bring, by the choices then in force: item numbers with their places.
    pub due: BTreeMap<u64, (PublicationId, Seq)>,
    /// Events of which it says something else than that there is one: a reminder, another start, that it is called off.
    pub besides: BTreeSet<u64>,
    /// What it may bring, or not: events for which a message of their own was planned.
    pub perhaps: BTreeMap<u64, (PublicationId, Seq)>,
}

/// A delivery.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// To whom.
    pub person: SubscriberId,
    /// Its passages.
    pub gates: Vec<Gate>,
    /// Mails that the server took.
    pub copies: Vec<Copy>,
    /// Whose claim it is.
    pub in_flight: Option<PublicId>,
    /// Whether an attempt ended unknown.
    pub doubtful: bool,
    /// Whether the present attempt's last byte left, and whether the server took it.
    pub attempt: Option<bool>,
    /// How often the operator asked for another copy.
    pub resends: usize,
    /// Whether it may be sent once more by itself: service, and an announcement that no letter could note in time.
    pub resends_once: bool,
    /// Whether the operator cancelled it.
    pub cancelled: bool,
    /// Gates that did not let it pass any more.
    pub turned_back: Vec<(Timestamp, &'static str)>,
}
