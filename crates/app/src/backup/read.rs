//! Opening a backup, and taking it in.

use super::{BackupError, FORMAT, Header, LONGEST, Line, MOST_WORK};
use age::DecryptError;
use age::secrecy::SecretString;
use lagom_model::Timestamp;
use lagom_store::{Archive, Census, Page, Piece};
use std::io::{BufRead, BufReader, Read};

/// The longest line that is believed: the header holds whole files.
const LONGEST_LINE: u64 = 16 << 20;

/// A backup whose passphrase is right.
pub struct Opened<R: Read> {
    input: BufReader<age::stream::StreamReader<BufReader<R>>>,
    /// What it says of itself.
    pub header: Header,
}

impl<R: Read> std::fmt::Debug for Opened<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opened({:?})", self.header)
    }
}

/// Opens a backup and reads its header.
///
/// # Errors
/// [`BackupError`] for another file, another passphrase, or damage.
pub fn open<R: Read>(input: R, passphrase: &str) -> Result<Opened<R>, BackupError> {
    let decryptor =
        age::Decryptor::new_buffered(BufReader::new(input)).map_err(|error| match error {
            DecryptError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
                BackupError::Io(error)
            }
            _ => BackupError::NotOurs,
        })?;
    if !decryptor.is_scrypt() {
        return Err(BackupError::NotOurs);
    }
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(MOST_WORK);
    let opened = decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(|error| match error {
            DecryptError::Io(error) => BackupError::Io(error),
            DecryptError::ExcessiveWork { .. } => BackupError::NotOurs,
            _ => BackupError::WrongPassphrase,
        })?;
    let mut input = BufReader::new(opened);
    let header: Header = match line(&mut input) {
        Ok(Some(header)) => header,
        Ok(None) | Err(_) => return Err(BackupError::NotOurs),
    };
    if header.format != FORMAT {
        return Err(BackupError::NotOurs);
    }
    Ok(Opened { input, header })
}

impl<R: Read + Send> Opened<R> {
    /// Takes all of it into a store whose schema has the version `known`, or nothing. `progress` hears how many rows came in.
    ///
    /// # Errors
    /// [`BackupError`]; then the store is as it was.
    pub async fn restore<S: Archive + ?Sized>(
        mut self,
        store: &S,
        known: i64,
        now: Timestamp,
        progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<Census, BackupError> {
        let found = self.header.schema;
        if found != known {
            return Err(BackupError::OtherSchema { found, known });
        }
        let mut rows = 0;
        let mut next = || {
            let piece = piece(&mut self.input)?;
            if let Some(Piece::Page(page)) = &piece {
                rows += page.count;
                progress(rows);
            }
            Ok(piece)
        };
        Ok(store.restore(&mut next, now).await?)
    }
}

fn piece(input: &mut impl BufRead) -> Result<Option<Piece>, String> {
    let found: Option<Line> = line(input)?;
    Ok(match found {
        None => None,
        Some(Line::End(census)) => {
            // The cipher seals its end: what was cut off after this line is noticed here.
            if input.fill_buf().map_err(damaged)?.is_empty() {
                Some(Piece::End(census))
            } else {
                return Err("something follows its end".to_owned());
            }
        }
        Some(Line::Rows {
            table,
            count,
            bytes,
        }) => {
            if bytes > LONGEST {
                return Err(format!("a piece of {bytes} bytes is not believed"));
            }
            let mut rows = Vec::new();
            let mut read = input.take(u64::try_from(bytes).unwrap_or(u64::MAX));
            read.read_to_end(&mut rows).map_err(damaged)?;
            if rows.len() < bytes {
                return Err("it is cut short".to_owned());
            }
            let rows = String::from_utf8(rows).map_err(damaged)?;
            Some(Piece::Page(Page { table, count, rows }))
        }
    })
}

/// A line of JSON; `None` at the end.
fn line<T: serde::de::DeserializeOwned>(input: &mut impl BufRead) -> Result<Option<T>, String> {
    let mut text = Vec::new();
    let mut bounded = input.take(LONGEST_LINE);
    bounded.read_until(b'\n', &mut text).map_err(damaged)?;
    if text.is_empty() {
        return Ok(None);
    }
    serde_json::from_slice(&text).map(Some).map_err(damaged)
}

fn damaged(error: impl std::fmt::Display) -> String {
    format!("it is damaged or cut short ({error})")
}
