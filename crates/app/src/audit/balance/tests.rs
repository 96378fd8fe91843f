//! One line, three items, and what became of each.

use super::*;
use lagom_model::{
    Cadence, DeliveryKind, Form, ItemKind, PersonFacts, PublicId, Return, Timestamp, Zone,
};
use lagom_store::PastChoices;

const NEWS: i64 = 1;
const START: Timestamp = Timestamp(1_772_438_400_000);
/// When the second item is of no use any more.
const LATE: Timestamp = START.plus(20 * Timestamp::HOUR);

fn listing(seq: i64) -> Listing {
    Listing {
        seq,
        previous_seq: None,
        issue: 1,
        position: 0,
        kind: ItemKind::Article,
        topic: "news".to_owned(),
        language: None,
        key: seq,
        expires_at: (seq == 2).then_some(LATE),
        visible_at: START,
        starts: None,
        cancelled: false,
        occasion: None,
        words: 100,
        short_words: 0,
    }
}

fn id() -> PublicId {
    PublicId::parse("AAAAAAAAAAAAAAAAAAAAAA").unwrap()
}

/// A letter with the items above one position, up to another.
fn letter(number: i64, state: DeliveryState, from_seq: i64, to_seq: i64) -> LetterRecord {
    let at = START.plus(number * Timestamp::HOUR);
    LetterRecord {
        id: number,
        public_id: id(),
        kind: DeliveryKind::Letter,
        state,
        gated_at: Some(at),
        ended_at: Some(at),
        policy: Some(1),
        noted_by: None,
        asked_at: None,
        parts: vec![PastPart {
            publication: NEWS,
            from_seq,
            to_seq,
            form: Some(Form::Full),
            choices: Some(1),
        }],
        tells: Vec::new(),
        took: Vec::new(),
    }
}

/// Somebody whose line has consumed three items.
fn reader(letters: Vec<LetterRecord>) -> PersonRecord {
    let choices = Choices::of(Cadence::EveryIssue);
    PersonRecord {
        subscriber: 1,
        public_id: id(),
        facts: PersonFacts::new(Zone::UTC, "en"),
        lines: vec![PlanLine {
            publication: NEWS,
            sender: 1,
            choices: choices.clone(),
            start_seq: 0,
            watermark: 3,
            next_due_at: None,
            waiting_since: None,
            carried: 0,
            promise: 1,
        }],
        left: Vec::new(),
        stops: Vec::new(),
        choices: vec![PastChoices {
            publication: NEWS,
            number: 1,
            choices,
            from: START,
            until: None,
        }],
        changes: Vec::new(),
        letters,
        carried: Vec::new(),
        touches: Vec::new(),
    }
}

fn passed_over(seq: i64, how: Option<&str>, taken_by: Option<i64>) -> PassedOver {
    PassedOver {
        publication: NEWS,
        seq,
        since: START,
        passes: 1,
        ended_at: how.map(|_| START),
        how: how.map(str::to_owned),
        taken_by,
    }
}

/// The balance, of items that came out since `START`, and how many rules were broken.
fn balance(record: &PersonRecord) -> (Balance, u64) {
    let mut shelf = Shelf::new();
    shelf.put(NEWS, (1..=4).map(listing).collect());
    let gate = GateContext {
        visible_to: [(NEWS, 4)].into(),
        ..GateContext::default()
    };
    let question = Question {
        since: START,
        now: START.plus(Timestamp::DAY),
        publication: None,
        examples: 10,
    };
    let recount = Recount {
        shelf: &shelf,
        gate: &gate,
        known: &Known::default(),
        question,
    };
    let (mut balance, mut findings) = (Balance::default(), Findings::new(10));
    recount.person(record, &mut balance, &mut findings);
    let fates = balance
        .fates
        .named()
        .iter()
        .map(|(_, count)| count)
        .sum::<u64>();
    let sum = fates + balance.under_way + balance.none + balance.two;
    assert_eq!(balance.items, sum, "{balance:?}");
    (balance, findings.broken.values().sum())
}

