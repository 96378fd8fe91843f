//! What the caught mails say about the promises: counted from the mails, with the readers' zones and
//! limits, and from nothing that the program claims. Pure.

use super::play::Silence;
use super::reading::Reading;
use chrono::{Days, NaiveDate};
use lagom_model::{Policy, SeasonChoice, Timestamp, Zone};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Whom a mail is to, as far as promises ask.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    pub(super) zone: Zone,
    /// The limits that the reader raised: days and letters.
    pub(super) raised: Vec<(u32, u32)>,
    pub(super) season: Option<SeasonChoice>,
    /// Has nothing but events: there is no short form of those.
    pub(super) only_events: bool,
}

impl Reader {
    fn wants_no_season(&self) -> bool {
        self.season == Some(SeasonChoice::Nothing)
    }
}

/// What was counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Measures {
    /// Mails caught.
    pub(super) mails: usize,
    /// People who had one or more.
    pub(super) people: usize,
    /// The most letters to one person who raised no limit, in 7 and in 28 local dates.
    pub(super) most_in_7_days: usize,
    pub(super) most_in_28_days: usize,
    /// People who asked for more, and the most that one of them had in 28 local dates.
    pub(super) raised: usize,
    pub(super) most_raised_in_28_days: usize,
    /// People who had more than their limit, in any window.
    pub(super) beyond_limit: usize,
    /// Mails in the quiet hours of their reader.
    pub(super) in_quiet_hours: usize,
    /// The shortest time between two mails to one person, in whole hours.
    pub(super) shortest_gap_hours: Option<i64>,
    /// Mails whose Message-ID came before.
    pub(super) second_copies: usize,
    /// People who stopped all, paused all or want nothing in the season, and mails that came to them all
    /// the same.
    pub(super) silenced: usize,
    pub(super) after_a_no: usize,
    /// Events announced to somebody, and those announced to the same person again.
    pub(super) events: usize,
    pub(super) events_again: usize,
    /// People who had short letters in the season, people who asked for full ones and had them, and
    /// letters in full to people who asked for nothing.
    pub(super) short_in_season: usize,
    pub(super) full_by_choice: usize,
    pub(super) full_unasked: usize,
    /// Letters that say that an earlier one may not have arrived.
    pub(super) doubts_noted: usize,
}

/// Counts. Readings are in the order in which they came.
pub(super) fn measure(
    readings: &[Reading],
    readers: &BTreeMap<String, Reader>,
    silences: &[Silence],
    policy: &Policy,
) -> Measures {
    let mut mailboxes: BTreeMap<&str, Vec<&Reading>> = BTreeMap::new();
    for reading in readings {
        mailboxes.entry(&reading.to).or_default().push(reading);
    }
    let ids: BTreeSet<&str> = readings.iter().map(|one| one.id.as_str()).collect();
    let quiet_season = readers
        .iter()
        .filter(|(_, reader)| reader.wants_no_season());
    let silent: BTreeSet<&str> = silences
        .iter()
        .map(|one| one.address.as_str())
        .chain(quiet_season.map(|(address, _)| address.as_str()))
        .collect();
    let mut found = Measures {
        mails: readings.len(),
        people: mailboxes.len(),
        second_copies: readings.len() - ids.len(),
        silenced: silent.len(),
        doubts_noted: readings.iter().filter(|one| one.notes_doubt).count(),
        ..Measures::default()
    };
    for silence in silences {
        let mails = mailboxes
            .get(silence.address.as_str())
            .into_iter()
            .flatten();
        // A pause holds no service back: it answers a wish, or corrects what was said.
        let paused = silence.until.is_some();
        let broken = |mail: &&&Reading| {
            let within =
                mail.at >= silence.from && silence.until.is_none_or(|until| mail.at < until);
            within && !(paused && mail.service)
        };
        found.after_a_no += mails.filter(broken).count();
    }
    for (address, mails) in &mailboxes {
        if let Some(reader) = readers.get(*address) {
            found.look_into(mails, reader, policy);
        }
    }
    found
}

impl Measures {
    /// Counts one mailbox.
    fn look_into(&mut self, mails: &[&Reading], reader: &Reader, policy: &Policy) {
        let counted: Vec<&Reading> = mails.iter().filter(|mail| !mail.service).copied().collect();
        self.limits(&counted, reader, policy);
        self.season(&counted, reader, policy);
        if let Some(quiet) = policy.quiet {
            let in_quiet = mails.iter().filter(|mail| {
                let local = reader.zone.local(mail.at).time();
                quiet.holds(local)
            });
            self.in_quiet_hours += in_quiet.count();
        }
        let pairs = counted.iter().zip(counted.iter().skip(1));
        let gaps = pairs.map(|(first, next)| next.at.since(first.at).div_euclid(Timestamp::HOUR));
        self.shortest_gap_hours = gaps.chain(self.shortest_gap_hours).min();
        let mut told = BTreeSet::new();
        for event in mails.iter().flat_map(|mail| &mail.events) {
            if told.insert(event) {
                self.events += 1;
            } else {
                self.events_again += 1;
            }
        }
    }

