//! What the newer choices come to: when, in which form and what first on one line; quiet time, minutes,
//! occasions, level and zone for everything; and accepting a newer promise.

use super::edits::Ground;
use super::error::Refusal;
use super::limits::caps_in_all;
use lagom_model::facts::OwnLimit;
use lagom_model::{Anchor, Choices, Form, Policy, QuietDays, QuietHours, Timestamp, Wishes, Zone};
use lagom_policy::{leaves_room, limit, next_slot, open_minutes};
use lagom_store::{Edit, KnownPublication, Line};
use std::collections::BTreeSet;

/// The most minutes of reading a week that can be chosen.
pub(super) const MOST_MINUTES: u32 = 600;

/// The longest remark that is kept, in characters.
const LONGEST_REMARK: usize = 300;

impl Ground<'_> {
    /// The choices on a line, changed, as an edit if they differ.
    fn changed(
        &self,
        key: &str,
        change: impl FnOnce(&KnownPublication, &mut Choices) -> Result<(), Refusal>,
    ) -> Result<Vec<Edit>, Refusal> {
        let (publication, line) = self.line(key)?;
        let mut choices = line.choices.clone();
        change(publication, &mut choices)?;
        Ok(self
            .choose(publication, line, choices)
            .into_iter()
            .collect())
    }

    pub(super) fn when(&self, key: &str, anchor: Anchor) -> Result<Vec<Edit>, Refusal> {
        if anchor.day.is_some_and(|day| !(1..=31).contains(&day)) {
            return Err(Refusal::BadAnchor);
        }
        self.changed(key, |_, choices| {
            choices.anchor = anchor;
            Ok(())
        })
    }

    pub(super) fn form(&self, key: &str, form: Option<Form>) -> Result<Vec<Edit>, Refusal> {
        self.changed(key, |_, choices| {
            choices.form = form.filter(|form| *form == Form::Short);
            Ok(())
        })
    }

    pub(super) fn favourites(
        &self,
        key: &str,
        topics: &BTreeSet<String>,
    ) -> Result<Vec<Edit>, Refusal> {
        self.changed(key, |publication, choices| {
            let offered = |topic: &&String| publication.def.topic(topic).is_some();
            if let Some(topic) = topics.iter().find(|topic| !offered(topic)) {
                return Err(Refusal::UnknownTopic {
                    publication: key.to_owned(),
                    topic: topic.clone(),
                });
            }
            choices.favourites.clone_from(topics);
            Ok(())
        })
    }

    pub(super) fn tell_at_once(&self, key: &str, at_once: bool) -> Result<Vec<Edit>, Refusal> {
        self.changed(key, |_, choices| {
            choices.tell_at_once = at_once;
            Ok(())
        })
    }

    /// Another zone; digests that are not due yet fall due by its clock.
    pub(super) fn zone(&self, zone: &Zone) -> Vec<Edit> {
        if self.person.facts.zone == *zone {
            return Vec::new();
        }
        let slots = self.person.lines.iter().filter_map(|line| {
            let next_due_at = Some(self.slot_in(zone, line)?);
            Some(Edit::Retime {
                publication: line.publication,
                next_due_at,
            })
        });
        let zone = Edit::Zone { zone: zone.clone() };
        std::iter::once(zone).chain(slots).collect()
    }

    /// A line's next slot by another clock: the same date. What is no slot, or has come already, keeps its instant.
    fn slot_in(&self, zone: &Zone, line: &Line) -> Option<Timestamp> {
        let publication = self.known.publication(line.publication)?;
        let anchor = line.choices.anchor.or(publication.def.anchor);
        let due = line.next_due_at.filter(|due| *due > self.now)?;
        let before = &self.person.facts.zone;
        let slot = |zone, after: Timestamp| next_slot(line.choices.cadence, anchor, zone, after);
        if slot(before, due.plus(-1))? != due {
            return None;
        }
        let date_begins = zone.start_of(before.date(due));
        let same_date = slot(zone, date_begins.plus(-1))?;
        // Going east, its time may have passed: then it is due now, not a month later.
        Some(same_date.max(self.now))
    }

    pub(super) fn quiet_hours(&self, quiet: Option<QuietHours>) -> Result<Vec<Edit>, Refusal> {
        if let Some(quiet) = quiet {
            // Equal ends would be no quiet time at all, which nobody means who fills both in.
            let none = quiet.from == quiet.to;
            if none || leaves_room(Some(quiet), &QuietDays::default()).is_some() {
                let open_minutes = if none { 0 } else { open_minutes(quiet) };
                return Err(Refusal::TooQuiet {
                    quiet,
                    open_minutes,
                });
            }
        }
        let is_so = self.person.facts.quiet == quiet;
        Ok(if is_so {
            Vec::new()
        } else {
            vec![Edit::Quiet { quiet }]
        })
    }

    fn wish(&self, change: impl FnOnce(&mut Wishes)) -> Vec<Edit> {
        let before = &self.person.facts.wishes;
        let mut wishes = before.clone();
        change(&mut wishes);
        if wishes == *before {
            Vec::new()
        } else {
            vec![Edit::Wish { wishes }]
        }
    }

    pub(super) fn quiet_days(&self, days: Option<&QuietDays>) -> Result<Vec<Edit>, Refusal> {
        let mut days = days.cloned();
        if let Some(days) = &mut days {
            days.weekdays
                .sort_by_key(chrono::Weekday::num_days_from_monday);
            days.weekdays.dedup();
            if leaves_room(None, days).is_some() {
                return Err(Refusal::NoOpenDay);
            }
        }
        Ok(self.wish(|wishes| wishes.quiet_days = days))
    }

    pub(super) fn minutes_a_week(&self, minutes: Option<u32>) -> Result<Vec<Edit>, Refusal> {
        if minutes.is_some_and(|minutes| !(1..=MOST_MINUTES).contains(&minutes)) {
            return Err(Refusal::BadMinutes { most: MOST_MINUTES });
        }
        Ok(self.wish(|wishes| wishes.minutes_a_week = minutes))
    }

    /// The most letters in all. Cadences stay as they are: what is above the limit moves or waits.
    pub(super) fn most(&self, most: Option<u32>) -> Result<Vec<Edit>, Refusal> {
        let before = &self.person.facts.limits;
        let longest = caps_in_all(self.policy).max_by_key(|cap| cap.days);
        let of_all = |own: &OwnLimit| own.class.is_none();
        let limits: Vec<OwnLimit> = match (most, longest) {
            (None, _) => before.iter().filter(|own| !of_all(own)).copied().collect(),
            (Some(_), None) => return Err(Refusal::BadMost { most: 0 }),
            (Some(most), Some(cap)) => {
                let ceiling = limit(self.policy, cap, &self.person.facts).ceiling;
                if !(1..=ceiling).contains(&most) {
                    return Err(Refusal::BadMost { most: ceiling });
                }
                let others = before
                    .iter()
                    .filter(|own| !(of_all(own) && own.days == cap.days));
                let mut limits: Vec<OwnLimit> = others.copied().collect();
                limits.push(OwnLimit::in_all(cap.days, most));
                limits.sort_by_key(|own| own.days);
                limits
            }
        };
        Ok(if limits == *before {
            Vec::new()
        } else {
            vec![Edit::Limits { limits }]
        })
    }

    pub(super) fn no_occasions(&self, occasions: &BTreeSet<String>) -> Result<Vec<Edit>, Refusal> {
        let before = &self.person.facts.wishes.no_occasions;
        let known = |key: &&String| self.occasions.contains(key) || before.contains(*key);
        if let Some(unknown) = occasions.iter().find(|key| !known(key)) {
            return Err(Refusal::UnknownOccasion(unknown.clone()));
        }
        Ok(self.wish(|wishes| wishes.no_occasions.clone_from(occasions)))
    }

    pub(super) fn level(&self, level: Option<&str>) -> Result<Vec<Edit>, Refusal> {
        if let Some(key) = level.filter(|key| !has_level(self.policy, key)) {
            return Err(Refusal::UnknownLevel(key.to_owned()));
        }
        Ok(self.wish(|wishes| wishes.level = level.map(str::to_owned)))
    }

    /// What would suit better: one line of words, without anything that a terminal would obey.
    pub(super) fn remark(&self, said: &str) -> Vec<Edit> {
        let spaced = |letter: char| letter.is_whitespace() || letter.is_control();
        let words: Vec<&str> = said.split(spaced).filter(|word| !word.is_empty()).collect();
        let line: String = words.join(" ").chars().take(LONGEST_REMARK).collect();
        let said = (!line.is_empty()).then_some(line);
        if self.person.remark == said {
            Vec::new()
        } else {
            vec![Edit::Remark { said }]
        }
    }

    /// Accepts the policy in force for one line, if it is the one that the reader saw.
    pub(super) fn accept(&self, key: &str, version: i64) -> Result<Vec<Edit>, Refusal> {
        let (publication, line) = self.line(key)?;
        if version != self.policy.version {
            return Err(Refusal::NotInForce);
        }
        Ok(if line.promise == version {
            Vec::new()
        } else {
            vec![Edit::AcceptPolicy {
                publication: publication.id,
                version,
            }]
        })
    }
}

fn has_level(policy: &Policy, key: &str) -> bool {
    policy.levels.iter().any(|level| level.key == key)
}
