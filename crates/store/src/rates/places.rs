//! The arithmetic of a relay's connections, shared by all dispatchers that live. It knows no clock, no database and no dispatcher
//! but by id.
//!
//! A *place* is a connection that may be open. Who has more than its share is told to use fewer, and its places are counted until
//! it says that they are closed. So all together never have more than there are, whoever comes and goes.

use lagom_model::PublicId;
use serde::{Deserialize, Serialize};

/// What a dispatcher says and wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlaceAsk {
    /// All places, by its configuration.
    pub most: u32,
    /// Those that it has: connections open, and others that it might open at any moment.
    pub holds: u32,
    /// So many are of use to it. None wanted and none held: it leaves.
    pub wants: u32,
}

/// What it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlaceGrant {
    /// It may have so many from now on; what it holds beyond them it closes, and says so.
    pub may: u32,
    /// It has a right to so many: others are to close theirs.
    pub fair: u32,
    /// Dispatchers that want some.
    pub sharers: u32,
}

/// Who has how many of a relay's places.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Places {
    /// In the order in which they came.
    holders: Vec<Holder>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Holder {
    owner: PublicId,
    holds: u32,
    wants: bool,
}

impl Places {
    /// Dispatchers that may hold some.
    pub fn holders(&self) -> impl Iterator<Item = PublicId> {
        self.holders.iter().map(|holder| holder.owner)
    }

    /// How many each of them holds, in the order in which they came.
    pub fn each(&self) -> impl Iterator<Item = u32> {
        self.holders.iter().map(|holder| holder.holds)
    }

    /// Places that somebody holds.
    pub fn used(&self) -> u32 {
        self.each().sum()
    }

    /// A dispatcher's turn. `gone`: holders that live no more, whose connections ended with them.
    pub fn turn(&mut self, owner: PublicId, ask: &PlaceAsk, gone: &[PublicId]) -> PlaceGrant {
        self.holders
            .retain(|holder| !gone.contains(&holder.owner) || holder.owner == owner);
        let place = self.holders.iter().position(|holder| holder.owner == owner);
        let before = place.and_then(|at| self.holders.get(at));
        let before = before.map_or(0, |holder| holder.holds);
        let mut mine = Holder {
            owner,
            holds: ask.holds,
            wants: ask.wants > 0,
        };
        let others = self.used() - before;
        match place.and_then(|at| self.holders.get_mut(at)) {
            Some(holder) => holder.clone_from(&mine),
            None => self.holders.push(mine.clone()),
        }
        let (fair, sharers) = self.fair(owner, ask.most);
        let fair = fair.min(ask.wants);
        // Who had some before others took too many keeps them.
        let free = ask.most.saturating_sub(others).max(before);
        let may = fair.min(free);
        mine.holds = ask.holds.max(may);
        self.holders.retain_mut(|holder| {
            if holder.owner == owner {
                holder.holds = mine.holds;
            }
            holder.wants || holder.holds > 0
        });
        PlaceGrant { may, fair, sharers }
    }

    /// A dispatcher's part, and how many share. What does not divide is for those who came first: if there are more of them than
    /// places, the others stand in line.
    fn fair(&self, owner: PublicId, most: u32) -> (u32, u32) {
        let sharers = self.holders.iter().filter(|holder| holder.wants);
        let sharers: Vec<PublicId> = sharers.map(|holder| holder.owner).collect();
        let count = u32::try_from(sharers.len()).unwrap_or(u32::MAX);
        let rank = sharers.iter().position(|one| *one == owner);
        let Some(rank) = rank.and_then(|rank| u32::try_from(rank).ok()) else {
            return (0, count);
        };
        let each = most / count.max(1);
        let one_more = u32::from(rank < most % count.max(1));
        (each + one_more, count)
    }
}

#[cfg(test)]
mod tests;
