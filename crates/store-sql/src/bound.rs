//! Batches whose rows a statement takes cell by cell (`{bound r}`): on SQLite every cell is a parameter, for reading JSON costs it
//! more than the rest of a small statement; PostgreSQL takes the same rows as one JSON parameter. Never a text that is put together
//! for each run: a statement has room for a number of rows ([`ROOMS`]), and what is left of it stays NULL.

use crate::dialect::Dialect;
use crate::statement::Statement;
use crate::value::Value;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// For how many rows there is a text on SQLite: a single message's, those of a gate, those of its letters' parts.
pub(crate) const ROOMS: [usize; 3] = [4, 32, WIDEST];

/// What one statement takes at most.
pub(crate) const WIDEST: usize = 64;

/// For how many rows there is a text that takes so many: the widest one if there are more.
pub(crate) fn room(rows: usize) -> usize {
    let fits = ROOMS.into_iter().find(|room| *room >= rows);
    fits.unwrap_or(WIDEST)
}

/// Whether a statement takes its rows so.
pub(crate) fn is_bound(statement: &str) -> bool {
    statement.contains("{bound ")
}

/// A row of a batch.
pub(crate) trait Cells: Serialize {
    /// The names of its cells. One is `id` or `subscriber`, and never NULL.
    const NAMES: &'static [&'static str];

    /// The cell at a place.
    fn cell(&self, place: usize) -> Value;
}

impl<T: Cells> Cells for &T {
    const NAMES: &'static [&'static str] = T::NAMES;

    fn cell(&self, place: usize) -> Value {
        (*self).cell(place)
    }
}

/// Declares what a batch's rows are.
macro_rules! rows {
    ($($(#[$doc:meta])* $vis:vis struct $name:ident $(<$life:lifetime>)? {
        $($field_vis:vis $field:ident: $type:ty),+ $(,)?
    })+) => { $(
        $(#[$doc])*
        #[derive(Debug, serde::Serialize)]
        $vis struct $name $(<$life>)? {
            $($field_vis $field: $type),+
        }

        impl $(<$life>)? $crate::bound::Cells for $name $(<$life>)? {
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),+];

            fn cell(&self, place: usize) -> $crate::value::Value {
                let mut next = 0..;
                $(if next.next() == Some(place) {
                    return (&self.$field).into();
                })+
                $crate::value::Value::Text(None)
            }
        }
    )+ };
}
pub(crate) use rows;

/// The cells of a statement that reads these columns: a row after the other, up to its room.
pub(crate) fn parameters<T: Cells>(room: usize, columns: &[String], rows: &[T]) -> Vec<Value> {
    let place = |column: &String| T::NAMES.iter().position(|name| name == column);
    let places: Vec<usize> = columns
        .iter()
        .map(|column| place(column).unwrap_or(usize::MAX))
        .collect();
    let mut values = Vec::with_capacity(room * columns.len());
    for row in rows {
        values.extend(places.iter().map(|place| row.cell(*place)));
    }
    values.resize(room * columns.len(), Value::Text(None));
    values
}

