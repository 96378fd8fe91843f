//! Texts in the reader's language: catalogues, dates, and why something was sent or not. It never
//! reads a file at run time and never fails: a text that a language lacks stands in English.
//!
//! To add a language: a folder `crates/render/locales/<tag>` with the same files and ids as `en` (but for
//! `operator.ftl`, which is English only), a line in `catalogue.rs`, and its inner words in `inner_words.rs`. A test
//! compares ids and variables, and bans the inner words. To add a text: the same id in every language.

mod cases;
mod catalogue;
mod dates;
mod explain;
mod inner_words;
mod names;
#[cfg(test)]
mod tests;

pub use catalogue::Language;
pub use explain::{Audience, PublicationNames};
pub use fluent_bundle::FluentValue as Arg;
pub use inner_words::{inner_words, inner_words_in};

use catalogue::{Bundle, LOCALES, bundle};
use fluent_bundle::FluentArgs;

/// A text that does not exist, or that was asked for without something it needs.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum TextError {
    /// No catalogue has it.
    #[error("there is no text `{0}` in any catalogue; look at crates/render/locales/en")]
    Missing(String),
    /// A variable was not given.
    #[error("the text `{id}` could not be completed: {detail}")]
    Incomplete {
        /// The text's id.
        id: String,
        /// What was wrong.
        detail: String,
    },
}

/// The catalogues of every language that Lagom speaks. Made once; cheap to ask, from any thread.
pub struct Languages {
    /// In the order of [`LOCALES`]; English first.
    bundles: Vec<Bundle>,
}

impl Languages {
    /// All embedded catalogues.
    pub fn new() -> Self {
        Self {
            bundles: LOCALES.iter().map(bundle).collect(),
        }
    }

    /// The first of the requested languages (BCP 47, best first) that Lagom speaks, compared by
    /// whole tag and then by its language alone; otherwise English.
    pub fn pick(&self, requested: &[&str]) -> Language {
        let spoken = |tag: &str| Language::all().find(|it| it.tag().eq_ignore_ascii_case(tag));
        let primary = |tag: &str| tag.split(['-', '_']).next().map(str::to_owned);
        requested
            .iter()
            .find_map(|tag| spoken(tag).or_else(|| spoken(&primary(tag)?)))
            .unwrap_or(Language::ENGLISH)
    }

    /// The text of this id. A text that the language lacks stands in English; what is missing even
    /// there shows as its id, so that a page with a mistake is still a page.
    pub fn text(&self, language: Language, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.format(language, id, args)
            .map_or_else(|| id.to_owned(), |(text, _)| text)
    }

    /// The text of this id, strictly.
    ///
    /// # Errors
    /// [`TextError`] if no catalogue has it, or a variable it uses is missing.
    pub fn try_text(
        &self,
        language: Language,
        id: &str,
        args: &[(&str, Arg<'_>)],
    ) -> Result<String, TextError> {
        match self.format(language, id, args) {
            None => Err(TextError::Missing(id.to_owned())),
            Some((text, None)) => Ok(text),
            Some((_, Some(detail))) => Err(TextError::Incomplete {
                id: id.to_owned(),
                detail,
            }),
        }
    }

    /// Whether some catalogue that this language falls back to has the text.
    pub fn has(&self, language: Language, id: &str) -> bool {
        self.candidates(language).any(|it| it.has_message(id))
    }

    fn candidates(&self, language: Language) -> impl Iterator<Item = &Bundle> {
        let own = self.bundles.get(language.index());
        own.into_iter().chain(self.bundles.first())
    }

    /// The text and what was wrong with it.
    fn format(
        &self,
        language: Language,
        id: &str,
        args: &[(&str, Arg<'_>)],
    ) -> Option<(String, Option<String>)> {
        let (bundle, pattern) = self
            .candidates(language)
            .find_map(|bundle| Some((bundle, bundle.get_message(id)?.value()?)))?;
        let args: FluentArgs<'_> = args.iter().cloned().collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors);
        let detail = errors.first().map(ToString::to_string);
        Some((text.into_owned(), detail))
    }
}

impl Default for Languages {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Languages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(LOCALES.iter().map(|it| it.tag))
            .finish()
    }
}
