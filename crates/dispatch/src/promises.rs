//! Promises: every version of the policy, and the rules that they bind a person to. A stricter policy binds
//! at once, a looser one only whose lines accepted it, and a publication may lower caps for whoever has it. It decides
//! nothing itself.

use lagom_model::{Policy, PublicationId};
use lagom_policy::{bind, lower};
use lagom_store::{Known, PlanLine};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// A version of the policy, as it stands, or as it stands for the lines of a publication.
type Promise = (i64, Option<PublicationId>);

/// Every version of the policy that a line may have been made under.
#[derive(Debug, Default)]
pub struct Promises {
    versions: BTreeMap<i64, Policy>,
    /// Publications by the keys under which policies name them.
    keys: BTreeMap<PublicationId, String>,
    /// What sets of promises bind the policy in force to. `None`: to nothing stricter.
    bound: Mutex<BTreeMap<BTreeSet<Promise>, Option<Arc<Policy>>>>,
}

/// No version but the one in force.
static NONE: Promises = Promises {
    versions: BTreeMap::new(),
    keys: BTreeMap::new(),
    bound: Mutex::new(BTreeMap::new()),
};

impl Promises {
    /// Of these versions, and of these publications.
    pub fn new(versions: impl IntoIterator<Item = Policy>, known: &Known) -> Self {
        let versions = versions.into_iter();
        let keys = known.publications.iter();
        Self {
            versions: versions.map(|one| (one.version, one)).collect(),
            keys: keys.map(|one| (one.id, one.def.key.clone())).collect(),
            bound: Mutex::default(),
        }
    }

    /// No version but the one in force, and no publication: nobody keeps an earlier promise.
    pub fn none() -> &'static Self {
        &NONE
    }

    /// The longest window of any cap that somebody may still be promised, in days.
    pub(crate) fn longest_window(&self) -> u32 {
        let versions = self.versions.values();
        versions.map(Policy::longest_window).max().unwrap_or(0)
    }

    /// The rules for the person whose lines these are, if their promises bind the policy in force to
    /// stricter ones. Remembered by the set of promises, so it must always be asked with the same policy.
    pub fn binding(&self, current: &Policy, lines: &[PlanLine]) -> Option<Arc<Policy>> {
        let lines = lines.iter().map(|line| (line.publication, line.promise));
        self.bound_by(current, lines)
    }

    /// [`binding`](Self::binding), for lines given as their publications and the versions that they were made under.
    pub fn bound_by(
        &self,
        current: &Policy,
        lines: impl IntoIterator<Item = (PublicationId, i64)>,
    ) -> Option<Arc<Policy>> {
        let mut promises = BTreeSet::new();
        for (publication, version) in lines {
            let earlier = self.versions.get(&version);
            let earlier = earlier.filter(|one| one.version != current.version);
            for policy in earlier.into_iter().chain([current]) {
                let key = self.keys.get(&publication);
                let lowers = key.is_some_and(|key| policy.lowered.contains_key(key));
                let promise = (policy.version, lowers.then_some(publication));
                if promise != (current.version, None) {
                    promises.insert(promise);
                }
            }
        }
        if promises.is_empty() {
            return None;
        }
        let mut bound = self.bound.lock().unwrap_or_else(PoisonError::into_inner);
        let stricter = bound.entry(promises).or_insert_with_key(|promises| {
            let promises = promises
                .iter()
                .filter_map(|one| self.promise(current, *one));
            let promises: Vec<Cow<'_, Policy>> = promises.collect();
            match bind(
                current,
                &promises.iter().map(AsRef::as_ref).collect::<Vec<_>>(),
            ) {
                Cow::Borrowed(_) => None,
                Cow::Owned(policy) => Some(Arc::new(policy)),
            }
        });
        stricter.clone()
    }

    /// What was promised.
    fn promise<'p>(&'p self, current: &'p Policy, promise: Promise) -> Option<Cow<'p, Policy>> {
        let (version, publication) = promise;
        let policy = if version == current.version {
            current
        } else {
            self.versions.get(&version)?
        };
        let lowered = publication.and_then(|id| lower(policy, self.keys.get(&id)?, id));
        Some(lowered.map_or(Cow::Borrowed(policy), Cow::Owned))
    }
}
