//! What holds for every answer: a time limit, and headers that keep a page from being framed,
//! sniffed, scripted, or from telling other sites where the reader came from.

use crate::error::WebError;
use crate::house::House;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// Pages may use the one style sheet and the one script, which may ask this site alone; nothing stands in the
/// page itself. Issue pages add pictures to it, and have no script.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The same with pictures over https, for issue pages.
pub(crate) const POLICY_WITH_IMAGES: &str = "default-src 'none'; style-src 'self'; img-src https:; \
                                             form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Adds the headers that an answer does not bring itself.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let defaults: [(HeaderName, &'static str); 5] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in defaults {
        let headers = response.headers_mut();
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Ends what takes too long with a page that says so. A change goes on in a task of its own.
pub(crate) async fn in_time(
    State(house): State<Arc<House>>,
    request: Request,
    next: Next,
) -> Response {
    let language = house.language(None, request.headers());
    match tokio::time::timeout(house.options.timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => WebError::TooLong.page(&house, language, None),
    }
}
