//! What `cargo xtask bench plan` measures: fills a database with the committed, seeded fixture (`fill`), and plans what is due
//! in it as a tick does (`plan`). Two processes, so that the memory of planning is planning's own. It never sends anything.

#![expect(
    clippy::print_stdout,
    reason = "the measurement is what it prints; it is run by xtask alone"
)]

mod fixture;

use lagom_model::{Policy, SeededIds, Shelf, Timestamp};
use lagom_scheduler::Planner;
use lagom_store::{GateRequest, GateVerdict, Leaves, Store};
use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

type Done<T> = Result<T, Box<dyn Error>>;

/// The store of a URL, for either database.
async fn open(url: &str) -> Done<Arc<dyn Store>> {
    if url.starts_with("sqlite:") {
        let options = lagom_store_sqlite::Options::parse(url)?;
        return Ok(Arc::new(lagom_store_sqlite::open(&options).await?));
    }
    let options = lagom_store_postgres::Options::new(url);
    Ok(Arc::new(lagom_store_postgres::open(&options).await?))
}

/// Plans what is due, and prints what it took.
async fn plan(url: &str, people: u32) -> Done<()> {
    let store = open(url).await?;
    let known = store.catalogue().await?;
    let policy = store.policy().await?.unwrap_or_else(Policy::product);
    let planner = Planner {
        store: &*store,
        known: &known,
        policy: &policy,
    };
    let began = Instant::now();
    let totals = planner
        .plan_due(&mut Shelf::new(), fixture::NOW, &|_| true)
        .await?;
    let seconds = began.elapsed().as_secs_f64();
    if !totals.complete || totals.letters != totals.people {
        return Err(format!("not everything was planned: {totals:?}").into());
    }
    gate_takes_them(&*store, totals.letters).await?;
    println!(
        "{}",
        serde_json::json!({
            "people": people,
            "letters": totals.letters,
            "seconds": seconds,
            "statements": store.statements(),
        })
    );
    Ok(())
}

/// What was planned is what a gate takes: 64 rows, each with its parts.
async fn gate_takes_them(store: &dyn Store, letters: u64) -> Done<()> {
    let ids = SeededIds::new(2);
    let at = fixture::NOW;
    let owner = store.enter(lagom_model::Ids::public_id(&ids), at).await?;
    let request = GateRequest {
        owner,
        now: at,
        limit: 64,
        only: None,
        touches_since: at.plus(-30 * Timestamp::DAY),
        ids: &ids,
    };
    let wait = |_: &_, case: &lagom_store::GateCase| GateVerdict {
        decision: lagom_model::Decision {
            verdict: lagom_model::Verdict::Defer { until: at },
            parts: Vec::new(),
            left_out: lagom_model::Classes::NONE,
            reading_left: None,
            reasons: Vec::new(),
            policy: 1,
            revision: 1,
        },
        leaves: Leaves::Planned {
            due_at: case.delivery.due_at,
        },
        ends: Vec::new(),
    };
    let gated = store.gate(request, &wait).await?;
    let whole = gated.iter().filter(|one| {
        let case = &one.case;
        case.touches.len() == 3 && case.contact.is_some() && !case.delivery.parts.is_empty()
    });
    let whole = whole.count();
    store.leave(owner).await?;
    if u64::try_from(whole)? != letters.min(64) {
        return Err(format!("a gate found {whole} whole letters of {}", gated.len()).into());
    }
    Ok(())
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Done<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["fill", url, people, due] => fixture::fill(url, people.parse()?, due.parse()?).await,
        ["plan", url, people] => plan(url, people.parse()?).await,
        _ => Err("say `fill URL PEOPLE PERCENT-DUE` or `plan URL PEOPLE`".into()),
    }
}
