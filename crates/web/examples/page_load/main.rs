//! What `cargo xtask bench page` asks of a running server: the preference pages of all people of an installation, each time of
//! somebody else. `closed`: every connection asks again as soon as it was answered, as fast as the server can. `open`: requests are
//! due at a constant rate, and each waits from the instant it was due, whether or not the server had time for it. Prints one line of
//! JSON. It never judges.
//!
//! `page_load DATABASE KEYS ADDRESS:PORT closed|open SECONDS`

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a measurement: it ends where a step fails, and its one line is its answer"
)]

mod closed;
mod look;
mod open;
mod wire;

use lagom_links::{KeyRing, Scope};
use lagom_store::People as _;
use serde::Deserialize;
use std::path::Path;

/// What is read of the key file.
#[derive(Deserialize)]
struct KeyFile {
    links: KeyRing,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [database, keys, address, mode, seconds] = words.as_slice() else {
        panic!("page_load DATABASE KEYS ADDRESS:PORT closed|open SECONDS");
    };
    let people = addresses_of_pages(Path::new(database), Path::new(keys)).await;
    let seconds: f64 = seconds.parse().expect("a number of seconds");
    let line = match mode.as_str() {
        "closed" => {
            let pages = look::at(address, &people).await;
            let asked = closed::run(address, &people, "", seconds).await;
            // A page that says what was just done is never kept: each is composed for its reader.
            let composed = closed::run(address, &people, "?what=already", seconds / 2.0).await;
            serde_json::json!({
                "requests_per_s": asked.requests_per_s,
                "p99_ms_closed": asked.p99_ms,
                "composed_per_s": composed.requests_per_s,
                "page_kb": pages.largest as f64 / 1_000.0,
                "foreign_addresses": pages.foreign,
            })
        }
        "open" => {
            let waited = open::run(address, &people, seconds).await;
            serde_json::json!({
                "p99_ms_while_dispatching": waited.p99_ms,
                "p99_ms_get": waited.p99_ms_get,
                "p99_ms_post": waited.p99_ms_post,
                "median_ms_while_dispatching": waited.median_ms,
                "worst_ms_while_dispatching": waited.worst_ms,
                "asked": waited.asked,
            })
        }
        other => panic!("`{other}` is neither `closed` nor `open`"),
    };
    println!("{line}");
}

/// The path of everybody's page.
async fn addresses_of_pages(database: &Path, keys: &Path) -> Vec<String> {
    let keys = std::fs::read_to_string(keys).unwrap();
    let keys: KeyFile = toml::from_str(&keys).unwrap();
    let options = lagom_store_sqlite::Options::new(database);
    let store = lagom_store_sqlite::open(&options).await.unwrap();
    let mut paths = Vec::new();
    let mut after = None;
    loop {
        let page = store.people(after, 1_000).await.unwrap();
        let tokens = page.people.iter();
        let tokens = tokens.map(|person| keys.links.sign(Scope::Preferences, person.link));
        paths.extend(tokens.map(|token| format!("/p/{token}")));
        if page.after.is_none() {
            return paths;
        }
        after = page.after;
    }
}

/// Everybody in an order that jumps about and visits all before it repeats one, the same on every run.
fn jumping(people: &[String]) -> impl Iterator<Item = &String> {
    // A prime that no such list is a multiple of.
    const STEP: usize = 7_919;
    (0..).map(|n| &people[n * STEP % people.len()])
}

/// The value below which this share of the sorted values lies.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len() as f64 * share) as usize;
    let last = sorted.len().checked_sub(1);
    last.map_or(0.0, |last| sorted[place.min(last)])
}
