//! A connection to SQLite: the writer, which one unit holds at a time, or a reader. The only code
//! here that hands text to the driver.

use crate::turns::{Turn, Turns};
use async_trait::async_trait;
use futures::TryStreamExt;
use lagom_store_sql::{Answer, Link, Purpose, Trouble, Value};
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Column, Executor, Row, SqlSafeStr, Sqlite, TypeInfo, ValueRef};
use tokio::sync::OwnedMutexGuard;

/// The writer, with what a cancelled unit may have left open.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) connection: SqliteConnection,
    pub(crate) open: bool,
    /// Whether its commits do not wait for the disk.
    pub(crate) repeats: bool,
    pub(crate) turns: Turns,
    /// While a transaction is open.
    pub(crate) turn: Option<Turn>,
}

/// A connection while a unit uses it.
pub(crate) enum SqliteLink {
    /// The writer, and what for; `None` only while it is dropped.
    Writer(Option<OwnedMutexGuard<Writer>>, Purpose),
    /// A reader.
    Reader(PoolConnection<Sqlite>),
}

impl SqliteLink {
    fn connection(&mut self) -> Result<&mut SqliteConnection, Trouble> {
        match self {
            Self::Writer(Some(writer), _) => Ok(&mut writer.connection),
            Self::Writer(None, _) => Err(Trouble::TryAgain("the writer is gone".to_owned())),
            Self::Reader(reader) => Ok(reader),
        }
    }

    async fn raw(&mut self, sql: &'static str) -> Result<(), Trouble> {
        sqlx::raw_sql(sql)
            .execute(self.connection()?)
            .await
            .map(|_| ())
            .map_err(|error| trouble(&error))
    }

    /// Sets whether a commit waits for the disk. That of a unit that is found due again need not; the next that does makes it
    /// durable as well, for both stand in one log (<https://www.sqlite.org/pragma.html>, `synchronous`).
    async fn wait_for_the_disk(&mut self) -> Result<(), Trouble> {
        let Self::Writer(Some(writer), purpose) = self else {
            return Ok(());
        };
        let repeats = *purpose == Purpose::Repeat;
        if writer.repeats == repeats {
            return Ok(());
        }
        self.raw(if repeats {
            "PRAGMA synchronous = NORMAL"
        } else {
            "PRAGMA synchronous = FULL"
        })
        .await?;
        if let Self::Writer(Some(writer), _) = self {
            writer.repeats = repeats;
        }
        Ok(())
    }

    fn note_open(&mut self, open: bool) {
        if let Self::Writer(Some(writer), _) = self {
            writer.open = open;
            if !open {
                writer.turn = None;
            }
        }
    }

    async fn wait_for_turn(&mut self) {
        if let Self::Writer(Some(writer), _) = self {
            writer.turn = None;
            writer.turn = writer.turns.take().await;
        }
    }
}

/// A unit that is dropped in the middle (its caller went away, or it panicked) gives its transaction
/// up at once: other processes wait for it.
impl Drop for SqliteLink {
    fn drop(&mut self) {
        let Self::Writer(writer, _) = self else {
            return;
        };
        let Some(mut writer) = writer.take_if(|writer| writer.open) else {
            return;
        };
        // Without a runtime the next unit rolls back, see `begin`.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let done = sqlx::raw_sql("ROLLBACK")
                    .execute(&mut writer.connection)
                    .await;
                writer.turn = None;
                match done {
                    Ok(_) => writer.open = false,
                    Err(error) => tracing::debug!(%error, "a rollback failed"),
                }
            });
        }
    }
}

#[async_trait]
impl Link for SqliteLink {
    async fn begin(&mut self) -> Result<(), Trouble> {
        // What a reader begins with its first statement it sees until it ends. Not given back with a transaction open.
        if let Self::Reader(reader) = self {
            reader.close_on_drop();
            return self.raw("BEGIN").await;
        }
        // A unit that was dropped in the middle left its transaction: it never happened.
        if matches!(self, Self::Writer(Some(writer), _) if writer.open) {
            let _ = self.raw("ROLLBACK").await;
        }
        self.wait_for_turn().await;
        self.wait_for_the_disk().await?;
        self.note_open(true);
        let begun = self.raw("BEGIN IMMEDIATE").await;
        if begun.is_err() {
            self.note_open(false);
        }
        begun
    }

