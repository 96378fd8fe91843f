//! `lagom forecast`: what the coming weeks bring, under the policy in force and under another one. It reads
//! the database and writes at most the files that it is told to.

mod asked;
mod told;
mod watch;

use crate::failure::{Ending, Usage};
use crate::output::Output;
use crate::wire::Flags;
use anyhow::Context as _;
use lagom_forecast::forecast;
use lagom_forecast::page::{Frame, page};
use std::path::{Path, PathBuf};
use watch::Watch;

/// What `lagom forecast` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many weeks ahead.
    #[arg(long, default_value_t = 12, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=104))]
    weeks: u32,
    /// Compare with the policy of this file: TOML with a `[policy]` table, such as a copy of `lagom.toml`.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Only what is scheduled comes out: assume no issues beyond it.
    #[arg(long)]
    only_scheduled: bool,
    /// Write the report as a page with charts.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write letters and minutes by person and week as CSV, people by their public id.
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
}

/// Makes a forecast and prints it.
pub(crate) async fn run(args: &Args, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let (store, file) = flags.to_read().await?;
    let frame = Frame {
        organisation: file.installation.organisation.clone(),
        zone: file.installation.zone.clone(),
    };
    let question = asked::question(args, &*store, file, flags.clock().now()).await?;
    let bar = output.progress("{bar:32} {pos} of {len} people  {eta}", Some(0));
    let mut watch = Watch::new(bar, args.people.as_deref(), args.weeks)?;
    let report = forecast(&*store, question, &mut watch).await;
    watch.finish()?;
    let report = report?;
    if let Some(path) = &args.html {
        write(path, &page(&report, &frame)?)?;
    }
    output.data(&report, &told::told(&report, &frame.zone))?;
    for path in [&args.html, &args.people].into_iter().flatten() {
        output.note(&format!("written: {}", path.display()));
    }
    Ok(Ending::Done)
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text)
        .with_context(|| format!("the page cannot be written to `{}`", path.display()))
}

/// A file that cannot be used as it was meant.
fn unusable(path: &Path, what: &str) -> Usage {
    Usage(format!("`{}`: {what}", path.display()))
}
