//! An issue from draft to letter, and back: preview, test, schedule with grace, hold, withdraw; imports taken back;
//! explanations; the outbox.

use crate::support::mail::to;
use crate::support::{Backend, House, Receiver, text};

const MONDAY: &str = "2025-11-03T10:00:00Z";
const SATURDAY: &str = "2025-11-01T10:00:00Z";

fn house(receiver: &Receiver, header: &str, rows: &[&str]) -> House {
    let house = House::new(Backend::Sqlite, &["north"]).to(&receiver.relay());
    house.import(SATURDAY, &text::people(header, rows));
    house
}

fn snow() -> String {
    text::letter(
        "Snow",
        "Snow fell",
        &[("2026-03-01", "Snow fair"), ("2026-04-01", "Thaw")],
    )
}

fn state_of(house: &House, now: &str, id: &str) -> String {
    let issues = house.json_at(now, &["issue", "list"]);
    let mut issues = issues.as_array().unwrap().iter();
    let issue = issues.find(|issue| issue["id"] == id).unwrap();
    issue["state"].as_str().unwrap().to_owned()
}

#[test]
fn a_draft_is_previewed_tested_and_goes_out_after_the_grace() {
    let receiver = Receiver::start();
    let mut house = house(&receiver, "cadence:north", &["ann,every-issue"]);
    house.settings.grace_minutes = 30;
    house.configure();
    house.write("snow.md", snow());
    let added = house.json_at(
        SATURDAY,
        &["issue", "add", "snow.md", "--publication", "north"],
    );
    assert_eq!(
        (&added["state"], &added["events"], &added["title"]),
        (&"draft".into(), &2.into(), &"Snow".into())
    );
    assert!(
        added["short_words"].as_u64() <= added["words"].as_u64().map(|words| words * 2 / 5),
        "{added}"
    );
    let again = house.json_at(
        SATURDAY,
        &["issue", "add", "snow.md", "--publication", "north"],
    );
    assert_eq!(
        (&again["id"], &again["known"]),
        (&added["id"], &true.into()),
        "the same file twice is one draft"
    );
    let id = added["id"].as_str().unwrap();
    let short_id = &id[..6];

    let text = house
        .run_at(SATURDAY, &["issue", "preview", short_id])
        .ok()
        .stdout;
    assert!(
        text.starts_with("Subject: Snow\n")
            && text.contains("Good morning.")
            && text.contains("Thaw"),
        "{text}"
    );
    let html = house
        .run_at(SATURDAY, &["issue", "preview", short_id, "--html"])
        .ok()
        .stdout;
    assert!(html.contains("<html") && html.contains("https://events.example/thaw"));
    let events = house
        .run_at(
            SATURDAY,
            &["issue", "preview", short_id, "--form", "events"],
        )
        .ok()
        .stdout;
    assert!(
        events.contains("Thaw") && !events.contains("Snow fell"),
        "{events}"
    );
    let unknown = house.run_at(SATURDAY, &["issue", "preview", "nosuch"]);
    assert!(matches!(unknown.code, Some(1 | 2)), "{unknown:?}");
    unknown.says(&["`nosuch`"]);

    house
        .run_at(
            SATURDAY,
            &["issue", "test", short_id, "--to", "editor@example.org"],
        )
        .ok();
    let test = receiver.take();
    assert_eq!(test.len(), 1);
    assert_eq!(
        (test[0].to.as_str(), test[0].subject().as_str()),
        ("editor@example.org", "Test: Snow")
    );

    house.tick("2025-11-02T10:00:00Z");
    assert!(receiver.take().is_empty(), "a draft never goes out");
    let now = "2025-11-03T10:00:00Z";
    let scheduled = house.json_at(
        now,
        &[
            "issue",
            "schedule",
            short_id,
            "--at",
            "2025-11-03T10:05:00Z",
        ],
    );
    assert_eq!(
        scheduled["publish_at"], "2025-11-03T10:30:00Z",
        "never before the grace is over"
    );
    house.tick("2025-11-03T10:29:59Z");
    assert!(receiver.take().is_empty());
    assert_eq!(
        house.next("2025-11-03T10:29:59Z").as_deref(),
        Some("2025-11-03T10:30:00Z")
    );
    house.tick("2025-11-03T10:30:00Z");
    let mails = receiver.take();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text().contains("Snow fell") && mails[0].html().contains("<html"));
    assert_eq!(state_of(&house, now, id), "published");
}

