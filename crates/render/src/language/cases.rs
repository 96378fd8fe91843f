//! The grammatical case of a date inside a sentence. A catalogue names months and weekdays in the form that
//! stands alone, and beside it, as attributes, the forms that other places want: `.on` (when?), `.until` (up to
//! which day?), `.of` (of which day?). A text asks for one by `CASE($date, "until")`. It touches whole words only,
//! and leaves alone what has no such form.

use super::catalogue::Bundle;
use fluent_bundle::FluentValue;
use std::collections::HashMap;

/// The forms of a language's months and weekdays: by name of the form, from the word that stands alone.
#[derive(Debug, Default)]
pub(super) struct Cases(HashMap<String, HashMap<String, String>>);

impl Cases {
    pub(super) fn of(bundle: &Bundle) -> Self {
        let months = (1..=12).map(|month| format!("month-{month}"));
        let weekdays = (1..=7).map(|weekday| format!("weekday-{weekday}"));
        let mut forms: HashMap<String, HashMap<String, String>> = HashMap::new();
        for id in months.chain(weekdays) {
            let Some(message) = bundle.get_message(&id) else {
                continue;
            };
            let plain = |pattern| {
                let text = bundle.format_pattern(pattern, None, &mut Vec::new());
                text.into_owned()
            };
            let Some(alone) = message.value().map(plain) else {
                continue;
            };
            for attribute in message.attributes() {
                let form = forms.entry(attribute.id().to_owned()).or_default();
                form.insert(alone.clone(), plain(attribute.value()));
            }
        }
        Self(forms)
    }

    /// The function `CASE(text, "form")`.
    pub(super) fn inflect<'a>(&self, args: &[FluentValue<'a>]) -> FluentValue<'a> {
        match args {
            [FluentValue::String(text), FluentValue::String(form)] => {
                FluentValue::from(self.inflected(text, form))
            }
            [other, ..] => other.clone(),
            [] => FluentValue::Error,
        }
    }

    fn inflected(&self, text: &str, form: &str) -> String {
        let Some(words) = self.0.get(form) else {
            return text.to_owned();
        };
        let mut inflected = String::with_capacity(text.len() + 8);
        let mut rest = text;
        while !rest.is_empty() {
            let is_letter = rest.chars().next().is_some_and(char::is_alphabetic);
            let end = rest.find(|letter: char| letter.is_alphabetic() != is_letter);
            let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
            inflected.push_str(words.get(word).map_or(word, String::as_str));
            rest = behind;
        }
        inflected
    }
}
