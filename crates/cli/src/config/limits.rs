//! Relays with their limits, and those of domains, from the configuration: what they are, and what is wrong with them. It keeps
//! no limit and opens no connection.

use super::addresses::in_a_labels;
use super::file::{File, LimitSection};
use super::problems::Finding;
use lagom_dispatch::{DomainLimits, Relay};
use lagom_store::Limit;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The name of the relay of `[mail]`.
const FIRST: &str = Relay::FIRST;
/// Every domain that no section names.
const OTHERS: &str = "*";

/// A limit's key, the length of its window in milliseconds, and its number.
type Row = (&'static str, i64, Option<u32>);

/// A relay as the configuration names it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WayOut<'f> {
    /// Its name: `mail`, or the key of its section.
    pub(crate) name: &'f str,
    /// The place of its keys.
    pub(crate) place: &'f str,
    pub(crate) relay: &'f str,
    pub(crate) password: Option<&'f SecretString>,
    pub(crate) password_file: Option<&'f PathBuf>,
    pub(crate) ca_file: Option<&'f PathBuf>,
    pub(crate) connections: usize,
    pub(crate) weight: u32,
    rows: [Row; 3],
}

impl WayOut<'_> {
    /// What it takes.
    pub(crate) fn limits(&self) -> Vec<Limit> {
        limits(self.rows)
    }

    /// Where its keys stand.
    pub(crate) fn section(&self) -> String {
        match self.place {
            "" => self.name.to_owned(),
            place => format!("{place}.{}", self.name),
        }
    }
}

/// What two kinds of sections say in the same words.
macro_rules! way_out {
    ($section:expr, $place:literal, $name:expr) => {
        WayOut {
            name: $name,
            place: $place,
            relay: &$section.relay,
            password: $section.password.as_ref(),
            password_file: $section.password_file.as_ref(),
            ca_file: $section.ca_file.as_ref(),
            connections: $section.connections,
            weight: $section.weight,
            rows: rates(
                $section.messages_per_second,
                $section.messages_per_hour,
                $section.messages_per_day,
            ),
        }
    };
}

impl LimitSection {
    fn rows(&self) -> impl Iterator<Item = Row> {
        let rates = rates(
            self.messages_per_second,
            self.messages_per_hour,
            self.messages_per_day,
        );
        std::iter::once(("at_once", 0, self.at_once)).chain(rates)
    }
}

const fn rates(second: Option<u32>, hour: Option<u32>, day: Option<u32>) -> [Row; 3] {
    [
        ("messages_per_second", 1_000, second),
        ("messages_per_hour", 3_600_000, hour),
        ("messages_per_day", 86_400_000, day),
    ]
}

fn limits(rows: impl IntoIterator<Item = Row>) -> Vec<Limit> {
    let set = rows
        .into_iter()
        .filter_map(|(_, window, most)| Some((window, most?)));
    set.map(|(window, most)| Limit { window, most }).collect()
}