/// What a statement reads of a batch's rows, each name once.
pub(crate) fn columns(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for inside in text.split('{').skip(1) {
        let field = inside.split_once('}').map_or("", |(field, _)| field);
        let name = ["int r.", "text r."]
            .iter()
            .find_map(|word| field.strip_prefix(word));
        if let Some(name) = name
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// Several statements as one script for SQLite, each over its rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Script {
    /// Their names, one after the other.
    pub(crate) name: &'static str,
    /// Their texts. The cells of all come first, what they take besides after those.
    pub(crate) text: &'static str,
}

/// A statement, and for how many rows its text has room.
pub(crate) type Over = (&'static Statement, usize);

/// The script of these statements, each with how many values it takes besides. Put together once: there are few ways in which
/// batches come together, and each is kept for good.
pub(crate) fn together(statements: &[(Over, usize)]) -> Script {
    static KNOWN: Mutex<BTreeMap<Vec<(&'static str, usize)>, Script>> = Mutex::new(BTreeMap::new());
    let key = statements
        .iter()
        .map(|((one, room), _)| (one.name(), *room));
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    *known.entry(key.collect()).or_insert_with(|| {
        let cells = |((one, room), _): &(Over, usize)| room * one.columns().len();
        let mut behind: usize = statements.iter().map(cells).sum();
        let mut texts = Vec::with_capacity(statements.len());
        for ((one, room), besides) in statements {
            texts.push(text_over(one.for_sqlite(), *room, behind));
            behind += besides;
        }
        let names: Vec<_> = statements.iter().map(|((one, _), _)| one.name()).collect();
        Script {
            name: names.join(", ").leak(),
            text: texts.join(";\n").leak(),
        }
    })
}

/// A statement's text for so many rows, whose cells are parameters. Those come first in it, for parameters without a number
/// are counted as they come; what it takes besides comes behind so many.
pub(crate) fn text_over(text: &str, room: usize, behind: usize) -> String {
    let names = columns(text);
    let mut rest = text.replace("{bound r}", "r");
    for name in &names {
        for word in ["int", "text"] {
            rest = rest.replace(&format!("{{{word} r.{name}}}"), &format!("r.{name}"));
        }
    }
    // The first that is no cell is called `$2`.
    for nth in 2..=9 {
        let place = behind + nth - 1;
        rest = rest.replace(&format!("${nth}"), &format!("$0{place}"));
    }
    let row = vec!["?"; names.len()].join(", ");
    let rows = vec![format!("({row})"); room].join(", ");
    let is_key = |name: &&String| matches!(name.as_str(), "id" | "subscriber");
    let key = names.iter().find(is_key).map_or("id", String::as_str);
    let names = names.join(", ");
    let rest = Dialect::Sqlite.expand(&rest);
    format!(
        "WITH v ({names}) AS (VALUES {rows}), r AS (SELECT * FROM v WHERE v.{key} IS NOT NULL) {rest}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    rows! {
        struct Pair<'a> { id: i64, name: &'a str, size: Option<i64> }
    }

    #[test]
    fn cells_are_parameters_and_come_first() {
        let text = "UPDATE t SET a = {text r.a}, b = $2 FROM {bound r} WHERE t.id = {int r.id} AND {text r.a} <> $3";
        assert_eq!(columns(text), ["a", "id"]);
        for (rows, wide) in [(1, 4), (4, 4), (5, 32), (33, 64), (65, 64)] {
            assert_eq!(room(rows), wide, "{rows} rows");
        }
        for room in ROOMS {
            let cells = vec!["(?, ?)"; room].join(", ");
            let (first, second) = (room * 2 + 1, room * 2 + 2);
            let wanted = format!(
                "WITH v (a, id) AS (VALUES {cells}), r AS (SELECT * FROM v WHERE v.id IS NOT NULL) \
                    UPDATE t SET a = r.a, b = $0{first} FROM r WHERE t.id = r.id AND r.a <> $0{second}"
            );
            assert_eq!(text_over(text, room, room * 2), wanted);
        }
        assert_eq!(
            Dialect::Postgres.expand("SELECT {int r.id} FROM {bound r}"),
            "SELECT CAST(r.value ->> 'id' AS BIGINT) FROM batch_rows(CAST($1 AS TEXT)) AS r"
        );
    }

    #[test]
    fn cells_come_in_the_order_of_the_statement_and_the_rest_is_null() {
        let rows = [
            Pair {
                id: 7,
                name: "a",
                size: None,
            },
            Pair {
                id: 8,
                name: "b",
                size: Some(3),
            },
        ];
        let columns = ["size".to_owned(), "id".to_owned()];
        let values = parameters(4, &columns, &rows);
        let wanted = [None, Some(7), Some(3), Some(8)].map(Value::Int);
        assert_eq!(values.first_chunk(), Some(&wanted));
        assert_eq!(values.len(), 4 * 2);
        assert_eq!(values.get(4), Some(&Value::Text(None)));
    }

    #[test]
    fn statements_together_take_the_cells_of_all_and_then_the_rest() {
        static ONE: Statement = Statement::new(
            "a.one",
            "UPDATE a SET b = $3, c = $2 FROM {bound r} WHERE a.id = {int r.id}",
        );
        static OTHER: Statement = Statement::new(
            "b.other",
            "DELETE FROM b WHERE id IN (SELECT {int r.id} FROM {bound r} WHERE {text r.name} < $2)",
        );
        let script = together(&[((&ONE, 4), 2), ((&OTHER, 4), 1)]);
        assert_eq!(script.name, "a.one, b.other");
        let (one, other) = script.text.split_once(";\n").unwrap();
        // Four cells and eight, then two values and one.
        assert!(
            one.ends_with("UPDATE a SET b = $014, c = $013 FROM r WHERE a.id = r.id"),
            "{one}"
        );
        assert!(
            other.ends_with("(SELECT r.id FROM r WHERE r.name < $015)"),
            "{other}"
        );
        let again = together(&[((&ONE, 4), 2), ((&OTHER, 4), 1)]);
        assert!(std::ptr::eq(again.text, script.text));
    }
}
