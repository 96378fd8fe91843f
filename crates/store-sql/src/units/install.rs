//! Schema, catalogue, policy, and the count of statements.

use crate::row::Row;
use crate::session::Session;
use crate::sql::install as sql;
use crate::trial::Trial;
use crate::units::batch;
use crate::{Purpose, SqlStore, Value, json};
use async_trait::async_trait;
use lagom_model::{Catalogue, Ids, Policy, Timestamp};
use lagom_store::{
    Install, Known, KnownPublication, KnownSender, Migrated, Result, Schema, Store, StoreError,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The schema's version; 0 without one.
pub(crate) async fn version(session: &mut Session) -> Result<i64> {
    let exists = match session.first(&sql::SCHEMA_EXISTS, &[]).await? {
        Some(row) => row.flag("found")?,
        None => false,
    };
    if !exists {
        return Ok(0);
    }
    let applied = session.run(&sql::APPLIED, &[]).await?;
    applied.last().map_or(Ok(0), |row| row.int("version"))
}

async fn migrate(store: &SqlStore, session: &mut Session) -> Result<Migrated> {
    session.run(&sql::LOCK_SCHEMA, &[]).await?;
    let found = version(session).await?;
    let known = store.known_version();
    if found > known {
        return Err(StoreError::SchemaNewer { found, known });
    }
    let done = if found == 0 {
        if let Some(table) = session.first(&sql::FOREIGN, &[]).await? {
            return Err(StoreError::Unusable {
                message: format!("it holds `{}`, of another program", table.text("name")?),
                hint: "name a file of Lagom's own (`database.url`)".to_owned(),
            });
        }
        Vec::new()
    } else {
        session.run(&sql::APPLIED, &[]).await?
    };
    let mut applied = Vec::new();
    for migration in store.backend.migrations() {
        let checksum = checksum(migration.script);
        if migration.version <= found {
            let row = done
                .iter()
                .find(|row| row.int("version").ok() == Some(migration.version));
            if let Some(row) = row
                && row.text("checksum")? != checksum
            {
                return Err(row.unreadable(
                    "checksum",
                    format!(
                        "the migration `{}` was another one when it was applied; use the version of Lagom that wrote it",
                        migration.name
                    ),
                ));
            }
            continue;
        }
        session.script(migration.name, migration.script).await?;
        let values = [
            migration.version.into(),
            migration.name.into(),
            checksum.into(),
        ];
        session.run(&sql::NOTE_APPLIED, &values).await?;
        applied.push(migration.name.to_owned());
    }
    Ok(Migrated {
        applied,
        version: known,
    })
}

fn checksum(script: &str) -> String {
    json::hex(&Sha256::digest(script.as_bytes()))
}

pub(crate) async fn known(session: &mut Session) -> Result<Known> {
    let senders = session.run(&sql::SENDERS, &[]).await?;
    let publications = session.run(&sql::PUBLICATIONS, &[]).await?;
    Ok(Known {
        senders: senders
            .iter()
            .map(|row| {
                Ok(KnownSender {
                    id: row.int("id")?,
                    def: row.json("def")?,
                })
            })
            .collect::<Result<_>>()?,
        publications: publications
            .iter()
            .map(|row| {
                Ok(KnownPublication {
                    id: row.int("id")?,
                    public_id: row.id("public_id")?,
                    sender: row.int("sender_id")?,
                    def: row.json("def")?,
                    retired: false,
                })
            })
            .collect::<Result<_>>()?,
    })
}

#[derive(Serialize)]
struct SenderWrite<'a> {
    key: &'a str,
    def: String,
}

#[derive(Serialize)]
struct PublicationWrite<'a> {
    key: &'a str,
    public_id: String,
    sender: &'a str,
    def: String,
}

