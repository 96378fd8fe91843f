//! Statements of the record: outcomes under an owner's fence.

use crate::statement::statements;

statements! {
    /// Which rows are still this owner's, as one text (see `plan::PEOPLE`); pins only where they note something. Owner and fence
    /// stand in expressions: taken from their index, every row would be compared with all that are in flight.
    MINE = "delivery.mine":
        "SELECT {lines {cells d.id, d.attempts, d.unknowns,
                CASE WHEN d.pins NOT LIKE '%\"notes\":[]%' THEN d.pins END AS pins}, '\x1e'} AS mine
            FROM {each $1 p} CROSS JOIN delivery d
            WHERE d.id = p.value AND d.state = 'sending' AND d.owner || '' = $2 AND d.fence + 0 = $3";
    /// Writes outcomes on them.
    WRITE = "delivery.record":
        "UPDATE delivery SET state = {text r.state}, due_at = COALESCE({int r.due_at}, delivery.due_at),
                attempts = delivery.attempts + {int r.attempt}, unknowns = delivery.unknowns + {int r.unknown},
                reason = {text r.reason}, ended_at = {int r.ended_at}, owner = NULL, fence = NULL
            FROM {bound r} WHERE delivery.id = {int r.id}";
    /// Attempts.
    ADD_ATTEMPTS = "attempt.add":
        "INSERT INTO attempt (subscriber_id, delivery_id, n, at, outcome, code, phase, reply, owner, fence)
            SELECT {int r.subscriber}, {int r.id}, {int r.n}, $2, {text r.outcome}, {int r.code}, {text r.phase},
                {text r.reply}, $3, $4
            FROM {bound r}";
    /// Units of messages that did not arrive.
    RELEASE = "touch.release":
        "UPDATE touch SET state = 'released' FROM {bound r}
            WHERE touch.subscriber_id = {int r.subscriber} AND touch.id = {int r.id}";
    /// Held letters that a sent one noted.
    NOTE = "delivery.note":
        "UPDATE delivery SET noted_by = {int r.by} FROM {bound r}
            WHERE delivery.subscriber_id = {int r.subscriber} AND delivery.id = {int r.id}
                AND delivery.state = 'held' AND delivery.noted_by IS NULL";
    /// Events that failed letters announced, where another line's letter left them out meanwhile because of that: they wait
    /// for the next one there.
    CARRY_UNTOLD = "carried.untold":
        "INSERT INTO carried (subscriber_id, publication_id, seq, since, passes, ended_at, end_reason, ended_by)
            SELECT a.subscriber_id, g.publication_id, g.seq, $2, 1, NULL, NULL, NULL
            FROM {bound r} CROSS JOIN announced a
            JOIN listing g ON g.item_key = a.event_key AND g.kind = 'event'
            JOIN line l ON l.subscriber_id = a.subscriber_id AND l.publication_id = g.publication_id
            WHERE a.subscriber_id = {int r.subscriber} AND a.delivery_id = {int r.id} AND a.stage = 'announced'
                AND g.seq > l.start_seq AND g.seq <= l.watermark AND g.expires_at > $2
                AND NOT EXISTS (SELECT 1 FROM part p WHERE p.subscriber_id = a.subscriber_id
                    AND p.delivery_id = a.delivery_id AND p.publication_id = g.publication_id
                    AND g.seq > p.from_seq AND g.seq <= p.to_seq)
            ON CONFLICT (subscriber_id, publication_id, seq) DO UPDATE SET ended_at = NULL, end_reason = NULL,
                ended_by = NULL";
    /// A late acceptance: the row was recovered meanwhile, but the server has the message.
    LATE = "delivery.late":
        "UPDATE delivery SET state = 'sent', ended_at = $2, reason = $3, attempts = delivery.attempts + 1
            FROM {rows $1 r}
            WHERE delivery.subscriber_id = {int r.subscriber} AND delivery.id = {int r.id}
                AND (delivery.state = 'held' OR (delivery.state = 'planned' AND delivery.unknowns > 0))
            RETURNING delivery.id, delivery.attempts, delivery.pins";
}
