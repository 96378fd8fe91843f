//! The reader's own limit in minutes of reading: what the last seven local dates brought, what is left, and
//! when some is left again. How a letter is filled within it is said elsewhere.

use crate::caps::Counted;
use crate::window::Calendar;
use lagom_model::{PersonFacts, Reason, Timestamp, TouchFact};

/// The window, in local dates.
const DAYS: u32 = 7;

/// A limit with what was read of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Minutes {
    /// In minutes.
    limit: u32,
    /// In seconds.
    used: u32,
}

impl Minutes {
    /// The person's limit, if they have one, and what they read since the calendar's window began.
    pub(crate) fn of(
        person: &PersonFacts,
        touches: &[TouchFact],
        calendar: &Calendar<'_>,
    ) -> Option<Self> {
        let limit = person.wishes.minutes_a_week?;
        let (used, _) = read(touches, calendar.window(DAYS));
        Some(Self { limit, used })
    }

    /// Seconds that are left.
    pub(crate) const fn left(self) -> u32 {
        self.limit.saturating_mul(60).saturating_sub(self.used)
    }

    pub(crate) const fn reason(self) -> Reason {
        Reason::Minutes {
            limit: self.limit,
            used_seconds: self.used,
        }
    }

    /// The same limit at the calendar's instant.
    pub(crate) fn at(self, touches: &[TouchFact], calendar: &Calendar<'_>) -> Self {
        let (used, _) = read(touches, calendar.window(DAYS));
        Self { used, ..self }
    }

    /// When the first of what was read leaves the window that ends at the calendar's instant, for no earlier
    /// instant has more left; `None`: none ever has.
    pub(crate) fn more_from(
        self,
        touches: &[TouchFact],
        calendar: &Calendar<'_>,
    ) -> Option<Timestamp> {
        let (_, first) = read(touches, calendar.window(DAYS));
        let leaves = |at| calendar.leaves_window(at, DAYS);
        first.filter(|_| self.limit > 0).map(leaves)
    }
}

/// Seconds of reading since an instant, and the first touch that brought some. Pure service brings none.
fn read(touches: &[TouchFact], since: Timestamp) -> (u32, Option<Timestamp>) {
    let (mut seconds, mut first) = (0_u32, None);
    for touch in touches {
        if touch.reading > 0
            && touch.at >= since
            && Counted::ALL.meets(Counted::bits(touch.classes))
        {
            seconds = seconds.saturating_add(touch.reading);
            first = Some(first.map_or(touch.at, |at: Timestamp| at.min(touch.at)));
        }
    }
    (seconds, first)
}
