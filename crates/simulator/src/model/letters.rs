//! One message through gate, server and record: what each step must keep.

use super::record::{Copy, Delivery, Gate, Reader, Standing, Unit};
use super::{Model, ahead, budget, hours, minutes, order, spread};
use crate::mail::Mail;
use lagom_model::{
    Cadence, Classes, DeliveryKind, EventStage, Form, ItemKind, MessageClass, PublicId,
    PublicationId, Reason, Return, Seq, Share, StopScope, Timestamp, Verdict,
};
use lagom_store::{After, GateCase, GatePart, Gated, IssueState, Leaves, Owner, Recorded};
use std::collections::{BTreeMap, BTreeSet};

/// A permission holds at most this long.
const LONGEST_PERMISSION: i64 = 30 * Timestamp::SECOND;

/// A row was judged.
pub(super) fn gate(model: &mut Model, owner: Owner, one: &Gated, now: Timestamp) {
    let id = one.case.delivery.public_id;
    let state = match &one.verdict.leaves {
        Leaves::Sending { .. } => "sending",
        Leaves::Planned { .. } => "planned",
        Leaves::Folded { .. } => "folded",
        Leaves::Expired { .. } => "expired",
        Leaves::Cancelled { .. } => "cancelled",
    };
    model.tally.count("state", state);
    let Leaves::Sending {
        pins,
        classes,
        reading,
        parts,
        carry,
        ..
    } = &one.verdict.leaves
    else {
        put_off(model, one, now);
        if let Some(delivery) = model.deliveries.get_mut(&id) {
            delivery.turned_back.push((now, state));
        }
        return;
    };
    let until = match one.verdict.decision.verdict {
        Verdict::Send { valid_until } => valid_until,
        _ => now,
    };
    let classes: Classes = classes.iter().copied().collect();
    for class in classes.iter() {
        model.tally.count("class", class.name());
    }
    let wrong = passage(model, one, classes, until, now);
    let who = format!("{id} to person {} at {now}", one.case.delivery.subscriber);
    for what in wrong {
        model.complain_of(
            one.case.delivery.subscriber,
            format!("gate of {who}: {what}"),
        );
    }
    let row = &one.case.delivery;
    let mut passed = Gate {
        at: now,
        until,
        parts: parts.clone(),
        carry: carry.clone(),
        taken: pins.carried.clone(),
        reading: *reading,
        why: one.verdict.decision.reasons.clone(),
        due: BTreeMap::new(),
        perhaps: BTreeMap::new(),
        besides: BTreeSet::new(),
    };
    brings(model, one, &mut passed);
    let mut wrong = ranked(model, one, &passed, classes, now);
    wrong.extend(dropped(model, one, &passed));
    for what in wrong {
        model.complain_of(row.subscriber, format!("gate of {who}: {what}"));
    }
    let delivery = model.deliveries.entry(id).or_insert_with(|| Delivery {
        person: row.subscriber,
        gates: Vec::new(),
        copies: Vec::new(),
        in_flight: None,
        doubtful: false,
        attempt: None,
        resends: 0,
        resends_once: matches!(row.class, MessageClass::Service | MessageClass::Personal)
            && row.kind != DeliveryKind::Letter,
        cancelled: false,
        turned_back: Vec::new(),
    });
    delivery.resends_once |= pins.resend;
    delivery.in_flight = Some(owner.id);
    delivery.attempt = None;
    delivery.gates.push(passed);
    if let Some(reader) = model.people.get_mut(&row.subscriber) {
        reader.units.retain(|unit| unit.delivery != id);
        reader.units.push(Unit {
            delivery: id,
            at: now,
            classes,
            standing: Standing::Counts,
            reading: *reading,
        });
    }
}

