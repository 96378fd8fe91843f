//! `lagom explain`: why somebody got a letter, or did not, and what comes next.

use crate::commands::link;
use crate::failure::Ending;
use crate::output::Output;
use crate::wire::Flags;
use lagom_app::explain::{Explanation, explain};
use lagom_app::issues;
use lagom_model::{Timestamp, Verdict, Zone};
use std::fmt::Write as _;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The subscriber's address.
    #[arg(long, value_name = "ADDRESS")]
    subscriber: String,
    /// Only about this issue.
    #[arg(long, value_name = "ISSUE")]
    issue: Option<String>,
}

/// Prints what is known of a person.
pub(crate) async fn run(args: &Args, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let wired = flags.wire().await?;
    let person = link::find(&wired, &args.subscriber).await?;
    let issue = match &args.issue {
        Some(issue) => Some(issues::find(&wired.installation, issue).await?),
        None => None,
    };
    let filler = wired.filler()?;
    let languages = filler.templates.languages();
    let explanation = explain(&wired.installation, languages, &person, issue.as_ref()).await?;
    output.data(&explanation, &told(&args.subscriber, &explanation))?;
    Ok(Ending::Done)
}

fn told(address: &str, it: &Explanation) -> String {
    let mut text = format!("{address}  {}  {}  {}\n", it.person, it.zone, it.language);
    if let Some(issue) = &it.issue {
        let _ = writeln!(text, "{issue}");
    }
    if it.lines.is_empty() {
        text.push_str("no newsletter\n");
    }
    for line in &it.lines {
        let next = line
            .next
            .map_or("with the next issue".to_owned(), |at| local(&it.zone, at));
        let _ = writeln!(
            text,
            "{}: {}; next {next}; {} items wait",
            line.publication, line.cadence, line.waiting
        );
        if let Some(since) = line.waiting_since {
            let _ = writeln!(
                text,
                "  some of them since {}, for room",
                local(&it.zone, since)
            );
        }
    }
    let _ = writeln!(text, "\nA letter now: {}", verdict(&it.zone, it.verdict));
    for reason in &it.now {
        let _ = writeln!(text, "  {reason}");
    }
    if !it.letters.is_empty() {
        text.push_str("\nLetters, the latest first\n");
    }
    for letter in &it.letters {
        let at = local(&it.zone, letter.at);
        let _ = writeln!(text, "{at}  {}  {}", letter.state.name(), letter.id);
        for reason in &letter.reasons {
            let _ = writeln!(text, "  {reason}");
        }
    }
    text
}

fn verdict(zone: &Zone, verdict: Verdict) -> String {
    match verdict {
        Verdict::Send { .. } => "it would go".to_owned(),
        Verdict::Fold { into } => {
            format!("it would move into the letter of {}", local(zone, into))
        }
        Verdict::Defer { until } => format!("it would wait until {}", local(zone, until)),
        Verdict::Expire => "there would be no room for it in time".to_owned(),
        Verdict::Suppress => "it would not go".to_owned(),
    }
}

fn local(zone: &Zone, at: Timestamp) -> String {
    zone.local(at).format("%a %Y-%m-%d %H:%M").to_string()
}
