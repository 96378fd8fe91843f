//! A relay's `connections` are one limit for all dispatchers: whoever comes and goes, the receiver never sees more; they share them
//! evenly, and who is left has all of them.

use std::fmt::Write as _;
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use lagom_catcher::{Action, Behaviour, Catcher, CatcherOptions, Step, When};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::support::{Backend, Finished, House, text};

const SATURDAY: &str = "2025-11-01T10:00:00Z";
/// In the past of any clock: ticks here go by the machine's own.
const DUE: &str = "2025-11-03T10:00:00Z";
/// Whatever is waited for comes much sooner.
const LONG: Duration = Duration::from_mins(1);
/// What the receiver takes for a letter, so that every dispatcher has its share.
const QUICKLY: Duration = Duration::from_millis(40);
/// While dispatchers come and go it takes so long that there are letters left, however long they take to do that.
const SLOWLY: Duration = Duration::from_millis(500);

/// A receiver that takes its time, and people with a letter each that is due.
struct Scene {
    house: House,
    catcher: Catcher,
    connections: usize,
    _runtime: Runtime,
}

impl Scene {
    fn of(backend: Backend, connections: usize, people: usize) -> Self {
        let runtime = Runtime::new().unwrap();
        let started = runtime.block_on(Catcher::start("127.0.0.1:0", CatcherOptions::default()));
        let catcher = started.unwrap();
        takes(&catcher, QUICKLY);
        let relay = format!("smtp://{}", catcher.address());
        let mut house = House::new(backend, &["north"]).to(&relay);
        house.settings.policy =
            "[policy]\nspread_minutes = 0\nquiet = { from = \"00:00\", to = \"00:00\" }\n"
                .to_owned();
        house.configure();
        let mut csv = "email,cadence:north\n".to_owned();
        for nth in 0..people {
            writeln!(csv, "reader{nth}@example.org,every-issue").unwrap();
        }
        house.import(SATURDAY, &csv);
        let letter = text::letter("Snow", "Snow fell", &[]);
        house.publish(SATURDAY, "north", &letter, DUE);
        Self {
            house,
            catcher,
            connections,
            _runtime: runtime,
        }
    }

    fn tick(&self) -> Child {
        let mut command = self.house.command(["--json", "tick"]);
        command.env("LAGOM__MAIL__CONNECTIONS", self.connections.to_string());
        command.spawn().unwrap()
    }

    /// How many connections dispatchers have, by the store, and how many share them: have one, or stand in line for the only one.
    fn shared(&self) -> (u64, u64) {
        let status = self.house.run(["--json", "run", "status"]).ok().json();
        let limits = status[0]["limits"].as_array().unwrap();
        let of_relay = |limit: &&Value| limit["relay"] == "mail" && limit["domain"] == "";
        let Some(relay) = limits.iter().find(of_relay) else {
            return (0, 0);
        };
        let used = relay["connections"]["used"].as_u64().unwrap_or(0);
        if self.connections == 1 || used == 0 {
            return (used, relay["holders"].as_u64().unwrap());
        }
        let each = relay["connections"]["each"].as_array().unwrap();
        let have_some = each.iter().filter(|holds| holds.as_u64() > Some(0));
        (used, have_some.count() as u64)
    }

    /// Waits until so many dispatchers share all connections, and the receiver sees all of them.
    fn until_shared_by(&self, dispatchers: u64) -> Duration {
        let (began, all) = (Instant::now(), self.connections as u64);
        takes(&self.catcher, SLOWLY);
        while self.shared() != (all, dispatchers) || self.catcher.open() < self.connections {
            self.are_not_too_many();
            assert!(
                began.elapsed() < LONG,
                "{:?}, {} open",
                self.shared(),
                self.catcher.open()
            );
            sleep(Duration::from_millis(20));
        }
        takes(&self.catcher, QUICKLY);
        began.elapsed()
    }

    fn are_not_too_many(&self) {
        let most = self.catcher.most_open();
        assert!(most <= self.connections, "{most} were open at once");
    }

