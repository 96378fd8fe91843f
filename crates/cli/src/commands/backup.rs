//! `lagom backup` and `lagom restore`: the installation as one encrypted file, and back. A passphrase never stands on the
//! command line.

use crate::config;
use crate::database;
use crate::failure::{Ending, Usage};
use crate::output::{Output, counted};
use crate::secrets::{self, Written};
use crate::wire::Flags;
use anyhow::Context as _;
use lagom_app::backup::{self, Header};
use lagom_store::{Census, Store};
use secrecy::ExposeSecret as _;
use serde_json::json;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// How long a passphrase must be, in characters.
const SHORTEST: usize = 12;

/// Where the passphrase is.
#[derive(Debug, clap::Args)]
pub(crate) struct Passphrase {
    /// A file whose first line is the passphrase; or the variable `LAGOM_BACKUP_PASSPHRASE` holds it.
    #[arg(long, env = "LAGOM_BACKUP_PASSPHRASE_FILE", value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct BackupArgs {
    /// The file to make; never over an old one.
    file: PathBuf,
    #[command(flatten)]
    passphrase: Passphrase,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RestoreArgs {
    /// The file that `lagom backup` made.
    file: PathBuf,
    #[command(flatten)]
    passphrase: Passphrase,
    /// Read and check all of it; keep nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Passphrase {
    fn read(&self) -> anyhow::Result<secrecy::SecretString> {
        let text = match &self.passphrase_file {
            Some(path) => std::fs::read_to_string(path)
                .with_context(|| format!("the passphrase in `{}`", path.display()))?,
            None => std::env::var("LAGOM_BACKUP_PASSPHRASE").map_err(|_| {
                Usage(
                    "name the file with the passphrase: `--passphrase-file FILE`, or \
                     `LAGOM_BACKUP_PASSPHRASE_FILE`"
                        .to_owned(),
                )
            })?,
        };
        let passphrase = text.lines().next().unwrap_or_default().trim_end();
        Ok(passphrase.to_owned().into())
    }

    /// The same for a backup that is made now: a restore says only whether it opens.
    fn read_new(&self) -> anyhow::Result<secrecy::SecretString> {
        let passphrase = self.read()?;
        if passphrase.expose_secret().chars().count() < SHORTEST {
            let message = format!(
                "the passphrase is shorter than {SHORTEST} characters; `openssl rand -base64 24` makes one"
            );
            return Err(Usage(message).into());
        }
        Ok(passphrase)
    }
}

/// Makes a backup. Ticks and pages go on meanwhile.
pub(crate) async fn backup(
    args: &BackupArgs,
    flags: &Flags,
    output: Output,
) -> anyhow::Result<Ending> {
    let path = &args.file;
    if path.exists() {
        let message = format!("`{}` is there already; nothing was changed", path.display());
        return Err(Usage(message).into());
    }
    let passphrase = args.passphrase.read_new()?;
    let (store, file) = flags.to_read().await?;
    let files = secrets::gather(&flags.config, &file)?;
    let count = files.len();
    let bar = output.progress("{spinner} {pos} rows  {elapsed}", None);
    let mut out = tempfile::Builder::new()
        .prefix(".lagom-backup-")
        .tempfile_in(folder_of(path))
        .with_context(|| format!("beside `{}`", path.display()))?;
    let schema = store.schema().await?.found;
    let header = Header::new(schema, flags.clock().now(), files);
    let told = |rows| bar.set_position(rows);
    let done = backup::write(
        &*store,
        header,
        passphrase.expose_secret(),
        out.as_file_mut(),
        &told,
    );
    let census = done
        .await
        .with_context(|| format!("`{}`", path.display()))?;
    bar.finish_and_clear();
    out.flush()?;
    out.as_file().sync_all()?;
    let bytes = out.as_file().metadata()?.len();
    out.persist_noclobber(path)
        .with_context(|| format!("`{}`", path.display()))?;
    let rows = total(&census);
    let text = format!(
        "`{}` holds {rows} rows of {} tables and {count} files with keys and secrets, {bytes} bytes; keep the passphrase \
         somewhere else",
        path.display(),
        census.rows.len(),
    );
    let data = json!({
        "file": path, "bytes": bytes, "rows": rows, "tables": census.rows, "files": count,
    });
    output.data(&data, &text)?;
    Ok(Ending::Done)
}

/// Takes a backup in: all of it, or nothing.
pub(crate) async fn restore(
    args: &RestoreArgs,
    flags: &Flags,
    output: Output,
) -> anyhow::Result<Ending> {
    let path = &args.file;
    let named = || format!("the backup `{}`", path.display());
    let passphrase = args.passphrase.read()?;
    // The keys that the configuration names come with the backup: it is not checked as a whole before.
    let file = config::load_for_restore(&flags.config)?;
    let input = File::open(path).with_context(named)?;
    let opened = backup::open(input, passphrase.expose_secret()).with_context(named)?;
    let files = opened.header.files.clone();
    let made_at = opened.header.made_at;
    let store = if args.dry_run {
        let store = database::open(&file.database).await?;
        database::check_schema(&*store).await?;
        store.trial().await?
    } else {
        let store = database::make(&file.database).await?;
        store.migrate().await?;
        store
    };
    let staged = secrets::stage(&flags.config, &file, &files, args.dry_run)?;
    let bar = output.progress("{spinner} {pos} rows  {elapsed}", None);
    let now = flags.clock().now();
    let told_so_far = |rows| bar.set_position(rows);
    let known = store.schema().await?.known;
    let done = opened.restore(&*store, known, now, &told_so_far);
    let census = done.await.with_context(named)?;
    bar.finish_and_clear();
    let written = staged.put()?;
    let waiting = waiting(&*store).await?;
    let text = told(&census, &written, waiting, &made_at.to_string());
    let data = json!({
        "made_at": made_at.to_string(), "rows": total(&census), "tables": census.rows,
        "files": written, "waiting": waiting,
    });
    output.of_trial(args.dry_run).data(&data, &text)?;
    Ok(Ending::Done)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn total(census: &Census) -> u64 {
    census.rows.values().sum()
}

async fn waiting(store: &dyn Store) -> anyhow::Result<u64> {
    let runs = store.runs().await?;
    Ok(runs.iter().map(|run| run.waiting).sum())
}

fn told(census: &Census, written: &[Written], waiting: u64, made_at: &str) -> String {
    let mut text = format!(
        "{} rows of {made_at} are back, counted and balanced\n",
        total(census)
    );
    for one in written {
        let _ = writeln!(text, "  {}", one.told());
    }
    let _ = write!(
        text,
        "\nNothing is sent until you have answered. Waiting: {}. What was sent, chosen or stopped after \
         {made_at} is not known here.\n  lagom run continue --all           nothing ran since (a move to another machine)\n  \
         lagom run all-held --all           they were probably sent: the next letters say so\n  \
         lagom run skip --before T --all    what fell due before T ends unsent, the rest goes\n",
        counted(waiting, "message", "messages")
    );
    text
}
