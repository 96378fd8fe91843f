//! Look-ahead: what is scheduled for a person already and comes before a candidate in their order
//! (SEMANTICS, "Look-ahead"). It says which messages those are and how many fall into a window; what
//! follows for the candidate is said in `budget.rs`. It reserves nothing.

use lagom_model::{Ahead, MOST_AHEAD, MessageClass, Rank, Timestamp};
use std::mem;

/// Messages of higher order, the earliest first: the nearest [`MOST_AHEAD`]. Service is not among them:
/// it uses no unit and keeps no gap.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outlook<'a> {
    /// Only the first `count` of them.
    nearest: [&'a Ahead; MOST_AHEAD],
    count: u32,
}

/// What stands where nothing is scheduled.
static NOTHING: Ahead = Ahead {
    at: Timestamp::MAX,
    rank: Rank::of(MessageClass::Service, Timestamp::MAX),
};

impl<'a> Outlook<'a> {
    /// Of what is scheduled, what comes before a candidate of this rank.
    #[inline(always)]
    pub(crate) fn of(scheduled: &'a [Ahead], candidate: &Rank) -> Self {
        let mut outlook = Self {
            nearest: [&NOTHING; MOST_AHEAD],
            count: 0,
        };
        for one in scheduled {
            if one.rank < *candidate && one.rank.class != MessageClass::Service {
                outlook.take(one);
            }
        }
        outlook
    }

    /// It takes the place of the first that lies after it, and that one the next.
    fn take(&mut self, one: &'a Ahead) {
        let mut one = one;
        for place in self.nearest.iter_mut().take(self.count as usize) {
            if one.at < place.at || one.at == place.at && one.rank < place.rank {
                mem::swap(place, &mut one);
            }
        }
        if let Some(place) = self.nearest.get_mut(self.count as usize) {
            *place = one;
            self.count += 1;
        }
    }

    /// All of them, the earliest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'a Ahead> {
        self.nearest.iter().take(self.count as usize).copied()
    }

    /// Those that a cap counts: all, or those of one class.
    pub(crate) fn counted(&self, class: Option<MessageClass>) -> impl Iterator<Item = &'a Ahead> {
        self.iter()
            .filter(move |it| class.is_none_or(|class| it.rank.class == class))
    }

    /// How many a cap counts.
    pub(crate) fn count(&self, class: Option<MessageClass>) -> u32 {
        let Some(class) = class else {
            return self.count;
        };
        let of_class = self.iter().filter(|it| it.rank.class == class);
        of_class.map(|_| 1).sum()
    }

    /// How many a cap counts in `[from, to)`.
    pub(crate) fn within(
        &self,
        class: Option<MessageClass>,
        from: Timestamp,
        to: Timestamp,
    ) -> u32 {
        let inside = |it: &Ahead| u32::from((from..to).contains(&it.at));
        self.counted(class).map(inside).sum()
    }

    /// Those that lie less than a gap (in milliseconds) from an instant.
    pub(crate) fn near(&self, at: Timestamp, gap: i64) -> impl Iterator<Item = &'a Ahead> {
        self.iter()
            .filter(move |it| it.at.since(at).saturating_abs() < gap)
    }

    /// The first instant after one at which another of them would lie less than a gap away.
    #[inline(always)]
    pub(crate) fn nears(&self, at: Timestamp, gap: i64) -> Option<Timestamp> {
        if gap <= 0 {
            return None;
        }
        let begins = self.iter().map(|it| it.at.plus(1 - gap));
        begins.filter(|begin| *begin > at).min()
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
            .iter()
            .map(|it| it.at.0)
            .collect();
        assert_eq!(kept, (0..8).collect::<Vec<_>>());
    }

    #[test]
    fn of_what_is_scheduled_for_one_instant_the_higher_order_comes_first() {
        let (event, issue) = (MessageClass::Event, MessageClass::Issue);
        let offer = Rank::of(MessageClass::Offer, Timestamp(0));
        let kept = |scheduled: &[(i64, MessageClass)]| {
            let scheduled = scheduled.iter().map(|(at, class)| one(*at, *class));
            let scheduled: Vec<Ahead> = scheduled.collect();
            let outlook = Outlook::of(&scheduled, &offer);
            let kept = outlook.iter().map(|it| (it.at.0, it.rank.class));
            kept.collect::<Vec<_>>()
        };
        let in_order = [(5, event), (5, issue)];
        assert_eq!(kept(&in_order), in_order);
        assert_eq!(kept(&[(5, issue), (5, event)]), in_order);
        let by_instant = [(5, issue), (9, event)];
        assert_eq!(kept(&by_instant), by_instant);
        assert_eq!(kept(&[(9, event), (5, issue)]), by_instant);
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
        let kept = Outlook::of(&scheduled, &issue);
        assert!(kept.iter().map(|it| it.at).eq([Timestamp(4)]));
        assert_eq!(kept.within(None, Timestamp(4), Timestamp(5)), 1);
        assert_eq!(kept.within(None, Timestamp(5), Timestamp(9)), 0);
        let issues = Some(MessageClass::Issue);
        assert_eq!(kept.within(issues, Timestamp(0), Timestamp(9)), 0);
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
