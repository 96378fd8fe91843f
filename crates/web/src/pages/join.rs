//! `/join` and `/join/{publication}`: the form, and what it says afterwards: the same to everybody. The answer is on its way
//! before the work begins, and the work is the same whoever it is.

use super::said::Said;
use super::{Page, answer, back_to};
use crate::error::{BadForm, WebError};
use crate::form::Fields;
use crate::house::House;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use lagom_app::joining::{self, JoinForm, JoinLine, JoinOffer, JoinRequest};
use lagom_model::Cadence;
use lagom_render::language::{Arg, Language};
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct FormSaid {
    title: String,
    action: String,
    from: &'static str,
    /// Whether there is but one newsletter.
    one: bool,
    offers: Vec<OfferSaid>,
    consents: Vec<ConsentSaid>,
}

#[derive(Serialize)]
struct OfferSaid {
    key: String,
    name: String,
    description: String,
    menu: Vec<EntrySaid>,
    topics: Vec<TopicSaid>,
}

#[derive(Serialize)]
struct EntrySaid {
    value: &'static str,
    label: String,
    usual: bool,
}

#[derive(Serialize)]
struct TopicSaid {
    key: String,
    name: String,
}

#[derive(Serialize)]
struct ConsentSaid {
    key: String,
    wording: String,
    required: bool,
}

pub(crate) async fn show_all(
    State(house): State<Arc<House>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let language = spoken(&house, query.as_deref(), &headers);
    answer(&house, &headers, page(&house, None, language))
}

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path(publication): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let language = spoken(&house, query.as_deref(), &headers);
    let shown = match publication.as_str() {
        "sent" => sent(&house, language),
        key => page(&house, Some(key), language),
    };
    answer(&house, &headers, shown)
}

pub(crate) async fn act_all(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let pressed = press(&house, None, &headers, request).await;
    answer(&house, &headers, pressed)
}

pub(crate) async fn act(
    State(house): State<Arc<House>>,
    Path(publication): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let pressed = press(&house, Some(&publication), &headers, request).await;
    answer(&house, &headers, pressed)
}

/// The language asked for in the address, else the browser's.
fn spoken(house: &House, query: Option<&str>, headers: &HeaderMap) -> Language {
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let asked = pairs
        .filter(|(key, _)| key == "lang")
        .map(|(_, value)| value.into_owned())
        .next();
    house.language(asked.as_deref(), headers)
}

fn page(
    house: &House,
    publication: Option<&str>,
    language: Language,
) -> Result<Response, WebError> {
    let form = joining::form(&house.installation, publication).ok_or(WebError::NotFound)?;
    let action = address(house, publication);
    let said = say(house, language, &form, action, "page");
    let html = house.render("join.html", language, &said)?;
    Ok(Page::new(html).public().into_response())
}

/// The form as a piece for another page: plain HTML, no script, no style. `None`: there is no such newsletter.
pub(crate) fn snippet(
    house: &House,
    publication: Option<&str>,
    language: Language,
) -> Result<Option<String>, WebError> {
    let Some(form) = joining::form(&house.installation, publication) else {
        return Ok(None);
    };
    let base = house.installation.settings.base_url.trim_end_matches('/');
    let action = match publication {
        Some(key) => format!("{base}/join/{key}"),
        None => format!("{base}/join"),
    };
    let said = say(house, language, &form, action, "snippet");
    house.render("snippet.html", language, &said).map(Some)
}

fn say(
    house: &House,
    language: Language,
    form: &JoinForm,
    action: String,
    from: &'static str,
) -> FormSaid {
    let one = form.offers.len() == 1;
    let title = if let [only] = form.offers.as_slice() {
        let name = [("newsletter", Arg::from(only.name.as_str()))];
        house.text(language, "page-join-one", &name)
    } else {
        let organisation = house.installation.settings.organisation.as_str();
        let name = [("organisation", Arg::from(organisation))];
        house.text(language, "page-join-title", &name)
    };
    let offers = form.offers.iter();
    FormSaid {
        title,
        action,
        from,
        one,
        offers: offers
            .map(|offer| offered(house, language, offer))
            .collect(),
        consents: form
            .consents
            .iter()
            .map(|consent| ConsentSaid {
                key: consent.key.clone(),
                wording: consent.in_language(language.tag()).to_owned(),
                required: consent.required,
            })
            .collect(),
    }
}

