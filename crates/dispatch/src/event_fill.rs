//! What a message says of an event besides its text: when and where it is, a file for the calendar, the
//! page that reminds. Pure.

use crate::contents::{ItemRef, PartContents};
use crate::fill::{Fill, Filler};
use crate::library::Library;
use lagom_links::Scope;
use lagom_model::{Block, EventStage, EventStart, ItemContent, Timestamp};
use lagom_render::calendar::{CalendarEvent, Method, calendar_file};
use lagom_render::content::needs_heading;
use lagom_render::content::when::{self, When};
use lagom_render::mail::{CalendarFile, EventLines, Letter, LetterItem, LetterKind};
use lagom_store::{DeliveryRow, IssueRow, KnownPublication};

impl Filler {
    /// The lines of an item, if it is an event. What a bullet's own text shows in its author's way, a date or a time on the
    /// reader's own clock, is not said again.
    pub(crate) fn event_lines<'l>(
        &self,
        fill: &Fill<'_>,
        (publication, issue): (&KnownPublication, &IssueRow),
        item: &ItemRef,
        content: &'l ItemContent,
    ) -> Option<EventLines<'l>> {
        let told = told(content);
        let (host, reader) = (publication.def.zone.clone(), fill.zone.clone());
        let Some(event) = item.event else {
            return Some(EventLines::of_text(told?, host, reader));
        };
        let titled = needs_heading(content, &publication.def);
        let says_it = match content.starts {
            Some(EventStart::At(at)) => host.local(at) == reader.local(at),
            Some(EventStart::On(_)) | None => true,
        };
        let says_date = !titled && says_it;
        let alone = fill.kind == LetterKind::Event;
        let starts = content
            .starts
            .filter(|_| !says_date || event.moved || alone);
        let comes = content.starts.is_some_and(|starts| {
            !content.cancelled && starts.begins(&publication.def.zone) > fill.date
        });
        let remind = || {
            let token = self.keys.sign(Scope::Remind, fill.contact.link);
            self.urls.remind(&token, event.key)
        };
        let calendar = || self.urls.calendar(issue.public_id, item.position);
        Some(EventLines {
            when: told.or(starts.map(|starts| When::of(starts, content.ends))),
            place: content.place.as_deref().filter(|_| titled || alone),
            host,
            reader,
            moved: event.moved && !content.cancelled,
            cancelled: content.cancelled,
            calendar_url: comes.then(calendar),
            remind_url: comes.then(remind),
        })
    }
}

/// When an event is, if its text has the place for it. A text that has its time in its author's words tells but the date.
fn told(content: &ItemContent) -> Option<When> {
    let told = when::told(&content.full)?;
    let all = match content.starts {
        Some(EventStart::At(at)) => told.instant() == Some(at),
        Some(EventStart::On(_)) | None => true,
    };
    all.then_some(told)
}

/// Makes a message of a letter's parts that tells of events: what is said of them, each under its own
/// title, with a file for the calendar.
pub(crate) fn tell<'l>(
    fill: &Fill<'_>,
    row: &DeliveryRow,
    contents: &[PartContents],
    library: &'l Library,
    letter: &mut Letter<'l>,
) {
    let stage = row.tells.first().map(|tell| tell.stage);
    if stage == Some(EventStage::Corrected) {
        return put_right(contents, library, letter);
    }
    letter.notice = Some(stage.unwrap_or(EventStage::Announced));
    letter.footer.browser_url = None;
    let items = letter.parts.iter_mut().flat_map(|part| &mut part.editions);
    for edition in items {
        edition.intro = None;
        for item in &mut edition.items {
            shorten(item, stage);
        }
    }
    letter.calendar = calendar(fill, stage, contents, library);
}

/// Makes it a correction: what was wrong as it reads now, with the operator's word on it. The introduction comes along only if it
/// was wrong.
pub fn put_right<'l>(contents: &[PartContents], library: &'l Library, letter: &mut Letter<'l>) {
    letter.notice = Some(EventStage::Corrected);
    letter.footer.browser_url = None;
    let items = contents.iter().flat_map(|part| &part.items);
    let mut issues = items.filter_map(|item| library.issue(item.issue));
    let corrected = issues.find_map(|issue| Some((issue, issue.corrected.as_ref()?)));
    let Some((issue, corrected)) = corrected else {
        return;
    };
    letter.remark = corrected.because.as_deref();
    let same = issue.edition.intro == corrected.before.intro;
    let editions = letter.parts.iter_mut().flat_map(|part| &mut part.editions);
    for edition in editions {
        edition.intro = edition.intro.filter(|_| !same);
    }
}

/// One file with all events of the message.
fn calendar(
    fill: &Fill<'_>,
    stage: Option<EventStage>,
    contents: &[PartContents],
    library: &Library,
) -> Option<CalendarFile> {
    let def = &fill.sender.def;
    let items = contents.iter().flat_map(|part| &part.items);
    let events: Vec<CalendarEvent<'_>> = items
        .filter_map(|item| {
            let issue = library.issue(item.issue)?;
            let content = issue.edition.items.get(item.position as usize)?;
            let key = item.event?.key;
            calendar_event(content, key, item.visible_at, &def.list_domain)
        })
        .collect();
    let method = match stage {
        Some(EventStage::Cancelled) => Method::Cancel,
        _ => Method::Publish,
    };
    let organiser = (def.name.as_str(), def.from.as_str());
    (!events.is_empty()).then(|| CalendarFile {
        method,
        text: calendar_file(method, organiser, fill.date, &events),
    })
}

/// An event as calendar files tell of it; `None`: its start is not known.
pub fn calendar_event<'c>(
    content: &'c ItemContent,
    key: i64,
    visible_at: Timestamp,
    domain: &str,
) -> Option<CalendarEvent<'c>> {
    Some(CalendarEvent {
        uid: CalendarEvent::uid_of(key, domain),
        sequence: CalendarEvent::sequence_of(visible_at),
        title: &content.title,
        text: when::without(&content.full.text),
        link: content.link.as_deref(),
        place: content.place.as_deref(),
        starts: content.starts?,
        ends: content.ends,
        cancelled: content.cancelled,
    })
}

/// Of a bullet, its title stands above and its date and place below: its text is shown only if it says
/// more. Of what was called off, nothing more is said.
fn shorten(item: &mut LetterItem<'_>, stage: Option<EventStage>) {
    let says_more = |block: &&Block| block.html.matches("<p>").count() > 1;
    if stage == Some(EventStage::Cancelled) {
        item.block = None;
    } else if !item.heading {
        item.block = item.block.filter(says_more);
        // The block brings the link, and the place.
        item.link = item.link.filter(|_| item.block.is_none());
        let place = item.event.as_mut().map(|event| &mut event.place);
        if let (Some(_), Some(place)) = (item.block, place) {
            *place = None;
        }
    }
    if let Some(event) = &mut item.event {
        let reminder = stage.is_some_and(EventStage::is_reminder);
        event.moved = false;
        event.cancelled = false;
        if reminder {
            event.remind_url = None;
        }
        // The file is attached.
        event.calendar_url = None;
    }
}
