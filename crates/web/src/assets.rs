//! The one style sheet, named by its content so that browsers keep it for ever. Nothing else is served
//! from here, and no file is read at run time.

use crate::house::House;
use crate::pages;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;

const CSS: &str = include_str!("../templates/lagom.css");

/// `<16 digits of the hash>.css`.
pub(crate) fn css_name() -> String {
    let hash = Sha256::digest(CSS.as_bytes());
    let mut name = String::new();
    for byte in hash.iter().take(8) {
        // Writing to a string cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name + ".css"
}

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    if name != house.css {
        return pages::nothing_here(State(house), headers).await;
    }
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, CSS).into_response()
}
