//! The words that engineers and operators use among themselves, and that readers never see: in English and in
//! the words by which somebody would translate them. Beginnings of words, so that every ending is caught.

use super::Language;

/// Beginnings of words that no reader may meet, in English catalogues, templates and pages. A
/// language whose own words begin like one of these adds an exception here, with its reason.
const ENGLISH: &[&str] = &[
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

const RUSSIAN: &[&str] = &[
    "каденц",
    "периодичност",
    "дайджест",
    "свёрн",
    "сверн",
    "свёрт",
    "сворачив",
    "подавл",
    "подавит",
    "касани",
    "контактн",
    "удержан",
    "бюджет",
    "шлюз",
    "отсроч",
    "подписчик",
    "абонент",
    "арбитраж",
    "троттл",
    "квот",
    "диспетчер",
    "идемпот",
    "пресет",
    "аутбокс",
    "вотермарк",
];

const LATVIAN: &[&str] = &[
    "kadenc",
    "periodiskum",
    "daidžest",
    "saloc",
    "salok",
    "apspie",
    "pieskārien",
    "saskarsm",
    "aiztur",
    "budžet",
    "vārtej",
    "ūdenszīm",
    "abonent",
    "abonē",
    "arbitrāž",
    "kvot",
    "dispečer",
    "idempot",
    "izsūtn",
];

const SPANISH: &[&str] = &[
    "cadencia",
    "periodicidad",
    "digest",
    "pleg",
    "plieg",
    "suprim",
    "supresi",
    "toque",
    "retenid",
    "presupuesto",
    "compuerta",
    "aplazad",
    "diferid",
    "suscriptor",
    "abonad",
    "arbitr",
    "cuota",
    "despach",
    "idempoten",
    "preajust",
];

/// The words of a text, in order, that are none of a reader's business, by the English list. Empty for a good
/// text.
pub fn inner_words(text: &str) -> Vec<&str> {
    beginning_with(text, &[ENGLISH])
}

/// The same by a language's own list besides.
pub fn inner_words_in(language: Language, text: &str) -> Vec<&str> {
    let own = match language.tag() {
        "ru" => RUSSIAN,
        "lv" => LATVIAN,
        "es" => SPANISH,
        _ => &[],
    };
    beginning_with(text, &[ENGLISH, own])
}

fn beginning_with<'t>(text: &'t str, lists: &[&[&str]]) -> Vec<&'t str> {
    let inner = lists.iter().flat_map(|list| list.iter());
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| {
            let word = word.to_lowercase();
            inner.clone().any(|inner| word.starts_with(inner))
        })
        .collect()
}
