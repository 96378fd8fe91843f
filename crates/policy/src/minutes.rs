//! The reader's own limit in minutes of reading: what the last seven local dates brought, what is left, and
//! when some is left again. How a letter is filled within it is said elsewhere.

use crate::scene::Scene;
use crate::touched::{Touched, uses_unit};
use crate::window::Calendar;
use lagom_model::{Reason, Timestamp};

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
    /// The person's limit, if they have one, and what they read in the window that ends today.
    pub(crate) fn of(scene: &Scene<'_>) -> Option<Self> {
        let limit = scene.facts.person.wishes.minutes_a_week;
        limit.map(|limit| Self { limit, used: 0 }.at(&scene.touched, &scene.calendar))
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
    pub(crate) fn at(self, touched: &Touched<'_>, calendar: &Calendar<'_>) -> Self {
        let (used, _) = read(touched, calendar.window(DAYS));
        Self { used, ..self }
    }

    /// When the first of what was read leaves the window that ends at the calendar's instant, for no earlier
    /// instant has more left; `None`: none ever has.
    pub(crate) fn more_from(
        self,
        touched: &Touched<'_>,
        calendar: &Calendar<'_>,
    ) -> Option<Timestamp> {
        let (_, first) = read(touched, calendar.window(DAYS));
        let leaves = |at| calendar.leaves_window(at, DAYS);
        first.filter(|_| self.limit > 0).map(leaves)
    }
}

/// Seconds of reading since an instant, and the first touch that brought some. Pure service brings none.
fn read(touched: &Touched<'_>, since: Timestamp) -> (u32, Option<Timestamp>) {
    let (mut seconds, mut first) = (0_u32, None);
    for touch in touched.all {
        if touch.reading > 0 && touch.at >= since && uses_unit(touch.classes) {
            seconds = seconds.saturating_add(touch.reading);
            first = Some(first.map_or(touch.at, |at: Timestamp| at.min(touch.at)));
        }
    }
    (seconds, first)
}
