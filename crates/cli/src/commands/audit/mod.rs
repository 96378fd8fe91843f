//! `lagom audit`: has the promise been kept? It recounts what is on record and changes nothing. Exit code 0: it was kept; 3: it was
//! not, and what is printed says where.

mod told;

use super::import::unknown_publication;
use crate::failure::{Ending, Usage};
use crate::output::Output;
use crate::wire::Flags;
use chrono::NaiveDate;
use lagom_app::audit::{Question, audit};
use lagom_model::{Timestamp, Zone};
use lagom_store::Known;

/// What `lagom audit` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// From this date on, in the installation's zone.
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "weeks")]
    since: Option<NaiveDate>,
    /// How many weeks back.
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1040))]
    weeks: u32,
    /// Only this publication.
    #[arg(long, value_name = "KEY")]
    publication: Option<String>,
    /// Of each promise that was broken name at most so many cases; all are counted.
    #[arg(long, default_value_t = 10, value_name = "N")]
    examples: usize,
}

fn date(text: &str) -> Result<NaiveDate, String> {
    let parsed = NaiveDate::parse_from_str(text, "%Y-%m-%d");
    parsed.map_err(|_| format!("`{text}` is no date; write it like `2026-11-21`"))
}

/// Recounts, and prints what was found.
pub(crate) async fn run(args: &Args, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let (store, file) = flags.to_read().await?;
    let zone = &file.installation.zone;
    let known = store.catalogue().await?;
    let question = question(args, &known, zone, flags.clock().now())?;
    let bar = output.progress("{bar:32} {pos} of {len} people  {eta}", Some(0));
    let report = audit(&*store, &known, question, &mut |done, of| {
        bar.set_length(of);
        bar.set_position(done);
    })
    .await;
    bar.finish_and_clear();
    let report = report?;
    output.data(&report, &told::told(&report, zone))?;
    Ok(if report.kept {
        Ending::Done
    } else {
        Ending::Broken
    })
}

fn question(args: &Args, known: &Known, zone: &Zone, now: Timestamp) -> anyhow::Result<Question> {
    let since = match args.since {
        Some(date) => zone.start_of(date),
        None => now.plus(-i64::from(args.weeks) * 7 * Timestamp::DAY),
    };
    if since >= now {
        let message = "`--since` lies ahead: nothing was promised for then that could be recounted";
        return Err(Usage(message.to_owned()).into());
    }
    let publication = args.publication.as_deref().map(|key| {
        let found = known.publication_by_key(key).map(|found| found.id);
        found.ok_or_else(|| unknown_publication(key, known))
    });
    Ok(Question {
        since,
        now,
        publication: publication.transpose()?,
        examples: args.examples,
    })
}
