//! `lagom explain`: why somebody got a letter, or did not, what waits for what, and what comes next.

mod future;
mod told;

use crate::commands::link;
use crate::commands::run::resting;
use crate::failure::Ending;
use crate::output::Output;
use crate::wire::Flags;
use future::Coming;
use lagom_app::explain::{Explanation, explain};
use lagom_app::issues;
use serde::Serialize;
use std::fmt::Write as _;
use told::{Voice, told};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The subscriber's address, or public id.
    #[arg(long, value_name = "ADDRESS")]
    subscriber: String,
    /// Only about this issue, item by item.
    #[arg(long, value_name = "ISSUE")]
    issue: Option<String>,
    /// In the subscriber's own words, to answer them with.
    #[arg(long)]
    in_their_words: bool,
}

/// What is known of a person. The address stands in neither.
#[derive(Debug, Serialize)]
struct Explained {
    #[serde(flatten)]
    explanation: Explanation,
    /// What comes next, if nothing changes.
    future: Vec<Coming>,
    /// The runs that are paused or stopped, of which nothing goes meanwhile.
    resting: Vec<String>,
}

/// Prints what is known of a person.
pub(crate) async fn run(args: &Args, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let wired = flags.ask().await?;
    let person = link::find(&wired, &args.subscriber).await?;
    let issue = match &args.issue {
        Some(issue) => Some(issues::find(&wired.installation, issue).await?),
        None => None,
    };
    let filler = wired.filler()?;
    let languages = filler.templates.languages();
    let explanation = explain(&wired.installation, languages, &person, issue.as_ref()).await?;
    let future = future::coming(&wired.installation, languages, &person, issue.as_ref()).await?;
    let installation = &wired.installation;
    let now = installation.clock.now();
    let explained = Explained {
        explanation,
        future,
        resting: resting(&*installation.store, &installation.known, now).await?,
    };
    let voice = if args.in_their_words {
        Voice::Reader
    } else {
        Voice::Operator
    };
    let (explanation, future) = (&explained.explanation, &explained.future);
    let mut text = told(&args.subscriber, explanation, future, voice);
    if !args.in_their_words {
        for run in &explained.resting {
            let _ = writeln!(text, "\nNothing of this goes now: {run}");
        }
    }
    output.data(&explained, &text)?;
    Ok(Ending::Done)
}
