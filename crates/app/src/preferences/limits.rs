//! The reader's own limits: a choice that needs more letters than the limit in force raises it, never
//! above the ceiling. It never lowers one.

use super::rhythm::{FOUR_WEEKS, Rhythm, letters_of};
use lagom_model::facts::OwnLimit;
use lagom_model::{Cap, PersonFacts, Policy};
use lagom_policy::limit;

/// What a choice does to a limit; pages say it beside the button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Raise {
    /// The window in local dates.
    pub days: u32,
    /// The limit in force.
    pub from: u32,
    /// The limit with the choice.
    pub to: u32,
}

/// Caps over all classes: what readers know as "at most".
pub(super) fn caps_in_all(policy: &Policy) -> impl Iterator<Item = &Cap> {
    policy.caps.iter().filter(|cap| cap.class.is_none())
}

/// The most letters of four weeks that the limits in force let through.
pub(super) fn most_in_force(policy: &Policy, person: &PersonFacts) -> u32 {
    let four_weeks = caps_in_all(policy).filter(|cap| cap.days == FOUR_WEEKS);
    four_weeks
        .map(|cap| limit(policy, cap, person).most)
        .min()
        .unwrap_or(u32::MAX)
}

/// The raises that these rhythms need.
pub(super) fn raises(policy: &Policy, person: &PersonFacts, rhythms: &[Rhythm]) -> Vec<Raise> {
    caps_in_all(policy)
        .filter_map(|cap| {
            let in_force = limit(policy, cap, person);
            let from = in_force.most;
            let to = letters_of(rhythms, cap.days).min(in_force.ceiling);
            (to > from).then_some(Raise {
                days: cap.days,
                from,
                to,
            })
        })
        .collect()
}

/// All of the reader's limits after the raises; `None`: nothing is raised.
pub(super) fn raised(person: &PersonFacts, raises: &[Raise]) -> Option<Vec<OwnLimit>> {
    if raises.is_empty() {
        return None;
    }
    let untouched = |own: &&OwnLimit| raises.iter().all(|raise| raise.days != own.days);
    let kept = person.limits.iter().filter(untouched).copied();
    let new = raises
        .iter()
        .map(|raise| OwnLimit::in_all(raise.days, raise.to));
    let mut limits: Vec<_> = kept.chain(new).collect();
    limits.sort_by_key(|own| own.days);
    Some(limits)
}
