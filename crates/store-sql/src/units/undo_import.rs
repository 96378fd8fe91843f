//! Taking an import back, as far as its people have not acted since: a page of people a
//! transaction, so that pages and gates get the writer in between. It never touches who chose for
//! themselves.

use crate::row::Row;
use crate::session::Session;
use crate::sql::{change as change_sql, import as import_sql, undo_import as sql};
use crate::units::import::PersonWrite;
use crate::units::import::known_draft;
use crate::units::import_draft::{Draft, Filled};
use crate::units::{batch, keys, lock};
use crate::{SqlStore, Value, json};
use lagom_model::ids::SeededIds;
use lagom_model::{PublicId, PublicationId, Reason, SubscriberId, Timestamp};
use lagom_store::{Result, StoreError, UndoReport};
use serde::{Deserialize, Serialize};

const PAGE: u32 = 1_000;

#[derive(Serialize)]
struct LineKey {
    subscriber: SubscriberId,
    publication: PublicationId,
}

#[derive(Deserialize)]
struct LineNow {
    publication_id: PublicationId,
    consumed: u32,
}

/// What is done with one page.
#[derive(Default)]
struct Plan {
    remove: Vec<SubscriberId>,
    end: Vec<LineKey>,
    /// People of whom no line stays.
    cancel: Vec<SubscriberId>,
    blank: Vec<Draft>,
    /// People whose row in the batch is dealt with.
    seen: Vec<SubscriberId>,
    report: UndoReport,
}

impl Plan {
    fn take(&mut self, row: &Row) -> Result<()> {
        let id = row.int("subscriber_id")?;
        self.seen.push(id);
        let lines: Vec<LineNow> = row.json("lines")?;
        if row.text("fate")? == "added" {
            let untouched = row.int("changes")? == 0;
            if untouched && row.int("deliveries")? == 0 && row.int("others")? == 0 {
                self.remove.push(id);
                self.report.removed += 1;
            } else if untouched && row.int("gated")? == 0 {
                let filled: Filled = row.json("filled")?;
                self.end_lines(id, &lines, &filled);
            } else {
                self.report.kept += 1;
            }
            return Ok(());
        }
        if row.int("changes_since")? > 0 {
            self.report.kept += 1;
            return Ok(());
        }
        let filled: Filled = row.json("filled")?;
        self.end_lines(id, &lines, &filled);
        self.blank.push(blanked(row, &filled)?);
        Ok(())
    }

    fn end_lines(&mut self, subscriber: SubscriberId, lines: &[LineNow], filled: &Filled) {
        let mut left = lines.len();
        for line in lines {
            if filled.lines.contains(&line.publication_id) && line.consumed == 0 {
                self.end.push(LineKey {
                    subscriber,
                    publication: line.publication_id,
                });
                self.report.ended += 1;
                left -= 1;
            }
        }
        if left == 0 && !lines.is_empty() {
            self.cancel.push(subscriber);
        }
    }
}

/// The person with what the batch filled blank again.
fn blanked(row: &Row, filled: &Filled) -> Result<Draft> {
    // The ids of a draft of a known person are never written.
    let mut draft = known_draft(row, "", &SeededIds::new(0))?;
    draft.id = Some(row.int("subscriber_id")?);
    if filled.name {
        draft.name = None;
    }
    draft
        .attributes
        .retain(|key, _| !filled.attributes.contains(key));
    if let Some(language) = &filled.language {
        draft.language.clone_from(language);
        draft.language_known = false;
    }
    if let Some(zone) = &filled.zone {
        draft.zone = zone.clone();
        draft.zone_known = false;
    }
    if filled.country {
        draft.country = None;
    }
    if filled.season {
        draft.season = None;
    }
    Ok(draft)
}

pub(crate) async fn undo(store: &SqlStore, id: PublicId, now: Timestamp) -> Result<UndoReport> {
    let mut report = UndoReport::default();
    let mut after = 0;
    loop {
        let mut session = store.write().await?;
        let done = page(&mut session, id, now, after).await;
        let (plan, next) = session.finish(done).await?;
        report.removed += plan.removed;
        report.ended += plan.ended;
        report.kept += plan.kept;
        match next {
            Some(next) => after = next,
            None => return Ok(report),
        }
    }
}

/// One page; the second part of the answer is where the next one starts.
async fn page(
    session: &mut Session,
    id: PublicId,
    now: Timestamp,
    after: SubscriberId,
) -> Result<(UndoReport, Option<SubscriberId>)> {
    let Some(head) = session.first(&sql::BATCH, &[id.into()]).await? else {
        return Err(StoreError::NotFound {
            what: "import",
            key: id.to_string(),
        });
    };
    if head.maybe_at("undone_at")?.is_some() {
        return Ok((UndoReport::default(), None));
    }
    let values = [id.into(), after.into(), PAGE.into()];
    let rows = session.run(&sql::PAGE, &values).await?;
    let people: Vec<SubscriberId> = rows
        .iter()
        .map(|row| row.int("subscriber_id"))
        .collect::<Result<_>>()?;
    let Some(last) = people.last().copied() else {
        session
            .run(&sql::MARK_UNDONE, &[id.into(), now.into()])
            .await?;
        return Ok((UndoReport::default(), None));
    };
    lock(session, people.iter().copied()).await?;
    let values = [keys(people), id.into(), head.at("at")?.into()];
    let mut plan = Plan::default();
    for row in session.run(&sql::SINCE, &values).await? {
        plan.take(&row)?;
    }
    write(session, id, &plan, now).await?;
    Ok((plan.report, Some(last)))
}

async fn write(session: &mut Session, id: PublicId, plan: &Plan, now: Timestamp) -> Result<()> {
    let reason = json::write(&Reason::ImportUndone);
    if !plan.end.is_empty() {
        let lines = batch(&plan.end);
        let ended: [Value; 2] = [lines.clone(), now.into()];
        session.run(&change_sql::END_SUBSCRIPTIONS, &ended).await?;
        session
            .run(&change_sql::CLOSE_LINES, std::slice::from_ref(&lines))
            .await?;
        let values = [lines.clone(), now.into(), reason.as_str().into()];
        session
            .run(&change_sql::END_CARRIED_OF_LINES, &values)
            .await?;
        session.run(&sql::DROP_PLANS, &[lines]).await?;
    }
    if !plan.cancel.is_empty() {
        let people = keys(plan.cancel.iter().copied());
        let values = [people, now.into(), reason.into()];
        session.run(&sql::CANCEL_PLANNED, &values).await?;
    }
    if !plan.blank.is_empty() {
        let writes: Vec<PersonWrite<'_>> = plan.blank.iter().map(PersonWrite::from).collect();
        let rows = batch(&writes);
        session
            .run(&import_sql::FILL_PEOPLE, std::slice::from_ref(&rows))
            .await?;
        session.run(&import_sql::PUT_PROFILES, &[rows]).await?;
    }
    if !plan.remove.is_empty() {
        let people = keys(plan.remove.iter().copied());
        for statement in [
            &sql::REMOVE_PUBLIC,
            &sql::REMOVE_LINKS,
            &sql::REMOVE_HASHES,
            &sql::REMOVE_CONTACTS,
            &sql::REMOVE_PROFILES,
            &sql::REMOVE_LINES,
            &sql::REMOVE_SUBSCRIPTIONS,
            &sql::REMOVE_PEOPLE,
        ] {
            session
                .run(statement, std::slice::from_ref(&people))
                .await?;
        }
    }
    let values = [keys(plan.seen.iter().copied()), id.into()];
    session.run(&sql::REMOVE_ROWS, &values).await?;
    Ok(())
}
