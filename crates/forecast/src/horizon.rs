//! The horizon: what becomes visible when, from now to the end of the forecast, and what holds for every
//! gate in between. Made once and shared; it knows no person.

use crate::rhythm::assumed;
use lagom_model::{IssueId, Listing, PublicationId, Shelf, SubscriberId, Timestamp};
use lagom_store::{EventRound, Forthcoming, GateContext, Known, OtherRow, Outlook, Release};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// A stretch of time in which nothing becomes visible after its beginning.
#[derive(Debug, Clone)]
pub(crate) struct Epoch {
    /// Its beginning.
    pub(crate) at: Timestamp,
    /// What is visible.
    pub(crate) shelf: Shelf,
    /// What every gate reads.
    pub(crate) gate: GateContext,
    /// What became visible at its beginning, to be planned.
    pub(crate) releases: Vec<Release>,
    /// The same, to look for events that somebody has to hear of alone.
    pub(crate) rounds: Vec<EventRound>,
}

/// An issue that becomes visible within the horizon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IssueAhead {
    /// Its internal key; below zero for one that is assumed.
    #[serde(skip)]
    pub issue: IssueId,
    /// The name of its publication.
    pub publication: String,
    /// Its title; `None` for one that is assumed.
    pub title: Option<String>,
    /// When it becomes visible.
    #[serde(serialize_with = "crate::report::instant")]
    pub at: Timestamp,
    /// Its items.
    pub items: usize,
    /// Words of its items, in full.
    pub words: u64,
}

/// An issue on its way.
#[derive(Debug, Clone)]
pub(crate) struct Coming {
    pub(crate) issue: IssueId,
    pub(crate) publication: PublicationId,
    pub(crate) title: Option<String>,
    pub(crate) at: Timestamp,
    pub(crate) listings: Vec<Listing>,
}

/// What becomes visible when.
#[derive(Debug, Clone)]
pub(crate) struct Horizon {
    /// The present.
    pub(crate) from: Timestamp,
    /// The end; not in it.
    pub(crate) until: Timestamp,
    /// At least one: the present.
    epochs: Vec<Epoch>,
    /// What comes out.
    pub(crate) issues: Vec<IssueAhead>,
    /// Planned rows that are no letters waiting for their first gate.
    others: HashMap<SubscriberId, Vec<OtherRow>>,
}

impl Horizon {
    /// From what is known: `shelf` holds what is visible now. With `rhythm`, issues are assumed beyond the
    /// scheduled ones.
    pub(crate) fn new(
        known: &Known,
        shelf: &Shelf,
        outlook: Outlook,
        (from, until): (Timestamp, Timestamp),
        rhythm: bool,
    ) -> Self {
        let mut others = HashMap::<_, Vec<_>>::new();
        for other in outlook.others {
            let of: &mut Vec<_> = others.entry(other.row.subscriber).or_default();
            of.push(other);
        }
        let mut coming: Vec<Coming> = outlook.forthcoming.into_iter().map(scheduled).collect();
        if rhythm {
            let supposed = assumed(known, shelf, &coming, &outlook.gate, (from, until));
            coming.extend(supposed);
        }
        for one in &mut coming {
            one.at = one.at.max(from);
        }
        coming.retain(|one| one.at < until);
        coming.sort_by_key(|one| one.at);
        let mut gate = outlook.gate;
        let real = gate.schedule.clone();
        let extra = coming.iter().map(|one| (one.publication, one.at));
        gate.schedule
            .extend(extra.filter(|one| !real.contains(one)));
        gate.schedule.sort_unstable();
        Self {
            from,
            until,
            issues: coming.iter().map(|one| ahead(known, one)).collect(),
            epochs: epochs(shelf, &coming, &gate, outlook.releases, from),
            others,
        }
    }

    /// The epochs, the present first.
    pub(crate) fn epochs(&self) -> &[Epoch] {
        &self.epochs
    }

    /// A person's planned rows that are no letters waiting for their first gate.
    pub(crate) fn others_of(&self, subscriber: SubscriberId) -> &[OtherRow] {
        self.others.get(&subscriber).map_or(&[], Vec::as_slice)
    }

    /// Weeks from the present to the end.
    pub(crate) fn weeks(&self) -> usize {
        let weeks = self.until.since(self.from).max(0) / WEEK;
        usize::try_from(weeks).unwrap_or(0)
    }
}

/// Seven times twenty-four hours, in milliseconds.
pub(crate) const WEEK: i64 = 7 * Timestamp::DAY;

fn scheduled(one: Forthcoming) -> Coming {
    Coming {
        issue: one.issue,
        publication: one.publication,
        title: Some(one.title),
        at: one.at,
        listings: one.listings,
    }
}

fn ahead(known: &Known, one: &Coming) -> IssueAhead {
    let publication = known.publication(one.publication);
    let words = one.listings.iter().map(|item| u64::from(item.words));
    IssueAhead {
        issue: one.issue,
        publication: publication.map_or_else(String::new, |one| one.def.name.clone()),
        title: one.title.clone(),
        at: one.at,
        items: one.listings.len(),
        words: words.sum(),
    }
}

/// The present with its open releases, then an epoch for each instant at which something comes out.
fn epochs(
    now: &Shelf,
    coming: &[Coming],
    gate: &GateContext,
    open: Vec<Release>,
    from: Timestamp,
) -> Vec<Epoch> {
    let mut whole = now.clone();
    for one in coming {
        whole.put(one.publication, one.listings.clone());
    }
    // Where an issue is on hold, nothing above it passes, whatever comes out.
    let held: BTreeMap<_, _> = gate
        .visible_to
        .iter()
        .filter(|(publication, to)| **to < now.top(**publication))
        .map(|(publication, to)| (*publication, *to))
        .collect();
    let mut tops: BTreeMap<_, _> = gate
        .visible_to
        .keys()
        .map(|publication| (*publication, now.top(*publication)))
        .collect();
    let mut epochs = vec![(from, open)];
    let mut made = Vec::new();
    let mut next_id = i64::MAX / 2;
    let mut rest = coming.iter().peekable();
    while let Some((at, mut releases)) = epochs.pop() {
        let mut rounds = Vec::new();
        while let Some(one) = rest.next_if(|one| one.at <= at) {
            let last = one.listings.last().map(|listing| listing.seq);
            let top = tops.entry(one.publication).or_insert(0);
            let from_seq = *top;
            *top = last.unwrap_or(*top);
            next_id += 1;
            rounds.push(EventRound {
                id: next_id,
                publication: one.publication,
                from_seq,
                to_seq: *top,
                at,
                after: 0,
            });
            releases.push(Release {
                id: next_id,
                publication: one.publication,
                to_seq: *top,
                at,
                after: 0,
            });
        }
        let shelf = tops
            .iter()
            .fold(whole.clone(), |shelf, (one, top)| shelf.up_to(*one, *top));
        let visible_to = tops
            .iter()
            .map(|(one, top)| (*one, held.get(one).copied().unwrap_or(*top)));
        let schedule = gate.schedule.iter().filter(|(_, later)| *later > at);
        made.push(Epoch {
            at,
            shelf,
            gate: GateContext {
                visible_to: visible_to.collect(),
                schedule: schedule.copied().collect(),
                ..gate.clone()
            },
            releases,
            rounds,
        });
        epochs.extend(rest.peek().map(|one| (one.at, Vec::new())));
    }
    made
}
