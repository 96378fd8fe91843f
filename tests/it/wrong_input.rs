//! Wrong input: each time a clear message, the right exit code, and nothing lost.

use std::process::Command;

use lagom_catcher::{Action, Behaviour, Catcher, CatcherOptions, Step, When};
use lagom_testkit::tools;

use crate::support::{Backend, Finished, House, Mail, Receiver, http, text};

const BEFORE: &str = "2025-11-01T10:00:00Z";
const NOW: &str = "2025-11-03T10:00:00Z";
const LATER: &str = "2025-11-03T12:00:00Z";

fn house() -> House {
    House::new(Backend::Sqlite, &["north"])
}

/// People `a@` to `f@` with a letter that is due at [`NOW`].
fn due(relay: &str, mail: &str) -> House {
    let mut house = house();
    mail.clone_into(&mut house.settings.mail);
    let house = house.to(relay);
    let rows: Vec<String> = ('a'..='f')
        .map(|name| format!("{name},every-issue"))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    house.import(BEFORE, &text::people("cadence:north", &rows));
    let letter = text::letter("Snow", "Snow fell", &[]);
    house.publish(BEFORE, "north", &letter, NOW);
    house
}

/// The recipients of what came, sorted.
fn recipients(mails: &[Mail]) -> Vec<String> {
    let mut to: Vec<String> = mails
        .iter()
        .map(|mail| mail.to.replace("@example.org", ""))
        .collect();
    to.sort();
    to
}

/// The same installation with a server that works gets everything to those who have not got it, exactly once.
fn mended(mut house: House, now: &str) -> Vec<String> {
    let receiver = Receiver::start();
    house.settings.relay = receiver.relay();
    house.configure();
    house.tick(now);
    house.tick(now);
    recipients(&receiver.take())
}

