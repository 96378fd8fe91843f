//! A wire template: a message that lettre composed once, cut at its holes. Every text between holes is transfer-encoded by
//! itself and stands on lines of its own, so that a person's values are all that is encoded for each message. It says the same as
//! the message composed singly: what it would say was compared when it was made.

use super::compose::{Fields, Pieces, Rendered, assemble, calendar_body, render_with};
use super::error::RenderError;
use super::header;
use super::hole::{Hole, MARKS, Pen, Run, Values, cut};
use super::letter::Letter;
use super::quoted::{quote, soften};
use super::times::Times;
use crate::language::Languages;
use crate::templates::{Templates, escape_html};
use lettre::message::Body;
use lettre::message::header::ContentTransferEncoding;
use std::borrow::Cow;
use std::ops::Range;

/// Begin and end of a mark in bytes: nothing that was encoded contains them.
const OPEN: u8 = 1;
const CLOSE: u8 = 2;
/// Room for a person's values.
const VALUES: usize = 2048;

/// A message with holes.
#[derive(Debug)]
pub(super) struct Stencil {
    bytes: Vec<u8>,
    steps: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    /// These bytes as they are.
    Bytes(Range<usize>),
    Slot(Slot),
}

/// A hole where it stands.
#[derive(Debug, Clone, Copy)]
struct Slot {
    hole: Hole,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a header, or as a part of its own.
    Alone,
    /// In a text; `html`: escaped; `last`: a line of the text ends behind it.
    Text { html: bool, last: bool },
}

impl Stencil {
    /// The template of all letters of this one's content and shape; `real` is what this one says. `None`: it must be composed singly.
    ///
    /// # Errors
    /// [`RenderError`] as for composing it.
    pub(super) fn cut(
        letter: &Letter<'_>,
        real: &Rendered,
        templates: &Templates,
        times: &Times,
    ) -> Result<Option<Self>, RenderError> {
        if [&real.subject, &real.text, &real.html]
            .iter()
            .any(|text| text.contains(MARKS))
        {
            return Ok(None);
        }
        let pen = Pen::marks();
        let marked = render_with(letter, templates, &pen)?;
        let holes = pen.into_holes();
        let (Some(text), Some(html)) = (cut(&marked.text), cut(&marked.html)) else {
            return Ok(None);
        };
        let values = Values::of(letter);
        let says = |runs: &[Run<'_>], html| {
            let value = |nth: usize| {
                let hole = holes.get(nth)?;
                let value = values.text(*hole, templates.languages(), times);
                Some(escaped(value, html))
            };
            let runs = runs.iter().map(|run| match run {
                Run::Text(text) => Some(Cow::Borrowed(*text)),
                Run::Hole(nth) => value(*nth),
            });
            runs.collect::<Option<String>>()
        };
        if marked.subject != real.subject
            || says(&text, false).as_ref() != Some(&real.text)
            || says(&html, true).as_ref() != Some(&real.html)
        {
            return Ok(None);
        }
        let mut slots = Slots::default();
        let text = slots.encode(&text, &holes, false);
        let html = slots.encode(&html, &holes, true);
        let date = header::date(letter.date)?;
        let fields = Fields {
            // lettre puts the time of day in place of a date that it cannot read.
            date: date.clone(),
            to: slots.alone(Hole::To),
            message_id: slots.alone(Hole::MessageId),
            unsubscribe: letter.list.as_ref().map(|_| slots.alone(Hole::Unsubscribe)),
        };
        let calendar = letter.calendar.as_ref().map(|_| {
            let mark = slots.alone(Hole::Calendar).into_bytes();
            Body::dangerous_pre_encoded(mark, ContentTransferEncoding::Base64)
        });
        let quoted =
            |body| Body::dangerous_pre_encoded(body, ContentTransferEncoding::QuotedPrintable);
        let bytes = assemble(
            letter,
            Pieces {
                fields,
                subject: real.subject.clone(),
                text: quoted(text),
                html: quoted(html),
                calendar,
            },
        )?;
        Ok(slots
            .steps(&bytes, &date)
            .map(|steps| Self { bytes, steps }))
    }

