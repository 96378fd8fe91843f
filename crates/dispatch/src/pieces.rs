//! Pieces: a row's parts with their lines and the ranges they cover now, and which of them have too
//! little in them to be a letter. Pure.

use crate::contents::Picked;
use crate::judge::Judge;
use crate::request::{line_of, slot_after};
use lagom_model::{Decision, Form, PartVerdict, Reason, Seq, Share, Shelf};
use lagom_policy::{DigestSize, below_minimum};
use lagom_store::{GateCase, GateContext, GatePart, PartRow, PlanLine};

/// A part of the row with its line and the range it covers now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece<'a> {
    pub(crate) row: PartRow,
    pub(crate) line: &'a PlanLine,
    pub(crate) range: (Seq, Seq),
}

impl Piece<'_> {
    /// What the decision says of it.
    pub(crate) fn share(&self, decision: &Decision) -> Option<Share> {
        let verdict = |part: &&PartVerdict| part.publication == self.row.publication;
        decision.parts.iter().find(verdict).map(|part| part.share)
    }

    /// The form it goes in, if it goes.
    pub(crate) fn goes(&self, decision: &Decision) -> Option<Form> {
        match self.share(decision) {
            Some(Share::Goes { form }) => Some(form),
            _ => None,
        }
    }

    /// Whether this gate settles it: it goes (perhaps with nothing to bring), it ends, or an earlier
    /// gate consumed it. What waits is not settled.
    pub(crate) fn is_settled(&self, decision: &Decision) -> bool {
        let waits = matches!(self.share(decision), None | Some(Share::Waits { .. }));
        self.row.consumed || !waits
    }

    /// It as the gate consumes it.
    pub(crate) fn consumed(&self, form: Option<Form>) -> GatePart {
        let (from_seq, to_seq) = self.range;
        GatePart {
            publication: self.row.publication,
            from_seq,
            to_seq,
            form,
        }
    }
}

/// The row's parts with what they cover now: a part that was consumed keeps its range, any other
/// one reaches from the watermark to what is visible.
pub(crate) fn pieces<'c>(shelf: &Shelf, gate: &GateContext, case: &'c GateCase) -> Vec<Piece<'c>> {
    let parts = case.delivery.parts.iter();
    parts
        .filter_map(|row| {
            let line = line_of(case, row.publication)?;
            let range = if row.consumed {
                (row.from_seq, row.to_seq)
            } else {
                let to = gate.visible(shelf, row.publication);
                (line.watermark, to.max(line.watermark))
            };
            Some(Piece {
                row: *row,
                line,
                range,
            })
        })
        .collect()
}

/// Why a digest waits for its next slot, if it has too little in it. What an earlier gate consumed
/// was enough.
pub(crate) fn too_little(
    judge: &Judge<'_>,
    case: &GateCase,
    piece: &Piece<'_>,
    picked: &Picked,
) -> Option<Reason> {
    let line = piece.line;
    let publication = judge.known.publication(line.publication)?;
    if piece.row.consumed || publication.def.least_items <= 1 {
        return None;
    }
    let items = picked.part.all();
    let expiries = items.clone().filter_map(|item| {
        let listing = judge.shelf.at(line.publication, item.seq)?;
        listing.expires_at
    });
    let size = DigestSize {
        publication: line.publication,
        items: u32::try_from(items.clone().count()).unwrap_or(u32::MAX),
        first_expiry: expiries.min(),
        waited: line.waiting_since.is_some() || items.clone().any(|item| item.carried),
    };
    if size.items == 0 {
        return None;
    }
    let due = line.next_due_at.filter(|due| *due > judge.now);
    let slot = due.or_else(|| slot_after(judge.known, case, line, judge.now));
    let least = publication.def.least_items;
    below_minimum(line.choices.cadence, size, least, slot)
}
