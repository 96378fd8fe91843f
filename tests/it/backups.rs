//! `lagom backup` and `lagom restore`: made while ticks go on, back on the same backend or the other one, nothing sent twice;
//! what is wrong with a file is said, and changes nothing.

use std::fmt::Write as _;
use std::fs;

use crate::support::{Backend, Finished, House, Receiver, text};
use serde_json::Value;

const SATURDAY: &str = "2025-11-01T10:00:00Z";
const MONDAY: &str = "2025-11-03T10:00:00Z";
const LATER: &str = "2025-11-03T12:00:00Z";
const NEXT_WEEK: &str = "2025-11-10T12:00:00Z";
const PASSPHRASE: &str = "a long walk on the beach\n";

fn house(backend: Backend, receiver: &Receiver) -> House {
    let house = House::new(backend, &["north"]).to(&receiver.relay());
    house.write("passphrase", PASSPHRASE);
    house
}

/// Readers of every issue, with a letter that is due on Monday.
fn lived_in(backend: Backend, receiver: &Receiver, people: usize) -> House {
    let house = house(backend, receiver);
    let mut csv = "email,name,cadence:north\n".to_owned();
    for nth in 0..people {
        writeln!(csv, "reader{nth}@example.org,Žanis Ķīsis,every-issue").unwrap();
    }
    house.import(SATURDAY, &csv);
    let letter = text::letter("Snow", "Snow fell", &[]);
    house.publish(SATURDAY, "north", &letter, MONDAY);
    house
}

/// Makes a backup of a house; what was said.
fn back_up(house: &House, now: &str) -> Value {
    let words = ["backup", "it.backup", "--passphrase-file", "passphrase"];
    house.json_at(now, &words)
}

fn restore(house: &House, now: &str) -> Finished {
    let words = [
        "--json",
        "restore",
        "it.backup",
        "--passphrase-file",
        "passphrase",
    ];
    house.run_at(now, &words)
}

/// A new installation with a house's backup taken in.
fn moved(from: &House, backend: Backend, receiver: &Receiver, now: &str) -> House {
    let back = house(backend, receiver);
    fs::copy(from.path("it.backup"), back.path("it.backup")).unwrap();
    restore(&back, now).ok();
    back
}

/// Monday's letters go out after the backup: who takes it in is asked, and what is held is noted.
fn nothing_is_sent_twice(from: Backend, to: Backend) {
    let receiver = Receiver::start();
    let house = lived_in(from, &receiver, 30);
    let made = back_up(&house, "2025-11-02T10:00:00Z");
    assert_eq!(made["tables"]["subscriber"], 30, "{made}");
    assert_eq!(house.tick(MONDAY)["messages"], 30);
    assert_eq!(receiver.take().len(), 30);

    let back = moved(&house, to, &receiver, LATER);
    let tick = back.run_at(LATER, &["--json", "tick"]).code(75).json();
    assert_eq!(
        (&tick["messages"], &tick["restored"][0]),
        (&0.into(), &"press".into())
    );
    let held = back.json_at(LATER, &["run", "all-held"]);
    assert_eq!(held[0]["changed"], 30);
    assert_eq!(back.tick(LATER)["messages"], 0);
    let letter = text::letter("Rain", "Rain fell", &[]);
    back.publish(LATER, "north", &letter, NEXT_WEEK);
    assert_eq!(back.tick(NEXT_WEEK)["messages"], 30);
    let mails = receiver.take();
    assert_eq!(mails.len(), 30);
    for mail in mails {
        let text = mail.text();
        assert!(
            text.contains("may not have reached you") && !text.contains("Snow fell"),
            "{text}"
        );
    }
}

#[test]
fn nothing_is_sent_twice_on_sqlite() {
    nothing_is_sent_twice(Backend::Sqlite, Backend::Sqlite);
}

#[test]
fn nothing_is_sent_twice_on_postgres() {
    nothing_is_sent_twice(Backend::Postgres, Backend::Postgres);
}

/// Nothing ran in between: `continue` sends what waits, and readers' links still work.
fn moved_to_the_other(from: Backend, to: Backend) {
    let receiver = Receiver::start();
    let house = lived_in(from, &receiver, 12);
    let link = house.json_at(SATURDAY, &["link", "--subscriber", "reader3@example.org"]);
    back_up(&house, SATURDAY);
    let back = moved(&house, to, &receiver, SATURDAY);
    assert_eq!(
        back.json_at(SATURDAY, &["link", "--subscriber", "reader3@example.org"]),
        link
    );
    let kept = fs::read_to_string(house.path("keys.toml")).unwrap();
    assert_eq!(fs::read_to_string(back.path("keys.toml")).unwrap(), kept);
    assert!(back.path("keys.toml.before-restore").exists());
    back.run_at(SATURDAY, &["run", "continue", "--all"]).ok();
    assert_eq!(back.tick(MONDAY)["messages"], 12);
    assert_eq!(receiver.take().len(), 12);
    // New rows get keys of their own.
    back.import(MONDAY, "email,cadence:north\nnew@example.org,every-issue\n");
    let letter = text::letter("Rain", "Rain fell", &[]);
    back.publish(MONDAY, "north", &letter, NEXT_WEEK);
    assert_eq!(back.tick(NEXT_WEEK)["messages"], 13);
}

#[test]
fn a_move_from_sqlite_to_postgres() {
    moved_to_the_other(Backend::Sqlite, Backend::Postgres);
}

#[test]
fn a_move_from_postgres_to_sqlite() {
    moved_to_the_other(Backend::Postgres, Backend::Sqlite);
}

