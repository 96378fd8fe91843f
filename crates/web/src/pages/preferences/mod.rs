//! `/p/{token}`: what you get now, and every choice. GET shows; POST does one thing and redirects back
//! to the page, which says what was done and offers to undo it.

mod ask;
mod kept;
mod menus;
mod offers;
pub(crate) mod place;
mod promise;
mod say;
mod wishes;
mod wording;

use super::{Done, Page, answer, back_to};
use crate::error::WebError;
use crate::form::Fields;
use crate::house::{House, carry_out};
pub(super) use ask::leaving;
pub(crate) use kept::Kept;
pub(super) use offers::{InsteadSaid, ProposalSaid, just_stopped, leaving_value, proposal_said};
pub(super) use say::sentence;
pub(super) use wording::of as wording_of;

use ask::asked;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use lagom_app::preferences::{self, Action, View};
use std::sync::Arc;

/// What a redirect can say was done; `page-done-…` in the catalogues.
pub(super) const DONE: &[&str] = &[
    "fewer",
    "only-events",
    "pause",
    "resume",
    "stop",
    "restore",
    "how-often",
    "topics",
    "when",
    "form",
    "first",
    "at-once",
    "season",
    "language",
    "zone",
    "quiet-hours",
    "quiet-days",
    "minutes",
    "occasions",
    "most",
    "level",
    "accept",
    "remark",
    "remark-withdrawn",
    "instead",
    "undo",
    "not-undone",
    "least",
    "already",
];

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
    let done = press(&house, &token, &headers, request).await;
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

async fn page(
    house: &House,
    token: &str,
    done: Option<Done>,
    headers: &HeaderMap,
) -> Result<Response, WebError> {
    let view = preferences::view(&house.installation, token).await?;
    let language = house.language(Some(&view.language), headers);
    let path = address(house, token);
    let compose = |view: &View, path: &str| {
        let said = say::page(house, language, view, path, done);
        house.render("preferences.html", language, &said)
    };
    // An operator's own template may do with link and address whatever it likes.
    let html =
        if done.is_none() && !house.has_own(&["preferences.html", "frame.html", "parts.html"]) {
            house.kept.page(language, view, &path, compose)?
        } else {
            compose(&view, &path)?
        };
    Ok(Page::new(html).hidden().into_response())
}

async fn press(
    house: &Arc<House>,
    token: &str,
    headers: &HeaderMap,
    request: Request,
) -> Result<Done, WebError> {
    // The link first: who has none learns nothing about forms.
    let view = preferences::view(&house.installation, token).await?;
    let fields = Fields::read(request, house.options.body_limit).await?;
    let action = asked(&fields)?;
    let language = house.language(Some(&view.language), headers);
    let wording = wording::of(house, language, &view, &action);
    let what = done_word(&action);
    let (installation, token) = (house.installation.clone(), token.to_owned());
    let outcome = carry_out(async move {
        let outcome = preferences::act(&installation, &token, &action, &wording).await?;
        Ok(outcome)
    })
    .await?;
    Ok(match (outcome.undo, what) {
        (None, "fewer") if outcome.view.fewer.is_none() => Done::only("least"),
        (None, _) => Done::only("already"),
        (undo, what) => Done { what, undo },
    })
}

async fn take_back(house: &Arc<House>, token: &str, request: Request) -> Result<Done, WebError> {
    preferences::view(&house.installation, token).await?;
    let fields = Fields::read(request, house.options.body_limit).await?;
    let change = fields.change()?;
    let (installation, token) = (house.installation.clone(), token.to_owned());
    let undo = async move { Ok(preferences::undo(&installation, &token, change).await?) };
    Ok(Done::taken_back(carry_out(undo).await?))
}

/// The address of the page, without what a redirect said.
fn address(house: &House, token: &str) -> String {
    format!("{}/p/{token}", house.mount())
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
            let view = preferences::view(&house.installation, token).await.ok();
            let own = view.as_ref().map(|view| view.language.as_str());
            let language = house.language(own, headers);
            error.page(house, language, own.map(|_| address.as_str()))
        }
    }
}

fn done_word(action: &Action) -> &'static str {
    match action {
        Action::Fewer { .. } => "fewer",
        Action::OnlyEvents => "only-events",
        Action::Pause(..) => "pause",
        Action::Resume => "resume",
        Action::Stop(_) => "stop",
        Action::Restore(_) => "restore",
        Action::SetCadence { .. } => "how-often",
        Action::When { .. } => "when",
        Action::Form { .. } => "form",
        Action::Topics { .. } => "topics",
        Action::Favourites { .. } => "first",
        Action::TellAtOnce { .. } => "at-once",
        Action::Season(_) => "season",
        Action::Language(_) => "language",
        Action::Zone(_) => "zone",
        Action::QuietHours(_) => "quiet-hours",
        Action::QuietDays(_) => "quiet-days",
        Action::Most(_) => "most",
        Action::MonthlyInstead { .. } => "instead",
        Action::MinutesAWeek(_) => "minutes",
        Action::NoOccasions(_) => "occasions",
        Action::Level(_) => "level",
        Action::Accept { .. } => "accept",
        Action::Remark(said) if said.trim().is_empty() => "remark-withdrawn",
        Action::Remark(_) => "remark",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lagom_model::{Cadence, SeasonChoice};
    use lagom_render::language::{Language, Languages};

    #[test]
    fn every_text_whose_name_is_put_together_is_there() {
        let done = DONE.iter().map(|word| format!("page-done-{word}"));
        let choices = Cadence::ALL.map(|cadence| format!("page-choice-{}", cadence.name()));
        let seasons = SeasonChoice::ALL.map(|choice| format!("page-season-{}", choice.name()));
        let languages = Languages::new();
        for id in done.chain(choices).chain(seasons) {
            for language in Language::all() {
                assert!(languages.has(language, &id), "{id}");
            }
        }
    }
}
