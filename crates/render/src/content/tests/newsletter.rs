//! A year of real letters, if they are there: every one goes in as it is, and nothing in it is lost.

use super::super::Warning;
use super::super::when::{When, told};
use super::short_form::assert_short_holds;
use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn rust_weekly() -> PublicationDef {
    publication(vec![
        topic(
            "articles",
            &["Updates from Rust Community"],
            ItemKind::Article,
            ItemsRule::Section,
        ),
        topic(
            "project",
            &["Updates from the Rust Project", "Approved RFCs"],
            ItemKind::Article,
            ItemsRule::Section,
        ),
        topic(
            "calls",
            &[
                "Calls for Testing",
                "Call for Participation; projects and speakers",
                "CFP - Projects",
            ],
            ItemKind::News,
            ItemsRule::Section,
        ),
        topic(
            "events",
            &["Upcoming Events"],
            ItemKind::Event,
            ItemsRule::Bullets,
        ),
        topic("jobs", &["Jobs"], ItemKind::Offer, ItemsRule::Section),
    ])
}

/// The real letters in order, or `None`, said aloud.
fn letters() -> Option<Vec<(PathBuf, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join("../shared/data/newsletter");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("../shared/data/newsletter is absent: the real letters were NOT read");
        return None;
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        (path, text)
    };
    Some(paths.into_iter().map(read).collect())
}

/// The web links of a raw letter outside its comments, found without a Markdown parser; and on which
/// line each stands.
fn raw_links(source: &str) -> BTreeMap<String, usize> {
    let mut plain = String::new();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once("<!--") {
        plain.push_str(before);
        let (comment, after) = after.split_once("-->").unwrap();
        plain.extend(comment.chars().filter(|&c| c == '\n'));
        rest = after;
    }
    plain.push_str(rest);
    let mut links = BTreeMap::new();
    for (nth, line) in plain.lines().enumerate() {
        let definition = line
            .trim()
            .split_once("]:")
            .filter(|(name, _)| name.starts_with('['));
        if let Some((_, address)) = definition {
            links.insert(address.trim().to_owned(), nth + 1);
            continue;
        }
        for part in line.split("](").skip(1) {
            let mut depth = 0;
            let end = part
                .find(|c| match c {
                    '(' => {
                        depth += 1;
                        false
                    }
                    ')' if depth > 0 => {
                        depth -= 1;
                        false
                    }
                    ')' | ' ' => true,
                    _ => false,
                })
                .unwrap_or(part.len());
            links.insert(part[..end].to_owned(), nth + 1);
        }
    }
    links.retain(|link, _| link.starts_with("http"));
    links
}

#[test]
fn every_real_letter_goes_in_as_it_is() {
    let Some(letters) = letters() else {
        return;
    };
    assert_eq!(letters.len(), 53);
    let publication = rust_weekly();
    let mut last: Option<BTreeSet<String>> = None;
    let mut repeated = Vec::new();
    for (path, source) in &letters {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Examined { edition, warnings } = examine(source, &publication).unwrap();
        assert_short_holds(&edition);
        assert_nothing_is_lost(&name, source, &edition, &warnings);

        let events: Vec<&ItemContent> = edition
            .items
            .iter()
            .filter(|item| item.kind == ItemKind::Event)
            .collect();
        for event in &events {
            assert!(
                event.starts.is_some(),
                "{name}: {} has no date",
                event.title
            );
            assert!(
                event.identity.starts_with("link:"),
                "{name}: {}",
                event.title
            );
            assert!(event.group.is_some(), "{name}: {}", event.title);
            assert!(
                event.full.text.contains(" · "),
                "{name}: {}",
                event.full.text
            );
            let said = event.starts.map(|starts| When::of(starts, event.ends));
            assert_eq!(told(&event.full), said, "{name}: {}", event.full.text);
        }
        let nested = source
            .split("## Upcoming Events")
            .nth(1)
            .and_then(|rest| rest.split("\n## Jobs").next())
            .unwrap()
            .lines()
            .filter(|line| line.starts_with("  ") && line.contains("[**"))
            .count();
        let twice = warnings
            .iter()
            .filter(|warning| matches!(warning, Warning::ListedTwice { .. }))
            .count();
        assert_eq!(events.len() + twice, nested, "{name}");

        let ids: BTreeSet<String> = events.iter().map(|event| event.identity.clone()).collect();
        if let Some(last) = last {
            let again = ids.intersection(&last).count();
            repeated.push(again * 100 / ids.len());
        }
        last = Some(ids);
        println!(
            "{name}: {} items, {} events ({twice} twice), {} words, short {}",
            edition.items.len(),
            events.len(),
            edition.words(),
            edition.short_words()
        );
    }
    let average = repeated.iter().sum::<usize>() / repeated.len();
    println!("events that were in the week before: {average} %, {repeated:?}");
    assert!((55..=80).contains(&average), "{average} %");
}

/// Each link of the source stands in the edition, but for those of an event's repeated listing.
fn assert_nothing_is_lost(name: &str, source: &str, edition: &Edition, warnings: &[Warning]) {
    let raw = raw_links(source);
    let items = edition.items.iter();
    let kept: BTreeSet<String> = items
        .flat_map(|item| hrefs(&item.full.html).into_iter().chain(item.link.clone()))
        .chain(hrefs(&edition.intro.html))
        .collect();
    let repeats: Vec<usize> = warnings
        .iter()
        .filter_map(|warning| match warning {
            Warning::ListedTwice { line, .. } => Some(*line),
            _ => None,
        })
        .collect();
    let lost: Vec<_> = raw
        .iter()
        .filter(|(link, _)| !kept.contains(*link))
        .filter(|(_, line)| {
            !repeats
                .iter()
                .any(|repeat| (repeat - 1..=*repeat).contains(line))
        })
        .collect();
    assert!(lost.is_empty(), "{name}: {lost:?}");
    let spelled = |link: &&String| link.starts_with("http") && !raw.contains_key(*link);
    let invented: Vec<&String> = kept.iter().filter(spelled).collect();
    assert!(invented.is_empty(), "{name}: {invented:?}");
    for block in edition
        .items
        .iter()
        .flat_map(|item| std::iter::once(&item.full).chain(&item.short))
    {
        assert!(!block.html.contains("&lt;!--"), "{name}: {}", block.html);
    }
}
