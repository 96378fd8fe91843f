//! The gate's judgement, rule by rule: what a decision moves.

use crate::world::{NEWS, NOW, TECH, World, full_week, line, part};
use lagom_dispatch::Judged;
use lagom_model::{
    Cadence, Form, MessageClass, Reason, Stop, StopCause, StopScope, Timestamp, Verdict,
};
use lagom_store::{CarriedRow, GatePart, Leaves, LineUpdate};

fn parts(judged: &Judged) -> Vec<GatePart> {
    match &judged.verdict.leaves {
        Leaves::Sending { parts, .. }
        | Leaves::Expired { parts, .. }
        | Leaves::Cancelled { parts, .. } => parts.clone(),
        Leaves::Planned { .. } | Leaves::Folded { .. } => Vec::new(),
    }
}

fn seqs(judged: &Judged, publication: i64) -> Vec<i64> {
    let part = judged
        .contents
        .iter()
        .find(|part| part.publication == publication);
    part.map(|part| part.items.iter().map(|item| item.seq).collect())
        .unwrap_or_default()
}

fn gate_part(publication: i64, range: (i64, i64), form: Option<Form>) -> GatePart {
    GatePart {
        publication,
        from_seq: range.0,
        to_seq: range.1,
        form,
    }
}

#[test]
fn a_letter_goes_with_everything_visible_and_moves_the_watermark_there() {
    let judged = World::new()
        .line(line(NEWS, Cadence::EveryIssue))
        .part(part(NEWS, 0, 1))
        .judge();
    assert_eq!(parts(&judged), [gate_part(NEWS, (0, 4), Some(Form::Full))]);
    assert_eq!(seqs(&judged, NEWS), [1, 2, 3, 4]);
}

#[test]
fn what_is_on_hold_stays_above_the_watermark() {
    let judged = World::new()
        .line(line(NEWS, Cadence::EveryIssue))
        .part(part(NEWS, 0, 4))
        .visible_to(NEWS, 2)
        .judge();
    assert_eq!(parts(&judged), [gate_part(NEWS, (0, 2), Some(Form::Full))]);
    assert_eq!(seqs(&judged, NEWS), [1, 2]);
}

#[test]
fn a_withdrawn_issue_is_consumed_but_does_not_go() {
    let judged = World::new()
        .line(line(NEWS, Cadence::EveryIssue))
        .part(part(NEWS, 0, 4))
        .withdrawn(1)
        .judge();
    assert_eq!(parts(&judged), [gate_part(NEWS, (0, 4), Some(Form::Full))]);
    assert_eq!(seqs(&judged, NEWS), [3, 4]);
}

#[test]
fn a_letter_with_nothing_left_is_cancelled_and_its_range_is_consumed() {
    let judged = World::new()
        .line(line(NEWS, Cadence::EveryIssue))
        .part(part(NEWS, 0, 4))
        .withdrawn(1)
        .withdrawn(2)
        .judge();
    assert_eq!(judged.verdict.decision.verdict, Verdict::Suppress);
    assert!(
        judged
            .verdict
            .decision
            .reasons
            .contains(&Reason::NothingLeft)
    );
    assert_eq!(parts(&judged), [gate_part(NEWS, (0, 4), None)]);
}

#[test]
fn an_event_goes_once_also_when_both_publications_list_it() {
    let judged = World::new()
        .line(line(NEWS, Cadence::Weekly))
        .line(line(TECH, Cadence::Weekly))
        .part(part(NEWS, 0, 4))
        .part(part(TECH, 0, 2))
        .judge();
    assert_eq!(seqs(&judged, NEWS), [1, 2, 3, 4]);
    // TECH's second listing is the same event as NEWS's fourth.
    assert_eq!(seqs(&judged, TECH), [1]);
    let Leaves::Sending {
        announces, classes, ..
    } = &judged.verdict.leaves
    else {
        panic!("{judged:?}");
    };
    assert_eq!(
        announces.iter().map(|(key, _)| *key).collect::<Vec<_>>(),
        [900]
    );
    assert_eq!(classes, &[MessageClass::Event, MessageClass::Issue]);
}

