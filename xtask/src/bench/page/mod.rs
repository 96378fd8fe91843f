//! `cargo xtask bench page`: how fast `lagom serve` answers for 100,000 people in SQLite: as fast as it can while nothing else runs,
//! and at a constant rate while a tick sends an issue to all of them into `smtp-sink`. What asks is the example `page_load` of the
//! web crate; it shares the machine with the server, the tick and the sink. Never measures over a network.

mod sample;
mod server;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{fs, io::Write as _};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use self::server::Server;
use super::Figures;
use super::folder::Folder;
use super::tick::product::{self, Installation};
use super::tick::sink::Sink;
use crate::process::{cargo, quiet, target};

pub(super) const WHAT: &str = "100,000 people's preference pages in SQLite, as fast as it goes and while a tick sends [--subscribers N] [--seconds N]";

/// What the example says of pages that are asked for without a pause.
const IDLE: [&str; 5] = [
    "requests_per_s",
    "composed_per_s",
    "p99_ms_closed",
    "page_kb",
    "foreign_addresses",
];
/// What it says of requests at a constant rate.
const BUSY: [&str; 5] = [
    "p99_ms_while_dispatching",
    "p99_ms_get",
    "p99_ms_post",
    "median_ms_while_dispatching",
    "worst_ms_while_dispatching",
];

/// An issue that came out before anybody was there, so that pages know how long issues are; and its instant.
const EARLIER: &str = "2031-02-25T10:00:00Z";
/// When all get a letter.
const SENT: &str = "2031-03-04T10:00:00Z";
/// Letters that are out before anything is measured beside the tick: it has planned all, and is at full speed.
const AT_SPEED: u64 = 2_000;
const PATIENCE: Duration = Duration::from_mins(2);

struct Options {
    subscribers: u32,
    seconds: u32,
}

/// Runs the benchmark.
///
/// # Errors
/// When a part cannot be started, a page does not answer as it should, or the tick ended before the measurement did.
pub(super) fn run(words: &[&str]) -> Result<Figures> {
    let options = options(words)?;
    let lagom = product::build()?;
    let load = build_load()?;
    let folder = Folder::make("page")?;
    let sink = Sink::start(folder.path())?;
    let home = folder.path().join("house");
    let installation = house(&lagom, &home, sink.port(), options.subscribers)?;
    let server = Server::start(installation.command(&["serve", "--listen", "127.0.0.1:0"]))?;
    let ask = |mode: &str| -> Result<Value> {
        let mut command = Command::new(&load);
        command
            .arg(home.join("lagom.db"))
            .arg(home.join("keys.toml"))
            .args([server.address(), mode, &options.seconds.to_string()]);
        serde_json::from_str(quiet(&mut command)?.trim()).context("the example's own line")
    };
    let mut figures = read(&ask("closed")?, &IDLE)?;

    let mut tick = Tick::start(&installation, &home)?;
    let before = wait_for_speed(&sink, &mut tick)?;
    let began = Instant::now();
    let busy = ask("open")?;
    let seconds = began.elapsed().as_secs_f64();
    let sent = sink.received()?.saturating_sub(before);
    if tick.has_ended()? {
        bail!("the tick ended before the measurement did: take more subscribers or fewer seconds");
    }
    figures.extend(read(&busy, &BUSY)?);
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    figures.insert("messages_per_s_meanwhile", sent as f64 / seconds);
    Ok(figures)
}

fn options(words: &[&str]) -> Result<Options> {
    let mut options = Options {
        subscribers: 100_000,
        seconds: 20,
    };
    let mut rest = words;
    loop {
        let (place, number) = match rest {
            [] => return Ok(options),
            ["--subscribers", number, ..] => (&mut options.subscribers, number),
            ["--seconds", number, ..] => (&mut options.seconds, number),
            [word, ..] => {
                bail!("`{word}` is not understood; options are `--subscribers N` and `--seconds N`")
            }
        };
        *place = number
            .parse()
            .with_context(|| format!("`{number}` is not a number"))?;
        rest = rest.get(2..).unwrap_or_default();
    }
}

