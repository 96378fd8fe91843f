//! What each action comes to, and what the page would say. Pure: no store, no clock.

mod wishes;

use super::*;
use chrono::{NaiveDate, Weekday};
use lagom_model::catalogue::{ItemsRule, TopicDef};
use lagom_model::facts::OwnLimit;
use lagom_model::{
    Anchor, Cadence, Choices, ItemKind, LocalTime, PersonFacts, Policy, PublicId, PublicationDef,
    Return, SeasonChoice, SenderDef, Stop, StopCause, StopScope, Timestamp, Zone,
};
use lagom_store::{Edit, Known, KnownPublication, KnownSender, Line, Person, PlannedPart};
use std::collections::BTreeSet;

/// Friday, 20 November 2026, 14:00 in Riga.
const NOW: &str = "2026-11-20T12:00:00Z";

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn publication(id: i64, sender: i64, key: &str, every_days: u32) -> KnownPublication {
    let topic = |key: &str| TopicDef {
        key: key.to_owned(),
        name: key.to_uppercase(),
        headings: Vec::new(),
        kind: ItemKind::Article,
        items: ItemsRule::Section,
    };
    KnownPublication {
        id,
        public_id: PublicId(u128::from(id.unsigned_abs())),
        sender,
        retired: false,
        def: PublicationDef {
            key: key.to_owned(),
            sender: format!("sender-{sender}"),
            name: format!("The {key}"),
            description: String::new(),
            language: "en".to_owned(),
            zone: Zone::UTC,
            menu: Cadence::ALL.to_vec(),
            default_cadence: Cadence::EveryIssue,
            anchor: Anchor {
                weekday: Some(Weekday::Fri),
                day: Some(1),
                time: LocalTime::new(9, 0),
            },
            issue_every_days: every_days,
            topics: vec![topic("news"), topic("events")],
            other_topic: "news".to_owned(),
            most_items: 10,
            least_items: 1,
            priority: 100,
        },
    }
}

/// Weekly and daily of one sender, monthly of another.
fn known() -> Known {
    let sender = |id: i64| KnownSender {
        id,
        def: SenderDef {
            key: format!("sender-{id}"),
            name: format!("Sender {id}"),
            from: "letters@example.org".to_owned(),
            reply_to: None,
            unsubscribe_mailbox: None,
            bounce_address: None,
            list_domain: "example.org".to_owned(),
            address_block: None,
        },
    };
    Known {
        senders: vec![sender(1), sender(2)],
        publications: vec![
            publication(1, 1, "week", 7),
            publication(2, 1, "day", 1),
            publication(3, 2, "month", 30),
        ],
    }
}

fn person(lines: &[(i64, Cadence)]) -> Person {
    let line = |(publication, cadence): &(i64, Cadence)| Line {
        publication: *publication,
        sender: if *publication == 3 { 2 } else { 1 },
        choices: Choices::of(*cadence),
        since: at("2026-01-01T00:00:00Z"),
        start_seq: 0,
        watermark: 7,
        next_due_at: None,
        waiting_since: None,
        promise: 0,
    };
    Person {
        id: 1,
        public_id: PublicId(1),
        link: PublicId(2),
        address: Some("anna@example.org".to_owned()),
        name: None,
        remark: None,
        revision: 1,
        facts: PersonFacts::new(Zone::parse("Europe/Riga").unwrap(), "en"),
        lines: lines.iter().map(line).collect(),
    }
}

fn come_to(person: &Person, action: &Action) -> Result<Vec<Edit>, Refusal> {
    edits(
        &known(),
        &Policy::product(),
        person,
        &Beside::default(),
        action,
        at(NOW),
    )
}

/// The cadences that an action chooses, by publication.
fn chosen(person: &Person, action: &Action) -> Vec<(i64, Cadence)> {
    let edits = come_to(person, action).unwrap();
    let chosen = edits.iter().filter_map(|edit| match edit {
        Edit::Choose {
            publication,
            choices,
            ..
        } => Some((*publication, choices.cadence)),
        _ => None,
    });
    chosen.collect()
}