/// Ann's letter is due on Monday, Bob's on Friday; the issue.
fn begun(receiver: &Receiver) -> (House, String) {
    let people = ["ann,every-issue", "bob,weekly"];
    let house = house(receiver, "cadence:north", &people);
    let id = house.publish(SATURDAY, "north", &snow(), MONDAY);
    (house, id)
}

#[test]
fn an_event_that_has_begun_is_told_when_it_is_added() {
    let receiver = Receiver::start();
    let (house, _) = begun(&receiver);
    let days = [
        ("2025-10-31", "Harvest"),
        ("2025-10-31 - 2025-11-05", "Fair"),
        ("2025-11-30", "Market"),
    ];
    house.write("letter.md", text::letter("Rain", "Rain fell", &days));
    let words = ["issue", "add", "letter.md", "--publication", "north"];
    let warnings = house.json_at(MONDAY, &words)["warnings"].to_string();
    assert!(warnings.contains("`Harvest` has begun"), "{warnings}");
    assert!(!warnings.contains("Market"), "{warnings}");
    assert!(!warnings.contains("Fair"), "it goes on: {warnings}");
}

#[test]
fn what_is_held_waits_and_what_is_withdrawn_never_comes() {
    let receiver = Receiver::start();
    let (house, id) = begun(&receiver);
    house.json_at(SATURDAY, &["issue", "hold", &id]);
    house.tick(MONDAY);
    assert!(receiver.take().is_empty());
    house.json_at("2025-11-03T11:00:00Z", &["issue", "go-on", &id]);
    house.tick("2025-11-03T11:00:00Z");
    let mails = receiver.take();
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "ann@example.org"));
    house.json_at("2025-11-03T12:00:00Z", &["issue", "withdraw", &id]);
    assert_eq!(state_of(&house, "2025-11-03T12:00:00Z", &id), "withdrawn");
    // Bob's letter was still to come.
    let friday = "2025-11-07T09:00:00Z";
    house.tick(friday);
    assert!(receiver.take().is_empty());
    house.run_at(friday, &["issue", "schedule", &id]).code(1);
    let rain = text::letter("Rain", "Rain fell", &[]);
    house.publish(friday, "north", &rain, "2025-11-10T10:00:00Z");
    house.tick("2025-11-10T10:00:00Z");
    house.tick("2025-11-14T09:00:00Z");
    let mails = receiver.take();
    let bob = to(&mails, "bob@example.org");
    assert_eq!(bob.len(), 1);
    let words = bob[0].text();
    assert!(
        words.contains("Rain fell") && !words.contains("Snow"),
        "{words}"
    );
}

#[test]
fn what_is_added_in_place_of_a_withdrawn_issue_comes_to_all() {
    let receiver = Receiver::start();
    let (house, id) = begun(&receiver);
    house.tick(MONDAY);
    assert_eq!(receiver.take().len(), 1, "Ann has it");
    let noon = "2025-11-03T12:00:00Z";
    house.json_at(noon, &["issue", "withdraw", &id]);
    let mended = snow().replace("Good morning.", "Good day.");
    let wednesday = "2025-11-05T10:00:00Z";
    house.publish(noon, "north", &mended, wednesday);
    house.tick(wednesday);
    let mails = receiver.take();
    let ann = to(&mails, "ann@example.org")[0].text();
    assert!(ann.contains("Snow fell"), "{ann}");
    let friday = "2025-11-07T09:00:00Z";
    house.tick(friday);
    let mails = receiver.take();
    let bob = to(&mails, "bob@example.org")[0].text();
    for item in ["Snow fell", "Snow fair", "Thaw"] {
        assert!(bob.contains(item), "{item} never comes: {bob}");
    }
    house.run_at(friday, &["audit", "--weeks", "4"]).code(0);
}

