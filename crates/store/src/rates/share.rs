//! The arithmetic of a shared limit, over instants that it is given. It knows no clock, no database and no dispatcher but by id.
//!
//! A *permit* is taken before a message leaves and is held until its outcome is known. From then on it is *past*, and counts
//! until the window behind it is over. Held and past together are never more than the limit. So no window of the
//! limit's length holds more arrivals than the limit, wherever in it they were granted, delayed or answered: of all that
//! arrive in a window, the one whose permit was taken last saw each of the others either held, or past by less than the window.

use super::pace::Pace;
use lagom_model::PublicId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A window is counted in so many steps: what is past counts for up to a step longer than the window.
const STEPS: i64 = 50;
/// When nobody knows when a permit comes back, in milliseconds.
const SOON: i64 = 100;

/// At most so many messages in any window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// The window's length in milliseconds; 0: at once.
    pub window: i64,
    /// Messages.
    pub most: u32,
}

/// What a dispatcher says and wants.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ask {
    /// The limits, by the configuration.
    pub limits: Vec<Limit>,
    /// Permits that it holds: for messages under way, and others that it keeps.
    pub holds: u32,
    /// Permits whose messages' outcomes became known: how many milliseconds ago, and how many.
    pub landed: Vec<(i64, u32)>,
    /// Permits that it wants besides those that it holds. None wanted and none held: it leaves.
    pub wants: u32,
    /// The destination asked for less, and so many messages a minute went there.
    pub slower: Option<u32>,
}

/// What it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grant {
    /// So many permits.
    pub permits: u32,
    /// If these are fewer than it wanted: the milliseconds until one may come back.
    pub after: i64,
    /// From then on one about every so many milliseconds, for this dispatcher.
    pub every: i64,
    /// The destination is slow: so many messages a minute.
    pub pace: Option<u32>,
}

/// What is known of a limit by all dispatchers together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Share {
    /// When it was touched last, in milliseconds.
    at: i64,
    /// Permits that dispatchers hold.
    held: BTreeMap<PublicId, u32>,
    /// What has landed, by the window's length: the step, and how many.
    past: BTreeMap<i64, BTreeMap<i64, u32>>,
    /// How fast it is served, if it asked for less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pace: Option<Pace>,
}

impl Share {
    /// Dispatchers that may hold permits.
    pub fn holders(&self) -> impl Iterator<Item = PublicId> {
        self.held.keys().copied()
    }

    /// Messages in the last window of this length, those under way included.
    pub fn used(&self, window: i64, now: i64) -> u32 {
        let past = self.past.get(&window).into_iter().flatten();
        let past = past.filter(|(step, _)| counts(window, **step, now));
        past.map(|(_, count)| *count).sum::<u32>() + self.held.values().sum::<u32>()
    }

    /// How fast it is served at an instant (milliseconds), if it asked for less.
    pub fn pace(&self, now: i64) -> Option<Pace> {
        self.pace.and_then(|pace| pace.later(now))
    }

    /// A dispatcher's turn at an instant (milliseconds). `gone`: holders that live no more.
    pub fn turn(&mut self, owner: PublicId, ask: &Ask, gone: &[PublicId], now: i64) -> Grant {
        // A clock that goes back must not let anything be forgotten too early.
        let now = now.max(self.at);
        self.at = now;
        self.pace = self.pace(now);
        if let Some(per_minute) = ask.slower {
            self.pace = Some(Pace::slower(self.pace, per_minute, now));
        }
        let paced = self.pace.map(Pace::limits).into_iter().flatten();
        let limits: Vec<Limit> = ask.limits.iter().copied().chain(paced).collect();
        self.keep_windows(&limits, now);
        for gone in gone {
            if let Some(count) = self.held.remove(gone) {
                self.land(now, count);
            }
        }
        for (ago, count) in &ask.landed {
            self.land(now - (*ago).max(0), *count);
        }
        self.held.remove(&owner);
        if ask.holds > 0 || ask.wants > 0 {
            self.held.insert(owner, ask.holds);
        }
        let mut grant = self.grant(ask, &limits, now);
        grant.pace = self.pace.map(|pace| pace.per_minute);
        if let Some(held) = self.held.get_mut(&owner) {
            *held += grant.permits;
        }
        grant
    }

    fn grant(&self, ask: &Ask, limits: &[Limit], now: i64) -> Grant {
        let sharers = u32::try_from(self.held.len()).unwrap_or(u32::MAX).max(1);
        if let Some(pace) = self.pace.filter(|pace| pace.pause(now) > 0) {
            let by_the_minute = pace.limits().into_iter();
            return Grant {
                after: pace.pause(now),
                every: by_the_minute
                    .map(|limit| every(&limit, sharers))
                    .max()
                    .unwrap_or(SOON),
                ..Grant::default()
            };
        }
        let free = |limit: &Limit| {
            let left = limit.most.saturating_sub(self.used(limit.window, now));
            let share = limit.most.div_ceil(sharers);
            left.min(share.saturating_sub(ask.holds))
        };
        let least = limits.iter().map(free).min().unwrap_or(u32::MAX);
        // All of them see the same rows: what one takes more than its part of, others find gone.
        let permits = ask.wants.div_ceil(sharers).min(least);
        let tight = limits.iter().filter(|limit| free(limit) <= permits);
        let waits = tight.map(|limit| (self.after(limit, now), every(limit, sharers)));
        let (after, every) = waits.max().unwrap_or_default();
        Grant {
            permits,
            after,
            every,
            pace: None,
        }
    }

    /// When the next permit may come back.
    fn after(&self, limit: &Limit, now: i64) -> i64 {
        let past = self.past.get(&limit.window);
        let first = past.and_then(|past| past.keys().next());
        let ends = first.map(|step| (step + 1) * step_of(limit.window) + limit.window);
        ends.map_or(SOON.min(limit.window.max(1)), |end| (end - now).max(1))
    }

    fn land(&mut self, at: i64, count: u32) {
        for (window, past) in &mut self.past {
            *past.entry(at.div_euclid(step_of(*window))).or_default() += count;
        }
    }

    /// Windows that are no limit's any more are forgotten, and so is what none of them holds.
    fn keep_windows(&mut self, limits: &[Limit], now: i64) {
        let windows = limits.iter().map(|limit| limit.window);
        let windows: Vec<i64> = windows.filter(|window| *window > 0).collect();
        self.past.retain(|window, _| windows.contains(window));
        for window in windows {
            let past = self.past.entry(window).or_default();
            past.retain(|step, _| counts(window, *step, now));
        }
    }
}

const fn step_of(window: i64) -> i64 {
    if window < STEPS { 1 } else { window / STEPS }
}

/// Whether what landed in a step counts still.
const fn counts(window: i64, step: i64, now: i64) -> bool {
    (step + 1) * step_of(window) + window > now
}

/// How often a dispatcher may hope for a permit.
fn every(limit: &Limit, sharers: u32) -> i64 {
    if limit.window == 0 {
        return SOON;
    }
    let most = i64::from(limit.most.max(1));
    (limit.window * i64::from(sharers) / most).max(1)
}

#[cfg(test)]
mod tests;