fn catcher(house_runtime: &tokio::runtime::Runtime, behaviour: Behaviour) -> Catcher {
    let options = CatcherOptions::default();
    let catcher = house_runtime
        .block_on(Catcher::start("127.0.0.1:0", options))
        .unwrap();
    catcher.behave(behaviour);
    catcher
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

fn relay(catcher: &Catcher) -> String {
    format!("smtp://{}", catcher.address())
}

fn caught(catcher: &Catcher) -> Vec<String> {
    let mut to: Vec<String> = catcher
        .messages()
        .iter()
        .map(|mail| mail.to[0].replace("@example.org", ""))
        .collect();
    to.sort();
    to
}

#[test]
fn bad_lines_are_named_and_the_rest_goes_in() {
    let house = house();
    let mut csv = b"email,zone,cadence\na@example.org,Europe/Riga,weekly\nno address,,\nb@example.org,Mars/Base,\n".to_vec();
    csv.extend_from_slice(b"c@example.org,,daily\n\xff\xfe@example.org,,\nA@example.org,,\nd@example.org,,events-only\ne@exam");
    house.write("people.csv", csv);
    let words = ["import", "subscribers", "people.csv"];
    // A script must see that not all of it went in, also when it only tries.
    let trial = house.run_at(BEFORE, &[&words[..], &["--dry-run"]].concat());
    trial.code(1).says(&["6 lines cannot be used"]);
    let finished = house.run_at(BEFORE, &[&["--json"], &words[..]].concat());
    let report = finished.code(1).json();
    assert_eq!(
        (&report["lines"], &report["added"]),
        (&8.into(), &2.into()),
        "{report}"
    );
    let bad = report["bad"].as_array().unwrap();
    let expected: [(u64, &str); 6] = [
        (3, "email"),
        (4, "Mars/Base"),
        (5, "daily"),
        (6, "UTF-8"),
        (7, "same address"),
        (9, "cut off"),
    ];
    assert_eq!(bad.len(), expected.len(), "{report}");
    for (line, (number, word)) in bad.iter().zip(expected) {
        assert_eq!(line["line"], number, "{report}");
        assert!(
            line["reason"].as_str().unwrap().contains(word),
            "{line} says nothing of `{word}`"
        );
        assert!(
            !line["reason"].as_str().unwrap().contains("@example.org"),
            "an address in {line}"
        );
    }
    for who in ["a", "d"] {
        house.json_at(
            BEFORE,
            &["explain", "--subscriber", &format!("{who}@example.org")],
        );
    }
    let again = house.run_at(BEFORE, &words).code(1);
    again.says(&["not used: 6 lines", "import the file again"]);
    assert!(again.stdout.contains("0 added"), "{again:?}");
    house.write("people.csv", "email\na@example.org\n");
    house.run_at(BEFORE, &words).ok();
    house
        .run_at(BEFORE, &["explain", "--subscriber", "c@example.org"])
        .code(2);
}

#[test]
fn a_file_as_spreadsheets_write_it_goes_in() {
    let house = house();
    house.write(
        "people.csv",
        "\u{feff}Email;Name;Cadence\r\na@example.org;\"Ann; the elder\";weekly\r\n",
    );
    let words = ["import", "subscribers", "people.csv"];
    let finished = house.run_at(BEFORE, &words).ok();
    assert!(finished.stdout.contains("1 added"), "{finished:?}");
    assert!(finished.stdout.contains("import undo"), "{finished:?}");
    let kept = house.json_at(BEFORE, &["export", "--subscriber", "a@example.org"]);
    assert_eq!(kept["name"], "Ann; the elder");
    // Where nothing went in, nothing can be taken back.
    let again = house.run_at(BEFORE, &words).ok();
    assert!(!again.stdout.contains("undo"), "{again:?}");
}

#[test]
fn a_csv_file_without_addresses_is_refused() {
    let house = house();
    house.write("people.csv", "name,e-mail\nAnn,a@example.org\n");
    let refused = house.run_at(BEFORE, &["import", "subscribers", "people.csv"]);
    assert!(matches!(refused.code, Some(1 | 2)), "{refused:?}");
    refused.says(&["email", "`e-mail`"]);
    house.write("people.csv", "email,cadence:east\na@example.org,weekly\n");
    house
        .run_at(BEFORE, &["import", "subscribers", "people.csv"])
        .says(&["east", "`north`"]);
    let missing = house
        .run_at(BEFORE, &["import", "subscribers", "nowhere.csv"])
        .code(1);
    missing.says(&["nowhere.csv"]);
}

#[test]
fn an_unknown_key_of_the_configuration_is_named() {
    let house = house();
    let good = std::fs::read_to_string(house.path("lagom.toml")).unwrap();
    for (bad, key) in [
        (good.replace("[mail]", "[mail]\ncolour = \"red\""), "colour"),
        (
            good.replace("[installation]", "[installation]\ngrace = 3"),
            "grace",
        ),
        (format!("{good}\n[sender.press]\nname = \"x\"\n"), "sender"),
    ] {
        house.write("lagom.toml", bad);
        for words in [&["check"][..], &["tick"], &["issue", "list"]] {
            house.run_at(NOW, words).code(2).says(&[key]);
        }
    }
    // Half of it: what is missing is of no section.
    house.write("lagom.toml", "[policy]\n");
    house.run_at(NOW, &["check"]).code(2).says(&[
        "lagom.toml`: missing configuration field \"installation\"",
        "lagom init",
    ]);
    house.write(
        "lagom.toml",
        good.replace("grace_minutes = 0", "grace_minutes = \"soon\""),
    );
    house
        .run_at(NOW, &["check"])
        .code(2)
        .says(&["grace_minutes"]);
    house.write("lagom.toml", "[installation\n");
    house.run_at(NOW, &["check"]).code(2).says(&["lagom.toml"]);
    std::fs::remove_file(house.path("lagom.toml")).unwrap();
    house
        .run_at(NOW, &["check"])
        .code(2)
        .says(&["lagom.toml", "lagom init"]);
}

#[test]
fn what_only_its_user_would_refuse_is_checked() {
    let mut house = house();
    house.settings.mail = "[web]\nlisten = \"8080\"\n".to_owned();
    house.settings.relay = "smpt://relay.example.org".to_owned();
    house.settings.database = "mysql://u:geheim@db/lagom".to_owned();
    house.configure();
    let checked = house.run_at(NOW, &["check"]).code(2);
    for said in [
        "database.url: it begins with neither",
        "mail.relay: `smpt`",
        "web.listen: `8080`",
    ] {
        assert!(checked.stdout.contains(said), "no `{said}`: {checked:?}");
    }
    assert!(!checked.stdout.contains("geheim"), "{checked:?}");
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let house = due("maildir:out", "");
    let raise = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); \
                 c.execute('INSERT INTO schema_migration SELECT 9999, name, applied_at, checksum FROM schema_migration LIMIT 1'); \
                 c.commit()";
    let mut python = Command::new(tools::python());
    python.args(["-c", raise]).arg(house.path("lagom.db"));
    Finished::of(python).ok();
    let before = std::fs::read(house.path("lagom.db")).unwrap();
    for words in [
        &["tick"][..],
        &["migrate"],
        &["issue", "list"],
        &["outbox", "list"],
        &["tick", "--next"],
    ] {
        let refused = house.run_at(NOW, words);
        assert!(
            matches!(refused.code, Some(1 | 2)),
            "{words:?}: {refused:?}"
        );
        refused.says(&["newer"]);
    }
    assert!(
        std::fs::read(house.path("lagom.db")).unwrap() == before,
        "something was changed"
    );
    assert!(!house.path("out").join("new").exists());
}

