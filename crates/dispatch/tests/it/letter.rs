//! What a letter holds: classes that are full, minutes, minimum, overflow, promises.

use crate::world::{NEWS, NOW, TECH, World, line, part};
use lagom_dispatch::{Judged, Shown};
use lagom_model::{
    Cadence, Cap, Choices, Classes, ItemKind, MessageClass, Policy, Reason, Timestamp, TouchFact,
    Verdict, Zone,
};
use lagom_store::{CarriedRow, EndedItem, ItemFate, Leaves, LineUpdate, PartRow, PlanLine};

/// One offer in a fortnight, and one went a day ago.
fn offers_are_full(world: World) -> World {
    let cap = Cap {
        class: Some(MessageClass::Offer),
        days: 7,
        default: 1,
        ceiling: 1,
    };
    let touch = TouchFact {
        at: NOW.plus(-2 * Timestamp::DAY),
        zone: Zone::UTC,
        classes: [MessageClass::Issue, MessageClass::Offer]
            .into_iter()
            .collect(),
        reading: 0,
    };
    world
        .policy(|policy| policy.caps.push(cap))
        .touches(vec![touch])
}

fn offer(world: World, expires_at: Option<Timestamp>) -> World {
    world.listing(NEWS, |listing| {
        listing.kind = ItemKind::Offer;
        listing.expires_at = expires_at;
    })
}

fn sending(judged: &Judged) -> (&[(i64, i64)], &[LineUpdate], &[MessageClass]) {
    let Leaves::Sending {
        carry,
        lines,
        classes,
        ..
    } = &judged.verdict.leaves
    else {
        panic!("{judged:?}");
    };
    (carry, lines, classes)
}

fn seqs(judged: &Judged) -> Vec<i64> {
    let items = judged.contents.iter().flat_map(|part| &part.items);
    items.map(|item| item.seq).collect()
}

#[test]
fn a_full_class_stays_out_waits_for_room_and_the_letter_goes() {
    let world = offers_are_full(World::new())
        .line(line(NEWS, Cadence::EveryIssue))
        .part(part(NEWS, 0, 4));
    let judged = offer(world, None).judge();
    assert_eq!(seqs(&judged), [1, 2, 3, 4]);
    let (carry, lines, classes) = sending(&judged);
    assert_eq!(carry, [(NEWS, 5)]);
    assert_eq!(classes, [MessageClass::Event, MessageClass::Issue]);
    // The touch of Wednesday leaves the week on the next Wednesday.
    let wakes = lines[0].next_due_at.unwrap();
    assert_eq!(wakes.to_string(), "2026-03-10T22:00:00Z");
    assert_eq!(lines[0].waiting_since, None);
    let decision = &judged.verdict.decision;
    assert_eq!(decision.left_out, Classes::one(MessageClass::Offer));
    assert!(judged.verdict.ends.is_empty());
}

#[test]
fn what_is_of_no_use_when_there_is_room_ends_here() {
    let world = offers_are_full(World::new())
        .line(line(NEWS, Cadence::EveryIssue))
        .part(part(NEWS, 0, 4));
    let judged = offer(world, Some(NOW.plus(2 * Timestamp::DAY))).judge();
    let (carry, _, _) = sending(&judged);
    assert!(carry.is_empty());
    let ended = EndedItem {
        publication: NEWS,
        seq: 5,
        fate: ItemFate::Expired,
    };
    assert_eq!(judged.verdict.ends, [ended]);
}

#[test]
fn what_waited_for_the_maximum_deferral_waits_no_longer() {
    let since = NOW.plus(-12 * Timestamp::DAY);
    let row = CarriedRow {
        publication: NEWS,
        seq: 5,
        since,
        passes: 2,
        own: false,
    };
    let mut read = line(NEWS, Cadence::EveryIssue);
    (read.watermark, read.carried) = (5, 1);
    let world = offers_are_full(World::new())
        .line(read)
        .part(part(NEWS, 5, 6))
        .carried(row);
    let world = offer(world, None).listing(NEWS, |_| {});
    let judged = world.judge();
    assert_eq!(seqs(&judged), [6]);
    assert!(sending(&judged).0.is_empty());
    assert_eq!(judged.verdict.ends[0].fate, ItemFate::Expired);
}

