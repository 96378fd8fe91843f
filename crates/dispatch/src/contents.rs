//! Contents: which items a letter brings, part by part, judged by the choices in force now. Pure. How
//! much of each is shown where minutes are short is `portion.rs`'s to say.

use lagom_model::{
    Classes, Form, IssueId, ItemKind, Listing, MessageClass, PersonFacts, PublicationId, Reason,
    Seq, Shelf, Timestamp,
};
use lagom_policy::{Claim, Entitlement, NotEntitled};
use lagom_store::{CarriedRow, ItemFate, PlanLine};
use std::collections::{HashMap, HashSet};

/// In how many letters an item was passed over before it comes first in its class.
pub(crate) const PATIENCE: u32 = 2;

/// How much of an item a letter shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// What the form of its part says.
    #[default]
    AsPart,
    /// Its short form: minutes are short.
    Short,
    /// Its title: all else is one link away.
    Title,
}

/// Where an item of a letter comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemRef {
    /// Its listing.
    pub seq: Seq,
    /// The issue that lists it.
    pub issue: IssueId,
    /// Its position in the issue's `edition.items`.
    pub position: u32,
    /// When it became visible.
    pub visible_at: Timestamp,
    /// Whether an earlier letter passed it over.
    pub carried: bool,
    /// The class that it counts in.
    pub class: MessageClass,
    /// How much of it is shown.
    pub shown: Shown,
    /// What is known of it as an event, if it is one.
    pub event: Option<EventRef>,
}

/// An event of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventRef {
    /// Its key.
    pub key: i64,
    /// Whether an earlier letter gave another start.
    pub moved: bool,
}

/// What one part brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartContents {
    /// Its publication.
    pub publication: PublicationId,
    /// The form it goes in.
    pub form: Form,
    /// Whether its content waited for an earlier letter already.
    pub waited: bool,
    /// Items that go, in the order of the sequence; carried ones first.
    pub items: Vec<ItemRef>,
    /// Items that are one link away: there are more than a letter shows.
    pub linked: Vec<ItemRef>,
    /// Keys of the events among them, with the instant after which nobody asks any more.
    pub events: Vec<(i64, Timestamp)>,
}

impl PartContents {
    /// Every item that it shows or links.
    pub fn all(&self) -> impl Iterator<Item = &ItemRef> + Clone {
        self.items.iter().chain(&self.linked)
    }

    /// The classes of its items.
    pub fn classes(&self) -> Classes {
        self.all().map(|item| item.class).collect()
    }
}

/// What was picked for one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// What it brings; perhaps nothing.
    pub part: PartContents,
    /// Items that stay out, because their class is full.
    pub left_out: Vec<ItemRef>,
    /// Carried items that nobody waits for any more.
    pub ended: Vec<(Seq, ItemFate)>,
    /// Wishes of the reader's that kept something out.
    pub why: Vec<Reason>,
}

impl Picked {
    /// Nothing of a line.
    pub(crate) fn nothing(line: &PlanLine, form: Form) -> Self {
        Self {
            part: PartContents {
                publication: line.publication,
                form,
                waited: line.waiting_since.is_some(),
                items: Vec::new(),
                linked: Vec::new(),
                events: Vec::new(),
            },
            left_out: Vec::new(),
            ended: Vec::new(),
            why: Vec::new(),
        }
    }
}

/// How one part is picked.
#[derive(Debug, Clone, Copy)]
pub struct Picking {
    /// Above this position, up to that one.
    pub range: (Seq, Seq),
    /// The form it goes in.
    pub form: Form,
    /// At most so many items that are no events are shown where the range holds several issues.
    pub most: u32,
    /// Classes that are full: their items stay out.
    pub full: Classes,
}

