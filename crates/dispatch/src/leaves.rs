//! What a decision moves: the row's state, parts, lines, and what becomes of the items that do not go.
//! Pure; it draws no verdict.

use crate::contents::{ItemRef, PartContents, Picked};
use crate::judge::{Judge, Judged, judged};
use crate::pieces::Piece;
use crate::pins::{count, revisions};
use crate::request::slot_after;
use crate::stale::Rest;
use lagom_model::{
    Decision, Facts, MessageClass, PublicationId, Reason, Request, Seq, Share, Timestamp, Verdict,
};
use lagom_policy::room_for_class;
use lagom_store::{
    CarriedRow, EndedItem, GateCase, GateContext, GatePart, ItemFate, Leaves, LineUpdate, Pins,
    PlanLine, Silence,
};

/// A judged row, before it is written down.
pub(crate) struct Leaving<'a> {
    pub(crate) judge: &'a Judge<'a>,
    pub(crate) gate: &'a GateContext,
    pub(crate) facts: &'a Facts,
    pub(crate) request: &'a Request,
    pub(crate) case: &'a GateCase,
    pub(crate) pieces: &'a [Piece<'a>],
    /// What the parts would bring at most.
    pub(crate) widest: &'a [Picked],
    /// What they bring.
    pub(crate) picked: &'a [Picked],
    /// What waits on of a letter that expires.
    pub(crate) rest: Option<&'a Rest>,
}

/// What waits on of a letter that goes.
#[derive(Default)]
struct LeftOver {
    carry: Vec<(PublicationId, Seq)>,
    ends: Vec<EndedItem>,
    lines: Vec<LineUpdate>,
}

