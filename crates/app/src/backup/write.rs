//! Writing a backup.

use super::{BackupError, Header, Line, WORK};
use age::secrecy::SecretString;
use lagom_store::{Archive, Census, Page};
use std::io::{BufWriter, Write};

/// Writes all that the store holds, as of one instant, and the header's files, for a passphrase. `progress` hears how many rows are
/// written. The caller sees to it that `out` reaches the disk.
///
/// # Errors
/// [`BackupError`].
pub async fn write<S, W>(
    store: &S,
    header: Header,
    passphrase: &str,
    out: W,
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Result<Census, BackupError>
where
    S: Archive + ?Sized,
    W: Write + Send,
{
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(WORK);
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).map_err(other)?;
    let sealed = encryptor.wrap_output(out)?;
    let mut out = BufWriter::new(sealed);
    line(&mut out, &header)?;
    let mut rows = 0;
    let mut put = |page: Page| {
        let head = Line::Rows {
            table: page.table,
            count: page.count,
            bytes: page.rows.len(),
        };
        rows += page.count;
        let written = line(&mut out, &head).and_then(|()| out.write_all(page.rows.as_bytes()));
        progress(rows);
        written.map_err(|error| error.to_string())
    };
    let census = store.dump(&mut put).await?;
    line(&mut out, &Line::End(census.clone()))?;
    let sealed = out
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?;
    sealed.finish()?.flush()?;
    Ok(census)
}

fn line(out: &mut impl Write, value: &impl serde::Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

fn other(error: impl std::fmt::Display) -> std::io::Error {
    std::io::Error::other(error.to_string())
}
