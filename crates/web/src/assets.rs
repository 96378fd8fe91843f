//! The one style sheet and the one script, each named by its content so that browsers keep it for ever. Nothing
//! else is served from here, and no file is read at run time.

use crate::house::House;
use crate::pages;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

static CSS: LazyLock<String> =
    LazyLock::new(|| tight(&squeezed(include_str!("../templates/lagom.css"))));
static JS: LazyLock<String> = LazyLock::new(|| squeezed(include_str!("../templates/lagom.js")));

/// Without indentation, blank lines, and lines that are comments: what a phone need not load.
fn squeezed(source: &str) -> String {
    let comment =
        |line: &str| line.starts_with("//") || (line.starts_with("/*") && line.ends_with("*/"));
    let lines = source.lines().map(str::trim);
    let kept: Vec<&str> = lines
        .filter(|line| !line.is_empty() && !comment(line))
        .collect();
    kept.join("\n")
}

/// A style sheet without the blanks around its marks, which mean nothing there. Ours has no text in quotes that holds one.
fn tight(css: &str) -> String {
    let marks = [
        (" { ", "{"),
        (" {", "{"),
        ("; }", "}"),
        ("; ", ";"),
        (": ", ":"),
        (", ", ","),
    ];
    let tighter = |css: String, (wide, mark): (&str, &str)| css.replace(wide, mark);
    marks.into_iter().fold(css.to_owned(), tighter)
}

/// The style sheet, with an operator's own colour by day. (By night the paper is dark, and so would many colours be.)
pub(crate) fn css(colour: Option<&str>) -> String {
    let own = colour.map(|colour| {
        format!("\n@media (prefers-color-scheme: light) {{ :root {{ --accent: {colour}; }} }}\n")
    });
    CSS.clone() + own.as_deref().unwrap_or_default()
}

/// `<16 digits of the hash>.css`.
pub(crate) fn css_name(css: &str) -> String {
    name(css, ".css")
}

/// `<16 digits of the hash>.js`.
pub(crate) fn js_name() -> String {
    name(&JS, ".js")
}

fn name(content: &str, ending: &str) -> String {
    let hash = Sha256::digest(content.as_bytes());
    let mut name = String::new();
    for byte in hash.iter().take(8) {
        // Writing to a string cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name + ending
}

pub(crate) async fn show(
    State(house): State<Arc<House>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (kind, content) = if name == house.css {
        ("text/css; charset=utf-8", house.css_text.clone())
    } else if name == house.js {
        ("text/javascript; charset=utf-8", JS.clone())
    } else {
        return pages::nothing_here(State(house), headers).await;
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, content).into_response()
}
