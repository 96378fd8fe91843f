//! The page of a confirmation's link: what was asked for, and the click that carries it out. Looking changes nothing.

use crate::Installation;
use crate::preferences::{PreferenceError, View, again, mask, view_of_person};
use lagom_links::Scope;
use lagom_model::{Cadence, Choices, PublicationId, QuietHours, StopCause, StopScope, Timestamp};
use lagom_policy::next_slot;
use lagom_store::{
    AskKind, Change, ChangeSource, Confirm, Confirmed, Edit, Known, Line, Person, Requested,
    WantedLine,
};

/// What somebody asked for, as the page of the link shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What it is about.
    pub kind: AskKind,
    /// The person's language (BCP 47).
    pub language: String,
    /// The masked address: the new one, if it is about one.
    pub address: String,
    /// What they get.
    pub lines: Vec<AskedLine>,
    /// What else they agreed to.
    pub agreed: Vec<String>,
    /// Whether the click lifts a stop.
    pub lifts: bool,
    /// Whether the link was used before.
    pub used: bool,
    /// Whether it is too old.
    pub gone: bool,
}

/// One newsletter that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedLine {
    /// Its name.
    pub name: String,
    /// How often.
    pub cadence: Cadence,
    /// The names of the topics, if not all.
    pub topics: Vec<String>,
}

/// What a click came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Click {
    /// It was carried out.
    Welcome(Box<Welcome>),
    /// The new address is in use.
    Moved,
    /// The link was used before.
    Before,
    /// The link is too old.
    Gone,
    /// The new address is somebody else's.
    Taken,
}

/// Who is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// Whether they came back.
    pub returned: bool,
    /// What they have now.
    pub view: View,
    /// The promise.
    pub promise: Promise,
    /// The token of their preference page.
    pub preferences: String,
}

/// The promise in numbers: what a page says in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// What comes: name and rhythm.
    pub lines: Vec<(String, Cadence)>,
    /// Never more than this many in so many days.
    pub most: Option<(u32, u32)>,
    /// Never between these hours.
    pub quiet: Option<QuietHours>,
}

/// What was asked for by this link. Changes nothing.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store.
pub async fn look(house: &Installation, token: &str) -> Result<Asked, PreferenceError> {
    let Requested { request, person } = requested(house, token).await?;
    let address = match &request.contact {
        Some((_, _, address)) => Some(address.as_str()),
        None => person.address.as_deref(),
    };
    let lines = request.wanted.lines.iter();
    Ok(Asked {
        kind: request.kind,
        language: person.facts.language.clone(),
        address: address.map(mask).unwrap_or_default(),
        lines: lines
            .filter_map(|line| asked_line(&house.known, line))
            .collect(),
        agreed: request
            .wanted
            .agreed
            .iter()
            .map(|one| one.wording.clone())
            .collect(),
        lifts: !lifts(&person, &request.wanted.lines).is_empty(),
        used: request.used_at.is_some(),
        gone: request.expires_at <= house.clock.now(),
    })
}

async fn requested(house: &Installation, token: &str) -> Result<Requested, PreferenceError> {
    let subject = house
        .keys
        .verify(token, Scope::Confirm, house.clock.now())?;
    let found = house.store.requested(subject).await?;
    found
        .filter(|found| found.request.kind != AskKind::StepUp)
        .ok_or(PreferenceError::Gone)
}

fn asked_line(known: &Known, line: &WantedLine) -> Option<AskedLine> {
    let def = &known.publication(line.publication)?.def;
    let chosen = line.choices.topics.as_ref();
    let topics = def
        .topics
        .iter()
        .filter(|one| chosen.is_some_and(|chosen| chosen.contains(&one.key)));
    Some(AskedLine {
        name: def.name.clone(),
        cadence: line.choices.cadence,
        topics: topics.map(|one| one.name.clone()).collect(),
    })
}

