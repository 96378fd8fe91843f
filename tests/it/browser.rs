//! Readers' journeys in a real browser (`tests/browser/journeys.cjs`), and a scanner that opens every link of many
//! letters with JavaScript and changes nothing. `LAGOM_TEST_SHOTS=FOLDER` keeps what the browser saw.
//! What is mailed on request (confirmations, links to one's data) is asked for here; the browser opens it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use lagom_testkit::tools;
use lagom_tests::house::Served;
use lagom_tests::workspace_root;
use serde_json::{Value, json};

use crate::support::mail::to;
use crate::support::{Backend, House, Mail, Receiver, http, text};

const MONDAY: &str = "2025-11-03T10:00:00Z";

/// Two newsletters, so many readers of both, and their second letter: the first one never asks how it is.
fn letters(readers: usize) -> (House, Receiver, Vec<Mail>) {
    let receiver = Receiver::start();
    let mut house = House::new(Backend::Sqlite, &["north", "south"]);
    // Nearly everybody is asked.
    house.settings.policy += "feedback = { every_days = 1, percent = 100 }\n";
    // All of them sit at one machine.
    house.settings.topics += "\n[web]\njoins_an_hour_from_a_network = 1000\n";
    let house = house.to(&receiver.relay());
    let rows: Vec<String> = (0..readers)
        .map(|nth| format!("reader{nth},weekly,weekly"))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let people = text::people("cadence:north,cadence:south", &rows);
    house.import("2025-09-20T10:00:00Z", &people);
    for (what, fair, monday) in [
        ("Frost", "2026-02-01", "2025-09-22T10:00:00Z"),
        ("Snow", "2026-03-01", MONDAY),
    ] {
        for publication in ["north", "south"] {
            let title = format!("{what} in the {publication}");
            let events = [(fair, format!("{what} fair"))];
            let events = events.each_ref().map(|(day, name)| (*day, name.as_str()));
            let letter = text::letter(&title, &format!("{what} came"), &events);
            house.publish(monday, publication, &letter, monday);
        }
        house.tick(monday);
        // A week's letter is due within the week.
        let due = house.next(monday).unwrap();
        house.tick(&due);
    }
    let mails = receiver.take();
    let (_first, second) = mails.split_at(readers);
    let titled = |mail: &Mail| mail.text().contains("Snow came");
    assert!(
        second.len() == readers && second.iter().all(titled),
        "one letter each"
    );
    (house, receiver, second.to_vec())
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

/// When readers sit at their screens: the links to their data are sent just before, and are good for half an hour.
const ASKED: &str = "2025-11-14T11:58:00Z";
const SENT: &str = "2025-11-14T11:59:00Z";
const NOW: &str = "2025-11-14T12:00:00Z";

/// The languages of readers' pages.
const TAGS: [&str; 4] = ["en", "ru", "lv", "es"];

/// Somebody whose letter has a link for every page.
struct Reader {
    address: String,
    paths: Vec<String>,
}

impl Reader {
    /// The first link of the letter for which this holds.
    fn find(&self, of: impl Fn(&str) -> bool) -> &str {
        self.paths.iter().find(|path| of(path)).unwrap()
    }

    fn preferences(&self) -> &str {
        self.find(|path| path.starts_with("/p/") && !path.contains("/why/"))
    }

    fn starting(&self, start: &str) -> &str {
        let path = self.find(|path| path.starts_with(start));
        path.split('?').next().unwrap()
    }
}

/// The first so many readers whose letter asks how it is.
fn asked(mails: &[Mail], readers: usize) -> Vec<Reader> {
    let readers: Vec<Reader> = mails
        .iter()
        .map(|mail| Reader {
            address: mail.to.clone(),
            paths: paths(mail),
        })
        .filter(|reader| reader.paths.iter().any(|path| path.starts_with("/f/")))
        .take(readers)
        .collect();
    readers
}

/// The address of somebody new who asked in a language.
fn newcomer(nth: usize, tag: &str) -> String {
    format!("new{nth}{tag}@example.org")
}

/// Lets everybody ask for the link to their data, and somebody new join in every language.
fn ask_for_mails(house: &House, receiver: &Receiver, readers: &[Reader]) -> Vec<Mail> {
    let served = house.serve(ASKED);
    for (nth, reader) in readers.iter().enumerate() {
        let data = format!("{}/data", reader.preferences());
        http::post(&served.address, &data, "do=link").status(303);
        for tag in TAGS {
            let who = newcomer(nth, tag).replace('@', "%40");
            let form = format!("address={who}&newsletter=north&lang={tag}");
            http::post(&served.address, "/join/north", &form).status(303);
        }
    }
    let wanted = readers.len() * (1 + TAGS.len());
    let planned = || house.outbox(ASKED, "planned").len();
    // The work goes on after the answer.
    for _ in 0..100 {
        if planned() >= wanted {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    drop(served);
    house.tick(SENT);
    let mails = receiver.take();
    assert_eq!(mails.len(), wanted, "one mail for each wish");
    mails
}

#[test]
fn every_journey_works_with_and_without_javascript() {
    const READERS: usize = 16;
    let (house, receiver, mails) = letters(READERS + 10);
    let readers = asked(&mails, READERS);
    assert_eq!(readers.len(), READERS, "too few letters ask how they are");
    let mails = ask_for_mails(&house, &receiver, &readers);
    let mailed = |who: &str, path: &str| {
        let mails = to(&mails, who);
        http::path(&mails[0].link(path)).to_owned()
    };
    let people = readers.iter().enumerate().map(|(nth, reader)| {
        let join = |tag: &str| mailed(&newcomer(nth, tag), "/c/");
        json!({
            "p": reader.preferences(),
            "u": reader.starting("/u/"),
            "why": reader.find(|path| path.contains("/why/")),
            "issue": reader.find(|path| path.starts_with("/i/") && !path.contains(".ics")),
            "f": reader.starting("/f/"),
            "r": reader.starting("/r/"),
            "s": mailed(&reader.address, "/s/"),
            "c": { "en": join("en"), "ru": join("ru"), "lv": join("lv"), "es": join("es") },
        })
    });
    let people: Vec<Value> = people.collect();
    let shots = std::env::var("LAGOM_TEST_SHOTS").ok();
    let printed = house.run(["join-form", "--publication", "north"]).ok();
    let served = house.serve(NOW);
    // The piece for another page, as if this server were the one that mails name.
    let server = format!("http://{}", served.address);
    let form = printed
        .stdout
        .replace(lagom_tests::house::BASE_URL, &server);
    let form = form.replace(
        &lagom_tests::house::BASE_URL.replace('/', "&#x2f;"),
        &server,
    );
    browse(
        &served,
        json!({ "people": people, "shots": shots, "form": form }),
    );
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