#[test]
fn a_carried_item_that_nobody_wants_any_more_ends() {
    let row = |seq| CarriedRow {
        publication: NEWS,
        seq,
        since: NOW.plus(-Timestamp::DAY),
        passes: 1,
        own: false,
    };
    let mut read = line(NEWS, Cadence::EveryIssue);
    read.watermark = 5;
    read.choices.topics = Some(["other".to_owned()].into());
    let judged = World::new()
        .line(read)
        .part(part(NEWS, 5, 6))
        .carried(row(1))
        .carried(row(5))
        .listing(NEWS, |listing| listing.topic = "boats".to_owned())
        .listing(NEWS, |listing| listing.topic = "other".to_owned())
        .judge();
    assert_eq!(seqs(&judged), [1, 6]);
    let ended = EndedItem {
        publication: NEWS,
        seq: 5,
        fate: ItemFate::Suppressed,
    };
    assert_eq!(judged.verdict.ends, [ended]);
}

/// A reader with minutes, and items of 238 words (a minute), 60 in short (16 seconds).
fn with_minutes(minutes: u32, favourite: bool) -> Judged {
    let mut read = line(NEWS, Cadence::Weekly);
    read.watermark = 4;
    if favourite {
        read.choices.favourites = ["garden".to_owned()].into();
    }
    let mut world = World::new()
        .person(|person| person.wishes.minutes_a_week = Some(minutes))
        .line(read)
        .part(part(NEWS, 4, 8));
    for (topic, short_words) in [("town", 60), ("town", 60), ("town", 0), ("garden", 60)] {
        world = world.listing(NEWS, |listing| {
            listing.topic = topic.to_owned();
            (listing.words, listing.short_words) = (238, short_words);
        });
    }
    world.judge()
}

fn shown(judged: &Judged) -> Vec<Shown> {
    let items = judged.contents.iter().flat_map(|part| &part.items);
    items.map(|item| item.shown).collect()
}

fn reading(judged: &Judged) -> u32 {
    match &judged.verdict.leaves {
        Leaves::Sending { reading, .. } => *reading,
        _ => 0,
    }
}

#[test]
fn minutes_are_filled_in_full_then_short_then_by_title() {
    let all = with_minutes(4, false);
    assert_eq!(shown(&all), [Shown::AsPart; 4]);
    assert_eq!(reading(&all), 240);
    let two = with_minutes(2, false);
    assert_eq!(
        shown(&two),
        [Shown::AsPart, Shown::AsPart, Shown::Title, Shown::Title]
    );
    assert_eq!(reading(&two), 120);
}

#[test]
fn favourites_are_filled_first() {
    let one = with_minutes(1, true);
    assert_eq!(
        shown(&one),
        [Shown::Title, Shown::Title, Shown::Title, Shown::AsPart]
    );
    assert_eq!(reading(&one), 60);
}

#[test]
fn what_does_not_fit_in_full_goes_short() {
    let mut read = line(NEWS, Cadence::Weekly);
    read.watermark = 4;
    let item = |words, short_words| {
        move |listing: &mut lagom_model::Listing| {
            (listing.words, listing.short_words) = (words, short_words);
        }
    };
    let judged = World::new()
        .person(|person| person.wishes.minutes_a_week = Some(1))
        .line(read)
        .part(part(NEWS, 4, 6))
        .listing(NEWS, item(159, 60))
        .listing(NEWS, item(238, 60))
        .judge();
    assert_eq!(shown(&judged), [Shown::AsPart, Shown::Short]);
    assert_eq!(reading(&judged), 41 + 16);
}

fn digest(items: u32, change: impl FnOnce(&mut PlanLine)) -> Judged {
    let mut read = line(NEWS, Cadence::Weekly);
    read.watermark = 4;
    read.next_due_at = Some(NOW.plus(7 * Timestamp::DAY));
    change(&mut read);
    let mut world = World::new()
        .publication(NEWS, |def| def.least_items = 3)
        .line(read)
        .part(part(NEWS, 4, 4 + i64::from(items)));
    for _ in 0..items {
        world = world.listing(NEWS, |_| {});
    }
    world.judge()
}

