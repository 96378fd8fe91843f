//! One person's planning, rule by rule: what is due, what comes along, what sleeps.

use chrono::{NaiveDate, Weekday};
use lagom_model::{
    Cadence, Choices, ItemKind, MessageClass, PersonFacts, Policy, Seq, Shelf, Stop, StopCause,
    StopScope, Timestamp, Zone,
};
use lagom_scheduler::{PlanContext, plan_person};
use lagom_store::conformance::press::{NEWS, NOW, TECH, known, listing};
use lagom_store::{Known, PlanCase, PlanLine, PlanSource, PlanVerdict, Release, Retiming};

/// Both publications hold two articles, `news` an event besides.
fn shelf() -> Shelf {
    let mut shelf = Shelf::new();
    let articles = [listing(1, ItemKind::Article), listing(2, ItemKind::Article)];
    shelf.put(TECH, articles.to_vec());
    shelf.put(
        NEWS,
        [articles.to_vec(), vec![listing(3, ItemKind::Event)]].concat(),
    );
    shelf
}

fn line(publication: i64, cadence: Cadence) -> PlanLine {
    PlanLine {
        publication,
        sender: 1,
        choices: Choices::of(cadence),
        start_seq: 0,
        watermark: 0,
        next_due_at: cadence.has_slots().then_some(NOW),
        waiting_since: None,
        carried: 0,
        promise: 0,
    }
}

fn case(lines: Vec<PlanLine>) -> PlanCase {
    PlanCase {
        subscriber: 1,
        person: PersonFacts::new(Zone::parse("Europe/Riga").unwrap(), "en"),
        lines,
        open: Vec::new(),
    }
}

fn release(publication: i64) -> PlanSource {
    PlanSource::Release(Release {
        id: 1,
        publication,
        to_seq: 2,
        at: NOW,
        after: 0,
    })
}

fn plan(source: PlanSource, case: &PlanCase) -> PlanVerdict {
    let (known, policy, shelf) = (known(), Policy::product(), shelf());
    let context = PlanContext {
        known: &known,
        policy: &policy,
        shelf: &shelf,
        now: NOW,
    };
    plan_person(&context, source, case)
}

fn parts(verdict: &PlanVerdict) -> Vec<(i64, Seq, Seq)> {
    let parts = verdict.letters.iter().flat_map(|letter| &letter.parts);
    parts
        .map(|part| (part.publication, part.from_seq, part.to_seq))
        .collect()
}

fn next(verdict: &PlanVerdict, publication: i64) -> Option<String> {
    let mut lines = verdict.lines.iter();
    let line = lines.find(|line| line.publication == publication)?;
    line.next_due_at.map(|at| at.to_string())
}

#[test]
fn two_weeklies_due_together_make_one_letter_and_move_on_a_week() {
    let verdict = plan(
        PlanSource::Slots,
        &case(vec![
            line(NEWS, Cadence::Weekly),
            line(TECH, Cadence::Weekly),
        ]),
    );
    assert_eq!(verdict.letters.len(), 1);
    assert_eq!(parts(&verdict), [(NEWS, 0, 3), (TECH, 0, 2)]);
    assert_eq!(
        next(&verdict, NEWS).as_deref(),
        Some("2026-03-13T07:00:00Z")
    );
    assert_eq!(next(&verdict, TECH), next(&verdict, NEWS));
}

#[test]
fn a_release_plans_its_own_lines_without_slots_only() {
    let lines = vec![
        line(NEWS, Cadence::EveryIssue),
        line(TECH, Cadence::EveryIssue),
    ];
    let verdict = plan(release(NEWS), &case(lines));
    assert_eq!(parts(&verdict), [(NEWS, 0, 3)]);
    assert!(
        verdict.lines.is_empty(),
        "an every-issue line has no slot to move to"
    );
    let mut weekly = line(NEWS, Cadence::Weekly);
    weekly.next_due_at = Some(NOW.plus(3 * Timestamp::DAY));
    assert_eq!(
        plan(release(NEWS), &case(vec![weekly])),
        PlanVerdict::default()
    );
}

