//! `/p/{token}/data`: what a reader chose and agreed to, and the button that sends the link for everything else.
//! `/fresh/{token}`: for who opened a link that they replaced. GET shows.

use super::said::Said;
use super::{Done, Page, answer, back_to};
use crate::error::{BadForm, WebError};
use crate::form::Fields;
use crate::house::{House, carry_out};
use axum::extract::{Path, RawPathParams, RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lagom_app::data::{self, DataEntry, DataView};
use lagom_render::language::{Arg, Language};
use serde::Serialize;
use std::sync::Arc;

/// What a redirect can say was done; `page-data-…` in the catalogues.
const DONE: &[&str] = &["asked", "withdrawn"];

#[derive(Serialize)]
struct DataSaid {
    address: Option<String>,
    done: Option<String>,
    since: String,
    history: Vec<EntrySaid>,
    action: String,
    preferences: String,
}

#[derive(Serialize)]
struct EntrySaid {
    at: String,
    what: String,
    wording: String,
    how: String,
    until: Option<String>,
    withdraw: Option<String>,
}

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let done = Done::of_query(query.as_deref(), DONE);
    let shown = page(&house, &token, done, &headers).await;
    answer(&house, &headers, shown)
}

pub(crate) async fn act(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let pressed = press(&house, &token, request).await;
    answer(&house, &headers, pressed)
}

async fn page(
    house: &House,
    token: &str,
    done: Option<Done>,
    headers: &HeaderMap,
) -> Result<Response, WebError> {
    let view = data::look(&house.installation, token).await?;
    let language = house.language(Some(&view.language), headers);
    let said = say(house, language, &view, token, done);
    let html = house.render("data.html", language, &said)?;
    Ok(Page::new(html).hidden().into_response())
}

fn say(
    house: &House,
    language: Language,
    view: &DataView,
    token: &str,
    done: Option<Done>,
) -> DataSaid {
    let day = |at: lagom_model::Timestamp| {
        let languages = house.languages();
        languages.date(language, view.zone.date(at))
    };
    let since = [("date", Arg::from(day(view.since)))];
    let preferences = format!("{}/p/{token}", house.mount());
    let history = view.history.iter();
    DataSaid {
        address: view.address.clone(),
        done: done.map(|done| house.text(language, &format!("page-data-{}", done.what), &[])),
        since: house.text(language, "page-data-since", &since),
        history: history
            .map(|entry| EntrySaid {
                at: house
                    .languages()
                    .moment(language, entry.recorded.at, &view.zone),
                what: what(house, language, entry),
                wording: entry.recorded.wording.clone(),
                how: how(house, language, entry),
                until: entry.recorded.until.map(|at| {
                    let until = [("date", Arg::from(day(at)))];
                    house.text(language, "page-data-until", &until)
                }),
                withdraw: entry.withdraw.clone(),
            })
            .collect(),
        action: format!("{preferences}/data"),
        preferences,
    }
}

fn what(house: &House, language: Language, entry: &DataEntry) -> String {
    let about = entry.recorded.about.as_str();
    let name = entry.newsletter.as_deref();
    let args = [("newsletter", Arg::from(name.unwrap_or_default()))];
    let id = match (about, name) {
        ("choice", _) => "page-data-about-choice",
        ("stop", Some(_)) => "page-data-about-stop-one",
        ("stop", None) => "page-data-about-stop",
        ("consent", _) => "page-data-about-consent",
        ("feedback", _) => "page-data-about-feedback",
        _ => "page-data-about-change",
    };
    house.text(language, id, &args)
}

fn how(house: &House, language: Language, entry: &DataEntry) -> String {
    let how = entry.recorded.how.as_str();
    let id = format!("page-data-how-{how}");
    house.text(language, &id, &[])
}

async fn press(house: &Arc<House>, token: &str, request: Request) -> Result<Response, WebError> {
    data::look(&house.installation, token).await?;
    let fields = Fields::read(request, house.options.body_limit).await?;
    let (installation, subject) = (house.installation.clone(), token.to_owned());
    let what = match (fields.get("do"), fields.get("consent")) {
        (Some("link"), _) => {
            carry_out(async move { Ok(data::ask_step_up(&installation, &subject).await?) }).await?;
            "asked"
        }
        (Some("withdraw"), Some(key)) => {
            let key = key.to_owned();
            carry_out(async move { Ok(data::withdraw(&installation, &subject, &key).await?) })
                .await?;
            "withdrawn"
        }
        _ => return Err(BadForm::Unreadable.into()),
    };
    let said = Done::only(what).query();
    let address = format!("{}/p/{token}/data{said}", house.mount());
    Ok(back_to(&address))
}

pub(crate) async fn show_fresh(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let shown = fresh_page(&house, &token, &headers).await;
    answer(&house, &headers, shown)
}

async fn fresh_page(house: &House, token: &str, headers: &HeaderMap) -> Result<Response, WebError> {
    let view = data::fresh(&house.installation, token).await?;
    let language = house.language(Some(&view.language), headers);
    revoked(house, language, token).page(house, language, StatusCode::OK)
}

fn revoked(house: &House, language: Language, token: &str) -> Said {
    let button = house.text(language, "page-revoked-button", &[]);
    Said::of(house, language, "page-revoked-title", "page-revoked")
        .asks(button, format!("{}/fresh/{token}", house.mount()))
}

pub(crate) async fn send_fresh(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let sent = fresh_mail(&house, &token, &headers).await;
    answer(&house, &headers, sent)
}

async fn fresh_mail(
    house: &Arc<House>,
    token: &str,
    headers: &HeaderMap,
) -> Result<Response, WebError> {
    let view = data::fresh(&house.installation, token).await?;
    let language = house.language(Some(&view.language), headers);
    let (installation, token) = (house.installation.clone(), token.to_owned());
    carry_out(async move { Ok(data::send_fresh(&installation, &token).await?) }).await?;
    Said::of(house, language, "page-data-asked-title", "page-data-asked").page(
        house,
        language,
        StatusCode::OK,
    )
}

/// Around the pages of one person's link: who made their links new, and opens an old one anywhere among them, gets
/// the page that sends a fresh one.
pub(crate) async fn or_fresh(
    State(house): State<Arc<House>>,
    params: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let token = params.iter().find(|(name, _)| *name == "token");
    let token = token.map(|(_, token)| token.to_owned()).unwrap_or_default();
    let headers = request.headers().clone();
    let response = next.run(request).await;
    if response.status() != StatusCode::NOT_FOUND {
        return response;
    }
    let Ok(view) = data::fresh(&house.installation, &token).await else {
        return response;
    };
    let language = house.language(Some(&view.language), &headers);
    let said = revoked(&house, language, &token).page(&house, language, StatusCode::GONE);
    said.unwrap_or(response)
}
