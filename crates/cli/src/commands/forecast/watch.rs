//! Who follows a run: the progress bar, and the CSV of what the weeks bring each person.

use super::unusable;
use indicatif::ProgressBar;
use lagom_forecast::{Follow, PersonWeeks};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

pub(super) struct Watch {
    bar: ProgressBar,
    people: Option<BufWriter<File>>,
}

impl Watch {
    /// Shows the bar; with a path, writes people there. An existing file is replaced.
    pub(super) fn new(bar: ProgressBar, people: Option<&Path>, weeks: u32) -> anyhow::Result<Self> {
        let people = match people {
            Some(path) => {
                let file = File::create(path)
                    .map_err(|error| unusable(path, &format!("it cannot be written: {error}")))?;
                let mut file = BufWriter::new(file);
                write!(file, "person")?;
                for what in ["letters", "minutes"] {
                    for week in 1..=weeks {
                        write!(file, ",{what}_{week}")?;
                    }
                }
                writeln!(file)?;
                Some(file)
            }
            None => None,
        };
        Ok(Self { bar, people })
    }

    /// Takes the bar away and writes what is left.
    pub(super) fn finish(&mut self) -> std::io::Result<()> {
        self.bar.finish_and_clear();
        self.people.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Follow for Watch {
    fn progress(&mut self, done: u64, of: u64) {
        self.bar.set_length(of);
        self.bar.set_position(done);
    }

    fn people(&mut self, people: &[PersonWeeks]) -> std::io::Result<()> {
        let Some(file) = &mut self.people else {
            return Ok(());
        };
        for one in people {
            write!(file, "{}", one.person)?;
            for (letters, _) in &one.weeks {
                write!(file, ",{letters}")?;
            }
            for (_, seconds) in &one.weeks {
                write!(file, ",{:.1}", f64::from(*seconds) / 60.0)?;
            }
            writeln!(file)?;
        }
        Ok(())
    }
}
