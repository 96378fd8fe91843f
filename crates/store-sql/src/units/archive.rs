//! Backups: tables out and in, a page at a time. Both ways are one transaction.

use crate::json::{self, Cell};
use crate::session::Session;
use crate::sql::archive::{self as sql, TABLES, Table};
use crate::sql::{install as install_sql, look as look_sql};
use crate::units::{epoch, look};
use crate::{Purpose, SqlStore, Value};
use async_trait::async_trait;
use lagom_model::Timestamp;
use lagom_store::{Archive, Census, Page, PageSink, PageSource, Piece, Result, StoreError};

/// More lines whose ranges are broken are not counted.
const MOST_BREAKS: i64 = 1_000;

fn refused(message: impl Into<String>) -> StoreError {
    StoreError::Archive {
        message: message.into(),
    }
}

async fn dump(session: &mut Session, sink: PageSink<'_>) -> Result<Census> {
    let mut census = Census::default();
    for table in &TABLES {
        let mut rows = 0;
        let mut above: Vec<Value> = table.key.iter().map(|key| key.lowest()).collect();
        loop {
            let mut values = vec![Value::from(table.rows)];
            values.extend(above);
            let Some(row) = session.first(&table.page, &values).await? else {
                break;
            };
            let count = u64::from(row.count("number")?);
            if count == 0 {
                break;
            }
            let cells = row.text("cells")?.to_owned();
            above = last_key(table, &cells).map_err(|message| row.unreadable("cells", message))?;
            rows += count;
            let page = Page {
                table: table.name.to_owned(),
                count,
                rows: cells,
            };
            sink(page).map_err(refused)?;
            if i64::try_from(count).is_ok_and(|count| count < table.rows) {
                break;
            }
        }
        census.rows.insert(table.name.to_owned(), rows);
    }
    weigh(session, &mut census).await?;
    Ok(census)
}

/// The key of the last row.
fn last_key(table: &Table, cells: &str) -> std::result::Result<Vec<Value>, String> {
    let rows: Vec<Vec<Cell>> = json::read(cells).map_err(|error| error.to_string())?;
    let last = rows.last().ok_or("a page without rows")?;
    let key: Option<Vec<Value>> = table
        .key
        .iter()
        .zip(last)
        .map(|(key, cell)| key.value(cell))
        .collect();
    key.ok_or_else(|| "a row without a key".to_owned())
}

/// What stands behind the rows: balance and broken ranges.
async fn weigh(session: &mut Session, census: &mut Census) -> Result<()> {
    census.balance = look::balance(session).await?;
    let values = [Value::from(MOST_BREAKS)];
    let breaks = session.run(&look_sql::RANGE_BREAKS, &values).await?.len();
    census.breaks = u64::try_from(breaks).unwrap_or(u64::MAX);
    Ok(())
}

async fn restore(
    store: &SqlStore,
    session: &mut Session,
    source: PageSource<'_>,
    now: Timestamp,
) -> Result<Census> {
    session.run(&install_sql::LOCK_SCHEMA, &[]).await?;
    let present = session.first(&sql::PRESENT, &[]).await?;
    if present.map_or(Ok(false), |row| row.flag("found"))? {
        return Err(StoreError::WrongState {
            what: "this installation".to_owned(),
            state: "not empty".to_owned(),
            hint:
                "a backup comes into an empty database only; make a new one, or move this one away"
                    .to_owned(),
        });
    }
    for statement in [
        &sql::CLEAR_RUNS,
        &sql::CLEAR_TIMES,
        &sql::CLEAR_PUBLICATIONS,
        &sql::CLEAR_SENDERS,
        &sql::CLEAR_POLICIES,
        &sql::CLEAR_DISPATCHERS,
        &sql::CLEAR_DAYS,
        &sql::CLEAR_NOTICES,
        &sql::CLEAR_RATES,
        &sql::CLEAR_INSTALLATION,
    ] {
        session.run(statement, &[]).await?;
    }
    let mut found = Census::default();
    for table in &TABLES {
        found.rows.insert(table.name.to_owned(), 0);
    }
    let promised = loop {
        match source().map_err(refused)? {
            Some(Piece::Page(page)) => put(session, page, &mut found).await?,
            Some(Piece::End(census)) => break census,
            None => return Err(refused("it is cut short: its end is missing")),
        }
    };
    for statement in [
        &sql::SENDER_KEYS,
        &sql::PUBLICATION_KEYS,
        &sql::SUBSCRIBER_KEYS,
        &sql::ISSUE_KEYS,
        &sql::RELEASE_KEYS,
        &sql::ROUND_KEYS,
    ] {
        session.run(statement, &[]).await?;
    }
    weigh(session, &mut found).await?;
    if found != promised {
        return Err(refused(format!(
            "what came back does not come to what was copied: {}",
            difference(&found, &promised)
        )));
    }
    let fence = store.backend.remembered().map_or(0, |(_, fence)| fence);
    epoch::raise(session, "it came back from a backup", fence, now).await?;
    Ok(found)
}

async fn put(session: &mut Session, page: Page, found: &mut Census) -> Result<()> {
    let table = TABLES.iter().find(|table| table.name == page.table);
    let Some(table) = table else {
        let message = format!("this version knows no table `{}`", page.table);
        return Err(refused(message));
    };
    let values = [Value::from(page.rows)];
    let done = session.run(&table.put, &values).await;
    done.map_err(|error| match error {
        StoreError::Statement { message, .. } => refused(format!(
            "rows of the table `{}` are refused: {message}",
            table.name
        )),
        other => other,
    })?;
    *found.rows.entry(page.table).or_default() += page.count;
    Ok(())
}

/// The first thing that differs.
fn difference(found: &Census, promised: &Census) -> String {
    let rows = promised.rows.iter().find_map(|(table, wanted)| {
        let count = found.rows.get(table).copied().unwrap_or(0);
        (count != *wanted).then(|| format!("`{table}` has {count} rows of {wanted}"))
    });
    rows.unwrap_or_else(|| "the balance over parts differs".to_owned())
}

#[async_trait]
impl Archive for SqlStore {
    async fn dump(&self, sink: PageSink<'_>) -> Result<Census> {
        self.check().await?;
        let mut session = self.bare(Purpose::Snapshot).await?;
        session.begin().await?;
        let done = dump(&mut session, sink).await;
        session.finish(done).await
    }

    async fn restore(&self, source: PageSource<'_>, now: Timestamp) -> Result<Census> {
        let mut session = self.write().await?;
        let done = restore(self, &mut session, source, now).await;
        session.finish(done).await
    }
}
