//! Sections to items: their fields, their identity, and what to do when one stands twice. It never
//! decides on a short form.

use super::draft::{Context, Draft};
use super::error::ContentError;
use super::sections::{self, Section, Source};
use super::warning::Warning;
use super::words::words;
use super::{block, bullets, header, identity, occasion, sanitise};
use lagom_model::catalogue::{ItemsRule, PublicationDef};
use lagom_model::content::{EventStart, ItemContent, ItemKind};
use lagom_model::{LocalTime, Timestamp};
use std::collections::BTreeMap;

/// What an end may look like.
const ENDS: &str = "a time such as `21:00`, or a date like that of `Starts`, not before it";

/// Sections to items.
pub(super) fn of_sections<'a>(
    sections: Vec<Section<'a, '_>>,
    source: Source<'_>,
    context: Context<'a, '_>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Draft<'a>>, ContentError> {
    let mut drafts = Vec::new();
    let levels: Vec<usize> = sections.iter().map(|section| section.level).collect();
    for (nth, mut section) in sections.into_iter().enumerate() {
        sections::take_fields(&mut section, source);
        let before = drafts.len();
        let occasion = section.fields.occasion.take();
        let occasion = occasion.map(|value| occasion::key(&value, section.line));
        let occasion = occasion.transpose()?;
        match section.topic {
            Some(topic) if topic.items == ItemsRule::Bullets => {
                drafts.extend(bullets::items(&section, topic, context));
            }
            _ => drafts.extend(section_item(&mut section, context)?),
        }
        for draft in drafts.iter_mut().skip(before) {
            draft.item.occasion.clone_from(&occasion);
        }
        let parent = levels
            .get(nth + 1)
            .is_some_and(|next| *next > section.level);
        if drafts.len() == before && !parent {
            warnings.push(Warning::EmptySection {
                line: section.line,
                heading: section.title,
            });
        }
    }
    Ok(drafts)
}

/// A section as one item; `None` if nothing stands in it.
fn section_item<'a>(
    section: &mut Section<'a, '_>,
    context: Context<'a, '_>,
) -> Result<Option<Draft<'a>>, ContentError> {
    let full = block::render(&section.body, context.footnotes, section.level);
    let fields = std::mem::take(&mut section.fields);
    let is_page = fields.link.is_some() || (section.link.is_some() && !section.recurring);
    let page = fields.link.or_else(|| section.link.take());
    if full.html.is_empty() && page.is_none() {
        return Ok(None);
    }
    let line = section.line;
    let bad = |key, value: &str, hint| ContentError::BadField {
        line,
        key,
        value: value.to_owned(),
        hint,
    };
    if let Some(page) = page.as_deref().filter(|page| !sanitise::is_web(page)) {
        return Err(bad("Link", page, "a whole address with https"));
    }
    if let Some(language) = fields
        .language
        .as_deref()
        .filter(|l| !header::is_language(l))
    {
        return Err(bad("Language", language, "a code such as `en` or `pt-BR`"));
    }
    let hint = "`2026-05-31`, `2026-05-31 18:00` or `2026-05-31T18:00:00+02:00`";
    let starts = fields
        .starts
        .as_deref()
        .map(|value| start(value, context.publication).ok_or_else(|| bad("Starts", value, hint)))
        .transpose()?;
    let ends = fields
        .ends
        .as_deref()
        .map(|value| {
            end(value, starts, context.publication).ok_or_else(|| bad("Ends", value, ENDS))
        })
        .transpose()?;
    let cancelled = fields
        .cancelled
        .as_deref()
        .map(|value| yes_or_no(value).ok_or_else(|| bad("Cancelled", value, "`yes` or `no`")))
        .transpose()?;
    let kind = section.topic.map_or(ItemKind::Article, |topic| topic.kind);
    let text_identity = match (kind, &fields.starts) {
        (ItemKind::Event, Some(starts)) => identity::by_text(&[&section.title, starts]),
        _ => identity::by_text(&[&section.title, &full.text]),
    };
    let identity = match (&fields.id, &page) {
        (Some(id), _) => identity::by_id(id),
        (None, Some(page)) if is_page => identity::by_link(page),
        _ => text_identity.clone(),
    };
    let marked = block::within(&section.body, context.short);
    let marked =
        (!marked.is_empty()).then(|| block::render(&marked, context.footnotes, section.level));
    let topic = section.topic.map(|topic| topic.key.clone());
    let item = ItemContent {
        identity,
        kind,
        topic: topic.unwrap_or_else(|| context.publication.other_topic.clone()),
        title: section.title.clone(),
        link: page,
        language: fields.language,
        group: None,
        occasion: None,
        cancelled: cancelled.unwrap_or(false),
        starts,
        ends,
        place: fields.place,
        full,
        short: None,
    };
    Ok(Some(Draft {
        title_words: words(&item.title),
        item,
        line,
        level: section.level,
        body: std::mem::take(&mut section.body),
        brief: None,
        marked,
        aside: false,
        text_identity: Some(text_identity),
    }))
}

/// When an event starts: a date, a local time in the publication's zone, or an instant (RFC 3339).
fn start(value: &str, publication: &PublicationDef) -> Option<EventStart> {
    if let Some(date) = header::plain_date(value) {
        return Some(EventStart::On(date));
    }
    if let Some(at) = Timestamp::parse(value) {
        return Some(EventStart::At(at));
    }
    let (date, time) = value.split_once([' ', 'T'])?;
    let date = header::plain_date(date)?;
    let time = LocalTime::parse(time)?;
    Some(EventStart::At(publication.zone.at(date, time)))
}

/// When an event ends: like its start, or a time on the same date; never before the start.
fn end(
    value: &str,
    starts: Option<EventStart>,
    publication: &PublicationDef,
) -> Option<EventStart> {
    let time = || {
        let EventStart::At(starts) = starts? else {
            return None;
        };
        let zone = &publication.zone;
        Some(EventStart::At(
            zone.at(zone.date(starts), LocalTime::parse(value)?),
        ))
    };
    let ends = start(value, publication).or_else(time)?;
    let in_order = match (starts?, ends) {
        (EventStart::At(starts), EventStart::At(ends)) => starts < ends,
        (EventStart::On(starts), EventStart::On(ends)) => starts <= ends,
        _ => false,
    };
    in_order.then_some(ends)
}

fn yes_or_no(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

/// Keeps the first of each identity. A section about the same page with another text is another
/// item; an explicit id twice is a mistake.
pub(super) fn without_repeats<'a>(
    drafts: Vec<Draft<'a>>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Draft<'a>>, ContentError> {
    let mut seen: BTreeMap<String, (usize, Option<EventStart>)> = BTreeMap::new();
    let mut kept = Vec::with_capacity(drafts.len());
    for mut draft in drafts {
        let known = seen.get(&draft.item.identity).copied();
        if let (Some((first, _)), Some(id)) = (known, draft.item.identity.strip_prefix("id:")) {
            return Err(ContentError::IdTwice {
                id: id.to_owned(),
                first,
                line: draft.line,
            });
        }
        if let (Some(_), Some(by_text)) = (known, draft.text_identity.take()) {
            draft.item.identity = by_text;
        }
        if let Some((first, starts)) = seen.get(&draft.item.identity) {
            warnings.push(Warning::ListedTwice {
                line: draft.line,
                first: *first,
                other_date: *starts != draft.item.starts,
                title: draft.item.title,
            });
        } else {
            let identity = draft.item.identity.clone();
            seen.insert(identity, (draft.line, draft.item.starts));
            kept.push(draft);
        }
    }
    Ok(kept)
}
