//! Statements of dispatchers: entering, signs of life, and what dead ones left.

use crate::statement::statements;

statements! {
    /// Notes the run and gives the next fence, unless the clock went back.
    ENTER = "installation.enter":
        "UPDATE installation SET fence = fence + 1,
                last_run_at = CASE WHEN last_run_at > $1 THEN last_run_at ELSE CAST($1 AS BIGINT) END
            WHERE id = 1 AND COALESCE(last_run_at, $1) <= $2 RETURNING fence";
    /// When the last run was.
    LAST_RUN = "installation.last_run":
        "SELECT id, last_run_at FROM installation WHERE id = 1";
    /// A dispatcher.
    ADD = "dispatcher.add":
        "INSERT INTO dispatcher (id, fence, entered_at, heartbeat_at, left_at) VALUES ($1, $2, $3, {clock}, NULL)
            ON CONFLICT (id) DO UPDATE SET fence = excluded.fence, entered_at = excluded.entered_at,
                heartbeat_at = excluded.heartbeat_at, left_at = NULL";
    /// Its sign of life.
    BEAT = "dispatcher.beat":
        "UPDATE dispatcher SET heartbeat_at = {clock} WHERE id = $1 AND fence = $2";
    /// It left.
    LEAVE = "dispatcher.leave":
        "UPDATE dispatcher SET left_at = {clock} WHERE id = $1 AND fence = $2";
    /// Who has rows in flight, and whether the heartbeat says that it lives.
    IN_FLIGHT = "delivery.in_flight":
        "SELECT o.owner, o.fence,
                (SELECT COUNT(*) FROM dispatcher x WHERE x.id = o.owner AND x.fence = o.fence AND x.left_at IS NULL
                    AND x.heartbeat_at + $1 > {clock}) AS alive
            FROM (SELECT DISTINCT d.owner, d.fence FROM delivery d WHERE d.state = 'sending') AS o";
    /// Whose rows a dead owner left.
    LEFT_BEHIND = "delivery.left_behind":
        "SELECT d.subscriber_id FROM {rows $1 r} CROSS JOIN delivery d
            WHERE d.state = 'sending' AND d.owner = {text r.owner} AND d.fence = {int r.fence}";
    /// An unknown attempt for each.
    UNKNOWN = "attempt.unknown":
        "INSERT INTO attempt (subscriber_id, delivery_id, n, at, outcome, code, phase, reply, owner, fence)
            SELECT d.subscriber_id, d.id, d.attempts + 1, $2, 'unknown', NULL, 'recovered', '', d.owner, d.fence
            FROM {rows $1 r} CROSS JOIN delivery d
            WHERE d.state = 'sending' AND d.owner = {text r.owner} AND d.fence = {int r.fence}";
    /// Held and noted, or resent once.
    RECOVER = "delivery.recover":
        "UPDATE delivery SET
                state = CASE WHEN (delivery.priority <= 1 OR delivery.pins LIKE '%\"resend\":true%') AND delivery.unknowns = 0 THEN 'planned' ELSE 'held' END,
                due_at = CASE WHEN (delivery.priority <= 1 OR delivery.pins LIKE '%\"resend\":true%') AND delivery.unknowns = 0 THEN CAST($2 AS BIGINT)
                    ELSE delivery.due_at END,
                ended_at = CASE WHEN (delivery.priority <= 1 OR delivery.pins LIKE '%\"resend\":true%') AND delivery.unknowns = 0 THEN NULL
                    ELSE CAST($2 AS BIGINT) END,
                attempts = delivery.attempts + 1, unknowns = delivery.unknowns + 1, reason = $3, owner = NULL, fence = NULL
            FROM {rows $1 r}
            WHERE delivery.state = 'sending' AND delivery.owner = {text r.owner} AND delivery.fence = {int r.fence}
            RETURNING delivery.id, delivery.state";
    /// Runs that were paused until an instant that has come go on: no gate waited for this row.
    GO_ON = "run_control.go_on":
        "UPDATE run_control SET state = 'go', why = '', since = until_at, until_at = NULL
            WHERE state <> 'go' AND until_at <= $1";
    /// What is due, by sender.
    BACKLOG = "delivery.backlog":
        "SELECT d.sender_id, COUNT(*) AS messages, COUNT(DISTINCT d.subscriber_id) AS people, MIN(d.due_at) AS oldest
            FROM delivery d WHERE d.state = 'planned' AND d.due_at <= $1 GROUP BY d.sender_id ORDER BY d.sender_id";
    /// Pauses runs that go until an instant.
    HOLD_RUNS = "run_control.hold":
        "UPDATE run_control SET state = 'paused', why = 'before a catch-up', since = $3, until_at = $2
            WHERE state = 'go' AND sender_id IN (SELECT {int r.id} FROM {rows $1 r})";
}
