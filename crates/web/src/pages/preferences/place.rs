//! `/p/{token}/place`: where the reader is, so that times are theirs. It only shows; its button posts to the
//! preference page.

use super::wishes::place_name;
use super::{address, answer};
use crate::error::WebError;
use crate::house::House;
use crate::pages::Page;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use lagom_app::preferences;
use lagom_model::Zone;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The parts of the world that zones are named after; other names are technical ones.
const PARTS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

#[derive(Serialize)]
struct Said {
    action: String,
    now: String,
    /// Whether the reader's zone is among them.
    known: bool,
    parts: Vec<PartSaid>,
}

#[derive(Serialize)]
struct PartSaid {
    id: String,
    places: Vec<PlaceSaid>,
}

#[derive(Serialize)]
struct PlaceSaid {
    zone: &'static str,
    name: String,
    now: bool,
}

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let shown = page(&house, &token, &headers).await;
    answer(&house, &headers, shown)
}

async fn page(house: &House, token: &str, headers: &HeaderMap) -> Result<Response, WebError> {
    let view = preferences::view(&house.installation, token).await?;
    let language = house.language(Some(&view.language), headers);
    let parts = parts(&view.zone);
    let said = Said {
        action: address(house, token),
        now: place_name(view.zone.name()),
        known: parts.iter().flat_map(|part| &part.places).any(|it| it.now),
        parts,
    };
    let html = house.render("place.html", language, &said)?;
    Ok(Page::new(html).hidden().into_response())
}

/// All places by part of the world, in the order of their names.
fn parts(now: &Zone) -> Vec<PartSaid> {
    let mut parts: BTreeMap<&str, BTreeMap<String, &'static str>> = BTreeMap::new();
    for zone in Zone::names() {
        let part = zone.split('/').next().unwrap_or_default();
        if zone.contains('/') && PARTS.contains(&part) {
            let places = parts.entry(part).or_default();
            let name = place_name(zone);
            // Of two zones with one name the reader's own is shown.
            if zone == now.name() || !places.contains_key(&name) {
                places.insert(name, zone);
            }
        }
    }
    let said = parts.into_iter().map(|(part, places)| PartSaid {
        id: format!("page-place-{}", part.to_lowercase()),
        places: places
            .into_iter()
            .map(|(name, zone)| PlaceSaid {
                zone,
                name,
                now: zone == now.name(),
            })
            .collect(),
    });
    said.collect()
}
