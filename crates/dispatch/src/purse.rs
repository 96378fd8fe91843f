//! The permits that this dispatcher holds: asked of the store before a gate, taken for a row in it, given back when its outcome
//! is known. It also says by which relay a row goes, and how long one waits for which there is no permit. Pure: it asks no store
//! and reads no clock.

use crate::relays::{DomainLimits, Relay, Relays};
use crate::run::MOST_OUT;
use lagom_store::{Grant, Limit, RateAsk, RateKey, RateState};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// No row waits shorter for a permit.
const SHORTEST: Duration = Duration::from_millis(20);
/// None waits longer before it is looked at again: limits may be raised meanwhile.
const LONGEST: Duration = Duration::from_hours(1);
/// So often the store is asked which destinations others found slow.
const LOOK_AT_SLOW: Duration = Duration::from_secs(5);
/// What was accepted is counted for so long, and of so many destinations at most.
const MINUTE: Duration = Duration::from_mins(1);
const MOST_DESTINATIONS: usize = 10_000;
/// So often a run looks whether rows that wait for permits are due.
const LOOK: Duration = Duration::from_millis(25);
/// A run waits so long for a permit; what must wait longer is the next run's.
const PATIENCE: Duration = Duration::from_secs(2);
/// A relay that is away, or asks for a pause, is left alone for so long while others carry its mail.
const AWAY: Duration = Duration::from_secs(30);
/// What could go only by relays whose connections others have is looked at again after so long.
const CLOSED: Duration = Duration::from_secs(1);
/// A relay has no more rows than its part of what may be `sending`, and these: one that is slow must not hold all of them.
const BEYOND_PART: u32 = 8;

/// By which relay a row goes, on whose permits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Route {
    /// The relay's place.
    pub(crate) relay: usize,
    /// The name of the domain's share.
    domain: String,
    /// The shares of which it has a permit.
    keys: Vec<RateKey>,
    /// The destination is slow: whether the row goes is decided once more right before `DATA`.
    pub(crate) is_slow: bool,
}

/// The permits, shared by the run and its units.
pub(crate) type Purses = Arc<Mutex<Purse>>;

pub(crate) fn open(purse: &Purses) -> MutexGuard<'_, Purse> {
    purse.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a row needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish<'a> {
    /// The recipient's domain, in lower case.
    pub(crate) domain: &'a str,
    /// The only relay that may carry it, if there is one such.
    pub(crate) only: Option<&'a str>,
    /// It does not stand in line.
    pub(crate) urgent: bool,
}

/// One share, as this dispatcher sees it.
#[derive(Debug, Default)]
struct Pocket {
    limits: Vec<Limit>,
    /// Permits for which there is no message yet.
    spare: u32,
    /// Permits of messages under way.
    out: u32,
    /// When outcomes became known that the store was not told of.
    landed: Vec<Instant>,
    /// Whether the store counts on this dispatcher.
    known: bool,
    /// What the store said last, and when.
    grant: Grant,
    asked: Option<Instant>,
    /// When the next row that finds no permit may hope for one; those before it in line are due by then.
    slot: Option<Instant>,
    /// When the first of those that wait is due.
    first: Option<Instant>,
}

#[derive(Debug)]
struct Way {
    name: String,
    weight: u32,
    limits: Vec<Limit>,
    /// Rows since somebody went or came.
    taken: u64,
    /// Rows under way.
    out: u32,
    /// The most of them.
    room: u32,
    away_until: Option<Instant>,
    /// It may have no connection now.
    is_closed: bool,
}

/// What one dispatcher holds.
#[derive(Debug)]
pub(crate) struct Purse {
    ways: Vec<Way>,
    domains: DomainLimits,
    limited: bool,
    pockets: BTreeMap<RateKey, Pocket>,
    /// Whether destinations that ask for less get less.
    gives_way: bool,
    /// Destinations, by relay and domain, that asked for less.
    slow: BTreeSet<RateKey>,
    /// Those of which the store was not told yet, with the messages a minute that went there.
    slower: BTreeMap<RateKey, u32>,
    /// What destinations accepted since the instant.
    accepted: BTreeMap<RateKey, u32>,
    since: Option<Instant>,
    /// When the store was asked which destinations are slow.
    looked: Option<Instant>,
}

