//! Calendar files (RFC 5545, as RFC 5546 publishes and cancels): one event or several. Pure: the same
//! events give the same file; nothing is read of the machine's clock or zone.

use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};
use lagom_model::{EventStart, Timestamp};
use std::borrow::Cow;

/// What a calendar file does in the reader's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Adds the events, or brings them up to date (RFC 5546 §3.2.1).
    Publish,
    /// Takes the events out (RFC 5546 §3.2.5).
    Cancel,
}

impl Method {
    /// As it stands in the file and in its `Content-Type`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Cancel => "CANCEL",
        }
    }
}

/// An event as a calendar file tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEvent<'a> {
    /// Its name for ever: the same in every file about the event.
    pub uid: String,
    /// Counts on with every listing; a calendar keeps what has the greatest.
    pub sequence: u32,
    /// Its title.
    pub title: &'a str,
    /// What it is about, plain text.
    pub text: Cow<'a, str>,
    /// Its page.
    pub link: Option<&'a str>,
    /// Where it takes place.
    pub place: Option<&'a str>,
    /// When it starts.
    pub starts: EventStart,
    /// When it ends, if that is known.
    pub ends: Option<EventStart>,
    /// Whether it was called off.
    pub cancelled: bool,
}

impl CalendarEvent<'_> {
    /// The name for ever of the event with a key, under an organiser's domain.
    pub fn uid_of(key: i64, domain: &str) -> String {
        format!("event-{key:016x}@{domain}")
    }

    /// The number of what became visible at an instant: minutes since the epoch, which fit a calendar's
    /// integer (RFC 5545 §3.3.8) for four thousand years.
    pub fn sequence_of(visible_at: Timestamp) -> u32 {
        u32::try_from(visible_at.0 / Timestamp::MINUTE).unwrap_or(0)
    }
}

/// The calendar file of some events. `organiser` is a name and an address, `made_at` when the message
/// about them was made.
pub fn calendar_file(
    method: Method,
    organiser: (&str, &str),
    made_at: Timestamp,
    events: &[CalendarEvent<'_>],
) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Lagom//Lagom//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", method.name()),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    for event in events {
        calendar.push(entry(event, organiser, made_at));
    }
    calendar.to_string()
}

fn entry(event: &CalendarEvent<'_>, (name, address): (&str, &str), made_at: Timestamp) -> Event {
    let mut entry = Event::new();
    let status = if event.cancelled {
        EventStatus::Cancelled
    } else {
        EventStatus::Confirmed
    };
    // A quotation mark cannot stand in a parameter's value (RFC 5545 §3.2).
    let name = line(name).replace('"', "'");
    let organiser = Property::new("ORGANIZER", format!("mailto:{address}"))
        .add_parameter("CN", &format!("\"{name}\""))
        .done();
    entry
        .uid(&event.uid)
        .status(status)
        .summary(&line(event.title))
        .add_property("DTSTAMP", instant(made_at))
        .add_property("SEQUENCE", event.sequence.to_string())
        .append_property(organiser)
        .append_property(at("DTSTART", event.starts));
    if let Some(ends) = event.ends.filter(|ends| later(*ends, event.starts)) {
        // The end of a date is the next day's begin (RFC 5545 §3.6.1: not inclusive).
        let ends = match ends {
            EventStart::On(date) => EventStart::On(date.succ_opt().unwrap_or(date)),
            EventStart::At(_) => ends,
        };
        entry.append_property(at("DTEND", ends));
    }
    if let Some(place) = event.place {
        entry.location(&line(place));
    }
    if let Some(link) = event.link.filter(|link| is_plain(link)) {
        entry.url(link);
    }
    let text: String = event.text.replace('\r', "");
    if !text.trim().is_empty() {
        entry.description(text.trim());
    }
    entry.done()
}

/// Start and end are of the same kind, and in order.
fn later(ends: EventStart, starts: EventStart) -> bool {
    match (ends, starts) {
        (EventStart::At(ends), EventStart::At(starts)) => ends > starts,
        (EventStart::On(ends), EventStart::On(starts)) => ends > starts,
        _ => false,
    }
}

