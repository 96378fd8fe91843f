//! Statements are data: each has a name and its text, and stands in one list. No value is ever
//! written into a text.

use crate::bound::{self, WIDEST, is_bound};
use crate::dialect::Dialect;
use std::sync::OnceLock;

/// A statement that a unit runs.
#[derive(Debug)]
pub struct Statement {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
    expanded: [OnceLock<String>; 2],
    columns: OnceLock<Vec<String>>,
}

impl Statement {
    /// The same text for both databases, but for the macros of [`crate::dialect`].
    pub(crate) const fn new(name: &'static str, text: &'static str) -> Self {
        Self::apart(name, text, text)
    }

    /// A text for each database.
    pub(crate) const fn apart(
        name: &'static str,
        sqlite: &'static str,
        postgres: &'static str,
    ) -> Self {
        Self {
            name,
            sqlite,
            postgres,
            expanded: [const { OnceLock::new() }; 2],
            columns: OnceLock::new(),
        }
    }

    /// Its name: the table it is about, a dot, what it does.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The table it is about: what errors name.
    pub(crate) fn table(&self) -> &'static str {
        self.name
            .split_once('.')
            .map_or(self.name, |(table, _)| table)
    }

    /// What it reads of a batch's rows, where it takes them cell by cell.
    pub(crate) fn columns(&'static self) -> &'static [String] {
        self.columns.get_or_init(|| bound::columns(self.sqlite))
    }

    /// Its text for SQLite as it was written, before anything is put in.
    pub(crate) const fn for_sqlite(&self) -> &'static str {
        self.sqlite
    }

    /// Its text for a database.
    pub fn text(&'static self, dialect: Dialect) -> &'static str {
        let [sqlite, postgres] = &self.expanded;
        match dialect {
            Dialect::Sqlite => sqlite.get_or_init(|| {
                if is_bound(self.sqlite) {
                    bound::text_over(self.sqlite, WIDEST, WIDEST * self.columns().len())
                } else {
                    dialect.expand(self.sqlite)
                }
            }),
            Dialect::Postgres => postgres.get_or_init(|| dialect.expand(self.postgres)),
        }
    }
}

/// Declares statements and lists them.
macro_rules! statements {
    ($($(#[$doc:meta])* $constant:ident = $name:literal: $sqlite:expr $(, postgres: $postgres:expr)?;)+) => {
        $(
            $(#[$doc])*
            pub(crate) static $constant: $crate::statement::Statement =
                statements!(@make $name, $sqlite $(, $postgres)?);
        )+
        /// All of this file.
        pub(crate) static ALL: &[&$crate::statement::Statement] = &[$(&$constant),+];
    };
    (@make $name:literal, $text:expr) => {
        $crate::statement::Statement::new($name, $text)
    };
    (@make $name:literal, $sqlite:expr, $postgres:expr) => {
        $crate::statement::Statement::apart($name, $sqlite, $postgres)
    };
}
pub(crate) use statements;
