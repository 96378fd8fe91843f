//! Reads a caught mail as its reader, or their mail program, would. It trusts nothing that the program
//! says about itself.

use super::letters::EVENT_PAGES;
use lagom_catcher::Caught;
use lagom_model::Timestamp;
use mail_parser::{Message, MessageParser};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A mail with the instant of the demonstration at which it arrived.
#[derive(Debug, Clone)]
pub(super) struct Arrival {
    pub(super) at: Timestamp,
    pub(super) mail: Arc<Caught>,
}

/// What a mail says, as far as promises are about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) to: String,
    pub(super) at: Timestamp,
    /// Its Message-ID.
    pub(super) id: String,
    /// It brings a letter in full: with its opening.
    pub(super) in_full: bool,
    /// The pages of the events that it announces.
    pub(super) events: BTreeSet<String>,
    /// It says that an earlier letter may not have arrived.
    pub(super) notes_doubt: bool,
    /// It answers a wish, or corrects what was said of an event: no limit counts it.
    pub(super) service: bool,
}

/// With these words a message says why it comes besides the letters, in each of the readers' languages.
const SERVICE: [&str; 12] = [
    "You asked us to remind you.",
    "The time has changed since we told you of it.",
    "We told you of this. It will not take place.",
    "Вы просили напомнить.",
    "Время изменилось с тех пор, как мы вам об этом писали.",
    "Мы вам об этом писали. Событие не состоится.",
    "Jūs lūdzāt atgādināt.",
    "Kopš mūsu ziņas laiks ir mainījies.",
    "Mēs jums par to rakstījām. Tas nenotiks.",
    "Nos pediste que te lo recordáramos.",
    "La hora ha cambiado desde que te lo contamos.",
    "Te hablamos de esto. No se celebrará.",
];

/// With these words a letter says that an earlier one may not have arrived.
const DOUBT: [&str; 4] = [
    "may not have reached you",
    "до вас не дошло",
    "iespējams, jūs nesasniedza",
    "no te haya llegado",
];

impl Reading {
    /// Reads a mail. `openings` are the words with which letters in full open: few enough to stand on
    /// one line.
    pub(super) fn of(arrival: &Arrival, openings: &[String]) -> Self {
        let message = parse(&arrival.mail);
        let text = message.as_ref().and_then(|message| message.body_text(0));
        let text = text.unwrap_or_default();
        let service = SERVICE.iter().any(|words| text.contains(words));
        let id = message.as_ref().and_then(Message::message_id);
        Self {
            to: arrival.mail.to.first().cloned().unwrap_or_default(),
            at: arrival.at,
            id: id.unwrap_or_default().to_owned(),
            in_full: openings.iter().any(|opening| text.contains(opening)),
            events: if service {
                BTreeSet::new()
            } else {
                events_in(&text)
            },
            service,
            notes_doubt: DOUBT.iter().any(|words| text.contains(words)),
        }
    }
}

/// The mail's parts and header fields.
pub(super) fn parse(mail: &Caught) -> Option<Message<'_>> {
    MessageParser::default().parse(&*mail.bytes)
}

/// The token of the first address that goes on like this.
fn token_after(text: &str, address: &str) -> Option<String> {
    let (_, rest) = text.split_once(address)?;
    let is_token = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let end = rest.find(|c| !is_token(c)).unwrap_or(rest.len());
    let token = rest.get(..end)?;
    (!token.is_empty()).then(|| token.to_owned())
}

/// The token of the link to the preference page at a letter's foot.
pub(super) fn preferences_token(mail: &Caught, base_url: &str) -> Option<String> {
    let message = parse(mail)?;
    token_after(&message.body_text(0)?, &format!("{base_url}/p/"))
}

/// The token behind the mail program's own button: the https address of List-Unsubscribe (RFC 8058).
pub(super) fn one_click_token(mail: &Caught, base_url: &str) -> Option<String> {
    let message = parse(mail)?;
    let field = message.header_raw("List-Unsubscribe")?;
    token_after(field, &format!("{base_url}/u/"))
}

/// The token and the event of the first link that reminds of one.
pub(super) fn reminder(mail: &Caught, base_url: &str) -> Option<(String, String)> {
    let message = parse(mail)?;
    let text = message.body_text(0)?;
    let start = format!("{base_url}/r/");
    let token = token_after(&text, &start)?;
    let event = token_after(&text, &format!("{start}{token}/"))?;
    Some((token, event))
}

fn events_in(text: &str) -> BTreeSet<String> {
    let pages = text.split(EVENT_PAGES).skip(1);
    pages
        .map(|rest| {
            let is_slug = |c: char| c.is_ascii_alphanumeric() || c == '-';
            rest.chars().take_while(|c| is_slug(*c)).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_end_where_the_address_ends() {
        let text = "Change or stop: http://127.0.0.1:1/p/v1.k.p.Ab-_9.x, please";
        let token = token_after(text, "http://127.0.0.1:1/p/");
        assert_eq!(token.as_deref(), Some("v1.k.p.Ab-_9.x"));
        assert_eq!(token_after("nothing here", "/p/"), None);
        assert_eq!(token_after("…/p/ ", "/p/"), None);
    }

    #[test]
    fn a_mail_is_read_as_it_stands() {
        let bytes = "Message-ID: <a@b>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
                     On Monday the larches above\r\nLisvik. https://x.example/events/solstice\r\n";
        let mail = Caught {
            sequence: 1,
            connection: 1,
            from: String::new(),
            to: vec!["ann@post.example".to_owned()],
            bytes: bytes.as_bytes().into(),
        };
        let arrival = Arrival {
            at: Timestamp(0),
            mail: Arc::new(mail),
        };
        let openings = ["On Monday the larches above".to_owned()];
        let reading = Reading::of(&arrival, &openings);
        assert_eq!((reading.id.as_str(), reading.in_full), ("a@b", true));
        assert_eq!(reading.events, BTreeSet::from(["solstice".to_owned()]));
        assert!(!reading.notes_doubt);
    }
}
