//! The page: a forecast as one file of HTML. Nothing in it asks for anything outside of it: no script, no
//! font, no picture. It is read on a phone and on a wide screen, in light and in dark, and printed.

mod bars;
mod heat;
mod svg;
mod timeline;
mod view;

use crate::report::Report;
use lagom_model::Zone;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};

pub use svg::{count, length, percent};

/// Who the page is for.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The organisation's name.
    pub organisation: String,
    /// The zone that times are shown in.
    pub zone: Zone,
}

/// The page cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("the forecast's page cannot be made: {0:#}; please report it")]
pub struct PageError(#[from] minijinja::Error);

/// Makes the page.
///
/// # Errors
/// [`PageError`] if the template does not fit the report: a defect, held by a test.
pub fn page(report: &Report, frame: &Frame) -> Result<String, PageError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template(
        "forecast.html",
        include_str!("../../templates/forecast.html"),
    )?;
    environment.add_template("forecast.css", include_str!("../../templates/forecast.css"))?;
    let view = view::View::new(report, frame);
    let template = environment.get_template("forecast.html")?;
    Ok(template.render(Serde(&view))?)
}
