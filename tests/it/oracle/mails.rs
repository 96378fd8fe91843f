//! The captures as the oracle reads them: headers, and per publication the links and words of the HTML part. It checks
//! what every single mail must have, whoever gets it.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders as _};

use super::anchors::{Anchor, Interner, count_words, links, plain};
use super::{Finding, World};

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Capture {
    /// The harness's time.
    pub(crate) at: Timestamp,
    /// The envelope's recipients.
    pub(crate) to: Vec<String>,
    pub(crate) bytes: Vec<u8>,
}

/// A mail, read.
#[derive(Debug)]
pub(crate) struct Mail {
    pub(crate) at: Timestamp,
    pub(crate) to: String,
    pub(crate) parts: Vec<MailPart>,
    /// It tells of events alone, outside the letters.
    pub(crate) alone: bool,
}

/// What it brings of one publication.
#[derive(Debug)]
pub(crate) struct MailPart {
    pub(crate) publication: usize,
    pub(crate) anchors: BTreeSet<Anchor>,
    /// How often each link with its words stands in it, where more than once.
    pub(crate) repeated: HashMap<Anchor, usize>,
    /// Public pages behind "And 3 more".
    pub(crate) more: Vec<(String, usize)>,
    /// All public pages it links to.
    pub(crate) pages: BTreeSet<String>,
    pub(crate) words: usize,
    /// It offers to stop this publication alone.
    pub(crate) stop: bool,
}

/// Reads and checks mails one after the other; keeps what must be compared between them.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    pub(crate) interner: Interner,
    pub(crate) findings: Vec<Finding>,
    message_ids: BTreeSet<String>,
}

impl Reader {
    /// Reads a mail. What is wrong with it alone goes to the findings.
    pub(crate) fn read(&mut self, world: &World, capture: &Capture) -> Option<Mail> {
        let who = capture.to.join(", ");
        let Some(message) = MessageParser::default().parse(&capture.bytes) else {
            self.find("mail", &who, "it cannot be parsed".to_owned());
            return None;
        };
        for complaint in headers(world, capture, &message) {
            self.find("headers", &who, complaint);
        }
        let id = message.message_id().unwrap_or_default().to_owned();
        if !self.message_ids.insert(id.clone()) {
            self.find("twice", &who, format!("the Message-ID {id} came before"));
        }
        let html = message.body_html(0)?.into_owned();
        let text = message.body_text(0)?.into_owned();
        // What corrects an earlier announcement is service: no limit counts it, and it says again what was said.
        if CORRECTIONS.iter().any(|words| text.contains(words)) {
            return None;
        }
        let alone = message.attachment_count() > 0;
        let parts = self.parts(world, &html);
        for part in &parts {
            let name = &world.publications[part.publication].name;
            if !text.lines().any(|line| line.trim() == name) {
                self.find(
                    "headers",
                    &who,
                    format!("the text alternative lacks {name}"),
                );
            }
        }
        if parts.is_empty() {
            self.find(
                "mail",
                &who,
                "it brings nothing of any publication".to_owned(),
            );
        }
        if parts.len() > 1 && parts.iter().any(|part| !part.stop) {
            self.find("combined", &who, "a part has no stop of its own".to_owned());
        }
        Some(Mail {
            at: capture.at,
            to: capture.to.first()?.to_lowercase(),
            parts,
            alone,
        })
    }

    fn find(&mut self, rule: &'static str, who: &str, what: String) {
        self.findings.push(Finding {
            rule,
            who: who.to_owned(),
            what,
        });
    }

    /// The HTML cut where a publication's name opens its part.
    fn parts(&mut self, world: &World, html: &str) -> Vec<MailPart> {
        let mut starts: Vec<(usize, usize)> = Vec::new();
        for (nth, publication) in world.publications.iter().enumerate() {
            let mark = format!(">{}<", publication.name);
            starts.extend(html.match_indices(&mark).map(|(at, _)| (at + 1, nth)));
        }
        starts.sort_unstable();
        let ends = starts.iter().skip(1).map(|(at, _)| *at);
        let ends: Vec<usize> = ends.chain([html.len()]).collect();
        let pieces = starts.iter().zip(ends);
        pieces
            .map(|(&(start, publication), end)| self.part(world, publication, &html[start..end]))
            .collect()
    }

