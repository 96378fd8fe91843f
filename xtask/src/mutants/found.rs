//! What a run of cargo-mutants found, as it stands in the files that it leaves. It judges nothing.

use std::fmt;
use std::fs;
use std::path::Path;

/// What was found, a mutant a name: `FILE:LINE:COLUMN: replace … with … in …`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// A test failed, or the tests did not end: noticed.
    pub(super) noticed: usize,
    /// It did not compile: says nothing.
    pub(super) unviable: usize,
    /// No test noticed.
    pub(super) missed: Vec<String>,
}

impl Found {
    /// Reads `mutants.out` in a folder; what is not there counts as empty.
    pub(super) fn read(folder: &Path) -> Self {
        let lines = |name: &str| -> Vec<String> {
            let file = folder.join("mutants.out").join(name);
            let text = fs::read_to_string(file).unwrap_or_default();
            text.lines().map(str::to_owned).collect()
        };
        Self {
            noticed: lines("caught.txt").len() + lines("timeout.txt").len(),
            unviable: lines("unviable.txt").len(),
            missed: lines("missed.txt"),
        }
    }

    /// The same once some of the missed were tried again: those of them count that were missed once more.
    pub(super) fn after(mut self, tried: &[String], again: Self) -> Self {
        self.noticed += again.noticed;
        self.missed.retain(|name| !tried.contains(name));
        self.missed.extend(again.missed);
        self
    }

    /// How many mutants say something about the tests.
    pub(super) fn judged(&self) -> usize {
        self.noticed + self.missed.len()
    }

    /// How many of these were noticed, in percent.
    #[expect(clippy::cast_precision_loss, reason = "counts of some hundreds")]
    pub(super) fn noticed_percent(&self) -> f64 {
        100.0 * self.noticed as f64 / self.judged().max(1) as f64
    }
}

impl fmt::Display for Found {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            to,
            "{} of {} mutants noticed ({:.1} %); {} did not compile",
            self.noticed,
            self.judged(),
            self.noticed_percent(),
            self.unviable
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_mutants_that_compile_are_judged() {
        let found = Found {
            noticed: 9,
            unviable: 20,
            missed: vec!["one".to_owned()],
        };
        assert_eq!(found.judged(), 10);
        assert!((found.noticed_percent() - 90.0).abs() < 1e-9);
        assert!(Found::default().noticed_percent() < 1.0);
    }

    #[test]
    fn what_more_cases_notice_is_noticed() {
        let missed = |names: &[&str]| names.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
        let quick = Found {
            noticed: 7,
            unviable: 1,
            missed: missed(&["one", "two", "three"]),
        };
        let again = Found {
            noticed: 1,
            unviable: 0,
            missed: missed(&["two"]),
        };
        let both = quick.after(&missed(&["two", "three"]), again);
        assert_eq!(
            both.to_string(),
            "8 of 10 mutants noticed (80.0 %); 1 did not compile"
        );
        assert_eq!(both.missed, ["one", "two"]);
    }
}
