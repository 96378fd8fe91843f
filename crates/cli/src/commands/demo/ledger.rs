//! The ledger: what became of every letter, by week, by how often its reader wants letters, and why.
//! An observer of the dispatcher; it changes nothing.

use super::calendar::week_of;
use lagom_dispatch::Observer;
use lagom_model::{
    Cadence, Clock, DeliveryId, EventStage, FixedClock, Reason, SubscriberId, Verdict,
};
use lagom_store::{After, GateCase, GateVerdict, Leaves, Recorded};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What became of a letter at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Fate {
    /// The server accepted it.
    Sent,
    /// It waited.
    Deferred,
    /// Its content moved into a later letter.
    Folded,
    /// The server asked to come back later.
    Later,
    /// Nobody knows whether it arrived.
    Held,
    /// It was not wanted any more, or had nothing left in it.
    Cancelled,
    /// It was of no use any more.
    Expired,
    /// The server refused it.
    Failed,
}

impl Fate {
    /// All of them.
    pub(super) const ALL: [Self; 8] = [
        Self::Sent,
        Self::Deferred,
        Self::Folded,
        Self::Later,
        Self::Held,
        Self::Cancelled,
        Self::Expired,
        Self::Failed,
    ];

    /// The name in `--json`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Deferred => "deferred",
            Self::Folded => "folded",
            Self::Later => "later",
            Self::Held => "held",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Failed => "failed",
        }
    }
}

/// The main reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Why {
    /// It simply went.
    AsPlanned,
    /// It was night where the reader is.
    Quiet,
    /// The last letter was too short a time ago.
    Gap,
    /// A limit was reached.
    Limit,
    /// The reader paused, or wants nothing over the holidays.
    Pause,
    /// The relay.
    Relay,
    /// The reader stopped.
    Stopped,
    /// Nothing that the reader wants was in it.
    NothingLeft,
    /// What it brought was over.
    Over,
    /// Anything else.
    Other,
}

impl Why {
    /// The name in `--json`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::AsPlanned => "as-planned",
            Self::Quiet => "quiet-hours",
            Self::Gap => "gap",
            Self::Limit => "limit",
            Self::Pause => "pause",
            Self::Relay => "relay",
            Self::Stopped => "stopped",
            Self::NothingLeft => "nothing-left",
            Self::Over => "over",
            Self::Other => "other",
        }
    }
}

/// What a count is about: the week, counted from 0, the reader's cadence, the fate and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) week: u32,
    pub(super) cadence: Cadence,
    pub(super) fate: Fate,
    pub(super) why: Why,
}

/// Letters by entry. A letter counts once for each fate and reason that it met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts(BTreeMap<Entry, u64>);

impl Counts {
    pub(super) fn add(&mut self, entry: Entry) {
        *self.0.entry(entry).or_default() += 1;
    }

    /// How many letters match.
    pub(super) fn count(&self, matches: impl Fn(&Entry) -> bool) -> u64 {
        let found = self.0.iter().filter(|(entry, _)| matches(entry));
        found.map(|(_, count)| count).sum()
    }

    /// Every entry with its count.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Entry, u64)> {
        self.0.iter().map(|(entry, count)| (entry, *count))
    }
}

/// What names a letter: its key counts within its person.
type Row = (SubscriberId, DeliveryId);

/// Watches the dispatcher.
pub(super) struct Ledger {
    clock: Arc<FixedClock>,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    counts: Counts,
    cadences: HashMap<Row, Cadence>,
    seen: BTreeSet<(Row, Fate, Why)>,
    /// What messages about events say.
    stages: HashMap<Row, EventStage>,
    /// Messages about events that the server accepted.
    told: BTreeMap<EventStage, u64>,
}

impl Ledger {
    pub(super) fn new(clock: Arc<FixedClock>) -> Self {
        Self {
            clock,
            book: Mutex::default(),
        }
    }

    /// What it counted so far.
    pub(super) fn counts(&self) -> Counts {
        self.lock().counts.clone()
    }

    /// How many messages about events were accepted, by what they say.
    pub(super) fn told(&self) -> BTreeMap<EventStage, u64> {
        self.lock().told.clone()
    }

    fn note(&self, letter: Row, cadence: Option<Cadence>, fate: Fate, why: Why) {
        let week = week_of(self.clock.now());
        let mut book = self.lock();
        if let Some(cadence) = cadence {
            book.cadences.insert(letter, cadence);
        }
        let known = book.cadences.get(&letter).copied();
        if let Some(cadence) = known
            && book.seen.insert((letter, fate, why))
        {
            book.counts.add(Entry {
                week,
                cadence,
                fate,
                why,
            });
        }
    }

