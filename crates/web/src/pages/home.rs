//! `/`: the organisation and its newsletters, with the latest letters of each.

use super::archive::{Entry, entries};
use super::{Page, answer};
use crate::error::WebError;
use crate::house::House;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;

/// Letters of each newsletter on this page.
const LATEST: u32 = 3;

#[derive(Serialize)]
struct Said {
    newsletters: Vec<Newsletter>,
}

#[derive(Serialize)]
struct Newsletter {
    key: String,
    name: String,
    language: String,
    description: String,
    letters: Vec<Entry>,
}

pub(crate) async fn show(State(house): State<Arc<House>>, headers: HeaderMap) -> Response {
    let shown = page(&house, &headers).await;
    answer(&house, &headers, shown)
}

async fn page(house: &House, headers: &HeaderMap) -> Result<Response, WebError> {
    let language = house.language(None, headers);
    let mut newsletters = Vec::new();
    for publication in &house.installation.known.publications {
        newsletters.push(Newsletter {
            key: publication.def.key.clone(),
            name: publication.def.name.clone(),
            language: publication.def.language.clone(),
            description: publication.def.description.clone(),
            letters: entries(house, language, publication, LATEST).await?,
        });
    }
    let html = house.render("home.html", language, &Said { newsletters })?;
    Ok(Page::new(html).public().into_response())
}
