//! A person's budget for one message: caps, minutes, gap, look-ahead and quiet time; whether they allow
//! it at an instant, and if not, when first. It draws no verdict and leaves no reason.

use crate::ahead::Outlook;
use crate::caps::{Counted, Usage, limit};
use crate::clock::LocalClock;
use crate::closed::{Closed, QuietTime};
use crate::minutes::Minutes;
use crate::spread::Lot;
use crate::window::{Calendar, Day, FIRST, LAST};
use lagom_model::{Ahead, Classes, Facts, MessageClass, Policy, Request, Timestamp, TouchFact};
use smallvec::SmallVec;

/// How many instants are tried at most for one with room. Each try passes a date, a scheduled message
/// or a quiet time, so what needs more lies months ahead and counts as never.
const MOST_TRIES: usize = 96;

/// What has a say when a message may go, but the person's own word and its own expiry.
#[derive(Debug)]
pub(crate) struct Budget<'a> {
    pub(crate) usages: SmallVec<[Usage; 4]>,
    pub(crate) minutes: Option<Minutes>,
    /// The latest touch that restarts the gap.
    pub(crate) last: Option<Timestamp>,
    pub(crate) outlook: Outlook,
    pub(crate) quiet: QuietTime<'a>,
    policy: &'a Policy,
    lot: Lot,
    touches: &'a [TouchFact],
    calendar: Calendar<'a>,
}

