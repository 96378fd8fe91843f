//! What another policy would change: person by person, who fares better and who worse.

use crate::life::{Group, Life};
use lagom_model::PublicId;
use serde::Serialize;

const GROUPS: usize = Group::ALL.len();
/// How many people the sample names.
const SAMPLE: usize = 20;

/// Somebody who fares differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Who.
    pub person: PublicId,
    /// How they fare under the policy in force.
    pub before: Group,
    /// How they would fare.
    pub after: Group,
    /// Their letters under the policy in force.
    pub letters_before: usize,
    /// Their letters under the other.
    pub letters_after: usize,
}

/// What another policy would change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Changes {
    /// People by group, before and after.
    pub(crate) groups: [[u64; GROUPS]; GROUPS],
    /// Who would get more letters.
    pub(crate) more: u64,
    /// Who would get fewer.
    pub(crate) fewer: u64,
    /// Whose letters would come at other times, or bring something else, but be as many.
    pub(crate) otherwise: u64,
    /// A sample of who changes group.
    pub(crate) sample: Vec<Moved>,
}

impl Changes {
    pub(crate) fn add(&mut self, person: PublicId, before: &Life, after: &Life) {
        let (from, to) = (before.group(), after.group());
        if let Some(count) = self
            .groups
            .get_mut(from as usize)
            .and_then(|row| row.get_mut(to as usize))
        {
            *count += 1;
        }
        match after.sent.len().cmp(&before.sent.len()) {
            std::cmp::Ordering::Greater => self.more += 1,
            std::cmp::Ordering::Less => self.fewer += 1,
            std::cmp::Ordering::Equal => {
                self.otherwise += u64::from(after.sent != before.sent);
            }
        }
        if from != to {
            self.note(Moved {
                person,
                before: from,
                after: to,
                letters_before: before.sent.len(),
                letters_after: after.sent.len(),
            });
        }
    }

    /// Who fares worse comes first, by how much.
    fn note(&mut self, one: Moved) {
        let order = |one: &Moved| (one.before as i8 - one.after as i8, one.person);
        let place = self
            .sample
            .partition_point(|there| order(there) < order(&one));
        if place < SAMPLE {
            self.sample.insert(place, one);
            self.sample.truncate(SAMPLE);
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (row, more) in self.groups.iter_mut().zip(&other.groups) {
            for (count, more) in row.iter_mut().zip(more) {
                *count += more;
            }
        }
        self.more += other.more;
        self.fewer += other.fewer;
        self.otherwise += other.otherwise;
        for one in &other.sample {
            self.note(*one);
        }
    }
}