#[test]
fn a_digest_below_its_minimum_waits_for_its_slot() {
    let slot = NOW.plus(7 * Timestamp::DAY);
    let judged = digest(2, |_| {});
    let decision = &judged.verdict.decision;
    assert_eq!(decision.verdict, Verdict::Fold { into: slot });
    let reason = Reason::BelowMinimum {
        publication: NEWS,
        items: 2,
        least: 3,
        until: slot,
    };
    assert_eq!(decision.reasons, [reason]);
    let leaves = Leaves::Folded {
        carry: Vec::new(),
        lines: Vec::new(),
    };
    assert_eq!(judged.verdict.leaves, leaves);
    assert_eq!(seqs(&digest(3, |_| {})), [5, 6, 7]);
    let waited = digest(2, |line| line.waiting_since = Some(NOW));
    assert_eq!(seqs(&waited), [5, 6]);
}

#[test]
fn what_an_earlier_letter_passed_over_waits_for_no_minimum() {
    let mut read = line(NEWS, Cadence::Weekly);
    (read.watermark, read.carried) = (4, 1);
    read.next_due_at = Some(NOW.plus(7 * Timestamp::DAY));
    let row = CarriedRow {
        publication: NEWS,
        seq: 2,
        since: NOW.plus(-7 * Timestamp::DAY),
        passes: 1,
        own: false,
    };
    let judged = World::new()
        .publication(NEWS, |def| def.least_items = 3)
        .line(read)
        .part(part(NEWS, 4, 4))
        .carried(row)
        .judge();
    assert_eq!(seqs(&judged), [2]);
}

#[test]
fn a_part_below_its_minimum_stays_behind_and_the_letter_goes() {
    let mut read = line(NEWS, Cadence::Weekly);
    (read.watermark, read.next_due_at) = (3, Some(NOW.plus(7 * Timestamp::DAY)));
    let judged = World::new()
        .publication(NEWS, |def| def.least_items = 2)
        .line(read)
        .line(line(TECH, Cadence::EveryIssue))
        .part(part(NEWS, 3, 5))
        .part(part(TECH, 0, 2))
        .withdrawn(2)
        .listing(NEWS, |listing| listing.issue = 9)
        .judge();
    let Leaves::Sending { parts, .. } = &judged.verdict.leaves else {
        panic!("{judged:?}");
    };
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].publication, TECH);
    let reasons = &judged.verdict.decision.reasons;
    assert!(
        reasons
            .iter()
            .any(|reason| matches!(reason, Reason::BelowMinimum { items: 1, .. }))
    );
}

#[test]
fn what_was_passed_over_twice_and_favourites_are_shown_first() {
    let mut read = line(NEWS, Cadence::Weekly);
    read.watermark = 4;
    read.choices = Choices {
        favourites: ["garden".to_owned()].into(),
        ..read.choices
    };
    let row = |seq, passes| CarriedRow {
        publication: NEWS,
        seq,
        since: NOW.plus(-Timestamp::DAY),
        passes,
        own: false,
    };
    let mut world = World::new()
        .publication(NEWS, |def| def.most_items = 3)
        .carried(row(1, 1))
        .carried(row(2, 2))
        .line(read)
        .part(part(NEWS, 4, 7));
    for (issue, topic) in [(8, "town"), (9, "garden"), (9, "town")] {
        world = world.listing(NEWS, |listing| {
            (listing.issue, listing.topic) = (issue, topic.to_owned());
        });
    }
    let judged = world.judge();
    assert_eq!(seqs(&judged), [1, 2, 6]);
    let linked: Vec<_> = judged.contents[0]
        .linked
        .iter()
        .map(|one| one.seq)
        .collect();
    assert_eq!(linked, [5, 7]);
    let overflow = Reason::Overflow {
        publication: NEWS,
        shown: 3,
        linked: 2,
    };
    assert!(judged.verdict.decision.reasons.contains(&overflow));
}

