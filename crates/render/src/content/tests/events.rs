//! Lists of events, as they should be and as they are.

use super::super::{Warning, needs_heading};
use super::*;
use lagom_model::content::EventStart;

fn on(date: &str) -> Option<EventStart> {
    date.parse().ok().map(EventStart::On)
}

fn events(body: &str) -> Vec<ItemContent> {
    let items = text(&format!("## What's on\n\n{body}")).items;
    items
        .into_iter()
        .filter(|item| item.kind == ItemKind::Event)
        .collect()
}

#[test]
fn a_nested_link_is_an_event() {
    let edition = text(
        "## What's on\n\nEvents of the month\n\n### Online\n* 2026-06-01 | Online (Riga, LV) | [Knots](https://example.org/knots)\n    * [**Bowline**](https://example.org/bowline/) | [Mirror](https://example.org/mirror)\n    * [**Reef**](https://example.org/reef)\n\n### Riga\n* 2026-06-02 - 2026-06-04 | Riga, LV | [Sail](https://example.org/sail)\n    * [**Regatta**](https://example.org/regatta)\n\nTell [us](https://example.org/us) yours.\n",
    );
    assert_eq!(
        titles(&edition),
        ["What's on", "Bowline", "Reef", "Regatta"]
    );
    let [notes, bowline, _, regatta] = edition.items.as_slice() else {
        panic!("four items");
    };
    assert_eq!(bowline.kind, ItemKind::Event);
    assert_eq!(bowline.topic, "events");
    assert_eq!(bowline.identity, "link:https://example.org/bowline");
    assert_eq!(bowline.starts, on("2026-06-01"));
    assert_eq!(bowline.group.as_deref(), Some("Online"));
    let expected = "\
Bowline <https://example.org/bowline/> | Mirror
<https://example.org/mirror>
[2026-06-01] · Online (Riga, LV) · Knots
<https://example.org/knots>";
    assert_eq!(visible(&bowline.full.text), expected);
    assert_eq!(
        visible(&bowline.short.as_ref().unwrap().text),
        "Bowline <https://example.org/bowline/>\n[2026-06-01] · Online (Riga, LV)"
    );
    assert_eq!(regatta.starts, on("2026-06-02"));
    assert_eq!(regatta.ends, on("2026-06-04"));
    let both = "[2026-06-02/2026-06-04] · Riga, LV";
    assert!(visible(&regatta.full.text).contains(both));
    assert_eq!(notes.kind, ItemKind::News);
    assert_eq!(
        notes.full.text,
        "Events of the month\n\nTell us <https://example.org/us> yours."
    );
    let heads: Vec<bool> = edition
        .items
        .iter()
        .map(|i| needs_heading(i, &harbour()))
        .collect();
    assert_eq!(heads, [true, false, false, false]);
}

#[test]
fn a_bullet_with_nothing_nested_is_an_event_itself() {
    let found = events(
        "* 2026-06-01 | Riga | [Knots](https://example.org/knots)\n* [Walk](https://example.org/walk)\n* 2026-06-03 | Riga | Open day\n",
    );
    let seen: Vec<_> = found.iter().map(|e| (e.title.as_str(), e.starts)).collect();
    assert_eq!(
        seen,
        [
            ("Knots", on("2026-06-01")),
            ("Walk", None),
            ("Open day", on("2026-06-03"))
        ]
    );
    assert_eq!(
        visible(&found[0].full.text),
        "Knots <https://example.org/knots>\n[2026-06-01] · Riga"
    );
    assert!(found[2].identity.starts_with("hash:"));
}

#[test]
fn a_heading_by_mistake_is_an_event_line() {
    let found = events(
        "### Africa\n# 2026-06-01 | Lagos, NG | [Knots](https://example.org/knots)\n   * [**Bowline**](https://example.org/bowline)\n\n### Asia\n* 2026-06-02 | Seoul, KR | [Sail](https://example.org/sail)\n    * [**Reef**](https://example.org/reef)\n",
    );
    let seen: Vec<_> = found
        .iter()
        .map(|e| (e.title.as_str(), e.group.as_deref(), e.starts))
        .collect();
    assert_eq!(
        seen,
        [
            ("Bowline", Some("Africa"), on("2026-06-01")),
            ("Reef", Some("Asia"), on("2026-06-02"))
        ]
    );
}

