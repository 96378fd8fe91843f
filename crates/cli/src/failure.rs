//! How a command ends: 0 done, 1 failed, all or some of it, 2 wrong usage or configuration, 3 a promise was not kept, 75 try later
//! (sysexits' `EX_TEMPFAIL`), with one clear line on standard error.

use crate::config::ConfigError;
use crate::keys::KeysError;
use lagom_store::StoreError;
use std::process::ExitCode;

/// What a command ends with if it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Done.
    Done,
    /// Something needs another run, or somebody's eyes.
    TryLater,
    /// What was asked about is not in order.
    Wrong,
    /// Some of it was not done, and what is said names it.
    Partly,
    /// A promise was not kept.
    Broken,
}

/// The user asked for something that cannot be.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// The exit code of an ending or an error.
pub(crate) fn code(result: &anyhow::Result<Ending>) -> ExitCode {
    ExitCode::from(match result {
        Ok(Ending::Done) => 0,
        Ok(Ending::Partly) => 1,
        Ok(Ending::Wrong) => 2,
        Ok(Ending::Broken) => 3,
        Ok(Ending::TryLater) => 75,
        Err(error) => code_of(error),
    })
}

fn code_of(error: &anyhow::Error) -> u8 {
    let chain = || error.chain();
    let wrong = |cause: &(dyn std::error::Error + 'static)| {
        cause.is::<Usage>()
            || cause.is::<ConfigError>()
            || cause.is::<KeysError>()
            || matches!(cause.downcast_ref(), Some(StoreError::NotFound { .. }))
    };
    if chain().any(wrong) {
        return 2;
    }
    let transient = |cause: &(dyn std::error::Error + 'static)| {
        cause
            .downcast_ref::<StoreError>()
            .is_some_and(StoreError::is_transient)
    };
    if chain().any(transient) { 75 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lagom_app::backup::BackupError;
    use lagom_app::import::ImportError;
    use lagom_app::issues::IssueError;
    use lagom_dispatch::DispatchError;
    use lagom_forecast::ForecastError;

    #[test]
    fn a_store_that_must_be_put_right_is_a_failure() {
        let unusable = StoreError::Unusable {
            message: "file is not a database".to_owned(),
            hint: "restore a backup".to_owned(),
        };
        assert_eq!(code_of(&unusable.into()), 1);
    }

    #[test]
    fn a_store_that_is_away_is_for_later_whatever_asked_it() {
        let away = || StoreError::TryAgain {
            message: "the connection was lost".to_owned(),
        };
        let errors: [anyhow::Error; 5] = [
            DispatchError::from(away()).into(),
            ImportError::from(away()).into(),
            IssueError::from(away()).into(),
            BackupError::from(away()).into(),
            ForecastError::from(away()).into(),
        ];
        for error in errors {
            assert_eq!(code_of(&error), 75, "{error:?}");
        }
    }
}
