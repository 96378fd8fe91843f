//! The targets: what is given an input, what it must promise, and how to tell one behaviour from another.

mod content;
mod replies;
mod tokens;
mod wire;

use std::hash::{DefaultHasher, Hash, Hasher};

/// What a target did with an input, as a number, or which promise it broke.
pub(crate) type Verdict = Result<u64, String>;

/// A target.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&[u8]) -> Verdict,
    /// Inputs that are better made than committed.
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
    /// Words of its language.
    pub(crate) words: &'static [&'static str],
}

/// All of them.
pub(crate) static ALL: [Target; 4] = [
    replies::TARGET,
    wire::TARGET,
    tokens::TARGET,
    content::TARGET,
];

/// A number for what was done.
pub(crate) fn hash(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// A promise.
fn must(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}
