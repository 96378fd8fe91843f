//! How large a benchmark is, and on which databases it runs: the options that several have in common.

use anyhow::{Context, Result, bail};

/// A database that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Backend {
    Sqlite,
    Postgres,
}

/// `--subscribers N` and `--backend sqlite|postgres`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) subscribers: u32,
    pub(super) backends: Vec<Backend>,
}

impl Scale {
    /// What the words ask for; so many subscribers and both databases unless they say otherwise.
    ///
    /// # Errors
    /// When a word is not understood.
    pub(super) fn read(words: &[&str], subscribers: u32) -> Result<Self> {
        let mut scale = Self {
            subscribers,
            backends: vec![Backend::Sqlite, Backend::Postgres],
        };
        let mut rest = words;
        loop {
            rest = match rest {
                [] => return Ok(scale),
                ["--subscribers", number, rest @ ..] => {
                    scale.subscribers = number
                        .parse()
                        .with_context(|| format!("`{number}` is not a number of subscribers"))?;
                    rest
                }
                ["--backend", "sqlite", rest @ ..] => {
                    scale.backends = vec![Backend::Sqlite];
                    rest
                }
                ["--backend", "postgres", rest @ ..] => {
                    scale.backends = vec![Backend::Postgres];
                    rest
                }
                [word, ..] => bail!(
                    "`{word}` is not understood; options are `--subscribers N` and `--backend sqlite|postgres`"
                ),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_a_wrong_one_is_named() {
        let read = Scale::read(&["--subscribers", "500", "--backend", "postgres"], 7).unwrap();
        let expected = Scale {
            subscribers: 500,
            backends: vec![Backend::Postgres],
        };
        assert_eq!(read, expected);
        assert_eq!(Scale::read(&[], 7).unwrap().subscribers, 7);
        let wrong = Scale::read(&["--fast"], 7).err().unwrap();
        assert!(wrong.to_string().contains("`--fast`"));
    }
}
