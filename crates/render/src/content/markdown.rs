//! Markdown to a list of events, within limits that keep any text cheap to read: raw HTML tamed,
//! footnotes taken aside. It never renders; it never reads anything but its argument.

use super::error::ContentError;
use super::sanitise;
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// An event and where it stands in the text.
pub(super) type Ev<'a> = (Event<'a>, Range<usize>);

/// The Markdown that we read.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// The deepest nesting of lists, quotations and emphasis. HTML's tree is searched upwards for each
/// tag, so unbounded depth would cost its square.
const MAX_DEPTH: usize = 50;
/// The most raw tags in a source, for the same reason.
const MAX_RAW_TAGS: usize = 5_000;
/// The longest raw tag: its attributes are compared in pairs.
const MAX_TAG_BYTES: usize = 4_096;

/// Line numbers by position.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    first: usize,
}

impl Lines {
    /// The lines of a text whose first line has the number `first`.
    pub(super) fn of(text: &str, first: usize) -> Self {
        let starts = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { starts, first }
    }

    /// The number of the line that holds a position.
    pub(super) fn number(&self, at: usize) -> usize {
        self.first + self.starts.partition_point(|&start| start <= at)
    }
}

/// A text as events.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    /// Everything but the footnotes' definitions.
    pub(super) events: Vec<Ev<'a>>,
    /// The footnotes' definitions.
    pub(super) footnotes: Footnotes<'a>,
    /// Names of links that nothing defines, and where.
    pub(super) unknown: Vec<(String, usize)>,
}

/// Footnotes' definitions by label.
pub(super) type Footnotes<'a> = BTreeMap<String, Vec<Ev<'a>>>;

/// Reads a text.
pub(super) fn read<'a>(text: &'a str, lines: &Lines) -> Result<Document<'a>, ContentError> {
    refuse_deep_lines(text, lines)?;
    let mut unknown = Vec::new();
    let note = |link: BrokenLink<'_>| {
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
            unknown.push((link.reference.to_string(), link.span.start));
        }
        None::<(CowStr<'a>, CowStr<'a>)>
    };
    let parser = Parser::new_with_broken_link_callback(text, OPTIONS, Some(note));
    let mut tamer = Tamer::new(lines);
    let mut depth = 0_usize;
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(too_deep(lines.number(range.start)));
        }
        tamer.take(event, range)?;
    }
    let (events, footnotes) = set_footnotes_aside(tamer.out);
    Ok(Document {
        events,
        footnotes,
        unknown,
    })
}

const fn too_deep(line: usize) -> ContentError {
    ContentError::TooDeep {
        line,
        most: MAX_DEPTH,
    }
}

/// Refuses a line that opens more containers than [`MAX_DEPTH`] before the parser keeps them all.
fn refuse_deep_lines(text: &str, lines: &Lines) -> Result<(), ContentError> {
    let mut at = 0;
    for line in text.split('\n') {
        let markers = line
            .bytes()
            .take_while(|byte| b" \t>*+-.)0123456789".contains(byte))
            .filter(|byte| b">*+-.)".contains(byte))
            .count();
        // A rule may be long: it has one sort of marker and nothing after it.
        let rule = line.trim_end().bytes().all(|byte| b" \t*-".contains(&byte)) && {
            let sorts: BTreeSet<u8> = line.trim().bytes().filter(|&b| b > b' ').collect();
            sorts.len() == 1
        };
        if markers > MAX_DEPTH && !rule {
            return Err(too_deep(lines.number(at)));
        }
        at += line.len() + 1;
    }
    Ok(())
}

/// Cleans raw HTML piece by piece, so that no piece can swallow what follows it.
struct Tamer<'a, 'l> {
    lines: &'l Lines,
    out: Vec<Ev<'a>>,
    block: Option<(String, usize)>,
    tags: usize,
}

impl<'a, 'l> Tamer<'a, 'l> {
    const fn new(lines: &'l Lines) -> Self {
        Self {
            lines,
            out: Vec::new(),
            block: None,
            tags: 0,
        }
    }

    fn take(&mut self, event: Event<'a>, range: Range<usize>) -> Result<(), ContentError> {
        match event {
            Event::Start(Tag::HtmlBlock) => self.block = Some((String::new(), range.start)),
            Event::End(TagEnd::HtmlBlock) => {
                let (raw, start) = self.block.take().unwrap_or_default();
                let html = sanitise::clean(&raw);
                if !html.is_empty() {
                    let html = Event::Html(CowStr::from(html + "\n"));
                    self.out.push((html, start..range.end));
                }
            }
            Event::Html(raw) => {
                self.count(&raw, range.start)?;
                if let Some((block, _)) = &mut self.block {
                    block.push_str(&raw);
                }
            }
            Event::InlineHtml(raw) => {
                self.count(&raw, range.start)?;
                if sanitise::is_known_inline(&raw) {
                    self.out.push((Event::InlineHtml(raw), range));
                }
            }
            other => self.out.push((other, range)),
        }
        Ok(())
    }

