//! Headers, titles, sections, identity, links, comments, footnotes, HTML and text.

use super::super::{Warning, needs_heading};
use super::*;
use lagom_model::content::EventStart;

#[test]
fn a_header_and_sections_become_an_edition() {
    let source = "\u{feff}Title: Harbour 12\r\nNumber: 12\r\nDate: 2026-05-31\r\nLanguage: en\r\n\r\n\
                  Hello *all*.\r\n\r\n## Boats\r\n\r\nTwo arrived.\r\n\r\n## Weather\r\n\r\nFine.\r\n";
    let edition = edition(source);
    assert_eq!(edition.title, "Harbour 12");
    assert_eq!(edition.header["number"], "12");
    assert_eq!(edition.date, "2026-05-31".parse().ok());
    assert_eq!(edition.language.as_deref(), Some("en"));
    assert_eq!(edition.intro.html, "<p>Hello <em>all</em>.</p>");
    assert_eq!(edition.intro.text, "Hello all.");
    assert_eq!(edition.intro.words, 2);
    assert_eq!(titles(&edition), ["Boats", "Weather"]);
    let topics: Vec<&str> = edition.items.iter().map(|i| i.topic.as_str()).collect();
    assert_eq!(topics, ["boats", "other"]);
}

#[test]
fn a_first_heading_is_the_title() {
    assert_eq!(edition("# Harbour\n\nHello\n").title, "Harbour");
    assert_eq!(
        edition("Number: 1\n\n# Harbour\n\nHello\n").title,
        "Harbour"
    );
    let twice = edition("Title: Harbour\n\n# Harbour\n\nHello\n\n# Boats\n\nTwo.\n");
    assert_eq!(titles(&twice), ["Boats"]);
    for source in [
        "",
        "Hello\n",
        "Number: 1\n\n## Boats\n\nTwo\n",
        "Title:\n\nx",
    ] {
        assert_eq!(error(source), ContentError::NoTitle, "{source}");
    }
}

#[test]
fn sections_are_cut_at_deep_headings_only_if_a_topic_names_them() {
    let edition = text(
        "## Town\n\nA.\n\n### Market\n\nB.\n\n### NEW  boats:\n\nC.\n\n#### Sails\n\nD.\n\n### Streets\n\nE.\n",
    );
    assert_eq!(titles(&edition), ["Town", "NEW boats:", "Streets"]);
    let town = &edition.items[0];
    assert_eq!(town.full.html, "<p>A.</p>\n<h4>Market</h4>\n<p>B.</p>");
    assert_eq!(town.full.text, "A.\n\nMarket\n------\nB.");
    assert_eq!(edition.items[1].topic, "boats");
    assert!(edition.items[1].full.html.contains("<h4>Sails</h4>"));
    assert_eq!(edition.items[2].topic, "other");
}

#[test]
fn headings_in_quotations_cut_nothing() {
    let item = only(text("## Boats\n\n> ## Not a cut\n> said he\n"));
    assert!(
        item.full.text.starts_with("> Not a cut"),
        "{}",
        item.full.text
    );
}

#[test]
fn identity_is_the_id_else_the_page_else_the_text() {
    let identity = |body: &str| only(text(body)).identity;
    assert_eq!(identity("## Boats {#boats-12}\n\nTwo.\n"), "id:boats-12");
    assert_eq!(identity("## Boats\nId: b12\n\nTwo.\n"), "id:b12");
    assert_eq!(
        identity("## [A long read](https://Example.org/a/?utm_source=x)\n\nTwo.\n"),
        "link:https://example.org/a"
    );
    assert_eq!(
        identity("## A long read\nLink: https://example.org/a_b_c/\n\nTwo.\n"),
        "link:https://example.org/a_b_c"
    );
    // A heading that a topic names comes again in each edition: its page is not the item.
    let recurring = identity("## [Boats](https://example.org/boats)\n\nTwo.\n");
    assert!(recurring.starts_with("hash:"), "{recurring}");
    assert_eq!(
        identity("## Fog\n\nTwo  boats.\n"),
        identity("## Fog\n\ntwo *boats*.\n")
    );
    assert_ne!(
        identity("## Fog\n\nTwo boats.\n"),
        identity("## Fog\n\nThree boats.\n")
    );
}

