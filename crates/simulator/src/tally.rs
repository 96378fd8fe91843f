//! How often everything occurred. What never did is a gap in the simulation, and fails a run that was long enough.

use lagom_model::{Cadence, DeliveryState, MessageClass, Outcome, Reason};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Counts by sort and name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<(&'static str, &'static str), u64>);

/// Names every reason: a new one does not compile until it stands here.
macro_rules! reasons {
    ($($variant:ident => $name:literal),* $(,)?) => {
        /// The name of a reason.
        pub const fn reason_name(reason: &Reason) -> &'static str {
            match reason {
                $(Reason::$variant { .. } => $name,)*
            }
        }

        /// The names of all reasons.
        const REASONS: &[&str] = &[$($name),*];
    };
}

reasons! {
    Chosen => "chosen",
    FormChosen => "form-chosen",
    Season => "season",
    Unconfirmed => "unconfirmed",
    Stopped => "stopped",
    Paused => "paused",
    Cap => "cap",
    LeavesRoom => "leaves-room",
    LeftOut => "left-out",
    Minutes => "minutes",
    EarlierPromise => "earlier-promise",
    LoweredBy => "lowered-by",
    QuietDay => "quiet-day",
    Spread => "spread",
    BelowMinimum => "below-minimum",
    Overflow => "overflow",
    NothingOnReturn => "nothing-on-return",
    Occasion => "occasion",
    AnnouncedAlone => "announced-alone",
    Reminder => "reminder",
    EventChanged => "event-changed",
    EventCancelled => "event-cancelled",
    Corrected => "corrected",
    TooLate => "too-late",
    Gap => "gap",
    Quiet => "quiet",
    OwnRequest => "own-request",
    ServiceExempt => "service-exempt",
    NextLetter => "next-letter",
    OwnLetter => "own-letter",
    NoWindow => "no-window",
    Expired => "expired",
    NothingLeft => "nothing-left",
    Withdrawn => "withdrawn",
    Cancelled => "cancelled",
    Skipped => "skipped",
    ImportUndone => "import-undone",
    NoAddress => "no-address",
    RunPaused => "run-paused",
    TryLater => "try-later",
    MailLimit => "mail-limit",
    Refused => "refused",
    TriedLongEnough => "tried-long-enough",
    SenderRefused => "sender-refused",
    OutcomeUnknown => "outcome-unknown",
    NotedInNextLetter => "noted-in-next-letter",
    LateEvidence => "late-evidence",
}

/// What cannot occur in a simulation, with the reason. Everything else must.
const OUT_OF_REACH: &[(&str, &str, &str)] = &[
    (
        "class",
        "personal",
        "nothing in the product sends one-to-one messages yet",
    ),
    (
        "reason",
        "unconfirmed",
        "nobody can join unconfirmed yet: imports come confirmed",
    ),
    (
        "reason",
        "own-request",
        "nothing answers a request by mail yet",
    ),
    ("reason", "no-address", "no unit takes an address away yet"),
    (
        "reason",
        "import-undone",
        "the only import is the world's first minute, and nobody undoes it",
    ),
    (
        "reason",
        "skipped",
        "no operator here skips what is overdue",
    ),
    (
        "reason",
        "mail-limit",
        "limits are by the database's clock, and the simulated one stands still meanwhile",
    ),
    (
        "reason",
        "run-paused",
        "no code gives this reason: a paused run is a row of its sender",
    ),
    (
        "reason",
        "corrected",
        "no operator here corrects what is out",
    ),
    (
        "reason",
        "noted-in-next-letter",
        "no code gives this reason: the note is a link to the letter that bears it",
    ),
    (
        "state",
        "waiting",
        "only a restored backup makes rows wait, and none is restored here",
    ),
];

const VERDICTS: [&str; 5] = ["send", "fold", "defer", "expire", "suppress"];

impl Tally {
    /// Counts one.
    pub fn count(&mut self, sort: &'static str, name: &'static str) {
        *self.0.entry((sort, name)).or_insert(0) += 1;
    }

    /// Counts each reason of a list.
    pub fn reasons<'a>(&mut self, reasons: impl IntoIterator<Item = &'a Reason>) {
        for reason in reasons {
            self.count("reason", reason_name(reason));
        }
    }

    /// Adds another one's counts.
    pub fn add(&mut self, other: &Self) {
        for (key, count) in &other.0 {
            *self.0.entry(*key).or_insert(0) += count;
        }
    }

    /// How often one thing occurred.
    pub fn of(&self, sort: &'static str, name: &'static str) -> u64 {
        self.0.get(&(sort, name)).copied().unwrap_or(0)
    }

    /// What should have occurred and did not.
    pub fn missing(&self) -> Vec<String> {
        expected()
            .filter(|(sort, name)| self.of(sort, name) == 0)
            .filter(|(sort, name)| !OUT_OF_REACH.iter().any(|(s, n, _)| s == sort && n == name))
            .map(|(sort, name)| format!("{sort} `{name}`"))
            .collect()
    }

    /// The table, with what never occurred.
    pub fn table(&self) -> String {
        let mut all: BTreeMap<(&str, &str), u64> = expected().map(|key| (key, 0)).collect();
        for (key, count) in &self.0 {
            all.insert(*key, *count);
        }
        let mut text = String::new();
        for ((sort, name), count) in all {
            let why = OUT_OF_REACH
                .iter()
                .find(|(s, n, _)| *s == sort && *n == name);
            let note = match (count, why) {
                (0, Some((.., why))) => format!("  out of reach: {why}"),
                (0, None) => "  NEVER".to_owned(),
                _ => String::new(),
            };
            let _ = writeln!(text, "{sort:10} {name:24} {count:>10}{note}");
        }
        text
    }
}

/// Everything that must occur.
fn expected() -> impl Iterator<Item = (&'static str, &'static str)> {
    let reasons = REASONS.iter().map(|name| ("reason", *name));
    let states = DeliveryState::ALL.map(|state| ("state", state.name()));
    let classes = MessageClass::ALL.map(|class| ("class", class.name()));
    let cadences = Cadence::ALL.map(|cadence| ("cadence", cadence.name()));
    let outcomes = [
        Outcome::Accepted,
        Outcome::Refused,
        Outcome::TryLater,
        Outcome::Unknown,
    ]
    .map(|outcome| ("outcome", outcome.name()));
    reasons
        .chain(states)
        .chain(classes)
        .chain(cadences)
        .chain(outcomes)
        .chain(VERDICTS.map(|name| ("verdict", name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_occurred_is_named() {
        let mut tally = Tally::default();
        assert!(tally.missing().contains(&"reason `gap`".to_owned()));
        tally.count("reason", "gap");
        assert!(!tally.missing().contains(&"reason `gap`".to_owned()));
        assert!(tally.table().contains("NEVER"));
    }
}
