//! The gate's judgement of a message about events: what of it still holds, whether it may go, and what
//! that moves. It says what the newest listing says. Pure.

use crate::ahead::Outlook;
use crate::contents::{EventRef, ItemRef, PartContents, Shown};
use crate::event_room::{NoRoom, no_room_beside_letters};
use crate::judge::{Judge, Judged, judged};
use crate::leaves::woken_too;
use crate::pins::{count, revisions};
use crate::rank::Ranks;
use crate::request::{facts, line_of, next_letter};
use lagom_model::{
    Classes, Decision, EventStage, Form, ItemKind, Listing, MessageClass, PartRequest,
    PublicationId, Rank, Reason, Request, Tell, Timestamp, Verdict,
};
use lagom_store::{GateCase, GateContext, Leaves, Pins, PlanLine};
use std::collections::BTreeMap;

/// One event that the message still has to tell of.
struct Said<'a> {
    tell: Tell,
    /// What is said of it now.
    listing: &'a Listing,
    line: &'a PlanLine,
    /// When it begins.
    begins: Option<Timestamp>,
}

impl Said<'_> {
    /// From when on it is of no use.
    fn end(&self) -> Timestamp {
        let end = match self.tell.stage {
            EventStage::DayBefore | EventStage::HourBefore => self.begins,
            EventStage::Corrected => None,
            _ => self.listing.expires_at,
        };
        end.unwrap_or(Timestamp::MAX)
    }

    fn reason(&self) -> Reason {
        let starts = self.begins.unwrap_or(self.tell.until);
        match self.tell.stage {
            EventStage::Announced => Reason::AnnouncedAlone {
                starts,
                at_once: self.line.choices.tell_at_once,
            },
            EventStage::Changed => Reason::EventChanged { starts },
            EventStage::Cancelled => Reason::EventCancelled,
            EventStage::Corrected => Reason::Corrected,
            EventStage::DayBefore | EventStage::HourBefore => Reason::Reminder { starts },
        }
    }
}

