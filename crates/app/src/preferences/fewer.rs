//! What "fewer" comes to: as many steps down the menus as it takes to bring less.

use super::edits::{active, rhythms};
use super::limits::most_in_force;
use super::rhythm::{FOUR_WEEKS, letters_of};
use lagom_model::{Anchor, Cadence, Policy, PublicationDef, PublicationId};
use lagom_policy::letters_per_four_weeks;
use lagom_store::{Known, KnownPublication, Person};
use std::collections::BTreeMap;

/// Fewer letters than now.
pub(super) struct Steps {
    /// Letters in four weeks.
    pub(super) letters: u32,
    /// The lines that change, with their new cadence and the anchor that they keep. Never empty.
    pub(super) lines: BTreeMap<PublicationId, (Cadence, Anchor)>,
}

/// One step down its menu for each line that no stop covers, and another one where the limit in force already kept
/// as much away, so that it always brings less. `None`: each line has the least that its menu offers.
pub(super) fn fewer(known: &Known, policy: &Policy, person: &Person) -> Option<Steps> {
    let most = most_in_force(policy, &person.facts);
    let brings = |instead: &BTreeMap<PublicationId, (Cadence, Anchor)>| {
        letters_of(&rhythms(known, person, instead), FOUR_WEEKS).min(most)
    };
    let now = brings(&BTreeMap::new());
    let mut lines = BTreeMap::new();
    for _ in Cadence::ALL {
        let mut stepped = false;
        for line in active(person) {
            let as_it_is = (line.choices.cadence, line.choices.anchor);
            let (cadence, anchor) = *lines.get(&line.publication).unwrap_or(&as_it_is);
            let publication = known.publication(line.publication);
            let lower = publication.and_then(|publication| step_down(publication, cadence));
            if let Some(lower) = lower {
                lines.insert(line.publication, (lower, anchor));
                stepped = true;
            }
        }
        if !stepped || brings(&lines) < now {
            break;
        }
    }
    let letters = brings(&lines);
    (!lines.is_empty()).then_some(Steps { letters, lines })
}

/// The next cadence of the menu that brings fewer letters; events only is another kind of less.
fn step_down(publication: &KnownPublication, current: Cadence) -> Option<Cadence> {
    let letters = |cadence| letters_per_four_weeks(cadence, publication.def.issue_every_days);
    Cadence::ALL.into_iter().find(|cadence| {
        current != Cadence::EventsOnly
            && *cadence != Cadence::EventsOnly
            && *cadence > current
            && publication.def.menu.contains(cadence)
            && letters(*cadence) < letters(current)
    })
}

/// Whether once a month is on the menu, and fewer letters than now.
pub(super) fn monthly_is_fewer(def: &PublicationDef, now: Cadence) -> bool {
    let letters = |cadence| letters_per_four_weeks(cadence, def.issue_every_days);
    def.menu.contains(&Cadence::Monthly)
        && now != Cadence::EventsOnly
        && letters(Cadence::Monthly) < letters(now)
}
