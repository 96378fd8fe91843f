//! The benchmark's input: people with mixed choices of two newsletters in four languages, and issues of both. The same on every run.
//! Never real data.

use std::fmt::Write;

/// The configuration of a second newsletter of the same sender.
pub(super) const SECOND: &str = "\n[publications.second]\nsender = \"press\"\nname = \"The Second Letter\"\n\
    menu = [\"every-issue\", \"weekly\", \"fortnightly\", \"monthly\"]\ndefault = \"weekly\"\n";

/// A CSV of `count` people, in zones where it is forenoon when the benchmark's tick runs: all read the first newsletter, seven in
/// ten of them each issue of it; every second one reads the other newsletter too.
pub(super) fn people(count: u32) -> String {
    const ZONES: [&str; 5] = [
        "Europe/Stockholm",
        "Europe/Lisbon",
        "Europe/Riga",
        "Africa/Lagos",
        "UTC",
    ];
    const LANGUAGES: [&str; 4] = ["en", "lv", "ru", "es"];
    const FIRST: [&str; 10] = [
        "every-issue",
        "every-issue",
        "weekly",
        "every-issue",
        "every-issue",
        "fortnightly",
        "every-issue",
        "every-issue",
        "events-only",
        "every-issue",
    ];
    const SECOND: [&str; 6] = ["", "weekly", "", "every-issue", "", "monthly"];
    let mut csv = String::from("email,name,language,zone,cadence:weekly,cadence:second\n");
    let people = (1..=count)
        .zip(ZONES.iter().cycle())
        .zip(LANGUAGES.iter().cycle())
        .zip(FIRST.iter().cycle())
        .zip(SECOND.iter().cycle());
    for ((((number, zone), language), first), second) in people {
        // Writing to a string cannot fail.
        writeln!(
            csv,
            "person{number}@bench.example,Person {number},{language},{zone},{first},{second}"
        )
        .ok();
    }
    csv
}

/// An issue of articles and events.
pub(super) fn letter(title: &str) -> String {
    let mut text = format!("---\ntitle: {title}\nlanguage: en\n---\n\n## Articles\n\n");
    for article in 1..=6 {
        write!(text, "### News {article}\n\n").ok();
        for sentence in 1..=6 {
            write!(text, "In part {sentence} of story {article} the harbour master counts [the boats](https://bench.example/{title}/{article}/{sentence}) and writes the number in the book. ").ok();
        }
        text.push_str("\n\n");
    }
    text.push_str("## Upcoming Events\n\n");
    for event in 1..=4 {
        writeln!(text, "- 2031-04-{:02} 17:00: [An evening at the harbour, no. {event}](https://bench.example/{title}/{event})", event + 9).ok();
    }
    text.replace("bench.example/The ", "bench.example/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_mixed() {
        let csv = people(60);
        let with = |word: &str| csv.lines().filter(|line| line.contains(word)).count();
        assert_eq!(csv.lines().count(), 61);
        assert_eq!(with(",events-only,"), 6);
        assert_eq!(with(",lv,"), 15);
        assert_eq!(csv.lines().filter(|line| line.ends_with(',')).count(), 30);
    }
}
