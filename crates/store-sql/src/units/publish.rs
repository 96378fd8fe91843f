//! The moment at which issues become visible: items get their `seq` under the publication's lock,
//! never from a sequence at insert, in a transaction that locks no subscriber.

use crate::SqlStore;
use crate::session::Session;
use crate::sql::content as sql;
use crate::units::batch;
use chrono::NaiveDate;
use lagom_model::{Edition, EventStart, IssueId, ItemKind, PublicationId, Seq, Timestamp};
use lagom_store::{Published, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

#[derive(Debug, Serialize)]
pub(super) struct ListingWrite<'a> {
    pub(super) identity: &'a str,
    pub(super) key: i64,
    pub(super) seq: Seq,
    pub(super) previous: Option<Seq>,
    pub(super) position: usize,
    pub(super) kind: &'static str,
    pub(super) topic: &'a str,
    pub(super) language: Option<&'a str>,
    pub(super) expires: Option<Timestamp>,
    starts_at: Option<Timestamp>,
    starts_on: Option<NaiveDate>,
    cancelled: u8,
    occasion: Option<&'a str>,
    words: u32,
    short_words: u32,
}

#[derive(Serialize)]
struct Identity<'a> {
    identity: &'a str,
}

/// 63 bits of the hash of an identity: the same event has the same key in every publication.
fn item_key(identity: &str) -> i64 {
    let digest = Sha256::digest(identity.as_bytes());
    let bits = digest
        .iter()
        .take(8)
        .fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
    i64::try_from(bits >> 1).unwrap_or(i64::MAX)
}

pub(crate) async fn publish_due(store: &SqlStore, now: Timestamp) -> Result<Vec<Published>> {
    let due = store.read().await?.run(&sql::DUE, &[now.into()]).await?;
    let mut published = Vec::new();
    for row in due {
        let (issue, publication) = (row.int("id")?, row.int("publication_id")?);
        let mut session = store.write().await?;
        let done = publish(&mut session, issue, publication, now).await;
        published.extend(session.finish(done).await?);
    }
    Ok(published)
}

async fn publish(
    session: &mut Session,
    issue: IssueId,
    publication: PublicationId,
    now: Timestamp,
) -> Result<Option<Published>> {
    let locked = session
        .first(&sql::LOCK_PUBLICATION, &[publication.into()])
        .await?;
    let Some(locked) = locked else {
        return Ok(None);
    };
    let last_seq = locked.int("last_seq")?;
    let values = [issue.into(), now.into()];
    // Another publisher was faster, or it was stopped.
    let Some(row) = session.first(&sql::STILL_DUE, &values).await? else {
        return Ok(None);
    };
    let edition: Edition = row.json("edition")?;
    let expires: Vec<Option<Timestamp>> = row.json("expires")?;
    let before = listed_before(session, publication, &edition).await?;
    let (listings, to_seq) = listings(&edition, &expires, before, last_seq);
    if !listings.is_empty() {
        write(session, publication, issue, &edition, &listings, now).await?;
        let values = [publication.into(), to_seq.into()];
        session.run(&sql::SET_LAST_SEQ, &values).await?;
    }
    let runs = |listing: &ListingWrite<'_>| {
        listing.kind == ItemKind::Event.name() && listing.expires.is_none_or(|end| end > now)
    };
    if listings.iter().any(runs) {
        let values = [
            publication.into(),
            last_seq.into(),
            to_seq.into(),
            now.into(),
        ];
        session
            .run(&crate::sql::events::OPEN_ROUND, &values)
            .await?;
    }
    session.run(&sql::SET_PUBLISHED, &[issue.into()]).await?;
    let values = [publication.into(), now.into()];
    session.run(&sql::OPEN_RELEASE, &values).await?;
    Ok(Some(Published {
        issue,
        publication,
        items: u32::try_from(listings.len()).unwrap_or(u32::MAX),
        to_seq,
    }))
}

pub(super) async fn listed_before(
    session: &mut Session,
    publication: PublicationId,
    edition: &Edition,
) -> Result<HashMap<String, Seq>> {
    let identities: Vec<_> = edition
        .items
        .iter()
        .map(|item| Identity {
            identity: &item.identity,
        })
        .collect();
    let values = [publication.into(), batch(&identities)];
    let rows = session.run(&sql::ITEMS_BEFORE, &values).await?;
    rows.iter()
        .map(|row| Ok((row.text("identity")?.to_owned(), row.int("last_seq")?)))
        .collect()
}

/// An issue's listings, numbered on from the publication's last `seq`.
pub(super) fn listings<'a>(
    edition: &'a Edition,
    expires: &[Option<Timestamp>],
    mut before: HashMap<String, Seq>,
    last_seq: Seq,
) -> (Vec<ListingWrite<'a>>, Seq) {
    let mut seq = last_seq;
    let mut listings = Vec::with_capacity(edition.items.len());
    for (position, item) in edition.items.iter().enumerate() {
        seq += 1;
        listings.push(ListingWrite {
            identity: &item.identity,
            key: item_key(&item.identity),
            seq,
            previous: before.insert(item.identity.clone(), seq),
            position,
            kind: item.kind.name(),
            topic: &item.topic,
            language: item.language.as_deref(),
            expires: expires.get(position).copied().flatten(),
            starts_at: item.starts.and_then(EventStart::instant),
            starts_on: item.starts.and_then(EventStart::date),
            cancelled: u8::from(item.cancelled),
            occasion: item.occasion.as_deref(),
            words: item.full.words,
            short_words: item.short.as_ref().map_or(0, |block| block.words),
        });
    }
    (listings, seq)
}

async fn write(
    session: &mut Session,
    publication: PublicationId,
    issue: IssueId,
    edition: &Edition,
    listings: &[ListingWrite<'_>],
    now: Timestamp,
) -> Result<()> {
    let values = [
        publication.into(),
        batch(listings),
        issue.into(),
        now.into(),
    ];
    session.run(&sql::ADD_LISTINGS, &values).await?;
    // An item listed twice in one issue stands where it was listed last.
    let mut items: HashMap<&str, &ListingWrite<'_>> = HashMap::with_capacity(edition.items.len());
    for listing in listings {
        items.insert(listing.identity, listing);
    }
    let items: Vec<_> = items.into_values().collect();
    let values = [publication.into(), batch(&items)];
    session.run(&sql::PUT_ITEMS, &values).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use lagom_model::{Block, ItemContent, ItemKind};

    fn item(identity: &str) -> ItemContent {
        ItemContent {
            identity: identity.to_owned(),
            kind: ItemKind::Event,
            topic: "events".to_owned(),
            title: String::new(),
            link: None,
            language: None,
            group: None,
            occasion: None,
            cancelled: false,
            starts: None,
            ends: None,
            place: None,
            full: Block::default(),
            short: None,
        }
    }

    #[test]
    fn an_item_listed_again_names_its_listing_before() {
        let edition = Edition {
            items: vec![item("a"), item("b"), item("a")],
            ..Edition::default()
        };
        let before = HashMap::from([("b".to_owned(), 4)]);
        let (listings, to_seq) = listings(&edition, &[], before, 10);
        let previous: Vec<_> = listings.iter().map(|one| one.previous).collect();
        assert_eq!(previous, [None, Some(4), Some(11)]);
        assert_eq!(to_seq, 13);
    }

    #[test]
    fn keys_are_63_bits() {
        assert!(item_key("link:https://example.org/") > 0);
        assert_ne!(item_key("a"), item_key("b"));
    }
}
