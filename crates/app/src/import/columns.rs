//! The header of an import file: which column means what.
//!
//! | column | meaning |
//! |---|---|
//! | `email` | the address; the only one that must be there |
//! | `name`, `language`, `country`, `zone` | about the person |
//! | `season` | `full`, `short`, `events` or `nothing` |
//! | `cadence`, `weekday`, `day`, `time`, `topics` | the choices on every line that the import opens |
//! | `form` | `full` or `short` |
//! | `favourites` | topics that come first |
//! | `events-at-once` | `yes` or `no`: whether new events are told at once, alone |
//! | `cadence:KEY` | the cadence of the publication `KEY`; an empty cell opens no line |
//! | any other | an attribute of the person |

use lagom_model::PublicationId;
use lagom_store::Known;

/// Which column means what.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    pub(crate) email: usize,
    pub(crate) name: Option<usize>,
    pub(crate) language: Option<usize>,
    pub(crate) country: Option<usize>,
    pub(crate) zone: Option<usize>,
    pub(crate) season: Option<usize>,
    pub(crate) cadence: Option<usize>,
    pub(crate) weekday: Option<usize>,
    pub(crate) day: Option<usize>,
    pub(crate) time: Option<usize>,
    pub(crate) topics: Option<usize>,
    pub(crate) form: Option<usize>,
    pub(crate) favourites: Option<usize>,
    pub(crate) events_at_once: Option<usize>,
    /// Publications to open lines of, each with its own cadence column if it has one.
    pub(crate) publications: Vec<(PublicationId, Option<usize>)>,
    pub(crate) attributes: Vec<(String, usize)>,
}

/// The header line cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// There is no column of addresses.
    #[error("the first line names no column `email`; it names {found}")]
    NoEmail {
        /// The columns found.
        found: String,
    },
    /// A column stands there twice.
    #[error("the column `{0}` stands there twice")]
    Twice(String),
    /// A column names a publication that there is not.
    #[error("the column `cadence:{key}` names no publication; there are {known}")]
    UnknownPublication {
        /// The key in the column's name.
        key: String,
        /// The keys that there are.
        known: String,
    },
    /// It is not said which publications people subscribe to.
    #[error(
        "it is not said which newsletter people subscribe to: add `--publication KEY` or columns \
         `cadence:KEY`; there are {known}"
    )]
    WhichPublication {
        /// The keys that there are.
        known: String,
    },
}

impl Columns {
    /// Reads the header. `publications` are those named beside the file; without any, and without
    /// columns of their own, the only publication is meant.
    pub(crate) fn read(
        header: &csv::StringRecord,
        known: &Known,
        publications: &[PublicationId],
    ) -> Result<Self, HeaderError> {
        let mut columns = Self::default();
        let mut email = None;
        let mut own: Vec<(PublicationId, usize)> = Vec::new();
        for (index, title) in header.iter().enumerate() {
            let key = title.trim_start_matches('\u{feff}').to_lowercase();
            let place = match key.as_str() {
                "email" => &mut email,
                "name" => &mut columns.name,
                "language" => &mut columns.language,
                "country" => &mut columns.country,
                "zone" => &mut columns.zone,
                "season" => &mut columns.season,
                "cadence" => &mut columns.cadence,
                "weekday" => &mut columns.weekday,
                "day" => &mut columns.day,
                "time" => &mut columns.time,
                "topics" => &mut columns.topics,
                "form" => &mut columns.form,
                "favourites" => &mut columns.favourites,
                "events-at-once" => &mut columns.events_at_once,
                _ => {
                    if let Some(named) = key.strip_prefix("cadence:") {
                        let named = publication(known, named)?;
                        if own.iter().any(|(id, _)| *id == named) {
                            return Err(HeaderError::Twice(key));
                        }
                        own.push((named, index));
                    } else if columns.attributes.iter().any(|(one, _)| *one == key) {
                        return Err(HeaderError::Twice(key));
                    } else if !key.is_empty() {
                        columns.attributes.push((key, index));
                    }
                    continue;
                }
            };
            if place.replace(index).is_some() {
                return Err(HeaderError::Twice(key));
            }
        }
        columns.email = email.ok_or_else(|| HeaderError::NoEmail {
            found: header
                .iter()
                .map(|title| format!("`{title}`"))
                .collect::<Vec<_>>()
                .join(", "),
        })?;
        columns.publications = lines(known, publications, &own)?;
        Ok(columns)
    }
}

fn lines(
    known: &Known,
    named: &[PublicationId],
    own: &[(PublicationId, usize)],
) -> Result<Vec<(PublicationId, Option<usize>)>, HeaderError> {
    let mut lines: Vec<(PublicationId, Option<usize>)> = own
        .iter()
        .map(|(publication, column)| (*publication, Some(*column)))
        .collect();
    let has_column = |id: &PublicationId| own.iter().any(|(publication, _)| publication == id);
    lines.extend(
        named
            .iter()
            .filter(|id| !has_column(id))
            .map(|id| (*id, None)),
    );
    let offered: Vec<_> = known.offered().collect();
    match (lines.is_empty(), offered.as_slice()) {
        (false, _) => Ok(lines),
        (true, [only]) => Ok(vec![(only.id, None)]),
        (true, _) => Err(HeaderError::WhichPublication { known: keys(known) }),
    }
}

fn publication(known: &Known, key: &str) -> Result<PublicationId, HeaderError> {
    // The titles of a header are read without regard to capitals.
    let mut offered = known.offered();
    offered
        .find(|one| one.def.key.eq_ignore_ascii_case(key))
        .map(|one| one.id)
        .ok_or_else(|| HeaderError::UnknownPublication {
            key: key.to_owned(),
            known: keys(known),
        })
}

fn keys(known: &Known) -> String {
    let keys = known.offered().map(|one| format!("`{}`", one.def.key));
    keys.collect::<Vec<_>>().join(", ")
}
