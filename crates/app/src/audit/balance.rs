//! The balance: every item that a person was entitled to has exactly one fate. It is recounted from the ranges that letters
//! consumed, from what was passed over, and from the states of the letters. Pure; it decides about no letter.

use super::history::{Then, choices_at};
use super::{Breach, Findings, Question, Rule};
use lagom_dispatch::{Picker, Picking};
use lagom_model::{Choices, Classes, DeliveryState, ItemKind, Listing, Shelf, Timestamp};
use lagom_policy::{Claim, Entitlement, NotEntitled};
use lagom_store::{GateContext, Known, LetterRecord, PassedOver, PastPart, PersonRecord, PlanLine};
use serde::Serialize;
use std::collections::HashSet;

/// What became of the items that people were entitled to: `items` is the sum of all that follows it but `waiting`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Balance {
    /// Items, counted once for each newsletter of each person that they lay in.
    pub items: u64,
    /// Those with one fate.
    pub fates: Fates,
    /// Those in a letter that was gated and did not come to its end yet.
    pub under_way: u64,
    /// Those with no fate.
    pub none: u64,
    /// Those with two.
    pub two: u64,
    /// What no letter has reached yet: it waits, and is not among `items`.
    pub waiting: u64,
}

/// Items by their fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Fates {
    /// In a letter that the server took.
    pub sent: u64,
    /// One link away from such a letter.
    pub linked: u64,
    /// Passed over; they wait for a later letter.
    pub carried: u64,
    /// In a letter of which nobody knows whether it arrived.
    pub held: u64,
    /// In a letter that was refused for good.
    pub failed: u64,
    /// Of no use any more, or without room in time.
    pub expired: u64,
    /// Ended by a stop, a withdrawal or the operator's hand.
    pub suppressed: u64,
}

impl Fates {
    /// Each with its name, in order.
    pub const fn named(&self) -> [(&'static str, u64); 7] {
        [
            ("sent", self.sent),
            ("linked", self.linked),
            ("carried", self.carried),
            ("held", self.held),
            ("failed", self.failed),
            ("expired", self.expired),
            ("suppressed", self.suppressed),
        ]
    }
}

/// What became of an item on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Sent,
    Linked,
    Carried,
    Held,
    Failed,
    Expired,
    Suppressed,
    UnderWay,
    /// The person was not entitled to it.
    NotTheirs,
    /// It has none, and this is why.
    None(&'static str),
    /// It has two, and this is why.
    Two(&'static str),
}

impl Balance {
    fn add(&mut self, fate: Fate) {
        let fates = &mut self.fates;
        let count = match fate {
            Fate::Sent => &mut fates.sent,
            Fate::Linked => &mut fates.linked,
            Fate::Carried => &mut fates.carried,
            Fate::Held => &mut fates.held,
            Fate::Failed => &mut fates.failed,
            Fate::Expired => &mut fates.expired,
            Fate::Suppressed => &mut fates.suppressed,
            Fate::UnderWay => &mut self.under_way,
            Fate::None(_) => &mut self.none,
            Fate::Two(_) => &mut self.two,
            Fate::NotTheirs => return,
        };
        *count += 1;
        self.items += 1;
    }
}

/// Recounts people's items.
pub(super) struct Recount<'a> {
    pub(super) shelf: &'a Shelf,
    pub(super) gate: &'a GateContext,
    pub(super) known: &'a Known,
    pub(super) question: Question,
}

/// A line with all that is on record of it.
struct Lane<'a> {
    record: &'a PersonRecord,
    line: &'a PlanLine,
    covers: Vec<Cover<'a>>,
    /// What stood one link away.
    linked: HashSet<i64>,
}

/// A range that a letter consumed, with what held when it did.
struct Cover<'a> {
    letter: &'a LetterRecord,
    part: PastPart,
    choices: &'a Choices,
    then: Then,
    at: Timestamp,
}

