//! Lives through a case: publishes, plans, gates, and lets the person choose, from instant to instant. It
//! expects nothing.

use super::case::{Case, Change, Chooses, Issues};
use crate::horizon::{Epoch, Horizon};
use crate::life::Life;
use crate::rules::Rules;
use crate::world::World;
use chrono::Days;
use lagom_dispatch::{Judged, Shown};
use lagom_model::{
    Cadence, Choices, DeliveryKind, EventStage, EventStart, ItemKind, Lead, Listing, PersonFacts,
    Policy, PublicId, PublicationId, Seq, Shelf, Tell, Timestamp, Zone,
};
use lagom_scheduler::{
    EventIndex, PlanContext, RoundView, plan_person, plan_reminders, reminder_due, retime,
};
use lagom_store::conformance::samples;
use lagom_store::{
    DeliveryRow, EventRound, Forthcoming, GateContext, Known, KnownPublication, KnownSender,
    Leaves, LineUpdate, Outlook, PlanLine, PlanSource, Release, Reminder, ReminderState, Subject,
};
use std::collections::{BTreeMap, BTreeSet};

/// An item of an issue.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Such as `news 3.2`.
    pub(super) name: String,
    pub(super) of: String,
    pub(super) kind: ItemKind,
    pub(super) visible_at: Timestamp,
}

/// A letter that went.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub(super) at: Timestamp,
    /// The zone then in force.
    pub(super) zone: Zone,
    pub(super) reading: u32,
    pub(super) brings: Vec<(PublicationId, Seq, Form)>,
}

/// How a letter brings an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Shown(Shown),
    Linked,
}

/// A message about events alone.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) at: Timestamp,
    pub(super) tells: Vec<Tell>,
}

/// A reminder that was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) place: (PublicationId, Seq),
    pub(super) lead: Lead,
    pub(super) starts: Timestamp,
}

/// What happened.
#[derive(Debug, Default)]
pub(super) struct Year {
    pub(super) items: BTreeMap<(PublicationId, Seq), Item>,
    pub(super) letters: Vec<Letter>,
    pub(super) messages: Vec<Message>,
    pub(super) asked: Vec<Asked>,
    pub(super) reasons: BTreeSet<String>,
    /// Every verdict, for the eyes of who mends a case.
    pub(super) log: Vec<String>,
}

struct Stage {
    known: Known,
    policy: Policy,
}

impl Stage {
    fn id(&self, key: &str) -> PublicationId {
        let publication = self.known.publication_by_key(key);
        publication
            .unwrap_or_else(|| panic!("no publication `{key}`"))
            .id
    }

    fn context<'a>(&'a self, epoch: &'a Epoch, now: Timestamp) -> PlanContext<'a> {
        PlanContext {
            known: &self.known,
            policy: &self.policy,
            shelf: &epoch.shelf,
            now,
        }
    }
}

pub(super) fn play(case: &Case) -> Year {
    let mut stage = Stage {
        known: known(case),
        policy: case.policy(),
    };
    let mut year = Year::default();
    let forthcoming = content(case, &stage, &mut year);
    let mut gate = GateContext::default();
    let publications = stage.known.publications.iter();
    gate.visible_to.extend(publications.map(|one| (one.id, 0)));
    let outlook = Outlook {
        gate,
        forthcoming,
        ..Outlook::default()
    };
    let (from, until) = (case.begins(), case.ends());
    let horizon = Horizon::new(&stage.known, &Shelf::new(), outlook, (from, until), false);
    let mut world = World::new(subject(case, &stage, from), &[]);
    let mut changes: Vec<(Timestamp, &Change)> = case
        .changes
        .iter()
        .map(|change| (case.instant(&change.at), change))
        .collect();
    changes.sort_by_key(|(at, _)| *at);
    let mut changes = changes.into_iter().peekable();
    let epochs = horizon.epochs();
    let mut place = 0;
    let mut unplanned: Vec<Release> = Vec::new();
    let mut rounds: Vec<EventRound> = Vec::new();
    let mut now = from;
    while now < until {
        while epochs.get(place + 1).is_some_and(|next| next.at <= now) {
            place += 1;
            unplanned.extend(&epochs[place].releases);
            rounds.extend(&epochs[place].rounds);
        }
        let epoch = &epochs[place];
        while let Some((at, change)) = changes.next_if(|(at, _)| *at <= now) {
            apply(&mut stage, &mut world, epoch, change, at);
        }
        let down = outage_end(case, now);
        if down.is_none() {
            events(&stage, &mut world, epoch, rounds.drain(..), now);
            for release in unplanned.drain(..) {
                plan(&stage, &mut world, epoch, PlanSource::Release(release), now);
            }
            while world.has_due_line(now) {
                plan(&stage, &mut world, epoch, PlanSource::Slots, now);
            }
            let heard = gate_all(&stage, &horizon, &mut world, epoch, now, &mut year);
            for place in heard {
                ask(case, &stage, &mut world, (epoch, now), place, &mut year);
            }
        }
        let change = changes.peek().map(|(at, _)| *at);
        let next = if down.is_some() {
            [down, change]
        } else {
            let issue = epochs.get(place + 1).map(|next| next.at);
            let due = world.next_due(now);
            [issue.into_iter().chain(due).min(), change]
        };
        let Some(next) = next.into_iter().flatten().min() else {
            break;
        };
        assert!(
            next > now,
            "time stands still at {now}: {:?}",
            year.log.last()
        );
        now = next;
    }
    year
}