#[test]
fn a_policy_that_cannot_serve_its_own_menu_is_refused() {
    let mut house = house();
    "menu = [\"every-issue\", \"weekly\"]\nissue_every_days = 1"
        .clone_into(&mut house.settings.publication);
    "[policy]\ncaps = [{ days = 7, default = 2, ceiling = 3 }]"
        .clone_into(&mut house.settings.policy);
    house.configure();
    let refused = house.run_at(NOW, &["check"]).code(2);
    for word in ["north", "every-issue", "7"] {
        assert!(
            refused.stdout.contains(word),
            "`{word}` is not named: {refused:?}"
        );
    }
    let findings = house.run_at(NOW, &["--json", "check"]).code(2).json();
    assert!(!findings.as_array().unwrap().is_empty());
}

#[test]
fn a_server_that_is_down_loses_nothing() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let house = due(&format!("smtp://{port}"), "");
    let failed = house.run_at(NOW, &["tick"]).code(75);
    failed.says(&["relay", "reached"]);
    assert!(house.outbox(NOW, "held").is_empty() && house.outbox(NOW, "failed").is_empty());
    assert_eq!(mended(house, LATER), ["a", "b", "c", "d", "e", "f"]);
}

#[test]
fn a_server_that_refuses_the_sender_pauses_the_run() {
    let runtime = runtime();
    let refuses = Behaviour::friendly().on(
        Step::Mail,
        When::Always,
        Action::reply(550, "5.7.1 we do not know you"),
    );
    let catcher = catcher(&runtime, refuses);
    let house = due(&relay(&catcher), "");
    let failed = house.run_at(NOW, &["tick"]).code(75);
    failed.says(&["550", "sender"]);
    assert!(
        house.outbox(NOW, "failed").is_empty(),
        "nobody may be blamed for the sender"
    );
    assert_eq!(catcher.count(), 0);
    let status = house.json_at(NOW, &["run", "status"]).to_string();
    assert!(
        status.contains("paused") && status.contains("550"),
        "{status}"
    );
    // A server that would take it does not get it before the operator says so.
    catcher.behave(Behaviour::friendly());
    house.run_at("2025-11-03T10:30:00Z", &["tick"]);
    assert_eq!(catcher.count(), 0);
    house.run_at(LATER, &["run", "continue"]).ok();
    assert_eq!(mended(house, LATER), ["a", "b", "c", "d", "e", "f"]);
}

#[test]
fn a_recipient_that_is_refused_fails_alone() {
    let runtime = runtime();
    let refuses = Behaviour::friendly().on(
        Step::Rcpt,
        When::Recipient("c@example.org".to_owned()),
        Action::reply(550, "5.1.1 no such mailbox"),
    );
    let catcher = catcher(&runtime, refuses);
    let house = due(&relay(&catcher), "");
    let totals = house.run_at(NOW, &["--json", "tick"]);
    assert!(matches!(totals.code, Some(0 | 75)), "{totals:?}");
    assert_eq!(
        (&totals.json()["messages"], &totals.json()["failed"]),
        (&5.into(), &1.into())
    );
    assert_eq!(caught(&catcher), ["a", "b", "d", "e", "f"]);
    let failed = house.outbox(NOW, "failed");
    assert_eq!(failed.len(), 1);
    let row = failed[0].to_string();
    assert!(
        row.contains("550") && !row.contains("c@example.org"),
        "{row}"
    );
    assert_eq!(mended(house, LATER), Vec::<String>::new());
}

