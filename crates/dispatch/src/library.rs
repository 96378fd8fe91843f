//! The library: editions in memory, fetched once. It never says who gets them.

use crate::contents::PartContents;
use lagom_model::IssueId;
use lagom_store::{Content, IssueRow, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Editions by issue.
#[derive(Debug, Clone, Default)]
pub struct Library {
    issues: BTreeMap<IssueId, Arc<IssueRow>>,
}

impl Library {
    /// A library of these issues.
    pub fn of(issues: impl IntoIterator<Item = IssueRow>) -> Self {
        let issues = issues.into_iter();
        Self {
            issues: issues.map(|issue| (issue.id, Arc::new(issue))).collect(),
        }
    }

    /// Fetches the issues of these contents that are not there yet: one statement, or none.
    ///
    /// # Errors
    /// Any failure of the store.
    pub async fn fetch(
        &mut self,
        store: &(impl Content + ?Sized),
        contents: impl IntoIterator<Item = &PartContents>,
    ) -> Result<()> {
        let missing: BTreeSet<IssueId> = contents
            .into_iter()
            .flat_map(|part| part.items.iter().chain(&part.linked))
            .map(|item| item.issue)
            .filter(|issue| !self.issues.contains_key(issue))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let ids: Vec<IssueId> = missing.into_iter().collect();
        let rows = store.issues_by_id(&ids).await?;
        self.issues
            .extend(rows.into_iter().map(|row| (row.id, Arc::new(row))));
        Ok(())
    }

    /// An issue that was fetched.
    pub fn issue(&self, id: IssueId) -> Option<&Arc<IssueRow>> {
        self.issues.get(&id)
    }
}
