//! Files of public holidays: the shape they share, those that come with the program, and those of the operator's own
//! beside the configuration. Which days are quiet is not said here.

use super::load::ConfigError;
use chrono::{Datelike, NaiveDate};
use lagom_model::Holidays;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The key of the configuration that names countries and files.
pub(crate) const KEY: &str = "policy.holidays";

/// What comes with the program, made from `PyPI`'s `holidays`; a test compares them.
const SHIPPED: [&str; 7] = [
    include_str!("../../../../config/holidays/de.toml"),
    include_str!("../../../../config/holidays/es.toml"),
    include_str!("../../../../config/holidays/fr.toml"),
    include_str!("../../../../config/holidays/gb.toml"),
    include_str!("../../../../config/holidays/lv.toml"),
    include_str!("../../../../config/holidays/ru.toml"),
    include_str!("../../../../config/holidays/us.toml"),
];

/// A file of a country's public holidays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HolidayFile {
    /// The country (ISO 3166-1 alpha-2, in capitals).
    pub(crate) country: String,
    /// The first and the last year of which the holidays are known.
    pub(crate) years: (i32, i32),
    /// Where they come from.
    pub(crate) source: String,
    /// The days and their names.
    pub(crate) days: BTreeMap<NaiveDate, String>,
}

impl HolidayFile {
    /// Reads a file's text.
    ///
    /// # Errors
    /// What is wrong with it, in the operator's words.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let file: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let (first, last) = file.years;
        if !is_country(&file.country) {
            return Err(format!(
                "`{}` is no country; write it in two capitals, such as `LV`",
                file.country
            ));
        }
        if first > last {
            return Err(format!("the years `{first}` to `{last}` run backwards"));
        }
        let outside = file
            .days
            .keys()
            .find(|day| !(first..=last).contains(&day.year()));
        match outside {
            Some(day) => Err(format!("`{day}` lies outside its years, {first} to {last}")),
            None => Ok(file),
        }
    }

    /// As the policy keeps them.
    pub(crate) fn holidays(&self) -> Holidays {
        let (first, last) = self.years;
        Holidays::new(first, last, self.days.keys().copied().collect())
    }
}

/// Whether a text is a country's code.
pub(crate) fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_uppercase())
}

/// The files that come with the program.
pub(crate) fn shipped() -> impl Iterator<Item = HolidayFile> {
    SHIPPED
        .into_iter()
        .filter_map(|text| HolidayFile::parse(text).ok())
}

/// The holidays of the countries and files that the configuration names: a country's code is a file that comes with
/// the program, all else a path relative to the configuration's folder. A country may be named once.
///
/// # Errors
/// [`ConfigError`] naming the entry.
pub(super) fn read(
    named: &[String],
    folder: &Path,
) -> Result<BTreeMap<String, Holidays>, ConfigError> {
    let mut known = BTreeMap::new();
    for name in named {
        let file = if is_country(name) {
            of_country(name)
        } else {
            of_path(&folder.join(name))
        };
        let file = file.map_err(|problem| ConfigError::value(KEY, &problem))?;
        let country = file.country.clone();
        if known.insert(country.clone(), file.holidays()).is_some() {
            let message = format!("the holidays of `{country}` are named twice");
            return Err(ConfigError::value(KEY, &message));
        }
    }
    Ok(known)
}

fn of_country(country: &str) -> Result<HolidayFile, String> {
    shipped()
        .find(|file| file.country == country)
        .ok_or_else(|| {
            let there: Vec<_> = shipped().map(|file| file.country).collect();
            format!(
                "no holidays of `{country}` come with the program, only those of {}; \
             `lagom holidays import` makes a file of a calendar, which can be named here",
                there.join(", ")
            )
        })
}

fn of_path(path: &Path) -> Result<HolidayFile, String> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
    HolidayFile::parse(&text).map_err(|problem| format!("`{shown}`: {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_comes_with_the_program_is_in_order() {
        for text in SHIPPED {
            let file = HolidayFile::parse(text).unwrap();
            assert_eq!(file.years, (2020, 2027), "{}", file.country);
            assert!(file.source.starts_with("PyPI holidays "));
            let per_year = file.days.len() / 8;
            assert!((7..=20).contains(&per_year), "{}: {per_year}", file.country);
        }
        assert_eq!(shipped().count(), 7);
    }

    #[test]
    fn only_the_countries_that_are_named_become_part_of_the_policy() {
        let folder = tempfile::tempdir().unwrap();
        let own = "country = \"EE\"\nyears = [2026, 2026]\nsource = \"ours\"\n[days]\n2026-02-24 = \"Independence Day\"\n";
        std::fs::write(folder.path().join("ee.toml"), own).unwrap();
        let named = ["LV".to_owned(), "ee.toml".to_owned()];
        let known = read(&named, folder.path()).unwrap();
        assert_eq!(known.keys().collect::<Vec<_>>(), ["EE", "LV"]);
        let day = "2026-02-24".parse().unwrap();
        assert!(known["EE"].holds_on(day) && !known["LV"].holds_on(day));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let bad = "country = \"EE\"\nyears = [2026, 2026]\nsource = \"ours\"\n[days]\n2027-02-24 = \"Late\"\n";
        std::fs::write(folder.path().join("bad.toml"), bad).unwrap();
        for (named, part) in [
            (&["XX"][..], "only those of DE, ES, FR"),
            (&["LV", "LV"], "`LV` are named twice"),
            (&["gone.toml"], "cannot be read"),
            (&["bad.toml"], "`2027-02-24` lies outside its years"),
        ] {
            let named: Vec<String> = named.iter().map(|&name| name.to_owned()).collect();
            let error = read(&named, folder.path()).unwrap_err().to_string();
            assert!(error.contains(part) && error.contains(KEY), "{error}");
        }
    }
}