/// What is taken into a letter, for one part after the other: an event goes once, also when two
/// publications list it.
#[derive(Debug)]
pub struct Picker<'a> {
    shelf: &'a Shelf,
    withdrawn: &'a [IssueId],
    person: &'a PersonFacts,
    carried: Vec<&'a CarriedRow>,
    gone: &'a [(PublicationId, Seq)],
    now: Timestamp,
    told: HashSet<i64>,
}

/// An item that may be shown, with its place among those that compete for room.
struct Candidate {
    item: ItemRef,
    /// 0 if it was passed over too often already, else 1; 0 if its topic is a favourite, else 1.
    rank: (u8, u8),
}

impl<'a> Picker<'a> {
    /// A picker for one letter to one person, who was told of the events `announced`.
    pub fn new(
        shelf: &'a Shelf,
        withdrawn: &'a [IssueId],
        person: &'a PersonFacts,
        announced: &[i64],
        now: Timestamp,
    ) -> Self {
        Self {
            shelf,
            withdrawn,
            person,
            carried: Vec::new(),
            gone: &[],
            now,
            told: announced.iter().copied().collect(),
        }
    }

    /// The same, with what was carried on to this letter, and without what another one took of its ranges.
    pub(crate) fn carrying(
        self,
        carried: impl Iterator<Item = &'a CarriedRow>,
        gone: &'a [(PublicationId, Seq)],
    ) -> Self {
        Self {
            carried: carried.collect(),
            gone,
            ..self
        }
    }

    /// What the part of a line brings, over its carried items and the range.
    pub fn pick(&mut self, line: &PlanLine, picking: Picking) -> Picked {
        let publication = line.publication;
        let (from, to) = picking.range;
        let range = self.shelf.range(publication, from, to);
        let start = line.start_seq;
        let claim = Claim::new(self.person, &line.choices, start, picking.form, self.now);
        let newest = self.newest_events(range);
        let mut picked = Picked::nothing(line, picking.form);
        let mut shown: Vec<Candidate> = Vec::new();
        for (listing, passes) in self.above(publication, range) {
            let now = newest.get(&listing.key).copied().unwrap_or(listing);
            let no = self.refuses(publication, &claim, listing, now);
            if let Some((fate, reason)) = no {
                picked.ended.extend(passes.map(|_| (listing.seq, fate)));
                let reason = reason.filter(|reason| !picked.why.contains(reason));
                picked.why.extend(reason);
                continue;
            }
            let mut item = reference(listing, passes.is_some());
            if listing.kind == ItemKind::Event {
                self.show_newest(&mut item, publication, now);
            }
            if picking.full.contains(item.class) {
                picked.left_out.push(item);
                continue;
            }
            if listing.kind == ItemKind::Event {
                self.told.insert(listing.key);
                let until = now.expires_at.unwrap_or(Timestamp::MAX);
                picked.part.events.push((listing.key, until));
            }
            let favourite = line.choices.favourites.contains(&listing.topic);
            let patient = passes.unwrap_or(0) < PATIENCE;
            shown.push(Candidate {
                item,
                rank: (u8::from(patient), u8::from(!favourite)),
            });
        }
        let several = range.first().map(|one| one.issue) != range.last().map(|one| one.issue);
        let most = if several { picking.most } else { u32::MAX };
        (picked.part.items, picked.part.linked) = fitting(shown, most);
        picked
    }

    /// What becomes of an item that the line does not take (`newest`: the event's newest listing), and which wish of the reader's says so.
    fn refuses(
        &self,
        publication: PublicationId,
        claim: &Claim<'_>,
        listing: &Listing,
        newest: &Listing,
    ) -> Option<(ItemFate, Option<Reason>)> {
        if self.withdrawn.contains(&newest.issue) {
            return Some((ItemFate::Suppressed, None));
        }
        let told = listing.kind == ItemKind::Event && self.told.contains(&listing.key);
        let suppressed = told.then_some((ItemFate::Suppressed, None));
        if newest.seq != listing.seq && claim.takes_as(listing, newest) {
            return suppressed;
        }
        match claim.judge(listing) {
            Entitlement::Entitled => suppressed,
            Entitlement::NotEntitled(NotEntitled::Expired { .. }) => {
                Some((ItemFate::Expired, None))
            }
            Entitlement::NotEntitled(no) => {
                let reason = no.reason(publication, listing);
                Some((ItemFate::Suppressed, reason.filter(is_wish)))
            }
        }
    }

