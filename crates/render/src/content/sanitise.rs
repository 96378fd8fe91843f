//! Makes HTML fit for mail: no scripts, styles, frames, forms or handlers; links and pictures lead to
//! whole addresses only. It never lets anything through that it does not know.

use ammonia::{Builder, UrlRelative};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Elements that may stand inside a line; raw ones of any other name are dropped before rendering.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "em", "i", "img", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr",
];

/// Elements that may stand on their own.
const BLOCKS: &[&str] = &[
    "blockquote",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(INLINE.iter().chain(BLOCKS).copied().collect())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::from(["lang", "dir"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("img", HashSet::from(["src", "alt", "width", "height"])),
            ("ol", HashSet::from(["start"])),
            ("td", HashSet::from(["align", "colspan", "rowspan"])),
            ("th", HashSet::from(["align", "colspan", "rowspan"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .attribute_filter(|element, attribute, value| {
            let picture = element == "img" && attribute == "src";
            (!picture || is_web(value)).then_some(value.into())
        });
    cleaner
});

/// The HTML without anything that mail must not have, well-formed, trimmed.
pub(super) fn clean(html: &str) -> String {
    CLEANER.clean(html).to_string().trim().to_owned()
}

/// Whether raw HTML inside a line may pass to [`clean`]: a tag of a known name. Unknown ones would
/// otherwise swallow the text after them.
pub(super) fn is_known_inline(tag: &str) -> bool {
    let inside = tag.trim_start_matches('<').trim_start_matches('/');
    let end = inside
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(inside.len());
    let name = inside.get(..end).unwrap_or_default();
    INLINE.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a link leads to a whole address on the web.
pub(super) fn is_web(url: &str) -> bool {
    starts_with(url, "https://") || starts_with(url, "http://")
}

/// Whether a link survives [`clean`].
pub(super) fn is_live(url: &str) -> bool {
    is_web(url) || starts_with(url, "mailto:")
}

fn starts_with(url: &str, scheme: &str) -> bool {
    let start = url.trim_start().get(..scheme.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mail_must_not_have_is_taken_out() {
        for (dirty, expected) in [
            ("<p onclick=\"x()\">a</p>", "<p>a</p>"),
            ("<script>x()</script>a", "a"),
            ("<style>p{}</style>a", "a"),
            ("<iframe src=\"https://a.example\"></iframe>a", "a"),
            ("<a href=\"javascript:x()\">a</a>", "<a>a</a>"),
            ("<a href=\"/relative\">a</a>", "<a>a</a>"),
            (
                "<a href=\"https://a.example/\" target=\"_blank\">a</a>",
                "<a href=\"https://a.example/\">a</a>",
            ),
            (
                "<img src=\"data:image/png,x\" alt=\"b\">",
                "<img alt=\"b\">",
            ),
            (
                "<img src=\"https://a.example/b.png\" alt=\"b\">",
                "<img src=\"https://a.example/b.png\" alt=\"b\">",
            ),
            ("<b>unclosed", "<b>unclosed</b>"),
        ] {
            assert_eq!(clean(dirty), expected, "{dirty}");
        }
    }

    #[test]
    fn only_known_tags_stand_in_a_line() {
        for known in ["<b>", "</B>", "<a href='x'>", "<br/>"] {
            assert!(is_known_inline(known), "{known}");
        }
        for other in [
            "<plaintext>",
            "<script>",
            "<title>",
            "<!X>",
            "<?php ?>",
            "<",
        ] {
            assert!(!is_known_inline(other), "{other}");
        }
    }
}
