//! Entitlement, rule by rule, each at its boundary.

use lagom_model::choice::Choices;
use lagom_model::{Cadence, Form, ItemKind, Listing, Timestamp};
use lagom_policy::{Entitlement, NotEntitled, judge};

const NOW: Timestamp = Timestamp(1_000_000);

fn listing() -> Listing {
    Listing {
        seq: 11,
        issue: 1,
        position: 0,
        key: 7,
        previous_seq: None,
        kind: ItemKind::Article,
        topic: "events".to_owned(),
        language: Some("lv".to_owned()),
        expires_at: None,
        visible_at: NOW,
        starts_at: None,
        cancelled: false,
        occasion: None,
        words: 0,
        short_words: 0,
    }
}

#[track_caller]
fn check(change: impl FnOnce(&mut Listing), form: Form, expected: Option<NotEntitled>) {
    let mut it = listing();
    change(&mut it);
    let choices = Choices {
        topics: Some(["events".to_owned(), "news".to_owned()].into()),
        ..Choices::of(Cadence::EveryIssue)
    };
    let expected = expected.map_or(Entitlement::Entitled, Entitlement::NotEntitled);
    assert_eq!(judge(&it, 10, &choices, form, NOW), expected, "{it:?}");
}

#[test]
fn a_line_takes_what_lies_above_its_start() {
    check(|_| {}, Form::Full, None);
    check(
        |it| it.seq = 10,
        Form::Full,
        Some(NotEntitled::BeforeStart { start: 10 }),
    );
}

#[test]
fn an_item_listed_again_is_taken_only_by_lines_that_never_had_it() {
    check(|it| it.previous_seq = Some(10), Form::Full, None);
    let it = |it: &mut Listing| (it.seq, it.previous_seq) = (20, Some(11));
    check(
        it,
        Form::Full,
        Some(NotEntitled::ListedBefore { previous: 11 }),
    );
}

#[test]
fn only_chosen_topics_and_all_of_them_for_who_chose_none() {
    check(
        |it| it.topic = "offers".to_owned(),
        Form::Full,
        Some(NotEntitled::TopicNotChosen),
    );
    let all = Choices::of(Cadence::Weekly);
    assert_eq!(
        judge(&listing(), 10, &all, Form::Short, NOW),
        Entitlement::Entitled
    );
}

#[test]
fn a_letter_of_events_takes_nothing_else() {
    check(|_| {}, Form::Events, Some(NotEntitled::NoEvent));
    check(|it| it.kind = ItemKind::Event, Form::Events, None);
    check(|it| it.kind = ItemKind::Event, Form::Short, None);
}

#[test]
fn an_item_is_useless_from_its_expiry_on_and_absent_until_it_is_visible() {
    check(|it| it.expires_at = Some(NOW.plus(1)), Form::Full, None);
    check(
        |it| it.expires_at = Some(NOW),
        Form::Full,
        Some(NotEntitled::Expired { at: NOW }),
    );
    let later = NOW.plus(1);
    check(
        |it| it.visible_at = later,
        Form::Full,
        Some(NotEntitled::NotVisible { at: later }),
    );
}
