//! Batches whose rows a statement takes cell by cell (`{bound r}`): on SQLite every cell is a parameter, for reading JSON costs it
//! more than the rest of a small statement; PostgreSQL takes the same rows as one JSON parameter. Never a text that is put together
//! for each run: a statement has room for a number of rows ([`ROOMS`]), and what is left of it stays NULL.

use crate::dialect::Dialect;
use crate::value::Value;
use serde::Serialize;
use std::sync::OnceLock;

/// For how many rows there is a text on SQLite: a single message's, those of a gate, those of its letters' parts.
pub(crate) const ROOMS: [usize; 3] = [4, 32, WIDEST];

/// What one statement takes at most.
pub(crate) const WIDEST: usize = 64;

/// A statement's texts for SQLite, one for each room, and what it reads of a row. Each is put together once.
#[derive(Debug)]
pub(crate) struct Texts {
    columns: OnceLock<Vec<String>>,
    texts: [OnceLock<String>; ROOMS.len()],
}

impl Texts {
    pub(crate) const fn new() -> Self {
        Self {
            columns: OnceLock::new(),
            texts: [const { OnceLock::new() }; ROOMS.len()],
        }
    }

    /// What the statement reads of a row.
    pub(crate) fn columns(&self, statement: &str) -> &[String] {
        self.columns.get_or_init(|| columns(statement))
    }

    /// The text for so many rows, and how many it has room for: the widest one if there are more.
    pub(crate) fn over(&self, statement: &str, rows: usize) -> (&str, usize) {
        let rooms = || ROOMS.iter().zip(&self.texts);
        let found = rooms().find(|(room, _)| **room >= rows).or(rooms().last());
        found.map_or(("", 0), |(room, text)| {
            (text.get_or_init(|| text_over(statement, *room)), *room)
        })
    }
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

/// The parameters of a statement that reads these columns: a row after the other, up to its room; then what it takes besides.
pub(crate) fn parameters<T: Cells>(
    room: usize,
    columns: &[String],
    rows: &[T],
    besides: &[Value],
) -> Vec<Value> {
    let place = |column: &String| T::NAMES.iter().position(|name| name == column);
    let places: Vec<usize> = columns
        .iter()
        .map(|column| place(column).unwrap_or(usize::MAX))
        .collect();
    let mut values = Vec::with_capacity(room * columns.len() + besides.len());
    for row in rows {
        values.extend(places.iter().map(|place| row.cell(*place)));
    }
    values.resize(room * columns.len(), Value::Text(None));
    values.extend_from_slice(besides);
    values
}

/// What a statement reads of a batch's rows, each name once.
fn columns(text: &str) -> Vec<String> {
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

/// A statement's text for so many rows, whose cells are parameters. Those come first in it, for parameters without a number
/// are counted as they come.
fn text_over(text: &str, room: usize) -> String {
    let names = columns(text);
    let mut rest = text.replace("{bound r}", "r");
    for name in &names {
        for word in ["int", "text"] {
            rest = rest.replace(&format!("{{{word} r.{name}}}"), &format!("r.{name}"));
        }
    }
    // The first that is no cell is called `$2`.
    for nth in 2..=9 {
        let behind = room * names.len() + nth - 1;
        rest = rest.replace(&format!("${nth}"), &format!("$0{behind}"));
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
        let texts = Texts::new();
        assert_eq!(texts.columns(text), ["a", "id"]);
        for (rows, room) in [(1, 4), (4, 4), (5, 32), (33, 64), (65, 64)] {
            let cells = vec!["(?, ?)"; room].join(", ");
            let (first, second) = (room * 2 + 1, room * 2 + 2);
            let wanted = format!(
                "WITH v (a, id) AS (VALUES {cells}), r AS (SELECT * FROM v WHERE v.id IS NOT NULL) \
                    UPDATE t SET a = r.a, b = $0{first} FROM r WHERE t.id = r.id AND r.a <> $0{second}"
            );
            assert_eq!(texts.over(text, rows), (wanted.as_str(), room));
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
        let values = parameters(4, &columns, &rows, &[Value::from("now")]);
        let wanted = [None, Some(7), Some(3), Some(8)].map(Value::Int);
        assert_eq!(values.first_chunk(), Some(&wanted));
        assert_eq!(values.len(), 4 * 2 + 1);
        assert_eq!(values.get(4), Some(&Value::Text(None)));
        assert_eq!(values.last(), Some(&Value::from("now")));
    }
}
