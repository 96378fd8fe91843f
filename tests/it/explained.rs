//! `lagom explain` answers for past, present and future, to the operator and in the reader's words, and looking
//! changes nothing.

use serde_json::Value;

use crate::support::{Backend, Finished, House, Receiver, text};

const SATURDAY: &str = "2025-11-01T10:00:00Z";
const MONDAY: &str = "2025-11-03T10:00:00Z";
const ANN: [&str; 2] = ["--subscriber", "ann@example.org"];

fn house(receiver: &Receiver, rows: &[&str]) -> House {
    let house = House::new(Backend::Sqlite, &["north"]).to(&receiver.relay());
    house.import(SATURDAY, &text::people("zone,topics,cadence:north", rows));
    house
}

fn told(house: &House, now: &str, more: &[&str]) -> String {
    let words = [&["explain"][..], &ANN, more].concat();
    let Finished { stdout, .. } = house.run_at(now, &words).ok();
    stdout
}

fn explained(house: &House, now: &str, more: &[&str]) -> Value {
    house.json_at(now, &[&["explain"][..], &ANN, more].concat())
}

/// The fates of an issue's items, in order.
fn fates(house: &House, now: &str, issue: &str) -> Vec<String> {
    let explained = explained(house, now, &["--issue", issue]);
    let items = explained["issue"]["items"].as_array().unwrap().clone();
    let fate = |item: &Value| item["fate"].as_str().unwrap().to_owned();
    items.iter().map(fate).collect()
}

#[test]
fn past_present_and_future_of_a_weekly_reader() {
    let receiver = Receiver::start();
    let house = house(&receiver, &["ann,Europe/Riga,,weekly"]);
    let letter = |title: &str| text::letter(title, &format!("{title} fell"), &[]);
    let snow = house.publish(SATURDAY, "north", &letter("Snow"), MONDAY);
    house.tick(MONDAY);
    // The present: it waits for Friday, and the future says that it then goes.
    let waits = told(&house, MONDAY, &["--issue", &snow]);
    assert!(
        waits.contains("waits for their letter of 2025-11-07 09:00"),
        "{waits}"
    );
    let present = explained(&house, MONDAY, &[]);
    assert_eq!(present["lines"][0]["waiting"], 1, "{present}");
    let words = "1 item waits for your letter of The north letter on Friday 7 November, 09:00.";
    assert_eq!(present["lines"][0]["reader"], words);
    let next = &present["future"][0];
    assert_eq!(next["at"], "2025-11-07T07:00:00Z", "{present}");
    assert_eq!(
        (&next["verdict"], &next["items"]),
        (&"send".into(), &1.into())
    );
    assert_eq!(fates(&house, MONDAY, &snow), ["waits"]);
    // The past: it went, and why, with the numbers as they were.
    let friday = "2025-11-07T07:00:00Z";
    house.tick(friday);
    assert_eq!(receiver.take().len(), 1);
    assert_eq!(fates(&house, friday, &snow), ["sent"]);
    let past = explained(&house, friday, &["--issue", &snow]);
    let letter = &past["letters"][0];
    assert_eq!(
        (&letter["state"], &letter["policy"]),
        (&"sent".into(), &1.into())
    );
    let caps: Vec<&Value> = letter["because"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|because| because["reason"]["rule"] == "cap")
        .collect();
    assert_eq!(caps[0]["reason"]["used"], 0, "{past}");
    assert!(!past.to_string().contains("ann@"), "an address in {past}");
    let now = explained(&house, friday, &[]);
    let used = now["now"][0]["because"].to_string();
    assert!(used.contains("1 of 2 used in 7 days"), "{used}");
}

#[test]
fn an_item_that_never_comes_says_why() {
    let receiver = Receiver::start();
    let house = house(&receiver, &["ann,Europe/Riga,other,every-issue"]);
    let events = [("2026-03-01", "Snow fair")];
    let letter = text::letter("Snow", "Snow fell", &events);
    let early = house.publish(SATURDAY, "north", &letter, MONDAY);
    house.tick(MONDAY);
    let snow = told(&house, MONDAY, &["--issue", &early]);
    assert!(snow.contains("is not among those chosen"), "{snow}");
    assert_eq!(fates(&house, MONDAY, &early), ["sent", "not-for-them"]);
    let reader = told(&house, MONDAY, &["--issue", &early, "--in-their-words"]);
    assert!(reader.contains("You did not choose its topic"), "{reader}");
    assert!(!reader.contains("cadence"), "{reader}");
    // Who joins later hears why the earlier one never comes.
    let later = "2025-11-04T10:00:00Z";
    house.import(later, &text::people("cadence:north", &["bob,weekly"]));
    let words = [
        "explain",
        "--subscriber",
        "bob@example.org",
        "--issue",
        &early,
    ];
    let bob = house.run_at(later, &words).ok().stdout;
    assert!(bob.contains("before they subscribed"), "{bob}");
    let nobody = house.run_at(later, &["explain", "--subscriber", "carl@example.org"]);
    nobody.code(2);
}

#[test]
fn the_future_is_what_then_happens() {
    let receiver = Receiver::start();
    let house = house(&receiver, &["ann,Europe/Riga,,every-issue"]);
    for (title, at) in [
        ("One", "2025-11-03T10:00:00Z"),
        ("Two", "2025-11-05T10:00:00Z"),
        ("Three", "2025-11-07T10:00:00Z"),
        ("Four", "2025-11-12T10:00:00Z"),
    ] {
        let letter = text::letter(title, &format!("News {title}"), &[]);
        house.publish(SATURDAY, "north", &letter, at);
    }
    let foretold = explained(&house, SATURDAY, &[])["future"].clone();
    let foretold = foretold.as_array().unwrap();
    let verdicts: Vec<&str> = foretold
        .iter()
        .map(|one| one["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, ["send", "send", "fold", "send"], "{foretold:#?}");
    let mut now = MONDAY.to_owned();
    let mut sent = Vec::new();
    while now.as_str() < "2025-11-20" {
        house.tick(&now);
        sent.extend(receiver.take().iter().map(|_| now.clone()));
        let Some(next) = house.next(&now) else { break };
        now = next;
    }
    let goes = foretold.iter().filter(|one| one["verdict"] == "send");
    let goes: Vec<&str> = goes.map(|one| one["at"].as_str().unwrap()).collect();
    assert_eq!(sent, goes);
}

#[test]
fn explaining_changes_nothing_and_fits_a_terminal() {
    let receiver = Receiver::start();
    let house = house(&receiver, &["ann,Pacific/Auckland,,every-issue"]);
    let letter = text::letter("Snow", "Snow fell", &[("2026-03-01", "Snow fair")]);
    let issue = house.publish(SATURDAY, "north", &letter, MONDAY);
    house.tick(MONDAY);
    let first = told(&house, MONDAY, &["--issue", &issue]);
    for line in first.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert_eq!(told(&house, MONDAY, &["--issue", &issue]), first);
    assert!(first.contains("Quiet hours 21:00–08:00"), "{first}");
}
