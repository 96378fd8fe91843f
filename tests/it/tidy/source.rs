//! Every source file says what it is for, every crate has the house's lints, and only two files ask the system for time
//! or randomness.

use super::{Text, none, texts};

/// The system's clock and its source of randomness: the only files excused from `disallowed_methods` of `clippy.toml`.
const EXCUSED: [&str; 2] = ["crates/model/src/clock.rs", "crates/model/src/ids.rs"];

fn opening(file: &Text) -> Option<String> {
    let rust = file.has_ending(&["rs"]);
    (rust && !file.text.starts_with("//! "))
        .then(|| format!("{}: opens without `//!` saying what it is for", file.path))
}

fn ambient(file: &Text) -> Option<String> {
    let lint = concat!("clippy::", "disallowed_methods");
    let excused = EXCUSED.contains(&file.path.as_str());
    (file.has_ending(&["rs", "toml"]) && !excused && file.text.contains(lint)).then(|| {
        format!(
            "{}: switches `{lint}` off; take a `Clock` or `Ids` as an argument",
            file.path
        )
    })
}

fn lints(file: &Text) -> Option<String> {
    let manifest = file.path.ends_with("/Cargo.toml");
    (manifest && !file.text.contains("[lints]\nworkspace = true")).then(|| {
        format!(
            "{}: lacks `[lints] workspace = true`; a rule that isn't linted does not hold",
            file.path
        )
    })
}

fn check(files: &[Text]) -> Vec<String> {
    files
        .iter()
        .flat_map(|file| [opening(file), ambient(file), lints(file)])
        .flatten()
        .collect()
}

#[test]
fn source_files_follow_the_house_rules() {
    none(&check(texts()));
}

#[test]
fn the_excused_files_exist() {
    for path in EXCUSED {
        assert!(
            texts().iter().any(|file| file.path == path),
            "`{path}` is gone: take it off the list"
        );
    }
}

#[test]
fn a_bad_file_is_found() {
    let switched_off = format!(
        "//! Fine.\n#[expect({}{}, reason = \"…\")]",
        "clippy::", "disallowed_methods"
    );
    for bad in [
        Text::sample("crates/x/src/a.rs", "use std::fs;\n"),
        Text::sample("crates/x/src/a.rs", "// Not a doc comment.\n"),
        Text::sample("crates/x/src/a.rs", &switched_off),
        Text::sample("crates/x/Cargo.toml", "[package]\nname = \"x\"\n"),
    ] {
        assert_eq!(check(&[bad]).len(), 1);
    }
    none(&check(&[
        Text::sample("crates/x/src/a.rs", "//! What it is for.\n"),
        Text::sample(EXCUSED[0], &switched_off),
        Text::sample(
            "crates/x/Cargo.toml",
            "[package]\n\n[lints]\nworkspace = true\n",
        ),
    ]));
}
