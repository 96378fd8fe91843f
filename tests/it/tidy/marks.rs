//! Nothing half done stays in the tree: no marks for later, no stubs, no test switched off.

use super::{Text, none, texts};

const CODE: [&str; 12] = [
    "rs", "sql", "toml", "html", "css", "js", "ftl", "py", "sh", "txt", "service", "timer",
];

/// Written in two halves, so that this file does not contain them.
const STUBS: [&str; 2] = [concat!("to", "do!("), concat!("unimple", "mented!(")];
const WORDS: [&str; 3] = [
    concat!("FIX", "ME"),
    concat!("TO", "DO"),
    concat!("XX", "X"),
];
const SWITCHED_OFF: &str = concat!("#[ig", "nore");

fn bad(line: &str) -> Option<&'static str> {
    let stub = STUBS.into_iter().find(|stub| line.contains(stub));
    let word = || {
        WORDS.into_iter().find(|word| {
            line.split(|c: char| !c.is_alphanumeric())
                .any(|found| found == *word)
        })
    };
    let off = || {
        line.trim_start()
            .starts_with(SWITCHED_OFF)
            .then_some(SWITCHED_OFF)
    };
    stub.or_else(word).or_else(off)
}

fn check(files: &[Text]) -> Vec<String> {
    let code = files.iter().filter(|file| file.has_ending(&CODE));
    code.flat_map(|file| {
        let lines = file.text.lines().zip(1..);
        lines.filter_map(|(line, number)| {
            bad(line).map(|mark| format!("{}:{number}: `{mark}`", file.path))
        })
    })
    .collect()
}

#[test]
fn nothing_is_left_for_later() {
    none(&check(texts()));
}

#[test]
fn each_mark_is_found() {
    for mark in STUBS.into_iter().chain(WORDS).chain([SWITCHED_OFF]) {
        let found = check(&[Text::sample(
            "crates/x/src/a.rs",
            &format!("//! Fine.\n    {mark} something\n"),
        )]);
        assert_eq!(found, [format!("crates/x/src/a.rs:2: `{mark}`")]);
    }
    let innocent = format!("//! A{} is no mark.\nlet ignored = 1;\n", WORDS[1]);
    none(&check(&[Text::sample("crates/x/src/a.rs", &innocent)]));
}