/// A backup that is made while letters are sent adds up, and what was in flight in it is held, not sent again.
#[test]
fn a_backup_is_made_while_a_tick_sends() {
    const PEOPLE: usize = 1_500;
    let receiver = Receiver::aiosmtpd(0.05);
    let house = lived_in(Backend::Sqlite, &receiver, PEOPLE);
    let tick = house.start(["--json", "tick", "--now", MONDAY]);
    while receiver.count() < 20 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    back_up(&house, MONDAY);
    assert_eq!(Finished::wait(tick).ok().json()["messages"], PEOPLE);
    assert_eq!(receiver.take().len(), PEOPLE);
    let back = moved(&house, Backend::Sqlite, &receiver, LATER);
    back.run_at(LATER, &["tick"]).code(75);
    back.run_at(LATER, &["run", "all-held"]).ok();
    back.tick(LATER);
    assert_eq!(receiver.count(), 0);
    let (sent, held) = (
        back.outbox(LATER, "sent").len(),
        back.outbox(LATER, "held").len(),
    );
    println!("in the backup {sent} were sent; {held} are held");
    assert_eq!(sent + held, PEOPLE);
    assert!(sent >= 20 && held >= 100, "{sent} sent, {held} held");
}

/// How many runs are on record: those of what was restored.
fn runs(house: &House) -> usize {
    let runs = house.json_at(SATURDAY, &["run", "status"]);
    runs.as_array().unwrap().len()
}

/// Each refusal says what is wrong, and leaves the installation as it was.
#[test]
fn what_is_wrong_is_said_and_changes_nothing() {
    let receiver = Receiver::start();
    let house = lived_in(Backend::Sqlite, &receiver, 3);
    back_up(&house, SATURDAY);
    let whole = fs::read(house.path("it.backup")).unwrap();
    assert!(!String::from_utf8_lossy(&whole).contains("reader1"));
    let words = ["backup", "it.backup", "--passphrase-file", "passphrase"];
    house
        .run_at(SATURDAY, &words)
        .code(2)
        .says(&["is there already"]);
    house
        .run(["backup", "other.backup"])
        .code(2)
        .says(&["--passphrase-file"]);
    house.write("short", "secret\n");
    let words = ["backup", "other.backup", "--passphrase-file", "short"];
    house.run(words).code(2).says(&["shorter than"]);
    restore(&house, SATURDAY).code(1).says(&["not empty"]);

    let back = self::house(Backend::Sqlite, &receiver);
    let keys = fs::read(back.path("keys.toml")).unwrap();
    let mut turned = whole.clone();
    let place = whole.len() - 50;
    turned[place] ^= 4;
    let cases: [(&[u8], &str, &str); 5] = [
        (
            &whole,
            "another passphrase\n",
            "the passphrase does not open it",
        ),
        (&whole[..whole.len() - 9], PASSPHRASE, "damaged"),
        (&whole[..whole.len() / 2], PASSPHRASE, "damaged"),
        (&turned, PASSPHRASE, "damaged"),
        (b"# no backup\n", PASSPHRASE, "no backup of Lagom"),
    ];
    for (bytes, passphrase, said) in cases {
        back.write("it.backup", bytes);
        back.write("passphrase", passphrase);
        restore(&back, SATURDAY).code(1).says(&[said, "it.backup"]);
        assert_eq!(fs::read(back.path("keys.toml")).unwrap(), keys);
        assert_eq!(runs(&back), 0);
    }
    back.write("it.backup", &whole);
    back.write("passphrase", PASSPHRASE);
    let words = [
        "restore",
        "it.backup",
        "--passphrase-file",
        "passphrase",
        "--dry-run",
    ];
    assert_eq!(back.json_at(SATURDAY, &words)["dry_run"], true);
    assert_eq!(fs::read(back.path("keys.toml")).unwrap(), keys);
    assert_eq!(runs(&back), 0);
    let done = restore(&back, SATURDAY).ok().json();
    assert_eq!(done["tables"]["subscriber"], 3);
    assert_eq!(runs(&back), 1);
}

#[test]
fn secrets_go_along_whatever_folder_it_is_called_from() {
    let receiver = Receiver::start();
    let secretive = |house: &mut House| {
        "password_file = \"relay-password\"".clone_into(&mut house.settings.mail);
        "[operator]\nmail = \"me@example.org\"\nheartbeat_url_file = \"heartbeat\""
            .clone_into(&mut house.settings.topics);
        house.configure();
    };
    let mut old = house(Backend::Sqlite, &receiver);
    old.write("relay-password", "hunter2");
    old.write("heartbeat", "https://watch.example.org/ping/1");
    secretive(&mut old);
    let elsewhere = tempfile::TempDir::new().unwrap();
    let from_elsewhere = |house: &House, verb: &str| {
        let path = |name: &str| house.path(name).display().to_string();
        let (config, backup, passphrase) =
            (path("lagom.toml"), path("it.backup"), path("passphrase"));
        let words = [
            "--json",
            "--config",
            &config,
            verb,
            &backup,
            "--passphrase-file",
            &passphrase,
        ];
        let mut command = house.command(words);
        command.current_dir(elsewhere.path());
        Finished::of(command).ok().json()
    };
    from_elsewhere(&old, "backup");

    // The secrets are not there yet: they come with it.
    let mut new = house(Backend::Sqlite, &receiver);
    secretive(&mut new);
    fs::copy(old.path("it.backup"), new.path("it.backup")).unwrap();
    from_elsewhere(&new, "restore");
    for name in ["relay-password", "heartbeat"] {
        let back = fs::read(new.path(name)).unwrap();
        assert_eq!(back, fs::read(old.path(name)).unwrap(), "{name}");
    }
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}
