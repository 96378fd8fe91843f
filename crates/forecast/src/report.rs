//! The report: plain data for a terminal, for `--json` and for the page. Numbers and words of operators;
//! people by public id only.

use crate::change::{Changes, Moved};
use crate::horizon::{Horizon, IssueAhead};
use crate::life::Group;
use crate::relay::{Limits, Peak, Queue};
use crate::tally::{MINUTE_BOUNDS, TOUCH_BINS, Tally};
use crate::terms::{Term, terms};
use crate::why::{Fate, Why};
use crate::worst::Starving;
use lagom_model::{Policy, Timestamp};
use serde::{Serialize, Serializer};

/// A forecast.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Its beginning: the present when it was made.
    #[serde(serialize_with = "instant")]
    pub from: Timestamp,
    /// Its end.
    #[serde(serialize_with = "instant")]
    pub until: Timestamp,
    /// Weeks from the one to the other.
    pub weeks: usize,
    /// People it is about.
    pub people: u64,
    /// What it supposes, in sentences.
    pub assumptions: Vec<String>,
    /// What comes out.
    pub issues: Vec<IssueAhead>,
    /// What the relay takes.
    pub limits: Limits,
    /// The policy in force, then the other one if there is one.
    pub outcomes: Vec<Outcome>,
    /// What the other policy changes.
    pub change: Option<Change>,
}

/// What a policy leads to.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// How it is called.
    pub name: String,
    /// Its terms.
    pub terms: Vec<Term>,
    /// Letters in all.
    pub letters: u64,
    /// Minutes of reading in all.
    pub minutes: u64,
    /// Letters for each person and week, on average.
    pub letters_per_person_week: f64,
    /// Minutes for each person and week, on average.
    pub minutes_per_person_week: f64,
    /// Week by week.
    pub weeks: Vec<WeekOutcome>,
    /// How many letters a person gets in a week.
    pub touches: Vec<Bin>,
    /// How many minutes of reading they bring.
    pub reading: Vec<Bin>,
    /// Letters by the hour; hours without any are left out.
    pub hours: Vec<Hour>,
    /// The busiest of them.
    pub busiest: Option<Hour>,
    /// The hours in which letters wait for the relay, the longest first.
    pub peaks: Vec<Peak>,
    /// Letters that could not go as they were, and why.
    pub fates: Vec<FateCount>,
    /// People to whom something is never sent for want of room.
    pub people_who_lose_something: u64,
    /// How people fare, by what their cadences ask for.
    pub groups: Vec<GroupCount>,
    /// A sample of who fares worst.
    pub starving: Vec<Starving>,
    /// Issues with the letters that bring them.
    pub issues: Vec<IssueOutcome>,
}

/// A week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WeekOutcome {
    /// Its beginning.
    #[serde(serialize_with = "instant")]
    pub from: Timestamp,
    /// Letters.
    pub letters: u64,
    /// Minutes of reading.
    pub minutes: u64,
    /// People who get at least one letter.
    pub readers: u64,
    /// People by their letters in this week: with none, with one, …; the last stands for more.
    pub touches: Vec<u64>,
    /// People by their minutes of reading in this week.
    pub reading: Vec<u64>,
}

/// A bin of a histogram: weeks of people, one for each person and week.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bin {
    /// What it holds.
    pub label: String,
    /// How many weeks of people.
    pub person_weeks: u64,
    /// Their share of all, 0 to 1.
    pub share: f64,
}

/// An hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Hour {
    /// Its beginning.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// Letters that fall due.
    pub letters: u32,
    /// Letters that wait for the relay at its end.
    pub waiting: u64,
}

/// How often something happened to letters, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FateCount {
    /// What happened.
    pub fate: Fate,
    /// What caused it.
    pub why: Why,
    /// The cause in words.
    pub label: String,
    /// How often.
    pub times: u64,
}

/// How many people fare in a way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupCount {
    /// The way.
    pub group: Group,
    /// In words.
    pub label: &'static str,
    /// How many.
    pub people: u64,
    /// Their share of all, 0 to 1.
    pub share: f64,
}

