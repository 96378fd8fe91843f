//! `/u/{token}`: leaving from a letter. GET shows one button a newsletter; POST is either the one click
//! of RFC 8058 (no cookie, no page, no redirect), or one of the page's buttons.

mod say;

use super::preferences::leaving;
use super::{Done, Page, answer, back_to};
use crate::error::{BadForm, WebError};
use crate::form::Fields;
use crate::house::{House, carry_out};
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use lagom_app::preferences::{self, Action};
use lagom_render::language::Language;
use say::wording;
use std::sync::Arc;

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let shown = page(&house, &token, query.as_deref(), &headers).await;
    answer(&house, &headers, shown)
}

pub(crate) async fn act(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let fields = match Fields::read(request, house.options.body_limit).await {
        Ok(fields) => fields,
        Err(error) => return back(&house, &token, &headers, Err(error)).await,
    };
    if fields.is_one_click() {
        let language = house.language(None, &headers);
        return match one_click(&house, &token, language).await {
            Ok(line) => (StatusCode::OK, line + "\n").into_response(),
            Err(error) => error.line(&house, language),
        };
    }
    let done = press(&house, &token, &fields, &headers).await;
    back(&house, &token, &headers, done).await
}

pub(crate) async fn undo(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = take_back(&house, &token, request).await;
    back(&house, &token, &headers, done).await
}

async fn one_click(
    house: &Arc<House>,
    token: &str,
    language: Language,
) -> Result<String, WebError> {
    let wording = house.text(language, "page-one-click-wording", &[]);
    let (installation, token) = (house.installation.clone(), token.to_owned());
    carry_out(async move { Ok(preferences::one_click(&installation, &token, &wording).await?) })
        .await?;
    Ok(house.text(language, "page-one-click-done", &[]))
}

async fn press(
    house: &Arc<House>,
    token: &str,
    fields: &Fields,
    headers: &HeaderMap,
) -> Result<Done, WebError> {
    let view = preferences::letter(&house.installation, token).await?;
    let action = asked(fields).ok_or(BadForm::Unreadable)?;
    let language = house.language(Some(&view.language), headers);
    let wording = wording(house, language, &action);
    let word = match &action {
        Action::Stop(_) => "stop",
        Action::Restore(_) => "restore",
        _ => "instead",
    };
    let (installation, token) = (house.installation.clone(), token.to_owned());
    let left = carry_out(async move {
        Ok(preferences::from_letter(&installation, &token, &action, &wording).await?)
    })
    .await?;
    let what = left.undo.map_or("already", |_| word);
    Ok(Done {
        what,
        undo: left.undo,
    })
}

/// The action of the one button that was pressed.
fn asked(fields: &Fields) -> Option<Action> {
    let value = |name| fields.get(name);
    match (value("stop"), value("restore"), value("instead")) {
        (Some(value), None, None) => leaving(value).map(Action::Stop),
        (None, Some(value), None) => leaving(value).map(Action::Restore),
        (None, None, Some(key)) => Some(Action::MonthlyInstead {
            publication: key.to_owned(),
        }),
        _ => None,
    }
}

async fn take_back(house: &Arc<House>, token: &str, request: Request) -> Result<Done, WebError> {
    preferences::letter(&house.installation, token).await?;
    let fields = Fields::read(request, house.options.body_limit).await?;
    let change = fields.change()?;
    let (installation, token) = (house.installation.clone(), token.to_owned());
    let undo =
        async move { Ok(preferences::undo_from_letter(&installation, &token, change).await?) };
    Ok(Done::taken_back(carry_out(undo).await?))
}

async fn page(
    house: &House,
    token: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, WebError> {
    let view = preferences::letter(&house.installation, token).await?;
    let language = house.language(Some(&view.language), headers);
    let said = say::say(house, language, &view, token, query);
    let html = house.render("leave.html", language, &said)?;
    Ok(Page::new(html).hidden().into_response())
}

/// Back to the page; or, in the person's own language, what went wrong.
async fn back(
    house: &House,
    token: &str,
    headers: &HeaderMap,
    done: Result<Done, WebError>,
) -> Response {
    let address = address(house, token);
    match done {
        Ok(done) => back_to(&(address + &done.query())),
        Err(error) => {
            let view = preferences::letter(&house.installation, token).await.ok();
            let own = view.as_ref().map(|view| view.language.as_str());
            let language = house.language(own, headers);
            error.page(house, language, own.map(|_| address.as_str()))
        }
    }
}

fn address(house: &House, token: &str) -> String {
    format!("{}/u/{token}", house.mount())
}
