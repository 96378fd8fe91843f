//! Sources of issues as authors might write them: never a panic, the same edition each time, a title that is a header's one line,
//! and HTML without anything that acts.

use std::sync::LazyLock;

use lagom_model::catalogue::{ItemsRule, PublicationDef, TopicDef};
use lagom_model::choice::{Anchor, Cadence};
use lagom_model::content::{Block, ItemKind};
use lagom_model::{LocalTime, Zone};
use lagom_render::content::{ContentError, examine};

use super::{Target, Verdict, hash, must};

pub(super) const TARGET: Target = Target {
    name: "content",
    run,
    seeds: Vec::new,
    words: &[
        "Title: ",
        "Date: 2026-01-07",
        "Language: ",
        "\n\n",
        "\n## ",
        "\n# ",
        "* ",
        "    ",
        "<!-- short -->",
        "<!-- /short -->",
        "<!--",
        "-->",
        "](https://a.example/?b=c&d)",
        "[",
        "](javascript:x)",
        "<script>",
        "<img src=x onerror=y>",
        "</p>",
        "<svg/onload=x>",
        " | ",
        "2026-03-01 18:00 | Riga, LV | ",
        "{#id}",
        "Starts: 2026-03-01 18:00",
        "Ends: ",
        "Cancelled: yes",
        "`",
        "```\n",
        "**",
        "> ",
        "&amp;",
        "&#106;",
        "\u{202e}",
        "\u{0}",
        "\r",
        "é",
        "|",
        "|-|\n",
        "![",
        "[^1]: ",
        "Upcoming Events",
    ],
};

static PUBLICATION: LazyLock<PublicationDef> = LazyLock::new(|| PublicationDef {
    key: "weekly".into(),
    sender: "harbour".into(),
    name: "Harbour Weekly".into(),
    description: "What happens in the harbour.".into(),
    language: "en".into(),
    zone: Zone::parse("Europe/Riga").unwrap(),
    menu: vec![Cadence::EveryIssue],
    default_cadence: Cadence::EveryIssue,
    anchor: Anchor {
        time: LocalTime::new(9, 0),
        ..Anchor::default()
    },
    issue_every_days: 7,
    topics: vec![TopicDef {
        key: "events".into(),
        name: "Events".into(),
        headings: vec!["Upcoming Events".into()],
        kind: ItemKind::Event,
        items: ItemsRule::Bullets,
    }],
    other_topic: "other".into(),
    most_items: 12,
    least_items: 1,
    priority: 100,
});

fn run(input: &[u8]) -> Verdict {
    let source = String::from_utf8_lossy(input);
    let examined = examine(&source, &PUBLICATION);
    must(examined == examine(&source, &PUBLICATION), || {
        "read twice, it differs".to_owned()
    })?;
    let examined = match examined {
        Ok(examined) => examined,
        Err(error) => return Ok(hash(kind(&error))),
    };
    let edition = &examined.edition;
    let title = &edition.title;
    let one_line = !title.is_empty() && !title.contains(char::is_control);
    must(one_line, || format!("the title is {title:?}"))?;
    harmless(&edition.intro)?;
    let mut shape = Vec::new();
    for item in &edition.items {
        must(!item.identity.is_empty(), || {
            "an item has no identity".to_owned()
        })?;
        must(!item.title.contains(char::is_control), || {
            format!("an item's title is {:?}", item.title)
        })?;
        harmless(&item.full)?;
        item.short.iter().try_for_each(harmless)?;
        let parts = (
            item.link.is_some(),
            item.group.is_some(),
            item.starts.is_some(),
            item.ends.is_some(),
        );
        shape.push((
            item.short.is_some(),
            item.cancelled,
            parts,
            tags(&item.full.html),
        ));
    }
    Ok(hash((
        shape,
        tags(&edition.intro.html),
        examined.warnings.len(),
    )))
}

fn kind(error: &ContentError) -> String {
    let text = format!("{error:?}");
    text.split([' ', '{', '('])
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The names of the tags that open, at most so many.
fn tags(html: &str) -> Vec<String> {
    let names = html.split('<').skip(1).map(|tag| {
        tag.split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default()
    });
    names
        .filter(|name| !name.is_empty())
        .take(16)
        .map(str::to_ascii_lowercase)
        .collect()
}

/// Nothing in it acts, and nothing in it is loaded from elsewhere but images.
fn harmless(block: &Block) -> Result<(), String> {
    let html = &block.html;
    for tag in html.split('<').skip(1) {
        let tag = tag
            .split('>')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let name = tag
            .trim_start_matches('/')
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        let acts = [
            "script", "style", "iframe", "object", "embed", "form", "input", "meta", "link",
            "base", "svg", "math",
        ];
        must(!acts.contains(&name), || {
            format!("`<{tag}>` stands in {html:?}")
        })?;
        // Values are quoted, so that outside of quotes only names of attributes are left.
        let names: String = tag.split('"').step_by(2).collect();
        let handler = names.split_whitespace().find(|name| name.starts_with("on"));
        must(handler.is_none(), || {
            format!("`{handler:?}` stands in {html:?}")
        })?;
        let values = tag.split('"').skip(1).step_by(2);
        let script = values
            .into_iter()
            .find(|value| value.trim_start().starts_with("javascript:"));
        must(script.is_none(), || {
            format!("`{script:?}` stands in {html:?}")
        })?;
    }
    Ok(())
}
