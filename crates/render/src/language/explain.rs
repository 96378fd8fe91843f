//! Why something was sent, waits or was left out, in words: one sentence for each reason and
//! audience. It never decides anything, and shows nothing that the reason does not carry.

use super::{Arg, Language, Languages};
use lagom_model::{
    Cadence, Form, LimitSource, MessageClass, PublicationId, QuietHours, Reason, StopScope,
    Timestamp, Zone,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

/// Who reads the explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Who runs the newsletters: the policy's own words and numbers.
    Operator,
    /// Who gets the letters: plain sentences.
    Reader,
}

impl Audience {
    const fn suffix(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Reader => "reader",
        }
    }
}

/// Knows what publications are called.
pub trait PublicationNames {
    /// The name that readers see; `None` if it is not known any more.
    fn publication_name(&self, publication: PublicationId) -> Option<Cow<'_, str>>;
}

impl PublicationNames for BTreeMap<PublicationId, String> {
    fn publication_name(&self, publication: PublicationId) -> Option<Cow<'_, str>> {
        self.get(&publication).map(Cow::from)
    }
}

impl<S: BuildHasher> PublicationNames for HashMap<PublicationId, String, S> {
    fn publication_name(&self, publication: PublicationId) -> Option<Cow<'_, str>> {
        self.get(&publication).map(Cow::from)
    }
}

/// What an explanation is made from.
type Args = Vec<(&'static str, Arg<'static>)>;

impl Languages {
    /// A reason as a sentence. `zone` is the reader's own: instants are shown on its wall clock.
    pub fn explain(
        &self,
        language: Language,
        reason: &Reason,
        audience: Audience,
        names: &dyn PublicationNames,
        zone: &Zone,
    ) -> String {
        let context = Context {
            languages: self,
            language,
            audience,
            names,
            zone,
        };
        let (rule, args) = context.rule(reason);
        let id = format!("reason-{rule}-{}", audience.suffix());
        self.text(language, &id, &args)
    }
}

struct Context<'a> {
    languages: &'a Languages,
    language: Language,
    audience: Audience,
    names: &'a dyn PublicationNames,
    zone: &'a Zone,
}