impl Recount<'_> {
    /// Adds a person's items to the balance; what has no fate, or two, is found.
    pub(super) fn person(
        &self,
        record: &PersonRecord,
        balance: &mut Balance,
        findings: &mut Findings,
    ) {
        for line in record.lines.iter().chain(&record.left) {
            let only = self.question.publication;
            if only.is_some_and(|only| only != line.publication) {
                continue;
            }
            let lane = self.lane(record, line);
            let all = self
                .shelf
                .range(line.publication, line.start_seq, line.watermark);
            let mut covers = lane.covers.as_slice();
            for listing in all.iter().filter(|it| it.visible_at >= self.question.since) {
                while let [first, rest @ ..] = covers
                    && first.part.to_seq < listing.seq
                {
                    covers = rest;
                }
                let of_it: Vec<&Cover<'_>> = covers
                    .iter()
                    .take_while(|cover| cover.part.from_seq < listing.seq)
                    .filter(|cover| cover.part.to_seq >= listing.seq)
                    .collect();
                let fate = self.fate(&lane, &of_it, listing);
                balance.add(fate);
                let (rule, what) = match fate {
                    Fate::None(what) => (Rule::NoFate, what),
                    Fate::Two(what) => (Rule::TwoFates, what),
                    _ => continue,
                };
                findings.add(self.breach(&lane, &of_it, listing, rule, what));
            }
        }
        for line in &record.lines {
            balance.waiting += self.waiting(record, line);
        }
    }

    fn lane<'r>(&self, record: &'r PersonRecord, line: &'r PlanLine) -> Lane<'r> {
        let mut covers: Vec<Cover<'r>> = Vec::new();
        for letter in &record.letters {
            let mut parts = letter.parts.iter();
            let part = parts.find(|part| part.publication == line.publication);
            let Some(part) = part.filter(|part| part.to_seq > part.from_seq) else {
                continue;
            };
            let at = passed_at(record, letter);
            covers.push(Cover {
                letter,
                part: *part,
                choices: choices_of(record, line, letter, part, at),
                then: Then::at(record, at),
                at,
            });
        }
        covers.sort_by_key(|cover| (cover.part.from_seq, cover.part.to_seq));
        let linked = covers.iter().flat_map(|cover| self.linked(line, cover));
        Lane {
            record,
            line,
            linked: linked.collect(),
            covers,
        }
    }

    /// What a letter had one link away, by the picking that filled it.
    fn linked(&self, line: &PlanLine, cover: &Cover<'_>) -> Vec<i64> {
        let (from, to) = (cover.part.from_seq, cover.part.to_seq);
        let most = self.known.publication(line.publication);
        let most = most.map_or(u32::MAX, |it| it.def.most_items);
        let range = self.shelf.range(line.publication, from, to);
        let fits = range.len() <= usize::try_from(most).unwrap_or(usize::MAX);
        let Some(form) = cover.part.form.filter(|_| !fits) else {
            return Vec::new();
        };
        let withdrawn = &self.gate.withdrawn;
        let facts = &cover.then.facts;
        let mut picker = Picker::new(self.shelf, withdrawn, facts, &[], cover.at);
        let line = PlanLine {
            choices: cover.choices.clone(),
            ..line.clone()
        };
        let picking = Picking {
            range: (from, to),
            form,
            most,
            full: Classes::NONE,
        };
        let picked = picker.pick(&line, picking);
        picked.part.linked.iter().map(|item| item.seq).collect()
    }

    fn fate(&self, lane: &Lane<'_>, covers: &[&Cover<'_>], listing: &Listing) -> Fate {
        let cover = match covers {
            [] => return Fate::None("no letter's range holds it"),
            [cover] => *cover,
            _ => return Fate::Two("the ranges of two letters hold it"),
        };
        let place = (lane.line.publication, listing.seq);
        let sent = |letter: &&LetterRecord| letter.state == DeliveryState::Sent;
        let letters = lane.record.letters.iter().filter(sent);
        if letters.filter(|it| it.took.contains(&place)).count() > 1 {
            return Fate::Two("two letters took it along");
        }
        let carried = &lane.record.carried;
        let found = carried.binary_search_by_key(&place, |row| (row.publication, row.seq));
        if let Some(row) = found.ok().and_then(|place| carried.get(place)) {
            return of_carried(lane.record, row);
        }
        if self.gate.withdrawn.contains(&listing.issue) {
            return Fate::Suppressed;
        }
        let usual = cover.choices.cadence.widest_form();
        // What a letter gives back is picked by the choices of that moment, whatever the form it would have had before.
        let brought = cover.part.form;
        let form = brought.filter(|_| cover.letter.state != DeliveryState::Folded);
        let form = form.unwrap_or(usual);
        let start = lane.line.start_seq;
        // A range that was consumed held only what was out, whatever the touch's instant says now.
        let at = cover.at.max(listing.visible_at);
        let claim = Claim::new(&cover.then.facts, cover.choices, start, form, at);
        match claim.judge(listing) {
            Entitlement::Entitled => {}
            Entitlement::NotEntitled(NotEntitled::Expired { .. }) => return Fate::Expired,
            Entitlement::NotEntitled(_) => return Fate::NotTheirs,
        }
        match of_letter(lane.record, cover.letter, cover.part.form.is_some()) {
            Fate::Sent if lane.linked.contains(&listing.seq) => Fate::Linked,
            Fate::None(_) if self.was_told(lane, cover, listing) => Fate::NotTheirs,
            fate => fate,
        }
    }

    /// Whether another letter or message told of an event, so that this one had nothing to tell.
    fn was_told(&self, lane: &Lane<'_>, cover: &Cover<'_>, listing: &Listing) -> bool {
        let is_event = listing.kind == ItemKind::Event;
        let mut others = lane.record.letters.iter();
        is_event
            && others.any(|letter| {
                let tells = letter.tells.iter().any(|tell| tell.key == listing.key);
                let covers = |part: &PastPart| {
                    let range = self
                        .shelf
                        .range(part.publication, part.from_seq, part.to_seq);
                    range.iter().any(|one| one.key == listing.key)
                };
                letter.id != cover.letter.id && (tells || letter.parts.iter().any(covers))
            })
    }

    fn breach(
        &self,
        lane: &Lane<'_>,
        covers: &[&Cover<'_>],
        listing: &Listing,
        rule: Rule,
        what: &str,
    ) -> Breach {
        let publication = self.known.publication(lane.line.publication);
        let key = publication.map_or("?", |it| it.def.key.as_str());
        let person = lane.record.public_id;
        Breach {
            rule,
            person,
            delivery: covers.first().map(|cover| cover.letter.public_id),
            what: format!("item {} of `{key}`: {what}", listing.seq),
            look: super::look(person),
        }
    }

    /// Items above the watermark that the choices in force entitle to.
    fn waiting(&self, record: &PersonRecord, line: &PlanLine) -> u64 {
        let only = self.question.publication;
        if only.is_some_and(|only| only != line.publication) {
            return 0;
        }
        let visible = self.gate.visible_to.get(&line.publication).copied();
        let to = visible.unwrap_or(line.watermark);
        let form = line.choices.cadence.widest_form();
        let (facts, now) = (&record.facts, self.question.now);
        let claim = Claim::new(facts, &line.choices, line.start_seq, form, now);
        let above = self.shelf.range(line.publication, line.watermark, to);
        let is_there = |it: &&Listing| !self.gate.withdrawn.contains(&it.issue);
        let takes = above
            .iter()
            .filter(is_there)
            .filter(|it| claim.takes(it))
            .count();
        takes as u64
    }
}

