//! `/n/{publication}/feed.atom`: the archive as a feed (Atom, RFC 4287), the same for everybody. It brings what the archive's page
//! brings, and the whole letters; never what did not come out or was taken back.

use super::answer;
use super::archive::came_out;
use crate::error::WebError;
use crate::house::House;
use atom_syndication::{Content, Entry, FixedDateTime, Link, Person, Text};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use lagom_links::{PageForm, Urls};
use lagom_model::{Edition, PublicationDef, Timestamp};
use lagom_render::content::when::{self, When};
use lagom_store::IssueRow;
use std::sync::Arc;

/// Letters in a feed.
const MOST: u32 = 20;

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    let shown = feed(&house, &key).await;
    answer(&house, &headers, shown)
}

async fn feed(house: &House, key: &str) -> Result<Response, WebError> {
    let known = &house.installation.known;
    let publication = known.publication_by_key(key).ok_or(WebError::NotFound)?;
    let issues = came_out(house, publication, MOST).await?;
    let urls = Urls::new(&house.installation.settings.base_url).map_err(|_| WebError::Defect)?;
    let def = &publication.def;
    let archive = format!("{}/n/{}", urls.base(), def.key);
    let latest = issues.iter().filter_map(|issue| issue.publish_at).max();
    let feed = atom_syndication::Feed {
        title: Text::plain(def.name.clone()),
        subtitle: (!def.description.is_empty()).then(|| Text::plain(def.description.clone())),
        id: archive.clone(),
        updated: instant(latest),
        authors: vec![Person {
            name: house.installation.settings.organisation.clone(),
            ..Person::default()
        }],
        links: vec![
            link(
                format!("{archive}/feed.atom"),
                "self",
                "application/atom+xml",
            ),
            link(archive, "alternate", "text/html"),
        ],
        lang: Some(def.language.clone()),
        entries: issues
            .iter()
            .map(|issue| entry(house, &urls, def, issue))
            .collect(),
        ..atom_syndication::Feed::default()
    };
    let text = feed.write_to(Vec::new()).map_err(|_| WebError::Defect)?;
    let headers = [
        (header::CONTENT_TYPE, "application/atom+xml; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    Ok((headers, text).into_response())
}

fn entry(house: &House, urls: &Urls, def: &PublicationDef, issue: &IssueRow) -> Entry {
    let page = urls.issue(issue.public_id, PageForm::Full);
    let language = issue.edition.language.as_ref().unwrap_or(&def.language);
    Entry {
        title: Text::plain(issue.title.clone()),
        id: page.clone(),
        updated: instant(issue.publish_at),
        published: Some(instant(issue.publish_at)),
        links: vec![link(page, "alternate", "text/html")],
        content: Some(Content {
            lang: Some(language.clone()),
            value: Some(whole(house, def, language, &issue.edition)),
            content_type: Some("html".to_owned()),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

/// The whole letter, events on their host's clock. What its author wrote was made harmless when it came in.
fn whole(house: &House, def: &PublicationDef, language: &str, edition: &Edition) -> String {
    let languages = house.languages();
    let language = languages.pick(&[language, &house.installation.settings.language]);
    let say = |when: When| {
        let said = languages.event_time(language, when, &def.zone, &def.zone);
        minijinja::HtmlEscape(&said).to_string()
    };
    let mut html = edition.intro.html.clone();
    for item in &edition.items {
        if !item.full.html.contains(&item.title) {
            html.push_str("<h2>");
            html.push_str(&minijinja::HtmlEscape(&item.title).to_string());
            html.push_str("</h2>\n");
        }
        html.push_str(&when::fill(&item.full.html, say));
    }
    html
}

fn link(href: String, rel: &str, mime_type: &str) -> Link {
    Link {
        href,
        rel: rel.to_owned(),
        mime_type: Some(mime_type.to_owned()),
        ..Link::default()
    }
}

/// An instant as the format has it; the beginning of time for none.
fn instant(at: Option<Timestamp>) -> FixedDateTime {
    let at = at.unwrap_or_default().0;
    chrono::DateTime::from_timestamp_millis(at)
        .unwrap_or_default()
        .fixed_offset()
}
