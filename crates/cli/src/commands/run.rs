//! `lagom run`: whose letters go, and whose are paused.

use crate::failure::{Ending, Usage};
use crate::output::Output;
use crate::wire::{Flags, Wired};
use lagom_store::KnownSender;
use serde_json::{Value, json};
use std::fmt::Write as _;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    /// Show each sender's run.
    Status,
    /// Let no letter of a sender pass its gate until it goes on.
    Pause {
        /// The sender; not needed if there is only one.
        sender: Option<String>,
    },
    /// Let a sender's letters go again.
    Continue {
        /// The sender; not needed if there is only one.
        sender: Option<String>,
    },
}

/// Runs a verb.
pub(crate) async fn run(verb: Verb, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let wired = flags.wire().await?;
    match verb {
        Verb::Status => {}
        Verb::Pause { sender } => set(&wired, sender.as_deref(), true).await?,
        Verb::Continue { sender } => set(&wired, sender.as_deref(), false).await?,
    }
    status(&wired, output).await?;
    Ok(Ending::Done)
}

async fn set(wired: &Wired, sender: Option<&str>, paused: bool) -> anyhow::Result<()> {
    let sender = the_sender(wired, sender)?;
    let now = wired.installation.clock.now();
    let why = if paused { "the operator paused it" } else { "" };
    Ok(wired
        .installation
        .store
        .set_run(sender.id, paused, why, now)
        .await?)
}

async fn status(wired: &Wired, output: Output) -> anyhow::Result<()> {
    let runs = wired.installation.store.runs().await?;
    let now = wired.installation.clock.now();
    let mut text = String::new();
    let mut data: Vec<Value> = Vec::new();
    for sender in &wired.installation.known.senders {
        let run = runs
            .iter()
            .find(|run| run.sender == sender.id && run.paused)
            .filter(|run| run.until.is_none_or(|until| until > now));
        let key = &sender.def.key;
        match run {
            Some(run) => {
                let _ = write!(text, "{key}: paused since {}: {}", run.since, run.why);
                let _ = match run.until {
                    Some(until) => writeln!(text, "; goes on at {until}"),
                    None => writeln!(text),
                };
            }
            None => {
                let _ = writeln!(text, "{key}: goes");
            }
        }
        data.push(json!({
            "sender": key,
            "paused": run.is_some(),
            "since": run.map(|run| run.since.to_string()),
            "why": run.map(|run| &run.why),
            "until": run.and_then(|run| run.until).map(|until| until.to_string()),
        }));
    }
    output.data(&data, &text)
}

fn the_sender<'w>(wired: &'w Wired, key: Option<&str>) -> anyhow::Result<&'w KnownSender> {
    let senders = &wired.installation.known.senders;
    let named = |key: &str| senders.iter().find(|sender| sender.def.key == key);
    let keys = || {
        senders
            .iter()
            .map(|one| format!("`{}`", one.def.key))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match (key, senders.as_slice()) {
        (Some(key), _) => named(key).ok_or_else(|| {
            Usage(format!("there is no sender `{key}`; there are {}", keys())).into()
        }),
        (None, [only]) => Ok(only),
        (None, _) => Err(Usage(format!("say whose run; there are {}", keys())).into()),
    }
}
