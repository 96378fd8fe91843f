//! The list of seasons in the configuration: the name of one that comes with the program, or a table of the operator's
//! own. Which holds on a date is the policy's to say.

use lagom_model::Season;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use std::fmt;

/// What comes with the program.
const SHIPPED: [&str; 7] = [
    include_str!("../../../../config/seasons/holy-week.toml"),
    include_str!("../../../../config/seasons/midsummer.toml"),
    include_str!("../../../../config/seasons/orthodox-easter.toml"),
    include_str!("../../../../config/seasons/orthodox-year-end.toml"),
    include_str!("../../../../config/seasons/summer.toml"),
    include_str!("../../../../config/seasons/thanksgiving.toml"),
    include_str!("../../../../config/seasons/year-end.toml"),
];

/// The seasons that come with the program.
fn shipped() -> impl Iterator<Item = Season> {
    SHIPPED
        .into_iter()
        .filter_map(|text| toml::from_str(text).ok())
}

/// Reads the list, in its order.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Season>, D::Error> {
    deserializer.deserialize_seq(List)
}

struct List;

impl<'de> Visitor<'de> for List {
    type Value = Vec<Season>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of seasons")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Season>, A::Error> {
        let mut seasons: Vec<Season> = Vec::new();
        while let Some(Entry(season)) = list.next_element()? {
            if seasons.iter().any(|other| other.key == season.key) {
                return Err(A::Error::custom(format!(
                    "there are two seasons `{}`",
                    season.key
                )));
            }
            seasons.push(season);
        }
        Ok(seasons)
    }
}

/// A name or a table.
struct Entry(Season);

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrTable)
    }
}

struct NameOrTable;

impl<'de> Visitor<'de> for NameOrTable {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a season, or a table with `key`, `from`, `to` and `form`")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Entry, E> {
        shipped().find(|season| season.key == name).map(Entry).ok_or_else(|| {
            let names: Vec<_> = shipped().map(|season| format!("`{}`", season.key)).collect();
            E::custom(format!(
                "no season `{name}` comes with the program; there are {}, and a table makes one of your own",
                names.join(", ")
            ))
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Entry, A::Error> {
        Season::deserialize(MapAccessDeserializer::new(table)).map(Entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lagom_model::Policy;

    #[derive(Debug, Deserialize)]
    struct Section {
        #[serde(deserialize_with = "read")]
        seasons: Vec<Season>,
    }

    fn keys(text: &str) -> Result<Vec<String>, String> {
        let section: Section = toml::from_str(text).map_err(|error| error.to_string())?;
        Ok(section
            .seasons
            .into_iter()
            .map(|season| season.key)
            .collect())
    }

    #[test]
    fn every_season_that_comes_with_the_program_is_in_order() {
        for text in SHIPPED {
            let season: Season = toml::from_str(text).unwrap();
            assert!(season.keeps_its_order(), "{}", season.key);
        }
        let product = Policy::product().seasons.remove(0);
        assert!(shipped().any(|season| season == product));
    }

    #[test]
    fn names_and_tables_stand_in_one_list() {
        let own = "{ key = \"harvest\", from = \"last monday of august\", to = \"09-15\", form = \"events\" }";
        let text = format!("seasons = [\"summer\", {own}, \"year-end\"]");
        assert_eq!(keys(&text).unwrap(), ["summer", "harvest", "year-end"]);
        let tables = "[[seasons]]\nkey = \"old\"\nfrom = { month = 7, day = 1 }\nto = \"08-31\"\nform = \"short\"\n";
        assert_eq!(keys(tables).unwrap(), ["old"]);
        assert_eq!(keys("seasons = []").unwrap(), [""; 0]);
    }

    #[test]
    fn what_is_no_season_is_named() {
        for (text, part) in [
            (
                "seasons = [\"sumer\"]",
                "no season `sumer` comes with the program; there are `holy-week`",
            ),
            ("seasons = [\"summer\", \"summer\"]", "two seasons `summer`"),
            ("seasons = [1]", "the name of a season, or a table"),
            (
                "seasons = [{ key = \"x\", from = \"easter-\", to = \"01-01\", form = \"short\" }]",
                "`easter-` is no day of the year",
            ),
            ("seasons = [{ key = \"x\", until = \"01-01\" }]", "until"),
        ] {
            let error = keys(text).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
