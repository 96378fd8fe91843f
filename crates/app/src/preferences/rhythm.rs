//! How many letters choices bring: an estimate from rhythms, for pages and for limits. It never
//! counts letters that came out.

use lagom_model::{Anchor, Cadence, LocalTime, SenderId};
use lagom_policy::letters_in;
use lagom_store::KnownPublication;
use std::collections::BTreeMap;

/// The letters of four weeks are what pages speak of.
pub(super) const FOUR_WEEKS: u32 = 28;

/// The rhythm of one line that brings letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rhythm {
    sender: SenderId,
    cadence: Cadence,
    anchor: Anchor,
    issue_every_days: u32,
}

impl Rhythm {
    pub(super) fn of(publication: &KnownPublication, cadence: Cadence, anchor: Anchor) -> Self {
        Self {
            sender: publication.sender,
            cadence,
            anchor: anchor.or(publication.def.anchor),
            issue_every_days: publication.def.issue_every_days,
        }
    }

    /// Digests of one sender that fall on the same time come in one letter.
    fn slot(&self) -> Option<(SenderId, Slot, Option<LocalTime>)> {
        let slot = match self.cadence {
            Cadence::EveryIssue | Cadence::EventsOnly => return None,
            Cadence::Weekly | Cadence::Fortnightly => Slot::Week(
                self.anchor
                    .weekday
                    .map_or(0, |day| day.number_from_monday()),
            ),
            Cadence::Monthly => Slot::Month(self.anchor.day.unwrap_or(1)),
        };
        Some((self.sender, slot, self.anchor.time))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Week(u32),
    Month(u8),
}

/// How many letters all of them bring in a window of `days` local dates, at most.
pub(super) fn letters_of(rhythms: &[Rhythm], days: u32) -> u32 {
    let mut alone = 0_u32;
    let mut together = BTreeMap::new();
    for rhythm in rhythms {
        let letters = letters_in(rhythm.cadence, rhythm.issue_every_days, days);
        match rhythm.slot() {
            None => alone = alone.saturating_add(letters),
            Some(slot) => {
                let most = together.entry(slot).or_insert(0_u32);
                *most = letters.max(*most);
            }
        }
    }
    together.into_values().fold(alone, u32::saturating_add)
}
