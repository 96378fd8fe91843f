//! At a constant rate, whatever the server does: 300 pages and 20 choices a second. What waits for a late answer waits from the
//! instant it was due, so a pause of the server counts for all that fell due in it. It never skips a request.

use crate::wire::Wire;
use crate::{jumping, quantile};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Requests a second.
const RATE: f64 = 320.0;
/// One in so many is a choice.
const CHOICE: usize = 16;

/// How long requests waited, in milliseconds.
pub(crate) struct Waited {
    pub(crate) asked: usize,
    pub(crate) median_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) p99_ms_get: f64,
    pub(crate) p99_ms_post: f64,
    pub(crate) worst_ms: f64,
}

pub(crate) async fn run(address: &str, people: &[String], seconds: f64) -> Waited {
    let idle: Arc<Mutex<Vec<Wire>>> = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..64 {
        let wire = Wire::open(address).await;
        idle.lock().unwrap().push(wire);
    }
    let count = (RATE * seconds) as usize;
    let begin = Instant::now();
    let mut requests = Vec::with_capacity(count);
    for (n, path) in jumping(people).take(count).enumerate() {
        let due = begin + Duration::from_secs_f64(n as f64 / RATE);
        tokio::time::sleep_until(due.into()).await;
        let (idle, address, path) = (Arc::clone(&idle), address.to_owned(), path.clone());
        requests.push(tokio::spawn(async move {
            let free = idle.lock().unwrap().pop();
            let mut wire = match free {
                Some(wire) => wire,
                None => Wire::open(&address).await,
            };
            let is_choice = n % CHOICE == 0;
            if is_choice {
                // Alternately, so that a second choice of the same person is a change as well.
                let choice = ["monthly", "fortnightly"][n / CHOICE % 2];
                let form = format!("do=how-often&newsletter=weekly&choice={choice}");
                assert_eq!(wire.post(&path, &form).await.status, 303, "{path}");
            } else {
                assert_eq!(wire.get(&path).await.status, 200, "{path}");
            }
            let waited = due.elapsed().as_secs_f64() * 1_000.0;
            idle.lock().unwrap().push(wire);
            (is_choice, waited)
        }));
    }
    let mut waited = Vec::with_capacity(count);
    for request in requests {
        waited.push(request.await.unwrap());
    }
    let times = |which: &dyn Fn(bool) -> bool| {
        let some = waited.iter().filter(|(choice, _)| which(*choice));
        let mut times: Vec<f64> = some.map(|(_, waited)| *waited).collect();
        times.sort_by(f64::total_cmp);
        times
    };
    let all = times(&|_| true);
    Waited {
        asked: all.len(),
        median_ms: quantile(&all, 0.5),
        p99_ms: quantile(&all, 0.99),
        p99_ms_get: quantile(&times(&|choice| !choice), 0.99),
        p99_ms_post: quantile(&times(&|choice| choice), 0.99),
        worst_ms: quantile(&all, 1.0),
    }
}