#[test]
fn a_line_keeps_the_promise_that_it_was_made_under() {
    let earlier = Policy {
        version: 1,
        gap_hours: 100,
        ..Policy::product()
    };
    let judged = |promise| {
        let mut read = line(NEWS, Cadence::EveryIssue);
        read.promise = promise;
        let touch = TouchFact {
            at: NOW.plus(-2 * Timestamp::DAY),
            zone: Zone::UTC,
            classes: Classes::one(MessageClass::Issue),
            reading: 0,
        };
        World::new()
            .policy(|policy| policy.version = 2)
            .promised(earlier.clone())
            .touches(vec![touch])
            .line(read)
            .part(part(NEWS, 0, 4))
            .judge()
    };
    assert!(matches!(
        judged(2).verdict.decision.verdict,
        Verdict::Send { .. }
    ));
    let kept = judged(1).verdict.decision;
    assert!(matches!(kept.verdict, Verdict::Defer { .. }), "{kept:?}");
    assert_eq!(kept.policy, 2);
}

#[test]
fn what_one_newsletter_lowers_holds_for_the_others_of_its_readers() {
    let lower = Cap {
        class: None,
        days: 7,
        default: 1,
        ceiling: 1,
    };
    let judged = |lines: &[i64]| {
        let touch = TouchFact {
            at: NOW.plus(-2 * Timestamp::DAY),
            zone: Zone::UTC,
            classes: Classes::one(MessageClass::Issue),
            reading: 0,
        };
        let world = World::new()
            .policy(|policy| _ = policy.lowered.insert("tech".to_owned(), vec![lower]))
            .promised(Policy::product())
            .touches(vec![touch]);
        let lines = lines.iter().map(|id| line(*id, Cadence::EveryIssue));
        let world = lines.fold(world, World::line);
        world.part(part(NEWS, 0, 4)).judge().verdict.decision
    };
    assert!(matches!(judged(&[NEWS]).verdict, Verdict::Send { .. }));
    let lowered = judged(&[NEWS, TECH]);
    assert!(!matches!(lowered.verdict, Verdict::Send { .. }));
    let why = Reason::LoweredBy { publication: TECH };
    assert!(lowered.reasons.contains(&why), "{:?}", lowered.reasons);
}

#[test]
fn a_reader_who_came_back_for_nothing_gets_nothing_of_the_pause() {
    let mut read = line(NEWS, Cadence::Weekly);
    read.choices.on_return = lagom_model::Return::Nothing;
    read.choices.paused_until = chrono::NaiveDate::from_ymd_opt(2026, 3, 6);
    let judged = World::new()
        .line(read)
        .part(part(NEWS, 0, 5))
        .listing(NEWS, |listing| {
            listing.visible_at = NOW.plus(-10 * Timestamp::HOUR);
        })
        .judge();
    // All but the last came out on the morning of the return.
    assert_eq!(seqs(&judged), [1, 2, 3, 4]);
    let reason = Reason::NothingOnReturn { publication: NEWS };
    assert!(judged.verdict.decision.reasons.contains(&reason));
}

#[test]
fn what_a_refused_gate_of_the_same_letter_left_out_comes_once() {
    let row = CarriedRow {
        publication: NEWS,
        seq: 6,
        since: NOW.plus(-Timestamp::DAY),
        passes: 1,
        own: false,
    };
    let mut read = line(NEWS, Cadence::EveryIssue);
    (read.watermark, read.carried) = (6, 1);
    let judged = World::new()
        .line(read)
        .part(PartRow {
            consumed: true,
            ..part(NEWS, 4, 6)
        })
        .carried(row)
        .listing(NEWS, |_| {})
        .listing(NEWS, |_| {})
        .judge();
    let mut seqs = seqs(&judged);
    seqs.sort_unstable();
    assert_eq!(seqs, [5, 6]);
    let Leaves::Sending { pins, .. } = &judged.verdict.leaves else {
        panic!("{judged:?}");
    };
    assert_eq!(pins.carried, [(NEWS, 6)]);
}
