//! Room in the budget: what caps, gap and quiet hours say to the pieces that are not service, and when
//! they would all allow. It leaves its reasons with the case; the verdict is not drawn here.

use crate::caps::{Usage, last_counted};
use crate::decide::Case;
use crate::shares::Piece;
use lagom_model::{MessageClass, Reason, Share, Timestamp};

/// What caps, gap and quiet hours say to what is not service.
pub(crate) struct Room {
    /// A cap is full: in all, or for every class that is left.
    pub(crate) cap_full: bool,
    /// The first instant at which caps, gap and quiet hours all allow; `None`: never.
    pub(crate) at: Option<Timestamp>,
}

impl Case<'_> {
    /// Asks class caps, caps in all and the gap; lets the parts of full classes wait.
    pub(crate) fn room(&mut self, quiet: Option<Timestamp>) -> Room {
        let usages = self.usages();
        self.reasons.extend(usages.iter().map(Usage::reason));
        let full = |class: MessageClass| {
            let mut of_class = usages.iter().filter(|one| one.cap.class == Some(class));
            of_class.any(Usage::is_full)
        };
        let facts = self.facts;
        let room_at = |class: Option<MessageClass>| {
            let of_class = usages.iter().filter(|one| one.cap.class == class);
            let mut all = of_class.map(|one| one.room_at(&facts.touches, &self.calendar, self.now));
            all.try_fold(self.now, |latest, at| Some(latest.max(at?)))
        };
        let counted = |piece: &&Piece| piece.goes() && !piece.is_service();
        let class_at = self
            .pieces
            .iter()
            .filter(counted)
            .filter_map(|piece| room_at(Some(piece.class)))
            .min();
        let total_at = room_at(None);
        let mut class_open = false;
        for piece in &mut self.pieces {
            if !piece.goes() || piece.is_service() {
                continue;
            }
            if full(piece.class) {
                piece.share = Share::Waits { until: None };
            } else {
                class_open = true;
            }
        }
        let total_full = usages
            .iter()
            .any(|one| one.cap.class.is_none() && one.is_full());
        let gap_over = self.gap_over();
        let earliest = class_at
            .zip(total_at)
            .map(|(class, total)| class.max(total).max(gap_over));
        Room {
            cap_full: total_full || !class_open,
            at: match earliest {
                Some(at) if at <= self.now => Some(quiet.unwrap_or(self.now)),
                Some(at) => Some(self.later(self.quiet_ends(at).unwrap_or(at))),
                None => None,
            },
        }
    }

    /// The caps that have a say: of the classes that go, then in all.
    fn usages(&self) -> Vec<Usage> {
        let asked = |class: Option<MessageClass>| {
            class.is_some_and(|class| {
                class != MessageClass::Service
                    && self
                        .pieces
                        .iter()
                        .any(|piece| piece.goes() && piece.class == class)
            })
        };
        let caps = self.policy.caps.iter();
        let of_classes = caps.clone().filter(|cap| asked(cap.class));
        let in_all = caps.filter(|cap| cap.class.is_none());
        of_classes
            .chain(in_all)
            .map(|cap| {
                let (person, touches) = (&self.facts.person, &self.facts.touches);
                Usage::of(*cap, person, touches, &self.calendar)
            })
            .collect()
    }

    /// When the gap is over; now, if it is. Leaves a reason if it is not.
    fn gap_over(&mut self) -> Timestamp {
        let Some(last) = last_counted(&self.facts.touches) else {
            return self.now;
        };
        let until = last.plus(self.policy.gap());
        if until <= self.now {
            return self.now;
        }
        self.reasons.push(Reason::Gap {
            hours: self.policy.gap_hours,
            last,
            until,
        });
        until
    }
}
