//! Statements of run control: the operator's word, and what a restore makes wait for it.

use crate::statement::statements;

statements! {
    /// Pauses or stops a run, or lets it go on. A stop and a restored run yield to that alone.
    SET = "run_control.set":
        "INSERT INTO run_control (sender_id, state, why, since, until_at) VALUES ($1, $2, $3, $4, NULL)
            ON CONFLICT (sender_id) DO UPDATE SET state = excluded.state, why = excluded.why, since = excluded.since,
                until_at = NULL
            WHERE excluded.state = 'go' OR run_control.state IN ('go', 'paused')";
    /// Complaints by the sender of what each reader had last.
    COMPLAINTS = "stop.complaints":
        "SELECT x.sender_id, COUNT(*) AS complaints FROM (SELECT
                (SELECT d.sender_id FROM delivery d WHERE {mine d.id t.subscriber_id} AND d.state = 'sent'
                    AND d.ended_at <= t.at ORDER BY d.ended_at DESC, d.id DESC LIMIT 1) AS sender_id
                FROM stop t WHERE t.cause = 'complaint' AND t.at >= $1) AS x
            WHERE x.sender_id IS NOT NULL GROUP BY x.sender_id ORDER BY x.sender_id";
    /// What a sender sent, up to a number.
    SENT_SINCE = "delivery.sent_since":
        "SELECT COUNT(*) AS sent FROM (SELECT 1 AS one FROM delivery
            WHERE sender_id = $1 AND state = 'sent' AND ended_at >= $2 LIMIT CAST($3 AS BIGINT)) AS x";
    /// A run as it stands.
    ONE = "run_control.one":
        "SELECT sender_id, state, since FROM run_control WHERE sender_id = $1";
    /// Which storage this was, and which it is now.
    EPOCH = "installation.epoch":
        "SELECT i.id, i.public_id, i.fence, i.incarnation, {incarnation} AS present FROM installation i";
    /// It is this one from now on.
    SETTLE = "installation.settle":
        "UPDATE installation SET incarnation = $1 WHERE id = 1";
    /// It was restored once more; fences go on from where any copy of it has been.
    RAISE = "installation.raise":
        "UPDATE installation SET restore_counter = restore_counter + 1, fence = {greatest fence, CAST($1 AS BIGINT)} WHERE id = 1";
    /// What was planned waits for the operator.
    SUSPEND = "delivery.suspend":
        "UPDATE delivery SET state = 'waiting', waiting_for = 'restored' WHERE state = 'planned'";
    /// So do all runs.
    REST = "run_control.rest":
        "UPDATE run_control SET since = $1, until_at = NULL, state = 'restored',
                why = CASE WHEN state IN ('go', 'restored') THEN CAST($2 AS TEXT)
                    ELSE CAST($2 AS TEXT) || '; before, it was ' || state || ': ' || why END";
    /// What waits for the operator.
    WAITING = "delivery.waiting":
        "SELECT d.id, d.subscriber_id FROM delivery d
            WHERE d.sender_id = $1 AND d.state = 'waiting' AND d.due_at < $2 ORDER BY d.id LIMIT $3";
    /// What is planned and fell due before an instant.
    OVERDUE = "delivery.overdue":
        "SELECT d.id, d.subscriber_id FROM delivery d WHERE d.state = 'planned' AND d.due_at < $2 AND d.sender_id = $1
            ORDER BY d.due_at, d.priority, d.id LIMIT $3";
    /// The same rows again, under their people's locks.
    FACTS = "delivery.answer_facts":
        "SELECT d.id, d.subscriber_id, d.public_id, d.class, d.plan, d.due_at, d.unknowns, s.zone,
                (SELECT {list l.publication_id, l.watermark} FROM line l WHERE l.subscriber_id = s.id) AS lines
            FROM {rows $1 r} CROSS JOIN delivery d CROSS JOIN subscriber s
            WHERE d.id = {int r.id} AND d.state IN ('planned', 'waiting') AND s.id = d.subscriber_id";
    /// What waited is planned again, and takes nothing more.
    GO_ON = "delivery.go_on":
        "UPDATE delivery SET state = 'planned', waiting_for = NULL, gated_at = COALESCE(delivery.gated_at, CAST($2 AS BIGINT))
            FROM {rows $1 r} WHERE delivery.id = {int r.id} AND delivery.state = 'waiting' RETURNING delivery.id";
    /// Rows end.
    END = "delivery.answer":
        "UPDATE delivery SET state = {text r.state}, reason = {text r.reason}, ended_at = $2, waiting_for = NULL, plan = NULL,
                gated_at = COALESCE(delivery.gated_at, CAST($2 AS BIGINT)),
                public_id = COALESCE(delivery.public_id, {text r.public_id})
            FROM {bound r} WHERE delivery.id = {int r.id}";
    /// What may have been sent counts, at the instant at which it fell due.
    COUNT = "touch.assume":
        "INSERT INTO touch (subscriber_id, id, at, again_at, zone, channel, classes, reading, source, state, delivery_id)
            SELECT {int r.subscriber}, {int r.id}, {int r.at}, NULL, {text r.zone}, 'email', {text r.classes}, 0, 'lagom', 'kept',
                {int r.id}
            FROM {bound r} WHERE true
            ON CONFLICT (subscriber_id, id) DO UPDATE SET state = 'kept'";
    /// What was passed over went along with it.
    TAKE_CARRIED = "carried.assume":
        "UPDATE carried SET ended_at = $2, end_reason = 'taken', ended_by = {int r.delivery} FROM {bound r}
            WHERE carried.subscriber_id = {int r.subscriber} AND carried.publication_id = {int r.publication}
                AND carried.ended_at IS NULL";
}
