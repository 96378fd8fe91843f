//! Has the promise been kept? All that is on record of each person is recounted, page by page: what became of every item
//! that they were entitled to, and whether each message kept to caps, gap, quiet time, stops and pauses. It changes nothing,
//! and names people and letters by their public ids, never by an address.
//!
//! What the gate decided is not asked again: the recount starts from what is written down.

mod balance;
mod clock;
mod history;
mod promises;

use crate::printed;
use balance::Recount;
pub use balance::{Balance, Fates};
use lagom_model::{DeliveryState, PublicId, PublicationId, Shelf, Timestamp};
use lagom_store::{Known, Problem, Result, Store, refresh};
use promises::Tally;
use serde::Serialize;
use std::collections::BTreeMap;

/// People that are read at once.
const PAGE: u32 = 200;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// From this instant on: items that came out, and messages that went.
    pub since: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// Only this publication.
    pub publication: Option<PublicationId>,
    /// Of each rule at most so many breaches are named; all are counted.
    pub examples: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// From when.
    #[serde(serialize_with = "printed::instant")]
    pub since: Timestamp,
    /// Until when.
    #[serde(serialize_with = "printed::instant")]
    pub until: Timestamp,
    /// Whether nothing was found that breaks a promise.
    pub kept: bool,
    /// People on record, erased ones too.
    pub people: u64,
    /// Messages of the time that were recounted.
    pub messages: u64,
    /// What became of items.
    pub balance: Balance,
    /// Parts of letters by the state of their letter, from the view that `doctor` and the simulator read.
    pub parts: BTreeMap<&'static str, u64>,
    /// Rows that break an invariant, as many as examples were asked for.
    pub problems: Vec<Problem>,
    /// How often each rule was broken; rules that were kept stand with 0.
    pub broken: BTreeMap<Rule, u64>,
    /// Breaches, by rule and then by person.
    pub breaches: Vec<Breach>,
}

/// What can be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Every item has a fate.
    NoFate,
    /// No item has two.
    TwoFates,
    /// Caps, over local dates.
    Caps,
    /// The gap.
    Gap,
    /// Quiet hours and days.
    Quiet,
    /// Stops.
    Stops,
    /// Pauses.
    Pauses,
    /// Every message is counted.
    Counted,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::NoFate,
        Self::TwoFates,
        Self::Caps,
        Self::Gap,
        Self::Quiet,
        Self::Stops,
        Self::Pauses,
        Self::Counted,
    ];

    /// What it says, in the operator's words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NoFate => "every item has a fate",
            Self::TwoFates => "no item has two",
            Self::Caps => "nobody got more than at most",
            Self::Gap => "the gap between two was kept",
            Self::Quiet => "nothing went in quiet hours or on quiet days",
            Self::Stops => "nothing went after a stop",
            Self::Pauses => "nothing went in a pause",
            Self::Counted => "all that went is counted",
        }
    }
}

/// A rule that was broken, with its numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Breach {
    /// Which.
    pub rule: Rule,
    /// The person's public id.
    pub person: PublicId,
    /// The letter's, if one has to do with it.
    pub delivery: Option<PublicId>,
    /// What happened.
    pub what: String,
    /// The command that tells more.
    pub look: String,
}

/// Counts what is broken, and keeps some of it.
#[derive(Debug)]
struct Findings {
    most: usize,
    broken: BTreeMap<Rule, u64>,
    breaches: Vec<Breach>,
}

impl Findings {
    fn new(most: usize) -> Self {
        Self {
            most,
            broken: Rule::ALL.map(|rule| (rule, 0)).into(),
            breaches: Vec::new(),
        }
    }

    fn add(&mut self, breach: Breach) {
        let count = self.broken.entry(breach.rule).or_default();
        *count += 1;
        if usize::try_from(*count).is_ok_and(|count| count <= self.most) {
            self.breaches.push(breach);
        }
    }
}

/// Recounts all that is on record since an instant, telling how many people of how many are done.
///
/// # Errors
/// Any failure of the store.
pub async fn audit(
    store: &dyn Store,
    known: &Known,
    question: Question,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Report> {
    let mut shelf = Shelf::new();
    refresh(&mut shelf, store, known).await?;
    let gate = store.outlook(question.now).await?.gate;
    let tally = Tally::new(&store.policies().await?, known, question);
    let recount = Recount {
        shelf: &shelf,
        gate: &gate,
        known,
        question,
    };
    let mut balance = Balance::default();
    let mut findings = Findings::new(question.examples);
    let (mut people, mut messages, of) = (0, 0, store.headcount().await?);
    let mut after = None;
    loop {
        let page = store.records(after, PAGE, tally.reads_since()).await?;
        for person in &page.people {
            recount.person(person, &mut balance, &mut findings);
            messages += tally.person(person, &mut findings);
        }
        people += page.people.len() as u64;
        progress(people, of.max(people));
        let Some(last) = page.after else { break };
        after = Some(last);
    }
    let most = u32::try_from(question.examples.max(1)).unwrap_or(u32::MAX);
    let problems = store.problems(most).await?;
    let parts = parts(store, question).await?;
    findings.breaches.sort();
    Ok(Report {
        since: question.since,
        until: question.now,
        kept: problems.is_empty() && findings.broken.values().all(|count| *count == 0),
        people,
        messages,
        balance,
        parts,
        problems,
        broken: findings.broken,
        breaches: findings.breaches,
    })
}

/// Parts of letters of the time, by the state of their letter.
async fn parts(store: &dyn Store, question: Question) -> Result<BTreeMap<&'static str, u64>> {
    // A letter's date is its reader's: it may begin half a day before that of Greenwich, or after.
    let first = question.since.plus(-Timestamp::DAY / 2).utc().date_naive();
    let mut parts: BTreeMap<&'static str, u64> =
        DeliveryState::ALL.map(|state| (state.name(), 0)).into();
    let asked = |publication| question.publication.is_none_or(|only| only == publication);
    for row in store.balance().await? {
        if row.local_date >= first && asked(row.publication) {
            *parts.entry(row.state.name()).or_default() += row.parts;
        }
    }
    Ok(parts)
}

/// The command that tells more of a person.
fn look(person: PublicId) -> String {
    format!("lagom explain --subscriber {person}")
}