#[test]
fn the_first_of_two_with_one_identity_is_kept() {
    let examined = examined(
        "# T\n\n## [A](https://example.org/a)\n\nOne.\n\n## [A](https://example.org/a/)\n\nTwo.\n\n## [A](https://example.org/a)\n\nTwo.\n",
    );
    assert_eq!(
        examined.edition.items.len(),
        2,
        "another text is another item"
    );
    assert!(matches!(
        examined.warnings.as_slice(),
        [
            ..,
            Warning::ListedTwice {
                line: 11,
                first: 7,
                ..
            }
        ]
    ));
    assert_eq!(
        error("# T\n\n## A {#x}\n\nOne.\n\n## B {#x}\n\nTwo.\n"),
        ContentError::IdTwice {
            id: "x".into(),
            first: 3,
            line: 7
        }
    );
}

#[test]
fn a_webinar_starts_in_the_publications_zone() {
    let starts =
        |value: &str| only(text(&format!("## Webinar\nStarts: {value}\n\nCome.\n"))).starts;
    let at = starts("2026-06-01 18:00").unwrap();
    assert!(matches!(at, EventStart::At(at) if at.to_string() == "2026-06-01T15:00:00Z"));
    assert_eq!(starts("2026-06-01T18:00:00+03:00"), Some(at));
    assert_eq!(
        starts("2026-06-01"),
        "2026-06-01".parse().ok().map(EventStart::On)
    );
    assert!(matches!(
        error("# T\n\n## Webinar\nStarts: Friday\n\nCome.\n"),
        ContentError::BadField {
            line: 3,
            key: "Starts",
            ..
        }
    ));
}

#[test]
fn fields_that_are_not_known_are_text() {
    let item = only(text("## Boats\nCaptain: Ilze\n\nTwo.\n"));
    assert_eq!(item.full.text, "Captain: Ilze\n\nTwo.");
}

#[test]
fn comments_never_reach_a_reader() {
    let edition = text(
        "Hello<!-- not\n\nthis --> you.\n\n<!-- ## Not a section -->\n\n## Boats\n\n* one\n<!-- * hidden -->\n* two\n",
    );
    let all = format!("{edition:?}");
    for hidden in ["not", "this", "Not a section", "hidden", "<!--", "-->"] {
        assert!(!all.contains(hidden), "{hidden}");
    }
    assert_eq!(titles(&edition), ["Boats"]);
}

#[test]
fn references_are_resolved_over_the_whole_text() {
    let edition = text(
        "## Boats\n\nSee [this][a].\n\n## Fog\n\nAnd [that].\n\n[a]: https://example.org/a\n[that]: https://example.org/b\n",
    );
    assert_eq!(
        hrefs(&edition.items[0].full.html),
        ["https://example.org/a"]
    );
    assert_eq!(
        hrefs(&edition.items[1].full.html),
        ["https://example.org/b"]
    );
    assert_eq!(
        edition.items[0].full.text,
        "See this <https://example.org/a>."
    );
    assert_eq!(edition.items[0].full.words, 2);
}

#[test]
fn a_footnote_stands_where_it_is_referred_to() {
    let edition = text(
        "## Boats\n\nTwo[^b].\n\n## Fog\n\nNone[^f] and two[^b].\n\n[^b]: Count them.\n[^f]: Look.\n",
    );
    assert_eq!(edition.items[0].full.text, "Two[1].\n\n[1] Count them.");
    assert_eq!(
        edition.items[1].full.text,
        "None[1] and two[2].\n\n[1] Look.\n\n[2] Count them."
    );
}

