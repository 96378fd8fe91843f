//! Who fares worst: a sample of fixed size, by public id, never an address.

use lagom_model::PublicId;
use serde::Serialize;
use std::cmp::Ordering;

/// How many people the sample names.
const SAMPLE: usize = 20;

/// Somebody who gets less than their cadences ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Starving {
    /// Who.
    pub person: PublicId,
    /// Letters that the cadences ask for.
    pub asked: u32,
    /// Letters of them that come.
    pub got: u32,
}

impl Starving {
    /// Worse first: the smaller share, then the more that is missing.
    fn order(&self, other: &Self) -> Ordering {
        let share = |one: &Self, of: &Self| u64::from(one.got) * u64::from(of.asked);
        share(self, other)
            .cmp(&share(other, self))
            .then_with(|| other.asked.cmp(&self.asked))
            .then_with(|| self.person.cmp(&other.person))
    }
}

/// The ones who fare worst.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Worst(Vec<Starving>);

impl Worst {
    pub(crate) fn add(&mut self, one: Starving) {
        if one.got >= one.asked {
            return;
        }
        let place = self.0.partition_point(|there| there.order(&one).is_lt());
        if place < SAMPLE {
            self.0.insert(place, one);
            self.0.truncate(SAMPLE);
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for one in &other.0 {
            self.add(*one);
        }
    }

    pub(crate) fn people(&self) -> &[Starving] {
        &self.0
    }
}
