//! A domain asks for less: from then on it is sent less a minute, and nobody else waits for it.

use std::fmt::Write as _;
use std::thread::sleep;
use std::time::{Duration, Instant};

use lagom_catcher::{Action, Behaviour, Catcher, CatcherOptions, Step, When};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::support::{Backend, Finished, House, text};

const SATURDAY: &str = "2025-11-01T10:00:00Z";
/// In the past of any clock: ticks here go by the machine's own.
const DUE: &str = "2025-11-03T10:00:00Z";
const PEOPLE: usize = 400;
/// Who is answered "slow down", once.
const ANSWERED: &str = "reader80@slow.example";

/// Nothing goes there for so long.
const REST: Duration = Duration::from_secs(5);

fn house(backend: Backend, catcher: &Catcher) -> House {
    let mut house = House::new(backend, &["north"]).to(&format!("smtp://{}", catcher.address()));
    house.settings.policy =
        "[policy]\nspread_minutes = 0\nquiet = { from = \"00:00\", to = \"00:00\" }\n".to_owned();
    house.configure();
    let mut csv = "email,cadence:north\n".to_owned();
    for nth in 0..PEOPLE {
        let domain = if nth % 4 == 3 { "fast" } else { "slow" };
        writeln!(csv, "reader{nth}@{domain}.example,every-issue").unwrap();
    }
    house.import(SATURDAY, &csv);
    let letter = text::letter("Snow", "Snow fell", &[]);
    house.publish(SATURDAY, "north", &letter, DUE);
    house
}

fn came(catcher: &Catcher, domain: &str) -> usize {
    let mails = catcher.messages();
    let to = |address: &String| address.ends_with(domain);
    mails.iter().filter(|mail| mail.to.iter().any(to)).count()
}

fn it_is_sent_less(backend: Backend) {
    let runtime = Runtime::new().unwrap();
    let started = runtime.block_on(Catcher::start("127.0.0.1:0", CatcherOptions::default()));
    let catcher = started.unwrap();
    let slow_down = Action::reply(451, "4.7.1 slow down");
    let when = When::Recipient(ANSWERED.to_owned());
    catcher.behave(Behaviour::friendly().on(Step::Rcpt, when, slow_down));
    let house = house(backend, &catcher);
    let began = Instant::now();
    Finished::wait(house.start(["--json", "tick"]));
    let asked = Instant::now();
    assert_eq!(
        came(&catcher, "fast.example"),
        PEOPLE / 4,
        "nobody else waits"
    );
    let before = came(&catcher, "slow.example");
    let status = house.run(["--json", "run", "status"]).ok().json();
    let limits = status[0]["limits"].as_array().unwrap();
    let is_slow = |limit: &&Value| limit["domain"] == "slow.example";
    let slow = limits
        .iter()
        .find(is_slow)
        .unwrap_or_else(|| panic!("{status}"));
    let count = |key: &str| usize::try_from(slow[key].as_u64().unwrap()).unwrap();
    let (per_minute, usual) = (count("per_minute"), count("usual_per_minute"));
    assert!(per_minute <= usual / 2 && per_minute > 0, "{slow}");
    // Where everything is slow, the moment of rest passes within the tick.
    let all = 3 * PEOPLE / 4 - 1;
    let rested = asked - began >= REST;
    assert!(before < all || rested, "all {before} went at once");

    // The moment of rest is over.
    sleep((REST + Duration::from_millis(500)).saturating_sub(asked.elapsed()));
    let mut tick = house.start(["--json", "tick"]);
    let mut series = Vec::new();
    while tick.try_wait().unwrap().is_none() {
        series.push((Instant::now(), catcher.count()));
        sleep(Duration::from_millis(10));
    }
    Finished::wait(tick);
    let most = series.iter().enumerate().map(|(nth, (began, first))| {
        let within = series[nth..].iter();
        let last = within
            .take_while(|(at, _)| *at < *began + Duration::from_secs(1))
            .last();
        last.map_or(0, |(_, count)| count - first)
    });
    let most = most.max().unwrap_or(0);
    let after = came(&catcher, "slow.example");
    println!(
        "{backend:?}: {before} before, {per_minute} a minute in place of {usual}, then {} and at most {most} in a second",
        after - before
    );
    assert!(after > before || before == all, "it goes on");
    // A minute's share goes within half a minute at the soonest; a step more of the counting is nobody's fault.
    assert!(most <= per_minute.div_ceil(30) + 2, "{most} in a second");
    assert!(house.outbox(DUE, "held").is_empty());
}

#[test]
fn it_is_sent_less_on_sqlite() {
    it_is_sent_less(Backend::Sqlite);
}

#[test]
fn it_is_sent_less_on_postgres() {
    it_is_sent_less(Backend::Postgres);
}