#[test]
fn a_letter_that_waits_is_withdrawn_before_it_goes() {
    let receiver = Receiver::start();
    let house = house(
        &receiver,
        "zone,cadence:north",
        &["ann,Pacific/Auckland,every-issue"],
    );
    // Planned at 23:00 of the reader's clock, so it waits for the morning.
    let night = "2025-11-03T10:00:00Z";
    let id = house.publish(SATURDAY, "north", &snow(), night);
    let totals = house.tick(night);
    assert_eq!(
        (&totals["planned"], &totals["deferred"], &totals["messages"]),
        (&1.into(), &1.into(), &0.into())
    );
    // The quiet hours end at 19:00; what waited for that is spread over half an hour.
    let morning = house.next("2025-11-03T10:00:01Z").unwrap();
    let spread = "2025-11-03T19:00:00Z".."2025-11-03T19:30:01Z";
    assert!(spread.contains(&morning.as_str()), "{morning}");
    house.json_at("2025-11-03T11:00:00Z", &["issue", "withdraw", &id]);
    house.tick(&morning);
    assert!(receiver.take().is_empty());
    assert!(house.outbox("2025-11-03T20:00:00Z", "planned").is_empty());
    assert_eq!(house.outbox("2025-11-03T20:00:00Z", "cancelled").len(), 1);
}

#[test]
fn an_import_is_taken_back() {
    let receiver = Receiver::start();
    let house = house(&receiver, "cadence:north", &["ann,every-issue"]);
    let second = house.import(
        SATURDAY,
        &text::people(
            "cadence:north",
            &["ann,weekly", "bob,every-issue", "cyd,weekly"],
        ),
    );
    let counts =
        ["added", "filled", "unchanged", "stopped"].map(|key| second[key].as_u64().unwrap());
    assert_eq!(counts, [2, 0, 1, 0], "{second}");
    let batches = house.json_at(SATURDAY, &["import", "list"]);
    assert_eq!(batches.as_array().unwrap().len(), 2);
    let undone = house.json_at(
        SATURDAY,
        &["import", "undo", second["batch"].as_str().unwrap()],
    );
    assert_eq!(undone["removed"], 2, "{undone}");
    house.publish(SATURDAY, "north", &snow(), "2025-11-03T10:00:00Z");
    house.tick("2025-11-03T10:00:00Z");
    let came: Vec<String> = receiver.take().into_iter().map(|mail| mail.to).collect();
    assert_eq!(came, ["ann@example.org"]);
    let dry = house
        .run_at(
            SATURDAY,
            &["--json", "import", "subscribers", "people.csv", "--dry-run"],
        )
        .ok()
        .json();
    assert_eq!((&dry["added"], &dry["unchanged"]), (&2.into(), &1.into()));
    let batches = house.json_at(SATURDAY, &["import", "list"]);
    assert_eq!(batches.as_array().unwrap().len(), 2);
    house
        .run_at(SATURDAY, &["explain", "--subscriber", "bob@example.org"])
        .code(2);
}

