//! Postfix's `smtp-sink` on a free loopback port: takes every message, keeps none, counts them.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::{find_program, is_root};

const PATIENCE: Duration = Duration::from_secs(10);

/// A running sink. Dropped: stopped.
pub(in crate::bench) struct Sink {
    child: Child,
    port: u16,
    counter: PathBuf,
}

impl Sink {
    /// Starts it; its running count goes to a file in `folder`.
    ///
    /// # Errors
    /// When it is not installed or does not answer.
    pub(in crate::bench) fn start(folder: &Path) -> Result<Self> {
        let program = find_program("smtp-sink")
            .context("`smtp-sink` is missing; run `cargo xtask test --only tools`")?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let counter = folder.join(format!("smtp-sink-{port}"));
        let mut command = Command::new(program);
        if is_root() {
            command.args(["-u", "nobody"]);
        }
        command.args(["-c", &format!("127.0.0.1:{port}"), "1000"]);
        let child = command
            .stdin(Stdio::null())
            .stdout(fs::File::create(&counter)?)
            .spawn()?;
        let mut sink = Self {
            child,
            port,
            counter,
        };
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = sink.child.try_wait()? {
                bail!("`smtp-sink` ended with {status}");
            }
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Ok(sink);
            }
            sleep(Duration::from_millis(20));
        }
        bail!("`smtp-sink` did not answer within {} s", PATIENCE.as_secs())
    }

    pub(in crate::bench) fn port(&self) -> u16 {
        self.port
    }

    /// How many messages it took until now.
    ///
    /// # Errors
    /// When its count cannot be read.
    pub(in crate::bench) fn received(&self) -> Result<u64> {
        Ok(last_count(&fs::read_to_string(&self.counter)?).unwrap_or(0))
    }

    /// Stops it and says how many messages it took; none when it counted nothing.
    ///
    /// # Errors
    /// When its count cannot be read.
    pub(in crate::bench) fn stop(mut self) -> Result<Option<u64>> {
        self.end();
        Ok(last_count(&fs::read_to_string(&self.counter)?))
    }

    fn end(&mut self) {
        // A failure means that it is gone already.
        self.child.kill().and_then(|()| self.child.wait()).ok();
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.end();
    }
}

/// The number after the last `mesg=`.
fn last_count(printed: &str) -> Option<u64> {
    let (_, rest) = printed.rsplit_once("mesg=")?;
    rest.trim_matches(|c: char| !c.is_ascii_digit())
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_count_is_read() {
        assert_eq!(
            last_count("sess=1 quit=0 mesg=9\rsess=1 quit=1 mesg=10\r"),
            Some(10)
        );
        assert_eq!(last_count(""), None);
    }

    #[test]
    fn a_message_is_counted() {
        use std::io::{Read, Write};
        let folder = crate::process::target().join("tmp");
        fs::create_dir_all(&folder).unwrap();
        let sink = Sink::start(&folder).unwrap();
        let mut wire = TcpStream::connect((Ipv4Addr::LOCALHOST, sink.port())).unwrap();
        for line in [
            "",
            "HELO here",
            "MAIL FROM:<a@bench.example>",
            "RCPT TO:<b@bench.example>",
            "DATA",
            "Hi\r\n.",
            "QUIT",
        ] {
            if !line.is_empty() {
                write!(wire, "{line}\r\n").unwrap();
            }
            let mut reply = [0; 512];
            assert!(wire.read(&mut reply).unwrap() > 0, "no reply to `{line}`");
        }
        let file = sink.counter.clone();
        let received = sink.stop().unwrap();
        fs::remove_file(file).unwrap();
        assert_eq!(received, Some(1));
    }
}
