//! A person's budget for one message: caps, minutes, gap, look-ahead and quiet time; whether they allow
//! it at an instant, and if not, when first. It draws no verdict and leaves no reason.

use crate::caps::Usage;
use crate::clock::LocalClock;
use crate::closed::Closed;
use crate::minutes::Minutes;
use crate::scene::Scene;
use crate::spread::Lot;
use crate::window::{Calendar, Day, FIRST, LAST};
use lagom_model::{Ahead, Classes, MessageClass, Timestamp};

/// How many instants are tried at most for one with room. Each try passes a date, a scheduled message
/// or a quiet time, so what needs more lies months ahead and counts as never.
const MOST_TRIES: usize = 96;

/// What has a say when a message may go, but the person's own word and its own expiry.
#[derive(Debug)]
pub(crate) struct Budget<'a> {
    pub(crate) usages: &'a [Usage],
    pub(crate) minutes: Option<Minutes>,
    scene: &'a Scene<'a>,
}

/// That a cap does not allow a message at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    /// The message whose room it would take; `None`: the cap is full by itself.
    pub(crate) rival: Option<&'a Ahead>,
    until: Until,
}

/// Before when no instant has room in a cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Before a unit is free.
    Free,
    /// Before another date begins.
    Midnight,
    /// Before this instant.
    At(Timestamp),
}

/// Whether something allows a message at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hold {
    Open,
    /// No earlier instant allows it.
    Until(Timestamp),
    Never,
}

/// The first instant at which everything allows a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Room {
    /// That instant.
    pub(crate) at: Timestamp,
    /// Whether the person's lot moved it within the minutes after quiet time.
    pub(crate) spread: bool,
}

impl Hold {
    fn later(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, _) | (_, Self::Never) => Self::Never,
            (Self::Until(one), Self::Until(another)) => Self::Until(one.max(another)),
            (Self::Open, it) | (it, Self::Open) => it,
        }
    }

    fn sooner(self, other: Self) -> Self {
        match (self, other) {
            (Self::Open, _) | (_, Self::Open) => Self::Open,
            (Self::Until(one), Self::Until(another)) => Self::Until(one.min(another)),
            (Self::Never, it) | (it, Self::Never) => it,
        }
    }

    fn until(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Never, Self::Until)
    }
}

impl<'a> Budget<'a> {
    /// The budget of a message, with its caps.
    pub(crate) fn of(scene: &'a Scene<'a>, usages: &'a [Usage]) -> Self {
        Self {
            usages,
            minutes: Minutes::of(scene),
            scene,
        }
    }

