//! What the templates see of a letter: everything worked out, nothing to decide, HTML marked as such.
//! Never an address of a person's.

use super::hole::{Hole, Pen};
use super::letter::{
    EditionPart, EventLines, Footer, Letter, LetterItem, LetterKind, LetterPart, Quiet,
};
use super::subject::{part_title, preheader};
use crate::content::when::{self, When};
use crate::language::{Arg, Language, Languages};
use crate::templates::escape_html;
use lagom_model::{Block, EventStage, Form, Measure};
use minijinja::{Value, context};

/// The templates' context, written with this pen.
pub(super) fn view(letter: &Letter<'_>, subject: &str, languages: &Languages, pen: &Pen) -> Value {
    let frame = Frame {
        language: letter.language,
        languages,
        combined: letter.parts.len() > 1,
        pen,
    };
    let doubts = letter.doubts.iter().enumerate().map(|(nth, doubt)| {
        let date = || languages.day(letter.language, doubt.date);
        context! {
            date => pen.text(Hole::DoubtDate(nth), date),
            url => pen.url(Hole::DoubtUrl(nth), Some(&doubt.url)),
        }
    });
    let greeting = letter.greeting_name.as_ref().filter(|it| !it.is_empty());
    let greeting = greeting.map(|name| pen.text(Hole::Greeting, || name.clone()));
    context! {
        lang => letter.language.tag(),
        dir => languages.text(letter.language, "text-direction", &[]),
        subject,
        preheader => preheader(letter),
        test => letter.kind == LetterKind::Test,
        said => letter.notice.map(|notice| frame.said(notice)),
        remark => letter.remark,
        greeting,
        silence => letter.silence.map(|silence| frame.silence(letter, silence)),
        doubts => doubts.collect::<Vec<_>>(),
        combined => frame.combined,
        parts => letter.parts.iter().enumerate().map(|(nth, part)| frame.part(nth, part)).collect::<Vec<_>>(),
        footer => frame.footer(&letter.footer),
    }
}

struct Frame<'a> {
    language: Language,
    languages: &'a Languages,
    /// Whether there is more than one part.
    combined: bool,
    /// What it is written with.
    pen: &'a Pen,
}

