//! A reader opens the link in the letter, chooses anew, and the next tick obeys; one click stops; GET changes nothing; undo
//! restores.

use serde_json::Value;

use crate::support::http::{self, Page};
use crate::support::mail::to;
use crate::support::{Backend, House, Mail, Receiver, text};

const MONDAY: &str = "2025-11-03T10:00:00Z";

fn begun(receiver: &Receiver, rows: &[&str]) -> (House, Vec<Mail>) {
    let house = House::new(Backend::Sqlite, &["north", "south"]).to(&receiver.relay());
    house.import(
        "2025-11-01T10:00:00Z",
        &text::people("cadence:north,cadence:south", rows),
    );
    let letter = text::letter("Snow", "Snow fell", &[("2026-03-01", "Snow fair")]);
    house.publish("2025-11-01T10:00:00Z", "north", &letter, MONDAY);
    house.tick(MONDAY);
    let mails = receiver.take();
    (house, mails)
}

fn publish(house: &House, title: &str, at: &str) {
    let letter = text::letter(
        title,
        &format!("{title} came"),
        &[("2026-03-02", &format!("{title} fair"))],
    );
    house.publish("2025-11-03T11:00:00Z", "north", &letter, at);
}

/// What is known of somebody, as the operator sees it.
fn state(house: &House, now: &str, who: &str) -> Value {
    let mut explained = house.json_at(
        now,
        &["explain", "--subscriber", &format!("{who}@example.org")],
    );
    // Since when a choice is in force changes with an undo, too: it is a change of its own.
    for line in explained["lines"].as_array_mut().unwrap() {
        line.as_object_mut().unwrap().remove("since");
    }
    explained
}

#[test]
fn the_next_tick_obeys_a_choice_made_by_the_letters_link() {
    let receiver = Receiver::start();
    let (house, mails) = begun(&receiver, &["ann,every-issue,", "bob,every-issue,"]);
    assert_eq!(mails.len(), 2);
    let link = to(&mails, "ann@example.org")[0].link("/p/");
    let served = house.serve("2025-11-03T12:00:00Z");
    let page = Page::open(&served.address, http::path(&link));
    assert!(
        page.html
            .contains("You get every letter of The north letter"),
        "{}",
        page.html
    );
    let done = page.press(&served.address, "monthly", "north");
    assert!(
        done.html.contains("You get The north letter once a month"),
        "{}",
        done.html
    );
    drop(served);
    publish(&house, "Rain", "2025-11-10T10:00:00Z");
    house.tick("2025-11-10T10:00:00Z");
    let mails = receiver.take();
    assert_eq!(mails.len(), 1, "only bob still gets every letter");
    assert_eq!(mails[0].to, "bob@example.org");
    assert_eq!(
        house.next("2025-11-10T10:00:01Z").as_deref(),
        Some("2025-12-01T09:00:00Z")
    );
    house.tick("2025-12-01T09:00:00Z");
    let mails = receiver.take();
    assert_eq!(mails.len(), 1);
    let text = mails[0].text();
    assert!(
        text.contains("Rain came") && !text.contains("Snow fell"),
        "{text}"
    );
}

#[test]
fn one_click_stops_and_undo_restores() {
    let receiver = Receiver::start();
    let (house, mails) = begun(&receiver, &["ann,every-issue,weekly", "bob,every-issue,"]);
    let ann = to(&mails, "ann@example.org")[0];
    let one_click = ann.one_click();
    let served = house.serve("2025-11-03T12:00:00Z");
    let answer = http::post(
        &served.address,
        http::path(&one_click),
        "List-Unsubscribe=One-Click",
    )
    .status(200);
    assert_eq!(answer.header("Set-Cookie"), None);
    assert!(
        !answer.body.contains('<'),
        "a page where a line is enough: {}",
        answer.body
    );
    drop(served);
    publish(&house, "Rain", "2025-11-10T10:00:00Z");
    house.tick("2025-11-10T10:00:00Z");
    let came: Vec<String> = receiver.take().into_iter().map(|mail| mail.to).collect();
    assert_eq!(came, ["bob@example.org"]);
    // They come back by the page that the same letter leads to.
    let served = house.serve("2025-11-10T12:00:00Z");
    let page = Page::open(&served.address, http::path(&ann.link("/p/")));
    assert!(
        page.html.contains("The north letter is stopped"),
        "{}",
        page.html
    );
    let back = page.press(&served.address, "n:north", "restore");
    assert!(!back.html.contains("is stopped."), "{}", back.html);
    drop(served);
    publish(&house, "Wind", "2025-11-17T10:00:00Z");
    house.tick("2025-11-17T10:00:00Z");
    let mails = receiver.take();
    let wind = to(&mails, "ann@example.org");
    assert_eq!(wind.len(), 1);
    assert!(wind[0].text().contains("Wind came"));
}

#[test]
fn a_change_and_its_undo_leave_all_as_it_was() {
    let receiver = Receiver::start();
    let (house, mails) = begun(&receiver, &["ann,every-issue,weekly"]);
    let now = "2025-11-03T12:00:00Z";
    let link = mails[0].link("/p/");
    let before = state(&house, now, "ann");
    let served = house.serve(now);
    for button in ["fewer", "only-events", "4"] {
        let page = Page::open(&served.address, http::path(&link));
        let done = page.press(&served.address, button, "");
        assert_ne!(
            state(&house, now, "ann"),
            before,
            "`{button}` changed nothing"
        );
        let undone = done.press(&served.address, http::UNDO, "");
        assert!(undone.html.contains("Undone"), "{}", undone.html);
        assert_eq!(state(&house, now, "ann"), before, "`{button}` and its undo");
    }
}

#[test]
fn get_changes_nothing() {
    let receiver = Receiver::start();
    let (house, mails) = begun(&receiver, &["ann,every-issue,weekly"]);
    let now = "2025-11-03T12:00:00Z";
    let mail = &mails[0];
    let before = state(&house, now, "ann");
    let served = house.serve(now);
    let paths = [mail.link("/p/"), mail.one_click(), mail.link("/i/")];
    for url in &paths {
        let path = http::path(url);
        for query in [
            "",
            "?List-Unsubscribe=One-Click",
            "?do=stop&what=everything",
            "?stop=all",
        ] {
            for method in ["GET", "HEAD", "OPTIONS"] {
                http::request(&served.address, method, &format!("{path}{query}"), None);
            }
        }
    }
    drop(served);
    assert_eq!(state(&house, now, "ann"), before);
}
