//! What the operator hears: at once what needs a look, once; a letter a week; a sign of life after good runs only.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use lagom_catcher::{Action, Behaviour, Catcher, CatcherOptions, Step, When};

use crate::support::{Backend, House, text};

const BEFORE: &str = "2025-11-01T10:00:00Z";
/// A Monday.
const NOW: &str = "2025-11-03T10:00:00Z";
const OPERATOR: &str = "operator@example.org";

fn refusing(recipient: &str, action: Action) -> Behaviour {
    let when = When::Recipient(recipient.to_owned());
    Behaviour::friendly().on(Step::Rcpt, when, action)
}

struct Office {
    runtime: tokio::runtime::Runtime,
    catcher: Catcher,
    house: House,
}

impl Office {
    /// Three people with a letter that is due at [`NOW`], and an operator who hears.
    fn open(backend: Backend, behaviour: Behaviour, more: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let options = CatcherOptions::default();
        let catcher = runtime
            .block_on(Catcher::start("127.0.0.1:0", options))
            .unwrap();
        catcher.behave(behaviour);
        let mut house = House::new(backend, &["north"]);
        house.settings.mail = format!("\n[operator]\nmail = \"{OPERATOR}\"\n{more}\n");
        let house = house.to(&format!("smtp://{}", catcher.address()));
        let rows = ["a,every-issue", "b,every-issue", "c,every-issue"];
        house.import(BEFORE, &text::people("cadence:north", &rows));
        let letter = text::letter("Snow", "Snow fell", &[]);
        house.publish(BEFORE, "north", &letter, NOW);
        Self {
            runtime,
            catcher,
            house,
        }
    }

    /// What the operator has got, whole.
    fn heard(&self) -> Vec<String> {
        let messages = self.catcher.messages();
        let theirs = messages.iter().filter(|mail| mail.to == [OPERATOR]);
        theirs
            .map(|mail| String::from_utf8_lossy(&mail.bytes).into_owned())
            .collect()
    }
}

fn failures_are_told_once_and_the_week_in_one_letter(backend: Backend) {
    let refused = refusing("c@example.org", Action::reply(550, "5.1.1 no such mailbox"));
    let office = Office::open(backend, refused, "");
    office.house.run_at(NOW, &["tick"]);
    let heard = office.heard();
    assert_eq!(heard.len(), 1, "{heard:#?}");
    assert!(
        heard[0].contains("1 letter is refused for good"),
        "{heard:#?}"
    );
    assert!(
        heard[0].contains("Auto-Submitted: auto-generated"),
        "{heard:#?}"
    );
    assert!(!heard[0].contains("c@example.org"), "no reader is named");
    for quiet in ["2025-11-03T11:00:00Z", "2025-11-10T06:00:00Z"] {
        office.house.run_at(quiet, &["tick"]);
        assert_eq!(office.heard().len(), 1, "nothing new at {quiet}");
    }
    for after in [
        "2025-11-10T10:00:00Z",
        "2025-11-10T10:05:00Z",
        "2025-11-17T10:00:00Z",
    ] {
        office.house.run_at(after, &["tick"]);
    }
    let heard = office.heard();
    assert_eq!(
        heard.len(),
        2,
        "one letter about the week, none about an empty one: {heard:#?}"
    );
    assert!(heard[1].contains("2 letters sent this week"), "{heard:#?}");
    assert!(
        heard[1].contains("        1  refused for good"),
        "{heard:#?}"
    );
    drop(office.runtime);
}

#[test]
fn failures_are_told_once_and_the_week_in_one_letter_on_sqlite() {
    failures_are_told_once_and_the_week_in_one_letter(Backend::Sqlite);
}

#[test]
fn failures_are_told_once_and_the_week_in_one_letter_on_postgres() {
    failures_are_told_once_and_the_week_in_one_letter(Backend::Postgres);
}

#[test]
fn what_the_relay_does_not_take_is_told_by_a_later_run() {
    let refused = refusing("c@example.org", Action::reply(550, "5.1.1 no such mailbox"));
    let when = When::Recipient(OPERATOR.to_owned());
    let later = Action::reply(451, "4.3.0 later");
    let office = Office::open(Backend::Sqlite, refused.on(Step::Rcpt, when, later), "");
    office.house.run_at(NOW, &["tick"]);
    assert_eq!(office.heard(), Vec::<String>::new());
    office.catcher.behave(Behaviour::friendly());
    office.house.run_at("2025-11-03T10:01:00Z", &["tick"]);
    office.house.run_at("2025-11-03T10:02:00Z", &["tick"]);
    let heard = office.heard();
    assert_eq!(heard.len(), 1, "{heard:#?}");
    assert!(
        heard[0].contains("1 letter is refused for good"),
        "{heard:#?}"
    );
}

/// Counts requests.
fn watcher() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/ping/secret", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 1024];
            let read = stream.read(&mut request).unwrap_or(0);
            if request[..read].starts_with(b"GET /ping/secret HTTP/1.1\r\n") {
                counted.fetch_add(1, Ordering::SeqCst);
            }
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        }
    });
    (url, count)
}

#[test]
fn a_watching_service_gets_a_sign_after_good_runs_only() {
    let (url, count) = watcher();
    let more = format!("heartbeat_url = \"{url}\"");
    let mut office = Office::open(Backend::Sqlite, Behaviour::friendly(), &more);
    office.house.run_at(NOW, &["tick"]);
    assert_eq!(count.load(Ordering::SeqCst), 1);
    office.house.run_at(NOW, &["tick", "--dry-run"]);
    assert_eq!(count.load(Ordering::SeqCst), 1, "a dry run is no run");
    let letter = text::letter("Ice", "Ice came", &[]);
    let later = "2025-11-07T10:00:00Z";
    office.house.publish(NOW, "north", &letter, later);
    "smtp://127.0.0.1:1".clone_into(&mut office.house.settings.relay);
    office.house.configure();
    let away = office.house.run_at(later, &["tick"]);
    assert_eq!(away.code, Some(75), "{away:?}");
    assert!(!away.stderr.contains("secret"), "{away:?}");
    assert_eq!(
        count.load(Ordering::SeqCst),
        1,
        "no sign after a run in trouble"
    );
}
