//! The wording of an event's time, remembered: many readers share a zone. It decides nothing about them.

use super::letter::EventLines;
use crate::content::when::When;
use crate::language::{Language, Languages};
use lagom_model::Zone;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// So many wordings are remembered before all are forgotten.
const MOST: usize = 20_000;

/// Wordings by language, when it is, host's zone and reader's zone.
#[derive(Debug, Default)]
pub(super) struct Times {
    known: Mutex<HashMap<(Language, When, Zone, Zone), String>>,
}

impl Times {
    /// When an event is, if that is said.
    pub(super) fn of(
        &self,
        language: Language,
        event: &EventLines<'_>,
        languages: &Languages,
    ) -> Option<String> {
        let when = event.when?;
        let key = (language, when, event.host.clone(), event.reader.clone());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = known.get(&key) {
            return Some(text.clone());
        }
        let text = languages.event_time(language, when, &event.host, &event.reader);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, text.clone());
        Some(text)
    }
}