    /// A panic elsewhere cannot leave a count half changed, so a poisoned lock is still good.
    fn lock(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Ledger {
    fn gated(&self, case: &GateCase, verdict: &GateVerdict) {
        let cadence = cadence_of(case);
        let letter = (case.delivery.subscriber, case.delivery.id);
        if let Some(tell) = case.delivery.tells.first() {
            self.lock().stages.insert(letter, tell.stage);
        }
        let fate = match verdict.leaves {
            Leaves::Sending { .. } => {
                self.lock().cadences.insert(letter, cadence);
                return;
            }
            Leaves::Planned { .. } => Fate::Deferred,
            Leaves::Folded { .. } => Fate::Folded,
            Leaves::Expired { .. } => Fate::Expired,
            Leaves::Cancelled { .. } => Fate::Cancelled,
        };
        let decision = &verdict.decision;
        let why = main_reason(&decision.reasons, decision.verdict);
        self.note(letter, Some(cadence), fate, why);
    }

    fn recorded(&self, outcome: &Recorded) {
        let (fate, why) = match outcome.after {
            After::Sent => (Fate::Sent, Why::AsPlanned),
            After::Failed(_) => (Fate::Failed, Why::Relay),
            After::Held(_) => (Fate::Held, Why::Relay),
            After::Planned { .. } | After::Resend { .. } => (Fate::Later, Why::Relay),
        };
        let letter = (outcome.subscriber, outcome.delivery);
        if fate == Fate::Sent {
            let mut book = self.lock();
            if let Some(stage) = book.stages.get(&letter).copied() {
                *book.told.entry(stage).or_default() += 1;
            }
        }
        self.note(letter, None, fate, why);
    }
}

/// The cadence under which a letter counts: of several, the most frequent.
fn cadence_of(case: &GateCase) -> Cadence {
    let row = &case.delivery;
    let parts = row.parts.iter().map(|part| part.publication);
    let told = row.tells.iter().map(|tell| tell.publication);
    let cadences = parts.chain(told).filter_map(|publication| {
        let mut lines = case.lines.iter();
        let line = lines.find(|line| line.publication == publication)?;
        Some(line.choices.cadence)
    });
    cadences.min().unwrap_or(Cadence::EveryIssue)
}

/// The reason that decided, of all that had a say.
fn main_reason(reasons: &[Reason], verdict: Verdict) -> Why {
    let has = |wanted: fn(&Reason) -> bool| reasons.iter().any(wanted);
    let gap_decides = |until| {
        let decides =
            |reason: &Reason| matches!(reason, Reason::Gap { until: over, .. } if *over == until);
        reasons.iter().any(decides)
    };
    match verdict {
        Verdict::Send { .. } => Why::AsPlanned,
        Verdict::Defer { .. } if has(|it| matches!(it, Reason::OwnLetter { .. })) => Why::Limit,
        Verdict::Defer { until } if gap_decides(until) => Why::Gap,
        Verdict::Defer { .. } if has(|it| matches!(it, Reason::Quiet { .. })) => Why::Quiet,
        Verdict::Defer { .. } if has(|it| matches!(it, Reason::Gap { .. })) => Why::Gap,
        Verdict::Fold { .. } if has(|it| matches!(it, Reason::NextLetter { .. })) => Why::Limit,
        Verdict::Fold { .. } => Why::Pause,
        Verdict::Expire
            if has(|it| matches!(it, Reason::NoWindow { .. } | Reason::LeavesRoom { .. })) =>
        {
            Why::Limit
        }
        Verdict::Expire => Why::Over,
        Verdict::Suppress if has(|it| matches!(it, Reason::Stopped { .. })) => Why::Stopped,
        Verdict::Suppress if has(|it| matches!(it, Reason::NothingLeft)) => Why::NothingLeft,
        Verdict::Defer { .. } | Verdict::Suppress => Why::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lagom_model::{LocalTime, Timestamp};

    const LATER: Timestamp = Timestamp(72_000_000);

    fn quiet() -> Reason {
        Reason::Quiet {
            from: LocalTime::MIDNIGHT,
            to: LocalTime::MIDNIGHT,
            until: Timestamp(1),
        }
    }

    fn gap() -> Reason {
        Reason::Gap {
            hours: 20,
            last: Timestamp(0),
            until: LATER,
        }
    }

    #[test]
    fn the_reason_that_decided_is_named() {
        let own = Reason::OwnLetter { at: LATER };
        let next = Reason::NextLetter { at: LATER };
        let window = Reason::NoWindow {
            since: Timestamp(0),
            days: 14,
        };
        let (defer, fold) = (
            Verdict::Defer { until: LATER },
            Verdict::Fold { into: LATER },
        );
        for (reasons, verdict, why) in [
            (vec![quiet()], defer, Why::Quiet),
            (vec![gap(), quiet()], defer, Why::Gap),
            (vec![gap(), quiet(), own], defer, Why::Limit),
            (vec![next], fold, Why::Limit),
            (vec![], fold, Why::Pause),
            (vec![window], Verdict::Expire, Why::Limit),
            (
                vec![Reason::NothingLeft],
                Verdict::Suppress,
                Why::NothingLeft,
            ),
        ] {
            assert_eq!(main_reason(&reasons, verdict), why, "{reasons:?}");
        }
    }

    #[test]
    fn a_letter_counts_once_for_each_fate() {
        let ledger = Ledger::new(Arc::default());
        for _ in 0..3 {
            let cadence = Some(Cadence::Weekly);
            ledger.note((1, 1), cadence, Fate::Later, Why::Relay);
        }
        ledger.note((1, 1), None, Fate::Sent, Why::AsPlanned);
        let counts = ledger.counts();
        assert_eq!(counts.count(|entry| entry.fate == Fate::Later), 1);
        assert_eq!(counts.count(|entry| entry.cadence == Cadence::Weekly), 2);
    }
}
