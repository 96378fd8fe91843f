//! What a letter is made of, before it has a look. Plain data: the content is borrowed, so that one
//! edition serves a hundred thousand letters.

use crate::calendar::Method;
use crate::content::when::When;
use crate::language::Language;
use chrono::NaiveDate;
use lagom_model::{Block, EventStage, Form, Timestamp, Zone};

/// A name and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name that mail programs show, if any. Line breaks and control characters become spaces.
    pub name: Option<String>,
    /// `local@domain`, ASCII.
    pub address: String,
}

/// Which folder of templates renders it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterKind {
    /// The letter itself.
    Letter,
    /// A message about events: its parts bring nothing else, and it says its [`Letter::notice`].
    Event,
    /// The same, for the operator's eyes, marked as a test.
    Test,
}

/// One message to one person.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// Which templates render it.
    pub kind: LetterKind,
    /// The language of the frame.
    pub language: Language,
    /// From whom.
    pub from: Mailbox,
    /// To whom.
    pub to: Mailbox,
    /// Where answers go, if not to `from`.
    pub reply_to: Option<Mailbox>,
    /// The subject; `None`: made from the parts' titles.
    pub subject: Option<String>,
    /// What mail programs show behind the subject; `None`: made from the items' titles.
    pub preheader: Option<String>,
    /// What `Date` says; never changes for a delivery.
    pub date: Timestamp,
    /// `<public id@domain>`; never changes for a delivery.
    pub message_id: String,
    /// The list headers; `None` on service mail.
    pub list: Option<List>,
    /// Whether a machine answers or informs of itself: sets `Auto-Submitted` (RFC 3834). Letters that
    /// somebody wrote are not.
    pub system: bool,
    /// By what name the person is greeted, if at all.
    pub greeting_name: Option<String>,
    /// Letters that may not have arrived.
    pub doubts: Vec<Doubt>,
    /// The long time without a letter that it explains.
    pub silence: Option<Quiet>,
    /// What a message about events says of them.
    pub notice: Option<EventStage>,
    /// What the operator adds to it: what was wrong, in a correction.
    pub remark: Option<&'a str>,
    /// A file for the reader's calendar.
    pub calendar: Option<CalendarFile>,
    /// What it brings; more than one part makes a combined letter.
    pub parts: Vec<LetterPart<'a>>,
    /// What stands below everything.
    pub footer: Footer,
}

/// The list a letter belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The name that mail programs show.
    pub name: String,
    /// The first label of its id: lower-case letters, digits and dashes.
    pub key: String,
    /// The rest of its id, such as `news.example.org`; key and domain are for ever (RFC 2919 §5).
    pub domain: String,
    /// The one-click address (RFC 8058); its path carries the token.
    pub unsubscribe_https: String,
    /// `mailto:…?subject=…` (RFC 2369), if there is a mailbox that reads it.
    pub unsubscribe_mailto: Option<String>,
}

/// A letter that may not have arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Its date, where the reader is.
    pub date: NaiveDate,
    /// Where it can be read.
    pub url: String,
}

/// A long time without a letter, in dates of the reader's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// The date of the last letter.
    pub since: NaiveDate,
    /// The date on which a pause ended meanwhile.
    pub paused_until: Option<NaiveDate>,
}

/// What a letter brings of one publication.
#[derive(Debug, Clone)]
pub struct LetterPart<'a> {
    /// The publication's name.
    pub publication: &'a str,
    /// In which form.
    pub form: Form,
    /// Stops this publication alone; shown in combined letters.
    pub stop_url: String,
    /// The editions, newest content first or in order, as the planner says; those marked
    /// [`EditionPart::earlier`] last.
    pub editions: Vec<EditionPart<'a>>,
}

/// What a part brings of one edition.
#[derive(Debug, Clone)]
pub struct EditionPart<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its date, if it shows one.
    pub date: Option<NaiveDate>,
    /// Its public page.
    pub web_url: String,
    /// Whether there was no room for it before: it stands under "Earlier".
    pub earlier: bool,
    /// What stands before its first item, if it is shown.
    pub intro: Option<&'a Block>,
    /// Its items, in order.
    pub items: Vec<LetterItem<'a>>,
    /// How many items are one link away.
    pub linked: u32,
    /// What reading them takes, in minutes; 0: not said.
    pub linked_minutes: u32,
}

/// One item, in the form that is shown.
#[derive(Debug, Clone)]
pub struct LetterItem<'a> {
    /// A heading that it shares with its neighbours, such as its topic's name; shown where it changes.
    pub section: Option<&'a str>,
    /// A sub-heading that it shares with its neighbours, such as a region; shown where it changes.
    pub group: Option<&'a str>,
    /// Its title.
    pub title: &'a str,
    /// Whether the title stands above the block; `false`: the block says it itself.
    pub heading: bool,
    /// Where the title leads.
    pub link: Option<&'a str>,
    /// Its language (BCP 47), if it differs from the letter's.
    pub language: Option<&'a str>,
    /// Its text, full or short; `None`: the title alone.
    pub block: Option<&'a Block>,
    /// What is said of it besides, if it is an event.
    pub event: Option<EventLines<'a>>,
}

/// What is said of an event besides its text.
#[derive(Debug, Clone)]
pub struct EventLines<'a> {
    /// When it is. A text that tells just this has it in its place ([`crate::content::when`]); any other has it below.
    pub when: Option<When>,
    /// Where it takes place, if its text does not say so.
    pub place: Option<&'a str>,
    /// The zone of who holds it.
    pub host: Zone,
    /// The reader's zone.
    pub reader: Zone,
    /// Whether an earlier letter gave another start.
    pub moved: bool,
    /// Whether it was called off.
    pub cancelled: bool,
    /// A file for the reader's calendar.
    pub calendar_url: Option<String>,
    /// The page with the button "remind me".
    pub remind_url: Option<String>,
}

impl EventLines<'_> {
    /// Those of an event of which nothing is said but when it is, in its text.
    pub const fn of_text(when: When, host: Zone, reader: Zone) -> Self {
        Self {
            when: Some(when),
            place: None,
            host,
            reader,
            moved: false,
            cancelled: false,
            calendar_url: None,
            remind_url: None,
        }
    }
}

/// A file for the reader's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFile {
    /// What it does there.
    pub method: Method,
    /// The file.
    pub text: String,
}

/// What stands below everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Footer {
    /// The preference page.
    pub change_url: String,
    /// The page that says why this letter came.
    pub why_url: Option<String>,
    /// The letter's public page.
    pub browser_url: Option<String>,
    /// The sender's postal address, in lines.
    pub address_block: Option<String>,
    /// Which of how many letters this is.
    pub promise: Option<Promise>,
    /// A change of choice since the last letter, as a phrase such as "Garden Notes once a month".
    pub choice_named: Option<String>,
    /// The page that asks whether it is too much, right or too little, without the answer.
    pub feedback_url: Option<String>,
}

/// "Letter 3 of at most 6 in four weeks."
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// Which letter this is, counted from 1.
    pub number: u32,
    /// At most so many.
    pub most: u32,
    /// In so many days.
    pub days: u32,
}

impl LetterPart<'_> {
    /// The editions that are not [`EditionPart::earlier`]; if all are, all.
    pub(super) fn current(&self) -> Vec<&EditionPart<'_>> {
        let new: Vec<_> = self.editions.iter().filter(|it| !it.earlier).collect();
        if new.is_empty() {
            self.editions.iter().collect()
        } else {
            new
        }
    }
}
