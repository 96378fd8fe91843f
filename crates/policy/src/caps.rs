//! Caps and the gap: how many units a person has used, how many are theirs, and when there is room
//! again. Pure-service touches use no unit and restart no gap. Nothing here reserves anything.

use crate::window::Calendar;
use lagom_model::{Cap, LimitSource, MessageClass, PersonFacts, Reason, Timestamp, TouchFact};

/// A cap with what a person has used of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// The cap.
    pub cap: Cap,
    /// Units used in its window.
    pub used: u32,
    /// The number in force for this person.
    pub limit: u32,
    /// What set the limit.
    pub set_by: LimitSource,
    /// What the reader asked for.
    pub asked: Option<u32>,
}

/// The limit of a cap for a person, what set it, and what the reader asked for: the reader's limit of the
/// same class for a window of as many days, else the default; the ceiling bounds both.
pub fn limit(cap: &Cap, person: &PersonFacts) -> (u32, LimitSource, Option<u32>) {
    let own = person.limits.iter();
    let own = own.filter(|own| own.days == cap.days && own.class == cap.class);
    match own.map(|own| own.most).min() {
        Some(own) if own > cap.ceiling => (cap.ceiling, LimitSource::Ceiling, Some(own)),
        Some(own) => (own, LimitSource::OwnChoice, Some(own)),
        None => (cap.default.min(cap.ceiling), LimitSource::Default, None),
    }
}

impl Usage {
    pub(crate) fn of(
        cap: Cap,
        person: &PersonFacts,
        touches: &[TouchFact],
        calendar: &Calendar<'_>,
    ) -> Self {
        let since = calendar.window(cap.days);
        let counted = touches
            .iter()
            .filter(|touch| touch.at >= since && counts(touch, cap.class));
        let (limit, set_by, asked) = limit(&cap, person);
        Self {
            cap,
            used: u32::try_from(counted.count()).unwrap_or(u32::MAX),
            limit,
            set_by,
            asked,
        }
    }

    /// Whether there is no unit left.
    pub const fn is_full(&self) -> bool {
        self.used >= self.limit
    }

    /// The first instant at which a unit is free, if nothing is reserved meanwhile; `None`: never.
    pub(crate) fn room_at(
        &self,
        touches: &[TouchFact],
        calendar: &Calendar<'_>,
        now: Timestamp,
    ) -> Option<Timestamp> {
        if !self.is_full() {
            return Some(now);
        }
        let mut counted: Vec<Timestamp> = touches
            .iter()
            .filter(|touch| counts(touch, self.cap.class))
            .map(|touch| touch.at)
            .collect();
        counted.sort_unstable_by(|a, b| b.cmp(a));
        // Room comes when the touch that fills the last unit leaves the window.
        let last_unit = usize::try_from(self.limit).ok()?.checked_sub(1)?;
        let leaving = counted.get(last_unit)?;
        Some(calendar.leaves_window(*leaving, self.cap.days))
    }

    pub(crate) fn reason(&self) -> Reason {
        Reason::Cap {
            class: self.cap.class,
            days: self.cap.days,
            used: self.used,
            limit: self.limit,
            set_by: self.set_by,
            asked: self.asked,
            ceiling: self.cap.ceiling,
        }
    }
}

/// The latest touch that restarts the gap.
pub(crate) fn last_counted(touches: &[TouchFact]) -> Option<Timestamp> {
    let counted = touches.iter().filter(|touch| counts(touch, None));
    counted.map(|touch| touch.at).max()
}

/// Whether a touch uses a unit: in all, or of one class.
fn counts(touch: &TouchFact, class: Option<MessageClass>) -> bool {
    match class {
        Some(class) => touch.classes.contains(class),
        None => {
            touch.classes.is_empty()
                || touch
                    .classes
                    .iter()
                    .any(|class| class != MessageClass::Service)
        }
    }
}
