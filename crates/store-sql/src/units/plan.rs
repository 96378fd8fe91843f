//! Planning a batch of people in one transaction: choose, lock, read, judge, write. It gates
//! nothing and consumes nothing: a part is only a plan until its gate.

use crate::row::Row;
use crate::session::Session;
use crate::sql::plan as sql;
use crate::units::key;
use crate::units::plan_read::Reader;
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

/// People read, judged and written at once: while the database writes one such group and reads the next but one, the one
/// between is judged.
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

pub(crate) async fn plan(
    session: &mut Session,
    request: &PlanRequest,
    judge: PlanFn<'_>,
) -> Result<PlanReport> {
    let chosen = choose(session, request).await?;
    let people = lock(session, request.source, &chosen.people).await?;
    let mut report = PlanReport {
        done: chosen.last,
        ..PlanReport::default()
    };
    let mut groups = people.chunks(GROUP);
    let mut reader = Reader::default();
    let mut next = read(session, request, groups.next()).await?;
    let mut writes = Writes::default();
    while let Some(row) = next {
        let group = groups.next();
        let judged = async { judged(&mut reader, &row, request, judge) };
        let stored = async {
            writes.write(session, request.now).await?;
            read(session, request, group).await
        };
        // The database is asked first, then this thread judges while it works.
        let (stored, judged) = tokio::join!(stored, judged);
        next = stored?;
        writes = judged?;
        writes.count(&mut report);
    }
    writes.write(session, request.now).await?;
    move_on(session, request, &chosen).await?;
    Ok(report)
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

/// What is known of a group; `None`: there is none.
async fn read(
    session: &mut Session,
    request: &PlanRequest,
    group: Option<&[SubscriberId]>,
) -> Result<Option<Row>> {
    let Some(group) = group else { return Ok(None) };
    let values = [list(group).into(), key::since(request.now).into()];
    session.first(&sql::FACTS, &values).await
}

/// What a group comes to.
fn judged(
    reader: &mut Reader,
    row: &Row,
    request: &PlanRequest,
    judge: PlanFn<'_>,
) -> Result<Writes> {
    let mut writes = Writes::default();
    reader.read(row, |candidate| {
        let verdict = judge(candidate.case);
        writes.take(candidate, verdict, request);
    })?;
    Ok(writes)
}

/// Locks the people: a release waits for them, or its cursor would pass them; slots skip who is
/// locked, they stay due.
async fn lock(
    session: &mut Session,
    source: PlanSource,
    people: &[SubscriberId],
) -> Result<Vec<SubscriberId>> {
    if people.is_empty() || !session.locks_rows() {
        return Ok(people.to_vec());
    }
    let statement = match source {
        PlanSource::Release(_) | PlanSource::Times(_) => &sql::HOLD,
        PlanSource::Slots => &sql::HOLD_FREE,
    };
    let held = session.first(statement, &[list(people).into()]).await?;
    held.map_or(Ok(Vec::new()), |row| row.json("people"))
}
