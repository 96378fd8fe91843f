//! Judges for cases: the simplest closures that say send, wait, fold or cap. The real ones stand in
//! scheduler and dispatch and call the policy; these never do.

use super::samples;
use crate::{
    GateCase, GateContext, GatePart, GateVerdict, Leaves, LineUpdate, Pins, PlanCase, PlanLetter,
    PlanPart, PlanVerdict, Release,
};
use lagom_model::{Decision, Form, MessageClass, PublicationId, Reason, Seq, Timestamp, Verdict};
use std::collections::BTreeMap;

/// Plans a release: one letter for the line of its publication, due when the release was.
pub fn release(
    release: Release,
    now: Timestamp,
) -> impl Fn(&PlanCase) -> PlanVerdict + Send + Sync {
    release_as(MessageClass::Issue, release, now)
}

/// Plans a release as letters of a class.
pub fn release_as(
    class: MessageClass,
    release: Release,
    now: Timestamp,
) -> impl Fn(&PlanCase) -> PlanVerdict + Send + Sync {
    move |case| {
        let lines = case.lines.iter().filter(|line| {
            line.publication == release.publication
                && !line.choices.cadence.has_slots()
                && line.watermark < release.to_seq
        });
        let letters = lines.map(|line| PlanLetter {
            sender: line.sender,
            class,
            local_date: case.person.zone.date(now),
            due_at: release.at,
            parts: vec![PlanPart {
                publication: line.publication,
                from_seq: line.watermark,
                to_seq: release.to_seq,
            }],
        });
        PlanVerdict {
            letters: letters.collect(),
            lines: Vec::new(),
        }
    }
}

/// Plans the slots that have come, up to what is visible of each publication; the next slot is a
/// week later.
pub fn slots(
    visible: BTreeMap<PublicationId, Seq>,
    now: Timestamp,
) -> impl Fn(&PlanCase) -> PlanVerdict + Send + Sync {
    move |case| {
        let mut verdict = PlanVerdict::default();
        for line in &case.lines {
            let Some(due_at) = line.next_due_at.filter(|due| *due <= now) else {
                continue;
            };
            verdict.lines.push(LineUpdate {
                publication: line.publication,
                next_due_at: Some(due_at.plus(7 * Timestamp::DAY)),
                waiting_since: line.waiting_since,
            });
            let to_seq = visible.get(&line.publication).copied().unwrap_or(0);
            if to_seq <= line.watermark {
                continue;
            }
            let part = PlanPart {
                publication: line.publication,
                from_seq: line.watermark,
                to_seq,
            };
            let same = |letter: &&mut PlanLetter| letter.sender == line.sender;
            if let Some(letter) = verdict.letters.iter_mut().find(same) {
                letter.parts.push(part);
            } else {
                verdict.letters.push(PlanLetter {
                    sender: line.sender,
                    class: MessageClass::Issue,
                    local_date: case.person.zone.date(now),
                    due_at,
                    parts: vec![part],
                });
            }
        }
        verdict
    }
}

/// Sends everything, in full.
pub fn send_all(now: Timestamp) -> impl Fn(&GateContext, &GateCase) -> GateVerdict + Send + Sync {
    move |context, case| send(context, case, now)
}

/// Sends one message if no touch of the person counts; else it waits a day.
pub fn cap_of_one(now: Timestamp) -> impl Fn(&GateContext, &GateCase) -> GateVerdict + Send + Sync {
    move |context, case| {
        if case.touches.is_empty() {
            send(context, case, now)
        } else {
            wait_until(now.plus(Timestamp::DAY))
        }
    }
}

/// Sends what no stop forbids.
pub fn heed_stops(now: Timestamp) -> impl Fn(&GateContext, &GateCase) -> GateVerdict + Send + Sync {
    move |context, case| {
        if case.person.stops.is_empty() {
            send(context, case, now)
        } else {
            end(
                Verdict::Suppress,
                Leaves::Cancelled {
                    parts: parts(context, case, None),
                    lines: Vec::new(),
                },
            )
        }
    }
}

/// The verdict "send it all, in full".
pub fn send(context: &GateContext, case: &GateCase, now: Timestamp) -> GateVerdict {
    sending(case, now, parts(context, case, Some(Form::Full)))
}

/// The verdict "send these parts".
pub fn sending(case: &GateCase, now: Timestamp, parts: Vec<GatePart>) -> GateVerdict {
    let valid_until = now.plus(30 * Timestamp::SECOND);
    end(
        Verdict::Send { valid_until },
        Leaves::Sending {
            pins: case
                .delivery
                .pins
                .clone()
                .unwrap_or_else(|| pins(case, now)),
            classes: vec![case.delivery.class],
            reading: 0,
            parts,
            carry: Vec::new(),
            announces: Vec::new(),
            lines: Vec::new(),
        },
    )
}

/// What a first gate pins. It takes along every carried item and notes every doubt.
pub fn pins(case: &GateCase, now: Timestamp) -> Pins {
    Pins {
        date: now,
        language: case.person.language.clone(),
        template: 1,
        contact: case
            .contact
            .as_ref()
            .map_or((0, 0), |contact| (contact.id, contact.revision)),
        key: "k1".to_owned(),
        carried: case
            .carried
            .iter()
            .map(|row| (row.publication, row.seq))
            .collect(),
        notes: case.doubts.iter().map(|doubt| doubt.delivery).collect(),
        count: None,
        silence: None,
        asks: false,
        resend: false,
        revisions: Vec::new(),
        relay: None,
    }
}

/// The row's parts as the gate consumes them: from the line's watermark to what may pass; those that
/// an earlier gate consumed, as they are.
pub fn parts(context: &GateContext, case: &GateCase, form: Option<Form>) -> Vec<GatePart> {
    let gated = case.delivery.parts.iter().filter_map(|part| {
        if part.consumed {
            return Some((part.publication, part.from_seq, part.to_seq));
        }
        let line = case
            .lines
            .iter()
            .find(|line| line.publication == part.publication)?;
        let visible = context.visible_to.get(&part.publication);
        let to_seq = visible.map_or(part.to_seq, |seq| part.to_seq.min(*seq));
        (to_seq > line.watermark).then_some((part.publication, line.watermark, to_seq))
    });
    gated
        .map(|(publication, from_seq, to_seq)| GatePart {
            publication,
            from_seq,
            to_seq,
            form,
        })
        .collect()
}

/// The verdict "wait until then".
pub fn wait_until(due_at: Timestamp) -> GateVerdict {
    end(Verdict::Defer { until: due_at }, Leaves::Planned { due_at })
}

/// What expires, with nothing that waits on.
pub const fn expired(parts: Vec<GatePart>, lines: Vec<LineUpdate>) -> Leaves {
    let carry = Vec::new();
    Leaves::Expired {
        parts,
        carry,
        lines,
    }
}

/// A verdict with one reason.
pub fn end(verdict: Verdict, leaves: Leaves) -> GateVerdict {
    let reasons = vec![Reason::OwnRequest {
        asked_at: samples::START,
    }];
    GateVerdict {
        decision: Decision {
            verdict,
            parts: Vec::new(),
            left_out: lagom_model::Classes::NONE,
            reading_left: None,
            reasons,
            policy: 1,
            revision: 1,
        },
        leaves,
        ends: Vec::new(),
    }
}