#[test]
fn a_server_that_says_later_is_asked_again() {
    let runtime = runtime();
    let busy = Behaviour::friendly().on(
        Step::Rcpt,
        When::First(3),
        // Of these mailboxes alone: a whole destination that puts off is sent less for a while of real time (see `slowed`).
        Action::reply(452, "4.2.2 the mailbox is full"),
    );
    let catcher = catcher(&runtime, busy);
    let house = due(&relay(&catcher), "connections = 1");
    house.run_at(NOW, &["tick"]);
    let first = caught(&catcher);
    assert_eq!(first.len(), 3, "{first:?}");
    let mut all = [first, mended(house, LATER)].concat();
    all.sort();
    assert_eq!(all, ["a", "b", "c", "d", "e", "f"]);
}

#[test]
fn a_server_that_hangs_after_the_dot_leaves_a_doubt_and_no_second_copy() {
    let runtime = runtime();
    let hangs = Behaviour::friendly().on(Step::Kept, When::Nth(2), Action::Hang);
    let catcher = catcher(&runtime, hangs);
    let house = due(&relay(&catcher), "connections = 2\nreply_seconds = 2");
    let first = house.run_at(NOW, &["--json", "tick"]).code(75);
    assert_eq!(first.json()["held"], 1, "{first:?}");
    // The next tick has nothing to say about it.
    let again = house.tick("2025-11-03T10:30:00Z");
    assert_eq!(again["held"], 0);
    assert_eq!(
        caught(&catcher),
        ["a", "b", "c", "d", "e", "f"],
        "the held one was received, too"
    );
    assert_eq!(house.outbox(LATER, "held").len(), 1);
    assert_eq!(mended(house, LATER), Vec::<String>::new());
}

#[test]
fn connections_that_break_before_the_last_dot_lose_nothing() {
    for step in [
        Step::Connect,
        Step::Ehlo,
        Step::Mail,
        Step::Rcpt,
        Step::Data,
        Step::Dot,
    ] {
        let runtime = runtime();
        let breaks = Behaviour::friendly().on(step, When::Nth(2), Action::Drop);
        let catcher = catcher(&runtime, breaks);
        let house = due(&relay(&catcher), "connections = 2");
        let first = house.run_at(NOW, &["--json", "tick"]);
        assert!(matches!(first.code, Some(0 | 75)), "{step:?}: {first:?}");
        let came = caught(&catcher);
        let held = house.outbox(NOW, "held").len();
        // The final dot was on its way when the connection broke: nobody knows.
        assert!(
            held <= usize::from(step == Step::Dot),
            "{step:?}: {held} held"
        );
        let then = mended(house, LATER);
        let mut all = [came, then].concat();
        all.sort();
        all.dedup();
        assert_eq!(all.len() + held, 6, "{step:?}: {all:?}");
    }
}

#[test]
fn a_tampered_link_is_answered_kindly() {
    let receiver = Receiver::start();
    let house = due(&receiver.relay(), "");
    house.tick(NOW);
    let mail = receiver.take().remove(0);
    let who = mail.to.clone();
    let state =
        |house: &House| house.json_at(LATER, &["explain", "--subscriber", &who])["lines"].clone();
    let before = state(&house);
    let served = house.serve(LATER);
    for link in [mail.link("/p/"), mail.one_click()] {
        let path = http::path(&link);
        let (head, last) = path.split_at(path.len() - 1);
        let other = if last == "A" { "B" } else { "A" };
        let swapped = if path.starts_with("/p/") {
            path.replacen("/p/", "/u/", 1)
        } else {
            path.replacen("/u/", "/p/", 1)
        };
        for bad in [
            format!("{head}{other}"),
            head.to_owned(),
            format!("{path}A"),
            swapped,
            path.to_uppercase(),
            format!("{head}%00"),
        ] {
            for form in [
                None,
                Some("List-Unsubscribe=One-Click"),
                Some("do=stop&what=all"),
            ] {
                let method = if form.is_some() { "POST" } else { "GET" };
                let answer = http::request(&served.address, method, &bad, form);
                assert!(
                    matches!(answer.status, 404 | 410 | 400 | 405),
                    "{} for {method} {bad}",
                    answer.status
                );
                let body = answer.body.to_lowercase();
                for inner in ["panic", "error:", "mac", "signature", "token"] {
                    assert!(!body.contains(inner), "`{inner}` is said:\n{body}");
                }
            }
        }
        let kind = http::get(&served.address, &format!("{head}{other}"))
            .status(404)
            .body;
        assert!(
            kind.contains("This link does not work") && kind.contains("<h1>"),
            "{kind}"
        );
    }
    let said = served.end().join("\n");
    assert!(
        !said.contains(&mail.link("/p/")[30..]),
        "a token in the log"
    );
    assert_eq!(state(&house), before);
}

