//! Doctored records: each breaks one promise, and the model must say which.

use super::*;
use crate::mail::{Mail, Shown};
use chrono::NaiveDate;
use lagom_model::{
    Cadence, Cap, Choices, Classes, Decision, DeliveryKind, DeliveryState, Form, ItemKind,
    MessageClass, Outcome, PersonFacts, Stop, StopCause, StopScope, Verdict, Zone,
};
use lagom_store::{
    DeliveryRow, DeliveryView, GateCase, GatePart, GateVerdict, Leaves, Line, Pins, PlanLine,
};

/// Tuesday, 3 March 2026, 12:00 in Riga.
const NOON: Timestamp = Timestamp(1_772_532_000_000);
const OWNER: Owner = Owner {
    id: PublicId(99),
    fence: 1,
};

fn person() -> Person {
    let zone = Zone::parse("Europe/Riga").unwrap();
    Person {
        id: 1,
        public_id: PublicId(1),
        link: PublicId(2),
        address: Some("ann@example.org".to_owned()),
        name: None,
        remark: None,
        revision: 1,
        facts: PersonFacts::new(zone, "en"),
        lines: vec![Line {
            publication: 1,
            sender: 1,
            choices: Choices::of(Cadence::EveryIssue),
            since: NOON,
            start_seq: 0,
            watermark: 0,
            next_due_at: None,
            waiting_since: None,
            promise: 1,
        }],
    }
}

/// One reader of one publication with two articles, under the product's policy.
fn model() -> Model {
    let mut model = Model::default();
    model.policy_is(&Policy::product());
    model.person_is(&person(), NOON.plus(-30 * Timestamp::DAY));
    for seq in [1_i64, 2] {
        let written = Written {
            number: seq.unsigned_abs(),
            kind: ItemKind::Article,
            topic: "stories".to_owned(),
            starts: None,
            expires_at: None,
            has_short: true,
            words: 100,
            short_words: 0,
            occasion: None,
            moved: false,
        };
        let item = Item {
            written,
            issue: seq,
            previous: None,
            visible_at: NOON.plus(-Timestamp::DAY),
        };
        model.items.insert((1, seq), item);
    }
    model
}

/// A letter of the n-th article passes the gate.
fn passes(model: &mut Model, n: i64, at: Timestamp) {
    passes_as(model, n, at, |_| {});
}

/// The same, with another verdict.
fn passes_as(model: &mut Model, n: i64, at: Timestamp, doctor: impl FnOnce(&mut GateVerdict)) {
    let facts = model.people[&1].person.clone();
    let line = PlanLine {
        publication: 1,
        sender: 1,
        choices: facts.lines[0].choices.clone(),
        start_seq: 0,
        watermark: n - 1,
        next_due_at: None,
        waiting_since: None,
        carried: 0,
        promise: 1,
    };
    let mut gated = Gated {
        case: GateCase {
            delivery: row(n, at),
            person: facts.facts,
            contact: None,
            lines: vec![line],
            touches: Vec::new(),
            last_touch: None,
            carried: Vec::new(),
            gone: Vec::new(),
            announced: Vec::new(),
            doubts: Vec::new(),
            open: Vec::new(),
        },
        verdict: GateVerdict {
            decision: Decision {
                verdict: Verdict::Send {
                    valid_until: at.plus(30 * Timestamp::SECOND),
                },
                parts: Vec::new(),
                left_out: Classes::NONE,
                reading_left: None,
                reasons: Vec::new(),
                policy: 0,
                revision: 1,
            },
            leaves: Leaves::Sending {
                pins: Pins {
                    date: at,
                    language: "en".to_owned(),
                    template: 1,
                    contact: (1, 1),
                    key: "k".to_owned(),
                    carried: Vec::new(),
                    notes: Vec::new(),
                    count: None,
                    silence: None,
                    asks: false,
                    resend: false,
                    revisions: Vec::new(),
                    relay: None,
                },
                classes: vec![MessageClass::Issue],
                reading: 26,
                parts: vec![GatePart {
                    publication: 1,
                    from_seq: n - 1,
                    to_seq: n,
                    form: Some(Form::Full),
                }],
                carry: Vec::new(),
                announces: Vec::new(),
                lines: Vec::new(),
            },
            ends: Vec::new(),
        },
    };
    doctor(&mut gated.verdict);
    model.gated(OWNER, &[gated], at);
}

