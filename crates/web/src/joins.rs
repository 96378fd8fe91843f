//! Who may press "join", and the work behind it. The limits know networks and times, never an address: what they say is the same
//! for all. Here they are kept by this process alone, so that the answer waits for nobody; the work counts once more in the
//! store, for all processes and over restarts, and sends nothing beyond them. The limits of an address stand there, too.

use crate::WebOptions;
use crate::error::WebError;
use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;
use lagom_app::Installation;
use lagom_app::joining::{JoinLimits, Wish, ask};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// So many networks are counted; beyond it all counts begin anew.
const MOST_NETWORKS: usize = 100_000;

/// So many presses wait for the store at once.
const MOST_WAITING: usize = 2_048;

/// Counts presses, and carries them out one after the other.
pub(crate) struct Joins {
    counts: Mutex<Counts>,
    waiting: Arc<Semaphore>,
    turn: Arc<Semaphore>,
    options: WebOptions,
}

struct Counts {
    /// Presses of the minute that began then.
    minute: (Instant, u32),
    /// Presses of a network in the hour that began then.
    networks: HashMap<u64, (Instant, u32)>,
}

impl Joins {
    pub(crate) fn new(options: WebOptions) -> Self {
        Self {
            counts: Mutex::new(Counts {
                minute: (Instant::now(), 0),
                networks: HashMap::new(),
            }),
            waiting: Arc::new(Semaphore::new(MOST_WAITING)),
            turn: Arc::new(Semaphore::new(1)),
            options,
        }
    }

    /// Counts a press; refuses it if there are too many, from its network or in all. Answers the network, if it is known.
    pub(crate) fn admit(
        &self,
        request: &Request,
        headers: &HeaderMap,
    ) -> Result<Option<u64>, WebError> {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|peer| peer.0.ip());
        let from = if self.options.behind_proxy {
            forwarded(headers).or(peer)
        } else {
            peer
        };
        let network = from.map(network);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.admits(network, &self.options, Instant::now()) {
            Ok(network)
        } else {
            Err(WebError::TooMany)
        }
    }

    /// Begins the work, which goes on after the answer.
    pub(crate) fn begin(&self, house: &Installation, wish: Wish) -> Result<(), WebError> {
        let waiting = Arc::clone(&self.waiting).try_acquire_owned();
        let waiting = waiting.map_err(|_| WebError::TooMany)?;
        let (turn, house) = (Arc::clone(&self.turn), house.clone());
        let limits = JoinLimits {
            a_minute: self.options.joins_a_minute,
            an_hour_from_a_network: self.options.joins_an_hour_from_a_network,
        };
        tokio::spawn(async move {
            let _turn = turn.acquire().await;
            if let Err(error) = ask(&house, &wish, limits).await {
                tracing::error!(%error, "a joining could not be taken");
            }
            drop(waiting);
        });
        Ok(())
    }
}

impl Counts {
    fn admits(&mut self, network: Option<u64>, options: &WebOptions, now: Instant) -> bool {
        const MINUTE: Duration = Duration::from_mins(1);
        const HOUR: Duration = Duration::from_hours(1);
        if now.duration_since(self.minute.0) >= MINUTE {
            self.minute = (now, 0);
        }
        self.minute.1 = self.minute.1.saturating_add(1);
        if self.minute.1 > options.joins_a_minute {
            return false;
        }
        let Some(network) = network else {
            return true;
        };
        if self.networks.len() >= MOST_NETWORKS {
            self.networks.clear();
        }
        let count = self.networks.entry(network).or_insert((now, 0));
        if now.duration_since(count.0) >= HOUR {
            *count = (now, 0);
        }
        count.1 = count.1.saturating_add(1);
        count.1 <= options.joins_an_hour_from_a_network
    }
}

/// What the proxy in front says: the last address it added.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let value = headers.get_all("x-forwarded-for").iter().next_back()?;
    let last = value.to_str().ok()?.rsplit(',').next()?;
    last.trim().parse().ok()
}

/// The network of an address: the first 24 bits, or with IPv6 the first 56, which one customer has.
fn network(address: IpAddr) -> u64 {
    match address.to_canonical() {
        IpAddr::V4(address) => u64::from(u32::from(address) >> 8),
        IpAddr::V6(address) => {
            let bits = u128::from(address) >> 72;
            u64::try_from(bits).unwrap_or(u64::MAX) | (1 << 63)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> WebOptions {
        WebOptions {
            joins_a_minute: 5,
            joins_an_hour_from_a_network: 2,
            ..WebOptions::default()
        }
    }

    #[test]
    fn a_network_and_all_of_them_have_their_limits() {
        let start = Instant::now();
        let mut counts = Counts {
            minute: (start, 0),
            networks: HashMap::new(),
        };
        let options = options();
        let admitted = |counts: &mut Counts, network, seconds| {
            counts.admits(
                Some(network),
                &options,
                start + Duration::from_secs(seconds),
            )
        };
        assert!(admitted(&mut counts, 1, 0));
        assert!(admitted(&mut counts, 1, 0));
        assert!(!admitted(&mut counts, 1, 0), "the network's hour is full");
        assert!(admitted(&mut counts, 2, 0));
        assert!(admitted(&mut counts, 3, 0));
        assert!(!admitted(&mut counts, 4, 0), "the minute is full");
        assert!(admitted(&mut counts, 4, 60));
        assert!(!admitted(&mut counts, 1, 61), "the hour goes on");
        assert!(admitted(&mut counts, 1, 3_600));
    }

    #[test]
    fn neighbours_are_one_network() {
        let same = |one: &str, other: &str| {
            network(one.parse().unwrap()) == network(other.parse().unwrap())
        };
        assert!(same("192.0.2.1", "192.0.2.254"));
        assert!(same("::ffff:192.0.2.1", "192.0.2.9"));
        assert!(!same("192.0.2.1", "192.0.3.1"));
        assert!(same("2001:db8:1:200::1", "2001:db8:1:2ff::9"));
        assert!(!same("2001:db8:1:200::1", "2001:db8:1:300::1"));
    }

    #[test]
    fn the_last_address_is_the_proxys_own_word() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "10.9.9.9, 192.0.2.7".parse().unwrap());
        assert_eq!(forwarded(&headers), "192.0.2.7".parse().ok());
    }
}
