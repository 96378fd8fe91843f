//! The installation as a whole: schema, catalogue, policy.

use crate::Result;
use async_trait::async_trait;
use lagom_model::Catalogue;
use lagom_model::{
    Policy, PublicId, PublicationDef, PublicationId, SenderDef, SenderId, Timestamp,
};

/// What a migration did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    /// The names of the migrations that were applied now, in order.
    pub applied: Vec<String>,
    /// The schema's version now.
    pub version: i64,
}

/// The schema's versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// What the database has; 0: nothing.
    pub found: i64,
    /// What this program has.
    pub known: i64,
}

/// A sender with its internal key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSender {
    /// The internal key.
    pub id: SenderId,
    /// As configured.
    pub def: SenderDef,
}

/// A publication with its internal keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPublication {
    /// The internal key.
    pub id: PublicationId,
    /// What links to it in public.
    pub public_id: PublicId,
    /// Its sender.
    pub sender: SenderId,
    /// As configured.
    pub def: PublicationDef,
    /// The configuration names it no more ([`Known::retire`]): nobody is asked to join it and no issue of it is added.
    /// Who has it keeps it, and what waits still comes.
    pub retired: bool,
}

/// The catalogue with the keys under which the store knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Senders, by id.
    pub senders: Vec<KnownSender>,
    /// Publications, by id.
    pub publications: Vec<KnownPublication>,
}

impl Known {
    /// Whether the store says all of this already, so that nothing need be written. Of an empty catalogue it never does.
    pub fn says(&self, catalogue: &Catalogue) -> bool {
        let sender = |def: &SenderDef| self.senders.iter().any(|known| known.def == *def);
        let publication = |def: &PublicationDef| {
            catalogue.senders.contains_key(&def.sender)
                && self.publications.iter().any(|known| known.def == *def)
        };
        !catalogue.senders.is_empty()
            && catalogue.senders.values().all(sender)
            && catalogue.publications.values().all(publication)
    }

    /// Marks the publications that this catalogue names no more.
    pub fn retire(&mut self, catalogue: &Catalogue) {
        for one in &mut self.publications {
            one.retired = !catalogue.publications.contains_key(&one.def.key);
        }
    }

    /// The publications that one can join and write for.
    pub fn offered(&self) -> impl Iterator<Item = &KnownPublication> {
        self.publications.iter().filter(|one| !one.retired)
    }

    /// The one of this key among them.
    pub fn offered_by_key(&self, key: &str) -> Option<&KnownPublication> {
        self.offered().find(|one| one.def.key == key)
    }

    /// The publication of this id.
    pub fn publication(&self, id: PublicationId) -> Option<&KnownPublication> {
        self.publications.iter().find(|one| one.id == id)
    }

    /// The publication of this key.
    pub fn publication_by_key(&self, key: &str) -> Option<&KnownPublication> {
        self.publications.iter().find(|one| one.def.key == key)
    }

    /// The sender of this id.
    pub fn sender(&self, id: SenderId) -> Option<&KnownSender> {
        self.senders.iter().find(|one| one.id == id)
    }
}

/// Units about the installation.
#[async_trait]
pub trait Install: Send + Sync {
    /// Brings the schema to this program's version.
    ///
    /// # Errors
    /// [`SchemaNewer`](crate::StoreError::SchemaNewer), and any failure of the database.
    async fn migrate(&self) -> Result<Migrated>;

    /// The schema's versions, without changing anything.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn schema(&self) -> Result<Schema>;

    /// Writes the catalogue: what is new is added, what is known is updated; what is gone from it
    /// stays as it was (its history needs it). Where a publication's times moved, its lines are timed anew by
    /// the next planning ([`Planning::retimings`](crate::Planning::retimings)). `ids` gives new publications their public ids.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn put_catalogue(
        &self,
        catalogue: &Catalogue,
        ids: &dyn lagom_model::Ids,
        now: Timestamp,
    ) -> Result<Known>;

    /// The catalogue as the store knows it.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn catalogue(&self) -> Result<Known>;

    /// Makes this the policy in force. The same rules as the newest version's make no new version.
    /// Returns the policy with its version.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn put_policy(&self, policy: &Policy, now: Timestamp) -> Result<Policy>;

    /// The policy in force, if there ever was one.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn policy(&self) -> Result<Option<Policy>>;

    /// Every version of the policy, the oldest first: a line keeps the promise of the one it was made under.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn policies(&self) -> Result<Vec<Policy>>;

    /// This store to try things on: its units see what they did before, nobody else does, and when it
    /// is dropped nothing of it has happened. It keeps the locks that it takes, so drop it soon.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn trial(&self) -> Result<std::sync::Arc<dyn crate::Store>>;

    /// How many statements this handle has run (BEGIN, COMMIT and ROLLBACK not counted).
    fn statements(&self) -> u64;
}
