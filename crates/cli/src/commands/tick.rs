//! `lagom tick`: plan and dispatch all that is due. What cron or a systemd timer calls; overlapping
//! calls are harmless; silent when nothing is wrong and nobody watches.

use crate::failure::Ending;
use crate::output::{Output, at_a_terminal};
use crate::signals::Signals;
use crate::wire::Flags;
use lagom_app::tick::{CatchUp, Progress, TickReport};
use lagom_dispatch::{Nobody, Trouble};
use lagom_model::SenderId;
use lagom_store::{Backlog, Known};
use serde_json::json;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Stop after this many seconds; the next tick goes on.
    #[arg(long, value_name = "N")]
    limit_seconds: Option<u64>,
    /// Plan and decide everything, send nothing and keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Only print the next instant at which something is due.
    #[arg(long)]
    next: bool,
    /// After SIGTERM or SIGINT, what is on its way has so many seconds to be answered.
    #[arg(long, value_name = "N", default_value_t = 30)]
    drain_seconds: u64,
}

/// Runs one tick, or says when the next one has something to do.
pub(crate) async fn run(args: &Args, flags: Flags, output: Output) -> anyhow::Result<Ending> {
    if args.next {
        return next(&flags, output).await;
    }
    let flags = Flags {
        dry_run: args.dry_run,
        ..flags
    };
    let wired = flags.wire().await?;
    let tick = wired.tick()?;
    let signals = Signals::listen(Duration::from_secs(args.drain_seconds))?;
    let bar = output.progress("{spinner} {msg}  {elapsed}", None);
    bar.enable_steady_tick(Duration::from_millis(120));
    let limit = args
        .limit_seconds
        .map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let may_go_on = |progress: Progress<'_>| {
        bar.set_message(told_so_far(progress));
        !signals.stopped() && limit.is_none_or(|limit| Instant::now() < limit)
    };
    let run = async {
        let report = tick.run(&wired.installation, &Nobody, &may_go_on).await;
        tick.relays.shutdown().await;
        report
    };
    let report = tokio::select! {
        report = run => Some(report?),
        () = signals.at_once() => None,
    };
    bar.finish_and_clear();
    let Some(report) = report else {
        output.note(
            "lagom: stopped before everything that was on its way had an answer; nothing goes twice, the next tick \
             says what is in doubt",
        );
        return Ok(Ending::TryLater);
    };
    let statements = wired.installation.store.statements();
    let quiet = !at_a_terminal() && !report.needs_another() && !args.dry_run;
    let known = &wired.installation.known;
    let text = if quiet {
        String::new()
    } else {
        told(&report, known)
    };
    let output = output.of_trial(args.dry_run);
    output.data(&data(&report, known, statements), &text)?;
    for (relay, what) in &report.dispatched.away {
        output.note(&format!(
            "lagom: the relay `{relay}` takes no mail now ({what}); others carry its mail"
        ));
    }
    let waited = report.dispatched.waited.as_secs();
    if waited > 0 {
        output.note(&format!(
            "lagom: waited {waited} s for a connection: other processes had all that `connections` allows"
        ));
    }
    for (_, trouble) in &report.dispatched.trouble {
        output.note(&format!("lagom: {}", trouble_text(trouble)));
    }
    Ok(if report.needs_another() {
        Ending::TryLater
    } else {
        Ending::Done
    })
}

async fn next(flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let (store, _) = flags.store().await?;
    let next = store
        .upcoming()
        .await?
        .map(|upcoming| upcoming.at.to_string());
    output.data(
        &json!({ "next": next }),
        next.as_deref().unwrap_or_default(),
    )?;
    Ok(Ending::Done)
}

fn told_so_far(progress: Progress<'_>) -> String {
    match progress {
        Progress::Planning(totals) => {
            format!(
                "planning: {} people, {} letters",
                totals.people, totals.letters
            )
        }
        Progress::Dispatching(totals) => {
            format!(
                "sending: {} sent, {} wait",
                totals.sent,
                totals.deferred + totals.folded
            )
        }
    }
}