/// Writes down what a letter should bring, and what it may.
fn brings(model: &Model, one: &Gated, passed: &mut Gate) {
    let row = &one.case.delivery;
    let Some(reader) = model.people.get(&row.subscriber) else {
        return;
    };
    passed.due = due(model, reader, passed, row.public_id);
    let waited_out = &reader.waited_out;
    passed.due.retain(|_, place| !waited_out.contains(place));
    passed.due.retain(|_, (publication, seq)| {
        let mut ends = one.verdict.ends.iter();
        !ends.any(|end| end.publication == *publication && end.seq == *seq)
    });
    passed.due.retain(|number, place| {
        let alone = reader.told_alone.contains(number)
            || model.moved.contains(number)
            || told(model, reader, *number, row.public_id) == Told::Perhaps;
        if alone {
            passed.perhaps.insert(*number, *place);
        }
        !alone
    });
    passed.due.extend(told_of(model, one, true));
    let besides = told_of(model, one, false);
    passed.besides.extend(besides.into_keys());
    passed.perhaps.extend(taken_back(model, passed));
}

/// What a row ends for which there is no room, and what it hands on.
fn ends(reader: &mut Reader, one: &Gated) {
    let no_window = |reason: &Reason| matches!(reason, Reason::NoWindow { .. });
    if one.verdict.decision.reasons.iter().any(no_window) {
        let ends = one.verdict.ends.iter();
        reader
            .waited_out
            .extend(ends.map(|end| (end.publication, end.seq)));
    }
    if let Leaves::Folded { carry, .. } | Leaves::Expired { carry, .. } = &one.verdict.leaves {
        reader.waited_out.retain(|place| !carry.contains(place));
    }
}

/// A row was put off.
fn put_off(model: &mut Model, one: &Gated, now: Timestamp) {
    let person = one.case.delivery.subscriber;
    if let Some(reader) = model.people.get_mut(&person) {
        ends(reader, one);
    }
    let reader = model.people.get(&person);
    if let Some(what) = reader.and_then(|reader| spread::wrong(model, reader, one, now)) {
        let id = one.case.delivery.public_id;
        model.complain_of(
            person,
            format!("gate of {id} to person {person} at {now}: {what}"),
        );
    }
}

/// Items that an earlier gate of the row took along or consumed, and that this one loses: neither in it, nor carried on, nor
/// ended.
fn dropped(model: &Model, one: &Gated, passed: &Gate) -> Vec<String> {
    let row = &one.case.delivery;
    let before = model.deliveries.get(&row.public_id);
    let before = before.and_then(|delivery| delivery.gates.last());
    let Some((before, reader)) = before.zip(model.people.get(&row.subscriber)) else {
        return Vec::new();
    };
    // Whoever unticked a topic meanwhile loses nothing.
    let still_wanted = |place: &(PublicationId, Seq)| {
        let mut parts = before.parts.iter();
        let part = parts.find(|part| part.publication == place.0);
        part.is_some_and(|part| is_wanted(model, reader, passed, part, place.1, row.public_id))
    };
    let goes = |publication: PublicationId| {
        let mut parts = passed.parts.iter();
        parts.any(|part| part.publication == publication && part.form.is_some())
    };
    let accounted = |place: &(PublicationId, Seq)| {
        let mut ends = one.verdict.ends.iter();
        passed.carry.contains(place)
            || passed.taken.contains(place)
            || ends.any(|end| (end.publication, end.seq) == *place)
    };
    let taken = before.taken.iter().filter(|place| !accounted(place));
    let waits = before.due.values().filter(|place| {
        let share = one.verdict.decision.parts.iter();
        let mut share = share.filter(|part| part.publication == place.0);
        let waits = share.any(|part| matches!(part.share, Share::Waits { .. }));
        let is_lost = !accounted(place) && !before.carry.contains(place);
        waits && !goes(place.0) && is_lost && still_wanted(place)
    });
    taken
        .chain(waits)
        .map(|place| format!("D7: {place:?} came with its last gate, and is lost"))
        .collect()
}

/// Whether another message took an item along that waited, and has it still.
fn is_taken(
    model: &Model,
    reader: &Reader,
    place: (PublicationId, Seq),
    delivery: PublicId,
) -> bool {
    let others = reader.units.iter().filter(|unit| unit.delivery != delivery);
    let mut others = others.filter_map(|unit| model.deliveries.get(&unit.delivery));
    others.any(|other| {
        let gate = other.gates.last();
        other.turned_back.is_empty() && gate.is_some_and(|gate| gate.taken.contains(&place))
    })
}