fn outage_end(case: &Case, now: Timestamp) -> Option<Timestamp> {
    let spans = case
        .outages
        .iter()
        .map(|one| (case.instant(&one.from), case.instant(&one.until)));
    let holds = |(from, until): &(Timestamp, Timestamp)| (*from..*until).contains(&now);
    spans.filter(holds).map(|(_, until)| until).max()
}

fn plan(stage: &Stage, world: &mut World, epoch: &Epoch, source: PlanSource, now: Timestamp) {
    world.refresh_open();
    let verdict = plan_person(&stage.context(epoch, now), source, &world.plan);
    world.planned(verdict, source == PlanSource::Slots, now);
}

/// Messages about events alone, as a tick plans them: what is new, then what is near.
fn events(
    stage: &Stage,
    world: &mut World,
    epoch: &Epoch,
    rounds: impl Iterator<Item = EventRound>,
    now: Timestamp,
) {
    let index = EventIndex::of(&epoch.shelf, &stage.known);
    for round in rounds {
        let view = RoundView::new(stage.context(epoch, now), round, &index).unwrap();
        world.tell(view.plan(&world.event_case()), now);
    }
    let reminders = plan_reminders(&stage.context(epoch, now), &index, &world.event_case());
    world.tell(reminders, now);
}

/// Presses "remind me" at an event that they just heard of, as far as its page offers it.
fn ask(
    case: &Case,
    stage: &Stage,
    world: &mut World,
    (epoch, now): (&Epoch, Timestamp),
    place: (PublicationId, Seq),
    year: &mut Year,
) {
    let publication = stage.known.publication(place.0).unwrap();
    let listing = epoch.shelf.at(place.0, place.1).unwrap();
    let Some(starts) = listing.begins_at(&publication.def.zone) else {
        return;
    };
    let wanted = case.reminders.iter();
    for one in wanted.filter(|one| one.of == publication.def.key) {
        let due = reminder_due(listing, one.lead, &publication.def);
        let Some(due_at) = due.filter(|due| *due > now) else {
            continue;
        };
        world.asks(Reminder {
            key: listing.key,
            lead: one.lead,
            publication: place.0,
            due_at,
            until: starts,
            asked_at: now,
            state: ReminderState::Open,
            delivery: None,
            reason: None,
        });
        year.asked.push(Asked {
            place,
            lead: one.lead,
            starts,
        });
    }
}

/// Gates what is due, and says of which items they heard.
fn gate_all(
    stage: &Stage,
    horizon: &Horizon,
    world: &mut World,
    epoch: &Epoch,
    now: Timestamp,
    year: &mut Year,
) -> Vec<(PublicationId, Seq)> {
    let rules = Rules {
        known: &stage.known,
        policy: &stage.policy,
        promises: lagom_dispatch::Promises::none(),
        horizon,
    };
    let judge = rules.judge(epoch, now);
    let mut life = Life::default();
    let mut heard = Vec::new();
    for _ in 0..32 {
        let zone = world.plan.person.zone.clone();
        let gated = world.gate(now, &mut life, |case| {
            let judged = judge.judge(&epoch.gate, case);
            heard.extend(note(year, &case.delivery, &judged, &zone, now));
            judged
        });
        if !gated {
            return heard;
        }
    }
    panic!("more letters at {now} than anyone plans");
}

