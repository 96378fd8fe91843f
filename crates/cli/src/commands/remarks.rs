//! `lagom remarks`: what readers say would suit them better, in their own words. It shows public ids, never addresses.

use crate::failure::Ending;
use crate::output::Output;
use crate::wire::Flags;
use lagom_model::Timestamp;
use lagom_store::Remark;
use serde_json::{Value, json};
use std::fmt::Write as _;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only what was said since this instant.
    #[arg(long, value_name = "T", value_parser = crate::instant)]
    since: Option<Timestamp>,
    /// At most this many, the latest first.
    #[arg(long, default_value_t = 200, value_name = "N")]
    limit: u32,
}

/// Lists them.
pub(crate) async fn run(args: &Args, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let wired = flags.wire().await?;
    let since = args.since.unwrap_or(Timestamp(0));
    let store = &wired.installation.store;
    let remarks = store.remarks(since, args.limit).await?;
    let data: Vec<Value> = remarks.iter().map(row).collect();
    output.data(&data, &list(&remarks))?;
    Ok(Ending::Done)
}

fn row(remark: &Remark) -> Value {
    json!({
        "person": remark.person,
        "at": remark.at.to_string(),
        "language": remark.language,
        "said": remark.said,
    })
}

fn list(remarks: &[Remark]) -> String {
    if remarks.is_empty() {
        return "nobody said anything yet".to_owned();
    }
    let mut text = String::new();
    for one in remarks {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}  {}  {}\n    {}",
            one.at, one.person, one.language, one.said
        );
    }
    text
}
