//! What the operator should look at after a run, and what of it they have not heard yet. Pure.

use crate::runs::OWN_DOING;
use crate::tick::TickReport;
use lagom_dispatch::DispatchError;
use lagom_model::Timestamp;
use lagom_store::{Known, Notice, RunControl, RunState};

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Matter {
    /// What it is about, such as `held`.
    key: String,
    /// What tells this occurrence from the last one; empty: one is like another, and is told of once a day.
    which: String,
    /// One line.
    pub(crate) title: String,
    /// What to do.
    pub(crate) hint: String,
}

impl Matter {
    fn new(key: &str, title: String, hint: &str) -> Self {
        Self {
            key: key.to_owned(),
            which: String::new(),
            title,
            hint: hint.to_owned(),
        }
    }

    fn once_for(mut self, which: &impl ToString) -> Self {
        self.which = which.to_string();
        self
    }

    /// That the operator heard of it.
    pub(crate) fn told(&self, now: Timestamp) -> Notice {
        Notice {
            matter: self.key.clone(),
            said: self.which.clone(),
            at: now,
        }
    }
}

/// What there is to look at.
pub(crate) fn matters(
    run: Result<&TickReport, &DispatchError>,
    runs: &[RunState],
    known: &Known,
    now: Timestamp,
) -> Vec<Matter> {
    let mut found = Vec::new();
    match run {
        Ok(report) => of_report(report, &mut found),
        Err(error) => found.push(
            Matter::new(
                "broken",
                format!("The run ended in an error: {error}"),
                "Nothing is lost. Mend the cause; the next run goes on.",
            )
            .once_for(error),
        ),
    }
    let resting = runs
        .iter()
        .filter(|run| run.control.rests() && run.until.is_none());
    let by_itself = |run: &&RunState| !OWN_DOING.contains(&run.why.as_str());
    for run in resting.filter(by_itself).filter(|run| run.since <= now) {
        let sender = known.sender(run.sender);
        let sender = sender.map_or("?", |sender| &sender.def.key);
        found.push(
            Matter::new(
                &format!("run.{sender}"),
                format!(
                    "The letters of `{sender}` are {}: {}.",
                    rests(run.control),
                    run.why
                ),
                what_next(run.control),
            )
            .once_for(&run.since),
        );
    }
    found
}

/// How they rest.
const fn rests(control: RunControl) -> &'static str {
    match control {
        RunControl::Stopped => "stopped",
        _ => "paused",
    }
}

/// How the operator lets them go.
const fn what_next(control: RunControl) -> &'static str {
    match control {
        RunControl::Restored => {
            "What was sent since that copy was made is not known. `lagom run continue` sends what waits, `all-held` takes it for \
             sent and says so in the next letter, `skip --before T` ends what fell due before T."
        }
        _ => "Nobody was stopped and nothing is lost. `lagom run continue` lets them go.",
    }
}

fn of_report(report: &TickReport, found: &mut Vec<Matter>) {
    let sent = &report.dispatched;
    if sent.held > 0 {
        found.push(Matter::new(
            "held",
            format!(
                "{}: nobody knows whether they arrived.",
                letters(sent.held, "held")
            ),
            "The next letter to each of these readers says so by itself. `lagom outbox list` shows them.",
        ));
    }
    if sent.failed > 0 {
        found.push(Matter::new(
            "failed",
            format!("{} for good.", letters(sent.failed, "refused")),
            "`lagom outbox list` shows them with the server's reply.",
        ));
    }
    if let Some(plan) = &report.catch_up {
        let messages: u64 = plan.backlog.iter().map(|one| one.messages).sum();
        found.push(
            Matter::new(
                "catch-up",
                format!(
                    "No run for more than a day; {} and will go at {}.",
                    letters(messages, "overdue"),
                    plan.until
                ),
                "`lagom run pause` stops them, `lagom run continue` lets them go now. Nobody gets more than their limits allow.",
            )
            .once_for(&plan.until),
        );
    }
}

fn letters(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 letter is {what}"),
        _ => format!("{count} letters are {what}"),
    }
}

/// What they have not heard: another occurrence, or one like the last after a day.
pub(crate) fn unsaid(matters: Vec<Matter>, told: &[Notice], now: Timestamp) -> Vec<Matter> {
    let is_new = |matter: &Matter| {
        let last = told.iter().find(|notice| notice.matter == matter.key);
        last.is_none_or(|last| {
            last.said != matter.which
                || (matter.which.is_empty() && now.since(last.at) >= Timestamp::DAY)
        })
    };
    matters.into_iter().filter(is_new).collect()
}