/// What is wrong with a passage, seen beside what else is scheduled, and with what it takes to read.
fn ranked(
    model: &Model,
    one: &Gated,
    gate: &Gate,
    classes: Classes,
    now: Timestamp,
) -> Vec<String> {
    let row = &one.case.delivery;
    let Some(reader) = model.people.get(&row.subscriber) else {
        return Vec::new();
    };
    if !budget::uses_a_unit(classes) {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    if row.kind == DeliveryKind::Letter {
        wrong.extend(ahead::wrong(
            model,
            reader,
            (row.public_id, gate, classes),
            now,
        ));
    }
    wrong.extend(minutes::wrong(reader, row.public_id, gate.reading, now));
    wrong
}

/// What is wrong with a passage.
fn passage(
    model: &Model,
    one: &Gated,
    classes: Classes,
    until: Timestamp,
    now: Timestamp,
) -> Vec<String> {
    let case = &one.case;
    let mut wrong = Vec::new();
    let reader = model.people.get(&case.delivery.subscriber);
    let (Some(reader), Some(policy)) = (reader, model.policy()) else {
        return vec!["nobody knows this person".to_owned()];
    };
    if let Some(stale) = stale(reader, case) {
        wrong.push(stale);
    }
    for policy in budget::rules(model, reader) {
        let id = case.delivery.public_id;
        wrong.extend(budget::wrong(&policy, reader, id, classes, now));
    }
    let service = classes.heaviest() == Some(MessageClass::Service);
    if !service && let Some(why) = hours::quiet(policy, &reader.person.facts, now) {
        wrong.push(why);
    }
    if until <= now || until.since(now) > LONGEST_PERMISSION {
        wrong.push(format!("a permission from {now} until {until}"));
    }
    if let Some(delivery) = model.deliveries.get(&case.delivery.public_id) {
        if delivery.in_flight.is_some() {
            wrong.push("D1: it is in flight already".to_owned());
        }
        let allowed = delivery.resends + usize::from(delivery.resends_once);
        if delivery.copies.len() > allowed {
            wrong.push("D1: the server took it already".to_owned());
        }
        if delivery.doubtful && delivery.resends == 0 && !delivery.resends_once {
            wrong.push("D1: its outcome is unknown, and nobody asked for a second copy".to_owned());
        }
    }
    if model.paused.contains(&case.delivery.sender) {
        wrong.push("its sender's run is paused".to_owned());
    }
    if let Leaves::Sending { parts, .. } = &one.verdict.leaves {
        for part in parts.iter().filter(|part| part.form.is_some()) {
            wrong.extend(forbidden(reader, part.publication, now));
        }
    }
    wrong
}

/// Whether the gate read something older than what was committed before it.
fn stale(reader: &Reader, case: &GateCase) -> Option<String> {
    let (seen, is) = (&case.person, &reader.person.facts);
    let mut stops = (seen.stops.clone(), is.stops.clone());
    stops.0.sort_by_key(|stop| (stop.at, stop.cause.name()));
    stops.1.sort_by_key(|stop| (stop.at, stop.cause.name()));
    if stops.0 != stops.1 {
        return Some(format!(
            "D4: the gate saw {:?}, in force are {:?}",
            stops.0, stops.1
        ));
    }
    let same = seen.zone == is.zone
        && seen.paused_until == is.paused_until
        && seen.limits == is.limits
        && seen.season == is.season
        && seen.wishes == is.wishes
        && seen.quiet == is.quiet;
    if !same {
        return Some("D3: the gate saw another person than was committed before it".to_owned());
    }
    let other = case.lines.iter().find(|line| {
        let chosen = reader.line(line.publication);
        chosen.is_some_and(|(choices, _)| *choices != line.choices)
    });
    other.map(|line| format!("the gate saw older choices on {}", line.publication))
}

/// Why nothing of a publication may come to this person now.
fn forbidden(reader: &Reader, publication: PublicationId, now: Timestamp) -> Vec<String> {
    let facts = &reader.person.facts;
    let mut wrong = Vec::new();
    if !facts.confirmed {
        wrong.push("the address is not confirmed".to_owned());
    }
    for stop in &facts.stops {
        let covers = match stop.scope {
            StopScope::Publication(stopped) => stopped == publication,
            StopScope::Mailings | StopScope::Everything => true,
        };
        if covers {
            wrong.push(format!("D4: a stop of {} holds: {stop:?}", stop.at));
        }
    }
    let Some((choices, _)) = reader.line(publication) else {
        wrong.push(format!("publication {publication} is not theirs"));
        return wrong;
    };
    let today = hours::date(&facts.zone, now).map(|date| date.to_string());
    for until in [facts.paused_until, choices.paused_until]
        .into_iter()
        .flatten()
    {
        if today
            .as_ref()
            .is_some_and(|today| until.to_string() > *today)
        {
            wrong.push(format!("paused until {until}"));
        }
    }
    wrong
}

/// The last byte of a mail left.
pub(super) fn last_byte(model: &mut Model, mail: &Mail, takes: bool, now: Timestamp) {
    let mut wrong = Vec::new();
    let Some(delivery) = model.deliveries.get(&mail.delivery) else {
        model.complain(format!("D2: {} was sent and never gated", mail.delivery));
        return;
    };
    if delivery.in_flight.is_none() {
        wrong.push("D6: nobody's claim".to_owned());
    }
    if let Some(gate) = delivery.gates.last() {
        if now > gate.until {
            wrong.push(format!("it left at {now}, permitted until {}", gate.until));
        }
        if let Some(reader) = model.people.get(&delivery.person) {
            if reader.person.address.as_deref() != Some(mail.to.as_str()) {
                wrong.push("it went to another address".to_owned());
            }
            wrong.extend(contents(model, reader, gate, mail));
            wrong.extend(order::wrong(model, reader, gate, mail));
            wrong.extend(minutes::miscounted(model, gate, mail));
            let counted = reader
                .units
                .iter()
                .find(|unit| unit.delivery == mail.delivery);
            match counted.filter(|unit| unit.standing == Standing::Counts) {
                Some(unit) => wrong.extend(order::uncounted(model, gate, mail, unit.classes)),
                None => wrong.push("D2: no unit is reserved for it".to_owned()),
            }
        }
    }
    let allowed = 1 + delivery.resends + usize::from(delivery.resends_once);
    if takes && delivery.copies.len() >= allowed {
        wrong.push(format!(
            "D1: copy {} of at most {allowed}",
            delivery.copies.len() + 1
        ));
    }
    let person = delivery.person;
    for what in wrong {
        let what = format!("mail {} to person {person} at {now}: {what}", mail.delivery);
        model.complain_of(person, what);
    }
    if let Some(delivery) = model.deliveries.get_mut(&mail.delivery) {
        delivery.attempt = Some(takes);
        if takes {
            delivery.copies.push(Copy {
                at: now,
                items: mail.order.clone(),
            });
        }
    }
    if takes && let Some(reader) = model.people.get_mut(&person) {
        for item in mail.items.keys() {
            let got = reader.got.entry(*item).or_default();
            if !got.contains(&mail.delivery) {
                got.push(mail.delivery);
            }
        }
    }
}

/// What a letter should bring, by the choices in force at its gate.
fn due(
    model: &Model,
    reader: &Reader,
    gate: &Gate,
    delivery: PublicId,
) -> BTreeMap<u64, (PublicationId, Seq)> {
    let mut due = BTreeMap::new();
    for part in gate.parts.iter().filter(|part| part.form.is_some()) {
        for (publication, seq) in candidates(model, gate, part) {
            let item = model.items.get(&(publication, seq));
            if let Some(item) = item
                && is_wanted(model, reader, gate, part, seq, delivery)
            {
                due.entry(item.written.number).or_insert((publication, seq));
            }
        }
    }
    due
}

/// Events of issues that were taken back: another listing of theirs may still stand.
fn taken_back(model: &Model, gate: &Gate) -> BTreeMap<u64, (PublicationId, Seq)> {
    let places = gate
        .parts
        .iter()
        .flat_map(|part| candidates(model, gate, part));
    let events = places.filter_map(|place| Some((place, model.items.get(&place)?)));
    events
        .filter(|(_, item)| item.written.kind == ItemKind::Event)
        .filter(|(_, item)| model.shut.get(&item.issue) == Some(&IssueState::Withdrawn))
        .map(|(place, item)| (item.written.number, place))
        .collect()
}

/// The events that a message about them alone announces, or says something else of.
fn told_of(model: &Model, one: &Gated, announced: bool) -> BTreeMap<u64, (PublicationId, Seq)> {
    let tells = one.case.delivery.tells.iter();
    tells
        .filter(|tell| (tell.stage == EventStage::Announced) == announced)
        .filter_map(|tell| {
            let place = (tell.publication, tell.seq);
            Some((model.items.get(&place)?.written.number, place))
        })
        .collect()
}

/// What is wrong with what stands in a mail: something to which they are not entitled, something twice, something
/// that is missing.
fn contents(model: &Model, reader: &Reader, gate: &Gate, mail: &Mail) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut due = gate.due.clone();
    for (number, shown) in &mail.items {
        let optional = gate.perhaps.contains_key(number)
            || model.moved.contains(number)
            || gate.besides.contains(number);
        if due.remove(number).is_none() && !optional {
            wrong.push(format!(
                "item {number} stands in it: {}",
                why_not(model, reader, *number, mail)
            ));
        } else if !shown.title && !shown.full && !shown.short {
            wrong.push(format!("item {number} is empty"));
        }
    }
    // A message about events leaves out what changed since it was planned; a letter accounts for everything.
    due.retain(|_, place| !gate.carry.contains(place) && !gate.parts.is_empty());
    let titles = mail
        .items
        .values()
        .filter(|shown| !shown.full && !shown.short && !gate.parts.is_empty());
    let least = due.len() + titles.count();
    let mut perhaps = gate.perhaps.keys();
    let most = least
        + perhaps
            .by_ref()
            .filter(|number| !mail.items.contains_key(number))
            .count();
    let mut places = gate
        .parts
        .iter()
        .flat_map(|part| candidates(model, gate, part));
    let moved = places.any(|place| {
        let item = model.items.get(&place);
        item.is_some_and(|item| model.moved.contains(&item.written.number))
    });
    if !(least..=most).contains(&mail.linked) && !moved {
        let what = due.values().filter_map(|place| model.items.get(place));
        let what: Vec<_> = what.map(|item| &item.written).collect();
        wrong.push(format!(
            "D7: {what:?} are not in it and not carried on, and it says that {} are one link away",
            mail.linked
        ));
    }
    wrong
}

