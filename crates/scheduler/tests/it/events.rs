//! Who is told of an event alone, who hears that it moved, whose reminder comes: rule by rule.

use chrono::{NaiveDate, Weekday};
use lagom_model::{
    Cadence, Choices, EventStage, EventStart, Lead, Listing, LocalTime, MessageClass, PersonFacts,
    Policy, QuietDays, Reason, Seq, Shelf, Stop, StopCause, StopScope, Timestamp, Zone,
};
use lagom_scheduler::{EventIndex, PlanContext, RoundView, plan_reminders, reminder_due};
use lagom_store::conformance::press::{EVENT, NEWS, NOW, TECH, event, known};
use lagom_store::{
    EventCase, EventRound, EventVerdict, PlanLine, Reminder, ReminderMove, ReminderState,
    RoundReach, Told,
};
use std::ops::RangeInclusive;

pub(crate) fn hours(hours: i64) -> Timestamp {
    NOW.plus(hours * Timestamp::HOUR)
}

/// The event that takes place on these days of March.
fn dated(seq: Seq, days: RangeInclusive<u32>) -> Listing {
    let date = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    let zone = Zone::parse("Europe/Riga").unwrap();
    Listing {
        expires_at: Some(zone.start_of(date(days.end() + 1))),
        starts: Some(EventStart::On(date(*days.start()))),
        ..event(seq, NOW)
    }
}

pub(crate) fn line(cadence: Cadence, next_due_at: Option<Timestamp>) -> PlanLine {
    PlanLine {
        publication: NEWS,
        sender: 1,
        choices: Choices::of(cadence),
        start_seq: 0,
        watermark: 0,
        next_due_at,
        waiting_since: None,
        carried: 0,
        promise: 0,
    }
}

fn at_once(line: PlanLine) -> PlanLine {
    PlanLine {
        choices: Choices {
            tell_at_once: true,
            ..line.choices
        },
        ..line
    }
}

pub(crate) fn case(lines: Vec<PlanLine>) -> EventCase {
    EventCase {
        subscriber: 1,
        person: PersonFacts::new(Zone::parse("Europe/Riga").unwrap(), "en"),
        lines,
        told: Vec::new(),
        brought: Vec::new(),
        had: Vec::new(),
        reminders: Vec::new(),
    }
}

/// Judges a round whose issue lists the last of these of the news.
pub(crate) fn round(listings: &[Listing], case: &EventCase) -> (RoundReach, EventVerdict) {
    let mut shelf = Shelf::new();
    shelf.put(NEWS, listings.to_vec());
    on(&shelf, case)
}

pub(crate) fn on(shelf: &Shelf, case: &EventCase) -> (RoundReach, EventVerdict) {
    let (known, policy) = (known(), Policy::product());
    let context = PlanContext {
        known: &known,
        policy: &policy,
        shelf,
        now: NOW,
    };
    let top = shelf.top(NEWS);
    let round = EventRound {
        id: 1,
        publication: NEWS,
        from_seq: top - 1,
        to_seq: top,
        at: NOW,
        after: 0,
    };
    let index = EventIndex::of(shelf, &known);
    let view = RoundView::new(context, round, &index).unwrap();
    (view.reach(), view.plan(case))
}

pub(crate) fn stages(verdict: &EventVerdict) -> Vec<(MessageClass, EventStage)> {
    let messages = verdict.messages.iter();
    messages
        .flat_map(|message| message.tells.iter().map(|tell| (message.class, tell.stage)))
        .collect()
}

const ALONE: [(MessageClass, EventStage); 1] = [(MessageClass::Event, EventStage::Announced)];

#[test]
fn a_letter_that_leaves_forty_eight_hours_tells_of_it() {
    for (slot, starts, alone) in [
        (24, 24 + 48, false),
        (24, 24 + 47, true),
        (24, 23, true),
        (150, 120, true),
        (1, 200, false),
        (11, 30, false),
        // At four in the morning: it comes at eight, after the gap.
        (19, 30, true),
        (20, 30, true),
    ] {
        let line = line(Cadence::Weekly, Some(hours(slot)));
        let (_, verdict) = round(&[event(1, hours(starts))], &case(vec![line]));
        let expected: &[_] = if alone { &ALONE } else { &[] };
        assert_eq!(stages(&verdict), expected, "slot {slot}, starts {starts}");
    }
}