    /// Waits until so many more messages have come.
    fn until_more_came(&self, messages: usize) {
        let (began, before) = (Instant::now(), self.catcher.count());
        while self.catcher.count() < before + messages {
            self.are_not_too_many();
            assert!(began.elapsed() < LONG, "nothing comes");
            sleep(Duration::from_millis(5));
        }
    }

    /// Everybody has one letter, and there were never too many connections.
    fn is_well(&self, people: usize) {
        let mails = self.catcher.messages();
        let mut to: Vec<&String> = mails.iter().flat_map(|mail| &mail.to).collect();
        to.sort_unstable();
        to.dedup();
        assert_eq!((mails.len(), to.len()), (people, people));
        assert_eq!(self.catcher.most_open(), self.connections);
        assert_eq!(self.shared(), (0, 0), "all was given back");
        assert!(self.house.outbox(DUE, "held").is_empty());
    }
}

fn takes(catcher: &Catcher, time: Duration) {
    let rule = Behaviour::friendly().on(Step::Dot, When::Always, Action::Delay(time));
    catcher.behave(rule);
}

fn signal(tick: &Child, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(tick.id()).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

fn sent(tick: Child) -> u64 {
    let finished = Finished::wait(tick);
    assert!(matches!(finished.code, Some(0 | 75)), "{finished:#?}");
    finished.json()["messages"].as_u64().unwrap()
}

#[test]
fn four_dispatchers_on_postgres() {
    let people = 2_400;
    let scene = Scene::of(Backend::Postgres, 6, people);
    let mut ticks = vec![scene.tick()];
    scene.until_more_came(10);
    ticks.extend((1..4).map(|_| scene.tick()));
    let shared = scene.until_shared_by(4);
    // Long enough for all of them to hear of each other.
    scene.until_more_came(900);
    let last = ticks.pop().unwrap();
    for tick in &ticks {
        signal(tick, Signal::TERM);
    }
    let mut shares: Vec<u64> = ticks.into_iter().map(sent).collect();
    let alone = scene.until_shared_by(1);
    shares.push(sent(last));
    println!("shared by four after {shared:?}, by one after {alone:?}: {shares:?}");
    assert!(shares.iter().all(|share| *share > 20), "{shares:?}");
    assert_eq!(shares.iter().sum::<u64>(), people as u64);
    scene.is_well(people);
}

#[test]
fn two_dispatchers_on_sqlite() {
    let people = 1_500;
    let scene = Scene::of(Backend::Sqlite, 6, people);
    let first = scene.tick();
    scene.until_more_came(10);
    let last = scene.tick();
    let shared = scene.until_shared_by(2);
    scene.until_more_came(450);
    signal(&first, Signal::TERM);
    let first = sent(first);
    let alone = scene.until_shared_by(1);
    let last = sent(last);
    println!("shared by two after {shared:?}, by one after {alone:?}: {first}, {last}");
    assert!(first > 20 && last > 20, "{first}, {last}");
    assert_eq!(first + last, people as u64);
    scene.is_well(people);
}

/// The only connection is taken: the second waits for it, says so, and goes on when the first one is killed.
#[test]
fn one_connection_for_two() {
    let people = 240;
    let scene = Scene::of(Backend::Sqlite, 1, people);
    let mut first = scene.tick();
    scene.until_more_came(10);
    let second = scene.tick();
    scene.until_shared_by(2);
    sleep(Duration::from_secs(2));
    assert_eq!(scene.catcher.most_open(), 1);
    signal(&first, Signal::KILL);
    first.wait().unwrap();
    let report = Finished::wait(second).ok().json();
    let waited = report["waited_seconds"].as_u64().unwrap();
    println!("waited {waited} s, then sent {}", report["messages"]);
    assert!(waited >= 1, "{report}");
    assert!(report["messages"].as_u64().unwrap() > 0, "{report}");
    // What the killed one had in flight is in doubt, and nobody else's.
    scene.house.run(["--json", "tick"]);
    let held = scene.house.outbox(DUE, "held").len();
    let sent = scene.house.outbox(DUE, "sent").len();
    assert!((1..=64).contains(&held), "{held} are held");
    assert_eq!(sent + held, people);
}
