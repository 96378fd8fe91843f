//! What the crash matrix can be asked for. It checks words only, never points.

use std::fmt;

use lagom_tests::house::Backend;

use crate::points::Point;

/// What is sent, and how often somebody is killed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Variant {
    /// Corrections are due besides letters: as service they go once more when they are in doubt.
    pub(crate) resent: bool,
    /// The tick that comes to put things right is killed at the same point.
    pub(crate) twice: bool,
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (is_meant, word) in [(self.resent, " --resent"), (self.twice, " --twice")] {
            f.write_str(if is_meant { word } else { "" })?;
        }
        Ok(())
    }
}

/// How the matrix is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) backend: Backend,
    pub(crate) variant: Variant,
    /// Only this point.
    pub(crate) only: Option<Point>,
    /// In place of the first and the last passing of a point each of them.
    pub(crate) every: bool,
    /// In place of one variant all four.
    pub(crate) all: bool,
    /// One point in so many, chosen by the seed.
    pub(crate) one_in: u64,
    pub(crate) seed: u64,
}

impl Options {
    /// Reads the command line.
    ///
    /// # Errors
    /// The word that is not understood, and what is.
    pub(crate) fn read(words: &[String]) -> Result<Self, String> {
        let mut options = Self {
            backend: Backend::Sqlite,
            variant: Variant::default(),
            only: None,
            every: false,
            all: false,
            one_in: 1,
            seed: 1,
        };
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("`{word}` lacks its value"));
            let number = |text: &str| {
                let read = text.parse::<u64>().ok().filter(|number| *number > 0);
                read.ok_or(format!("`{word}` takes a number above 0, not `{text}`"))
            };
            match word {
                "--backend" => {
                    options.backend = match value()? {
                        "sqlite" => Backend::Sqlite,
                        "postgres" => Backend::Postgres,
                        other => {
                            return Err(format!(
                                "there is no backend `{other}`; there are `sqlite`, `postgres`"
                            ));
                        }
                    }
                }
                "--only" => options.only = Some(Point::read(value()?)?),
                "--full" => (options.every, options.all) = (true, true),
                "--every" => options.every = true,
                "--resent" => options.variant.resent = true,
                "--twice" => options.variant.twice = true,
                "--one-in" => options.one_in = number(value()?)?,
                "--seed" => options.seed = number(value()?)?,
                other => {
                    return Err(format!(
                        "`{other}` is not understood; options are `--backend sqlite|postgres`, `--resent`, `--twice`, \
                         `--every`, `--full`, `--one-in N`, `--seed N`, `--only POINT#N`"
                    ));
                }
            }
        }
        Ok(options)
    }

    /// The variants to try.
    pub(crate) fn variants(&self) -> Vec<Variant> {
        if !self.all {
            return vec![self.variant];
        }
        let of = |resent| [false, true].map(|twice| Variant { resent, twice });
        [false, true].into_iter().flat_map(of).collect()
    }

    pub(crate) const fn backend_name(&self) -> &'static str {
        match self.backend {
            Backend::Sqlite => "sqlite",
            Backend::Postgres => "postgres",
        }
    }
}