/// Writes a judgement down, and says of which items they heard.
fn note(
    year: &mut Year,
    row: &DeliveryRow,
    judged: &Judged,
    zone: &Zone,
    now: Timestamp,
) -> Vec<(PublicationId, Seq)> {
    let decision = &judged.verdict.decision;
    for reason in &decision.reasons {
        let value = serde_json::to_value(reason).unwrap();
        year.reasons
            .insert(value["rule"].as_str().unwrap().to_owned());
    }
    year.log.push(format!(
        "{} {:?} {:?}",
        zone.local(now),
        decision.verdict,
        decision.reasons
    ));
    let Leaves::Sending { reading, .. } = &judged.verdict.leaves else {
        return Vec::new();
    };
    if row.kind == DeliveryKind::Event {
        let tells = row.tells.clone();
        let new = tells
            .iter()
            .filter(|tell| tell.stage == EventStage::Announced);
        let heard = new.map(|tell| (tell.publication, tell.seq)).collect();
        year.messages.push(Message { at: now, tells });
        return heard;
    }
    let mut brings = Vec::new();
    for part in &judged.contents {
        let shown = part
            .items
            .iter()
            .map(|item| (item.seq, Form::Shown(item.shown)));
        let linked = part.linked.iter().map(|item| (item.seq, Form::Linked));
        let all = shown.chain(linked);
        brings.extend(all.map(|(seq, form)| (part.publication, seq, form)));
    }
    let heard = brings
        .iter()
        .map(|(publication, seq, _)| (*publication, *seq));
    let heard = heard.collect();
    year.letters.push(Letter {
        at: now,
        zone: zone.clone(),
        reading: *reading,
        brings,
    });
    heard
}

/// What a change does, as the pages and the catalogue do it.
fn apply(stage: &mut Stage, world: &mut World, epoch: &Epoch, change: &Change, now: Timestamp) {
    if let Some(zone) = &change.zone {
        let before = std::mem::replace(&mut world.plan.person.zone, zone.clone());
        world.plan.person.zone_before = Some((before, now));
        let lines: Vec<_> = world
            .plan
            .lines
            .iter()
            .map(|line| line.publication)
            .collect();
        for publication in lines {
            let update = retime(&stage.context(epoch, now), &world.plan, publication);
            put(world, update);
        }
    }
    let Some(key) = &change.of else {
        return;
    };
    let publication = stage.id(key);
    if let Some(anchor) = change.moves {
        let mut all = stage.known.publications.iter_mut();
        let one = all.find(|one| one.id == publication).unwrap();
        one.def.anchor = anchor.or(one.def.anchor);
        let update = retime(&stage.context(epoch, now), &world.plan, publication);
        put(world, update);
    }
    let zone = world.plan.person.zone.clone();
    let mut lines = world.plan.lines.iter_mut();
    let line = lines.find(|line| line.publication == publication).unwrap();
    let before = line.choices.clone();
    let chosen = chosen(&change.chooses, before.clone());
    line.choices = chosen.following(&before, now);
    let same_rhythm =
        (line.choices.cadence, line.choices.anchor) == (before.cadence, before.anchor);
    if !same_rhythm {
        let slot = stage.context(epoch, now).slot_after(line, &zone, now);
        line.next_due_at = slot.or(line.next_due_at);
    }
}

fn put(world: &mut World, update: Option<LineUpdate>) {
    let Some(update) = update else {
        return;
    };
    let mut lines = world.plan.lines.iter_mut();
    let line = lines.find(|line| line.publication == update.publication);
    line.unwrap().next_due_at = update.next_due_at;
}

fn chosen(chooses: &Chooses, mut choices: Choices) -> Choices {
    let Chooses {
        cadence,
        anchor,
        form,
        topics,
        favourites,
        pause_until,
        on_return,
    } = chooses.clone();
    choices.cadence = cadence.unwrap_or(choices.cadence);
    choices.anchor = anchor.unwrap_or(choices.anchor);
    choices.form = form.or(choices.form);
    choices.topics = topics.or(choices.topics);
    choices.favourites = favourites.unwrap_or(choices.favourites);
    choices.paused_until = pause_until.or(choices.paused_until);
    choices.on_return = on_return.unwrap_or(choices.on_return);
    choices
}

