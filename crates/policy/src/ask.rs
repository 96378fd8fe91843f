//! Asking the budget about a message now: each rule that had a say leaves its reason, and what has no room
//! in a class of its own waits. The verdict is not drawn here.

use crate::budget::Budget;
use crate::decide::Case;
use crate::shares::Piece;
use lagom_model::{Reason, Share, Timestamp};

/// What the budget says to a message now, quiet time aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    /// There is no room: in all, or for every class that is left, or in minutes.
    pub(crate) full: bool,
    /// It is too near to a touch, or to a scheduled message of higher order.
    near: bool,
    /// No earlier instant is allowed; `None`: none is.
    pub(crate) from: Option<Timestamp>,
}

impl Answer {
    pub(crate) const fn allows(self) -> bool {
        !self.full && !self.near
    }

    fn wait(&mut self, until: Option<Timestamp>) {
        self.from = self.from.zip(until).map(|(from, until)| from.max(until));
    }
}

impl Case<'_, '_> {
    /// Asks caps, look-ahead, minutes and gap; lets the parts of full classes wait.
    #[inline(always)]
    pub(crate) fn ask(&mut self, budget: &Budget<'_>) -> Answer {
        if let Some(version) = self.scene.policy.promised {
            self.reasons.push(Reason::EarlierPromise { version });
        }
        if let Some(publication) = self.scene.policy.lowered_by {
            self.reasons.push(Reason::LoweredBy { publication });
        }
        let mut answer = Answer {
            full: false,
            near: false,
            from: Some(self.scene.now),
        };
        self.ask_caps(budget, &mut answer);
        let gap = self.scene.policy.gap();
        for rival in self.scene.outlook.near(self.scene.now, gap) {
            answer.near = true;
            answer.wait(Some(rival.at.plus(gap)));
            self.reasons.push(Reason::LeavesRoom {
                class: rival.rank.class,
                at: rival.at,
                days: None,
            });
        }
        if let Some(minutes) = &budget.minutes {
            self.reasons.push(minutes.reason());
            self.reading_left = Some(minutes.left());
            answer.full |= minutes.left() == 0;
        }
        if let Some((last, until)) = budget.gap()
            && until > self.scene.now
        {
            answer.near = true;
            answer.wait(Some(until));
            self.reasons.push(Reason::Gap {
                hours: self.scene.policy.gap_hours,
                last,
                until,
            });
        }
        answer
    }

    /// Asks the caps, also about the room of what is scheduled.
    #[inline(always)]
    fn ask_caps(&mut self, budget: &Budget<'_>, answer: &mut Answer) {
        for usage in budget.usages {
            self.reasons.push(usage.reason());
        }
        for usage in budget.usages.iter().filter(|it| !it.is_roomy()) {
            let Some(block) = budget.block_now(usage) else {
                continue;
            };
            if let Some(class) = usage.class {
                self.left_out = self.left_out.with(class);
            } else {
                answer.full = true;
            }
            if let Some(rival) = block.rival {
                self.reasons.push(Reason::LeavesRoom {
                    class: rival.rank.class,
                    at: rival.at,
                    days: Some(usage.days),
                });
            }
        }
        if !self.left_out.is_empty() {
            self.leave_out(budget, answer);
        }
    }

    /// Lets the parts wait that have nothing but full classes.
    #[cold]
    #[inline(never)]
    fn leave_out(&mut self, budget: &Budget<'_>, answer: &mut Answer) {
        let (now, full) = (self.scene.now, self.left_out);
        let going = |piece: &&mut Piece| piece.goes() && !piece.is_service();
        let (mut left, mut first) = (false, None);
        for piece in self.pieces.iter_mut().filter(going) {
            if !piece.counted().without(full).is_empty() {
                left = true;
                continue;
            }
            let classes = piece.counted().iter();
            let until = classes
                .filter_map(|class| budget.class_room(class, now))
                .min();
            first = first.into_iter().chain(until).min();
            piece.share = Share::Waits { until };
        }
        if !left {
            answer.full = true;
            answer.wait(first);
        }
    }
}