impl Frame<'_> {
    fn part(&self, nth: usize, part: &LetterPart<'_>) -> Value {
        let level = if self.combined { 2 } else { 1 };
        let current = part.current();
        let events = part.form == Form::Events;
        // A part of one edition is called after it; any other edition says its own title.
        let head = match current.as_slice() {
            [only] if !events => Some(*only),
            _ => None,
        };
        let has_new = part.editions.iter().any(|edition| !edition.earlier);
        let mut earlier_said = !has_new;
        let editions = part.editions.iter().map(|edition| {
            let is_head = head.is_some_and(|head| std::ptr::eq(head, edition));
            let opens_earlier = edition.earlier && !earlier_said;
            earlier_said |= opens_earlier;
            let below = match (is_head || events, edition.earlier && has_new) {
                (true, _) => level,
                (false, false) => level + 1,
                (false, true) => level + 2,
            };
            context! {
                title => edition.title,
                says_title => !is_head && !events,
                says_source => events,
                level => below,
                opens_earlier,
                earlier_level => level + 1,
                date => edition.date.map(|date| self.languages.date(self.language, date)),
                url => web(&edition.web_url),
                intro => edition.intro.filter(|block| !block.text.is_empty()).map(|it| block(it, |_| String::new())),
                items => items(self, edition, below + 1),
                linked => self.linked(edition),
            }
        });
        let editions: Vec<Value> = editions.collect();
        context! {
            publication => part.publication,
            level,
            title => part_title(part, self.language, self.languages),
            date => head.and_then(|it| it.date).map(|date| self.languages.date(self.language, date)),
            url => head.and_then(|it| web(&it.web_url)),
            stop_url => self.pen.url(Hole::Stop(nth), Some(&part.stop_url)),
            editions,
        }
    }

    /// "And 7 more, 6 minutes", if something is one link away.
    fn linked(&self, edition: &EditionPart<'_>) -> Option<String> {
        if edition.linked == 0 {
            return None;
        }
        let count = ("count", Arg::from(edition.linked));
        if edition.linked_minutes == 0 {
            let text = self
                .languages
                .text(self.language, "mail-linked-untimed", &[count]);
            return Some(text);
        }
        let minutes = [("minutes", Arg::from(edition.linked_minutes))];
        let minutes = self
            .languages
            .text(self.language, "count-minutes", &minutes);
        let args = [count, ("minutes", minutes.into())];
        Some(self.languages.text(self.language, "mail-linked", &args))
    }

    /// Why a letter comes after a long time without one.
    fn silence(&self, letter: &Letter<'_>, silence: Quiet) -> String {
        let text =
            |id: &str, args: &[(&str, Arg<'_>)]| self.languages.text(self.language, id, args);
        let since = (
            "date",
            Arg::from(self.languages.date(self.language, silence.since)),
        );
        if let Some(until) = silence.paused_until {
            let until = ("until", self.languages.date(self.language, until).into());
            return text("mail-silence-paused", &[since, until]);
        }
        let names: Vec<&str> = letter.parts.iter().map(|part| part.publication).collect();
        let names = match names.as_slice() {
            [first, second] => {
                let both = [("first", Arg::from(*first)), ("second", (*second).into())];
                text("page-both", &both)
            }
            names => names.join(", "),
        };
        text("mail-silence", &[since, ("newsletters", names.into())])
    }

    /// What a message about events says of them.
    fn said(&self, notice: EventStage) -> String {
        let id = format!("mail-event-said-{}", notice.name());
        self.languages.text(self.language, &id, &[])
    }

    /// An item's text, and what is said of it besides if it is an event: when that is, one of the two says.
    fn told(&self, item: &LetterItem<'_>) -> (Option<Value>, Option<Value>) {
        let event = item.event.as_ref();
        let event = event.map(|event| (self.pen.next_event(), event));
        let when = event.and_then(|(nth, event)| {
            let when = event.when?;
            let words = || {
                let (host, reader) = (&event.host, &event.reader);
                self.languages.event_time(self.language, when, host, reader)
            };
            Some((when, self.pen.text(Hole::When(nth), words)))
        });
        let say = |told: When| match &when {
            Some((when, words)) if *when == told => words.clone(),
            _ => {
                let days = self.languages.event_days(self.language, told);
                days.unwrap_or_default()
            }
        };
        let in_text = item.block.and_then(when::told);
        let below = when.as_ref().filter(|(when, _)| in_text != Some(*when));
        let below = below.map(|(_, words)| words.as_str());
        (
            item.block.map(|it| block(it, say)),
            event.map(|(nth, event)| self.event(nth, event, below)),
        )
    }

    /// When and where an event is, and what its reader can do about it.
    fn event(&self, nth: usize, event: &EventLines<'_>, when: Option<&str>) -> Value {
        context! {
            when,
            place => event.place,
            moved => event.moved,
            cancelled => event.cancelled,
            calendar_url => event.calendar_url.as_deref().and_then(web),
            remind_url => self.pen.url(Hole::Remind(nth), event.remind_url.as_deref()),
        }
    }

    /// The answers to "how is it?", each with its page; none if it is not asked.
    fn feedback(&self, footer: &Footer) -> Vec<Value> {
        let answers = Measure::ALL.into_iter().filter_map(|measure| {
            let page = self
                .pen
                .url(Hole::Feedback, footer.feedback_url.as_deref())?;
            let id = format!("mail-feedback-{}", measure.name());
            Some(context! {
                said => self.languages.text(self.language, &id, &[]),
                url => format!("{page}?is={}", measure.name()),
            })
        });
        answers.collect()
    }

    fn footer(&self, footer: &Footer) -> Value {
        let promise = footer.promise.map(|promise| {
            let window = [("days", Arg::from(promise.days))];
            let window = self.languages.text(self.language, "window-days", &window);
            context! { number => promise.number, most => promise.most, window }
        });
        let address = footer.address_block.as_deref().unwrap_or_default();
        let address = address
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        context! {
            change_url => self.pen.url(Hole::Change, Some(&footer.change_url)),
            why_url => self.pen.url(Hole::Why, footer.why_url.as_deref()),
            browser_url => footer.browser_url.as_deref().and_then(web),
            address => address.map(Value::from).collect::<Vec<_>>(),
            promise,
            choice_named => footer.choice_named.as_deref(),
            feedback => self.feedback(footer),
        }
    }
}

/// An edition's items, with the headings that stand where they change.
fn items<'a>(frame: &Frame<'_>, edition: &EditionPart<'a>, level: u8) -> Vec<Value> {
    let (mut section, mut group) = (None, None);
    let view = |item: &LetterItem<'a>| {
        let new_section = item.section.filter(|_| item.section != section);
        let new_group = item
            .group
            .filter(|_| item.group != group || new_section.is_some());
        (section, group) = (item.section, item.group);
        let group_level = level + u8::from(item.section.is_some());
        let title_level = group_level + u8::from(item.group.is_some());
        let (block, event) = frame.told(item);
        context! {
            section => new_section,
            section_level => level.min(6),
            group => new_group,
            group_level => group_level.min(6),
            heading => (item.heading || item.block.is_none()).then_some(item.title),
            heading_level => title_level.min(6),
            heading_underlined => item.section.is_none() && item.group.is_none(),
            link => item.link.and_then(web),
            language => item.language,
            block,
            title => item.title,
            event,
        }
    };
    edition.items.iter().map(view).collect()
}

/// A text with its dates as they are said.
fn block(block: &Block, say: impl Fn(When) -> String) -> Value {
    let html = when::fill(&block.html, |told| {
        escape_html(say(told).into()).into_owned()
    });
    context! {
        html => Value::from_safe_string(html.into_owned()),
        text => when::fill(block.text.trim_end(), say),
    }
}

/// An address for a reader to follow; anything but the web becomes nothing, which templates leave out.
pub(super) fn web(url: &str) -> Option<&str> {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme)?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let odd = |letter: char| letter.is_whitespace() || letter.is_control();
    // Mostly the first question is enough, and quickly answered.
    let clean = url.bytes().all(|byte| byte.is_ascii_graphic()) || !url.contains(odd);
    (is_web && clean).then_some(url)
}
