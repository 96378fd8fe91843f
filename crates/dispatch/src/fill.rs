//! Filling: from a row that passed the gate to the message that goes. Pure but for what it holds;
//! the same row gives the same bytes.

use crate::contents::{ItemRef, PartContents, Shown};
use crate::library::Library;
use crate::naming::name;
use chrono::NaiveDate;
use lagom_links::{KeyRing, PageForm, Scope, Urls};
use lagom_model::{DeliveryKind, Form, PublicId, Timestamp, Zone};
use lagom_render::content::{minutes, needs_heading};
use lagom_render::dkim::Signers;
use lagom_render::mail::{
    Doubt, EditionPart, Footer, Letter, LetterItem, LetterKind, LetterPart, List, Mailbox, Press,
    Promise, Quiet, RenderError, compose,
};
use lagom_render::templates::Templates;
use lagom_smtp::{Address, AddressError, Outgoing, Permission, ReversePath};
use lagom_store::{
    Contact, Gated, IssueRow, Known, KnownPublication, KnownSender, Leaves, Pins, Silence,
};
use std::sync::Arc;

/// The revision of the embedded templates, pinned with each message. Raise it when they change.
pub const TEMPLATE_REVISION: u32 = 2;

/// Composes messages.
pub struct Filler {
    /// Templates, with the catalogues of languages.
    pub templates: Templates,
    /// Where the pages stand.
    pub urls: Urls,
    /// The keys that sign links.
    pub keys: Arc<KeyRing>,
    /// Senders and publications.
    pub known: Arc<Known>,
    /// The keys that sign messages.
    pub signers: Arc<Signers>,
}

/// Whose address stands behind `To`.
const RECIPIENT: &str = "recipient";

/// Why a message could not be composed.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// The templates refused it.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// An address cannot stand in an envelope.
    #[error("the address of the {whose} cannot be used: {error}")]
    Address {
        /// Whose address it is.
        whose: &'static str,
        /// What is wrong with it.
        error: AddressError,
    },
    /// Something that the row names is not there.
    #[error("its {0} is not there")]
    Missing(&'static str),
}

impl FillError {
    /// Whether it is the reader's address that cannot be written to: no other letter fails for that.
    pub(crate) fn is_the_recipients(&self) -> bool {
        matches!(
            self,
            Self::Render(RenderError::Address { field: "To" })
                | Self::Address {
                    whose: RECIPIENT,
                    ..
                }
        )
    }
}

/// To whom and when: what a letter needs of its row.
#[derive(Debug, Clone)]
pub struct Fill<'a> {
    /// The delivery's public id, which Message-ID and the one-click link derive from.
    pub public_id: PublicId,
    /// The sender.
    pub sender: &'a KnownSender,
    /// Where it goes.
    pub contact: &'a Contact,
    /// The zone of its dates.
    pub zone: &'a Zone,
    /// The language asked for (BCP 47).
    pub language: &'a str,
    /// Date.
    pub date: Timestamp,
    /// Which letter in how long this is.
    pub count: Option<(u32, u32, u32)>,
    /// Letters that may not have arrived: date, and the issue that can be read instead.
    pub doubts: Vec<(Timestamp, Option<PublicId>)>,
    /// A letter, or a test of one.
    pub kind: LetterKind,
    /// The long time without a letter that it has to explain.
    pub silence: Option<Silence>,
    /// Whether it asks how it is.
    pub asks: bool,
}

impl Filler {
    /// The id of the key that signs links now.
    pub fn key(&self) -> &str {
        self.keys.newest().id()
    }

