//! What can go wrong behind a page, its status, and the kind words for it: the one place where
//! failures become HTTP. A page never says which part of a link was wrong.

use crate::house::House;
use crate::pages::Page;
use crate::templates::TemplateError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lagom_app::data::MoveError;
use lagom_app::joining::JoinError;
use lagom_app::preferences::{PreferenceError, Refusal};
use lagom_links::LinkError;
use lagom_render::language::{Arg, Language};
use lagom_store::StoreError;
use serde::Serialize;

/// Why a page could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebError {
    /// A bad link, a refused choice, or a failure of the store.
    #[error(transparent)]
    Preference(#[from] PreferenceError),
    /// A failure of the store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A form that says nothing we know.
    #[error(transparent)]
    Form(#[from] BadForm),
    /// A template that failed.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A form on which one joins that cannot be carried out.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// A new address that is none.
    #[error("the new address is none")]
    Address,
    /// Too many press at once.
    #[error("too many press at once")]
    TooMany,
    /// There is nothing at this address.
    #[error("there is nothing at this address")]
    NotFound,
    /// The issue was taken back.
    #[error("the issue was taken back")]
    Withdrawn,
    /// The time limit.
    #[error("the request took too long")]
    TooLong,
    /// A task ended without an answer: a defect.
    #[error("a task ended without an answer")]
    Defect,
}

/// What is wrong with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadForm {
    /// It cannot be read, or has no button that we know.
    #[error("the form has no button that this page knows")]
    Unreadable,
    /// It is too large.
    #[error("the form is too large")]
    TooLarge,
}

/// What the page about a failure says.
#[derive(Serialize)]
struct Message<'a> {
    title: &'a str,
    text: &'a str,
    /// Where the reader can choose once more.
    back: Option<&'a str>,
    /// What the link there says.
    back_label: &'a str,
}

impl From<MoveError> for WebError {
    fn from(error: MoveError) -> Self {
        match error {
            MoveError::Address => Self::Address,
            MoveError::Preference(error) => Self::Preference(error),
        }
    }
}

impl WebError {
    /// What a refusal's text names.
    fn args(&self, house: &House, language: Language) -> Vec<(&'static str, Arg<'static>)> {
        match self {
            Self::Preference(PreferenceError::Refused(Refusal::TooQuiet {
                quiet,
                open_minutes,
            })) => {
                let minutes = [("minutes", Arg::from(u32::from(*open_minutes)))];
                let minutes = house.text(language, "count-minutes", &minutes);
                vec![
                    ("from", Arg::from(quiet.from.to_string())),
                    ("to", Arg::from(quiet.to.to_string())),
                    ("left", Arg::from(minutes)),
                ]
            }
            Self::Preference(PreferenceError::Refused(
                Refusal::BadMinutes { most } | Refusal::BadMost { most },
            )) => {
                vec![("most", Arg::from(*most))]
            }
            Self::Join(JoinError::Consent(wording)) => {
                vec![("wording", Arg::from(wording.clone()))]
            }
            _ => Vec::new(),
        }
    }

