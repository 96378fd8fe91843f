//! A person as read from a row: facts, lines, stops. Never an address.

use crate::json;
use crate::row::Row;
use lagom_model::{
    Choices, PersonFacts, PublicationId, SenderId, Seq, Stop, StopCause, StopScope, SubscriberId,
    Timestamp,
};
use lagom_store::{Line, PlanLine, Result};
use serde::Deserialize;

/// A line as the list of a person's columns gives it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct LineColumns {
    publication_id: PublicationId,
    sender_id: SenderId,
    in_force: u8,
    #[serde(deserialize_with = "json::embedded")]
    choices: Choices,
    chosen_at: Timestamp,
    start_seq: Seq,
    watermark: Seq,
    next_due_at: Option<Timestamp>,
    waiting_since: Option<Timestamp>,
    policy_version: i64,
    carried: u32,
}

impl LineColumns {
    pub(crate) const fn in_force(&self) -> bool {
        self.in_force != 0
    }

    pub(crate) const fn publication(&self) -> PublicationId {
        self.publication_id
    }

    pub(crate) fn into_plan_line(self) -> PlanLine {
        PlanLine {
            publication: self.publication_id,
            sender: self.sender_id,
            choices: self.choices,
            start_seq: self.start_seq,
            watermark: self.watermark,
            next_due_at: self.next_due_at,
            waiting_since: self.waiting_since,
            carried: self.carried,
            promise: self.policy_version,
        }
    }

    pub(crate) fn into_line(self) -> Line {
        Line {
            publication: self.publication_id,
            sender: self.sender_id,
            choices: self.choices,
            since: self.chosen_at,
            start_seq: self.start_seq,
            watermark: self.watermark,
            next_due_at: self.next_due_at,
            waiting_since: self.waiting_since,
            promise: self.policy_version,
        }
    }
}

/// A stop as lists give it.
#[derive(Debug, Deserialize)]
pub(crate) struct StopColumns {
    scope: ScopeName,
    publication_id: Option<PublicationId>,
    cause: StopCause,
    at: Timestamp,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ScopeName {
    Publication,
    Mailings,
    Everything,
}

/// Name and publication of a scope, as they stand in the table.
pub(crate) const fn scope_columns(scope: StopScope) -> (&'static str, Option<PublicationId>) {
    match scope {
        StopScope::Publication(publication) => ("publication", Some(publication)),
        StopScope::Mailings => ("mailings", None),
        StopScope::Everything => ("everything", None),
    }
}

impl From<StopColumns> for Stop {
    fn from(stop: StopColumns) -> Self {
        Self {
            scope: match stop.scope {
                ScopeName::Publication => {
                    StopScope::Publication(stop.publication_id.unwrap_or_default())
                }
                ScopeName::Mailings => StopScope::Mailings,
                ScopeName::Everything => StopScope::Everything,
            },
            cause: stop.cause,
            at: stop.at,
        }
    }
}

/// Stops in the order in which they are told.
pub(crate) fn in_order(mut stops: Vec<Stop>) -> Vec<Stop> {
    stops.sort_by_key(|stop| (stop.at, scope_columns(stop.scope), stop.cause.name()));
    stops
}

/// The facts of the row's person, with this lot and these stops.
pub(crate) fn facts(row: &Row, lot: u32, stops: Vec<Stop>) -> Result<PersonFacts> {
    let zone_before = match (
        row.maybe_word("zone_before")?,
        row.maybe_at("zone_changed_at")?,
    ) {
        (Some(zone), Some(at)) => Some((zone, at)),
        _ => None,
    };
    Ok(PersonFacts {
        zone: row.word("zone")?,
        zone_before,
        language: row.text("language")?.to_owned(),
        country: row.maybe_text("country")?.map(str::to_owned),
        confirmed: row.flag("confirmed")?,
        stops: in_order(stops),
        paused_until: row.maybe_word("paused_until")?,
        season: row.maybe_word("season")?,
        quiet: row.maybe_json("quiet")?,
        limits: row.json("limits")?,
        wishes: row.json("wishes")?,
        lot,
    })
}

/// The line of a row that brings one; nothing carried waits on it.
pub(crate) fn plan_line(row: &Row) -> Result<PlanLine> {
    Ok(PlanLine {
        publication: row.int("publication_id")?,
        sender: row.int("sender_id")?,
        choices: row.json("choices")?,
        start_seq: row.int("start_seq")?,
        watermark: row.int("watermark")?,
        next_due_at: row.maybe_at("next_due_at")?,
        waiting_since: row.maybe_at("waiting_since")?,
        carried: 0,
        promise: row.int("policy_version")?,
    })
}

/// What the columns of `{person s}` hold.
#[derive(Debug, Clone)]
pub(crate) struct PersonColumns {
    pub(crate) id: SubscriberId,
    pub(crate) facts: PersonFacts,
    /// By publication, the ones not in force among them.
    pub(crate) lines: Vec<LineColumns>,
}

impl PersonColumns {
    pub(crate) fn read(row: &Row) -> Result<Self> {
        let stops: Vec<StopColumns> = row.json("stops")?;
        let stops = stops.into_iter().map(Stop::from).collect();
        let mut lines: Vec<LineColumns> = row.json("lines")?;
        lines.sort_by_key(|line| line.publication_id);
        Ok(Self {
            id: row.int("subscriber_id")?,
            facts: facts(row, row.count("lot")?, stops)?,
            lines,
        })
    }

    pub(crate) fn lines_in_force(&self) -> impl Iterator<Item = &LineColumns> {
        self.lines.iter().filter(|line| line.in_force())
    }
}
