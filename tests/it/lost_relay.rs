//! A relay is lost in the middle of its work, when it is trusted with several messages in flight on each connection: what that leaves
//! in doubt is counted. Letters are held; corrections, which are service, go once more, and never a third time.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lagom_catcher::{Behaviour, Catcher, CatcherOptions};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::support::cable::Cable;
use crate::support::{Backend, House, text};

/// Monday, when letters go.
const MONDAY: &str = "2025-11-03T10:00:00Z";
/// When they are corrected, and when what was in doubt is due again.
const NOON: &str = "2025-11-03T12:00:00Z";
const LATER: [&str; 3] = [
    "2025-11-03T12:10:00Z",
    "2025-11-03T12:30:00Z",
    "2025-11-03T14:00:00Z",
];

/// A thousand messages without a lost reply, and the relay is trusted; behind those in flight some wait for their turn, and find no relay.
const PEOPLE: usize = 1_150;
/// The first reply that is lost is the one after so many.
const HEARD: u64 = 1_040;
/// What a lost relay may leave in doubt.
const BUDGET: usize = 32;

struct Scene {
    house: House,
    catcher: Catcher,
    cable: Cable,
    /// The catcher's sessions run on it.
    _runtime: Runtime,
}

impl Scene {
    fn new(backend: Backend) -> Self {
        let runtime = Runtime::new().unwrap();
        let started = runtime.block_on(Catcher::start("127.0.0.1:0", CatcherOptions::default()));
        let catcher = started.unwrap();
        let offered = ["PIPELINING", "8BITMIME", "CHUNKING", "ENHANCEDSTATUSCODES"];
        catcher.behave(Behaviour::friendly().offering(offered));
        let cable = Cable::before(catcher.address());
        let house = House::new(backend, &["north"]).to(&cable.relay());
        let mut csv = "email,cadence:north\n".to_owned();
        for nth in 0..PEOPLE {
            writeln!(csv, "reader{nth}@example.org,every-issue").unwrap();
        }
        house.import("2025-11-01T10:00:00Z", &csv);
        Self {
            house,
            catcher,
            cable,
            _runtime: runtime,
        }
    }

    /// A tick over a cable that breaks at the reply after so many.
    fn tick_until(&self, now: &str, heard: u64) {
        self.cable.lasts(heard);
        let tick = self.house.run_at(now, &["--json", "tick"]);
        // Who has nothing left to send when it breaks does not ask for the relay again.
        assert!(matches!(tick.code, Some(0 | 75)), "{tick:#?}");
    }

    /// How often each message came since it was asked last.
    fn copies(&self) -> BTreeMap<String, usize> {
        let mut copies = BTreeMap::new();
        for mail in self.catcher.messages() {
            let text = mail.text();
            let line = text.lines().find(|line| line.starts_with("Message-ID:"));
            *copies.entry(line.unwrap().to_owned()).or_default() += 1;
        }
        self.catcher.clear();
        copies
    }

    /// Messages of a kind with so many attempts of which nobody knows how they ended.
    fn doubted(&self, kind: &str, times: usize) -> usize {
        let all = ["planned", "sent", "held"].map(|state| self.house.outbox(LATER[2], state));
        let unknown = |row: &&Value| {
            let attempts = row["attempts"].as_array().unwrap().iter();
            attempts
                .filter(|attempt| attempt["outcome"] == "unknown")
                .count()
                == times
        };
        let of_kind = all.iter().flatten().filter(|row| row["kind"] == kind);
        of_kind.filter(unknown).count()
    }
}

fn letters_are_held(backend: Backend) {
    let scene = Scene::new(backend);
    let letter = text::letter("Snow", "Snow fell", &[]);
    let house = &scene.house;
    house.publish("2025-11-01T10:00:00Z", "north", &letter, MONDAY);
    scene.tick_until(MONDAY, HEARD);
    scene.cable.lasts(u64::MAX);
    for now in [NOON, LATER[0]] {
        house.run_at(now, &["--json", "tick"]);
    }
    let copies = scene.copies();
    assert!(copies.values().all(|count| *count == 1), "{copies:?}");
    let (held, sent) = (house.outbox(NOON, "held"), house.outbox(NOON, "sent"));
    println!("{} held, {} came", held.len(), copies.len());
    assert!(
        (9..=BUDGET).contains(&held.len()),
        "{} are held: more than one a connection were in flight, and no more than the budget",
        held.len()
    );
    assert_eq!(held.len() + sent.len(), PEOPLE);
}

fn corrections_go_once_more(backend: Backend) {
    let scene = Scene::new(backend);
    let house = &scene.house;
    let letter = text::letter("Snow", "Snow fell", &[]);
    let id = house.publish("2025-11-01T10:00:00Z", "north", &letter, MONDAY);
    house.tick(MONDAY);
    assert_eq!(scene.copies().len(), PEOPLE);
    house.write("right.md", letter.replace("a few words", "some words"));
    house.json_at(NOON, &["issue", "correct", &id, "right.md"]);
    scene.tick_until(NOON, HEARD);
    let first = scene.doubted("event", 1);
    // It is lost again while some of what goes once more is on its way.
    let mut due = house.outbox(LATER[0], "planned");
    due.reverse();
    due.sort_by_key(|row| row["due_at"].to_string());
    let is_doubtful = |row: &Value| !row["attempts"].as_array().unwrap().is_empty();
    let doubtful: Vec<u64> = (0..)
        .zip(&due)
        .filter_map(|(at, row)| is_doubtful(row).then_some(at))
        .collect();
    scene.tick_until(LATER[0], doubtful[doubtful.len() / 2] - 2);
    let again = scene.doubted("event", 2);
    scene.cable.lasts(u64::MAX);
    for now in &LATER[1..] {
        house.run_at(now, &["--json", "tick"]);
    }
    let copies = scene.copies();
    let second: usize = copies.values().map(|count| count - 1).sum();
    println!("{first} in doubt, {again} of them again, {second} second copies");
    assert!((9..=BUDGET).contains(&first), "{first} were in doubt");
    assert!((1..=BUDGET).contains(&again), "{again} were so again");
    let lost_twice = 1..=2 * BUDGET;
    assert!(lost_twice.contains(&second), "{second} second copies");
    assert!(copies.values().all(|count| *count <= 2), "a third copy");
    assert_eq!(copies.len(), PEOPLE);
    let held = house.outbox(LATER[2], "held");
    assert_eq!(held.len(), again, "what is in doubt twice is held");
    assert!(house.outbox(LATER[2], "planned").is_empty());
}

#[test]
fn letters_are_held_on_sqlite() {
    letters_are_held(Backend::Sqlite);
}

#[test]
fn letters_are_held_on_postgres() {
    letters_are_held(Backend::Postgres);
}

#[test]
fn corrections_go_once_more_on_sqlite() {
    corrections_go_once_more(Backend::Sqlite);
}

#[test]
fn corrections_go_once_more_on_postgres() {
    corrections_go_once_more(Backend::Postgres);
}
