//! "Why?" and "why not?": what a person chose, what comes next, what became of each letter, always
//! with the reasons as they were recorded. It changes nothing.

use crate::{Installation, printed};
use lagom_model::{
    Classes, DeliveryState, Facts, LineFacts, MessageClass, PartRequest, PublicId, PublicationId,
    Rank, Reason, Request, Seq, Shelf, Timestamp, TouchFact, Verdict, Zone,
};
use lagom_render::language::{Audience, Languages};
use lagom_store::{DeliveryView, IssueRow, Line, OutboxFilter, Person, Result, refresh};
use serde::Serialize;
use std::collections::HashMap;

/// Letters that an explanation shows at most.
const LETTERS: u32 = 20;

/// What is known of a person, for the operator.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// The person's public id.
    pub person: PublicId,
    /// The zone in force.
    pub zone: Zone,
    /// The language.
    pub language: String,
    /// What holds for everything: stops, pauses, the season, caps with what is used of them, as the
    /// policy says it of a letter now.
    pub now: Vec<String>,
    /// What the policy would do with a letter now.
    #[serde(serialize_with = "printed::verdict")]
    pub verdict: Verdict,
    /// Their newsletters.
    pub lines: Vec<LineExplained>,
    /// Their letters, the latest first.
    pub letters: Vec<LetterExplained>,
    /// About the issue that was asked for.
    pub issue: Option<String>,
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
    /// Since when content waits for room, if it does.
    #[serde(serialize_with = "printed::perhaps")]
    pub waiting_since: Option<Timestamp>,
}

/// A letter.
#[derive(Debug, Clone, Serialize)]
pub struct LetterExplained {
    /// Its public id.
    pub id: PublicId,
    /// Its state.
    pub state: DeliveryState,
    /// When it was sent, or falls due.
    #[serde(serialize_with = "printed::instant")]
    pub at: Timestamp,
    /// Why, in the operator's words.
    pub reasons: Vec<String>,
}

/// Explains a person; with an issue, only the letters that have to do with it, and why there are none.
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
    let now = installation.clock.now();
    let mut shelf = Shelf::new();
    refresh(&mut shelf, store, &installation.known).await?;
    let filter = OutboxFilter {
        states: DeliveryState::ALL.to_vec(),
        subscriber: Some(person.id),
        limit: LETTERS,
    };
    let deliveries = store.outbox(&filter).await?;
    let words = Words::new(installation, languages, person);
    let decision = lagom_policy::decide(
        &installation.policy,
        &facts(person, &deliveries),
        &question(person, now),
        now,
    );
    let seqs = issue.map(|issue| (issue, seqs(&shelf, issue)));
    let about = |view: &&DeliveryView| {
        seqs.as_ref()
            .is_none_or(|(issue, seqs)| brings(view, issue.publication, seqs))
    };
    let letters: Vec<LetterExplained> = deliveries
        .iter()
        .filter(about)
        .map(|view| words.letter(view))
        .collect();
    let issue = seqs
        .as_ref()
        .map(|(issue, seqs)| words.issue(person, issue, seqs, !letters.is_empty()));
    Ok(Explanation {
        person: person.public_id,
        zone: person.facts.zone.clone(),
        language: person.facts.language.clone(),
        now: words.all(&decision.reasons),
        verdict: decision.verdict,
        lines: person
            .lines
            .iter()
            .map(|line| words.line(&shelf, line, now))
            .collect(),
        letters,
        issue,
    })
}

/// The facts of a person as far as their letters tell: what was sent, or may have been, counts.
fn facts(person: &Person, deliveries: &[DeliveryView]) -> Facts {
    let counted = [
        DeliveryState::Sent,
        DeliveryState::Held,
        DeliveryState::Sending,
    ];
    let touches = deliveries
        .iter()
        .filter(|view| counted.contains(&view.state));
    Facts {
        person: person.facts.clone(),
        lines: person
            .lines
            .iter()
            .map(|line| LineFacts {
                publication: line.publication,
                choices: line.choices.clone(),
            })
            .collect(),
        touches: touches
            .filter_map(|view| {
                Some(TouchFact {
                    at: view.pins.as_ref()?.date,
                    zone: person.facts.zone.clone(),
                    classes: Classes::one(view.row.class),
                    reading: 0,
                })
            })
            .collect(),
        ahead: Vec::new(),
    }
}

