//! The operator's letters: subject and text. Pure; English, as all that operators read.

use super::matters::Matter;
use chrono::NaiveDate;
use lagom_store::Work;
use std::fmt::Write as _;

/// The longest text that waits, in bytes.
const LONGEST: usize = 16_000;

/// What there is to look at, behind what could not be sent before.
pub(super) fn told(matters: &[Matter], waiting: &str) -> String {
    let mut text = waiting.to_owned();
    for matter in matters.iter().take_while(|_| waiting.len() < LONGEST) {
        let _ = write!(text, "{}\n{}\n\n", matter.title, matter.hint);
    }
    text
}

/// About what there is to look at.
pub(super) fn of(matters: &[Matter], text: &str, organisation: &str) -> (String, String) {
    let subject = match matters {
        [only] => only.title.trim_end_matches('.'),
        _ => "there is something to look at",
    };
    (
        format!("{organisation}: {subject}"),
        format!("{text}You hear of the same thing once a day at most.\n"),
    )
}

/// About an ordinary week: the days (UTC) from one date to the one before another.
pub(super) fn week(
    from: NaiveDate,
    until: NaiveDate,
    work: &Work,
    organisation: &str,
) -> (String, String) {
    let last = until.pred_opt().unwrap_or(until);
    let mut text = format!("From {from} to {last} (UTC):\n\n");
    let counts = [
        (work.planned, "letters planned"),
        (work.sent, "sent"),
        (
            work.deferred,
            "times that a letter waited for a better moment",
        ),
        (work.folded, "moved into the next letter"),
        (work.expired, "expired: no room came in time"),
        (
            work.cancelled,
            "cancelled: the reader left, or nothing was left to say",
        ),
        (work.later, "attempts that were put off"),
        (work.failed, "refused for good"),
        (
            work.held,
            "held: nobody knows whether they arrived; the next letter says so",
        ),
    ];
    for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
        let _ = writeln!(text, "{count:>9}  {what}");
    }
    text.push_str("\n`lagom outbox list` shows what is held or failed, `lagom explain` says why for one reader.\n");
    (
        format!("{organisation}: {} letters sent this week", work.sent),
        text,
    )
}
