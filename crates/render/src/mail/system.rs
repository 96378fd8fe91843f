//! Mails that somebody asked for by a button: a confirmation, a return, a step-up, a new address. One folder of templates each.
//! They carry one link and nothing else: no list headers, no content, no advertisement.

use super::compose::{Fields, Pieces, Rendered, assemble, encoded};
use super::error::RenderError;
use super::header;
use super::letter::{Footer, Letter, LetterKind, Mailbox};
use crate::language::Language;
use crate::templates::Templates;
use lagom_model::{Timestamp, Zone};
use minijinja::context;

/// What the mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SystemKind {
    /// Confirms a joining.
    Confirmation,
    /// Confirms a return.
    Return,
    /// Opens what only the owner of the address may do.
    StepUp,
    /// Confirms a new address.
    NewAddress,
}

impl SystemKind {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Confirmation,
        Self::Return,
        Self::StepUp,
        Self::NewAddress,
    ];

    /// The folder of its templates, under `mail`.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Return => "return",
            Self::StepUp => "step-up",
            Self::NewAddress => "new-address",
        }
    }
}

/// One such mail.
#[derive(Debug, Clone)]
pub struct SystemMail<'a> {
    /// What it is for.
    pub kind: SystemKind,
    /// Its language.
    pub language: Language,
    /// From whom.
    pub from: Mailbox,
    /// To whom.
    pub to: Mailbox,
    /// Where answers go, if not to `from`.
    pub reply_to: Option<Mailbox>,
    /// What `Date` says; never changes for a delivery.
    pub date: Timestamp,
    /// `<public id@domain>`; never changes for a delivery.
    pub message_id: String,
    /// The one link.
    pub link: String,
    /// Until when the link works.
    pub until: Timestamp,
    /// The zone in which that is said.
    pub zone: &'a Zone,
    /// The names of the newsletters that it is about.
    pub newsletters: Vec<&'a str>,
    /// The sender's postal address, in lines.
    pub address_block: Option<&'a str>,
}

/// The mail as people see it.
///
/// # Errors
/// [`RenderError`] if a template fails.
pub fn render_system(
    mail: &SystemMail<'_>,
    templates: &Templates,
) -> Result<Rendered, RenderError> {
    let languages = templates.languages();
    let sender = mail.from.name.as_deref().unwrap_or(&mail.from.address);
    let address = mail.address_block.unwrap_or_default().lines();
    let address: Vec<String> = address
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    let folder = mail.kind.folder();
    let view = |subject: &str| {
        context! {
            lang => mail.language.tag(),
            dir => languages.text(mail.language, "text-direction", &[]),
            subject,
            preheader => None::<&str>,
            link => mail.link.clone(),
            until => languages.moment(mail.language, mail.until, mail.zone),
            newsletters => mail.newsletters.join(", "),
            sender => sender.to_owned(),
            address => address.clone(),
        }
    };
    let file = |name: &str, subject: &str| {
        templates.render(&format!("mail/{folder}/{name}"), &view(subject))
    };
    let subject = header::clean(&file("subject.txt", "")?);
    Ok(Rendered {
        text: file("body.txt", &subject)?,
        html: file("body.html", &subject)?,
        subject,
    })
}

/// The bytes of the mail, as [`super::compose`] makes them.
///
/// # Errors
/// [`RenderError`] if a template fails, or a value cannot stand in its header.
pub fn compose_system(
    mail: &SystemMail<'_>,
    templates: &Templates,
) -> Result<Vec<u8>, RenderError> {
    let rendered = render_system(mail, templates)?;
    let letter = Letter {
        kind: LetterKind::Letter,
        language: mail.language,
        from: mail.from.clone(),
        to: mail.to.clone(),
        reply_to: mail.reply_to.clone(),
        subject: None,
        preheader: None,
        date: mail.date,
        message_id: mail.message_id.clone(),
        list: None,
        system: true,
        greeting_name: None,
        doubts: Vec::new(),
        silence: None,
        notice: None,
        remark: None,
        calendar: None,
        parts: Vec::new(),
        footer: Footer::default(),
    };
    assemble(
        &letter,
        Pieces {
            fields: Fields::of(&letter)?,
            subject: rendered.subject,
            text: encoded(&rendered.text)?,
            html: encoded(&rendered.html)?,
            calendar: None,
        },
    )
}

/// A sample of each kind; its people do not exist.
pub fn system_samples() -> Vec<(&'static str, SystemMail<'static>)> {
    let sample = |kind: SystemKind| SystemMail {
        kind,
        language: Language::ENGLISH,
        from: Mailbox {
            name: Some("The Example Press".to_owned()),
            address: "letters@example.org".to_owned(),
        },
        to: Mailbox {
            name: None,
            address: "ann@example.org".to_owned(),
        },
        reply_to: None,
        date: Timestamp(1_772_438_400_000),
        message_id: "<A000000000000000000000@example.org>".to_owned(),
        link: "https://letters.example.org/c/v1.k.c.A000000000000000000000.m".to_owned(),
        until: Timestamp(1_773_043_200_000),
        zone: &Zone::UTC,
        newsletters: vec!["Garden Notes", "The Workshop"],
        address_block: Some("1 Example Street\nRiga"),
    };
    SystemKind::ALL
        .into_iter()
        .map(|kind| (kind.folder(), sample(kind)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::inner_words;

    #[test]
    fn every_mail_is_whole_in_every_language() {
        let templates = Templates::embedded().unwrap();
        for (name, sample) in system_samples() {
            for language in Language::all() {
                let mail = SystemMail {
                    language,
                    ..sample.clone()
                };
                let rendered = render_system(&mail, &templates).unwrap();
                assert!(!rendered.subject.is_empty(), "{name}");
                for body in [&rendered.text, &rendered.html] {
                    assert!(body.contains(&mail.link), "{name} {language:?}: {body}");
                    assert!(body.contains("1 Example Street"), "{name}");
                    assert!(!body.contains("mail-"), "{name}: a text is missing: {body}");
                }
                assert_eq!(inner_words(&rendered.text), [""; 0], "{name}");
                assert_eq!(inner_words(&rendered.subject), [""; 0], "{name}");
                let others = Language::all().filter(|other| *other != language);
                for other in others {
                    let other = SystemMail {
                        language: other,
                        ..sample.clone()
                    };
                    let other = render_system(&other, &templates).unwrap();
                    assert_ne!(rendered.text, other.text, "{name} is not translated");
                }
            }
        }
    }

    #[test]
    fn a_system_mail_is_no_list_mail_and_says_that_a_machine_wrote_it() {
        let templates = Templates::embedded().unwrap();
        for (name, sample) in system_samples() {
            let bytes = compose_system(&sample, &templates).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let (headers, _) = text.split_once("\r\n\r\n").unwrap();
            assert!(headers.contains("Auto-Submitted: auto-generated"), "{name}");
            assert!(!headers.contains("List-"), "{name}");
            assert!(headers.contains(&sample.message_id), "{name}");
        }
    }
}