/// Positions that a part may bring: its range, and what it takes along.
fn candidates<'a>(
    model: &'a Model,
    gate: &'a Gate,
    part: &'a GatePart,
) -> impl Iterator<Item = (PublicationId, Seq)> + 'a {
    let of = part.publication;
    let taken = gate.taken.iter().copied();
    let taken = taken.filter(move |(publication, _)| *publication == of);
    let range = model
        .items
        .range((of, part.from_seq + 1)..=(of, part.to_seq.max(part.from_seq + 1)));
    let to = part.to_seq;
    let range = range.map(|(place, _)| *place);
    taken.chain(range.filter(move |(_, seq)| *seq <= to))
}

/// Whether they are entitled to a listing in this letter.
fn is_wanted(
    model: &Model,
    reader: &Reader,
    gate: &Gate,
    part: &GatePart,
    seq: Seq,
    delivery: PublicId,
) -> bool {
    let publication = part.publication;
    let Some((choices, start)) = reader.line(publication) else {
        return false;
    };
    let Some(item) = model.items.get(&(publication, seq)) else {
        return false;
    };
    let written = &item.written;
    let events_only = choices.cadence == Cadence::EventsOnly || part.form == Some(Form::Events);
    let is_event = written.kind == ItemKind::Event;
    let withdrawn = model.shut.get(&item.issue) == Some(&IssueState::Withdrawn);
    let unwanted_occasion = written
        .occasion
        .as_ref()
        .is_some_and(|occasion| reader.person.facts.wishes.no_occasions.contains(occasion));
    let returned = (choices.on_return == Return::Nothing)
        .then(|| choices.paused_until.max(reader.person.facts.paused_until))
        .flatten()
        .and_then(|until| hours::start(&reader.person.facts.zone, until));
    seq > start
        && !is_taken(model, reader, (publication, seq), delivery)
        && returned.is_none_or(|returned| {
            let went = choices.paused_since;
            item.visible_at >= returned || went.is_some_and(|went| item.visible_at < went)
        })
        && (is_event
            || choices
                .articles_since
                .is_none_or(|since| item.visible_at >= since))
        && item.previous.is_none_or(|previous| previous <= start)
        && (choices.topics.as_ref()).is_none_or(|topics| topics.contains(&written.topic))
        && (!events_only || is_event)
        && written.expires_at.is_none_or(|expires| expires > gate.at)
        && !withdrawn
        && !unwanted_occasion
        && !(is_event && told(model, reader, written.number, delivery) == Told::Yes)
}

