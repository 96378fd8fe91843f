//! The journal: what runs did by day, and what the operator was told of.

use crate::row::Row;
use crate::session::Session;
use crate::sql::journal as sql;
use crate::{SqlStore, Value};
use async_trait::async_trait;
use chrono::{Days, NaiveDate};
use lagom_model::{Timestamp, Zone};
use lagom_store::{Day, Journal, Notice, Result, Work};

/// So many days are kept.
const KEPT: Days = Days::new(400);

fn number(count: u64) -> Value {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}

async fn note_work(session: &mut Session, work: &Work, now: Timestamp) -> Result<()> {
    let day = Zone::UTC.date(now);
    let mut values = vec![day.to_string().into()];
    values.extend(
        [
            work.planned,
            work.sent,
            work.deferred,
            work.folded,
            work.expired,
            work.cancelled,
            work.later,
            work.failed,
            work.held,
        ]
        .map(number),
    );
    session.run(&sql::ADD_WORK, &values).await?;
    let oldest = day.checked_sub_days(KEPT).unwrap_or(day);
    session
        .run(&sql::FORGET_WORK, &[oldest.to_string().into()])
        .await?;
    Ok(())
}

fn day(row: &Row) -> Result<Day> {
    let count = |column| Ok(u64::try_from(row.int(column)?).unwrap_or(0));
    Ok(Day {
        date: row.date("day")?,
        work: Work {
            planned: count("planned")?,
            sent: count("sent")?,
            deferred: count("deferred")?,
            folded: count("folded")?,
            expired: count("expired")?,
            cancelled: count("cancelled")?,
            later: count("later")?,
            failed: count("failed")?,
            held: count("held")?,
        },
    })
}

fn notice(row: &Row) -> Result<Notice> {
    Ok(Notice {
        matter: row.text("matter")?.to_owned(),
        said: row.text("said")?.to_owned(),
        at: row.at("at")?,
    })
}

async fn note_told(session: &mut Session, notices: &[Notice]) -> Result<()> {
    for Notice { matter, said, at } in notices {
        let values = [matter.as_str().into(), said.as_str().into(), (*at).into()];
        session.run(&sql::PUT_NOTICE, &values).await?;
    }
    Ok(())
}

#[async_trait]
impl Journal for SqlStore {
    async fn note_work(&self, work: &Work, now: Timestamp) -> Result<()> {
        let mut session = self.write().await?;
        let done = note_work(&mut session, work, now).await;
        session.finish(done).await
    }

    async fn work_since(&self, from: NaiveDate) -> Result<Vec<Day>> {
        let mut session = self.read().await?;
        let rows = session.run(&sql::WORK, &[from.to_string().into()]).await?;
        rows.iter().map(day).collect()
    }

    async fn notices(&self) -> Result<Vec<Notice>> {
        let rows = self.read().await?.run(&sql::NOTICES, &[]).await?;
        rows.iter().map(notice).collect()
    }

    async fn note_told(&self, notices: &[Notice]) -> Result<()> {
        let mut session = self.write().await?;
        let done = note_told(&mut session, notices).await;
        session.finish(done).await
    }
}