    /// Status, title and text.
    fn answer(&self) -> (StatusCode, &'static str, &'static str) {
        let refused = |text| (StatusCode::BAD_REQUEST, "page-bad-form-title", text);
        let busy = (
            StatusCode::SERVICE_UNAVAILABLE,
            "page-busy-title",
            "page-busy",
        );
        match self {
            Self::Preference(PreferenceError::Link(LinkError::KeyTooOld)) => {
                (StatusCode::GONE, "page-old-link-title", "page-old-link")
            }
            Self::Preference(PreferenceError::Link(_) | PreferenceError::Gone) => (
                StatusCode::NOT_FOUND,
                "page-bad-link-title",
                "page-bad-link",
            ),
            Self::Preference(PreferenceError::Refused(refusal)) => refused(match refusal {
                Refusal::UnknownPublication(_) => "page-bad-newsletter",
                Refusal::NoTopic(_) => "page-bad-topics",
                Refusal::PauseEnd => "page-bad-pause",
                Refusal::NotYourStop => "page-bad-restore",
                Refusal::TooQuiet { .. } => "page-bad-quiet",
                Refusal::NoOpenDay => "page-bad-quiet-days",
                Refusal::BadMinutes { .. } => "page-bad-minutes",
                Refusal::BadMost { .. } => "page-bad-most",
                Refusal::NotInForce => "page-bad-accept",
                Refusal::NotOnMenu { .. }
                | Refusal::UnknownTopic { .. }
                | Refusal::UnknownLanguage(_)
                | Refusal::UnknownOccasion(_)
                | Refusal::UnknownLevel(_)
                | Refusal::BadAnchor => "page-bad-choice",
            }),
            Self::Join(JoinError::Publication(_) | JoinError::Choice(_)) => {
                refused("page-bad-choice")
            }
            Self::Join(error) => (
                StatusCode::BAD_REQUEST,
                "page-bad-join-title",
                match error {
                    JoinError::Consent(_) => "page-bad-consent",
                    JoinError::Nothing => "page-bad-nothing-chosen",
                    JoinError::NoTopic(_) => "page-bad-topics",
                    _ => "page-bad-address",
                },
            ),
            Self::Address => refused("page-bad-address"),
            Self::TooMany => (
                StatusCode::TOO_MANY_REQUESTS,
                "page-too-many-title",
                "page-too-many",
            ),
            Self::Form(BadForm::TooLarge) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "page-bad-form-title",
                "page-too-large",
            ),
            Self::Form(BadForm::Unreadable) => refused("page-bad-form"),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "page-not-found-title",
                "page-not-found",
            ),
            Self::Withdrawn => (StatusCode::GONE, "page-withdrawn-title", "page-withdrawn"),
            Self::Preference(PreferenceError::Store(_)) | Self::Store(_) | Self::TooLong => busy,
            Self::Template(_) | Self::Defect => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "page-busy-title",
                "page-busy",
            ),
        }
    }

    /// What the operator should know: failures of ours, without tokens and addresses.
    fn log(&self) {
        match self {
            Self::Store(error) | Self::Preference(PreferenceError::Store(error)) => {
                tracing::error!(%error, "the store could not do it");
            }
            Self::Template(_) | Self::Defect | Self::TooLong => {
                tracing::error!(error = %self, "a page failed");
            }
            _ => {}
        }
    }

    /// The page that says it, with a way back if there is one.
    pub(crate) fn page(&self, house: &House, language: Language, back: Option<&str>) -> Response {
        self.log();
        let (status, title, text) = self.answer();
        let label = match self {
            Self::Join(_) | Self::TooMany => "page-join-back",
            _ => "page-back",
        };
        let message = Message {
            title: &house.text(language, title, &[]),
            text: &house.text(language, text, &self.args(house, language)),
            back,
            back_label: &house.text(language, label, &[]),
        };
        let html = house.render("message.html", language, &message);
        let response = match html {
            Ok(html) => Page::new(html).status(status).hidden().into_response(),
            Err(error) => {
                error.log();
                (status, message.text.to_owned()).into_response()
            }
        };
        retry(house, status, response)
    }

    /// The same as a line of plain text: for mail programs that press the one click.
    pub(crate) fn line(&self, house: &House, language: Language) -> Response {
        self.log();
        let (status, _, text) = self.answer();
        let line = house.text(language, text, &self.args(house, language)) + "\n";
        retry(house, status, (status, line).into_response())
    }
}

fn retry(house: &House, status: StatusCode, mut response: Response) -> Response {
    let later = [
        StatusCode::SERVICE_UNAVAILABLE,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    if later.contains(&status) {
        let seconds = HeaderValue::from(house.options.retry_after_s);
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}
