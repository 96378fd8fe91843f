//! The key of a delivery: person, local date, ordinal and kind in one integer, so that what must be unique (person,
//! kind, local date, ordinal) is unique by the key alone, and a person's rows lie together in the order of their dates.
//! And the handle that a row is known by until a gate lets it go and gives it its random public id. Pure.

use chrono::NaiveDate;
use lagom_model::{DeliveryId, DeliveryKind, PublicId, SubscriberId, Timestamp};

/// Bits below the person: 17 for the day since 1970, 12 for the ordinal, 2 for the kind.
const PERSON: u32 = 31;
const DAY: u32 = 14;
const ORDINAL: u32 = 2;
const DAYS: i64 = (1 << (PERSON - DAY)) - 1;
const ORDINALS: i64 = (1 << (DAY - ORDINAL)) - 1;

/// The key of a row. Persons are numbered up to 2³², a person's rows of one date up to 4,095.
pub(crate) fn key(
    person: SubscriberId,
    date: NaiveDate,
    ordinal: i64,
    kind: DeliveryKind,
) -> DeliveryId {
    let kind = match kind {
        DeliveryKind::Letter => 0,
        DeliveryKind::Event => 1,
        DeliveryKind::Personal => 2,
        DeliveryKind::Service => 3,
    };
    (person << PERSON) | (day(date) << DAY) | (ordinal.clamp(0, ORDINALS) << ORDINAL) | kind
}

fn day(date: NaiveDate) -> i64 {
    i64::from(date.to_epoch_days()).clamp(0, DAYS)
}

/// The lowest key, within a person, of any row whose local date is today somewhere on earth.
pub(crate) fn since(now: Timestamp) -> i64 {
    (now.0.div_euclid(Timestamp::DAY) - 1).clamp(0, DAYS) << DAY
}

/// A person's rows of the last days: what new ordinals count on from.
#[derive(Debug, Default)]
pub(crate) struct Recent(Vec<DeliveryId>);

impl Recent {
    pub(crate) const fn new(keys: Vec<DeliveryId>) -> Self {
        Self(keys)
    }

    /// The ordinal of the next row of a date, counted across senders and kinds.
    pub(crate) fn next(
        &mut self,
        person: SubscriberId,
        date: NaiveDate,
        kind: DeliveryKind,
    ) -> i64 {
        let of_date = |id: &&DeliveryId| (**id >> DAY) & DAYS == day(date);
        let taken = self
            .0
            .iter()
            .filter(of_date)
            .map(|id| (id >> ORDINAL) & ORDINALS);
        let ordinal = taken.max().unwrap_or(0) + 1;
        self.0.push(key(person, date, ordinal, kind));
        ordinal
    }
}

/// The person of a key.
pub(crate) const fn person_of(id: DeliveryId) -> SubscriberId {
    id >> PERSON
}

/// What a row is known by that no gate has let go yet: nobody outside ever sees it.
pub(crate) fn handle(id: DeliveryId) -> PublicId {
    PublicId(u128::from(id.unsigned_abs()))
}

/// The row of a handle; `None`: it is a random public id.
pub(crate) fn of_handle(name: PublicId) -> Option<(SubscriberId, DeliveryId)> {
    let id = i64::try_from(name.0).ok()?;
    Some((person_of(id), id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn a_key_holds_what_must_be_unique() {
        let (first, second) = (date("2026-03-05"), date("2026-03-06"));
        let letter = DeliveryKind::Letter;
        let mut keys = vec![
            key(7, first, 1, letter),
            key(7, first, 1, DeliveryKind::Service),
            key(7, first, 2, letter),
            key(7, second, 1, letter),
            key(8, first, 1, letter),
            key(4_000_000_000, second, 4_095, DeliveryKind::Service),
        ];
        let in_order = keys.clone();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys, in_order, "people's rows lie together, by date");
        let last = keys.last().copied().unwrap_or_default();
        assert!(last > 0);
        assert_eq!(of_handle(handle(last)), Some((4_000_000_000, last)));
        assert_eq!(of_handle(PublicId(u128::MAX)), None);
    }

    #[test]
    fn ordinals_count_within_a_date() {
        let (early, late) = (date("2026-03-05"), date("2026-03-06"));
        let letter = DeliveryKind::Letter;
        let mut recent = Recent::new(vec![key(7, early, 2, letter), key(7, late, 5, letter)]);
        let told = [early, late, early, date("2026-03-07")];
        let ordinals = told.map(|date| recent.next(7, date, letter));
        assert_eq!(ordinals, [3, 6, 4, 1]);
    }

    #[test]
    fn what_is_recent_begins_before_any_date_of_now() {
        let now = Timestamp(1_772_713_000_000); // 2026-03-05T12:16:40Z
        let west = key(0, date("2026-03-04"), 1, DeliveryKind::Letter);
        assert!(since(now) <= west);
        assert!(since(now) > key(0, date("2026-03-03"), 4_095, DeliveryKind::Service));
    }
}
