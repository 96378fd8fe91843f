//! The shape of a list of events: `2026-01-07 | Amsterdam, NL | [Group](…)` with the events nested
//! below. It finds lines, dates and what belongs together, and is lenient: real lists have missing
//! bullets, missing dates, bullets turned into headings. It never renders.

use super::header::plain_date;
use super::markdown::{Ev, plain_text};
use chrono::NaiveDate;
use lagom_model::LocalTime;
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// One line of a list or paragraph.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// How many lists it stands in.
    pub(super) depth: usize,
    /// It begins a list's item.
    pub(super) begins_item: bool,
    /// It is not the first of its paragraph: its bullet is missing.
    pub(super) bare: bool,
    /// The sub-heading it stands under.
    pub(super) group: Option<String>,
    /// What it says.
    pub(super) events: Vec<Ev<'a>>,
}

/// A list's section in its parts.
#[derive(Debug, Default)]
pub(super) struct Listing<'a> {
    /// Lines of bullets and bare event lines, in order.
    pub(super) lines: Vec<Line<'a>>,
    /// All else: sentences before and after.
    pub(super) notes: Vec<Ev<'a>>,
}

/// Whether a text begins like an event: a date, and a bar somewhere after it.
pub(super) fn is_dated(text: &str) -> bool {
    has_date(text) && text.contains('|')
}

/// Whether a text begins with a date.
pub(super) fn has_date(text: &str) -> bool {
    leading_date(text).is_some()
}

/// The first and the last date of those that a text begins with, and what follows them.
pub(super) fn dates(text: &str) -> Option<(NaiveDate, NaiveDate, &str)> {
    let (one, rest) = leading_date(text)?;
    let joined =
        behind(rest, &["-", "–", "—", "*", "&", "/", "to ", "and "]).and_then(leading_date);
    let (other, rest) = joined.unwrap_or((one, rest));
    Some((one.min(other), one.max(other), rest))
}

fn leading_date(text: &str) -> Option<(NaiveDate, &str)> {
    let text = text.trim_start();
    let date = plain_date(text.get(..10)?)?;
    let rest = text.get(10..)?;
    let ends = !rest.starts_with(|next: char| next.is_ascii_digit());
    ends.then_some((date, rest))
}

/// What follows one of these joints, if a text begins with one.
fn behind<'t>(text: &'t str, joints: &[&str]) -> Option<&'t str> {
    let text = text.trim_start();
    joints.iter().find_map(|joint| text.strip_prefix(joint))
}

/// The time of day that follows the one date that a text begins with, as in `2026-01-07 19:00 | Oslo`, and the one up to which it
/// goes, as in `2026-01-07 19:00–21:00 | Oslo`.
pub(super) fn times_of_date(text: &str) -> Option<(LocalTime, Option<LocalTime>)> {
    let (_, rest) = leading_date(text)?;
    let (starts, ends, rest) = times(rest)?;
    let is_apart = rest.is_empty() || rest.starts_with(['|', '-', '–', '—']);
    is_apart.then_some((starts, ends))
}

/// The time that a text begins with, the one up to which it goes if nothing but a bar follows that, and what is left.
pub(super) fn times(text: &str) -> Option<(LocalTime, Option<LocalTime>, &str)> {
    let (starts, rest) = leading_time(text)?;
    let ends = behind(rest, &["-", "–", "—", "to "]).and_then(leading_time);
    let ends = ends.filter(|(ends, after)| {
        let is_last = after.is_empty() || after.starts_with('|');
        is_last && *ends != starts
    });
    Some(match ends {
        Some((ends, after)) => (starts, Some(ends), after),
        None => (starts, None, rest),
    })
}

fn leading_time(text: &str) -> Option<(LocalTime, &str)> {
    let text = text.trim_start();
    let end = text.find(|c: char| c != ':' && !c.is_ascii_digit());
    let (time, rest) = text.split_at(end.unwrap_or(text.len()));
    Some((LocalTime::parse(time)?, rest.trim_start()))
}

/// Takes a section's body apart.
pub(super) fn read<'a>(body: &[Ev<'a>]) -> Listing<'a> {
    let mut reader = Reader::default();
    for (event, range) in body {
        reader.take(event.clone(), range.clone());
    }
    reader.end_line();
    reader.out
}

