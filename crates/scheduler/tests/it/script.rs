//! A store that plays a script to the planner: what waits, and what each batch answers. It keeps no rows; a batch
//! more than the script has is a panic, so that no loop goes on for ever.

use async_trait::async_trait;
use lagom_model::{
    IssueId, PersonFacts, PublicId, PublicationId, Seq, SubscriberId, Timestamp, Zone,
};
use lagom_store::conformance::press::{self, NOW};
use lagom_store::{
    Content, Corrected, Correction, CorrectionRound, EventCase, EventFn, EventListing, EventReport,
    EventRequest, EventRound, EventSource, Events, Found, IssueMove, IssueRow, Listing, NewIssue,
    PlanCase, PlanFn, PlanLine, PlanReport, PlanRequest, PlanSource, Planning, Published, Release,
    RemindChange, Reminder, Result, Retiming,
};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

/// What the planner asked for, in words.
#[derive(Debug, Default)]
pub(crate) struct Played {
    /// The source of each batch in turn.
    pub(crate) batches: Vec<String>,
    /// What was judged in each: letters, moved lines, messages, reminders.
    pub(crate) judged: Vec<[usize; 4]>,
    /// Whom the rounds had to reach, in turn.
    pub(crate) reached: Vec<lagom_store::RoundReach>,
}

/// The script. What is answered with `done` is over.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pub(crate) published: Vec<Published>,
    pub(crate) listed: Vec<(PublicationId, Listing)>,
    pub(crate) rounds: Mutex<Vec<EventRound>>,
    pub(crate) events: Mutex<VecDeque<EventReport>>,
    pub(crate) retimings: Mutex<Vec<Retiming>>,
    pub(crate) releases: Mutex<Vec<Release>>,
    pub(crate) plans: Mutex<VecDeque<PlanReport>>,
    /// The lines of the one person who is judged in every batch.
    pub(crate) lines: Vec<PlanLine>,
    /// Their reminders.
    pub(crate) reminders: Vec<Reminder>,
    pub(crate) played: Mutex<Played>,
}

pub(crate) fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap()
}

impl Script {
    fn person() -> PersonFacts {
        PersonFacts::new(Zone::parse("Europe/Riga").unwrap(), "en")
    }

    fn play(&self, batch: String, judged: [usize; 4]) {
        let mut played = lock(&self.played);
        played.batches.push(batch);
        played.judged.push(judged);
    }

    /// The batches in turn.
    pub(crate) fn batches(&self) -> Vec<String> {
        lock(&self.played).batches.clone()
    }
}

#[async_trait]
impl Planning for Script {
    async fn releases(&self) -> Result<Vec<Release>> {
        Ok(lock(&self.releases).clone())
    }

    async fn retimings(&self) -> Result<Vec<Retiming>> {
        Ok(lock(&self.retimings).clone())
    }

    async fn plan(&self, request: PlanRequest, judge: PlanFn<'_>) -> Result<PlanReport> {
        assert_eq!(request.now, NOW);
        let verdict = judge(&PlanCase {
            subscriber: 1,
            person: Self::person(),
            lines: self.lines.clone(),
            open: Vec::new(),
        });
        let report = lock(&self.plans).pop_front().expect("no more batches");
        let name = match request.source {
            PlanSource::Times(moved) => {
                lock(&self.retimings).retain(|it| !report.done || *it != moved);
                format!("times {}", moved.publication)
            }
            PlanSource::Release(release) => {
                lock(&self.releases).retain(|it| !report.done || *it != release);
                format!("release {}", release.id)
            }
            PlanSource::Slots => "slots".to_owned(),
        };
        self.play(name, [verdict.letters.len(), verdict.lines.len(), 0, 0]);
        Ok(report)
    }
}

#[async_trait]
impl Events for Script {
    async fn event_rounds(&self) -> Result<Vec<EventRound>> {
        Ok(lock(&self.rounds).clone())
    }

    async fn corrections(&self, now: Timestamp) -> Result<Vec<CorrectionRound>> {
        assert_eq!(now, NOW);
        Ok(Vec::new())
    }

    async fn plan_events(&self, request: EventRequest, judge: EventFn<'_>) -> Result<EventReport> {
        assert_eq!(request.now, NOW);
        let verdict = judge(&EventCase {
            subscriber: 1,
            person: Self::person(),
            lines: self.lines.clone(),
            told: Vec::new(),
            brought: Vec::new(),
            had: Vec::new(),
            reminders: self.reminders.clone(),
        });
        let report = lock(&self.events)
            .pop_front()
            .expect("no more batches of events");
        let name = match request.source {
            EventSource::Round(round, reach) => {
                lock(&self.rounds).retain(|it| !report.done || *it != round);
                lock(&self.played).reached.push(reach);
                format!("round {}", round.id)
            }
            EventSource::Correction(_) => unreachable!("nothing was corrected here"),
            EventSource::Reminders => "reminders".to_owned(),
        };
        self.play(
            name,
            [0, 0, verdict.messages.len(), verdict.reminders.len()],
        );
        Ok(report)
    }

    async fn remind(&self, _: &RemindChange) -> Result<bool> {
        unreachable!("no reader is here")
    }

    async fn reminders(&self, _: SubscriberId) -> Result<Vec<Reminder>> {
        unreachable!("no reader is here")
    }

    async fn event(&self, _: i64) -> Result<Vec<EventListing>> {
        unreachable!("no page is here")
    }
}

#[async_trait]
impl Content for Script {
    async fn publish_due(&self, now: Timestamp) -> Result<Vec<Published>> {
        assert_eq!(now, NOW);
        Ok(self.published.clone())
    }

    async fn listings(&self, publication: PublicationId, above: Seq) -> Result<Vec<Listing>> {
        let listed = self
            .listed
            .iter()
            .filter(|(of, it)| *of == publication && it.seq > above);
        Ok(listed.map(|(_, listing)| listing.clone()).collect())
    }

    async fn add_issue(&self, _: NewIssue) -> Result<Found> {
        unreachable!("nothing is written here")
    }

    async fn issue(&self, _: PublicId) -> Result<Option<IssueRow>> {
        unreachable!("no page is here")
    }

    async fn issues(&self, _: Option<PublicationId>, _: u32) -> Result<Vec<IssueRow>> {
        unreachable!("no page is here")
    }

    async fn correct(&self, _: Correction, _: Timestamp) -> Result<Corrected> {
        unreachable!("no operator is here")
    }

    async fn take_back_correction(&self, _: IssueId, _: Timestamp) -> Result<IssueRow> {
        unreachable!("no operator is here")
    }

    async fn move_issue(&self, _: IssueId, _: IssueMove, _: Timestamp) -> Result<IssueRow> {
        unreachable!("no operator is here")
    }

    async fn issues_by_id(&self, _: &[IssueId]) -> Result<Vec<IssueRow>> {
        unreachable!("no page is here")
    }
}

/// A release of the news that opened then.
pub(crate) fn release(id: i64, at: Timestamp) -> Release {
    Release {
        id,
        publication: press::NEWS,
        to_seq: 1,
        at,
        after: 0,
    }
}

/// A round over the first item of the news that began then.
pub(crate) fn round(id: i64, at: Timestamp) -> EventRound {
    EventRound {
        id,
        publication: press::NEWS,
        from_seq: 0,
        to_seq: 1,
        at,
        after: 0,
    }
}