#[test]
fn a_letter_over_the_cap_folds_into_the_next_one() {
    let receiver = Receiver::start();
    let house = house(&receiver, "cadence:north", &["ann,every-issue"]);
    let mut ids = Vec::new();
    for (title, at) in [
        ("One", "2025-11-03T10:00:00Z"),
        ("Two", "2025-11-05T10:00:00Z"),
        ("Three", "2025-11-07T10:00:00Z"),
        ("Four", "2025-11-12T10:00:00Z"),
    ] {
        let letter = text::letter(title, &format!("News {title}"), &[]);
        ids.push(house.publish(SATURDAY, "north", &letter, at));
    }
    house.tick("2025-11-03T10:00:00Z");
    house.tick("2025-11-05T10:00:00Z");
    assert_eq!(receiver.take().len(), 2);
    let friday = "2025-11-07T10:00:00Z";
    let future = explained(&house, "2025-11-06T10:00:00Z", &ids[2]);
    assert!(!future.is_empty());
    let totals = house.tick(friday);
    assert_eq!(
        (&totals["messages"], &totals["folded"]),
        (&0.into(), &1.into()),
        "{totals}"
    );
    assert!(receiver.take().is_empty());
    let why = explained(&house, friday, &ids[2]);
    assert!(
        why.contains("2 of 2") || why.contains("folded") || why.contains("Folded"),
        "{why}"
    );
    let sent = explained(&house, friday, &ids[0]);
    assert!(
        sent.contains("sent") && sent.contains("2025-11-03"),
        "{sent}"
    );
    let mut now = friday.to_owned();
    while now.as_str() < "2025-11-12T10:00:00Z" {
        now = house.next(&now).unwrap();
        house.tick(&now);
        if now.as_str() < "2025-11-12" {
            assert!(receiver.take().is_empty(), "a letter at {now}");
        }
    }
    let mails = receiver.take();
    assert_eq!(mails.len(), 1);
    let words = mails[0].text();
    let (new, earlier) = words
        .split_once("Earlier\n")
        .unwrap_or_else(|| panic!("nothing under “Earlier”:\n{words}"));
    assert!(
        new.contains("News Four") && !new.contains("News Three"),
        "{words}"
    );
    assert!(
        earlier.contains("News Three") && !earlier.contains("News Four"),
        "{words}"
    );
    assert!(
        mails[0].subject().contains("Four"),
        "{}",
        mails[0].subject()
    );
    let after = explained(&house, "2025-11-12T11:00:00Z", &ids[2]);
    assert!(after.contains("2025-11-12"), "{after}");
}

/// `lagom explain --issue`, as text.
fn explained(house: &House, now: &str, issue: &str) -> String {
    house
        .run_at(
            now,
            &[
                "explain",
                "--subscriber",
                "ann@example.org",
                "--issue",
                issue,
            ],
        )
        .ok()
        .stdout
}

#[test]
fn explanations_name_what_waits_and_why() {
    let receiver = Receiver::start();
    let house = house(
        &receiver,
        "zone,cadence:north",
        &["ann,Pacific/Auckland,every-issue"],
    );
    let night = "2025-11-03T10:00:00Z";
    let id = house.publish(SATURDAY, "north", &snow(), night);
    house.tick(night);
    let waits = explained(&house, night, &id);
    assert!(
        waits.contains("Quiet hours 21:00–08:00 (Pacific/Auckland)"),
        "{waits}"
    );
    let json = house.json_at(
        night,
        &["explain", "--subscriber", "ann@example.org", "--issue", &id],
    );
    assert_eq!(json["letters"].as_array().unwrap().len(), 1, "{json}");
    assert!(!json.to_string().contains("ann@"), "an address in {json}");
    let foretold = json["future"][0]["at"].as_str().map(str::to_owned);
    let morning = house.next(night);
    assert_eq!(morning, foretold, "{json}");
    house.tick(&morning.unwrap());
    let mails = receiver.take();
    assert_eq!(mails.len(), 1);
    let sent = explained(&house, "2025-11-03T20:00:00Z", &id);
    assert!(sent.contains("sent"), "{sent}");
}

#[test]
fn the_outbox_lists_and_cancels() {
    let receiver = Receiver::start();
    let house = house(
        &receiver,
        "zone,cadence:north",
        &["ann,Pacific/Auckland,every-issue", "bob,,every-issue"],
    );
    let night = "2025-11-03T10:00:00Z";
    house.publish(SATURDAY, "north", &snow(), night);
    house.tick(night);
    assert_eq!(receiver.take().len(), 1);
    let planned = house.outbox(night, "planned");
    assert_eq!(planned.len(), 1);
    let mine = house.json_at(
        night,
        &[
            "outbox",
            "list",
            "--state",
            "sent",
            "--subscriber",
            "bob@example.org",
        ],
    );
    assert_eq!(mine.as_array().unwrap().len(), 1);
    let id = planned[0]["id"].as_str().unwrap();
    house.json_at(night, &["outbox", "cancel", id]);
    house.run_at(night, &["outbox", "cancel", id]).code(1);
    house.run_at(night, &["outbox", "resend", "nosuch"]).code(2);
    house.tick("2025-11-03T19:00:00Z");
    assert!(receiver.take().is_empty());
}