#[test]
fn an_announced_event_does_not_go_again() {
    let judged = World::new()
        .line(line(NEWS, Cadence::EveryIssue))
        .part(part(NEWS, 0, 4))
        .announced(900)
        .judge();
    assert_eq!(seqs(&judged, NEWS), [1, 2, 3]);
}

#[test]
fn an_events_only_line_brings_events_and_counts_as_one() {
    let judged = World::new()
        .line(line(NEWS, Cadence::EventsOnly))
        .part(part(NEWS, 0, 4))
        .judge();
    assert_eq!(
        parts(&judged),
        [gate_part(NEWS, (0, 4), Some(Form::Events))]
    );
    assert_eq!(seqs(&judged, NEWS), [4]);
    let Leaves::Sending { classes, .. } = &judged.verdict.leaves else {
        panic!("{judged:?}");
    };
    assert_eq!(classes, &[MessageClass::Event]);
}

#[test]
fn nothing_is_permitted_for_less_than_a_body_takes_to_begin() {
    // 21:00 in Riga.
    let night = NOW.plus(12 * Timestamp::HOUR);
    let at = |before_night: i64| {
        World::new()
            .at(night.plus(-before_night * Timestamp::SECOND))
            .line(line(NEWS, Cadence::EveryIssue))
            .part(part(NEWS, 0, 4))
            .judge()
    };
    let judged = at(6);
    let valid_until = night;
    assert_eq!(
        judged.verdict.decision.verdict,
        Verdict::Send { valid_until }
    );
    let judged = at(5);
    let Verdict::Defer { until } = judged.verdict.decision.verdict else {
        panic!("{judged:?}");
    };
    assert!(until >= night.plus(11 * Timestamp::HOUR), "{until}");
    let is_quiet = |reason: &Reason| matches!(reason, Reason::Quiet { .. });
    assert!(judged.verdict.decision.reasons.iter().any(is_quiet));
}

#[test]
fn a_full_budget_folds_and_the_line_remembers_since_when() {
    let slot = NOW.plus(5 * Timestamp::DAY);
    let mut weekly = line(NEWS, Cadence::Weekly);
    weekly.next_due_at = Some(slot);
    let judged = World::new()
        .line(weekly)
        .line(line(TECH, Cadence::EveryIssue))
        .part(part(TECH, 0, 2))
        .touches(full_week())
        .judge();
    assert_eq!(
        judged.verdict.decision.verdict,
        Verdict::Fold { into: slot }
    );
    assert_eq!(
        judged.verdict.leaves,
        Leaves::Folded {
            carry: Vec::new(),
            lines: vec![LineUpdate {
                publication: TECH,
                next_due_at: Some(slot),
                waiting_since: Some(World::PLANNED),
            }],
        }
    );
}

#[test]
fn a_letter_that_was_gated_before_carries_its_items_when_it_folds() {
    let slot = NOW.plus(5 * Timestamp::DAY);
    let mut weekly = line(NEWS, Cadence::Weekly);
    (weekly.next_due_at, weekly.watermark) = (Some(slot), 3);
    let mut consumed = part(NEWS, 1, 3);
    consumed.consumed = true;
    let judged = World::new()
        .line(weekly)
        .part(consumed)
        .touches(full_week())
        .judge();
    let Leaves::Folded { carry, .. } = &judged.verdict.leaves else {
        panic!("{judged:?}");
    };
    assert_eq!(carry, &[(NEWS, 2), (NEWS, 3)]);
}

#[test]
fn a_carried_item_goes_with_the_next_letter_and_is_pinned() {
    let mut read = line(NEWS, Cadence::Weekly);
    (read.watermark, read.carried, read.waiting_since) = (4, 1, Some(NOW.plus(-Timestamp::DAY)));
    let row = CarriedRow {
        publication: NEWS,
        seq: 2,
        since: NOW.plus(-Timestamp::DAY),
        passes: 1,
        own: false,
    };
    let judged = World::new()
        .line(read)
        .part(part(NEWS, 4, 4))
        .carried(row)
        .judge();
    assert_eq!(seqs(&judged, NEWS), [2]);
    let Leaves::Sending { pins, lines, .. } = &judged.verdict.leaves else {
        panic!("{judged:?}");
    };
    assert_eq!(pins.carried, [(NEWS, 2)]);
    assert_eq!(
        lines.first().map(|line| line.waiting_since),
        Some(None),
        "it waits no more"
    );
}

