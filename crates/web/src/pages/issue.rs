//! `/i/{id}`: an issue that came out, in full or in short. What is a draft or on hold is not there;
//! what was taken back says so.

use super::archive::date;
use super::{Page, answer};
use crate::error::WebError;
use crate::house::House;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use lagom_model::{Block, Edition, EventStart, ItemContent, PublicId, PublicationDef};
use lagom_render::content::when::{self, When};
use lagom_render::content::{minutes, needs_heading};
use lagom_render::language::{Arg, Language};
use lagom_store::IssueState;
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;

#[derive(Serialize)]
struct Said<'a> {
    newsletter: &'a str,
    key: &'a str,
    id: String,
    title: &'a str,
    language: &'a str,
    date: String,
    full: Form,
    short: Option<Form>,
    shows_short: bool,
    intro: &'a str,
    items: Vec<Item<'a>>,
    left_out: Option<String>,
}

/// A form in which it can be read.
#[derive(Serialize)]
struct Form {
    label: String,
}

#[derive(Serialize)]
struct Item<'a> {
    topic: Option<&'a str>,
    group: Option<&'a str>,
    heading: Option<&'a str>,
    link: Option<&'a str>,
    language: Option<&'a str>,
    html: Cow<'a, str>,
    /// When an event is, on its host's clock, if its text does not tell, and whether it was called off; where its calendar file is.
    when: Option<String>,
    cancelled: bool,
    calendar: Option<String>,
}

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let short = query.is_some_and(|query| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.any(|(key, value)| key == "form" && value == "short")
    });
    let shown = page(&house, &id, short, &headers).await;
    answer(&house, &headers, shown)
}

async fn page(
    house: &House,
    id: &str,
    short: bool,
    headers: &HeaderMap,
) -> Result<Response, WebError> {
    let id = PublicId::parse(id).ok_or(WebError::NotFound)?;
    let issue = house
        .installation
        .store
        .issue(id)
        .await?
        .ok_or(WebError::NotFound)?;
    match issue.state {
        IssueState::Published => {}
        IssueState::Withdrawn => return Err(WebError::Withdrawn),
        IssueState::Draft | IssueState::Scheduled | IssueState::OnHold => {
            return Err(WebError::NotFound);
        }
    }
    let publication = house.installation.known.publication(issue.publication);
    let publication = publication.ok_or(WebError::NotFound)?;
    let language = house.language(None, headers);
    let edition = &issue.edition;
    let written_in = edition
        .language
        .as_deref()
        .unwrap_or(&publication.def.language);
    let has_short = edition.items.iter().any(|item| item.short.is_some());
    let shows_short = short && has_short;
    let left_out = edition
        .items
        .iter()
        .filter(|item| item.short.is_none())
        .count();
    let form = |words, id| Form {
        label: form(house, language, id, words, written_in),
    };
    let said = Said {
        newsletter: &publication.def.name,
        key: &publication.def.key,
        id: id.to_string(),
        title: &issue.title,
        language: written_in,
        date: date(house, language, publication, &issue),
        full: form(edition.words(), "page-issue-form-full"),
        short: has_short.then(|| form(edition.short_words(), "page-issue-form-short")),
        shows_short,
        intro: if shows_short { "" } else { &edition.intro.html },
        items: items(
            house,
            language,
            &publication.def,
            (id, edition),
            shows_short,
        ),
        left_out: (shows_short && left_out > 0).then(|| {
            house.text(
                language,
                "page-issue-left-out",
                &[("count", Arg::from(left_out))],
            )
        }),
    };
    let html = house.render("issue.html", language, &said)?;
    Ok(Page::new(html).public().with_images().into_response())
}

fn form(house: &House, language: Language, id: &str, words: u32, written_in: &str) -> String {
    let minutes = [("minutes", Arg::from(minutes(words, written_in)))];
    let minutes = house.text(language, "count-minutes", &minutes);
    house.text(language, id, &[("minutes", Arg::from(minutes))])
}

/// The items of a form. Bullets bring their own titles, under their topic's name; a topic's and a
/// group's name stand above their first item.
fn items<'a>(
    house: &House,
    language: Language,
    publication: &'a PublicationDef,
    (issue, edition): (PublicId, &'a Edition),
    short: bool,
) -> Vec<Item<'a>> {
    let mut above = (None, None);
    let zone = &publication.zone;
    let say = |when: When| house.languages().event_time(language, when, zone, zone);
    let below = |item: &ItemContent, block: &Block| match item.starts {
        Some(starts @ EventStart::At(at)) => {
            let told = when::told(block).and_then(When::instant);
            (told != Some(at)).then(|| say(When::of(starts, item.ends)))
        }
        _ => None,
    };
    let shown = edition.items.iter().enumerate().filter_map(|(nth, item)| {
        let block: Option<&Block> = if short {
            item.short.as_ref()
        } else {
            Some(&item.full)
        };
        block.map(|block| (nth, item, block))
    });
    shown
        .map(|(nth, item, block): (usize, &ItemContent, &Block)| {
            let heading = needs_heading(item, publication) || block.words == 0;
            let topic = topic_name(publication, &item.topic).filter(|_| !heading);
            let group = item.group.as_deref();
            let before = std::mem::replace(&mut above, (topic, group));
            Item {
                topic: topic.filter(|_| before.0 != topic),
                group: group.filter(|_| before != (topic, group)),
                heading: heading.then_some(item.title.as_str()),
                link: item.link.as_deref().filter(|link| link.starts_with("http")),
                language: item.language.as_deref(),
                html: when::fill(&block.html, |when| within(language, &say(when))),
                when: below(item, block),
                cancelled: item.cancelled,
                calendar: item
                    .starts
                    .map(|_| format!("{}/i/{issue}/{nth}.ics", house.mount())),
            }
        })
        .collect()
}

/// Words of the page in a text of another's.
fn within(language: Language, words: &str) -> String {
    let words = minijinja::HtmlEscape(words);
    format!("<span lang=\"{}\">{words}</span>", language.tag())
}

fn topic_name<'a>(publication: &'a PublicationDef, key: &str) -> Option<&'a str> {
    Some(publication.topic(key)?.name.as_str())
}