    /// Whether a cap allows the message now.
    pub(crate) fn block_now(&self, usage: &Usage) -> Option<Block<'a>> {
        self.block(usage, usage.used, &self.scene.calendar)
    }

    /// The latest touch that restarts the gap, and until when the gap since then lasts.
    pub(crate) fn gap(&self) -> Option<(Timestamp, Timestamp)> {
        let last = self.scene.touched.last?;
        Some((last, last.plus(self.scene.policy.gap())))
    }

    /// The first instant from now on at which the caps of a class have room; `None`: never.
    pub(crate) fn class_room(&self, class: MessageClass, now: Timestamp) -> Option<Timestamp> {
        let mut at = now;
        for _ in 0..MOST_TRIES {
            if !(FIRST..=LAST).contains(&at) {
                return None;
            }
            match self.of_class(class, &self.scene.calendar.at(at)) {
                Hold::Open => return Some(at),
                Hold::Until(later) => at = later.max(at.plus(1)),
                Hold::Never => return None,
            }
        }
        None
    }

    /// The first instant at which a message of any of these classes may go, if it may not before `from`, and
    /// not while it is `closed`; `None`: never. What is at or after `horizon` is as good as any other such
    /// instant.
    pub(crate) fn room(
        &self,
        classes: Classes,
        from: Option<Timestamp>,
        closed: Option<Closed>,
        horizon: Timestamp,
    ) -> Option<Room> {
        let from = from?;
        let opens = closed.map(|closed| closed.until);
        let mut released = opens > Some(from);
        let mut at = opens.filter(|_| released).unwrap_or(from);
        for _ in 0..MOST_TRIES {
            if at >= horizon {
                return Some(Room { at, spread: false });
            }
            if !(FIRST..=LAST).contains(&at) {
                return None;
            }
            let hold = match self.hold(classes, at) {
                Hold::Open => self.scene.quiet.closed_until(at).map(|end| (end, true)),
                Hold::Until(later) => Some((later, false)),
                Hold::Never => return None,
            };
            let Some((later, quiet_ends)) = hold else {
                let moment = if released {
                    self.moment(classes, at).filter(|it| *it < horizon)
                } else {
                    None
                };
                return Some(Room {
                    at: moment.unwrap_or(at),
                    spread: moment.is_some(),
                });
            };
            at = later.max(at.plus(1));
            released = quiet_ends;
        }
        None
    }

    /// The person's moment after the end of a quiet time at which all allows a message; if all allows it then too.
    fn moment(&self, classes: Classes, end: Timestamp) -> Option<Timestamp> {
        let lot = Lot::of(self.scene.policy, &self.scene.facts.person);
        let moment = lot.moment(end, &self.scene.quiet)?;
        let same_dates = moment < self.scene.calendar.at(end).midnight();
        let fits = self.near_until(moment).is_none()
            && (same_dates || self.hold_caps(classes, moment) == Hold::Open);
        fits.then_some(moment)
    }

    /// What all but quiet time says to a message of any of these classes at an instant.
    fn hold(&self, classes: Classes, at: Timestamp) -> Hold {
        match self.near_until(at) {
            Some(until) => Hold::Until(until),
            None => self.hold_caps(classes, at),
        }
    }

    /// Until when an instant is too near to the last touch, or to a scheduled message.
    fn near_until(&self, at: Timestamp) -> Option<Timestamp> {
        let gap = self.scene.policy.gap();
        let touched = self.gap().map(|(_, until)| until);
        let near = self.scene.outlook.near(at, gap).map(|it| it.at.plus(gap));
        near.max().max(touched.filter(|until| *until > at))
    }

    /// What caps and minutes say to a message of any of these classes: by an instant's dates.
    fn hold_caps(&self, classes: Classes, at: Timestamp) -> Hold {
        let mut tight = self.usages.iter().any(|usage| !usage.is_roomy());
        tight |= self.minutes.is_some_and(|minutes| minutes.left() == 0);
        if !tight {
            return Hold::Open;
        }
        let calendar = self.scene.calendar.at(at);
        let spent = self.minutes.filter(|minutes| minutes.left() == 0);
        let spent = spent.map(|minutes| minutes.at(&self.scene.touched, &calendar));
        let mut all = match spent.filter(|minutes| minutes.left() == 0) {
            Some(minutes) => Hold::until(minutes.more_from(&self.scene.touched, &calendar)),
            None => Hold::Open,
        };
        for usage in self.usages.iter().filter(|it| it.class.is_none()) {
            all = all.later(self.of_cap(usage, &calendar));
        }
        let any = classes.iter().map(|class| self.of_class(class, &calendar));
        match any.reduce(Hold::sooner) {
            Some(any) => all.later(any),
            None => all,
        }
    }

    /// What the caps of a class say at an instant.
    fn of_class(&self, class: MessageClass, calendar: &Calendar<'_>) -> Hold {
        let usages = self.usages.iter().filter(|it| it.class == Some(class));
        usages.fold(Hold::Open, |all, it| all.later(self.of_cap(it, calendar)))
    }

    fn of_cap(&self, usage: &Usage, calendar: &Calendar<'_>) -> Hold {
        if usage.is_roomy() {
            return Hold::Open;
        }
        let used = self
            .scene
            .touched
            .since(usage.class, calendar.window(usage.days));
        let Some(block) = self.block(usage, used, calendar) else {
            return Hold::Open;
        };
        match block.until {
            Until::Free => Hold::until(self.leaves(usage, used, calendar)),
            Until::Midnight => Hold::Until(calendar.midnight()),
            Until::At(at) => Hold::Until(at),
        }
    }

    /// Whether a cap allows the message on the calendar's date, with so many units used in the window
    /// that ends then: in that window, and in each one that ends with a scheduled message's date and holds
    /// this one's. A window that does not hold it is made no fuller by it.
    fn block(&self, usage: &Usage, used: u32, calendar: &Calendar<'_>) -> Option<Block<'a>> {
        if usage.is_roomy() {
            return None;
        }
        if used >= usage.limit.most {
            return Some(Block {
                rival: None,
                until: Until::Free,
            });
        }
        let mut clocks = calendar.clocks();
        clocks.find_map(|(clock, today)| self.block_by(&clock, today, usage, used, calendar))
    }

    /// The same, with the dates of one clock, for a cap that is not full by itself.
    fn block_by(
        &self,
        clock: &LocalClock<'_>,
        today: Day,
        usage: &Usage,
        used: u32,
        calendar: &Calendar<'_>,
    ) -> Option<Block<'a>> {
        let full = |last: Day| {
            let from = last.window(clock, usage.days);
            let most = usage.limit.most;
            let rivals = self.scene.outlook.within(usage.class, from, last.next);
            // The later a window begins, the fewer touches it holds.
            used.saturating_add(rivals) >= most
                && self
                    .scene
                    .touched
                    .since(usage.class, from)
                    .saturating_add(rivals)
                    >= most
        };
        if calendar.counts(clock.zone, calendar.now(), usage.days) && full(today) {
            let since = today.window(clock, usage.days);
            let there = self.scene.outlook.counted(usage.class);
            let there = there.filter(|it| since <= it.at && it.at < today.next);
            let rival = there.last();
            let until = if calendar.has_one_zone() {
                Until::Free
            } else {
                Until::Midnight
            };
            return Some(Block { rival, until });
        }
        let later = self.scene.outlook.counted(usage.class);
        let mut later = later.filter(|it| it.at >= today.next);
        later.find_map(|rival| {
            let day = Day::by(clock, rival.at);
            let holds = day.number - today.number < i64::from(usage.days.max(1));
            (holds && calendar.counts(clock.zone, rival.at, usage.days) && full(day)).then_some(
                Block {
                    rival: Some(rival),
                    until: Until::At(day.next),
                },
            )
        })
    }

    /// When so many of what fills a window have left it that a unit is free: touches and, with one zone, the
    /// scheduled messages up to the calendar's date; `None`: never.
    fn leaves(&self, usage: &Usage, used: u32, calendar: &Calendar<'_>) -> Option<Timestamp> {
        let most = usage.limit.most;
        let since = calendar.window(usage.days);
        let scheduled = if calendar.has_one_zone() {
            calendar.midnight()
        } else {
            since
        };
        // What fills the window, from an instant on: when the first of it was, and how many were then.
        let first = |from: Timestamp| {
            let touches = self.scene.touched.counted(usage.class);
            let rivals = self.scene.outlook.counted(usage.class).map(|it| it.at);
            let rivals = rivals.filter(|at| *at < scheduled);
            let (mut first, mut units) = (Timestamp::MAX, 0);
            let mut see = |at: Timestamp| {
                if at >= from && at <= first {
                    units = if at < first { 1 } else { units + 1 };
                    first = at;
                }
            };
            touches.for_each(&mut see);
            rivals.for_each(&mut see);
            (first, units)
        };
        let rivals = self.scene.outlook.within(usage.class, since, scheduled);
        let mut left = used.saturating_add(rivals);
        let mut from = since;
        loop {
            let (at, units) = first(from);
            left = left.checked_sub(units).filter(|_| units > 0)?;
            if left < most {
                return Some(calendar.leaves_window(at, usage.days));
            }
            from = at.plus(1);
        }
    }
}
