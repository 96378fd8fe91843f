//! PostgreSQL as a backend: how its connections are made, its migrations, its signs of life. It
//! never asks this machine's clock whether a dispatcher lives.

use crate::Options;
use crate::link::{PgLink, trouble};
use async_trait::async_trait;
use lagom_model::PublicId;
use lagom_store::Result;
use lagom_store_sql::{Backend, Dialect, Link, Migration, Purpose, Trouble};
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

/// The migrations, oldest first; the same names as SQLite's.
const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    name: "0001_house",
    script: include_str!("../../../migrations/postgres/0001_house.sql"),
}];

/// More than there are statements.
const CACHED_STATEMENTS: usize = 256;

/// What every session sets. The units look rows up by key, a batch at a time: the plan is always a
/// loop over the batch with an index for each row. The planner would choose otherwise while the
/// tables are small, and keep that plan when they are large.
const SETTINGS: [(&str, &str); 8] = [
    ("synchronous_commit", "on"),
    ("plan_cache_mode", "force_generic_plan"),
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("enable_material", "off"),
    ("enable_bitmapscan", "off"),
    ("jit", "off"),
];

#[derive(Debug)]
pub(crate) struct Postgres {
    pool: PgPool,
    lease: i64,
}

impl Postgres {
    pub(crate) async fn open(options: &Options) -> std::result::Result<Self, Trouble> {
        let connect = parse(&options.url).ok_or_else(|| Trouble::Unusable {
            message: "the database's URL cannot be read".to_owned(),
            hint: "write it like `postgres://user@host:5432/database`".to_owned(),
        })?;
        let lease = i64::try_from(options.lease.as_millis()).unwrap_or(i64::MAX / 2);
        // Whoever falls silent in the middle of a unit loses it with the lease, and the locks with it: a process that is
        // frozen there would keep all others from recovering what it has in flight.
        let silence = i32::try_from(lease).unwrap_or(i32::MAX);
        let connect = connect
            .application_name("lagom")
            .options(SETTINGS)
            .options([("idle_in_transaction_session_timeout", silence)])
            .statement_cache_capacity(CACHED_STATEMENTS)
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(options.connections.max(2))
            .acquire_timeout(options.acquire_timeout)
            .test_before_acquire(false)
            .connect_lazy_with(connect.clone());
        // The pool would try for its whole time-out; this tells at once what is wrong.
        let first = connect.connect().await.map_err(|error| trouble(&error))?;
        sqlx::Connection::close(first).await.ok();
        Ok(Self { pool, lease })
    }
}

impl Postgres {
    /// The pool only says that it waited for too long: because all connections are busy, or because the server is away.
    async fn why_none(&self, error: &sqlx::Error) -> Trouble {
        let connect = self.pool.connect_options();
        match connect.connect().await {
            Ok(connection) => {
                sqlx::Connection::close(connection).await.ok();
                trouble(error)
            }
            Err(why) => trouble(&why),
        }
    }
}

/// The driver alone would take any text before a colon for a scheme.
fn parse(url: &str) -> Option<PgConnectOptions> {
    let ours = url.starts_with("postgres://") || url.starts_with("postgresql://");
    ours.then(|| url.parse().ok()).flatten()
}

#[async_trait]
impl Backend for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn migrations(&self) -> &'static [Migration] {
        MIGRATIONS
    }

    async fn link(&self, purpose: Purpose) -> std::result::Result<Box<dyn Link>, Trouble> {
        match self.pool.acquire().await {
            Ok(connection) => Ok(Box::new(PgLink::new(connection, purpose))),
            Err(error @ sqlx::Error::PoolTimedOut) => Err(self.why_none(&error).await),
            Err(error) => Err(trouble(&error)),
        }
    }

    fn appear(&self, _: PublicId) -> Result<()> {
        Ok(())
    }

    fn disappear(&self, _: PublicId) {}

    fn lives(&self, _: PublicId) -> Option<bool> {
        None
    }

    fn lease(&self) -> i64 {
        self.lease
    }
}