fn look(person: &Person) -> View {
    view_of(
        &known(),
        &Policy::product(),
        person,
        &Beside::default(),
        at(NOW),
    )
}

fn stopped(mut person: Person, scope: StopScope, cause: StopCause) -> Person {
    person.facts.stops.push(Stop {
        scope,
        cause,
        at: at(NOW),
    });
    person
}

fn set(key: &str, cadence: Cadence) -> Action {
    Action::SetCadence {
        publication: key.to_owned(),
        cadence,
        anchor: None,
    }
}

use Cadence::{EventsOnly, EveryIssue, Fortnightly, Monthly, Weekly};

#[test]
fn fewer_takes_each_line_one_step_that_really_brings_less() {
    for (publication, from, to) in [
        // A weekly newsletter: once a week would be no less than every letter.
        (1, EveryIssue, Some(Fortnightly)),
        (1, Weekly, Some(Fortnightly)),
        (1, Fortnightly, Some(Monthly)),
        (1, Monthly, None),
        (1, EventsOnly, None),
        (2, EveryIssue, Some(Weekly)),
        (3, EveryIssue, None),
    ] {
        let expected: Vec<_> = to.map(|to| (publication, to)).into_iter().collect();
        let person = person(&[(publication, from)]);
        assert_eq!(
            chosen(&person, &Action::Fewer { letters: None }),
            expected,
            "{publication} {from:?}"
        );
        assert_eq!(look(&person).fewer.is_some(), to.is_some());
    }
    let both = person(&[(1, Weekly), (2, EveryIssue)]);
    assert_eq!(
        chosen(&both, &Action::Fewer { letters: None }),
        [(1, Fortnightly), (2, Weekly)]
    );
    let one_stopped = stopped(both, StopScope::Publication(1), StopCause::Own);
    assert_eq!(
        chosen(&one_stopped, &Action::Fewer { letters: None }),
        [(2, Weekly)]
    );
}

#[test]
fn fewer_really_brings_fewer_also_under_a_limit() {
    // Eight a month, four with one step; who has a limit of three needs two steps to notice.
    let known = known();
    let both = person(&[(1, Weekly), (2, Weekly), (3, Weekly)]);
    let mut own = both.clone();
    own.facts.limits = vec![OwnLimit::in_all(28, 3)];
    let come_to = |person: &Person| {
        let view = view_of(
            &known,
            &Policy::product(),
            person,
            &Beside::default(),
            at(NOW),
        );
        let fewer = view.fewer.unwrap();
        (fewer.letters, fewer.lines)
    };
    assert_eq!(
        come_to(&both),
        (
            4,
            vec![(1, Fortnightly), (2, Fortnightly), (3, Fortnightly)]
        )
    );
    assert_eq!(
        come_to(&own),
        (2, vec![(1, Monthly), (2, Monthly), (3, Monthly)])
    );
    // What is promised is what comes; promised something else, it was pressed before.
    let down = [(1, Monthly), (2, Monthly), (3, Monthly)];
    for (letters, comes) in [(None, &down[..]), (Some(2), &down), (Some(1), &[])] {
        let pressed = chosen(&own, &Action::Fewer { letters });
        assert_eq!(pressed, comes, "{letters:?}");
    }
}

#[test]
fn a_step_that_the_menu_lacks_is_passed_over() {
    let mut known = known();
    known.publications[1].def.menu = vec![EveryIssue, Monthly];
    let person = person(&[(2, EveryIssue)]);
    let edits = edits(
        &known,
        &Policy::product(),
        &person,
        &Beside::default(),
        &Action::Fewer { letters: None },
        at(NOW),
    )
    .unwrap();
    let Edit::Choose {
        choices,
        next_due_at,
        ..
    } = &edits[0]
    else {
        panic!("{edits:?}")
    };
    assert_eq!(choices.cadence, Monthly);
    assert_eq!(*next_due_at, Some(at("2026-12-01T07:00:00Z")));
}