    /// The message of a row that passed the gate.
    ///
    /// # Errors
    /// [`FillError`]: a template failed, or something the row names is gone.
    pub fn fill(
        &self,
        gated: &Gated,
        contents: &[PartContents],
        library: &Library,
        press: &Press,
        permission: Permission,
    ) -> Result<Outgoing, FillError> {
        let case = &gated.case;
        if let Some(asked) = &case.delivery.service {
            return self.service(gated, asked, permission);
        }
        let pins = pins(gated).ok_or(FillError::Missing("pinned content"))?;
        let kind = match case.delivery.kind {
            DeliveryKind::Event => LetterKind::Event,
            _ => LetterKind::Letter,
        };
        let sender = self.known.sender(case.delivery.sender);
        let contact = case.contact.as_ref().ok_or(FillError::Missing("address"))?;
        let fill = Fill {
            public_id: case.delivery.public_id,
            sender: sender.ok_or(FillError::Missing("sender"))?,
            contact,
            zone: &case.person.zone,
            language: &pins.language,
            date: pins.date,
            count: pins.count,
            doubts: case
                .doubts
                .iter()
                .filter(|doubt| pins.notes.contains(&doubt.delivery))
                .map(|doubt| (doubt.date, doubt.issue))
                .collect(),
            kind,
            silence: pins.silence,
            asks: pins.asks,
        };
        let mut letter = self.letter(&fill, contents, library)?;
        if kind == LetterKind::Event {
            crate::event_fill::tell(&fill, &case.delivery, contents, library, &mut letter);
        }
        let stage = case.delivery.tells.first().map(|tell| tell.stage);
        let name = name(case.delivery.sender, stage, contents, &pins.revisions);
        let bytes = press.compose(&letter, &name, &self.templates)?;
        self.enveloped(&letter.to.address, fill.sender, bytes, permission)
    }

    /// A letter in its envelope.
    ///
    /// # Errors
    /// [`FillError`].
    pub fn outgoing(
        &self,
        letter: &Letter<'_>,
        sender: &KnownSender,
        permission: Permission,
    ) -> Result<Outgoing, FillError> {
        let bytes = compose(letter, &self.templates)?;
        self.enveloped(&letter.to.address, sender, bytes, permission)
    }

    /// A finished message, signed and in its envelope.
    ///
    /// # Errors
    /// [`FillError::Address`].
    pub(crate) fn enveloped(
        &self,
        to: &str,
        sender: &KnownSender,
        bytes: Vec<u8>,
        permission: Permission,
    ) -> Result<Outgoing, FillError> {
        let def = &sender.def;
        let bounce = def.bounce_address.as_deref().unwrap_or(&def.from);
        let from: ReversePath = address(bounce, "sender")?.into();
        let to = address(to, RECIPIENT)?;
        let bytes = self.signers.sign(&def.from, bytes);
        Ok(Outgoing::permitted(from, to, bytes, permission))
    }

