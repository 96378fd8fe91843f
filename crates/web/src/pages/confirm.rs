//! `/c/{token}`: what was asked for, and the button that carries it out. GET shows; the page after the button is the welcome.

use super::answer;
use super::join::rhythm;
use super::said::Said;
use crate::error::WebError;
use crate::form::Fields;
use crate::house::{House, carry_out};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use lagom_app::joining::{self, Asked, Click, Promise, Welcome};
use lagom_render::language::{Arg, Language};
use lagom_store::AskKind;
use std::sync::Arc;

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let shown = page(&house, &token, &headers).await;
    answer(&house, &headers, shown)
}

pub(crate) async fn act(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let pressed = press(&house, &token, &headers, request).await;
    answer(&house, &headers, pressed)
}

async fn page(house: &House, token: &str, headers: &HeaderMap) -> Result<Response, WebError> {
    let asked = joining::look(&house.installation, token).await?;
    let language = house.language(Some(&asked.language), headers);
    if asked.used {
        return done_before(house, language);
    }
    if asked.gone {
        return gone(house, language);
    }
    let action = format!("{}/c/{token}", house.mount());
    question(house, language, &asked, action).page(house, language, StatusCode::OK)
}

fn question(house: &House, language: Language, asked: &Asked, action: String) -> Said {
    let text = |id: &str| house.text(language, id, &[]);
    if asked.kind == AskKind::Address {
        let address = [("address", Arg::from(asked.address.as_str()))];
        return Said {
            title: text("page-address-confirm-title"),
            text: vec![house.text(language, "page-address-confirm", &address)],
            ..Said::default()
        }
        .asks(text("page-address-confirm-button"), action);
    }
    let returns = asked.kind == AskKind::Return;
    let mut lines = vec![text("page-confirm-asked")];
    if asked.lifts {
        lines.insert(0, text("page-confirm-lifts"));
    }
    let list = asked.lines.iter().map(|line| {
        let said = each(house, language, &line.name, line.cadence);
        if line.topics.is_empty() {
            said
        } else {
            format!("{said}: {}", line.topics.join(", "))
        }
    });
    Said {
        title: text(if returns {
            "page-confirm-return-title"
        } else {
            "page-confirm-title"
        }),
        address: Some(asked.address.clone()).filter(|address| !address.is_empty()),
        text: lines,
        list: list.collect(),
        agreed: asked.agreed.clone(),
        ..Said::default()
    }
    .asks(text("page-confirm-button"), action)
}

fn each(house: &House, language: Language, name: &str, cadence: lagom_model::Cadence) -> String {
    let args = [
        ("newsletter", Arg::from(name)),
        ("cadence", Arg::from(rhythm(house, language, cadence))),
    ];
    house.text(language, "page-welcome-promise-each", &args)
}

async fn press(
    house: &Arc<House>,
    token: &str,
    headers: &HeaderMap,
    request: Request,
) -> Result<Response, WebError> {
    let asked = joining::look(&house.installation, token).await?;
    // The body says nothing that matters; it must only be a form.
    Fields::read(request, house.options.body_limit).await?;
    let language = house.language(Some(&asked.language), headers);
    let wording = house.text(language, "page-confirm-button", &[]);
    let (installation, token) = (house.installation.clone(), token.to_owned());
    let click =
        carry_out(async move { Ok(joining::confirm(&installation, &token, &wording).await?) })
            .await?;
    match click {
        Click::Welcome(welcome) => {
            greet(house, language, &welcome).page(house, language, StatusCode::OK)
        }
        Click::Moved => Said::of(
            house,
            language,
            "page-address-done-title",
            "page-address-done",
        )
        .page(house, language, StatusCode::OK),
        Click::Before => done_before(house, language),
        Click::Gone => gone(house, language),
        Click::Taken => Said::of(
            house,
            language,
            "page-address-taken-title",
            "page-address-taken",
        )
        .page(house, language, StatusCode::CONFLICT),
    }
}

fn done_before(house: &House, language: Language) -> Result<Response, WebError> {
    Said::of(
        house,
        language,
        "page-confirm-done-title",
        "page-confirm-done",
    )
    .page(house, language, StatusCode::OK)
}

fn gone(house: &House, language: Language) -> Result<Response, WebError> {
    let again = house.text(language, "page-confirm-again", &[]);
    Said::of(
        house,
        language,
        "page-confirm-gone-title",
        "page-confirm-gone",
    )
    .leads(again, format!("{}/join", house.mount()))
    .page(house, language, StatusCode::GONE)
}

/// The welcome, with the promise in one sentence.
fn greet(house: &House, language: Language, welcome: &Welcome) -> Said {
    let title = if welcome.returned {
        "page-welcome-back-title"
    } else {
        "page-welcome-title"
    };
    let change = house.text(language, "page-welcome-promise-change", &[]);
    Said {
        title: house.text(language, title, &[]),
        address: welcome.view.address.clone(),
        text: promise(house, language, &welcome.promise)
            .into_iter()
            .collect(),
        ..Said::default()
    }
    .leads(
        change,
        format!("{}/p/{}", house.mount(), welcome.preferences),
    )
}

/// The promise in one sentence; `None`: nothing comes.
fn promise(house: &House, language: Language, promise: &Promise) -> Option<String> {
    if promise.lines.is_empty() {
        return None;
    }
    let lines = promise.lines.iter();
    let what: Vec<String> = lines
        .map(|(name, cadence)| each(house, language, name, *cadence))
        .collect();
    let mut args = vec![("what", Arg::from(what.join(", ")))];
    let (most, days) = promise.most?;
    let letters = [("count", Arg::from(most))];
    let window = [("days", Arg::from(days))];
    args.push((
        "most",
        house.text(language, "count-letters", &letters).into(),
    ));
    args.push((
        "window",
        house.text(language, "window-days", &window).into(),
    ));
    let id = match promise.quiet {
        Some(quiet) => {
            args.push(("from", Arg::from(quiet.from.to_string())));
            args.push(("to", Arg::from(quiet.to.to_string())));
            "page-welcome-promise"
        }
        None => "page-welcome-promise-any-time",
    };
    Some(house.text(language, id, &args))
}
