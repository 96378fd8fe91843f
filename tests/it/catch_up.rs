//! After days without a run: the operator sees what is due before it goes, may stop it, and the budgets hold.

use crate::support::{Backend, House, Receiver, text};

const SATURDAY: &str = "2025-11-01T10:00:00Z";
const WEDNESDAY: &str = "2025-11-05T10:00:00Z";

fn off_for_three_days(receiver: &Receiver) -> House {
    let mut house = House::new(Backend::Sqlite, &["north"]).to(&receiver.relay());
    house.settings.catch_up_minutes = 15;
    house.configure();
    house.import(
        SATURDAY,
        &text::people("cadence:north", &["ann,every-issue", "bob,every-issue"]),
    );
    house.tick(SATURDAY);
    for (title, at) in [
        ("Snow", "2025-11-02T10:00:00Z"),
        ("Thaw", "2025-11-03T10:00:00Z"),
    ] {
        let letter = text::letter(title, &format!("{title} in the north"), &[]);
        house.publish(SATURDAY, "north", &letter, at);
    }
    house
}

#[test]
fn what_is_overdue_is_shown_first_and_goes_by_itself() {
    let receiver = Receiver::start();
    let house = off_for_three_days(&receiver);
    let told = house.run_at(WEDNESDAY, &["tick"]).code(75).stdout;
    for words in [
        "2  letters of `press` to 2 people",
        "lagom run pause",
        "2025-11-05T10:15:00Z",
    ] {
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(receiver.count(), 0);
    let status = house.run_at(WEDNESDAY, &["run", "status"]).ok().stdout;
    assert!(
        status.contains("goes on at 2025-11-05T10:15:00Z"),
        "{status}"
    );
    assert_eq!(
        house.next(WEDNESDAY).as_deref(),
        Some("2025-11-05T10:15:00Z")
    );
    assert_eq!(house.tick("2025-11-05T10:14:00Z")["messages"], 0);
    assert_eq!(house.tick("2025-11-05T10:15:00Z")["messages"], 2);
    let mails = receiver.take();
    // One letter each brings both issues.
    for mail in &mails {
        let text = mail.text();
        assert!(text.contains("Snow") && text.contains("Thaw"), "{text}");
    }
    assert_eq!(mails.len(), 2);
}

#[test]
fn the_operator_may_stop_it_or_let_it_go_at_once() {
    let receiver = Receiver::start();
    let house = off_for_three_days(&receiver);
    let plan = house.run_at(WEDNESDAY, &["--json", "tick"]).code(75).json();
    assert_eq!(plan["catch_up"]["senders"][0]["messages"], 2);
    house.run_at(WEDNESDAY, &["run", "pause"]).ok();
    assert_eq!(house.tick("2025-11-05T12:00:00Z")["messages"], 0);
    house
        .run_at("2025-11-05T12:00:00Z", &["run", "continue"])
        .ok();
    assert_eq!(house.tick("2025-11-05T12:00:00Z")["messages"], 2);
}

#[test]
fn who_missed_nothing_waits_for_nobody() {
    let receiver = Receiver::start();
    let house = off_for_three_days(&receiver);
    // Ticks only when something is due, as `tick --next` says.
    assert_eq!(house.tick("2025-11-02T10:00:00Z")["messages"], 2);
    assert_eq!(
        house.tick("2025-11-03T10:00:00Z")["catch_up"],
        serde_json::Value::Null
    );
}
