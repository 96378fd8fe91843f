//! Statements are data: each has a name and its text, and stands in one list. Never a text that is
//! put together while the program runs.

use crate::dialect::Dialect;
use std::sync::OnceLock;

/// A statement that a unit runs.
#[derive(Debug)]
pub struct Statement {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
    expanded: [OnceLock<String>; 2],
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

    /// Its text for a database.
    pub fn text(&'static self, dialect: Dialect) -> &'static str {
        let [sqlite, postgres] = &self.expanded;
        match dialect {
            Dialect::Sqlite => sqlite.get_or_init(|| dialect.expand(self.sqlite)),
            Dialect::Postgres => postgres.get_or_init(|| dialect.expand(self.postgres)),
        }
    }
}

/// Declares statements and lists them.
macro_rules! statements {
    ($($(#[$doc:meta])* $constant:ident = $name:literal: $sqlite:literal $(, postgres: $postgres:literal)?;)+) => {
        $(
            $(#[$doc])*
            pub(crate) static $constant: $crate::statement::Statement =
                statements!(@make $name, $sqlite $(, $postgres)?);
        )+
        /// All of this file.
        pub(crate) static ALL: &[&$crate::statement::Statement] = &[$(&$constant),+];
    };
    (@make $name:literal, $text:literal) => {
        $crate::statement::Statement::new($name, $text)
    };
    (@make $name:literal, $sqlite:literal, $postgres:literal) => {
        $crate::statement::Statement::apart($name, $sqlite, $postgres)
    };
}
pub(crate) use statements;
