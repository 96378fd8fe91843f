//! Events to blocks, and the ways to make fewer events of them: the marked passages, the first
//! words, the lead. It cuts between words only, never inside markup.

use super::markdown::{Ev, Footnotes, plain_text, with_footnotes};
use super::words::words;
use super::{sanitise, text};
use lagom_model::Block;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd, html};
use std::ops::Range;

/// The highest heading inside a block: letters set titles above it.
const HIGHEST: usize = 4;

/// Renders a body with the footnotes that it needs. `level` is that of the heading above it.
pub(super) fn render(events: &[Ev<'_>], footnotes: &Footnotes<'_>, level: usize) -> Block {
    let (mut body, definitions) = with_footnotes(events, footnotes);
    body.extend(definitions);
    from_html(&html_of(&body, level))
}

/// A block of this HTML, made fit for mail.
pub(super) fn from_html(raw: &str) -> Block {
    let html = sanitise::clean(raw);
    let (text, words) = text::plain(&html);
    Block { html, text, words }
}

/// HTML as Markdown means it, not yet clean.
pub(super) fn html_of(events: &[Ev<'_>], level: usize) -> String {
    let lowered = |heading: HeadingLevel| {
        let below = (heading as usize).saturating_sub(level.max(1) + 1);
        HeadingLevel::try_from((HIGHEST + below).min(6)).unwrap_or(HeadingLevel::H6)
    };
    let events = events.iter().map(|(event, _)| match event {
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: lowered(*level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lowered(*level))),
        other => other.clone(),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

/// How many words of these events are read.
fn count(events: &[Ev<'_>]) -> u32 {
    let raw: u32 = events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Html(html) => Some(text::plain(html).1),
            _ => None,
        })
        .sum();
    raw + words(&plain_text(events))
}

/// The events inside some ranges of the text, with the containers that they need.
pub(super) fn within<'a>(events: &[Ev<'a>], ranges: &[Range<usize>]) -> Vec<Ev<'a>> {
    let mut out: Vec<Ev<'a>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (event, range) in events {
        match event {
            Event::Start(_) => {
                open.push(out.len());
                out.push((event.clone(), range.clone()));
            }
            Event::End(_) => {
                let start = open.pop().unwrap_or_default();
                if out.len() > start + 1 {
                    out.push((event.clone(), range.clone()));
                } else {
                    out.truncate(start);
                }
            }
            Event::Text(text) if text.len() == range.len() => {
                for common in overlaps(range, ranges) {
                    let from = common.start - range.start;
                    if let Some(part) = text.get(from..from + common.len()) {
                        out.push((Event::Text(CowStr::from(part.to_owned())), common));
                    }
                }
            }
            Event::SoftBreak | Event::HardBreak
                if out.len() == open.last().map_or(0, |s| s + 1) => {}
            _ if ranges.iter().any(|whole| whole.contains(&range.start)) => {
                out.push((event.clone(), range.clone()));
            }
            _ => {}
        }
    }
    out
}

fn overlaps(range: &Range<usize>, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    ranges
        .iter()
        .map(|other| range.start.max(other.start)..range.end.min(other.end))
        .filter(|common| !common.is_empty())
        .collect()
}

/// The first words of some events, with `…` if something is left out.
pub(super) fn first_words<'a>(events: &[Ev<'a>], most: u32) -> Vec<Ev<'a>> {
    let mut out: Vec<Ev<'a>> = Vec::new();
    let mut open: Vec<TagEnd> = Vec::new();
    let mut left = most;
    for (event, range) in events {
        match event {
            Event::Start(tag) => open.push(tag.to_end()),
            Event::End(_) => {
                open.pop();
            }
            Event::Text(text) | Event::Code(text) => {
                let spoken = words(text);
                if spoken > left || most == 0 {
                    let rest = CowStr::from(shortened(text, left));
                    out.push((Event::Text(rest), range.clone()));
                    let ends = open.into_iter().rev();
                    out.extend(ends.map(|end| (Event::End(end), range.clone())));
                    return out;
                }
                left -= spoken;
            }
            _ => {}
        }
        out.push((event.clone(), range.clone()));
    }
    out
}

/// The first words of a text, and `…`.
fn shortened(text: &str, most: u32) -> String {
    let mut end = 0;
    let mut counted = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        counted += words(word);
        if counted > most {
            break;
        }
        end += word.len();
    }
    let kept = text.get(..end).unwrap_or_default().trim_end();
    let kept = kept.trim_end_matches([',', ';', ':', '–', '—', '-']);
    format!("{}…", kept.trim_end())
}

/// What a body begins with, at most that many words: whole blocks (of a list, whole items); if not
/// even the first fits, its first words. A heading never ends a lead.
pub(super) fn lead<'a>(events: &[Ev<'a>], most: u32) -> Vec<Ev<'a>> {
    let mut out: Vec<Ev<'a>> = Vec::new();
    let mut left = most;
    for unit in units(events) {
        let body = events.get(unit.clone()).unwrap_or_default();
        let spoken = count(body);
        if spoken > left {
            break;
        }
        left -= spoken;
        out.extend_from_slice(body);
    }
    close_list(&mut out);
    while let Some((Event::End(TagEnd::Heading(_)), _)) = out.last() {
        let is_start = |(event, _): &Ev<'_>| matches!(event, Event::Start(Tag::Heading { .. }));
        let start = out.iter().rposition(is_start).unwrap_or_default();
        out.truncate(start);
        close_list(&mut out);
    }
    if count(&out) == 0 {
        return first_prose(events, most);
    }
    out
}

/// The first words of the first block that is prose.
fn first_prose<'a>(events: &[Ev<'a>], most: u32) -> Vec<Ev<'a>> {
    for unit in units(events) {
        let mut body = events.get(unit).unwrap_or_default().to_vec();
        let heading = matches!(body.first(), Some((Event::Start(Tag::Heading { .. }), _)));
        close_list(&mut body);
        if !heading && words(&plain_text(&body)) > 0 {
            return first_words(&body, most);
        }
    }
    Vec::new()
}

/// A body's top-level blocks, lists taken apart into items: the first item's unit begins with the
/// list's start, the last one's ends with its end.
fn units(events: &[Ev<'_>]) -> Vec<Range<usize>> {
    let mut units = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    let mut in_list = false;
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    in_list = matches!(tag, Tag::List(_));
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        let next_closes =
            depth == 1 && matches!(events.get(at + 1), Some((Event::End(TagEnd::List(_)), _)));
        let item_ends = in_list && depth == 1 && matches!(event, Event::End(TagEnd::Item));
        if depth == 0 || (item_ends && !next_closes) {
            units.push(start..at + 1);
            start = at + 1;
        }
    }
    units
}

/// Closes the list that a cut between its items left open.
fn close_list(events: &mut Vec<Ev<'_>>) {
    let mut open = Vec::new();
    for (event, range) in events.iter() {
        match event {
            Event::Start(tag) => open.push((tag.to_end(), range.clone())),
            Event::End(_) => {
                open.pop();
            }
            _ => {}
        }
    }
    while let Some((end, range)) = open.pop() {
        events.push((Event::End(end), range));
    }
}
