//! Service messages that somebody asked for: whether they still go, and the mail they are. One link each, which nothing but a
//! button on its page uses. Pure.

use crate::fill::{FillError, Filler, pins};
use crate::judge::{Judge, Judged, judged};
use lagom_links::Scope;
use lagom_model::{Facts, MessageClass, Rank, Reason, Request, Verdict};
use lagom_render::mail::{Mailbox, SystemKind, SystemMail, compose_system};
use lagom_smtp::{Outgoing, Permission};
use lagom_store::{AskKind, GateCase, GateContext, Gated, Leaves, Pins, ServiceRequest};

impl Judge<'_> {
    /// Judges a message that somebody asked for: it goes as the policy says, unless its link was used or is too
    /// old by then.
    pub(crate) fn judge_service(
        &self,
        gate: &GateContext,
        case: &GateCase,
        asked: &ServiceRequest,
    ) -> Judged {
        let none = || (Vec::new(), Vec::new());
        if asked.used_at.is_some() {
            let (parts, lines) = none();
            let decision = self.by_hand(Verdict::Suppress, vec![Reason::NothingLeft]);
            return judged(decision, Leaves::Cancelled { parts, lines }, Vec::new());
        }
        let facts = Facts {
            person: case.person.clone(),
            lines: Vec::new(),
            touches: case.touches.clone(),
            ahead: Vec::new(),
        };
        let request = Request {
            parts: Vec::new(),
            class: Some(MessageClass::Service),
            rank: Rank {
                expires_at: asked.expires_at,
                ..Rank::of(MessageClass::Service, asked.asked_at)
            },
            waiting_since: asked.asked_at,
            next_letter: None,
            asked_at: Some(asked.asked_at),
            expires_at: Some(asked.expires_at),
        };
        let mut decision = self.decide(&facts, &request);
        if case.contact.is_none() {
            decision.verdict = Verdict::Suppress;
            decision.reasons.push(Reason::NoAddress);
        }
        self.hold_another(gate, case, &[], &mut decision);
        let (parts, lines) = none();
        let leaves = match decision.verdict {
            Verdict::Send { .. } => Leaves::Sending {
                pins: Pins {
                    resend: true,
                    ..self.pins(case)
                },
                classes: vec![MessageClass::Service],
                reading: 0,
                parts,
                carry: Vec::new(),
                announces: Vec::new(),
                lines,
            },
            Verdict::Defer { until } | Verdict::Fold { into: until } => {
                Leaves::Planned { due_at: until }
            }
            Verdict::Expire => Leaves::Expired {
                parts,
                carry: Vec::new(),
                lines,
            },
            Verdict::Suppress => Leaves::Cancelled { parts, lines },
        };
        judged(decision, leaves, Vec::new())
    }
}

impl Filler {
    /// The mail of a message that somebody asked for.
    pub(crate) fn service(
        &self,
        gated: &Gated,
        asked: &ServiceRequest,
        permission: Permission,
    ) -> Result<Outgoing, FillError> {
        let case = &gated.case;
        let pins = pins(gated).ok_or(FillError::Missing("pinned content"))?;
        let sender = self.known.sender(case.delivery.sender);
        let sender = sender.ok_or(FillError::Missing("sender"))?;
        let contact = case.contact.as_ref().ok_or(FillError::Missing("address"))?;
        let (kind, scope) = match asked.kind {
            AskKind::Join => (SystemKind::Confirmation, Scope::Confirm),
            AskKind::Return => (SystemKind::Return, Scope::Confirm),
            AskKind::Address => (SystemKind::NewAddress, Scope::Confirm),
            AskKind::StepUp => (SystemKind::StepUp, Scope::StepUp),
        };
        let token = self.keys.sign(scope, asked.subject);
        let link = match scope {
            Scope::StepUp => self.urls.step_up(&token),
            _ => self.urls.confirm(&token),
        };
        let def = &sender.def;
        let domain = def.from.rsplit('@').next().unwrap_or_default();
        let lines = asked.wanted.lines.iter();
        let newsletters = lines.filter_map(|line| self.known.publication(line.publication));
        let mail = SystemMail {
            kind,
            language: self.templates.languages().pick(&[&pins.language]),
            from: Mailbox {
                name: Some(def.name.clone()),
                address: def.from.clone(),
            },
            to: Mailbox {
                name: contact.name.clone(),
                address: contact.address.clone(),
            },
            reply_to: def.reply_to.clone().map(|address| Mailbox {
                name: None,
                address,
            }),
            date: pins.date,
            message_id: format!("<{}@{domain}>", case.delivery.public_id),
            link,
            until: asked.expires_at,
            zone: &case.person.zone,
            newsletters: newsletters.map(|one| one.def.name.as_str()).collect(),
            address_block: def.address_block.as_deref(),
        };
        let bytes = compose_system(&mail, &self.templates)?;
        self.enveloped(&mail.to.address, sender, bytes, permission)
    }
}
