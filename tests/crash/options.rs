//! What the crash matrix can be asked for. It checks words only, never points.

use lagom_tests::house::Backend;

use crate::points::Point;

/// How the matrix is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) backend: Backend,
    /// Only this point.
    pub(crate) only: Option<Point>,
    /// Every passing of a point up to this many, in place of the first and the last.
    pub(crate) full: bool,
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
            only: None,
            full: false,
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
                "--full" => options.full = true,
                "--one-in" => options.one_in = number(value()?)?,
                "--seed" => options.seed = number(value()?)?,
                other => {
                    return Err(format!(
                        "`{other}` is not understood; options are `--backend sqlite|postgres`, `--full`, `--one-in N`, \
                         `--seed N`, `--only POINT#N`"
                    ));
                }
            }
        }
        Ok(options)
    }

    pub(crate) const fn backend_name(&self) -> &'static str {
        match self.backend {
            Backend::Sqlite => "sqlite",
            Backend::Postgres => "postgres",
        }
    }
}