    async fn commit(&mut self) -> Result<(), Trouble> {
        // Still open if it fails: the next unit rolls back.
        self.raw("COMMIT").await?;
        self.note_open(false);
        Ok(())
    }

    async fn rollback(&mut self) -> Result<(), Trouble> {
        let done = self.raw("ROLLBACK").await;
        self.note_open(false);
        done
    }

    async fn fetch(&mut self, sql: &'static str, values: &[Value]) -> Result<Answer, Trouble> {
        let mut answer = Answer::default();
        let mut rows = bound(sql, values).fetch(self.connection()?);
        while let Some(row) = rows.try_next().await.map_err(|error| trouble(&error))? {
            if answer.columns.is_empty() {
                let names = row.columns().iter().map(|column| column.name().to_owned());
                answer.columns = names.collect();
            }
            answer.rows.push(values_of(&row)?);
        }
        Ok(answer)
    }

    async fn script(&mut self, sql: &'static str) -> Result<(), Trouble> {
        self.raw(sql).await
    }

    async fn prepare(&mut self, sql: &'static str) -> Result<(), Trouble> {
        self.connection()?
            .prepare(sql.into_sql_str())
            .await
            .map(|_| ())
            .map_err(|error| trouble(&error))
    }
}

/// A statement with its parameters.
fn bound<'q>(
    sql: &'static str,
    values: &'q [Value],
) -> sqlx::query::Query<'q, Sqlite, <Sqlite as sqlx::Database>::Arguments> {
    let mut query = sqlx::query(sql);
    for value in values {
        query = match value {
            Value::Int(value) => query.bind(*value),
            Value::Text(value) => query.bind(value.as_deref()),
        };
    }
    query
}

fn values_of(row: &SqliteRow) -> Result<Vec<Value>, Trouble> {
    (0..row.len()).map(|place| value(row, place)).collect()
}

fn value(row: &SqliteRow, place: usize) -> Result<Value, Trouble> {
    let raw = row.try_get_raw(place).map_err(|error| trouble(&error))?;
    if raw.is_null() {
        return Ok(Value::Text(None));
    }
    let integer = raw.type_info().name() == "INTEGER";
    drop(raw);
    if integer {
        let value = row.try_get(place).map_err(|error| trouble(&error))?;
        return Ok(Value::Int(Some(value)));
    }
    let value = row.try_get_unchecked(place);
    value
        .map(|text| Value::Text(Some(text)))
        .map_err(|error| trouble(&error))
}

/// The driver's error as the store sees it.
pub(crate) fn trouble(error: &sqlx::Error) -> Trouble {
    if let Some(inner) = error.as_database_error() {
        let code: i32 = inner
            .code()
            .and_then(|code| code.parse().ok())
            .unwrap_or_default();
        let message = inner.message().to_owned();
        // https://www.sqlite.org/rescode.html: the low byte is the primary result code.
        return match code & 0xff {
            5 | 6 => Trouble::TryAgain(message),
            8 => unusable(
                message,
                "the file is read-only; give the user of Lagom the right to write it",
            ),
            10 | 13 => unavailable(message, "look at the disk: it failed, or it is full"),
            11 | 26 => unusable(
                message,
                "the file is damaged or no database of Lagom; restore a backup",
            ),
            14 => unusable(message, "check that the folder exists and may be written"),
            _ => Trouble::Refused(message),
        };
    }
    match error {
        sqlx::Error::PoolTimedOut => Trouble::TryAgain("all readers are busy".to_owned()),
        sqlx::Error::WorkerCrashed | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => unavailable(
            error.to_string(),
            "the connection is lost; start Lagom again",
        ),
        _ => Trouble::Refused(error.to_string()),
    }
}

fn unavailable(message: String, hint: &str) -> Trouble {
    Trouble::Unavailable {
        message,
        hint: hint.to_owned(),
    }
}

fn unusable(message: String, hint: &str) -> Trouble {
    Trouble::Unusable {
        message,
        hint: hint.to_owned(),
    }
}