/// That a cap does not allow a message at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    /// The message whose room it would take; `None`: the cap is full by itself.
    pub(crate) rival: Option<Ahead>,
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
    /// The budget for a message of these classes; all touches are looked at once.
    pub(crate) fn of(
        policy: &'a Policy,
        facts: &'a Facts,
        request: &Request,
        classes: Classes,
        calendar: Calendar<'a>,
        quiet: QuietTime<'a>,
    ) -> Self {
        let person = &facts.person;
        let touches = facts.touches.as_slice();
        let mut budget = Self {
            usages: SmallVec::new(),
            minutes: Minutes::of(person, touches, &calendar),
            last: None,
            outlook: Outlook::of(&facts.ahead, &request.rank),
            quiet,
            policy,
            lot: Lot::of(policy, person),
            touches,
            calendar,
        };
        for in_all in [false, true] {
            for cap in &policy.caps {
                if cap
                    .class
                    .map_or(in_all, |class| !in_all && classes.contains(class))
                {
                    let since = budget.calendar.window(cap.days);
                    let rivals = budget.outlook.count(cap.class);
                    let limit = limit(policy, cap, person);
                    budget.usages.push(Usage::of(cap, limit, since, rivals));
                }
            }
        }
        budget.count();
        budget
    }

    /// Counts the touches: for each cap, and the latest of all.
    fn count(&mut self) {
        for usage in &mut self.usages {
            usage.used = usage.since(self.touches, usage.since);
        }
        let counted = self.touches.iter();
        let counted = counted.filter(|it| Counted::ALL.meets(Counted::bits(it.classes)));
        self.last = counted.map(|it| it.at).max();
    }

    /// Whether a cap allows the message now.
    pub(crate) fn block_now(&self, usage: &Usage) -> Option<Block> {
        self.block(usage, usage.used, &self.calendar)
    }

    /// Until when the gap since the last touch lasts.
    pub(crate) fn gap_until(&self) -> Option<Timestamp> {
        self.last.map(|last| last.plus(self.policy.gap()))
    }

    /// The first instant from now on at which the caps of a class have room; `None`: never.
    pub(crate) fn class_room(&self, class: MessageClass, now: Timestamp) -> Option<Timestamp> {
        let mut at = now;
        for _ in 0..MOST_TRIES {
            if !(FIRST..=LAST).contains(&at) {
                return None;
            }
            match self.of_class(class, &self.calendar.at(at)) {
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
                Hold::Open => self.quiet.closed_until(at).map(|end| (end, true)),
                Hold::Until(later) => Some((later, false)),
                Hold::Never => return None,
            };
            let Some((later, quiet_ends)) = hold else {
                let fits = |it| it < horizon && self.hold(classes, it) == Hold::Open;
                let moment = if released {
                    self.lot.moment(at, &self.quiet).filter(|it| fits(*it))
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

    /// What all but quiet time says to a message of any of these classes at an instant.
    fn hold(&self, classes: Classes, at: Timestamp) -> Hold {
        let gap = self.policy.gap();
        let touched = self.gap_until().filter(|until| *until > at);
        let near = self.outlook.near(at, gap).map(|it| it.at.plus(gap)).max();
        if let Some(until) = touched.max(near) {
            return Hold::Until(until);
        }
        let mut tight = self.usages.iter().any(|usage| !usage.is_roomy());
        tight |= self.minutes.is_some_and(|minutes| minutes.left() == 0);
        if !tight {
            return Hold::Open;
        }
        let calendar = self.calendar.at(at);
        let spent = self.minutes.filter(|minutes| minutes.left() == 0);
        let spent = spent.map(|minutes| minutes.at(self.touches, &calendar));
        let mut all = match spent.filter(|minutes| minutes.left() == 0) {
            Some(minutes) => Hold::until(minutes.more_from(self.touches, &calendar)),
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
        let used = usage.since(self.touches, calendar.window(usage.days));
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
    fn block(&self, usage: &Usage, used: u32, calendar: &Calendar<'_>) -> Option<Block> {
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
        clocks.find_map(|(clock, today)| self.block_by(&clock, today, usage, calendar))
    }

    /// The same, with the dates of one clock, for a cap that is not full by itself.
    fn block_by(
        &self,
        clock: &LocalClock<'_>,
        today: Day,
        usage: &Usage,
        calendar: &Calendar<'_>,
    ) -> Option<Block> {
        let full = |last: Day| {
            let from = last.window(clock, usage.days);
            let units = usage.since(self.touches, from);
            units.saturating_add(self.outlook.within(usage.class, from, last.next))
                >= usage.limit.most
        };
        if calendar.counts(clock.zone, calendar.now(), usage.days) && full(today) {
            let since = today.window(clock, usage.days);
            let there = self.outlook.counted(usage.class);
            let there = there.filter(|it| since <= it.at && it.at < today.next);
            let rival = there.last().copied();
            let until = if calendar.has_one_zone() {
                Until::Free
            } else {
                Until::Midnight
            };
            return Some(Block { rival, until });
        }
        let later = self.outlook.counted(usage.class);
        let mut later = later.filter(|it| it.at >= today.next);
        later.find_map(|rival| {
            let day = Day::by(clock, rival.at);
            let holds = day.number - today.number < i64::from(usage.days.max(1));
            (holds && calendar.counts(clock.zone, rival.at, usage.days) && full(day)).then_some(
                Block {
                    rival: Some(*rival),
                    until: Until::At(day.next),
                },
            )
        })
    }

    /// When so many of what fills a window have left it that a unit is free: touches and, with one zone, the
    /// scheduled messages up to the calendar's date; `None`: never.
    fn leaves(&self, usage: &Usage, used: u32, calendar: &Calendar<'_>) -> Option<Timestamp> {
        usage.limit.most.checked_sub(1)?;
        let since = calendar.window(usage.days);
        let scheduled = if calendar.has_one_zone() {
            calendar.midnight()
        } else {
            since
        };
        let counted = Counted::of(usage.class);
        let next_after = |after: Option<Timestamp>| {
            let (mut first, mut units) = (Timestamp::MAX, 0_u32);
            let mut see = |at: Timestamp| {
                if Some(at) > after && at <= first {
                    units = if at < first { 1 } else { units + 1 };
                    first = at;
                }
            };
            for touch in self.touches {
                if touch.at >= since && counted.meets(Counted::bits(touch.classes)) {
                    see(touch.at);
                }
            }
            for rival in self.outlook.counted(usage.class) {
                if rival.at >= since && rival.at < scheduled {
                    see(rival.at);
                }
            }
            (first, units)
        };
        let rivals = self.outlook.within(usage.class, since, scheduled);
        // So many must leave.
        let mut over = used.saturating_add(rivals).saturating_add(1) - usage.limit.most;
        let mut leaving = None;
        while over > 0 {
            let (next, units) = next_after(leaving);
            if units == 0 {
                return None;
            }
            leaving = Some(next);
            over = over.saturating_sub(units);
        }
        Some(calendar.leaves_window(leaving?, usage.days))
    }
}
