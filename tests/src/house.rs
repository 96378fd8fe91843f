//! An installation in a folder of its own, worked by the real binary.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::lagom_bin;
use lagom_testkit::postgres;
use serde_json::Value;
use tempfile::TempDir;

/// What the pages are called by; tests ask the server on loopback for their paths.
pub const BASE_URL: &str = "https://letters.example.org";

/// Which store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file in the installation's folder.
    Sqlite,
    /// A database on the server that `cargo xtask` starts.
    Postgres,
}

/// An installation. Dropped: everything of it goes.
pub struct House {
    folder: TempDir,
    /// What stands in the configuration; write it with [`House::configure`].
    pub settings: Settings,
    /// Dropped with the house.
    postgres: Option<postgres::Database>,
}

/// The parts of the configuration that scenarios change.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where mail goes, as a URL.
    pub relay: String,
    /// The database's URL.
    pub database: String,
    /// More lines of `[mail]`.
    pub mail: String,
    /// `[policy]` and what follows, in place of the product's policy.
    pub policy: String,
    /// More lines of each publication.
    pub publication: String,
    /// Further tables, at the end of the file.
    pub topics: String,
    /// Minutes between an issue's schedule and its letters.
    pub grace_minutes: u32,
    /// Minutes that a backlog waits for the operator.
    pub catch_up_minutes: u32,
    /// Keys of publications: `The KEY letter`.
    pub publications: Vec<String>,
}

/// A command that ended.
#[derive(Debug)]
pub struct Finished {
    /// The exit code; `None`: a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
}

impl House {
    /// A new installation: `lagom init`, then the configuration that scenarios use.
    pub fn new(backend: Backend, publications: &[&str]) -> Self {
        let folder = folder();
        let postgres = (backend == Backend::Postgres).then(|| {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(postgres::Database::create())
        });
        let database = url(&folder, postgres.as_ref());
        let house = Self {
            folder,
            settings: Settings {
                relay: "maildir:out".to_owned(),
                database,
                mail: String::new(),
                // Spread over half an hour, a thousand letters would be a thousand instants.
                policy: "[policy]\nspread_minutes = 0\n".to_owned(),
                publication: String::new(),
                topics: String::new(),
                grace_minutes: 0,
                catch_up_minutes: 0,
                publications: publications.iter().map(|key| (*key).to_owned()).collect(),
            },
            postgres,
        };
        let made = house.run(["init", "."]);
        made.ok();
        house.configure();
        if backend == Backend::Postgres {
            house.run(["migrate"]).ok();
        }
        house
    }

    /// Another installation with all that is in this one, in which nothing runs.
    pub fn copy(&self) -> Self {
        let folder = folder();
        for entry in fs::read_dir(self.folder.path()).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
            }
        }
        let postgres = self.postgres.as_ref().map(|database| {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(database.copy())
        });
        let mut settings = self.settings.clone();
        settings.database = url(&folder, postgres.as_ref());
        let house = Self {
            folder,
            settings,
            postgres,
        };
        house.configure();
        house
    }

    /// The same installation, sending to this SMTP server.
    pub fn to(mut self, relay: &str) -> Self {
        relay.clone_into(&mut self.settings.relay);
        self.configure();
        self
    }

    /// Where a file of the folder is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// Writes `lagom.toml`.
    pub fn configure(&self) {
        self.write("lagom.toml", self.settings.text());
    }

    /// Runs `lagom WORDS`.
    pub fn run<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Finished {
        Finished::of(self.command(words))
    }

    /// Runs `lagom WORDS --now T`.
    pub fn run_at(&self, now: &str, words: &[&str]) -> Finished {
        self.run(words.iter().copied().chain(["--now", now]))
    }

    /// Runs `lagom --json WORDS --now T`, which must end well; what it printed.
    pub fn json_at(&self, now: &str, words: &[&str]) -> Value {
        self.run_at(now, &[&["--json"], words].concat()).ok().json()
    }

    /// Starts `lagom WORDS` and does not wait.
    pub fn start<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Child {
        self.command(words).spawn().unwrap()
    }

    /// `lagom WORDS` in the folder, not yet started.
    pub fn command<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Command {
        lagom(self.folder.path(), words)
    }

    /// Imports a CSV file.
    pub fn import(&self, now: &str, csv: &str) -> Value {
        self.write("people.csv", csv);
        self.json_at(now, &["import", "subscribers", "people.csv"])
    }

    /// Adds a letter; its id.
    pub fn add(&self, now: &str, publication: &str, markdown: &str) -> String {
        self.write("letter.md", markdown);
        let added = self.json_at(
            now,
            &["issue", "add", "letter.md", "--publication", publication],
        );
        added["id"].as_str().unwrap().to_owned()
    }

    /// Adds a letter and lets it out at an instant.
    pub fn publish(&self, now: &str, publication: &str, markdown: &str, at: &str) -> String {
        let id = self.add(now, publication, markdown);
        self.json_at(now, &["issue", "schedule", &id, "--at", at]);
        id
    }

    /// One tick; its totals.
    pub fn tick(&self, now: &str) -> Value {
        self.json_at(now, &["tick"])
    }

    /// When the next tick has something to do.
    pub fn next(&self, now: &str) -> Option<String> {
        let next = self.json_at(now, &["tick", "--next"]);
        next["next"].as_str().map(str::to_owned)
    }

    /// Deliveries in this state.
    pub fn outbox(&self, now: &str, state: &str) -> Vec<Value> {
        let rows = self.json_at(
            now,
            &["outbox", "list", "--state", state, "--limit", "100000"],
        );
        rows.as_array().unwrap().clone()
    }

    /// Starts `lagom serve` on a free port of loopback.
    pub fn serve(&self, now: &str) -> Served {
        let mut child = self.start(["serve", "--listen", "127.0.0.1:0", "--now", now]);
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, rest) = line.split_once("http://")?;
                Some(rest.trim_end_matches('/').to_owned())
            })
            .expect("`lagom serve` did not say where it serves");
        // Somebody must read on, or a full pipe stops the server.
        let said = std::thread::spawn(move || lines.map_while(Result::ok).collect());
        Served {
            child,
            address,
            said: Some(said),
        }
    }
}