#[test]
fn an_events_only_line_is_due_only_if_there_are_events() {
    let verdict = plan(release(NEWS), &case(vec![line(NEWS, Cadence::EventsOnly)]));
    assert_eq!(
        verdict.letters.first().map(|letter| letter.class),
        Some(MessageClass::Event)
    );
    let verdict = plan(release(TECH), &case(vec![line(TECH, Cadence::EventsOnly)]));
    assert_eq!(verdict.letters, []);
}

#[test]
fn a_slot_within_the_gap_comes_along_and_stays_where_it_is() {
    let mut soon = line(TECH, Cadence::Weekly);
    soon.next_due_at = Some(NOW.plus(20 * Timestamp::HOUR - 1));
    let every = line(NEWS, Cadence::EveryIssue);
    let verdict = plan(release(NEWS), &case(vec![every.clone(), soon.clone()]));
    assert_eq!(parts(&verdict), [(NEWS, 0, 3), (TECH, 0, 2)]);
    assert_eq!(verdict.lines, []);

    soon.next_due_at = Some(NOW.plus(20 * Timestamp::HOUR));
    let verdict = plan(release(NEWS), &case(vec![every, soon]));
    assert_eq!(parts(&verdict), [(NEWS, 0, 3)]);
}

#[test]
fn what_waits_for_room_comes_along() {
    let mut waiting = line(TECH, Cadence::EveryIssue);
    waiting.waiting_since = Some(NOW.plus(-Timestamp::DAY));
    waiting.next_due_at = Some(NOW.plus(5 * Timestamp::DAY));
    let verdict = plan(
        release(NEWS),
        &case(vec![line(NEWS, Cadence::EveryIssue), waiting]),
    );
    assert_eq!(parts(&verdict), [(NEWS, 0, 3), (TECH, 0, 2)]);
}

#[test]
fn nothing_new_makes_no_letter_but_the_slot_moves_on() {
    let mut read = line(NEWS, Cadence::Weekly);
    read.watermark = 3;
    let verdict = plan(PlanSource::Slots, &case(vec![read]));
    assert_eq!(verdict.letters, []);
    assert_eq!(
        next(&verdict, NEWS).as_deref(),
        Some("2026-03-13T07:00:00Z")
    );
}

#[test]
fn a_carried_item_is_content() {
    let mut read = line(NEWS, Cadence::Weekly);
    (read.watermark, read.carried) = (3, 1);
    assert_eq!(
        parts(&plan(PlanSource::Slots, &case(vec![read]))),
        [(NEWS, 3, 3)]
    );
}

#[test]
fn a_paused_line_sleeps_until_its_first_slot_after_the_pause() {
    let until = NaiveDate::from_ymd_opt(2026, 3, 15);
    let mut weekly = line(NEWS, Cadence::Weekly);
    weekly.choices.paused_until = until;
    weekly.waiting_since = Some(NOW);
    let verdict = plan(PlanSource::Slots, &case(vec![weekly]));
    assert_eq!(verdict.letters, []);
    assert_eq!(
        next(&verdict, NEWS).as_deref(),
        Some("2026-03-20T07:00:00Z")
    );
    assert_eq!(
        verdict.lines.first().and_then(|line| line.waiting_since),
        None
    );

    let mut every = case(vec![line(NEWS, Cadence::EveryIssue)]);
    every.person.paused_until = until;
    let verdict = plan(release(NEWS), &every);
    assert_eq!(
        next(&verdict, NEWS).as_deref(),
        Some("2026-03-14T22:00:00Z")
    );
}

#[test]
fn a_stopped_line_is_not_due_and_does_not_come_along() {
    let mut stopped = case(vec![
        line(NEWS, Cadence::Weekly),
        line(TECH, Cadence::Weekly),
    ]);
    stopped.person.stops.push(Stop {
        scope: StopScope::Publication(NEWS),
        cause: StopCause::Own,
        at: NOW,
    });
    let verdict = plan(PlanSource::Slots, &stopped);
    assert_eq!(parts(&verdict), [(TECH, 0, 2)]);
    // It keeps its rhythm: the stop may be taken back.
    assert_eq!(next(&verdict, NEWS).unwrap(), "2026-03-13T07:00:00Z");
}

