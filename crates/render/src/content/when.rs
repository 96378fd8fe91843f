//! When an event of a list is: its text holds a mark in place of the date that its author typed, and who shows the text puts the
//! date there in the reader's words, on the reader's clock. It never words a date, and a mark is never shown.

use super::listing::{dates, times};
use super::markdown::Ev;
use chrono::NaiveDate;
use lagom_model::content::EventStart;
use lagom_model::{Block, Timestamp};
use pulldown_cmark::{CowStr, Event};
use std::borrow::Cow;
use std::fmt;

/// Begins and ends a mark. Sources lose both.
pub(super) const MARKS: [char; 2] = ['\u{f0002}', '\u{f0003}'];
/// The columns of a line of text that are kept for a date in words.
const COLUMNS: usize = 32;

/// When an event is, as far as its line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// It starts then.
    Start(EventStart),
    /// From the first of these instants to the second.
    Hours(Timestamp, Timestamp),
    /// From the first of these dates to the last; it is still worth going on that.
    Days(NaiveDate, NaiveDate),
}

impl From<EventStart> for When {
    fn from(starts: EventStart) -> Self {
        Self::Start(starts)
    }
}

/// As it stands in a mark (ISO 8601).
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(EventStart::At(at)) => at.fmt(f),
            Self::Start(EventStart::On(date)) => date.fmt(f),
            Self::Hours(from, until) => write!(f, "{from}/{until}"),
            Self::Days(first, last) => write!(f, "{first}/{last}"),
        }
    }
}

impl When {
    /// From a start to an end; one of another kind, or before the start, is none.
    pub fn of(starts: EventStart, ends: Option<EventStart>) -> Self {
        match (starts, ends) {
            (EventStart::At(from), Some(EventStart::At(until))) if until > from => {
                Self::Hours(from, until)
            }
            (EventStart::On(first), Some(EventStart::On(last))) if last > first => {
                Self::Days(first, last)
            }
            _ => Self::Start(starts),
        }
    }

    /// The instant at which the event starts, if more than dates are said.
    pub const fn instant(self) -> Option<Timestamp> {
        match self {
            Self::Start(EventStart::At(at)) | Self::Hours(at, _) => Some(at),
            Self::Start(EventStart::On(_)) | Self::Days(_, _) => None,
        }
    }

    /// As many words as it takes in most languages: `Thursday 12 March, 19:00`.
    pub(super) fn in_numbers(self) -> String {
        let words = match self {
            Self::Start(EventStart::At(_)) => "4 12 3 19:00",
            Self::Start(EventStart::On(_)) => "4 12 3",
            Self::Hours(_, _) => "4 12 3 19:00–21:00",
            Self::Days(_, _) => "12–19 3",
        };
        words.to_owned()
    }

    fn parse(text: &str) -> Option<Self> {
        if let Some((first, last)) = text.split_once('/') {
            let hours = Timestamp::parse(first).zip(Timestamp::parse(last));
            let days = || first.parse().ok().zip(last.parse().ok());
            let hours = hours.map(|(from, until)| Self::Hours(from, until));
            return hours.or_else(|| days().map(|(first, last)| Self::Days(first, last)));
        }
        let on = text.parse().ok().map(EventStart::On);
        on.or_else(|| Timestamp::parse(text).map(EventStart::At))
            .map(Self::Start)
    }
}

/// What a block tells of when its event is; `None`: nothing, or in its author's own way.
pub fn told(block: &Block) -> Option<When> {
    let (_, from) = block.html.split_once(MARKS[0])?;
    mark(from).map(|(when, _)| when)
}

/// A block's HTML or text with the dates put in.
pub fn fill(text: &str, say: impl Fn(When) -> String) -> Cow<'_, str> {
    replaced(text, |out, when, after| {
        out.push_str(&say(when));
        after
    })
}

