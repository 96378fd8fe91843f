//! Events: each at most once to a person, over all publications, and once if it was of use in time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::anchors::Anchor;
use super::super::letters::{Listed, Read};
use super::super::mails::MailPart;
use super::{Form, Judge};

impl<'a> Judge<'a, '_> {
    /// Each event that any of the person's letters lists: shown at most once, and once if it was of use in time.
    pub(super) fn all_events(&mut self) {
        let mine = |letter: &&Read| {
            let mut lines = self.case.person.lines.iter();
            lines.any(|(publication, _)| *publication == letter.publication)
        };
        let mut events: BTreeMap<&str, Vec<(&'a Read, &'a Listed)>> = BTreeMap::new();
        for letter in self.case.letters.iter().filter(mine) {
            for event in &letter.events {
                events
                    .entry(&event.address)
                    .or_default()
                    .push((letter, event));
            }
        }
        for (address, listings) in events {
            self.event(address, &listings);
        }
    }

    fn event(&mut self, address: &str, listings: &[(&'a Read, &'a Listed)]) {
        let anchors: BTreeSet<Anchor> = listings.iter().map(|(_, event)| event.anchor).collect();
        let parts = || self.case.mails.iter().flat_map(|mail| &mail.parts);
        let shown: usize = parts()
            .flat_map(|part| anchors.iter().map(move |anchor| times(part, *anchor)))
            .sum();
        match shown {
            1 => self.summary.events_in_mail += 1,
            0 => {
                if let Some(why) = self.excuse(listings) {
                    *self.summary.events_excused.entry(why).or_default() += 1;
                } else {
                    self.find("missing", format!("the event {address} never came"));
                }
            }
            _ => self.find("twice", format!("the event {address} came {shown} times")),
        }
    }

    /// Why an event needs not be in any mail: of the letters that could have brought it while it was of use (the first
    /// listing in each publication decides), the earliest was a short one that leads to it, or there was none.
    fn excuse(&self, listings: &[(&'a Read, &'a Listed)]) -> Option<&'static str> {
        let mut why = "expired before their letter";
        let mut earliest: Option<(Timestamp, bool)> = None;
        let mut unserved = false;
        for (publication, cadence) in &self.case.person.lines {
            let mut of_publication = listings.iter();
            let first = of_publication.find(|(letter, _)| letter.publication == *publication);
            let Some((letter, event)) = first else {
                continue;
            };
            let latest = self.latest(*cadence, letter);
            let over = event
                .day
                .map_or(Timestamp::MAX, |day| self.day_over(*publication, day));
            match self.consuming(letter) {
                Some((mail, _)) if mail.at >= over => {}
                Some((mail, part)) => {
                    let linked = self.form(*cadence, mail.at) == Form::Short
                        && part.more.iter().any(|(page, _)| {
                            let anchors = self.case.pages.get(page);
                            anchors.is_some_and(|anchors| anchors.contains(&event.anchor))
                        });
                    earliest = match earliest {
                        Some((at, _)) if at < mail.at => earliest,
                        Some((at, before)) if at == mail.at => Some((at, before || linked)),
                        _ => Some((mail.at, linked)),
                    };
                }
                None if over <= latest => {}
                None if latest >= self.case.world.end => why = "after the last day",
                None => unserved = true,
            }
        }
        match earliest {
            Some((_, true)) => Some("behind the link of a short letter"),
            Some((_, false)) => None,
            None => (!unserved).then_some(why),
        }
    }

    fn day_over(&self, publication: usize, day: Date) -> Timestamp {
        let zone = self.case.world.publications[publication].zone.clone();
        let over = day.tomorrow().unwrap().to_zoned(zone);
        over.unwrap().timestamp()
    }
}

fn times(part: &MailPart, anchor: Anchor) -> usize {
    if part.anchors.contains(&anchor) {
        part.repeated.get(&anchor).copied().unwrap_or(1)
    } else {
        0
    }
}
