//! A PostgreSQL database per test, on the throw-away server that `cargo xtask` starts.
//! Never skips: without the server the test fails. Never uses a server that it was not pointed to.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

/// The variable with the URL of the server's administrative database.
pub const VARIABLE: &str = "LAGOM_TEST_POSTGRES";

/// SQLSTATE `duplicate_database`.
const TAKEN: &str = "42P04";

static NEXT: AtomicU32 = AtomicU32::new(0);

/// An empty database of its own. Dropped: dropped there too, whoever is still connected.
#[derive(Debug)]
pub struct Database {
    server: PgConnectOptions,
    name: String,
    url: String,
}

impl Database {
    /// Creates it, in UTF-8, with a name that no other test has.
    ///
    /// # Panics
    /// When there is no server: the text says how to run the test with one.
    pub async fn create() -> Self {
        Self::make("template0").await
    }

    /// Creates another one with all that is in this one, to which nobody may be connected meanwhile.
    ///
    /// # Panics
    /// When somebody is, or the server is gone.
    pub async fn copy(&self) -> Self {
        Self::make(&self.name).await
    }

    async fn make(template: &str) -> Self {
        let server = server();
        let mut connection = connect(&server).await;
        loop {
            let name = format!(
                "lagom_test_{}_{}",
                std::process::id(),
                NEXT.fetch_add(1, Ordering::Relaxed)
            );
            let statement = format!("CREATE DATABASE {name} TEMPLATE {template}");
            match sqlx::raw_sql(AssertSqlSafe(statement))
                .execute(&mut connection)
                .await
            {
                Ok(_) => {
                    // The server's connection ends either way.
                    connection.close().await.ok();
                    let url = server.clone().database(&name).to_url_lossy().to_string();
                    return Self { server, name, url };
                }
                // Left by a killed run that had our process id.
                Err(error) if is_taken(&error) => {}
                Err(error) => panic!("the test database `{name}` could not be created: {error}"),
            }
        }
    }

    /// Its URL, `postgres://…`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its name on the server.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let server = self.server.clone();
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // A thread with a runtime of its own: the test's may be single-threaded, or gone.
        let dropped = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(sqlx::Error::Io)?;
            runtime.block_on(async {
                let mut connection = server.connect().await?;
                sqlx::raw_sql(AssertSqlSafe(statement))
                    .execute(&mut connection)
                    .await?;
                connection.close().await
            })
        });
        match dropped.join() {
            Ok(Ok(())) => {}
            Ok(Err(error)) => eprintln!("the test database `{}` stays behind: {error}", self.name),
            Err(_) => eprintln!("the test database `{}` stays behind", self.name),
        }
    }
}

fn is_taken(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    code.as_deref() == Some(TAKEN)
}

fn server() -> PgConnectOptions {
    let Ok(url) = std::env::var(VARIABLE) else {
        panic!(
            "this test needs PostgreSQL and `{VARIABLE}` is not set; run `cargo xtask test`, \
             or only some tests with `cargo xtask postgres -- cargo test -p CRATE`"
        );
    };
    match url.parse() {
        Ok(options) => options,
        Err(error) => panic!(
            "`{VARIABLE}` is not a URL of PostgreSQL (`postgres://user@host:port/database`): {error}"
        ),
    }
}

async fn connect(server: &PgConnectOptions) -> PgConnection {
    match server.connect().await {
        Ok(connection) => connection,
        Err(error) => panic!(
            "the PostgreSQL in `{VARIABLE}` does not answer: {error}; `cargo xtask postgres -- COMMAND` starts one"
        ),
    }
}

#[cfg(test)]
mod tests;
