//! Where the crash matrix may end the process: around each statement. Nothing without the feature `fail-points`.

#[cfg(feature = "fail-points")]
use lagom_failpoints::{Moment, pass};

/// Before a statement goes to the database.
#[cfg(feature = "fail-points")]
pub(crate) fn before(statement: &str) {
    pass(&format!("sql/{statement}"), Moment::Before);
}

/// After the database has answered, before anybody hears of it.
#[cfg(feature = "fail-points")]
pub(crate) fn after(statement: &str) {
    pass(&format!("sql/{statement}"), Moment::After);
}

#[cfg(not(feature = "fail-points"))]
pub(crate) const fn before(_statement: &str) {}

#[cfg(not(feature = "fail-points"))]
pub(crate) const fn after(_statement: &str) {}