/// Whether somebody was told of an event by another message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    No,
    /// By one that did not arrive yet, or of which nobody knows: it may be told again, noted, or left to that one.
    Perhaps,
    Yes,
}

fn told(model: &Model, reader: &Reader, number: u64, delivery: PublicId) -> Told {
    let others = reader.units.iter().filter(|unit| unit.delivery != delivery);
    let mut told = Told::No;
    for (unit, other) in
        others.filter_map(|unit| Some((unit, model.deliveries.get(&unit.delivery)?)))
    {
        let says =
            |gate: &Gate| gate.due.contains_key(&number) || gate.perhaps.contains_key(&number);
        if other.gates.last().is_some_and(says) {
            let arrived = other.copies.iter().any(|copy| copy.items.contains(&number));
            let counts = unit.standing == Standing::Counts && !other.doubtful;
            // One on its way that may bring it, or leave it to this one, has not told of it.
            let last = other.gates.last();
            let brings = last.is_some_and(|gate| gate.due.contains_key(&number));
            if counts && (arrived || (brings && other.in_flight.is_some())) {
                return Told::Yes;
            }
            told = Told::Perhaps;
        }
    }
    told
}

/// Why an item should not stand in a mail, in words.
fn why_not(model: &Model, reader: &Reader, number: u64, mail: &Mail) -> String {
    if let Some(by) = reader.got.get(&number)
        && let Some(earlier) = by.iter().find(|one| **one != mail.delivery)
    {
        return format!("D1: {earlier} brought it already");
    }
    let places: Vec<String> = model
        .items
        .iter()
        .filter(|(_, item)| item.written.number == number)
        .map(|((publication, seq), item)| {
            format!(
                "{publication}/{seq} visible {} expires {:?}",
                item.visible_at, item.written.expires_at
            )
        })
        .collect();
    format!("they are not entitled to it ({})", places.join(", "))
}

