//! The first hour of a newcomer: the commands of the README, on what `init` wrote, until a letter lies in the mailbox.

use lagom_tests::house::{Finished, lagom};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const MONDAY: &str = "2030-04-29T08:00:00Z";
const FRIDAY: &str = "2030-05-03T08:00:00Z";

fn run(folder: &Path, words: &[&str]) -> Finished {
    Finished::of(lagom(folder, words))
}

#[test]
fn what_init_writes_leads_to_a_letter() {
    let folder = TempDir::new().unwrap();
    run(folder.path(), &["init", "press"]).ok();
    let press = folder.path().join("press");
    let at = |now: &str, words: &[&str]| {
        run(&press, &[&["--json", "--now", now], words].concat())
            .ok()
            .json()
    };
    run(&press, &["check"]).ok();
    fs::write(press.join("people.csv"), "email\nann@example.net\n").unwrap();
    at(MONDAY, &["import", "subscribers", "people.csv"]);
    let added = at(MONDAY, &["issue", "add", "letter.md"]);
    assert_eq!(added["warnings"], serde_json::json!([]), "{added}");
    assert_eq!(
        (&added["items"], &added["events"]),
        (&3.into(), &2.into()),
        "{added}"
    );
    let issue = added["id"].as_str().unwrap();
    let preview = run(&press, &["issue", "preview", issue]).ok().stdout;
    for said in ["The harbour is open", "Pier party", "Boat market", "19:00"] {
        assert!(preview.contains(said), "no `{said}` in {preview}");
    }
    for told in ["editors", "Publication", "Occasion"] {
        assert!(!preview.contains(told), "`{told}` in {preview}");
    }
    at(MONDAY, &["issue", "schedule", issue]);
    assert_eq!(at(FRIDAY, &["tick"])["messages"], 1);
    let letters = fs::read_dir(press.join("outgoing/new")).unwrap();
    assert_eq!(letters.count(), 1);
    // Cron calls from another folder: paths are relative to the configuration's.
    let words = ["--json", "--config", "press/lagom.toml", "issue", "list"];
    let issues = run(folder.path(), &words).ok().json();
    assert_eq!(issues.as_array().map(Vec::len), Some(1));
}

#[test]
fn init_writes_over_nothing() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("letter.md"), "mine").unwrap();
    run(folder.path(), &["init"]).ok();
    let letter = fs::read_to_string(folder.path().join("letter.md")).unwrap();
    assert_eq!(letter, "mine");
    run(folder.path(), &["init"])
        .code(2)
        .says(&["is there already"]);
}

#[test]
fn who_reads_only_the_beginning_hears_of_no_failure() {
    for words in [
        &["--help"][..],
        &["completions", "bash"],
        &["check", "--json"],
    ] {
        let folder = TempDir::new().unwrap();
        run(folder.path(), &["init"]).ok();
        let mut command = lagom(folder.path(), words);
        // A pipe whose reader is gone before the first byte.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        command.stdout(writer);
        let ended = command.output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(
            ended.status.success() && said.is_empty(),
            "{words:?}: {said}"
        );
    }
}
