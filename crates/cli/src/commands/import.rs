//! `lagom import`: subscribers from a CSV file, batch by batch, and back.

use crate::failure::{Ending, Usage};
use crate::output::{Output, counted};
use crate::wire::Flags;
use anyhow::Context as _;
use lagom_app::import::{ImportOptions, ImportReport, import};
use lagom_model::PublicId;
use std::fmt::Write as _;
use std::fs::File;
use std::path::PathBuf;

/// Bad lines shown to a person; `--json` has them all.
const SHOWN: usize = 20;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    /// Import a CSV file with a header line; only the column `email` must be there.
    ///
    /// Columns, with commas, semicolons or tabs between them: email, name, language, country, zone, season,
    /// cadence, weekday, day, time, topics, form, favourites, events-at-once, `cadence:KEY` for one
    /// publication; any other column is kept as an attribute. It sends nothing, fills blanks only, never
    /// overwrites a reader's choice and never lifts a stop.
    ///
    /// Lines that cannot be used are named, the others go in, and it ends with 1: mend those lines and import the file again.
    Subscribers {
        /// The file; `-` for standard input.
        file: PathBuf,
        /// The publication that they subscribe to; may be repeated.
        #[arg(long = "publication", value_name = "KEY")]
        publications: Vec<String>,
        /// Read and check everything, change nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Take a batch back, as far as its people have not chosen for themselves since.
    Undo {
        /// The batch that `import subscribers` named.
        batch: String,
    },
    /// Batches, the latest first.
    List,
}

/// Runs a verb.
pub(crate) async fn run(verb: Verb, flags: Flags, output: Output) -> anyhow::Result<Ending> {
    match verb {
        Verb::Subscribers {
            file,
            publications,
            dry_run,
        } => {
            let flags = Flags { dry_run, ..flags };
            subscribers(&file, &publications, &flags, output).await
        }
        Verb::Undo { batch } => undo(&batch, &flags, output).await,
        Verb::List => list(&flags, output).await,
    }
}

async fn subscribers(
    path: &PathBuf,
    publications: &[String],
    flags: &Flags,
    output: Output,
) -> anyhow::Result<Ending> {
    let wired = flags.wire().await?;
    let known = &wired.installation.known;
    let mut ids = Vec::with_capacity(publications.len());
    for key in publications {
        let publication = known.offered_by_key(key);
        ids.push(
            publication
                .ok_or_else(|| unknown_publication(key, known))?
                .id,
        );
    }
    let (source, size): (Box<dyn std::io::Read + Send>, _) = if path.as_os_str() == "-" {
        (Box::new(std::io::stdin()), None)
    } else {
        let file = File::open(path).with_context(|| format!("`{}`", path.display()))?;
        let size = file.metadata().map(|data| data.len()).ok();
        (Box::new(file), size)
    };
    let bar = output.progress("{spinner} {bar:32} {bytes}/{total_bytes}  {msg}", size);
    let options = ImportOptions {
        file: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        publications: ids,
    };
    let source = bar.wrap_read(source);
    let progress = |lines: u64| bar.set_message(format!("{lines} lines"));
    let report = import(
        &wired.installation,
        &wired.addresses,
        source,
        &options,
        &progress,
    )
    .await?;
    bar.finish_and_clear();
    let mut data = serde_json::to_value(&report)?;
    if let (true, Some(batch)) = (flags.dry_run, data.get_mut("batch")) {
        *batch = serde_json::Value::Null;
    }
    output
        .of_trial(flags.dry_run)
        .data(&data, &told(&report, flags.dry_run))?;
    if report.bad.is_empty() {
        return Ok(Ending::Done);
    }
    output.note(&unused(report.bad.len() as u64, flags.dry_run));
    Ok(Ending::Partly)
}

/// What a script's log should hold of lines that were not used.
fn unused(lines: u64, dry_run: bool) -> String {
    let lines = counted(lines, "line", "lines");
    if dry_run {
        format!("{lines} cannot be used; all others would go in")
    } else {
        format!("not used: {lines}; mend them and import the file again, what is in stays as it is")
    }
}

fn told(report: &ImportReport, dry_run: bool) -> String {
    let mut text = format!(
        "{}: {} added, {} filled, {} unchanged, {} stopped before and left alone, {} not used\n",
        counted(report.lines, "line", "lines"),
        report.added,
        report.filled,
        report.unchanged,
        report.stopped,
        report.bad.len()
    );
    for bad in report.bad.iter().take(SHOWN) {
        let _ = writeln!(text, "  line {}: {}", bad.line, bad.reason);
    }
    if let Some(more) = report.bad.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(text, "  and {more} more; `--json` lists them all");
    }
    if !dry_run && report.added + report.filled > 0 {
        let _ = writeln!(text, "to take it back: lagom import undo {}", report.batch);
    }
    text
}

async fn undo(batch: &str, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let batch = PublicId::parse(batch).ok_or_else(|| {
        Usage(format!(
            "`{batch}` is no batch; `lagom import list` shows them"
        ))
    })?;
    let wired = flags.wire().await?;
    let now = wired.installation.clock.now();
    let report = wired.installation.store.undo_import(batch, now).await?;
    let text = format!(
        "{} removed, {} ended, {} left as before, by own choices or letters since",
        counted(report.removed, "person", "people"),
        counted(report.ended, "subscription", "subscriptions"),
        counted(report.kept, "person", "people")
    );
    output.data(&report, &text)?;
    Ok(Ending::Done)
}

async fn list(flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let (store, _) = flags.to_read().await?;
    let batches = store.imports().await?;
    let mut text = String::new();
    for batch in &batches {
        let undone = if batch.undone { "  (taken back)" } else { "" };
        let _ = writeln!(
            text,
            "{}  {}  {} added, {} filled  {}{undone}",
            batch.batch, batch.at, batch.added, batch.filled, batch.file
        );
    }
    if batches.is_empty() {
        text.push_str("there is none yet");
    }
    output.data(&batches, &text)?;
    Ok(Ending::Done)
}

/// The error that names the publications that there are.
pub(crate) fn unknown_publication(key: &str, known: &lagom_store::Known) -> anyhow::Error {
    if known.publication_by_key(key).is_some_and(|one| one.retired) {
        let message = format!("`{key}` is on record, but the configuration names it no more");
        return Usage(message).into();
    }
    let keys: Vec<_> = known
        .offered()
        .map(|one| format!("`{}`", one.def.key))
        .collect();
    let there = match keys.as_slice() {
        [] => {
            "none is on record yet: `lagom import` and `lagom issue add` put them there".to_owned()
        }
        keys => format!("there are {}", keys.join(", ")),
    };
    Usage(format!("there is no publication `{key}`; {there}")).into()
}
