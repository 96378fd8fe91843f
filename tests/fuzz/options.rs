//! What fuzzing can be asked for. It checks words only.

use std::path::PathBuf;

use crate::targets::{ALL, Target};

/// How a target is run.
pub(crate) struct Options {
    pub(crate) target: &'static Target,
    pub(crate) seconds: u64,
    pub(crate) seed: u64,
    /// Only this input, once.
    pub(crate) only: Option<PathBuf>,
}

impl Options {
    /// Reads the command line.
    ///
    /// # Errors
    /// The word that is not understood, and what is.
    pub(crate) fn read(words: &[String]) -> Result<Self, String> {
        let names = || ALL.each_ref().map(|target| target.name).join(", ");
        let mut words = words.iter().map(String::as_str);
        let name = words.next().ok_or(format!("name a target: {}", names()))?;
        let target = ALL.iter().find(|target| target.name == name);
        let target = target.ok_or(format!(
            "there is no target `{name}`; there are {}",
            names()
        ))?;
        let mut options = Self {
            target,
            seconds: 20,
            seed: 1,
            only: None,
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("`{word}` lacks its value"));
            let number = |text: &str| {
                let read = text.parse::<u64>();
                read.map_err(|_| format!("`{word}` takes a number, not `{text}`"))
            };
            match word {
                "--seconds" => options.seconds = number(value()?)?,
                "--seed" => options.seed = number(value()?)?,
                "--only" => options.only = Some(value()?.into()),
                other => {
                    return Err(format!(
                        "`{other}` is not understood; options are `--seconds N`, `--seed N`, `--only FILE`"
                    ));
                }
            }
        }
        Ok(options)
    }
}
