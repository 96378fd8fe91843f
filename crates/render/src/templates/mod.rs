//! Templates: compiled once, rendered many times, strict. They reach nothing but what they are
//! given: no file, no environment, no network; and a template that never ends is stopped.
//!
//! To add a message: a folder under `crates/render/templates/mail` with `subject.txt`, `body.txt` and
//! `body.html`, three lines in `EMBEDDED`, and a sample in `mail/samples.rs`.

mod brand;
mod functions;
#[cfg(test)]
mod tests;

pub use brand::{Brand, BrandError};
pub(crate) use functions::escape_html;
pub use functions::translate;

use crate::language::Languages;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $name)))),*]
    };
}

/// Name and source of every template.
pub(crate) const EMBEDDED: &[(&str, &str)] = embedded![
    "mail/frame.html",
    "mail/style.css",
    "mail/letter/subject.txt",
    "mail/letter/body.txt",
    "mail/letter/body.html",
    "mail/event/subject.txt",
    "mail/event/body.txt",
    "mail/event/body.html",
    "mail/event/lines.txt",
    "mail/event/lines.html",
    "mail/test/subject.txt",
    "mail/test/body.txt",
    "mail/test/body.html",
    "mail/system.html",
    "mail/system.txt",
    "mail/confirmation/subject.txt",
    "mail/confirmation/body.txt",
    "mail/confirmation/body.html",
    "mail/return/subject.txt",
    "mail/return/body.txt",
    "mail/return/body.html",
    "mail/step-up/subject.txt",
    "mail/step-up/body.txt",
    "mail/step-up/body.html",
    "mail/new-address/subject.txt",
    "mail/new-address/body.txt",
    "mail/new-address/body.html",
];

/// Steps that one rendering may take: about a hundred times what a long letter needs.
const FUEL: u64 = 5_000_000;

/// A template that cannot be used.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum TemplateError {
    /// There is no template of this name.
    #[error("there is no template `{name}` to replace; the names are {known}")]
    Unknown {
        /// The name asked for.
        name: String,
        /// All names.
        known: String,
    },
    /// It does not parse, or failed while it was rendered.
    #[error("the template `{name}` {line}: {detail}")]
    Broken {
        /// The template's name.
        name: String,
        /// Where, as `line 7`, or `as a whole`.
        line: String,
        /// What is wrong.
        detail: String,
    },
}

/// All templates, compiled, with the languages they speak. Cheap to share, made once.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    languages: Arc<Languages>,
}

impl Templates {
    /// The templates that come with Lagom.
    ///
    /// # Errors
    /// [`TemplateError`] if one does not compile; a test holds that all do.
    pub fn embedded() -> Result<Self, TemplateError> {
        Self::with_overrides(BTreeMap::new())
    }

    /// The templates that come with Lagom, with an operator's own in place of some: source by name,
    /// such as `mail/letter/body.txt`.
    ///
    /// # Errors
    /// [`TemplateError`] if a name is unknown or a template does not compile.
    /// [`crate::mail::check_templates`] renders them all besides.
    pub fn with_overrides(overrides: BTreeMap<String, String>) -> Result<Self, TemplateError> {
        let languages = Arc::new(Languages::new());
        let mut environment = Environment::new();
        // What stands alone on a line leaves no empty line behind: plain text needs that.
        let mut syntax = SyntaxConfig::builder();
        syntax
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true);
        environment.set_syntax(syntax.build().map_err(|error| broken("syntax", &error))?);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        functions::add_to(&mut environment, &languages);
        environment.add_global("brand", Brand::default().view());
        for (name, source) in EMBEDDED {
            let added = environment.add_template(name, source);
            added.map_err(|error| broken(name, &error))?;
        }
        for (name, source) in overrides {
            if !EMBEDDED.iter().any(|(known, _)| *known == name) {
                return Err(unknown(name));
            }
            let added = environment.add_template_owned(name.clone(), source);
            added.map_err(|error| broken(&name, &error))?;
        }
        Ok(Self {
            environment,
            languages,
        })
    }

    /// The same with an operator's logo and colour.
    #[must_use]
    pub fn branded(mut self, brand: &Brand) -> Self {
        self.environment.add_global("brand", brand.view());
        self
    }

    /// The languages that these templates speak.
    pub fn languages(&self) -> &Arc<Languages> {
        &self.languages
    }

    /// The names of all templates.
    pub fn names() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|(name, _)| *name)
    }

    /// Renders a template in a context.
    ///
    /// # Errors
    /// [`TemplateError`] if there is no such template, or it asks for something it was not given.
    pub(crate) fn render(&self, name: &str, context: &Value) -> Result<String, TemplateError> {
        let template = self.environment.get_template(name);
        let template = template.map_err(|error| broken(name, &error))?;
        let rendered = template.render(context);
        rendered.map_err(|error| broken(name, &error))
    }
}

fn unknown(name: String) -> TemplateError {
    let known: Vec<&str> = Templates::names().collect();
    TemplateError::Unknown {
        name,
        known: known.join(", "),
    }
}

fn broken(name: &str, error: &minijinja::Error) -> TemplateError {
    let line = error.line().map(|line| format!("line {line}"));
    TemplateError::Broken {
        name: error.name().unwrap_or(name).to_owned(),
        line: line.unwrap_or_else(|| "as a whole".to_owned()),
        detail: match error.detail() {
            Some(detail) => format!("{}: {detail}", error.kind()),
            None => error.kind().to_string(),
        },
    }
}
