//! Cuts mail addresses out of what a server said, so that a reply may be stored and logged. Pure; it never keeps what it cut.

/// What stands where an address stood.
const CUT: &str = "[address]";
/// Replies are cut to this many characters; the rest of a novel helps nobody.
const LONGEST: usize = 500;

/// The text with every mail address cut out, control characters as spaces, and at most 500 characters.
///
/// ```
/// assert_eq!(
///     lagom_smtp::redact("5.1.1 <ann.b@example.org>: unknown"),
///     "5.1.1 <[address]>: unknown"
/// );
/// ```
pub fn redact(text: &str) -> String {
    if text.len() <= LONGEST && text.bytes().all(is_harmless) {
        return text.to_owned();
    }
    let decoded = text.replace("%40", "@");
    let mut rest = decoded.as_str();
    let mut kept = String::with_capacity(rest.len());
    while let Some(at) = rest.find('@') {
        let (before, after) = rest.split_at(at);
        let after = after.get(1..).unwrap_or_default();
        let start = local_part_start(before);
        let end = domain_end(after);
        kept.push_str(before.get(..start).unwrap_or_default());
        if start == before.len() && end == 0 {
            kept.push('@');
        } else {
            kept.push_str(CUT);
        }
        rest = after.get(end..).unwrap_or_default();
    }
    kept.push_str(rest);
    kept.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST)
        .collect()
}

/// Whether a byte stays as it is and stands in no address: most replies are made of such alone.
const fn is_harmless(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'@' | b'%')
}

/// Where the local part at the end of `before` begins: an atom with dots, or a quoted string.
fn local_part_start(before: &str) -> usize {
    if let Some(open) = before
        .strip_suffix('"')
        .and_then(|quoted| quoted.rfind('"'))
    {
        return open;
    }
    before.trim_end_matches(in_local_part).len()
}

/// Where the domain at the start of `after` ends: a name, or a literal in brackets. The full stop of a sentence is not part of it.
fn domain_end(after: &str) -> usize {
    if after.starts_with('[') {
        return after.find(']').map_or(after.len(), |close| close + 1);
    }
    let name = after.find(|c| !in_domain(c)).unwrap_or(after.len());
    after
        .get(..name)
        .unwrap_or_default()
        .trim_end_matches('.')
        .len()
}

fn in_local_part(c: char) -> bool {
    c.is_alphanumeric() || !c.is_ascii() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

fn in_domain(c: char) -> bool {
    c.is_alphanumeric() || !c.is_ascii() || "-._".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_cut_and_the_rest_stays() {
        let cases = [
            ("2.0.0 ok, queued as 4F2A", "2.0.0 ok, queued as 4F2A"),
            (
                "5.1.1 <ann.b@example.org>: unknown",
                "5.1.1 <[address]>: unknown",
            ),
            ("User ann+x@mail.example.org.", "User [address]."),
            ("a@b.c,d@e.f;g@h.i", "[address],[address];[address]"),
            ("\"ann b\"@example.org full", "[address] full"),
            ("ann@[192.0.2.1] no", "[address] no"),
            ("jürgen@münchen.example weg", "[address] weg"),
            (
                "see https://x.example/?u=ann%40example.org now",
                "see https:[address] now",
            ),
            ("bounce-ann=example.org@news.example", "[address]"),
            ("at @ sign", "at @ sign"),
            ("ann@", "[address]"),
            ("@example.org", "[address]"),
            ("a@b@c", "[address][address]"),
            ("two\r\nlines\u{7}", "two  lines "),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(redact(text), expected, "{text}");
        }
    }

    #[test]
    fn long_replies_are_cut_after_the_addresses_are() {
        let text = format!("{} ann@example.org", "x".repeat(LONGEST - 4));
        let short = redact(&text);
        assert_eq!(short.chars().count(), LONGEST);
        assert!(!short.contains("ann"));
    }
}
