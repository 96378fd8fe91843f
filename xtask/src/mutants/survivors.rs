//! The survivors that are known: a crate's `MUTANTS.md` lists each with the reason why no test can notice it. Lines and columns
//! are left out of a name, so that the list outlives edits; the same change twice in a function stands there twice.

use std::fs;

use anyhow::{Context, Result};

use crate::process::root;

/// The known survivors of one crate.
#[derive(Debug, Default)]
pub(super) struct Survivors {
    folder: String,
    names: Vec<String>,
}

/// Where a crate's survivors are listed.
pub(super) fn file(folder: &str) -> String {
    format!("crates/{folder}/MUTANTS.md")
}

impl Survivors {
    /// Those that a crate lists.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub(super) fn listed(folder: &str) -> Result<Self> {
        let name = file(folder);
        let text = fs::read_to_string(root().join(&name))
            .with_context(|| format!("`{name}` lists the survivors, and cannot be read"))?;
        Ok(Self::read(folder, &text))
    }

    /// A survivor is a point of the list that begins with its name in backticks.
    fn read(folder: &str, text: &str) -> Self {
        let names = text.lines().filter_map(|line| {
            let (name, _) = line.strip_prefix("- `")?.split_once('`')?;
            Some(name.to_owned())
        });
        Self {
            folder: folder.to_owned(),
            names: names.collect(),
        }
    }

    /// Those that survived and are not listed.
    pub(super) fn unlisted(&self, missed: &[String]) -> Vec<String> {
        let mut left = self.names.clone();
        let mut unlisted = Vec::new();
        for name in missed {
            let short = self.short(name);
            match left.iter().position(|it| *it == short) {
                Some(at) => drop(left.swap_remove(at)),
                None => unlisted.push(name.clone()),
            }
        }
        unlisted
    }

    /// Those that are listed and did not survive.
    pub(super) fn stale(&self, missed: &[String]) -> Vec<&str> {
        let mut left: Vec<String> = missed.iter().map(|name| self.short(name)).collect();
        let survived = |name: &&String| match left.iter().position(|it| it == *name) {
            Some(at) => {
                left.swap_remove(at);
                false
            }
            None => true,
        };
        self.names
            .iter()
            .filter(survived)
            .map(String::as_str)
            .collect()
    }

    /// `src/FILE: replace … with … in …`: the name as it is listed.
    fn short(&self, name: &str) -> String {
        let own = format!("crates/{}/", self.folder);
        let name = name.strip_prefix(&own).unwrap_or(name);
        let Some((place, what)) = name.split_once(": ") else {
            return name.to_owned();
        };
        let file = place.split(':').next().unwrap_or(place);
        format!("{file}: {what}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "\
# Survivors

- `src/a.rs: replace || with && in one`
  It cannot be seen.
- `src/a.rs: replace || with && in one`
  Neither can this.
- `src/b.rs: delete ! in two`: the same.
";

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn what_is_listed_is_known_wherever_it_stands_and_as_often_as_it_is_listed() {
        let listed = Survivors::read("policy", LIST);
        let survived = names(&[
            "crates/policy/src/a.rs:1:2: replace || with && in one",
            "crates/policy/src/a.rs:30:4: replace || with && in one",
            "crates/policy/src/a.rs:31:4: replace || with && in one",
            "crates/policy/src/a.rs:31:4: replace + with - in one",
        ]);
        assert_eq!(listed.unlisted(&survived), survived[2..]);
        assert_eq!(listed.stale(&survived), ["src/b.rs: delete ! in two"]);
        assert_eq!(listed.stale(&[]).len(), 3);
    }

    #[test]
    fn every_judged_crate_has_its_list() {
        for one in &super::super::JUDGED {
            Survivors::listed(one.folder).unwrap();
        }
    }
}