#[test]
fn a_letter_goes_only_to_whom_its_header_names() {
    let house = House::new(Backend::Sqlite, &["north", "south"]);
    let letter = |key: &str| format!("Publication: {key}\n{}", text::letter("Snow", "Snow", &[]));
    house.write("south.md", letter("south"));
    house.write("nobody.md", letter("west"));
    let added = house.json_at(BEFORE, &["issue", "add", "south.md"]);
    assert_eq!(added["publication"], "south", "{added}");
    let other = ["issue", "add", "south.md", "--publication", "north"];
    let refused = house.run_at(BEFORE, &other).code(1);
    refused.says(&["`south.md`", "`Publication: south`", "`north`"]);
    let refused = house.run_at(BEFORE, &["issue", "add", "nobody.md"]).code(2);
    refused.says(&["`nobody.md`", "`west`", "`north`", "`south`"]);
    // Neither was added.
    let issues = house.json_at(BEFORE, &["issue", "list"]);
    assert_eq!(issues.as_array().unwrap().len(), 1, "{issues}");
    // A correction, too, is of the same newsletter.
    let id = added["id"].as_str().unwrap();
    house.write(
        "south.md",
        letter("north").replace("Snow fell", "Rain fell"),
    );
    let refused = house
        .run_at(BEFORE, &["issue", "correct", id, "south.md"])
        .code(1);
    refused.says(&["`Publication: north`", "`south`"]);
}

#[test]
fn a_database_that_is_not_there_is_not_made_by_the_way() {
    let mut house = House::new(Backend::Sqlite, &["north"]);
    house.settings.database = "sqlite:typo.db".to_owned();
    house.configure();
    for words in [&["tick"][..], &["issue", "list"], &["audit"], &["serve"]] {
        let refused = house.run_at(BEFORE, words).code(2);
        refused.says(&["`database.url`", "typo.db", "lagom migrate"]);
    }
    let told = house.run_at(BEFORE, &["doctor", "--offline"]).code(2);
    assert!(told.stdout.contains("typo.db"), "{}", told.stdout);
    assert!(!house.path("typo.db").exists());
    house.run_at(BEFORE, &["migrate"]).ok();
    house.tick(BEFORE);
}

#[test]
fn a_database_of_another_program_gets_no_tables() {
    let mut house = House::new(Backend::Sqlite, &["north"]);
    let tables = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); \
                  c.execute('CREATE TABLE IF NOT EXISTS recipes (name TEXT)'); \
                  print([row[0] for row in c.execute('SELECT name FROM sqlite_master')])";
    let file = house.path("cook.db");
    let tables = || {
        let mut python = Command::new(tools::python());
        python.args(["-c", tables]).arg(&file);
        Finished::of(python).ok().stdout
    };
    assert_eq!(tables().trim(), "['recipes']");
    house.settings.database = "sqlite:cook.db".to_owned();
    house.configure();
    let refused = house.run_at(BEFORE, &["migrate"]).code(1);
    refused.says(&["`recipes`, of another program", "`database.url`"]);
    assert_eq!(tables().trim(), "['recipes']");
}

