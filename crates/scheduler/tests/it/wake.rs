//! Until when a line sleeps, and its first slot afterwards.

use chrono::{NaiveDate, Weekday};
use lagom_model::{
    Anchor, Cadence, Choices, LocalTime, PersonFacts, Policy, SeasonChoice, Shelf, Timestamp, Zone,
};
use lagom_scheduler::{PlanContext, asleep_until, plan_person};
use lagom_store::conformance::press::{NEWS, known};
use lagom_store::{PlanCase, PlanLine, PlanSource};

/// Monday, 21 December 2026, noon in Riga: in the product's season of short letters.
const DECEMBER: &str = "2026-12-21T10:00:00Z";

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person() -> PersonFacts {
    PersonFacts::new(Zone::parse("Europe/Riga").unwrap(), "en")
}

#[track_caller]
fn check(person: &PersonFacts, choices: &Choices, now: &str, wakes: Option<&str>) {
    let got = asleep_until(&Policy::product(), person, choices, at(now));
    assert_eq!(got, wakes.map(at), "{now}");
}

#[test]
fn only_a_season_with_nothing_in_it_is_a_sleep() {
    let every = Choices::of(Cadence::EveryIssue);
    for choice in SeasonChoice::ALL {
        let person = PersonFacts {
            season: Some(choice),
            ..person()
        };
        let nothing = choice == SeasonChoice::Nothing;
        // The season's last date is 6 January.
        let wakes = nothing.then_some("2027-01-06T22:00:00Z");
        check(&person, &every, DECEMBER, wakes);
        check(&person, &every, "2026-12-01T10:00:00Z", None);
    }
    check(&person(), &every, DECEMBER, None);
}

#[test]
fn of_several_sleeps_the_longest_holds_and_one_that_is_over_none() {
    let mut person = person();
    let mut choices = Choices::of(Cadence::Weekly);
    person.paused_until = Some(date("2026-12-24"));
    choices.paused_until = Some(date("2026-12-30"));
    check(&person, &choices, DECEMBER, Some("2026-12-29T22:00:00Z"));
    person.season = Some(SeasonChoice::Nothing);
    check(&person, &choices, DECEMBER, Some("2027-01-06T22:00:00Z"));
    person.paused_until = Some(date("2027-02-01"));
    check(&person, &choices, DECEMBER, Some("2027-01-31T22:00:00Z"));
    person.season = None;
    (person.paused_until, choices.paused_until) =
        (Some(date("2026-12-21")), Some(date("2026-12-20")));
    check(&person, &choices, DECEMBER, None);
    check(
        &person,
        &choices,
        "2026-12-20T21:59:59Z",
        Some("2026-12-20T22:00:00Z"),
    );
}

#[test]
fn a_slot_at_the_very_end_of_a_pause_is_the_first_after_it() {
    let (known, policy, shelf) = (known(), Policy::product(), Shelf::new());
    let context = PlanContext {
        known: &known,
        policy: &policy,
        shelf: &shelf,
        now: at(DECEMBER),
    };
    let at_midnight = Anchor {
        weekday: Some(Weekday::Thu),
        day: None,
        time: Some(LocalTime::MIDNIGHT),
    };
    let line = PlanLine {
        publication: NEWS,
        sender: 1,
        choices: Choices {
            anchor: at_midnight,
            paused_until: Some(date("2026-12-24")),
            ..Choices::of(Cadence::Weekly)
        },
        start_seq: 0,
        watermark: 0,
        next_due_at: Some(context.now),
        waiting_since: None,
        carried: 0,
        promise: 0,
    };
    let case = PlanCase {
        subscriber: 1,
        person: person(),
        lines: vec![line],
        open: Vec::new(),
    };
    let verdict = plan_person(&context, PlanSource::Slots, &case);
    let next = verdict.lines[0].next_due_at;
    assert_eq!(next, Some(at("2026-12-23T22:00:00Z")));
}
