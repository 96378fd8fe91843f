//! SQLite as a backend: how its connections are made, its migrations, its signs of life. It never
//! opens a file that it was not told to.

use crate::Options;
use crate::link::{SqliteLink, Writer, trouble};
use crate::owners::Owners;
use crate::turns::Turns;
use async_trait::async_trait;
use lagom_model::PublicId;
use lagom_store::Result;
use lagom_store_sql::{Backend, Dialect, Link, Migration, Purpose, Trouble, Value};
use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// The migrations, oldest first; the same names as PostgreSQL's.
const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    name: "0001_house",
    script: include_str!("../../../migrations/sqlite/0001_house.sql"),
}];

/// More than there are statements.
const CACHED_STATEMENTS: usize = 256;

/// How long a writer waits for its turn: many times what a unit takes. Who holds a turn for longer is frozen, or does something
/// large; then SQLite's own lock is waited for, and says which.
const TURN_PATIENCE: Duration = Duration::from_secs(5);

/// How often the log is tried to be cut, and the pause between.
const SCRUB_TRIES: u32 = 50;
const SCRUB_PAUSE: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub(crate) struct Sqlite {
    writer: Arc<Mutex<Writer>>,
    readers: SqlitePool,
    owners: Owners,
}

impl Sqlite {
    pub(crate) async fn open(options: &Options) -> std::result::Result<Self, Trouble> {
        let connect = SqliteConnectOptions::new()
            .filename(&options.file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(options.busy_timeout)
            .statement_cache_capacity(CACHED_STATEMENTS)
            // An erased person's data must not stay in free pages.
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY")
            // In KiB: enough for the hot pages of an outbox, little beside 150 MB.
            .pragma("cache_size", "-16384")
            .pragma("wal_autocheckpoint", "4000")
            .disable_statement_logging();
        keep_to_owner(&options.file);
        let connection = connect
            .connect()
            .await
            .map_err(|error| located(trouble(&error), &options.file))?;
        let read = connect
            .clone()
            .create_if_missing(false)
            .pragma("cache_size", "-4096")
            .pragma("query_only", "ON");
        let readers = SqlitePoolOptions::new()
            .max_connections(options.readers.max(1))
            // A file of this machine does not hang up: no question before each use.
            .test_before_acquire(false)
            .connect_lazy_with(read);
        // Whoever comes by a link must find the same locks: it is the same database.
        let file = options.file.canonicalize();
        let file = file.unwrap_or_else(|_| options.file.clone());
        let mut folder = file.into_os_string();
        folder.push(".owners");
        Ok(Self {
            writer: Arc::new(Mutex::new(Writer {
                connection,
                open: false,
                repeats: false,
                turns: Turns::new(
                    PathBuf::from(folder.clone()),
                    TURN_PATIENCE.min(options.busy_timeout),
                ),
                turn: None,
            })),
            readers,
            owners: Owners::new(PathBuf::from(folder)),
        })
    }
}

/// A database that is new can be read by its owner alone: it holds addresses. What SQLite puts beside it follows it. A failure is
/// told by the connection.
fn keep_to_owner(file: &std::path::Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    // It is there already, or cannot be made.
    let _ = options.open(file);
}

/// The same trouble, with the file's name.
fn located(trouble: Trouble, file: &std::path::Path) -> Trouble {
    match trouble {
        Trouble::Unavailable { message, hint } => Trouble::Unavailable {
            message: format!("`{}`: {message}", file.display()),
            hint,
        },
        Trouble::Unusable { message, hint } => Trouble::Unusable {
            message: format!("`{}`: {message}", file.display()),
            hint,
        },
        other => other,
    }
}

#[async_trait]
impl Backend for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn migrations(&self) -> &'static [Migration] {
        MIGRATIONS
    }

    async fn link(&self, purpose: Purpose) -> std::result::Result<Box<dyn Link>, Trouble> {
        Ok(match purpose {
            Purpose::Write | Purpose::Repeat => {
                let writer = Arc::clone(&self.writer).lock_owned().await;
                Box::new(SqliteLink::Writer(Some(writer), purpose))
            }
            Purpose::Read | Purpose::Snapshot => {
                let reader = self.readers.acquire().await;
                Box::new(SqliteLink::Reader(reader.map_err(|error| trouble(&error))?))
            }
        })
    }

    async fn scrub(&self) -> std::result::Result<(), Trouble> {
        for _ in 0..SCRUB_TRIES {
            let mut link = self.link(Purpose::Write).await?;
            let answer = link.fetch("PRAGMA wal_checkpoint(TRUNCATE)", &[]).await?;
            drop(link);
            // The first column says whether somebody still reads what is to go (https://www.sqlite.org/pragma.html).
            let first = answer.rows.first().and_then(|row| row.first());
            if matches!(first, Some(Value::Int(Some(0)))) {
                return Ok(());
            }
            tokio::time::sleep(SCRUB_PAUSE).await;
        }
        tracing::warn!(
            "the log of the database could not be cut: somebody reads it; what was erased leaves it later"
        );
        Ok(())
    }

    fn appear(&self, owner: PublicId) -> Result<()> {
        self.owners.appear(owner)
    }

    fn disappear(&self, owner: PublicId) {
        self.owners.disappear(owner);
    }

    fn lives(&self, owner: PublicId) -> Option<bool> {
        Some(self.owners.lives(owner))
    }

    fn remembered(&self) -> Option<(PublicId, i64)> {
        self.owners.remembered()
    }

    fn remember(&self, installation: PublicId, fence: i64) {
        self.owners.remember(installation, fence);
    }

    fn lease(&self) -> i64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_what_is_found_due_again_does_not_wait_for_the_disk() {
        let database = lagom_testkit::sqlite::Database::create();
        let options = Options::new(database.path());
        let sqlite = Sqlite::open(&options).await.unwrap();
        for (purpose, level) in [
            (Purpose::Write, 2),
            (Purpose::Repeat, 1),
            (Purpose::Repeat, 1),
            (Purpose::Write, 2),
        ] {
            let mut link = sqlite.link(purpose).await.unwrap();
            link.begin().await.unwrap();
            let answer = link.fetch("PRAGMA synchronous", &[]).await.unwrap();
            assert_eq!(answer.rows, [[Value::Int(Some(level))]], "{purpose:?}");
            link.commit().await.unwrap();
        }
    }
}
