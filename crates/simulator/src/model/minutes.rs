//! Minutes of reading, recounted: what a mail takes by the words that stand in it, and what the last seven local dates
//! brought.

use super::Model;
use super::budget::{counts, windows};
use super::record::{Gate, Reader};
use crate::mail::Mail;
use lagom_model::{PublicId, Timestamp};

/// Words a minute: nothing in a world says otherwise.
const WORDS: u32 = 238;

/// Why a message of so many seconds is too much to read this week.
pub(super) fn wrong(reader: &Reader, id: PublicId, reading: u32, now: Timestamp) -> Option<String> {
    let facts = &reader.person.facts;
    let limit = facts.wishes.minutes_a_week? * 60;
    let weeks = windows(facts, 7, now).into_iter();
    let spent = weeks.map(|since| -> u32 {
        let week = counts(reader, id).filter(|unit| unit.at >= since);
        week.map(|unit| unit.reading).sum()
    });
    let spent = spent.max().unwrap_or(0);
    (spent + reading > limit).then(|| {
        format!("minutes: {reading} seconds after {spent} of at most {limit} in seven dates")
    })
}

/// What is wrong with the seconds that were counted for a mail.
pub(super) fn miscounted(model: &Model, gate: &Gate, mail: &Mail) -> Option<String> {
    let items = mail.items.iter().filter_map(|(number, shown)| {
        let item = model
            .items
            .values()
            .find(|item| item.written.number == *number)?;
        let words = match (shown.full, shown.short) {
            (true, _) => item.written.words,
            (false, true) => item.written.short_words,
            (false, false) => 0,
        };
        Some((words * 60).div_ceil(WORDS))
    });
    let seconds: u32 = items.sum();
    // A message about events alone leaves out a text that says no more than the title.
    let wrong = if gate.parts.is_empty() {
        seconds > gate.reading
    } else {
        seconds != gate.reading
    };
    wrong.then(|| {
        format!(
            "minutes: {seconds} seconds to read, counted as {}",
            gate.reading
        )
    })
}
