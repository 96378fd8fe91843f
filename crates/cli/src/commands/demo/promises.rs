//! What readers and operators were promised, and whether the caught mails and the store's books keep it.
//! It judges counts and makes none.

use super::ledger::Fate;
use super::report::{Told, number};
use lagom_model::DeliveryState;

/// The store's own books.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Books {
    /// Letters planned, as the planner counted them.
    pub(super) planned: u64,
    /// Letters in the outbox by state.
    pub(super) letters: Vec<(DeliveryState, u64)>,
    /// Parts by the state of their letter.
    pub(super) parts: Vec<(DeliveryState, u64)>,
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
    let mut promises = to_readers(told);
    promises.extend(to_the_operator(told));
    promises
}

fn to_readers(told: &Told) -> Vec<Promise> {
    let it = &told.measures;
    let count = |count: usize| number(count as u64);
    let promise = |kept, text| Promise { kept, text };
    vec![
        promise(
            it.beyond_limit == 0,
            format!(
                "Nobody had more than {} letters in 7 days or {} in 28; {} asked for more and had at most {}.",
                it.most_in_7_days, it.most_in_28_days, it.raised, it.most_raised_in_28_days
            ),
        ),
        promise(
            it.in_quiet_hours == 0,
            format!(
                "{} letters came between 21:00 and 08:00 where their reader is.",
                count(it.in_quiet_hours)
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
                "Over the year's end {} people had short letters; {} asked for long ones and had them.",
                count(it.short_in_season),
                count(it.full_by_choice)
            ),
        ),
        promise(
            it.events_again == 0,
            format!(
                "Events were announced {} times, to nobody the same one twice.",
                count(it.events)
            ),
        ),
        promise(
            it.after_a_no == 0,
            format!(
                "{} people left, paused or wanted quiet holidays; {} letters came to them then.",
                count(it.silenced),
                count(it.after_a_no)
            ),
        ),
        promise(
            it.second_copies == 0,
            format!(
                "{} second copies; {} letters say that the one before them may be lost.",
                count(it.second_copies),
                count(it.doubts_noted)
            ),
        ),
    ]
}

fn to_the_operator(told: &Told) -> [Promise; 2] {
    let books = &told.books;
    let letters: u64 = books.letters.iter().map(|(_, count)| count).sum();
    let parts: u64 = books.parts.iter().map(|(_, count)| count).sum();
    let in_state = |state| {
        let mut states = books.letters.iter();
        states
            .find(|(one, _)| *one == state)
            .map_or(0, |(_, count)| *count)
    };
    let (sent, held) = (in_state(DeliveryState::Sent), in_state(DeliveryState::Held));
    let watched = told.counts.count(|entry| entry.fate == Fate::Sent);
    let caught = told.measures.mails as u64;
    [
        Promise {
            // What is held may have been caught; everything else that was caught was sent.
            kept: letters == books.planned
                && watched == sent
                && (sent..=sent + held).contains(&caught),
            text: format!(
                "Of {} letters planned: {}.",
                number(books.planned),
                sum(&books.letters)
            ),
        },
        Promise {
            kept: books.problems.is_empty(),
            text: format!(
                "Of {} parts of letters: {}; {} rows out of order.",
                number(parts),
                sum(&books.parts),
                books.problems.len()
            ),
        },
    ]
}

/// "31 sent, 2 perhaps lost": what became of most of them comes first.
fn sum(books: &[(DeliveryState, u64)]) -> String {
    let mut states = books.to_vec();
    states.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let states = states.into_iter();
    let terms: Vec<String> = states
        .map(|(state, count)| format!("{} {}", number(count), plainly(state)))
        .collect();
    terms.join(", ")
}

fn plainly(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Planned | DeliveryState::Sending => "under way",
        DeliveryState::Waiting => "waiting for the operator",
        DeliveryState::Sent => "sent",
        DeliveryState::Held => "perhaps lost",
        DeliveryState::Failed => "failed",
        DeliveryState::Folded => "joined another",
        DeliveryState::Expired => "too late",
        DeliveryState::Cancelled => "not wanted",
    }
}