fn row(n: i64, at: Timestamp) -> DeliveryRow {
    DeliveryRow {
        subscriber: 1,
        id: n,
        public_id: PublicId(n.unsigned_abs().into()),
        kind: DeliveryKind::Letter,
        sender: 1,
        class: MessageClass::Issue,
        local_date: NaiveDate::from_ymd_opt(2026, 3, 3).unwrap(),
        ordinal: n,
        planned_at: at,
        due_at: at,
        attempts: 0,
        doubtful: false,
        pins: None,
        parts: Vec::new(),
        tells: Vec::new(),
        service: None,
    }
}

fn mail(n: i64, items: &[u64]) -> Mail {
    let shown = Shown {
        title: true,
        full: true,
        short: false,
    };
    Mail {
        to: "ann@example.org".to_owned(),
        delivery: PublicId(n.unsigned_abs().into()),
        items: items.iter().map(|item| (*item, shown)).collect(),
        order: items.to_vec(),
        linked: 0,
    }
}

fn outcome(n: i64, outcome: Outcome, after: After) -> Recorded {
    Recorded {
        subscriber: 1,
        delivery: n,
        outcome: Some(outcome),
        code: None,
        phase: "reply".to_owned(),
        reply: String::new(),
        after,
    }
}

fn complains(model: &Model, of: &str) {
    let found = model.violations.iter().any(|what| what.contains(of));
    assert!(found, "no word of {of:?} in {:?}", model.violations);
}

/// The n-th letter goes and is recorded.
fn goes(model: &mut Model, n: i64, at: Timestamp) {
    passes(model, n, at);
    model.last_byte(&mail(n, &[n.unsigned_abs()]), true, at);
    model.recorded(OWNER, &[outcome(n, Outcome::Accepted, After::Sent)]);
}

#[test]
fn a_good_record_is_good() {
    let mut model = model();
    goes(&mut model, 1, NOON.plus(-Timestamp::DAY));
    goes(&mut model, 2, NOON);
    assert_eq!(model.violations, Vec::<String>::new());
}

#[test]
fn a_unit_above_the_cap() {
    let mut model = model();
    goes(&mut model, 1, NOON.plus(-4 * Timestamp::DAY));
    goes(&mut model, 2, NOON.plus(-2 * Timestamp::DAY));
    passes(&mut model, 3, NOON);
    complains(&model, "unit 3 of at most 2");
}

#[test]
fn a_gap_that_is_not_over() {
    let mut model = model();
    goes(&mut model, 1, NOON.plus(-19 * Timestamp::HOUR));
    passes(&mut model, 2, NOON);
    complains(&model, "the gap of 20 hours");
}

#[test]
fn a_mail_at_night() {
    let mut model = model();
    passes(&mut model, 1, NOON.plus(10 * Timestamp::HOUR));
    complains(&model, "quiet hours");
}

#[test]
fn a_stop_a_pause_and_a_stale_gate() {
    let mut model = model();
    let mut stopped = person();
    stopped.facts.stops.push(Stop {
        scope: StopScope::Mailings,
        cause: StopCause::Own,
        at: NOON,
    });
    model.person_is(&stopped, NOON);
    passes(&mut model, 1, NOON);
    complains(&model, "D4: a stop");

    let mut model = self::model();
    let mut paused = person();
    paused.facts.paused_until = NaiveDate::from_ymd_opt(2026, 4, 1);
    model.person_is(&paused, NOON);
    passes(&mut model, 1, NOON);
    complains(&model, "paused until 2026-04-01");
}

#[test]
fn an_item_twice_an_item_of_nobodys_and_an_item_that_is_lost() {
    let mut model = model();
    goes(&mut model, 1, NOON.plus(-Timestamp::DAY));
    passes(&mut model, 2, NOON);
    model.last_byte(&mail(2, &[1, 2]), true, NOON);
    complains(&model, "item 1 stands in it: D1");

    let mut model = self::model();
    passes(&mut model, 1, NOON);
    model.last_byte(&mail(1, &[1, 7]), true, NOON);
    complains(&model, "item 7 stands in it");

    let mut model = self::model();
    passes(&mut model, 1, NOON);
    model.last_byte(&mail(1, &[]), true, NOON);
    complains(&model, "D7");
}

#[test]
fn a_second_copy_and_a_mail_without_a_gate() {
    let mut model = model();
    goes(&mut model, 1, NOON);
    passes(&mut model, 1, NOON.plus(Timestamp::MINUTE));
    complains(&model, "D1: the server took it already");

    let mut model = self::model();
    model.last_byte(&mail(1, &[1]), true, NOON);
    complains(&model, "D2: ");
}

