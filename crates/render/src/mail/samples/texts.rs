//! The samples' texts, as the content module would make them. Written for this; nobody's letters.

use lagom_model::Block;
use std::sync::LazyLock;

/// The samples' texts.
pub(super) struct Content {
    pub(super) intro: Block,
    pub(super) sowing: Block,
    pub(super) plum: Block,
    pub(super) lead: Block,
    pub(super) swedish: Block,
    pub(super) grafting: Block,
    pub(super) open_garden: Block,
    pub(super) questions: Block,
}

pub(super) static CONTENT: LazyLock<Content> = LazyLock::new(|| Content {
    intro: block(
        "<p>It came overnight: on Tuesday we scraped frost off the cold frame, on Wednesday the bees \
         were in the crocuses. A short letter this time, because you will want to be outside.</p>",
        "It came overnight: on Tuesday we scraped frost off the cold frame, on\nWednesday the bees were \
         in the crocuses. A short letter this time,\nbecause you will want to be outside.",
    ),
    sowing: block(
        "<p>Salad, radish and the first peas can go in now, <strong>if they stay under glass at \
         night</strong>. What we sow this week:</p><ul><li>Butterhead lettuce, thinly, in two \
         rows</li><li>Radish between them: it is out before the lettuce needs the \
         room</li><li>Peas in the <a href=\"https://example.org/gutters\">gutter trick</a>, ready to \
         slide into the bed</li></ul><blockquote><p>Sow a little, sow it often. Nobody was ever sorry \
         about the second row.</p></blockquote>",
        "Salad, radish and the first peas can go in now, if they stay under\nglass at night. What we sow \
         this week:\n\n* Butterhead lettuce, thinly, in two rows\n* Radish between them: it is out before \
         the lettuce needs the room\n* Peas in the gutter trick <https://example.org/gutters>, ready to\n  \
         slide into the bed\n\n> Sow a little, sow it often. Nobody was ever sorry about the\n> second row.",
    ),
    plum: block(
        "<p>The plum by the wall is eighty years old and has a hollow you could keep a hen in. The \
         advice was to fell it. We cut the north side back to two buds instead, as \
         <em>Pomologen</em> suggests, and it is white all over this morning.</p><p>Measure before you \
         prune; <code>girth / 3</code> is the most that it forgives in a year.</p>",
        "The plum by the wall is eighty years old and has a hollow you could\nkeep a hen in. The advice was \
         to fell it. We cut the north side back\nto two buds instead, as Pomologen suggests, and it is \
         white all over\nthis morning.\n\nMeasure before you prune; girth / 3 is the most that it forgives \
         in a\nyear.",
    ),
    lead: block(
        "<p>The one thing worth doing well this week takes ten minutes and costs nothing: look, before \
         you reach for anything.</p>",
        "The one thing worth doing well this week takes ten minutes and costs\nnothing: look, before you \
         reach for anything.",
    ),
    swedish: block(
        "<p>Bryne: en sten att slipa på. Kratta: den som alltid saknas.</p>",
        "Bryne: en sten att slipa på. Kratta: den som alltid saknas.",
    ),
    grafting: block(
        "<ul><li><strong><a href=\"https://example.org/events/grafting\">Grafting for \
         beginners</a></strong><br>\u{f0002}2026-05-23T08:00:00Z\u{f0003}<br>Hembygdsgården</li></ul>",
        "* Grafting for beginners\n  \u{f0002}2026-05-23T08:00:00Z\u{f0003}\n  Hembygdsgården\n  https://example.org/events/grafting",
    ),
    open_garden: block(
        "<ul><li><strong><a href=\"https://example.org/events/open\">Open garden</a></strong><br>\
         \u{f0002}2026-05-30/2026-05-31\u{f0003} · all day</li></ul>",
        "* Open garden\n  \u{f0002}2026-05-30/2026-05-31\u{f0003} · all day\n  https://example.org/events/open",
    ),
    questions: block(
        "<ul><li><strong><a href=\"https://example.org/events/ask\">Questions and \
         answers</a></strong><br>\u{f0002}2026-05-28T17:00:00Z\u{f0003}</li></ul>",
        "* Questions and answers\n  \u{f0002}2026-05-28T17:00:00Z\u{f0003}\n  https://example.org/events/ask",
    ),
});

fn block(html: &str, text: &str) -> Block {
    let words = u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX);
    Block {
        html: html.to_owned(),
        text: text.to_owned(),
        words,
    }
}
