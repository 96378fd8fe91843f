//! The report's width, its words and its judgement.

use super::super::promises::promises;
use super::*;

fn told() -> Told {
    let mut counts = Counts::default();
    for (fate, why, _) in ROWS {
        counts.add(Entry {
            week: 0,
            cadence: Cadence::Weekly,
            fate: *fate,
            why: *why,
        });
    }
    counts.add(Entry {
        week: 1,
        cadence: Cadence::Monthly,
        fate: Fate::Sent,
        why: Why::AsPlanned,
    });
    Told {
        people: 2_800,
        weeks: 2,
        ticks: 1_234,
        turns: 5,
        seconds: 20.5,
        counts,
        announcements: BTreeMap::from([(EventStage::Announced, 7), (EventStage::DayBefore, 3)]),
        measures: Measures {
            mails: 1,
            ..Measures::default()
        },
        books: Books {
            planned: 1,
            letters: vec![(DeliveryState::Sent, 1)],
            parts: vec![(DeliveryState::Sent, 1)],
            problems: Vec::new(),
        },
    }
}

#[test]
fn thousands_stand_apart() {
    let numbers = [0, 999, 1_000, 12_345, 1_234_567].map(number);
    assert_eq!(numbers, ["0", "999", "1,000", "12,345", "1,234,567"]);
}

#[test]
fn no_line_is_wider_than_a_hundred_columns_and_no_escape_stands_in_it() {
    let mut told = told();
    told.measures = Measures {
        mails: 123_456,
        most_in_7_days: 2,
        most_in_28_days: 16,
        raised: 999,
        most_raised_in_28_days: 16,
        short_in_season: 12_345,
        full_by_choice: 1_234,
        ..Measures::default()
    };
    told.books.letters = DeliveryState::ALL.map(|state| (state, 12_345)).to_vec();
    let text = text(&told, false);
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    assert!(!text.contains('\u{1b}'), "{text}");
    assert!(
        text.contains("2 Nov 2026") && text.contains("it was night"),
        "{text}"
    );
}

#[test]
fn long_sentences_are_wrapped() {
    let lines = wrapped(&"word ".repeat(40), 4);
    let widths: Vec<usize> = lines.lines().map(|line| line.chars().count()).collect();
    assert!(widths.iter().all(|width| *width <= 96), "{widths:?}");
    assert!(
        lines.lines().skip(1).all(|line| line.starts_with("    w")),
        "{lines}"
    );
}

#[test]
fn every_broken_promise_is_seen() {
    assert!(promises(&told()).iter().all(|promise| promise.kept));
    let breaks: [fn(&mut Told); 9] = [
        |it| it.measures.beyond_limit = 1,
        |it| it.measures.in_quiet_hours = 1,
        |it| it.measures.shortest_gap_hours = Some(19),
        |it| it.measures.full_unasked = 1,
        |it| it.measures.events_again = 1,
        |it| it.measures.after_a_no = 1,
        |it| it.measures.second_copies = 1,
        |it| it.books.planned = 2,
        |it| it.books.problems.push("D7".to_owned()),
    ];
    for (nth, break_it) in breaks.into_iter().enumerate() {
        let mut told = told();
        break_it(&mut told);
        let kept = promises(&told).iter().all(|promise| promise.kept);
        assert!(!kept, "promise {nth}");
    }
}

#[test]
fn json_says_the_same() {
    let data = data(&told());
    assert_eq!(data["weeks"][1]["cadences"]["monthly"]["sent"], 1);
    assert_eq!(
        data["not_at_once"].as_array().map(Vec::len),
        Some(ROWS.len())
    );
    assert_eq!(data["measured"]["mails"], 1);
}
