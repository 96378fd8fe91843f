//! The gate's judgement of one row: what the policy decides, and what that moves. Pure; called under
//! the person's lock, so everything it needs stands in its arguments.

use crate::contents::{PartContents, Picker};
use crate::request::{class_of, facts, line_of, request, waiting_since};
use lagom_model::{
    Decision, Form, MessageClass, PartVerdict, Policy, PublicationId, Reason, Seq, Share, Shelf,
    Timestamp, Verdict,
};
use lagom_store::{
    GateCase, GateContext, GatePart, GateVerdict, Known, Leaves, LineUpdate, PartRow, Pins,
    PlanLine,
};

/// What holds for every row of a run.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    /// Senders and publications.
    pub known: &'a Known,
    /// The policy in force.
    pub policy: &'a Policy,
    /// All listings.
    pub shelf: &'a Shelf,
    /// The id of the key that signs links.
    pub key: &'a str,
    /// The revision of the templates.
    pub template: u32,
    /// Now.
    pub now: Timestamp,
}

/// A judgement: what the store writes, and what the letter brings if it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What the store writes.
    pub verdict: GateVerdict,
    /// What the letter brings.
    pub contents: Vec<PartContents>,
}

/// A part of the row with its line and the range it covers now.
struct Piece<'a> {
    row: PartRow,
    line: &'a PlanLine,
    range: (Seq, Seq),
}