async fn put_catalogue(
    session: &mut Session,
    catalogue: &Catalogue,
    ids: &dyn Ids,
    now: Timestamp,
) -> Result<Known> {
    session.run(&sql::LOCK_RULES, &[]).await?;
    for publication in catalogue.publications.values() {
        if !catalogue.senders.contains_key(&publication.sender) {
            return Err(StoreError::NotFound {
                what: "sender",
                key: publication.sender.clone(),
            });
        }
    }
    session
        .run(
            &sql::NAME_INSTALLATION,
            &[ids.public_id().into(), now.into()],
        )
        .await?;
    let senders: Vec<_> = catalogue
        .senders
        .values()
        .map(|def| SenderWrite {
            key: &def.key,
            def: json::write(def),
        })
        .collect();
    session.run(&sql::PUT_SENDERS, &[batch(&senders)]).await?;
    session.run(&sql::PUT_RUN_CONTROL, &[now.into()]).await?;
    let publications: Vec<_> = catalogue
        .publications
        .values()
        .map(|def| PublicationWrite {
            key: &def.key,
            public_id: ids.public_id().to_string(),
            sender: &def.sender,
            def: json::write(def),
        })
        .collect();
    let before = known(session).await?;
    session
        .run(&sql::PUT_PUBLICATIONS, &[batch(&publications)])
        .await?;
    for was in &before.publications {
        let is = catalogue.publications.get(&was.def.key);
        if is.is_some_and(|is| is.anchor != was.def.anchor) {
            let values = [was.id.into(), now.into()];
            session.run(&sql::MOVE_TIMES, &values).await?;
        }
    }
    known(session).await
}

fn policy(row: &Row) -> Result<Policy> {
    let rules: Policy = row.json("rules")?;
    Ok(Policy {
        version: row.int("version")?,
        ..rules
    })
}

async fn newest(session: &mut Session) -> Result<Option<Policy>> {
    let row = session.first(&sql::POLICY, &[]).await?;
    row.as_ref().map(policy).transpose()
}

/// Whether two policies differ in nothing but their versions.
fn same_rules(one: &Policy, other: &Policy) -> bool {
    let other = Policy {
        version: one.version,
        ..other.clone()
    };
    *one == other
}

async fn put_policy(session: &mut Session, policy: &Policy, now: Timestamp) -> Result<Policy> {
    session.run(&sql::LOCK_RULES, &[]).await?;
    let newest = newest(session).await?;
    if let Some(newest) = newest.as_ref().filter(|newest| same_rules(newest, policy)) {
        return Ok(newest.clone());
    }
    let version = newest.map_or(0, |policy| policy.version);
    let next = Policy {
        version: version + 1,
        ..policy.clone()
    };
    let rules = Policy {
        version: 0,
        ..policy.clone()
    };
    let values: [Value; 3] = [next.version.into(), json::write(&rules).into(), now.into()];
    session.run(&sql::PUT_POLICY, &values).await?;
    Ok(next)
}

#[async_trait]
impl Install for SqlStore {
    async fn migrate(&self) -> Result<Migrated> {
        let mut session = self.bare(Purpose::Write).await?;
        session.begin().await?;
        let done = migrate(self, &mut session).await;
        session.finish(done).await
    }

    async fn schema(&self) -> Result<Schema> {
        let mut session = self.bare(Purpose::Read).await?;
        Ok(Schema {
            found: version(&mut session).await?,
            known: self.known_version(),
        })
    }

    async fn put_catalogue(
        &self,
        catalogue: &Catalogue,
        ids: &dyn Ids,
        now: Timestamp,
    ) -> Result<Known> {
        // Nearly every command finds it as it left it: nobody waits for the writer then.
        let found = known(&mut self.read().await?).await?;
        if found.says(catalogue) {
            return Ok(found);
        }
        let mut session = self.write().await?;
        let done = put_catalogue(&mut session, catalogue, ids, now).await;
        session.finish(done).await
    }

    async fn catalogue(&self) -> Result<Known> {
        known(&mut self.read().await?).await
    }

    async fn put_policy(&self, policy: &Policy, now: Timestamp) -> Result<Policy> {
        let newest = newest(&mut self.read().await?).await?;
        if let Some(newest) = newest.filter(|newest| same_rules(newest, policy)) {
            return Ok(newest);
        }
        let mut session = self.write().await?;
        let done = put_policy(&mut session, policy, now).await;
        session.finish(done).await
    }

    async fn policy(&self) -> Result<Option<Policy>> {
        newest(&mut self.read().await?).await
    }

    async fn policies(&self) -> Result<Vec<Policy>> {
        let rows = self.read().await?.run(&sql::POLICIES, &[]).await?;
        rows.iter().map(policy).collect()
    }

    async fn trial(&self) -> Result<Arc<dyn Store>> {
        let trial = Trial::begin(Arc::clone(&self.backend)).await;
        let trial = trial.map_err(|trouble| trouble.during("BEGIN"))?;
        Ok(Arc::new(Self::new(Arc::new(trial))))
    }

    fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }
}
