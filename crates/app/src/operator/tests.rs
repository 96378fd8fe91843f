//! What is told, and what is not told again.

use super::letter;
use super::matters::{matters, unsaid};
use crate::tick::{CatchUp, TickReport};
use lagom_dispatch::DispatchError;
use lagom_model::Timestamp;
use lagom_store::{Backlog, Known, Notice, RunControl, RunState};

const NOW: Timestamp = Timestamp(1_762_164_000_000);

fn report(held: u64, failed: u64) -> TickReport {
    let mut report = TickReport::default();
    (report.dispatched.held, report.dispatched.failed) = (held, failed);
    report
}

fn paused(why: &str, since: Timestamp) -> RunState {
    RunState {
        sender: 1,
        control: RunControl::Paused,
        waiting: 0,
        planned: 0,
        why: why.to_owned(),
        since,
        until: None,
    }
}

#[track_caller]
fn titles(
    run: Result<&TickReport, &DispatchError>,
    runs: &[RunState],
    told: &[Notice],
) -> Vec<String> {
    let found = matters(run, runs, &Known::default(), NOW);
    let news = unsaid(found, told, NOW);
    news.into_iter().map(|matter| matter.title).collect()
}

#[test]
fn a_good_run_is_not_told_of() {
    assert_eq!(titles(Ok(&report(0, 0)), &[], &[]), Vec::<String>::new());
}

#[test]
fn what_is_like_yesterdays_is_told_again_after_a_day() {
    let held = report(2, 0);
    let title = "2 letters are held: nobody knows whether they arrived.";
    assert_eq!(titles(Ok(&held), &[], &[]), [title]);
    let told = |ago: i64| Notice {
        matter: "held".to_owned(),
        said: String::new(),
        at: NOW.plus(-ago),
    };
    let nothing = Vec::<String>::new();
    assert_eq!(titles(Ok(&held), &[], &[told(Timestamp::DAY - 1)]), nothing);
    assert_eq!(titles(Ok(&held), &[], &[told(Timestamp::DAY)]), [title]);
}

#[test]
fn a_pause_is_told_of_once_and_the_operators_own_never() {
    let since = NOW.plus(-40 * Timestamp::DAY);
    let run = paused("the relay refuses the sender", since);
    let found = matters(
        Ok(&report(0, 0)),
        std::slice::from_ref(&run),
        &Known::default(),
        NOW,
    );
    let told: Vec<Notice> = found.iter().map(|it| it.told(since)).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(unsaid(found, &told, NOW), []);
    let again = paused("the relay refuses the sender", NOW);
    let found = matters(Ok(&report(0, 0)), &[again], &Known::default(), NOW);
    assert_eq!(unsaid(found, &told, NOW).len(), 1, "another pause");
    let own = paused("the operator paused it", since);
    let catching_up = RunState {
        until: Some(NOW),
        ..run
    };
    let none = Vec::<String>::new();
    assert_eq!(titles(Ok(&report(0, 0)), &[own, catching_up], &[]), none);
}

#[test]
fn a_stop_is_told_of_unless_it_is_the_operators_own() {
    let stopped = |why| RunState {
        control: RunControl::Stopped,
        ..paused(why, NOW)
    };
    let by_itself = stopped("too many readers complained: 5 after 900 letters");
    let found = titles(Ok(&report(0, 0)), &[by_itself], &[]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains("are stopped: too many readers"),
        "{found:?}"
    );
    let own = stopped("the operator stopped it");
    assert!(titles(Ok(&report(0, 0)), &[own], &[]).is_empty());
}

#[test]
fn a_catch_up_and_a_broken_run_are_told_of() {
    let mut late = report(0, 1);
    late.catch_up = Some(CatchUp {
        until: NOW,
        backlog: vec![Backlog {
            sender: 1,
            messages: 7,
            people: 7,
            oldest: NOW,
        }],
    });
    let said = titles(Ok(&late), &[], &[]);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[1].contains("7 letters are overdue"), "{said:?}");
    let broken = DispatchError::Fill {
        delivery: "d1".to_owned(),
        message: "a template fails".to_owned(),
    };
    let said = titles(Err(&broken), &[], &[]);
    assert!(said[0].contains("a template fails"), "{said:?}");
}

#[test]
fn what_waited_stands_before_what_is_new_and_does_not_grow_for_ever() {
    let found = matters(Ok(&report(1, 1)), &[], &Known::default(), NOW);
    let text = letter::told(&found, "Earlier.\n\n");
    assert!(text.starts_with("Earlier.\n\n1 letter is held"), "{text}");
    let (subject, _) = letter::of(&found, &text, "The Press");
    assert_eq!(subject, "The Press: there is something to look at");
    let (subject, _) = letter::of(&found[..1], &text, "The Press");
    let expected = "The Press: 1 letter is held: nobody knows whether they arrived";
    assert_eq!(subject, expected);
    let long = "x".repeat(20_000);
    assert_eq!(letter::told(&found, &long).len(), long.len());
}
