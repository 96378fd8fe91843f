//! "Why?" and "why not?": what a person chose, what waits for what, what became of each letter and of each item
//! of an issue, with the reasons as they were recorded. It changes nothing.
//!
//! What is still to come, letter by letter, is the forecast's to say; the command line shows both.

mod items;
mod present;
mod to_reader;
mod words;

use crate::{Installation, printed};
use lagom_model::{DeliveryState, PublicId, Reason, Timestamp, Verdict, Zone};
use lagom_render::language::Languages;
use lagom_store::{IssueRow, OutboxFilter, Person, Result};
use present::Present;
use serde::Serialize;
pub use to_reader::{LetterTold, WhyView, why};
pub use words::Wording;

/// Letters that an explanation shows at most; about one issue it looks back further.
const LETTERS: u32 = 20;
const LETTERS_OF_AN_ISSUE: u32 = 400;

/// What is known of a person.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// The person's public id.
    pub person: PublicId,
    /// The zone in force.
    pub zone: Zone,
    /// The language.
    pub language: String,
    /// What a letter of each sender would come to now, by the gate's own judgement.
    pub now: Vec<LetterNow>,
    /// Their newsletters.
    pub lines: Vec<LineExplained>,
    /// Their letters, the latest first.
    pub letters: Vec<LetterExplained>,
    /// About the issue that was asked for.
    pub issue: Option<IssueExplained>,
}

/// A reason in its own words, in the operator's and in the reader's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Because {
    /// The reason with its numbers.
    #[serde(serialize_with = "printed::reason")]
    pub reason: Reason,
    /// For the operator.
    pub operator: String,
    /// For the reader.
    pub reader: String,
}

/// What a letter of one sender would come to now.
#[derive(Debug, Clone, Serialize)]
pub struct LetterNow {
    /// The sender's name.
    pub sender: String,
    /// What would become of it.
    #[serde(serialize_with = "printed::verdict")]
    pub verdict: Verdict,
    /// Items that it would show.
    pub items: usize,
    /// The version of the policy in force.
    pub policy: i64,
    /// Every rule that has a say.
    pub because: Vec<Because>,
}

/// A line.
#[derive(Debug, Clone, Serialize)]
pub struct LineExplained {
    /// The publication's name.
    pub publication: String,
    /// The cadence.
    pub cadence: &'static str,
    /// Since when these choices are in force.
    #[serde(serialize_with = "printed::instant")]
    pub since: Timestamp,
    /// When it falls due next; none: with the next issue.
    #[serde(serialize_with = "printed::perhaps")]
    pub next: Option<Timestamp>,
    /// Items that wait for it.
    pub waiting: usize,
    /// Items of them that an earlier letter passed over.
    pub passed_over: usize,
    /// Since when content waits for room, if it does.
    #[serde(serialize_with = "printed::perhaps")]
    pub waiting_since: Option<Timestamp>,
    /// The version of an earlier policy whose promise the line keeps, if it does.
    pub promise: Option<i64>,
    /// What waits, and for what, in the reader's words.
    pub reader: String,
}

/// A letter.
#[derive(Debug, Clone, Serialize)]
pub struct LetterExplained {
    /// Its public id; of one that was never gated, a handle.
    pub id: PublicId,
    /// Its state.
    pub state: DeliveryState,
    /// When it was sent, or falls due.
    #[serde(serialize_with = "printed::instant")]
    pub at: Timestamp,
    /// The newsletters in it.
    pub brings: Vec<String>,
    /// The version of the policy that decided last.
    pub policy: Option<i64>,
    /// Why, as it was recorded.
    pub because: Vec<Because>,
}

/// An issue, and what became of each of its items.
#[derive(Debug, Clone, Serialize)]
pub struct IssueExplained {
    /// Its title.
    pub title: String,
    /// Its state.
    pub state: &'static str,
    /// Why it came, comes, or does not.
    pub operator: String,
    /// The same in the reader's words.
    pub reader: String,
    /// Its items, in order.
    pub items: Vec<ItemExplained>,
}

/// An item, and what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct ItemExplained {
    /// Its title.
    pub title: String,
    /// What became of it.
    pub fate: Fate,
    /// The letter that has to do with it.
    pub letter: Option<PublicId>,
    /// When: of the letter, or from when it comes.
    #[serde(serialize_with = "printed::perhaps")]
    pub at: Option<Timestamp>,
    /// Why, in the operator's words.
    pub operator: String,
    /// The same in the reader's.
    pub reader: String,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It is in a letter that went, or may have gone.
    Sent,
    /// A letter that went has it one link away.
    Linked,
    /// It is in a letter that is not sent yet.
    OnItsWay,
    /// It waits for a letter.
    Waits,
    /// It is not for them, as they chose or joined.
    NotForThem,
    /// It ended unsent.
    Ended,
}

/// Explains a person; with an issue, only the letters that have to do with it, and what became of its items.
///
/// # Errors
/// Any failure of the store.
pub async fn explain(
    installation: &Installation,
    languages: &Languages,
    person: &Person,
    issue: Option<&IssueRow>,
) -> Result<Explanation> {
    let store = &*installation.store;
    let filter = OutboxFilter {
        states: DeliveryState::ALL.to_vec(),
        subscriber: Some(person.id),
        limit: issue.map_or(LETTERS, |_| LETTERS_OF_AN_ISSUE),
    };
    let deliveries = store.outbox(&filter).await?;
    let words = Wording::new(installation, languages, person);
    let present = Present::read(installation, person).await?;
    let (mut letters, mut about) = (Vec::new(), None);
    for view in &deliveries {
        if issue.is_none_or(|issue| present.brings(view, issue)) {
            letters.push(words.letter(view));
        }
    }
    if let Some(issue) = issue {
        let passed_over = store.passed_over(person.id).await?;
        about = Some(items::of_issue(
            &words,
            &present,
            issue,
            &deliveries,
            &passed_over,
        ));
    }
    Ok(Explanation {
        person: person.public_id,
        zone: person.facts.zone.clone(),
        language: person.facts.language.clone(),
        now: present.letters_now(&words),
        lines: present.lines(&words),
        letters,
        issue: about,
    })
}