fn offered(house: &House, language: Language, offer: &JoinOffer) -> OfferSaid {
    let entry = |cadence: &Cadence| {
        // The words of the preference page's buttons: a list on a phone has no room for a sentence.
        let label = house.text(language, &format!("page-choice-{}", cadence.name()), &[]);
        let usual = *cadence == offer.usual;
        EntrySaid {
            value: cadence.name(),
            label: if usual {
                house.text(language, "page-join-usual", &[("cadence", label.into())])
            } else {
                label
            },
            usual,
        }
    };
    let topics = offer.topics.iter();
    OfferSaid {
        key: offer.key.clone(),
        name: offer.name.clone(),
        description: offer.description.clone(),
        menu: if offer.menu.len() > 1 {
            offer.menu.iter().map(entry).collect()
        } else {
            Vec::new()
        },
        topics: topics
            .map(|topic| TopicSaid {
                key: topic.key.clone(),
                name: topic.name.clone(),
            })
            .collect(),
    }
}

/// A rhythm in words.
pub(super) fn rhythm(house: &House, language: Language, cadence: Cadence) -> String {
    house.text(language, &format!("cadence-{}", cadence.name()), &[])
}

/// What it says to everybody.
fn sent(house: &House, language: Language) -> Result<Response, WebError> {
    let said = Said::of(house, language, "page-join-sent-title", "page-join-sent");
    said.page(house, language, StatusCode::OK)
}

async fn press(
    house: &Arc<House>,
    publication: Option<&str>,
    headers: &HeaderMap,
    request: Request,
) -> Result<Response, WebError> {
    let network = house.joins.admit(&request, headers)?;
    let fields = Fields::read(request, house.options.body_limit).await?;
    let language = house.language(fields.get("lang"), headers);
    let back = format!("{}/join/sent?lang={}", house.mount(), language.tag());
    // Only machines fill in what nobody sees.
    if fields.get("website").is_some_and(|text| !text.is_empty()) {
        return Ok(back_to(&back));
    }
    match begin(house, publication, &fields, language, network) {
        Ok(()) => Ok(back_to(&back)),
        Err(WebError::NotFound) => Err(WebError::NotFound),
        // In the form's own language, with the way back to it.
        Err(error) => {
            let form = format!("{}?lang={}", address(house, publication), language.tag());
            Ok(error.page(house, language, Some(&form)))
        }
    }
}

/// Judges what was filled in, and begins the work.
fn begin(
    house: &House,
    publication: Option<&str>,
    fields: &Fields,
    language: Language,
    network: Option<u64>,
) -> Result<(), WebError> {
    let asked = JoinRequest {
        network,
        ..asked(house, publication, fields, language)?
    };
    let wish = joining::check(&house.installation, &asked)?;
    house.joins.begin(&house.installation, wish)
}

/// Where the form stands.
fn address(house: &House, publication: Option<&str>) -> String {
    match publication {
        Some(key) => format!("{}/join/{key}", house.mount()),
        None => format!("{}/join", house.mount()),
    }
}

/// The form's fields as a request.
fn asked(
    house: &House,
    publication: Option<&str>,
    fields: &Fields,
    language: Language,
) -> Result<JoinRequest, WebError> {
    let form = joining::form(&house.installation, publication).ok_or(WebError::NotFound)?;
    let mut lines = Vec::new();
    for key in fields.all("newsletter") {
        let cadence = match fields.get(&format!("how-often-{key}")) {
            None => None,
            Some(name) => Some(Cadence::parse(name).ok_or(BadForm::Unreadable)?),
        };
        let name = format!("topics-{key}");
        let shown = fields.get(&name).is_some();
        let topics = fields.all(&name).filter(|topic| !topic.is_empty());
        lines.push(JoinLine {
            publication: key.to_owned(),
            cadence,
            topics: shown.then(|| topics.map(str::to_owned).collect()),
        });
    }
    if let [only] = form.offers.as_slice()
        && lines.is_empty()
    {
        lines.push(JoinLine {
            publication: only.key.clone(),
            cadence: None,
            topics: None,
        });
    }
    Ok(JoinRequest {
        address: fields.get("address").unwrap_or_default().to_owned(),
        lines,
        consents: fields.all("consent").map(str::to_owned).collect(),
        language: language.tag().to_owned(),
        wording: house.text(language, "page-join-button", &[]),
        how: if fields.get("from") == Some("snippet") {
            "snippet"
        } else {
            "page"
        },
        network: None,
    })
}
