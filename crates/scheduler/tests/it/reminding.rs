//! Which reminders share a message, and which are not due at all.

use crate::events::{case, hours, line, reminder};
use lagom_model::{Cadence, EventStage, Lead, Listing, Policy, Shelf};
use lagom_scheduler::{EventIndex, PlanContext, plan_reminders};
use lagom_store::conformance::press::{EVENT, NEWS, NOW, TECH, event, known};
use lagom_store::{EventCase, EventVerdict, Reminder, ReminderMove, ReminderState};

/// Plans due reminders of events in an hour, listed by two publications, the second of a sender of its own.
fn due(reminders: Vec<Reminder>) -> EventVerdict {
    let (mut known, policy) = (known(), Policy::product());
    known.publications[1].sender = 2;
    let of = |key| Listing {
        key,
        ..event(key, hours(1))
    };
    let mut shelf = Shelf::new();
    shelf.put(NEWS, vec![of(EVENT), of(EVENT + 1)]);
    shelf.put(TECH, vec![of(EVENT + 2)]);
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

fn of(key: i64, lead: Lead) -> Reminder {
    let publication = if key == EVENT + 2 { TECH } else { NEWS };
    Reminder {
        key,
        lead,
        publication,
        ..reminder(NOW)
    }
}

#[test]
fn reminders_of_one_sender_and_lead_share_a_message() {
    let verdict = due(vec![
        of(EVENT, Lead::Day),
        of(EVENT + 2, Lead::Day),
        of(EVENT, Lead::Hour),
        of(EVENT + 1, Lead::Day),
        of(EVENT + 1, Lead::Hour),
    ]);
    let messages = verdict.messages.iter();
    let said: Vec<(i64, Vec<(i64, EventStage)>)> = messages
        .map(|message| {
            let tells = message.tells.iter();
            let tells = tells.map(|tell| (tell.key - EVENT, tell.stage));
            (message.sender, tells.collect())
        })
        .collect();
    let (day, hour) = (EventStage::DayBefore, EventStage::HourBefore);
    let expected = [
        (1, vec![(0, day), (1, day)]),
        (2, vec![(2, day)]),
        (1, vec![(0, hour), (1, hour)]),
    ];
    assert_eq!(said, expected);
    let places = verdict.reminders.iter().map(|step| step.becomes.clone());
    let planned = [0, 1, 2, 0, 2].map(|message| ReminderMove::Planned { message });
    assert!(places.eq(planned), "{:?}", verdict.reminders);
}

#[test]
fn only_open_reminders_whose_instant_has_come_are_planned() {
    for state in [
        ReminderState::Planned,
        ReminderState::TakenBack,
        ReminderState::Ended,
    ] {
        let verdict = due(vec![Reminder {
            state,
            ..of(EVENT, Lead::Hour)
        }]);
        assert_eq!(verdict, EventVerdict::default(), "{state:?}");
    }
    let early = Reminder {
        due_at: NOW.plus(1),
        ..of(EVENT, Lead::Hour)
    };
    assert_eq!(due(vec![early]), EventVerdict::default());
}