/// An issue with the letters that bring it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IssueOutcome {
    /// Its publication.
    pub publication: String,
    /// Its title; `None` for one that is assumed.
    pub title: Option<String>,
    /// When it becomes visible.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// Letters that bring something of it.
    pub letters: u64,
    /// When the first of them goes.
    #[serde(serialize_with = "perhaps")]
    pub first: Option<Timestamp>,
    /// When the last of them goes.
    #[serde(serialize_with = "perhaps")]
    pub last: Option<Timestamp>,
    /// Hours that the relay needs for them alone.
    pub relay_hours: Option<u64>,
}

/// What the other policy changes.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// Terms that differ: before and after.
    pub terms: Vec<TermChange>,
    /// People who would get more letters.
    pub more: u64,
    /// People who would get fewer.
    pub fewer: u64,
    /// People whose letters would come at other times, or bring something else.
    pub otherwise: u64,
    /// People by how they fare before and after; those whom nothing moves are left out.
    pub moves: Vec<GroupMove>,
    /// A sample of them, the worst first.
    pub sample: Vec<Moved>,
}

/// A term that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermChange {
    /// Its name.
    pub name: String,
    /// In force.
    pub before: String,
    /// In the other policy.
    pub after: String,
}

/// People who change group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GroupMove {
    /// From.
    pub before: Group,
    /// To.
    pub after: Group,
    /// How many.
    pub people: u64,
}

/// Prints an instant the way every command takes it.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
pub(crate) fn instant<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

#[expect(clippy::ref_option, reason = "serde gives a reference")]
fn perhaps<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serializer.collect_str(at),
        None => serializer.serialize_none(),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a share of people is no bookkeeping"
)]
fn ratio(part: u64, of: u64) -> f64 {
    if of == 0 {
        0.0
    } else {
        part as f64 / of as f64
    }
}

impl Outcome {
    pub(crate) fn new(
        name: &str,
        policy: &Policy,
        horizon: &Horizon,
        tally: &Tally,
        limits: Limits,
    ) -> Self {
        let letters = tally.weeks.iter().map(|week| week.letters).sum();
        let minutes = tally.weeks.iter().map(|week| week.seconds / 60).sum();
        let weeks = u64::try_from(tally.weeks.len()).unwrap_or(0);
        let person_weeks = tally.people * weeks;
        let queue = Queue::of(tally, limits);
        let hours = hours(tally, &queue);
        let mut peaks = queue.peaks;
        peaks.sort_by_key(|peak| (std::cmp::Reverse(peak.hours), peak.from));
        Self {
            name: name.to_owned(),
            terms: terms(policy),
            letters,
            minutes,
            letters_per_person_week: ratio(letters, person_weeks),
            minutes_per_person_week: ratio(minutes, person_weeks),
            weeks: week_outcomes(horizon, tally),
            touches: bins(tally, touch_labels(), |week| &week.touches),
            reading: bins(tally, minute_labels(), |week| &week.minutes),
            busiest: hours
                .iter()
                .copied()
                .max_by_key(|hour| (hour.letters, std::cmp::Reverse(hour.at))),
            hours,
            peaks,
            fates: fates(tally),
            people_who_lose_something: tally.lost,
            groups: groups(tally),
            starving: tally.worst.people().to_vec(),
            issues: issues(horizon, tally, limits),
        }
    }
}

fn week_outcomes(horizon: &Horizon, tally: &Tally) -> Vec<WeekOutcome> {
    let weeks = tally.weeks.iter().zip(0_i64..);
    weeks
        .map(|(week, number)| WeekOutcome {
            from: horizon.from.plus(number * crate::horizon::WEEK),
            letters: week.letters,
            minutes: week.seconds / 60,
            readers: week.readers,
            touches: week.touches.to_vec(),
            reading: week.minutes.to_vec(),
        })
        .collect()
}

fn hours(tally: &Tally, queue: &Queue) -> Vec<Hour> {
    let hours = tally.hours.iter().enumerate();
    hours
        .map(|(place, letters)| Hour {
            at: tally.hour(place),
            letters: *letters,
            waiting: queue.waiting.get(place).copied().unwrap_or(0),
        })
        .filter(|hour| hour.letters > 0 || hour.waiting > 0)
        .collect()
}

