//! Backups: every row of every table as text that both databases read, and back again. It knows no file and no key.

use crate::Result;
use crate::look::BalanceRow;
use async_trait::async_trait;
use lagom_model::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Some rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The table.
    pub table: String,
    /// How many rows.
    pub count: u64,
    /// The rows: a JSON array of arrays of cells.
    pub rows: String,
}

/// What a backup must come to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Census {
    /// Rows, by table.
    pub rows: BTreeMap<String, u64>,
    /// The balance over parts.
    pub balance: Vec<BalanceRow>,
    /// Lines whose consumed ranges do not partition: none, unless the database was damaged.
    pub breaks: u64,
}

/// What a backup consists of, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Rows.
    Page(Page),
    /// The end: a backup without it is cut short.
    End(Census),
}

/// Where a backup goes, and where it comes from. An error is text for the operator.
pub type PageSink<'a> = &'a mut (dyn FnMut(Page) -> std::result::Result<(), String> + Send);

/// The next piece; `None`: there is none.
pub type PageSource<'a> =
    &'a mut (dyn FnMut() -> std::result::Result<Option<Piece>, String> + Send);

/// Units of backups.
#[async_trait]
pub trait Archive: Send + Sync {
    /// Gives every row of every table as of one instant, a page at a time, table by table, and what they come to. Others
    /// go on reading and writing meanwhile.
    ///
    /// # Errors
    /// Any failure of the database; [`Archive`](crate::StoreError::Archive) with what the sink said.
    async fn dump(&self, sink: PageSink<'_>) -> Result<Census>;

    /// Takes a backup in, in one transaction, and marks the state as restored: the restore counter is raised, what was
    /// planned waits for the operator. What a configuration wrote before gives way; anything else is refused.
    ///
    /// # Errors
    /// [`WrongState`](crate::StoreError::WrongState) where people, issues or messages are there already;
    /// [`Archive`](crate::StoreError::Archive) for a backup that is cut short, does not come to its census, or does not
    /// fit the schema. Nothing was changed then.
    async fn restore(&self, source: PageSource<'_>, now: Timestamp) -> Result<Census>;
}
