//! Readers' journeys in a real browser (`tests/browser/journeys.cjs`), and a scanner that opens every link of many
//! letters with JavaScript and changes nothing. `LAGOM_TEST_SHOTS=FOLDER` keeps what the browser saw.

use std::io::Write as _;
use std::process::{Command, Stdio};

use lagom_testkit::tools;
use lagom_tests::house::Served;
use lagom_tests::workspace_root;
use serde_json::{Value, json};

use crate::support::mail::to;
use crate::support::{Backend, House, Mail, Receiver, http, text};

const MONDAY: &str = "2025-11-03T10:00:00Z";

/// Two newsletters, so many readers of both, and their first letter.
fn letters(readers: usize) -> (House, Receiver, Vec<Mail>) {
    let receiver = Receiver::start();
    let house = House::new(Backend::Sqlite, &["north", "south"]).to(&receiver.relay());
    let rows: Vec<String> = (0..readers)
        .map(|nth| format!("reader{nth},weekly,weekly"))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let people = text::people("cadence:north,cadence:south", &rows);
    house.import("2025-11-01T10:00:00Z", &people);
    for publication in ["north", "south"] {
        let title = format!("Snow in the {publication}");
        let letter = text::letter(&title, "Snow fell", &[("2026-03-01", "Snow fair")]);
        house.publish("2025-11-01T10:00:00Z", publication, &letter, MONDAY);
    }
    house.tick(MONDAY);
    // A week's letter is due within the week.
    let due = house.next("2025-11-03T10:00:01Z").unwrap();
    house.tick(&due);
    let mails = receiver.take();
    assert_eq!(mails.len(), readers, "one letter each");
    (house, receiver, mails)
}

/// Every address of ours in a letter, as a path.
fn paths(mail: &Mail) -> Vec<String> {
    let text = mail.text();
    let words = text.split_whitespace();
    let ours = words.filter(|word| word.starts_with(lagom_tests::house::BASE_URL));
    ours.map(|url| http::path(url).to_owned()).collect()
}

fn browse(served: &Served, mut asked: Value) {
    asked["server"] = json!(format!("http://{}", served.address));
    asked["chromium"] = json!(tools::chromium());
    let mut node = Command::new(tools::node())
        .arg(workspace_root().join("tests/browser/journeys.cjs"))
        .env("NODE_PATH", tools::node_modules())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = node.stdin.take().unwrap();
    stdin.write_all(asked.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = node.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    println!("{said}");
}

#[test]
fn every_journey_works_with_and_without_javascript() {
    let (house, _receiver, mails) = letters(14);
    let served = house.serve("2025-11-14T12:00:00Z");
    let people = (0..14).map(|nth| {
        let mails = to(&mails, &format!("reader{nth}@example.org"));
        let paths = paths(mails[0]);
        let find = |of: fn(&str) -> bool| paths.iter().find(|path| of(path)).unwrap().clone();
        json!({
            "p": find(|path| path.starts_with("/p/") && !path.contains("/why/")),
            "u": find(|path| path.starts_with("/u/")).split('?').next(),
            "why": find(|path| path.contains("/why/")),
            "issue": find(|path| path.starts_with("/i/") && !path.contains(".ics")),
        })
    });
    let people: Vec<Value> = people.collect();
    let shots = std::env::var("LAGOM_TEST_SHOTS").ok();
    browse(&served, json!({ "people": people, "shots": shots }));
}

/// Every choice and stop of everybody, as the operator can export it.
fn everybody(house: &House, readers: usize) -> Vec<Value> {
    let explain = |nth: usize| {
        let who = format!("reader{nth}@example.org");
        house.json_at("2025-11-14T12:00:00Z", &["explain", "--subscriber", &who])
    };
    // A sample is asked one by one; the outbox is compared whole.
    let mut seen: Vec<Value> = (0..readers)
        .step_by(readers.div_ceil(10))
        .map(explain)
        .collect();
    seen.extend(house.outbox("2025-11-14T12:00:00Z", "sent"));
    seen
}

#[test]
fn a_scanner_that_opens_every_link_of_a_thousand_letters_changes_nothing() {
    const READERS: usize = 1_000;
    let (house, _receiver, mails) = letters(READERS);
    let before = everybody(&house, READERS);
    let served = house.serve("2025-11-14T12:00:00Z");
    let bytes = || {
        let file = |name: &str| std::fs::read(house.path(name)).unwrap_or_default();
        (file("lagom.db"), file("lagom.db-wal"))
    };
    let rows = bytes();
    let mut links = 0;
    for mail in &mails {
        for path in paths(mail) {
            for method in ["GET", "HEAD", "OPTIONS"] {
                let answer = http::request(&served.address, method, &path, None);
                assert!(answer.status < 500, "{method} {path}: {}", answer.status);
                links += 1;
            }
        }
    }
    assert!(links > READERS * 9, "{links}");
    // With JavaScript: a browser takes longer, so every link of some of them.
    let scanned: Vec<String> = mails.iter().step_by(50).flat_map(paths).collect();
    browse(&served, json!({ "people": [], "scanned": scanned }));
    assert!(bytes() == rows, "looking changed a row");
    drop(served);
    assert_eq!(everybody(&house, READERS), before);
}
