//! People as planning reads them: texts and lists for some hundred at once, which become cases. What people have in common
//! is read from its text once: a million people share a few hundred zones, languages and choices. It never judges.

use crate::json;
use crate::row::{CELL, ROW, Row};
use crate::sql::plan as sql;
use crate::units::key::{Recent, person_of};
use crate::units::person::{StopColumns, facts, in_order, plan_line};
use crate::units::planned;
use crate::value::Value;
use lagom_model::{DeliveryId, PublicationId, SenderId, Stop, SubscriberId, Timestamp};
use lagom_store::{OpenLetter, PlanCase, PlanLine, PlanPart, Result, StoreError};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;

/// A person's cells, after key and lot.
const PERSON: [&str; 11] = [
    "zone",
    "zone_before",
    "zone_changed_at",
    "language",
    "country",
    "confirmed",
    "paused_until",
    "season",
    "quiet",
    "limits",
    "wishes",
];
/// A line's cells, after the person's key.
const LINE: [&str; 8] = [
    "publication_id",
    "sender_id",
    "choices",
    "start_seq",
    "watermark",
    "next_due_at",
    "waiting_since",
    "policy_version",
];
/// Cells that hold text; all others hold numbers.
const TEXTS: [&str; 10] = [
    "zone",
    "zone_before",
    "language",
    "country",
    "paused_until",
    "season",
    "quiet",
    "limits",
    "wishes",
    "choices",
];

/// As many different cases are remembered; then all are forgotten.
const REMEMBERED: usize = 4_096;

#[derive(Deserialize)]
struct OpenColumns {
    sender_id: SenderId,
    id: DeliveryId,
    due_at: Timestamp,
    #[serde(default, deserialize_with = "json::maybe_embedded")]
    plan: Option<Vec<planned::Columns>>,
}

#[derive(Deserialize)]
struct Of<T> {
    subscriber_id: SubscriberId,
    #[serde(flatten)]
    what: T,
}

#[derive(Deserialize)]
struct CarriedColumns {
    publication_id: PublicationId,
}

/// A person to judge, with what the writes need besides.
pub(crate) struct Candidate<'a> {
    pub(crate) case: &'a PlanCase,
    /// What is planned in the letters that can be joined, in the order of `case.open`.
    pub(crate) planned: &'a [Vec<PlanPart>],
    pub(crate) recent: Recent,
}

/// What only some people have.
struct Rare {
    carried: HashMap<SubscriberId, Vec<CarriedColumns>>,
    stops: HashMap<SubscriberId, Vec<StopColumns>>,
    open: HashMap<SubscriberId, Vec<OpenColumns>>,
    recent: HashMap<SubscriberId, Vec<DeliveryId>>,
}

impl Rare {
    fn read(row: &Row) -> Result<Self> {
        let recent: Vec<DeliveryId> = row.json("recent")?;
        Ok(Self {
            carried: by_person(row.json("carried")?),
            stops: by_person(row.json("stops")?),
            open: by_person(row.json("open_letters")?),
            recent: grouped(recent.into_iter().map(|id| (person_of(id), id))),
        })
    }
}

fn by_person<T>(rows: Vec<Of<T>>) -> HashMap<SubscriberId, Vec<T>> {
    grouped(rows.into_iter().map(|row| (row.subscriber_id, row.what)))
}

fn grouped<T>(rows: impl Iterator<Item = (SubscriberId, T)>) -> HashMap<SubscriberId, Vec<T>> {
    let mut by_person: HashMap<SubscriberId, Vec<T>> = HashMap::new();
    for (person, what) in rows {
        by_person.entry(person).or_default().push(what);
    }
    by_person
}

/// Cases that were read before, by their text.
#[derive(Default)]
pub(crate) struct Reader {
    places: HashMap<String, usize>,
    cases: Vec<PlanCase>,
}