#[test]
fn a_mail_after_its_permission() {
    let mut model = model();
    passes(&mut model, 1, NOON);
    model.last_byte(&mail(1, &[1]), true, NOON.plus(Timestamp::MINUTE));
    complains(&model, "permitted until");
}

#[test]
fn an_outcome_that_the_server_did_not_give() {
    let mut model = model();
    passes(&mut model, 1, NOON);
    model.last_byte(&mail(1, &[1]), false, NOON);
    model.recorded(OWNER, &[outcome(1, Outcome::Accepted, After::Sent)]);
    complains(&model, "D5");

    let mut model = self::model();
    passes(&mut model, 1, NOON);
    model.last_byte(&mail(1, &[1]), true, NOON);
    let failed = After::Failed(lagom_model::Reason::NoAddress);
    model.recorded(OWNER, &[outcome(1, Outcome::Refused, failed)]);
    complains(&model, "D1: AAAAAAAAAAAAAAAAAAAAAQ is given back");
}

#[test]
fn a_refusal_gives_the_unit_back_and_a_crash_keeps_it() {
    let mut model = model();
    passes(&mut model, 1, NOON);
    model.last_byte(&mail(1, &[1]), false, NOON);
    let failed = After::Failed(lagom_model::Reason::NoAddress);
    model.recorded(OWNER, &[outcome(1, Outcome::Refused, failed)]);
    passes(&mut model, 2, NOON.plus(Timestamp::HOUR));
    assert_eq!(model.violations, Vec::<String>::new());

    let mut model = self::model();
    model.entered(7, OWNER);
    passes(&mut model, 1, NOON);
    model.died(7);
    passes(&mut model, 2, NOON.plus(Timestamp::HOUR));
    complains(&model, "the gap");
}

#[test]
fn at_the_end_everything_has_a_fate() {
    let mut model = model();
    let open = DeliveryView {
        row: row(5, NOON),
        person: PublicId(1),
        state: DeliveryState::Planned,
        pins: None,
        decision: None,
        waiting_for: None,
        reason: None,
        ended_at: None,
        attempts: Vec::new(),
    };
    let unsent = DeliveryView {
        state: DeliveryState::Sent,
        row: row(6, NOON),
        ..open.clone()
    };
    model.at_rest(vec![person()], &[open, unsent], NOON);
    complains(&model, "still waits");
    complains(&model, "D6: ");
    complains(&model, "no server took it");
}

#[test]
fn a_promise_that_a_looser_policy_does_not_loosen() {
    let mut model = model();
    let product = model.policies.remove(0);
    model.policy_is(&Policy {
        version: 1,
        ..product.clone()
    });
    model.policy_is(&Policy {
        version: 2,
        gap_hours: 4,
        ..product
    });
    goes(&mut model, 1, NOON.plus(-19 * Timestamp::HOUR));
    passes(&mut model, 2, NOON);
    complains(&model, "the gap of 20 hours");
    complains(&model, "policy 1");
}

#[test]
fn a_unit_above_what_a_publication_lowers() {
    let mut model = model();
    model.publication_is(1, terms());
    let mut policy = model.policies.remove(0);
    policy.gap_hours = 0;
    let lower = Cap {
        ceiling: 1,
        default: 1,
        ..policy.caps[0]
    };
    policy
        .lowered
        .insert("harbour-news".to_owned(), vec![lower]);
    model.policy_is(&policy);
    goes(&mut model, 1, NOON.plus(-2 * Timestamp::HOUR));
    passes(&mut model, 2, NOON);
    complains(&model, "unit 2 of at most 1 in 7 dates");
}

#[test]
fn more_to_read_than_a_week_holds_and_what_was_miscounted() {
    let mut model = model();
    let mut hasty = person();
    hasty.facts.wishes.minutes_a_week = Some(1);
    model.person_is(&hasty, NOON);
    passes_as(&mut model, 1, NOON, |verdict| {
        if let Leaves::Sending { reading, .. } = &mut verdict.leaves {
            *reading = 61;
        }
    });
    complains(&model, "minutes: 61 seconds after 0 of at most 60");
    model.last_byte(&mail(1, &[1]), true, NOON);
    complains(&model, "minutes: 26 seconds to read, counted as 61");
}

