//! A letter that was refused and comes to the gate once more: its range, what it took along, and what waits beside it.

use crate::world::{NEWS, NOW, TECH, World, full_week, line, part};
use lagom_dispatch::Judged;
use lagom_model::{Cadence, Choices, Timestamp};
use lagom_store::{CarriedRow, Leaves, LineUpdate, PartRow, PlanLine};

const SOON: Timestamp = NOW.plus(Timestamp::DAY);

fn consumed(publication: i64, from_seq: i64, to_seq: i64) -> PartRow {
    PartRow {
        consumed: true,
        ..part(publication, from_seq, to_seq)
    }
}

/// An every-issue line whose parts were consumed, while something else wakes it.
fn woken(publication: i64, watermark: i64) -> PlanLine {
    PlanLine {
        watermark,
        next_due_at: Some(SOON),
        waiting_since: Some(NOW),
        ..line(publication, Cadence::EveryIssue)
    }
}

const fn carried(seq: i64, own: bool) -> CarriedRow {
    CarriedRow {
        publication: NEWS,
        seq,
        since: World::PLANNED,
        passes: 1,
        own,
    }
}

fn seqs(judged: &Judged) -> Vec<i64> {
    let parts = judged.contents.iter();
    parts
        .flat_map(|part| part.items.iter().map(|item| item.seq))
        .collect()
}

struct Going<'a> {
    taken: &'a [(i64, i64)],
    carry: &'a [(i64, i64)],
    lines: &'a [LineUpdate],
}

fn goes(judged: &Judged) -> Going<'_> {
    let Leaves::Sending {
        pins, carry, lines, ..
    } = &judged.verdict.leaves
    else {
        panic!("{judged:?}");
    };
    Going {
        taken: &pins.carried,
        carry,
        lines,
    }
}

#[test]
fn what_another_letter_took_does_not_come_twice() {
    let judged = World::new()
        .line(woken(NEWS, 3))
        .part(consumed(NEWS, 1, 3))
        .gone((NEWS, 2))
        .judge();
    assert_eq!(seqs(&judged), [3]);
}

#[test]
fn a_letter_of_which_all_is_gone_does_not_go() {
    let judged = World::new()
        .line(woken(NEWS, 2))
        .part(consumed(NEWS, 1, 2))
        .gone((NEWS, 2))
        .judge();
    assert!(matches!(judged.verdict.leaves, Leaves::Cancelled { .. }));
}

#[test]
fn what_it_took_along_comes_again_and_nothing_else_that_waits() {
    let judged = World::new()
        .line(woken(NEWS, 4))
        .part(consumed(NEWS, 2, 3))
        .carried(carried(1, true))
        .carried(carried(2, false))
        .judge();
    assert_eq!(seqs(&judged), [1, 3]);
    assert_eq!(goes(&judged).taken, [(NEWS, 1)]);
}

#[test]
fn what_it_left_out_of_its_own_range_may_come_after_all() {
    let judged = World::new()
        .line(woken(NEWS, 3))
        .part(consumed(NEWS, 1, 3))
        .carried(carried(3, false))
        .judge();
    assert_eq!(seqs(&judged), [3, 2]);
    assert_eq!(goes(&judged).taken, [(NEWS, 3)]);
}

#[test]
fn what_waits_beside_it_waits_on() {
    let judged = World::new()
        .line(woken(NEWS, 3))
        .part(consumed(NEWS, 1, 3))
        .judge();
    assert_eq!(
        goes(&judged).lines,
        [],
        "it is another letter that wakes it"
    );
}

#[test]
fn a_part_that_waits_now_is_carried_on_whole() {
    let until = NOW.plus(9 * Timestamp::DAY);
    let paused = PlanLine {
        choices: Choices {
            paused_until: Some(World::zone().date(until)),
            ..Choices::of(Cadence::EveryIssue)
        },
        ..woken(NEWS, 3)
    };
    let judged = World::new()
        .line(paused)
        .line(woken(TECH, 1))
        .part(consumed(NEWS, 1, 3))
        .part(consumed(TECH, 0, 1))
        .carried(carried(1, true))
        .judge();
    assert_eq!(seqs(&judged), [1], "of the other publication");
    let Going {
        taken,
        carry,
        lines,
    } = goes(&judged);
    assert_eq!(taken, []);
    assert_eq!(carry, [(NEWS, 1), (NEWS, 2), (NEWS, 3)]);
    let update = LineUpdate {
        publication: NEWS,
        next_due_at: Some(SOON),
        waiting_since: Some(NOW),
    };
    assert_eq!(lines, [update], "the first wake is kept");
}

#[test]
fn a_part_that_waits_is_carried_on_also_where_nothing_else_is_left() {
    let until = NOW.plus(9 * Timestamp::DAY);
    let paused = |line: PlanLine| PlanLine {
        choices: Choices {
            paused_until: Some(World::zone().date(until)),
            ..line.choices
        },
        ..line
    };
    let again = World::new()
        .line(paused(woken(NEWS, 3)))
        .line(woken(TECH, 1))
        .part(consumed(NEWS, 1, 3))
        .part(consumed(TECH, 0, 1))
        .gone((TECH, 1))
        .judge();
    let Leaves::Folded { carry, lines } = &again.verdict.leaves else {
        panic!("{again:?}");
    };
    assert_eq!(carry, &[(NEWS, 2), (NEWS, 3)]);
    assert_eq!(lines[0].next_due_at, Some(SOON));

    // At the first gate it stays above the watermark, and its line is woken.
    let first = World::new()
        .line(paused(line(NEWS, Cadence::EveryIssue)))
        .line(woken(TECH, 2))
        .part(part(NEWS, 0, 4))
        .part(part(TECH, 2, 2))
        .judge();
    let Leaves::Cancelled { parts, lines } = &first.verdict.leaves else {
        panic!("{first:?}");
    };
    assert!(parts.iter().all(|part| part.publication == TECH));
    let news = lines.iter().find(|line| line.publication == NEWS).unwrap();
    assert!(news.next_due_at >= Some(until.plus(-Timestamp::DAY)));
}

#[test]
fn a_fold_gives_back_what_it_took_along() {
    let slot = NOW.plus(5 * Timestamp::DAY);
    let weekly = PlanLine {
        watermark: 4,
        next_due_at: Some(slot),
        ..line(NEWS, Cadence::Weekly)
    };
    let judged = World::new()
        .line(weekly)
        .part(consumed(NEWS, 2, 3))
        .carried(carried(1, true))
        .carried(carried(2, false))
        .touches(full_week())
        .judge();
    let Leaves::Folded { carry, .. } = &judged.verdict.leaves else {
        panic!("{judged:?}");
    };
    assert_eq!(carry, &[(NEWS, 1), (NEWS, 3)]);
}
