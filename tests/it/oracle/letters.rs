//! The letters as the oracle reads them: Markdown cut at headings into sections, and the list of events into events. It
//! knows what an author writes and nothing of what the product makes of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::anchors::{Anchor, Interner, count_words, letters_of};

/// A letter of the schedule.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// The publication, by its place in the world.
    pub(crate) publication: usize,
    /// When it comes out.
    pub(crate) at: jiff::Timestamp,
    /// The source.
    pub(crate) source: String,
}

/// A letter, read.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) publication: usize,
    pub(crate) at: jiff::Timestamp,
    pub(crate) sections: Vec<Section>,
    pub(crate) events: Vec<Listed>,
    /// Every address that the list of events holds.
    pub(crate) event_addresses: BTreeSet<String>,
    /// The words of the whole letter.
    pub(crate) words: usize,
}

/// A section that is no list of events.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) title: String,
    /// Links that stand in no other section of the publication's letters.
    pub(crate) proof: BTreeSet<Anchor>,
    /// An earlier letter of the publication has the very same section.
    pub(crate) repeated: bool,
    anchors: BTreeSet<Anchor>,
    text: String,
}

/// An event, as a letter lists it.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    /// Its first link: its identity.
    pub(crate) address: String,
    /// The first link with its words.
    pub(crate) anchor: Anchor,
    /// Its (last) day.
    pub(crate) day: Option<Date>,
}

/// Reads all letters of a schedule. `heading` is the heading of the list of events.
pub(crate) fn read(letters: &[Letter], heading: &str, interner: &mut Interner) -> Vec<Read> {
    let mut all: Vec<Read> = letters
        .iter()
        .map(|letter| read_one(letter, heading, interner))
        .collect();
    let mut seen = BTreeSet::new();
    let mut places: BTreeMap<(usize, Anchor), usize> = BTreeMap::new();
    for letter in &mut all {
        for section in &mut letter.sections {
            let key = (
                letter.publication,
                section.title.clone(),
                section.text.clone(),
            );
            section.repeated = !seen.insert(key);
            for anchor in section.anchors.iter().filter(|_| !section.repeated) {
                *places.entry((letter.publication, *anchor)).or_default() += 1;
            }
        }
    }
    let listed: BTreeSet<String> = all
        .iter()
        .flat_map(|letter| letter.event_addresses.iter().cloned())
        .collect();
    for letter in &mut all {
        for section in &mut letter.sections {
            let alone = |anchor: &&Anchor| {
                places.get(&(letter.publication, **anchor)) == Some(&1)
                    && !listed.contains(interner.address(**anchor))
            };
            section.proof = section.anchors.iter().filter(alone).copied().collect();
        }
    }
    all
}

fn read_one(letter: &Letter, heading: &str, interner: &mut Interner) -> Read {
    let body = body(&letter.source);
    let (list, others) = split_list(body, heading);
    let (events, event_addresses) = events(&list, interner);
    let sections = sections(&others, interner);
    let typed: usize = Parser::new_ext(body, Options::ENABLE_TABLES)
        .map(|event| match event {
            Event::Text(text) | Event::Code(text) => count_words(&text),
            _ => 0,
        })
        .sum();
    // Mails say `2026-01-07` as weekday, day and month.
    let dated = list.lines().filter(|line| leading_day(line).is_some());
    let words = typed + 2 * dated.count();
    Read {
        publication: letter.publication,
        at: letter.at,
        sections,
        events,
        event_addresses,
        words,
    }
}

/// What follows the header block.
fn body(source: &str) -> &str {
    match source.split_once("\n\n") {
        Some((header, body)) if header.starts_with("Title:") => body,
        _ => source,
    }
}

/// The lines of the list of events, and the text without them (link definitions stay in both).
fn split_list(body: &str, heading: &str) -> (String, String) {
    let (mut list, mut others) = (String::new(), String::new());
    let mut inside = false;
    for line in body.lines() {
        let level = line.chars().take_while(|c| *c == '#').count();
        let title = line.trim_start_matches('#').trim();
        if (1..=2).contains(&level) && leading_day(title).is_none() {
            inside = title.eq_ignore_ascii_case(heading);
        }
        let definition = line.starts_with('[') && line.contains("]: ");
        if inside || definition {
            list.push_str(line);
            list.push('\n');
        }
        if !inside || definition {
            others.push_str(line);
            others.push('\n');
        }
    }
    (list, others)
}

/// A day at the very start, and the last one of a range.
fn leading_day(text: &str) -> Option<Date> {
    let text = text.trim_start_matches(['*', '-', '+', '#', ' ', '\t']);
    let first: Date = text.get(..10)?.parse().ok()?;
    let rest = text[10..].trim_start();
    let joint = rest.trim_start_matches(['-', '–', '—', '&', '*', '/', ' ']);
    let second = (joint.len() < rest.len())
        .then(|| joint.get(..10)?.parse::<Date>().ok())
        .flatten();
    Some(second.map_or(first, |second| first.max(second)))
}

/// A line with a day, its own first link, and whether events stand below it.
type Head = (Option<Date>, Option<(String, String)>, bool);

