//! What every page works with: the installation, the compiled templates, the style sheet's name.

use crate::error::WebError;
use crate::joins::Joins;
use crate::pages::preferences::Kept;
use crate::templates::PageTemplates;
use crate::{WebOptions, assets};
use axum::http::{HeaderMap, header};
use lagom_app::Installation;
use lagom_render::language::{Arg, Language, Languages};
use serde::Serialize;
use std::future::Future;
use url::Url;

pub(crate) struct House {
    pub(crate) installation: Installation,
    pub(crate) options: WebOptions,
    pub(crate) css: String,
    pub(crate) css_text: String,
    pub(crate) js: String,
    pub(crate) joins: Joins,
    pub(crate) kept: Kept,
    templates: PageTemplates,
    mount: String,
}

/// What every template is given besides its own context.
#[derive(Serialize)]
struct Frame<'a, T: Serialize> {
    lang: &'a str,
    root: &'a str,
    css: &'a str,
    js: &'a str,
    organisation: &'a str,
    page: &'a T,
}

impl House {
    pub(crate) fn new(
        installation: Installation,
        options: WebOptions,
        templates: PageTemplates,
    ) -> Self {
        let css_text = assets::css(templates.colour());
        let base = Url::parse(&installation.settings.base_url);
        let path = base.map_or_else(|_| String::new(), |url| url.path().to_owned());
        Self {
            mount: path.trim_end_matches('/').to_owned(),
            css: assets::css_name(&css_text),
            css_text,
            js: assets::js_name(),
            joins: Joins::new(options),
            kept: Kept::default(),
            templates,
            installation,
            options,
        }
    }

    /// The path under which all pages stand; empty for the root.
    pub(crate) fn mount(&self) -> &str {
        &self.mount
    }

    pub(crate) fn render<T: Serialize>(
        &self,
        template: &str,
        language: Language,
        page: &T,
    ) -> Result<String, WebError> {
        let frame = Frame {
            lang: language.tag(),
            root: &self.mount,
            css: &self.css,
            js: &self.js,
            organisation: &self.installation.settings.organisation,
            page,
        };
        Ok(self.templates.render(template, &frame)?)
    }

    /// Whether the operator has a template of their own in place of one of these.
    pub(crate) fn has_own(&self, templates: &[&str]) -> bool {
        self.templates.has_own(templates)
    }

    pub(crate) fn languages(&self) -> &Languages {
        self.templates.languages()
    }

    pub(crate) fn text(&self, language: Language, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.languages().text(language, id, args)
    }

    /// The reader's language: their own if it is known, else what their browser asks for, else the
    /// installation's.
    pub(crate) fn language(&self, own: Option<&str>, headers: &HeaderMap) -> Language {
        let asked = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let asked = asked_for(asked);
        let house = self.installation.settings.language.as_str();
        let wishes: Vec<&str> = own.into_iter().chain(asked).chain([house]).collect();
        self.languages().pick(&wishes)
    }
}

/// Carries a change out in a task of its own: closing the page does not cancel it half-way.
pub(crate) async fn carry_out<T, F>(change: F) -> Result<T, WebError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, WebError>> + Send + 'static,
{
    match tokio::spawn(change).await {
        Ok(result) => result,
        Err(_) => Err(WebError::Defect),
    }
}

/// The languages of an `Accept-Language` header (RFC 9110 §12.5.4), best first.
fn asked_for(header: &str) -> Vec<&str> {
    let mut wishes: Vec<(u32, &str)> = header
        .split(',')
        .take(16)
        .filter_map(|wish| {
            let mut fields = wish.split(';').map(str::trim);
            let tag = fields.next().filter(|tag| !tag.is_empty() && *tag != "*")?;
            let weight = fields.find_map(|field| field.strip_prefix("q="));
            let weight = weight.map_or(Some(1.0), |weight| weight.parse::<f32>().ok())?;
            // Thousandths are all that the header allows.
            let weight = (weight.clamp(0.0, 1.0) * 1000.0).round();
            (weight > 0.0).then_some((weight.to_bits(), tag))
        })
        .collect();
    wishes.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wishes.into_iter().map(|(_, tag)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::asked_for;

    #[test]
    fn the_browsers_languages_come_in_its_order() {
        for (header, tags) in [
            ("", vec![]),
            ("lv", vec!["lv"]),
            ("en;q=0.5, lv, ru;q=0.8", vec!["lv", "ru", "en"]),
            ("*, en;q=0", vec![]),
            ("en;q=x, ,es", vec!["es"]),
        ] {
            assert_eq!(asked_for(header), tags, "{header}");
        }
    }
}
