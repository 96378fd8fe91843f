//! What a message is written with: pinned at its gate. The copy of one that may have arrived keeps all of it, or does not
//! go (SEMANTICS, "Pins").

use crate::contents::PartContents;
use crate::fill::TEMPLATE_REVISION;
use crate::judge::Judge;
use lagom_model::{Decision, IssueId, Reason, Verdict};
use lagom_store::{GateCase, GateContext, Pins};

impl Judge<'_> {
    /// What every message pins at its first gate. The Date never changes after it; all else may be pinned anew after a
    /// definite refusal.
    pub(crate) fn pins(&self, case: &GateCase) -> Pins {
        let pinned = case.delivery.pins.as_ref();
        let contact = case.contact.as_ref();
        Pins {
            date: pinned.map_or(self.now, |pins| pins.date),
            language: in_doubt(case)
                .map_or(&case.person.language, |first| &first.language)
                .clone(),
            template: TEMPLATE_REVISION,
            contact: contact.map_or((0, 0), |at| (at.id, at.revision)),
            key: self.key.to_owned(),
            carried: Vec::new(),
            notes: Vec::new(),
            count: None,
            silence: None,
            asks: false,
            resend: false,
            revisions: Vec::new(),
            relay: None,
        }
    }

    /// Holds the second copy of what may have arrived where it could not be what the first was.
    pub(crate) fn hold_another(
        &self,
        gate: &GateContext,
        case: &GateCase,
        contents: &[PartContents],
        decision: &mut Decision,
    ) {
        let Some(first) = in_doubt(case) else {
            return;
        };
        let now = self.pins(case);
        let reason = if first.revisions != revisions(gate, contents) {
            Reason::Corrected
        } else if (first.contact, first.template) != (now.contact, now.template) {
            Reason::OutcomeUnknown
        } else {
            return;
        };
        decision.verdict = Verdict::Suppress;
        decision.reasons.push(reason);
    }
}

/// What the first copy was written with, if it may have arrived.
fn in_doubt(case: &GateCase) -> Option<&Pins> {
    let row = &case.delivery;
    row.pins.as_ref().filter(|_| row.doubtful)
}

/// The revisions of corrected issues that a letter's contents are of.
pub(crate) fn revisions(gate: &GateContext, contents: &[PartContents]) -> Vec<(IssueId, i64)> {
    let is_in = |issue: IssueId| {
        let mut items = contents.iter().flat_map(PartContents::all);
        items.any(|item| item.issue == issue)
    };
    let corrected = gate.corrected.iter();
    corrected
        .filter(|one| is_in(one.issue))
        .map(|one| (one.issue, one.revision))
        .collect()
}

/// The message's number in the longest cap's window, with the limit and the days: "letter 3 of at
/// most 6 in four weeks".
pub(crate) fn count(decision: &Decision) -> Option<(u32, u32, u32)> {
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
