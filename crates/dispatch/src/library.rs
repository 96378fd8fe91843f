//! The library: editions in memory, fetched once, and again when they were corrected. It never says who gets them.

use crate::contents::PartContents;
use lagom_model::IssueId;
use lagom_store::{Content, CorrectedHere, IssueRow, Result};
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

    /// Fetches the issues of these contents that are not there yet as the gate knew them, which names those that were
    /// corrected: one statement, or none.
    ///
    /// # Errors
    /// Any failure of the store.
    pub async fn fetch(
        &mut self,
        store: &(impl Content + ?Sized),
        contents: impl IntoIterator<Item = &PartContents>,
        corrected: &[CorrectedHere],
    ) -> Result<()> {
        let revision = |issue: IssueId| {
            let mut corrected = corrected.iter();
            let here = corrected.find(|one| one.issue == issue);
            here.map(|one| one.revision)
        };
        let is_here = |issue: &IssueId| {
            let row = self.issues.get(issue);
            row.is_some_and(|row| match revision(*issue) {
                Some(revision) => row.corrected.is_some() && row.revision >= revision,
                None => row.corrected.is_none(),
            })
        };
        let missing: BTreeSet<IssueId> = contents
            .into_iter()
            .flat_map(|part| part.items.iter().chain(&part.linked))
            .map(|item| item.issue)
            .filter(|issue| !is_here(issue))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let ids: Vec<IssueId> = missing.into_iter().collect();
        let rows = store.issues_by_id(&ids).await?;
        // What was corrected since the gate goes as the gate knew it: who gets it is written to as everybody is who was brought it.
        let rows = rows.into_iter().map(|row| match revision(row.id) {
            Some(_) => row,
            None => row.as_it_was(),
        });
        self.issues.extend(rows.map(|row| (row.id, Arc::new(row))));
        Ok(())
    }

    /// An issue that was fetched.
    pub fn issue(&self, id: IssueId) -> Option<&Arc<IssueRow>> {
        self.issues.get(&id)
    }
}
