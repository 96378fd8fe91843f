//! Room for an announcement alone beside the letters that a person's lines promise: a weekly reader whose
//! caps went to announcements would not get the letter that they chose. Who wants to be told at once has
//! decided otherwise. Pure; the caps themselves are the policy's to judge.

use lagom_model::{Classes, MessageClass, Policy, SenderId, Timestamp};
use lagom_policy::{letters_in, limit};
use lagom_store::{GateCase, Known};
use std::collections::BTreeMap;

/// What has no room for one more announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoRoom {
    /// The next letter would come before the gap is over.
    Gap,
    /// The cap over a window of so many local dates.
    Cap(u32),
}

/// What has no room for one more announcement now, with the next letter then; `None`: all has.
pub(crate) fn no_room_beside_letters(
    policy: &Policy,
    known: &Known,
    case: &GateCase,
    next_letter: Option<Timestamp>,
    now: Timestamp,
) -> Option<NoRoom> {
    if next_letter.is_some_and(|at| at < now.plus(policy.gap())) {
        return Some(NoRoom::Gap);
    }
    let person = &case.person;
    let today = person.zone.date(now);
    let alone = Classes::one(MessageClass::Event);
    let caps = policy.caps.iter().filter(|cap| cap.class.is_none());
    let full = caps.filter(|cap| {
        let before = chrono::Days::new(u64::from(cap.days.saturating_sub(1)));
        let first = today.checked_sub_days(before).unwrap_or(today);
        let since = person.zone.start_of(first);
        let told = case
            .touches
            .iter()
            .filter(|touch| touch.at >= since && touch.classes == alone)
            .count();
        let told = u32::try_from(told).unwrap_or(u32::MAX);
        let promised = promised(known, case, cap.days);
        told.saturating_add(promised) >= limit(policy, cap, person).most
    });
    full.map(|cap| cap.days).min().map(NoRoom::Cap)
}

/// The letters that the person's lines bring in so many days: what has slots comes together, from each
/// sender.
fn promised(known: &Known, case: &GateCase, days: u32) -> u32 {
    let mut together: BTreeMap<SenderId, u32> = BTreeMap::new();
    let mut issues = 0_u32;
    for line in &case.lines {
        let publication = known.publication(line.publication);
        let every = publication.map_or(7, |one| one.def.issue_every_days);
        let letters = letters_in(line.choices.cadence, every, days);
        if line.choices.cadence.has_slots() {
            let of_sender = together.entry(line.sender).or_default();
            *of_sender = letters.max(*of_sender);
        } else {
            issues = issues.saturating_add(letters);
        }
    }
    together.into_values().fold(issues, u32::saturating_add)
}