impl Purse {
    pub(crate) fn new(relays: &Relays) -> Self {
        let weights: u32 = relays.all().map(|relay| relay.weight.max(1)).sum();
        let way = |relay: &Relay| Way {
            name: relay.name.clone(),
            weight: relay.weight.max(1),
            limits: relay.limits.clone(),
            taken: 0,
            out: 0,
            room: (MOST_OUT * relay.weight.max(1)).div_ceil(weights) + BEYOND_PART,
            away_until: None,
            is_closed: false,
        };
        Self {
            ways: relays.all().map(way).collect(),
            domains: relays.domains.clone(),
            limited: relays.are_limited(),
            pockets: BTreeMap::new(),
            gives_way: relays.gives_way,
            slow: BTreeSet::new(),
            slower: BTreeMap::new(),
            accepted: BTreeMap::new(),
            since: None,
            looked: None,
        }
    }

    /// Which relays may have no connection now, in their order.
    pub(crate) fn note_closed(&mut self, closed: impl Iterator<Item = bool>) {
        for (way, is_closed) in self.ways.iter_mut().zip(closed) {
            way.is_closed = is_closed;
        }
    }

    /// Whether it is time to ask the store which destinations are slow.
    pub(crate) fn looks(&mut self, now: Instant) -> bool {
        let is_old = |looked| now >= looked + LOOK_AT_SLOW;
        let is_time = self.gives_way && self.looked.is_none_or(is_old);
        if is_time {
            self.looked = Some(now);
        }
        is_time
    }

    /// How the shares stand in the store: others may have found a destination slow.
    pub(crate) fn learn(&mut self, states: &[RateState]) {
        for state in states {
            let is_destination = !state.key.relay.is_empty() && !state.key.domain.is_empty();
            if is_destination && state.share.pace(state.now.0).is_some() {
                self.slow.insert(state.key.clone());
            }
        }
    }

    /// A destination accepted a message.
    pub(crate) fn accepted(&mut self, route: &Route, now: Instant) {
        let Some(key) = self.destination(route) else {
            return;
        };
        // A minute tells how fast it went; it must not grow without end.
        let old = self.since.is_some_and(|since| now > since + MINUTE);
        if old || self.accepted.len() > MOST_DESTINATIONS {
            self.accepted.clear();
            self.since = None;
        }
        self.since.get_or_insert(now);
        *self.accepted.entry(key).or_default() += 1;
    }

    /// A destination asks for less.
    pub(crate) fn asks_for_less(&mut self, route: &Route, now: Instant) {
        let Some(key) = self.destination(route) else {
            return;
        };
        let seconds = self.since.map_or(1, |since| (now - since).as_secs().max(1));
        let count = self.accepted.get(&key).copied().unwrap_or(0);
        let per_minute = u64::from(count) * 60 / seconds.min(60);
        let per_minute = u32::try_from(per_minute).unwrap_or(u32::MAX);
        self.slow.insert(key.clone());
        self.slower.insert(key, per_minute);
    }

    fn destination(&self, route: &Route) -> Option<RateKey> {
        let way = self.ways.get(route.relay)?;
        let matters = self.gives_way && !route.domain.is_empty();
        matters.then(|| of_both(&way.name, &route.domain))
    }

    /// Whether permits are needed at all.
    pub(crate) fn is_limited(&self) -> bool {
        self.limited || !self.slow.is_empty()
    }

    /// What to ask of the store before a gate of so many rows, when mail to these domains is due.
    pub(crate) fn asks(
        &mut self,
        due: &[String],
        rows: u32,
        now: Instant,
    ) -> Vec<(RateKey, RateAsk)> {
        let mut targets: BTreeMap<RateKey, (u32, Vec<Limit>)> = BTreeMap::new();
        let mut aim = |key: RateKey, limits: &[Limit], count: u32| {
            if !limits.is_empty() {
                let target = targets.entry(key).or_insert_with(|| (0, limits.to_vec()));
                target.0 = target.0.saturating_add(count).min(rows);
            }
        };
        for domain in due {
            let (name, limits) = self.domains.of(domain);
            aim(of_domain(name), limits, 1);
        }
        let all = u32::try_from(due.len()).unwrap_or(u32::MAX);
        for way in &self.ways {
            aim(of_relay(&way.name), &way.limits, all);
        }
        for key in &self.slow {
            let count = due
                .iter()
                .filter(|due| self.domains.of(due).0 == key.domain)
                .count();
            let count = u32::try_from(count).unwrap_or(u32::MAX).min(rows);
            targets.insert(key.clone(), (count, Vec::new()));
        }
        for (key, (_, limits)) in &targets {
            let pocket = self.pockets.entry(key.clone()).or_default();
            pocket.limits.clone_from(limits);
        }
        let target = |key: &RateKey| targets.get(key).map_or(0, |(target, _)| *target);
        let slower = &self.slower;
        let pockets = self.pockets.iter_mut();
        pockets
            .filter_map(|(key, pocket)| {
                let slower = slower.get(key).copied();
                Some((key.clone(), pocket.ask(target(key), slower, now)?))
            })
            .collect()
    }