/// The names of the fates that items had, with how many.
fn fates(record: &PersonRecord) -> Vec<(&'static str, u64)> {
    let (balance, broken) = balance(record);
    assert_eq!(broken, balance.none + balance.two);
    let others = [
        ("under way", balance.under_way),
        ("none", balance.none),
        ("two", balance.two),
    ];
    let all = balance.fates.named().into_iter().chain(others);
    all.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn what_a_letter_came_to_its_items_came_to() {
    for (state, fate) in [
        (DeliveryState::Sent, "sent"),
        (DeliveryState::Held, "held"),
        (DeliveryState::Failed, "failed"),
        (DeliveryState::Expired, "expired"),
        (DeliveryState::Cancelled, "suppressed"),
        (DeliveryState::Sending, "under way"),
        (DeliveryState::Folded, "none"),
    ] {
        let record = reader(vec![letter(1, state, 0, 3)]);
        assert_eq!(fates(&record), [(fate, 3)], "{state:?}");
        assert_eq!(balance(&record).0.waiting, 1, "the fourth waits");
    }
    let mut ended = reader(vec![letter(1, DeliveryState::Sent, 0, 3)]);
    ended.letters[0].parts[0].form = None;
    assert_eq!(fates(&ended), [("suppressed", 3)]);
}

/// It passed a gate, did not arrive, and found no room at a later one.
#[test]
fn what_a_folded_letter_had_is_judged_when_it_was_folded() {
    let mut record = reader(vec![letter(1, DeliveryState::Folded, 0, 3)]);
    record.carried = [1, 3].map(|seq| passed_over(seq, None, None)).to_vec();
    assert_eq!(fates(&record), [("carried", 2), ("none", 1)]);
    record.letters[0].ended_at = Some(LATE.plus(Timestamp::HOUR));
    assert_eq!(fates(&record), [("carried", 2), ("expired", 1)]);
}

#[test]
fn what_a_folded_letter_had_is_judged_by_the_choices_of_then() {
    let mut record = reader(vec![letter(2, DeliveryState::Folded, 0, 3)]);
    assert_eq!(fates(&record), [("none", 3)]);
    // After the letter was made the reader went away, and wants nothing of that time.
    let away = Choices {
        paused_until: Zone::UTC.date(START.plus(9 * Timestamp::DAY)).into(),
        on_return: Return::Nothing,
        ..Choices::of(Cadence::EveryIssue)
    };
    let at = START.plus(Timestamp::HOUR);
    record.choices[0].until = Some(at);
    record.choices.push(PastChoices {
        publication: NEWS,
        number: 2,
        choices: away,
        from: at,
        until: None,
    });
    assert_eq!(fates(&record), []);
    // Or chose events only, and it gave back no articles.
    record.choices[1].choices = Choices::of(Cadence::EventsOnly);
    assert_eq!(fates(&record), []);
    record.letters[0].state = DeliveryState::Sent;
    assert_eq!(fates(&record), [("sent", 3)]);
}

#[test]
fn what_was_held_is_linked_when_a_letter_that_went_notes_it() {
    for (state, fate) in [
        (DeliveryState::Sent, "linked"),
        (DeliveryState::Failed, "held"),
    ] {
        let mut held = letter(1, DeliveryState::Held, 0, 3);
        held.noted_by = Some(2);
        let noting = letter(2, state, 3, 3);
        assert_eq!(fates(&reader(vec![held, noting])), [(fate, 3)]);
    }
}

#[test]
fn what_was_passed_over_has_the_fate_of_its_row() {
    for (how, taken_by, fate) in [
        (None, None, "carried"),
        (Some("taken"), Some(2), "failed"),
        (Some("taken"), Some(9), "none"),
        (Some("expired"), Some(1), "expired"),
        (Some("stopped by somebody"), None, "suppressed"),
        (Some("erased"), None, "suppressed"),
    ] {
        let mut record = reader(vec![
            letter(1, DeliveryState::Sent, 0, 3),
            letter(2, DeliveryState::Failed, 3, 3),
        ]);
        record.carried = vec![passed_over(2, how, taken_by)];
        let mut found = fates(&record);
        found.sort_by_key(|(name, _)| *name != "sent");
        assert_eq!(found, [("sent", 2), (fate, 1)]);
    }
    let mut silent = reader(vec![letter(1, DeliveryState::Sent, 0, 3)]);
    silent.carried = vec![PassedOver {
        ended_at: Some(START),
        ..passed_over(2, None, None)
    }];
    assert_eq!(fates(&silent), [("sent", 2), ("none", 1)]);
}

#[test]
fn ranges_that_do_not_partition_leave_items_with_none_or_with_two() {
    let sent = DeliveryState::Sent;
    let apart = vec![letter(1, sent, 0, 1), letter(2, sent, 2, 3)];
    assert_eq!(fates(&reader(apart)), [("sent", 2), ("none", 1)]);
    let across = vec![letter(1, sent, 0, 2), letter(2, sent, 1, 3)];
    assert_eq!(fates(&reader(across)), [("sent", 2), ("two", 1)]);
    // A long one before short ones hides none of them.
    let within = vec![
        letter(1, sent, 0, 3),
        letter(2, sent, 0, 1),
        letter(3, sent, 1, 2),
    ];
    assert_eq!(fates(&reader(within)), [("sent", 1), ("two", 2)]);
    let mut again = reader(vec![letter(1, sent, 0, 3), letter(2, sent, 3, 3)]);
    for letter in &mut again.letters {
        letter.took = vec![(NEWS, 2)];
    }
    assert_eq!(fates(&again), [("sent", 2), ("two", 1)]);
}

#[test]
fn only_what_somebody_was_entitled_to_is_due_to_them() {
    let mut chosen = reader(vec![letter(1, DeliveryState::Sent, 0, 3)]);
    chosen.choices[0].choices.topics = Some(["sport".to_owned()].into());
    assert_eq!(fates(&chosen), []);
    // What a letter brought was out, whatever its instant says.
    let mut early = reader(vec![letter(-1, DeliveryState::Folded, 0, 3)]);
    assert_eq!(fates(&early), [("none", 3)]);
    early.letters[0].state = DeliveryState::Sent;
    assert_eq!(fates(&early), [("sent", 3)]);
    // The line's own choices are today's.
    chosen.choices[0].choices.topics = None;
    chosen.lines[0].choices.topics = Some(["sport".to_owned()].into());
    let (balance, _) = balance(&chosen);
    assert_eq!((balance.fates.sent, balance.waiting), (3, 0));
}
