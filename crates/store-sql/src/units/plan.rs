//! Planning a batch of people: choose, lock, read, judge, write. It gates nothing and consumes nothing: a part is only a
//! plan until its gate.

use crate::SqlStore;
use crate::row::Row;
use crate::session::Session;
use crate::sql::plan as sql;
use crate::units::key;
use crate::units::plan_read::{self, Reader};
use crate::units::plan_write::{Writes, list};
use lagom_model::SubscriberId;
use lagom_store::{PlanFn, PlanReport, PlanRequest, PlanSource, Release, Result, Retiming};

pub(crate) async fn releases(session: &mut Session) -> Result<Vec<Release>> {
    let rows = session.run(&sql::RELEASES, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(Release {
                id: row.int("id")?,
                publication: row.int("publication_id")?,
                to_seq: row.int("to_seq")?,
                at: row.at("at")?,
                after: row.int("after_subscriber")?,
            })
        })
        .collect()
}

pub(crate) async fn retimings(session: &mut Session) -> Result<Vec<Retiming>> {
    let rows = session.run(&sql::RETIMINGS, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(Retiming {
                publication: row.int("publication_id")?,
                after: row.int("after_subscriber")?,
            })
        })
        .collect()
}

/// People who go through together: while one group is locked, the one before is read, the one before that judged, and what
/// the first of the four comes to is written.
const GROUP: usize = 500;

/// Who is next, each once, and whether there is nobody after them.
struct Chosen {
    people: Vec<SubscriberId>,
    last: bool,
}

async fn choose(session: &mut Session, request: &PlanRequest) -> Result<Chosen> {
    let limit = i64::from(request.limit.max(1));
    let row = match request.source {
        PlanSource::Release(release) => {
            let values = [release.publication.into(), release.id.into(), limit.into()];
            session.first(&sql::OF_RELEASE, &values).await?
        }
        PlanSource::Slots => {
            let values = [request.now.into(), limit.into()];
            session.first(&sql::DUE, &values).await?
        }
        PlanSource::Times(moved) => {
            let values = [moved.publication.into(), limit.into()];
            session.first(&sql::OF_TIMES, &values).await?
        }
    };
    let number = row.as_ref().map_or(Ok(0), |row| row.int("number"))?;
    Ok(Chosen {
        people: row.map_or(Ok(Vec::new()), |row| row.json("people"))?,
        last: number < limit,
    })
}

/// Plans a batch. Where rows are locked, half of a large one is planned beside the other, in a transaction of its own that
/// commits first: whatever the cursor has passed is planned, and what a crash leaves before it is only judged again. The two
/// lock different people, and the one beside waits for nobody here, so they cannot block each other.
pub(crate) async fn plan(
    store: &SqlStore,
    request: &PlanRequest,
    judge: PlanFn<'_>,
) -> Result<PlanReport> {
    let aside = store.aside().await?;
    let mut session = store.repeat().await?;
    let done = batch(store, &mut session, aside, request, judge).await;
    session.finish(done).await
}

async fn batch(
    store: &SqlStore,
    session: &mut Session,
    aside: Option<Session>,
    request: &PlanRequest,
    judge: PlanFn<'_>,
) -> Result<PlanReport> {
    let chosen = choose(session, request).await?;
    let people = chosen.people.as_slice();
    let mut report = if aside.is_some() && session.locks_rows() && people.len() > GROUP {
        drop(aside);
        let (here, beside) = people.split_at(people.len() / 2);
        let (here, beside) = tokio::join!(
            all(session, None, request, here, judge),
            half(store, request, beside, judge)
        );
        sum(here?, beside?)
    } else {
        all(session, aside, request, people, judge).await?
    };
    report.done = chosen.last;
    move_on(session, request, &chosen).await?;
    Ok(report)
}

/// The half that is planned beside the other.
async fn half(
    store: &SqlStore,
    request: &PlanRequest,
    people: &[SubscriberId],
    judge: PlanFn<'_>,
) -> Result<PlanReport> {
    let mut session = store.repeat().await?;
    let done = all(&mut session, None, request, people, judge).await;
    session.finish(done).await
}

/// All groups of some people.
async fn all(
    session: &mut Session,
    aside: Option<Session>,
    request: &PlanRequest,
    people: &[SubscriberId],
    judge: PlanFn<'_>,
) -> Result<PlanReport> {
    let mut report = PlanReport::default();
    let mut desk = Desk {
        session,
        aside,
        request,
    };
    let mut reader = Reader::default();
    let (mut held, mut known, mut writes) = (None, None, Writes::default());
    let mut groups = people.chunks(GROUP);
    loop {
        let group = groups.next();
        if group.is_none() && held.is_none() && known.is_none() && writes.is_empty() {
            return Ok(report);
        }
        writes.count(&mut report);
        let judged = async { judged(&mut reader, known, request, judge) };
        // The database is asked first, then this thread judges while it works.
        let (moved, judged) = tokio::join!(desk.step(group, held, writes), judged);
        (held, known) = moved?;
        writes = judged?;
    }
}

const fn sum(one: PlanReport, other: PlanReport) -> PlanReport {
    PlanReport {
        people: one.people + other.people,
        letters: one.letters + other.letters,
        joined: one.joined + other.joined,
        done: one.done && other.done,
    }
}

/// A group that is locked: the keys of who is there, and the people as a text.
struct Held {
    keys: Vec<SubscriberId>,
    people: String,
}

/// Keys from the first to the last, and keys one by one: either is nobody.
type Walk<'a> = (SubscriberId, SubscriberId, &'a [SubscriberId]);

