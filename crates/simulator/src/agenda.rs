//! A world's year, drawn in advance: when issues are written, when readers open their page, when the relay is down, when the
//! dispatcher is off. It ends early enough for everything to come to rest.

use crate::dice::Dice;
use lagom_model::{PublicationId, SubscriberId, Timestamp};
use lagom_store::Known;
use std::collections::BTreeMap;

/// What happens at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// An issue is written, to become visible somewhat later.
    Issue(PublicationId),
    /// A reader does something.
    Reader(SubscriberId),
    /// The operator does something with content.
    Content,
    /// The operator looks into the outbox.
    Outbox,
    /// The operator pauses a run.
    Pause,
    /// The operator lets everything go on.
    GoOn,
    /// Another policy.
    Policy,
    /// The relay goes down, or comes back.
    RelayDown(bool),
    /// No ticks for so many hours.
    Off(i64),
}

/// The acts of a world, in order.
#[derive(Debug, Default)]
pub struct Agenda {
    acts: BTreeMap<(Timestamp, u64), Act>,
    count: u64,
}

impl Agenda {
    /// The year that these dice draw.
    pub fn draw(
        dice: &mut Dice,
        known: &Known,
        people: &[SubscriberId],
        start: Timestamp,
        days: i64,
    ) -> Self {
        let mut agenda = Self::default();
        let millis = days * Timestamp::DAY;
        for publication in &known.publications {
            let every = i64::from(publication.def.issue_every_days) * Timestamp::DAY;
            let mut at = start.plus(dice.within(0, every));
            while at < start.plus(millis) {
                agenda.put(at, Act::Issue(publication.id));
                at = at.plus(every + dice.within(-8, 8) * Timestamp::HOUR);
            }
        }
        let restless = *dice.pick(&[60, 150, 300]);
        for person in people {
            let mut at = start.plus(dice.within(0, restless * Timestamp::DAY));
            while at < start.plus(millis) {
                agenda.put(at, Act::Reader(*person));
                at = at.plus(dice.within(Timestamp::HOUR, 2 * restless * Timestamp::DAY));
            }
        }
        for (act, a_year) in [
            (Act::Content, 6),
            (Act::Outbox, 8),
            (Act::Pause, 1),
            (Act::GoOn, 40),
            (Act::Policy, 3),
        ] {
            for _ in 0..dice.within(0, a_year * 2) * days / 365 {
                agenda.put(start.plus(dice.within(0, millis)), act);
            }
        }
        for _ in 0..dice.within(0, 4) * days / 365 {
            let at = start.plus(dice.within(0, millis));
            agenda.put(at, Act::RelayDown(true));
            let hours = *dice.pick(&[1, 5, 20, 60]);
            agenda.put(at.plus(hours * Timestamp::HOUR), Act::RelayDown(false));
        }
        for _ in 0..dice.within(0, 3) * days / 365 {
            let at = start.plus(dice.within(0, millis));
            agenda.put(at, Act::Off(*dice.pick(&[9, 30, 72, 200])));
        }
        agenda
    }

    fn put(&mut self, at: Timestamp, act: Act) {
        self.count += 1;
        self.acts.insert((at, self.count), act);
    }

    /// When the next act is.
    pub fn next(&self) -> Option<Timestamp> {
        self.acts.keys().next().map(|(at, _)| *at)
    }

    /// The acts up to an instant.
    pub fn due(&mut self, now: Timestamp) -> Vec<Act> {
        let later = self.acts.split_off(&(now.plus(1), 0));
        std::mem::replace(&mut self.acts, later)
            .into_values()
            .collect()
    }
}
