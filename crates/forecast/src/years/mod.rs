//! Years in case files: one person, what comes out, what they choose when, and what must have come. Each file
//! in `cases/` is lived through by the planner's and the gate's own functions on the forecast's person in
//! memory. Nothing here computes what is expected.
//!
//! *A new case*: a file in `cases/`; [`case`] says what may stand in it.

mod case;
mod check;
mod play;
mod random;

use case::Case;
use std::path::Path;

/// The cases that the product must never lose.
const NEVER_WITHOUT: [&str; 16] = [
    "every-issue",
    "weekly",
    "fortnightly",
    "monthly-on-the-31st",
    "events-only",
    "two-weeklies-an-hour-apart",
    "folded-issue-arrives",
    "friday-to-monday",
    "outage-of-three-days",
    "pause-nothing",
    "reminders-every-issue",
    "reminders-weekly",
    "reminders-fortnightly",
    "reminders-monthly",
    "reminders-events-only",
    "reminders-over-an-outage",
];

#[test]
fn every_year_goes_as_its_case_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "toml"))
        .collect();
    files.sort();
    let mut wrong = Vec::new();
    let mut names = Vec::new();
    for file in &files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let case: Case = toml::from_str(&std::fs::read_to_string(file).unwrap())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let year = play::play(&case);
        let found = check::check(&case, &year);
        wrong.extend(found.into_iter().map(|what| format!("{name}: {what}")));
        names.push(name);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    for name in NEVER_WITHOUT {
        assert!(names.iter().any(|one| one == name), "`{name}.toml` is gone");
    }
}
