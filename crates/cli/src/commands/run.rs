//! `lagom run`: whose letters go and whose wait, which limits hold them, and the operator's word after a restore or a long outage.

mod limits;

use crate::failure::{Ending, Usage};
use crate::output::{Output, counted};
use crate::wire::{Flags, Wired};
use lagom_app::runs::{self, Word};
use lagom_model::{SenderId, Timestamp};
use lagom_store::{Known, KnownSender, RunControl, RunState, Store, StoreError};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Whose run.
#[derive(Debug, clap::Args)]
pub(crate) struct Whose {
    /// The sender; not needed if there is only one.
    #[arg(conflicts_with = "all")]
    sender: Option<String>,
    /// Every sender.
    #[arg(long)]
    all: bool,
    /// Say what would happen; change nothing.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    /// Show each sender's run, and how much of each limit is used.
    Status,
    /// Let no letter of a sender pass its gate until it goes on.
    Pause(Whose),
    /// Let a sender's letters go again, also those that wait after a restore.
    Continue(Whose),
    /// Let no letter of a sender pass its gate until `continue`; no pause and no instant takes its place.
    Stop(Whose),
    /// After a restore: take what waits for sent, perhaps. It is held, the next letter says so, and the run goes on.
    AllHeld(Whose),
    /// End what fell due before an instant, unsent; after a restore the rest goes on.
    Skip {
        #[command(flatten)]
        whose: Whose,
        /// The instant, as RFC 3339.
        #[arg(long, value_name = "T", value_parser = crate::instant)]
        before: Timestamp,
    },
}

/// Runs a verb.
pub(crate) async fn run(verb: Verb, mut flags: Flags, output: Output) -> anyhow::Result<Ending> {
    let (whose, word) = match verb {
        Verb::Status => {
            let wired = flags.ask().await?;
            status(&wired, output, None).await?;
            return Ok(Ending::Done);
        }
        Verb::Pause(whose) => (whose, Word::Pause),
        Verb::Continue(whose) => (whose, Word::Continue),
        Verb::Stop(whose) => (whose, Word::Stop),
        Verb::AllHeld(whose) => (whose, Word::AllHeld),
        Verb::Skip { whose, before } => (whose, Word::Skip { before }),
    };
    flags.dry_run = whose.dry_run;
    let output = output.of_trial(whose.dry_run);
    let wired = flags.wire().await?;
    let senders = chosen(&wired, &whose)?;
    let bar = output.progress("{spinner} {pos} messages  {elapsed}", None);
    let mut changed = 0;
    for sender in senders {
        let told = |done| bar.set_position(changed + done);
        changed += runs::say(&wired.installation, sender, word, &told).await?;
    }
    bar.finish_and_clear();
    status(&wired, output, Some((word, changed))).await?;
    Ok(Ending::Done)
}

fn chosen(wired: &Wired, whose: &Whose) -> anyhow::Result<Vec<SenderId>> {
    let installation = &wired.installation;
    let senders = &installation.known.senders;
    if whose.sender.is_none() && !whose.all && senders.len() != 1 {
        let keys = keys(senders);
        return Err(Usage(format!("say whose run, or `--all`; there are {keys}")).into());
    }
    runs::senders(installation, whose.sender.as_deref()).map_err(|error| {
        let keys = keys(senders);
        Usage(format!("{error}; there are {keys}")).into()
    })
}

fn keys(senders: &[KnownSender]) -> String {
    let keys = senders.iter().map(|one| format!("`{}`", one.def.key));
    keys.collect::<Vec<_>>().join(", ")
}

async fn status(wired: &Wired, output: Output, said: Option<(Word, u64)>) -> anyhow::Result<()> {
    let runs = wired.installation.store.runs().await?;
    let limits = limits::standing(wired).await?;
    let limits_data: Vec<Value> = limits.iter().map(limits::Standing::data).collect();
    let now = wired.installation.clock.now();
    let mut text = said.map_or_else(String::new, |(word, changed)| outcome(word, changed));
    let mut data: Vec<Value> = Vec::new();
    for sender in &wired.installation.known.senders {
        let run = runs.iter().find(|run| run.sender == sender.id);
        let resting = run.filter(|run| rests(run, now));
        let key = &sender.def.key;
        let _ = match resting {
            Some(run) => writeln!(text, "{key}: {}", told(run)),
            None => writeln!(text, "{key}: goes"),
        };
        let control = resting.map_or(RunControl::Go, |run| run.control);
        data.push(json!({
            "sender": key,
            "state": control,
            "paused": resting.is_some(),
            "since": resting.map(|run| run.since.to_string()),
            "why": resting.map(|run| &run.why),
            "until": resting.and_then(|run| run.until).map(|until| until.to_string()),
            "waiting": run.map_or(0, |run| run.waiting),
            "planned": resting.map_or(0, |run| run.planned),
            "limits": limits_data,
            "changed": said.map(|(_, changed)| changed),
        }));
    }
    if data.is_empty() {
        text.push_str("no run is on record yet: the first `lagom tick` puts the senders there\n");
    }
    for limit in &limits {
        let _ = writeln!(text, "{}", limit.line());
    }
    output.data(&data, &text)
}

fn outcome(word: Word, changed: u64) -> String {
    let what = match word {
        Word::Pause | Word::Stop => return String::new(),
        Word::Continue => "no longer held back",
        Word::AllHeld => "held; the next letters say what may not have arrived",
        Word::Skip { .. } => "ended unsent, or no longer held back",
    };
    format!("{} {what}\n", counted(changed, "message", "messages"))
}

/// Whether none of its letters goes at this instant.
pub(crate) fn rests(run: &RunState, now: Timestamp) -> bool {
    run.control.rests() && run.until.is_none_or(|until| until > now)
}

/// The runs of which no letter goes at this instant, in words.
///
/// # Errors
/// Any failure of the store.
pub(crate) async fn resting(
    store: &dyn Store,
    known: &Known,
    now: Timestamp,
) -> Result<Vec<String>, StoreError> {
    let runs = store.runs().await?;
    let resting = runs.iter().filter(|run| rests(run, now));
    let said = resting.filter_map(|run| {
        let sender = known.sender(run.sender)?;
        Some(format!("the run of `{}` is {}", sender.def.key, told(run)))
    });
    Ok(said.collect())
}

fn told(run: &RunState) -> String {
    let (since, why) = (run.since, &run.why);
    match (run.control, run.until) {
        (RunControl::Restored, _) => format!(
            "waits for your word since {since}, with {} messages: {why}; what was sent since that copy was made is not known. \
             `lagom run continue` sends them, `all-held` takes them for sent and says so in the next letter, \
             `skip --before T` ends what fell due before T",
            run.waiting
        ),
        (RunControl::Stopped, _) => format!("stopped since {since}: {why}{}", planned(run)),
        (_, Some(until)) => {
            format!(
                "paused since {since}: {why}; goes on at {until}{}",
                planned(run)
            )
        }
        (_, None) => format!("paused since {since}: {why}{}", planned(run)),
    }
}

fn planned(run: &RunState) -> String {
    match run.planned {
        0 => String::new(),
        planned => format!(
            "; {} until it goes on",
            counted(planned, "message waits", "messages wait")
        ),
    }
}
