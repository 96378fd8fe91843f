//! The import of a batch: a statement for each table, however many people. It fills blanks, opens
//! lines, and never lifts a stop, overwrites a choice or sends anything.

use crate::row::Row;
use crate::session::Session;
use crate::sql::{change as change_sql, import as sql};
use crate::units::import_draft::{Draft, Filled};
use crate::units::{announced, batch, keys, lock};
use crate::{Value, json};
use lagom_model::{Ids, PublicId, PublicationId, SubscriberId, Timestamp};
use lagom_store::{
    ChangeSource, ImportFate, ImportRow, ImportSummary, NewPerson, Result, StoreError,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

#[derive(Deserialize)]
struct OpenLine {
    publication_id: PublicationId,
}

#[derive(Serialize)]
struct Hash<'a> {
    hash: &'a str,
}

/// A person's row, as added or filled.
#[derive(Serialize)]
pub(crate) struct PersonWrite<'a> {
    pub(crate) id: Option<SubscriberId>,
    public_id: String,
    link: String,
    hash: &'a str,
    address: &'a str,
    name: Option<&'a str>,
    attributes: String,
    language: &'a str,
    language_known: u8,
    zone: &'a str,
    zone_known: u8,
    country: Option<&'a str>,
    season: Option<&'static str>,
    season_known: u8,
    lot: u32,
}

impl<'a> From<&'a Draft> for PersonWrite<'a> {
    fn from(draft: &'a Draft) -> Self {
        Self {
            id: draft.id,
            public_id: draft.public_id.to_string(),
            link: draft.link.to_string(),
            hash: &draft.hash,
            address: &draft.address,
            name: draft.name.as_deref(),
            attributes: json::write(&draft.attributes),
            language: &draft.language,
            language_known: u8::from(draft.language_known),
            zone: draft.zone.name(),
            zone_known: u8::from(draft.zone_known),
            country: draft.country.as_deref(),
            season: draft.season.map(lagom_model::SeasonChoice::name),
            season_known: u8::from(draft.season_known),
            lot: lot(draft.public_id),
        }
    }
}

/// A new person's lot: 32 of the random bits that they are named by.
fn lot(public_id: PublicId) -> u32 {
    u32::try_from(public_id.0 >> 96).unwrap_or_default()
}

