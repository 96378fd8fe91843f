//! A run: people stream from the store page by page, their lives are imagined on every core, and what they
//! add up to becomes the report. It holds a few pages in memory, however many people there are.

use crate::announce::{indexes, rounds};
use crate::change::Changes;
use crate::horizon::{Horizon, WEEK};
use crate::relay::Limits;
use crate::report::{Change, Outcome, Report};
use crate::rules::Rules;
use crate::tally::Tally;
use crate::walk::live;
use lagom_dispatch::Promises;
use lagom_model::{Policy, PublicId, Shelf, Timestamp};
use lagom_store::{Known, Store, StoreError, Subject, refresh};
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// People in a page.
const PAGE: u32 = 1_000;

/// A policy under a name.
#[derive(Debug, Clone)]
pub struct Named {
    /// How it is called.
    pub name: String,
    /// The policy.
    pub policy: Policy,
}

/// What a forecast is about.
#[derive(Debug, Clone)]
pub struct Question {
    /// The present.
    pub now: Timestamp,
    /// How many weeks from there.
    pub weeks: u32,
    /// Senders and publications.
    pub known: Known,
    /// The policy in force.
    pub in_force: Named,
    /// Another policy to compare it with.
    pub other: Option<Named>,
    /// What the relay takes.
    pub limits: Limits,
    /// Whether issues are assumed beyond the scheduled ones.
    pub rhythm: bool,
}

/// What the weeks bring one person, under the policy in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonWeeks {
    /// Who.
    pub person: PublicId,
    /// Letters and seconds of reading, week by week.
    pub weeks: Vec<(u32, u32)>,
}

/// Who follows a run.
pub trait Follow {
    /// People done so far, of how many.
    fn progress(&mut self, done: u64, of: u64);

    /// What the weeks bring some people, in the order of their internal keys.
    ///
    /// # Errors
    /// Whatever ends the run: it cannot be written down, for one.
    fn people(&mut self, people: &[PersonWeeks]) -> std::io::Result<()>;
}

/// Why there is no forecast.
#[derive(Debug, thiserror::Error)]
pub enum ForecastError {
    /// The store cannot be read.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// What the run found cannot be written down.
    #[error("what the weeks bring each person cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// A core ended unexpectedly.
    #[error("the forecast ended unexpectedly: {0}; please report it")]
    Broken(#[from] tokio::task::JoinError),
}

/// What some people's lives add up to.
struct Part {
    tallies: Vec<Tally>,
    changes: Changes,
    people: Vec<PersonWeeks>,
}

/// What every core needs.
struct Shared {
    question: Question,
    horizon: Horizon,
    /// Earlier versions of the policy, for each policy of the question: what they bind to is remembered.
    promises: [Promises; 2],
}

impl Shared {
    fn policies(&self) -> impl Iterator<Item = &Named> {
        [Some(&self.question.in_force), self.question.other.as_ref()]
            .into_iter()
            .flatten()
    }

    fn nobody(&self) -> Part {
        Part {
            tallies: self.policies().map(|_| Tally::new(&self.horizon)).collect(),
            changes: Changes::default(),
            people: Vec::new(),
        }
    }

