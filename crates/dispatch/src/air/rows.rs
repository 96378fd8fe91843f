//! The rows that are out, counted: who waits for which relay, how many are on their way, what has landed and was not told yet.
//! Pure: it sends nothing and wakes nobody.

use std::collections::VecDeque;

/// Outcomes are told as soon as they are this part of what is still out: one by one where little is, in groups where much is.
const PART: usize = 4;

/// One relay's rows.
#[derive(Debug)]
struct Lane<R> {
    waiting: VecDeque<R>,
    flying: usize,
}

/// What is told of a row.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum News<R, O> {
    /// What became of it.
    Landed(R, O),
    /// Nobody will hear what became of one.
    Lost,
}

/// Rows `R` with outcomes `O`.
#[derive(Debug)]
pub(super) struct Rows<R, O> {
    lanes: Vec<Lane<R>>,
    /// What is to be told, and whether it went well.
    landed: VecDeque<(News<R, O>, bool)>,
    lost: usize,
    /// Something landed badly, and who is told may take rows back: nothing starts meanwhile.
    is_halted: bool,
}

impl<R, O> Rows<R, O> {
    /// None, for so many relays.
    pub(super) fn new(relays: usize) -> Self {
        let lane = |_| Lane {
            waiting: VecDeque::new(),
            flying: 0,
        };
        Self {
            lanes: (0..relays).map(lane).collect(),
            landed: VecDeque::new(),
            lost: 0,
            is_halted: false,
        }
    }

    /// A row waits for a relay.
    pub(super) fn wait(&mut self, relay: usize, row: R) {
        if let Some(lane) = self.lanes.get_mut(relay) {
            lane.waiting.push_back(row);
        }
    }

    /// Goes on, unless something that landed badly was not told yet.
    pub(super) fn go_on(&mut self) {
        self.is_halted = self.landed.iter().any(|(_, well)| !well);
    }

    /// Whether a row may start by a relay that takes so many at once.
    pub(super) fn may_start(&self, relay: usize, most: usize) -> bool {
        let lane = self.lanes.get(relay);
        lane.is_some_and(|lane| !self.is_halted && lane.flying < most && !lane.waiting.is_empty())
    }

    /// The next row that starts, if one may.
    pub(super) fn start(&mut self, relay: usize, most: usize) -> Option<R> {
        if !self.may_start(relay, most) {
            return None;
        }
        let lane = self.lanes.get_mut(relay)?;
        let row = lane.waiting.pop_front()?;
        lane.flying += 1;
        Some(row)
    }

    /// A row has landed, `well` or not. Whether that is to be told now.
    pub(super) fn land(&mut self, relay: usize, news: News<R, O>, well: bool) -> bool {
        if let Some(lane) = self.lanes.get_mut(relay) {
            lane.flying = lane.flying.saturating_sub(1);
        }
        self.lost += usize::from(matches!(news, News::Lost));
        self.is_halted |= !well;
        self.landed.push_back((news, well));
        !well || self.landed.len() >= self.unlanded() / PART
    }

    /// What is told next.
    pub(super) fn tell(&mut self) -> Option<News<R, O>> {
        self.landed.pop_front().map(|(news, _)| news)
    }

    /// Whether news are to come: something waits to be carried, is on its way, or has landed and was not told.
    pub(super) fn are_under_way(&self) -> bool {
        !self.landed.is_empty() || self.unlanded() > 0
    }

    /// Rows whose outcome is still to be told.
    pub(super) fn out(&self) -> usize {
        let landed = self.landed.iter();
        let landed = landed.filter(|(news, _)| matches!(news, News::Landed(..)));
        self.unlanded() + landed.count()
    }

    /// Rows of which nobody will hear.
    pub(super) fn lost(&self) -> usize {
        self.lost
    }

    fn unlanded(&self) -> usize {
        let lanes = self.lanes.iter();
        lanes.map(|lane| lane.waiting.len() + lane.flying).sum()
    }

    /// Takes back of these what waits.
    pub(super) fn recall(&mut self, of: impl Fn(&R) -> bool) -> Vec<R> {
        let mut back = Vec::new();
        for lane in &mut self.lanes {
            let waiting = std::mem::take(&mut lane.waiting);
            let (gone, on): (VecDeque<_>, VecDeque<_>) = waiting.into_iter().partition(&of);
            lane.waiting = on;
            back.extend(gone);
        }
        back
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows 0 to `count` that wait for the only relay.
    fn waiting(count: u32) -> Rows<u32, ()> {
        let mut rows = Rows::new(1);
        for row in 0..count {
            rows.wait(0, row);
        }
        rows
    }

    #[test]
    fn no_more_start_than_the_relay_takes_and_none_at_a_relay_that_is_not_there() {
        let mut rows = waiting(3);
        assert_eq!((rows.start(0, 2), rows.start(0, 2)), (Some(0), Some(1)));
        assert_eq!((rows.start(0, 2), rows.start(1, 2)), (None, None));
        rows.land(0, News::Landed(0, ()), true);
        assert_eq!(rows.start(0, 2), Some(2));
        assert_eq!((rows.are_under_way(), rows.out()), (true, 3));
    }

    /// Who carries them may not have begun yet: whoever waits for outcomes must wait for theirs.
    #[test]
    fn what_waits_to_be_carried_is_under_way() {
        let mut rows = waiting(1);
        assert!(rows.are_under_way(), "it waits");
        assert_eq!(rows.start(0, 1), Some(0));
        assert!(rows.are_under_way(), "it flies");
        assert!(rows.land(0, News::Landed(0, ()), true));
        assert!(rows.are_under_way(), "it is not told yet");
        assert_eq!(rows.tell(), Some(News::Landed(0, ())));
        assert!(!rows.are_under_way());
    }

    #[test]
    fn outcomes_are_told_in_groups_and_the_last_ones_singly() {
        let mut rows = waiting(32);
        while rows.start(0, 40).is_some() {}
        let mut groups = Vec::new();
        let mut group = 0;
        for row in 0..32 {
            group += 1;
            if rows.land(0, News::Landed(row, ()), true) {
                groups.push(group);
                group = 0;
                while rows.tell().is_some() {}
            }
        }
        assert_eq!(groups, [6, 5, 4, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1]);
        assert_eq!((rows.are_under_way(), rows.out()), (false, 0));
    }

    #[test]
    fn what_lands_badly_is_told_at_once_and_nothing_starts_until_it_is() {
        let mut rows = waiting(32);
        for _ in 0..8 {
            rows.start(0, 8);
        }
        assert!(!rows.land(0, News::Landed(0, ()), true));
        assert!(rows.land(0, News::Landed(1, ()), false));
        assert!(rows.land(0, News::Lost, false));
        assert_eq!((rows.lost(), rows.out(), rows.start(0, 8)), (1, 31, None));
        for told in [News::Landed(0, ()), News::Landed(1, ())] {
            rows.go_on();
            assert_eq!(rows.start(0, 8), None, "before {told:?} is told");
            assert_eq!(rows.tell(), Some(told));
        }
        assert_eq!(rows.tell(), Some(News::Lost));
        assert_eq!(rows.start(0, 8), None, "who was told may take rows back");
        assert_eq!(rows.recall(|row| *row < 10), [8, 9]);
        rows.go_on();
        assert_eq!(rows.start(0, 8), Some(10));
    }
}