    fn limits(&mut self, mails: &[&Reading], reader: &Reader, policy: &Policy) {
        let dates: Vec<NaiveDate> = mails.iter().map(|mail| reader.zone.date(mail.at)).collect();
        self.raised += usize::from(!reader.raised.is_empty());
        let mut beyond = false;
        for cap in policy.caps.iter().filter(|cap| cap.class.is_none()) {
            let most = most_within(&dates, cap.days);
            let own = reader.raised.iter().find(|(days, _)| *days == cap.days);
            let limit = own.map_or(cap.default, |(_, limit)| cap.default.max(*limit));
            beyond |= u32::try_from(most).is_ok_and(|most| most > limit);
            let seen = match (cap.days, own) {
                (7, None) => &mut self.most_in_7_days,
                (28, None) => &mut self.most_in_28_days,
                (28, Some(_)) => &mut self.most_raised_in_28_days,
                _ => continue,
            };
            *seen = most.max(*seen);
        }
        self.beyond_limit += usize::from(beyond);
    }

    fn season(&mut self, mails: &[&Reading], reader: &Reader, policy: &Policy) {
        let in_season = |mail: &&&Reading| {
            let date = reader.zone.date(mail.at);
            policy.seasons.iter().any(|season| season.holds_on(date))
        };
        let inside: Vec<_> = mails.iter().filter(in_season).collect();
        if reader.wants_no_season() {
            self.after_a_no += inside.len();
        }
        if reader.only_events || inside.is_empty() {
            return;
        }
        let full = inside.iter().filter(|mail| mail.in_full).count();
        match reader.season {
            Some(SeasonChoice::Full) => self.full_by_choice += usize::from(full > 0),
            None if full == 0 => self.short_in_season += 1,
            _ => self.full_unasked += full,
        }
    }
}

/// The most dates in any window of so many days. The dates are in order.
fn most_within(dates: &[NaiveDate], days: u32) -> usize {
    let windows = dates.iter().enumerate().map(|(nth, first)| {
        let end = first.checked_add_days(Days::new(u64::from(days)));
        let inside = |date: &&NaiveDate| end.is_none_or(|end| **date < end);
        dates.iter().skip(nth).take_while(inside).count()
    });
    windows.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn mail(text: &str) -> Reading {
        Reading {
            to: "ann@post.example".to_owned(),
            at: at(text),
            id: text.to_owned(),
            in_full: true,
            events: BTreeSet::new(),
            notes_doubt: false,
            service: false,
        }
    }

    fn ann() -> BTreeMap<String, Reader> {
        let reader = Reader {
            zone: Zone::parse("Europe/Oslo").unwrap(),
            raised: Vec::new(),
            season: None,
            only_events: false,
        };
        BTreeMap::from([("ann@post.example".to_owned(), reader)])
    }

    fn counted(readings: &[Reading], silences: &[Silence]) -> Measures {
        measure(readings, &ann(), silences, &Policy::product())
    }

    #[test]
    fn what_is_in_order_counts_as_nothing() {
        let found = counted(
            &[mail("2026-11-03T16:00:00Z"), mail("2026-11-05T16:00:00Z")],
            &[],
        );
        let expected = Measures {
            mails: 2,
            people: 1,
            most_in_7_days: 2,
            most_in_28_days: 2,
            shortest_gap_hours: Some(48),
            ..Measures::default()
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn a_third_letter_in_a_week_is_seen_and_so_is_a_seventh_in_four() {
        let week = ["03", "05", "09"].map(|day| mail(&format!("2026-11-{day}T16:00:00Z")));
        assert_eq!(counted(&week, &[]).beyond_limit, 1);
        let days = ["03", "06", "10", "13", "17", "20", "24"];
        let month = days.map(|day| mail(&format!("2026-11-{day}T16:00:00Z")));
        let found = counted(&month, &[]);
        assert_eq!((found.most_in_7_days, found.most_in_28_days), (2, 7));
        assert_eq!(found.beyond_limit, 1);
    }

    #[test]
    fn night_is_where_the_reader_is() {
        let times = ["19:59", "20:00", "06:59", "07:00"];
        let found = times
            .map(|time| counted(&[mail(&format!("2026-11-03T{time}:00Z"))], &[]).in_quiet_hours);
        assert_eq!(found, [0, 1, 1, 0]);
    }

    #[test]
    fn copies_repeated_events_and_letters_after_a_no_are_seen() {
        let mut first = mail("2026-11-03T16:00:00Z");
        first.events.insert("solstice".to_owned());
        let mut copy = first.clone();
        copy.at = at("2026-11-06T16:00:00Z");
        let silence = Silence {
            address: "ann@post.example".to_owned(),
            from: at("2026-11-04T18:00:00Z"),
            until: None,
        };
        let found = counted(
            &[first.clone(), copy.clone()],
            std::slice::from_ref(&silence),
        );
        assert_eq!((found.second_copies, found.events_again), (1, 1));
        assert_eq!((found.silenced, found.after_a_no), (1, 1));
        let pause = Silence {
            until: Some(at("2026-11-06T16:00:00Z")),
            ..silence
        };
        assert_eq!(counted(&[first, copy], &[pause]).after_a_no, 0);
    }

    #[test]
    fn a_letter_in_full_over_the_holidays_is_seen() {
        let mut short = mail("2026-12-22T16:00:00Z");
        short.in_full = false;
        assert_eq!(
            counted(std::slice::from_ref(&short), &[]).short_in_season,
            1
        );
        let full = mail("2027-01-06T16:00:00Z");
        let found = counted(&[short, full], &[]);
        assert_eq!((found.short_in_season, found.full_unasked), (0, 1));
    }
}
