//! Holes: what of a letter is one person's own. Everything else is the same for all who get the same content in the same shape.
//! A template is rendered once with marks in their place; a mark never leaves this crate.

use super::letter::{EventLines, Letter};
use super::times::Times;
use super::view::web;
use crate::language::Languages;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

/// Begins and ends a mark. Letters that contain either are composed singly.
pub(super) const MARKS: [char; 2] = ['\u{f0000}', '\u{f0001}'];

/// What stands in a hole. Numbers count what the letter has of it, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hole {
    /// `To`.
    To,
    /// `Date`.
    Date,
    /// `Message-ID`.
    MessageId,
    /// `List-Unsubscribe`.
    Unsubscribe,
    /// The calendar file.
    Calendar,
    /// The name in the greeting.
    Greeting,
    /// The preference page.
    Change,
    /// The page that says why.
    Why,
    /// The page that asks how the letter is.
    Feedback,
    /// The page that stops a part.
    Stop(usize),
    /// When an event is, on the reader's clock.
    When(usize),
    /// The page that reminds of an event.
    Remind(usize),
    /// The date of a letter that may not have arrived.
    DoubtDate(usize),
    /// Where it can be read.
    DoubtUrl(usize),
}

/// How a view is written: with a person's own values, or with marks in their place.
pub(super) struct Pen {
    marks: Option<RefCell<Vec<Hole>>>,
    events: Cell<usize>,
}

impl Pen {
    /// Writes values.
    pub(super) fn values() -> Self {
        Self {
            marks: None,
            events: Cell::new(0),
        }
    }

    /// Writes marks.
    pub(super) fn marks() -> Self {
        Self {
            marks: Some(RefCell::default()),
            events: Cell::new(0),
        }
    }

    /// What stands at a hole.
    pub(super) fn text(&self, hole: Hole, value: impl FnOnce() -> String) -> String {
        let Some(marks) = &self.marks else {
            return value();
        };
        let mut marks = marks.borrow_mut();
        marks.push(hole);
        let [open, close] = MARKS;
        format!("{open}{}{close}", marks.len() - 1)
    }

    /// What stands at a hole for an address of the web, if there is one.
    pub(super) fn url(&self, hole: Hole, url: Option<&str>) -> Option<String> {
        let url = url.and_then(web)?;
        Some(self.text(hole, || url.to_owned()))
    }

    /// The number of the next event.
    pub(super) fn next_event(&self) -> usize {
        let nth = self.events.get();
        self.events.set(nth + 1);
        nth
    }

    /// The holes that were marked, in the order of their numbers.
    pub(super) fn into_holes(self) -> Vec<Hole> {
        self.marks.map(RefCell::into_inner).unwrap_or_default()
    }
}

/// A text between holes, or the number of a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run<'t> {
    Text(&'t str),
    Hole(usize),
}

/// Cuts a text at its marks; `None` if something stands there that is no mark of ours.
pub(super) fn cut(text: &str) -> Option<Vec<Run<'_>>> {
    let [open, close] = MARKS;
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some((before, from)) = rest.split_once(open) {
        let (number, after) = from.split_once(close)?;
        runs.push(Run::Text(before));
        runs.push(Run::Hole(number.parse().ok()?));
        rest = after;
    }
    if rest.contains(close) {
        return None;
    }
    runs.push(Run::Text(rest));
    runs.retain(|run| *run != Run::Text(""));
    Some(runs)
}

/// One letter's values for holes in its texts.
pub(super) struct Values<'l> {
    letter: &'l Letter<'l>,
    events: Vec<&'l EventLines<'l>>,
}

impl<'l> Values<'l> {
    pub(super) fn of(letter: &'l Letter<'l>) -> Self {
        let editions = letter.parts.iter().flat_map(|part| &part.editions);
        let items = editions.flat_map(|edition| &edition.items);
        Self {
            letter,
            events: items.filter_map(|item| item.event.as_ref()).collect(),
        }
    }

    /// The value of a hole in a text. Letters of one shape have a value for each of its holes.
    pub(super) fn text(&self, hole: Hole, languages: &Languages, times: &Times) -> Cow<'l, str> {
        let letter = self.letter;
        let text = match hole {
            Hole::Greeting => letter.greeting_name.as_deref(),
            Hole::Change => Some(letter.footer.change_url.as_str()),
            Hole::Feedback => letter.footer.feedback_url.as_deref(),
            Hole::Why => letter.footer.why_url.as_deref(),
            Hole::Stop(nth) => letter.parts.get(nth).map(|part| part.stop_url.as_str()),
            Hole::Remind(nth) => self.events.get(nth).and_then(|it| it.remind_url.as_deref()),
            Hole::When(nth) => {
                let event = self.events.get(nth);
                let when = event.and_then(|event| times.of(letter.language, event, languages));
                return Cow::Owned(when.unwrap_or_default());
            }
            Hole::DoubtDate(nth) => {
                let doubt = letter.doubts.get(nth);
                let date = doubt.map(|doubt| languages.day(letter.language, doubt.date));
                return Cow::Owned(date.unwrap_or_default());
            }
            Hole::DoubtUrl(nth) => letter.doubts.get(nth).map(|doubt| doubt.url.as_str()),
            // They stand in headers and parts of their own.
            Hole::To | Hole::Date | Hole::MessageId | Hole::Unsubscribe | Hole::Calendar => None,
        };
        Cow::Borrowed(text.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_marks_and_nowhere_else() {
        let pen = Pen::marks();
        let mark = |hole| pen.text(hole, || unreachable!("marks only"));
        let text = format!("a{}{}b", mark(Hole::Change), mark(Hole::Stop(1)));
        let expected = [Run::Text("a"), Run::Hole(0), Run::Hole(1), Run::Text("b")];
        assert_eq!(cut(&text).unwrap(), expected);
        assert_eq!(pen.into_holes(), [Hole::Change, Hole::Stop(1)]);
        for broken in ["\u{f0000}x\u{f0001}", "\u{f0000}1", "\u{f0001}"] {
            assert_eq!(cut(broken), None, "{broken:?}");
        }
        assert_eq!(cut("").unwrap(), []);
    }
}
