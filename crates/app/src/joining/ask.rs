//! Asking to join. The form is judged by itself, so that its answer says nothing about anybody; then one mail goes,
//! if the limits allow, whoever it is: the same work for all.

use crate::Installation;
use lagom_model::{Cadence, Choices, PublicationId, Stop};
use lagom_policy::may_confirm;
use lagom_smtp::Address;
use lagom_store::{
    Agreed, Ask, AskCase, AskFor, AskKind, KnownPublication, Presses, StoreError, Wanted,
    WantedLine,
};
use std::collections::BTreeSet;
use std::time::Duration;

/// The longest wording that is recorded, in characters.
const LONGEST_WORDING: usize = 500;

/// How often a busy database is asked again.
const TRIES: u32 = 8;

/// What a filled-in form says.
#[derive(Clone, PartialEq, Eq)]
pub struct JoinRequest {
    /// The address, as written.
    pub address: String,
    /// What is wanted.
    pub lines: Vec<JoinLine>,
    /// Keys of the consents given.
    pub consents: BTreeSet<String>,
    /// The language of the form (BCP 47).
    pub language: String,
    /// What was seen and pressed.
    pub wording: String,
    /// Where: `page` or `snippet`.
    pub how: &'static str,
    /// The network in which it was pressed, if that is known. It is kept as a keyed hash, for an hour.
    pub network: Option<u64>,
}

/// How often "join" may be pressed, whoever serves the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JoinLimits {
    /// In a minute, from wherever.
    pub a_minute: u32,
    /// In an hour, in one network.
    pub an_hour_from_a_network: u32,
}

impl JoinLimits {
    const fn admit(self, presses: Presses) -> bool {
        presses.in_a_minute <= self.a_minute
            && presses.in_an_hour_from_network <= self.an_hour_from_a_network
    }
}

/// One newsletter that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinLine {
    /// Its key.
    pub publication: String,
    /// How often; `None`: as usual.
    pub cadence: Option<Cadence>,
    /// Topics; `None`: all.
    pub topics: Option<BTreeSet<String>>,
}

/// A form that can be carried out.
#[derive(Debug, Clone)]
pub struct Wish(Ask, BTreeSet<PublicationId>);

/// Why a form cannot be carried out. It says nothing about whose address it is.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The address is none.
    #[error("this is not a mail address; write it like `name@example.org`")]
    Address,
    /// No newsletter is chosen.
    #[error("no newsletter is chosen; choose at least one")]
    Nothing,
    /// There is no such newsletter.
    #[error("there is no newsletter `{0}`")]
    Publication(String),
    /// The menu does not have it, or there is no such topic.
    #[error("`{0}` does not offer that; choose what stands on its list")]
    Choice(String),
    /// All topics of a newsletter are left out.
    #[error("no topic of `{0}` is chosen; choose at least one")]
    NoTopic(String),
    /// Nobody joins without this consent.
    #[error("nobody can join without agreeing: {0}")]
    Consent(String),
}

/// Judges a form by itself: no database, no clock but the instant noted.
///
/// # Errors
/// [`JoinError`] says what to fill in otherwise.
pub fn check(house: &Installation, request: &JoinRequest) -> Result<Wish, JoinError> {
    let address: Address = request
        .address
        .trim()
        .parse()
        .map_err(|_| JoinError::Address)?;
    let mut lines = Vec::with_capacity(request.lines.len());
    let mut sender = None;
    for line in &request.lines {
        let publication = house.known.offered_by_key(&line.publication);
        let publication =
            publication.ok_or_else(|| JoinError::Publication(line.publication.clone()))?;
        sender = sender.or(Some(publication.sender));
        lines.push(wanted(publication, line)?);
    }
    let sender = sender.ok_or(JoinError::Nothing)?;
    let mut agreed = Vec::new();
    for consent in &house.settings.consents {
        let wording = consent.in_language(&request.language);
        if request.consents.contains(&consent.key) {
            agreed.push(Agreed {
                key: consent.key.clone(),
                wording: wording.to_owned(),
            });
        } else if consent.required {
            return Err(JoinError::Consent(wording.to_owned()));
        }
    }
    let publications = lines.iter().map(|line| line.publication).collect();
    let ask = Ask {
        what: AskFor::Join {
            address_hash: house.addresses.hash(address.as_str()),
            address: address.as_str().to_owned(),
            language: request.language.clone(),
            zone: house.settings.zone.clone(),
            country: house.settings.country.clone(),
            wanted: Wanted {
                lines,
                agreed,
                wording: request.wording.chars().take(LONGEST_WORDING).collect(),
                how: request.how.to_owned(),
                address_hash: None,
            },
            network: request.network.map(|network| network_hash(house, network)),
        },
        sender,
        at: house.clock.now(),
    };
    Ok(Wish(ask, publications))
}

/// What is counted of a network: no address of anybody's machine.
fn network_hash(house: &Installation, network: u64) -> String {
    house.addresses.hash(&format!("network {network}"))
}

fn wanted(publication: &KnownPublication, line: &JoinLine) -> Result<WantedLine, JoinError> {
    let def = &publication.def;
    let no = || JoinError::Choice(def.name.clone());
    let cadence = line.cadence.unwrap_or(def.default_cadence);
    if !def.menu.contains(&cadence) {
        return Err(no());
    }
    let mut named = line.topics.iter().flatten();
    if named.any(|topic| def.topic(topic).is_none()) {
        return Err(no());
    }
    let topics = line.topics.as_ref();
    if topics.is_some_and(BTreeSet::is_empty) && !def.topics.is_empty() {
        return Err(JoinError::NoTopic(def.name.clone()));
    }
    let topics = topics.and_then(|topics| def.choice_of(topics));
    Ok(WantedLine {
        publication: publication.id,
        choices: Choices {
            topics,
            ..Choices::of(cadence)
        },
    })
}

/// Sends the one mail, if the limits allow: those of presses; 1 a day and 3 in 30 days to an address over all publications;
/// and what the stops of who is known say. Answers what was planned; no page ever shows that.
///
/// # Errors
/// Any failure of the store.
pub async fn ask(
    house: &Installation,
    wish: &Wish,
    limits: JoinLimits,
) -> Result<Option<AskKind>, StoreError> {
    let Wish(ask, publications) = wish;
    let judge = |case: &AskCase| {
        let covers = |stop: &Stop| publications.iter().any(|one| stop.covers(*one));
        let returns = case.stops.iter().any(covers);
        let kind = if returns {
            AskKind::Return
        } else {
            AskKind::Join
        };
        let may = limits.admit(case.presses) && may_confirm(&case.asked, &case.stops, ask.at);
        may.then_some(kind)
    };
    let mut tries = 0;
    loop {
        match house.store.ask(ask, &judge, &*house.ids).await {
            Err(error) if error.is_transient() && tries < TRIES => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(u64::from(tries) * 20)).await;
            }
            done => return done,
        }
    }
}
