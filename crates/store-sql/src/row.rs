//! A row as both drivers give it, with getters that name table, column and row when a value is not
//! what this program can read. It never guesses a value.

use crate::json;
use crate::value::Value;
use chrono::NaiveDate;
use lagom_model::{PublicId, Timestamp};
use lagom_store::{Result, StoreError};
use serde::de::value::{Error as WordError, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What ends a row and a cell where rows come as one text.
pub(crate) const ROW: char = '\x1e';
pub(crate) const CELL: char = '\x1f';

/// A row of a result.
#[derive(Debug)]
pub(crate) struct Row {
    table: &'static str,
    columns: Arc<[String]>,
    values: Values,
    /// Where the column behind the last one found stands: most are asked for in their order.
    next: AtomicUsize,
}

/// What stands in a row.
#[derive(Debug)]
enum Values {
    Typed(Vec<Value>),
    /// Cells of the text in which all rows came, numbers too; an empty one is NULL.
    Written(Arc<str>, Vec<Range<usize>>),
}

/// What stands in a column.
enum Found<'a> {
    Int(Option<i64>),
    Text(Option<&'a str>),
    Written(&'a str),
}

impl Row {
    pub(crate) fn new(table: &'static str, columns: Arc<[String]>, values: Vec<Value>) -> Self {
        Self {
            table,
            columns,
            values: Values::Typed(values),
            next: AtomicUsize::default(),
        }
    }

    /// Rows that came as one text, with the names of their cells; an empty cell is NULL.
    pub(crate) fn of_cells(table: &'static str, names: &[&'static str], text: &str) -> Vec<Self> {
        let columns: Arc<[String]> = names.iter().map(|name| (*name).to_owned()).collect();
        let text: Arc<str> = text.into();
        let mut at = 0;
        let mut row = |written: &str| {
            let mut cells = Vec::with_capacity(names.len());
            for cell in written.split(CELL) {
                cells.push(at..at + cell.len());
                at += cell.len() + CELL.len_utf8();
            }
            Self {
                table,
                columns: Arc::clone(&columns),
                values: Values::Written(Arc::clone(&text), cells),
                next: AtomicUsize::default(),
            }
        };
        let rows = text.split(ROW).filter(|row| !row.is_empty());
        rows.map(&mut row).collect()
    }

    /// Where a column stands.
    fn place(&self, column: &str) -> Option<usize> {
        let next = self.next.load(Ordering::Relaxed);
        let is_it = |place: &usize| self.columns.get(*place).is_some_and(|name| name == column);
        let place = (next..self.columns.len()).chain(0..next).find(is_it)?;
        self.next.store(place + 1, Ordering::Relaxed);
        Some(place)
    }

    fn value(&self, column: &'static str) -> Option<Found<'_>> {
        let place = self.place(column)?;
        match &self.values {
            Values::Typed(values) => values.get(place).map(|value| match value {
                Value::Int(value) => Found::Int(*value),
                Value::Text(value) => Found::Text(value.as_deref()),
            }),
            Values::Written(text, cells) => match text.get(cells.get(place)?.clone())? {
                "" => Some(Found::Text(None)),
                cell => Some(Found::Written(cell)),
            },
        }
    }

    /// What the first column says: most often the key.
    fn first(&self) -> String {
        match &self.values {
            Values::Typed(values) => match values.first() {
                Some(Value::Int(Some(key))) => key.to_string(),
                Some(Value::Text(Some(key))) => key.clone(),
                _ => "?".to_owned(),
            },
            Values::Written(text, cells) => {
                let cell = cells.first().and_then(|cell| text.get(cell.clone()));
                cell.unwrap_or("?").to_owned()
            }
        }
    }

    pub(crate) fn unreadable(
        &self,
        column: &'static str,
        message: impl std::fmt::Display,
    ) -> StoreError {
        StoreError::Unreadable {
            table: self.table,
            column,
            row: self.first(),
            message: message.to_string(),
        }
    }

    pub(crate) fn maybe_int(&self, column: &'static str) -> Result<Option<i64>> {
        match self.value(column) {
            Some(Found::Int(value)) => Ok(value),
            Some(Found::Text(None)) => Ok(None),
            Some(Found::Written(cell)) => {
                let number = cell.parse();
                number
                    .map(Some)
                    .map_err(|error| self.unreadable(column, error))
            }
            Some(Found::Text(Some(_))) => Err(self.unreadable(column, "text, not a number")),
            None => Err(self.unreadable(column, "the statement does not give it")),
        }
    }

    pub(crate) fn int(&self, column: &'static str) -> Result<i64> {
        self.maybe_int(column)?
            .ok_or_else(|| self.unreadable(column, "it is empty"))
    }

    pub(crate) fn count(&self, column: &'static str) -> Result<u32> {
        u32::try_from(self.int(column)?).map_err(|error| self.unreadable(column, error))
    }

    pub(crate) fn flag(&self, column: &'static str) -> Result<bool> {
        Ok(self.int(column)? != 0)
    }

    pub(crate) fn at(&self, column: &'static str) -> Result<Timestamp> {
        Ok(Timestamp(self.int(column)?))
    }

    pub(crate) fn maybe_at(&self, column: &'static str) -> Result<Option<Timestamp>> {
        Ok(self.maybe_int(column)?.map(Timestamp))
    }

    pub(crate) fn maybe_text(&self, column: &'static str) -> Result<Option<&str>> {
        match self.value(column) {
            Some(Found::Text(value)) => Ok(value),
            Some(Found::Written(cell)) => Ok(Some(cell)),
            Some(Found::Int(None)) => Ok(None),
            Some(Found::Int(Some(_))) => Err(self.unreadable(column, "a number, not text")),
            None => Err(self.unreadable(column, "the statement does not give it")),
        }
    }

    pub(crate) fn text(&self, column: &'static str) -> Result<&str> {
        self.maybe_text(column)?
            .ok_or_else(|| self.unreadable(column, "it is empty"))
    }

    pub(crate) fn maybe_id(&self, column: &'static str) -> Result<Option<PublicId>> {
        let Some(text) = self.maybe_text(column)? else {
            return Ok(None);
        };
        let id = PublicId::parse(text);
        id.map(Some)
            .ok_or_else(|| self.unreadable(column, format!("`{text}` is not a public id")))
    }

    pub(crate) fn id(&self, column: &'static str) -> Result<PublicId> {
        self.maybe_id(column)?
            .ok_or_else(|| self.unreadable(column, "it is empty"))
    }

    pub(crate) fn date(&self, column: &'static str) -> Result<NaiveDate> {
        let text = self.text(column)?;
        text.parse()
            .map_err(|error| self.unreadable(column, format!("`{text}`: {error}")))
    }

    /// A value that is stored by its name, such as a state or a zone.
    pub(crate) fn word<T: DeserializeOwned>(&self, column: &'static str) -> Result<T> {
        let text = self.text(column)?;
        let word: StrDeserializer<'_, WordError> = text.into_deserializer();
        T::deserialize(word).map_err(|error| self.unreadable(column, error))
    }

    pub(crate) fn maybe_word<T: DeserializeOwned>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>> {
        match self.maybe_text(column)? {
            Some(_) => self.word(column).map(Some),
            None => Ok(None),
        }
    }

    /// A value that is stored as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T> {
        json::read(self.text(column)?).map_err(|error| self.unreadable(column, error))
    }

    pub(crate) fn maybe_json<T: DeserializeOwned>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>> {
        match self.maybe_text(column)? {
            Some(_) => self.json(column).map(Some),
            None => Ok(None),
        }
    }
}