#[test]
fn items_out_of_order_and_a_favourite_behind_a_link() {
    let both = |verdict: &mut GateVerdict| {
        if let Leaves::Sending { parts, reading, .. } = &mut verdict.leaves {
            parts[0].to_seq = 3;
            *reading = 78;
        }
    };
    let mut model = model();
    let third = model.items[&(1, 2)].clone();
    model.items.insert((1, 3), third);
    model.items.get_mut(&(1, 3)).unwrap().written.number = 3;
    passes_as(&mut model, 1, NOON, both);
    model.last_byte(&mail(1, &[3, 2, 1]), true, NOON);
    complains(&model, "order: of publication 1");

    let mut model = self::model();
    let mut likes = person();
    likes.lines[0].choices.favourites.insert("music".to_owned());
    model.person_is(&likes, NOON);
    model.items.get_mut(&(1, 2)).unwrap().written.topic = "music".to_owned();
    passes_as(&mut model, 1, NOON, both);
    let mut one = mail(1, &[1]);
    one.linked = 1;
    model.last_byte(&one, true, NOON);
    complains(&model, "a favourite at (1, 2) is not");
}

#[test]
fn an_offer_whose_cap_nobody_asked() {
    let mut model = model();
    model.items.get_mut(&(1, 1)).unwrap().written.kind = ItemKind::Offer;
    passes(&mut model, 1, NOON);
    model.last_byte(&mail(1, &[1]), true, NOON);
    complains(&model, "D2: item 1 is an offer");
}

fn terms() -> PublicationTerms {
    PublicationTerms {
        key: "harbour-news".to_owned(),
        sender: 1,
        least_items: 1,
        priority: 100,
    }
}

#[test]
fn an_offer_in_the_room_of_a_scheduled_issue() {
    let offer = |verdict: &mut GateVerdict| {
        if let Leaves::Sending { classes, .. } = &mut verdict.leaves {
            *classes = vec![MessageClass::Offer];
        }
    };
    let mut model = model();
    model.publication_is(1, terms());
    model.policies[0].seasons.clear();
    goes(&mut model, 1, NOON.plus(-2 * Timestamp::DAY));
    model
        .scheduled
        .insert(9, (1, NOON.plus(2 * Timestamp::DAY)));
    passes_as(&mut model, 2, NOON, offer);
    complains(&model, "look-ahead: it takes the room");

    let mut model = self::model();
    model.publication_is(1, terms());
    model
        .scheduled
        .insert(9, (1, NOON.plus(3 * Timestamp::HOUR)));
    passes_as(&mut model, 1, NOON, offer);
    complains(&model, "look-ahead: the issue of 1");
    let quiet = model.violations.len();
    model.scheduled.clear();
    passes(&mut model, 2, NOON.plus(Timestamp::DAY));
    assert_eq!(model.violations.len(), quiet, "nothing is ahead");
}

#[test]
fn a_moment_outside_the_minutes_after_quiet_time() {
    let night = NOON.plus(10 * Timestamp::HOUR);
    let morning = NOON.plus(20 * Timestamp::HOUR);
    let put_off = |until: Timestamp| {
        let mut model = model();
        passes_as(&mut model, 1, night, |verdict| {
            verdict.decision.verdict = Verdict::Defer { until };
            verdict.leaves = Leaves::Planned { due_at: until };
        });
        model
    };
    complains(&put_off(night.plus(Timestamp::HOUR)), "in quiet time");
    complains(&put_off(morning.plus(31 * Timestamp::MINUTE)), "spread to");
    let good = put_off(morning.plus(29 * Timestamp::MINUTE));
    assert_eq!(good.violations, Vec::<String>::new());
}

#[test]
fn a_doubt_that_ends_as_if_there_were_none() {
    let mut model = model();
    passes(&mut model, 1, NOON);
    model.last_byte(&mail(1, &[1]), true, NOON);
    let held = After::Held(lagom_model::Reason::OutcomeUnknown);
    model.recorded(OWNER, &[outcome(1, Outcome::Unknown, held)]);
    let folded = DeliveryView {
        row: row(1, NOON),
        person: PublicId(1),
        state: DeliveryState::Folded,
        pins: None,
        decision: None,
        waiting_for: None,
        reason: None,
        ended_at: Some(NOON),
        attempts: Vec::new(),
    };
    model.at_rest(vec![person()], &[folded], NOON);
    complains(&model, "may have arrived, and is `folded`");
}
