//! The journal: days add up, old ones are forgotten, and of each matter the last word is kept.

use super::{Backend, World, samples};
use crate::{Notice, Work};
use lagom_model::{Timestamp, Zone};

/// What runs did on one day (UTC) adds up; the next day stands for itself.
pub async fn work_adds_up_by_day<B: Backend>(backend: &B) {
    let store = World::new(backend).await.store;
    let first = Work {
        planned: 3,
        sent: 2,
        held: 1,
        ..Work::default()
    };
    let more = Work {
        deferred: 1,
        folded: 2,
        expired: 3,
        cancelled: 4,
        later: 5,
        failed: 6,
        ..first
    };
    let midnight = Zone::UTC.start_of(Zone::UTC.date(samples::hour(24)));
    let times = [midnight.plus(-2), midnight.plus(-1), midnight];
    for (work, at) in [first, more, first].iter().zip(times) {
        store.note_work(work, at).await.unwrap();
    }
    let days = store.work_since(Zone::UTC.date(times[0])).await.unwrap();
    let work: Vec<Work> = days.iter().map(|day| day.work).collect();
    assert_eq!(work, [first.and(more), first]);
    let days = store.work_since(Zone::UTC.date(midnight)).await.unwrap();
    assert_eq!(days.len(), 1);
    let much_later = midnight.plus(402 * Timestamp::DAY);
    store.note_work(&first, much_later).await.unwrap();
    let days = store.work_since(Zone::UTC.date(times[0])).await.unwrap();
    assert_eq!(days.len(), 1, "more than a year is forgotten: {days:?}");
}

/// Of each matter the last word is kept.
pub async fn of_each_matter_the_last_word_is_kept<B: Backend>(backend: &B) {
    let store = World::new(backend).await.store;
    let notice = |matter: &str, said: &str, hour| Notice {
        matter: matter.to_owned(),
        said: said.to_owned(),
        at: samples::hour(hour),
    };
    assert_eq!(store.notices().await.unwrap(), []);
    let first = [notice("held", "", 1), notice("run.press", "paused", 1)];
    store.note_told(&first).await.unwrap();
    let again = notice("held", "", 30);
    store.note_told(std::slice::from_ref(&again)).await.unwrap();
    let told = store.notices().await.unwrap();
    assert_eq!(told, [again, first[1].clone()]);
}
