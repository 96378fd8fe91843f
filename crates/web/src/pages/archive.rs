//! `/n/{publication}`: what came out, the latest first. Drafts, letters on hold and those taken back
//! do not stand here.

use super::{Page, answer};
use crate::error::WebError;
use crate::house::House;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use lagom_model::Timestamp;
use lagom_render::language::Language;
use lagom_store::{IssueRow, IssueState, KnownPublication};
use serde::Serialize;
use std::sync::Arc;

/// Letters on the page.
const MOST: u32 = 200;

#[derive(Serialize)]
struct Said<'a> {
    key: &'a str,
    name: &'a str,
    language: &'a str,
    description: &'a str,
    /// Whether one can join it.
    offered: bool,
    letters: Vec<Entry>,
}

/// A letter in a list.
#[derive(Serialize)]
pub(crate) struct Entry {
    id: String,
    title: String,
    date: String,
}

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    let shown = page(&house, &key, &headers).await;
    answer(&house, &headers, shown)
}

async fn page(house: &House, key: &str, headers: &HeaderMap) -> Result<Response, WebError> {
    let known = &house.installation.known;
    let publication = known.publication_by_key(key).ok_or(WebError::NotFound)?;
    let language = house.language(None, headers);
    let said = Said {
        key: &publication.def.key,
        name: &publication.def.name,
        language: &publication.def.language,
        description: &publication.def.description,
        offered: !publication.retired,
        letters: entries(house, language, publication, MOST).await?,
    };
    let html = house.render("archive.html", language, &said)?;
    Ok(Page::new(html).public().into_response())
}

/// The latest letters of a publication that came out.
pub(crate) async fn entries(
    house: &House,
    language: Language,
    publication: &KnownPublication,
    most: u32,
) -> Result<Vec<Entry>, WebError> {
    let out = came_out(house, publication, most).await?.into_iter();
    let entries = out.map(|issue| Entry {
        date: date(house, language, publication, &issue),
        id: issue.public_id.to_string(),
        title: issue.title,
    });
    Ok(entries.collect())
}

/// The latest letters of a publication that came out, as they are stored.
pub(crate) async fn came_out(
    house: &House,
    publication: &KnownPublication,
    most: u32,
) -> Result<Vec<IssueRow>, WebError> {
    // Some rows more than are shown: the newest may be drafts.
    let rows = house
        .installation
        .store
        .issues(Some(publication.id), most + 50)
        .await?;
    let out = rows
        .into_iter()
        .filter(|issue| issue.state == IssueState::Published);
    Ok(out
        .take(usize::try_from(most).unwrap_or(usize::MAX))
        .collect())
}

/// The date that the author gave, else the one on which it came out.
pub(crate) fn date(
    house: &House,
    language: Language,
    publication: &KnownPublication,
    issue: &IssueRow,
) -> String {
    let came_out = |at: Timestamp| publication.def.zone.date(at);
    let date = issue
        .edition
        .date
        .or_else(|| issue.publish_at.map(came_out));
    date.map_or_else(String::new, |date| house.languages().date(language, date))
}