    /// The lives of some people.
    fn imagine(&self, people: Vec<Subject>) -> Part {
        let mut part = self.nobody();
        let rules: Vec<Rules<'_>> = self
            .policies()
            .zip(&self.promises)
            .map(|(named, promises)| Rules {
                known: &self.question.known,
                policy: &named.policy,
                promises,
                horizon: &self.horizon,
            })
            .collect();
        let indexes = rules.first().map(indexes).unwrap_or_default();
        let rounds: Vec<_> = rules.iter().map(|one| rounds(one, &indexes)).collect();
        for subject in people {
            let person = subject.public_id;
            let lives: Vec<_> = rules
                .iter()
                .zip(&rounds)
                .map(|(rules, rounds)| live(rules, rounds, subject.clone()))
                .collect();
            let mut weeks = part
                .tallies
                .iter_mut()
                .zip(&lives)
                .map(|(tally, life)| tally.add(person, life));
            let in_force = weeks.next();
            weeks.for_each(drop);
            part.people
                .extend(in_force.map(|weeks| PersonWeeks { person, weeks }));
            if let [before, after] = lives.as_slice() {
                part.changes.add(person, before, after);
            }
        }
        part
    }
}

/// Asks what the coming weeks bring. The store is only read.
///
/// # Errors
/// [`ForecastError`].
pub async fn forecast(
    store: &dyn Store,
    question: Question,
    follow: &mut dyn Follow,
) -> Result<Report, ForecastError> {
    let from = question.now;
    let until = from.plus(i64::from(question.weeks) * WEEK);
    let outlook = store.outlook(until).await?;
    let mut shelf = Shelf::new();
    refresh(&mut shelf, store, &question.known).await?;
    let horizon = Horizon::new(
        &question.known,
        &shelf,
        outlook,
        (from, until),
        question.rhythm,
    );
    let policies = [Some(&question.in_force), question.other.as_ref()];
    let windows = policies.into_iter().flatten();
    let longest = windows.map(|named| named.policy.longest_window()).max();
    let window = i64::from(longest.unwrap_or(0)) + 2;
    let touches_since = from.plus(-window * Timestamp::DAY);
    let mut versions = store.policies().await?;
    versions.retain(|one| one.version != question.in_force.policy.version);
    versions.push(question.in_force.policy.clone());
    let known = &question.known;
    let promises = [
        Promises::new(versions.clone(), known),
        Promises::new(versions, known),
    ];
    let shared = Arc::new(Shared {
        question,
        horizon,
        promises,
    });

    let all = store.headcount().await?;
    let mut sum = Sum {
        part: shared.nobody(),
        follow,
        all,
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut working: VecDeque<JoinHandle<Part>> = VecDeque::new();
    let mut after = None;
    loop {
        let page = store.subjects(after, PAGE, touches_since).await?;
        let on_a_core = Arc::clone(&shared);
        working.push_back(tokio::task::spawn_blocking(move || {
            on_a_core.imagine(page.people)
        }));
        if working.len() > cores
            && let Some(first) = working.pop_front()
        {
            sum.take(&first.await?)?;
        }
        after = page.after;
        if after.is_none() {
            break;
        }
    }
    for part in working {
        sum.take(&part.await?)?;
    }
    let part = sum.part;
    Ok(report(&shared, &part))
}

/// Adds parts up, in order.
struct Sum<'a> {
    part: Part,
    follow: &'a mut dyn Follow,
    all: u64,
}

impl Sum<'_> {
    fn take(&mut self, part: &Part) -> std::io::Result<()> {
        for (sum, tally) in self.part.tallies.iter_mut().zip(&part.tallies) {
            sum.merge(tally);
        }
        self.part.changes.merge(&part.changes);
        let done = self.part.tallies.first().map_or(0, |tally| tally.people);
        self.follow.progress(done, self.all.max(done));
        self.follow.people(&part.people)
    }
}

fn report(shared: &Shared, part: &Part) -> Report {
    let Shared {
        question, horizon, ..
    } = shared;
    let outcomes: Vec<Outcome> = shared
        .policies()
        .zip(&part.tallies)
        .map(|(named, tally)| {
            Outcome::new(&named.name, &named.policy, horizon, tally, question.limits)
        })
        .collect();
    let change = match outcomes.as_slice() {
        [before, after] => Some(Change::new(before, after, &part.changes)),
        _ => None,
    };
    Report {
        from: horizon.from,
        until: horizon.until,
        weeks: horizon.weeks(),
        people: part.tallies.first().map_or(0, |tally| tally.people),
        assumptions: crate::assumptions::assumptions(question, horizon),
        issues: horizon.issues.clone(),
        limits: question.limits,
        outcomes,
        change,
    }
}