    /// The letter that these contents make.
    ///
    /// # Errors
    /// [`FillError::Missing`] if an issue or a publication is not there.
    pub fn letter<'l>(
        &'l self,
        fill: &Fill<'l>,
        contents: &[PartContents],
        library: &'l Library,
    ) -> Result<Letter<'l>, FillError> {
        let stop = self.keys.sign(Scope::Unsubscribe, fill.public_id);
        let stop_url = self.urls.unsubscribe(&stop);
        let mut parts = Vec::with_capacity(contents.len());
        for part in contents {
            parts.push(self.part(fill, part, library, &stop_url)?);
        }
        let def = &fill.sender.def;
        let domain = def.from.rsplit('@').next().unwrap_or_default();
        let mailbox = def.unsubscribe_mailbox.as_deref();
        let (name, key) = self.list_of(fill.sender, contents);
        let browser = match parts.as_slice() {
            [LetterPart { editions, .. }] => match editions.as_slice() {
                [only] => Some(only.web_url.clone()),
                _ => None,
            },
            _ => None,
        };
        let change = self.keys.sign(Scope::Preferences, fill.contact.link);
        let change_url = self.urls.preferences(&change);
        let doubts = fill.doubts.iter().map(|(date, issue)| Doubt {
            date: fill.zone.date(*date),
            url: issue.map_or_else(
                || change_url.clone(),
                |issue| self.urls.issue(issue, PageForm::Full),
            ),
        });
        Ok(Letter {
            kind: fill.kind,
            language: self.templates.languages().pick(&[fill.language]),
            from: Mailbox {
                name: Some(def.name.clone()),
                address: def.from.clone(),
            },
            to: Mailbox {
                name: fill.contact.name.clone(),
                address: fill.contact.address.clone(),
            },
            reply_to: def.reply_to.clone().map(|address| Mailbox {
                name: None,
                address,
            }),
            subject: None,
            preheader: None,
            date: fill.date,
            message_id: format!("<{}@{domain}>", fill.public_id),
            list: Some(List {
                name,
                key,
                domain: def.list_domain.clone(),
                unsubscribe_mailto: mailbox
                    .map(|mailbox| Urls::unsubscribe_by_mail(mailbox, &stop)),
                unsubscribe_https: stop_url,
            }),
            system: false,
            greeting_name: None,
            doubts: doubts.collect(),
            silence: fill.silence.map(|silence| Quiet {
                since: fill.zone.date(silence.since),
                paused_until: silence.paused_until,
            }),
            notice: None,
            remark: None,
            calendar: None,
            parts,
            footer: Footer {
                change_url: change_url.clone(),
                why_url: Some(self.urls.why(&change, fill.public_id)),
                browser_url: browser,
                address_block: def.address_block.clone(),
                promise: fill
                    .count
                    .map(|(number, most, days)| Promise { number, most, days }),
                choice_named: None,
                feedback_url: fill.asks.then(|| {
                    let token = self.keys.sign(Scope::Feedback, fill.public_id);
                    self.urls.feedback(&token)
                }),
            },
        })
    }

    /// The list a letter belongs to: its publication's, or in a combined letter the sender's.
    fn list_of(&self, sender: &KnownSender, contents: &[PartContents]) -> (String, String) {
        match contents {
            [only] => self
                .known
                .publication(only.publication)
                .map(|one| (one.def.name.clone(), one.def.key.clone())),
            _ => None,
        }
        .unwrap_or_else(|| (sender.def.name.clone(), sender.def.key.clone()))
    }

    fn part<'l>(
        &'l self,
        fill: &Fill<'_>,
        part: &PartContents,
        library: &'l Library,
        stop_url: &str,
    ) -> Result<LetterPart<'l>, FillError> {
        let publication = self.known.publication(part.publication);
        let publication = publication.ok_or(FillError::Missing("publication"))?;
        let newest = part.items.iter().map(|item| item.issue).max();
        let mut editions: Vec<EditionPart<'l>> = Vec::new();
        for (first, items) in by_issue(part) {
            let issue = library
                .issue(first.issue)
                .ok_or(FillError::Missing("issue"))?;
            let carried = first.carried && items.iter().all(|item| item.carried);
            let earlier = carried || (part.waited && Some(first.issue) != newest);
            let mut edition = self.edition(fill, publication, part.form, issue, &items);
            edition.earlier = earlier;
            let behind = part.linked.iter().filter(|item| item.issue == first.issue);
            link_behind(&mut edition, publication, issue, behind);
            editions.push(edition);
        }
        editions.sort_by_key(|edition| edition.earlier);
        Ok(LetterPart {
            publication: &publication.def.name,
            form: part.form,
            stop_url: format!("{stop_url}?n={}", publication.def.key),
            editions,
        })
    }

    fn edition<'l>(
        &self,
        fill: &Fill<'_>,
        publication: &'l KnownPublication,
        form: Form,
        issue: &'l IssueRow,
        items: &[ItemRef],
    ) -> EditionPart<'l> {
        let edition = &*issue.edition;
        let mut shown = Vec::with_capacity(items.len());
        let mut behind = Vec::new();
        for item in items {
            let Some(content) = edition.items.get(item.position as usize) else {
                continue;
            };
            let block = match (item.shown, form) {
                (Shown::Title, _) => None,
                (Shown::Short, _) | (Shown::AsPart, Form::Short) => content.short.as_ref(),
                (Shown::AsPart, Form::Full | Form::Events) => Some(&content.full),
            };
            if block.is_none() {
                behind.push(item);
                if item.shown == Shown::AsPart {
                    continue;
                }
            }
            // A bullet says its title itself and stands under its topic's name.
            let says_title = block.is_some_and(|block| block.words > 0);
            let heading = needs_heading(content, &publication.def) || !says_title;
            shown.push(LetterItem {
                section: (!heading).then(|| topic_name(publication, &content.topic)),
                group: content.group.as_deref().filter(|_| !heading),
                title: &content.title,
                heading,
                link: content.link.as_deref(),
                language: content.language.as_deref(),
                block,
                event: self.event_lines(fill, (publication, issue), item, content),
            });
        }
        let mut part = EditionPart {
            title: &issue.title,
            date: date_of(issue, fill.zone),
            web_url: self.urls.issue(issue.public_id, PageForm::Full),
            earlier: false,
            intro: (form == Form::Full && edition.intro.words > 0).then_some(&edition.intro),
            items: shown,
            linked: 0,
            linked_minutes: 0,
        };
        link_behind(&mut part, publication, issue, behind.into_iter());
        part
    }
}