fn known(case: &Case) -> Known {
    let senders: BTreeSet<&String> = case.publications.values().map(|one| &one.sender).collect();
    let senders: Vec<KnownSender> = senders
        .into_iter()
        .zip(1..)
        .map(|(key, id)| KnownSender {
            id,
            def: samples::sender(key),
        })
        .collect();
    let publications = case.publications.iter().zip(1..).map(|((key, one), id)| {
        let mut def = samples::publication(&one.sender, key);
        def.zone = case.zone.clone();
        def.anchor = one.anchor.or(def.anchor);
        def.most_items = one.most_items;
        def.least_items = one.least_items;
        def.priority = one.priority;
        let sender = senders.iter().find(|sender| sender.def.key == one.sender);
        KnownPublication {
            id,
            public_id: PublicId(id.unsigned_abs().into()),
            sender: sender.unwrap().id,
            def,
            retired: false,
        }
    });
    Known {
        publications: publications.collect(),
        senders: senders.clone(),
    }
}

fn subject(case: &Case, stage: &Stage, now: Timestamp) -> Subject {
    let mut person = PersonFacts::new(case.zone.clone(), "en");
    person.limits.clone_from(&case.person.limits);
    person.season = case.person.season;
    person.wishes.minutes_a_week = case.person.minutes_a_week;
    person
        .wishes
        .no_occasions
        .clone_from(&case.person.no_occasions);
    let lines = case.lines.iter().map(|line| {
        let publication = stage.known.publication_by_key(&line.of).unwrap();
        let choices = chosen(&line.chooses, Choices::of(Cadence::EveryIssue));
        let anchor = choices.anchor.or(publication.def.anchor);
        PlanLine {
            publication: publication.id,
            sender: publication.sender,
            next_due_at: lagom_policy::next_slot(choices.cadence, anchor, &case.zone, now),
            choices,
            start_seq: 0,
            watermark: 0,
            waiting_since: None,
            carried: 0,
            promise: 0,
        }
    });
    Subject {
        subscriber: 1,
        public_id: PublicId(1),
        person,
        reachable: true,
        lines: lines.collect(),
        left: Vec::new(),
        touches: Vec::new(),
        carried: Vec::new(),
        announced: Vec::new(),
        planned: Vec::new(),
        reminders: Vec::new(),
    }
}

/// Everything that comes out, in order.
fn content(case: &Case, stage: &Stage, year: &mut Year) -> Vec<Forthcoming> {
    let mut coming: Vec<(Timestamp, &Issues)> = Vec::new();
    for issues in &case.issues {
        let first = case.zone.local(case.instant(&issues.first));
        for nth in 0..issues.times {
            let later = Days::new(u64::from(issues.every_days) * u64::from(nth));
            let at = case.zone.instant(first.checked_add_days(later).unwrap());
            if at >= case.ends() {
                break;
            }
            coming.push((at, issues));
            if issues.every_days == 0 {
                break;
            }
        }
    }
    coming.sort_by_key(|(at, _)| *at);
    let mut seqs: BTreeMap<PublicationId, Seq> = BTreeMap::new();
    let mut numbers: BTreeMap<PublicationId, u32> = BTreeMap::new();
    let coming = coming.into_iter().zip(1..).map(|((at, issues), issue)| {
        let publication = stage.id(&issues.of);
        let number = numbers.entry(publication).or_default();
        *number += 1;
        let listings = issues.items.iter().enumerate().map(|(nth, kind)| {
            let seq = seqs.entry(publication).or_default();
            *seq += 1;
            year.items.insert(
                (publication, *seq),
                Item {
                    name: format!("{} {number}.{}", issues.of, nth + 1),
                    of: issues.of.clone(),
                    kind: *kind,
                    visible_at: at,
                },
            );
            let ends = matches!(kind, ItemKind::Event | ItemKind::Offer);
            let days = issues.days_of_use.filter(|_| ends).map(i64::from);
            let ends = days.map(|days| {
                let at = at.plus(days * Timestamp::DAY);
                let time = issues.starts.filter(|_| *kind == ItemKind::Event);
                time.map_or(at, |time| case.zone.at(case.zone.date(at), time))
            });
            let topic = issues.topics.get(nth).cloned();
            Listing {
                seq: *seq,
                previous_seq: None,
                issue,
                position: u32::try_from(nth).unwrap(),
                kind: *kind,
                topic: topic.unwrap_or_else(|| kind.name().to_owned()),
                language: None,
                key: publication << 32 | *seq,
                expires_at: ends,
                visible_at: at,
                starts: ends
                    .filter(|_| *kind == ItemKind::Event)
                    .map(EventStart::At),
                cancelled: false,
                occasion: issues.occasion.clone(),
                words: issues.words,
                short_words: issues.short_words,
            }
        });
        Forthcoming {
            issue,
            publication,
            title: format!("{} {number}", issues.of),
            at,
            listings: listings.collect(),
        }
    });
    coming.collect()
}
