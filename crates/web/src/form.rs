//! Reading forms: `application/x-www-form-urlencoded` and `multipart/form-data`, both small. It never
//! keeps a file, and never reads more than the limit.

use crate::error::{BadForm, WebError};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use lagom_model::PublicId;

/// More fields than a page of ours has, be there fifty newsletters with ten topics each.
const MOST_FIELDS: usize = 1_000;

/// A form's fields, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a request's body, `limit` bytes at most.
    pub(crate) async fn read(request: Request, limit: usize) -> Result<Self, WebError> {
        let (parts, body) = request.into_parts();
        let bytes = to_bytes(body, limit).await.map_err(|_| BadForm::TooLarge)?;
        let kind = parts.headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let fields = match kind.as_str() {
            "multipart/form-data" => {
                multipart(Request::from_parts(parts, Body::from(bytes))).await?
            }
            "application/x-www-form-urlencoded" | "" => {
                let pairs = url::form_urlencoded::parse(&bytes);
                pairs.into_owned().take(MOST_FIELDS + 1).collect()
            }
            _ => return Err(BadForm::Unreadable.into()),
        };
        if fields.len() > MOST_FIELDS {
            return Err(BadForm::TooLarge.into());
        }
        Ok(Self(fields))
    }

    /// The first field of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().find(|(key, _)| key == name);
        named.map(|(_, value)| value.as_str())
    }

    /// The change that an undo button takes back.
    pub(crate) fn change(&self) -> Result<PublicId, BadForm> {
        let change = self.get("change").and_then(PublicId::parse);
        change.ok_or(BadForm::Unreadable)
    }

    /// All fields of this name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The one click of RFC 8058 §3.1: the field is `List-Unsubscribe`, its value `One-Click`.
    pub(crate) fn is_one_click(&self) -> bool {
        let is_it = |(key, value): &(String, String)| {
            key.eq_ignore_ascii_case("List-Unsubscribe")
                && value.trim().eq_ignore_ascii_case("One-Click")
        };
        self.0.iter().any(is_it)
    }
}

async fn multipart(request: Request) -> Result<Vec<(String, String)>, WebError> {
    let unreadable = || WebError::from(BadForm::Unreadable);
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| unreadable())?;
    let mut fields = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|_| unreadable())? {
        let name = field.name().map(str::to_owned).ok_or_else(unreadable)?;
        let value = field.text().await.map_err(|_| unreadable())?;
        fields.push((name, value));
        if fields.len() > MOST_FIELDS {
            break;
        }
    }
    Ok(fields)
}