impl Reader {
    /// Reads some people, one after the other; who has no line in force is left out.
    pub(crate) fn read(
        &mut self,
        people: &str,
        facts: &Row,
        mut each: impl FnMut(Candidate<'_>),
    ) -> Result<()> {
        let mut rare = Rare::read(facts)?;
        let lines = facts.maybe_text("lines")?.unwrap_or_default();
        let mut lines = lines_in_order(lines)?.into_iter().peekable();
        let mut shape = String::new();
        for person in rows(people) {
            let (key, person) = split(person);
            let (lot, person) = split(person);
            shape.clear();
            shape.push_str(person);
            let subscriber = number(key, "id", key)?;
            while lines.next_if(|(of, _)| *of < subscriber).is_some() {}
            while let Some((_, line)) = lines.next_if(|(of, _)| *of == subscriber) {
                shape.push(ROW);
                shape.push_str(line);
            }
            if shape.len() == person.len() {
                continue;
            }
            let Some(case) = self.case(&shape, key)? else {
                continue;
            };
            case.subscriber = subscriber;
            case.person.lot = u32::try_from(number(lot, "lot", key)?).unwrap_or_default();
            let planned = add_rare(case, &mut rare);
            let recent = rare.recent.remove(&subscriber).unwrap_or_default();
            each(Candidate {
                case,
                planned: &planned,
                recent: Recent::new(recent),
            });
            take_rare(case);
        }
        Ok(())
    }

    /// The case of a shape; its text is looked up once.
    fn case(&mut self, shape: &str, key: &str) -> Result<Option<&mut PlanCase>> {
        let place = if let Some(place) = self.places.get(shape) {
            *place
        } else {
            if self.cases.len() > REMEMBERED {
                self.cases.clear();
                self.places.clear();
            }
            let place = self.cases.len();
            self.cases.push(case(shape, key)?);
            self.places.insert(shape.to_owned(), place);
            place
        };
        Ok(self.cases.get_mut(place))
    }
}

/// Lines in the order of their people, some of whom may not be asked for.
fn lines_in_order(text: &str) -> Result<Vec<(SubscriberId, &str)>> {
    let lines = rows(text).map(|line| {
        let (key, line) = split(line);
        Ok((number(key, "subscriber_id", key)?, line))
    });
    let mut lines = lines.collect::<Result<Vec<_>>>()?;
    lines.sort_by_key(|(person, _)| *person);
    Ok(lines)
}

/// Gives a case what few people have; answers what is planned in the letters that can be joined.
fn add_rare(case: &mut PlanCase, rare: &mut Rare) -> Vec<Vec<PlanPart>> {
    for item in rare.carried.remove(&case.subscriber).unwrap_or_default() {
        let of_line = |line: &&mut PlanLine| line.publication == item.publication_id;
        if let Some(line) = case.lines.iter_mut().find(of_line) {
            line.carried += 1;
        }
    }
    if let Some(stops) = rare.stops.remove(&case.subscriber) {
        case.person.stops = in_order(stops.into_iter().map(Stop::from).collect());
    }
    let Some(mut letters) = rare.open.remove(&case.subscriber) else {
        return Vec::new();
    };
    letters.sort_by_key(|letter| letter.sender_id);
    case.open = letters.iter().map(open_letter).collect();
    letters.into_iter().map(parts).collect()
}

/// Takes it away again: the case is the next person's.
fn take_rare(case: &mut PlanCase) {
    case.open.clear();
    case.person.stops.clear();
    for line in &mut case.lines {
        line.carried = 0;
    }
}

/// The case of a shape, without what is only one person's.
fn case(shape: &str, key: &str) -> Result<PlanCase> {
    let mut rows = shape.split(ROW);
    let person = row(&PERSON, rows.next().unwrap_or_default(), key)?;
    let lines = rows.map(|line| plan_line(&row(&LINE, line, key)?));
    let mut lines: Vec<PlanLine> = lines.collect::<Result<_>>()?;
    lines.sort_by_key(|line| line.publication);
    Ok(PlanCase {
        subscriber: 0,
        person: facts(&person, 0, Vec::new())?,
        lines,
        open: Vec::new(),
    })
}

/// Cells as a row, as if the database had given it.
fn row(names: &[&'static str], cells: &str, key: &str) -> Result<Row> {
    let mut values = Vec::with_capacity(names.len());
    for (name, cell) in names.iter().zip(cells.split(CELL)) {
        values.push(match cell {
            "" => Value::Text(None),
            cell if TEXTS.contains(name) => cell.into(),
            cell => number(cell, name, key)?.into(),
        });
    }
    let names: Arc<[String]> = names.iter().map(|name| (*name).to_owned()).collect();
    Ok(Row::new(sql::FACTS.table(), names, values))
}

/// The keys of people in a text, and the text, without those who are not of the group. Both come in the order of keys.
pub(crate) fn only(people: &str, group: &[SubscriberId]) -> Result<(Vec<SubscriberId>, String)> {
    let (mut keys, mut text) = (Vec::with_capacity(group.len()), String::new());
    text.reserve(people.len());
    let mut group = group.iter().peekable();
    for person in rows(people) {
        let (key, _) = split(person);
        let key = number(key, "id", key)?;
        while group.next_if(|wanted| **wanted < key).is_some() {}
        if group.next_if_eq(&&key).is_some() {
            keys.push(key);
            text.push_str(person);
            text.push(ROW);
        }
    }
    Ok((keys, text))
}

fn rows(text: &str) -> impl Iterator<Item = &str> {
    text.split(ROW).filter(|row| !row.is_empty())
}

/// The first cell, and the rest.
fn split(row: &str) -> (&str, &str) {
    row.split_once(CELL).unwrap_or((row, ""))
}

fn number(cell: &str, column: &'static str, key: &str) -> Result<i64> {
    cell.parse()
        .map_err(|error: std::num::ParseIntError| StoreError::Unreadable {
            table: sql::FACTS.table(),
            column,
            row: key.to_owned(),
            message: error.to_string(),
        })
}

/// The letters that a row lists as planned and never gated, by sender.
pub(crate) fn open_letters(row: &Row) -> Result<Vec<OpenLetter>> {
    let mut letters: Vec<OpenColumns> = row.json("open_letters")?;
    letters.sort_by_key(|letter| letter.sender_id);
    Ok(letters.iter().map(open_letter).collect())
}

fn open_letter(letter: &OpenColumns) -> OpenLetter {
    OpenLetter {
        sender: letter.sender_id,
        delivery: letter.id,
        due_at: letter.due_at,
    }
}

fn parts(letter: OpenColumns) -> Vec<PlanPart> {
    planned::parts(letter.plan.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_stands_between_the_people_of_a_group_is_left_out() {
        let people = "3\x1fa\x1e4\x1fb\x1e6\x1fc\x1e";
        let (keys, text) = only(people, &[3, 5, 6]).unwrap();
        assert_eq!((keys, &*text), (vec![3, 6], "3\x1fa\x1e6\x1fc\x1e"));
        assert_eq!(only("", &[3]).unwrap(), (Vec::new(), String::new()));
    }

    #[test]
    fn lines_come_in_the_order_of_people() {
        let lines = lines_in_order("10\x1fb\x1e9\x1fa\x1e10\x1fc").unwrap();
        assert_eq!(lines, [(9, "a"), (10, "b"), (10, "c")]);
    }
}
