//! Every template is embedded, uses texts that exist, says nothing by itself, and cannot run away.

use super::{EMBEDDED, TemplateError, Templates};
use crate::language::{Language, inner_words};
use minijinja::context;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn every_file_is_embedded() {
    let mut on_disk: Vec<String> = files(&folder())
        .iter()
        .map(|path| {
            path.strip_prefix(folder())
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    on_disk.sort();
    let mut embedded: Vec<&str> = Templates::names().collect();
    embedded.sort_unstable();
    assert_eq!(on_disk, embedded);
}

#[test]
fn every_text_that_a_template_asks_for_exists() {
    let templates = Templates::embedded().unwrap();
    for (name, source) in EMBEDDED {
        for call in source.split("t(\"").skip(1) {
            let id = call.split('"').next().unwrap();
            assert!(
                templates.languages().has(Language::ENGLISH, id),
                "{name}: {id}"
            );
        }
    }
}

/// What a template says without a catalogue: the source without style, tags and expressions.
fn own_words(source: &str) -> String {
    let mut words = source.to_owned();
    for (open, close) in [
        ("<style>", "</style>"),
        ("{%", "%}"),
        ("{{", "}}"),
        ("<", ">"),
    ] {
        while let Some(from) = words.find(open) {
            let rest = words[from..].find(close).expect("it is closed");
            words.replace_range(from..from + rest + close.len(), " ");
        }
    }
    words
}

#[test]
fn templates_say_nothing_that_a_language_could_not_change() {
    for (name, source) in EMBEDDED {
        let words = own_words(source);
        assert!(
            !words.contains(char::is_alphabetic),
            "{name}: {}",
            words.trim()
        );
        assert_eq!(inner_words(&words), [""; 0], "{name}");
    }
}

fn with(name: &str, source: &str) -> Result<Templates, TemplateError> {
    Templates::with_overrides(BTreeMap::from([(name.to_owned(), source.to_owned())]))
}

#[test]
fn an_operators_template_takes_the_place_of_ours() {
    let own = with("mail/letter/subject.txt", "News: {{ subject }}").unwrap();
    let context = context! { subject => "a & b" };
    let subject = own.render("mail/letter/subject.txt", &context);
    assert_eq!(subject.unwrap(), "News: a & b");
}

#[test]
fn a_wrong_template_says_where() {
    let unknown = with("mail/letter/body.md", "").unwrap_err().to_string();
    assert!(
        unknown.contains("`mail/letter/body.md`") && unknown.contains("body.txt"),
        "{unknown}"
    );

    let broken = with("mail/letter/body.txt", "one\n{% for %}")
        .unwrap_err()
        .to_string();
    assert!(broken.contains("`mail/letter/body.txt` line 2"), "{broken}");

    let missing = with("mail/letter/subject.txt", "{{ nothing_of_the_kind }}").unwrap();
    let missing = missing
        .render("mail/letter/subject.txt", &context! {})
        .unwrap_err();
    assert!(
        missing.to_string().contains("line 1: undefined"),
        "{missing}"
    );

    let text = with("mail/letter/subject.txt", "{{ t('no-such-text') }}").unwrap();
    let text = text
        .render("mail/letter/subject.txt", &context! { lang => "en" })
        .unwrap_err();
    assert!(text.to_string().contains("`no-such-text`"), "{text}");
}

#[test]
fn a_template_reaches_no_file_and_ends() {
    let source = "{% include '/etc/hostname' %}";
    let reaching = with("mail/letter/subject.txt", source).unwrap();
    assert!(
        reaching
            .render("mail/letter/subject.txt", &context! {})
            .is_err()
    );

    let source = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}";
    let endless = with("mail/letter/subject.txt", source).unwrap();
    let stopped = endless
        .render("mail/letter/subject.txt", &context! {})
        .unwrap_err();
    assert!(stopped.to_string().contains("fuel"), "{stopped}");
}

#[test]
fn html_is_escaped_and_addresses_stay_readable() {
    let own = with(
        "mail/test/body.html",
        "<a href=\"{{ a }}\">{{ b }}</a>{{ one }}{{ 7 }}",
    )
    .unwrap();
    let context = context! { a => "https://example.org/?a=1&b=\"", b => "<Å'>", one => Some(1) };
    let html = own.render("mail/test/body.html", &context).unwrap();
    assert_eq!(
        html,
        "<a href=\"https://example.org/?a=1&amp;b=&quot;\">&lt;Å&#39;&gt;</a>17"
    );
}
