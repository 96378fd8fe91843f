//! Rhythm: what is assumed to come out beyond the scheduled issues. Each publication goes on at its
//! `issue_every_days` on its own wall clock, with issues shaped as its last ones were. Nothing is invented
//! for a publication that has never had an issue.

use crate::horizon::Coming;
use chrono::{Days, TimeDelta};
use lagom_model::{EventStart, IssueId, Listing, PublicationId, Seq, Shelf, Timestamp, Zone};
use lagom_store::{GateContext, Known, KnownPublication};

/// How many of its last issues the assumed ones are shaped as, in turn.
const SHAPES: usize = 4;

/// Assumed issues of all publications, after the last scheduled one of each. `coming` holds the scheduled
/// ones within the horizon.
pub(crate) fn assumed(
    known: &Known,
    shelf: &Shelf,
    coming: &[Coming],
    gate: &GateContext,
    horizon: (Timestamp, Timestamp),
) -> Vec<Coming> {
    let mut made = Vec::new();
    for publication in known.offered() {
        let scheduled = gate.schedule.iter();
        let last = scheduled
            .filter(|(id, _)| *id == publication.id)
            .map(|(_, at)| *at)
            .chain(last_visible(shelf, publication.id))
            .max();
        let shapes = shapes(shelf, coming, &gate.withdrawn, publication.id);
        let (Some(last), false) = (last, shapes.is_empty()) else {
            continue;
        };
        let top = coming
            .iter()
            .filter(|one| one.publication == publication.id)
            .filter_map(|one| one.listings.last())
            .map(|listing| listing.seq)
            .fold(shelf.top(publication.id), Seq::max);
        let mut writer = Writer {
            publication: publication.id,
            seq: top,
            made: &mut made,
        };
        let dates = dates(publication, last, horizon);
        for (at, shape) in dates.into_iter().zip(shapes.iter().cycle()) {
            writer.issue(at, shape);
        }
    }
    made
}

fn last_visible(shelf: &Shelf, publication: PublicationId) -> Option<Timestamp> {
    let last = shelf.at(publication, shelf.top(publication))?;
    Some(last.visible_at)
}

/// When a publication goes on, after the last instant that is known, at the same time of its day.
fn dates(
    publication: &KnownPublication,
    last: Timestamp,
    (from, until): (Timestamp, Timestamp),
) -> Vec<Timestamp> {
    let every = u64::from(publication.def.issue_every_days.max(1));
    let zone: &Zone = &publication.def.zone;
    let mut local = zone.local(last);
    let mut dates = Vec::new();
    loop {
        let Some(next) = local.checked_add_days(Days::new(every)) else {
            return dates;
        };
        local = next;
        let at = zone.instant(local);
        if at >= until {
            return dates;
        }
        if at > from {
            dates.push(at);
        }
    }
}

/// The last issues of a publication, the oldest of them first: their listings that were new then.
fn shapes<'a>(
    shelf: &'a Shelf,
    coming: &'a [Coming],
    withdrawn: &[IssueId],
    publication: PublicationId,
) -> Vec<Vec<&'a Listing>> {
    let scheduled = coming.iter().filter(|one| one.publication == publication);
    let scheduled = scheduled.flat_map(|one| &one.listings);
    let visible = shelf.range(publication, 0, shelf.top(publication)).iter();
    let mut issues: Vec<(IssueId, Vec<&Listing>)> = Vec::new();
    for listing in visible.chain(scheduled) {
        if withdrawn.contains(&listing.issue) {
            continue;
        }
        match issues.last_mut() {
            Some((issue, listings)) if *issue == listing.issue => listings.push(listing),
            _ => issues.push((listing.issue, vec![listing])),
        }
    }
    let skip = issues.len().saturating_sub(SHAPES);
    let last = issues.into_iter().skip(skip);
    last.map(|(_, mut listings)| {
        // What was listed again was no news to its readers.
        listings.retain(|listing| listing.previous_seq.is_none());
        listings
    })
    .filter(|listings| !listings.is_empty())
    .collect()
}

/// A start as much later, a date by whole days.
fn moved(starts: EventStart, later: i64) -> EventStart {
    match starts {
        EventStart::At(at) => EventStart::At(at.plus(later)),
        EventStart::On(date) => EventStart::On(date + TimeDelta::days(later / Timestamp::DAY)),
    }
}

/// Numbers assumed issues and their items.
struct Writer<'a> {
    publication: PublicationId,
    seq: Seq,
    made: &'a mut Vec<Coming>,
}

impl Writer<'_> {
    fn issue(&mut self, at: Timestamp, shape: &[&Listing]) {
        let issue = -1 - i64::try_from(self.made.len()).unwrap_or(i64::MAX - 1);
        let mut listings = Vec::with_capacity(shape.len());
        for listing in shape {
            self.seq += 1;
            let later = at.since(listing.visible_at);
            listings.push(Listing {
                seq: self.seq,
                previous_seq: None,
                issue,
                // Real keys are above zero; publications have their own.
                key: -(self.publication << 32 | self.seq),
                expires_at: listing.expires_at.map(|expires| expires.plus(later)),
                visible_at: at,
                starts: listing.starts.map(|starts| moved(starts, later)),
                cancelled: false,
                ..(*listing).clone()
            });
        }
        self.made.push(Coming {
            issue,
            publication: self.publication,
            title: None,
            at,
            listings,
        });
    }
}
