//! The order within a letter: what is new as it was written, then what is earlier; behind "and 7 more" stands
//! nothing that the reader likes better than what is shown.

use super::Model;
use super::record::{Gate, Reader};
use crate::mail::Mail;
use lagom_model::{Classes, ItemKind, MessageClass, PublicationId, Seq};
use std::collections::BTreeMap;

/// What is wrong with the order of a mail's items: of each publication what is new stands as it was written, and what is
/// earlier after it, as it was written too. Events stand where they were listed last.
pub(super) fn wrong(model: &Model, reader: &Reader, gate: &Gate, mail: &Mail) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut of: BTreeMap<PublicationId, Vec<(Seq, bool)>> = BTreeMap::new();
    for number in &mail.order {
        let Some((publication, seq)) = gate.due.get(number) else {
            continue;
        };
        let item = model.items.get(&(*publication, *seq));
        if item.is_some_and(|item| item.written.kind != ItemKind::Event) {
            // What a refused gate of this very letter left out is not earlier: it lies in the letter's own range.
            let own = gate.parts.iter().any(|part| {
                part.publication == *publication && part.from_seq < *seq && *seq <= part.to_seq
            });
            let earlier = gate.taken.contains(&(*publication, *seq)) && !own;
            of.entry(*publication).or_default().push((*seq, earlier));
        }
    }
    for (publication, places) in of {
        let back = places.windows(2).filter(|pair| pair.first() > pair.last());
        let newest = places.iter().filter(|(_, taken)| !taken).max();
        let newest = newest.and_then(|last| places.iter().position(|one| one == last));
        let first = places.iter().position(|(_, taken)| *taken);
        let late = first
            .zip(newest)
            .is_some_and(|(taken, newest)| taken < newest);
        if back.count() > 1 || late {
            wrong.push(format!(
                "order: of publication {publication} they stand as {places:?}"
            ));
        }
    }
    wrong.extend(preferred(model, reader, gate, mail));
    wrong
}

/// Something that the reader prefers is one link away, while something that they do not is shown.
fn preferred(model: &Model, reader: &Reader, gate: &Gate, mail: &Mail) -> Option<String> {
    let competes = |place: &(PublicationId, Seq)| {
        let item = model.items.get(place)?;
        let (choices, _) = reader.line(place.0)?;
        let fresh = !gate.taken.contains(place) && item.written.kind != ItemKind::Event;
        // What has no short text stands behind a link in a short letter.
        (fresh && item.written.has_short).then(|| choices.favourites.contains(&item.written.topic))
    };
    let mut behind = gate
        .due
        .iter()
        .filter(|(number, place)| !mail.items.contains_key(number) && !gate.carry.contains(place));
    let (_, behind) = behind.find(|(_, place)| competes(place) == Some(true))?;
    let mut shown = gate
        .due
        .iter()
        .filter(|(number, place)| mail.items.contains_key(number) && place.0 == behind.0);
    let (number, _) = shown.find(|(_, place)| competes(place) == Some(false))?;
    Some(format!(
        "order: item {number} is shown, a favourite at {behind:?} is not"
    ))
}

/// What stands in a mail and was not counted: a class whose cap nobody asked.
pub(super) fn uncounted(
    model: &Model,
    gate: &Gate,
    mail: &Mail,
    counted: Classes,
) -> Option<String> {
    // A reminder, a change and a cancellation are service.
    let news = mail.items.keys();
    let news = news.filter(|number| !gate.besides.contains(number));
    let kinds = news.filter_map(|number| {
        let item = model
            .items
            .values()
            .find(|item| item.written.number == *number)?;
        Some((number, item.written.kind))
    });
    let class = |kind| match kind {
        ItemKind::Event => MessageClass::Event,
        ItemKind::Offer => MessageClass::Offer,
        ItemKind::Article | ItemKind::News => MessageClass::Issue,
    };
    let mut wrong = kinds.filter(|(_, kind)| !counted.contains(class(*kind)));
    let (number, kind) = wrong.next()?;
    Some(format!(
        "D2: item {number} is an {}, and the mail counts in {counted:?} only",
        kind.name()
    ))
}