#[test]
fn a_letter_that_quiet_days_put_off_leaves_less() {
    // The slot is on Saturday, the event on Tuesday.
    let weekly = || vec![line(Cadence::Weekly, Some(hours(24)))];
    let tuesday = [event(1, hours(96))];
    let (_, verdict) = round(&tuesday, &case(weekly()));
    assert!(verdict.messages.is_empty());
    let mut quiet = case(weekly());
    quiet.person.wishes.quiet_days = Some(QuietDays {
        weekdays: vec![Weekday::Sat, Weekday::Sun],
        holidays: false,
    });
    let (_, verdict) = round(&tuesday, &quiet);
    assert_eq!(stages(&verdict), ALONE);
}

#[test]
fn a_letter_due_now_tells_of_it_itself() {
    let every = line(Cadence::EveryIssue, None);
    let (_, verdict) = round(&[event(1, hours(20))], &case(vec![every.clone()]));
    assert!(verdict.messages.is_empty());
    let (_, verdict) = round(&[event(1, hours(300))], &case(vec![at_once(every)]));
    assert_eq!(stages(&verdict), ALONE);
}

#[test]
fn who_gets_only_events_gets_them_in_one_letter() {
    let only = at_once(line(Cadence::EventsOnly, None));
    let (_, verdict) = round(&[event(1, hours(20))], &case(vec![only]));
    assert!(verdict.messages.is_empty());
}

#[test]
fn who_sleeps_stopped_or_knows_is_not_told() {
    let weekly = line(Cadence::Weekly, Some(hours(100)));
    let asleep = {
        let mut case = case(vec![weekly.clone()]);
        case.person.paused_until = NaiveDate::from_ymd_opt(2026, 4, 1);
        case
    };
    let stopped = {
        let mut case = case(vec![weekly.clone()]);
        case.person.stops.push(Stop {
            scope: StopScope::Publication(NEWS),
            cause: StopCause::Own,
            at: NOW,
        });
        case
    };
    let told = EventCase {
        told: vec![Told {
            key: EVENT,
            mark: "announced".to_owned(),
            gone: true,
        }],
        ..case(vec![weekly.clone()])
    };
    let behind = case(vec![PlanLine {
        watermark: 1,
        ..weekly
    }]);
    for case in [asleep, stopped, told, behind] {
        let (_, verdict) = round(&[event(1, hours(30))], &case);
        assert_eq!(verdict, EventVerdict::default(), "{case:?}");
    }
}

#[test]
fn several_events_of_an_issue_share_one_message() {
    let other = Listing {
        key: 901,
        ..event(2, hours(40))
    };
    let weekly = line(Cadence::Weekly, Some(hours(100)));
    let (_, verdict) = round(&[event(1, hours(30)), other], &case(vec![weekly]));
    assert_eq!(verdict.messages.len(), 1);
    assert_eq!(verdict.messages[0].tells.len(), 2);
}

#[test]
fn what_is_over_or_called_off_is_not_announced() {
    let weekly = line(Cadence::Weekly, Some(hours(100)));
    let off = Listing {
        cancelled: true,
        ..event(1, hours(30))
    };
    for listing in [off, event(1, hours(-1))] {
        let (reach, verdict) = round(&[listing], &case(vec![weekly.clone()]));
        assert!(reach.is_empty(), "{reach:?}");
        assert_eq!(verdict, EventVerdict::default());
    }
}

#[test]
fn a_date_begins_with_its_day() {
    // Monday: its letter comes on Saturday at nine, 39 hours before the day begins.
    let weekly = line(Cadence::Weekly, Some(hours(24)));
    let (_, verdict) = round(&[dated(1, 9..=9)], &case(vec![weekly.clone()]));
    assert_eq!(stages(&verdict), ALONE);
    let (_, verdict) = round(&[dated(1, 10..=10)], &case(vec![weekly]));
    assert!(verdict.messages.is_empty());
}