#[test]
fn a_dry_run_tells_what_would_happen_and_does_nothing() {
    let receiver = Receiver::start();
    let house = house(&receiver, "cadence:north", &["ann,every-issue"]);
    let id = house.publish(SATURDAY, "north", &snow(), MONDAY);
    let dry = house.json_at(MONDAY, &["tick", "--dry-run"]);
    assert_eq!(
        (&dry["planned"], &dry["messages"], &dry["dry_run"]),
        (&1.into(), &1.into(), &true.into()),
        "{dry}"
    );
    assert!(receiver.take().is_empty());
    assert_eq!(state_of(&house, MONDAY, &id), "scheduled");
    assert!(house.outbox(MONDAY, "planned").is_empty());
    assert_eq!(house.tick(MONDAY)["messages"], 1);
    assert_eq!(receiver.take().len(), 1);
}

#[test]
fn every_command_prints_json() {
    let receiver = Receiver::start();
    let house = house(&receiver, "cadence:north", &["ann,every-issue"]);
    let id = house.publish(SATURDAY, "north", &snow(), "2025-11-03T10:00:00Z");
    let ann = ["--subscriber", "ann@example.org"];
    let commands: Vec<Vec<&str>> = vec![
        vec!["check"],
        vec!["migrate"],
        vec!["import", "list"],
        vec!["issue", "list"],
        vec!["issue", "preview", &id],
        vec!["issue", "test", &id, "--to", "editor@example.org"],
        vec!["issue", "hold", &id],
        vec!["issue", "go-on", &id],
        vec!["run", "status"],
        vec!["run", "pause"],
        vec!["run", "continue"],
        vec!["tick", "--dry-run"],
        vec!["tick", "--next"],
        vec!["tick"],
        vec!["explain", ann[0], ann[1]],
        vec!["link", ann[0], ann[1]],
        vec!["outbox", "list"],
        vec!["issue", "withdraw", &id],
    ];
    for command in commands {
        let finished = house
            .run_at(SATURDAY, &[&["--json"], command.as_slice()].concat())
            .ok();
        finished.json();
        assert_eq!(
            finished.stdout.lines().count(),
            1,
            "{command:?}: more than one line"
        );
    }
    for bad in [
        &["tick", "--fly"][..],
        &["link", "--subscriber", "who@example.org"],
    ] {
        let finished = house.run_at(SATURDAY, &[&["--json"], bad].concat()).code(2);
        let said: serde_json::Value = serde_json::from_str(&finished.stderr).unwrap();
        let said = said["error"].as_str().unwrap();
        assert!(!said.is_empty() && !said.contains('\n'), "{said}");
    }
}

#[test]
fn a_preview_says_of_an_event_what_the_letter_says() {
    let receiver = Receiver::start();
    let mut house = house(&receiver, "cadence:north", &["ann,every-issue"]);
    "[publications.north.topics.fairs]\nname = \"Fairs\"\nheadings = [\"Snow fair\"]\nkind = \"event\"\n"
        .clone_into(&mut house.settings.topics);
    house.configure();
    house.write(
        "snow.md",
        "Title: Snow\n\n## Snow fair\n\nStarts: 2026-03-01 19:00\nEnds: 20:30\nPlace: Riga\nCancelled: yes\n\nCome and see.\n",
    );
    let added = house.json_at(
        SATURDAY,
        &["issue", "add", "snow.md", "--publication", "north"],
    );
    let id = added["id"].as_str().unwrap();
    let preview = house
        .run_at(SATURDAY, &["issue", "preview", id])
        .ok()
        .stdout;
    house.json_at(SATURDAY, &["issue", "schedule", id, "--at", SATURDAY]);
    house.tick("2025-11-03T10:00:00Z");
    let mails = receiver.take();
    for said in ["Called off", "19:00", "Riga"] {
        assert!(
            mails[0].text().contains(said),
            "no `{said}` in {}",
            mails[0].text()
        );
        assert!(preview.contains(said), "no `{said}` in {preview}");
    }
}
