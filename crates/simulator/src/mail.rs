//! A mail as its server sees it: which delivery it is, and which items stand in it. The items of this world's
//! issues bear marks that survive every encoding (`zqx…xqz`), one each for title, full and short text.

use lagom_model::PublicId;
use std::collections::BTreeMap;

/// What of an item stands in a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shown {
    /// Its title.
    pub title: bool,
    /// Its full text.
    pub full: bool,
    /// Its short text.
    pub short: bool,
}

/// A mail as its server sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The recipient of the envelope.
    pub to: String,
    /// The delivery that its Message-ID names.
    pub delivery: PublicId,
    /// Items by number.
    pub items: BTreeMap<u64, Shown>,
    /// The items in the order of their first marks.
    pub order: Vec<u64>,
    /// How many more it says are one link away.
    pub linked: usize,
}

/// The mark of an item's title.
pub fn title_mark(item: u64) -> String {
    format!("zqxt{item}xqz")
}

/// The mark of an item's full text.
pub fn full_mark(item: u64) -> String {
    format!("zqxf{item}xqz")
}

/// The mark of an item's short text.
pub fn short_mark(item: u64) -> String {
    format!("zqxs{item}xqz")
}

impl Mail {
    /// Reads a mail.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(to: &str, bytes: &[u8]) -> Result<Self, String> {
        let text = String::from_utf8_lossy(bytes).replace("=\r\n", "");
        let id = text
            .lines()
            .find_map(|line| line.strip_prefix("Message-ID: <"))
            .and_then(|rest| rest.split('@').next());
        let delivery = id
            .and_then(PublicId::parse)
            .ok_or_else(|| "a mail without a Message-ID that names its delivery".to_owned())?;
        let mut mail = Self {
            to: to.to_owned(),
            delivery,
            items: BTreeMap::new(),
            order: Vec::new(),
            linked: text.lines().filter_map(more).sum(),
        };
        let mut rest = text.as_str();
        while let Some(found) = rest.find("zqx") {
            rest = &rest[found + 3..];
            mail.mark(rest);
        }
        Ok(mail)
    }

    fn mark(&mut self, rest: &str) {
        let mut chars = rest.char_indices();
        let Some((_, kind @ ('t' | 'f' | 's'))) = chars.next() else {
            return;
        };
        let end = chars.find(|(_, char)| !char.is_ascii_digit());
        let Some((end, 'x')) = end else { return };
        if !rest[end..].starts_with("xqz") {
            return;
        }
        let Ok(item) = rest[1..end].parse() else {
            return;
        };
        if !self.items.contains_key(&item) {
            self.order.push(item);
        }
        let shown = self.items.entry(item).or_default();
        match kind {
            't' => shown.title = true,
            'f' => shown.full = true,
            _ => shown.short = true,
        }
    }
}

/// What a line of the text says is one link away: "And 7 more, 3 minutes".
fn more(line: &str) -> Option<usize> {
    let (count, rest) = line.strip_prefix("And ")?.split_once(' ')?;
    rest.starts_with("more").then(|| count.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_survive_soft_line_ends() {
        let id = PublicId(7);
        let bytes = format!(
            "Message-ID: <{id}@example.org>\r\n\r\nAbout zqxt3xqz and zqxf=\r\n3xqz, quick zqxs12xqz zqx5xqz zqxt4xz\r\nAnd 7 more, 3 minutes:\r\n"
        );
        let mail = Mail::read("a@example.org", bytes.as_bytes()).unwrap();
        assert_eq!(mail.delivery, id);
        assert_eq!(mail.order, [3, 12]);
        assert!(mail.items[&3].title && mail.items[&3].full && !mail.items[&3].short);
        assert!(mail.items[&12].short);
        assert_eq!(mail.linked, 7);
    }
}
