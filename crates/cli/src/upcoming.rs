//! The rules as the next tick will put them in force, for who only asks: nothing is put in force by a question.

use crate::config::{ConfigError, File};
use lagom_model::Policy;
use lagom_store::{Known, Store};

/// The catalogue and the policy that come into force with the next tick.
pub(crate) struct Upcoming {
    /// What the store knows, as the configuration describes it now. What is new in the configuration is not among it.
    pub(crate) known: Known,
    /// The policy, with the version that it has or will have.
    pub(crate) policy: Policy,
}

/// The rules of a configuration.
///
/// # Errors
/// Any failure of the store, and a catalogue that cannot be.
pub(crate) async fn rules(store: &dyn Store, file: &File) -> anyhow::Result<Upcoming> {
    let stored = store.policy().await?;
    Ok(Upcoming {
        known: configured(store.catalogue().await?, file)?,
        policy: next(stored.as_ref(), file.policy()),
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
pub(crate) fn next(before: Option<&Policy>, policy: Policy) -> Policy {
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