fn at(key: &str, when: EventStart) -> Property {
    match when {
        EventStart::At(when) => Property::new(key, instant(when)),
        EventStart::On(date) => Property::new(key, date.format("%Y%m%d").to_string())
            .add_parameter("VALUE", "DATE")
            .done(),
    }
}

/// An instant in UTC (RFC 5545 §3.3.5, form 2).
fn instant(at: Timestamp) -> String {
    at.utc().format("%Y%m%dT%H%M%SZ").to_string()
}

/// One line of words.
fn line(text: &str) -> String {
    let visible = |letter: char| if letter.is_control() { ' ' } else { letter };
    let text: String = text.chars().map(visible).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_plain(link: &str) -> bool {
    link.starts_with("http") && link.chars().all(|letter| letter.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn date(day: u32) -> EventStart {
        EventStart::On(NaiveDate::from_ymd_opt(2026, 3, day).unwrap())
    }

    fn event(starts: EventStart) -> CalendarEvent<'static> {
        CalendarEvent {
            uid: CalendarEvent::uid_of(77, "news.example.org"),
            sequence: 29_000_000,
            title: "Knots; bends, \"hitches\"\r\nX-EVIL: 1",
            text: "All about knots,\nand more; with a line that is long enough to be folded by any writer of files.".into(),
            link: Some("https://example.org/knots?a=1&b=2"),
            place: Some("Harbour hall, Rīga"),
            starts,
            ends: None,
            cancelled: false,
        }
    }

    fn file(method: Method, event: CalendarEvent<'_>) -> String {
        let organiser = ("Harbour \"News\"", "news@example.org");
        calendar_file(method, organiser, Timestamp(1_770_000_000_000), &[event])
    }

    #[test]
    fn a_file_reads_back() {
        let starts = Timestamp::parse("2026-03-12T19:00:00+02:00").unwrap();
        let made = file(Method::Publish, event(EventStart::At(starts)));
        assert!(made.is_ascii() || made.contains("Rīga"));
        assert!(
            made.lines().all(|line| line.len() <= 75),
            "lines are folded (RFC 5545 §3.1): {made}"
        );
        assert!(!made.replace("\r\n", "").contains(['\r', '\n']));
        let parsed: Calendar = made.parse().unwrap();
        let events: Vec<_> = parsed.events().collect();
        assert_eq!(events.len(), 1);
        let one = events[0];
        assert_eq!(
            one.get_summary(),
            Some("Knots; bends, \"hitches\" X-EVIL: 1")
        );
        assert_eq!(one.property_value("DTSTART"), Some("20260312T170000Z"));
        assert_eq!(
            one.get_uid(),
            Some("event-000000000000004d@news.example.org")
        );
        assert_eq!(one.get_status(), Some(EventStatus::Confirmed));
        assert!(made.contains("METHOD:PUBLISH\r\n"));
        assert!(!made.contains("\nX-EVIL"));
        assert_eq!(made, file(Method::Publish, event(EventStart::At(starts))));
    }

    #[test]
    fn a_date_ends_with_its_last_day() {
        let made = file(
            Method::Publish,
            CalendarEvent {
                ends: Some(date(14)),
                ..event(date(12))
            },
        );
        assert!(made.contains("DTSTART;VALUE=DATE:20260312\r\n"), "{made}");
        assert!(made.contains("DTEND;VALUE=DATE:20260315\r\n"), "{made}");
    }

    #[test]
    fn a_cancellation_says_so_twice() {
        let made = file(
            Method::Cancel,
            CalendarEvent {
                cancelled: true,
                ..event(date(12))
            },
        );
        assert!(made.contains("METHOD:CANCEL\r\n"), "{made}");
        assert!(made.contains("STATUS:CANCELLED\r\n"), "{made}");
    }

    #[test]
    fn the_sequence_fits_a_calendars_integer() {
        let late = Timestamp::parse("2999-01-01T00:00:00Z").unwrap();
        assert!(CalendarEvent::sequence_of(late) < i32::MAX.unsigned_abs());
    }
}
