//! `/p/{token}/why/{letter}`: why this very letter came, in plain words, and what became of the last issues;
//! without a letter only the latter. It only shows, and only to whom the letter went.

use super::{Page, answer};
use crate::error::WebError;
use crate::house::House;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use lagom_app::explain::{LetterTold, why};
use lagom_model::{DeliveryState, PublicId, Zone};
use lagom_render::language::{Arg, Language};
use serde::Serialize;
use std::sync::Arc;

/// What the template `why.html` is given.
#[derive(Serialize)]
struct Said {
    address: Option<String>,
    preferences: String,
    heading: String,
    letter: Option<LetterSaid>,
    lately: Vec<IssueSaid>,
}

#[derive(Serialize)]
struct LetterSaid {
    brings: String,
    because: Vec<String>,
}

#[derive(Serialize)]
struct IssueSaid {
    id: String,
    title: String,
    said: String,
}

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path((token, letter)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let shown = match PublicId::parse(&letter) {
        Some(letter) => page(&house, &token, Some(letter), &headers).await,
        None => Err(WebError::NotFound),
    };
    answer(&house, &headers, shown)
}

pub(crate) async fn show_lately(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let shown = page(&house, &token, None, &headers).await;
    answer(&house, &headers, shown)
}

async fn page(
    house: &House,
    token: &str,
    letter: Option<PublicId>,
    headers: &HeaderMap,
) -> Result<Response, WebError> {
    let speak = |own: &str| house.language(Some(own), headers);
    let languages = house.languages();
    let (view, language, person) =
        why(&house.installation, languages, token, letter, speak).await?;
    let zone = &person.facts.zone;
    let lately = view.lately.into_iter();
    let said = Said {
        address: view.address,
        preferences: format!("{}/p/{token}", house.mount()),
        heading: heading(house, language, zone, view.letter.as_ref()),
        letter: view.letter.map(|told| letter_said(house, language, told)),
        lately: lately
            .map(|(id, title, said)| IssueSaid {
                id: id.to_string(),
                title,
                said,
            })
            .collect(),
    };
    let html = house.render("why.html", language, &said)?;
    Ok(Page::new(html).hidden().into_response())
}

fn heading(house: &House, language: Language, zone: &Zone, letter: Option<&LetterTold>) -> String {
    let Some(letter) = letter else {
        return house.text(language, "page-why-lately", &[]);
    };
    let id = match letter.state {
        DeliveryState::Sent => "page-why-sent",
        DeliveryState::Held => "page-why-doubt",
        DeliveryState::Planned | DeliveryState::Sending | DeliveryState::Waiting => "page-why-open",
        DeliveryState::Failed
        | DeliveryState::Folded
        | DeliveryState::Expired
        | DeliveryState::Cancelled => "page-why-ended",
    };
    let date = house.languages().weekday(language, zone.date(letter.at));
    house.text(language, id, &[("date", Arg::from(date))])
}

fn letter_said(house: &House, language: Language, told: LetterTold) -> LetterSaid {
    let newsletters = [("newsletters", Arg::from(told.brings.join(", ")))];
    let mut because = told.because;
    if because.is_empty() && !told.brings.is_empty() {
        because.push(house.text(language, "page-why-none", &newsletters));
    }
    LetterSaid {
        brings: if told.brings.is_empty() {
            String::new()
        } else {
            house.text(language, "page-why-brings", &newsletters)
        },
        because,
    }
}