    /// The newest listing of each event in a range: an event that was moved is shown as it is now.
    fn newest_events(&self, range: &'a [Listing]) -> HashMap<i64, &'a Listing> {
        let events = range.iter().filter(|one| one.kind == ItemKind::Event);
        events
            .filter(|one| !self.withdrawn.contains(&one.issue))
            .map(|one| (one.key, one))
            .collect()
    }

    /// Shows an event as its newest listing says; it stays the item of its own listing.
    fn show_newest(&self, item: &mut ItemRef, publication: PublicationId, newest: &Listing) {
        let zone = &self.person.zone;
        let before = newest.previous_seq;
        let before = before.and_then(|seq| self.shelf.at(publication, seq));
        item.issue = newest.issue;
        item.position = newest.position;
        item.visible_at = newest.visible_at;
        item.event = Some(EventRef {
            key: newest.key,
            moved: before.is_some_and(|before| newest.moves(before, zone)),
        });
    }

    /// The line's carried items, with the number of letters that passed each over, then its range. What an earlier gate of this
    /// very letter left out lies in its range and is carried: it comes once, and not at all if it is gone.
    fn above(
        &self,
        publication: PublicationId,
        range: &'a [Listing],
    ) -> Vec<(&'a Listing, Option<u32>)> {
        let rows = self.carried.iter();
        let rows = rows.filter(|row| row.publication == publication);
        let gone = self.gone.iter().filter(|(of, _)| *of == publication);
        let known = rows.clone().map(|row| row.seq);
        let known: HashSet<Seq> = known.chain(gone.map(|(_, seq)| *seq)).collect();
        let fresh = range.iter().filter(|listing| !known.contains(&listing.seq));
        rows.filter_map(|row| Some((self.shelf.at(publication, row.seq)?, Some(row.passes))))
            .chain(fresh.map(|listing| (listing, None)))
            .collect()
    }
}

/// Whether it is the reader's own wish, of which they may want to be reminded.
fn is_wish(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::NothingOnReturn { .. } | Reason::Occasion { .. }
    )
}

/// What is shown and what is one link away: events always, of all else the first `most` by what was
/// passed over, then by the reader's interest, then in order. Each list keeps the order.
fn fitting(candidates: Vec<Candidate>, most: u32) -> (Vec<ItemRef>, Vec<ItemRef>) {
    let is_event = |one: &Candidate| one.item.class == MessageClass::Event;
    let mut competing: Vec<(u8, u8, usize)> = candidates
        .iter()
        .enumerate()
        .filter(|(_, one)| !is_event(one))
        .map(|(nth, one)| (one.rank.0, one.rank.1, nth))
        .collect();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut behind = HashSet::new();
    if competing.len() > most {
        competing.sort_unstable();
        behind.extend(competing.into_iter().skip(most).map(|(.., nth)| nth));
    }
    let (mut items, mut linked) = (Vec::with_capacity(candidates.len()), Vec::new());
    for (nth, one) in candidates.into_iter().enumerate() {
        if behind.contains(&nth) {
            linked.push(one.item);
        } else {
            items.push(one.item);
        }
    }
    (items, linked)
}

fn reference(listing: &Listing, carried: bool) -> ItemRef {
    ItemRef {
        seq: listing.seq,
        issue: listing.issue,
        position: listing.position,
        visible_at: listing.visible_at,
        carried,
        class: listing.kind.class(),
        shown: Shown::AsPart,
        event: None,
    }
}
