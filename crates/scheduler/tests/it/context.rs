//! What waits for one line: whether it is content, and whether it is too little for a digest.

use lagom_model::{
    Cadence, Choices, ItemKind, Listing, PersonFacts, Policy, Reason, Shelf, Timestamp, Zone,
};
use lagom_scheduler::PlanContext;
use lagom_store::PlanLine;
use lagom_store::conformance::press::{NEWS, NOW, known, listing};

fn days(days: i64) -> Timestamp {
    NOW.plus(days * Timestamp::DAY)
}

fn weekly() -> PlanLine {
    PlanLine {
        publication: NEWS,
        sender: 1,
        choices: Choices::of(Cadence::Weekly),
        start_seq: 0,
        watermark: 0,
        next_due_at: Some(NOW),
        waiting_since: None,
        carried: 0,
        promise: 0,
    }
}

fn until(seq: i64, expires_at: Option<Timestamp>) -> Listing {
    Listing {
        expires_at,
        ..listing(seq, ItemKind::Article)
    }
}

/// Asks about a line of a publication whose digests have four items at least, with these listings.
fn ask<T>(
    listings: Vec<Listing>,
    line: &PlanLine,
    asked: impl FnOnce(&PlanContext<'_>, &PersonFacts, &PlanLine) -> T,
) -> T {
    let (mut known, policy) = (known(), Policy::product());
    known.publications[0].def.least_items = 4;
    let mut shelf = Shelf::new();
    shelf.put(NEWS, listings);
    let context = PlanContext {
        known: &known,
        policy: &policy,
        shelf: &shelf,
        now: NOW,
    };
    let person = PersonFacts::new(Zone::parse("Europe/Riga").unwrap(), "en");
    asked(&context, &person, line)
}

fn too_little(listings: Vec<Listing>, line: &PlanLine) -> Option<(u32, Timestamp)> {
    match ask(listings, line, |context, person, line| {
        context.too_little(person, line)
    })? {
        Reason::BelowMinimum {
            publication: NEWS,
            items,
            least: 4,
            until,
        } => Some((items, until)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_due_waits_a_whole_rhythm_and_what_comes_along_for_its_own_slot() {
    let two = || vec![until(1, None), until(2, None)];
    assert_eq!(too_little(two(), &weekly()), Some((2, days(7))));
    for (next, slot) in [(days(-1), days(7)), (days(3), days(3)), (days(7), days(7))] {
        let line = PlanLine {
            next_due_at: Some(next),
            ..weekly()
        };
        assert_eq!(too_little(two(), &line), Some((2, slot)), "{next}");
    }
}

#[test]
fn what_would_be_of_no_use_by_then_does_not_wait_whatever_its_place() {
    for place in 0..3 {
        let mut listings: Vec<Listing> = (1..=3).map(|seq| until(seq, Some(days(30)))).collect();
        assert_eq!(too_little(listings.clone(), &weekly()), Some((3, days(7))));
        listings[place].expires_at = Some(days(6));
        assert_eq!(too_little(listings, &weekly()), None, "{place}");
    }
}

#[test]
fn what_waited_for_room_and_what_is_enough_does_not_wait_for_more() {
    let some = |count| (1..=count).map(|seq| until(seq, None)).collect::<Vec<_>>();
    let waited = PlanLine {
        waiting_since: Some(days(-7)),
        ..weekly()
    };
    assert_eq!(too_little(some(1), &waited), None);
    let passed_over = PlanLine {
        carried: 1,
        ..weekly()
    };
    assert_eq!(too_little(Vec::new(), &passed_over), None);
    assert_eq!(too_little(some(4), &weekly()), None);
    assert_eq!(too_little(some(3), &weekly()), Some((3, days(7))));
}

#[test]
fn only_what_the_line_is_entitled_to_counts() {
    let listings = vec![until(1, None), until(2, Some(days(-1))), until(3, None)];
    let behind = PlanLine {
        watermark: 1,
        ..weekly()
    };
    assert_eq!(too_little(listings.clone(), &behind), Some((1, days(7))));
    assert!(ask(listings.clone(), &behind, |context, person, line| {
        context.has_content(person, line)
    }));
    let begun_later = PlanLine {
        start_seq: 3,
        ..weekly()
    };
    assert!(!ask(listings, &begun_later, |context, person, line| {
        context.has_content(person, line)
    }));
}
