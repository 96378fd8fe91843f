//! Events from end to end: announced once, in a letter or alone; reminders by a button; a change and a
//! cancellation to those who were told; calendar files that an independent reader understands.

use std::process::Command;

use lagom_tests::workspace_root;
use serde_json::Value;

use crate::support::http;
use crate::support::mail::to;
use crate::support::{Backend, House, Mail, Receiver};

/// Monday, 12:00 in Riga, 10:00 in Lisbon.
const MONDAY: &str = "2025-11-03T10:00:00Z";

fn letter(title: &str, events: &[&str]) -> String {
    let list = events.join("\n* ");
    format!(
        "Title: {title}\n\n## News\n\n{title}: a few words on what happened this week.\n\n## Upcoming Events\n\n* {list}\n"
    )
}

fn begun(backend: Backend, receiver: &Receiver) -> House {
    let mut house = House::new(backend, &["north"]).to(&receiver.relay());
    "zone = \"Europe/Riga\"".clone_into(&mut house.settings.publication);
    house.configure();
    house.import(
        "2025-11-01T10:00:00Z",
        "email,cadence:north,zone\n\
         wes@example.org,weekly,Europe/Lisbon\n\
         eve@example.org,every-issue,Europe/Riga\n\
         ona@example.org,events-only,Europe/Riga\n",
    );
    house
}

fn issue(house: &House, now: &str, title: &str, events: &[&str]) {
    house.publish(now, "north", &letter(title, events), now);
}

fn tick(house: &House, receiver: &Receiver, now: &str) -> Vec<Mail> {
    house.tick(now);
    let mails = receiver.take();
    for mail in &mails {
        let text = mail.text();
        assert!(!text.contains("2025-11-"), "as it was typed: {text}");
    }
    mails
}

fn subjects(mails: &[Mail], who: &str) -> Vec<String> {
    let mails = to(mails, &format!("{who}@example.org"));
    let mut subjects: Vec<String> = mails.iter().map(|mail| mail.subject()).collect();
    subjects.sort();
    subjects
}

/// The reminder's address below an event's title in a mail.
fn remind_link(mail: &Mail, title: &str) -> String {
    let text = mail.text();
    let (_, below) = text.split_once(title).unwrap_or_else(|| panic!("{text}"));
    let (_, link) = below
        .split_once("Remind me: ")
        .unwrap_or_else(|| panic!("{text}"));
    link.split_whitespace().next().unwrap().to_owned()
}

fn press(house: &House, now: &str, link: &str, form: &str) {
    let served = house.serve(now);
    let path = http::path(link);
    let before = http::get(&served.address, path);
    assert_eq!(before.status, 200, "{}", before.body);
    let again = http::get(&served.address, path);
    assert_eq!(again.body, before.body, "looking changes nothing");
    let pressed = http::post(&served.address, path, form);
    assert_eq!(pressed.status, 303, "{}", pressed.body);
}