fn touch_labels() -> Vec<String> {
    let last = TOUCH_BINS - 1;
    let mut labels: Vec<String> = (0..last).map(|letters| letters.to_string()).collect();
    labels.push(format!("{last}+"));
    labels
}

fn minute_labels() -> Vec<String> {
    let mut labels = Vec::with_capacity(MINUTE_BOUNDS.len() + 1);
    let mut from = 0;
    for bound in MINUTE_BOUNDS {
        labels.push(if bound == 0 {
            "0".to_owned()
        } else {
            format!("{from}–{bound}")
        });
        from = bound + 1;
    }
    labels.push(format!("{from}+"));
    labels
}

fn bins<'t>(
    tally: &'t Tally,
    labels: Vec<String>,
    counts: impl Fn(&'t crate::tally::Week) -> &'t [u64],
) -> Vec<Bin> {
    let all: u64 = tally.weeks.iter().flat_map(&counts).sum();
    let bins = labels.into_iter().enumerate();
    bins.map(|(place, label)| {
        let weeks = tally.weeks.iter();
        let person_weeks = weeks.filter_map(|week| counts(week).get(place)).sum();
        Bin {
            label,
            person_weeks,
            share: ratio(person_weeks, all),
        }
    })
    .collect()
}

fn fates(tally: &Tally) -> Vec<FateCount> {
    let mut fates: Vec<FateCount> = tally
        .fates
        .iter()
        .map(|((fate, why), times)| FateCount {
            fate: *fate,
            why: *why,
            label: why.to_string(),
            times: *times,
        })
        .collect();
    fates.sort_by_key(|one| (one.fate, std::cmp::Reverse(one.times)));
    fates
}

fn groups(tally: &Tally) -> Vec<GroupCount> {
    let groups = Group::ALL.into_iter().zip(tally.groups);
    groups
        .map(|(group, people)| GroupCount {
            group,
            label: group.label(),
            people,
            share: ratio(people, tally.people),
        })
        .collect()
}

fn issues(horizon: &Horizon, tally: &Tally, limits: Limits) -> Vec<IssueOutcome> {
    let ahead = horizon.issues.iter();
    ahead
        .map(|issue| {
            let found = tally.issues.get(&issue.issue);
            let letters = found.map_or(0, |one| one.letters);
            IssueOutcome {
                publication: issue.publication.clone(),
                title: issue.title.clone(),
                at: issue.at,
                letters,
                first: found.map(|one| one.first),
                last: found.map(|one| one.last),
                relay_hours: limits.hours_for(letters).filter(|_| letters > 0),
            }
        })
        .collect()
}

impl Change {
    pub(crate) fn new(before: &Outcome, after: &Outcome, changes: &Changes) -> Self {
        let mut moves = Vec::new();
        for (from, row) in Group::ALL.into_iter().zip(&changes.groups) {
            for (to, people) in Group::ALL.into_iter().zip(row) {
                if from != to && *people > 0 {
                    moves.push(GroupMove {
                        before: from,
                        after: to,
                        people: *people,
                    });
                }
            }
        }
        moves.sort_by_key(|one| std::cmp::Reverse(one.people));
        Self {
            terms: differing(&before.terms, &after.terms),
            more: changes.more,
            fewer: changes.fewer,
            otherwise: changes.otherwise,
            moves,
            sample: changes.sample.clone(),
        }
    }
}

fn differing(before: &[Term], after: &[Term]) -> Vec<TermChange> {
    let value = |terms: &[Term], name: &str| {
        let term = terms.iter().find(|term| term.name == name);
        term.map_or_else(|| "none".to_owned(), |term| term.value.clone())
    };
    let only_after = after
        .iter()
        .filter(|term| !before.iter().any(|one| one.name == term.name));
    before
        .iter()
        .chain(only_after)
        .map(|term| TermChange {
            name: term.name.clone(),
            before: value(before, &term.name),
            after: value(after, &term.name),
        })
        .filter(|change| change.before != change.after)
        .collect()
}