impl File {
    /// All relays, that of `[mail]` first.
    pub(crate) fn ways_out(&self) -> impl Iterator<Item = WayOut<'_>> {
        std::iter::once(self.first_way_out()).chain(self.more_ways_out())
    }

    /// The relay of `[mail]`.
    pub(crate) fn first_way_out(&self) -> WayOut<'_> {
        way_out!(self.mail, "", FIRST)
    }

    /// The others.
    pub(crate) fn more_ways_out(&self) -> impl Iterator<Item = WayOut<'_>> {
        let more = self.relays.iter();
        more.map(|(name, section)| way_out!(section, "relays", name))
    }

    /// What all relays take together in an hour and in a day; `None`: one of them takes any number.
    pub(crate) fn relays_take(&self) -> [Option<u32>; 2] {
        let sum = |sum: u32, most: u32| sum.saturating_add(most);
        let in_all = |row: usize| {
            let each = self
                .ways_out()
                .map(|way| way.rows.get(row).and_then(|row| row.2));
            each.reduce(|one, other| one.zip(other).map(|(one, other)| sum(one, other)))
                .flatten()
        };
        [in_all(1), in_all(2)]
    }

    /// What domains take. Those of a section share its limits under the first one's name.
    pub(crate) fn domain_limits(&self) -> DomainLimits {
        let mut found = DomainLimits::default();
        for section in &self.limits {
            let limits = limits(section.rows());
            let first = section.domains.first().map_or("", String::as_str);
            for domain in &section.domains {
                if domain == OTHERS {
                    found.others.clone_from(&limits);
                } else {
                    let share = (first.to_owned(), limits.clone());
                    found.named.insert(domain.clone(), share);
                }
            }
        }
        found
    }

    /// What is wrong with them.
    pub(super) fn limit_problems(&self) -> Vec<Finding> {
        let mut found = Found::default();
        for way in self.ways_out() {
            let section = way.section();
            found.rows(&section, &way.rows);
            if way.weight == 0 {
                let hint =
                    "a relay of weight 0 carries nothing; write at least 1, or leave the relay out";
                found.error(&format!("{section}.weight"), hint.to_owned());
            }
        }
        if self.relays.contains_key(FIRST) {
            let hint =
                "the relay of `[mail]` has this name; choose another, such as `second`, for good";
            found.error(&format!("relays.{FIRST}"), hint.to_owned());
        }
        let mut named: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, section) in self.limits.iter().enumerate() {
            let key = format!("limits[{place}]");
            let rows: Vec<Row> = section.rows().collect();
            found.rows(&key, &rows);
            if rows.iter().all(|(_, _, most)| most.is_none()) {
                let hint = "it limits nothing; give it `messages_per_second`, `messages_per_hour`, `messages_per_day` or `at_once`";
                found.error(&key, hint.to_owned());
            }
            let key = format!("{key}.domains");
            if section.domains.is_empty() {
                let hint = "it names no domain; write `domains = [\"example.org\"]`, or `[\"*\"]` for every other one by itself";
                found.error(&key, hint.to_owned());
            }
            if section.domains.len() > 1 && section.domains.iter().any(|name| name == OTHERS) {
                let hint = "`*` stands alone: it is every other domain, each by itself";
                found.error(&key, hint.to_owned());
            }
            for domain in &section.domains {
                if let Some(problem) = unfit(domain) {
                    found.error(&key, problem);
                }
                if let Some(other) = named.insert(domain, place) {
                    let message =
                        format!("`{domain}` stands in `limits[{other}]` too; name it once");
                    found.error(&key, message);
                }
            }
        }
        found.0
    }
}

/// Why a name is none of a domain.
fn unfit(domain: &str) -> Option<String> {
    if domain == OTHERS {
        return None;
    }
    if let Some((_, behind)) = domain.rsplit_once('@') {
        return Some(format!(
            "`{domain}` is an address; write its domain, `{behind}`"
        ));
    }
    let small = domain.to_lowercase();
    if domain != small {
        return Some(format!("write `{domain}` in small letters, `{small}`"));
    }
    if let Some(labels) = in_a_labels(domain) {
        return Some(format!("write `{domain}` in A-labels: `{labels}`"));
    }
    let is_name =
        !domain.is_empty() && !domain.contains(|c: char| c.is_whitespace() || "*/:,".contains(c));
    (!is_name).then(|| format!("`{domain}` is no domain; write it like `example.org`"))
}

#[derive(Default)]
struct Found(Vec<Finding>);

impl Found {
    fn error(&mut self, key: &str, message: String) {
        self.0.push(Finding {
            error: true,
            key: key.to_owned(),
            message,
        });
    }

