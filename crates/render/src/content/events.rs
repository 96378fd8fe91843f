//! A list of events to items: which lines make an event, and how one is shown. The shape of such a
//! list is known to `listing`; here nothing is parsed.

use super::block::{from_html, html_of, within};
use super::draft::{Context, Draft, line_of};
use super::identity;
use super::listing::{self, Line, dates, has_date, is_dated, segments, times_of_date};
use super::markdown::{Ev, first_link, paragraph, plain_text, with_footnotes};
use super::sanitise::is_web;
use super::sections::Section;
use super::when::{self, When};
use lagom_model::catalogue::TopicDef;
use lagom_model::content::{EventStart, ItemContent};
use lagom_model::{Block, Zone};
use pulldown_cmark::Event;

/// A line that says when and where, and what belongs to it.
struct Head<'a> {
    line: Line<'a>,
    entries: Vec<Entry<'a>>,
    more: Vec<Line<'a>>,
}

/// An event below a head.
struct Entry<'a> {
    line: Line<'a>,
    more: Vec<Line<'a>>,
}

impl<'a> Head<'a> {
    fn of(line: Line<'a>) -> Self {
        Self {
            line,
            entries: Vec::new(),
            more: Vec::new(),
        }
    }

    /// Whether a line is an event of this head. A head whose bullet is missing stands, for
    /// Markdown, in the item above it, and its events beside it.
    fn owns(&self, line: &Line<'a>) -> bool {
        let deeper = line.depth == self.line.depth + 1;
        let beside = self.line.bare && line.depth == self.line.depth && line.depth > 1;
        line.begins_item && (deeper || beside) && first_link(&line.events).is_some()
    }
}

/// The events of a section, and what is left.
pub(super) fn read<'a>(
    section: &Section<'a, '_>,
    topic: &TopicDef,
    context: Context<'a, '_>,
) -> (Vec<Draft<'a>>, Vec<Ev<'a>>) {
    let listing = listing::read(&section.body);
    let mut notes = listing.notes;
    let mut heads: Vec<Head<'a>> = Vec::new();
    for line in listing.lines {
        let dated = is_dated(&plain_text(&line.events));
        match heads.last_mut() {
            Some(head) if !dated && head.owns(&line) => head.entries.push(Entry {
                line,
                more: Vec::new(),
            }),
            Some(head) if !(dated || line.begins_item && line.depth == 1) => {
                match head.entries.last_mut() {
                    Some(entry) => entry.more.push(line),
                    None => head.more.push(line),
                }
            }
            _ => heads.push(Head::of(line)),
        }
    }
    let mut drafts = Vec::new();
    for head in heads {
        let says_nothing =
            first_link(&head.line.events).is_none() && !has_date(&plain_text(&head.line.events));
        if head.entries.is_empty() && says_nothing {
            for line in std::iter::once(head.line).chain(head.more) {
                notes.extend(paragraph(line.events));
            }
        } else if head.entries.is_empty() {
            drafts.push(event(&head, None, topic, context));
        } else {
            let made = head.entries.iter();
            drafts.extend(made.map(|entry| event(&head, Some(entry), topic, context)));
        }
    }
    (drafts, notes)
}