#[derive(Default)]
struct Reader<'a> {
    out: Listing<'a>,
    /// Open lists.
    lists: usize,
    /// Open containers that are not a list, an item or a paragraph of one.
    inner: usize,
    line: Vec<Ev<'a>>,
    begins_item: bool,
    bare: bool,
    group: Option<String>,
    heading: Option<Vec<Ev<'a>>>,
    paragraph: Option<Vec<Ev<'a>>>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, event: Event<'a>, range: std::ops::Range<usize>) {
        if let Some(heading) = &mut self.heading {
            if matches!(event, Event::End(TagEnd::Heading(_))) {
                self.end_heading();
            } else {
                heading.push((event, range));
            }
            return;
        }
        if self.lists == 0 {
            self.outside(event, range);
        } else {
            self.inside(event, range);
        }
    }

    fn outside(&mut self, event: Event<'a>, range: std::ops::Range<usize>) {
        match event {
            Event::Start(Tag::Heading { .. }) if self.inner == 0 => {
                self.heading = Some(Vec::new());
            }
            Event::Start(Tag::List(_)) if self.inner == 0 => self.lists = 1,
            Event::Start(Tag::Paragraph) if self.inner == 0 => self.paragraph = Some(Vec::new()),
            Event::End(TagEnd::Paragraph) if self.inner == 0 => self.end_paragraph(range),
            event => {
                match &event {
                    Event::Start(_) => self.inner += 1,
                    Event::End(_) => self.inner = self.inner.saturating_sub(1),
                    _ => {}
                }
                match &mut self.paragraph {
                    Some(paragraph) => paragraph.push((event, range)),
                    None => self.out.notes.push((event, range)),
                }
            }
        }
    }

    fn inside(&mut self, event: Event<'a>, range: std::ops::Range<usize>) {
        match &event {
            Event::Start(Tag::List(_)) => {
                self.end_line();
                self.lists += 1;
            }
            Event::End(TagEnd::List(_)) => {
                self.end_line();
                self.lists -= 1;
            }
            Event::Start(Tag::Item) => {
                self.end_line();
                self.begins_item = true;
            }
            Event::End(TagEnd::Item | TagEnd::Paragraph) => self.end_line(),
            Event::Start(Tag::Paragraph) => {}
            _ => self.line.push((event, range)),
        }
    }

    /// A sub-heading names a group, or is an event line that was given a `#` by mistake.
    fn end_heading(&mut self) {
        let heading = self.heading.take().unwrap_or_default();
        let text = plain_text(&heading);
        if is_dated(&text) {
            self.line = heading;
            self.end_line();
        } else {
            let has_link = super::markdown::first_link(&heading).is_some();
            if has_link {
                let at = heading.first().map_or(0..0, |(_, range)| range.clone());
                let notes = &mut self.out.notes;
                notes.push((Event::Start(Tag::Paragraph), at.clone()));
                notes.extend(heading);
                notes.push((Event::End(TagEnd::Paragraph), at));
            }
            self.group = Some(text.trim_end_matches(':').trim_end().to_owned());
        }
    }

    /// Event lines of a paragraph become lines, all else of it a note.
    fn end_paragraph(&mut self, range: std::ops::Range<usize>) {
        let paragraph = self.paragraph.take().unwrap_or_default();
        let (dated, plain): (Vec<_>, Vec<_>) = split_at_breaks(paragraph)
            .into_iter()
            .partition(|line| is_dated(&plain_text(line)));
        if !plain.is_empty() {
            let notes = &mut self.out.notes;
            notes.push((Event::Start(Tag::Paragraph), range.clone()));
            for (nth, line) in plain.into_iter().enumerate() {
                if nth > 0 {
                    notes.push((Event::SoftBreak, range.clone()));
                }
                notes.extend(line);
            }
            notes.push((Event::End(TagEnd::Paragraph), range));
        }
        for line in dated {
            self.line = line;
            self.end_line();
        }
    }

    /// Ends the running line; a line within it that is dated stands by itself.
    fn end_line(&mut self) {
        let whole = std::mem::take(&mut self.line);
        let mut parts: Vec<Vec<Ev<'a>>> = Vec::new();
        for part in split_at_breaks(whole) {
            match parts.last_mut() {
                Some(last) if !is_dated(&plain_text(&part)) => {
                    let at = part.first().map_or(0..0, |(_, range)| range.clone());
                    last.push((Event::SoftBreak, at));
                    last.extend(part);
                }
                _ => parts.push(part),
            }
        }
        for events in parts {
            if !events.is_empty() {
                self.out.lines.push(Line {
                    depth: self.lists,
                    begins_item: self.begins_item,
                    bare: self.bare,
                    group: self.group.clone(),
                    events,
                });
                self.begins_item = false;
                self.bare = true;
            }
        }
        self.begins_item = false;
        self.bare = false;
    }
}

