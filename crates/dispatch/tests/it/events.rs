//! The gate's judgement of messages about events: what still holds, what yields, what is too late.

use crate::world::{NEWS, NOW, full_week, line};
use chrono::NaiveDate;
use lagom_dispatch::{Judge, Judged, Promises, Shown};
use lagom_model::{
    Cadence, Classes, DeliveryKind, EventStage, EventStart, Listing, MessageClass, PersonFacts,
    Policy, PublicId, Reason, Shelf, Stop, StopCause, StopScope, Tell, Timestamp, TouchFact,
    Verdict, Zone,
};
use lagom_store::conformance::press::{EVENT, event, known};
use lagom_store::{Contact, DeliveryRow, GateCase, GateContext, Leaves, PlanLine};

fn hours(hours: i64) -> Timestamp {
    NOW.plus(hours * Timestamp::HOUR)
}

pub(crate) struct Scene {
    pub(crate) now: Timestamp,
    pub(crate) listings: Vec<Listing>,
    pub(crate) gate: GateContext,
    pub(crate) case: GateCase,
}

impl Scene {
    /// A message of one stage about the event that starts so many hours from now.
    pub(crate) fn of(stage: EventStage, starts: Timestamp) -> Self {
        let service = stage != EventStage::Announced;
        let mut gate = GateContext::default();
        gate.visible_to.insert(NEWS, 9);
        Self {
            now: NOW,
            listings: vec![event(1, starts)],
            gate,
            case: GateCase {
                delivery: DeliveryRow {
                    subscriber: 1,
                    id: 1,
                    public_id: PublicId(1),
                    kind: DeliveryKind::Event,
                    sender: 1,
                    class: if service {
                        MessageClass::Service
                    } else {
                        MessageClass::Event
                    },
                    local_date: NaiveDate::from_ymd_opt(2026, 3, 6).unwrap(),
                    ordinal: 1,
                    planned_at: NOW.plus(-Timestamp::MINUTE),
                    due_at: NOW,
                    attempts: 0,
                    doubtful: false,
                    pins: None,
                    parts: Vec::new(),
                    service: None,
                    tells: vec![Tell {
                        key: EVENT,
                        stage,
                        publication: NEWS,
                        seq: 1,
                        until: starts,
                    }],
                },
                person: PersonFacts::new(Zone::parse("Europe/Riga").unwrap(), "en"),
                contact: Some(Contact {
                    id: 1,
                    revision: 1,
                    address: "ann@example.org".to_owned(),
                    name: None,
                    link: PublicId(2),
                }),
                lines: vec![PlanLine {
                    next_due_at: Some(hours(100)),
                    ..line(NEWS, Cadence::Weekly)
                }],
                touches: Vec::new(),
                last_touch: None,
                carried: Vec::new(),
                gone: Vec::new(),
                announced: Vec::new(),
                doubts: Vec::new(),
                open: Vec::new(),
            },
        }
    }

    pub(crate) fn touches(mut self, touches: Vec<TouchFact>) -> Self {
        self.case.touches = touches;
        self
    }

    pub(crate) fn at(self, now: Timestamp) -> Self {
        Self { now, ..self }
    }

    fn then(mut self, listing: Listing) -> Self {
        self.listings.push(listing);
        self
    }

    pub(crate) fn judge(self) -> Judged {
        let known = known();
        let mut shelf = Shelf::new();
        shelf.put(NEWS, self.listings);
        let policy = Policy::product();
        let judge = Judge {
            known: &known,
            policy: &policy,
            promises: Promises::none(),
            shelf: &shelf,
            key: "k1",
            now: self.now,
        };
        judge.judge(&self.gate, &self.case)
    }
}

fn verdict(judged: &Judged) -> Verdict {
    judged.verdict.decision.verdict
}

fn reasons(judged: &Judged) -> &[Reason] {
    &judged.verdict.decision.reasons
}

fn sends(judged: &Judged) -> bool {
    matches!(verdict(judged), Verdict::Send { .. })
}

#[test]
fn an_announcement_goes_as_an_event() {
    let starts = hours(60);
    let judged = Scene::of(EventStage::Announced, starts).judge();
    assert!(sends(&judged), "{:?}", judged.verdict);
    let alone = Reason::AnnouncedAlone {
        starts,
        at_once: false,
    };
    assert_eq!(reasons(&judged)[0], alone);
    let Leaves::Sending {
        classes,
        announces,
        parts,
        pins,
        ..
    } = &judged.verdict.leaves
    else {
        panic!("{:?}", judged.verdict.leaves);
    };
    assert_eq!(classes, &[MessageClass::Event]);
    assert_eq!(announces, &[(EVENT, starts)]);
    assert!(parts.is_empty());
    assert!(pins.resend, "no letter could note it in time");
    assert_eq!(judged.contents.len(), 1);
    assert_eq!(judged.contents[0].items.len(), 1);
}