/// An event: of its own line under a head, or the head itself.
fn event<'a>(
    head: &Head<'a>,
    entry: Option<&Entry<'a>>,
    topic: &TopicDef,
    context: Context<'a, '_>,
) -> Draft<'a> {
    let line = entry.map_or(&head.line, |entry| &entry.line);
    let said = plain_text(&head.line.events);
    let (starts, ends) = span(&said, &context.publication.zone);
    let when = starts.map(|starts| When::of(starts, ends));
    let mut facts = segments(&head.line.events);
    let cancelled = entry.iter().map(|entry| &entry.line).chain([&head.line]);
    let cancelled = cancelled.flat_map(|line| segments(&line.events));
    let cancelled = cancelled.into_iter().any(|fact| is_cancelled(&fact));
    let found = first_link(&line.events);
    let address = found.as_ref().map(|(_, address)| address.clone());
    let titled = match &found {
        Some((place, _)) => line.events.get(place.clone()).unwrap_or_default().to_vec(),
        None => facts.last().cloned().unwrap_or_default(),
    };
    if entry.is_none() {
        facts.retain(|fact| !same(fact, &titled));
    }
    let mut title = plain_text(&titled);
    if title.is_empty() {
        title = address.clone().unwrap_or_default();
    }
    let first = if entry.is_some() {
        &line.events
    } else {
        &titled
    };
    let more = head.more.iter().chain(entry.iter().flat_map(|e| &e.more));
    let full = shown(first, (&facts, when), more, context);
    facts.retain(|fact| first_link(fact).is_none());
    let place = place_of(&facts);
    let brief = shown(&titled, (&facts, when), [].iter(), context);
    let chosen = !within(&line.events, context.short).is_empty();
    let page = address.filter(|address| is_web(address));
    let typed = starts.map(|_| said.as_str());
    Draft {
        item: ItemContent {
            identity: match &page {
                Some(page) => identity::by_link(page),
                None => identity::by_text(&[&title, typed.unwrap_or_default()]),
            },
            kind: topic.kind,
            topic: topic.key.clone(),
            title,
            link: page,
            language: None,
            group: line.group.clone(),
            occasion: None,
            cancelled,
            starts,
            ends,
            place,
            full,
            short: None,
        },
        line: line_of(&line.events, context),
        level: 6,
        body: titled,
        marked: chosen.then(|| brief.clone()),
        brief: Some(brief),
        title_words: 0,
        aside: false,
        text_identity: None,
    }
}

/// When a line says that its event starts and ends; an end before its start is of the next day.
fn span(said: &str, zone: &Zone) -> (Option<EventStart>, Option<EventStart>) {
    let Some((date, last, _)) = dates(said) else {
        return (None, None);
    };
    let Some((starts, ends)) = times_of_date(said) else {
        let ends = Some(last).filter(|last| *last > date);
        return (Some(EventStart::On(date)), ends.map(EventStart::On));
    };
    let next = date.succ_opt().unwrap_or(date);
    let ends = ends.map(|ends| zone.at(if ends > starts { date } else { next }, ends));
    let starts = zone.at(date, starts);
    // Where clocks change between the two, there may be nothing between them.
    let ends = ends.filter(|ends| *ends > starts);
    (Some(EventStart::At(starts)), ends.map(EventStart::At))
}

/// Whether a fact says that the event was called off.
fn is_cancelled(fact: &[Ev<'_>]) -> bool {
    let said = plain_text(fact).to_lowercase();
    matches!(said.as_str(), "cancelled" | "canceled" | "called off")
}

/// What stands between date and title: where the event takes place.
fn place_of(facts: &[Vec<Ev<'_>>]) -> Option<String> {
    let places: Vec<String> = facts
        .iter()
        .filter(|fact| !is_cancelled(fact))
        .map(|fact| plain_text(fact))
        .filter(|said| !has_date(said) && !said.is_empty())
        .collect();
    (!places.is_empty()).then(|| places.join(" · "))
}

fn same(fact: &[Ev<'_>], title: &[Ev<'_>]) -> bool {
    let mut pairs = fact.iter().zip(title);
    fact.len() == title.len() && pairs.all(|((left, _), (right, _))| left == right)
}

/// A title line, date (as a mark) and place below it, further lines below those.
fn shown<'l, 'a: 'l>(
    first: &[Ev<'a>],
    (facts, when): (&[Vec<Ev<'a>>], Option<When>),
    more: impl Iterator<Item = &'l Line<'a>>,
    context: Context<'a, '_>,
) -> Block {
    let mut whole = first.to_vec();
    // Two clocks' times take a line of their own.
    let mut breaks = true;
    for (nth, fact) in facts.iter().enumerate() {
        let (fact, said) = match when::marked(fact, when.filter(|_| nth == 0)) {
            Some((fact, when)) => (fact, Some(when)),
            None => (fact.clone(), None),
        };
        let between = if breaks {
            Event::HardBreak
        } else {
            Event::Text(when::BETWEEN.into())
        };
        whole.push((between, 0..0));
        whole.extend(fact);
        breaks = said.is_some_and(|when| when.instant().is_some());
    }
    let mut body = paragraph(whole);
    for line in more {
        body.extend(paragraph(line.events.clone()));
    }
    let (mut body, definitions) = with_footnotes(&body, context.footnotes);
    body.extend(definitions);
    from_html(&html_of(&body, 6))
}
