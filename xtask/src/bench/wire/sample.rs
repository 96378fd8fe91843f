//! The benchmark's input: people of whom four in ten read both newsletters, so that their letters are combined, and an issue of each
//! that makes messages of about 10 kB. The same on every run. Never real data.

use std::fmt::Write;

/// The configuration of a second newsletter of the same sender.
pub(super) const SECOND: &str = "\n[publications.second]\nsender = \"press\"\nname = \"The Second Letter\"\n\
    menu = [\"every-issue\", \"weekly\"]\ndefault = \"weekly\"\n";

/// A CSV of `count` people, in zones where it is forenoon when the benchmark's tick runs: three in ten read the first newsletter, three
/// the second, four both.
pub(super) fn people(count: u32) -> String {
    const ZONES: [&str; 5] = [
        "Europe/Stockholm",
        "Europe/Lisbon",
        "Europe/Riga",
        "Africa/Lagos",
        "UTC",
    ];
    let mut csv = String::from("email,name,language,zone,cadence:weekly,cadence:second\n");
    for (number, zone) in (1..=count).zip(ZONES.iter().cycle()) {
        let (first, second) = match number % 10 {
            0..=2 => ("every-issue", ""),
            3..=5 => ("", "every-issue"),
            _ => ("every-issue", "every-issue"),
        };
        // Writing to a string cannot fail.
        writeln!(
            csv,
            "person{number}@bench.example,Person {number},en,{zone},{first},{second}"
        )
        .ok();
    }
    csv
}

/// An issue of four short articles.
pub(super) fn letter(title: &str) -> String {
    let mut text = format!("---\ntitle: {title}\nlanguage: en\n---\n\n");
    for article in 1..=4 {
        write!(text, "## News {article}\n\n").ok();
        for sentence in 1..=2 {
            write!(text, "In part {sentence} of story {article} the harbour master counts [the boats](https://bench.example/{article}/{sentence}) and writes the number in the book. ").ok();
        }
        text.push_str("\n\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_in_ten_letters_are_combined() {
        let csv = people(100);
        let both = csv
            .lines()
            .filter(|line| line.ends_with(",every-issue,every-issue"));
        assert_eq!(both.count(), 40);
        assert_eq!(csv.lines().count(), 101);
    }

    #[test]
    fn an_issue_is_small() {
        let size = letter("The quiet harbour").len();
        assert!((800..=2_000).contains(&size), "{size}");
    }
}
