//! What the form offers: every newsletter with its rhythms and topics, and the consents. Pure; it knows nobody.

use super::Consent;
use crate::Installation;
use lagom_model::Cadence;
use lagom_store::KnownPublication;

/// What the form offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinForm {
    /// Newsletters, at least one.
    pub offers: Vec<JoinOffer>,
    /// Consents, none of them given.
    pub consents: Vec<Consent>,
}

/// One newsletter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinOffer {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub description: String,
    /// What can be chosen.
    pub menu: Vec<Cadence>,
    /// What who chooses nothing gets.
    pub usual: Cadence,
    /// Its topics, if there is more than one.
    pub topics: Vec<JoinTopic>,
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinTopic {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
}

/// The form of one newsletter, or of all. `None`: there is no such newsletter.
pub fn form(house: &Installation, publication: Option<&str>) -> Option<JoinForm> {
    let wanted = |one: &&KnownPublication| publication.is_none_or(|key| one.def.key == key);
    let offers: Vec<JoinOffer> = house.known.offered().filter(wanted).map(offer).collect();
    (!offers.is_empty()).then(|| JoinForm {
        offers,
        consents: house.settings.consents.clone(),
    })
}

fn offer(publication: &KnownPublication) -> JoinOffer {
    let def = &publication.def;
    let topics: Vec<JoinTopic> = def
        .topics
        .iter()
        .map(|topic| JoinTopic {
            key: topic.key.clone(),
            name: topic.name.clone(),
        })
        .collect();
    JoinOffer {
        key: def.key.clone(),
        name: def.name.clone(),
        description: def.description.clone(),
        menu: def.menu.clone(),
        usual: def.default_cadence,
        topics: if topics.len() > 1 { topics } else { Vec::new() },
    }
}
