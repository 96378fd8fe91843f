//! The end of a world: when everything has come to rest, each item that a person was entitled to has one fate.

use super::Model;
use super::record::{Item, Reader};
use lagom_model::{
    Cadence, DeliveryState, ItemKind, PublicationId, Reason, Seq, SubscriberId, Timestamp,
};
use lagom_store::DeliveryView;
use std::collections::BTreeMap;

/// Checks every person's every item.
pub(super) fn check(model: &mut Model, views: &[DeliveryView], calm_since: Timestamp) {
    let mut of: BTreeMap<SubscriberId, Vec<&DeliveryView>> = BTreeMap::new();
    for view in views {
        of.entry(view.row.subscriber).or_default().push(view);
    }
    let mut wrong = Vec::new();
    for (id, reader) in &model.people {
        let views = of.get(id).map_or(&[][..], Vec::as_slice);
        wrong.extend(states(model, views).into_iter().map(|what| (*id, what)));
        for line in &reader.person.lines {
            let first = (line.publication, line.start_seq + 1);
            let listed = model.items.range(first..(line.publication + 1, 0));
            let waiting: Vec<String> = listed
                .filter(|(_, item)| item.visible_at < calm_since)
                .filter_map(|(place, item)| lost(model, reader, views, *place, item))
                .collect();
            let least = model.publications.get(&line.publication);
            let least = least.map_or(1, |terms| terms.least_items);
            let least = usize::try_from(least).unwrap_or(1);
            // Fewer than make a digest wait for the next ones, however long that takes.
            if !line.choices.cadence.has_slots() || waiting.len() >= least {
                let person = |what: &String| (*id, format!("D7: person {id}: {what}"));
                wrong.extend(waiting.iter().map(person));
            }
        }
    }
    for (person, what) in wrong {
        model.complain_of(person, what);
    }
}

/// The states in which the store ended must be what was seen.
fn states(model: &Model, views: &[&DeliveryView]) -> Vec<String> {
    let mut wrong = Vec::new();
    for view in views {
        let id = view.row.public_id;
        let seen = model.deliveries.get(&id);
        let copies = seen.map_or(0, |one| one.copies.len());
        let settled = matches!(view.state, DeliveryState::Sent | DeliveryState::Held);
        if seen.is_some_and(|one| one.doubtful) && !settled {
            wrong.push(format!(
                "{id} may have arrived, and is `{}`",
                view.state.name()
            ));
        }
        match view.state {
            DeliveryState::Sent if copies == 0 => {
                wrong.push(format!("D5: {id} is `sent`, no server took it"));
            }
            DeliveryState::Planned | DeliveryState::Sending => {
                wrong.push(format!(
                    "D6: {id} is still {}, due at {}",
                    view.state.name(),
                    view.row.due_at
                ));
            }
            DeliveryState::Failed if copies > 0 => {
                wrong.push(format!("D1: {id} is `failed`, a server took it"));
            }
            _ => {}
        }
    }
    wrong
}

/// Whether an item has no fate at all.
fn lost(
    model: &Model,
    reader: &Reader,
    views: &[&DeliveryView],
    (publication, seq): (PublicationId, Seq),
    item: &Item,
) -> Option<String> {
    let (choices, start) = reader.line(publication)?;
    let calm = reader.calm_since.get(&publication).copied()?;
    let written = &item.written;
    let is_event = written.kind == ItemKind::Event;
    // What the operator cancelled waits for the next letter, and after the last issue there is none.
    let by_hand = views.iter().any(|view| {
        view.reason == Some(Reason::Cancelled) && view.ended_at >= Some(item.visible_at)
    });
    let excused = by_hand
        || calm > item.visible_at
        || !reader.person.facts.stops.is_empty()
        || reader.person.facts.paused_until.is_some()
        || choices.paused_until.is_some()
        || item.previous.is_some_and(|previous| previous > start)
        || model.shut.contains_key(&item.issue)
        || !choices.takes_topic(&written.topic)
        || (choices.cadence == Cadence::EventsOnly && !is_event)
        || written.expires_at.is_some()
        || written.occasion.is_some()
        || model.moved.contains(&written.number)
        || reader.got.contains_key(&written.number);
    if excused {
        return None;
    }
    let consumers: Vec<&&DeliveryView> = views
        .iter()
        .filter(|view| {
            view.row.parts.iter().any(|part| {
                part.publication == publication
                    && part.consumed
                    && part.from_seq < seq
                    && seq <= part.to_seq
            })
        })
        .collect();
    match consumers.as_slice() {
        [] => Some(format!(
            "item {} ({publication}/{seq}) of {} still waits",
            written.number, item.visible_at
        )),
        // A letter that the server took accounted for it when it left.
        _ => None,
    }
}
