//! What waited too long expires; what came later waits on, each item for itself.

use crate::world::{NEWS, NOW, TECH, World, line, part};
use lagom_dispatch::Judged;
use lagom_model::{Cadence, Classes, MessageClass, Reason, Timestamp, TouchFact, Verdict, Zone};
use lagom_store::{CarriedRow, EndedItem, ItemFate, Leaves, LineUpdate, PartRow, PlanLine};

/// The items of the world came out an hour before `NOW`, and there was no room since then.
const WAITED_SINCE: Timestamp = NOW;
const TODAY: Timestamp = NOW.plus(12 * Timestamp::DAY);
const AN_HOUR_AGO: Timestamp = TODAY.plus(-Timestamp::HOUR);
/// Beyond what the first ones may wait, within what others may.
const NEXT_ISSUE: Timestamp = TODAY.plus(3 * Timestamp::DAY);

/// A letter planned just now, in a week that is used up.
fn today() -> World {
    let mut world = World::new().at(TODAY);
    world.case.delivery.planned_at = TODAY.plus(-Timestamp::MINUTE);
    world.touches(used_up())
}

fn used_up() -> Vec<TouchFact> {
    let touch = |days: i64| TouchFact {
        at: TODAY.plus(-days * Timestamp::DAY),
        zone: Zone::UTC,
        classes: Classes::one(MessageClass::Issue),
        reading: 0,
    };
    vec![touch(1), touch(2)]
}

fn waiting(publication: i64, cadence: Cadence) -> PlanLine {
    PlanLine {
        waiting_since: Some(WAITED_SINCE),
        ..line(publication, cadence)
    }
}

/// One item more of the news, an hour old.
fn with_news(world: World) -> World {
    world.listing(NEWS, |listing| listing.visible_at = AN_HOUR_AGO)
}

fn consumed(publication: i64, from: i64, to: i64) -> PartRow {
    PartRow {
        consumed: true,
        ..part(publication, from, to)
    }
}

/// The parts that end, with their ranges; what is carried on; lines that wait, with what wakes them and since when.
type Ends = (
    Vec<(i64, i64, i64)>,
    Vec<(i64, i64)>,
    Vec<(i64, Option<Timestamp>, Option<Timestamp>)>,
);

fn ends(judged: &Judged) -> Ends {
    assert_eq!(judged.verdict.decision.verdict, Verdict::Expire);
    let (parts, carry, lines) = match &judged.verdict.leaves {
        Leaves::Expired {
            parts,
            carry,
            lines,
        } => (parts, carry, lines),
        other => unreachable!("{other:?}"),
    };
    let line = |line: &LineUpdate| (line.publication, line.next_due_at, line.waiting_since);
    let parts = parts
        .iter()
        .map(|part| (part.publication, part.from_seq, part.to_seq));
    (
        parts.collect(),
        carry.clone(),
        lines.iter().map(line).collect(),
    )
}

#[test]
fn what_came_later_waits_for_the_next_letter() {
    let judged = with_news(today())
        .line(waiting(NEWS, Cadence::EveryIssue))
        .part(part(NEWS, 0, 5))
        .scheduled(NEWS, NEXT_ISSUE)
        .judge();
    let line = (NEWS, Some(NEXT_ISSUE), Some(AN_HOUR_AGO));
    assert_eq!(ends(&judged), (vec![(NEWS, 0, 4)], vec![], vec![line]));
    let reasons = &judged.verdict.decision.reasons;
    assert!(reasons.contains(&Reason::NextLetter { at: NEXT_ISSUE }));
    let since = WAITED_SINCE;
    assert!(reasons.contains(&Reason::NoWindow { since, days: 14 }));
}

#[test]
fn what_came_later_gets_a_letter_of_its_own() {
    let slot = TODAY.plus(20 * Timestamp::DAY);
    let mut monthly = waiting(NEWS, Cadence::Monthly);
    monthly.next_due_at = Some(slot);
    let judged = with_news(today())
        .line(monthly)
        .part(part(NEWS, 0, 5))
        .judge();
    let (parts, carry, lines) = ends(&judged);
    assert_eq!((parts, carry), (vec![(NEWS, 0, 4)], vec![]), "{judged:?}");
    let (_, due, since) = lines[0];
    assert!(due.is_some_and(|due| due > TODAY && due < slot), "{due:?}");
    // Its letter would have been this one: it waits since then.
    assert_eq!(since, Some(TODAY.plus(-Timestamp::MINUTE)));
}

