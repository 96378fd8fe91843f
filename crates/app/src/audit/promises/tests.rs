//! What breaks a promise, what a promise allows, and whose numbers hold at which instant.

use super::*;
use lagom_model::facts::OwnLimit;
use lagom_model::{
    Cadence, Choices, EventStage, Form, LocalTime, PersonFacts, PublicId, QuietHours, Stop, Tell,
    Zone,
};
use lagom_store::{PastChange, PastChoices, PastPart};

const NEWS: PublicationId = 1;

/// At noon in Riga, so many hours later.
fn hours(hours: i64) -> Timestamp {
    Timestamp::parse("2026-03-02T10:00:00Z")
        .unwrap()
        .plus(hours * Timestamp::HOUR)
}

fn riga() -> Zone {
    Zone::parse("Europe/Riga").unwrap()
}

fn nobody() -> PersonRecord {
    PersonRecord {
        subscriber: 1,
        public_id: PublicId::parse("AAAAAAAAAAAAAAAAAAAAAA").unwrap(),
        facts: PersonFacts::new(riga(), "en"),
        lines: Vec::new(),
        left: Vec::new(),
        stops: Vec::new(),
        choices: Vec::new(),
        changes: Vec::new(),
        letters: Vec::new(),
        carried: Vec::new(),
        touches: Vec::new(),
    }
}

/// Somebody with a letter at each of these instants.
fn reader(at: &[Timestamp]) -> PersonRecord {
    let mut record = nobody();
    for (nth, at) in (1..).zip(at) {
        record.letters.push(LetterRecord {
            id: nth,
            public_id: PublicId::parse("AAAAAAAAAAAAAAAAAAAAAA").unwrap(),
            kind: DeliveryKind::Letter,
            state: DeliveryState::Sent,
            gated_at: Some(*at),
            ended_at: Some(*at),
            policy: Some(1),
            noted_by: None,
            asked_at: None,
            parts: vec![PastPart {
                publication: NEWS,
                from_seq: nth - 1,
                to_seq: nth,
                form: Some(Form::Full),
                choices: Some(1),
            }],
            tells: Vec::new(),
            took: Vec::new(),
        });
        record.touches.push(PastTouch {
            id: nth,
            at: *at,
            again_at: None,
            zone: riga(),
            classes: Classes::one(MessageClass::Issue),
            counts: true,
            delivery: Some(nth),
        });
    }
    record
}

/// Somebody with one service message.
fn served(kind: DeliveryKind, at: Timestamp) -> PersonRecord {
    let mut record = reader(&[at]);
    let letter = &mut record.letters[0];
    letter.kind = kind;
    letter.parts.clear();
    record.touches[0].classes = Classes::one(MessageClass::Service);
    record
}

/// The rules that are broken under the product's policy.
fn broken(record: &PersonRecord) -> Vec<Rule> {
    let policy = Policy {
        version: 1,
        ..Policy::product()
    };
    let question = Question {
        since: hours(-1_000),
        now: hours(10_000),
        publication: None,
        examples: 100,
    };
    let mut findings = Findings::new(100);
    Tally::new(&[policy], &Known::default(), question).person(record, &mut findings);
    let breaches = findings.breaches.iter();
    breaches.map(|breach| breach.rule).collect()
}

#[test]
fn caps_count_local_dates() {
    // 2 in 7 dates are the default: a third one in the week is one too many, and on the eighth date it is not.
    let third = |at| broken(&reader(&[hours(0), hours(48), at]));
    assert_eq!(third(hours(6 * 24)), [Rule::Caps]);
    assert_eq!(third(hours(7 * 24 - 3)), []);
    // What was released does not count, nor what nobody decided.
    let mut released = reader(&[hours(0), hours(48), hours(96)]);
    released.touches[0].counts = false;
    released.letters[0].state = DeliveryState::Failed;
    assert_eq!(broken(&released), []);
    let mut assumed = reader(&[hours(0), hours(48), hours(96)]);
    assumed.letters[0].policy = None;
    assert_eq!(broken(&assumed), []);
    // What the reader asked for counts, from when they did.
    let mut asked = reader(&[hours(0), hours(48), hours(96)]);
    asked.facts.limits = vec![OwnLimit::in_all(7, 3)];
    assert_eq!(broken(&asked), []);
    asked.changes = vec![PastChange {
        at: hours(100),
        undone_at: None,
        edits: vec![(
            Edit::Limits {
                limits: asked.facts.limits.clone(),
            },
            Edit::Limits { limits: Vec::new() },
        )],
    }];
    assert_eq!(broken(&asked), [Rule::Caps]);
    // It was taken back since: then it held between the two.
    asked.facts.limits.clear();
    asked.changes[0].at = hours(50);
    asked.changes[0].undone_at = Some(hours(100));
    assert_eq!(broken(&asked), []);
}

#[test]
fn the_gap_is_elapsed_time_and_a_resend_is_one_unit() {
    let pair = |second| broken(&reader(&[hours(2), second]));
    assert_eq!(pair(hours(22)), []);
    assert_eq!(pair(hours(22).plus(-1)), [Rule::Gap]);
    // Held, and once more: one unit, at both instants.
    let mut twice = reader(&[hours(0), hours(48)]);
    twice.touches[0].again_at = Some(hours(24));
    assert_eq!(broken(&twice), []);
    twice.touches[0].again_at = Some(hours(30));
    assert_eq!(broken(&twice), [Rule::Gap]);
    // Service uses no unit, and restarts no gap.
    let mut beside = served(DeliveryKind::Event, hours(0));
    let letter = reader(&[hours(-1), hours(1)]);
    beside.letters.push(letter.letters[1].clone());
    beside.touches.push(letter.touches[1].clone());
    assert_eq!(broken(&beside), []);
}

