//! What of a letter waited too long, and what may wait on: the maximum deferral is each item's own, not the letter's. Pure.

use crate::contents::{ItemRef, Picked};
use crate::judge::Judge;
use crate::leaves::{Leaving, all_of, ended, settled, woken};
use crate::pieces::Piece;
use crate::request::{slot_after, waiting_since};
use lagom_model::{Decision, PublicationId, Reason, Request, Seq, Timestamp, Verdict};
use lagom_store::{
    CarriedRow, EndedItem, GateCase, GateContext, GatePart, ItemFate, Leaves, LineUpdate,
};

/// What of a letter for which there is no room in time may wait on.
pub(crate) struct Rest {
    /// It waits since then, or less long.
    since: Timestamp,
    /// What becomes of it.
    decision: Decision,
}

impl Rest {
    /// Where it goes.
    pub(crate) fn goes(&self) -> Option<Reason> {
        let goes = |reason: &&Reason| {
            matches!(reason, Reason::NextLetter { .. } | Reason::OwnLetter { .. })
        };
        self.decision.reasons.iter().find(goes).cloned()
    }

    /// When its line is due: at its slot, or for a letter of its own before that.
    fn wakes(&self, piece: &Piece<'_>, since: Timestamp, now: Timestamp) -> LineUpdate {
        let (at, own_letter) = match self.decision.verdict {
            Verdict::Fold { into } => (into, false),
            Verdict::Defer { until } => (until, true),
            _ => (now, true),
        };
        let line = woken(piece, at, Some(since));
        let due = line.next_due_at;
        LineUpdate {
            next_due_at: due.map(|due| if own_letter { due.min(at) } else { due }),
            ..line
        }
    }
}

/// How a letter ends of which something may wait on.
#[derive(Default)]
struct Parting {
    parts: Vec<GatePart>,
    carry: Vec<(PublicationId, Seq)>,
    ends: Vec<EndedItem>,
    lines: Vec<LineUpdate>,
}