#[test]
fn what_goes_on_for_days_is_told_before_it_begins_or_ends() {
    // It is Friday. A letter on Saturday at nine is in time for what begins on Tuesday, and for what goes on until then.
    for (days, alone) in [
        (9..=20, true),
        (10..=20, false),
        (2..=20, false),
        (2..=9, false),
        (2..=7, true),
    ] {
        let weekly = line(Cadence::Weekly, Some(hours(24)));
        let (_, verdict) = round(&[dated(1, days.clone())], &case(vec![weekly]));
        let expected: &[_] = if alone { &ALONE } else { &[] };
        assert_eq!(stages(&verdict), expected, "{days:?}");
    }
}

#[test]
fn another_first_day_is_a_change_and_another_last_day_is_none() {
    for (days, moves) in [(10..=11, false), (10..=13, false), (9..=12, true)] {
        let again = Listing {
            previous_seq: Some(1),
            ..dated(2, days.clone())
        };
        let (reach, _) = round(&[dated(1, 10..=12), again], &had());
        assert_eq!(reach.everybody, moves, "{days:?}");
    }
}

pub(crate) fn moved(to: Timestamp) -> [Listing; 2] {
    let again = Listing {
        previous_seq: Some(1),
        ..event(2, to)
    };
    [event(1, hours(72)), again]
}

pub(crate) fn had() -> EventCase {
    let line = PlanLine {
        watermark: 1,
        ..line(Cadence::Weekly, Some(hours(100)))
    };
    EventCase {
        had: vec![EVENT],
        ..case(vec![line])
    }
}

#[test]
fn a_change_goes_to_who_had_the_announcement() {
    let (reach, verdict) = round(&moved(hours(90)), &had());
    assert!(reach.everybody);
    assert_eq!(reach.moved.len(), 1);
    assert_eq!(
        stages(&verdict),
        [(MessageClass::Service, EventStage::Changed)]
    );
    assert_eq!(verdict.messages[0].tells[0].until, hours(90));
    let (reach, verdict) = round(&moved(hours(72)), &had());
    assert!(!reach.everybody, "listed again is no change");
    assert!(verdict.messages.is_empty());
    let stranger = EventCase {
        had: Vec::new(),
        ..had()
    };
    let (_, verdict) = round(&moved(hours(90)), &stranger);
    assert!(verdict.messages.is_empty());
}

#[test]
fn a_cancellation_goes_to_who_had_the_announcement() {
    let [first, again] = moved(hours(72));
    let off = Listing {
        cancelled: true,
        ..again
    };
    let (_, verdict) = round(&[first, off], &had());
    assert_eq!(
        stages(&verdict),
        [(MessageClass::Service, EventStage::Cancelled)]
    );
}

#[test]
fn a_message_that_has_not_gone_says_it_itself() {
    let waits = EventCase {
        had: Vec::new(),
        told: vec![Told {
            key: EVENT,
            mark: "announced".to_owned(),
            gone: false,
        }],
        ..had()
    };
    let (_, verdict) = round(&moved(hours(90)), &waits);
    assert!(verdict.messages.is_empty());
}

#[test]
fn what_another_publication_said_before_is_compared_too() {
    let mut shelf = Shelf::new();
    shelf.put(TECH, vec![event(1, hours(72))]);
    shelf.put(NEWS, vec![event(7, hours(90))]);
    let (reach, _) = on(&shelf, &had());
    assert!(reach.everybody);
}

#[test]
fn a_time_that_becomes_known_is_no_change() {
    let zone = Zone::parse("Europe/Riga").unwrap();
    let date = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
    let time = zone.at(date, LocalTime::new(19, 0).unwrap());
    let again = Listing {
        previous_seq: Some(1),
        ..event(2, time)
    };
    let (reach, _) = round(&[dated(1, 10..=10), again], &had());
    assert!(!reach.everybody);
}