#[test]
fn what_works_and_not_as_it_should_is_told() {
    let house = House::new(Backend::Sqlite, &["north"]);
    let told = |base: &str, proxy: &str| {
        let text = std::fs::read_to_string(house.path("lagom.toml")).unwrap();
        let text = text.replace(lagom_tests::house::BASE_URL, base);
        house.write(
            "other.toml",
            format!("{text}\n[web]\nbehind_proxy = {proxy}\n"),
        );
        let words = ["--json", "--config", "other.toml", "check"];
        let found = house.run_at(NOW, &words).ok().json();
        let keys = found.as_array().unwrap().iter();
        keys.map(|found| found["key"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for (base, proxy, keys) in [
        ("https://letters.example.org", "true", &[][..]),
        (
            "https://letters.example.org",
            "false",
            &["web.behind_proxy"],
        ),
        (
            "http://letters.example.org",
            "true",
            &["installation.base_url"],
        ),
        ("http://127.0.0.1:8080", "false", &[]),
        ("http://[::1]:8080", "false", &[]),
        ("http://localhost:8080", "false", &[]),
    ] {
        assert_eq!(told(base, proxy), keys, "{base} {proxy}");
    }
}

#[test]
fn a_quote_that_is_not_closed_swallows_nobody_silently() {
    let house = house();
    let csv = "email,name,country\na@example.org,Ann,lv\nb@example.org,Bob,Latvia\nc@example.org,\"Cid,ES\nd@example.org,Dan,\n";
    house.write("people.csv", csv);
    let words = ["--json", "import", "subscribers", "people.csv"];
    let report = house.run_at(BEFORE, &words).code(1).json();
    assert_eq!(report["added"], 1, "{report}");
    let bad = report["bad"].as_array().unwrap();
    assert_eq!(bad.len(), 2, "{report}");
    assert!(bad[0]["reason"].as_str().unwrap().contains("`Latvia`"));
    assert_eq!(bad[1]["line"], 4, "{report}");

    house.write(
        "people.csv",
        "email,name\na2@example.org,Ann\nb2@example.org,\"Bob\nc2@example.org,Cid\n",
    );
    let report = house.run_at(BEFORE, &words).code(1).json();
    assert_eq!(
        (&report["added"], &report["bad"][0]["line"]),
        (&1.into(), &3.into()),
        "{report}"
    );
    let reason = report["bad"][0]["reason"].as_str().unwrap();
    assert!(
        reason.contains("up to 4") && reason.contains("quote"),
        "{reason}"
    );

    for header in ["email,city,City", "email,cadence:north,cadence:NORTH"] {
        house.write("people.csv", format!("{header}\na3@example.org,,\n"));
        house
            .run_at(BEFORE, &words[1..])
            .code(1)
            .says(&["stands there twice"]);
    }
}

#[test]
fn an_error_of_the_configuration_quotes_no_secret() {
    let house = House::new(Backend::Sqlite, &["north"]);
    let text = std::fs::read_to_string(house.path("lagom.toml")).unwrap();
    for line in [
        "password = \"hunter2",
        "password = 4711",
        "password = [\"hunter2\"]",
    ] {
        house.write(
            "other.toml",
            text.replace("[mail]\n", &format!("[mail]\n{line}\n")),
        );
        let words = ["--config", "other.toml", "check"];
        let ended = house.run_at(NOW, &words);
        let said = format!("{}{}", ended.stdout, ended.stderr);
        assert!(
            !said.contains("hunter2") && !said.contains("4711"),
            "{said}"
        );
    }
    house.write(
        "other.toml",
        text.replace("[mail]\n", "[mail]\npassword = \"hunter2\n"),
    );
    let refused = house
        .run_at(NOW, &["--config", "other.toml", "check"])
        .code(2);
    let line = text.lines().position(|line| line == "[mail]").unwrap() + 2;
    refused.says(&["`other.toml`", &format!("line {line}, column")]);
    // What the environment says is text, whatever it looks like.
    for (key, value) in [
        ("LAGOM__MAIL__PASSWORD", "12345678"),
        ("LAGOM__INSTALLATION__ORGANISATION", "2026"),
        ("LAGOM__INSTALLATION__GRACE_MINUTES", "20"),
    ] {
        let mut command = house.command(["check"]);
        command.env(key, value);
        Finished::of(command).ok();
    }
}
