//! Events as readers meet them: the page with the buttons that remind, and the file for a calendar.
//! Looking changes nothing. It never says who else is interested.

use crate::Installation;
use crate::preferences::{PreferenceError, mask};
use lagom_dispatch::calendar_event;
use lagom_links::Scope;
use lagom_model::{EventStart, ItemContent, Lead, PublicId, Stop, StopCause, Timestamp, Zone};
use lagom_render::calendar::{Method, calendar_file};
use lagom_scheduler::reminder_due;
use lagom_store::{
    By, EventListing, IssueState, KnownPublication, Person, RemindChange, Reminder, ReminderState,
    StoreError,
};

/// What the page of an event shows to one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventView {
    /// The masked address, if there is one.
    pub address: Option<String>,
    /// The person's language (BCP 47).
    pub language: String,
    /// The newsletter's name.
    pub newsletter: String,
    /// The event's title.
    pub title: String,
    /// Its page.
    pub link: Option<String>,
    /// Where it takes place.
    pub place: Option<String>,
    /// When it starts.
    pub starts: Option<EventStart>,
    /// The zone of who holds it.
    pub host: Zone,
    /// The reader's zone.
    pub reader: Zone,
    /// Whether it was called off.
    pub cancelled: bool,
    /// Whether it has begun.
    pub begun: bool,
    /// Whether the reader still gets the newsletter: else nobody reminds them.
    pub reachable: bool,
    /// The reminders that there can be.
    pub reminders: Vec<ReminderView>,
    /// The address of the calendar file: the issue, and the position in it.
    pub calendar: (PublicId, u32),
    /// The token of the person's preference page.
    pub preferences: String,
}

/// A reminder that there can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReminderView {
    /// How long before the start.
    pub lead: Lead,
    /// When it would come.
    pub due_at: Timestamp,
    /// Whether it is switched on.
    pub set: bool,
}

/// What the page of an event shows. Changes nothing.
///
/// # Errors
/// [`PreferenceError`] for a bad link, an unknown event, and for any failure of the store.
pub async fn look(
    house: &Installation,
    token: &str,
    event: &str,
) -> Result<EventView, PreferenceError> {
    let found = found(house, token, event).await?;
    let reminders = house.store.reminders(found.person.id).await?;
    Ok(found.view(house, &reminders))
}

/// Switches a reminder on or off. Whether that changed anything.
///
/// # Errors
/// [`PreferenceError`] for a bad link, an unknown event, a reminder that cannot come any more, and for any
/// failure of the store.
pub async fn remind(
    house: &Installation,
    token: &str,
    event: &str,
    lead: Lead,
    wanted: bool,
) -> Result<bool, PreferenceError> {
    let found = found(house, token, event).await?;
    let view = found.view(house, &[]);
    let mut possible = view.reminders.iter();
    let due_at = possible.find(|one| one.lead == lead).map(|one| one.due_at);
    let until = found.listing.listing.expires_at;
    let due = due_at.zip(until).filter(|_| wanted);
    if wanted && due.is_none() {
        return Err(PreferenceError::Gone);
    }
    let change = RemindChange {
        subscriber: found.person.id,
        key: found.listing.listing.key,
        lead,
        publication: found.listing.publication,
        due,
        at: house.clock.now(),
    };
    Ok(house.store.remind(&change).await?)
}

/// The calendar file of an event that an issue lists, as the newest issue tells of it; `None`: there is
/// no such event.
///
/// # Errors
/// Any failure of the store.
pub async fn calendar(
    house: &Installation,
    issue: PublicId,
    position: u32,
) -> Result<Option<String>, StoreError> {
    let Some(row) = house.store.issue(issue).await? else {
        return Ok(None);
    };
    if row.state != IssueState::Published {
        return Ok(None);
    }
    let listings = house.store.listings(row.publication, 0).await?;
    let mut listed = listings.iter();
    let listed = listed.find(|one| one.issue == row.id && one.position == position);
    let Some(key) = listed.map(|one| one.key) else {
        return Ok(None);
    };
    let mut newest = house.store.event(key).await?;
    newest.retain(|one| one.publication == row.publication);
    let Some(newest) = newest.pop() else {
        return Ok(None);
    };
    let (Some(content), Some(publication)) = (
        content(house, &newest).await?,
        house.known.publication(row.publication),
    ) else {
        return Ok(None);
    };
    let Some(sender) = house.known.sender(publication.sender) else {
        return Ok(None);
    };
    let visible_at = newest.listing.visible_at;
    let event = calendar_event(&content, key, visible_at, &sender.def.list_domain);
    let method = if content.cancelled {
        Method::Cancel
    } else {
        Method::Publish
    };
    let organiser = (sender.def.name.as_str(), sender.def.from.as_str());
    Ok(event.map(|event| calendar_file(method, organiser, visible_at, &[event])))
}