#[test]
fn a_line_whose_bullet_is_missing_is_found() {
    for bare in ["2026-06-02 |", " 2026-06-02 |"] {
        let found = events(&format!(
            "* 2026-06-01 | Riga | [Knots](https://example.org/knots)\n    * [**Bowline**](https://example.org/bowline)\n{bare} Oslo | [Sail](https://example.org/sail)\n    * [**Reef**](https://example.org/reef)\n* 2026-06-03 | Rome | [Row](https://example.org/row)\n    * [**Oars**](https://example.org/oars)\n"
        ));
        let seen: Vec<_> = found.iter().map(|e| (e.title.as_str(), e.starts)).collect();
        assert_eq!(
            seen,
            [
                ("Bowline", on("2026-06-01")),
                ("Reef", on("2026-06-02")),
                ("Oars", on("2026-06-03"))
            ]
        );
        assert!(
            found[1].full.text.contains("Oslo"),
            "{}",
            found[1].full.text
        );
        assert!(
            !found[0].full.text.contains("Oslo"),
            "{}",
            found[0].full.text
        );
    }
}

#[test]
fn odd_bars_and_signs_are_kept_out_of_titles() {
    let found = events(
        "* 2026-06-01 || [Knots](https://example.org/knots)\n    * $[**Bowline** `v2`](https://example.org/bowline)  \n",
    );
    assert_eq!(found[0].title, "Bowline v2");
    assert_eq!(
        visible(&found[0].full.text),
        "$Bowline `v2` <https://example.org/bowline>\n[2026-06-01] · Knots <https://example.org/knots>"
    );
}

#[test]
fn sentences_in_a_bullet_stay_with_its_event() {
    let found = events(
        "* 2026-06-01 | Riga | [Knots](https://example.org/knots)\n\n  Bring a rope.\n\n  * [Bowline](https://example.org/bowline)\n    * At [the pier](https://example.org/pier)\n* Nothing in July\n",
    );
    assert_eq!(found.len(), 1);
    for part in ["Bring a rope.", "the pier <https://example.org/pier>"] {
        assert!(found[0].full.text.contains(part), "{part}");
    }
    let notes = text("## What's on\n\n* Nothing in July\n").items;
    assert_eq!(notes[0].kind, ItemKind::News);
    assert_eq!(notes[0].full.text, "Nothing in July");
}

#[test]
fn the_same_event_twice_is_the_first() {
    let examined = examined(
        "# T\n\n## What's on\n\n* 2026-06-01 | Riga | [K](https://example.org/k)\n    * [A](https://example.org/a)\n* 2026-06-02 | Riga | [K](https://example.org/k)\n    * [A](https://example.org/a/)\n",
    );
    assert_eq!(examined.edition.items.len(), 1);
    assert!(examined.warnings.contains(&Warning::ListedTwice {
        line: 8,
        title: "A".into(),
        first: 6,
        other_date: true
    }));
}

#[test]
fn events_without_a_link_are_known_by_title_and_start() {
    let identity = |line: &str| events(line)[0].identity.clone();
    let first = identity("* 2026-06-01 | Riga | Open day\n");
    assert_eq!(first, identity("* 2026-06-01 | RIGA | open  day\n"));
    assert_ne!(first, identity("* 2026-06-02 | Riga | Open day\n"));
}

fn at(instant: &str) -> Option<EventStart> {
    lagom_model::Timestamp::parse(instant).map(EventStart::At)
}

#[test]
fn a_time_follows_its_date_and_the_place_is_what_stands_between() {
    let [timed, dated, off] = events(
        "* 2026-06-01 19:00 | Riga, LV | [Knots](https://example.org/knots)\n\
         * 2026-06-02 | Online | Hall 2 | [Sail](https://example.org/sail)\n\
         * 2026-06-03 18:30 | Oslo, NO | Cancelled | [Row](https://example.org/row)\n",
    )
    .try_into()
    .unwrap();
    assert_eq!(timed.starts, at("2026-06-01T16:00:00Z"), "in Riga");
    assert_eq!(timed.place.as_deref(), Some("Riga, LV"));
    assert!(!timed.cancelled);
    assert_eq!(dated.starts, on("2026-06-02"));
    assert_eq!(dated.place.as_deref(), Some("Online · Hall 2"));
    assert!(off.cancelled);
    assert_eq!(off.place.as_deref(), Some("Oslo, NO"));
    assert_eq!(off.identity, "link:https://example.org/row");
    let whole = "* 2026-06-01 19:00 to 21:00 | Riga | [Knots](https://example.org/knots)\n";
    let evening = events(whole).remove(0);
    assert_eq!(evening.starts, at("2026-06-01T16:00:00Z"));
    assert_eq!(evening.ends, at("2026-06-01T18:00:00Z"));
}