pub(crate) fn reminder(due_at: Timestamp) -> Reminder {
    Reminder {
        key: EVENT,
        lead: Lead::Day,
        publication: NEWS,
        due_at,
        until: hours(72),
        asked_at: NOW.plus(-Timestamp::DAY),
        state: ReminderState::Open,
        delivery: None,
        reason: None,
    }
}

#[test]
fn reminders_move_with_the_start_and_end_with_a_cancellation() {
    let asked = EventCase {
        reminders: vec![reminder(hours(48))],
        ..had()
    };
    let becomes = |listings: &[Listing]| {
        let (_, mut verdict) = round(listings, &asked);
        verdict.reminders.pop().map(|step| step.becomes)
    };
    assert_eq!(
        becomes(&moved(hours(90))),
        Some(ReminderMove::Waits {
            due_at: hours(66),
            until: hours(90)
        })
    );
    // Tomorrow is too near for a day's notice: the change itself reminds.
    let starts = hours(20);
    assert_eq!(
        becomes(&moved(starts)),
        Some(ReminderMove::Ends(Reason::EventChanged { starts }))
    );
    let [first, again] = moved(hours(72));
    let off = Listing {
        cancelled: true,
        ..again
    };
    assert_eq!(
        becomes(&[first, off]),
        Some(ReminderMove::Ends(Reason::EventCancelled))
    );
}

#[test]
fn a_reminder_of_a_date_comes_on_the_day_before_at_the_usual_time() {
    let known = known();
    let def = &known.publications[0].def;
    let monday = dated(1, 9..=9);
    let sunday_at_nine = hours(48);
    assert_eq!(reminder_due(&monday, Lead::Day, def), Some(sunday_at_nine));
    assert_eq!(reminder_due(&monday, Lead::Hour, def), None);
    let to_wednesday = dated(1, 9..=11);
    let due = reminder_due(&to_wednesday, Lead::Day, def);
    assert_eq!(due, Some(sunday_at_nine), "before the first day");
    let timed = event(1, hours(72));
    assert_eq!(reminder_due(&timed, Lead::Day, def), Some(hours(48)));
    assert_eq!(reminder_due(&timed, Lead::Hour, def), Some(hours(71)));
}

fn due(listings: Vec<Listing>, reminders: Vec<Reminder>) -> EventVerdict {
    let mut shelf = Shelf::new();
    shelf.put(NEWS, listings);
    let (known, policy) = (known(), Policy::product());
    let context = PlanContext {
        known: &known,
        policy: &policy,
        shelf: &shelf,
        now: NOW,
    };
    let case = EventCase {
        reminders,
        ..case(vec![line(Cadence::Weekly, None)])
    };
    plan_reminders(&context, &EventIndex::of(&shelf, &known), &case)
}

#[test]
fn a_due_reminder_becomes_a_message_of_service() {
    let verdict = due(vec![event(1, hours(24))], vec![reminder(NOW)]);
    assert_eq!(
        stages(&verdict),
        [(MessageClass::Service, EventStage::DayBefore)]
    );
    let planned = ReminderMove::Planned { message: 0 };
    assert_eq!(verdict.reminders[0].becomes, planned);
    let early = due(vec![event(1, hours(72))], vec![reminder(hours(1))]);
    assert_eq!(early, EventVerdict::default());
}

#[test]
fn a_due_reminder_heeds_what_the_event_is_now() {
    let moved = due(vec![event(1, hours(72))], vec![reminder(NOW)]);
    assert!(moved.messages.is_empty());
    assert!(matches!(
        moved.reminders[0].becomes,
        ReminderMove::Waits { due_at, .. } if due_at == hours(48)
    ));
    let off = Listing {
        cancelled: true,
        ..event(1, hours(24))
    };
    let off = due(vec![off], vec![reminder(NOW)]);
    let ends = ReminderMove::Ends(Reason::EventCancelled);
    assert_eq!(off.reminders[0].becomes, ends);
    let gone = due(Vec::new(), vec![reminder(NOW)]);
    let ends = ReminderMove::Ends(Reason::Withdrawn);
    assert_eq!(gone.reminders[0].becomes, ends);
}