impl Context<'_> {
    /// The rule's name in the catalogues, and its words and numbers. Exhaustive on purpose: a new
    /// reason does not compile before it has its two sentences.
    #[expect(clippy::too_many_lines, reason = "one arm a reason, and no wildcard")]
    fn rule(&self, reason: &Reason) -> (&'static str, Args) {
        match reason {
            Reason::Chosen {
                publication,
                cadence,
            } => ("chosen", self.chosen(*publication, *cadence)),
            Reason::FormChosen { publication, form } => {
                ("form-chosen", self.form(*publication, *form))
            }
            Reason::Season {
                season,
                brings,
                own_choice,
            } => {
                let mut args = self.season(season, *own_choice);
                args.push(("brings", brings.name().into()));
                ("season", args)
            }
            Reason::Unconfirmed => ("unconfirmed", Vec::new()),
            Reason::Stopped { scope, cause } => {
                let mut args = self.scope(*scope);
                args.push(("cause", cause.name().into()));
                ("stopped", args)
            }
            Reason::Paused { publication, until } => {
                let until = self.languages.weekday(self.language, *until);
                let mut args = vec![("until", until.into()), ("all", yes(publication.is_none()))];
                args.extend(publication.map(|it| ("publication", self.name(it))));
                ("paused", args)
            }
            Reason::Cap {
                class,
                days,
                used,
                limit,
                set_by,
                asked,
                ceiling,
            } => {
                let mut args = self.cap(*class, *days, *limit);
                args.extend([
                    ("used", (*used).into()),
                    ("by", limit_source(*set_by).into()),
                    ("asked", (*asked).unwrap_or(*limit).into()),
                    ("wished", yes(asked.is_some())),
                    ("ceiling", (*ceiling).into()),
                ]);
                ("cap", args)
            }
            Reason::LeavesRoom { class, at, days } => {
                let mut args = self.at(*at);
                args.extend([
                    ("class", class.name().into()),
                    ("days", (*days).unwrap_or(0).into()),
                ]);
                ("leaves-room", args)
            }
            Reason::LeftOut { class } => ("left-out", vec![("class", class.name().into())]),
            Reason::Minutes {
                limit,
                used_seconds,
            } => (
                "minutes",
                vec![
                    ("limit", (*limit).into()),
                    ("used", used_seconds.div_ceil(60).into()),
                    ("most", self.minutes(*limit)),
                    ("had", self.minutes(used_seconds.div_ceil(60))),
                ],
            ),
            Reason::EarlierPromise { version } => (
                "earlier-promise",
                vec![("version", version.to_string().into())],
            ),
            Reason::LoweredBy { publication } => {
                ("lowered-by", vec![("publication", self.name(*publication))])
            }
            Reason::QuietDay {
                date,
                holiday,
                until,
            } => {
                let date = self.languages.weekday(self.language, *date);
                let until = self.moment(*until);
                let args = vec![
                    ("date", date.into()),
                    ("holiday", yes(*holiday)),
                    ("until", until),
                ];
                ("quiet-day", args)
            }
            Reason::Spread { at } => ("spread", self.at(*at)),
            Reason::BelowMinimum {
                publication,
                items,
                least,
                until,
            } => {
                let mut args = self.at(*until);
                args.extend([
                    ("publication", self.name(*publication)),
                    ("items", (*items).into()),
                    ("least", (*least).into()),
                ]);
                ("below-minimum", args)
            }
            Reason::Overflow {
                publication,
                shown,
                linked,
            } => (
                "overflow",
                vec![
                    ("publication", self.name(*publication)),
                    ("shown", (*shown).into()),
                    ("linked", (*linked).into()),
                ],
            ),
            Reason::NothingOnReturn { publication } => (
                "nothing-on-return",
                vec![("publication", self.name(*publication))],
            ),
            Reason::Occasion { occasion } => {
                let name = self.languages.occasion(self.language, occasion);
                let args = vec![("occasion", occasion.clone().into()), ("name", name.into())];
                ("occasion", args)
            }
            Reason::AnnouncedAlone { starts, at_once } => {
                let mut args = self.at(*starts);
                args.push(("asked", yes(*at_once)));
                ("announced-alone", args)
            }
            Reason::Reminder { starts } => ("reminder", self.at(*starts)),
            Reason::EventChanged { starts } => ("event-changed", self.at(*starts)),
            Reason::EventCancelled => ("event-cancelled", Vec::new()),
            Reason::Corrected => ("corrected", Vec::new()),
            Reason::TooLate { starts } => ("too-late", self.at(*starts)),
            Reason::Gap { hours, last, until } => (
                "gap",
                vec![
                    ("hours", (*hours).into()),
                    ("last", self.moment(*last)),
                    ("until", self.moment(*until)),
                ],
            ),
            Reason::Quiet { from, to, until } => {
                let hours = QuietHours {
                    from: *from,
                    to: *to,
                };
                ("quiet", self.quiet(hours, *until))
            }
            Reason::OwnRequest { asked_at } => {
                ("own-request", vec![("asked", self.moment(*asked_at))])
            }
            Reason::ServiceExempt => ("service-exempt", Vec::new()),
            Reason::NextLetter { at } => ("next-letter", self.at(*at)),
            Reason::OwnLetter { at } => ("own-letter", self.at(*at)),
            Reason::NoWindow { since, days } => (
                "no-window",
                vec![("since", self.moment(*since)), ("days", (*days).into())],
            ),
            Reason::Expired { at } => ("expired", self.at(*at)),
            Reason::NothingLeft => ("nothing-left", Vec::new()),
            Reason::Withdrawn => ("withdrawn", Vec::new()),
            Reason::Cancelled => ("cancelled", Vec::new()),
            Reason::Skipped { before } => ("skipped", vec![("before", self.moment(*before))]),
            Reason::ImportUndone => ("import-undone", Vec::new()),
            Reason::NoAddress => ("no-address", Vec::new()),
            Reason::RunPaused => ("run-paused", Vec::new()),
            Reason::TryLater {
                attempts,
                code,
                until,
            } => (
                "try-later",
                vec![
                    ("attempts", (*attempts).into()),
                    ("code", code_or_none(*code)),
                    ("until", self.moment(*until)),
                ],
            ),
            Reason::MailLimit { until } => ("mail-limit", vec![("until", self.moment(*until))]),
            Reason::Refused { code } => ("refused", vec![("code", (*code).into())]),
            Reason::TriedLongEnough { attempts } => {
                ("tried-long-enough", vec![("attempts", (*attempts).into())])
            }
            Reason::SenderRefused { code } => {
                ("sender-refused", vec![("code", code_or_none(*code))])
            }
            Reason::OutcomeUnknown => ("outcome-unknown", Vec::new()),
            Reason::NotedInNextLetter => ("noted-in-next-letter", Vec::new()),
            Reason::LateEvidence => ("late-evidence", Vec::new()),
        }
    }

    fn chosen(&self, publication: PublicationId, cadence: Cadence) -> Args {
        vec![
            ("publication", self.name(publication)),
            ("cadence", cadence.name().into()),
        ]
    }

    fn form(&self, publication: PublicationId, form: Form) -> Args {
        vec![
            ("publication", self.name(publication)),
            ("form", form.name().into()),
        ]
    }

    fn season(&self, key: &str, own_choice: bool) -> Args {
        vec![
            ("key", key.to_owned().into()),
            ("season", self.languages.season(self.language, key).into()),
            ("own", yes(own_choice)),
        ]
    }

    fn scope(&self, scope: StopScope) -> Args {
        match scope {
            StopScope::Publication(publication) => vec![
                ("scope", "publication".into()),
                ("publication", self.name(publication)),
            ],
            StopScope::Mailings => vec![("scope", "mailings".into())],
            StopScope::Everything => vec![("scope", "everything".into())],
        }
    }

    fn cap(&self, class: Option<MessageClass>, days: u32, limit: u32) -> Args {
        let counted = match class {
            Some(MessageClass::Event) => "count-announcements",
            Some(MessageClass::Offer) => "count-offers",
            Some(MessageClass::Service | MessageClass::Personal | MessageClass::Issue) | None => {
                "count-letters"
            }
        };
        let count = |id, count: u32| {
            let args = [("count", Arg::from(count))];
            Arg::from(self.languages.text(self.language, id, &args))
        };
        vec![
            (
                "class",
                class.map_or("all classes", MessageClass::name).into(),
            ),
            ("days", days.into()),
            ("limit", limit.into()),
            ("most", count(counted, limit)),
            ("window", count("count-days", days)),
        ]
    }

    fn quiet(&self, hours: QuietHours, until: Timestamp) -> Args {
        vec![
            ("from", hours.from.to_string().into()),
            ("to", hours.to.to_string().into()),
            ("until", self.moment(until)),
            ("zone", self.zone.name().to_owned().into()),
            ("night", yes(hours.from > hours.to)),
        ]
    }

    fn at(&self, at: Timestamp) -> Args {
        let day = self.languages.weekday(self.language, self.zone.date(at));
        vec![("at", self.moment(at)), ("day", day.into())]
    }

    fn minutes(&self, minutes: u32) -> Arg<'static> {
        let args = [("minutes", Arg::from(minutes))];
        let text = self.languages.text(self.language, "count-minutes", &args);
        text.into()
    }

    fn moment(&self, at: Timestamp) -> Arg<'static> {
        let operator = self.audience == Audience::Operator;
        let text = if operator {
            let local = self.zone.local(at).format("%Y-%m-%d %H:%M");
            format!("{local} {}", self.zone.name())
        } else {
            self.languages.moment(self.language, at, self.zone)
        };
        text.into()
    }

    fn name(&self, publication: PublicationId) -> Arg<'static> {
        let unnamed = || self.languages.text(self.language, "this-newsletter", &[]);
        let name = self.names.publication_name(publication);
        name.map_or_else(unnamed, Cow::into_owned).into()
    }
}

fn yes(is: bool) -> Arg<'static> {
    if is { "yes" } else { "no" }.into()
}

const fn limit_source(source: LimitSource) -> &'static str {
    match source {
        LimitSource::Default => "default",
        LimitSource::OwnChoice => "own",
        LimitSource::Ceiling => "ceiling",
        LimitSource::Level => "level",
    }
}

fn code_or_none(code: Option<u16>) -> Arg<'static> {
    code.map_or_else(|| "none".into(), Arg::from)
}