impl Judge<'_> {
    /// What may wait on of a letter that expires because there is no room in time for what waits longest: asked again without that,
    /// until there is room in time, or nothing is left.
    pub(crate) fn rest(
        &self,
        gate: &GateContext,
        case: &GateCase,
        (pieces, widest): (&[Piece<'_>], &[Picked]),
        expired: (&Request, &Decision),
    ) -> Option<Rest> {
        let (request, decision) = expired;
        let no_window = |reason: &Reason| matches!(reason, Reason::NoWindow { .. });
        if decision.verdict != Verdict::Expire || !decision.reasons.iter().any(no_window) {
            return None;
        }
        let pairs = || pieces.iter().zip(widest);
        let all = pairs().flat_map(|(piece, picked)| self.waits(case, piece, picked));
        let mut sinces: Vec<Timestamp> = all.filter(|at| *at > request.waiting_since).collect();
        sinces.sort_unstable();
        sinces.dedup();
        sinces.into_iter().find_map(|since| {
            let fresh = pairs().filter_map(|(piece, picked)| {
                let mut fresh = picked.clone();
                let is_fresh = |item: &ItemRef| self.waits_since(case, piece, item) >= since;
                fresh.part.items.retain(is_fresh);
                fresh.part.linked.retain(is_fresh);
                (!fresh.part.items.is_empty()).then_some((*piece, fresh))
            });
            let (pieces, widest): (Vec<_>, Vec<_>) = fresh.unzip();
            let (facts, request) = self.question(gate, case, &pieces, &widest);
            let decision = self.decide(&facts, &request);
            let waits = !matches!(decision.verdict, Verdict::Expire | Verdict::Suppress);
            waits.then_some(Rest { since, decision })
        })
    }

    /// Since when the longest waits of what a letter would bring.
    pub(crate) fn longest_wait(
        &self,
        case: &GateCase,
        pieces: &[Piece<'_>],
        widest: &[Picked],
    ) -> Timestamp {
        let all = pieces.iter().zip(widest);
        let all = all.map(|(piece, picked)| self.longest_of(case, piece, picked));
        all.min().unwrap_or(case.delivery.planned_at)
    }

    /// Since when the longest waits of what a part would bring; of one that brings nothing, since its line waits.
    pub(crate) fn longest_of(
        &self,
        case: &GateCase,
        piece: &Piece<'_>,
        picked: &Picked,
    ) -> Timestamp {
        let longest = self.waits(case, piece, picked).min();
        longest.unwrap_or_else(|| waiting_since(case, piece.line))
    }

    /// Since when each item waits that a part would bring.
    fn waits(
        &self,
        case: &GateCase,
        piece: &Piece<'_>,
        picked: &Picked,
    ) -> impl Iterator<Item = Timestamp> {
        let all = picked.part.all();
        all.map(|item| self.waits_since(case, piece, item))
    }

    /// Since when an item waits: since the letter that passed it over, or since the first one that could have brought it.
    fn waits_since(&self, case: &GateCase, piece: &Piece<'_>, item: &ItemRef) -> Timestamp {
        let (line, planned_at) = (piece.line, case.delivery.planned_at);
        let mut rows = case.carried.iter();
        let is_it = |row: &&CarriedRow| (row.publication, row.seq) == (line.publication, item.seq);
        if let Some(row) = rows.find(is_it) {
            return row.since;
        }
        if piece.row.consumed || line.waiting_since.is_none() {
            return planned_at;
        }
        let (since, seen) = (waiting_since(case, line), item.visible_at);
        if seen <= since {
            return since;
        }
        let slot = slot_after(self.known, case, line, seen.plus(-1));
        slot.unwrap_or(seen).min(planned_at).max(since)
    }
}

impl Leaving<'_> {
    /// A letter that expires: what waited too long ends, and what may wait on wakes its line.
    pub(crate) fn parting(&self, decision: &Decision) -> (Leaves, Vec<EndedItem>) {
        let mut parting = Parting::default();
        for (piece, widest) in self.pieces.iter().zip(self.widest) {
            if let Some(until) = self.waits(piece, decision) {
                parting
                    .lines
                    .push(woken(piece, until, piece.line.waiting_since));
                if piece.row.consumed {
                    parting.parts.push(piece.consumed(None));
                    parting.carry.extend(all_of(piece, widest));
                }
            } else {
                self.part(piece, widest, &mut parting);
            }
        }
        let leaves = Leaves::Expired {
            parts: parting.parts,
            carry: parting.carry,
            lines: parting.lines,
        };
        (leaves, parting.ends)
    }

    fn part(&self, piece: &Piece<'_>, widest: &Picked, parting: &mut Parting) {
        let limit = self.rest.map_or(Timestamp::MAX, |rest| rest.since);
        let stale = self.carried_to(piece).filter(|row| row.since < limit);
        let stale = stale.map(|row| ended((row.publication, row.seq), ItemFate::Expired));
        parting.ends.extend(stale);
        let since = |item: &ItemRef| self.judge.waits_since(self.case, piece, item);
        let fresh = widest.part.all().filter(|item| since(item) >= limit);
        let Some((rest, first)) = self.rest.zip(fresh.clone().map(since).min()) else {
            parting.parts.push(piece.consumed(None));
            parting.lines.extend(settled(piece));
            return;
        };
        let (from, mut to) = piece.range;
        if piece.row.consumed {
            let items = fresh.map(|item| (piece.row.publication, item.seq));
            parting.carry.extend(items);
        } else {
            let own = fresh.filter(|item| !item.carried).map(|item| item.seq);
            to = own.min().map_or(to, |first| first - 1);
        }
        if piece.row.consumed || to > from {
            let ends = piece.consumed(None);
            parting.parts.push(GatePart { to_seq: to, ..ends });
        }
        let line = rest.wakes(piece, first, self.judge.now);
        parting.lines.push(line);
    }
}
