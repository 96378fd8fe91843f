//! What a forecast reads: what is scheduled, and people with all that a gate would know of them. It
//! changes nothing, locks nothing and reads no address.

use crate::SqlStore;
use crate::row::Row;
use crate::session::Session;
use crate::sql::foresee as sql;
use crate::units::events::listed_reminders;
use crate::units::gate_read::{PassedOver, context, delivery, passed_over, touches};
use crate::units::keys;
use crate::units::person::{LineColumns, PersonColumns};
use crate::units::plan;
use crate::units::publish::{listed_before, listings};
use async_trait::async_trait;
use lagom_model::{
    Edition, IssueId, ItemContent, Listing, PublicationId, Seq, SubscriberId, Timestamp,
};
use lagom_store::{
    Foresee, Forthcoming, GateContext, OtherRow, Outlook, PlanLine, Result, Subject, SubjectPage,
};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
struct ToldColumns {
    event_key: i64,
    forget_at: Timestamp,
}

/// Where the items of publications stand while issues are imagined one after the other.
#[derive(Default)]
struct Imagined {
    last_seq: HashMap<PublicationId, Seq>,
    items: HashMap<(PublicationId, String), Seq>,
}

async fn outlook(session: &mut Session, until: Timestamp) -> Result<Outlook> {
    let gate = match session.first(&sql::CONTEXT, &[]).await? {
        Some(row) => context(&row)?,
        None => GateContext::default(),
    };
    let releases = plan::releases(session).await?;
    let others = session.run(&sql::OTHERS, &[]).await?;
    let others = others.iter().map(other).collect::<Result<_>>()?;
    let mut imagined = Imagined::default();
    let mut forthcoming = Vec::new();
    for row in session.run(&sql::FORTHCOMING, &[until.into()]).await? {
        forthcoming.push(imagined.publish(session, &row).await?);
    }
    Ok(Outlook {
        gate,
        releases,
        forthcoming,
        others,
    })
}

fn other(row: &Row) -> Result<OtherRow> {
    let PassedOver { carried, gone } = passed_over(row)?;
    Ok(OtherRow {
        row: delivery(row)?,
        own: carried,
        gone,
    })
}

impl Imagined {
    /// The listings that publishing an issue would make, by the code that will publish it.
    async fn publish(&mut self, session: &mut Session, row: &Row) -> Result<Forthcoming> {
        let (issue, publication) = (row.int("id")?, row.int("publication_id")?);
        let at = row.at("publish_at")?;
        let edition: Edition = row.json("edition")?;
        let expires: Vec<Option<Timestamp>> = row.json("expires")?;
        let mut before = listed_before(session, publication, &edition).await?;
        for item in &edition.items {
            let key = (publication, item.identity.clone());
            if let Some(seq) = self.items.get(&key) {
                before.insert(item.identity.clone(), *seq);
            }
        }
        let stored = row.int("last_seq")?;
        let last_seq = self.last_seq.get(&publication).copied().unwrap_or(stored);
        let (written, to_seq) = listings(&edition, &expires, before, last_seq);
        self.last_seq.insert(publication, to_seq);
        let mut new = Vec::with_capacity(written.len());
        for (one, item) in written.iter().zip(&edition.items) {
            let key = (publication, item.identity.clone());
            self.items.insert(key, one.seq);
            new.push(Listing {
                seq: one.seq,
                previous_seq: one.previous,
                key: one.key,
                expires_at: one.expires,
                ..listing(item, issue, one.position, at)
            });
        }
        Ok(Forthcoming {
            issue,
            publication,
            title: row.text("title")?.to_owned(),
            at,
            listings: new,
        })
    }
}

/// An item as it will be listed, before it has a place in the sequence.
fn listing(item: &ItemContent, issue: IssueId, position: usize, at: Timestamp) -> Listing {
    Listing {
        seq: 0,
        previous_seq: None,
        issue,
        position: u32::try_from(position).unwrap_or(u32::MAX),
        kind: item.kind,
        topic: item.topic.clone(),
        language: item.language.clone(),
        key: 0,
        expires_at: None,
        visible_at: at,
        starts: item.starts,
        cancelled: item.cancelled,
        occasion: item.occasion.clone(),
        words: item.full.words,
        short_words: item.short.as_ref().map_or(0, |short| short.words),
    }
}

fn subject(row: &Row) -> Result<Subject> {
    let told: Vec<ToldColumns> = row.json("told")?;
    let mut announced: Vec<_> = told
        .into_iter()
        .map(|event| (event.event_key, event.forget_at))
        .collect();
    announced.sort_unstable();
    let person = PersonColumns::read(row)?;
    let (lines, left): (Vec<_>, Vec<_>) = person.lines.into_iter().partition(LineColumns::in_force);
    let plan = |lines: Vec<LineColumns>| -> Vec<PlanLine> {
        lines.into_iter().map(LineColumns::into_plan_line).collect()
    };
    Ok(Subject {
        subscriber: person.id,
        public_id: row.id("person")?,
        reachable: row.int("reachable")? > 0,
        lines: plan(lines),
        left: plan(left),
        touches: touches(row)?,
        carried: passed_over(row)?.carried,
        announced,
        planned: Vec::new(),
        reminders: listed_reminders(row)?,
        person: person.facts,
    })
}

async fn subjects(
    session: &mut Session,
    after: Option<SubscriberId>,
    limit: u32,
    touches_since: Timestamp,
) -> Result<SubjectPage> {
    let values = [
        after.unwrap_or(0).into(),
        limit.into(),
        touches_since.into(),
    ];
    let rows = session.run(&sql::SUBJECTS, &values).await?;
    let mut people: Vec<Subject> = rows.iter().map(subject).collect::<Result<_>>()?;
    let ids = keys(people.iter().map(|one| one.subscriber));
    let mut planned = HashMap::<SubscriberId, Vec<_>>::new();
    for row in session.run(&sql::PLANNED, &[ids]).await? {
        let delivery = delivery(&row)?;
        planned
            .entry(delivery.subscriber)
            .or_default()
            .push(delivery);
    }
    for one in &mut people {
        one.planned = planned.remove(&one.subscriber).unwrap_or_default();
    }
    let full = u32::try_from(people.len()).unwrap_or(u32::MAX) >= limit;
    let after = people.last().map(|one| one.subscriber).filter(|_| full);
    Ok(SubjectPage { people, after })
}

#[async_trait]
impl Foresee for SqlStore {
    async fn outlook(&self, until: Timestamp) -> Result<Outlook> {
        outlook(&mut self.read().await?, until).await
    }

    async fn subjects(
        &self,
        after: Option<SubscriberId>,
        limit: u32,
        touches_since: Timestamp,
    ) -> Result<SubjectPage> {
        subjects(&mut self.read().await?, after, limit, touches_since).await
    }
}
