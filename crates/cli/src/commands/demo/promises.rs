//! What readers and operators were promised, and whether the caught mails and the store's books keep it.
//! It judges counts and makes none.

use super::ledger::Fate;
use super::report::{Told, number};

/// The store's own books.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Books {
    /// Letters planned, as the planner counted them.
    pub(super) planned: u64,
    /// Letters in the outbox by the name of their state.
    pub(super) letters: Vec<(&'static str, u64)>,
    /// Parts by the name of their letter's state.
    pub(super) parts: Vec<(&'static str, u64)>,
    /// Rows that break an invariant.
    pub(super) problems: Vec<String>,
}

/// A promise, and whether the caught mails keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Promise {
    pub(super) kept: bool,
    pub(super) text: String,
}

/// The promises, judged.
pub(super) fn promises(told: &Told) -> Vec<Promise> {
    let (it, books) = (&told.measures, &told.books);
    let (open, letters) = (
        books.letters.iter().find(|(state, _)| *state == "planned"),
        books.letters.iter().map(|(_, count)| count).sum::<u64>(),
    );
    let sent = |books: &[(&str, u64)]| {
        let sent = books.iter().find(|(state, _)| *state == "sent");
        sent.map_or(0, |(_, count)| *count)
    };
    let sent_by_ledger = told.counts.count(|entry| entry.fate == Fate::Sent);
    let parts: u64 = books.parts.iter().map(|(_, count)| count).sum();
    let promise = |kept, text| Promise { kept, text };
    vec![
        promise(
            it.beyond_limit == 0,
            format!(
                "Nobody had more than {} letters in 7 days or {} in 28; of the {} who asked for more, \
                 nobody more than {}.",
                it.most_in_7_days, it.most_in_28_days, it.raised, it.most_raised_in_28_days
            ),
        ),
        promise(
            it.in_quiet_hours == 0,
            format!(
                "{} letters came between 21:00 and 08:00 where their reader is.",
                number(it.in_quiet_hours as u64)
            ),
        ),
        promise(
            it.shortest_gap_hours.is_none_or(|hours| hours >= 20),
            format!(
                "Two letters to one person were never less than {} hours apart.",
                it.shortest_gap_hours.unwrap_or(0)
            ),
        ),
        promise(
            it.full_unasked == 0,
            format!(
                "Over the year's end {} people had short letters; {} had asked for long ones, and got them.",
                number(it.short_in_season as u64),
                number(it.full_by_choice as u64)
            ),
        ),
        promise(
            it.events_again == 0,
            format!(
                "{} events were announced, to nobody the same one twice.",
                number(it.events as u64)
            ),
        ),
        promise(
            it.after_a_no == 0,
            format!(
                "{} people paused or left; {} letters came to them after that.",
                it.silenced, it.after_a_no
            ),
        ),
        promise(
            it.second_copies == 0,
            format!(
                "{} second copies; {} letters say that the one before may be lost.",
                it.second_copies, it.doubts_noted
            ),
        ),
        promise(
            letters == books.planned
                && sent(&books.letters) == sent_by_ledger
                && sent_by_ledger <= it.mails as u64
                && books.problems.is_empty(),
            format!(
                "The books balance: {} letters planned = {}.",
                number(books.planned),
                sum(&books.letters)
            ),
        ),
        promise(
            books.problems.is_empty(),
            format!(
                "{} parts = {}; {} problems{}.",
                number(parts),
                sum(&books.parts),
                books.problems.len(),
                if open.is_some() {
                    " (planned ones are under way)"
                } else {
                    ""
                }
            ),
        ),
    ]
}

/// "31 sent + 2 held".
fn sum(books: &[(&str, u64)]) -> String {
    let states = books.iter();
    let terms: Vec<String> = states
        .map(|(state, count)| format!("{} {state}", number(*count)))
        .collect();
    terms.join(" + ")
}
