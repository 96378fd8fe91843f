//! What a person or a program reads: data on standard output, everything else on standard error;
//! progress bars on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::Value;
use std::io::{ErrorKind, IsTerminal as _, Write as _};

/// How to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// One JSON object instead of text.
    pub(crate) json: bool,
    /// What is printed was only tried.
    pub(crate) tried: bool,
}

impl Output {
    /// The same for what is only tried, if it is.
    pub(crate) const fn of_trial(self, tried: bool) -> Self {
        Self { tried, ..self }
    }

    /// Prints data: as text for people, or as one line of JSON. What was only tried says so, in JSON as `"dry_run": true`. Whoever
    /// reads may stop early (`| head`).
    ///
    /// # Errors
    /// Standard output takes nothing.
    pub(crate) fn data(self, value: &impl Serialize, text: &str) -> anyhow::Result<()> {
        let mut bytes = Vec::new();
        if self.json && self.tried {
            serde_json::to_writer(&mut bytes, &tried(serde_json::to_value(value)?))?;
        } else if self.json {
            serde_json::to_writer(&mut bytes, value)?;
        } else {
            bytes.extend(text.trim_end().as_bytes());
        }
        if !bytes.is_empty() {
            bytes.push(b'\n');
        }
        Self::bytes(&bytes)?;
        if self.tried {
            self.note("a dry run: nothing was sent, nothing was changed");
        }
        Ok(())
    }

    /// Prints a file as it is. Whoever reads may stop early.
    ///
    /// # Errors
    /// Standard output takes nothing.
    pub(crate) fn bytes(bytes: &[u8]) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            written => Ok(written?),
        }
    }

    /// Says something to the person at the terminal, and nothing to `--json`.
    pub(crate) fn note(self, text: &str) {
        if !self.json {
            let _ = writeln!(std::io::stderr().lock(), "{text}");
        }
    }

    /// Says why a command failed, with every cause: on standard error, as JSON if asked.
    pub(crate) fn error(self, error: &anyhow::Error) {
        let mut text = String::new();
        for cause in error.chain() {
            let cause = cause.to_string();
            // Libraries often repeat their cause; once is enough.
            if !text.contains(&cause) {
                if !text.is_empty() {
                    text.push_str(": ");
                }
                text.push_str(&cause);
            }
        }
        let mut out = std::io::stderr().lock();
        let _ = if self.json {
            writeln!(out, "{}", serde_json::json!({ "error": text }))
        } else {
            writeln!(out, "lagom: {text}")
        };
    }

    /// A bar for long work: visible on a terminal only.
    pub(crate) fn progress(self, template: &str, total: Option<u64>) -> ProgressBar {
        let bar = total.map_or_else(ProgressBar::no_length, ProgressBar::new);
        if self.json || !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        bar.set_style(
            ProgressStyle::with_template(template)
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .progress_chars("━╸─"),
        );
        bar
    }
}

/// The same data, marked as those of a trial.
fn tried(mut data: Value) -> Value {
    match &mut data {
        Value::Object(fields) => {
            fields.insert("dry_run".to_owned(), Value::Bool(true));
        }
        Value::Array(rows) => {
            for row in rows {
                *row = tried(row.take());
            }
        }
        _ => {}
    }
    data
}

/// A number with its noun: `1 line`, `2 lines`.
pub(crate) fn counted(number: impl Into<u64>, one: &str, more: &str) -> String {
    let number = number.into();
    format!("{number} {}", if number == 1 { one } else { more })
}

/// Whether somebody watches.
pub(crate) fn at_a_terminal() -> bool {
    std::io::stdout().is_terminal()
}
