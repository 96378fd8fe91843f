//! Importing subscribers: a batch sends nothing, fills blanks only, never overwrites a reader's
//! choice, never lifts a stop. A bad line is reported with its number and reason; the rest goes in.

mod columns;
mod line;
mod separator;

use crate::{AddressHasher, Installation};
use columns::Columns;
use lagom_model::{PublicId, PublicationId};
use lagom_store::{ImportFate, ImportRow, NewPerson, StoreError};
use separator::separated;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Read;

pub use columns::HeaderError;

/// People in one transaction.
const CHUNK: usize = 1_000;

/// How to read a file.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// The file's name, for the report.
    pub file: String,
    /// The publications that every person in the file subscribes to, unless a column of its own
    /// says otherwise.
    pub publications: Vec<PublicationId>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// The batch, for `import undo`.
    pub batch: PublicId,
    /// Lines read, the header not counted.
    pub lines: u64,
    /// New people.
    pub added: u64,
    /// Known people whose blanks were filled, or who got another publication.
    pub filled: u64,
    /// Known people with nothing to add.
    pub unchanged: u64,
    /// Known people who said stop: left alone.
    pub stopped: u64,
    /// Lines that could not be used.
    pub bad: Vec<BadLine>,
}

/// A line that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadLine {
    /// The line's number in the file, from 1; the header is line 1.
    pub line: u64,
    /// Why, without the address.
    pub reason: String,
}

/// Why an import did not begin, or ended early.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The header line cannot be used.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The file cannot be read on.
    #[error("the file cannot be read: {0}")]
    Read(#[from] csv::Error),
    /// The store refused a chunk: what went in before it stays, and the same file may be imported again.
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// Imports a CSV file (RFC 4180, UTF-8, a header line; semicolons and tabs separate as well). `progress` hears the lines read so far.
///
/// # Errors
/// [`ImportError`]; bad lines are no error, they stand in the report.
pub async fn import(
    installation: &Installation,
    addresses: &AddressHasher,
    source: impl Read + Send,
    options: &ImportOptions,
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Result<ImportReport, ImportError> {
    let (source, separator) = separated(source).map_err(csv::Error::from)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(source);
    let header = reader.headers()?.clone();
    let columns = Columns::read(&header, &installation.known, &options.publications)?;
    let batch = ImportRow {
        batch: installation.ids.public_id(),
        file: options.file.clone(),
        language: installation.settings.language.clone(),
        zone: installation.settings.zone.clone(),
        at: installation.clock.now(),
    };
    let mut report = ImportReport::of(batch.batch);
    let mut seen = BTreeSet::new();
    let mut chunk: Vec<NewPerson> = Vec::with_capacity(CHUNK);
    let mut record = csv::StringRecord::new();
    loop {
        let more = match reader.read_record(&mut record) {
            Ok(more) => more,
            Err(error) if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) => {
                report.lines += 1;
                let line = error
                    .position()
                    .map_or(report.lines + 1, csv::Position::line);
                report.bad(line, "it is not UTF-8; save the file as UTF-8".to_owned());
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        if more {
            report.lines += 1;
            let line = record
                .position()
                .map_or(report.lines + 1, csv::Position::line);
            if record.len() != header.len() {
                let (cells, columns) = (record.len(), header.len());
                let reason = format!(
                    "cells: {cells}, in the header: {columns}; is the file cut off, or a separator in a cell not quoted?"
                );
                report.bad(line, reason);
                continue;
            }
            if record.iter().any(|cell| cell.contains(['\n', '\r'])) {
                let last = reader.position().line().saturating_sub(1);
                let reason = format!(
                    "a cell goes on over lines up to {last}, which were not read by themselves; is its quote not closed?"
                );
                report.bad(line, reason);
                continue;
            }
            match line::person(&columns, &record, installation, addresses, batch.at) {
                Ok(person) if seen.insert(person.address_hash.clone()) => chunk.push(person),
                Ok(_) => report.bad(line, "the same address stands further up".to_owned()),
                Err(reason) => report.bad(line, reason),
            }
        }
        if chunk.len() == CHUNK || (!more && !chunk.is_empty()) {
            let ids = &*installation.ids;
            for fate in installation.store.import(&batch, &chunk, ids).await? {
                report.count(fate);
            }
            chunk.clear();
            progress(report.lines);
        }
        if !more {
            return Ok(report);
        }
    }
}

impl ImportReport {
    fn of(batch: PublicId) -> Self {
        Self {
            batch,
            lines: 0,
            added: 0,
            filled: 0,
            unchanged: 0,
            stopped: 0,
            bad: Vec::new(),
        }
    }

    fn bad(&mut self, line: u64, reason: String) {
        self.bad.push(BadLine { line, reason });
    }

    fn count(&mut self, fate: ImportFate) {
        match fate {
            ImportFate::Added => self.added += 1,
            ImportFate::Filled => self.filled += 1,
            ImportFate::Unchanged => self.unchanged += 1,
            ImportFate::Stopped => self.stopped += 1,
        }
    }
}
