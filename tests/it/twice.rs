//! Nobody gets a second copy and nobody is lost: ticks in a row, two at once, one killed in the middle.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{Backend, Finished, House, Mail, Receiver, text};

/// When the letters of [`due`] are due.
pub(crate) const NOW: &str = "2025-11-03T10:00:00Z";

/// People of every issue, with a letter that is due now.
pub(crate) fn due(backend: Backend, receiver: &Receiver, people: usize) -> House {
    let house = House::new(backend, &["north"]).to(&receiver.relay());
    let mut csv = "email,cadence:north\n".to_owned();
    for nth in 0..people {
        writeln!(csv, "reader{nth}@example.org,every-issue").unwrap();
    }
    house.import("2025-11-01T10:00:00Z", &csv);
    let letter = text::letter("Snow", "Snow fell", &[("2026-03-01", "Snow fair")]);
    house.publish("2025-11-01T10:00:00Z", "north", &letter, NOW);
    house
}

/// Each recipient's copies.
pub(crate) fn copies(mails: &[Mail]) -> BTreeMap<&str, usize> {
    let mut copies = BTreeMap::new();
    for mail in mails {
        *copies.entry(mail.to.as_str()).or_default() += 1;
    }
    copies
}

fn each_once(mails: &[Mail], people: usize) {
    let copies = copies(mails);
    let twice: Vec<_> = copies.iter().filter(|(_, count)| **count > 1).collect();
    assert_eq!(twice, [], "second copies");
    assert_eq!(copies.len(), people);
    let ids: BTreeSet<String> = mails.iter().map(Mail::message_id).collect();
    assert_eq!(ids.len(), people);
}

fn in_a_row(backend: Backend) {
    let receiver = Receiver::start();
    let house = due(backend, &receiver, 150);
    let first = house.tick(NOW);
    assert_eq!(
        (&first["messages"], &first["complete"]),
        (&150.into(), &true.into())
    );
    for now in [NOW, "2025-11-03T10:00:01Z", "2025-11-04T10:00:00Z"] {
        let again = house.tick(now);
        assert_eq!(
            (&again["messages"], &again["planned"]),
            (&0.into(), &0.into())
        );
    }
    each_once(&receiver.take(), 150);
    assert_eq!(house.outbox("2025-11-04T10:00:00Z", "sent").len(), 150);
}

#[test]
fn ticks_in_a_row_on_sqlite() {
    in_a_row(Backend::Sqlite);
}

#[test]
fn ticks_in_a_row_on_postgres() {
    in_a_row(Backend::Postgres);
}

fn at_once(backend: Backend) {
    let receiver = Receiver::aiosmtpd(0.005);
    let house = due(backend, &receiver, 400);
    let words = ["--json", "tick", "--now", NOW];
    let ticks = [house.start(words), house.start(words), house.start(words)];
    let mut sent = 0;
    for tick in ticks {
        sent += Finished::wait(tick).ok().json()["messages"]
            .as_u64()
            .unwrap();
    }
    // What one of them was working on, another one may have passed by.
    sent += house.tick(NOW)["messages"].as_u64().unwrap();
    assert_eq!(sent, 400);
    each_once(&receiver.take(), 400);
    assert!(house.outbox(NOW, "held").is_empty());
}

#[test]
fn three_at_once_on_sqlite() {
    at_once(Backend::Sqlite);
}

#[test]
fn three_at_once_on_postgres() {
    at_once(Backend::Postgres);
}

fn killed(backend: Backend) {
    let receiver = Receiver::aiosmtpd(0.03);
    let people = 500;
    let house = due(backend, &receiver, people);
    let mut tick = house.start(["tick", "--now", NOW]);
    let until = Instant::now() + Duration::from_mins(1);
    while receiver.count() < 130 {
        assert!(Instant::now() < until, "nothing arrives");
        assert!(
            tick.try_wait().unwrap().is_none(),
            "the tick ended before it could be killed"
        );
        sleep(Duration::from_millis(5));
    }
    tick.kill().unwrap();
    tick.wait().unwrap();
    let half_way = receiver.count();
    assert!(half_way < people, "the kill came too late");
    // On PostgreSQL a lease must run out before anybody believes that its owner is dead.
    let (mut codes, mut minute) = (Vec::new(), 1);
    let until = Instant::now() + Duration::from_mins(2);
    loop {
        let now = format!("2025-11-03T10:{minute:02}:00Z");
        let finished = house.run_at(&now, &["--json", "tick"]);
        assert!(matches!(finished.code, Some(0 | 75)), "{finished:#?}");
        codes.push(finished.code);
        if house.outbox(&now, "sending").is_empty() {
            break;
        }
        assert!(
            Instant::now() < until,
            "rows of the dead tick stay in flight"
        );
        minute += 1;
        sleep(Duration::from_secs(2));
    }
    let now = "2025-11-03T11:30:00Z";
    house.tick(now);
    let received = receiver.take();
    let copies = copies(&received);
    assert!(
        copies.values().all(|count| *count == 1),
        "second copies: {copies:?}"
    );
    let held = house.outbox(now, "held");
    let sent = house.outbox(now, "sent");
    println!(
        "killed after {half_way} of {people}: {} held, {} sent, {} received",
        held.len(),
        sent.len(),
        received.len()
    );
    assert!(!held.is_empty() && held.len() <= 64, "{} held", held.len());
    assert_eq!(
        held.len() + sent.len(),
        people,
        "a planned delivery is neither sent nor held"
    );
    assert!(copies.len() >= sent.len() && copies.len() + held.len() >= people);
    let said = codes.contains(&Some(75));
    assert_eq!(
        said,
        !held.is_empty(),
        "the tick that holds rows says so: {codes:?}"
    );

    // The next letter says what may be missing, to those alone.
    let letter = text::letter("Rain", "Rain fell", &[]);
    house.publish(now, "north", &letter, "2025-11-10T10:00:00Z");
    house.tick("2025-11-10T10:00:00Z");
    let next = receiver.take();
    each_once(&next, people);
    let noted: Vec<&Mail> = next
        .iter()
        .filter(|mail| mail.text().contains("may not have reached you"))
        .collect();
    assert_eq!(noted.len(), held.len());
    for mail in noted {
        let text = mail.text();
        let before = text.split("The north letter").next().unwrap();
        assert!(
            before.contains("Our letter of 3 November may not have reached you"),
            "{text}"
        );
        assert!(before.contains("https://letters.example.org/i/"), "{text}");
    }
    // Only once.
    let letter = text::letter("Wind", "Wind blew", &[]);
    house.publish(
        "2025-11-10T11:00:00Z",
        "north",
        &letter,
        "2025-11-17T10:00:00Z",
    );
    house.tick("2025-11-17T10:00:00Z");
    let after = receiver.take();
    each_once(&after, people);
    assert!(
        after
            .iter()
            .all(|mail| !mail.text().contains("may not have reached you"))
    );
}

#[test]
fn a_killed_tick_on_sqlite() {
    killed(Backend::Sqlite);
}

#[test]
fn a_killed_tick_on_postgres() {
    killed(Backend::Postgres);
}
