//! What becomes of each part of a message by the person's own word: consent, stops, pauses, seasons,
//! forms. A message without parts is treated as one part without a publication. Nothing here counts
//! touches or looks at quiet hours.

use crate::season::{pause_end, season_end_date, season_today};
use crate::stops::{Asking, forbids_message, forbids_part};
use crate::window::Calendar;
use lagom_model::{
    Choices, Classes, Facts, Form, MessageClass, PartVerdict, Policy, PublicationId, Reason,
    Request, Season, SeasonChoice, Share, Timestamp,
};
use smallvec::SmallVec;

/// The pieces of a message; a letter rarely has more parts than this.
pub(crate) type Pieces = SmallVec<[Piece; 4]>;

/// One part, or the whole of a message without parts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) publication: Option<PublicationId>,
    pub(crate) class: MessageClass,
    /// The classes of what it brings.
    pub(crate) contains: Classes,
    pub(crate) share: Share,
}

impl Piece {
    pub(crate) fn goes(&self) -> bool {
        matches!(self.share, Share::Goes { .. })
    }

    pub(crate) fn is_service(&self) -> bool {
        self.class == MessageClass::Service
    }

    /// The classes whose caps count it if it goes: those of what it brings, its own if that is not
    /// known, and none for service.
    pub(crate) fn counted(&self) -> Classes {
        if self.is_service() {
            return Classes::NONE;
        }
        let counted = self.contains.without(Classes::one(MessageClass::Service));
        if counted.is_empty() {
            Classes::one(self.class)
        } else {
            counted
        }
    }

    /// Whether pauses and seasons hold for it: not for service, not for a personal answer.
    fn is_mailing(&self) -> bool {
        !matches!(self.class, MessageClass::Service | MessageClass::Personal)
    }

    /// As a verdict, if it is a part.
    pub(crate) fn verdict(&self) -> Option<PartVerdict> {
        self.publication.map(|publication| PartVerdict {
            publication,
            share: self.share,
        })
    }
}

/// Lays out the message in pieces, all of them going, before any rule was asked.
pub(crate) fn lay_out(pieces: &mut Pieces, request: &Request) {
    let share = Share::Goes { form: Form::Full };
    pieces.extend(request.parts.iter().map(|part| Piece {
        publication: Some(part.publication),
        class: part.class,
        contains: part.contains,
        share,
    }));
    if let (true, Some(class)) = (request.parts.is_empty(), request.class) {
        pieces.push(Piece {
            publication: None,
            class,
            contains: Classes::NONE,
            share,
        });
    }
}

/// Ends what a person who has not confirmed must not get: all but the confirmation they asked for.
pub(crate) fn consent(
    pieces: &mut [Piece],
    facts: &Facts,
    request: &Request,
    why: &mut Vec<Reason>,
) {
    if facts.person.confirmed {
        return;
    }
    let confirmation = |piece: &Piece| {
        piece.publication.is_none() && piece.is_service() && request.asked_at.is_some()
    };
    let mut ended = false;
    for piece in pieces.iter_mut().filter(|piece| !confirmation(piece)) {
        piece.share = Share::Ends;
        ended = true;
    }
    if ended {
        why.push(Reason::Unconfirmed);
    }
}

/// Ends what a stop forbids, and the parts of lines whose facts are missing.
pub(crate) fn stops(
    pieces: &mut [Piece],
    facts: &Facts,
    asking: impl Fn(MessageClass) -> Asking,
    why: &mut Vec<Reason>,
) {
    for stop in &facts.person.stops {
        let mut ended = false;
        for piece in pieces.iter_mut() {
            let forbidden = match piece.publication {
                Some(publication) => forbids_part(stop, publication, piece.class),
                None => forbids_message(stop, asking(piece.class)),
            };
            if forbidden {
                piece.share = Share::Ends;
                ended = true;
            }
        }
        if ended {
            why.push(Reason::Stopped {
                scope: stop.scope,
                cause: stop.cause,
            });
        }
    }
    let mut unknown = false;
    for piece in pieces.iter_mut().filter(|piece| piece.goes()) {
        let known = piece
            .publication
            .is_none_or(|publication| choices(facts, publication).is_some());
        if !known && piece.is_mailing() {
            piece.share = Share::Ends;
            unknown = true;
        }
    }
    if unknown {
        why.push(Reason::NothingLeft);
    }
}

