//! What comes next to one person, if nothing changes: the forecast's walk through their coming weeks, and the
//! reminders they asked for. It decides nothing.

use lagom_app::Installation;
use lagom_app::explain::{Because, Wording};
use lagom_forecast::{Step, foretell};
use lagom_model::{DeliveryKind, Timestamp, Verdict};
use lagom_render::language::Languages;
use lagom_store::{IssueRow, Person, ReminderState, Result};
use serde::Serialize;

/// How far ahead, in days.
const DAYS: i64 = 42;

/// The most that is shown.
const MOST: usize = 20;

/// Something to come.
#[derive(Debug, Serialize)]
pub(super) struct Coming {
    /// When it is decided.
    pub(super) at: String,
    #[serde(skip)]
    pub(super) instant: Timestamp,
    /// What it is.
    pub(super) kind: &'static str,
    /// The newsletters in it.
    pub(super) brings: Vec<String>,
    /// Items that it would show.
    pub(super) items: usize,
    /// What would become of it then.
    pub(super) verdict: &'static str,
    /// Until when it waits, or where it moves.
    pub(super) until: Option<String>,
    #[serde(skip)]
    pub(super) then: Option<Timestamp>,
    /// Why.
    pub(super) because: Vec<Because>,
}

/// What comes in the next weeks; with an issue, only what has to do with it.
pub(super) async fn coming(
    house: &Installation,
    languages: &Languages,
    person: &Person,
    issue: Option<&IssueRow>,
) -> Result<Vec<Coming>> {
    let now = house.clock.now();
    let span = (now, now.plus(DAYS * Timestamp::DAY));
    let (store, known) = (&*house.store, &house.known);
    let words = Wording::new(house, languages, person);
    let steps = foretell(store, known, &house.policy, person.id, span).await?;
    let of_issue = |step: &Step| issue.is_none_or(|issue| step.issues.contains(&issue.id));
    let letters = steps.iter().filter(|step| of_issue(step));
    let mut coming: Vec<Coming> = letters.map(|step| letter(&words, step)).collect();
    if issue.is_none() {
        let reminders = store.reminders(person.id).await?.into_iter();
        // What is nearer stands among the steps already, with its decision.
        let open = reminders.filter(|one| one.state == ReminderState::Open && one.due_at >= span.1);
        coming.extend(open.map(|one| Coming {
            at: one.due_at.to_string(),
            instant: one.due_at,
            kind: "reminder",
            brings: vec![words.name(one.publication)],
            items: 1,
            verdict: "send",
            until: None,
            then: None,
            because: Vec::new(),
        }));
    }
    coming.sort_by_key(|one| one.instant);
    coming.truncate(MOST);
    Ok(coming)
}

fn letter(words: &Wording<'_>, step: &Step) -> Coming {
    let then = match step.decision.verdict {
        Verdict::Fold { into: at } | Verdict::Defer { until: at } => Some(at),
        Verdict::Send { .. } | Verdict::Expire | Verdict::Suppress => None,
    };
    let names = step.publications.iter().map(|id| words.name(*id));
    Coming {
        at: step.at.to_string(),
        instant: step.at,
        kind: match step.kind {
            _ if step.reminds => "reminder",
            DeliveryKind::Event => "event",
            _ => "letter",
        },
        brings: names.collect(),
        items: step.items,
        verdict: step.decision.verdict.name(),
        until: then.map(|at| at.to_string()),
        then,
        because: words.all(&step.decision.reasons),
    }
}