#[test]
fn of_two_publications_only_what_waited_too_long_ends() {
    let judged = with_news(today())
        .line(waiting(TECH, Cadence::EveryIssue))
        .line(PlanLine {
            watermark: 4,
            ..line(NEWS, Cadence::EveryIssue)
        })
        .part(part(TECH, 0, 2))
        .part(part(NEWS, 4, 5))
        .scheduled(NEWS, NEXT_ISSUE)
        .judge();
    let planned = TODAY.plus(-Timestamp::MINUTE);
    let lines = vec![(TECH, None, None), (NEWS, Some(NEXT_ISSUE), Some(planned))];
    assert_eq!(ends(&judged), (vec![(TECH, 0, 2)], vec![], lines));
}

#[test]
fn where_nothing_goes_in_time_all_of_it_ends() {
    let judged = with_news(today())
        .policy(|policy| policy.max_deferral_days = 2)
        .line(waiting(NEWS, Cadence::EveryIssue))
        .part(part(NEWS, 0, 5))
        .judge();
    let line = (NEWS, None, None);
    assert_eq!(ends(&judged), (vec![(NEWS, 0, 5)], vec![], vec![line]));
}

#[test]
fn what_is_carried_waits_for_itself() {
    let row = |seq, since| CarriedRow {
        publication: NEWS,
        seq,
        since,
        passes: 1,
        own: false,
    };
    let mut read = waiting(NEWS, Cadence::EveryIssue);
    (read.watermark, read.carried) = (4, 2);
    let judged = with_news(today())
        .line(read)
        .part(part(NEWS, 4, 5))
        .carried(row(2, WAITED_SINCE))
        .carried(row(3, TODAY.plus(-2 * Timestamp::DAY)))
        .scheduled(NEWS, NEXT_ISSUE)
        .judge();
    let since = TODAY.plus(-2 * Timestamp::DAY);
    let line = (NEWS, Some(NEXT_ISSUE), Some(since));
    assert_eq!(ends(&judged), (vec![], vec![], vec![line]));
    let ended = EndedItem {
        publication: NEWS,
        seq: 2,
        fate: ItemFate::Expired,
    };
    assert_eq!(judged.verdict.ends, [ended]);
}

#[test]
fn what_an_earlier_gate_consumed_is_carried_on() {
    let mut read = line(NEWS, Cadence::EveryIssue);
    read.watermark = 5;
    let judged = with_news(today())
        .line(read)
        .line(waiting(TECH, Cadence::EveryIssue))
        .part(consumed(NEWS, 4, 5))
        .part(part(TECH, 0, 2))
        .scheduled(NEWS, NEXT_ISSUE)
        .judge();
    let planned = TODAY.plus(-Timestamp::MINUTE);
    let parts = vec![(NEWS, 4, 5), (TECH, 0, 2)];
    let lines = vec![(NEWS, Some(NEXT_ISSUE), Some(planned)), (TECH, None, None)];
    assert_eq!(ends(&judged), (parts, vec![(NEWS, 5)], lines));
}

#[test]
fn where_what_waited_longest_is_of_no_use_nothing_expires() {
    let judged = with_news(today())
        .line(waiting(NEWS, Cadence::EveryIssue))
        .part(part(NEWS, 0, 5))
        .withdrawn(1)
        .withdrawn(2)
        .listing(NEWS, |listing| {
            (listing.issue, listing.visible_at) = (9, AN_HOUR_AGO);
        })
        .scheduled(NEWS, NEXT_ISSUE)
        .judge();
    let into = NEXT_ISSUE;
    assert_eq!(judged.verdict.decision.verdict, Verdict::Fold { into });
    let Leaves::Folded { lines, .. } = &judged.verdict.leaves else {
        panic!("{judged:?}");
    };
    assert_eq!(lines[0].waiting_since, Some(AN_HOUR_AGO));
}