impl Leaving<'_> {
    /// The judgement that a decision comes to.
    pub(crate) fn judged(&self, decision: Decision, contents: Vec<PartContents>) -> Judged {
        let (leaves, ends) = match decision.verdict {
            Verdict::Send { .. } => self.sending(&contents, &decision),
            Verdict::Fold { into } => (self.folded(&decision, into), Vec::new()),
            Verdict::Defer { until } => (Leaves::Planned { due_at: until }, Vec::new()),
            Verdict::Expire => self.parting(&decision),
            Verdict::Suppress => (
                Leaves::Cancelled {
                    parts: self.ended(),
                    lines: self.no_longer(),
                },
                self.carried_end(),
            ),
        };
        let mut judged = judged(decision, leaves, contents);
        judged.verdict.ends = ends;
        judged
    }

    /// A letter that may go, and has nothing to bring: its ranges are consumed, and what is left out ends. What only waits now
    /// wakes its line, and is carried on where an earlier gate consumed it: then the letter is folded.
    pub(crate) fn nothing_left(&self, mut decision: Decision) -> Judged {
        let (mut parts, mut lines, mut carry) = (Vec::new(), Vec::new(), Vec::new());
        let mut into: Option<Timestamp> = None;
        for (piece, widest) in self.pieces.iter().zip(self.widest) {
            if piece.is_settled(&decision) {
                parts.push(piece.consumed(None));
            }
            let Some(until) = self.waits(piece, &decision) else {
                lines.extend(settled(piece));
                continue;
            };
            lines.push(woken(piece, until, piece.line.waiting_since));
            if piece.row.consumed {
                carry.extend(all_of(piece, widest));
                into = Some(into.map_or(until, |into| into.min(until)));
            }
        }
        let leaves = if let Some(into) = into.filter(|_| !carry.is_empty()) {
            decision.verdict = Verdict::Fold { into };
            Leaves::Folded { carry, lines }
        } else {
            decision.verdict = Verdict::Suppress;
            decision.reasons.push(Reason::NothingLeft);
            Leaves::Cancelled { parts, lines }
        };
        let mut judged = judged(decision, leaves, Vec::new());
        judged.verdict.ends = self.picked_end();
        // There is no letter that they could be left out of.
        let left_out = self.picked.iter().flat_map(|picked| {
            let publication = picked.part.publication;
            let items = picked.left_out.iter();
            items.map(move |item| ended((publication, item.seq), ItemFate::Expired))
        });
        judged.verdict.ends.extend(left_out);
        judged
    }

    /// Until when a part waits, if it does.
    pub(crate) fn waits(&self, piece: &Piece<'_>, decision: &Decision) -> Option<Timestamp> {
        match piece.share(decision) {
            Some(Share::Waits { until }) => {
                Some(until.unwrap_or_else(|| self.judge.now.plus(self.judge.policy.gap())))
            }
            _ => None,
        }
    }

    fn sending(&self, contents: &[PartContents], decision: &Decision) -> (Leaves, Vec<EndedItem>) {
        let mut parts = Vec::with_capacity(self.pieces.len());
        let mut lines = Vec::new();
        let mut left_over = LeftOver::default();
        let pairs = self.pieces.iter().zip(self.widest).zip(self.picked);
        for ((piece, widest), picked) in pairs {
            let mut brings = contents.iter();
            let brings = brings.find(|part| part.publication == piece.row.publication);
            if let Some(part) = brings {
                parts.push(piece.consumed(Some(part.form)));
                lines.extend(settled(piece));
            } else if let Some(until) = self.waits(piece, decision) {
                lines.push(woken(piece, until, piece.line.waiting_since));
                if piece.row.consumed {
                    parts.push(piece.consumed(None));
                    left_over.carry.extend(all_of(piece, widest));
                }
                continue;
            } else if piece.is_settled(decision) {
                parts.push(piece.consumed(None));
                if piece.goes(decision).is_none() {
                    left_over.ends.extend(self.took_along(piece));
                }
            }
            self.leave(piece, &picked.left_out, &mut left_over);
        }
        for update in left_over.lines {
            lines.retain(|line| line.publication != update.publication);
            lines.push(update);
        }
        let several = self.case.lines.len() > 1;
        let events = contents.iter().flat_map(|part| part.events.iter().copied());
        let leaves = Leaves::Sending {
            pins: self.pins(contents, decision),
            classes: self.classes(contents),
            reading: self.judge.words().in_all(contents),
            parts,
            carry: left_over.carry,
            announces: events.filter(|_| several).collect(),
            lines,
        };
        let mut ends = self.picked_end();
        ends.extend(left_over.ends);
        (leaves, ends)
    }

    /// What becomes of a part's items whose class is full: they wait for a letter with room for them,
    /// if one comes within the maximum deferral and before they are of no use; else they end here.
    fn leave(&self, piece: &Piece<'_>, items: &[ItemRef], left_over: &mut LeftOver) {
        let (judge, line) = (self.judge, piece.line);
        let mut wakes: Option<Timestamp> = None;
        for item in items {
            let listing = judge.shelf.at(line.publication, item.seq);
            let mut rows = self.case.carried.iter();
            let row = rows.find(|row| (row.publication, row.seq) == (line.publication, item.seq));
            let since = row.map_or(judge.now, |row| row.since);
            let latest = since.plus(judge.policy.max_deferral());
            let useless = listing.and_then(|listing| listing.expires_at);
            let useful =
                |at: &Timestamp| *at <= latest && useless.is_none_or(|useless| *at < useless);
            let at = self.next_room(line, item.class).filter(useful);
            if let Some(at) = at {
                left_over.carry.push((line.publication, item.seq));
                wakes = Some(wakes.map_or(at, |wakes| wakes.min(at)));
            } else {
                let place = (line.publication, item.seq);
                left_over.ends.push(ended(place, ItemFate::Expired));
            }
        }
        if let Some(at) = wakes.filter(|_| !line.choices.cadence.has_slots()) {
            left_over.lines.push(woken(piece, at, None));
        }
    }

    /// The first instant at which a line's letter has room for a class: a slot of its own, or else the
    /// first instant with room.
    fn next_room(&self, line: &PlanLine, class: MessageClass) -> Option<Timestamp> {
        let judge = self.judge;
        let room = room_for_class(judge.policy, self.facts, self.request, class, judge.now)?;
        let room = room.max(judge.now.plus(judge.policy.gap()));
        if line.choices.cadence.has_slots() {
            slot_after(judge.known, self.case, line, room.plus(-1))
        } else {
            let next = self.request.next_letter.filter(|at| *at >= room);
            Some(next.map_or(room, |next| next.min(room)))
        }
    }

    fn folded(&self, decision: &Decision, into: Timestamp) -> Leaves {
        // A pause is no lack of room: what it holds back does not count as waiting.
        let goes = |share: &Share| matches!(share, Share::Goes { .. });
        let lacks_room = decision.parts.iter().any(|part| goes(&part.share));
        let pairs = self.pieces.iter().zip(self.widest);
        let lines = pairs.clone().map(|(piece, picked)| {
            let since = lacks_room.then(|| self.judge.longest_of(self.case, piece, picked));
            woken(piece, into, since)
        });
        let carry = pairs
            .filter(|(piece, _)| piece.row.consumed)
            .flat_map(|(piece, picked)| all_of(piece, picked));
        Leaves::Folded {
            carry: carry.collect(),
            lines: lines.collect(),
        }
    }

    fn ended(&self) -> Vec<GatePart> {
        let pieces = self.pieces.iter();
        pieces.map(|piece| piece.consumed(None)).collect()
    }

    fn no_longer(&self) -> Vec<LineUpdate> {
        let pieces = self.pieces.iter();
        pieces.filter_map(settled).collect()
    }

    /// Carried items within the row's reach, all of which end with it.
    fn carried_end(&self) -> Vec<EndedItem> {
        let pieces = self.pieces.iter();
        let rows = pieces.flat_map(|piece| self.carried_to(piece));
        rows.map(|row| ended((row.publication, row.seq), ItemFate::Suppressed))
            .collect()
    }

    /// What an earlier gate took along for a part that brings nothing now.
    fn took_along(&self, piece: &Piece<'_>) -> impl Iterator<Item = EndedItem> {
        let rows = self.carried_to(piece).filter(|row| row.own);
        rows.map(|row| ended((row.publication, row.seq), ItemFate::Suppressed))
    }

    /// What is carried to a part.
    pub(crate) fn carried_to(&self, piece: &Piece<'_>) -> impl Iterator<Item = &CarriedRow> {
        let publication = piece.row.publication;
        let rows = self.case.within_reach();
        rows.filter(move |row| row.publication == publication)
    }

    /// Carried items for which nobody waits any more.
    fn picked_end(&self) -> Vec<EndedItem> {
        let ends = self.picked.iter().flat_map(|picked| {
            let publication = picked.part.publication;
            let items = picked.ended.iter();
            items.map(move |(seq, fate)| ended((publication, *seq), *fate))
        });
        ends.collect()
    }

    /// What the letter pins.
    fn pins(&self, contents: &[PartContents], decision: &Decision) -> Pins {
        let case = self.case;
        let carried = contents.iter().flat_map(|part| {
            let items = part.all().filter(|item| item.carried);
            items.map(|item| (part.publication, item.seq))
        });
        let silence = self.silence();
        Pins {
            carried: carried.collect(),
            notes: case.doubts.iter().map(|doubt| doubt.delivery).collect(),
            count: count(decision),
            asks: silence.is_none() && case.doubts.is_empty() && self.asks(contents),
            silence,
            revisions: revisions(self.gate, contents),
            ..self.judge.pins(case)
        }
    }

    /// The time without a letter that a letter has to explain.
    fn silence(&self) -> Option<Silence> {
        let (judge, case) = (self.judge, self.case);
        let since = case.last_touch?;
        let days = i64::from(judge.policy.silence_days);
        if days == 0 || judge.now < since.plus(days * Timestamp::DAY) {
            return None;
        }
        let zone = &case.person.zone;
        let meanwhile = zone.date(since)..=zone.date(judge.now);
        let paused = case.person.paused_until;
        Some(Silence {
            since,
            paused_until: paused.filter(|until| meanwhile.contains(until)),
        })
    }

    /// Whether an ordinary letter asks how it is; never the first one.
    fn asks(&self, contents: &[PartContents]) -> bool {
        let (judge, case) = (self.judge, self.case);
        case.last_touch.is_some()
            && self.classes(contents).contains(&MessageClass::Issue)
            && lagom_policy::asks(judge.policy, &case.person, &case.touches, judge.now)
    }

    /// Every class that the message contains.
    fn classes(&self, contents: &[PartContents]) -> Vec<MessageClass> {
        if self.pieces.is_empty() {
            return vec![self.case.delivery.class];
        }
        let classes = contents.iter().map(PartContents::classes);
        classes
            .fold(lagom_model::Classes::NONE, lagom_model::Classes::union)
            .into()
    }
}