#[test]
fn quiet_time_yields_to_few() {
    // Eleven at night.
    let night = hours(11);
    assert_eq!(broken(&reader(&[night])), [Rule::Quiet]);
    let mut asked = served(DeliveryKind::Service, night);
    asked.letters[0].asked_at = Some(hours(10).plus(Timestamp::MINUTE));
    assert_eq!(broken(&asked), []);
    asked.letters[0].asked_at = Some(hours(9));
    assert_eq!(broken(&asked), [Rule::Quiet]);
    // An event that begins before the quiet time ends, and one that does not.
    for (until, rules) in [(hours(19), &[][..]), (hours(24), &[Rule::Quiet])] {
        let mut reminded = served(DeliveryKind::Event, night);
        reminded.letters[0].tells = vec![Tell {
            key: 7,
            stage: EventStage::HourBefore,
            publication: NEWS,
            seq: 1,
            until,
        }];
        assert_eq!(broken(&reminded), rules, "until {until}");
    }
    // Who moved their quiet hours since had others then.
    let hour = |hour| LocalTime::new(hour, 0).unwrap();
    let mut moved = reader(&[hours(0)]);
    let quiet = Some(QuietHours {
        from: hour(11),
        to: hour(13),
    });
    moved.facts.quiet = quiet;
    assert_eq!(broken(&moved), [Rule::Quiet]);
    moved.changes = vec![PastChange {
        at: hours(1),
        undone_at: None,
        edits: vec![(Edit::Quiet { quiet }, Edit::Quiet { quiet: None })],
    }];
    assert_eq!(broken(&moved), []);
}

fn stop(at: Timestamp, lifted_at: Option<Timestamp>) -> PastStop {
    PastStop {
        stop: Stop {
            scope: StopScope::Mailings,
            cause: StopCause::Own,
            at,
        },
        lifted_at,
    }
}

#[test]
fn nothing_goes_after_a_stop() {
    for (stops, rules) in [
        (vec![stop(hours(-2), None)], &[Rule::Stops][..]),
        // Two clocks may differ.
        (vec![stop(hours(0).plus(-Timestamp::SECOND), None)], &[]),
        (vec![stop(hours(1), None)], &[]),
        (vec![stop(hours(-2), Some(hours(-1)))], &[]),
        (vec![stop(hours(-2), Some(hours(1)))], &[Rule::Stops]),
    ] {
        let mut stopped = reader(&[hours(0)]);
        stopped.stops.clone_from(&stops);
        assert_eq!(broken(&stopped), rules, "{stops:?}");
    }
    // What was asked for since then goes: within the hour.
    for (asked_at, rules) in [(hours(0), &[][..]), (hours(-3), &[Rule::Stops])] {
        let mut asked = served(DeliveryKind::Service, hours(0));
        asked.letters[0].asked_at = Some(asked_at);
        asked.stops = vec![stop(hours(-2), None)];
        assert_eq!(broken(&asked), rules, "asked for at {asked_at}");
    }
}

#[test]
fn a_stop_that_holds_again_did_not_hold_in_between() {
    let mut restored = reader(&[hours(0)]);
    restored.stops = vec![stop(hours(-5), Some(hours(-4))), stop(hours(-5), None)];
    let scope = StopScope::Mailings;
    let lift = |undone_at| PastChange {
        at: hours(-4),
        undone_at,
        edits: vec![(
            Edit::Lift { scope },
            Edit::Stop {
                scope,
                cause: StopCause::Own,
            },
        )],
    };
    restored.changes = vec![lift(Some(hours(1)))];
    assert_eq!(broken(&restored), []);
    restored.changes = vec![lift(Some(hours(-1)))];
    assert_eq!(broken(&restored), [Rule::Stops]);
}

#[test]
fn nothing_goes_in_a_pause_but_service() {
    let date = |text: &str| Some(text.parse().unwrap());
    let pause = |record: &mut PersonRecord, until| {
        let choices = Choices {
            paused_until: until,
            ..Choices::of(Cadence::Weekly)
        };
        record.choices = vec![PastChoices {
            publication: NEWS,
            number: 1,
            choices,
            from: hours(-100),
            until: None,
        }];
    };
    for (until, rules) in [("2026-03-02", &[][..]), ("2026-03-03", &[Rule::Pauses])] {
        let mut paused = reader(&[hours(0)]);
        pause(&mut paused, date(until));
        assert_eq!(broken(&paused), rules, "the line, until {until}");
        let mut all = reader(&[hours(0)]);
        all.facts.paused_until = date(until);
        assert_eq!(broken(&all), rules, "everything, until {until}");
        let mut asked = served(DeliveryKind::Service, hours(0));
        asked.facts.paused_until = date(until);
        assert_eq!(broken(&asked), []);
    }
}

#[test]
fn what_went_is_counted() {
    let mut uncounted = reader(&[hours(0)]);
    uncounted.touches[0].counts = false;
    assert_eq!(broken(&uncounted), [Rule::Counted]);
    uncounted.touches.clear();
    assert_eq!(broken(&uncounted), [Rule::Counted]);
    uncounted.letters[0].state = DeliveryState::Failed;
    assert_eq!(broken(&uncounted), []);
}