    fn count(&mut self, raw: &str, at: usize) -> Result<(), ContentError> {
        let mut longest = 0;
        for piece in raw.split('<').skip(1) {
            self.tags += 1;
            longest = longest.max(piece.find('>').unwrap_or(piece.len()));
        }
        if self.tags > MAX_RAW_TAGS || longest > MAX_TAG_BYTES {
            return Err(ContentError::TooMuchHtml {
                line: self.lines.number(at),
                tags: MAX_RAW_TAGS,
                bytes: MAX_TAG_BYTES,
            });
        }
        Ok(())
    }
}

/// Takes the definitions of footnotes that something refers to out of the text; others stay where
/// they are, as plain paragraphs.
fn set_footnotes_aside(events: Vec<Ev<'_>>) -> (Vec<Ev<'_>>, Footnotes<'_>) {
    let referred: BTreeSet<String> = events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::FootnoteReference(label) => Some(label.to_string()),
            _ => None,
        })
        .collect();
    let mut kept = Vec::with_capacity(events.len());
    let mut aside = Footnotes::new();
    let mut open: Vec<Option<String>> = Vec::new();
    for (event, range) in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => {
                open.push(Some(label.to_string()).filter(|label| referred.contains(label)));
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                open.pop();
            }
            event => match open.iter().rev().flatten().next() {
                Some(label) => aside.entry(label.clone()).or_default().push((event, range)),
                None => kept.push((event, range)),
            },
        }
    }
    (kept, aside)
}

/// Numbers the footnotes that some events refer to, from 1; returns the events and, apart, the
/// definitions they need.
pub(super) fn with_footnotes<'a>(
    events: &[Ev<'a>],
    footnotes: &Footnotes<'a>,
) -> (Vec<Ev<'a>>, Vec<Ev<'a>>) {
    let mut labels: Vec<String> = Vec::new();
    let body = numbered(events, &mut labels);
    let mut definitions = Vec::new();
    let mut done = 0;
    while let Some(label) = labels.get(done).cloned() {
        done += 1;
        let text = footnotes.get(&label).map_or(&[][..], Vec::as_slice);
        let mut marked = false;
        for (event, range) in numbered(text, &mut labels) {
            let opens = !marked && matches!(event, Event::Start(Tag::Paragraph));
            definitions.push((event, range.clone()));
            if opens {
                marked = true;
                definitions.push((Event::Text(CowStr::from(format!("[{done}] "))), range));
            }
        }
    }
    (body, definitions)
}

fn numbered<'a>(events: &[Ev<'a>], labels: &mut Vec<String>) -> Vec<Ev<'a>> {
    let mut out = Vec::with_capacity(events.len());
    for (event, range) in events {
        let Event::FootnoteReference(label) = event else {
            out.push((event.clone(), range.clone()));
            continue;
        };
        let known = labels.iter().position(|known| **known == **label);
        let number = known.unwrap_or_else(|| {
            labels.push(label.to_string());
            labels.len() - 1
        }) + 1;
        let mark = CowStr::from(format!("<sup>[{number}]</sup>"));
        out.push((Event::InlineHtml(mark), range.clone()));
    }
    out
}

/// The text of some events, without markup: lines joined by spaces, no control characters.
pub(super) fn plain_text(events: &[Ev<'_>]) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(part),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Item | TagEnd::Paragraph) => {
                text.push(' ');
            }
            _ => {}
        }
    }
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// Where the first link stands among some events (from its start to its end, both included), and
/// its address.
pub(super) fn first_link(events: &[Ev<'_>]) -> Option<(Range<usize>, String)> {
    let start = events
        .iter()
        .position(|(event, _)| matches!(event, Event::Start(Tag::Link { .. })))?;
    let (Event::Start(Tag::Link { dest_url, .. }), _) = events.get(start)? else {
        return None;
    };
    let length = events
        .iter()
        .skip(start)
        .position(|(event, _)| matches!(event, Event::End(TagEnd::Link)))?;
    Some((start..start + length + 1, dest_url.to_string()))
}

/// Events as a paragraph.
pub(super) fn paragraph(events: Vec<Ev<'_>>) -> Vec<Ev<'_>> {
    let at = events.first().map_or(0..0, |(_, range)| range.clone());
    let mut out = vec![(Event::Start(Tag::Paragraph), at.clone())];
    out.extend(events);
    out.push((Event::End(TagEnd::Paragraph), at));
    out
}
