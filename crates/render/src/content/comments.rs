//! Takes the HTML comments out of a source, so that nothing written for editors reaches a reader, and
//! finds the passages marked as the short form. Lines keep their numbers; code keeps its comments.

use super::error::ContentError;
use super::markdown::{Lines, OPTIONS};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::ops::Range;

/// A source without its comments.
#[derive(Debug, Default)]
pub(super) struct Stripped {
    /// The text; each comment's line breaks are kept.
    pub(super) text: String,
    /// Where in `text` the passages of the short form stand, in order.
    pub(super) short: Vec<Range<usize>>,
}

/// Strips `<!-- … -->`; `first_line` is the number of the text's first line.
pub(super) fn strip(text: &str, first_line: usize) -> Result<Stripped, ContentError> {
    let lines = Lines::of(text, first_line);
    let mut out = Stripped::default();
    if !text.contains("<!--") {
        text.clone_into(&mut out.text);
        return Ok(out);
    }
    let code = code_ranges(text);
    let mut opened: Option<(usize, usize)> = None;
    let mut at = 0;
    while let Some((start, end)) = next_comment(text, at, &code, &lines)? {
        out.text.push_str(text.get(at..start).unwrap_or_default());
        let inside = text
            .get(start + 4..end.saturating_sub(3))
            .unwrap_or_default();
        let line = lines.number(start);
        match (inside.trim().to_lowercase().as_str(), opened) {
            ("short", None) => opened = Some((out.text.len(), line)),
            ("/short", Some((from, _))) => {
                out.short.push(from..out.text.len());
                opened = None;
            }
            ("short", Some(_)) => return Err(unpaired(line, "short")),
            ("/short", None) => return Err(unpaired(line, "/short")),
            _ => {}
        }
        out.text.extend(inside.chars().filter(|&c| c == '\n'));
        at = end;
    }
    out.text.push_str(text.get(at..).unwrap_or_default());
    match opened {
        Some((_, line)) => Err(unpaired(line, "short")),
        None => Ok(out),
    }
}

const fn unpaired(line: usize, marker: &'static str) -> ContentError {
    ContentError::ShortMarker { line, marker }
}

/// The next comment at or after `at` that does not stand in code: where it starts and ends. One
/// that never ends is an error at the start of a line, and plain text elsewhere (`CommonMark` 0.31,
/// 4.6 and 6.6).
fn next_comment(
    text: &str,
    at: usize,
    code: &[Range<usize>],
    lines: &Lines,
) -> Result<Option<(usize, usize)>, ContentError> {
    let mut from = at;
    while let Some(start) = find(text, "<!--", from) {
        let after = code.partition_point(|range| range.end <= start);
        if let Some(range) = code.get(after).filter(|range| range.start <= start) {
            from = range.end.max(start + 4);
            continue;
        }
        // `<!-->` is a whole comment.
        return match find(text, "-->", start + 2) {
            Some(close) => Ok(Some((start, (close + 3).max(start + 5)))),
            None if begins_line(text, start) => Err(ContentError::UnclosedComment {
                line: lines.number(start),
            }),
            None => Ok(None),
        };
    }
    Ok(None)
}

fn find(text: &str, what: &str, from: usize) -> Option<usize> {
    text.get(from..)?.find(what).map(|found| from + found)
}

fn begins_line(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.trim_matches([' ', '\t', '*', '-', '+', '>'])
        .is_empty()
}

/// Where code stands, in order.
fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut block = None;
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => block = Some(range.start),
            Event::End(TagEnd::CodeBlock) => {
                ranges.push(block.take().unwrap_or(range.start)..range.end);
            }
            Event::Code(_) => ranges.push(range),
            _ => {}
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(text: &str) -> String {
        strip(text, 1).unwrap().text
    }

    #[test]
    fn comments_go_and_lines_stay() {
        assert_eq!(stripped("a <!-- b --> c"), "a  c");
        assert_eq!(stripped("a\n<!-- b\n\nc -->\nd"), "a\n\n\n\nd");
        assert_eq!(stripped("<!-->x<!-- y -->z"), "xz");
    }

    #[test]
    fn code_keeps_its_comments() {
        for text in ["`<!-- a -->`", "```\n<!-- a -->\n```\n", "    <!-- a -->\n"] {
            assert_eq!(stripped(text), text);
        }
    }

    #[test]
    fn the_short_form_is_found() {
        let out = strip("x <!-- short -->brief<!-- /short --> long", 1).unwrap();
        assert_eq!(out.text, "x brief long");
        assert_eq!(out.short, vec![2..7]);
    }

    #[test]
    fn what_does_not_pair_is_named() {
        let line = 2;
        for (text, error) in [
            ("a\n<!-- b", ContentError::UnclosedComment { line }),
            ("a\n<!-- short -->\nb", unpaired(line, "short")),
            ("a\n<!-- /short -->\nb", unpaired(line, "/short")),
        ] {
            assert_eq!(strip(text, 1).unwrap_err(), error);
        }
        assert_eq!(stripped("a <!-- b"), "a <!-- b");
    }
}
