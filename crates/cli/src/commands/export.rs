//! `lagom export`: everything that is kept of a person, as they would take it along themselves.

use crate::commands::link::find;
use crate::failure::Ending;
use crate::output::Output;
use crate::wire::Flags;
use lagom_app::data::{Format, export};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The subscriber's address.
    #[arg(long, value_name = "ADDRESS")]
    subscriber: String,
    /// As a table (CSV) instead of JSON.
    #[arg(long)]
    csv: bool,
}

/// Prints the export. It changes nothing.
pub(crate) async fn run(args: &Args, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let wired = flags.ask().await?;
    let person = find(&wired, &args.subscriber).await?;
    let format = if args.csv && !output.json {
        Format::Csv
    } else {
        Format::Json
    };
    let exported = export(&wired.installation, &person, format).await?;
    let value: serde_json::Value = match format {
        Format::Json => serde_json::from_str(&exported.text)?,
        Format::Csv => serde_json::Value::Null,
    };
    output.data(&value, exported.text.trim_end())?;
    Ok(Ending::Done)
}
