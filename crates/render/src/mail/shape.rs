//! The shape of a letter: all that its templates see besides the content it borrows and what stands in its holes. Letters of the
//! same content and the same shape differ in their holes alone.

use super::letter::{EventLines, Footer, Letter, List, Mailbox};
use super::view::web;
use chrono::Datelike as _;

/// Writes the shape as bytes: every value with its length, so that two shapes are equal only if all of them are.
pub(super) fn shape(letter: &Letter<'_>) -> Vec<u8> {
    let mut shape = Shape(Vec::with_capacity(256));
    shape.number(letter.kind as usize);
    shape.text(letter.language.tag());
    shape.mailbox(Some(&letter.from));
    shape.mailbox(letter.reply_to.as_ref());
    shape.maybe(letter.subject.as_deref());
    shape.maybe(letter.preheader.as_deref());
    shape.list(letter.list.as_ref());
    shape.flag(letter.system);
    let greeting = letter.greeting_name.as_deref();
    shape.flag(greeting.is_some_and(|name| !name.is_empty()));
    shape.number(letter.doubts.len());
    for doubt in &letter.doubts {
        shape.flag(web(&doubt.url).is_some());
    }
    let silence = letter.silence.map(|it| (Some(it.since), it.paused_until));
    let (since, until) = silence.unwrap_or_default();
    for date in [since, until] {
        shape.maybe_number(date.map(|date| i64::from(date.num_days_from_ce())));
    }
    shape.maybe(letter.notice.map(lagom_model::EventStage::name));
    shape.maybe(letter.remark);
    let calendar = letter.calendar.as_ref();
    shape.maybe(calendar.map(|file| file.method.name()));
    shape.number(letter.parts.len());
    for part in &letter.parts {
        shape.text(part.publication);
        shape.number(part.form as usize);
        shape.flag(web(&part.stop_url).is_some());
        shape.number(part.editions.len());
        for edition in &part.editions {
            shape.text(edition.title);
            let date = edition.date.map(|date| date.num_days_from_ce());
            shape.maybe_number(date.map(i64::from));
            shape.text(&edition.web_url);
            shape.flag(edition.earlier);
            shape.flag(edition.intro.is_some());
            shape.maybe_number(Some(i64::from(edition.linked)));
            shape.maybe_number(Some(i64::from(edition.linked_minutes)));
            shape.number(edition.items.len());
            for item in &edition.items {
                shape.maybe(item.section);
                shape.maybe(item.group);
                shape.text(item.title);
                shape.flag(item.heading);
                shape.maybe(item.link);
                shape.maybe(item.language);
                shape.maybe_number(item.block.map(|block| i64::from(block.words)));
                shape.event(item.event.as_ref());
            }
        }
    }
    shape.footer(&letter.footer);
    shape.0
}

struct Shape(Vec<u8>);

impl Shape {
    fn flag(&mut self, flag: bool) {
        self.0.push(u8::from(flag));
    }

    fn number(&mut self, number: usize) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn maybe_number(&mut self, number: Option<i64>) {
        self.flag(number.is_some());
        self.0
            .extend_from_slice(&number.unwrap_or_default().to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn maybe(&mut self, text: Option<&str>) {
        self.flag(text.is_some());
        self.text(text.unwrap_or_default());
    }

    fn mailbox(&mut self, mailbox: Option<&Mailbox>) {
        self.maybe(mailbox.and_then(|it| it.name.as_deref()));
        self.maybe(mailbox.map(|it| it.address.as_str()));
    }

    fn list(&mut self, list: Option<&List>) {
        self.maybe(list.map(|it| it.name.as_str()));
        self.maybe(list.map(|it| it.key.as_str()));
        self.maybe(list.map(|it| it.domain.as_str()));
    }

    fn event(&mut self, event: Option<&EventLines<'_>>) {
        self.flag(event.is_some());
        let Some(event) = event else {
            return;
        };
        self.flag(event.when.is_some());
        self.maybe(event.place);
        self.flag(event.moved);
        self.flag(event.cancelled);
        self.maybe(event.calendar_url.as_deref());
        self.flag(event.remind_url.as_deref().and_then(web).is_some());
    }

    fn footer(&mut self, footer: &Footer) {
        self.flag(web(&footer.change_url).is_some());
        self.flag(footer.why_url.as_deref().and_then(web).is_some());
        self.maybe(footer.browser_url.as_deref());
        self.maybe(footer.address_block.as_deref());
        let promise = footer.promise.map(|it| [it.number, it.most, it.days]);
        self.flag(promise.is_some());
        for number in promise.unwrap_or_default() {
            self.maybe_number(Some(i64::from(number)));
        }
        self.maybe(footer.choice_named.as_deref());
        self.flag(footer.feedback_url.as_deref().and_then(web).is_some());
    }
}