fn data(report: &TickReport, known: &Known, statements: u64) -> serde_json::Value {
    let (planned, sent) = (&report.planned, &report.dispatched);
    let trouble: Vec<_> = sent
        .trouble
        .iter()
        .map(|(_, trouble)| trouble_text(trouble))
        .collect();
    json!({
        "catch_up": catch_up(report, known),
        "restored": report.restored.iter().map(|run| key_of(run.sender, known)).collect::<Vec<_>>(),
        "published": planned.published.len(),
        "planned": planned.letters,
        "joined": planned.joined,
        "messages": sent.sent,
        "deferred": sent.deferred,
        "folded": sent.folded,
        "expired": sent.expired,
        "cancelled": sent.cancelled,
        "later": sent.later,
        "failed": sent.failed,
        "held": sent.held,
        "waited_seconds": sent.waited.as_secs(),
        "resend": report.recovered.resend,
        "statements": statements,
        "complete": planned.complete && sent.complete,
        "away": sent.away.iter().map(|(relay, _)| relay).collect::<Vec<_>>(),
        "trouble": trouble,
    })
}

/// What happened, in a few lines; zeros are left out.
fn told(report: &TickReport, known: &Known) -> String {
    let (planned, sent) = (&report.planned, &report.dispatched);
    let mut text = String::new();
    let published = planned.published.len() as u64;
    let counts = [
        (published, ["issue published", "issues published"]),
        (planned.letters, ["letter planned", "letters planned"]),
        (sent.sent, ["sent"; 2]),
        (
            sent.deferred,
            ["waits for a better moment", "wait for a better moment"],
        ),
        (sent.folded, ["moved into the next letter"; 2]),
        (sent.expired, ["expired"; 2]),
        (sent.cancelled, ["cancelled"; 2]),
        (
            sent.later,
            ["is tried again later", "are tried again later"],
        ),
        (sent.failed, ["failed"; 2]),
        (
            sent.held,
            [
                "held: nobody knows whether it arrived, the next letter says so",
                "held: nobody knows whether they arrived, the next letter says so",
            ],
        ),
    ];
    for (count, [one, many]) in counts.into_iter().filter(|(count, _)| *count > 0) {
        let what = if count == 1 { one } else { many };
        let _ = writeln!(text, "{count:>8}  {what}");
    }
    for run in &report.restored {
        let _ = writeln!(
            text,
            "the letters of `{}` wait for your word, {} of them since {}: {}; see `lagom run status`",
            key_of(run.sender, known),
            run.waiting,
            run.since,
            run.why
        );
    }
    if let Some(plan) = &report.catch_up {
        text.push_str(&plan_told(plan, known));
    } else if text.is_empty() {
        text.push_str("nothing is due\n");
    }
    text
}

/// What waits before a catch-up, and how to stop it.
fn plan_told(plan: &CatchUp, known: &Known) -> String {
    let mut text =
        String::from("no run for more than a day; this is due, and waits for you to look:\n");
    for one in &plan.backlog {
        let _ = writeln!(
            text,
            "{:>8}  letters of `{}` to {} people, due since {}",
            one.messages,
            sender_key(one, known),
            one.people,
            one.oldest
        );
    }
    let _ = writeln!(
        text,
        "it goes at {}, within the same limits as ever; `lagom run pause` stops it, `lagom run continue` \
         lets it go now",
        plan.until
    );
    text
}

fn catch_up(report: &TickReport, known: &Known) -> serde_json::Value {
    let Some(plan) = &report.catch_up else {
        return serde_json::Value::Null;
    };
    let senders = plan.backlog.iter().map(|one| {
        json!({
            "sender": sender_key(one, known),
            "messages": one.messages,
            "people": one.people,
            "oldest": one.oldest.to_string(),
        })
    });
    json!({ "until": plan.until.to_string(), "senders": senders.collect::<Vec<_>>() })
}

fn sender_key<'k>(one: &Backlog, known: &'k Known) -> &'k str {
    key_of(one.sender, known)
}

fn key_of(sender: SenderId, known: &Known) -> &str {
    let sender = known.sender(sender);
    sender.map_or("", |sender| &sender.def.key)
}

fn trouble_text(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Relay { what } => {
            format!(
                "the relay cannot be reached ({what}); nothing is lost, the next tick tries again"
            )
        }
        Trouble::Sender { what } => format!(
            "the relay refuses the sender ({what}); the run is paused, nobody was stopped; mend it, \
             then `lagom run continue`"
        ),
    }
}
