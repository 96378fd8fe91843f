//! A connection to PostgreSQL. The only code here that hands text to the driver.

use async_trait::async_trait;
use futures::TryStreamExt;
use lagom_store_sql::{Answer, Link, Purpose, Trouble, Value};
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgRow;
use sqlx::{Column, Executor, Postgres, Row, SqlSafeStr, TypeInfo, ValueRef};

/// A pooled connection. Dropped in the middle of a transaction, or while one begins, it is closed and
/// not given back: the server rolls back. (The driver would give it back with the transaction open.)
pub(crate) struct PgLink {
    connection: PoolConnection<Postgres>,
    purpose: Purpose,
    open: bool,
}

impl PgLink {
    pub(crate) const fn new(connection: PoolConnection<Postgres>, purpose: Purpose) -> Self {
        Self {
            connection,
            purpose,
            open: false,
        }
    }

    async fn raw(&mut self, sql: &'static str) -> Result<(), Trouble> {
        sqlx::raw_sql(sql)
            .execute(&mut *self.connection)
            .await
            .map(|_| ())
            .map_err(|error| trouble(&error))
    }
}

impl Drop for PgLink {
    fn drop(&mut self) {
        if self.open {
            self.connection.close_on_drop();
        }
    }
}

#[async_trait]
impl Link for PgLink {
    async fn begin(&mut self) -> Result<(), Trouble> {
        self.open = true;
        self.raw(match self.purpose {
            Purpose::Repeat => {
                "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit TO off"
            }
            Purpose::Snapshot => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Purpose::Read | Purpose::Write => "BEGIN ISOLATION LEVEL READ COMMITTED",
        })
        .await
    }

    async fn commit(&mut self) -> Result<(), Trouble> {
        self.raw("COMMIT").await?;
        self.open = false;
        Ok(())
    }

    async fn rollback(&mut self) -> Result<(), Trouble> {
        self.raw("ROLLBACK").await?;
        self.open = false;
        Ok(())
    }

    async fn fetch(&mut self, sql: &'static str, values: &[Value]) -> Result<Answer, Trouble> {
        let mut answer = Answer::default();
        let mut rows = bound(sql, values).fetch(&mut *self.connection);
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
        (&mut *self.connection)
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
) -> sqlx::query::Query<'q, Postgres, <Postgres as sqlx::Database>::Arguments> {
    let mut query = sqlx::query(sql);
    for value in values {
        query = match value {
            Value::Int(value) => query.bind(*value),
            Value::Text(value) => query.bind(value.as_deref()),
        };
    }
    query
}

fn values_of(row: &PgRow) -> Result<Vec<Value>, Trouble> {
    (0..row.len()).map(|place| value(row, place)).collect()
}

fn value(row: &PgRow, place: usize) -> Result<Value, Trouble> {
    let raw = row.try_get_raw(place).map_err(|error| trouble(&error))?;
    if raw.is_null() {
        return Ok(Value::Text(None));
    }
    let kind = raw.type_info().name().to_owned();
    let value = match kind.as_str() {
        "INT8" => row.try_get::<i64, _>(place).map(Value::from),
        "INT4" => row
            .try_get::<i32, _>(place)
            .map(|value| Value::from(i64::from(value))),
        _ => row.try_get::<String, _>(place).map(Value::from),
    };
    value.map_err(|error| trouble(&error))
}

/// The driver's error as the store sees it; it never holds the URL.
pub(crate) fn trouble(error: &sqlx::Error) -> Trouble {
    if let Some(inner) = error.as_database_error() {
        let message = inner.message().to_owned();
        let code = inner.code().unwrap_or_default();
        // https://www.postgresql.org/docs/15/errcodes-appendix.html
        return match &*code {
            // Serialisation, deadlock, lock not available, admin or crash shutdown, too many connections.
            "40001" | "40P01" | "55P03" | "57P01" | "57P02" | "57P03" | "53300" => {
                Trouble::TryAgain(message)
            }
            "28000" | "28P01" => unusable(
                message,
                "check the user and the password in the database's URL",
            ),
            "3D000" => unusable(message, "make the database first: `createdb NAME`"),
            "53100" | "53200" | "58030" => {
                unavailable(message, "look at the server's disk and memory")
            }
            "25006" => unavailable(message, "the server only reads; connect to the primary"),
            _ => Trouble::Refused(message),
        };
    }
    match error {
        sqlx::Error::PoolTimedOut => Trouble::TryAgain("all connections are busy".to_owned()),
        sqlx::Error::Io(error) => unavailable(
            error.to_string(),
            "check that the server runs, and host and port in the database's URL",
        ),
        sqlx::Error::Tls(error) => unavailable(
            error.to_string(),
            "check the server's certificate, or `sslmode` in the database's URL",
        ),
        sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Protocol(_) => {
            Trouble::TryAgain("the connection was lost".to_owned())
        }
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
