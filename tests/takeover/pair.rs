//! A PostgreSQL and its standby, as `cargo xtask takeover` starts them: told what an administrator would tell them, in SQL.

use std::thread::sleep;
use std::time::{Duration, Instant};

use lagom_testkit::postgres::VARIABLE;
use rustix::process::{Pid, Signal, kill_process};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use tokio::runtime::Runtime;

/// The variable in which the standby is found.
const STANDBY: &str = "LAGOM_TEST_STANDBY";

const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) struct Pair {
    primary: PgConnectOptions,
    standby: PgConnectOptions,
    runtime: Runtime,
}

impl Pair {
    pub(crate) fn given() -> Self {
        let server = |name: &str| std::env::var(name).unwrap().parse().unwrap();
        Self {
            primary: server(VARIABLE),
            standby: server(STANDBY),
            runtime: Runtime::new().unwrap(),
        }
    }

    /// A database of the primary, where it is on the standby.
    pub(crate) fn on_standby(&self, url: &str) -> String {
        let here: PgConnectOptions = url.parse().unwrap();
        let there = self.standby.clone().database(here.get_database().unwrap());
        there.to_url_lossy().to_string()
    }

    /// Commits wait for the standby from now on.
    pub(crate) fn commits_wait(&self) {
        self.tell(
            &self.primary,
            "ALTER SYSTEM SET synchronous_standby_names = '*'",
        );
        self.tell(&self.primary, "SELECT pg_reload_conf()");
        let waits = "SELECT count(*)::text FROM pg_stat_replication WHERE sync_state = 'sync'";
        self.wait_for(&self.primary, waits, "1");
    }

    /// The standby has all that was written until now, and hears of nothing more.
    pub(crate) fn falls_behind(&self) {
        let written = self.ask(&self.primary, "SELECT pg_current_wal_lsn()::text");
        let has_it = format!("SELECT (pg_last_wal_replay_lsn() >= '{written}')::text");
        self.wait_for(&self.standby, &has_it, "true");
        self.tell(&self.standby, "ALTER SYSTEM SET primary_conninfo = ''");
        self.tell(&self.standby, "SELECT pg_reload_conf()");
        let hears = "SELECT count(*)::text FROM pg_stat_wal_receiver";
        self.wait_for(&self.standby, hears, "0");
    }

    /// `kill -9` of the primary, then the standby takes over.
    pub(crate) fn takes_over(&self) {
        let number = "SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)";
        let number: i32 = self.ask(&self.primary, number).parse().unwrap();
        kill_process(Pid::from_raw(number).unwrap(), Signal::KILL).unwrap();
        self.tell(&self.standby, "SELECT pg_promote()");
        let stands_by = "SELECT pg_is_in_recovery()::text";
        self.wait_for(&self.standby, stands_by, "false");
    }

    fn wait_for(&self, server: &PgConnectOptions, question: &str, answer: &str) {
        let began = Instant::now();
        while self.ask(server, question) != answer {
            assert!(began.elapsed() < PATIENCE, "never `{answer}`: {question}");
            sleep(Duration::from_millis(50));
        }
    }

    fn ask(&self, server: &PgConnectOptions, question: &str) -> String {
        self.runtime.block_on(async {
            let mut connection = server.connect().await.unwrap();
            let answer = sqlx::query_scalar(AssertSqlSafe(question));
            let answer = answer.fetch_one(&mut connection).await.unwrap();
            connection.close().await.ok();
            answer
        })
    }

    fn tell(&self, server: &PgConnectOptions, statement: &str) {
        self.runtime.block_on(async {
            let mut connection = server.connect().await.unwrap();
            let told = sqlx::raw_sql(AssertSqlSafe(statement));
            told.execute(&mut connection).await.unwrap();
            connection.close().await.ok();
        });
    }
}