/// A line with the choices that come into force on it.
#[derive(Debug, Serialize)]
pub(crate) struct LineWrite {
    pub(crate) subscriber: SubscriberId,
    pub(crate) publication: PublicationId,
    pub(crate) choices: String,
    pub(crate) cadence: &'static str,
    pub(crate) pulse: u8,
    pub(crate) next_due_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct RowWrite {
    id: SubscriberId,
    fate: &'static str,
    filled: String,
}

/// A person whom the store knows, as a draft.
pub(crate) fn known_draft(row: &Row, hash: &str, ids: &dyn Ids) -> Result<Draft> {
    let lines: Vec<OpenLine> = row.json("lines")?;
    Ok(Draft {
        id: Some(row.int("id")?),
        // Only new people's are written.
        public_id: ids.public_id(),
        link: ids.public_id(),
        hash: hash.to_owned(),
        address: String::new(),
        name: row.maybe_text("name")?.map(str::to_owned),
        attributes: row.maybe_json("attributes")?.unwrap_or_default(),
        language: row.text("language")?.to_owned(),
        language_known: row.flag("language_known")?,
        zone: row.word("zone")?,
        zone_known: row.flag("zone_known")?,
        country: row.maybe_text("country")?.map(str::to_owned),
        season: row.maybe_word("season")?,
        season_known: row.flag("season_known")?,
        stopped: row.int("stops")? > 0,
        open: lines.into_iter().map(|line| line.publication_id).collect(),
        openings: BTreeMap::new(),
        filled: Filled::default(),
        touched: false,
    })
}

fn new_draft(person: &NewPerson, row: &ImportRow, ids: &dyn Ids) -> Draft {
    Draft {
        id: None,
        public_id: ids.public_id(),
        link: ids.public_id(),
        hash: person.address_hash.clone(),
        address: person.address.clone(),
        name: None,
        attributes: BTreeMap::new(),
        language: row.language.clone(),
        language_known: false,
        zone: row.zone.clone(),
        zone_known: false,
        country: None,
        season: None,
        season_known: false,
        stopped: false,
        open: BTreeSet::new(),
        openings: BTreeMap::new(),
        filled: Filled::default(),
        touched: false,
    }
}

/// Who of the batch is known, read under their locks.
async fn known_people(
    session: &mut Session,
    people: &[NewPerson],
    ids: &dyn Ids,
) -> Result<HashMap<String, Draft>> {
    let hashes: BTreeSet<&str> = people.iter().map(|one| one.address_hash.as_str()).collect();
    let hashes: Vec<_> = hashes.into_iter().map(|hash| Hash { hash }).collect();
    let found = session.run(&sql::KNOWN, &[batch(&hashes)]).await?;
    if found.is_empty() {
        return Ok(HashMap::new());
    }
    let mut hash_of: HashMap<SubscriberId, String> = HashMap::new();
    for row in &found {
        hash_of.insert(
            row.int("subscriber_id")?,
            row.text("value_hash")?.to_owned(),
        );
    }
    lock(session, hash_of.keys().copied()).await?;
    let rows = session
        .run(&sql::READ_KNOWN, &[keys(hash_of.keys().copied())])
        .await?;
    let mut drafts = HashMap::with_capacity(rows.len());
    for row in &rows {
        if let Some(hash) = hash_of.remove(&row.int("id")?) {
            let draft = known_draft(row, &hash, ids)?;
            drafts.insert(hash, draft);
        }
    }
    Ok(drafts)
}

/// Addresses of people who were erased: nobody but they themselves brings them back.
async fn suppressed(session: &mut Session, people: &[NewPerson]) -> Result<BTreeSet<String>> {
    let hashes: BTreeSet<&str> = people.iter().map(|one| one.address_hash.as_str()).collect();
    let hashes: Vec<_> = hashes.into_iter().map(|hash| Hash { hash }).collect();
    let found = session
        .run(&crate::sql::joining::SUPPRESSED_AMONG, &[batch(&hashes)])
        .await?;
    found
        .iter()
        .map(|row| Ok(row.text("value_hash")?.to_owned()))
        .collect()
}

pub(crate) async fn import(
    session: &mut Session,
    row: &ImportRow,
    people: &[NewPerson],
    ids: &dyn Ids,
) -> Result<Vec<ImportFate>> {
    session.run(&sql::LOCK_ADDING, &[]).await?;
    let mut known = known_people(session, people, ids).await?;
    let suppressed = suppressed(session, people).await?;
    let mut added: Vec<Draft> = Vec::new();
    let mut added_at: HashMap<&str, usize> = HashMap::new();
    let mut fates = Vec::with_capacity(people.len());
    for person in people {
        if suppressed.contains(&person.address_hash) {
            fates.push(ImportFate::Stopped);
        } else if let Some(draft) = known.get_mut(&person.address_hash) {
            fates.push(draft.fill(person));
        } else if let Some(draft) = added_at
            .get(person.address_hash.as_str())
            .and_then(|place| added.get_mut(*place))
        {
            fates.push(draft.fill(person));
        } else {
            let mut draft = new_draft(person, row, ids);
            draft.fill(person);
            added_at.insert(&person.address_hash, added.len());
            added.push(draft);
            fates.push(ImportFate::Added);
        }
    }
    let mut filled: Vec<Draft> = known.into_values().filter(|draft| draft.touched).collect();
    filled.sort_by_key(|draft| draft.id);
    add(session, &mut added, row).await?;
    fill(session, &filled, row).await?;
    note(session, &added, &filled, row, &fates).await?;
    Ok(fates)
}

/// Writes new people.
async fn add(session: &mut Session, added: &mut [Draft], row: &ImportRow) -> Result<()> {
    if added.is_empty() {
        return Ok(());
    }
    let writes: Vec<PersonWrite<'_>> = added.iter().map(PersonWrite::from).collect();
    let given = session
        .run(&sql::ADD_PEOPLE, &[batch(&writes), row.at.into()])
        .await?;
    let mut given: HashMap<String, SubscriberId> = given
        .iter()
        .map(|row| Ok((row.text("public_id")?.to_owned(), row.int("id")?)))
        .collect::<Result<_>>()?;
    for draft in added.iter_mut() {
        draft.id = given.remove(&draft.public_id.to_string());
        if draft.id.is_none() {
            return Err(StoreError::TryAgain {
                message: "a new person has no key".to_owned(),
            });
        }
    }
    let writes: Vec<PersonWrite<'_>> = added.iter().map(PersonWrite::from).collect();
    let rows = batch(&writes);
    for statement in [
        &sql::ADD_TO_DIRECTORY,
        &sql::ADD_LINKS,
        &sql::ADD_HASHES,
        &sql::ADD_CONTACTS,
        &sql::PUT_PROFILES,
    ] {
        session.run(statement, std::slice::from_ref(&rows)).await?;
    }
    open_lines(session, added, row).await
}

/// Writes what was filled in known people.
async fn fill(session: &mut Session, filled: &[Draft], row: &ImportRow) -> Result<()> {
    if filled.is_empty() {
        return Ok(());
    }
    let writes: Vec<PersonWrite<'_>> = filled.iter().map(PersonWrite::from).collect();
    let rows = batch(&writes);
    session
        .run(&sql::FILL_PEOPLE, std::slice::from_ref(&rows))
        .await?;
    session.run(&sql::PUT_PROFILES, &[rows]).await?;
    let joining: Vec<SubscriberId> = filled
        .iter()
        .filter(|draft| !draft.openings.is_empty() && draft.open.len() > draft.openings.len())
        .filter_map(|draft| draft.id)
        .collect();
    if !joining.is_empty() {
        announced::remember(session, joining, row.at).await?;
    }
    open_lines(session, filled, row).await
}

async fn open_lines(session: &mut Session, drafts: &[Draft], row: &ImportRow) -> Result<()> {
    let lines: Vec<LineWrite> = drafts
        .iter()
        .filter_map(|draft| Some((draft.id?, draft)))
        .flat_map(|(subscriber, draft)| {
            draft
                .openings
                .iter()
                .map(move |(publication, opening)| LineWrite {
                    subscriber,
                    publication: *publication,
                    choices: json::write(&opening.choices),
                    cadence: opening.choices.cadence.name(),
                    pulse: u8::from(!opening.choices.cadence.has_slots()),
                    next_due_at: opening.next_due_at,
                })
        })
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    let source = ChangeSource::Import.name();
    start_lines(session, &lines, row.at, source, &row.file, None).await
}

/// Puts choices in force on lines: a subscription starts, the line follows it.
pub(crate) async fn start_lines<T: Serialize>(
    session: &mut Session,
    lines: &[T],
    at: Timestamp,
    source: &str,
    wording: &str,
    change: Option<String>,
) -> Result<()> {
    let rows = batch(lines);
    let values = [
        rows.clone(),
        at.into(),
        source.into(),
        wording.into(),
        Value::from(change),
    ];
    session
        .run(&change_sql::START_SUBSCRIPTIONS, &values)
        .await?;
    session
        .run(&change_sql::FOLLOW_LINES, &[rows, at.into()])
        .await?;
    Ok(())
}

/// Notes the batch and what became of whom.
async fn note(
    session: &mut Session,
    added: &[Draft],
    filled: &[Draft],
    row: &ImportRow,
    fates: &[ImportFate],
) -> Result<()> {
    let came_again = own_rows(session, filled, row).await?;
    let mut writes = Vec::with_capacity(added.len() + filled.len());
    for (fate, drafts) in [("added", added), ("filled", filled)] {
        for draft in drafts {
            let Some(id) = draft.id else { continue };
            let mut all = came_again.get(&id).cloned().unwrap_or_default();
            all.merge(draft.filled.clone());
            writes.push(RowWrite {
                id,
                fate,
                filled: json::write(&all),
            });
        }
    }
    let newly_filled = filled
        .iter()
        .filter(|draft| draft.filled != Filled::default())
        .filter(|draft| draft.id.is_some_and(|id| !came_again.contains_key(&id)))
        .count();
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    debug_assert!(added.len() <= fates.len());
    let values = [
        row.batch.into(),
        row.file.as_str().into(),
        row.at.into(),
        count(added.len()).into(),
        count(newly_filled).into(),
    ];
    session.run(&sql::PUT_BATCH, &values).await?;
    if !writes.is_empty() {
        let values = [batch(&writes), row.batch.into()];
        session.run(&sql::PUT_ROWS, &values).await?;
    }
    Ok(())
}

/// What the same batch did before with people who come again.
async fn own_rows(
    session: &mut Session,
    filled: &[Draft],
    row: &ImportRow,
) -> Result<HashMap<SubscriberId, Filled>> {
    if filled.is_empty() {
        return Ok(HashMap::new());
    }
    let people = keys(filled.iter().filter_map(|draft| draft.id));
    let rows = session
        .run(&sql::OWN_ROWS, &[people, row.batch.into()])
        .await?;
    rows.iter()
        .map(|row| Ok((row.int("subscriber_id")?, row.json("filled")?)))
        .collect()
}

pub(crate) async fn batches(session: &mut Session) -> Result<Vec<ImportSummary>> {
    let rows = session.run(&sql::BATCHES, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(ImportSummary {
                batch: row.id("id")?,
                file: row.text("file")?.to_owned(),
                at: row.at("at")?,
                added: row.count("added")?,
                filled: row.count("filled")?,
                undone: row.maybe_at("undone_at")?.is_some(),
            })
        })
        .collect()
}
