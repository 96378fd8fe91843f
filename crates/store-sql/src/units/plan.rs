//! Planning a batch of people in one transaction: choose, lock, read, judge, write. It gates
//! nothing and consumes nothing: a part is only a plan until its gate.

use crate::row::Row;
use crate::session::Session;
use crate::sql::{people as people_sql, plan as sql};
use crate::units::person::{LineColumns, PersonColumns};
use crate::units::{batch, keys, priority};
use lagom_model::{DeliveryId, PublicId, PublicationId, SenderId, Seq, SubscriberId, Timestamp};
use lagom_store::{
    OpenLetter, PlanCase, PlanFn, PlanLetter, PlanReport, PlanRequest, PlanSource, PlanVerdict,
    Release, Result,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};

#[derive(Deserialize)]
struct OpenColumns {
    sender_id: SenderId,
    id: DeliveryId,
    due_at: Timestamp,
}

#[derive(Serialize)]
struct LetterWrite {
    subscriber: SubscriberId,
    id: DeliveryId,
    public_id: Option<PublicId>,
    local_date: String,
    nth: u32,
    sender: SenderId,
    class: &'static str,
    priority: i64,
    due_at: Timestamp,
}

#[derive(Serialize)]
struct PartWrite {
    subscriber: SubscriberId,
    delivery: DeliveryId,
    publication: PublicationId,
    from: Seq,
    to: Seq,
}

#[derive(Serialize)]
struct InstantsWrite {
    subscriber: SubscriberId,
    publication: PublicationId,
    next_due_at: Option<Timestamp>,
    waiting_since: Option<Timestamp>,
}

pub(crate) async fn releases(session: &mut Session) -> Result<Vec<Release>> {
    let rows = session.run(&sql::RELEASES, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(Release {
                id: row.int("id")?,
                publication: row.int("publication_id")?,
                to_seq: row.int("to_seq")?,
                at: row.at("at")?,
                after: row.int("after_subscriber")?,
            })
        })
        .collect()
}

/// Who is next, each once, and whether there is nobody after them.
struct Chosen {
    people: Vec<SubscriberId>,
    last: bool,
}

async fn choose(session: &mut Session, request: &PlanRequest<'_>) -> Result<Chosen> {
    let limit = i64::from(request.limit.max(1));
    let (rows, asked) = match request.source {
        PlanSource::Release(release) => {
            let values = [release.publication.into(), release.id.into(), limit.into()];
            (session.run(&sql::OF_RELEASE, &values).await?, limit)
        }
        PlanSource::Slots => {
            // A person has a row for each due line.
            let asked = limit.saturating_mul(2);
            let values = [request.now.into(), asked.into()];
            (session.run(&sql::DUE, &values).await?, asked)
        }
    };
    let got = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut seen = HashSet::new();
    let mut people = Vec::new();
    let mut cut = false;
    for row in &rows {
        let id = row.int("subscriber_id")?;
        if seen.contains(&id) {
            continue;
        }
        if people.len() >= usize::try_from(limit).unwrap_or(usize::MAX) {
            cut = true;
            break;
        }
        seen.insert(id);
        people.push(id);
    }
    Ok(Chosen {
        people,
        last: !cut && got < asked,
    })
}

fn case(row: &Row) -> Result<PlanCase> {
    let person = PersonColumns::read(row)?;
    let open: Vec<OpenColumns> = row.json("open_letters")?;
    let mut open: Vec<OpenLetter> = open
        .into_iter()
        .map(|letter| OpenLetter {
            sender: letter.sender_id,
            delivery: letter.id,
            due_at: letter.due_at,
        })
        .collect();
    open.sort_by_key(|letter| letter.sender);
    Ok(PlanCase {
        subscriber: person.id,
        lines: person
            .lines_in_force()
            .cloned()
            .map(LineColumns::into_plan_line)
            .collect(),
        person: person.facts,
        open,
    })
}

/// What a batch comes to, before it is written.
#[derive(Default)]
struct Writes {
    new: Vec<LetterWrite>,
    joined: Vec<LetterWrite>,
    parts: Vec<PartWrite>,
    instants: Vec<InstantsWrite>,
}

impl Writes {
    fn take(&mut self, case: &PlanCase, verdict: PlanVerdict, request: &PlanRequest<'_>) {
        let mut on_date: HashMap<chrono::NaiveDate, u32> = HashMap::new();
        for letter in verdict.letters {
            let open = case.open.iter().find(|open| open.sender == letter.sender);
            let write = self.letter(case.subscriber, &letter, open, &mut on_date, request);
            for part in letter.parts {
                self.parts.push(PartWrite {
                    subscriber: case.subscriber,
                    delivery: write,
                    publication: part.publication,
                    from: part.from_seq,
                    to: part.to_seq,
                });
            }
        }
        self.instants(case, &verdict.lines, request);
    }