#[test]
fn only_events_changes_the_newsletters_that_offer_them() {
    let mut known = known();
    known.publications[1].def.menu = vec![EveryIssue];
    let person = person(&[(1, Weekly), (2, EveryIssue)]);
    let policy = Policy::product();
    let edits = edits(
        &known,
        &policy,
        &person,
        &Beside::default(),
        &Action::OnlyEvents,
        at(NOW),
    )
    .unwrap();
    assert_eq!(edits.len(), 1);
    let view = view_of(&known, &policy, &person, &Beside::default(), at(NOW));
    let events = view.only_events.unwrap();
    assert_eq!((events.changes, events.stays), (vec![1], vec![2]));
}

#[test]
fn the_next_slot_follows_the_readers_own_anchor_else_the_newsletters() {
    let person = person(&[(1, EveryIssue)]);
    let due = |anchor: Option<Anchor>| {
        let action = Action::SetCadence {
            publication: "week".into(),
            cadence: Weekly,
            anchor,
        };
        match come_to(&person, &action).unwrap().remove(0) {
            Edit::Choose { next_due_at, .. } => next_due_at.unwrap().to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(due(None), "2026-11-27T07:00:00Z");
    let monday = Anchor {
        weekday: Some(Weekday::Mon),
        ..Anchor::default()
    };
    assert_eq!(due(Some(monday)), "2026-11-23T07:00:00Z");
}

#[test]
fn other_choices_leave_a_slot_that_has_come_alone() {
    let mut person = person(&[(1, Weekly)]);
    person.lines[0].next_due_at = Some(at("2026-11-20T07:00:00Z"));
    let topics = Some(BTreeSet::from(["news".to_owned()]));
    let action = Action::Topics {
        publication: "week".into(),
        topics,
    };
    let Edit::Choose { next_due_at, .. } = come_to(&person, &action).unwrap().remove(0) else {
        panic!("no choice")
    };
    assert_eq!(next_due_at, Some(at("2026-11-20T07:00:00Z")));
}

#[test]
fn what_no_topic_names_comes_along_with_any_choice_of_topics() {
    let person = person(&[(1, Weekly)]);
    let kept = |other_topic: &str, chosen: &str| {
        let mut known = known();
        known.publications[0].def.other_topic = other_topic.to_owned();
        let action = Action::Topics {
            publication: "week".into(),
            topics: Some(BTreeSet::from([chosen.to_owned()])),
        };
        let (policy, beside) = (Policy::product(), Beside::default());
        let edits = edits(&known, &policy, &person, &beside, &action, at(NOW)).unwrap();
        let [Edit::Choose { choices, .. }] = &edits[..] else {
            panic!("{edits:?}")
        };
        choices.topics.iter().flatten().cloned().collect::<Vec<_>>()
    };
    assert_eq!(kept("rest", "events"), ["events", "rest"]);
    // Where it is one that can be chosen, who leaves it out does without.
    assert_eq!(kept("news", "events"), ["events"]);
    assert_eq!(kept("news", "news"), ["news"]);
}

#[test]
fn a_choice_that_needs_more_raises_the_readers_own_limit_and_no_other_does() {
    let person = person(&[(2, Monthly)]);
    let edits = come_to(&person, &set("day", EveryIssue)).unwrap();
    let raised = edits.iter().find_map(|edit| match edit {
        Edit::Limits { limits } => Some(limits.clone()),
        _ => None,
    });
    // Seven a week and 28 in four weeks, kept under the ceilings.
    let limit = |days, most| OwnLimit::in_all(days, most);
    assert_eq!(raised, Some(vec![limit(7, 5), limit(28, 16)]));
    let menu = &look(&person).publications[0].menu;
    let entry = menu
        .iter()
        .find(|entry| entry.cadence == EveryIssue)
        .unwrap();
    let said: Vec<_> = entry
        .raises
        .iter()
        .map(|it| (it.days, it.from, it.to))
        .collect();
    assert_eq!(said, [(7, 2, 5), (28, 6, 16)]);
    assert_eq!(entry.letters_in_all, 28);
    for action in [
        set("day", Weekly),
        Action::Fewer { letters: None },
        Action::OnlyEvents,
    ] {
        let edits = come_to(&person, &action).unwrap();
        let limits = edits.iter().any(|edit| matches!(edit, Edit::Limits { .. }));
        assert!(!limits, "{action:?}");
    }
}

#[test]
fn a_choice_that_brings_no_more_raises_nothing_even_above_the_limit() {
    let mut person = person(&[(2, EveryIssue)]);
    assert_eq!(come_to(&person, &set("day", Weekly)).unwrap().len(), 1);
    // A limit of a window that has room stays as the reader set it.
    person.facts.limits = vec![OwnLimit::in_all(28, 9)];
    person.lines[0].choices.cadence = Monthly;
    let edits = come_to(&person, &set("day", EveryIssue)).unwrap();
    let expected = [OwnLimit::in_all(7, 5), OwnLimit::in_all(28, 16)];
    assert!(
        edits.contains(&Edit::Limits {
            limits: expected.into()
        }),
        "{edits:?}"
    );
}

#[test]
fn what_is_not_offered_is_refused() {
    let mut known = known();
    known.publications[0].def.menu = vec![EveryIssue, Monthly];
    let person = person(&[(1, EveryIssue)]);
    let refused = |action: Action| {
        edits(
            &known,
            &Policy::product(),
            &person,
            &Beside::default(),
            &action,
            at(NOW),
        )
        .unwrap_err()
    };
    let topics = |topics: &[&str]| Action::Topics {
        publication: "week".into(),
        topics: Some(topics.iter().map(|topic| (*topic).to_owned()).collect()),
    };
    let day = |day| Action::SetCadence {
        publication: "week".into(),
        cadence: Monthly,
        anchor: Some(Anchor {
            day: Some(day),
            ..Anchor::default()
        }),
    };
    assert!(matches!(
        refused(set("week", Weekly)),
        Refusal::NotOnMenu {
            cadence: Weekly,
            ..
        }
    ));
    assert_eq!(
        refused(set("day", EveryIssue)),
        Refusal::UnknownPublication("day".into())
    );
    assert_eq!(refused(topics(&[])), Refusal::NoTopic("week".into()));
    assert!(matches!(
        refused(topics(&["news", "gold"])),
        Refusal::UnknownTopic { .. }
    ));
    assert_eq!(
        refused(Action::Language("xx".into())),
        Refusal::UnknownLanguage("xx".into())
    );
    for bad in [0, 32] {
        assert_eq!(refused(day(bad)), Refusal::BadAnchor);
    }
}

#[test]
fn a_pause_ends_after_today_and_within_a_year() {
    let person = person(&[(1, Weekly)]);
    let until = |pause| match come_to(&person, &Action::Pause(pause, Return::Summary))?.remove(0) {
        Edit::PauseAll { until } => Ok(until.unwrap().to_string()),
        other => panic!("{other:?}"),
    };
    assert_eq!(until(PauseFor::Weeks(2)), Ok("2026-12-04".to_owned()));
    assert_eq!(
        until(PauseFor::Until(date("2026-11-21"))),
        Ok("2026-11-21".to_owned())
    );
    assert_eq!(
        until(PauseFor::Until(date("2027-11-21"))),
        Ok("2027-11-21".to_owned())
    );
    for bad in [
        PauseFor::Weeks(0),
        PauseFor::Weeks(53),
        PauseFor::Weeks(u32::MAX),
        PauseFor::Until(date("2026-11-20")),
        PauseFor::Until(date("2027-11-22")),
    ] {
        assert_eq!(until(bad), Err(Refusal::PauseEnd), "{bad:?}");
    }
}

#[test]
fn resuming_ends_the_pause_of_everything_and_of_lines() {
    let mut person = person(&[(1, Weekly), (2, Weekly)]);
    assert_eq!(come_to(&person, &Action::Resume).unwrap(), []);
    person.facts.paused_until = Some(date("2026-12-24"));
    person.lines[1].choices.paused_until = Some(date("2026-12-01"));
    let edits = come_to(&person, &Action::Resume).unwrap();
    assert_eq!(edits[0], Edit::PauseAll { until: None });
    assert!(
        matches!(&edits[1], Edit::Choose { publication: 2, choices, .. }
        if choices.paused_until.is_none())
    );
    assert_eq!(edits.len(), 2);
}

#[test]
fn only_ones_own_stops_are_lifted() {
    let everything = Leaving::Everything;
    let person = person(&[(1, Weekly)]);
    let stop = Edit::Stop {
        scope: StopScope::Everything,
        cause: StopCause::Own,
    };
    assert_eq!(
        come_to(&person, &Action::Stop(everything.clone())).unwrap(),
        [stop]
    );
    assert_eq!(
        come_to(&person, &Action::Restore(everything.clone())).unwrap(),
        []
    );
    let own = stopped(person.clone(), StopScope::Everything, StopCause::Own);
    assert_eq!(
        come_to(&own, &Action::Stop(everything.clone())).unwrap(),
        []
    );
    let lift = Edit::Lift {
        scope: StopScope::Everything,
    };
    assert_eq!(
        come_to(&own, &Action::Restore(everything.clone())).unwrap(),
        [lift]
    );
    let bounced = stopped(person, StopScope::Everything, StopCause::HardBounce);
    let refused = come_to(&bounced, &Action::Restore(everything));
    assert_eq!(refused, Err(Refusal::NotYourStop));
}

#[test]
fn a_newsletter_that_one_left_long_ago_can_still_be_stopped() {
    let nobody = person(&[]);
    let scope = StopScope::Publication(3);
    let stop = Edit::Stop {
        scope,
        cause: StopCause::Own,
    };
    let leave = |key: &str| Action::Stop(Leaving::Publication(key.to_owned()));
    assert_eq!(come_to(&nobody, &leave("month")).unwrap(), [stop]);
    assert_eq!(
        come_to(&nobody, &leave("gone")),
        Err(Refusal::UnknownPublication("gone".into()))
    );
}

#[test]
fn what_is_so_already_changes_nothing() {
    let mut person = person(&[(1, Weekly)]);
    person.facts.season = Some(SeasonChoice::Full);
    person.facts.paused_until = Some(date("2026-12-04"));
    let all = BTreeSet::from(["news".to_owned(), "events".to_owned()]);
    for action in [
        set("week", Weekly),
        Action::Season(Some(SeasonChoice::Full)),
        Action::Pause(PauseFor::Weeks(2), Return::Summary),
        Action::Language("en".into()),
        Action::Topics {
            publication: "week".into(),
            topics: Some(all),
        },
    ] {
        assert_eq!(come_to(&person, &action).unwrap(), [], "{action:?}");
    }
}

#[test]
fn letters_that_come_together_are_counted_once() {
    let letters = |lines: &[(i64, Cadence)]| match look(&person(lines)).standing {
        Standing::Gets {
            letters, at_most, ..
        } => (letters, at_most),
        other => panic!("{other:?}"),
    };
    assert_eq!(letters(&[(1, Weekly)]), (4, false));
    // One sender, the same weekday and time: one letter.
    assert_eq!(letters(&[(1, Weekly), (2, Weekly)]), (4, false));
    assert_eq!(letters(&[(1, Weekly), (2, Fortnightly)]), (4, false));
    // Another sender's letter comes alone.
    assert_eq!(letters(&[(1, Weekly), (3, Weekly)]), (6, true));
    assert_eq!(letters(&[(1, Monthly), (3, Monthly)]), (2, false));
    // Never more than the limit in force.
    assert_eq!(letters(&[(2, EveryIssue)]), (6, true));
    assert_eq!(letters(&[(1, EventsOnly)]), (4, true));
}

#[test]
fn the_standing_names_what_keeps_letters_away() {
    let standing = |person: &Person| look(person).standing;
    let mut one = person(&[(1, Weekly)]);
    assert_eq!(standing(&person(&[])), Standing::Nothing);
    one.facts.paused_until = Some(date("2026-12-04"));
    assert_eq!(
        standing(&one),
        Standing::Paused {
            until: date("2026-12-04")
        }
    );
    one.facts.paused_until = Some(date("2026-11-20"));
    assert!(
        matches!(standing(&one), Standing::Gets { .. }),
        "a pause that is over"
    );
    let left = stopped(one.clone(), StopScope::Publication(1), StopCause::Own);
    let left = stopped(left, StopScope::Mailings, StopCause::Complaint);
    let (scope, cause) = (StopScope::Mailings, StopCause::Complaint);
    assert_eq!(standing(&left), Standing::Stopped { scope, cause });
}

#[test]
fn the_next_letter_waits_for_pauses_and_quiet_hours() {
    let mut person = person(&[(1, Weekly), (2, Weekly)]);
    let next = |person: &Person, planned: &[PlannedPart]| {
        let beside = Beside {
            planned: planned.to_vec(),
            ..Beside::default()
        };
        let view = view_of(&known(), &Policy::product(), person, &beside, at(NOW));
        view.next
            .map(|next| (next.at.to_string(), next.publications))
    };
    let is = |at: &str, publications: &[i64]| Some((at.to_owned(), publications.to_vec()));
    assert_eq!(next(&person, &[]), None);
    person.lines[0].next_due_at = Some(at("2026-11-27T07:00:00Z"));
    person.lines[1].next_due_at = Some(at("2026-11-27T07:00:00Z"));
    assert_eq!(next(&person, &[]), is("2026-11-27T07:00:00Z", &[1, 2]));
    // A planned letter at 22:00 in Riga waits until 08:00.
    let planned = [PlannedPart {
        at: at("2026-11-20T20:00:00Z"),
        publication: 2,
    }];
    assert_eq!(next(&person, &planned), is("2026-11-21T06:00:00Z", &[2]));
    person.facts.paused_until = Some(date("2026-12-04"));
    assert_eq!(next(&person, &planned), is("2026-12-04T06:00:00Z", &[1, 2]));
    let left = stopped(person, StopScope::Mailings, StopCause::Own);
    assert_eq!(next(&left, &planned), None);
}

#[test]
fn a_season_that_holds_says_until_when() {
    let person = person(&[(1, Weekly)]);
    let on = |now: &str| {
        let view = view_of(
            &known(),
            &Policy::product(),
            &person,
            &Beside::default(),
            at(now),
        );
        view.seasons[0].holds_until.map(|until| until.to_string())
    };
    assert_eq!(on(NOW), None);
    assert_eq!(on("2026-12-24T12:00:00Z"), Some("2027-01-07".to_owned()));
}

#[test]
fn a_masked_address_tells_its_owner_and_nobody_else() {
    for (address, masked) in [
        ("anna@example.org", "a•••@e•••.org"),
        ("a@b", "a•••@b•••"),
        ("ö.\"x@y\"@münchen.example.de", "ö•••@m•••.de"),
        ("", "•••"),
        ("nobody", "•••"),
    ] {
        assert_eq!(mask(address), masked, "{address}");
    }
}