/// A running `lagom serve`. Dropped: ended.
pub struct Served {
    child: Child,
    /// `HOST:PORT`.
    pub address: String,
    said: Option<std::thread::JoinHandle<Vec<String>>>,
}

impl Served {
    /// Ends it; what it said after its start.
    pub fn end(mut self) -> Vec<String> {
        self.child.kill().ok();
        self.child.wait().ok();
        self.said.take().unwrap().join().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// `lagom WORDS` in a folder, not yet started.
pub fn lagom<S: AsRef<OsStr>>(folder: &Path, words: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(lagom_bin());
    command
        .args(words)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env_remove("RUST_LOG")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn folder() -> TempDir {
    let mut named = tempfile::Builder::new();
    named.prefix("lagom-it-").tempdir().unwrap()
}

/// The database of an installation in this folder.
fn url(folder: &TempDir, postgres: Option<&postgres::Database>) -> String {
    postgres.map_or_else(
        || format!("sqlite:{}", folder.path().join("lagom.db").display()),
        |database| database.url().to_owned(),
    )
}

impl Settings {
    fn text(&self) -> String {
        let mut text = format!(
            "[installation]\norganisation = \"The Example Press\"\nbase_url = \"{BASE_URL}\"\ngrace_minutes = {}\n\
             catch_up_minutes = {}\n\n\
             [database]\nurl = \"{}\"\n\n[mail]\nrelay = \"{}\"\n{}\n\n{}\n\n\
             [senders.press]\nname = \"The Example Press\"\nfrom = \"letters@example.org\"\n\
             unsubscribe_mailbox = \"leave@example.org\"\naddress_block = \"1 Example Street, Riga\"\n",
            self.grace_minutes,
            self.catch_up_minutes,
            self.database,
            self.relay,
            self.mail,
            self.policy
        );
        for key in &self.publications {
            let _ = write!(
                text,
                "\n[publications.{key}]\nsender = \"press\"\nname = \"The {key} letter\"\n{}\n\n\
                 [publications.{key}.topics.events]\nname = \"Upcoming Events\"\nheadings = [\"Upcoming Events\"]\n\
                 kind = \"event\"\nitems = \"bullets\"\n",
                self.publication
            );
        }
        text + &self.topics
    }
}

impl Finished {
    /// Runs a command to its end.
    pub fn of(mut command: Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What a child left behind.
    pub fn wait(child: Child) -> Self {
        let output = child.wait_with_output().unwrap();
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// It must have ended well.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.code(0)
    }

    /// It must have ended with this code.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// Its data: one JSON value.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_str(&self.stdout) {
            Ok(value) => value,
            Err(error) => panic!("no JSON ({error}): {self:#?}"),
        }
    }

    /// Both must stand in what it said on standard error.
    #[track_caller]
    pub fn says(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(
                self.stderr.contains(word),
                "`{word}` is not said: {self:#?}"
            );
        }
        self
    }
}
