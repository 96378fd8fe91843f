//! `lagom serve` on a free loopback port. It is ended with the benchmark.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// A running server. Dropped: ended.
pub(super) struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts it and waits until it says where it stands.
    pub(super) fn start(mut command: Command) -> Result<Self> {
        let child = command.stderr(Stdio::piped()).spawn()?;
        let mut server = Self {
            child,
            address: String::new(),
        };
        let said = server.child.stderr.take().context("its standard error")?;
        let mut lines = BufReader::new(said).lines();
        for line in lines.by_ref() {
            let line = line?;
            if let Some(address) = address_in(&line) {
                address.clone_into(&mut server.address);
                // Whatever it says later must not fill the pipe.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(server);
            }
            eprintln!("{line}");
        }
        bail!("`lagom serve` ended before it served")
    }

    /// Host and port.
    pub(super) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A failure means that it is gone already.
        self.child.kill().and_then(|()| self.child.wait()).ok();
    }
}

fn address_in(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("http://")?;
    rest.split('/').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_where_it_stands() {
        let line = "serving on http://127.0.0.1:8123/";
        assert_eq!(address_in(line), Some("127.0.0.1:8123"));
        assert_eq!(address_in("something else"), None);
    }

    #[test]
    fn a_server_that_ends_is_no_server() {
        assert!(Server::start(Command::new("true")).is_err());
    }
}
