//! The limits in force, for `lagom run status`: how much of each is used, and by how many processes. It changes none.

use crate::wire::Wired;
use lagom_model::Timestamp;
use lagom_store::{Limit, Pace, RateKey, RateState};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A limit as it stands.
pub(super) struct Standing {
    key: RateKey,
    /// How much of each window is used.
    windows: Vec<(Limit, u32)>,
    /// Connections that somebody has, and the most there may be.
    connections: Option<(u32, u32)>,
    /// How many each process has.
    each: Vec<u32>,
    /// Processes that hold permits or connections.
    holders: usize,
    /// How fast it is served since it asked for less.
    pace: Option<Pace>,
}

/// All that are configured, as they stand by the database's clock.
pub(super) async fn standing(wired: &Wired) -> anyhow::Result<Vec<Standing>> {
    let states = wired.installation.store.rates().await?;
    let mut found: BTreeMap<RateKey, Vec<Limit>> = BTreeMap::new();
    for way in wired.file.ways_out() {
        found.insert(key(way.name, ""), way.limits());
    }
    let domains = wired.file.domain_limits();
    for (name, limits) in domains.named.into_values() {
        found.insert(key("", &name), limits);
    }
    // The others have a share each, once mail went there; so have destinations that asked for less.
    for state in &states {
        let is_other = state.key.relay.is_empty();
        let limits = if is_other { &domains.others[..] } else { &[] };
        found
            .entry(state.key.clone())
            .or_insert_with(|| limits.to_vec());
    }
    let all = found.into_iter().map(|(key, limits)| {
        let state = states.iter().find(|state| state.key == key);
        let mut ways = wired.file.ways_out();
        let way = ways.find(|way| key == self::key(way.name, ""));
        let connections = way.and_then(|way| u32::try_from(way.connections).ok());
        stands(key, &limits, connections, state)
    });
    let says =
        |one: &Standing| !one.windows.is_empty() || one.connections.is_some() || one.pace.is_some();
    Ok(all.filter(says).collect())
}

/// `connections`: the most there may be, of a relay. They are told while somebody has some.
fn stands(
    key: RateKey,
    limits: &[Limit],
    connections: Option<u32>,
    state: Option<&RateState>,
) -> Standing {
    let used = |limit: &Limit| state.map_or(0, |state| state.share.used(limit.window, state.now.0));
    Standing {
        key,
        windows: limits.iter().map(|limit| (*limit, used(limit))).collect(),
        connections: connections.and_then(|most| {
            let used = state.map_or(0, |state| state.places.used());
            (used > 0).then_some((used, most))
        }),
        each: state.map_or_else(Vec::new, |state| state.places.each().collect()),
        holders: state.map_or(0, |state| {
            let permits = state.share.holders().count();
            permits.max(state.places.holders().count())
        }),
        pace: state.and_then(|state| state.share.pace(state.now.0)),
    }
}

impl Standing {
    /// A line for the operator.
    pub(super) fn line(&self) -> String {
        let mut line = match (self.key.relay.as_str(), self.key.domain.as_str()) {
            ("", domain) => format!("to {domain}: "),
            (relay, "") => format!("through {relay}: "),
            (relay, domain) => format!("through {relay} to {domain}: "),
        };
        let windows = self.windows.iter();
        let windows = windows.map(|(limit, used)| (*used, limit.most, window(limit)));
        let connections = self.connections.iter();
        let connections = connections.map(|(used, most)| (*used, *most, "connections"));
        for (place, (used, most, what)) in windows.chain(connections).enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            let _ = write!(line, "{comma}{used} of {most} {what}");
        }
        if let Some(pace) = self.pace {
            let since = Timestamp(pace.since);
            let _ = write!(
                line,
                "{} a minute in place of {}, since it asked for less at {since}",
                pace.per_minute, pace.usual
            );
        }
        if self.holders > 0 {
            let _ = write!(line, "; shared by {}", self.holders);
        }
        line
    }

    /// The same as data.
    pub(super) fn data(&self) -> Value {
        let windows = self.windows.iter().map(|(limit, used)| {
            json!({ "milliseconds": limit.window, "most": limit.most, "used": used })
        });
        json!({
            "relay": self.key.relay,
            "domain": self.key.domain,
            "windows": windows.collect::<Vec<_>>(),
            "connections": self.connections.map(|(used, most)| {
                json!({ "most": most, "used": used, "each": self.each })
            }),
            "holders": self.holders,
            "per_minute": self.pace.map(|pace| pace.per_minute),
            "usual_per_minute": self.pace.map(|pace| pace.usual),
        })
    }
}

fn window(limit: &Limit) -> &'static str {
    match limit.window {
        0 => "at once",
        1_000 => "in a second",
        3_600_000 => "in an hour",
        _ => "in a day",
    }
}

fn key(relay: &str, domain: &str) -> RateKey {
    RateKey {
        relay: relay.to_owned(),
        domain: domain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lagom_model::PublicId;
    use lagom_store::{PlaceAsk, Places, RateAsk, Share};

    #[test]
    fn a_limit_says_what_is_used_and_by_how_many() {
        let limits = vec![
            Limit {
                window: 1_000,
                most: 100,
            },
            Limit {
                window: 86_400_000,
                most: 5_000,
            },
        ];
        let mut share = Share::default();
        let ask = |landed, wants| RateAsk {
            limits: limits.clone(),
            landed,
            wants,
            ..RateAsk::default()
        };
        share.turn(PublicId(1), &ask(vec![(0, 30)], 0), &[], 0);
        share.turn(PublicId(2), &ask(Vec::new(), 7), &[], 5_000);
        let state = RateState {
            key: key("", "slow.example"),
            share,
            places: Places::default(),
            now: Timestamp(5_000),
        };
        let standing = stands(state.key.clone(), &limits, None, Some(&state));
        assert_eq!(
            standing.line(),
            "to slow.example: 7 of 100 in a second, 37 of 5000 in a day; shared by 1"
        );
        assert_eq!(standing.data()["windows"][1]["used"], 37);
        let asked = RateAsk {
            slower: Some(240),
            ..RateAsk::default()
        };
        let mut slow = Share::default();
        slow.turn(PublicId(1), &asked, &[], 1_000);
        let state = RateState {
            key: key("mail", "slow.example"),
            share: slow,
            places: Places::default(),
            now: Timestamp(2_000),
        };
        let slow = stands(state.key.clone(), &[], None, Some(&state));
        assert_eq!(
            slow.line(),
            "through mail to slow.example: 120 a minute in place of 240, since it asked for less at 1970-01-01T00:00:01Z"
        );
        assert_eq!(slow.data()["per_minute"], 120);
        let at_once = [Limit { window: 0, most: 4 }];
        let unused = stands(key("mail", ""), &at_once, Some(6), None);
        assert_eq!(unused.line(), "through mail: 0 of 4 at once");

        let mut places = Places::default();
        for n in 1..=2 {
            let ask = PlaceAsk {
                most: 6,
                holds: 0,
                wants: 4,
            };
            places.turn(PublicId(n), &ask, &[]);
        }
        let state = RateState {
            key: key("mail", ""),
            share: Share::default(),
            places,
            now: Timestamp(1_000),
        };
        let open = stands(state.key.clone(), &[], Some(6), Some(&state));
        let told = "through mail: 6 of 6 connections; shared by 2";
        assert_eq!(open.line(), told);
        assert_eq!(open.data()["connections"]["used"], 6);
    }
}
