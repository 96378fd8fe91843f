//! The benchmark's input: people and one letter, the same on every run. Never real data.

use std::fmt::Write;

/// A CSV of `count` people who take every issue, in zones where it is forenoon when the benchmark's tick runs.
pub(super) fn people(count: u32) -> String {
    const ZONES: [&str; 5] = [
        "Europe/Stockholm",
        "Europe/Lisbon",
        "Europe/Riga",
        "Africa/Lagos",
        "UTC",
    ];
    let mut csv = String::from("email,name,language,zone,cadence\n");
    for (number, zone) in (1..=count).zip(ZONES.iter().cycle()) {
        // Writing to a string cannot fail.
        writeln!(
            csv,
            "person{number}@bench.example,Person {number},en,{zone},every-issue"
        )
        .ok();
    }
    csv
}

/// A Markdown letter of about 10 kB: a header block, eight articles, four events.
pub(super) fn letter() -> String {
    let mut text = String::from("---\ntitle: The quiet harbour\nlanguage: en\n---\n\n");
    for article in 1..=8 {
        write!(text, "## News {article}\n\n").ok();
        for sentence in 1..=12 {
            write!(
                text,
                "In part {sentence} of story {article} the harbour master counts [the boats](https://bench.example/a/{article}/{sentence}) and writes *{}* in the book. ",
                sentence * article
            )
            .ok();
        }
        text.push_str("\n\n");
    }
    text.push_str("## Upcoming Events\n\n");
    for event in 1..=4 {
        writeln!(text, "- 2031-04-{:02} 17:00: [An evening at the harbour, no. {event}](https://bench.example/e/{event})", event + 9).ok();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_line_for_each_person() {
        let csv = people(12);
        assert_eq!(csv.lines().count(), 13);
        assert!(csv.ends_with("person12@bench.example,Person 12,en,Europe/Lisbon,every-issue\n"));
    }

    #[test]
    fn the_letter_is_about_ten_kilobytes() {
        let size = letter().len();
        assert!((9_000..=16_000).contains(&size), "{size}");
    }
}
