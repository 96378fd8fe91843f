//! The benchmark's installation: letters planned once while the run is paused, then copied and sent, with other keys each time.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::super::tick::product::Installation;
use super::super::tick::sink::Sink;
use super::{Sent, sample};
use crate::process::quiet;

const PLANNED: &str = "2031-03-04T10:00:00Z";
const SENT: &str = "2031-03-04T10:01:00Z";
const IDLE: &str = "2031-03-04T10:02:00Z";

/// What signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keys {
    None,
    Ed25519,
    Rsa,
}

impl Keys {
    pub(super) const ALL: [Self; 3] = [Self::None, Self::Ed25519, Self::Rsa];

    /// What `openssl genpkey` is told.
    fn algorithm(self) -> Option<&'static [&'static str]> {
        match self {
            Self::None => None,
            Self::Ed25519 => Some(&["-algorithm", "ED25519"]),
            Self::Rsa => Some(&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
        }
    }
}

/// Planned letters.
pub(super) struct House {
    lagom: PathBuf,
    home: PathBuf,
    messages: u32,
}

impl House {
    /// Imports people, schedules both issues and plans their letters; none goes.
    pub(super) fn plan(lagom: &Path, home: &Path, messages: u32) -> Result<Self> {
        let installation = Installation::new(lagom, home, None, 1)?;
        append(home, sample::SECOND)?;
        fs::write(home.join("people.csv"), sample::people(messages))?;
        installation.fill_both(
            &sample::letter("The quiet harbour"),
            &sample::letter("The busy market"),
        )?;
        quiet(&mut installation.command(&["run", "pause"]))?;
        let began = Instant::now();
        installation.tick_at(PLANNED)?;
        eprintln!(
            "planned {messages} letters in {:.1} s",
            began.elapsed().as_secs_f64()
        );
        quiet(&mut installation.command(&["run", "continue", "--now", PLANNED]))?;
        let (lagom, home) = (lagom.to_owned(), home.to_owned());
        Ok(Self {
            lagom,
            home,
            messages,
        })
    }

    /// How long a process takes that finds nothing to do.
    pub(super) fn idle(&self) -> Result<Duration> {
        let home = self.home.with_extension("idle");
        let sink = Sink::start(self.home.parent().unwrap_or(&self.home))?;
        let installation = self.copy(&home, Keys::None, sink.port())?;
        quiet(&mut installation.command(&["run", "pause", "--now", PLANNED]))?;
        let began = Instant::now();
        installation.tick_at(IDLE)?;
        let wall = began.elapsed();
        fs::remove_dir_all(&home)?;
        Ok(wall)
    }

    /// Sends a copy of them into a sink of their own.
    pub(super) fn send(&self, home: &Path, keys: Keys) -> Result<Sent> {
        let sink = Sink::start(self.home.parent().unwrap_or(&self.home))?;
        let installation = self.copy(home, keys, sink.port())?;
        let (messages, used, wall) = installation.tick_at(SENT)?;
        let received = sink.stop()?;
        fs::remove_dir_all(home)?;
        let expected = u64::from(self.messages);
        if messages != expected || received.is_some_and(|count| count != expected) {
            bail!(
                "{expected} letters were due, the tick says {messages}, smtp-sink received {received:?}"
            );
        }
        Ok(Sent {
            wall,
            core_seconds: used.core_seconds,
            peak_mb: used.peak_mb,
        })
    }

    fn copy(&self, home: &Path, keys: Keys, relay: u16) -> Result<Installation> {
        fs::create_dir_all(home)?;
        for file in fs::read_dir(&self.home)? {
            let file = file?;
            if file.file_type()?.is_file() {
                fs::copy(file.path(), home.join(file.file_name()))?;
            }
        }
        if let Some(algorithm) = keys.algorithm() {
            quiet(
                Command::new("openssl")
                    .arg("genpkey")
                    .args(algorithm)
                    .args(["-out", "dkim.pem"])
                    .current_dir(home),
            )?;
            append(
                home,
                "\n[[dkim]]\ndomain = \"example.org\"\nselector = \"bench\"\nkey_file = \"dkim.pem\"\n",
            )?;
        }
        Ok(Installation::at(&self.lagom, home, relay))
    }
}

fn append(home: &Path, text: &str) -> Result<()> {
    let mut file = fs::OpenOptions::new()
        .append(true)
        .open(home.join("lagom.toml"))?;
    file.write_all(text.as_bytes())?;
    Ok(())
}