/// A part's items in runs of one issue each, in the order in which the issues came, each as it was written and with the first
/// of its items. An issue of which everything is one link away has a run too, with nothing to show: else what
/// is behind its link would be behind none.
fn by_issue(part: &PartContents) -> Vec<(ItemRef, Vec<ItemRef>)> {
    let mut runs: Vec<(ItemRef, Vec<ItemRef>)> = Vec::new();
    let shown = part.items.iter().map(|item| (item, true));
    let linked = part.linked.iter().map(|item| (item, false));
    for (item, is_shown) in shown.chain(linked) {
        let place = runs.iter().position(|(first, _)| first.issue == item.issue);
        let place = place.unwrap_or_else(|| {
            runs.push((*item, Vec::new()));
            runs.len() - 1
        });
        if let Some((_, items)) = runs.get_mut(place).filter(|_| is_shown) {
            items.push(*item);
        }
    }
    for (_, items) in &mut runs {
        items.sort_by_key(|item| item.seq);
    }
    // An event that was listed again stands with its newest issue, and must not pull that forward.
    runs.sort_by_key(|(first, _)| first.visible_at);
    runs
}

/// Counts items that are one link away, and what reading them takes.
fn link_behind<'i>(
    part: &mut EditionPart<'_>,
    publication: &KnownPublication,
    issue: &IssueRow,
    items: impl Iterator<Item = &'i ItemRef>,
) {
    let language = issue
        .edition
        .language
        .as_deref()
        .unwrap_or(&publication.def.language);
    let mut words = 0;
    for item in items {
        part.linked += 1;
        let content = issue.edition.items.get(item.position as usize);
        words += content.map_or(0, |content| content.full.words);
    }
    part.linked_minutes += minutes(words, language);
}

fn topic_name<'p>(publication: &'p KnownPublication, topic: &str) -> &'p str {
    publication.def.topic(topic).map_or("", |one| &one.name)
}

fn date_of(issue: &IssueRow, zone: &Zone) -> Option<NaiveDate> {
    issue
        .edition
        .date
        .or_else(|| issue.publish_at.map(|at| zone.date(at)))
}

/// What a row that goes is pinned to.
pub(crate) fn pins(gated: &Gated) -> Option<&Pins> {
    match &gated.verdict.leaves {
        Leaves::Sending { pins, .. } => Some(pins),
        _ => None,
    }
}

fn address(text: &str, whose: &'static str) -> Result<Address, FillError> {
    text.parse()
        .map_err(|error| FillError::Address { whose, error })
}
