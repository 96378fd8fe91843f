//! What a batch of planning writes. What many people share is written once, with the list of whom it is for: a release has a
//! few hundred shapes of letters, however many people it goes to. It writes verdicts as they stand.

use crate::Value;
use crate::session::Session;
use crate::sql::plan as sql;
use crate::units::plan_read::Candidate;
use crate::units::{batch, key, planned, priority};
use lagom_model::{DeliveryId, DeliveryKind, PublicationId, SenderId, SubscriberId, Timestamp};
use lagom_store::{
    LineUpdate, PlanCase, PlanLetter, PlanReport, PlanRequest, PlanSource, PlanVerdict, Result,
};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Shapes in one statement: what 12 bits can name.
const SHAPES: usize = 4_096;

#[derive(Serialize)]
struct LetterWrite {
    n: usize,
    /// The letter's key without the person.
    key: DeliveryId,
    local_date: String,
    ordinal: i64,
    sender: SenderId,
    class: &'static str,
    priority: i64,
    due_at: Timestamp,
    plan: String,
    /// Only where the database wants the people by shape.
    people: Option<String>,
}

#[derive(Serialize)]
struct JoinWrite {
    id: DeliveryId,
    class: &'static str,
    priority: i64,
    due_at: Timestamp,
    plan: String,
}

#[derive(Serialize)]
struct InstantsWrite {
    publication: PublicationId,
    next_due_at: Option<Timestamp>,
    waiting_since: Option<Timestamp>,
    people: String,
}

/// A letter without its person, by its number.
type Shape = (usize, (PlanLetter, i64));

/// The instants that a line is given.
type Instants = (PublicationId, Option<Timestamp>, Option<Timestamp>);

/// The writes of one batch.
#[derive(Default)]
pub(crate) struct Writes {
    people: u32,
    shapes: HashMap<(PlanLetter, i64), usize>,
    letters: Vec<(SubscriberId, usize)>,
    joined: Vec<JoinWrite>,
    instants: HashMap<Instants, Vec<SubscriberId>>,
}

impl Writes {
    /// Whether nothing was judged.
    pub(crate) const fn is_empty(&self) -> bool {
        self.people == 0
    }

    /// Adds what it comes to.
    pub(crate) fn count(&self, report: &mut PlanReport) {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        report.people += self.people;
        report.letters += count(self.letters.len());
        report.joined += count(self.joined.len());
    }

    pub(crate) fn take(
        &mut self,
        mut candidate: Candidate<'_>,
        verdict: PlanVerdict,
        request: &PlanRequest,
    ) {
        self.people += 1;
        let case = candidate.case;
        for letter in verdict.letters {
            let mut open = case.open.iter().zip(candidate.planned);
            let open = open.find(|(open, _)| open.sender == letter.sender);
            if let Some((open, parts)) = open {
                self.joined.push(JoinWrite {
                    id: open.delivery,
                    class: letter.class.name(),
                    priority: priority(letter.class),
                    due_at: letter.due_at,
                    plan: planned::write(&planned::join(parts.clone(), &letter.parts)),
                });
                continue;
            }
            let recent = &mut candidate.recent;
            let ordinal = recent.next(case.subscriber, letter.local_date, DeliveryKind::Letter);
            let next = self.shapes.len();
            let shape = *self.shapes.entry((letter, ordinal)).or_insert(next);
            self.letters.push((case.subscriber, shape));
        }
        if !verdict.lines.is_empty() || request.source == PlanSource::Slots {
            self.instants(case, &verdict.lines, request);
        }
    }

    /// The lines that change, and the due ones that the verdict gave no later instant: they are cleared.
    fn instants(&mut self, case: &PlanCase, updates: &[LineUpdate], request: &PlanRequest) {
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= request.now);
        let slots = request.source == PlanSource::Slots;
        let mut writes: BTreeMap<PublicationId, Instants> = BTreeMap::new();
        if slots {
            for line in case.lines.iter().filter(|line| due(line.next_due_at)) {
                let cleared = (line.publication, None, line.waiting_since);
                writes.insert(line.publication, cleared);
            }
        }
        for update in updates {
            let next_due_at = update.next_due_at.filter(|at| !slots || *at > request.now);
            let instants = (update.publication, next_due_at, update.waiting_since);
            writes.insert(update.publication, instants);
        }
        for instants in writes.into_values() {
            self.instants
                .entry(instants)
                .or_default()
                .push(case.subscriber);
        }
    }

    pub(crate) async fn write(self, session: &mut Session, now: Timestamp) -> Result<()> {
        if !self.letters.is_empty() {
            let mut shapes: Vec<Shape> = self
                .shapes
                .into_iter()
                .map(|(shape, n)| (n, shape))
                .collect();
            shapes.sort_unstable_by_key(|(n, _)| *n);
            for (nth, some) in shapes.chunks(SHAPES).enumerate() {
                let first = nth * SHAPES;
                let by_shape = session.locks_rows();
                let rows = letters(some, first, by_shape.then_some(&self.letters));
                let people = if by_shape {
                    String::new()
                } else {
                    numbered(&self.letters, first)
                };
                let values = [batch(&rows), Value::from(people), now.into()];
                session.run(&sql::ADD_LETTERS, &values).await?;
            }
        }
        if !self.joined.is_empty() {
            session
                .run(&sql::JOIN_LETTERS, &[batch(&self.joined)])
                .await?;
        }
        if !self.instants.is_empty() {
            let instants = self.instants.iter();
            let mut rows: Vec<_> = instants
                .map(
                    |((publication, next_due_at, waiting_since), people)| InstantsWrite {
                        publication: *publication,
                        next_due_at: *next_due_at,
                        waiting_since: *waiting_since,
                        people: list(people),
                    },
                )
                .collect();
            rows.sort_unstable_by_key(|row| (row.publication, row.next_due_at, row.waiting_since));
            session.run(&sql::PUT_INSTANTS, &[batch(&rows)]).await?;
        }
        Ok(())
    }
}

/// Shapes as rows, numbered from `first` on; with their people, if these are given.
fn letters(
    shapes: &[Shape],
    first: usize,
    people: Option<&Vec<(SubscriberId, usize)>>,
) -> Vec<LetterWrite> {
    let mut by_shape: HashMap<usize, Vec<SubscriberId>> = HashMap::new();
    for (person, shape) in people.into_iter().flatten() {
        by_shape.entry(*shape).or_default().push(*person);
    }
    let rows = shapes.iter().map(|(n, (letter, ordinal))| LetterWrite {
        n: n.saturating_sub(first),
        key: key::key(0, letter.local_date, *ordinal, DeliveryKind::Letter),
        local_date: letter.local_date.to_string(),
        ordinal: *ordinal,
        sender: letter.sender,
        class: letter.class.name(),
        priority: priority(letter.class),
        due_at: letter.due_at,
        plan: planned::write(&letter.parts),
        people: by_shape.remove(n).map(|people| list(&people)),
    });
    rows.collect()
}

/// Person × 4096 + number of the shape, for the shapes from `first` on.
fn numbered(letters: &[(SubscriberId, usize)], first: usize) -> String {
    let here = letters.iter().filter_map(|(person, shape)| {
        let n = shape.checked_sub(first).filter(|n| *n < SHAPES)?;
        Some((person << 12) | i64::try_from(n).ok()?)
    });
    list(&here.collect::<Vec<_>>())
}

/// Keys as a list, a text that either database reads.
pub(crate) fn list(keys: &[i64]) -> String {
    let mut text = String::with_capacity(keys.len() * 8);
    text.push('[');
    for key in keys {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&key.to_string());
    }
    text.push(']');
    text
}
