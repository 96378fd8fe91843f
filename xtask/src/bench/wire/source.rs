//! The reference: Postfix's `smtp-source`, ten sessions that send one constant message of 10 kB again and again.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::super::tick::sink::Sink;
use crate::process::find_program;

/// The program.
pub(super) struct Source(PathBuf);

impl Source {
    /// Finds it.
    ///
    /// # Errors
    /// When it is not installed.
    pub(super) fn find() -> Result<Self> {
        let program = find_program("smtp-source");
        program
            .map(Self)
            .context("`smtp-source` is missing; run `cargo xtask test --only tools`")
    }

    /// Sends so many messages into a sink of its own: messages a second.
    ///
    /// # Errors
    /// When it fails.
    pub(super) fn send(&self, folder: &Path, messages: u32) -> Result<f64> {
        let sink = Sink::start(folder)?;
        let mut command = Command::new(&self.0);
        command
            .args(["-d", "-s", "10", "-l", "10240", "-m", &messages.to_string()])
            .arg(format!("127.0.0.1:{}", sink.port()))
            .stdin(Stdio::null());
        let began = Instant::now();
        if !command.status()?.success() {
            bail!("`smtp-source` failed");
        }
        let wall = began.elapsed();
        let received = sink.stop()?;
        if received.is_some_and(|count| count != u64::from(messages)) {
            bail!("`smtp-source` sent {messages}, smtp-sink received {received:?}");
        }
        Ok(f64::from(messages) / wall.as_secs_f64())
    }
}
