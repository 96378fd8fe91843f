//! A PostgreSQL is killed, as by `kill -9`, and its standby takes over (`cargo xtask takeover`): the real binary goes on there,
//! against a recording server. Each scene needs a pair of servers of its own, of which the first does not survive it.
//!
//! `behind`: the standby knows nothing of the letters that went. Nothing goes before the operator has answered, and nothing twice.
//! `waited-for`: commits waited for the standby, and the primary dies while letters go. Nobody is asked, nothing goes twice, nothing is
//! lost: what was on the wire is held.
//!
//! What it sees was tried by breaking the product on purpose: with a new timeline taken for the old one, `behind` sends what went before
//! at once; with a wait for standbys that is not noted, `waited-for` rests until the operator answers.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a program for developers: what it prints is its result, what does not work ends it"
)]

mod pair;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant};

use lagom_catcher::{Action, Behaviour, Catcher, CatcherOptions, Step, When};
use lagom_tests::house::{Backend, Finished, House};
use pair::Pair;
use tokio::runtime::Runtime;

const BEFORE: &str = "2025-11-01T10:00:00Z";
const SUNDAY: &str = "2025-11-02T10:00:00Z";
/// When letters go.
const MONDAY: &str = "2025-11-03T10:00:00Z";
const LATER: &str = "2025-11-03T12:00:00Z";

const PEOPLE: usize = 300;
/// The primary dies when so many have gone.
const GONE: u64 = 60;
/// What a killed dispatcher may leave in doubt.
const IN_DOUBT: usize = 64;

const PATIENCE: Duration = Duration::from_mins(3);

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("behind") => behind(Scene::new()),
        Some("waited-for") => waited_for(Scene::new()),
        _ => {
            eprintln!("say which scene: behind, waited-for");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

struct Scene {
    pair: Pair,
    house: House,
    catcher: Catcher,
    /// The catcher's sessions run on it.
    _runtime: Runtime,
}

impl Scene {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let started = runtime.block_on(Catcher::start("127.0.0.1:0", CatcherOptions::default()));
        let catcher = started.unwrap();
        let relay = format!("smtp://{}?tls=none", catcher.address());
        let house = House::new(Backend::Postgres, &["north"]).to(&relay);
        let mut csv = "email,cadence:north\n".to_owned();
        for nth in 0..PEOPLE {
            writeln!(csv, "reader{nth}@example.org,every-issue").unwrap();
        }
        house.import(BEFORE, &csv);
        let letter = "Title: Snow\n\nGood morning.\n\n## News\n\nSnow fell, and more is to come.\n";
        house.publish(BEFORE, "north", letter, MONDAY);
        house.tick(SUNDAY);
        Self {
            pair: Pair::given(),
            house,
            catcher,
            _runtime: runtime,
        }
    }

    /// The primary dies, and the installation works on the standby.
    fn takes_over(&mut self) {
        self.pair.takes_over();
        let url = self.pair.on_standby(&self.house.settings.database);
        self.house.settings.database = url;
        self.house.configure();
    }

    /// How many mailboxes got a letter; nobody got two.
    fn reached(&self) -> usize {
        let mut copies: BTreeMap<String, usize> = BTreeMap::new();
        for mail in self.catcher.messages() {
            for to in &mail.to {
                *copies.entry(to.clone()).or_default() += 1;
            }
        }
        let twice: Vec<_> = copies.iter().filter(|(_, copies)| **copies > 1).collect();
        assert!(twice.is_empty(), "D1: {twice:?}");
        copies.len()
    }

    fn count(&self, state: &str) -> usize {
        self.house.outbox(LATER, state).len()
    }
}

fn behind(mut scene: Scene) {
    scene.pair.falls_behind();
    assert_eq!(scene.house.tick(MONDAY)["messages"], PEOPLE);
    assert_eq!(scene.reached(), PEOPLE);
    scene.takes_over();

    let told = scene.house.run_at(LATER, &["tick"]).code(75).stdout;
    assert!(told.contains("wait for your word"), "{told}");
    assert_eq!(scene.reached(), PEOPLE);
    scene.house.run_at(LATER, &["run", "all-held"]).ok();
    assert_eq!(scene.house.tick(LATER)["messages"], 0);
    assert_eq!(scene.reached(), PEOPLE);
    let held = scene.count("held");
    assert_eq!(held, PEOPLE);
    println!(
        "behind: {PEOPLE} letters went before, 0 after; {held} are held by the operator's word"
    );
}

fn waited_for(mut scene: Scene) {
    scene.pair.commits_wait();
    scene.catcher.behave(Behaviour::friendly().on(
        Step::Dot,
        When::Always,
        Action::Delay(Duration::from_millis(50)),
    ));
    let dying = scene.house.start(["--json", "tick", "--now", MONDAY]);
    until(|| scene.catcher.accepted() >= GONE);
    scene.takes_over();
    let mut ticks = 0;
    until(|| {
        let tick = scene.house.run_at(LATER, &["tick"]);
        assert!(matches!(tick.code, Some(0 | 75)), "{tick:#?}");
        assert!(!tick.stdout.contains("wait for your word"), "{tick:#?}");
        ticks += 1;
        scene.count("planned") + scene.count("sending") == 0
    });
    // Meanwhile the first one has given up; it asked a server that is gone.
    let dying = Finished::wait(dying).code(75);
    dying.says(&["check that the server runs"]);
    let (reached, sent, held) = (scene.reached(), scene.count("sent"), scene.count("held"));
    assert_eq!(sent + held, PEOPLE, "D6: somebody is lost");
    assert!(
        sent <= reached,
        "D5: {sent} are `sent`, {reached} were reached"
    );
    assert!(held <= IN_DOUBT, "{held} are in doubt");
    println!(
        "waited-for: {reached} of {PEOPLE} reached, none twice; {sent} sent, {held} held, {ticks} ticks until nothing was open"
    );
}

fn until(mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "it never came to be");
        sleep(Duration::from_millis(20));
    }
}
