//! The list of cases and the cases are the same.

use std::collections::BTreeSet;
use std::path::Path;

/// Files of the suite that hold no cases.
const NO_CASES: [&str; 7] = [
    "mod", "tests", "samples", "scenes", "judges", "world", "latch",
];

/// `file::case` for every case that a source file defines.
fn defined(folder: &Path) -> BTreeSet<String> {
    let mut cases = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if NO_CASES.contains(&file.as_str()) {
            continue;
        }
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            if let Some(rest) = line.strip_prefix("pub async fn ") {
                let name = rest.split(['<', '(']).next().unwrap();
                cases.insert(format!("{file}::{name}"));
            }
        }
    }
    cases
}

/// `file::case` for every case that the macro lists.
fn listed(source: &str) -> BTreeSet<String> {
    let list = source.split("@tests $backend;").nth(1).unwrap();
    let list = list.split("        }\n").next().unwrap();
    let mut cases = BTreeSet::new();
    for group in list.split(';').filter(|group| !group.trim().is_empty()) {
        let (file, names) = group.split_once(':').unwrap();
        for name in names.split_whitespace() {
            assert!(
                cases.insert(format!("{}::{name}", file.trim())),
                "`{name}` is listed twice"
            );
        }
    }
    cases
}

#[test]
fn the_macro_lists_every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/conformance");
    let defined = defined(&folder);
    assert_eq!(defined, listed(include_str!("mod.rs")));
    assert!(defined.len() >= 45, "only {} cases", defined.len());
}
