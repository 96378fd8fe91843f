//! `/f/{token}`: too much, right or too little? GET asks, also when a link named an answer; POST keeps the answer, which changes
//! nothing, and the page proposes one change. That is taken by a button of its own, and taken back by another.

use super::preferences::{ProposalSaid, proposal_said, sentence, wording_of};
use super::{Done, Page, answer, back_to};
use crate::error::{BadForm, WebError};
use crate::form::Fields;
use crate::house::{House, carry_out};
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use lagom_app::preferences::{self, Action, FeedbackView};
use lagom_model::Measure;
use lagom_render::language::Language;
use serde::Serialize;
use std::sync::Arc;

/// What a redirect can say was done.
const DONE: &[&str] = &[
    "fewer",
    "only-events",
    "how-often",
    "already",
    "undo",
    "not-undone",
];

/// What the template `feedback.html` is given.
#[derive(Serialize)]
struct Said {
    address: Option<String>,
    action: String,
    preferences: String,
    heading: String,
    lead: Option<String>,
    done: Option<String>,
    undo: Option<String>,
    /// The answers, while it asks.
    answers: Vec<AnswerSaid>,
    /// The answer that the proposal is for.
    measure: Option<&'static str>,
    proposal: Option<ProposalSaid>,
    /// The same in a word, which its button says back.
    proposed: Option<String>,
}

#[derive(Serialize)]
struct AnswerSaid {
    value: &'static str,
    label: String,
    /// Whether the link named it.
    first: bool,
}

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
    let done = press(&house, &token, &headers, request).await;
    answer(&house, &headers, done)
}

pub(crate) async fn undo(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = take_back(&house, &token, request).await;
    answer(&house, &headers, done)
}

async fn press(
    house: &Arc<House>,
    token: &str,
    headers: &HeaderMap,
    request: Request,
) -> Result<Response, WebError> {
    // The link first: who has none learns nothing about forms.
    let asked = preferences::asked_by_letter(&house.installation, token).await?;
    let fields = Fields::read(request, house.options.body_limit).await?;
    let named = |name| fields.get(name).and_then(Measure::parse);
    let installation = house.installation.clone();
    let (address, token) = (address(house, token), token.to_owned());
    match (named("is"), named("accept")) {
        (Some(measure), None) => {
            carry_out(async move {
                Ok(preferences::say_measure(&installation, &token, measure).await?)
            })
            .await?;
            Ok(back_to(&format!("{address}?said={}", measure.name())))
        }
        (None, Some(measure)) => {
            let language = house.language(Some(&asked.view.language), headers);
            let action = preferences::proposal(&asked.view, measure);
            // Pressed twice, it is one change: the next proposal was shown to nobody.
            let said = fields.get("proposed");
            let is_it = |action: &Action| said.is_none_or(|said| said == name(action));
            let Some(action) = action.filter(is_it) else {
                return Ok(back_to(&(address + &Done::only("already").query())));
            };
            let wording = wording_of(house, language, &asked.view, &action);
            let what = word(&action);
            let outcome = carry_out(async move {
                let taken = preferences::accept_proposal(&installation, &token, &action, &wording);
                Ok(taken.await?)
            })
            .await?;
            let done = Done {
                what: outcome.undo.map_or("already", |_| what),
                undo: outcome.undo,
            };
            Ok(back_to(&(address + &done.query())))
        }
        _ => Err(BadForm::Unreadable.into()),
    }
}

async fn take_back(
    house: &Arc<House>,
    token: &str,
    request: Request,
) -> Result<Response, WebError> {
    preferences::asked_by_letter(&house.installation, token).await?;
    let fields = Fields::read(request, house.options.body_limit).await?;
    let change = fields.change()?;
    let installation = house.installation.clone();
    let (address, token) = (address(house, token), token.to_owned());
    let undo = async move { Ok(preferences::undo_proposal(&installation, &token, change).await?) };
    let done = Done::taken_back(carry_out(undo).await?);
    Ok(back_to(&(address + &done.query())))
}

async fn page(
    house: &House,
    token: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, WebError> {
    let asked = preferences::asked_by_letter(&house.installation, token).await?;
    let language = house.language(Some(&asked.view.language), headers);
    let said = say(house, language, &asked, token, query);
    let html = house.render("feedback.html", language, &said)?;
    Ok(Page::new(html).hidden().into_response())
}

fn say(
    house: &House,
    language: Language,
    asked: &FeedbackView,
    token: &str,
    query: Option<&str>,
) -> Said {
    let text = |id: &str| house.text(language, id, &[]);
    let view = &asked.view;
    let done = Done::of_query(query, DONE);
    let named = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let (_, value) = pairs.find(|(key, _)| key == name)?;
        Measure::parse(&value)
    };
    let answered = named("said").filter(|_| done.is_none());
    let action = answered.and_then(|measure| preferences::proposal(view, measure));
    let proposed = action.as_ref().map(name);
    let proposal = action.map(|action| proposal_said(house, language, view, &action));
    let lead = match (answered, &proposal) {
        (None, _) if done.is_some() => None,
        (None, _) => Some("page-feedback-note"),
        (Some(_), Some(_)) => Some("page-feedback-question"),
        (Some(Measure::Right), None) => Some("page-feedback-stays"),
        (Some(Measure::TooMuch), None) => Some("page-done-least"),
        (Some(Measure::TooLittle), None) => Some("page-feedback-most"),
    };
    let asks = done.is_none() && answered.is_none();
    let label = |measure: Measure| AnswerSaid {
        value: measure.name(),
        label: text(&format!("page-feedback-{}", measure.name())),
        first: named("is") == Some(measure),
    };
    Said {
        address: view.address.clone(),
        action: address(house, token),
        preferences: format!("{}/p/{}", house.mount(), asked.preferences),
        heading: match (done, answered) {
            (Some(_), _) => sentence(house, language, view),
            (None, Some(_)) => text("page-feedback-thanks"),
            (None, None) => text("page-feedback-title"),
        },
        lead: lead.map(text),
        undo: done
            .and_then(|done| done.undo)
            .map(|change| change.to_string()),
        done: done.map(|done| text(&format!("page-done-{}", done.what))),
        answers: if asks {
            Measure::ALL.map(label).into()
        } else {
            Vec::new()
        },
        measure: answered.map(Measure::name),
        proposal,
        proposed,
    }
}

/// A proposal in a word.
fn name(action: &Action) -> String {
    match action {
        Action::SetCadence {
            publication,
            cadence,
            ..
        } => format!("{publication}:{}", cadence.name()),
        Action::Fewer { letters } => format!("fewer:{}", letters.unwrap_or_default()),
        other => word(other).to_owned(),
    }
}

const fn word(action: &Action) -> &'static str {
    match action {
        Action::Fewer { .. } => "fewer",
        Action::OnlyEvents => "only-events",
        _ => "how-often",
    }
}

fn address(house: &House, token: &str) -> String {
    format!("{}/f/{token}", house.mount())
}
