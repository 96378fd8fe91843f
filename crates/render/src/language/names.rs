//! What seasons and occasions are called. A key that no catalogue knows is an operator's own.

use super::{Arg, Language, Languages};

impl Languages {
    /// A season, as it stands after "over": `the holidays`.
    pub fn season(&self, language: Language, key: &str) -> String {
        let id = format!("season-{key}");
        let known = self.has(language, &id);
        self.text(language, if known { &id } else { "season-other" }, &[])
    }

    /// An occasion, as it stands after "about": `Mother’s Day`.
    pub fn occasion(&self, language: Language, key: &str) -> String {
        let id = format!("occasion-{key}");
        if self.has(language, &id) {
            return self.text(language, &id, &[]);
        }
        let name = [("name", Arg::from(in_words(key)))];
        self.text(language, "occasion-other", &name)
    }
}

/// `Harvest festival` of `harvest-festival`.
fn in_words(key: &str) -> String {
    let mut letters = key.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect::<String>().replace('-', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_no_catalogue_knows_still_reads_as_words() {
        let (languages, en) = (Languages::new(), Language::ENGLISH);
        assert_eq!(languages.occasion(en, "mothers-day"), "Mother’s Day");
        assert_eq!(
            languages.occasion(en, "harvest-festival"),
            "Harvest festival"
        );
        assert_eq!(languages.season(en, "year-end"), "the holidays");
        assert_eq!(languages.season(en, "harvest"), "this season");
    }
}