/// An outcome was recorded; what is wrong with it.
pub(super) fn record(
    model: &mut Model,
    owner: Owner,
    id: PublicId,
    one: &Recorded,
) -> Option<String> {
    let delivery = model.deliveries.get_mut(&id)?;
    let reader = model.people.get_mut(&delivery.person)?;
    if delivery.in_flight != Some(owner.id) {
        return None;
    }
    delivery.in_flight = None;
    let attempt = delivery.attempt.take();
    let unknown = one.outcome == Some(lagom_model::Outcome::Unknown);
    delivery.doubtful |= unknown;
    let took = attempt == Some(true);
    let releases = matches!(one.after, After::Failed(_) | After::Planned { .. });
    let state = match one.after {
        After::Sent => "sent",
        After::Failed(_) => "failed",
        After::Held(_) => "held",
        After::Planned { .. } | After::Resend { .. } => "planned",
    };
    model.tally.count("state", state);
    if releases
        && !delivery.doubtful
        && let Some(unit) = reader.units.iter_mut().find(|unit| unit.delivery == id)
    {
        unit.standing = Standing::Released;
    }
    if one.after == After::Sent && !took {
        return Some(format!(
            "D5: {id} is recorded as sent, the server did not take it"
        ));
    }
    if releases && took {
        return Some(format!("D1: {id} is given back, the server took it"));
    }
    if unknown && attempt.is_none() {
        return Some(format!("{id} is in doubt, though its last byte never left"));
    }
    None
}
