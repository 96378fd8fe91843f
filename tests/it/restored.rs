//! An older state of the database comes back, by a copied file or a backup: nothing is sent twice, nothing before the operator
//! has answered, and each answer does what it says.

use crate::support::{Backend, House, Receiver, text};

const MONDAY: &str = "2025-11-03T10:00:00Z";
const LATER: &str = "2025-11-03T12:00:00Z";
const TUESDAY: &str = "2025-11-04T12:00:00Z";
const NEXT_WEEK: &str = "2025-11-10T12:00:00Z";

/// Two readers whose letter is due on Monday; an old copy of the database stands beside it.
fn with_a_copy(receiver: &Receiver) -> House {
    let house = House::new(Backend::Sqlite, &["north"]).to(&receiver.relay());
    let people = ["ann,every-issue", "bob,every-issue"];
    house.import(
        "2025-11-01T10:00:00Z",
        &text::people("cadence:north", &people),
    );
    let letter = text::letter("Snow", "Snow fell", &[]);
    house.publish("2025-11-01T10:00:00Z", "north", &letter, MONDAY);
    house.tick("2025-11-02T10:00:00Z");
    copy(&house, "lagom.db", "old.db");
    house
}

/// Monday's letters go, then the copy comes back.
fn put_back(house: &House, receiver: &Receiver) {
    assert_eq!(house.tick(MONDAY)["messages"], 2);
    assert_eq!(receiver.take().len(), 2);
    std::fs::remove_file(house.path("lagom.db-shm")).ok();
    copy(house, "old.db", "lagom.db");
}

/// A file with its log, which a process that has just ended may have left.
fn copy(house: &House, from: &str, to: &str) {
    std::fs::copy(house.path(from), house.path(to)).unwrap();
    let log = |name: &str| house.path(&format!("{name}-wal"));
    std::fs::remove_file(log(to)).ok();
    if log(from).exists() {
        std::fs::copy(log(from), log(to)).unwrap();
    }
}

/// The tick after that sends nothing and says why.
fn rests(house: &House, receiver: &Receiver) {
    let told = house.run_at(LATER, &["tick"]).code(75).stdout;
    assert!(
        told.contains("letters of `press` wait for your word"),
        "{told}"
    );
    assert_eq!(receiver.count(), 0);
    let status = house.run_at(LATER, &["run", "status"]).ok().stdout;
    for words in ["waits for your word", "all-held", "skip --before"] {
        assert!(status.contains(words), "{status}");
    }
    assert_eq!(
        house.json_at(LATER, &["run", "status"])[0]["state"],
        "restored"
    );
    // No pause takes the question away.
    house.run_at(LATER, &["run", "pause"]).ok();
    assert_eq!(
        house.json_at(LATER, &["run", "status"])[0]["state"],
        "restored"
    );
}

#[test]
fn an_older_file_sends_nothing_twice_when_all_is_held() {
    let receiver = Receiver::start();
    let house = with_a_copy(&receiver);
    put_back(&house, &receiver);
    rests(&house, &receiver);
    let tried = house.json_at(LATER, &["run", "all-held", "--dry-run"]);
    assert_eq!(
        (&tried[0]["changed"], &tried[0]["dry_run"]),
        (&2.into(), &true.into())
    );
    assert_eq!(
        house.json_at(LATER, &["run", "status"])[0]["state"],
        "restored"
    );
    let said = house.json_at(LATER, &["run", "all-held"]);
    assert_eq!(
        (&said[0]["changed"], &said[0]["state"]),
        (&2.into(), &"go".into())
    );
    assert_eq!(house.outbox(LATER, "held").len(), 2);
    assert_eq!(house.tick(LATER)["messages"], 0);
    // The next letter says that the one before may not have arrived, and does not bring it again.
    let letter = text::letter("Rain", "Rain fell", &[]);
    house.publish(TUESDAY, "north", &letter, NEXT_WEEK);
    assert_eq!(house.tick(NEXT_WEEK)["messages"], 2);
    for mail in receiver.take() {
        let text = mail.text();
        assert!(text.contains("may not have reached you"), "{text}");
        assert!(
            text.contains("Rain fell") && !text.contains("Snow fell"),
            "{text}"
        );
    }
}

#[test]
fn what_is_skipped_never_comes() {
    let receiver = Receiver::start();
    let house = with_a_copy(&receiver);
    put_back(&house, &receiver);
    rests(&house, &receiver);
    // The letters fell due with the tick that made the issue visible here.
    let before = "2025-11-03T12:00:01Z";
    let said = house.json_at(LATER, &["run", "skip", "--before", before]);
    assert_eq!(
        (&said[0]["changed"], &said[0]["state"]),
        (&2.into(), &"go".into())
    );
    assert_eq!(house.outbox(LATER, "expired").len(), 2);
    let letter = text::letter("Rain", "Rain fell", &[]);
    house.publish(TUESDAY, "north", &letter, NEXT_WEEK);
    assert_eq!(house.tick(NEXT_WEEK)["messages"], 2);
    for mail in receiver.take() {
        let text = mail.text();
        assert!(!text.contains("may not have reached you"), "{text}");
        assert!(
            text.contains("Rain fell") && !text.contains("Snow fell"),
            "{text}"
        );
    }
    let told = house.run_at(NEXT_WEEK, &["explain", "--subscriber", "ann@example.org"]);
    assert!(told.ok().stdout.contains("Skipped by the operator"));
}

#[test]
fn who_says_continue_gets_them_sent() {
    let receiver = Receiver::start();
    let house = with_a_copy(&receiver);
    put_back(&house, &receiver);
    rests(&house, &receiver);
    house.run_at(LATER, &["run", "continue"]).ok();
    assert_eq!(house.tick(LATER)["messages"], 2);
    assert_eq!(receiver.take().len(), 2);
    // It is asked once.
    assert_eq!(house.tick(TUESDAY)["restored"], serde_json::json!([]));
}

#[test]
fn a_stop_lasts_until_continue() {
    let receiver = Receiver::start();
    let house = with_a_copy(&receiver);
    house.run_at(MONDAY, &["run", "stop"]).ok();
    house.run_at(MONDAY, &["run", "pause"]).ok();
    assert_eq!(
        house.json_at(MONDAY, &["run", "status"])[0]["state"],
        "stopped"
    );
    assert_eq!(house.tick(MONDAY)["messages"], 0);
    // Who looks for the reason elsewhere finds it there as well.
    let explain = ["explain", "--subscriber", "ann@example.org"];
    for words in [&explain[..], &["doctor", "--offline"]] {
        let told = house.run_at(MONDAY, words).stdout;
        assert!(told.contains("the run of `press` is stopped"), "{told}");
    }
    house
        .run_at(MONDAY, &["run", "skip", "--before", MONDAY])
        .ok();
    assert_eq!(
        house.json_at(MONDAY, &["run", "status"])[0]["state"],
        "stopped"
    );
    house
        .run_at(MONDAY, &["run", "continue", "nobody"])
        .code(2)
        .says(&["`press`"]);
    house.run_at(MONDAY, &["run", "continue"]).ok();
    let told = house.run_at(MONDAY, &explain).ok().stdout;
    assert!(!told.contains("the run of"), "{told}");
    assert_eq!(house.tick(MONDAY)["messages"], 2);
}
