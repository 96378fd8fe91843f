//! Small letters for small scenarios.

use std::fmt::Write as _;

/// A letter with one section and a list of events.
pub(crate) fn letter(title: &str, news: &str, events: &[(&str, &str)]) -> String {
    let mut text = format!(
        "Title: {title}\nDate: 2025-12-01\n\nGood morning.\n\n## News\n\n[{news}](https://news.example/{}) is what happened, \
         and it is told here in a few words, so that a shorter form has something to leave out. There is a second sentence. \
         There is a third one as well, and it is the last.\n",
        slug(news)
    );
    if !events.is_empty() {
        text.push_str("\n## Upcoming Events\n\n");
    }
    for (day, name) in events {
        let link = format!("https://events.example/{}", slug(name));
        let _ = writeln!(text, "* {day} | Riga, LV | [**{name}**]({link})");
    }
    text
}

/// One of a series before a year's end: two events that each of them lists, and one of its own.
pub(crate) fn winter_letter(nth: u32) -> String {
    let title = format!("Letter {nth}");
    let events = [
        ("2025-12-22", "Market"),
        ("2026-01-03", "Concert"),
        ("2026-02-01", title.as_str()),
    ];
    letter(&title, &format!("News {nth}"), &events)
}

fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

/// A CSV file of people `NAME@example.org` with cadences for publications.
pub(crate) fn people(header: &str, rows: &[&str]) -> String {
    let mut text = format!("email,{header}\n");
    for row in rows {
        let (name, rest) = row.split_once(',').unwrap();
        let _ = writeln!(text, "{name}@example.org,{rest}");
    }
    text
}