#[test]
fn a_line_that_is_not_due_is_left_alone() {
    let mut later = line(NEWS, Cadence::Weekly);
    later.next_due_at = Some(NOW.plus(1));
    assert_eq!(
        plan(PlanSource::Slots, &case(vec![later])),
        PlanVerdict::default()
    );
    let mut read = line(NEWS, Cadence::EveryIssue);
    read.watermark = 2;
    assert_eq!(
        plan(release(NEWS), &case(vec![read])),
        PlanVerdict::default()
    );
}

#[test]
fn a_digest_below_its_minimum_makes_no_letter_and_waits_for_its_slot() {
    let (mut known, policy, shelf) = (known(), Policy::product(), shelf());
    let planned = |known: &Known, line: PlanLine| {
        let context = PlanContext {
            known,
            policy: &policy,
            shelf: &shelf,
            now: NOW,
        };
        plan_person(&context, PlanSource::Slots, &case(vec![line]))
    };
    known.publications[1].def.least_items = 3;
    let verdict = planned(&known, line(TECH, Cadence::Weekly));
    assert!(verdict.letters.is_empty());
    assert_eq!(next(&verdict, TECH).unwrap(), "2026-03-13T07:00:00Z");
    let with_more = PlanLine {
        carried: 1,
        ..line(TECH, Cadence::Weekly)
    };
    assert_eq!(planned(&known, with_more).letters.len(), 1);
    known.publications[1].def.least_items = 2;
    assert_eq!(
        planned(&known, line(TECH, Cadence::Weekly)).letters.len(),
        1
    );
}

#[test]
fn what_was_left_out_comes_along_unless_a_slot_brings_it() {
    let left_out = |cadence| PlanLine {
        watermark: 3,
        carried: 1,
        next_due_at: Some(NOW.plus(5 * Timestamp::DAY)),
        ..line(NEWS, cadence)
    };
    let with = |other| {
        let due = PlanLine {
            next_due_at: Some(NOW),
            ..line(TECH, Cadence::Weekly)
        };
        parts(&plan(PlanSource::Slots, &case(vec![other, due])))
    };
    assert_eq!(
        with(left_out(Cadence::EveryIssue)),
        [(NEWS, 3, 3), (TECH, 0, 2)]
    );
    assert_eq!(with(left_out(Cadence::Weekly)), [(TECH, 0, 2)]);
}

#[test]
fn a_line_whose_publication_moved_finds_its_slot_again() {
    let moved = PlanSource::Times(Retiming {
        publication: NEWS,
        after: 0,
    });
    let on_tuesday = |change: &dyn Fn(&mut PlanLine)| {
        let mut known = known();
        known.publications[0].def.anchor.weekday = Some(Weekday::Tue);
        let (policy, shelf) = (Policy::product(), shelf());
        let context = PlanContext {
            known: &known,
            policy: &policy,
            shelf: &shelf,
            now: NOW,
        };
        let mut weekly = line(NEWS, Cadence::Weekly);
        weekly.next_due_at = Some(NOW.plus(7 * Timestamp::DAY));
        change(&mut weekly);
        let other = line(TECH, Cadence::Weekly);
        let verdict = plan_person(&context, moved, &case(vec![weekly, other]));
        assert!(verdict.letters.is_empty());
        assert_eq!(next(&verdict, TECH), None);
        next(&verdict, NEWS)
    };
    assert_eq!(on_tuesday(&|_| {}).unwrap(), "2026-03-10T07:00:00Z");
    let own_day = |line: &mut PlanLine| line.choices.anchor.weekday = Some(Weekday::Fri);
    assert_eq!(on_tuesday(&own_day), None, "the reader's own day stays");
    let has_come = |line: &mut PlanLine| line.next_due_at = Some(NOW);
    assert_eq!(on_tuesday(&has_come), None, "what is due stays due");
    let paused = |line: &mut PlanLine| {
        line.choices.paused_until = NaiveDate::from_ymd_opt(2026, 4, 1);
    };
    assert_eq!(on_tuesday(&paused).unwrap(), "2026-04-07T06:00:00Z");
    let no_slots = |line: &mut PlanLine| line.choices.cadence = Cadence::EveryIssue;
    assert_eq!(on_tuesday(&no_slots), None);
}