#[test]
fn a_letter_that_comes_in_time_could_note_it() {
    let judged = Scene::of(EventStage::Announced, hours(200)).judge();
    let Leaves::Sending { pins, .. } = &judged.verdict.leaves else {
        panic!("{:?}", judged.verdict);
    };
    assert!(!pins.resend);
}

#[test]
fn an_announcement_says_what_the_newest_listing_says() {
    let scene = Scene::of(EventStage::Announced, hours(60)).then(event(2, hours(70)));
    let judged = scene.judge();
    assert!(sends(&judged));
    let item = judged.contents[0].items[0];
    assert_eq!((item.seq, item.issue), (2, 2));
    let off = Listing {
        cancelled: true,
        ..event(2, hours(60))
    };
    let judged = Scene::of(EventStage::Announced, hours(60))
        .then(off)
        .judge();
    assert_eq!(verdict(&judged), Verdict::Suppress);
    assert_eq!(reasons(&judged), [Reason::EventCancelled]);
}

#[test]
fn a_full_cap_folds_an_announcement_only_into_a_letter_that_is_in_time() {
    let late = Scene::of(EventStage::Announced, hours(60)).touches(full_week());
    assert!(matches!(
        verdict(&late.judge()),
        Verdict::Expire | Verdict::Defer { .. }
    ));
    let judged = Scene::of(EventStage::Announced, hours(200))
        .touches(full_week())
        .judge();
    assert_eq!(verdict(&judged), Verdict::Fold { into: hours(100) });
    let Leaves::Folded { carry, .. } = &judged.verdict.leaves else {
        panic!("{:?}", judged.verdict.leaves);
    };
    assert!(carry.is_empty(), "it lies above the watermark");
}

#[test]
fn a_later_event_does_not_make_an_earlier_one_wait_past_its_day() {
    let touch = |days: i64| TouchFact {
        at: NOW.plus(-days * Timestamp::DAY),
        ..full_week()[0].clone()
    };
    let (soon, later) = (hours(60), hours(200));
    let both = |touches| {
        let mut scene = Scene::of(EventStage::Announced, soon).touches(touches);
        let mut second = event(2, later);
        second.key = EVENT + 1;
        scene.case.delivery.tells.push(Tell {
            key: second.key,
            seq: 2,
            until: later,
            ..scene.case.delivery.tells[0]
        });
        verdict(&scene.then(second).judge())
    };
    // There is room before the first one; the next letter comes after it.
    let Verdict::Defer { until } = both(vec![touch(1), touch(6)]) else {
        panic!("it waits for room");
    };
    assert!(until < soon, "{until}");
    // There is none: the later one is still in time for the letter.
    let letter = hours(100);
    assert_eq!(both(full_week()), Verdict::Fold { into: letter });
}

#[test]
fn what_a_letter_passed_over_meanwhile_is_carried() {
    let mut scene = Scene::of(EventStage::Announced, hours(200)).touches(full_week());
    scene.case.lines[0].watermark = 1;
    let Leaves::Folded { carry, lines } = scene.judge().verdict.leaves else {
        panic!("it folds");
    };
    assert_eq!(carry, [(NEWS, 1)]);
    assert_eq!(lines.len(), 1);
}

#[test]
fn service_is_exempt_from_caps() {
    for stage in [EventStage::DayBefore, EventStage::Changed] {
        let judged = Scene::of(stage, hours(24)).touches(full_week()).judge();
        assert!(sends(&judged), "{stage:?}");
        assert!(reasons(&judged).contains(&Reason::ServiceExempt));
    }
}

#[test]
fn quiet_hours_yield_only_to_what_starts_before_they_end() {
    // 23:00 in Riga; quiet until eight.
    let night = hours(14);
    let tonight = Scene::of(EventStage::HourBefore, hours(15)).at(night);
    assert!(sends(&tonight.judge()));
    let tomorrow = Scene::of(EventStage::DayBefore, hours(38)).at(night);
    let Verdict::Defer { until } = verdict(&tomorrow.judge()) else {
        panic!("it waits");
    };
    assert!(until > night && until <= hours(24));
}

#[test]
fn a_reminder_that_cannot_arrive_before_the_start_is_too_late() {
    let starts = hours(0);
    let judged = Scene::of(EventStage::DayBefore, starts).judge();
    assert_eq!(verdict(&judged), Verdict::Expire);
    assert_eq!(reasons(&judged), [Reason::TooLate { starts }]);
    assert!(matches!(judged.verdict.leaves, Leaves::Expired { .. }));
}

