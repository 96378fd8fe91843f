//! Mail as a reader sees it.

use mail_parser::{Message, MessageParser};

use lagom_tests::house::BASE_URL;

/// A received message.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) bytes: Vec<u8>,
}

impl Mail {
    fn message(&self) -> Message<'_> {
        MessageParser::default().parse(&self.bytes).unwrap()
    }

    pub(crate) fn subject(&self) -> String {
        self.message().subject().unwrap().to_owned()
    }

    /// The text part, lines ending in LF.
    pub(crate) fn text(&self) -> String {
        self.message().body_text(0).unwrap().replace("\r\n", "\n")
    }

    pub(crate) fn html(&self) -> String {
        self.message().body_html(0).unwrap().into_owned()
    }

    pub(crate) fn message_id(&self) -> String {
        self.message().message_id().unwrap().to_owned()
    }

    /// Date, in seconds.
    pub(crate) fn date(&self) -> i64 {
        self.message().date().unwrap().to_timestamp()
    }

    /// A header as it came, unfolded.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let message = self.message();
        let value = message.header_raw(name)?;
        Some(value.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The first address of ours in the text part whose path begins so.
    #[track_caller]
    pub(crate) fn link(&self, path: &str) -> String {
        let text = self.text();
        let wanted = format!("{BASE_URL}{path}");
        let mut words = text.split_whitespace();
        let found = words.find(|word| word.starts_with(&wanted));
        found
            .unwrap_or_else(|| panic!("no link `{path}…` in\n{text}"))
            .to_owned()
    }

    /// The text part without addresses: the same for the same decisions, whatever tokens it holds.
    pub(crate) fn words(&self) -> String {
        let text = self.text();
        let words = text.split_whitespace();
        words
            .filter(|word| !word.contains(BASE_URL))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The one-click address of List-Unsubscribe (RFC 8058).
    pub(crate) fn one_click(&self) -> String {
        let value = self.header("List-Unsubscribe").unwrap();
        let mut addresses = value.split(['<', '>']);
        addresses
            .find(|part| part.starts_with("https://"))
            .unwrap()
            .to_owned()
    }
}

/// The mails to somebody.
pub(crate) fn to<'m>(mails: &'m [Mail], address: &str) -> Vec<&'m Mail> {
    let named = |mail: &&Mail| mail.to.eq_ignore_ascii_case(address);
    mails.iter().filter(named).collect()
}
