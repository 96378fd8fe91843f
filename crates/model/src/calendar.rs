//! Days as data: which of them are quiet. What follows from a quiet day is the policy's to say.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

/// Days on which nothing is sent but what quiet hours would let through.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuietDays {
    /// Weekdays, such as Saturday and Sunday.
    pub weekdays: Vec<Weekday>,
    /// Whether the public holidays of the person's country are quiet.
    pub holidays: bool,
}
