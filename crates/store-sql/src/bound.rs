//! Batches whose rows a statement takes cell by cell (`{bound r}`): on SQLite every cell is a parameter, for reading JSON costs it
//! more than the rest of a small statement; PostgreSQL takes the same rows as one JSON parameter. Never a text that is put together
//! for each run: a statement has room for a number of rows ([`ROOMS`]), and what is left of it stays NULL.

use crate::value::Value;
use serde::Serialize;

/// For how many rows there is a text on SQLite: a single message's, those of a gate, those of its letters' parts.
pub(crate) const ROOMS: [usize; 3] = [4, 32, 64];

/// What one statement takes at most.
pub(crate) const WIDEST: usize = 64;

/// Which of the rooms so many rows go into.
pub(crate) fn room_for(rows: usize) -> usize {
    let is_enough = |room: &usize| *room >= rows;
    ROOMS.iter().position(is_enough).unwrap_or(ROOMS.len() - 1)
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

#[cfg(test)]
mod tests {
    use super::*;

    rows! {
        struct Pair<'a> { id: i64, name: &'a str, size: Option<i64> }
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
