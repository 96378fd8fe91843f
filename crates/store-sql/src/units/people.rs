//! Finding and reading people.

use crate::json;
use crate::row::Row;
use crate::session::Session;
use crate::sql::people as sql;
use crate::units::person::{LineColumns, PersonColumns};
use crate::units::planned;
use lagom_model::{PublicId, SubscriberId, Timestamp};
use lagom_store::{By, Person, PersonPage, PlannedPart, Result, Seen};
use serde::Deserialize;

async fn find(session: &mut Session, by: &By) -> Result<Option<Row>> {
    match by {
        By::AddressHash(hash) => {
            session
                .first(&sql::BY_ADDRESS, &[hash.as_str().into()])
                .await
        }
        By::Link(link) => session.first(&sql::BY_LINK, &[(*link).into()]).await,
        By::Public(id) => session.first(&sql::BY_PUBLIC, &[(*id).into()]).await,
        By::Delivery(id) => session.first(&sql::OF_DELIVERY, &[(*id).into()]).await,
    }
}

fn whole(row: &Row) -> Result<Person> {
    let columns = PersonColumns::read(row)?;
    Ok(Person {
        id: columns.id,
        public_id: row.id("person")?,
        link: row.id("link_id")?,
        address: row.maybe_text("address")?.map(str::to_owned),
        name: row.maybe_text("full_name")?.map(str::to_owned),
        remark: row.maybe_text("remark")?.map(str::to_owned),
        revision: row.int("revision")?,
        lines: columns
            .lines
            .into_iter()
            .filter(LineColumns::in_force)
            .map(LineColumns::into_line)
            .collect(),
        facts: columns.facts,
    })
}

pub(crate) async fn by_id(session: &mut Session, id: SubscriberId) -> Result<Option<Person>> {
    let row = session.first(&sql::PERSON, &[id.into()]).await?;
    match row {
        // Who was erased is nobody any more.
        Some(row) if !row.flag("erased")? => whole(&row).map(Some),
        _ => Ok(None),
    }
}

/// A letter before its first gate.
#[derive(Deserialize)]
struct PlannedColumns {
    due_at: Timestamp,
    #[serde(deserialize_with = "json::embedded")]
    plan: Vec<planned::Columns>,
}

impl PlannedColumns {
    fn parts(self) -> impl Iterator<Item = PlannedPart> {
        let at = self.due_at;
        let publications = self.plan.into_iter().map(|(publication, ..)| publication);
        publications.map(move |publication| PlannedPart { at, publication })
    }
}

/// The person of a preference link as their page needs them, in one statement.
pub(crate) async fn seen(session: &mut Session, link: PublicId) -> Result<Option<Seen>> {
    let row = session.first(&sql::SEEN, &[link.into()]).await?;
    let Some(row) = row else { return Ok(None) };
    if row.flag("erased")? {
        return Ok(None);
    }
    let letters: Vec<PlannedColumns> = row.json("planned")?;
    let letters = letters.into_iter();
    let mut planned: Vec<PlannedPart> = letters.flat_map(PlannedColumns::parts).collect();
    planned.extend(row.json::<Vec<PlannedPart>>("put_off")?);
    Ok(Some(Seen {
        person: whole(&row)?,
        planned,
        content: row.int("content")?,
    }))
}

pub(crate) async fn person(session: &mut Session, by: &By) -> Result<Option<Person>> {
    let Some(row) = find(session, by).await? else {
        return Ok(None);
    };
    let mut person = by_id(session, row.int("subscriber_id")?).await?;
    if let (By::Delivery(_), Some(person)) = (by, &mut person) {
        person.link = row.maybe_id("link_then")?.unwrap_or(person.link);
    }
    Ok(person)
}

pub(crate) async fn page(
    session: &mut Session,
    after: Option<SubscriberId>,
    limit: u32,
) -> Result<PersonPage> {
    let values = [after.unwrap_or(0).into(), limit.into()];
    let rows = session.run(&sql::PAGE, &values).await?;
    let people: Vec<Person> = rows.iter().map(whole).collect::<Result<_>>()?;
    let full = u32::try_from(people.len()).unwrap_or(u32::MAX) >= limit;
    let after = people.last().map(|person| person.id).filter(|_| full);
    Ok(PersonPage { people, after })
}
