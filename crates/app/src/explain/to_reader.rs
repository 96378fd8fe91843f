//! "Why did I get this?" and "why didn't I get that?" for the person themselves, behind their preference link:
//! their own letter, and what became of the last issues of their newsletters. It changes nothing, and shows
//! nobody's letters but theirs.

use super::items;
use super::present::Present;
use super::words::{Wording, at_of};
use crate::Installation;
use crate::preferences::{self, PreferenceError, mask};
use lagom_model::{DeliveryState, PublicId, Timestamp};
use lagom_render::language::{Language, Languages};
use lagom_store::{DeliveryView, IssueRow, IssueState, OutboxFilter, Person};

/// So many of the last issues are told of.
const LAST_ISSUES: usize = 6;

/// Issues of a publication that are looked at: the newest may be drafts.
const LOOKED_AT: u32 = 40;

/// Letters that are looked through for the fates of items.
const LETTERS: u32 = 200;

/// What a person is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyView {
    /// The masked address, if there is one.
    pub address: Option<String>,
    /// The letter that was asked about.
    pub letter: Option<LetterTold>,
    /// The last issues of their newsletters, the latest first: public id, title, and a sentence.
    pub lately: Vec<(PublicId, String, String)>,
}

/// A letter, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterTold {
    /// Its state.
    pub state: DeliveryState,
    /// When it was sent, or falls due.
    pub at: Timestamp,
    /// The newsletters in it.
    pub brings: Vec<String>,
    /// Why, in sentences, each said once.
    pub because: Vec<String>,
}

/// What the person of this preference link is told of a letter of theirs, and of the last issues. `speak` picks
/// the language of the sentences by the person's own.
///
/// # Errors
/// [`PreferenceError`] for a bad link, for a letter that is not theirs, and for any failure of the store.
pub async fn why(
    house: &Installation,
    languages: &Languages,
    token: &str,
    letter: Option<PublicId>,
    speak: impl FnOnce(&str) -> Language,
) -> Result<(WhyView, Language, Person), PreferenceError> {
    let person = preferences::person_of(house, token).await?;
    let language = speak(&person.facts.language);
    let words = Wording::new(house, languages, &person).read_in(language);
    let letter = match letter {
        None => None,
        Some(id) => {
            let view = house.store.delivery(id).await?;
            let own = view.filter(|view| view.row.subscriber == person.id);
            Some(told(&words, &own.ok_or(PreferenceError::Gone)?))
        }
    };
    let view = WhyView {
        address: person.address.as_deref().map(mask),
        letter,
        lately: lately(house, &words, &person).await?,
    };
    Ok((view, language, person))
}

fn told(words: &Wording<'_>, view: &DeliveryView) -> LetterTold {
    let letter = words.letter(view);
    let mut because: Vec<String> = Vec::new();
    for one in letter.because {
        if !because.contains(&one.reader) {
            because.push(one.reader);
        }
    }
    LetterTold {
        state: view.state,
        at: at_of(view),
        brings: letter.brings,
        because,
    }
}

/// The last issues that came out of the person's newsletters.
async fn lately(
    house: &Installation,
    words: &Wording<'_>,
    person: &Person,
) -> Result<Vec<(PublicId, String, String)>, PreferenceError> {
    let mut issues: Vec<IssueRow> = Vec::new();
    for line in &person.lines {
        let rows = house
            .store
            .issues(Some(line.publication), LOOKED_AT)
            .await?;
        let out = rows
            .into_iter()
            .filter(|issue| issue.state == IssueState::Published);
        issues.extend(out.take(LAST_ISSUES));
    }
    if issues.is_empty() {
        return Ok(Vec::new());
    }
    issues.sort_by_key(|issue| std::cmp::Reverse((issue.publish_at, issue.id)));
    issues.truncate(LAST_ISSUES);
    let filter = OutboxFilter {
        states: DeliveryState::ALL.to_vec(),
        subscriber: Some(person.id),
        limit: LETTERS,
    };
    let deliveries = house.store.outbox(&filter).await?;
    let passed_over = house.store.passed_over(person.id).await?;
    let present = Present::read(house, person).await?;
    let told = issues.into_iter().map(|issue| {
        let said = items::of_issue(words, &present, &issue, &deliveries, &passed_over);
        (issue.public_id, issue.title, said.reader)
    });
    Ok(told.collect())
}
