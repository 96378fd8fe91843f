//! `/i/{id}/{position}.ics`: one event of an issue as a calendar file, the same for everybody.

use super::answer;
use crate::error::WebError;
use crate::house::House;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use lagom_app::events;
use lagom_model::PublicId;
use std::sync::Arc;

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path((issue, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let shown = calendar(&house, &issue, &file).await;
    answer(&house, &headers, shown)
}

async fn calendar(house: &House, issue: &str, file: &str) -> Result<Response, WebError> {
    let issue = PublicId::parse(issue).ok_or(WebError::NotFound)?;
    let position = file
        .strip_suffix(".ics")
        .and_then(|number| number.parse().ok());
    let position = position.ok_or(WebError::NotFound)?;
    let calendar = events::calendar(&house.installation, issue, position).await?;
    let calendar = calendar.ok_or(WebError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"event.ics\"",
        ),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    Ok((headers, calendar).into_response())
}
