//! Floor 5: the pages that letters link to. Server-rendered, in the reader's language, without
//! JavaScript and without cookies.
//!
//! | address | shows | POST |
//! |---|---|---|
//! | `/p/{token}` | what you get now, and every choice | does one, redirects back with an undo |
//! | `/p/{token}/place` | where the reader may be | – |
//! | `/u/{token}` | the newsletters of one letter | one click (RFC 8058), or one of its buttons |
//! | `/r/{token}/{event}` | an event, and the reminders that can come | switches one on or off |
//! | `/i/{id}/{position}.ics` | an event for the reader's calendar | – |
//! | `/i/{id}` | an issue, in full or `?form=short` | – |
//! | `/n/{publication}` and `/` | what came out | – |
//! | `/healthz` | whether the store answers | – |
//!
//! Invariants: GET, HEAD and OPTIONS change nothing. A POST is carried out in a task of its own, so
//! that a reader who closes the page does not leave it half done. Texts come from the catalogues
//! alone. Neither tokens nor addresses are logged.
//!
//! To add a page: a file in `pages`, its template in `templates`, its texts in
//! `crates/render/locales/*/pages.ftl`, a route in [`router`].

mod assets;
mod dates;
mod error;
mod form;
mod house;
mod pages;
mod shield;
mod templates;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use house::House;
use lagom_app::Installation;
use std::sync::Arc;
use std::time::Duration;

pub use templates::{PageTemplates, TemplateError};

/// What the caller can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebOptions {
    /// The longest that a request may take, its body included; a change goes on in the background.
    pub timeout: Duration,
    /// The largest body that is read, in bytes.
    pub body_limit: usize,
    /// What `Retry-After` says when the store cannot do it now, in seconds.
    pub retry_after_s: u32,
}

impl Default for WebOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            body_limit: 16 * 1024,
            retry_after_s: 30,
        }
    }
}

/// The pages of an installation. They stand under the path of its base address.
///
/// # Errors
/// [`TemplateError`] if a template does not compile; a test holds that all do.
pub fn router(installation: Installation, options: WebOptions) -> Result<Router, TemplateError> {
    let house = Arc::new(House::new(installation, options)?);
    let pages = Router::new()
        .route("/", get(pages::home::show))
        .route("/n/{publication}", get(pages::archive::show))
        .route("/i/{issue}", get(pages::issue::show))
        .route(
            "/p/{token}",
            get(pages::preferences::show).post(pages::preferences::act),
        )
        .route("/p/{token}/place", get(pages::preferences::place::show))
        .route(
            "/p/{token}/undo",
            axum::routing::post(pages::preferences::undo),
        )
        .route(
            "/u/{token}",
            get(pages::leave::show).post(pages::leave::act),
        )
        .route("/u/{token}/undo", axum::routing::post(pages::leave::undo))
        .route(
            "/r/{token}/{event}",
            get(pages::remind::show).post(pages::remind::act),
        )
        .route("/i/{issue}/{file}", get(pages::calendar::show))
        .route("/assets/{name}", get(assets::show))
        .route("/healthz", get(pages::health::show))
        .fallback(pages::nothing_here);
    let routes = match house.mount() {
        "" => pages.with_state(Arc::clone(&house)),
        mount => Router::new()
            .nest(mount, pages)
            .fallback(pages::nothing_here)
            .with_state(Arc::clone(&house)),
    };
    Ok(routes
        .layer(from_fn_with_state(house, shield::in_time))
        .layer(from_fn(shield::headers)))
}
