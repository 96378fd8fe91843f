//! What can go wrong in a store, in words for the operator.

use lagom_model::Timestamp;

/// Why a unit of work did not happen. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached now: later it may.
    #[error("the database cannot be opened: {message}; {hint}")]
    Unavailable {
        /// What the driver said, without passwords.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The database cannot be used until somebody puts it right.
    #[error("the database cannot be opened: {message}; {hint}")]
    Unusable {
        /// What the driver said, without passwords.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The database is busy or the connection was lost; the unit may be tried again.
    #[error("the database did not take the change: {message}; it is safe to try again")]
    TryAgain {
        /// What the driver said.
        message: String,
    },
    /// The schema is newer than this program.
    #[error(
        "the database has schema version {found}, this program knows up to {known}; \
         use the version of Lagom that wrote it, or a newer one"
    )]
    SchemaNewer {
        /// The version found.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The schema is older than this program.
    #[error(
        "the database has schema version {found}, this program needs {known}; run `lagom migrate`"
    )]
    SchemaOlder {
        /// The version found; 0: an empty database.
        found: i64,
        /// The version that this program needs.
        known: i64,
    },
    /// The clock is earlier than the last run.
    #[error(
        "the clock says {now}, but the last run was at {last}; \
         set the machine's clock right, nothing was sent"
    )]
    ClockWentBack {
        /// The clock's present.
        now: Timestamp,
        /// The last run.
        last: Timestamp,
    },
    /// A backup cannot be written, or not be taken in.
    #[error("the backup cannot be used: {message}; nothing was changed")]
    Archive {
        /// What is wrong with it.
        message: String,
    },
    /// The storage is another one than before: an older state may have come back.
    #[error(
        "the database was restored, another server took it over, or its standbys were changed; nothing was sent, the next \
         `lagom tick` says what waits"
    )]
    Restored,
    /// The thing asked for is not there.
    #[error("there is no {what} `{key}`")]
    NotFound {
        /// What was looked for, in the user's words.
        what: &'static str,
        /// The key it was looked for by.
        key: String,
    },
    /// The thing is in a state in which this cannot be done.
    #[error("{what} is {state}: {hint}")]
    WrongState {
        /// What it is, in the user's words.
        what: String,
        /// The state it is in.
        state: String,
        /// What can be done instead.
        hint: String,
    },
    /// The person changed in between: read again and decide again.
    #[error("the choices changed in between; read them again")]
    Conflict,
    /// A row holds what this program cannot read.
    #[error("table `{table}`, column `{column}`, row `{row}`: {message}")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
        /// What is wrong.
        message: String,
    },
    /// The database refused a statement: a defect of this program, or a damaged database.
    #[error("the database refused the statement `{statement}`: {message}")]
    Statement {
        /// The statement's name.
        statement: &'static str,
        /// What the driver said.
        message: String,
    },
}

impl StoreError {
    /// Whether the same unit may succeed if it is tried again.
    pub const fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::TryAgain { .. } | Self::Unavailable { .. } | Self::Restored
        )
    }
}
