//! Clean HTML in pieces: tags and text. It reads only what `sanitise::clean` writes, where every `<`
//! of a text is encoded and every value quoted; it is no HTML parser.

/// A piece of HTML.
pub(super) enum Token<'a> {
    /// A start tag: its name and the rest of it.
    Open(&'a str, &'a str),
    /// The name of an end tag.
    Close(&'a str),
    /// Text, still encoded.
    Text(&'a str),
}

/// The pieces of some HTML, in order.
pub(super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    /// Of this HTML.
    pub(super) const fn of(html: &'a str) -> Self {
        Self { rest: html }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let rest = self.rest;
        let first = rest.chars().next()?;
        if first != '<' {
            let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            self.rest = after;
            return Some(Token::Text(text));
        }
        let mut quoted = false;
        let end = rest
            .find(|c| {
                quoted ^= c == '"';
                c == '>' && !quoted
            })
            .unwrap_or(rest.len());
        let tag = rest.get(1..end).unwrap_or_default();
        self.rest = rest.get(end + 1..).unwrap_or_default();
        Some(if let Some(name) = tag.strip_prefix('/') {
            Token::Close(name)
        } else {
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            Token::Open(name, attributes)
        })
    }
}

/// The value of an attribute, decoded.
pub(super) fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, next) = after.split_once('"')?;
        if key.trim() == name {
            return Some(decoded(value));
        }
        rest = next;
    }
    None
}

/// Text as `sanitise::clean` encodes it, decoded.
pub(super) fn decoded(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}
