//! A wired installation: what every use-case works on. Made by the binary, or by a test.

use crate::joining::Consent;
use crate::{AddressHasher, Notes};
use lagom_links::KeyRing;
use lagom_model::{Clock, Ids, Policy, Zone};
use lagom_store::{Known, Store};
use std::sync::Arc;

/// What the operator configured for the installation as a whole.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the pages stand, without a trailing slash, such as `https://letters.example.org`.
    pub base_url: String,
    /// The organisation's name, as readers see it.
    pub organisation: String,
    /// The zone for who brings none and whose publication has none.
    pub zone: Zone,
    /// The language (BCP 47) for who brings none.
    pub language: String,
    /// The country (ISO 3166-1 alpha-2) for who brings none, if the operator set one.
    pub country: Option<String>,
    /// Minutes between `schedule` and the first letter, in which the operator can still hold it.
    pub grace_minutes: u32,
    /// What the form on which one joins asks for beside the choices.
    pub consents: Vec<Consent>,
}

/// A wired installation. Cheap to clone.
#[derive(Clone)]
pub struct Installation {
    /// The preference store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of ids.
    pub ids: Arc<dyn Ids>,
    /// The keys that sign links.
    pub keys: Arc<KeyRing>,
    /// Finds people by their addresses.
    pub addresses: AddressHasher,
    /// Senders and publications, with the keys under which the store knows them.
    pub known: Arc<Known>,
    /// The policy in force.
    pub policy: Arc<Policy>,
    /// What the operator configured.
    pub settings: Arc<Settings>,
    /// What pages keep of content.
    pub notes: Notes,
}