/// A block's text for who says the date elsewhere.
pub fn without(text: &str) -> Cow<'_, str> {
    replaced(text, |_, _, after| {
        let next = after.strip_prefix(BETWEEN);
        next.or_else(|| after.strip_prefix('\n')).unwrap_or(after)
    })
}

/// What stands between the facts of an event.
pub(super) const BETWEEN: &str = " · ";

/// Calls `put` for each mark with what follows it; it gives back what is left of that.
fn replaced<'t>(
    text: &'t str,
    put: impl Fn(&mut String, When, &'t str) -> &'t str,
) -> Cow<'t, str> {
    if !text.contains(MARKS[0]) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + COLUMNS);
    let mut rest = text;
    while let Some((before, from)) = rest.split_once(MARKS[0]) {
        out.push_str(before);
        rest = match mark(from) {
            Some((when, after)) => put(&mut out, when, after),
            None => from,
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What a mark says that was just begun, and what follows it.
fn mark(from: &str) -> Option<(When, &str)> {
    let (inside, after) = from.split_once(MARKS[1])?;
    Some((When::parse(inside)?, after))
}

/// How many columns a word takes.
pub(super) fn columns(word: &str) -> usize {
    if word.contains(MARKS[0]) {
        COLUMNS
    } else {
        word.chars().count()
    }
}

/// An event's first fact with a mark for its date, and for its times if nothing follows those; what else it says stays.
pub(super) fn marked<'a>(fact: &[Ev<'a>], when: Option<When>) -> Option<(Vec<Ev<'a>>, When)> {
    let texts = fact.iter().filter_map(|(event, _)| match event {
        Event::Text(text) => Some(text.as_ref()),
        _ => None,
    });
    let said: String = texts.collect();
    let (first, last, rest) = dates(&said)?;
    let is_said = |when: When| match times(rest) {
        Some((_, ends, "")) => matches!(when, When::Hours(_, _)) == ends.is_some(),
        _ => false,
    };
    let (when, mut left) = match when? {
        when if when.instant().is_some() && is_said(when) => (when, said.len()),
        _ if first == last => (EventStart::On(first).into(), said.len() - rest.len()),
        _ => (When::Days(first, last), said.len() - rest.len()),
    };
    let [open, close] = MARKS;
    let mut mark = format!("{open}{when}{close}");
    let put = fact.iter().map(|(event, range)| {
        let event = match event {
            Event::Text(text) if left > 0 => {
                let kept = text.get(left..).unwrap_or_default();
                left = left.saturating_sub(text.len());
                Event::Text(CowStr::from(std::mem::take(&mut mark) + kept))
            }
            other => other.clone(),
        };
        (event, range.clone())
    });
    Some((put.collect(), when))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 6, day).unwrap()
    }

    fn text_of(when: When) -> String {
        let [open, close] = MARKS;
        format!("Knots\n{open}{when}{close} · Riga")
    }

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        for when in [
            When::Start(EventStart::On(date(1))),
            When::Start(EventStart::At(Timestamp(1_780_329_600_000))),
            When::Hours(Timestamp(1_780_329_600_000), Timestamp(1_780_336_800_000)),
            When::Days(date(2), date(4)),
        ] {
            let html = text_of(when);
            let said = fill(&html, |it| {
                assert_eq!(it, when);
                "soon".to_owned()
            });
            assert_eq!(said, "Knots\nsoon · Riga");
            assert_eq!(without(&html), "Knots\nRiga");
            let block = Block {
                html,
                ..Block::default()
            };
            assert_eq!(told(&block), Some(when));
        }
    }

    #[test]
    fn what_is_no_mark_stays_but_for_its_sign() {
        for (text, shown) in [
            ("no mark", "no mark"),
            ("\u{f0002}2026-06-31\u{f0003}", "2026-06-31\u{f0003}"),
            ("a\u{f0002}b", "ab"),
        ] {
            assert_eq!(fill(text, |_| unreachable!("{text}")), shown);
        }
    }
}