/// When a letter passed the gate last, or came to its end there: one that did not arrive may be folded at a later gate.
fn passed_at(record: &PersonRecord, letter: &LetterRecord) -> Timestamp {
    let mut touches = record.touches.iter();
    let touch = touches.find(|touch| touch.delivery == Some(letter.id));
    let touch = touch.map(|touch| touch.again_at.unwrap_or(touch.at));
    let gated = touch.or(letter.gated_at);
    let at = match letter.state {
        DeliveryState::Sent => gated,
        DeliveryState::Folded => letter.ended_at.or(gated),
        _ => gated.or(letter.ended_at),
    };
    at.unwrap_or(Timestamp(0))
}

/// The choices that said what a part held: those by which it was made, or those in force when it was given back.
fn choices_of<'r>(
    record: &'r PersonRecord,
    line: &'r PlanLine,
    letter: &LetterRecord,
    part: &PastPart,
    at: Timestamp,
) -> &'r Choices {
    let mut all = record.choices.iter();
    let named =
        all.find(|one| one.publication == part.publication && Some(one.number) == part.choices);
    let stands = letter.state != DeliveryState::Folded;
    let named = named.filter(|_| stands).map(|one| &one.choices);
    let then = named.or_else(|| choices_at(record, part.publication, at));
    then.unwrap_or(&line.choices)
}

/// The fate of an item that was passed over once.
fn of_carried(record: &PersonRecord, row: &PassedOver) -> Fate {
    if row.ended_at.is_none() {
        return Fate::Carried;
    }
    match row.how.as_deref() {
        Some("taken") => {
            let mut letters = record.letters.iter();
            let by = letters.find(|letter| Some(letter.id) == row.taken_by);
            by.map_or(Fate::None("the letter that took it is not there"), |by| {
                of_letter(record, by, true)
            })
        }
        Some("expired") => Fate::Expired,
        Some(_) => Fate::Suppressed,
        None => Fate::None("it waits no more, and nothing says why"),
    }
}

/// The fate of what a letter brought, or of what ended with it.
fn of_letter(record: &PersonRecord, letter: &LetterRecord, brought: bool) -> Fate {
    match letter.state {
        DeliveryState::Expired => Fate::Expired,
        DeliveryState::Cancelled => Fate::Suppressed,
        _ if !brought => Fate::Suppressed,
        DeliveryState::Sent => Fate::Sent,
        DeliveryState::Held => {
            let mut letters = record.letters.iter();
            let noted =
                letters.any(|by| Some(by.id) == letter.noted_by && by.state == DeliveryState::Sent);
            if noted { Fate::Linked } else { Fate::Held }
        }
        DeliveryState::Failed => Fate::Failed,
        DeliveryState::Folded => Fate::None("its letter was folded, and nothing carries it on"),
        DeliveryState::Planned | DeliveryState::Sending | DeliveryState::Waiting => Fate::UnderWay,
    }
}

#[cfg(test)]
mod tests;
