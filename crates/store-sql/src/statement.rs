//! Statements are data: each has a name and its text, and stands in one list. Never a text that is
//! put together while the program runs.

use crate::bound::{ROOMS, WIDEST, room_for};
use crate::dialect::{self, Dialect};
use std::sync::OnceLock;

/// A statement that a unit runs.
#[derive(Debug)]
pub struct Statement {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
    expanded: [OnceLock<String>; 2],
    columns: OnceLock<Vec<String>>,
    bound: [OnceLock<String>; ROOMS.len()],
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
            bound: [const { OnceLock::new() }; ROOMS.len()],
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
        self.columns.get_or_init(|| dialect::columns(self.sqlite))
    }

    /// Its text for SQLite over so many rows at most, with how many it has room for.
    pub(crate) fn over(&'static self, rows: usize) -> (&'static str, usize) {
        let nth = room_for(rows);
        let room = ROOMS.get(nth).copied().unwrap_or(WIDEST);
        let text = self.bound.get(nth);
        let text = text.map(|text| text.get_or_init(|| dialect::bound(self.sqlite, room)));
        (text.map_or("", String::as_str), room)
    }

    /// Its text for a database.
    pub fn text(&'static self, dialect: Dialect) -> &'static str {
        let [sqlite, postgres] = &self.expanded;
        match dialect {
            Dialect::Sqlite => sqlite.get_or_init(|| dialect.text(self.sqlite)),
            Dialect::Postgres => postgres.get_or_init(|| dialect.text(self.postgres)),
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
