//! The short form, marked and derived.

use super::super::{SHORT_PERCENT, most_short_words};
use super::*;
use std::fmt::Write;

fn words_of(count: usize) -> String {
    let words: Vec<String> = (0..count).map(|n| format!("word{n}")).collect();
    words.join(" ")
}

fn short_texts(edition: &Edition) -> Vec<Option<&str>> {
    let items = edition.items.iter();
    items
        .map(|item| item.short.as_ref().map(|block| block.text.as_str()))
        .collect()
}

pub(super) fn assert_short_holds(edition: &Edition) {
    let (short, full) = (edition.short_words(), edition.words());
    assert!(
        short * 100 <= SHORT_PERCENT * full,
        "{short} of {full} words"
    );
    let none = edition.items.iter().all(|item| item.short.is_none());
    assert!(edition.items.is_empty() || !none, "the short form is empty");
    assert!(edition.items.iter().all(|item| !item.title.is_empty()));
}

#[test]
fn marked_passages_are_the_short_form() {
    let edition = text(&format!(
        "## Boats\n\n<!-- short -->Two *boats* came.<!-- /short --> And {}\n\n## Fog\n\n{}\n",
        words_of(10),
        words_of(10)
    ));
    assert_eq!(short_texts(&edition), [Some("Two boats came."), None]);
    assert!(
        edition.items[0]
            .full
            .text
            .starts_with("Two boats came. And word0")
    );
    assert_short_holds(&edition);
}

#[test]
fn marked_items_of_a_list_are_the_short_form() {
    let edition = text(&format!(
        "## Boats\n\n* Anna\n<!-- short -->\n* Berta\n<!-- /short -->\n* Clara {}\n\n## What's on\n\n* 2026-06-01 | Riga | {}\n<!-- short -->\n* 2026-06-02 | Riga | Open day\n<!-- /short -->\n",
        words_of(10),
        words_of(10)
    ));
    assert_eq!(
        short_texts(&edition),
        [
            Some("- Berta"),
            None,
            Some("Open day\n\u{f0002}2026-06-02\u{f0003} · Riga")
        ]
    );
}

#[test]
fn too_much_marked_is_an_error_with_its_figures() {
    let source = format!(
        "# T\n\n## Boats\n\n<!-- short -->\n{}\n<!-- /short -->\n\n{}\n",
        words_of(5),
        words_of(5)
    );
    assert_eq!(
        error(&source),
        ContentError::ShortTooLong {
            short: 5,
            full: 10,
            most: 4
        }
    );
}

#[test]
fn each_topic_gets_a_share() {
    let mut source = format!("# T\n\n## Boats\n\n{}\n\n", words_of(20));
    for _ in 0..20 {
        source += &words_of(20);
        source += "\n\n";
    }
    source += "## Fog\n\nNone today.\n\n## What's on\n\n";
    for day in (1..=28).rev() {
        let _ = writeln!(
            source,
            "* 2026-06-{day:02} | Riga, LV | [Club](https://example.org/club)\n    * [Evening {day}](https://example.org/{day})"
        );
    }
    let edition = edition(&source);
    assert_short_holds(&edition);
    let shortened = |topic: &str| {
        let items = edition.items.iter().filter(|item| item.topic == topic);
        items
            .filter_map(|item| item.short.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(shortened("boats").len(), 1);
    assert!(shortened("boats")[0].words >= 40);
    assert_eq!(shortened("other")[0].text, "None today.");
    let soonest = |item: &&ItemContent| item.title == "Evening 1" && item.short.is_some();
    assert!(edition.items.iter().any(|item| soonest(&item)));
    let latest = |item: &&ItemContent| item.title == "Evening 28" && item.short.is_some();
    assert!(!edition.items.iter().any(|item| latest(&item)));
    assert!(
        edition.short_words() * 100 >= 30 * edition.words(),
        "{} of {} words: most of the room is used",
        edition.short_words(),
        edition.words()
    );
}

#[test]
fn a_lead_is_whole_blocks_or_first_words() {
    let blocks = text(
        "## Boats\n\nOne two three four.\n\n### Sails\n\nFive six seven eight nine ten.\n\n* eleven\n* twelve thirteen fourteen fifteen sixteen\n",
    );
    assert_eq!(short_texts(&blocks), [Some("One two three four.")]);
    let words = text("## Boats\n\nOne **two three, four five** six seven eight nine.\n");
    let short = words.items[0].short.as_ref().unwrap();
    assert_eq!(short.html, "<p>One <strong>two three…</strong></p>");
    let list = text("## Boats\n\n1. one two\n2. three four\n3. five six seven eight nine ten\n");
    assert_eq!(short_texts(&list), [Some("1. one two\n2. three four")]);
}

#[test]
fn a_short_form_is_never_empty() {
    for body in [
        "## Boats\n\nTwo.\n",
        "## Boats\n\n![](https://example.org/boat.png)\n",
        "## What's on\n\n* 2026-06-01 | Riga | [A talk about many boats](https://example.org/a)\n",
        "## What's on\n\nNothing at all, sorry.\n",
        "## In short\n\n* One two three four five six\n",
    ] {
        let edition = text(body);
        assert_short_holds(&edition);
    }
}

#[test]
fn forty_percent_is_rounded_down() {
    assert_eq!(most_short_words(0), 0);
    assert_eq!(most_short_words(4), 1);
    assert_eq!(most_short_words(1000), 400);
}