#[test]
fn a_text_keeps_the_place_of_its_date_and_every_other_word() {
    for (fact, seen_as) in [
        ("2026-06-01", "[2026-06-01] · Riga"),
        ("**2026-06-01**", "[2026-06-01] · Riga"),
        ("2026-06-01 19:00", "[2026-06-01T16:00:00Z]\nRiga"),
        ("2026-06-01  7:00", "[2026-06-01T04:00:00Z]\nRiga"),
        ("2026-06-01 & 2026-06-02", "[2026-06-01/2026-06-02] · Riga"),
        ("2026-06-01 * 2026-06-02", "[2026-06-01/2026-06-02] · Riga"),
        ("2026-06-01 – 2026-06-02", "[2026-06-01/2026-06-02] · Riga"),
        ("2026-06-01 - 2026-06-01", "[2026-06-01] · Riga"),
        ("2026-06-01 from 7 pm", "[2026-06-01] from 7 pm · Riga"),
        (
            "2026-06-01 19:00–21:00",
            "[2026-06-01T16:00:00Z/2026-06-01T18:00:00Z]\nRiga",
        ),
        (
            "2026-06-01 22:00 - 01:30",
            "[2026-06-01T19:00:00Z/2026-06-01T22:30:00Z]\nRiga",
        ),
        ("2026-06-01 19:00–25:00", "[2026-06-01] 19:00–25:00 · Riga"),
        (
            "2026-06-01 19:00–21:00 sharp",
            "[2026-06-01] 19:00–21:00 sharp · Riga",
        ),
        (
            "2026-06-01 19:00 - late",
            "[2026-06-01] 19:00 - late · Riga",
        ),
        ("2026-06-01 25:00", "[2026-06-01] 25:00 · Riga"),
    ] {
        let line = format!("* {fact} | Riga | [Knots](https://example.org/knots)\n");
        let item = events(&line).remove(0);
        let expected = format!("Knots <https://example.org/knots>\n{seen_as}");
        assert_eq!(visible(&item.full.text), expected, "{fact}");
        assert_eq!(item.identity, "link:https://example.org/knots");
    }
    let undated = events("* June 1 | Riga | [Knots](https://example.org/knots)\n").remove(0);
    let as_written = "Knots <https://example.org/knots>\nJune 1 · Riga";
    assert_eq!(
        (undated.full.text.as_str(), undated.starts),
        (as_written, None)
    );
}

#[test]
fn signs_of_marks_are_not_taken_from_an_author() {
    let item = events(
        "* 2026-06-01 | Riga | [Knots \u{f0002}2026-06-09\u{f0003}](https://example.org/knots)\n",
    )
    .remove(0);
    assert_eq!(
        visible(&item.full.text),
        "Knots 2026-06-09 <https://example.org/knots>\n[2026-06-01] · Riga"
    );
}

#[test]
fn fields_say_when_and_where_and_whether_it_is_off() {
    let item = only(text(
        "## Webinar\n\nStarts: 2026-06-01 19:00\nEnds: 20:30\nPlace: Harbour hall\nCancelled: yes\n\nCome!\n",
    ));
    assert_eq!(item.starts, at("2026-06-01T16:00:00Z"));
    assert_eq!(item.ends, at("2026-06-01T17:30:00Z"));
    assert_eq!(item.place.as_deref(), Some("Harbour hall"));
    assert!(item.cancelled);
    assert_eq!(item.full.text, "Come!");
    for (field, key) in [
        ("Ends: 18:00", "Ends"),
        ("Ends: 2026-06-02", "Ends"),
        ("Cancelled: maybe", "Cancelled"),
    ] {
        let body = format!("## Webinar\n\nStarts: 2026-06-01 19:00\n{field}\n\nCome!\n");
        let refused = error(&format!("Title: Harbour\n\n{body}")).to_string();
        assert!(
            refused.contains(&format!("`{key}`")) || refused.contains(key),
            "{refused}"
        );
    }
}
