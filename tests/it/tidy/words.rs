//! Every text of the catalogue is said somewhere: one that nobody says would still be translated.

use super::{Text, none, texts};

/// Where the English texts are; the other languages have the same ids (`lagom-render` tests that).
const CATALOGUE: &str = "crates/render/locales/en/";

fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// The ids that a catalogue's file defines.
fn ids(file: &Text) -> impl Iterator<Item = &str> {
    let heads = file
        .text
        .lines()
        .filter_map(|line| Some(line.split_once(" =")?.0));
    heads.filter(|head| is_id(head))
}

/// What stands in quotes in code: whole ids, and beginnings that a variant's name completes.
fn quoted(file: &Text) -> impl Iterator<Item = &str> {
    file.text.split('"').filter(|piece| {
        let beginning = piece.split_once('{').map(|(beginning, _)| beginning);
        is_id(
            beginning
                .filter(|text| text.ends_with('-'))
                .unwrap_or(piece),
        )
    })
}

fn check(files: &[Text]) -> Vec<String> {
    let catalogue = files
        .iter()
        .filter(|file| file.path.starts_with(CATALOGUE) && file.has_ending(&["ftl"]));
    let code = files
        .iter()
        .filter(|file| file.path.starts_with("crates/") && file.has_ending(&["rs", "html", "txt"]));
    let said: Vec<&str> = code.flat_map(quoted).collect();
    let is_said = |id: &str| {
        said.iter().any(|said| match said.split_once('{') {
            Some((beginning, _)) => id.starts_with(beginning),
            None => *said == id,
        })
    };
    let quotes = |id: &str| {
        let reference = format!("{{ {id} }}");
        catalogue.clone().any(|file| file.text.contains(&reference))
    };
    catalogue
        .clone()
        .flat_map(|file| ids(file).map(move |id| (file, id)))
        .filter(|(_, id)| !is_said(id) && !quotes(id))
        .map(|(file, id)| format!("{}: nobody says `{id}`", file.path))
        .collect()
}

#[test]
fn every_text_is_said_somewhere() {
    none(&check(texts()));
}

#[test]
fn a_text_that_nobody_says_is_found() {
    let code = Text::sample(
        "crates/x/src/a.rs",
        "//! A.\nfn a() { say(\"whole\"); say(&format!(\"day-{name}\")); }\n",
    );
    let texts = "whole = { quoted }\nquoted = Q\nday-monday = Monday\nmonday = Day\n    more = x\n";
    let catalogue = Text::sample("crates/render/locales/en/a.ftl", texts);
    assert_eq!(
        check(&[code, catalogue]),
        ["crates/render/locales/en/a.ftl: nobody says `monday`"]
    );
}
