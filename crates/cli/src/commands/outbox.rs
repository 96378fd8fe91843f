//! `lagom outbox`: letters that are held, failed or waiting; by hand again, or not at all.

use crate::commands::link;
use crate::commands::run::rests;
use crate::failure::{Ending, Usage};
use crate::output::Output;
use crate::wire::Flags;
use comfy_table::{Table, presets};
use lagom_model::{DeliveryState, PublicId};
use lagom_store::{DeliveryView, OutboxFilter, RunState};
use serde_json::{Value, json};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    /// List them, the latest first.
    List {
        /// Only this state; may be repeated. Without it: held, failed and waiting.
        #[arg(long = "state", value_name = "STATE", value_parser = state)]
        states: Vec<DeliveryState>,
        /// Only this subscriber's.
        #[arg(long, value_name = "ADDRESS")]
        subscriber: Option<String>,
        /// At most this many.
        #[arg(long, default_value_t = 200, value_name = "N")]
        limit: u32,
    },
    /// Send a held or failed one again: a second copy is possible.
    ///
    /// One that may have arrived goes as it was: if its reader has another address since, or this program other templates, it is
    /// held again.
    Resend {
        /// The delivery.
        delivery: String,
        /// Say what would happen; change nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Cancel one that is planned or waiting.
    Cancel {
        /// The delivery.
        delivery: String,
        /// Say what would happen; change nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

fn state(name: &str) -> Result<DeliveryState, String> {
    DeliveryState::parse(name).ok_or_else(|| {
        let known: Vec<_> = DeliveryState::ALL
            .map(|one| format!("`{}`", one.name()))
            .into();
        format!("there is no state `{name}`; there are {}", known.join(", "))
    })
}

/// Runs a verb.
pub(crate) async fn run(verb: Verb, mut flags: Flags, output: Output) -> anyhow::Result<Ending> {
    flags.dry_run = matches!(
        verb,
        Verb::Resend { dry_run: true, .. } | Verb::Cancel { dry_run: true, .. }
    );
    let output = output.of_trial(flags.dry_run);
    let wired = match verb {
        Verb::List { .. } => flags.ask().await?,
        _ => flags.wire().await?,
    };
    let store = &wired.installation.store;
    let now = wired.installation.clock.now();
    match verb {
        Verb::List {
            states,
            subscriber,
            limit,
        } => {
            let subscriber = match subscriber {
                Some(address) => Some(link::find(&wired, &address).await?.id),
                None => None,
            };
            let rows = store
                .outbox(&OutboxFilter {
                    states,
                    subscriber,
                    limit,
                })
                .await?;
            let mut runs = store.runs().await?;
            runs.retain(|run| rests(run, now));
            let data: Vec<Value> = rows.iter().map(|view| row(view, &runs)).collect();
            output.data(&data, &table(&rows, &runs))?;
        }
        Verb::Resend { delivery, .. } => {
            let state = store.resend(named(&delivery)?, now).await?;
            let text = "it is planned again and meets a new gate; the reader may get a second copy";
            output.data(&json!({ "id": delivery, "state": state }), text)?;
        }
        Verb::Cancel { delivery, .. } => {
            let state = store.cancel(named(&delivery)?, now).await?;
            output.data(
                &json!({ "id": delivery, "state": state }),
                "it is cancelled",
            )?;
        }
    }
    Ok(Ending::Done)
}

fn named(delivery: &str) -> Result<PublicId, Usage> {
    PublicId::parse(delivery).ok_or_else(|| {
        Usage(format!(
            "`{delivery}` is no delivery; `lagom outbox list` shows them"
        ))
    })
}

/// Whether it is planned and its run rests.
fn is_held_back(view: &DeliveryView, resting: &[RunState]) -> bool {
    view.state == DeliveryState::Planned && resting.iter().any(|run| run.sender == view.row.sender)
}

fn row(view: &DeliveryView, resting: &[RunState]) -> Value {
    json!({
        "id": view.row.public_id,
        "person": view.person,
        "kind": view.row.kind,
        "state": view.state,
        "date": view.row.local_date,
        "due_at": view.row.due_at.to_string(),
        "ended_at": view.ended_at.map(|at| at.to_string()),
        "attempts": view.attempts,
        "waits_for": view.waiting_for,
        "run_rests": is_held_back(view, resting),
        "reason": view.reason,
        "decision": view.decision,
    })
}

fn table(rows: &[DeliveryView], resting: &[RunState]) -> String {
    if rows.is_empty() {
        return "there is none".to_owned();
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["delivery", "state", "date", "person", "last reply"]);
    for view in rows {
        let reply = view.attempts.last().map(|attempt| match attempt.code {
            Some(code) => format!("{code} {}", attempt.reply),
            None => format!("{}: {}", attempt.phase, attempt.reply),
        });
        let state = match view.waiting_for.as_deref() {
            Some("restored") => "waiting for your word",
            _ if is_held_back(view, resting) => "planned; its run rests",
            _ => view.state.name(),
        };
        table.add_row([
            view.row.public_id.to_string(),
            state.to_owned(),
            view.row.local_date.to_string(),
            view.person.to_string(),
            reply.unwrap_or_default(),
        ]);
    }
    table.to_string()
}
