//! Page templates: compiled once, strict, escaped. They reach nothing but what they are given: no
//! file, no environment, no network. Operators may replace single ones.

use lagom_render::language::Languages;
use lagom_render::templates::{Brand, translate};
use minijinja::value::{Kwargs, Serde};
use minijinja::{AutoEscape, Environment, Error, State, UndefinedBehavior};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../templates/", $name)))),*]
    };
}

const EMBEDDED: &[(&str, &str)] = embedded![
    "frame.html",
    "parts.html",
    "preferences.html",
    "place.html",
    "leave.html",
    "feedback.html",
    "remind.html",
    "why.html",
    "issue.html",
    "archive.html",
    "home.html",
    "message.html",
    "join-fields.html",
    "join.html",
    "snippet.html",
    "said.html",
    "data.html",
    "step-up.html",
];

/// Steps that one page may take: about a hundred times what a long one needs.
const FUEL: u64 = 2_000_000;

/// A template that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// There is no template of this name.
    #[error(
        "there is no page template `{0}` to replace; look at the names in crates/web/templates"
    )]
    Unknown(String),
    /// It does not parse, or failed while it was rendered.
    #[error("the page template `{name}` cannot be used: {error:#}")]
    Broken {
        /// Its name.
        name: String,
        /// What is wrong, with the line.
        error: Error,
    },
}

/// All page templates with the languages they speak.
#[derive(Debug)]
pub struct PageTemplates {
    environment: Environment<'static>,
    languages: Arc<Languages>,
    colour: Option<String>,
    own: Vec<String>,
}

impl PageTemplates {
    /// The templates that come with Lagom.
    ///
    /// # Errors
    /// [`TemplateError`] if one does not compile; a test holds that all do.
    pub fn embedded() -> Result<Self, TemplateError> {
        Self::with_overrides(BTreeMap::new())
    }

    /// The templates that come with Lagom, with an operator's own in place of some: source by name.
    ///
    /// # Errors
    /// [`TemplateError`] if a name is unknown or a template does not compile.
    pub fn with_overrides(overrides: BTreeMap<String, String>) -> Result<Self, TemplateError> {
        let languages = Arc::new(Languages::new());
        let mut own = Vec::new();
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_fuel(Some(FUEL));
        let speaker = Arc::clone(&languages);
        environment.add_function("t", move |state: &State<'_, '_>, id: &str, args: Kwargs| {
            translate(&speaker, state, id, &args)
        });
        for (name, source) in EMBEDDED {
            let added = environment.add_template(name, source);
            added.map_err(|error| broken(name, error))?;
        }
        for (name, source) in overrides {
            if EMBEDDED.iter().all(|(known, _)| *known != name) {
                return Err(TemplateError::Unknown(name));
            }
            let added = environment.add_template_owned(name.clone(), source);
            added.map_err(|error| broken(&name, error))?;
            own.push(name);
        }
        Ok(Self {
            environment,
            languages,
            colour: None,
            own,
        })
    }

    /// The same in an operator's colour.
    #[must_use]
    pub fn branded(self, brand: &Brand) -> Self {
        Self {
            colour: brand.own_colour().map(str::to_owned),
            ..self
        }
    }

    pub(crate) fn has_own(&self, names: &[&str]) -> bool {
        self.own.iter().any(|own| names.contains(&own.as_str()))
    }

    pub(crate) fn colour(&self) -> Option<&str> {
        self.colour.as_deref()
    }

    pub(crate) fn languages(&self) -> &Languages {
        &self.languages
    }

    pub(crate) fn render(&self, name: &str, page: impl Serialize) -> Result<String, TemplateError> {
        let template = self.environment.get_template(name);
        let template = template.map_err(|error| broken(name, error))?;
        template
            .render(Serde(page))
            .map_err(|error| broken(name, error))
    }
}

fn broken(name: &str, error: Error) -> TemplateError {
    TemplateError::Broken {
        name: name.to_owned(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lagom_render::language::inner_words;

    #[test]
    fn a_replaced_template_must_be_known_and_compile() {
        let with = |name: &str, source: &str| {
            PageTemplates::with_overrides(BTreeMap::from([(name.to_owned(), source.to_owned())]))
        };
        assert!(with("home.html", "<p>Hello</p>").is_ok());
        assert!(matches!(
            with("nowhere.html", ""),
            Err(TemplateError::Unknown(_))
        ));
        assert!(matches!(
            with("home.html", "{% if %}"),
            Err(TemplateError::Broken { .. })
        ));
    }

    /// What a reader could see of a template: the text outside tags and statements.
    fn visible(source: &str) -> String {
        let mut visible = String::new();
        let mut depth = 0_i32;
        for letter in source.chars() {
            match letter {
                '<' | '{' => depth += 1,
                '>' | '}' => depth -= 1,
                letter if depth <= 0 => visible.push(letter),
                _ => {}
            }
        }
        visible
    }

    #[test]
    fn no_template_has_words_of_its_own_nor_inner_ones() {
        for (name, source) in EMBEDDED {
            let text = visible(source);
            assert_eq!(inner_words(&text), [""; 0], "{name}");
            let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
            assert_eq!(
                letters,
                0,
                "{name} has words that no catalogue has: {}",
                text.trim()
            );
        }
    }

    #[test]
    fn every_text_that_a_template_asks_for_is_there() {
        let languages = Languages::new();
        for (name, source) in EMBEDDED {
            for asked in source.split("t(\"").skip(1) {
                let id = asked.split('"').next().unwrap();
                for language in lagom_render::language::Language::all() {
                    assert!(languages.has(language, id), "{name}: {id}");
                }
            }
        }
    }
}