/// What an independent library reads in a mail's calendar file.
fn calendar(mail: &Mail) -> Option<Value> {
    let python = workspace_root().join("target/tools/venv/bin/python");
    let script = workspace_root().join("tests/it/support/read_calendar.py");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mail.eml");
    std::fs::write(&file, &mail.bytes).unwrap();
    let output = Command::new(python).arg(script).arg(file).output().ok()?;
    assert!(output.status.success(), "{output:?}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn announced_alone_or_in_a_letter(backend: Backend) {
    let receiver = Receiver::start();
    let house = begun(backend, &receiver);
    let lantern =
        "2025-11-05 19:00–21:30 | Riga, LV | [Lantern walk](https://events.example/lantern)";
    let wool = "2025-11-25 18:00 | Riga, LV | [Wool fair](https://events.example/wool)";
    issue(&house, MONDAY, "One", &[lantern, wool]);
    let mails = tick(&house, &receiver, MONDAY);
    // Friday's letter would come after the lantern walk; the wool fair can wait for it.
    assert_eq!(subjects(&mails, "wes"), ["Lantern walk"]);
    assert_eq!(subjects(&mails, "eve"), ["One"]);
    assert_eq!(subjects(&mails, "ona"), ["The north letter: 2 events"]);
    let letter = to(&mails, "eve@example.org")[0].text();
    for when in [
        "Wednesday 5 November, 19:00–21:30",
        "Tuesday 25 November, 18:00",
    ] {
        assert_eq!(letter.matches(when).count(), 1, "{letter}");
    }
    let alone = to(&mails, "wes@example.org")[0];
    let when = "Wednesday 5 November, 19:00–21:30 in Riga · 17:00–19:30 where you are";
    assert!(alone.text().contains(when), "{}", alone.text());
    let list_id = alone.header("List-Id").unwrap();
    assert!(list_id.contains("north."), "{list_id}");
    match calendar(alone) {
        None => println!("the Python environment of the tests is absent; run `cargo xtask tools`"),
        Some(file) => {
            assert_eq!(file["method"], "PUBLISH");
            assert_eq!(file["events"][0]["start"], "2025-11-05T17:00:00+00:00");
            assert_eq!(file["events"][0]["end"], "2025-11-05T19:30:00+00:00");
            assert_eq!(file["events"][0]["summary"], "Lantern walk");
            assert_eq!(file["events"][0]["status"], "CONFIRMED");
        }
    }
    assert!(tick(&house, &receiver, "2025-11-03T11:00:00Z").is_empty());
    // A day before, for who pressed the button.
    press(
        &house,
        "2025-11-03T11:00:00Z",
        &remind_link(alone, "Lantern walk"),
        "remind=day",
    );
    assert_eq!(
        house.next("2025-11-03T12:00:00Z").as_deref(),
        Some("2025-11-04T17:00:00Z")
    );
    let mails = tick(&house, &receiver, "2025-11-04T17:00:00Z");
    assert_eq!(mails.len(), 1);
    assert_eq!(subjects(&mails, "wes"), ["Reminder: Lantern walk"]);
    // The letter of the week does not tell of it again.
    let mails = tick(&house, &receiver, "2025-11-07T09:00:00Z");
    assert_eq!(subjects(&mails, "wes"), ["One"]);
    let text = mails[0].text();
    assert!(!text.contains("Lantern walk"), "{text}");
    assert!(text.contains("Wool fair"), "{text}");
    let when = "Tuesday 25 November, 18:00 in Riga · 16:00 where you are";
    assert_eq!(text.matches(when).count(), 1, "{text}");
    assert!(!text.contains(['\u{f0002}', '\u{f0003}']), "{text}");
}

fn moved_and_called_off(backend: Backend) {
    let receiver = Receiver::start();
    let house = begun(backend, &receiver);
    let swim = "2025-11-26 18:00 | Riga, LV | [Sea swim](https://events.example/swim)";
    let wool = "2025-11-25 18:00 | Riga, LV | [Wool fair](https://events.example/wool)";
    issue(&house, MONDAY, "One", &[swim, wool]);
    let mails = tick(&house, &receiver, MONDAY);
    let first = to(&mails, "eve@example.org")[0].clone();
    let now = "2025-11-03T11:00:00Z";
    press(&house, now, &remind_link(&first, "Sea swim"), "remind=day");
    press(&house, now, &remind_link(&first, "Wool fair"), "remind=day");
    tick(&house, &receiver, "2025-11-07T09:00:00Z");
    let swim = "2025-11-27 18:00 | Riga, LV | [Sea swim](https://events.example/swim)";
    let wool = "2025-11-25 18:00 | Riga, LV | Cancelled | [Wool fair](https://events.example/wool)";
    issue(&house, "2025-11-10T10:00:00Z", "Two", &[swim, wool]);
    let mails = tick(&house, &receiver, "2025-11-10T10:00:00Z");
    let news = ["Called off: Wool fair", "New time: Sea swim"];
    assert_eq!(subjects(&mails, "wes"), news);
    assert_eq!(subjects(&mails, "ona"), news);
    assert_eq!(
        subjects(&mails, "eve"),
        ["Called off: Wool fair", "New time: Sea swim", "Two"]
    );
    let off = to(&mails, "wes@example.org")
        .into_iter()
        .find(|mail| mail.subject().starts_with("Called off"))
        .unwrap();
    if let Some(file) = calendar(off) {
        assert_eq!(file["method"], "CANCEL");
        assert_eq!(file["events"][0]["status"], "CANCELLED");
        let of_letter = calendar(&first).unwrap();
        assert!(of_letter.is_null(), "a letter links its files");
    }
    // Who had not heard of them yet sees them marked.
    house.import(
        "2025-11-11T10:00:00Z",
        "email,cadence:north\nnew@example.org,every-issue\n",
    );
    issue(&house, "2025-11-12T10:00:00Z", "Three", &[swim, wool]);
    let mails = tick(&house, &receiver, "2025-11-12T10:00:00Z");
    assert_eq!(subjects(&mails, "new"), ["Three"]);
    let text = to(&mails, "new@example.org")[0].text();
    assert!(text.contains("Called off"), "{text}");
    assert!(text.contains("Thursday 27 November, 18:00"), "{text}");
    for who in ["wes", "ona"] {
        assert!(subjects(&mails, who).is_empty(), "nothing twice");
    }
    // The reminder moved with its event, the other one ended.
    for now in ["2025-11-24T16:00:00Z", "2025-11-25T16:00:00Z"] {
        let mails = tick(&house, &receiver, now);
        assert!(subjects(&mails, "eve").is_empty(), "{now}");
    }
    let mails = tick(&house, &receiver, "2025-11-26T16:00:00Z");
    assert_eq!(subjects(&mails, "eve"), ["Reminder: Sea swim"]);
    let text = to(&mails, "eve@example.org")[0].text();
    assert!(text.contains("Thursday 27 November, 18:00"), "{text}");
}

fn too_late(backend: Backend) {
    let receiver = Receiver::start();
    let house = begun(backend, &receiver);
    let lantern = "2025-11-05 19:00 | Riga, LV | [Lantern walk](https://events.example/lantern)";
    issue(&house, MONDAY, "One", &[lantern]);
    let mails = tick(&house, &receiver, MONDAY);
    let link = remind_link(to(&mails, "eve@example.org")[0], "Lantern walk");
    press(&house, "2025-11-03T11:00:00Z", &link, "remind=hour");
    let back = remind_link(to(&mails, "wes@example.org")[0], "Lantern walk");
    press(&house, "2025-11-03T11:00:00Z", &back, "remind=hour");
    press(&house, "2025-11-03T12:00:00Z", &back, "forget=hour");
    // Nobody ticked in the hour before the walk.
    let now = "2025-11-05T18:00:00Z";
    assert!(tick(&house, &receiver, now).is_empty());
    let expired = house.outbox(now, "expired");
    assert_eq!(expired.len(), 1, "{expired:?}");
    let why = house.json_at(now, &["explain", "--subscriber", "eve@example.org"]);
    assert!(why.to_string().contains("too-late"), "{why}");
}

#[test]
fn announced_alone_or_in_a_letter_on_sqlite() {
    announced_alone_or_in_a_letter(Backend::Sqlite);
}

#[test]
fn announced_alone_or_in_a_letter_on_postgres() {
    announced_alone_or_in_a_letter(Backend::Postgres);
}

#[test]
fn moved_and_called_off_on_sqlite() {
    moved_and_called_off(Backend::Sqlite);
}

#[test]
fn moved_and_called_off_on_postgres() {
    moved_and_called_off(Backend::Postgres);
}

#[test]
fn too_late_on_sqlite() {
    too_late(Backend::Sqlite);
}

#[test]
fn too_late_on_postgres() {
    too_late(Backend::Postgres);
}
