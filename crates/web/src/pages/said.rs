//! A page that says one thing, with at most one button and one link: confirmations, welcomes, farewells.

use super::Page;
use crate::error::WebError;
use crate::house::House;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use lagom_render::language::Language;
use serde::Serialize;

/// What it says.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Said {
    pub(crate) title: String,
    pub(crate) address: Option<String>,
    pub(crate) text: Vec<String>,
    pub(crate) list: Vec<String>,
    pub(crate) agreed: Vec<String>,
    pub(crate) button: Option<Labelled>,
    pub(crate) link: Option<Labelled>,
}

/// A button or a link.
#[derive(Debug, Serialize)]
pub(crate) struct Labelled {
    pub(crate) label: String,
    pub(crate) action: String,
}

impl Said {
    /// A title and a text of the catalogues.
    pub(crate) fn of(house: &House, language: Language, title: &str, text: &str) -> Self {
        Self {
            title: house.text(language, title, &[]),
            text: vec![house.text(language, text, &[])],
            ..Self::default()
        }
    }

    /// With a link below.
    pub(crate) fn leads(self, label: String, action: String) -> Self {
        Self {
            link: Some(Labelled { label, action }),
            ..self
        }
    }

    /// With a button below.
    pub(crate) fn asks(self, label: String, action: String) -> Self {
        Self {
            button: Some(Labelled { label, action }),
            ..self
        }
    }

    /// As a page, kept out of search engines.
    pub(crate) fn page(
        &self,
        house: &House,
        language: Language,
        status: StatusCode,
    ) -> Result<Response, WebError> {
        let html = house.render("said.html", language, self)?;
        Ok(Page::new(html).status(status).hidden().into_response())
    }
}
