//! The gate's judgement of one row: what the policy decides, and what that moves. Pure; called under
//! the person's lock, so everything it needs stands in its arguments.

use crate::ahead::Outlook;
use crate::contents::{PartContents, Picked, Picker, Picking};
use crate::leaves::Leaving;
use crate::pieces::{Piece, pieces, too_little};
use crate::portion::Words;
use crate::promises::Promises;
use crate::rank::Ranks;
use crate::request::{Asking, facts};
use crate::run::BODY_MARGIN_MILLIS;
use crate::stale::Rest;
use lagom_model::{
    Classes, Decision, DeliveryKind, Facts, Form, MessageClass, Policy, Reason, Request, Shelf,
    Timestamp, Verdict,
};
use lagom_store::{GateCase, GateContext, GateVerdict, Known, Leaves};

/// What holds for every row of a run.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    /// Senders and publications.
    pub known: &'a Known,
    /// The policy in force.
    pub policy: &'a Policy,
    /// Its earlier versions, which lines keep until their readers accept another.
    pub promises: &'a Promises,
    /// All listings.
    pub shelf: &'a Shelf,
    /// The id of the key that signs links.
    pub key: &'a str,
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

impl Judge<'_> {
    /// Judges one row, by the rules that its person's lines promise.
    pub fn judge(&self, gate: &GateContext, case: &GateCase) -> Judged {
        match self.promises.binding(self.policy, &case.lines) {
            Some(bound) => Judge {
                policy: &bound,
                ..*self
            }
            .judge_bound(gate, case),
            None => self.judge_bound(gate, case),
        }
    }

    fn judge_bound(&self, gate: &GateContext, case: &GateCase) -> Judged {
        if case.delivery.kind == DeliveryKind::Event {
            return self.judge_event(gate, case);
        }
        if let Some(asked) = &case.delivery.service {
            return self.judge_service(gate, case, asked);
        }
        let all = pieces(self.shelf, gate, case);
        let widest = self.pick(gate, case, &all, Classes::NONE, |piece| {
            Some(piece.line.choices.cadence.widest_form())
        });
        let (pieces, widest, short) = self.enough(case, all, widest);
        if pieces.is_empty()
            && let Some(into) = short.iter().filter_map(slot_of).min()
        {
            let decision = self.by_hand(Verdict::Fold { into }, short);
            let leaves = Leaves::Folded {
                carry: Vec::new(),
                lines: Vec::new(),
            };
            return judged(decision, leaves, Vec::new());
        }
        let (facts, request) = self.question(gate, case, &pieces, &widest);
        let mut decision = self.decide(&facts, &request);
        let rest = self.rest(gate, case, (&pieces, &widest), (&request, &decision));
        decision.reasons.extend(rest.iter().filter_map(Rest::goes));
        decision.reasons.extend(short);
        if case.contact.is_none() {
            decision.verdict = Verdict::Suppress;
            decision.reasons.push(Reason::NoAddress);
        }
        let full = decision.left_out;
        let picked = self.pick(gate, case, &pieces, full, |piece| piece.goes(&decision));
        let contents = self.letter(case, &picked, &mut decision);
        self.hold_another(gate, case, &contents, &mut decision);
        let leaving = Leaving {
            judge: self,
            gate,
            facts: &facts,
            request: &request,
            case,
            pieces: &pieces,
            widest: &widest,
            picked: &picked,
            rest: rest.as_ref(),
        };
        let sends = matches!(decision.verdict, Verdict::Send { .. });
        if sends && contents.is_empty() && !case.delivery.parts.is_empty() {
            return leaving.nothing_left(decision);
        }
        leaving.judged(decision, contents)
    }

    /// What the policy says. Where it would permit for less than a body takes to begin, it is asked as of the end of that: nothing
    /// is sent only to be turned back.
    pub(crate) fn decide(&self, facts: &Facts, request: &Request) -> Decision {
        let decide = |at| lagom_policy::decide(self.policy, facts, request, at);
        let now = decide(self.now);
        let Verdict::Send { valid_until } = now.verdict else {
            return now;
        };
        if valid_until.since(self.now) > BODY_MARGIN_MILLIS {
            return now;
        }
        let mut then = decide(valid_until);
        if let Verdict::Send { .. } = then.verdict {
            then.verdict = Verdict::Defer { until: valid_until };
            then.left_out = Classes::NONE;
        }
        then
    }

    /// The row's parts with enough in them, what they would bring, and why the others wait.
    fn enough<'c>(
        &self,
        case: &GateCase,
        pieces: Vec<Piece<'c>>,
        widest: Vec<Picked>,
    ) -> (Vec<Piece<'c>>, Vec<Picked>, Vec<Reason>) {
        let mut short = Vec::new();
        let pairs = pieces.into_iter().zip(widest).filter(|(piece, picked)| {
            let reason = too_little(self, case, piece, picked);
            let enough = reason.is_none();
            short.extend(reason);
            enough
        });
        let (pieces, widest) = pairs.unzip();
        (pieces, widest, short)
    }

    /// The facts and the question that the policy is asked.
    pub(crate) fn question(
        &self,
        gate: &GateContext,
        case: &GateCase,
        pieces: &[Piece<'_>],
        widest: &[Picked],
    ) -> (Facts, Request) {
        let contents: Vec<PartContents> = brought(widest).collect();
        let lines: Vec<_> = pieces.iter().map(|piece| piece.line).collect();
        let ranks = Ranks {
            known: self.known,
            shelf: self.shelf,
            case,
        };
        let asking = Asking {
            ranks,
            gate,
            lines: &lines,
            contents: &contents,
            waiting_since: self.longest_wait(case, pieces, widest),
            expires_at: last_use(&contents, case),
            now: self.now,
        };
        let request = asking.request();
        let outlook = Outlook {
            ranks,
            policy: self.policy,
            gate,
            now: self.now,
        };
        let ahead = outlook.ahead(request.rank);
        (facts(case, ahead), request)
    }

    /// What each part brings in a form; parts without a form bring nothing.
    fn pick(
        &self,
        gate: &GateContext,
        case: &GateCase,
        pieces: &[Piece<'_>],
        full: Classes,
        form: impl Fn(&Piece<'_>) -> Option<Form>,
    ) -> Vec<Picked> {
        let (shelf, person, announced) = (self.shelf, &case.person, &case.announced);
        let mut picker = Picker::new(shelf, &gate.withdrawn, person, announced, self.now)
            .carrying(case.within_reach(), &case.gone);
        let picked = pieces.iter().map(|piece| {
            let publication = self.known.publication(piece.row.publication);
            let (Some(form), Some(publication)) = (form(piece), publication) else {
                return Picked::nothing(piece.line, piece.line.choices.cadence.widest_form());
            };
            let picking = Picking {
                range: piece.range,
                form,
                most: publication.def.most_items,
                full,
            };
            picker.pick(piece.line, picking)
        });
        picked.collect()
    }

    /// What the letter brings, fitted into the minutes that are left, with the reasons for what it
    /// does not show.
    fn letter(
        &self,
        case: &GateCase,
        picked: &[Picked],
        decision: &mut Decision,
    ) -> Vec<PartContents> {
        let mut contents: Vec<PartContents> = brought(picked).collect();
        if !matches!(decision.verdict, Verdict::Send { .. }) {
            return contents;
        }
        let count = |items: usize| u32::try_from(items).unwrap_or(u32::MAX);
        for part in contents.iter().filter(|part| !part.linked.is_empty()) {
            decision.reasons.push(Reason::Overflow {
                publication: part.publication,
                shown: count(part.items.len()),
                linked: count(part.linked.len()),
            });
        }
        let wishes = picked.iter().flat_map(|one| one.why.iter().cloned());
        decision.reasons.extend(wishes);
        if let Some(left) = decision.reading_left {
            self.words().fit(&mut contents, &case.lines, left);
        }
        contents
    }

    pub(crate) fn words(&self) -> Words<'_> {
        Words {
            known: self.known,
            shelf: self.shelf,
            reading: &self.policy.reading,
        }
    }

    /// A decision that needs no question.
    pub(crate) fn by_hand(&self, verdict: Verdict, reasons: Vec<Reason>) -> Decision {
        Decision {
            verdict,
            parts: Vec::new(),
            left_out: Classes::NONE,
            reading_left: None,
            reasons,
            policy: self.policy.version,
            revision: lagom_policy::REVISION,
        }
    }
}

pub(crate) fn judged(decision: Decision, leaves: Leaves, contents: Vec<PartContents>) -> Judged {
    let ends = Vec::new();
    let verdict = GateVerdict {
        decision,
        leaves,
        ends,
    };
    Judged { verdict, contents }
}

/// Parts that bring something.
fn brought(picked: &[Picked]) -> impl Iterator<Item = PartContents> {
    let parts = picked.iter().map(|one| &one.part);
    parts.filter(|part| !part.items.is_empty()).cloned()
}

fn slot_of(reason: &Reason) -> Option<Timestamp> {
    match reason {
        Reason::BelowMinimum { until, .. } => Some(*until),
        _ => None,
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
