//! A file per page: read the request, call the use-case, say the answer.

pub(crate) mod archive;
pub(crate) mod calendar;
pub(crate) mod confirm;
pub(crate) mod data;
pub(crate) mod feed;
pub(crate) mod feedback;
pub(crate) mod health;
pub(crate) mod home;
pub(crate) mod issue;
pub(crate) mod join;
pub(crate) mod leave;
pub(crate) mod preferences;
pub(crate) mod remind;
pub(crate) mod said;
pub(crate) mod step_up;
pub(crate) mod why;

use crate::error::WebError;
use crate::house::House;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lagom_model::PublicId;
use std::sync::Arc;

/// A rendered page.
pub(crate) struct Page {
    html: String,
    status: StatusCode,
    hidden: bool,
    images: bool,
    public: bool,
}

impl Page {
    pub(crate) fn new(html: String) -> Self {
        Self {
            html,
            status: StatusCode::OK,
            hidden: false,
            images: false,
            public: false,
        }
    }

    pub(crate) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// Kept out of search engines.
    pub(crate) fn hidden(self) -> Self {
        Self {
            hidden: true,
            ..self
        }
    }

    /// May show pictures.
    pub(crate) fn with_images(self) -> Self {
        Self {
            images: true,
            ..self
        }
    }

    /// The same for everybody: may be kept for some minutes.
    pub(crate) fn public(self) -> Self {
        Self {
            public: true,
            ..self
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::response::Html(self.html)).into_response();
        let headers = response.headers_mut();
        if self.hidden {
            let name = header::HeaderName::from_static("x-robots-tag");
            headers.insert(name, HeaderValue::from_static("noindex, nofollow"));
        }
        if self.images {
            let policy = HeaderValue::from_static(crate::shield::POLICY_WITH_IMAGES);
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        if self.public {
            let keep = HeaderValue::from_static("public, max-age=300");
            headers.insert(header::CACHE_CONTROL, keep);
            headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
        }
        response
    }
}

/// 303 (RFC 9110 §15.4.4): a reload of the page does not press the button again.
pub(crate) fn back_to(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(address) => (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// What a redirect says about the change just made: a word of a closed list, and what takes it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) what: &'static str,
    pub(crate) undo: Option<PublicId>,
}

impl Done {
    /// A word that nothing takes back.
    pub(crate) const fn only(what: &'static str) -> Self {
        Self { what, undo: None }
    }

    /// What an undo did.
    pub(crate) const fn taken_back(changed: bool) -> Self {
        Self::only(if changed { "undo" } else { "not-undone" })
    }

    /// The query that says it.
    pub(crate) fn query(self) -> String {
        match self.undo {
            Some(change) => format!("?done={change}&what={}", self.what),
            None => format!("?what={}", self.what),
        }
    }

    /// What a query says; nothing for words and ids that are not ours.
    pub(crate) fn of_query(query: Option<&str>, words: &[&'static str]) -> Option<Self> {
        let pairs = url::form_urlencoded::parse(query?.as_bytes());
        let (mut what, mut undo) = (None, None);
        for (key, value) in pairs {
            match key.as_ref() {
                "what" => what = words.iter().copied().find(|word| *word == value),
                "done" => undo = PublicId::parse(&value),
                _ => {}
            }
        }
        what.map(|what| Self { what, undo })
    }
}

/// An answer, or the page that says why there is none.
pub(crate) fn answer(
    house: &House,
    headers: &HeaderMap,
    result: Result<Response, WebError>,
) -> Response {
    result.unwrap_or_else(|error| error.page(house, house.language(None, headers), None))
}

/// Everything that has no page.
pub(crate) async fn nothing_here(State(house): State<Arc<House>>, headers: HeaderMap) -> Response {
    answer(&house, &headers, Err(WebError::NotFound))
}