/// How to find rows of people: in one walk from the first key to the last if `span` times their number reaches so far, and
/// what others between them have is left where it is; else one by one.
fn walk(keys: &[SubscriberId], span: i64) -> Walk<'_> {
    let number = i64::try_from(keys.len()).unwrap_or(i64::MAX);
    match (keys.iter().min(), keys.iter().max()) {
        (Some(first), Some(last)) if last - first < number.saturating_mul(span) => {
            (*first, *last, &[])
        }
        _ => (1, 0, keys),
    }
}

/// For what few people have.
const OF_FEW: i64 = 8;
/// For what all have.
const OF_ALL: i64 = 2;

/// A group of which everything is known.
struct KnownGroup {
    people: String,
    facts: Row,
}

/// Where a batch is worked on: several groups at once, each one step further than the next.
///
/// What people have is read aside, on a connection of its own, while this one writes what an earlier group comes to. That
/// is as good as reading it here: who is locked is changed by nobody else (on SQLite, nobody else writes at all), and what
/// this transaction writes is about people who were read before.
struct Desk<'a> {
    session: &'a mut Session,
    aside: Option<Session>,
    request: &'a PlanRequest,
}

impl Desk<'_> {
    /// Locks a group, reads the one before, writes what an earlier one comes to.
    async fn step(
        &mut self,
        group: Option<&[SubscriberId]>,
        held: Option<Held>,
        writes: Writes,
    ) -> Result<(Option<Held>, Option<KnownGroup>)> {
        let Self {
            session,
            aside,
            request,
        } = self;
        if let Some(aside) = aside {
            let (held, known) = tokio::join!(
                lock_and_write(session, request, group, writes),
                read(aside, request, held)
            );
            return Ok((held?, known?));
        }
        let known = read(session, request, held).await?;
        let held = lock_and_write(session, request, group, writes).await?;
        Ok((held, known))
    }
}

async fn lock_and_write(
    session: &mut Session,
    request: &PlanRequest,
    group: Option<&[SubscriberId]>,
    writes: Writes,
) -> Result<Option<Held>> {
    let held = lock(session, request, group).await?;
    writes.write(session, request.now).await?;
    Ok(held)
}

/// Moves the cursor of what is walked through.
async fn move_on(session: &mut Session, request: &PlanRequest, chosen: &Chosen) -> Result<()> {
    let after = chosen.people.last().copied().unwrap_or(0);
    match request.source {
        PlanSource::Release(release) => {
            let done_at = chosen.last.then_some(request.now.0);
            let values = [release.id.into(), after.into(), done_at.into()];
            session.run(&sql::MOVE_RELEASE, &values).await?;
        }
        PlanSource::Times(moved) if chosen.last => {
            let values = [moved.publication.into()];
            session.run(&sql::END_RETIMING, &values).await?;
        }
        PlanSource::Times(moved) => {
            let values = [moved.publication.into(), after.into()];
            session.run(&sql::MOVE_RETIMING, &values).await?;
        }
        PlanSource::Slots => {}
    }
    Ok(())
}

/// Locks a group: a release waits for who is locked, or its cursor would pass them; slots skip them, they stay due.
async fn lock(
    session: &mut Session,
    request: &PlanRequest,
    group: Option<&[SubscriberId]>,
) -> Result<Option<Held>> {
    let Some(group) = group else { return Ok(None) };
    let row = match (request.source, walk(group, OF_ALL)) {
        (PlanSource::Slots, _) => {
            session
                .first(&sql::FREE_PEOPLE, &[list(group).into()])
                .await
        }
        (_, (first, last, [])) => {
            session
                .first(&sql::NEIGHBOURS, &[first.into(), last.into()])
                .await
        }
        _ => session.first(&sql::PEOPLE, &[list(group).into()]).await,
    }?;
    let people = match &row {
        Some(row) => row.maybe_text("people")?.unwrap_or_default(),
        None => "",
    };
    let (keys, people) = plan_read::only(people, group)?;
    Ok(Some(Held { keys, people }))
}

/// What the people of a group have.
async fn read(
    session: &mut Session,
    request: &PlanRequest,
    held: Option<Held>,
) -> Result<Option<KnownGroup>> {
    let Some(held) = held else { return Ok(None) };
    let (first_few, last_few, few) = walk(&held.keys, OF_FEW);
    let (first, last, each) = walk(&held.keys, OF_ALL);
    let values = [
        list(&held.keys).into(),
        key::since(request.now).into(),
        first_few.into(),
        last_few.into(),
        list(few).into(),
        first.into(),
        last.into(),
        list(each).into(),
    ];
    let facts = session.first(&sql::FACTS, &values).await?;
    Ok(facts.map(|facts| KnownGroup {
        people: held.people,
        facts,
    }))
}

/// What a group comes to.
fn judged(
    reader: &mut Reader,
    group: Option<KnownGroup>,
    request: &PlanRequest,
    judge: PlanFn<'_>,
) -> Result<Writes> {
    let mut writes = Writes::default();
    if let Some(group) = group {
        reader.read(&group.people, &group.facts, |candidate| {
            let verdict = judge(candidate.case);
            writes.take(candidate, verdict, request);
        })?;
    }
    Ok(writes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_in_one_walk_only_where_they_lie_close_together() {
        let none: &[SubscriberId] = &[];
        assert_eq!(walk(&[5, 7, 28], 8), (5, 28, none));
        assert_eq!(walk(&[5, 7, 29], 8), (1, 0, &[5, 7, 29][..]));
        assert_eq!(walk(&[28, 5, 7], 8), (5, 28, none));
        assert_eq!(walk(&[5, 7, 10], 2), (5, 10, none));
        assert_eq!(walk(&[5, 7, 11], 2), (1, 0, &[5, 7, 11][..]));
        assert_eq!(walk(&[9], 8), (9, 9, none));
        assert_eq!(walk(none, 8), (1, 0, none));
    }
}
