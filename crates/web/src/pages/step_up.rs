//! `/s/{token}`: what only the owner of the address may do, one thing a link. GET shows.

use super::said::Said;
use super::{Page, answer};
use crate::error::{BadForm, WebError};
use crate::form::Fields;
use crate::house::{House, carry_out};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lagom_app::data::{self, Exported, Format};
use lagom_app::preferences::PreferenceError;
use lagom_render::language::Language;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct StepUpSaid {
    address: Option<String>,
    action: String,
}

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let shown = page(&house, &token, &headers).await;
    reply(&house, &headers, shown)
}

pub(crate) async fn act(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = press(&house, &token, &headers, request).await;
    reply(&house, &headers, done)
}

/// A link that no longer works says so, and how to get another.
fn reply(house: &House, headers: &HeaderMap, result: Result<Response, WebError>) -> Response {
    let is_gone = matches!(result, Err(WebError::Preference(PreferenceError::Gone)));
    if !is_gone {
        return answer(house, headers, result);
    }
    let language = house.language(None, headers);
    let said = Said::of(
        house,
        language,
        "page-step-up-gone-title",
        "page-step-up-gone",
    );
    answer(house, headers, said.page(house, language, StatusCode::GONE))
}

async fn page(house: &House, token: &str, headers: &HeaderMap) -> Result<Response, WebError> {
    let view = data::open(&house.installation, token).await?;
    let language = house.language(Some(&view.language), headers);
    let said = StepUpSaid {
        address: view.address,
        action: format!("{}/s/{token}", house.mount()),
    };
    let html = house.render("step-up.html", language, &said)?;
    Ok(Page::new(html).hidden().into_response())
}

async fn press(
    house: &Arc<House>,
    token: &str,
    headers: &HeaderMap,
    request: Request,
) -> Result<Response, WebError> {
    let view = data::open(&house.installation, token).await?;
    let language = house.language(Some(&view.language), headers);
    let fields = Fields::read(request, house.options.body_limit).await?;
    let (installation, token) = (house.installation.clone(), token.to_owned());
    match fields.get("do") {
        Some("export") => {
            let format = match fields.get("as") {
                Some("json") => Format::Json,
                Some("csv") => Format::Csv,
                _ => return Err(BadForm::Unreadable.into()),
            };
            let file =
                carry_out(async move { Ok(data::take_away(&installation, &token, format).await?) })
                    .await?;
            Ok(download(file))
        }
        Some("address") => {
            let address = fields.get("address").unwrap_or_default().to_owned();
            carry_out(
                async move { Ok(data::ask_new_address(&installation, &token, &address).await?) },
            )
            .await?;
            let text = "page-step-up-address-sent";
            let said = Said::of(house, language, "page-data-asked-title", text);
            said.page(house, language, StatusCode::OK)
        }
        Some("links") => {
            let fresh =
                carry_out(async move { Ok(data::renew_links(&installation, &token).await?) })
                    .await?;
            renewed(house, language, &fresh)
        }
        Some("erase") if fields.get("sure") == Some("yes") => {
            carry_out(async move { Ok(data::erase(&installation, &token).await?) }).await?;
            let said = Said::of(
                house,
                language,
                "page-step-up-erased-title",
                "page-step-up-erased",
            );
            said.page(house, language, StatusCode::OK)
        }
        _ => Err(BadForm::Unreadable.into()),
    }
}

fn renewed(house: &House, language: Language, token: &str) -> Result<Response, WebError> {
    let label = house.text(language, "page-your-letters", &[]);
    let (title, text) = ("page-step-up-links-done-title", "page-step-up-links-done");
    Said::of(house, language, title, text)
        .leads(label, format!("{}/p/{token}", house.mount()))
        .page(house, language, StatusCode::OK)
}

/// The export as a file to keep.
fn download(file: Exported) -> Response {
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    let mut response = file.text.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(file.media_type),
    );
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