/// The line of a part whose content waits until an instant: a line with slots has its own.
pub(crate) fn woken(
    piece: &Piece<'_>,
    at: Timestamp,
    waiting_since: Option<Timestamp>,
) -> LineUpdate {
    let line = piece.line;
    if piece.row.consumed {
        return woken_too(line, at, waiting_since);
    }
    let slot = line
        .next_due_at
        .filter(|_| line.choices.cadence.has_slots());
    LineUpdate {
        publication: line.publication,
        next_due_at: slot.or(Some(at)),
        waiting_since,
    }
}

/// A line for which something waits until an instant, beside what waits on it for another letter: the first of both wakes it.
pub(crate) fn woken_too(
    line: &PlanLine,
    at: Timestamp,
    waiting_since: Option<Timestamp>,
) -> LineUpdate {
    let due = line.next_due_at;
    let first = due.filter(|due| *due < at || line.choices.cadence.has_slots());
    LineUpdate {
        publication: line.publication,
        next_due_at: first.or(Some(at)),
        waiting_since: line.waiting_since.or(waiting_since),
    }
}

pub(crate) const fn ended((publication, seq): (PublicationId, Seq), fate: ItemFate) -> EndedItem {
    EndedItem {
        publication,
        seq,
        fate,
    }
}

/// A part with all it would have brought.
pub(crate) fn all_of(
    piece: &Piece<'_>,
    picked: &Picked,
) -> impl Iterator<Item = (PublicationId, Seq)> {
    let publication = piece.row.publication;
    picked.part.all().map(move |item| (publication, item.seq))
}

/// A line whose content went: nothing waits on it any more. What waits on it beside a part that was consumed before is another
/// letter's.
pub(crate) fn settled(piece: &Piece<'_>) -> Option<LineUpdate> {
    let line = Some(piece.line).filter(|_| !piece.row.consumed)?;
    let slots = line.choices.cadence.has_slots();
    let update = LineUpdate {
        publication: line.publication,
        next_due_at: line.next_due_at.filter(|_| slots),
        waiting_since: None,
    };
    ((line.next_due_at, line.waiting_since) != (update.next_due_at, None)).then_some(update)
}
