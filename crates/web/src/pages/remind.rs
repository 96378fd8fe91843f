//! `/r/{token}/{event}`: an event, with a button for each reminder that can still come. GET shows,
//! POST switches one on or off.

use super::{Done, Page, answer, back_to};
use crate::error::{BadForm, WebError};
use crate::form::Fields;
use crate::house::{House, carry_out};
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use lagom_app::events::{self, EventView, ReminderView};
use lagom_model::Lead;
use lagom_render::language::{Arg, Language};
use serde::Serialize;
use std::sync::Arc;

/// What a redirect can say was done.
const DONE: &[&str] = &["remind", "forget"];

#[derive(Serialize)]
struct Said<'a> {
    address: Option<&'a str>,
    newsletter: &'a str,
    action: String,
    done: Option<String>,
    title: &'a str,
    link: Option<&'a str>,
    when: Option<String>,
    place: Option<&'a str>,
    /// Why there is no button, if there is none.
    note: Option<String>,
    reminders: Vec<Button>,
    calendar: Option<String>,
    preferences: String,
}

/// A reminder with its button.
#[derive(Serialize)]
struct Button {
    /// When it comes, if it is switched on.
    comes: Option<String>,
    field: &'static str,
    value: &'static str,
    label: String,
}

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path((token, event)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let shown = page(&house, (&token, &event), query.as_deref(), &headers).await;
    answer(&house, &headers, shown)
}

pub(crate) async fn act(
    State(house): State<Arc<House>>,
    Path((token, event)): Path<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let pressed = press(&house, (&token, &event), request).await;
    let address = address(&house, &token, &event);
    match pressed {
        Ok(done) => back_to(&(address + &done.query())),
        Err(error) => {
            let view = events::look(&house.installation, &token, &event).await.ok();
            let own = view.as_ref().map(|view| view.language.as_str());
            let language = house.language(own, &headers);
            error.page(&house, language, own.map(|_| address.as_str()))
        }
    }
}

async fn press(
    house: &Arc<House>,
    (token, event): (&str, &str),
    request: Request,
) -> Result<Done, WebError> {
    // The link first: who has none learns nothing about forms.
    events::look(&house.installation, token, event).await?;
    let fields = Fields::read(request, house.options.body_limit).await?;
    let (value, wanted) = match (fields.get("remind"), fields.get("forget")) {
        (Some(value), None) => (value, true),
        (None, Some(value)) => (value, false),
        _ => return Err(BadForm::Unreadable.into()),
    };
    let lead = Lead::parse(value).ok_or(BadForm::Unreadable)?;
    let installation = house.installation.clone();
    let (token, event) = (token.to_owned(), event.to_owned());
    carry_out(
        async move { Ok(events::remind(&installation, &token, &event, lead, wanted).await?) },
    )
    .await?;
    Ok(Done::only(if wanted { "remind" } else { "forget" }))
}

async fn page(
    house: &House,
    (token, event): (&str, &str),
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, WebError> {
    let view = events::look(&house.installation, token, event).await?;
    let language = house.language(Some(&view.language), headers);
    let said = say(house, language, &view, (token, event), query);
    let html = house.render("remind.html", language, &said)?;
    Ok(Page::new(html).hidden().into_response())
}

fn say<'a>(
    house: &House,
    language: Language,
    view: &'a EventView,
    (token, event): (&str, &str),
    query: Option<&str>,
) -> Said<'a> {
    let when = view.starts.map(|starts| {
        let languages = house.languages();
        languages.event_time(language, starts.into(), &view.host, &view.reader)
    });
    let note = if view.cancelled {
        Some("page-remind-cancelled")
    } else if view.begun {
        Some("page-remind-begun")
    } else if !view.reachable {
        Some("page-remind-left")
    } else if view.reminders.is_empty() {
        Some("page-remind-none")
    } else {
        None
    };
    let done = Done::of_query(query, DONE);
    let (issue, position) = view.calendar;
    let calendar = format!("{}/i/{issue}/{position}.ics", house.mount());
    Said {
        address: view.address.as_deref(),
        newsletter: &view.newsletter,
        action: address(house, token, event),
        done: done.map(|done| house.text(language, &format!("page-done-{}", done.what), &[])),
        title: &view.title,
        link: view.link.as_deref().filter(|link| link.starts_with("http")),
        when,
        place: view.place.as_deref(),
        note: note.map(|id| house.text(language, id, &[])),
        reminders: view
            .reminders
            .iter()
            .map(|one| button(house, language, view, one))
            .collect(),
        calendar: (view.starts.is_some() && !view.begun).then_some(calendar),
        preferences: format!("{}/p/{}", house.mount(), view.preferences),
    }
}

fn button(house: &House, language: Language, view: &EventView, one: &ReminderView) -> Button {
    let id = match (one.lead, one.set) {
        (Lead::Day, false) => "page-remind-day",
        (Lead::Hour, false) => "page-remind-hour",
        (_, true) => "page-remind-forget",
    };
    let comes = one.set.then(|| {
        let at = house.languages().moment(language, one.due_at, &view.reader);
        house.text(language, "page-remind-comes", &[("at", Arg::from(at))])
    });
    Button {
        comes,
        field: if one.set { "forget" } else { "remind" },
        value: one.lead.name(),
        label: house.text(language, id, &[]),
    }
}

fn address(house: &House, token: &str, event: &str) -> String {
    format!("{}/r/{token}/{event}", house.mount())
}
