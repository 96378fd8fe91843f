//! A PostgreSQL of our own for one run: made, started, stopped and removed here, as durable as in production.
//! Never touches a cluster that was there before, and listens on loopback only.

mod place;

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use self::place::Place;
use crate::process::{find_program, quiet, succeeds};

/// The variable in which tests find the server.
pub(crate) const VARIABLE: &str = "LAGOM_TEST_POSTGRES";

/// The variable in which the scenarios of a standby that takes over find it.
pub(crate) const STANDBY: &str = "LAGOM_TEST_STANDBY";

const PATIENCE: Duration = Duration::from_mins(1);

/// `cargo xtask postgres -- COMMAND…`
///
/// # Errors
/// When no command is given, or the server or the command cannot be started.
pub(crate) fn run_with(words: &[String]) -> Result<ExitCode> {
    let words = match words {
        [dashes, rest @ ..] if dashes == "--" => rest,
        all => all,
    };
    let Some((program, rest)) = words.split_first() else {
        bail!("say what to run: cargo xtask postgres -- cargo test -p lagom-store-postgres");
    };
    let cluster = Cluster::start()?;
    let status = Command::new(program)
        .args(rest)
        .env(VARIABLE, cluster.url())
        .status()
        .with_context(|| format!("`{program}` could not be started"))?;
    drop(cluster);
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Where the server's programs are: the newest of Debian's, else those on the path.
pub(crate) fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let newest = versions
        .filter_map(|entry| {
            let number: u32 = entry.file_name().to_str()?.parse().ok()?;
            let bin = entry.path().join("bin");
            bin.join("initdb").is_file().then_some((number, bin))
        })
        .max();
    newest.map(|(_, bin)| bin).or_else(|| {
        let initdb = find_program("initdb")?;
        Some(fs::canonicalize(initdb).ok()?.parent()?.to_path_buf())
    })
}

/// A running server. Dropped: stopped and its files removed.
///
/// It also ends by itself when we are interrupted (it shares our process group) or killed (by the parent-death signal).
pub(crate) struct Cluster {
    server: Child,
    port: u16,
    _place: Place,
}

impl Cluster {
    /// Makes and starts a server on a free port.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, or does not start: with the end of its log.
    pub(crate) fn start() -> Result<Self> {
        Self::up("", |bin, place| {
            let mut initdb = place.command(&bin.join("initdb"));
            initdb.arg("-D").arg(place.data());
            initdb.args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-instructions",
            ]);
            initdb.arg(if cfg!(target_os = "linux") {
                "--locale=C.UTF-8"
            } else {
                "--locale=C"
            });
            initdb
        })
    }

    /// Makes and starts a standby: a copy of this server that streams from it and answers reading questions, until somebody
    /// has it take over.
    ///
    /// # Errors
    /// As with [`Cluster::start`].
    pub(crate) fn standby(&self) -> Result<Self> {
        let port = self.port.to_string();
        Self::up("-standby", |bin, place| {
            let mut copy = place.command(&bin.join("pg_basebackup"));
            copy.arg("-D").arg(place.data());
            copy.args(["-h", "127.0.0.1", "-U", "postgres", "-p", &port]);
            copy.args([
                "--write-recovery-conf",
                "--wal-method=stream",
                "--checkpoint=fast",
            ]);
            copy
        })
    }

    fn up(suffix: &str, make: impl FnOnce(&Path, &Place) -> Command) -> Result<Self> {
        let bin = programs().context(
            "PostgreSQL is not installed (no `initdb` found); run `cargo xtask test --only tools`, or install the package `postgresql`",
        )?;
        let began = Instant::now();
        let place = Place::make(suffix)?;
        quiet(&mut make(&bin, &place))?;

        // Another program may take the free port before the server does.
        let mut attempt = 0;
        loop {
            attempt += 1;
            match Self::serve(&bin, &place) {
                Ok((server, port)) => {
                    eprintln!(
                        "PostgreSQL is up on port {port} after {:.1} s",
                        began.elapsed().as_secs_f64()
                    );
                    return Ok(Self {
                        server,
                        port,
                        _place: place,
                    });
                }
                Err(error) if attempt < 3 => eprintln!("{error:#}\ntrying another port"),
                Err(error) => return Err(error),
            }
        }
    }

    /// The server's URL, of its administrative database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn serve(bin: &Path, place: &Place) -> Result<(Child, u16)> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let log = fs::File::create(place.log())?;
        let mut command = place.command(&bin.join("postgres"));
        command.arg("-D").arg(place.data());
        for setting in [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={port}"),
            format!("unix_socket_directories={}", place.folder.display()),
            "max_connections=200".to_owned(),
            "fsync=on".to_owned(),
            "synchronous_commit=on".to_owned(),
        ] {
            command.arg("-c").arg(setting);
        }
        let mut server = command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let began = Instant::now();
        let port_word = port.to_string();
        while began.elapsed() < PATIENCE {
            if let Some(status) = server.try_wait()? {
                bail!("PostgreSQL ended with {status}:\n{}", place.end_of_log());
            }
            if succeeds(Command::new(bin.join("pg_isready")).args([
                "-q",
                "-h",
                "127.0.0.1",
                "-p",
                &port_word,
            ])) {
                return Ok((server, port));
            }
            sleep(Duration::from_millis(100));
        }
        stop(&mut server);
        bail!(
            "PostgreSQL was not ready within {} s:\n{}",
            PATIENCE.as_secs(),
            place.end_of_log()
        )
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        stop(&mut self.server);
    }
}

/// Asks the server for a fast shutdown (SIGINT), and kills it when it does not listen.
fn stop(server: &mut Child) {
    let began = Instant::now();
    succeeds(Command::new("kill").args(["-INT", &server.id().to_string()]));
    while began.elapsed() < PATIENCE {
        match server.try_wait() {
            Ok(None) => sleep(Duration::from_millis(50)),
            Ok(Some(_)) | Err(_) => return,
        }
    }
    eprintln!(
        "PostgreSQL did not stop within {} s and is killed",
        PATIENCE.as_secs()
    );
    // A failure means that it is gone already.
    server.kill().and_then(|()| server.wait()).ok();
}