    fn part(&mut self, world: &World, publication: usize, html: &str) -> MailPart {
        // The footer belongs to no part.
        let html = html.find("class=\"footer\"").map_or(html, |at| &html[..at]);
        let mut part = MailPart {
            publication,
            anchors: BTreeSet::new(),
            repeated: HashMap::new(),
            more: Vec::new(),
            pages: BTreeSet::new(),
            words: count_words(&plain(html)),
            stop: false,
        };
        let name = &world.publications[publication].name;
        let stops = [
            format!("Stop {name} only"),
            format!("Отписаться только от «{name}»"),
            format!("Atteikties tikai no “{name}”"),
            format!("Dejar solo {name}"),
        ];
        for (address, words) in links(html) {
            if let Some(path) = address.strip_prefix(&world.base_url) {
                if path.starts_with("/i/") {
                    let page = path.split(['?', '#']).next().unwrap_or_default();
                    part.pages.insert(page.to_owned());
                    if let Some(count) = more(&words) {
                        part.more.push((page.to_owned(), count));
                    }
                } else if path.starts_with("/u/") && stops.iter().any(|stop| stop == words.trim()) {
                    part.stop = true;
                }
                continue;
            }
            let anchor = self.interner.anchor(&address, &words);
            if !part.anchors.insert(anchor) {
                *part.repeated.entry(anchor).or_insert(1) += 1;
            }
        }
        part
    }
}

/// What a changed event's message says, in each of the readers' languages.
const CORRECTIONS: [&str; 4] = [
    "The time has changed since we told you of it.",
    "Время изменилось с тех пор, как мы вам об этом писали.",
    "Kopš mūsu ziņas laiks ir mainījies.",
    "La hora ha cambiado desde que te lo contamos.",
];

/// The number in "And 3 more, 4 minutes", in each of the readers' languages.
fn more(words: &str) -> Option<usize> {
    let forms = [
        ("And ", " more"),
        ("И ещё ", ""),
        ("Un vēl ", ""),
        ("Y ", " más"),
    ];
    forms.iter().find_map(|(before, behind)| {
        let rest = words.trim().strip_prefix(before)?;
        let end = rest.find(|letter: char| !letter.is_ascii_digit());
        let (count, rest) = rest.split_at(end.unwrap_or(rest.len()));
        rest.starts_with(behind).then(|| count.parse().ok())?
    })
}

#[test]
fn the_number_of_more_is_read_in_every_language() {
    for (words, count) in [
        ("And 3 more, 4 minutes", Some(3)),
        ("И ещё 12, 4 минуты", Some(12)),
        ("Un vēl 3, 4 minūtes", Some(3)),
        ("Y 1 más", Some(1)),
        ("And then more", None),
        ("Y 3 casas", None),
        ("In the browser", None),
    ] {
        assert_eq!(more(words), count, "{words}");
    }
}

fn headers(world: &World, capture: &Capture, message: &Message<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    let raw = |name: &str| {
        message
            .header_raw(name)
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    must(
        capture.to.len() == 1,
        "the envelope names more than one recipient",
    );
    let date = message.date().map(mail_parser::DateTime::to_timestamp);
    must(
        date == Some(capture.at.as_second()),
        "Date is not the moment of arrival",
    );
    let from = message.from().and_then(|from| from.first());
    must(
        from.and_then(|from| from.address()) == Some(world.from.as_str()),
        "From is not the sender",
    );
    let to: Vec<_> = message
        .to()
        .map(|to| to.iter().filter_map(|to| to.address()).collect())
        .unwrap_or_default();
    let named = capture
        .to
        .first()
        .is_some_and(|address| to.len() == 1 && to[0].eq_ignore_ascii_case(address));
    must(named, "To is not the recipient alone");
    must(
        raw("Bcc").is_empty() && raw("Cc").is_empty(),
        "it has Bcc or Cc",
    );
    must(
        message.message_id().is_some_and(|id| id.contains('@')),
        "Message-ID is missing",
    );
    must(
        raw("List-Id").ends_with(&format!("{}>", world.list_domain)),
        "List-Id is missing or of another domain",
    );
    let unsubscribe = raw("List-Unsubscribe");
    let https = format!("<{}/u/", world.base_url);
    must(
        unsubscribe.contains(&https),
        "List-Unsubscribe has no https address",
    );
    must(
        unsubscribe.contains("<mailto:"),
        "List-Unsubscribe has no mailto",
    );
    must(!unsubscribe.contains('\n'), "List-Unsubscribe is folded");
    must(
        raw("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click",
        "List-Unsubscribe-Post is missing",
    );
    must(
        !message.subject().unwrap_or_default().trim().is_empty(),
        "Subject is missing",
    );
    let kind = message.content_type();
    // What tells of events alone brings a file for the calendar.
    let wanted = if message.attachment_count() > 0 {
        "mixed"
    } else {
        "alternative"
    };
    let alternative =
        kind.is_some_and(|kind| kind.ctype() == "multipart" && kind.subtype() == Some(wanted));
    must(
        alternative && message.text_body_count() == 1 && message.html_body_count() == 1,
        "it is not text and HTML",
    );
    let doubled = [
        "Date",
        "From",
        "To",
        "Subject",
        "Message-ID",
        "List-Unsubscribe",
    ]
    .iter()
    .any(|name| {
        message
            .header_values(*name)
            .filter(|value| !matches!(value, HeaderValue::Empty))
            .count()
            > 1
    });
    must(!doubled, "a header stands twice");
    wrong
}