#[test]
fn a_stop_that_came_after_planning_ends_the_letter() {
    let judged = World::new()
        .line(line(NEWS, Cadence::Weekly))
        .part(part(NEWS, 0, 4))
        .stop(Stop {
            scope: StopScope::Everything,
            cause: StopCause::Own,
            at: NOW,
        })
        .judge();
    assert_eq!(judged.verdict.decision.verdict, Verdict::Suppress);
    assert_eq!(parts(&judged), [gate_part(NEWS, (0, 4), None)]);
}

#[test]
fn a_stop_of_one_publication_ends_its_part_and_the_others_go() {
    let judged = World::new()
        .line(line(NEWS, Cadence::Weekly))
        .line(line(TECH, Cadence::Weekly))
        .part(part(NEWS, 0, 4))
        .part(part(TECH, 0, 2))
        .stop(Stop {
            scope: StopScope::Publication(NEWS),
            cause: StopCause::Own,
            at: NOW,
        })
        .judge();
    assert_eq!(
        parts(&judged),
        [
            gate_part(NEWS, (0, 4), None),
            gate_part(TECH, (0, 2), Some(Form::Full))
        ]
    );
    // The event that NEWS would have told of is TECH's to tell.
    assert_eq!(seqs(&judged, TECH), [1, 2]);
}

#[test]
fn a_paused_line_stays_behind_and_is_woken() {
    let mut paused = line(TECH, Cadence::EveryIssue);
    paused.choices.paused_until = chrono::NaiveDate::from_ymd_opt(2026, 4, 1);
    let judged = World::new()
        .line(line(NEWS, Cadence::Weekly))
        .line(paused)
        .part(part(NEWS, 0, 4))
        .part(part(TECH, 0, 2))
        .judge();
    let Leaves::Sending { parts, lines, .. } = &judged.verdict.leaves else {
        panic!("{judged:?}");
    };
    assert_eq!(
        parts
            .iter()
            .map(|part| part.publication)
            .collect::<Vec<_>>(),
        [NEWS]
    );
    let woken = lines.iter().find(|line| line.publication == TECH);
    let at = woken
        .and_then(|line| line.next_due_at)
        .map(|at| at.to_string());
    assert_eq!(at.as_deref(), Some("2026-03-31T21:00:00Z"));
}

#[test]
fn a_letter_of_past_events_expires() {
    let judged = World::new()
        .at(World::EVENT_ENDS)
        .line(line(NEWS, Cadence::EventsOnly))
        .part(part(NEWS, 0, 4))
        .judge();
    assert!(
        matches!(
            judged.verdict.decision.verdict,
            Verdict::Expire | Verdict::Suppress
        ),
        "{judged:?}"
    );
    assert_eq!(judged.contents, []);
}

#[test]
fn nobody_without_an_address_gets_anything() {
    let judged = World::new()
        .line(line(NEWS, Cadence::Weekly))
        .part(part(NEWS, 0, 4))
        .nowhere()
        .judge();
    assert!(judged.verdict.decision.reasons.contains(&Reason::NoAddress));
    assert!(matches!(judged.verdict.leaves, Leaves::Cancelled { .. }));
}

#[test]
fn the_date_of_the_first_gate_stays() {
    let first = NOW.plus(-Timestamp::HOUR);
    let judged = World::new()
        .line(line(NEWS, Cadence::Weekly))
        .part(part(NEWS, 0, 4))
        .pinned(first)
        .judge();
    let Leaves::Sending { pins, .. } = &judged.verdict.leaves else {
        panic!("{judged:?}");
    };
    assert_eq!(pins.date, first);
}
