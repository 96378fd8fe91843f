//! Look-ahead: what is scheduled for a person already and comes before a candidate in their order
//! (SEMANTICS, "Look-ahead"). It says which messages those are and how many fall into a window; what
//! follows for the candidate is said in `budget.rs`. It reserves nothing.

use crate::caps::Counted;
use lagom_model::{Ahead, Classes, MOST_AHEAD, MessageClass, Rank, Timestamp};
use smallvec::SmallVec;

/// Messages of higher order, the earliest first: the nearest [`MOST_AHEAD`]. Service is not among them:
/// it uses no unit and keeps no gap.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outlook(SmallVec<[Ahead; MOST_AHEAD]>);

impl Outlook {
    /// Of what is scheduled, what comes before a candidate of this rank.
    pub(crate) fn of(scheduled: &[Ahead], candidate: &Rank) -> Self {
        let mut nearest: SmallVec<[Ahead; MOST_AHEAD]> = SmallVec::new();
        let after = |one: &Ahead, other: &Ahead| {
            one.at > other.at || one.at == other.at && one.rank > other.rank
        };
        for one in scheduled {
            if one.rank.class == MessageClass::Service || one.rank >= *candidate {
                continue;
            }
            let later = nearest.iter().rev().take_while(|it| after(it, one));
            let place = nearest.len() - later.count();
            if place < MOST_AHEAD {
                nearest.truncate(MOST_AHEAD - 1);
                nearest.insert(place, *one);
            }
        }
        Self(nearest)
    }

    /// Those that a cap counts: all, or those of one class.
    pub(crate) fn counted(&self, class: Option<MessageClass>) -> impl Iterator<Item = &Ahead> {
        let counted = Counted::of(class);
        let of_class = move |it: &&Ahead| counted.meets(Counted::bits(Classes::one(it.rank.class)));
        self.0.iter().filter(of_class)
    }

    /// How many a cap counts.
    pub(crate) fn count(&self, class: Option<MessageClass>) -> u32 {
        let counted = Counted::of(class);
        let mut count = 0;
        for one in &self.0 {
            count += u32::from(counted.meets(Counted::bits(Classes::one(one.rank.class))));
        }
        count
    }

    /// How many a cap counts in `[from, to)`.
    pub(crate) fn within(
        &self,
        class: Option<MessageClass>,
        from: Timestamp,
        to: Timestamp,
    ) -> u32 {
        let inside = self.counted(class).filter(|it| from <= it.at && it.at < to);
        u32::try_from(inside.count()).unwrap_or(u32::MAX)
    }

    /// Those that lie less than a gap (in milliseconds) from an instant.
    pub(crate) fn near(&self, at: Timestamp, gap: i64) -> impl Iterator<Item = &Ahead> {
        let near = move |it: &&Ahead| it.at.since(at).saturating_abs() < gap;
        self.0.iter().filter(near)
    }

    /// The first instant after one at which another of them would lie less than a gap away.
    pub(crate) fn nears(&self, at: Timestamp, gap: i64) -> Option<Timestamp> {
        let begins = self.0.iter().map(|it| it.at.plus(-gap).plus(1));
        begins.filter(|begin| gap > 0 && *begin > at).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(at: i64, class: MessageClass) -> Ahead {
        Ahead {
            at: Timestamp(at),
            rank: Rank::of(class, Timestamp(0)),
        }
    }

    #[test]
    fn the_nearest_eight_of_higher_order_are_kept_in_their_order() {
        let scheduled: Vec<Ahead> = (0..20)
            .rev()
            .map(|at| one(at, MessageClass::Issue))
            .collect();
        let offer = Rank::of(MessageClass::Offer, Timestamp(0));
        let kept: Vec<i64> = Outlook::of(&scheduled, &offer)
            .0
            .iter()
            .map(|it| it.at.0)
            .collect();
        assert_eq!(kept, (0..8).collect::<Vec<_>>());
    }

    #[test]
    fn service_and_what_does_not_come_before_are_left_out() {
        let scheduled = [
            one(1, MessageClass::Service),
            one(2, MessageClass::Offer),
            one(3, MessageClass::Issue),
            one(4, MessageClass::Event),
        ];
        let issue = Rank::of(MessageClass::Issue, Timestamp(0));
        let outlook = Outlook::of(&scheduled, &issue);
        assert_eq!(outlook.0.len(), 1);
        assert_eq!(outlook.within(None, Timestamp(4), Timestamp(5)), 1);
        assert_eq!(outlook.within(None, Timestamp(5), Timestamp(9)), 0);
        let issues = Some(MessageClass::Issue);
        assert_eq!(outlook.within(issues, Timestamp(0), Timestamp(9)), 0);
    }

    #[test]
    fn a_gap_is_kept_on_both_sides() {
        let event = [one(100, MessageClass::Event)];
        let outlook = Outlook::of(&event, &Rank::of(MessageClass::Issue, Timestamp(0)));
        for (at, near) in [
            (89, false),
            (90, false),
            (91, true),
            (109, true),
            (110, false),
        ] {
            assert_eq!(outlook.near(Timestamp(at), 10).count() == 1, near, "{at}");
        }
        assert_eq!(outlook.nears(Timestamp(80), 10), Some(Timestamp(91)));
        assert_eq!(outlook.nears(Timestamp(91), 10), None);
        assert_eq!(outlook.nears(Timestamp(80), 0), None);
    }
}
