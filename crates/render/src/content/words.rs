//! Words and the time it takes to read them. Plain counting: no guesses about who reads.

/// How many words a reader reads in a text: parts between white space that hold a letter or digit.
pub fn words(text: &str) -> u32 {
    let spoken = |word: &&str| word.chars().any(char::is_alphanumeric);
    u32::try_from(text.split_whitespace().filter(spoken).count()).unwrap_or(u32::MAX)
}

/// Silent reading of non-fiction in English, words a minute: M. Brysbaert, "How many words do we
/// read per minute? A review and meta-analysis of reading rate", Journal of Memory and Language 109
/// (2019). Languages without a figure of their own are read like English.
const ENGLISH: u32 = 238;

/// Words a minute in other languages: S. Trauzettel-Klosinski and K. Dietz, "Standardized assessment
/// of reading performance: the new International Reading Speed Texts", Investigative Ophthalmology
/// & Visual Science 53 (2012), table of means.
const BY_LANGUAGE: &[(&str, u32)] = &[
    ("ar", 138),
    ("de", 179),
    ("es", 218),
    ("fi", 161),
    ("fr", 195),
    ("he", 187),
    ("it", 188),
    ("nl", 202),
    ("pl", 166),
    ("pt", 181),
    ("ru", 184),
    ("sl", 180),
    ("sv", 199),
    ("tr", 166),
];

/// The words a minute that a grown-up reads in a language (BCP 47).
pub fn words_a_minute(language: &str) -> u32 {
    let primary = language.split('-').next().unwrap_or_default();
    BY_LANGUAGE
        .iter()
        .find(|(code, _)| code.eq_ignore_ascii_case(primary))
        .map_or(ENGLISH, |(_, speed)| *speed)
}

/// Minutes to read that many words, rounded up: something to read takes at least one.
pub fn minutes(words: u32, language: &str) -> u32 {
    words.div_ceil(words_a_minute(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_is_read() {
        for (text, count) in [
            ("", 0),
            ("one", 1),
            ("one  two\nthree\u{a0}four", 4),
            ("a – b | c * 3 🦀", 4),
        ] {
            assert_eq!(words(text), count, "{text}");
        }
    }

    #[test]
    fn minutes_are_rounded_up() {
        for (count, language, expected) in [
            (0, "en", 0),
            (1, "en", 1),
            (238, "en", 1),
            (239, "en-GB", 2),
            (239, "xx", 2),
            (358, "de", 2),
            (359, "DE-at", 3),
        ] {
            assert_eq!(minutes(count, language), expected, "{count} {language}");
        }
    }
}
