//! Who watches a run: progress bars, `--json` events, the demonstration's table. An observer never
//! changes what happens.

use lagom_store::{GateCase, GateVerdict, Recorded};

/// Watches a run. Every method does nothing unless it is overridden.
pub trait Observer: Send + Sync {
    /// A row passed or did not pass the gate (committed).
    fn gated(&self, case: &GateCase, verdict: &GateVerdict) {
        let _ = (case, verdict);
    }

    /// An attempt was recorded (committed).
    fn recorded(&self, outcome: &Recorded) {
        let _ = outcome;
    }
}

/// Watches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl Observer for Nobody {}
