//! What is asked of the forecast: the catalogue and the policy as the next command would put them in force,
//! without putting anything in force, and the other policy.

use super::Args;
use crate::config::{ConfigError, File, policy_of};
use lagom_forecast::{Limits, Named, Question};
use lagom_model::{Policy, Timestamp};
use lagom_store::{Known, Store};

pub(super) async fn question(
    args: &Args,
    store: &dyn Store,
    mut file: File,
    now: Timestamp,
) -> anyhow::Result<Question> {
    let [per_hour, per_day] = file.relays_take();
    let limits = Limits { per_hour, per_day };
    let known = configured(store.catalogue().await?, &file)?;
    let stored = store.policy().await?;
    let in_force = next(stored.as_ref(), file.policy());
    let other = match &args.policy {
        Some(path) => {
            file.policy = policy_of(path)?;
            Some(Named {
                name: path
                    .file_name()
                    .unwrap_or(path.as_os_str())
                    .to_string_lossy()
                    .into_owned(),
                policy: next(Some(&in_force), file.policy()),
            })
        }
        None => None,
    };
    Ok(Question {
        now,
        weeks: args.weeks,
        known,
        in_force: Named {
            name: "in force".to_owned(),
            policy: in_force,
        },
        other,
        limits,
        rhythm: !args.only_scheduled,
    })
}

/// The store's catalogue with what the configuration says of it now.
fn configured(mut known: Known, file: &File) -> Result<Known, ConfigError> {
    let catalogue = file.catalogue()?;
    known.retire(&catalogue);
    for publication in &mut known.publications {
        if let Some(def) = catalogue.publications.get(&publication.def.key) {
            publication.def = def.clone();
        }
    }
    for sender in &mut known.senders {
        if let Some(def) = catalogue.senders.get(&sender.def.key) {
            sender.def = def.clone();
        }
    }
    Ok(known)
}

/// A policy with the version that it would have after another one.
fn next(before: Option<&Policy>, policy: Policy) -> Policy {
    let same = before.filter(|before| {
        Policy {
            version: before.version,
            ..policy.clone()
        } == **before
    });
    let version = match (same, before) {
        (Some(same), _) => same.version,
        (None, before) => before.map_or(0, |before| before.version) + 1,
    };
    Policy { version, ..policy }
}