impl Judge<'_> {
    /// Judges one row.
    pub fn judge(&self, gate: &GateContext, case: &GateCase) -> Judged {
        let pieces = self.pieces(gate, case);
        let widest = self.contents(gate, case, &pieces, |piece| Some(widest_form(piece.line)));
        let expires_at = last_use(&widest, case);
        let request = request(self.known, gate, case, expires_at, self.now);
        let mut decision = lagom_policy::decide(self.policy, &facts(case), &request, self.now);
        if case.contact.is_none() {
            decision.verdict = Verdict::Suppress;
            decision.reasons.push(Reason::NoAddress);
        }
        let contents = self.contents(gate, case, &pieces, |piece| goes(&decision, piece));
        if matches!(decision.verdict, Verdict::Send { .. })
            && contents.is_empty()
            && !case.delivery.parts.is_empty()
        {
            decision.verdict = Verdict::Suppress;
            decision.reasons.push(Reason::NothingLeft);
            let leaves = Leaves::Cancelled {
                parts: settled_parts(&decision, &pieces),
                lines: no_longer(&pieces),
            };
            return Judged {
                verdict: GateVerdict { decision, leaves },
                contents,
            };
        }
        let leaves = match decision.verdict {
            Verdict::Send { .. } => self.sending(case, &pieces, &contents, &decision),
            Verdict::Fold { into } => folded(case, &pieces, &widest, &decision, into),
            Verdict::Defer { until } => Leaves::Planned { due_at: until },
            Verdict::Expire => Leaves::Expired {
                parts: ended(&pieces),
                lines: no_longer(&pieces),
            },
            Verdict::Suppress => Leaves::Cancelled {
                parts: ended(&pieces),
                lines: no_longer(&pieces),
            },
        };
        Judged {
            verdict: GateVerdict { decision, leaves },
            contents,
        }
    }

    /// The row's parts with what they cover now: a part that was consumed keeps its range, any other
    /// one reaches from the watermark to what is visible.
    fn pieces<'c>(&self, gate: &GateContext, case: &'c GateCase) -> Vec<Piece<'c>> {
        let parts = case.delivery.parts.iter();
        parts
            .filter_map(|row| {
                let line = line_of(case, row.publication)?;
                let range = if row.consumed {
                    (row.from_seq, row.to_seq)
                } else {
                    let top = self.shelf.top(row.publication);
                    let visible = gate.visible_to.get(&row.publication).copied();
                    let to = visible.map_or(top, |visible| visible.min(top));
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

    fn contents(
        &self,
        gate: &GateContext,
        case: &GateCase,
        pieces: &[Piece<'_>],
        form: impl Fn(&Piece<'_>) -> Option<Form>,
    ) -> Vec<PartContents> {
        let mut picker = Picker::new(
            self.shelf,
            &gate.withdrawn,
            &case.carried,
            &case.announced,
            self.now,
        );
        let picked = pieces.iter().filter_map(|piece| {
            let publication = self.known.publication(piece.row.publication)?;
            picker.pick(
                piece.line,
                piece.range,
                form(piece)?,
                publication.def.most_items,
            )
        });
        picked.collect()
    }

    fn sending(
        &self,
        case: &GateCase,
        pieces: &[Piece<'_>],
        contents: &[PartContents],
        decision: &Decision,
    ) -> Leaves {
        let brings = |piece: &Piece<'_>| {
            contents
                .iter()
                .find(|part| part.publication == piece.row.publication)
        };
        let mut parts = Vec::with_capacity(pieces.len());
        let mut lines = Vec::new();
        for piece in pieces {
            if let Some(part) = brings(piece) {
                parts.push(gate_part(piece, Some(part.form)));
                lines.extend(settled(piece.line));
            } else if is_settled(decision, piece) {
                parts.push(gate_part(piece, None));
            } else if let Some(Share::Waits { until }) = share(decision, piece) {
                let until = until.unwrap_or_else(|| self.now.plus(self.policy.gap()));
                lines.push(woken_at(piece.line, until, piece.line.waiting_since));
            }
        }
        let several = case.lines.len() > 1;
        let events = contents.iter().flat_map(|part| part.events.iter().copied());
        Leaves::Sending {
            pins: self.pins(case, contents, decision),
            classes: classes(case, pieces, contents),
            parts,
            carry: Vec::new(),
            announces: events.filter(|_| several).collect(),
            lines,
        }
    }

    /// What the first gate pins; Date never changes after it, all else may be pinned anew after a
    /// definite refusal.
    fn pins(&self, case: &GateCase, contents: &[PartContents], decision: &Decision) -> Pins {
        let carried = contents.iter().flat_map(|part| {
            let items = part.items.iter().filter(|item| item.carried);
            items.map(|item| (part.publication, item.seq))
        });
        Pins {
            date: case
                .delivery
                .pins
                .as_ref()
                .map_or(self.now, |pins| pins.date),
            language: case.person.language.clone(),
            template: self.template,
            contact: case
                .contact
                .as_ref()
                .map_or((0, 0), |at| (at.id, at.revision)),
            key: self.key.to_owned(),
            carried: carried.collect(),
            notes: case.doubts.iter().map(|doubt| doubt.delivery).collect(),
            count: count(decision),
        }
    }
}

fn folded(
    case: &GateCase,
    pieces: &[Piece<'_>],
    contents: &[PartContents],
    decision: &Decision,
    into: Timestamp,
) -> Leaves {
    // A pause is no lack of room: what it holds back does not count as waiting.
    let lacks_room = decision
        .parts
        .iter()
        .any(|part| matches!(part.share, Share::Goes { .. }));
    let lines = pieces.iter().map(|piece| {
        let since = lacks_room.then(|| waiting_since(case, piece.line));
        woken_at(piece.line, into, since)
    });
    let consumed = |publication: PublicationId| {
        pieces
            .iter()
            .any(|piece| piece.row.consumed && piece.row.publication == publication)
    };
    let carry = contents
        .iter()
        .filter(|part| consumed(part.publication))
        .flat_map(|part| {
            let items = part.items.iter().chain(&part.linked);
            items.map(|item| (part.publication, item.seq))
        });
    Leaves::Folded {
        carry: carry.collect(),
        lines: lines.collect(),
    }
}

/// The widest form that a line's choices allow.
fn widest_form(line: &PlanLine) -> Form {
    match class_of(line) {
        MessageClass::Event => Form::Events,
        _ => Form::Full,
    }
}

/// The instant from which a letter is of no use: only a letter of nothing but events has one.
fn last_use(contents: &[PartContents], case: &GateCase) -> Option<Timestamp> {
    if case.delivery.class != MessageClass::Event {
        return None;
    }
    let mut last = None;
    for part in contents {
        if part.events.len() < part.items.len() {
            return None;
        }
        last = part.events.iter().map(|(_, until)| *until).max().max(last);
    }
    last.filter(|until| *until < Timestamp::MAX)
}

fn share(decision: &Decision, piece: &Piece<'_>) -> Option<Share> {
    let verdict = |part: &&PartVerdict| part.publication == piece.row.publication;
    decision.parts.iter().find(verdict).map(|part| part.share)
}

fn goes(decision: &Decision, piece: &Piece<'_>) -> Option<Form> {
    match share(decision, piece) {
        Some(Share::Goes { form }) => Some(form),
        _ => None,
    }
}

fn gate_part(piece: &Piece<'_>, form: Option<Form>) -> GatePart {
    let (from_seq, to_seq) = piece.range;
    GatePart {
        publication: piece.row.publication,
        from_seq,
        to_seq,
        form,
    }
}

fn ended(pieces: &[Piece<'_>]) -> Vec<GatePart> {
    pieces.iter().map(|piece| gate_part(piece, None)).collect()
}

/// Whether this gate settles a part: it goes (perhaps with nothing to bring), it ends, or an earlier
/// gate consumed it. What waits is not settled.
fn is_settled(decision: &Decision, piece: &Piece<'_>) -> bool {
    piece.row.consumed || !matches!(share(decision, piece), None | Some(Share::Waits { .. }))
}

fn settled_parts(decision: &Decision, pieces: &[Piece<'_>]) -> Vec<GatePart> {
    let settled = pieces.iter().filter(|piece| is_settled(decision, piece));
    settled.map(|piece| gate_part(piece, None)).collect()
}

/// A line whose content waits until an instant: a line with slots has its own.
fn woken_at(line: &PlanLine, at: Timestamp, waiting_since: Option<Timestamp>) -> LineUpdate {
    let slot = line
        .next_due_at
        .filter(|_| line.choices.cadence.has_slots());
    LineUpdate {
        publication: line.publication,
        next_due_at: slot.or(Some(at)),
        waiting_since,
    }
}

/// A line whose content went: nothing waits on it any more.
fn settled(line: &PlanLine) -> Option<LineUpdate> {
    let slots = line.choices.cadence.has_slots();
    let update = LineUpdate {
        publication: line.publication,
        next_due_at: line.next_due_at.filter(|_| slots),
        waiting_since: None,
    };
    ((line.next_due_at, line.waiting_since) != (update.next_due_at, None)).then_some(update)
}

fn no_longer(pieces: &[Piece<'_>]) -> Vec<LineUpdate> {
    pieces
        .iter()
        .filter_map(|piece| settled(piece.line))
        .collect()
}

/// Every class that the message contains.
fn classes(case: &GateCase, pieces: &[Piece<'_>], contents: &[PartContents]) -> Vec<MessageClass> {
    if pieces.is_empty() {
        return vec![case.delivery.class];
    }
    let mut classes: Vec<MessageClass> = contents
        .iter()
        .filter_map(|part| line_of(case, part.publication))
        .map(class_of)
        .collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

/// The message's number in the longest cap's window, with the limit and the days: "letter 3 of at
/// most 6 in four weeks".
fn count(decision: &Decision) -> Option<(u32, u32, u32)> {
    let caps = decision.reasons.iter().filter_map(|reason| match reason {
        Reason::Cap {
            class: None,
            days,
            used,
            limit,
            ..
        } => Some((used + 1, *limit, *days)),
        _ => None,
    });
    caps.max_by_key(|(_, _, days)| *days)
}
