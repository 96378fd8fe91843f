//! What `lagom check` finds: everything that is wrong at once, not the first thing only.

use super::addresses::usable;
use super::file::File;
use super::holidays;
use super::load::ConfigError;
use chrono::{Datelike as _, Months};
use lagom_model::{Catalogue, PublicationDef, Timestamp};
use lagom_policy::{Severity, serves_menu};
use serde::Serialize;

/// Three signs of life must be missed before a dispatcher is taken for dead.
const LEAST_LEASE_SECONDS: u64 = 15;

/// Something that `check` found.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Finding {
    /// Whether the configuration cannot be used with it.
    pub(crate) error: bool,
    /// The key, with its sections.
    pub(crate) key: String,
    /// What is wrong and what to do.
    pub(crate) message: String,
}

/// Everything that is wrong with a configuration at an instant, errors first.
pub(crate) fn problems(file: &File, now: Timestamp) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut error = |key: &str, message: String| {
        found.push(Finding {
            error: true,
            key: key.to_owned(),
            message,
        });
    };
    if let Err(problem) = lagom_links::Urls::new(&file.installation.base_url) {
        error("installation.base_url", problem.to_string());
    }
    if file.database.lease_seconds < LEAST_LEASE_SECONDS {
        let message = format!(
            "a dispatcher shows a sign of life every five seconds; give it at least {LEAST_LEASE_SECONDS}"
        );
        error("database.lease_seconds", message);
    }
    let look = file.mail_templates().err();
    let look = look.or_else(|| file.page_templates().err());
    for wrong in [look, file.operator().err(), file.heartbeat_url().err()] {
        if let Some(ConfigError::Value { key, message }) = wrong {
            error(&key, message);
        }
    }
    if file.senders.is_empty() {
        error(
            "senders",
            "there is no sender; add a section `[senders.KEY]`".to_owned(),
        );
    }
    if file.publications.is_empty() {
        let hint = "there is no publication; add a section `[publications.KEY]`";
        error("publications", hint.to_owned());
    }
    for (key, sender) in &file.senders {
        let addresses = [
            ("from", Some(&sender.from)),
            ("reply_to", sender.reply_to.as_ref()),
            ("unsubscribe_mailbox", sender.unsubscribe_mailbox.as_ref()),
            ("bounce_address", sender.bounce_address.as_ref()),
        ];
        for (field, address) in addresses {
            if let Some(Err(problem)) = address.map(|text| usable(text)) {
                error(&format!("senders.{key}.{field}"), problem);
            }
        }
    }
    for (key, publication) in &file.publications {
        if !publication.menu.contains(&publication.default) {
            let message = format!("`{}` is not on the menu", publication.default.name());
            error(&format!("publications.{key}.default"), message);
        }
        if publication.most_items == 0 {
            let message = "a letter must show at least one item".to_owned();
            error(&format!("publications.{key}.most_items"), message);
        }
    }
    match file.catalogue() {
        Ok(catalogue) => found.extend(menu(file, &catalogue)),
        Err(ConfigError::Value { key, message }) => {
            found.push(Finding {
                error: true,
                key,
                message,
            });
        }
        Err(other) => {
            let message = other.to_string();
            found.push(Finding {
                error: true,
                key: String::new(),
                message,
            });
        }
    }
    found.extend(file.dkim_problems());
    found.extend(file.limit_problems());
    found.extend(file.reach());
    found.extend(holidays_end(file, now));
    found.sort_by_key(|finding| !finding.error);
    found
}

/// Countries whose holidays are known for less than a year from now on.
fn holidays_end(file: &File, now: Timestamp) -> Vec<Finding> {
    let today = file.installation.zone.date(now);
    let in_a_year = today.checked_add_months(Months::new(12)).unwrap_or(today);
    let known = file.policy.known_holidays.iter();
    let short = known.filter(|(_, known)| known.last_year() < in_a_year.year());
    short
        .map(|(country, known)| {
            let year = known.last_year();
            let verb = if year < today.year() { "ended" } else { "end" };
            Finding {
                error: false,
                key: holidays::KEY.to_owned(),
                message: format!(
                    "the holidays of `{country}` {verb} with {year}, and no day after that is one; take a newer \
                     version of the program, or a newer calendar with `lagom holidays import`"
                ),
            }
        })
        .collect()
}

/// Whether the policy can serve the menus.
fn menu(file: &File, catalogue: &Catalogue) -> Vec<Finding> {
    let publications: Vec<&PublicationDef> = catalogue.publications.values().collect();
    let problems = serves_menu(&file.policy(), &publications).into_iter();
    problems
        .map(|found| Finding {
            error: found.severity == Severity::Error,
            key: "policy".to_owned(),
            message: found.problem.to_string(),
        })
        .collect()
}