    fn letter(
        &mut self,
        subscriber: SubscriberId,
        letter: &PlanLetter,
        open: Option<&OpenLetter>,
        on_date: &mut HashMap<chrono::NaiveDate, u32>,
        request: &PlanRequest<'_>,
    ) -> DeliveryId {
        let mut write = LetterWrite {
            subscriber,
            id: 0,
            public_id: None,
            local_date: letter.local_date.to_string(),
            nth: 0,
            sender: letter.sender,
            class: letter.class.name(),
            priority: priority(letter.class),
            due_at: letter.due_at,
        };
        if let Some(open) = open {
            write.id = open.delivery;
            self.joined.push(write);
            return open.delivery;
        }
        let public_id = request.ids.public_id();
        let nth = on_date.entry(letter.local_date).or_default();
        *nth += 1;
        write.nth = *nth;
        write.id = delivery_id(public_id);
        write.public_id = Some(public_id);
        let id = write.id;
        self.new.push(write);
        id
    }

    /// The lines that change, and the due ones that the verdict gave no later instant: they are cleared.
    fn instants(
        &mut self,
        case: &PlanCase,
        updates: &[lagom_store::LineUpdate],
        request: &PlanRequest<'_>,
    ) {
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= request.now);
        let slots = request.source == PlanSource::Slots;
        let mut writes: BTreeMap<PublicationId, InstantsWrite> = BTreeMap::new();
        if slots {
            for line in case.lines.iter().filter(|line| due(line.next_due_at)) {
                writes.insert(
                    line.publication,
                    InstantsWrite {
                        subscriber: case.subscriber,
                        publication: line.publication,
                        next_due_at: None,
                        waiting_since: line.waiting_since,
                    },
                );
            }
        }
        for update in updates {
            let next_due_at = update.next_due_at.filter(|at| !slots || *at > request.now);
            writes.insert(
                update.publication,
                InstantsWrite {
                    subscriber: case.subscriber,
                    publication: update.publication,
                    next_due_at,
                    waiting_since: update.waiting_since,
                },
            );
        }
        self.instants.extend(writes.into_values());
    }

    async fn write(&self, session: &mut Session, now: Timestamp) -> Result<()> {
        if !self.new.is_empty() {
            let rows = batch(&self.new);
            session
                .run(&sql::ADD_LETTERS, &[rows.clone(), now.into()])
                .await?;
            session.run(&sql::ADD_TO_DIRECTORY, &[rows]).await?;
        }
        if !self.joined.is_empty() {
            session
                .run(&sql::JOIN_LETTERS, &[batch(&self.joined)])
                .await?;
        }
        if !self.parts.is_empty() {
            session.run(&sql::PUT_PARTS, &[batch(&self.parts)]).await?;
        }
        if !self.instants.is_empty() {
            session
                .run(&sql::PUT_INSTANTS, &[batch(&self.instants)])
                .await?;
        }
        Ok(())
    }
}

/// The internal key of a delivery: the low 63 bits of its public id.
pub(crate) fn delivery_id(public_id: PublicId) -> DeliveryId {
    i64::try_from(public_id.0 & u128::from(u64::MAX >> 1)).unwrap_or(i64::MAX)
}

pub(crate) async fn plan(
    session: &mut Session,
    request: &PlanRequest<'_>,
    judge: PlanFn<'_>,
) -> Result<PlanReport> {
    let chosen = choose(session, request).await?;
    let mut report = PlanReport {
        done: chosen.last,
        ..PlanReport::default()
    };
    let people = lock(session, request.source, &chosen.people).await?;
    if !people.is_empty() {
        let rows = session.run(&sql::FACTS, &[keys(people)]).await?;
        let mut writes = Writes::default();
        for row in &rows {
            let case = case(row)?;
            let verdict = judge(&case);
            writes.take(&case, verdict, request);
        }
        writes.write(session, request.now).await?;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        report.people = count(rows.len());
        report.letters = count(writes.new.len());
        report.joined = count(writes.joined.len());
    }
    if let PlanSource::Release(release) = request.source {
        let after = chosen.people.last().copied().unwrap_or(0);
        let done_at = chosen.last.then_some(request.now.0);
        let values = [release.id.into(), after.into(), done_at.into()];
        session.run(&sql::MOVE_RELEASE, &values).await?;
    }
    Ok(report)
}

/// Locks the people: a release waits for them, or its cursor would pass them; slots skip who is
/// locked, they stay due.
async fn lock(
    session: &mut Session,
    source: PlanSource,
    people: &[SubscriberId],
) -> Result<Vec<SubscriberId>> {
    if people.is_empty() || !session.locks_rows() {
        return Ok(people.to_vec());
    }
    let statement = match source {
        PlanSource::Release(_) => &people_sql::LOCK_ALL,
        PlanSource::Slots => &people_sql::LOCK_FREE,
    };
    let rows = session
        .run(statement, &[keys(people.iter().copied())])
        .await?;
    rows.iter().map(|row| row.int("id")).collect()
}