    /// What the store answered, in the order of the asks.
    pub(crate) fn granted(&mut self, asks: &[(RateKey, RateAsk)], grants: &[Grant], now: Instant) {
        for ((key, ask), grant) in asks.iter().zip(grants) {
            if let Some(pocket) = self.pockets.get_mut(key) {
                pocket.spare += grant.permits;
                pocket.grant = *grant;
                pocket.asked = Some(now);
                pocket.known = ask.holds + grant.permits > 0 || ask.wants > 0;
                // What landed meanwhile is told with the next ask.
                pocket
                    .landed
                    .drain(..ask.landed.len().min(pocket.landed.len()));
            }
            if ask.slower.is_some() {
                self.slower.remove(key);
            } else if grant.pace.is_none() && self.slow.remove(key) {
                self.pockets.remove(key);
            }
        }
    }

    /// A way and permits for a row; without them: how long it waits.
    pub(crate) fn take(&mut self, wish: Wish<'_>, now: Instant) -> Result<Route, Duration> {
        self.come_back(now);
        let (name, limits) = self.domains.of(wish.domain);
        let (name, limited) = (name.to_owned(), !limits.is_empty());
        let has_permit = |key: &RateKey| self.pockets.get(key).is_some_and(|one| one.spare > 0);
        let domain_key = of_domain(&name);
        if limited && !has_permit(&domain_key) {
            return Err(self.wait(domain_key, wish.urgent, now));
        }
        let all_away = self.ways.iter().all(|way| way.away_until.is_some());
        let may = |way: &&Way| match wish.only {
            Some(only) => way.name == only,
            None => all_away || way.away_until.is_none(),
        };
        let may: Vec<&Way> = self.ways.iter().filter(may).collect();
        let is_slow = |way: &Way| self.slow.contains(&of_both(&way.name, &name));
        let keys = |way: &Way| {
            let relay = (!way.limits.is_empty()).then(|| of_relay(&way.name));
            let both = is_slow(way).then(|| of_both(&way.name, &name));
            relay.into_iter().chain(both)
        };
        let open = |way: &&&Way| !way.is_closed && keys(way).all(|key| has_permit(&key));
        // Whose count is lowest for its weight; one that holds more than its part only if no other can carry it.
        let turn = |way: &&&Way| {
            let is_full = way.out >= way.room;
            (is_full, (way.taken + 1) * 1_000 / u64::from(way.weight))
        };
        let next = may.iter().filter(open).min_by_key(turn);
        let next = next.map(|way| (way.name.clone(), keys(way).collect::<Vec<_>>()));
        let Some((name_of_way, mut keys)) = next else {
            let lacking = may
                .iter()
                .flat_map(|way| keys(way))
                .find(|key| !has_permit(key));
            return Err(match lacking {
                Some(key) => self.wait(key, wish.urgent, now),
                None if may.iter().any(|way| way.is_closed) => CLOSED,
                None => SHORTEST,
            });
        };
        let relay = self.ways.iter().position(|way| way.name == name_of_way);
        if limited {
            keys.push(domain_key);
        }
        let route = Route {
            relay: relay.unwrap_or_default(),
            is_slow: self.slow.contains(&of_both(&name_of_way, &name)),
            domain: name,
            keys,
        };
        if let Some(way) = self.ways.get_mut(route.relay) {
            way.taken += 1;
            way.out += 1;
        }
        self.each(&route, |pocket| {
            pocket.spare = pocket.spare.saturating_sub(1);
            pocket.out += 1;
        });
        Ok(route)
    }

    /// The name of a route's relay, if there are several: what may have arrived by one goes by no other.
    pub(crate) fn name_of(&self, route: &Route) -> Option<&str> {
        let way = self.ways.get(route.relay)?;
        (self.ways.len() > 1).then_some(way.name.as_str())
    }

    /// A relay is away, or wants no more now. Whether another one carries its mail.
    pub(crate) fn is_away(&mut self, route: &Route, now: Instant) -> bool {
        if let Some(way) = self.ways.get_mut(route.relay)
            && way.away_until.replace(now + AWAY).is_none()
        {
            self.count_anew();
        }
        self.ways.iter().any(|way| way.away_until.is_none())
    }