/// Lets what is paused wait, and what a season holds back; gives all else its form.
pub(crate) fn pauses_and_forms(
    pieces: &mut [Piece],
    policy: &Policy,
    facts: &Facts,
    calendar: &Calendar<'_>,
    why: &mut Vec<Reason>,
) {
    let mailings = |piece: &&mut Piece| piece.goes() && piece.is_mailing();
    if !pieces.iter_mut().any(|piece| mailings(&piece)) {
        return;
    }
    let person = &facts.person;
    let zone = calendar.zone();
    let pause = |until: &chrono::NaiveDate| *until > calendar.date();

    let all_paused = person.paused_until.filter(pause);
    if let Some(until) = all_paused {
        why.push(Reason::Paused {
            publication: None,
            until,
        });
    }
    let season = season_today(policy, person, calendar);
    if let Some((season, brings, own_choice)) = season {
        why.push(Reason::Season {
            season: season.key.clone(),
            brings,
            own_choice,
        });
    }
    let nothing: Option<&Season> = season
        .filter(|(_, brings, _)| *brings == SeasonChoice::Nothing)
        .map(|(season, ..)| season);
    let held_back = nothing.map(|season| season_end_date(season, calendar.date()));
    let seasonal = season.and_then(|(_, brings, _)| Option::<Form>::from(brings));

    for piece in pieces.iter_mut().filter(mailings) {
        let line = piece
            .publication
            .and_then(|publication| Some((publication, choices(facts, publication)?)));
        let line_paused = line.and_then(|(_, chosen)| chosen.paused_until.filter(pause));
        if let (Some(until), Some((publication, _))) = (line_paused, line) {
            why.push(Reason::Paused {
                publication: Some(publication),
                until,
            });
        }
        let waits = [all_paused, line_paused, held_back];
        if let Some(until) = waits.into_iter().flatten().max() {
            let until = Some(pause_end(until, zone));
            piece.share = Share::Waits { until };
        } else if let Some((publication, chosen)) = line {
            let form = form_of(publication, chosen, seasonal, why);
            piece.share = Share::Goes { form };
        }
    }
}

/// The form of a line's part. A season makes letters shorter, never longer: it adds nothing that
/// the reader did not choose.
fn form_of(
    publication: PublicationId,
    chosen: &Choices,
    seasonal: Option<Form>,
    why: &mut Vec<Reason>,
) -> Form {
    why.push(Reason::Chosen {
        publication,
        cadence: chosen.cadence,
    });
    if chosen.cadence == lagom_model::Cadence::EventsOnly {
        return Form::Events;
    }
    if let Some(form) = chosen.form {
        why.push(Reason::FormChosen { publication, form });
    }
    let standing = chosen.form.unwrap_or(Form::Full);
    seasonal.map_or(standing, |season| season.max(standing))
}

fn choices(facts: &Facts, publication: PublicationId) -> Option<&Choices> {
    let mut lines = facts.lines.iter();
    let line = lines.find(|line| line.publication == publication)?;
    Some(&line.choices)
}

/// The earliest instant until which a piece waits, if one does and it is known.
pub(crate) fn earliest_wait(pieces: &[Piece]) -> Option<Timestamp> {
    let untils = pieces.iter().filter_map(|piece| match piece.share {
        Share::Waits { until } => until,
        Share::Goes { .. } | Share::Ends => None,
    });
    untils.min()
}
