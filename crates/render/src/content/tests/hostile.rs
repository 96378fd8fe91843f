//! Any text at all: no panic, no script, no long wait.

use super::short_form::assert_short_holds;
use super::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// The tags of a piece of HTML, quoted values respected.
fn tags(html: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut tag: Option<(String, bool)> = None;
    for c in html.chars() {
        match &mut tag {
            None if c == '<' => tag = Some((String::new(), false)),
            None => {}
            Some((text, quoted)) => {
                if c == '"' {
                    *quoted = !*quoted;
                }
                if c == '>' && !*quoted {
                    tags.push(tag.take().unwrap().0.to_lowercase());
                } else {
                    text.push(c);
                }
            }
        }
    }
    tags
}

fn assert_safe(html: &str) {
    for tag in tags(html) {
        let mut outside = String::new();
        for (nth, part) in tag.split('"').enumerate() {
            if nth % 2 == 0 {
                outside.push_str(part);
            } else {
                let value = part.trim_start();
                assert!(!value.starts_with("javascript:"), "{tag}");
                assert!(!value.starts_with("data:"), "{tag}");
            }
        }
        let name = outside.split([' ', '/']).next().unwrap_or_default();
        for bad in ["script", "style", "iframe", "object", "form", "plaintext"] {
            assert_ne!(name, bad);
        }
        assert!(
            !outside.split(' ').any(|name| name.starts_with("on")),
            "{tag}"
        );
    }
}

fn assert_sound(source: &str) {
    let Ok(examined) = examine(source, &harbour()) else {
        return;
    };
    let edition = examined.edition;
    let items = edition.items.iter();
    let blocks = items.flat_map(|item| std::iter::once(&item.full).chain(&item.short));
    for block in blocks.chain([&edition.intro]) {
        assert_safe(&block.html);
        assert_eq!(block.text, block.text.trim_end());
        assert!(!block.text.lines().any(|line| line.ends_with(' ')));
    }
    if !source.contains("<!--") {
        assert_short_holds(&edition);
    }
    for warning in examined.warnings {
        assert!(!warning.to_string().is_empty());
    }
}

fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "# A\n",
        "## What's on\n",
        "### Boats\n",
        "## [x](https://a.example)\n",
        "* ",
        "    * ",
        "\n",
        "\n\n",
        "> ",
        "1. ",
        "2026-06-01 | ",
        " | ",
        "[t](https://b.example/?a=1&b)",
        "[t][r]\n",
        "[r]: javascript:x\n",
        "[^1]",
        "\n[^1]: note\n",
        "`c`",
        "```\n",
        "**",
        "_",
        "~~",
        "<b>",
        "</b>",
        "<script>",
        "</script>",
        "<div onclick=\"x\">",
        "<plaintext>",
        "<a href='javascript:x'>",
        "<img src=x onerror=x>",
        "<svg onload=x>",
        "<table><tr><td>",
        "<style>",
        "| a | b |\n|---|---|\n",
        "word ",
        "two words ",
        "\u{0}",
        "é🦀",
        "\r\n",
        "---\n",
        "Id: x\n",
        "Starts: 2026-06-01\n",
        "&lt;script&gt;",
        "<https://c.example>",
        "![a](b)",
    ];
    prop_oneof![
        4 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        1 => ".{0,12}",
        1 => "[<>!\\-/a-z\"'= ]{0,16}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_an_edition_or_an_error(source in "(?s).{0,400}") {
        assert_sound(&source);
        assert_sound(&format!("Title: x\n\n{source}"));
    }

    #[test]
    fn any_markup_is_safe(pieces in prop::collection::vec(piece(), 0..60)) {
        assert_sound(&format!("Title: x\n\n## Boats\n\n{}", pieces.concat()));
        assert_sound(&format!("Title: x\n\n## What's on\n\n{}", pieces.concat()));
        assert_sound(&format!("Title: x\n\n## In short\n\n{}", pieces.concat()));
    }

    #[test]
    fn comments_and_marks_never_break(pieces in prop::collection::vec(
        prop_oneof![piece(), Just("<!-- short -->".to_owned()), Just("<!-- /short -->".to_owned()),
                    Just("<!-- x -->".to_owned()), Just("<!--".to_owned())], 0..40)) {
        assert_sound(&format!("Title: x\n\n## Boats\n\n{}", pieces.concat()));
    }
}

/// In development builds; a release build is several times faster. The slowest at the full size is a
/// single paragraph of ampersands, 12 s (the serialiser looks ahead to its end for each of them).
#[test]
fn hostile_texts_take_a_bounded_time() {
    const SIZE: usize = 50_000;
    for piece in [
        "[",
        "![",
        "[a](",
        "*a ",
        "**a ",
        "*a_ ",
        "_a __b ",
        "`",
        "`a``",
        "<",
        "<a ",
        "<div>",
        "<b>",
        "<div></p>",
        "> ",
        ">",
        "- ",
        "* 1. ",
        "#",
        "# a\n",
        "## What's on\n* a\n",
        "\\",
        "&",
        "&amp;",
        "|",
        "a|",
        "| a ",
        "[^1]",
        "[a]: b\n",
        "[a][b]",
        "<!--",
        "<!-- a -->",
        "<!-- `",
        "~~a",
        "\n",
        "\n> a\n",
        "x\n",
        "(",
        "[x](https://a.example) ",
        "2026-06-01 | a\n",
        "* 2026-06-01 | a | [b](https://b.example)\n",
        "</",
        "<!",
        "<?",
        "<a href=\"",
        "a\u{301}",
        "| a |\n|---|\n",
        "1. ",
        "  ",
        "\t",
        "---\n",
        "***",
        "=\n",
        "http://a.example ",
    ] {
        let source = format!(
            "Title: x\n\n## Boats\n\n{}",
            piece.repeat(SIZE / piece.len())
        );
        let began = Instant::now();
        let _ = examine(&source, &harbour());
        let took = began.elapsed();
        println!("{took:>8.0?} {piece:?}");
        assert!(took < Duration::from_secs(30), "{piece:?} took {took:?}");
    }
}

#[test]
fn what_is_too_large_is_refused() {
    let source = "a".repeat(super::super::MAX_SOURCE_BYTES + 1);
    assert!(matches!(error(&source), ContentError::TooLong { .. }));
    let deep = format!("Title: x\n\n{}a\n", "> ".repeat(60));
    assert!(matches!(
        error(&deep),
        ContentError::TooDeep { line: 3, .. }
    ));
    let tags = format!("Title: x\n\n{}", "<b>".repeat(6_000));
    assert!(matches!(error(&tags), ContentError::TooMuchHtml { .. }));
}