/// The events of a list, line by line.
fn events(list: &str, interner: &mut Interner) -> (Vec<Listed>, BTreeSet<String>) {
    let mut found: Vec<Listed> = Vec::new();
    let mut addresses = BTreeSet::new();
    let mut head: Option<Head> = None;
    let close = |head: Option<Head>, found: &mut Vec<Listed>, interner: &mut Interner| {
        if let Some((day, Some((address, words)), false)) = head {
            list_event(found, interner, day, &address, &words);
        }
    };
    for line in list.lines() {
        let links = markdown_links(line);
        let trimmed = line.trim_start();
        let bullet =
            trimmed.starts_with("* ") || trimmed.starts_with("- ") || trimmed.starts_with("+ ");
        let day = leading_day(line).filter(|_| line.contains('|'));
        if day.is_none() && !bullet {
            continue;
        }
        for (address, _) in &links {
            addresses.insert(interner.spelling(address));
        }
        let first = links.into_iter().next();
        if day.is_some() || trimmed.len() == line.len() {
            close(head.take(), &mut found, interner);
            head = Some((day, first, false));
        } else if let (Some((address, words)), Some((day, _, below))) = (first, &mut head) {
            *below = true;
            list_event(&mut found, interner, *day, &address, &words);
        }
    }
    close(head, &mut found, interner);
    (found, addresses)
}

fn list_event(
    found: &mut Vec<Listed>,
    interner: &mut Interner,
    day: Option<Date>,
    address: &str,
    words: &str,
) {
    let anchor = interner.anchor(address, &words.replace("&amp;", "&"));
    let address = interner.spelling(address);
    if found.iter().all(|event| event.address != address) {
        found.push(Listed {
            address,
            anchor,
            day,
        });
    }
}

/// The links `[words](address)` of a line, with brackets in the words and parentheses in the address.
fn markdown_links(line: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("](") {
        let mut depth = 0_i32;
        let open = line[..at].char_indices().rev().find(|(_, c)| {
            depth += match c {
                ']' => 1,
                '[' => -1,
                _ => 0,
            };
            depth < 0
        });
        let mut depth = 1_i32;
        let address = &line[at + 2..];
        let end = address.char_indices().find(|(_, c)| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        if let (Some((open, _)), Some((end, _))) = (open, end) {
            let address = address[..end].split_whitespace().next().unwrap_or_default();
            found.push((address.to_owned(), line[open + 1..at].to_owned()));
        }
    }
    found
}

/// Sections: from each heading of level 1 or 2 to the next.
fn sections(text: &str, interner: &mut Interner) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut heading = false;
    let mut link: Option<(String, String)> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1 | HeadingLevel::H2,
                ..
            }) => {
                heading = true;
                sections.push(Section {
                    title: String::new(),
                    proof: BTreeSet::new(),
                    repeated: false,
                    anchors: BTreeSet::new(),
                    text: String::new(),
                });
            }
            Event::End(TagEnd::Heading(_)) => heading = false,
            Event::Start(Tag::Link { dest_url, .. }) => {
                link = Some((dest_url.to_string(), String::new()));
            }
            Event::End(TagEnd::Link) => {
                if let (Some((address, words)), Some(section)) = (link.take(), sections.last_mut())
                    && address.starts_with("http")
                {
                    section.anchors.insert(interner.anchor(&address, &words));
                    section.text.push_str(&address);
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, link)) = &mut link {
                    link.push_str(&words);
                }
                if let Some(section) = sections.last_mut() {
                    if heading {
                        section.title.push_str(&words);
                    } else {
                        section.text.push_str(&letters_of(&words));
                    }
                }
            }
            _ => {}
        }
    }
    sections.retain(|section| !section.text.is_empty());
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_line_by_line() {
        let list = "\
### Virtual
* 2025-12-10 | Virtual (Oslo) | [Group](https://g.example/)
    * [**One**](https://e.example/1) | [**Mirror**](https://e.example/mirror)
    * [**Two (2)**](https://e.example/2_(b))
* 2025-12-11 - 2025-12-13 | Riga | [Fair](https://fair.example/)
2025-12-12 | Bonn | [Bare](https://b.example/)
    * [**Below**](https://b.example/1)
# 2025-12-14 | Lagos | [Shouted](https://s.example/)
If you run one, add it to the [calendar].
";
        let mut interner = Interner::default();
        let (events, addresses) = events(list, &mut interner);
        let seen: Vec<_> = events
            .iter()
            .map(|event| (event.address.as_str(), event.day.unwrap().day()))
            .collect();
        let expected = [
            ("https://e.example/1", 10),
            ("https://e.example/2_(b)", 10),
            ("https://fair.example/", 13),
            ("https://b.example/1", 12),
            ("https://s.example/", 14),
        ];
        assert_eq!(seen, expected);
        assert_eq!(addresses.len(), 8);
    }

    #[test]
    fn sections_are_proved_by_links_of_their_own() {
        let source = |number: u32| {
            format!(
                "Title: T\nDate: 2025-12-0{number}\n\nHello [us](https://us.example)\n\n## News\n[A](https://a.example/{number}) \
                 and [always](https://all.example)\n\n## Same\nthe same\n\n## Upcoming Events\n* 2025-12-20 | X | [E](https://e.example)\n"
            )
        };
        let letter = |number| Letter {
            publication: 0,
            at: jiff::Timestamp::UNIX_EPOCH,
            source: source(number),
        };
        let letters = read(
            &[letter(1), letter(2)],
            "Upcoming Events",
            &mut Interner::default(),
        );
        let of = |nth: usize| -> Vec<_> {
            letters[nth]
                .sections
                .iter()
                .map(|section| {
                    (
                        section.title.as_str(),
                        section.proof.len(),
                        section.repeated,
                    )
                })
                .collect()
        };
        assert_eq!(of(0), [("News", 1, false), ("Same", 0, false)]);
        assert_eq!(of(1), [("News", 1, false), ("Same", 0, true)]);
        assert_eq!(letters[1].events.len(), 1);
    }
}
