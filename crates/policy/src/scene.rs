//! The scene of a decision: one message to one person at one instant, and what follows from that at once. Nothing
//! here judges.

use crate::ahead::Outlook;
use crate::closed::QuietTime;
use crate::touched::Touched;
use crate::window::Calendar;
use lagom_model::{Facts, Policy, Request, Timestamp};

/// What every rule may look at.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) facts: &'a Facts,
    pub(crate) request: &'a Request,
    pub(crate) now: Timestamp,
    pub(crate) calendar: Calendar<'a>,
    pub(crate) quiet: QuietTime<'a>,
    pub(crate) touched: Touched<'a>,
    pub(crate) outlook: Outlook<'a>,
}

impl<'a> Scene<'a> {
    #[inline(always)]
    pub(crate) fn of(
        policy: &'a Policy,
        facts: &'a Facts,
        request: &'a Request,
        now: Timestamp,
    ) -> Self {
        let calendar = Calendar::of(&facts.person, now);
        Self {
            policy,
            facts,
            request,
            now,
            calendar,
            quiet: QuietTime::of(policy, &facts.person).by(calendar.clock()),
            touched: Touched::of(&facts.touches),
            outlook: Outlook::of(&facts.ahead, &request.rank),
        }
    }
}