#[test]
fn a_reminder_of_an_event_that_moved_leaves_it_to_the_moved_one() {
    let scene = Scene::of(EventStage::DayBefore, hours(24)).then(event(2, hours(90)));
    let judged = scene.judge();
    assert_eq!(verdict(&judged), Verdict::Suppress);
    assert!(matches!(reasons(&judged)[0], Reason::EventChanged { .. }));
}

#[test]
fn a_change_that_was_planned_goes_though_the_event_lasts_longer_by_now() {
    let days = |seq, last| {
        let on = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        Listing {
            starts: Some(EventStart::On(on(10))),
            expires_at: Some(Zone::parse("Europe/Riga").unwrap().start_of(on(last))),
            ..event(seq, NOW)
        }
    };
    let mut scene = Scene::of(EventStage::Changed, hours(0)).then(days(2, 16));
    scene.listings[0] = days(1, 14);
    let judged = scene.judge();
    assert!(sends(&judged), "{:?}", reasons(&judged));
}

#[test]
fn a_stop_of_the_newsletter_stops_its_events() {
    for stage in EventStage::ALL {
        let mut scene = Scene::of(stage, hours(60));
        if stage == EventStage::Cancelled {
            scene.listings[0].cancelled = true;
        }
        scene.case.person.stops.push(Stop {
            scope: StopScope::Publication(NEWS),
            cause: StopCause::Own,
            at: NOW.plus(-1),
        });
        let judged = scene.judge();
        assert_eq!(verdict(&judged), Verdict::Suppress, "{stage:?}");
        assert!(matches!(reasons(&judged)[0], Reason::Stopped { .. }));
    }
}

#[test]
fn a_pause_holds_an_announcement_and_no_reminder() {
    let until = NaiveDate::from_ymd_opt(2026, 3, 8);
    let mut paused = Scene::of(EventStage::Announced, hours(200));
    paused.case.lines[0].choices.paused_until = until;
    assert!(matches!(verdict(&paused.judge()), Verdict::Fold { .. }));
    let mut paused = Scene::of(EventStage::DayBefore, hours(24));
    paused.case.lines[0].choices.paused_until = until;
    assert!(sends(&paused.judge()));
}

#[test]
fn what_was_withdrawn_is_not_told() {
    let mut scene = Scene::of(EventStage::Announced, hours(60));
    scene.gate.withdrawn.push(1);
    let judged = scene.judge();
    assert_eq!(verdict(&judged), Verdict::Suppress);
    assert_eq!(reasons(&judged), [Reason::Withdrawn]);
}

#[test]
fn announcements_leave_the_room_that_a_weekly_letter_needs() {
    let touch = |days: i64| TouchFact {
        at: NOW.plus(-days * Timestamp::DAY),
        zone: Zone::UTC,
        classes: Classes::one(MessageClass::Event),
        reading: 0,
    };
    // Six in four weeks: four are the letters', two are told alone.
    for (told, starts, goes) in [
        (vec![], 60, true),
        (vec![touch(9)], 60, true),
        (vec![touch(9), touch(16)], 60, false),
        (vec![touch(3)], 60, false),
        (vec![touch(9), touch(29)], 60, true),
        (vec![touch(9), touch(16)], 120, false),
    ] {
        let judged = Scene::of(EventStage::Announced, hours(starts))
            .touches(told.clone())
            .judge();
        assert_eq!(sends(&judged), goes, "{told:?}");
        if !goes {
            let expected = if starts < 100 {
                Verdict::Expire
            } else {
                Verdict::Fold { into: hours(100) }
            };
            assert_eq!(verdict(&judged), expected);
            let mut reasons = reasons(&judged).iter();
            assert!(reasons.any(|it| matches!(it, Reason::LeavesRoom { .. })));
        }
    }
    let mut soon = Scene::of(EventStage::Announced, hours(60));
    soon.case.lines[0].next_due_at = Some(hours(19));
    assert_eq!(verdict(&soon.judge()), Verdict::Fold { into: hours(19) });
    let mut at_once = Scene::of(EventStage::Announced, hours(60)).touches(vec![touch(3)]);
    at_once.case.lines[0].choices.tell_at_once = true;
    assert!(sends(&at_once.judge()), "their own wish");
}

#[test]
fn an_announcement_keeps_to_the_minutes_that_are_left() {
    for (minutes, words, title) in [
        (None, 900, false),
        (Some(5), 900, false),
        (Some(3), 900, true),
    ] {
        let mut scene = Scene::of(EventStage::Announced, hours(60));
        scene.case.person.wishes.minutes_a_week = minutes;
        scene.listings[0].words = words;
        let judged = scene.judge();
        let Leaves::Sending { reading, .. } = judged.verdict.leaves else {
            panic!("{:?}", judged.verdict);
        };
        let shown = judged.contents[0].items[0].shown;
        assert_eq!(shown == Shown::Title, title, "{minutes:?}");
        assert_eq!(reading, if title { 0 } else { 227 });
    }
}