impl Judge<'_> {
    /// Judges a message about events.
    pub(crate) fn judge_event(&self, gate: &GateContext, case: &GateCase) -> Judged {
        if let Some(waits) = self.waits_with_its_issue(gate, case) {
            return waits;
        }
        let (mut said, mut no) = (Vec::new(), Vec::new());
        for tell in &case.delivery.tells {
            match self.still(gate, case, *tell) {
                Ok(one) => said.push(one),
                Err(reason) => no.push(reason),
            }
        }
        no.dedup();
        if said.is_empty() {
            return self.nothing_to_say(no);
        }
        let (request, mut decision) = self.decide_event(gate, case, &said);
        let why: Vec<Reason> = said.iter().map(Said::reason).chain(no).collect();
        decision.reasons.splice(0..0, why);
        if case.contact.is_none() {
            decision.verdict = Verdict::Suppress;
            decision.reasons.push(Reason::NoAddress);
        }
        self.leave_room(case, &said, &request, &mut decision);
        let mut contents = self.contents(gate, &said);
        self.hold_another(gate, case, &contents, &mut decision);
        if let Some(left) = decision.reading_left {
            self.words().fit(&mut contents, &case.lines, left);
        }
        let leaves = match decision.verdict {
            Verdict::Send { .. } => {
                let first = said.iter().map(Said::end).min();
                let noted = request.next_letter.zip(first);
                let noted = noted.is_some_and(|(letter, end)| letter < end);
                let pins = Pins {
                    count: count(&decision),
                    resend: !noted,
                    revisions: revisions(gate, &contents),
                    ..self.pins(case)
                };
                Leaves::Sending {
                    pins,
                    classes: vec![case.delivery.class],
                    reading: self.words().in_all(&contents),
                    parts: Vec::new(),
                    carry: Vec::new(),
                    announces: announced(&said),
                    lines: Vec::new(),
                }
            }
            Verdict::Fold { into } => folded(case, &said, into),
            Verdict::Defer { until } => Leaves::Planned { due_at: until },
            Verdict::Expire => Leaves::Expired {
                parts: Vec::new(),
                carry: Vec::new(),
                lines: Vec::new(),
            },
            Verdict::Suppress => Leaves::Cancelled {
                parts: Vec::new(),
                lines: Vec::new(),
            },
        };
        judged(decision, leaves, contents)
    }

    /// An announcement that may go, but would take the room of the letters that the person chose, goes with
    /// one of them instead, if one comes while it is of use.
    fn leave_room(
        &self,
        case: &GateCase,
        said: &[Said<'_>],
        request: &Request,
        decision: &mut Decision,
    ) {
        let sends = matches!(decision.verdict, Verdict::Send { .. });
        let at_once = said.iter().any(|one| one.line.choices.tell_at_once);
        if !sends || request.class.is_some() || at_once {
            return;
        }
        let letter = request.next_letter;
        let full = no_room_beside_letters(self.policy, self.known, case, letter, self.now);
        let days = match full {
            None => return,
            Some(NoRoom::Gap) => None,
            Some(NoRoom::Cap(days)) => Some(days),
        };
        decision.reasons.push(Reason::LeavesRoom {
            class: MessageClass::Issue,
            at: letter.unwrap_or(self.now),
            days,
        });
        let in_time = |at: &Timestamp| request.expires_at.is_none_or(|end| *at < end);
        decision.verdict = match letter.filter(in_time) {
            Some(at) => {
                decision.reasons.push(Reason::NextLetter { at });
                Verdict::Fold { into: at }
            }
            None => Verdict::Expire,
        };
    }

    /// What the message still has to say of an event; else why it says nothing.
    fn still<'a>(
        &'a self,
        gate: &GateContext,
        case: &'a GateCase,
        tell: Tell,
    ) -> Result<Said<'a>, Reason> {
        let line = line_of(case, tell.publication).ok_or(Reason::NothingLeft)?;
        let mut stops = case.person.stops.iter();
        if let Some(stop) = stops.find(|stop| stop.covers(tell.publication)) {
            return Err(Reason::Stopped {
                scope: stop.scope,
                cause: stop.cause,
            });
        }
        if tell.stage == EventStage::Corrected {
            let listing = self.corrected(gate, tell).ok_or(Reason::Withdrawn)?;
            return Ok(Said {
                tell,
                listing,
                line,
                begins: None,
            });
        }
        let publication = self.known.publication(tell.publication);
        let publication = publication.ok_or(Reason::NothingLeft)?;
        let listing = self.newest(gate, tell).ok_or(Reason::Withdrawn)?;
        let begins = listing.begins_at(&publication.def.zone);
        let said = Said {
            tell,
            listing,
            line,
            begins,
        };
        let planned = self.shelf.at(tell.publication, tell.seq);
        let moved = planned.is_some_and(|one| !one.starts_as(listing, &publication.def.zone));
        let starts = begins.unwrap_or(tell.until);
        match (tell.stage, listing.cancelled) {
            (EventStage::Cancelled, false) => return Err(Reason::EventChanged { starts }),
            (EventStage::Cancelled, true) | (EventStage::Announced, false) => {}
            (_, true) => return Err(Reason::EventCancelled),
            // What it would say was said by a later message, or will be.
            (_, false) if moved => {
                return Err(Reason::EventChanged { starts });
            }
            (_, false) => {}
        }
        if said.end() <= self.now {
            return Err(if tell.stage.is_reminder() {
                Reason::TooLate { starts }
            } else {
                Reason::Expired { at: said.end() }
            });
        }
        Ok(said)
    }

    /// The newest listing of an event that may pass.
    fn newest(&self, gate: &GateContext, tell: Tell) -> Option<&Listing> {
        let top = gate.visible(self.shelf, tell.publication);
        let listings = self.shelf.range(tell.publication, tell.seq - 1, top);
        let mut events = listings.iter().rev();
        events.find(|one| {
            one.kind == ItemKind::Event
                && one.key == tell.key
                && !gate.withdrawn.contains(&one.issue)
        })
    }

    /// Asks the policy. Quiet hours yield to the first event that starts. An announcement is in time for all of its events, if there
    /// is room; else for those that begin later.
    fn decide_event(
        &self,
        gate: &GateContext,
        case: &GateCase,
        said: &[Said<'_>],
    ) -> (Request, Decision) {
        let mut ends: Vec<Timestamp> = said.iter().map(Said::end).collect();
        ends.sort_unstable();
        ends.dedup();
        if case.delivery.class == MessageClass::Service {
            ends.truncate(1);
        }
        let last = ends.pop().unwrap_or(Timestamp::MAX);
        let ask = |end: Timestamp| {
            let request = self.event_request(gate, case, said, end);
            let ahead = self.ahead_of(gate, case, request.rank);
            let decision = self.decide(&facts(case, ahead), &request);
            (request, decision)
        };
        let mut in_time = ends.into_iter().map(ask);
        let in_time = in_time.find(|(_, decision)| decision.verdict != Verdict::Expire);
        in_time.unwrap_or_else(|| ask(last))
    }

    /// The question: service is asked for as a whole, an announcement by its line.
    fn event_request(
        &self,
        gate: &GateContext,
        case: &GateCase,
        said: &[Said<'_>],
        end: Timestamp,
    ) -> Request {
        let row = &case.delivery;
        let service = row.class == MessageClass::Service;
        let mut parts: Vec<PublicationId> = said.iter().map(|one| one.tell.publication).collect();
        parts.sort_unstable();
        parts.dedup();
        let part = |publication| PartRequest {
            publication,
            class: MessageClass::Event,
            contains: Classes::one(MessageClass::Event),
        };
        let expires_at = Some(end).filter(|end| *end < Timestamp::MAX);
        Request {
            parts: if service {
                Vec::new()
            } else {
                parts.into_iter().map(part).collect()
            },
            class: service.then_some(row.class),
            rank: Rank {
                expires_at: expires_at.unwrap_or(Timestamp::MAX),
                ..Rank::of(row.class, row.planned_at)
            },
            waiting_since: row.planned_at,
            next_letter: next_letter(self.known, gate, case, self.now),
            // Asked for long ago: it is no answer within the hour.
            asked_at: None,
            expires_at,
        }
    }

    fn ahead_of(&self, gate: &GateContext, case: &GateCase, rank: Rank) -> Vec<lagom_model::Ahead> {
        let ranks = Ranks {
            known: self.known,
            shelf: self.shelf,
            case,
        };
        let outlook = Outlook {
            ranks,
            policy: self.policy,
            gate,
            now: self.now,
        };
        outlook.ahead(rank)
    }

    fn nothing_to_say(&self, mut no: Vec<Reason>) -> Judged {
        let late =
            |reason: &Reason| matches!(reason, Reason::TooLate { .. } | Reason::Expired { .. });
        let (parts, carry, lines) = (Vec::new(), Vec::new(), Vec::new());
        let (verdict, leaves) = if !no.is_empty() && no.iter().all(late) {
            let leaves = Leaves::Expired {
                parts,
                carry,
                lines,
            };
            (Verdict::Expire, leaves)
        } else {
            (Verdict::Suppress, Leaves::Cancelled { parts, lines })
        };
        if no.is_empty() {
            no.push(Reason::NothingLeft);
        }
        judged(self.by_hand(verdict, no), leaves, Vec::new())
    }

    /// What goes, by publication.
    fn contents(&self, gate: &GateContext, said: &[Said<'_>]) -> Vec<PartContents> {
        let mut parts = contents(said);
        for one in said {
            let mut parts = parts.iter_mut();
            let part = parts.find(|part| part.publication == one.tell.publication);
            if let Some(part) = part.filter(|_| one.tell.stage == EventStage::Corrected) {
                part.items = self.put_right(gate, one.tell, one.line);
            }
        }
        parts
    }
}

/// What goes of events, by publication.
fn contents(said: &[Said<'_>]) -> Vec<PartContents> {
    let mut parts: BTreeMap<PublicationId, PartContents> = BTreeMap::new();
    for one in said {
        let listing = one.listing;
        let part = parts
            .entry(one.tell.publication)
            .or_insert_with(|| PartContents {
                publication: one.tell.publication,
                form: Form::Full,
                waited: false,
                items: Vec::new(),
                linked: Vec::new(),
                events: Vec::new(),
            });
        if one.tell.stage == EventStage::Corrected {
            continue;
        }
        part.items.push(ItemRef {
            seq: listing.seq,
            issue: listing.issue,
            position: listing.position,
            visible_at: listing.visible_at,
            carried: false,
            class: MessageClass::Event,
            shown: Shown::AsPart,
            event: Some(EventRef {
                key: listing.key,
                moved: one.tell.stage == EventStage::Changed,
            }),
        });
        part.events.push((listing.key, one.end()));
    }
    parts.into_values().collect()
}

/// Keys of the events that it announces, with the instant after which nobody asks.
fn announced(said: &[Said<'_>]) -> Vec<(i64, Timestamp)> {
    let new = said
        .iter()
        .filter(|one| one.tell.stage == EventStage::Announced);
    new.map(|one| (one.tell.key, one.end())).collect()
}

/// Back to the letters: what lies above a line's watermark comes with its next one by itself, what the
/// line's letters passed meanwhile waits as passed over.
fn folded(case: &GateCase, said: &[Said<'_>], into: Timestamp) -> Leaves {
    let passed = said
        .iter()
        .filter(|one| one.tell.seq <= one.line.watermark && one.tell.seq > one.line.start_seq);
    let (mut carry, mut lines) = (Vec::new(), Vec::new());
    for one in passed {
        carry.push((one.tell.publication, one.tell.seq));
        lines.push(woken_too(one.line, into, Some(case.delivery.planned_at)));
    }
    lines.dedup();
    Leaves::Folded { carry, lines }
}