/// Carries out what the page's button says.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store. Nothing was changed then.
pub async fn confirm(
    house: &Installation,
    token: &str,
    wording: &str,
) -> Result<Click, PreferenceError> {
    let mut tries = 0;
    loop {
        let Requested { request, person } = requested(house, token).await?;
        let now = house.clock.now();
        let of_address = request.kind == AskKind::Address;
        let wanted = &request.wanted.lines;
        let click = Confirm {
            subject: request.subject,
            change: Change {
                subscriber: person.id,
                revision: (!of_address).then_some(person.revision),
                id: house.ids.public_id(),
                source: ChangeSource::Confirmation,
                wording: wording.chars().take(500).collect(),
                edits: edits(&house.known, &person, wanted, now),
                at: now,
            },
            lifts: lifts(&person, wanted),
        };
        match house.store.confirm(&click).await {
            Ok(Confirmed::Done(_)) if of_address => return Ok(Click::Moved),
            Ok(Confirmed::Done(person)) => {
                let returned = request.kind == AskKind::Return;
                let welcome = welcome(house, &person, returned).await?;
                return Ok(Click::Welcome(Box::new(welcome)));
            }
            Ok(Confirmed::Before(_)) => return Ok(Click::Before),
            Ok(Confirmed::Gone) => return Ok(Click::Gone),
            Ok(Confirmed::Taken) => return Ok(Click::Taken),
            Err(error) => again(&mut tries, error).await?,
        }
    }
}

async fn welcome(
    house: &Installation,
    person: &Person,
    returned: bool,
) -> Result<Welcome, PreferenceError> {
    let view = view_of_person(house, person).await?;
    let lines = view.publications.iter();
    let comes = lines.filter(|line| line.stopped.is_none());
    let longest = view.limits.iter().max_by_key(|limit| limit.days);
    let promise = Promise {
        lines: comes
            .map(|line| (line.name.clone(), line.cadence))
            .collect(),
        most: longest.map(|limit| (limit.in_force, limit.days)),
        quiet: view.quiet,
    };
    Ok(Welcome {
        returned,
        view,
        promise,
        preferences: house.keys.sign(Scope::Preferences, person.link),
    })
}

/// The stops that stand between the person and what they ask for.
pub(super) fn lifts(person: &Person, wanted: &[WantedLine]) -> Vec<(StopScope, StopCause)> {
    let covers = |scope: StopScope| {
        wanted.iter().any(|line| match scope {
            StopScope::Publication(one) => one == line.publication,
            StopScope::Mailings | StopScope::Everything => true,
        })
    };
    let stops = person.facts.stops.iter();
    stops
        .filter(|stop| covers(stop.scope))
        .map(|stop| (stop.scope, stop.cause))
        .collect()
}

/// What is chosen: the lines asked for; and the person's other lines stay stopped where a wider stop is lifted,
/// for nobody asked for those.
pub(super) fn edits(
    known: &Known,
    person: &Person,
    wanted: &[WantedLine],
    now: Timestamp,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    for line in wanted {
        edits.extend(choose(known, person, line, now));
    }
    let lifts_all = lifts(person, wanted)
        .iter()
        .any(|(scope, _)| !matches!(scope, StopScope::Publication(_)));
    if lifts_all {
        let asked = |id: PublicationId| wanted.iter().any(|line| line.publication == id);
        let stopped = |id: PublicationId| {
            let mut stops = person.facts.stops.iter();
            stops.any(|stop| stop.scope == StopScope::Publication(id))
        };
        let others = person.lines.iter().map(|line| line.publication);
        let others = others.filter(|id| !asked(*id) && !stopped(*id));
        edits.extend(others.map(|id| Edit::Stop {
            scope: StopScope::Publication(id),
            cause: StopCause::Own,
        }));
    }
    edits
}

/// What is asked for on a line that is in force changes rhythm and topics; all else on it stays.
fn choose(known: &Known, person: &Person, wanted: &WantedLine, now: Timestamp) -> Option<Edit> {
    let publication = known.publication(wanted.publication)?;
    let line: Option<&Line> = person
        .lines
        .iter()
        .find(|line| line.publication == wanted.publication);
    let choices = match line {
        Some(line) => Choices {
            cadence: wanted.choices.cadence,
            topics: wanted.choices.topics.clone(),
            ..line.choices.clone()
        }
        .following(&line.choices, now),
        None => wanted.choices.clone(),
    };
    if line.is_some_and(|line| line.choices == choices) {
        return None;
    }
    let anchor = choices.anchor.or(publication.def.anchor);
    Some(Edit::Choose {
        publication: wanted.publication,
        next_due_at: next_slot(choices.cadence, anchor, &person.facts.zone, now),
        choices,
    })
}
