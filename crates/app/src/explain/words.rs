//! From facts to sentences, twice: the operator's and the reader's. It decides nothing; every text is the
//! catalogues'.

use super::{Because, LetterExplained};
use crate::Installation;
use lagom_model::{PublicationId, Reason, Timestamp, Zone};
use lagom_render::language::{Arg, Audience, Language, Languages};
use lagom_store::{DeliveryView, Person};
use std::collections::HashMap;

/// What a sentence names.
pub(super) type Args = Vec<(&'static str, Arg<'static>)>;

/// A sentence for the operator and one for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) operator: String,
    pub(super) reader: String,
}

/// Turns reasons into sentences about one person, for the operator and for the reader.
pub struct Wording<'a> {
    languages: &'a Languages,
    operator: Language,
    reader: Language,
    zone: &'a Zone,
    names: HashMap<PublicationId, String>,
}

impl<'a> Wording<'a> {
    /// For one person of an installation.
    pub fn new(
        installation: &'a Installation,
        languages: &'a Languages,
        person: &'a Person,
    ) -> Self {
        let publications = installation.known.publications.iter();
        let settings = &installation.settings;
        Self {
            languages,
            operator: languages.pick(&["en"]),
            reader: languages.pick(&[&person.facts.language, &settings.language]),
            zone: &person.facts.zone,
            names: publications
                .map(|one| (one.id, one.def.name.clone()))
                .collect(),
        }
    }

    /// The same, with the reader's sentences in this language.
    #[must_use]
    pub fn read_in(self, reader: Language) -> Self {
        Self { reader, ..self }
    }

    /// What a publication is called; empty if it is not known any more.
    pub fn name(&self, publication: PublicationId) -> String {
        self.names.get(&publication).cloned().unwrap_or_default()
    }

    /// Reasons in both their words.
    pub fn all(&self, reasons: &[Reason]) -> Vec<Because> {
        let because = reasons.iter().map(|reason| {
            let said = self.reason(reason);
            Because {
                reason: reason.clone(),
                operator: said.operator,
                reader: said.reader,
            }
        });
        because.collect()
    }

    pub(super) fn reason(&self, reason: &Reason) -> Said {
        let explain = |language, audience| {
            self.languages
                .explain(language, reason, audience, &self.names, self.zone)
        };
        Said {
            operator: explain(self.operator, Audience::Operator),
            reader: explain(self.reader, Audience::Reader),
        }
    }

    /// The two texts of a fate. `at` stands in both, as a moment for the operator and as a day or moment
    /// for the reader.
    pub(super) fn fate(&self, fate: &str, at: Option<Timestamp>, args: &Args) -> Said {
        let text = |language, audience: Audience| {
            let mut args = args.clone();
            let moment = at.map(|at| match audience {
                Audience::Operator => self.local(at),
                Audience::Reader => self.languages.moment(language, at, self.zone),
            });
            args.push(("at", Arg::from(moment.unwrap_or_default())));
            let audience = match audience {
                Audience::Operator => "operator",
                Audience::Reader => "reader",
            };
            self.languages
                .text(language, &format!("fate-{fate}-{audience}"), &args)
        };
        Said {
            operator: text(self.operator, Audience::Operator),
            reader: text(self.reader, Audience::Reader),
        }
    }

    /// What waits of a newsletter, and for what, in the reader's words.
    pub(super) fn waits(
        &self,
        publication: PublicationId,
        waiting: usize,
        next: Option<Timestamp>,
    ) -> String {
        let mut args = vec![
            ("publication", Arg::from(self.name(publication))),
            ("count", Arg::from(waiting)),
        ];
        let moment = next.map(|at| self.languages.moment(self.reader, at, self.zone));
        let id = match (waiting, &moment) {
            (0, None) => "waits-nothing",
            (0, Some(_)) => "waits-nothing-yet",
            (_, None) => "waits-for-letter",
            (_, Some(_)) => "waits-for-moment",
        };
        args.push(("at", Arg::from(moment.unwrap_or_default())));
        self.languages.text(self.reader, id, &args)
    }

    pub(super) fn letter(&self, view: &DeliveryView) -> LetterExplained {
        let decided = view.decision.iter().flat_map(|decision| &decision.reasons);
        let reasons: Vec<Reason> = decided.chain(&view.reason).cloned().collect();
        let parts = view.row.parts.iter().map(|part| part.publication);
        let told = view.row.tells.iter().map(|tell| tell.publication);
        let mut brings: Vec<PublicationId> = parts.chain(told).collect();
        brings.sort_unstable();
        brings.dedup();
        LetterExplained {
            id: view.row.public_id,
            state: view.state,
            at: at_of(view),
            brings: brings.into_iter().map(|id| self.name(id)).collect(),
            policy: view.decision.as_ref().map(|decision| decision.policy),
            because: self.all(&reasons),
        }
    }

    fn local(&self, at: Timestamp) -> String {
        self.zone.local(at).format("%Y-%m-%d %H:%M").to_string()
    }
}

/// When a letter was sent, or falls due.
pub(super) fn at_of(view: &DeliveryView) -> Timestamp {
    let gated = view.pins.as_ref().map(|pins| pins.date);
    view.ended_at.or(gated).unwrap_or(view.row.due_at)
}
