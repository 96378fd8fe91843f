//! What holds for everyone in one run of a forecast: the same for the planner, the gate and the count of
//! what readers asked for.

use crate::horizon::{Epoch, Horizon};
use lagom_dispatch::{Judge, Promises};
use lagom_model::{Policy, Timestamp};
use lagom_scheduler::PlanContext;
use lagom_store::Known;

/// What holds for everyone in one run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules<'a> {
    /// Senders and publications.
    pub(crate) known: &'a Known,
    /// The policy that the run is about.
    pub(crate) policy: &'a Policy,
    /// Its earlier versions, which lines keep.
    pub(crate) promises: &'a Promises,
    /// What becomes visible when.
    pub(crate) horizon: &'a Horizon,
}

impl<'a> Rules<'a> {
    /// The planner's view at an instant.
    pub(crate) fn planner(&self, epoch: &'a Epoch, now: Timestamp) -> PlanContext<'a> {
        PlanContext {
            known: self.known,
            policy: self.policy,
            shelf: &epoch.shelf,
            now,
        }
    }

    /// The gate's view at an instant.
    pub(crate) fn judge(&self, epoch: &'a Epoch, now: Timestamp) -> Judge<'a> {
        Judge {
            known: self.known,
            policy: self.policy,
            promises: self.promises,
            shelf: &epoch.shelf,
            key: "",
            now,
        }
    }
}