    fn rows(&mut self, place: &str, rows: &[Row]) {
        for (key, window, most) in rows {
            if *most == Some(0) {
                let message =
                    "it is 0: nothing would ever go; write at least 1, or leave it out".to_owned();
                self.error(&format!("{place}.{key}"), message);
            }
            // A limit that a shorter one keeps already is a slip of the pen.
            let shorter = rows
                .iter()
                .filter(|(_, other, _)| 0 < *other && other < window);
            let kept = shorter.filter_map(|(name, other, most)| {
                Some((name, i64::from((*most)?).saturating_mul(window / other)))
            });
            for (name, at_most) in kept {
                if most.is_some_and(|most| i64::from(most) > at_most) {
                    self.0.push(Finding {
                        error: false,
                        key: format!("{place}.{key}"),
                        message: format!(
                            "`{name}` lets no more than {at_most} through, so this limits nothing"
                        ),
                    });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(rest: &str) -> File {
        let text = format!(
            "[installation]\norganisation = 'x'\nbase_url = 'https://letters.example.org'\n[mail]\nrelay = 'maildir:x'\n{rest}"
        );
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn domains_of_a_section_share_and_the_others_stand_for_themselves() {
        let file = file(
            "messages_per_second = 50\nmessages_per_day = 1000\n\
             [[limits]]\ndomains = ['one.example', 'two.example']\nmessages_per_hour = 7\nat_once = 2\n\
             [[limits]]\ndomains = ['*']\nmessages_per_second = 9\n",
        );
        let limit = |window, most| Limit { window, most };
        assert_eq!(
            file.first_way_out().limits(),
            [limit(1_000, 50), limit(86_400_000, 1000)]
        );
        let domains = file.domain_limits();
        let shared = [limit(0, 2), limit(3_600_000, 7)];
        for domain in ["one.example", "two.example"] {
            assert_eq!(domains.of(domain), ("one.example", &shared[..]));
        }
        let other = [limit(1_000, 9)];
        assert_eq!(domains.of("three.example"), ("three.example", &other[..]));
        assert_eq!(file.limit_problems().len(), 0);
    }

    #[test]
    fn relays_add_up() {
        let one = "messages_per_hour = 100\nmessages_per_day = 1000\nweight = 3\n";
        let two = format!("{one}[relays.two]\nrelay = 'maildir:y'\nmessages_per_hour = 20\n");
        let file = file(&two);
        let told: Vec<_> = file
            .ways_out()
            .map(|way| (way.section(), way.weight))
            .collect();
        assert_eq!(told, [("mail".to_owned(), 3), ("relays.two".to_owned(), 1)]);
        assert_eq!(file.relays_take(), [Some(120), None]);
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let found = |rest: &str| {
            let found = file(rest).limit_problems();
            let told = found
                .iter()
                .map(|one| format!("{} {}: {}", one.error, one.key, one.message));
            told.collect::<Vec<_>>().join("\n")
        };
        let section = |rest: &str| found(&format!("[[limits]]\n{rest}\n"));
        for (told, key, words) in [
            (
                found("messages_per_hour = 0"),
                "true mail.messages_per_hour:",
                "at least 1",
            ),
            (
                section("domains = ['a.example']"),
                "true limits[0]:",
                "limits nothing",
            ),
            (
                section("domains = []\nat_once = 1"),
                "true limits[0].domains:",
                "names no domain",
            ),
            (
                section("domains = ['ann@a.example']\nat_once = 1"),
                "limits[0].domains:",
                "`a.example`",
            ),
            (
                section("domains = ['A.example']\nat_once = 1"),
                "limits[0].domains:",
                "small letters",
            ),
            (
                section("domains = ['münchen.example']\nat_once = 1"),
                "limits[0].domains:",
                "`xn--mnchen-3ya.example`",
            ),
            (
                section("domains = ['a b']\nat_once = 1"),
                "limits[0].domains:",
                "no domain",
            ),
            (
                section("domains = ['*', 'a.example']\nat_once = 1"),
                "limits[0].domains:",
                "stands alone",
            ),
            (
                section("domains = ['a.example', 'a.example']\nat_once = 1"),
                "limits[0].domains:",
                "name it once",
            ),
            (
                section(
                    "domains = ['a.example']\nmessages_per_second = 1\nmessages_per_hour = 3601",
                ),
                "false limits[0].messages_per_hour:",
                "no more than 3600",
            ),
        ] {
            assert!(
                told.contains(key) && told.contains(words) && !told.contains('\n'),
                "{told}"
            );
        }
    }
}