fn build_load() -> Result<PathBuf> {
    eprintln!("building what asks");
    let example = [
        "build",
        "--release",
        "-p",
        "lagom-web",
        "--example",
        "page_load",
    ];
    quiet(&mut cargo(example))?;
    Ok(target().join("release/examples/page_load"))
}

/// An installation of so many people, with an issue of each newsletter that came out and one that is due.
fn house(lagom: &Path, home: &Path, relay: u16, subscribers: u32) -> Result<Installation> {
    let installation = Installation::new(lagom, home, None, relay)?
        .with("LAGOM__INSTALLATION__CATCH_UP_MINUTES", "0");
    let mut file = fs::OpenOptions::new()
        .append(true)
        .open(home.join("lagom.toml"))?;
    file.write_all(sample::SECOND.as_bytes())?;
    let issues = |first: &str, second: &str, at: &str| -> Result<()> {
        installation.add("weekly", &sample::letter(first), at)?;
        installation.add("second", &sample::letter(second), at)
    };
    issues("The old harbour", "The old market", EARLIER)?;
    installation.tick_at(EARLIER)?;
    fs::write(home.join("people.csv"), sample::people(subscribers))?;
    let began = Instant::now();
    quiet(&mut installation.command(&["import", "subscribers", "people.csv"]))?;
    eprintln!("imported in {:.1} s", began.elapsed().as_secs_f64());
    issues("The quiet harbour", "The busy market", SENT)?;
    Ok(installation)
}

fn read(told: &Value, keys: &[&'static str]) -> Result<Figures> {
    keys.iter()
        .map(|key| {
            let number = told.get(key).and_then(Value::as_f64);
            let number = number.with_context(|| format!("the example's line has no `{key}`"))?;
            Ok((*key, number))
        })
        .collect()
}

/// Waits until the tick sends, and says how many are out.
fn wait_for_speed(sink: &Sink, tick: &mut Tick) -> Result<u64> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let received = sink.received()?;
        if received >= AT_SPEED {
            return Ok(received);
        }
        if tick.has_ended()? {
            bail!("the tick ended after {received} letters");
        }
        sleep(Duration::from_millis(50));
    }
    bail!("the tick sent nothing within {} s", PATIENCE.as_secs())
}

/// A tick of its own process. Dropped: ended.
struct Tick(std::process::Child);

impl Tick {
    fn start(installation: &Installation, home: &Path) -> Result<Self> {
        let mut command =
            installation.command(&["tick", "--json", "--now", "2031-03-04T10:30:00Z"]);
        command.stdout(fs::File::create(home.join("tick.out"))?);
        Ok(Self(command.spawn()?))
    }

    fn has_ended(&mut self) -> Result<bool> {
        Ok(self.0.try_wait()?.is_some())
    }
}

impl Drop for Tick {
    fn drop(&mut self) {
        // A failure means that it is gone already.
        self.0.kill().and_then(|()| self.0.wait()).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_a_wrong_one_is_named() {
        let read = options(&["--seconds", "5", "--subscribers", "900"]).unwrap();
        assert_eq!((read.subscribers, read.seconds), (900, 5));
        assert_eq!(options(&[]).unwrap().subscribers, 100_000);
        let wrong = options(&["--fast"]).err().unwrap().to_string();
        assert!(wrong.contains("`--fast`"), "{wrong}");
        assert!(options(&["--seconds"]).is_err());
    }

    #[test]
    fn a_line_must_have_every_figure() {
        let line = serde_json::json!({ "requests_per_s": 5_100, "page_kb": 21.5 });
        let expected = Figures::from([("requests_per_s", 5_100.0), ("page_kb", 21.5)]);
        assert_eq!(
            read(&line, &["requests_per_s", "page_kb"]).unwrap(),
            expected
        );
        assert!(read(&line, &IDLE).is_err());
    }
}
