//! Links with their words, in one spelling: what the oracle compares letters and mails by. It reads HTML with its own
//! small scanner and never judges.

use std::collections::HashMap;

use url::Url;

/// A link and its words, by number.
pub(crate) type Anchor = u32;

/// Numbers for links with their words: the same pair always has the same number.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    numbers: HashMap<(String, String), Anchor>,
    /// Number to address.
    addresses: Vec<String>,
    spellings: HashMap<String, String>,
}

impl Interner {
    /// The number of a link. Words are compared by their letters and digits, without case.
    pub(crate) fn anchor(&mut self, address: &str, words: &str) -> Anchor {
        let address = self.spelling(address);
        let next = Anchor::try_from(self.addresses.len()).unwrap();
        let key = (address, letters_of(words));
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        self.addresses.push(key.0.clone());
        self.numbers.insert(key, next);
        next
    }

    /// The address behind a number.
    pub(crate) fn address(&self, anchor: Anchor) -> &str {
        &self.addresses[anchor as usize]
    }

    /// An address in one spelling.
    pub(crate) fn spelling(&mut self, address: &str) -> String {
        if let Some(known) = self.spellings.get(address) {
            return known.clone();
        }
        let trimmed = address.trim();
        let spelling = Url::parse(trimmed).map_or_else(|_| trimmed.to_owned(), String::from);
        self.spellings.insert(address.to_owned(), spelling.clone());
        spelling
    }
}

/// The letters and digits of a text, in lower case.
pub(crate) fn letters_of(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// How many words a text has: runs without white space that hold a letter or digit.
pub(crate) fn count_words(text: &str) -> usize {
    let words = text.split_whitespace();
    words
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}

/// The links of an HTML text: address and words.
pub(crate) fn links(html: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find("<a ") {
        rest = &rest[start..];
        let Some(end) = rest.find('>') else { break };
        let tag = &rest[..end];
        let inner = &rest[end + 1..];
        let close = inner.find("</a>").unwrap_or(inner.len());
        if let Some(address) = attribute(tag, "href") {
            found.push((plain(address), plain(&inner[..close])));
        }
        rest = &inner[close..];
    }
    found
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = &tag[at..];
    value.find('"').map(|end| &value[..end])
}

/// HTML as plain text: without tags, entities as what they stand for.
pub(crate) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('<') {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            let tag = &rest[..end];
            let inline = [
                "<a", "</a", "<em", "</em", "<strong", "</strong", "<code", "</code", "<span",
                "</span",
            ];
            if !inline.iter().any(|name| tag.starts_with(name)) {
                text.push(' ');
            }
            rest = &rest[end..];
        } else {
            let end = rest.find(';').filter(|end| *end < 12);
            let meant = end.and_then(|end| Some((entity(&rest[1..end])?, end + 1)));
            let (c, length) = meant.unwrap_or(('&', 1));
            text.push(c);
            rest = &rest[length..];
        }
    }
    text.push_str(rest);
    text
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hexadecimal = number.strip_prefix(['x', 'X']);
        let code = match hexadecimal {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_with_their_words() {
        let html = "<p>See <a class=\"x\" href=\"https://a.example/?b=1&amp;c=2\"><b>Rust</b> &amp; <code>you</code></a>.</p>";
        let expected = (
            "https://a.example/?b=1&c=2".to_owned(),
            " Rust  & you".to_owned(),
        );
        assert_eq!(links(html), [expected]);
        let mut interner = Interner::default();
        let one = interner.anchor("https://A.example", "Rust & you!");
        assert_eq!(one, interner.anchor("https://a.example/", "rust you"));
        assert_ne!(one, interner.anchor("https://a.example/", "rust me"));
    }
}
