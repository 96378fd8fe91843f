//! Tallies: what the lives of many people add up to. They are merged in any order, and hold no more than
//! the weeks and hours of the horizon, however many people there are.

use crate::horizon::{Horizon, WEEK};
use crate::life::{Group, Life};
use crate::why::{Fate, Why};
use crate::worst::{Starving, Worst};
use lagom_model::{IssueId, PublicId, Timestamp};
use std::collections::BTreeMap;

/// Letters a week that have a bin of their own; more share the last one.
pub(crate) const TOUCH_BINS: usize = 9;
/// Upper bounds of the bins for minutes a week; what is more has a bin of its own.
pub(crate) const MINUTE_BOUNDS: [u64; 7] = [0, 5, 10, 20, 30, 45, 60];
/// Bins for minutes.
pub(crate) const MINUTE_BINS: usize = MINUTE_BOUNDS.len() + 1;

/// A week of all people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Week {
    pub(crate) letters: u64,
    pub(crate) seconds: u64,
    pub(crate) readers: u64,
    /// People by letters.
    pub(crate) touches: [u64; TOUCH_BINS],
    /// People by minutes of reading.
    pub(crate) minutes: [u64; MINUTE_BINS],
}

/// The letters that bring an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IssueTally {
    pub(crate) letters: u64,
    pub(crate) first: Timestamp,
    pub(crate) last: Timestamp,
}

/// What the lives of many people add up to under one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) people: u64,
    pub(crate) weeks: Vec<Week>,
    /// Letters by hour since the hour in which the forecast begins.
    pub(crate) hours: Vec<u32>,
    pub(crate) fates: BTreeMap<(Fate, Why), u64>,
    /// People to whom something is never sent for want of room.
    pub(crate) lost: u64,
    pub(crate) groups: [u64; Group::ALL.len()],
    pub(crate) worst: Worst,
    pub(crate) issues: BTreeMap<IssueId, IssueTally>,
    from: Timestamp,
    first_hour: Timestamp,
}

/// The full hour at or before an instant.
pub(crate) fn full_hour(at: Timestamp) -> Timestamp {
    at.plus(-at.0.rem_euclid(Timestamp::HOUR))
}

impl Tally {
    /// Of nobody.
    pub(crate) fn new(horizon: &Horizon) -> Self {
        let first_hour = full_hour(horizon.from);
        let hours = horizon.until.since(first_hour).max(0) / Timestamp::HOUR + 1;
        Self {
            people: 0,
            weeks: vec![Week::default(); horizon.weeks()],
            hours: vec![0; usize::try_from(hours).unwrap_or(0)],
            fates: BTreeMap::new(),
            lost: 0,
            groups: [0; Group::ALL.len()],
            worst: Worst::default(),
            issues: BTreeMap::new(),
            from: horizon.from,
            first_hour,
        }
    }

    /// Adds a person's life; answers with their letters and seconds of reading by week.
    pub(crate) fn add(&mut self, person: PublicId, life: &Life) -> Vec<(u32, u32)> {
        self.people += 1;
        let mut by_week = vec![(0_u32, 0_u32); self.weeks.len()];
        for letter in &life.sent {
            if let Some(week) = place(letter.at, self.from, WEEK)
                && let Some((letters, seconds)) = by_week.get_mut(week)
            {
                *letters += 1;
                *seconds = seconds.saturating_add(letter.reading);
            }
            if let Some(hour) = place(letter.at, self.first_hour, Timestamp::HOUR)
                && let Some(count) = self.hours.get_mut(hour)
            {
                *count += 1;
            }
            for issue in &letter.issues {
                let one = IssueTally {
                    letters: 1,
                    first: letter.at,
                    last: letter.at,
                };
                self.issues
                    .entry(*issue)
                    .and_modify(|tally| tally.merge(one))
                    .or_insert(one);
            }
        }
        for (week, (letters, seconds)) in self.weeks.iter_mut().zip(&by_week) {
            week.add(*letters, *seconds);
        }
        let mut lost = false;
        for (fate, why) in &life.fates {
            *self.fates.entry((*fate, *why)).or_default() += 1;
            lost |= *fate == Fate::Expired && *why != Why::Stale;
        }
        self.lost += u64::from(lost);
        let group = life.group();
        for (count, one) in self.groups.iter_mut().zip(Group::ALL) {
            *count += u64::from(one == group);
        }
        self.worst.add(Starving {
            person,
            asked: life.asked,
            got: life.got,
        });
        by_week
    }

    /// Adds what others add up to.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.people += other.people;
        for (week, more) in self.weeks.iter_mut().zip(&other.weeks) {
            week.merge(more);
        }
        add_all(&mut self.hours, &other.hours);
        for (fate, count) in &other.fates {
            *self.fates.entry(*fate).or_default() += count;
        }
        self.lost += other.lost;
        add_all(&mut self.groups, &other.groups);
        self.worst.merge(&other.worst);
        for (issue, more) in &other.issues {
            self.issues
                .entry(*issue)
                .and_modify(|tally| tally.merge(*more))
                .or_insert(*more);
        }
    }

    /// The beginning of an hour.
    pub(crate) fn hour(&self, place: usize) -> Timestamp {
        let hours = i64::try_from(place).unwrap_or(i64::MAX);
        self.first_hour.plus(hours.saturating_mul(Timestamp::HOUR))
    }
}

impl Week {
    fn add(&mut self, letters: u32, seconds: u32) {
        self.letters += u64::from(letters);
        self.seconds += u64::from(seconds);
        self.readers += u64::from(letters > 0);
        let bin = usize::try_from(letters).map_or(TOUCH_BINS, |bin| bin.min(TOUCH_BINS - 1));
        bump(&mut self.touches, bin);
        let minutes = u64::from(seconds).div_ceil(60);
        bump(
            &mut self.minutes,
            MINUTE_BOUNDS.partition_point(|bound| *bound < minutes),
        );
    }

    fn merge(&mut self, more: &Self) {
        self.letters += more.letters;
        self.seconds += more.seconds;
        self.readers += more.readers;
        add_all(&mut self.touches, &more.touches);
        add_all(&mut self.minutes, &more.minutes);
    }
}

impl IssueTally {
    fn merge(&mut self, more: Self) {
        self.letters += more.letters;
        self.first = self.first.min(more.first);
        self.last = self.last.max(more.last);
    }
}

fn bump(bins: &mut [u64], bin: usize) {
    if let Some(count) = bins.get_mut(bin) {
        *count += 1;
    }
}

fn add_all<T: Copy + std::ops::AddAssign>(to: &mut [T], more: &[T]) {
    for (one, more) in to.iter_mut().zip(more) {
        *one += *more;
    }
}

/// The stretch of some length in which an instant lies, counted from a beginning.
fn place(at: Timestamp, from: Timestamp, length: i64) -> Option<usize> {
    usize::try_from(at.since(from).div_euclid(length)).ok()
}
