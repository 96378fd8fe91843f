//! Statements of the journal: what runs did by day, and what the operator was told of.

use crate::statement::statements;

statements! {
    /// Adds to a day.
    ADD_WORK = "work_day.add":
        "INSERT INTO work_day (day, planned, sent, deferred, folded, expired, cancelled, later, failed, held)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (day) DO UPDATE SET planned = work_day.planned + excluded.planned,
                sent = work_day.sent + excluded.sent, deferred = work_day.deferred + excluded.deferred,
                folded = work_day.folded + excluded.folded, expired = work_day.expired + excluded.expired,
                cancelled = work_day.cancelled + excluded.cancelled, later = work_day.later + excluded.later,
                failed = work_day.failed + excluded.failed, held = work_day.held + excluded.held";
    /// Forgets old days.
    FORGET_WORK = "work_day.forget":
        "DELETE FROM work_day WHERE day < $1";
    /// Days from one on.
    WORK = "work_day.since":
        "SELECT day, planned, sent, deferred, folded, expired, cancelled, later, failed, held FROM work_day
            WHERE day >= $1 ORDER BY day";
    /// What the operator was told of.
    NOTICES = "notice.all":
        "SELECT matter, said, at FROM notice ORDER BY matter";
    /// The operator was told.
    PUT_NOTICE = "notice.put":
        "INSERT INTO notice (matter, said, at) VALUES ($1, $2, $3)
            ON CONFLICT (matter) DO UPDATE SET said = excluded.said, at = excluded.at";
}
