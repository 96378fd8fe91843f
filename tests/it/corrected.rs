//! A correction, from the operator's file to exactly those who were brought what was wrong: half of them had it, half had it still
//! planned, or waiting for a digest, and never see it.

use serde_json::Value;

use crate::support::http;
use crate::support::mail::to;
use crate::support::{Backend, House, Mail, Receiver, text};

/// Monday, when the issue is out.
const MONDAY: &str = "2025-11-03T10:00:00Z";
/// When it is put right.
const NOON: &str = "2025-11-03T12:00:00Z";
/// When the relay takes again what it did not take, and weekly letters come.
const FRIDAY: &str = "2025-11-07T12:00:00Z";

const WRONG: &str = "The ferry leaves at nine";
const RIGHT: &str = "The ferry leaves at seven";

fn letter(ferry: &str) -> String {
    format!(
        "Title: Winter timetable\n\n## News\n\n{ferry}. Bring a warm coat, since the deck is open and the wind is cold in November.\n\n\
         ## Market\n\nThe market stays where it was, on the square behind the church, every Saturday morning.\n"
    )
}

/// Every-issue readers `early*` have the letter, `late*` have it planned; `week` reads weekly; `topic` never takes the news.
fn house(backend: Backend, receiver: &Receiver) -> (House, String) {
    let mut house = House::new(backend, &["north"]).to(&receiver.relay());
    house.settings.publication =
        "zone = \"Europe/Riga\"\n[publications.north.topics.news]\nname = \"News\"\nheadings = [\"News\"]\n\
         [publications.north.topics.market]\nname = \"Market\"\nheadings = [\"Market\"]"
            .to_owned();
    house.settings.policy = "[policy]\nspread_minutes = 0\n".to_owned();
    house.configure();
    house.import(
        "2025-11-01T10:00:00Z",
        &text::people(
            "cadence:north,zone,topics",
            &[
                "early1,every-issue,Europe/Riga,",
                "early2,every-issue,Europe/Riga,",
                "topic,every-issue,Europe/Riga,market",
                // Monday noon in Riga is night in Auckland.
                "late1,every-issue,Pacific/Auckland,",
                "late2,every-issue,Pacific/Auckland,",
                "week,weekly,Europe/Riga,",
            ],
        ),
    );
    let id = house.publish("2025-11-01T10:00:00Z", "north", &letter(WRONG), MONDAY);
    (house, id)
}

fn readers(mails: &[Mail]) -> Vec<String> {
    let mut names: Vec<String> = mails
        .iter()
        .map(|mail| mail.to.trim_end_matches("@example.org").to_owned())
        .collect();
    names.sort();
    names
}

fn correct(house: &House, now: &str, id: &str, more: &[&str]) -> Value {
    house.write("right.md", letter(RIGHT));
    let words = ["issue", "correct", id, "right.md"];
    house.json_at(now, &[&words[..], more].concat())
}

