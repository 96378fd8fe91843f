//! What `lagom doctor` says of one thing: whether it is well, and what to do if not. It examines nothing.

use serde::Serialize;

/// How one thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Health {
    Ok,
    Warn,
    Fail,
}

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Line {
    pub(crate) health: Health,
    /// What was examined, such as `dmarc`.
    pub(crate) of: &'static str,
    /// What was found.
    pub(crate) found: String,
    /// What to do.
    pub(crate) hint: Option<String>,
}

impl Line {
    pub(crate) fn ok(of: &'static str, found: impl Into<String>) -> Self {
        Self {
            health: Health::Ok,
            of,
            found: found.into(),
            hint: None,
        }
    }

    pub(crate) fn warn(
        of: &'static str,
        found: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            health: Health::Warn,
            hint: Some(hint.into()),
            ..Self::ok(of, found)
        }
    }

    pub(crate) fn fail(
        of: &'static str,
        found: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            health: Health::Fail,
            ..Self::warn(of, found, hint)
        }
    }
}