/// A letter of all lines, now.
fn question(person: &Person, now: Timestamp) -> Request {
    let part = |line: &Line| PartRequest {
        publication: line.publication,
        class: MessageClass::Issue,
        contains: Classes::one(MessageClass::Issue),
    };
    Request {
        parts: person.lines.iter().map(part).collect(),
        class: None,
        rank: Rank::of(MessageClass::Issue, now),
        waiting_since: now,
        next_letter: person
            .lines
            .iter()
            .filter_map(|line| line.next_due_at)
            .min(),
        asked_at: None,
        expires_at: None,
    }
}

/// The positions of an issue's items.
fn seqs(shelf: &Shelf, issue: &IssueRow) -> Vec<Seq> {
    let all = shelf.range(issue.publication, 0, Seq::MAX).iter();
    all.filter(|listing| listing.issue == issue.id)
        .map(|listing| listing.seq)
        .collect()
}

fn brings(view: &DeliveryView, publication: PublicationId, seqs: &[Seq]) -> bool {
    view.row.parts.iter().any(|part| {
        part.publication == publication
            && seqs
                .iter()
                .any(|seq| (part.from_seq + 1..=part.to_seq).contains(seq))
    })
}

/// Turns facts into the operator's words.
struct Words<'a> {
    languages: &'a Languages,
    zone: &'a Zone,
    names: HashMap<PublicationId, String>,
}

impl<'a> Words<'a> {
    fn new(installation: &'a Installation, languages: &'a Languages, person: &'a Person) -> Self {
        let publications = installation.known.publications.iter();
        Self {
            languages,
            zone: &person.facts.zone,
            names: publications
                .map(|one| (one.id, one.def.name.clone()))
                .collect(),
        }
    }

    fn all(&self, reasons: &[Reason]) -> Vec<String> {
        let language = self.languages.pick(&["en"]);
        let reasons = reasons.iter();
        reasons
            .map(|reason| {
                let audience = Audience::Operator;
                self.languages
                    .explain(language, reason, audience, &self.names, self.zone)
            })
            .collect()
    }

    fn name(&self, publication: PublicationId) -> String {
        self.names.get(&publication).cloned().unwrap_or_default()
    }

    fn line(&self, shelf: &Shelf, line: &Line, now: Timestamp) -> LineExplained {
        let top = shelf.top(line.publication);
        let form = match line.choices.cadence {
            lagom_model::Cadence::EventsOnly => lagom_model::Form::Events,
            _ => lagom_model::Form::Full,
        };
        let above = shelf.range(line.publication, line.watermark, top).iter();
        let waiting = above.filter(|listing| {
            lagom_policy::is_entitled(listing, line.start_seq, &line.choices, form, now)
        });
        LineExplained {
            publication: self.name(line.publication),
            cadence: line.choices.cadence.name(),
            since: line.since,
            next: line.next_due_at,
            waiting: waiting.count(),
            waiting_since: line.waiting_since,
        }
    }

    fn letter(&self, view: &DeliveryView) -> LetterExplained {
        let decided = view.decision.iter().flat_map(|decision| &decision.reasons);
        let reasons: Vec<Reason> = decided.chain(&view.reason).cloned().collect();
        let sent = view.pins.as_ref().map(|pins| pins.date);
        LetterExplained {
            id: view.row.public_id,
            state: view.state,
            at: view.ended_at.or(sent).unwrap_or(view.row.due_at),
            reasons: self.all(&reasons),
        }
    }

    /// Why an issue came, comes, or does not.
    fn issue(&self, person: &Person, issue: &IssueRow, seqs: &[Seq], found: bool) -> String {
        let name = self.name(issue.publication);
        let line = person
            .lines
            .iter()
            .find(|line| line.publication == issue.publication);
        let (Some(first), Some(last)) = (seqs.first(), seqs.last()) else {
            return format!(
                "`{}` is {}: it is not out yet",
                issue.title,
                issue.state.name()
            );
        };
        match line {
            None => format!("they are not subscribed to {name}"),
            Some(line) if *last <= line.start_seq => {
                format!(
                    "`{}` came out before they subscribed to {name}",
                    issue.title
                )
            }
            Some(line) if *first > line.watermark => {
                let when = line.next_due_at.map_or_else(
                    || "comes with their next letter".to_owned(),
                    |at| format!("waits for their letter of {}", self.local(at)),
                );
                format!("`{}` {when}", issue.title)
            }
            Some(_) if found => format!("`{}` is in the letters below", issue.title),
            Some(_) => format!("`{}` held nothing that their choices ask for", issue.title),
        }
    }

    fn local(&self, at: Timestamp) -> String {
        self.zone.local(at).format("%Y-%m-%d %H:%M").to_string()
    }
}
