//! An installation in a folder of its own, worked by the real binary.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use lagom_testkit::postgres;
use lagom_tests::lagom_bin;
use serde_json::Value;
use tempfile::TempDir;

/// What the pages are called by; tests ask the server on loopback for their paths.
pub(crate) const BASE_URL: &str = "https://letters.example.org";

/// Which store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// An installation. Dropped: everything of it goes.
pub(crate) struct House {
    folder: TempDir,
    /// What stands in the configuration; write it with [`House::configure`].
    pub(crate) settings: Settings,
    /// Dropped with the house.
    _postgres: Option<postgres::Database>,
}

/// The parts of the configuration that scenarios change.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) relay: String,
    pub(crate) database: String,
    /// More lines of `[mail]`.
    pub(crate) mail: String,
    /// `[policy]` and what follows, in place of the product's policy.
    pub(crate) policy: String,
    /// More lines of each publication.
    pub(crate) publication: String,
    /// Further tables, at the end of the file.
    pub(crate) topics: String,
    pub(crate) grace_minutes: u32,
    pub(crate) catch_up_minutes: u32,
    /// Keys of publications: `The KEY letter`.
    pub(crate) publications: Vec<String>,
}

/// A command that ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl House {
    /// A new installation: `lagom init`, then the configuration that scenarios use.
    pub(crate) fn new(backend: Backend, publications: &[&str]) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("lagom-it-")
            .tempdir()
            .unwrap();
        let postgres = (backend == Backend::Postgres).then(|| {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(postgres::Database::create())
        });
        let database = postgres.as_ref().map_or_else(
            || format!("sqlite:{}", folder.path().join("lagom.db").display()),
            |database| database.url().to_owned(),
        );
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
            _postgres: postgres,
        };
        let made = house.run(["init", "."]);
        made.ok();
        house.configure();
        if backend == Backend::Postgres {
            house.run(["migrate"]).ok();
        }
        house
    }

    /// The same installation, sending to this SMTP server.
    pub(crate) fn to(mut self, relay: &str) -> Self {
        relay.clone_into(&mut self.settings.relay);
        self.configure();
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// Writes `lagom.toml`.
    pub(crate) fn configure(&self) {
        self.write("lagom.toml", self.settings.text());
    }

    /// Runs `lagom WORDS`.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Finished {
        Finished::of(self.command(words))
    }

    /// Runs `lagom WORDS --now T`.
    pub(crate) fn run_at(&self, now: &str, words: &[&str]) -> Finished {
        self.run(words.iter().copied().chain(["--now", now]))
    }

    /// Runs `lagom --json WORDS --now T`, which must end well; what it printed.
    pub(crate) fn json_at(&self, now: &str, words: &[&str]) -> Value {
        self.run_at(now, &[&["--json"], words].concat()).ok().json()
    }

    /// Starts `lagom WORDS` and does not wait.
    pub(crate) fn start<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Child {
        self.command(words).spawn().unwrap()
    }

    fn command<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(lagom_bin());
        command
            .args(words)
            .current_dir(self.folder.path())
            .env("NO_COLOR", "1")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Imports a CSV file.
    pub(crate) fn import(&self, now: &str, csv: &str) -> Value {
        self.write("people.csv", csv);
        self.json_at(now, &["import", "subscribers", "people.csv"])
    }

    /// Adds a letter; its id.
    pub(crate) fn add(&self, now: &str, publication: &str, markdown: &str) -> String {
        self.write("letter.md", markdown);
        let added = self.json_at(
            now,
            &["issue", "add", "letter.md", "--publication", publication],
        );
        added["id"].as_str().unwrap().to_owned()
    }

    /// Adds a letter and lets it out at an instant.
    pub(crate) fn publish(&self, now: &str, publication: &str, markdown: &str, at: &str) -> String {
        let id = self.add(now, publication, markdown);
        self.json_at(now, &["issue", "schedule", &id, "--at", at]);
        id
    }

    /// One tick; its totals.
    pub(crate) fn tick(&self, now: &str) -> Value {
        self.json_at(now, &["tick"])
    }

    /// When the next tick has something to do.
    pub(crate) fn next(&self, now: &str) -> Option<String> {
        let next = self.json_at(now, &["tick", "--next"]);
        next["next"].as_str().map(str::to_owned)
    }

    /// Deliveries in this state.
    pub(crate) fn outbox(&self, now: &str, state: &str) -> Vec<Value> {
        let rows = self.json_at(
            now,
            &["outbox", "list", "--state", state, "--limit", "100000"],
        );
        rows.as_array().unwrap().clone()
    }

    /// Starts `lagom serve` on a free port of loopback.
    pub(crate) fn serve(&self, now: &str) -> Served {
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
pub(crate) struct Served {
    child: Child,
    pub(crate) address: String,
    said: Option<std::thread::JoinHandle<Vec<String>>>,
}

impl Served {
    /// Ends it; what it said after its start.
    pub(crate) fn end(mut self) -> Vec<String> {
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
    pub(crate) fn of(mut command: Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What a child left behind.
    pub(crate) fn wait(child: Child) -> Self {
        let output = child.wait_with_output().unwrap();
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// It must have ended well.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.code(0)
    }

    /// It must have ended with this code.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// Its data: one JSON value.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        match serde_json::from_str(&self.stdout) {
            Ok(value) => value,
            Err(error) => panic!("no JSON ({error}): {self:#?}"),
        }
    }

    /// Both must stand in what it said on standard error.
    #[track_caller]
    pub(crate) fn says(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(
                self.stderr.contains(word),
                "`{word}` is not said: {self:#?}"
            );
        }
        self
    }
}
