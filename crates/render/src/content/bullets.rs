//! Sections whose bullets are items: events with date and place, and bullets of any other kind. What
//! is no bullet becomes one item of its own, so nothing an author writes is lost.

use super::block::{first_words, render, within};
use super::draft::{Context, Draft, line_of};
use super::markdown::{Ev, first_link, paragraph, plain_text};
use super::sanitise::is_web;
use super::sections::Section;
use super::{events, identity, words::words};
use lagom_model::catalogue::TopicDef;
use lagom_model::content::{ItemContent, ItemKind};
use pulldown_cmark::{Event, Tag, TagEnd};

/// The most words of a title that is made from a text.
const TITLE_WORDS: u32 = 12;

/// The items of a section whose topic lists by bullets.
pub(super) fn items<'a>(
    section: &Section<'a, '_>,
    topic: &TopicDef,
    context: Context<'a, '_>,
) -> Vec<Draft<'a>> {
    let (mut drafts, notes) = if topic.kind == ItemKind::Event {
        events::read(section, topic, context)
    } else {
        plain_bullets(section, topic, context)
    };
    if let Some(notes) = aside(section, topic, context, notes) {
        drafts.insert(0, notes);
    }
    drafts
}

/// The sentences around a list, as an item under the section's title that letters show before it.
/// Its kind differs from its topic's: that is how [`super::needs_heading`] knows it.
fn aside<'a>(
    section: &Section<'a, '_>,
    topic: &TopicDef,
    context: Context<'a, '_>,
    notes: Vec<Ev<'a>>,
) -> Option<Draft<'a>> {
    let full = render(&notes, context.footnotes, section.level);
    if full.html.is_empty() {
        return None;
    }
    let marked = within(&notes, context.short);
    let marked = (!marked.is_empty()).then(|| render(&marked, context.footnotes, section.level));
    Some(Draft {
        item: ItemContent {
            identity: identity::by_text(&[&section.title, &full.text]),
            kind: match topic.kind {
                ItemKind::News => ItemKind::Article,
                _ => ItemKind::News,
            },
            topic: topic.key.clone(),
            title: section.title.clone(),
            link: None,
            language: None,
            group: None,
            occasion: None,
            cancelled: false,
            starts: None,
            ends: None,
            place: None,
            full,
            short: None,
        },
        line: section.line,
        level: section.level,
        body: notes,
        brief: None,
        marked,
        title_words: words(&section.title),
        aside: true,
        text_identity: None,
    })
}

/// Bullets that are no events: each is an item with all that is nested in it.
fn plain_bullets<'a>(
    section: &Section<'a, '_>,
    topic: &TopicDef,
    context: Context<'a, '_>,
) -> (Vec<Draft<'a>>, Vec<Ev<'a>>) {
    let mut notes = Vec::new();
    let mut drafts = Vec::new();
    let mut depth = 0_usize;
    let mut group = None;
    let mut heading: Option<Vec<Ev<'a>>> = None;
    let mut bullet: Vec<Ev<'a>> = Vec::new();
    let mut in_list = false;
    for (event, range) in &section.body {
        if let Event::End(_) = event {
            depth = depth.saturating_sub(1);
        }
        match (event, depth) {
            (Event::Start(Tag::List(_)), 0) => in_list = true,
            (Event::End(TagEnd::List(_)), 0) => in_list = false,
            (Event::Start(Tag::Item), 1) if in_list => bullet.clear(),
            (Event::End(TagEnd::Item), 1) if in_list => {
                let body = std::mem::take(&mut bullet);
                drafts.push(bullet_item(body, group.clone(), topic, context));
            }
            (Event::Start(Tag::Heading { .. }), 0) => heading = Some(Vec::new()),
            (Event::End(TagEnd::Heading(_)), 0) => {
                let inner = heading.take().unwrap_or_default();
                group = Some(plain_text(&inner).trim_end_matches(':').to_owned());
                if first_link(&inner).is_some() {
                    notes.extend(paragraph(inner));
                }
            }
            _ if in_list => bullet.push((event.clone(), range.clone())),
            _ => match &mut heading {
                Some(heading) => heading.push((event.clone(), range.clone())),
                None => notes.push((event.clone(), range.clone())),
            },
        }
        if let Event::Start(_) = event {
            depth += 1;
        }
    }
    drafts.retain(|draft| !draft.item.full.html.is_empty());
    (drafts, notes)
}

fn bullet_item<'a>(
    body: Vec<Ev<'a>>,
    group: Option<String>,
    topic: &TopicDef,
    context: Context<'a, '_>,
) -> Draft<'a> {
    let full = render(&body, context.footnotes, 6);
    let found = first_link(&body);
    let title = match &found {
        Some((place, _)) => plain_text(body.get(place.clone()).unwrap_or_default()),
        None => plain_text(&first_words(&body, TITLE_WORDS)),
    };
    let link = found.map(|(_, link)| link).filter(|link| is_web(link));
    let text_identity = identity::by_text(&[&title, &full.text]);
    let marked = within(&body, context.short);
    Draft {
        item: ItemContent {
            identity: link
                .as_deref()
                .map_or_else(|| text_identity.clone(), identity::by_link),
            kind: topic.kind,
            topic: topic.key.clone(),
            title,
            link,
            language: None,
            group,
            occasion: None,
            cancelled: false,
            starts: None,
            ends: None,
            place: None,
            full,
            short: None,
        },
        line: line_of(&body, context),
        level: 6,
        marked: (!marked.is_empty()).then(|| render(&marked, context.footnotes, 6)),
        body,
        brief: None,
        title_words: 0,
        aside: false,
        text_identity: Some(text_identity),
    }
}
