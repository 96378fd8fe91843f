//! `lagom feedback`: what readers say of how much comes, counted, and what would suit them better, in their own words. It shows
//! public ids, never addresses.

use crate::failure::Ending;
use crate::output::Output;
use crate::wire::Flags;
use lagom_model::Timestamp;
use lagom_store::{Known, MeasureCount, Remark};
use serde_json::{Value, json};
use std::fmt::Write as _;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only what was said since this instant.
    #[arg(long, value_name = "T", value_parser = crate::instant)]
    since: Option<Timestamp>,
    /// At most this many remarks, the latest first.
    #[arg(long, default_value_t = 200, value_name = "N")]
    limit: u32,
}

/// Lists it.
pub(crate) async fn run(args: &Args, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let wired = flags.ask().await?;
    let since = args.since.unwrap_or(Timestamp(0));
    let store = &wired.installation.store;
    let measures = store.measures(since).await?;
    let remarks = store.remarks(since, args.limit).await?;
    let known = &wired.installation.known;
    let data = json!({
        "letters": measures.iter().map(|one| counted(known, one)).collect::<Vec<Value>>(),
        "remarks": remarks.iter().map(remark).collect::<Vec<Value>>(),
    });
    output.data(&data, &text(known, &measures, &remarks))?;
    Ok(Ending::Done)
}

fn sender<'k>(known: &'k Known, count: &MeasureCount) -> &'k str {
    let sender = known.sender(count.sender);
    sender.map_or("", |sender| sender.def.key.as_str())
}

fn counted(known: &Known, count: &MeasureCount) -> Value {
    json!({
        "sender": sender(known, count),
        "measure": count.measure,
        "letters": count.letters,
    })
}

fn remark(remark: &Remark) -> Value {
    json!({
        "person": remark.person,
        "at": remark.at.to_string(),
        "language": remark.language,
        "said": remark.said,
    })
}

fn text(known: &Known, measures: &[MeasureCount], remarks: &[Remark]) -> String {
    if measures.is_empty() && remarks.is_empty() {
        return "nobody said anything yet".to_owned();
    }
    let mut text = String::new();
    // Writing to a string cannot fail.
    for one in measures {
        let (sender, measure) = (sender(known, one), one.measure.name());
        let _ = writeln!(text, "{sender}: {measure} {}", one.letters);
    }
    for one in remarks {
        let (at, person, language) = (one.at, one.person, &one.language);
        let _ = writeln!(text, "{at}  {person}  {language}\n    {}", one.said);
    }
    text
}
