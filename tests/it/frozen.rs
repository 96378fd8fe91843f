//! A dispatcher is frozen in the middle of its work, and wakes when others have long gone on: nobody gets a second copy, nobody
//! is lost, and what it still has to say about letters that are no longer its own counts for nothing.

use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::{Backend, Finished, House, Mail, Receiver};
use crate::twice::{NOW, copies, due};

const PEOPLE: usize = 300;

/// An hour after [`NOW`].
const LATER: &str = "2025-11-03T11:00:00Z";

/// The shortest that a configuration may have, in seconds.
const LEASE: &str = "15";

fn start(house: &House, now: &str) -> Child {
    let mut command = house.command(["--json", "tick", "--now", now]);
    command.env("LAGOM__DATABASE__LEASE_SECONDS", LEASE);
    command.spawn().unwrap()
}

fn signal(child: &Child, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

/// A tick, frozen when a third of its letters have arrived.
fn frozen_tick(house: &House, receiver: &Receiver) -> Child {
    let mut tick = start(house, NOW);
    let until = Instant::now() + Duration::from_mins(1);
    while receiver.count() < PEOPLE / 3 {
        assert!(Instant::now() < until, "nothing arrives");
        assert!(tick.try_wait().unwrap().is_none(), "it ended too soon");
        sleep(Duration::from_millis(5));
    }
    signal(&tick, Signal::STOP);
    tick
}

fn ids(house: &House, now: &str, state: &str) -> Vec<String> {
    let rows = house.outbox(now, state);
    rows.iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Nobody twice, nobody lost, and `sent` only what arrived.
fn all_is_well(house: &House, receiver: &Receiver, now: &str) -> Vec<String> {
    let received = receiver.take();
    let twice: Vec<_> = copies(&received)
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .collect();
    assert_eq!(twice, [], "second copies");
    let arrived: Vec<String> = received.iter().map(Mail::message_id).collect();
    let (sent, held) = (ids(house, now, "sent"), ids(house, now, "held"));
    assert_eq!(
        sent.len() + held.len(),
        PEOPLE,
        "a letter is neither sent nor held"
    );
    let is_there = |id: &String| arrived.iter().any(|message| message.contains(id.as_str()));
    assert!(
        sent.iter().all(is_there),
        "a letter is `sent` and did not arrive"
    );
    held
}

#[test]
fn beyond_its_lease_on_postgres() {
    let receiver = Receiver::aiosmtpd(0.03);
    let house = due(Backend::Postgres, &receiver, PEOPLE);
    let frozen = frozen_tick(&house, &receiver);
    let until = Instant::now() + Duration::from_mins(3);
    let (mut minute, mut codes) = (1, Vec::new());
    let now = loop {
        let now = format!("2025-11-03T10:{minute:02}:00Z");
        let finished = Finished::wait(start(&house, &now));
        assert!(matches!(finished.code, Some(0 | 75)), "{finished:#?}");
        codes.push(finished.code);
        if house.outbox(&now, "sending").is_empty() {
            break now;
        }
        assert!(Instant::now() < until, "its letters stay in flight");
        minute += 1;
        sleep(Duration::from_secs(1));
    };
    assert!(
        codes.contains(&Some(75)),
        "the tick that holds letters says so"
    );
    let before = ids(&house, &now, "held");
    assert!(
        (1..=64).contains(&before.len()),
        "{} are held",
        before.len()
    );

    signal(&frozen, Signal::CONT);
    let woken = Finished::wait(frozen);
    assert!(woken.code.is_some(), "{woken:#?}");
    let after = all_is_well(&house, &receiver, &now);
    println!(
        "{} were held, {} when it had woken",
        before.len(),
        after.len()
    );
    assert!(
        after.iter().all(|id| before.contains(id)),
        "it held letters that were not its own"
    );
}

/// There the lock of a file is the sign of life, and it is held by the frozen as well: its letters stay its own.
#[test]
fn beyond_patience_on_sqlite() {
    let receiver = Receiver::aiosmtpd(0.03);
    let house = due(Backend::Sqlite, &receiver, PEOPLE);
    let frozen = frozen_tick(&house, &receiver);
    let mut other = start(&house, NOW);
    // One that is frozen in the middle of a transaction keeps all who write waiting.
    let until = Instant::now() + Duration::from_secs(20);
    while other.try_wait().unwrap().is_none() && Instant::now() < until {
        sleep(Duration::from_millis(50));
    }
    signal(&frozen, Signal::CONT);
    Finished::wait(frozen);
    let other = Finished::wait(other);
    assert!(matches!(other.code, Some(0 | 75)), "{other:#?}");
    house.tick(NOW);
    // Letters whose permission ended while it slept are tried again, as after a reply that said later.
    house.tick(LATER);
    let held = all_is_well(&house, &receiver, LATER);
    assert!(held.is_empty(), "{held:?}");
}
