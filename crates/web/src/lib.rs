//! Floor 6: the pages that letters link to. Server-rendered, in the reader's language, without cookies. They
//! work without JavaScript; one small script makes changes in place where it may run.
//!
//! | address | shows | POST |
//! |---|---|---|
//! | `/p/{token}` | what you get now, and every choice | does one, redirects back with an undo |
//! | `/p/{token}/why/{letter}` | why this letter came, and what became of the last issues | – |
//! | `/p/{token}/place` | where the reader may be | – |
//! | `/u/{token}` | the newsletters of one letter | one click (RFC 8058), or one of its buttons |
//! | `/f/{token}` | too much, right or too little? And one change that is proposed | keeps the answer, or takes the proposal |
//! | `/r/{token}/{event}` | an event, and the reminders that can come | switches one on or off |
//! | `/join`, `/join/{publication}` | the form on which one joins | sends one mail, says the same to all |
//! | `/c/{token}` | what was asked for | carries it out |
//! | `/p/{token}/data` | what the reader chose and agreed to | sends the link for what only they may do |
//! | `/s/{token}` | what only they may do | does one of it, once |
//! | `/fresh/{token}` | for who replaced this link | sends a fresh one |
//! | `/i/{id}/{position}.ics` | an event for the reader's calendar | – |
//! | `/i/{id}` | an issue, in full or `?form=short` | – |
//! | `/n/{publication}/feed.atom` | the same as a feed | – |
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
mod joins;
mod pages;
mod server;
mod shield;
mod templates;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use house::House;
use lagom_app::Installation;
use std::sync::Arc;
use std::time::Duration;

pub use server::{Patience, serve};
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
    /// Whether a server of ours stands in front and names its clients in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// How many may press "join" in a minute, from wherever.
    pub joins_a_minute: u32,
    /// How many in an hour from one network.
    pub joins_an_hour_from_a_network: u32,
}

impl Default for WebOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            body_limit: 64 * 1024,
            retry_after_s: 30,
            behind_proxy: false,
            joins_a_minute: 1_200,
            joins_an_hour_from_a_network: 60,
        }
    }
}

/// The form on which one joins as a piece of HTML for another page, from these templates; ours bring no script and no
/// style. `None`: there is no such newsletter.
///
/// # Errors
/// [`TemplateError`] if a template fails; a test holds that none of ours does.
pub fn join_snippet(
    installation: Installation,
    templates: PageTemplates,
    publication: Option<&str>,
    language: &str,
) -> Result<Option<String>, TemplateError> {
    let house = House::new(installation, WebOptions::default(), templates);
    let language = house.languages().pick(&[language]);
    match pages::join::snippet(&house, publication, language) {
        Ok(snippet) => Ok(snippet),
        Err(error::WebError::Template(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// The pages of an installation. They stand under the path of its base address.
///
/// # Errors
/// [`TemplateError`] if a template does not compile; a test holds that all do.
pub fn router(installation: Installation, options: WebOptions) -> Result<Router, TemplateError> {
    Ok(router_with(
        installation,
        options,
        PageTemplates::embedded()?,
    ))
}

/// The same with an operator's own templates and colour.
pub fn router_with(
    installation: Installation,
    options: WebOptions,
    templates: PageTemplates,
) -> Router {
    let house = Arc::new(House::new(installation, options, templates));
    let owned = Router::new()
        .route(
            "/p/{token}",
            get(pages::preferences::show).post(pages::preferences::act),
        )
        .route("/p/{token}/place", get(pages::preferences::place::show))
        .route("/p/{token}/why", get(pages::why::show_lately))
        .route("/p/{token}/why/{letter}", get(pages::why::show))
        .route(
            "/p/{token}/undo",
            axum::routing::post(pages::preferences::undo),
        )
        .route(
            "/p/{token}/data",
            get(pages::data::show).post(pages::data::act),
        )
        .route(
            "/r/{token}/{event}",
            get(pages::remind::show).post(pages::remind::act),
        )
        .route_layer(from_fn_with_state(
            Arc::clone(&house),
            pages::data::or_fresh,
        ));
    let pages = Router::new()
        .merge(owned)
        .route("/", get(pages::home::show))
        .route("/n/{publication}", get(pages::archive::show))
        .route("/n/{publication}/feed.atom", get(pages::feed::show))
        .route("/i/{issue}", get(pages::issue::show))
        .route(
            "/u/{token}",
            get(pages::leave::show).post(pages::leave::act),
        )
        .route("/u/{token}/undo", axum::routing::post(pages::leave::undo))
        .route(
            "/f/{token}",
            get(pages::feedback::show).post(pages::feedback::act),
        )
        .route(
            "/f/{token}/undo",
            axum::routing::post(pages::feedback::undo),
        )
        .route(
            "/join",
            get(pages::join::show_all).post(pages::join::act_all),
        )
        .route(
            "/join/{publication}",
            get(pages::join::show).post(pages::join::act),
        )
        .route(
            "/c/{token}",
            get(pages::confirm::show).post(pages::confirm::act),
        )
        .route(
            "/fresh/{token}",
            get(pages::data::show_fresh).post(pages::data::send_fresh),
        )
        .route(
            "/s/{token}",
            get(pages::step_up::show).post(pages::step_up::act),
        )
        .route("/i/{issue}/{file}", get(pages::calendar::show))
        .route("/assets/{name}", get(assets::show))
        .route("/healthz", get(pages::health::show))
        .fallback(pages::nothing_here);
    let routes = match house.mount() {
        "" => pages.with_state(Arc::clone(&house)),
        mount => Router::new()
            .nest(mount, pages)
            .route(&format!("{mount}/"), get(pages::home::show))
            .fallback(pages::nothing_here)
            .with_state(Arc::clone(&house)),
    };
    routes
        .layer(from_fn_with_state(house, shield::in_time))
        .layer(from_fn(shield::headers))
}