fn exactly_who_was_brought_it(backend: Backend) {
    let receiver = Receiver::start();
    let (house, id) = house(backend, &receiver);
    house.tick(MONDAY);
    let first = receiver.take();
    assert_eq!(readers(&first), ["early1", "early2", "topic"]);
    assert!(!to(&first, "topic@example.org")[0].text().contains("ferry"));

    let because = ["--because", "It leaves two hours earlier."];
    let dry = correct(&house, NOON, &id, &[&because[..], &["--dry-run"]].concat());
    assert_eq!(
        (&dry["readers"], &dry["wrong_items"]),
        (&2.into(), &1.into())
    );
    assert_eq!(dry["message"]["subject"], "Correction: News", "{dry}");
    assert_eq!(house.tick(NOON)["messages"], 0, "it was only tried");

    let done = correct(&house, NOON, &id, &because);
    assert_eq!(done["letters_at"], "2025-11-03T12:00:00Z");
    assert_eq!(house.next(NOON).as_deref(), Some("2025-11-03T12:00:00Z"));
    house.tick(NOON);
    let told = receiver.take();
    assert_eq!(readers(&told), ["early1", "early2"]);
    for mail in &told {
        let text = mail.text();
        assert!(
            text.contains(RIGHT) && text.contains("two hours earlier"),
            "{text}"
        );
        assert!(!text.contains(WRONG) && !text.contains("market"), "{text}");
        assert!(
            mail.subject().starts_with("Correction: "),
            "{}",
            mail.subject()
        );
    }
    let sent = house.outbox(NOON, "sent");
    let service = sent.iter().filter(|row| row["kind"] == "event");
    assert_eq!(service.count(), 2);

    // Whoever comes later has never seen what was wrong, and hears of no correction.
    let mut later = Vec::new();
    for now in ["2025-11-03T22:00:00Z", "2025-11-04T12:00:00Z", FRIDAY] {
        house.tick(now);
        later.extend(receiver.take());
    }
    assert_eq!(readers(&later), ["late1", "late2", "week"]);
    for mail in &later {
        let text = mail.text();
        assert!(text.contains(RIGHT) && !text.contains(WRONG), "{text}");
        assert!(!mail.subject().contains("Correction"), "{}", mail.subject());
    }
    let served = house.serve(FRIDAY);
    let page = http::get(&served.address, &format!("/i/{id}")).body;
    assert!(page.contains(RIGHT) && !page.contains(WRONG), "{page}");

    house.write("again.md", letter("The ferry leaves at six"));
    house
        .run_at(FRIDAY, &["issue", "correct", &id, "again.md"])
        .code(1)
        .says(&["corrected already", "written to once"]);
    house
        .run_at(FRIDAY, &["issue", "correct", &id, "--undo"])
        .code(1)
        .says(&["written to"]);
}

#[test]
fn exactly_who_was_brought_it_on_sqlite() {
    exactly_who_was_brought_it(Backend::Sqlite);
}

#[test]
fn exactly_who_was_brought_it_on_postgres() {
    exactly_who_was_brought_it(Backend::Postgres);
}

#[test]
fn in_the_minutes_of_grace_it_is_taken_back() {
    let receiver = Receiver::start();
    let (mut house, id) = house(Backend::Sqlite, &receiver);
    house.tick(MONDAY);
    receiver.take();
    house.settings.grace_minutes = 10;
    house.configure();
    let done = correct(&house, NOON, &id, &[]);
    assert_eq!(done["letters_at"], "2025-11-03T12:10:00Z");
    assert_eq!(house.tick("2025-11-03T12:05:00Z")["messages"], 0);
    house.json_at("2025-11-03T12:06:00Z", &["issue", "correct", &id, "--undo"]);
    house.tick("2025-11-03T12:10:00Z");
    assert!(receiver.take().is_empty(), "nobody is written to");
    house.tick("2025-11-03T22:00:00Z");
    let late = receiver.take();
    assert_eq!(readers(&late), ["late1", "late2"]);
    assert!(late[0].text().contains(WRONG), "it says what it said");
}

#[test]
fn a_correction_keeps_the_items_that_are_out() {
    let house = House::new(Backend::Sqlite, &["north"]);
    let event = |day: &str| text::letter("Snow", "Snow fell", &[(day, "Snow fair")]);
    let id = house.publish(MONDAY, "north", &event("2026-03-01"), MONDAY);
    house.tick(MONDAY);
    let table = [
        (
            event("2026-03-01") + "\n## More\n\nOne section more than there was.\n",
            &["a correction keeps them all"][..],
        ),
        (
            event("2026-03-02"),
            &["another start", "list the event again"],
        ),
        (event("2026-03-01") + "\n\n", &["reads otherwise"]),
        (
            letter(RIGHT),
            &["another kind", "keeps items in their places"],
        ),
    ];
    for (source, words) in table {
        house.write("wrong.md", source);
        house
            .run_at(NOON, &["issue", "correct", &id, "wrong.md"])
            .code(1)
            .says(words);
    }
    house.run_at(NOON, &["issue", "correct", &id]).code(2);
    let draft = house.add(NOON, "north", &letter(WRONG));
    house.write("right.md", letter(RIGHT));
    let now = house.json_at(NOON, &["issue", "correct", &draft, "right.md"]);
    assert_eq!(
        now["letters_at"],
        Value::Null,
        "nobody was brought anything of it"
    );
}
