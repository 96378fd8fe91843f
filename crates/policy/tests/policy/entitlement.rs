//! Entitlement, rule by rule, each at its boundary.

use lagom_model::choice::Choices;
use lagom_model::{Cadence, Form, ItemKind, Listing, PersonFacts, Return, Timestamp, Zone};
use lagom_policy::{Claim, Entitlement, NotEntitled};

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
        starts: None,
        cancelled: false,
        occasion: None,
        words: 0,
        short_words: 0,
    }
}

fn judge(listing: &Listing, choices: &Choices, form: Form) -> Entitlement {
    let person = PersonFacts::new(Zone::UTC, "en");
    let claim = Claim::new(&person, choices, 10, form, NOW);
    let judged = claim.judge(listing);
    assert_eq!(claim.takes(listing), judged == Entitlement::Entitled);
    judged
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
    assert_eq!(judge(&it, &choices, form), expected, "{it:?}");
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
    assert_eq!(judge(&listing(), &all, Form::Short), Entitlement::Entitled);
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

#[test]
fn an_occasion_that_nobody_wants_to_hear_of_stays_out() {
    let mut person = PersonFacts::new(Zone::UTC, "en");
    person.wishes.no_occasions = ["mothers-day".to_owned()].into();
    let choices = Choices::of(Cadence::Weekly);
    let claim = Claim::new(&person, &choices, 10, Form::Full, NOW);
    let about = |occasion: &str| Listing {
        occasion: Some(occasion.to_owned()),
        ..listing()
    };
    let why = Entitlement::NotEntitled(NotEntitled::Occasion);
    assert_eq!(claim.judge(&about("mothers-day")), why);
    assert_eq!(claim.judge(&about("easter")), Entitlement::Entitled);
    let reason = NotEntitled::Occasion.reason(1, &about("mothers-day"));
    assert!(reason.is_some());
}

#[test]
fn who_came_back_for_nothing_gets_only_what_came_out_since() {
    let day = 24 * 60 * 60 * 1_000;
    let back = Timestamp(20 * day);
    let at = |visible_at| Listing {
        visible_at,
        ..listing()
    };
    let returning = |on_return, own: bool| {
        let mut person = PersonFacts::new(Zone::UTC, "en");
        let mut choices = Choices {
            on_return,
            ..Choices::of(Cadence::Weekly)
        };
        let until = Zone::UTC.date(back);
        if own {
            choices.paused_until = Some(until);
        } else {
            person.paused_until = Some(until);
        }
        (person, choices)
    };
    for own in [true, false] {
        let (person, choices) = returning(Return::Nothing, own);
        let claim = Claim::new(&person, &choices, 10, Form::Full, back);
        let why = Entitlement::NotEntitled(NotEntitled::NothingOnReturn { at: back });
        assert_eq!(claim.judge(&at(back.plus(-1))), why);
        assert_eq!(claim.judge(&at(back)), Entitlement::Entitled);
        // What came out before they went waits for them.
        let (person, mut choices) = returning(Return::Nothing, own);
        let since = back.plus(-7 * day);
        choices.paused_since = Some(since);
        let claim = Claim::new(&person, &choices, 10, Form::Full, back);
        assert_eq!(claim.judge(&at(since.plus(-1))), Entitlement::Entitled);
        for meanwhile in [since, back.plus(-1)] {
            assert_eq!(claim.judge(&at(meanwhile)), why);
        }
        let (person, choices) = returning(Return::Summary, own);
        let claim = Claim::new(&person, &choices, 10, Form::Full, back);
        assert_eq!(claim.judge(&at(back.plus(-1))), Entitlement::Entitled);
    }
}

#[test]
fn who_had_chosen_events_only_gets_no_articles_of_that_time() {
    let before = Choices::of(Cadence::EventsOnly);
    let choices = Choices::of(Cadence::Weekly).following(&before, NOW);
    let earlier = |kind| Listing {
        kind,
        visible_at: NOW.plus(-1),
        ..listing()
    };
    let why = Entitlement::NotEntitled(NotEntitled::OnlyEventsThen { until: NOW });
    assert_eq!(
        judge(&earlier(ItemKind::Article), &choices, Form::Full),
        why
    );
    assert_eq!(
        judge(&earlier(ItemKind::Event), &choices, Form::Full),
        Entitlement::Entitled
    );
    assert_eq!(
        judge(&listing(), &choices, Form::Full),
        Entitlement::Entitled
    );
    // Another change later keeps it; choosing events only again forgets it.
    let monthly = Choices {
        cadence: Cadence::Monthly,
        ..choices.clone()
    };
    let later = NOW.plus(5);
    assert_eq!(monthly.following(&choices, later).articles_since, Some(NOW));
    let again = Choices::of(Cadence::EventsOnly).following(&choices, later);
    assert_eq!(again.articles_since, None);
}

#[test]
fn an_event_listed_twice_is_taken_as_its_newest_listing_tells_of_it() {
    let person = PersonFacts {
        wishes: lagom_model::Wishes {
            no_occasions: ["easter".to_owned()].into(),
            ..lagom_model::Wishes::default()
        },
        ..PersonFacts::new(Zone::UTC, "en")
    };
    let choices = Choices {
        topics: Some(["events".to_owned()].into()),
        ..Choices::of(Cadence::Weekly)
    };
    let claim = Claim::new(&person, &choices, 10, Form::Full, NOW);
    let first = Listing {
        kind: ItemKind::Event,
        expires_at: Some(NOW.plus(-5)),
        ..listing()
    };
    let newest = Listing {
        seq: 20,
        previous_seq: Some(11),
        expires_at: Some(NOW.plus(1)),
        ..first.clone()
    };
    let taken = |change: &dyn Fn(&mut Listing, &mut Listing)| {
        let (mut first, mut newest) = (first.clone(), newest.clone());
        change(&mut first, &mut newest);
        claim.takes_as(&first, &newest)
    };
    assert!(taken(&|_, _| {}), "the first start has passed");
    assert!(taken(&|first, newest| *newest = Listing {
        expires_at: None,
        ..first.clone()
    }));
    assert!(!taken(&|_, newest| newest.expires_at = Some(NOW)));
    assert!(!taken(&|_, newest| newest.expires_at = Some(NOW.plus(-1))));
    assert!(!taken(&|_, newest| newest.visible_at = NOW.plus(1)));
    assert!(!taken(&|_, newest| newest.topic = "offers".to_owned()));
    assert!(!taken(&|first, _| first.topic = "offers".to_owned()));
    assert!(!taken(&|first, _| first.seq = 10), "before the line began");
    assert!(!taken(&|_, newest| {
        newest.previous_seq = None;
        newest.occasion = Some("easter".to_owned());
    }));
}
