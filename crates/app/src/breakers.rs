//! Breakers: where too many readers complain, a sender's letters wait by themselves. One complaint in a thousand letters of a week
//! pauses a run, three stop it; the operator hears of it and decides. It stops no reader.

use lagom_model::{SenderId, Timestamp};
use lagom_store::{RunControl, RunState, Store, StoreError};

/// How far back complaints and letters count, in milliseconds.
const WINDOW: i64 = 7 * Timestamp::DAY;
/// Fewer complaints than this are chance.
const LEAST: u64 = 3;
/// Complaints in a thousand letters that pause a run.
const PAUSES: u64 = 1;
/// Complaints in a thousand letters that stop it.
const STOPS: u64 = 3;
/// So many letters for each complaint, and no breaker trips: more need not be counted.
const ENOUGH: u64 = 1_000 / PAUSES + 1;
/// How the reason begins.
const BECAUSE: &str = "too many readers complained";

/// Pauses and stops what is to rest.
///
/// # Errors
/// Any failure of the store.
pub(crate) async fn trip(store: &dyn Store, now: Timestamp) -> Result<(), StoreError> {
    let week = now.plus(-WINDOW);
    let of = |counted: &[(SenderId, u64)], sender| {
        let found = counted.iter().find(|(of, _)| *of == sender);
        found.map_or(0, |(_, count)| *count)
    };
    let complained = store.complaints(week).await?;
    if complained.iter().all(|(_, count)| *count < LEAST) {
        return Ok(());
    }
    for run in store.runs().await? {
        let Some(since) = looks_back(&run, week) else {
            continue;
        };
        let mut complaints = of(&complained, run.sender);
        if complaints >= LEAST && since > week {
            complaints = of(&store.complaints(since).await?, run.sender);
        }
        if complaints < LEAST {
            continue;
        }
        // A pause becomes a stop by what readers say, not by letters that grow older than a week.
        let rests = run.control == RunControl::Paused;
        if rests && of(&store.complaints(run.since).await?, run.sender) == 0 {
            continue;
        }
        let up_to = complaints.saturating_mul(ENOUGH);
        let sent = store.sent_since(run.sender, week, up_to).await?;
        let Some(control) = tripped(complaints, sent).filter(|control| *control != run.control)
        else {
            continue;
        };
        let why = format!("{BECAUSE}: {complaints} after {sent} letters");
        tracing::warn!(sender = run.sender, complaints, sent, "a run rests");
        store.set_run(run.sender, control, &why, now).await?;
    }
    Ok(())
}

/// From when on a run's complaints count against the week's letters: what the operator has seen and let go counts no more.
/// `None`: it rests already, by another's word.
fn looks_back(run: &RunState, week: Timestamp) -> Option<Timestamp> {
    match run.control {
        RunControl::Go => Some(run.since.max(week)),
        RunControl::Paused if run.why.starts_with(BECAUSE) => Some(week),
        RunControl::Paused | RunControl::Stopped | RunControl::Restored => None,
    }
}

/// What so many complaints after so many letters come to.
const fn tripped(complaints: u64, sent: u64) -> Option<RunControl> {
    let of_thousand = complaints.saturating_mul(1_000);
    if complaints < LEAST {
        None
    } else if of_thousand >= sent.saturating_mul(STOPS) {
        Some(RunControl::Stopped)
    } else if of_thousand >= sent.saturating_mul(PAUSES) {
        Some(RunControl::Paused)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_a_thousand_pauses_and_three_stop() {
        let (paused, stopped) = (Some(RunControl::Paused), Some(RunControl::Stopped));
        let table = [
            (0, 0, None),
            (2, 10, None),
            (3, 10, stopped),
            (3, 1_000, stopped),
            (3, 1_001, paused),
            (3, 3_000, paused),
            (3, 3_001, None),
            (10, 10_001, None),
            (10, 10_000, paused),
            (30, 10_000, stopped),
            (29, 10_000, paused),
        ];
        for (complaints, sent, control) in table {
            assert_eq!(
                tripped(complaints, sent),
                control,
                "{complaints} after {sent}"
            );
            let counted = sent.min(complaints * ENOUGH);
            assert_eq!(tripped(complaints, counted), control, "{counted} counted");
        }
    }

    #[test]
    fn what_the_operator_let_go_counts_no_more() {
        let run = |control, why: &str| RunState {
            sender: 1,
            control,
            why: why.to_owned(),
            since: Timestamp(50),
            until: None,
            waiting: 0,
            planned: 0,
        };
        let week = Timestamp(20);
        assert_eq!(
            looks_back(&run(RunControl::Go, ""), week),
            Some(Timestamp(50))
        );
        assert_eq!(
            looks_back(&run(RunControl::Go, ""), Timestamp(60)),
            Some(Timestamp(60))
        );
        let by_itself = format!("{BECAUSE}: 3 after 2000 letters");
        assert_eq!(
            looks_back(&run(RunControl::Paused, &by_itself), week),
            Some(week)
        );
        for (control, why) in [
            (RunControl::Paused, "the operator paused it"),
            (RunControl::Stopped, by_itself.as_str()),
            (RunControl::Restored, ""),
        ] {
            assert_eq!(looks_back(&run(control, why), week), None);
        }
    }
}