    /// Relays whose mail others carry.
    pub(crate) fn relieved(&self) -> Vec<usize> {
        let away = |(_, way): &(usize, &Way)| way.away_until.is_some();
        let found: Vec<usize> = self
            .ways
            .iter()
            .enumerate()
            .filter(away)
            .map(|(at, _)| at)
            .collect();
        if found.len() < self.ways.len() {
            found
        } else {
            Vec::new()
        }
    }

    fn come_back(&mut self, now: Instant) {
        let mut came = false;
        for way in &mut self.ways {
            if way.away_until.is_some_and(|until| until <= now) {
                way.away_until = None;
                came = true;
            }
        }
        if came {
            self.count_anew();
        }
    }

    /// Who was away must not make up for it.
    fn count_anew(&mut self) {
        for way in &mut self.ways {
            way.taken = 0;
        }
    }

    /// The row did not go: its permits are for others.
    pub(crate) fn give_back(&mut self, route: &Route) {
        if let Some(way) = self.ways.get_mut(route.relay) {
            way.taken = way.taken.saturating_sub(1);
            way.out = way.out.saturating_sub(1);
        }
        self.each(route, |pocket| {
            pocket.out = pocket.out.saturating_sub(1);
            pocket.spare += 1;
        });
    }

    /// The row's outcome is known.
    pub(crate) fn landed(&mut self, route: &Route, now: Instant) {
        if let Some(way) = self.ways.get_mut(route.relay) {
            way.out = way.out.saturating_sub(1);
        }
        self.each(route, |pocket| {
            pocket.out = pocket.out.saturating_sub(1);
            pocket.landed.push(now);
        });
    }

    /// How long a run rests before it looks for rows that waited for a permit. `None`: there are none, or they wait too long.
    pub(crate) fn rest(&self, now: Instant) -> Option<Duration> {
        let rests = self.pockets.values().filter_map(|pocket| pocket.rest(now));
        rests.min().filter(|rest| *rest <= PATIENCE)
    }

    fn wait(&mut self, key: RateKey, urgent: bool, now: Instant) -> Duration {
        self.pockets.entry(key).or_default().wait(urgent, now)
    }

    fn each(&mut self, route: &Route, change: impl Fn(&mut Pocket)) {
        for key in &route.keys {
            if let Some(pocket) = self.pockets.get_mut(key) {
                change(pocket);
            }
        }
    }
}

impl Pocket {
    /// What it says to the store if so many permits are of use; `None`: there is nothing to say.
    fn ask(&mut self, target: u32, slower: Option<u32>, now: Instant) -> Option<RateAsk> {
        if target == 0 && !self.known && self.landed.is_empty() && slower.is_none() {
            return None;
        }
        self.spare = self.spare.min(target);
        let ago = |at: &Instant| i64::try_from((now - *at).as_millis()).unwrap_or(i64::MAX);
        Some(RateAsk {
            limits: self.limits.clone(),
            holds: self.out + self.spare,
            landed: self.landed.iter().map(|at| (ago(at), 1)).collect(),
            wants: target - self.spare,
            slower,
        })
    }

    /// How long a row waits that finds no permit here.
    fn wait(&mut self, urgent: bool, now: Instant) -> Duration {
        let base = self.asked.unwrap_or(now) + millis(self.grant.after);
        let soonest = base.max(now + SHORTEST);
        if urgent {
            return (soonest - now).min(LONGEST);
        }
        let slot = self.slot.map_or(soonest, |slot| slot.max(soonest));
        if self.slot.is_none_or(|slot| slot <= now) {
            self.first = Some(slot);
        }
        // A little faster than permits come: a row that comes early waits once more, a permit that is not used is lost.
        let every = millis(self.grant.every) * 9 / 10;
        self.slot = Some((slot + every).min(now + LONGEST));
        (slot - now).min(LONGEST)
    }

    /// When a row that waits here may be due.
    fn rest(&self, now: Instant) -> Option<Duration> {
        let until = self.slot.filter(|slot| *slot > now)?;
        let first = self.first.filter(|first| *first > now);
        let next = first.unwrap_or(now + millis(self.grant.every));
        Some((next.min(until) - now).max(LOOK))
    }
}

fn millis(count: i64) -> Duration {
    Duration::from_millis(u64::try_from(count).unwrap_or(0))
}

fn of_relay(name: &str) -> RateKey {
    RateKey {
        relay: name.to_owned(),
        domain: String::new(),
    }
}

fn of_both(relay: &str, domain: &str) -> RateKey {
    RateKey {
        relay: relay.to_owned(),
        domain: domain.to_owned(),
    }
}

fn of_domain(name: &str) -> RateKey {
    RateKey {
        relay: String::new(),
        domain: name.to_owned(),
    }
}

#[cfg(test)]
mod tests;
