//! Preview and test: an issue's letter before anybody else gets it. Nothing here touches the ledger.

use crate::Installation;
use lagom_dispatch::{
    EventRef, Fill, FillError, Filler, ItemRef, Library, PartContents, Shown, put_right,
};
use lagom_model::{Form, ItemKind};
use lagom_render::mail::{LetterKind, RenderError, Rendered, render};
use lagom_smtp::{Permission, SendOutcome, Transport};
use lagom_store::{Contact, Corrected, IssueRow};

/// Why there is nothing to see.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The letter cannot be composed.
    #[error(transparent)]
    Fill(#[from] FillError),
    /// The templates refused it.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The form would be empty.
    #[error("`{title}` brings nothing in the form `{form}`")]
    Empty {
        /// The issue's title.
        title: String,
        /// The form's name.
        form: &'static str,
    },
}

/// The letter of an issue in a form, as a reader of all topics would see it.
///
/// # Errors
/// [`PreviewError`].
pub fn preview(
    installation: &Installation,
    filler: &Filler,
    issue: &IssueRow,
    form: Form,
) -> Result<Rendered, PreviewError> {
    let to = "reader@example.org";
    with_letter(
        installation,
        filler,
        &LetterOf { issue, wrong: None },
        (form, LetterKind::Letter),
        to,
        |letter| Ok(render(letter, &filler.templates)?),
    )
}

/// The message to a reader of all topics who was brought what a correction puts right.
///
/// # Errors
/// [`PreviewError`].
pub fn correction(
    installation: &Installation,
    filler: &Filler,
    corrected: &Corrected,
) -> Result<Rendered, PreviewError> {
    let issue = &corrected.issue;
    let kind = (Form::Full, LetterKind::Event);
    let to = "reader@example.org";
    let letter = LetterOf {
        issue,
        wrong: Some(&corrected.wrong),
    };
    with_letter(installation, filler, &letter, kind, to, |letter| {
        Ok(render(letter, &filler.templates)?)
    })
}

/// Sends the letter of an issue to one address, marked as a test.
///
/// # Errors
/// [`PreviewError`] if there is no letter to send; how sending ended is the answer.
pub async fn test(
    installation: &Installation,
    filler: &Filler,
    transport: &dyn Transport,
    issue: &IssueRow,
    form: Form,
    to: &str,
) -> Result<SendOutcome, PreviewError> {
    let publication = installation.known.publication(issue.publication);
    let sender = publication.and_then(|one| installation.known.sender(one.sender));
    let sender = sender.ok_or(FillError::Missing("sender"))?;
    let kind = (form, LetterKind::Test);
    let letter = LetterOf { issue, wrong: None };
    let mail = with_letter(installation, filler, &letter, kind, to, |letter| {
        Ok(filler.outgoing(letter, sender, Permission::unlimited())?)
    })?;
    Ok(transport.send(mail).await)
}

/// What a letter is made of.
struct LetterOf<'a> {
    issue: &'a IssueRow,
    /// Positions of the items that a correction puts right; `None`: the issue's own letter.
    wrong: Option<&'a [u32]>,
}

fn with_letter<T>(
    installation: &Installation,
    filler: &Filler,
    LetterOf { issue, wrong }: &LetterOf<'_>,
    (form, kind): (Form, LetterKind),
    to: &str,
    show: impl FnOnce(&lagom_render::mail::Letter<'_>) -> Result<T, PreviewError>,
) -> Result<T, PreviewError> {
    let publication = installation.known.publication(issue.publication);
    let publication = publication.ok_or(FillError::Missing("publication"))?;
    let sender = installation.known.sender(publication.sender);
    let contact = Contact {
        id: 0,
        revision: 0,
        address: to.to_owned(),
        name: None,
        link: installation.ids.public_id(),
    };
    let now = installation.clock.now();
    let fill = Fill {
        public_id: installation.ids.public_id(),
        sender: sender.ok_or(FillError::Missing("sender"))?,
        contact: &contact,
        zone: &publication.def.zone,
        language: &publication.def.language,
        date: now,
        count: None,
        doubts: Vec::new(),
        kind,
        silence: None,
        asks: false,
    };
    let mut contents = contents(issue, form).ok_or_else(|| PreviewError::Empty {
        title: issue.title.clone(),
        form: form.name(),
    })?;
    if let Some(wrong) = wrong {
        contents.items.retain(|item| wrong.contains(&item.position));
    }
    let (contents, library) = ([contents], Library::of([(*issue).clone()]));
    let mut letter = filler.letter(&fill, &contents, &library)?;
    if wrong.is_some() {
        put_right(&contents, &library, &mut letter);
    }
    show(&letter)
}

/// All items of an issue that a form takes.
fn contents(issue: &IssueRow, form: Form) -> Option<PartContents> {
    let items = issue.edition.items.iter().zip(0..);
    let items: Vec<ItemRef> = items
        .filter(|(item, _)| form != Form::Events || item.kind == ItemKind::Event)
        .map(|(item, position)| ItemRef {
            seq: i64::from(position) + 1,
            issue: issue.id,
            position,
            visible_at: issue.added_at,
            carried: false,
            class: item.kind.class(),
            shown: Shown::AsPart,
            // Events have no key before they are out: the links beside them lead nowhere yet.
            event: (item.kind == ItemKind::Event).then_some(EventRef {
                key: i64::from(position),
                moved: false,
            }),
        })
        .collect();
    (!items.is_empty()).then(|| PartContents {
        publication: issue.publication,
        form,
        waited: false,
        items,
        linked: Vec::new(),
        events: Vec::new(),
    })
}
