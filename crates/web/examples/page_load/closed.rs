//! As fast as the server can: each connection asks again as soon as it was answered. It never pauses.

use crate::wire::Wire;
use crate::{jumping, quantile};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 32;

/// Seconds before anything is counted.
const WARM: f64 = 2.0;

/// What was asked.
pub(crate) struct Asked {
    pub(crate) requests_per_s: f64,
    pub(crate) p99_ms: f64,
}

pub(crate) async fn run(address: &str, people: &[String], query: &str, seconds: f64) -> Asked {
    let order = jumping(people).take(people.len());
    let order: Arc<[String]> = order.map(|path| format!("{path}{query}")).collect();
    let turn = Arc::new(AtomicUsize::new(0));
    let begin = Instant::now() + Duration::from_secs_f64(WARM);
    let end = begin + Duration::from_secs_f64(seconds);
    let connections: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (order, turn, address) =
                (Arc::clone(&order), Arc::clone(&turn), address.to_owned());
            tokio::spawn(async move {
                let mut wire = Wire::open(&address).await;
                let mut times = Vec::new();
                loop {
                    let asked = Instant::now();
                    if asked >= end {
                        return times;
                    }
                    let path = &order[turn.fetch_add(1, Ordering::Relaxed) % order.len()];
                    let status = wire.get(path).await.status;
                    assert_eq!(status, 200, "{path}");
                    let answered = Instant::now();
                    if asked >= begin && answered <= end {
                        times.push((answered - asked).as_secs_f64() * 1_000.0);
                    }
                }
            })
        })
        .collect();
    let mut times = Vec::new();
    for connection in connections {
        times.extend(connection.await.unwrap());
    }
    times.sort_by(f64::total_cmp);
    Asked {
        requests_per_s: times.len() as f64 / seconds,
        p99_ms: quantile(&times, 0.99),
    }
}