#[test]
fn raw_html_is_tamed() {
    let item = only(text(
        "## Boats\n\n<div onclick=\"x()\">Two</div>\n\nA <plaintext> b <script>c</script> <small>d</small> [e](javascript:x) ![f](https://example.org/f.png) ![g](data:image/png;base64,xx)\n",
    ));
    assert!(item.full.html.starts_with("<div>Two</div>"));
    assert!(
        item.full.html.contains("<small>d</small>"),
        "{}",
        item.full.html
    );
    assert!(item.full.html.contains("src=\"https://example.org/f.png\""));
    for bad in ["onclick", "plaintext", "script", "data:"] {
        assert!(!item.full.html.contains(bad), "{bad}: {}", item.full.html);
    }
    assert_eq!(item.full.text, "Two\n\nA b c d e [f] [g]");
}

#[test]
fn text_reads_well() {
    let item = only(text(
        "## Boats\n\nA paragraph that is quite a bit longer than one line of seventy-two columns can hold.\n\n\
         * one\n  * inner\n* two\n\n  more\n\n3. three\n4. four\n\n> said\n\n```\nlet x = 1;\n```\n\n\
         | name | count |\n|---|---|\n| Anna | 2 |\n\n---\n\n<https://example.org/> `code` ~~gone~~\n",
    ));
    let expected = "\
A paragraph that is quite a bit longer than one line of seventy-two
columns can hold.

- one
  - inner
- two

  more

3. three
4. four

> said

    let x = 1;

name  count
Anna  2

* * *

https://example.org/ `code` ~~gone~~";
    assert_eq!(item.full.text, expected);
}

#[test]
fn warnings_name_lines_and_words() {
    let source = format!(
        "Title: {}\n\n## Fog\n\n[a](http://example.org) [b](/b) [c][missing]\n\n## Boats\n\n## What's on\n\n* [Walk](https://example.org/walk)\n",
        "long ".repeat(20)
    );
    let warnings = examined(&source).warnings;
    for expected in [
        Warning::LongTitle { characters: 99 },
        Warning::UnmappedHeading {
            line: 3,
            heading: "Fog".into(),
        },
        Warning::InsecureLink {
            line: 5,
            url: "http://example.org".into(),
        },
        Warning::DeadLink {
            line: 5,
            url: "/b".into(),
        },
        Warning::UnknownReference {
            line: 5,
            name: "missing".into(),
        },
        Warning::EmptySection {
            line: 7,
            heading: "Boats".into(),
        },
        Warning::EventWithoutDate {
            line: 11,
            title: "Walk".into(),
        },
    ] {
        assert!(warnings.contains(&expected), "{expected} in {warnings:#?}");
    }
    assert_eq!(warnings.len(), 7);
    assert_eq!(examined("# T\n\nHello\n").warnings, [Warning::NoItems]);
}

#[test]
fn a_parent_of_mapped_headings_is_no_empty_section() {
    let examined = examined("# T\n\n## Fog\n\n### Boats\n\nTwo.\n");
    assert_eq!(titles(&examined.edition), ["Boats"]);
    assert!(
        !examined
            .warnings
            .iter()
            .any(|w| matches!(w, Warning::EmptySection { .. }))
    );
}

#[test]
fn bullets_of_news_are_items_with_all_that_is_nested() {
    let edition = text(
        "## In short\n\nFrom the quay:\n\n### North\n* [Crane](https://example.org/crane) is back\n  * since Monday\n* No link here\n",
    );
    assert_eq!(titles(&edition), ["In short", "Crane", "No link here"]);
    let [notes, crane, other] = edition.items.as_slice() else {
        panic!("three items");
    };
    assert_eq!(crane.kind, ItemKind::News);
    assert_eq!(crane.group.as_deref(), Some("North"));
    assert!(
        crane.full.text.ends_with("- since Monday"),
        "{}",
        crane.full.text
    );
    assert!(other.identity.starts_with("hash:"));
    assert_eq!(notes.full.text, "From the quay:");
    let heads: Vec<bool> = edition
        .items
        .iter()
        .map(|i| needs_heading(i, &harbour()))
        .collect();
    assert_eq!(heads, [true, false, false]);
}
