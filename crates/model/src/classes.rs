//! A set of message classes: what a message contains, what a touch counts in. Five bits, no heap.

use crate::MessageClass;
use serde::{Deserialize, Serialize};

/// A set of message classes. In JSON a list of their names, the heaviest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Vec<MessageClass>", into = "Vec<MessageClass>")]
pub struct Classes(u8);

impl Classes {
    /// No class.
    pub const NONE: Self = Self(0);

    /// One class.
    pub const fn one(class: MessageClass) -> Self {
        Self(bit(class))
    }

    /// Whether it holds a class.
    pub const fn contains(self, class: MessageClass) -> bool {
        self.0 & bit(class) != 0
    }

    /// The set as bits: the lowest for service, the fifth for an offer.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether it holds none.
    pub const fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// This set and one class more.
    #[must_use]
    pub const fn with(self, class: MessageClass) -> Self {
        Self(self.0 | bit(class))
    }

    /// What either holds.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What this holds and the other does not.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The classes, the heaviest first.
    pub fn iter(self) -> impl Iterator<Item = MessageClass> {
        MessageClass::ALL
            .into_iter()
            .filter(move |class| self.contains(*class))
    }

    /// The heaviest class in it.
    pub fn heaviest(self) -> Option<MessageClass> {
        self.iter().next()
    }
}

const fn bit(class: MessageClass) -> u8 {
    1 << class as u8
}

impl FromIterator<MessageClass> for Classes {
    fn from_iter<I: IntoIterator<Item = MessageClass>>(classes: I) -> Self {
        classes.into_iter().fold(Self::NONE, Self::with)
    }
}

impl From<Vec<MessageClass>> for Classes {
    fn from(classes: Vec<MessageClass>) -> Self {
        classes.into_iter().collect()
    }
}

impl From<Classes> for Vec<MessageClass> {
    fn from(classes: Classes) -> Self {
        classes.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_reads_back_as_its_classes_the_heaviest_first() {
        let set: Classes = [MessageClass::Offer, MessageClass::Event]
            .into_iter()
            .collect();
        assert_eq!(Vec::from(set), [MessageClass::Event, MessageClass::Offer]);
        assert_eq!(Classes::from(Vec::from(set)), set);
        assert_eq!(set.heaviest(), Some(MessageClass::Event));
        assert!(set.without(set).is_empty());
    }
}