/// Splits at line breaks that stand in no emphasis, link or other container.
fn split_at_breaks(events: Vec<Ev<'_>>) -> Vec<Vec<Ev<'_>>> {
    split(events, |event| {
        matches!(event, Event::SoftBreak | Event::HardBreak)
    })
}

/// Splits a line at its bars into segments, empty ones left out.
pub(super) fn segments<'a>(line: &[Ev<'a>]) -> Vec<Vec<Ev<'a>>> {
    let mut pieces: Vec<Ev<'a>> = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in line {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        match event {
            Event::Text(text) if depth == 0 && text.contains('|') => {
                for (nth, piece) in text.split('|').enumerate() {
                    if nth > 0 {
                        pieces.push((Event::Rule, range.clone()));
                    }
                    let piece = CowStr::from(piece.to_owned());
                    pieces.push((Event::Text(piece), range.clone()));
                }
            }
            _ => pieces.push((event.clone(), range.clone())),
        }
    }
    let all = split(pieces, |event| matches!(event, Event::Rule));
    let mut kept: Vec<Vec<Ev<'a>>> = Vec::new();
    for segment in all {
        if !plain_text(&segment).is_empty() || super::markdown::first_link(&segment).is_some() {
            kept.push(trimmed(segment));
        }
    }
    kept
}

/// Splits at separators that stand in no container.
fn split<'a>(events: Vec<Ev<'a>>, is_separator: impl Fn(&Event<'a>) -> bool) -> Vec<Vec<Ev<'a>>> {
    let mut done = Vec::new();
    let mut running = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in events {
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && is_separator(&event) {
            done.push(std::mem::take(&mut running));
        } else {
            running.push((event, range));
        }
    }
    done.push(running);
    done
}

/// Without white space at its ends.
fn trimmed(mut events: Vec<Ev<'_>>) -> Vec<Ev<'_>> {
    if let Some((Event::Text(text), _)) = events.first_mut() {
        *text = CowStr::from(text.trim_start().to_owned());
    }
    if let Some((Event::Text(text), _)) = events.last_mut() {
        *text = CowStr::from(text.trim_end().to_owned());
    }
    events.retain(|(event, _)| !matches!(event, Event::Text(text) if text.is_empty()));
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_lead_and_ranges_have_two() {
        for (text, first, last) in [
            ("2026-01-07 | Oslo | x", "2026-01-07", "2026-01-07"),
            (
                " 2026-01-07 - 2026-01-09 | Oslo",
                "2026-01-07",
                "2026-01-09",
            ),
            ("2026-01-07 * 2026-01-09 | Oslo", "2026-01-07", "2026-01-09"),
            ("2026-01-07 & 2026-01-08 | Oslo", "2026-01-07", "2026-01-08"),
            ("2026-01-09 – 2026-01-08", "2026-01-08", "2026-01-09"),
            ("2026-01-07 -- Oslo", "2026-01-07", "2026-01-07"),
        ] {
            let (one, other, _) = dates(text).unwrap();
            let said = (one.to_string(), other.to_string());
            assert_eq!(said, (first.to_owned(), last.to_owned()), "{text}");
        }
        for text in [
            "2026-02-30 | Oslo",
            "2026-01-071",
            "Oslo, 2026-01-07",
            "2026-01-0é | x",
        ] {
            assert!(!has_date(text), "{text}");
        }
    }
}
