//! The words that engineers and operators use among themselves, and that readers never see.

/// Beginnings of words that no reader may meet, in English catalogues, templates and pages. A
/// language whose own words begin like one of these adds an exception here, with its reason.
const INNER: [&str; 20] = [
    "cadence",
    "fold",
    "suppress",
    "touch",
    "held",
    "digest",
    "budget",
    "gate",
    "gating",
    "watermark",
    "defer",
    "outbox",
    "ledger",
    "subscriber",
    "arbitrat",
    "throttl",
    "quota",
    "dispatch",
    "idempoten",
    "preset",
];

/// The words of a text, in order, that are none of a reader's business. Empty for a good text.
pub fn inner_words(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| {
            let word = word.to_lowercase();
            INNER.iter().any(|inner| word.starts_with(inner))
        })
        .collect()
}