/// An event and the person who asks for it.
struct Found<'a> {
    person: Person,
    publication: &'a KnownPublication,
    listing: EventListing,
    content: ItemContent,
}

async fn found<'a>(
    house: &'a Installation,
    token: &str,
    event: &str,
) -> Result<Found<'a>, PreferenceError> {
    let subject = house.keys.verify(token, Scope::Remind, house.clock.now())?;
    let person = house.store.person(&By::Link(subject)).await?;
    let erased = |stop: &Stop| stop.cause == StopCause::Erasure;
    let person = person
        .filter(|person| !person.facts.stops.iter().any(erased))
        .ok_or(PreferenceError::Gone)?;
    let key = key_of(event).ok_or(PreferenceError::Gone)?;
    let listings = house.store.event(key).await?;
    let gets = |one: &EventListing| is_reachable(&person, one);
    let newest = listings
        .into_iter()
        .max_by_key(|one| (gets(one), one.listing.visible_at))
        .ok_or(PreferenceError::Gone)?;
    let publication = house.known.publication(newest.publication);
    Ok(Found {
        content: content(house, &newest)
            .await?
            .ok_or(PreferenceError::Gone)?,
        publication: publication.ok_or(PreferenceError::Gone)?,
        listing: newest,
        person,
    })
}

/// The key of an event as it stands in addresses; exactly one spelling is valid.
fn key_of(event: &str) -> Option<i64> {
    let key = i64::from_str_radix(event, 16).ok()?;
    (format!("{key:x}") == event).then_some(key)
}

async fn content(
    house: &Installation,
    listed: &EventListing,
) -> Result<Option<ItemContent>, StoreError> {
    let issue = house.store.issue(listed.issue).await?;
    let position = usize::try_from(listed.listing.position).unwrap_or(usize::MAX);
    Ok(issue.and_then(|issue| issue.edition.items.get(position).cloned()))
}

fn is_reachable(person: &Person, listed: &EventListing) -> bool {
    let mut lines = person.lines.iter();
    let mut stops = person.facts.stops.iter();
    lines.any(|line| line.publication == listed.publication)
        && !stops.any(|stop| stop.covers(listed.publication))
}

impl Found<'_> {
    fn view(&self, house: &Installation, reminders: &[Reminder]) -> EventView {
        let now = house.clock.now();
        let listing = &self.listing.listing;
        let def = &self.publication.def;
        let begun = listing.begins_at(&def.zone).is_some_and(|at| at <= now);
        let reachable = is_reachable(&self.person, &self.listing);
        let is_set = |lead| {
            let mut reminders = reminders.iter();
            reminders
                .find(|one| one.key == listing.key && one.lead == lead)
                .is_some_and(|one| one.state == ReminderState::Open)
        };
        let possible = Lead::ALL.into_iter().filter_map(|lead| {
            let due_at = reminder_due(listing, lead, def).filter(|due| *due > now)?;
            Some(ReminderView {
                lead,
                due_at,
                set: is_set(lead),
            })
        });
        let offers = reachable && !listing.cancelled;
        EventView {
            address: self.person.address.as_deref().map(mask),
            language: self.person.facts.language.clone(),
            newsletter: def.name.clone(),
            title: self.content.title.clone(),
            link: self.content.link.clone(),
            place: self.content.place.clone(),
            starts: self.content.starts,
            host: def.zone.clone(),
            reader: self.person.facts.zone.clone(),
            cancelled: listing.cancelled,
            begun,
            reachable,
            reminders: possible.filter(|_| offers).collect(),
            calendar: (self.listing.issue, listing.position),
            preferences: house.keys.sign(Scope::Preferences, self.person.link),
        }
    }
}
