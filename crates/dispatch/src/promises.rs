//! Promises: every version of the policy, and the rules that they bind a person to. A stricter policy binds
//! at once, a looser one only whose lines accepted it. It decides nothing itself.

use lagom_model::Policy;
use lagom_policy::bind;
use lagom_store::PlanLine;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Every version of the policy that a line may have been made under.
#[derive(Debug, Default)]
pub struct Promises {
    versions: BTreeMap<i64, Policy>,
    /// What sets of versions bind the policy in force to. `None`: to nothing stricter.
    bound: Mutex<BTreeMap<Vec<i64>, Option<Arc<Policy>>>>,
}

/// No version but the one in force.
static NONE: Promises = Promises {
    versions: BTreeMap::new(),
    bound: Mutex::new(BTreeMap::new()),
};

impl Promises {
    /// Of these versions.
    pub fn new(versions: impl IntoIterator<Item = Policy>) -> Self {
        let versions = versions.into_iter();
        Self {
            versions: versions.map(|one| (one.version, one)).collect(),
            bound: Mutex::default(),
        }
    }

    /// No version but the one in force: nobody keeps an earlier promise.
    pub fn none() -> &'static Self {
        &NONE
    }

    /// The longest window of any cap that somebody may still be promised, in days.
    pub(crate) fn longest_window(&self) -> u32 {
        let versions = self.versions.values();
        versions.map(Policy::longest_window).max().unwrap_or(0)
    }

    /// The rules for the person whose lines these are, if their promises bind the policy in force to
    /// stricter ones. Remembered by the set of versions, so it must always be asked with the same policy.
    pub fn binding(&self, current: &Policy, lines: &[PlanLine]) -> Option<Arc<Policy>> {
        let mut versions: Vec<i64> = lines.iter().map(|line| line.promise).collect();
        versions.retain(|one| *one != current.version && self.versions.contains_key(one));
        if versions.is_empty() {
            return None;
        }
        versions.sort_unstable();
        versions.dedup();
        let mut bound = self.bound.lock().unwrap_or_else(PoisonError::into_inner);
        let stricter = bound.entry(versions).or_insert_with_key(|versions| {
            let promises: Vec<&Policy> = versions
                .iter()
                .filter_map(|version| self.versions.get(version))
                .collect();
            match bind(current, &promises) {
                Cow::Borrowed(_) => None,
                Cow::Owned(policy) => Some(Arc::new(policy)),
            }
        });
        stricter.clone()
    }
}
