//! Which languages there are, and their embedded files.

use super::cases::Cases;
use fluent_bundle::{FluentResource, concurrent};
use unic_langid::LanguageIdentifier;

/// The texts of one language.
pub(super) type Bundle = concurrent::FluentBundle<FluentResource>;

/// One language's files.
pub(super) struct Locale {
    /// BCP 47.
    pub(super) tag: &'static str,
    /// The files' texts; an id stands in one of them only.
    pub(super) files: [&'static str; 5],
}

macro_rules! locale {
    ($tag:literal) => {
        Locale {
            tag: $tag,
            files: [
                include_str!(concat!("../../locales/", $tag, "/common.ftl")),
                include_str!(concat!("../../locales/", $tag, "/joining.ftl")),
                include_str!(concat!("../../locales/", $tag, "/mail.ftl")),
                include_str!(concat!("../../locales/", $tag, "/pages.ftl")),
                include_str!(concat!("../../locales/", $tag, "/reasons.ftl")),
            ],
        }
    };
}

/// All languages; English, to which the others fall back, first.
pub(super) const LOCALES: &[Locale] = &[locale!("en"), locale!("ru"), locale!("lv"), locale!("es")];

/// What operators read, in English only.
pub(super) const OPERATOR: &str = include_str!("../../locales/en/operator.ftl");

/// A language that Lagom speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language(usize);

impl Language {
    /// What every other language falls back to.
    pub const ENGLISH: Self = Self(0);

    /// All of them, English first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LOCALES.len()).map(Self)
    }

    /// The tag (BCP 47), such as `en`: what stands in an HTML `lang` attribute.
    pub fn tag(self) -> &'static str {
        LOCALES.get(self.0).map_or("en", |locale| locale.tag)
    }

    pub(super) fn index(self) -> usize {
        self.0
    }
}

/// The bundle of a language's files. Marks that isolate directions are left out: mail programs show
/// them as boxes.
pub(super) fn bundle(locale: &Locale) -> Bundle {
    let tag = locale.tag.parse::<LanguageIdentifier>().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    let operator = (locale.tag == "en").then_some(OPERATOR);
    for file in locale.files.into_iter().chain(operator) {
        // The files are embedded and a test parses each strictly: here the good lines of a bad file
        // are better than none.
        let resource = FluentResource::try_new(file.to_owned());
        let resource = resource.unwrap_or_else(|(good_lines, _)| good_lines);
        bundle.add_resource_overriding(resource);
    }
    let cases = Cases::of(&bundle);
    let added = bundle.add_function("CASE", move |args, _| cases.inflect(args));
    debug_assert!(added.is_ok(), "no other function has this name");
    bundle
}
