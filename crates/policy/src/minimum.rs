//! The minimum of a digest: too little for a letter waits for the line's next slot, however far that is.
//! It counts items that somebody else found; it never looks at budgets.

use lagom_model::{Cadence, PublicationId, Reason, Timestamp};

/// What a digest would bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigestSize {
    /// Its publication.
    pub publication: PublicationId,
    /// Its items, shown or one link away.
    pub items: u32,
    /// The earliest instant at which one of them is of no use any more.
    pub first_expiry: Option<Timestamp>,
    /// Whether it, or an item of it, was passed over already: then it waits for room, not for more.
    pub waited: bool,
}

/// The reason for which a digest waits for its next slot: it has fewer items than make a letter, none of
/// which would be of no use by then. `None`: it goes. Letters that come with the issues have no minimum.
pub fn below_minimum(
    cadence: Cadence,
    size: DigestSize,
    least: u32,
    next_slot: Option<Timestamp>,
) -> Option<Reason> {
    let until = next_slot?;
    let too_few = cadence.has_slots() && !size.waited && size.items < least;
    let keeps = size.first_expiry.is_none_or(|expires| expires > until);
    (too_few && keeps).then_some(Reason::BelowMinimum {
        publication: size.publication,
        items: size.items,
        least,
        until,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOT: Timestamp = Timestamp(1_000);

    fn size(items: u32) -> DigestSize {
        DigestSize {
            publication: 1,
            items,
            first_expiry: None,
            waited: false,
        }
    }

    #[test]
    fn too_little_waits_for_the_next_slot() {
        let asked = |cadence, size| below_minimum(cadence, size, 3, Some(SLOT));
        assert!(asked(Cadence::Weekly, size(2)).is_some());
        assert!(asked(Cadence::Weekly, size(3)).is_none());
        assert!(asked(Cadence::EveryIssue, size(1)).is_none());
    }

    #[test]
    fn it_goes_if_an_item_would_be_useless_by_then_or_it_waited_before() {
        let asked = |size| below_minimum(Cadence::Monthly, size, 3, Some(SLOT));
        let expiring = |at| DigestSize {
            first_expiry: Some(at),
            ..size(1)
        };
        assert!(asked(expiring(SLOT)).is_none());
        assert!(asked(expiring(SLOT.plus(1))).is_some());
        let waited = DigestSize {
            waited: true,
            ..size(1)
        };
        assert!(asked(waited).is_none());
        assert!(below_minimum(Cadence::Weekly, size(1), 3, None).is_none());
    }
}