    /// The message of a letter of the same content and shape.
    ///
    /// # Errors
    /// [`RenderError`] if a value cannot stand in its header.
    pub(super) fn fill(
        &self,
        letter: &Letter<'_>,
        languages: &Languages,
        times: &Times,
    ) -> Result<Vec<u8>, RenderError> {
        let fields = Fields::of(letter)?;
        let values = Values::of(letter);
        let mut message = Vec::with_capacity(self.bytes.len() + VALUES);
        for step in &self.steps {
            let slot = match step {
                Step::Bytes(range) => {
                    let bytes = self.bytes.get(range.clone());
                    message.extend_from_slice(bytes.unwrap_or_default());
                    continue;
                }
                Step::Slot(slot) => slot,
            };
            if let Place::Text { html, last } = slot.place {
                let value = escaped(values.text(slot.hole, languages, times), html);
                let column = quote(&value, &mut message);
                if !last {
                    soften(column, &mut message);
                }
                continue;
            }
            match slot.hole {
                Hole::To => message.extend_from_slice(fields.to.as_bytes()),
                Hole::Date => message.extend_from_slice(fields.date.as_bytes()),
                Hole::MessageId => message.extend_from_slice(fields.message_id.as_bytes()),
                Hole::Unsubscribe => {
                    let value = fields.unsubscribe.as_deref().unwrap_or_default();
                    message.extend_from_slice(value.as_bytes());
                }
                Hole::Calendar => {
                    let file = letter.calendar.as_ref();
                    message.extend(
                        file.map(|file| calendar_body(file).into_vec())
                            .unwrap_or_default(),
                    );
                }
                _ => {}
            }
        }
        Ok(message)
    }

    /// What it takes of memory, about.
    pub(super) fn size(&self) -> usize {
        self.bytes.len() + self.steps.len() * size_of::<Step>()
    }
}

fn escaped(value: Cow<'_, str>, html: bool) -> Cow<'_, str> {
    if html { escape_html(value) } else { value }
}

/// The holes of a message in the making.
#[derive(Default)]
struct Slots(Vec<Slot>);

impl Slots {
    fn mark(&mut self, slot: Slot) -> String {
        self.0.push(slot);
        let (open, close) = (char::from(OPEN), char::from(CLOSE));
        format!("{open}{}{close}", self.0.len() - 1)
    }

    fn alone(&mut self, hole: Hole) -> String {
        let place = Place::Alone;
        self.mark(Slot { hole, place })
    }

    /// A text with marks, every block of it encoded by itself.
    fn encode(&mut self, runs: &[Run<'_>], holes: &[Hole], html: bool) -> Vec<u8> {
        let mut out = Vec::new();
        for (nth, run) in runs.iter().enumerate() {
            let next = runs.get(nth + 1);
            match run {
                Run::Text(text) => {
                    let column = quote(text, &mut out);
                    if next.is_some() {
                        soften(column, &mut out);
                    }
                }
                Run::Hole(number) => {
                    let last = match next {
                        Some(Run::Text(text)) => text.starts_with(['\r', '\n']),
                        Some(Run::Hole(_)) => false,
                        None => true,
                    };
                    if let Some(hole) = holes.get(*number).copied() {
                        let place = Place::Text { html, last };
                        out.extend(self.mark(Slot { hole, place }).into_bytes());
                    }
                }
            }
        }
        out
    }

    /// The message cut at its date and at the marks; `None` if there is not every mark exactly once.
    fn steps(&self, bytes: &[u8], date: &str) -> Option<Vec<Step>> {
        const DATE: &[u8] = b"Date: ";
        let dated = bytes.strip_prefix(DATE)?;
        dated.strip_prefix(date.as_bytes())?.strip_prefix(b"\r\n")?;
        let (hole, place) = (Hole::Date, Place::Alone);
        let mut steps = Vec::with_capacity(2 * self.0.len() + 3);
        steps.push(Step::Bytes(0..DATE.len()));
        steps.push(Step::Slot(Slot { hole, place }));
        let mut seen = vec![false; self.0.len()];
        let mut from = DATE.len() + date.len();
        let find = |byte: u8, from: usize| {
            let rest = bytes.get(from..)?;
            rest.iter().position(|one| *one == byte).map(|at| from + at)
        };
        while let Some(open) = find(OPEN, from) {
            let close = find(CLOSE, open)?;
            let number = std::str::from_utf8(bytes.get(open + 1..close)?).ok()?;
            let number: usize = number.parse().ok()?;
            if std::mem::replace(seen.get_mut(number)?, true) {
                return None;
            }
            steps.push(Step::Bytes(from..open));
            steps.push(Step::Slot(*self.0.get(number)?));
            from = close + 1;
        }
        steps.push(Step::Bytes(from..bytes.len()));
        (seen.iter().all(|seen| *seen) && find(CLOSE, from).is_none()).then_some(steps)
    }
}
