//! What pages need to know of everybody's content, read once and kept until something more comes out: pages are asked for far
//! more often than issues are published. It never keeps anything of a person.

use lagom_model::Policy;
use lagom_store::{ContentSize, Store, StoreError};
use std::sync::{Arc, Mutex, PoisonError};

/// Positions of each publication that estimates of reading times look back over.
const RECENT_LISTINGS: u32 = 400;

/// What is known of content.
#[derive(Debug, Clone, Default)]
pub(crate) struct Content {
    /// What the last issues brought, the latest first.
    pub(crate) sizes: Arc<[ContentSize]>,
    /// Occasions that content was about.
    pub(crate) occasions: Arc<[String]>,
}

/// What was read, shared by all pages of an installation.
#[derive(Debug, Clone, Default)]
pub struct Notes(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    content: Option<(i64, Content)>,
    policies: Option<Arc<[Policy]>>,
}

impl Notes {
    /// What is known of the content that had come out by then: [`Seen::content`](lagom_store::Seen::content).
    pub(crate) async fn of(&self, store: &dyn Store, content: i64) -> Result<Content, StoreError> {
        if let Some((of, kept)) = &self.kept().content
            && *of == content
        {
            return Ok(kept.clone());
        }
        let read = Content {
            sizes: store.sizes(RECENT_LISTINGS).await?.into(),
            occasions: store.occasions().await?.into(),
        };
        self.kept().content = Some((content, read.clone()));
        Ok(read)
    }

    /// All versions of the policy. None is ever changed, and a process knows the one that it began with.
    pub(crate) async fn policies(&self, store: &dyn Store) -> Result<Arc<[Policy]>, StoreError> {
        if let Some(kept) = &self.kept().policies {
            return Ok(Arc::clone(kept));
        }
        let read: Arc<[Policy]> = store.policies().await?.into();
        self.kept().policies = Some(Arc::clone(&read));
        Ok(read)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
