//! What makes an item the same item when it is listed again: its id, its page, or its text. Pure
//! functions of text; they know nothing of other editions.

use sha2::{Digest, Sha256};
use std::fmt::Write;
use url::Url;

/// Parameters that say how a reader came to a page, not which page it is; besides all `utm_…`.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "twclid",
    "yclid",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "oly_anon_id",
    "oly_enc_id",
    "vero_id",
    "wickedid",
];

/// A link's one spelling: scheme and host in lower case, no fragment, no default port, no slash at
/// the end, no tracking parameters, the others in order. What is not a web address stays, trimmed.
pub fn canonical_link(link: &str) -> String {
    let trimmed = link.trim();
    let Some(url) = Url::parse(trimmed).ok().filter(is_web) else {
        return trimmed.to_owned();
    };
    let host = url.host_str().unwrap_or_default();
    let mut canonical = format!("{}://{host}", url.scheme());
    if let Some(port) = url.port() {
        let _ = write!(canonical, ":{port}");
    }
    canonical.push_str(url.path().trim_end_matches('/'));
    let mut parameters: Vec<&str> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|parameter| !parameter.is_empty() && !is_tracking(parameter))
        .collect();
    parameters.sort_unstable();
    if !parameters.is_empty() {
        canonical.push('?');
        canonical.push_str(&parameters.join("&"));
    }
    canonical
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

/// The identity of what carries an explicit id.
pub(super) fn by_id(id: &str) -> String {
    format!("id:{id}")
}

/// The identity of what is about one page.
pub(super) fn by_link(link: &str) -> String {
    format!("link:{}", canonical_link(link))
}

/// The identity of everything else: 128 bits of a hash over its text, in which white space and case
/// do not count.
pub(super) fn by_text(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(folded(part).as_bytes());
        hash.update(b"\n");
    }
    let digest = hash.finalize();
    let mut identity = String::from("hash:");
    for byte in digest.iter().take(16) {
        let _ = write!(identity, "{byte:02x}");
    }
    identity
}

/// A text for comparing: white space as one space, lower case.
pub(super) fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_link_has_one_spelling() {
        for (link, canonical) in [
            ("HTTPS://Example.ORG:443/", "https://example.org"),
            ("https://example.org/a/#part", "https://example.org/a"),
            (
                "https://example.org/A?b=2&a=1",
                "https://example.org/A?a=1&b=2",
            ),
            (
                "https://example.org/a/?utm_source=x&id=7&fbclid=y",
                "https://example.org/a?id=7",
            ),
            ("http://example.org:8080/a", "http://example.org:8080/a"),
            ("mailto:a@example.org", "mailto:a@example.org"),
            (" not a link ", "not a link"),
        ] {
            assert_eq!(canonical_link(link), canonical, "{link}");
        }
    }

    #[test]
    fn text_is_compared_without_case_and_space() {
        assert_eq!(by_text(&["A  b", "c"]), by_text(&["a\nB", "C "]));
        assert_ne!(by_text(&["a", "b"]), by_text(&["a b"]));
        assert_eq!(by_text(&["a"]).len(), "hash:".len() + 32);
    }

    proptest! {
        #[test]
        fn a_canonical_link_is_its_own(
            path in "[a-zA-Z0-9/._~%#?&=+-]{0,40}",
            other in ".{0,40}",
        ) {
            for link in [format!("https://example.org/{path}"), other] {
                let once = canonical_link(&link);
                prop_assert_eq!(canonical_link(&once), once);
            }
        }
    }
}
