//! Statements of event messages, their rounds, and reminders.

use crate::statement::statements;

statements! {
    /// Opens a round over what an issue lists.
    OPEN_ROUND = "event_round.open":
        "INSERT INTO event_round (publication_id, from_seq, to_seq, at, after_subscriber, done_at)
            VALUES ($1, $2, $3, $4, 0, NULL)";
    /// Rounds not yet walked to their end.
    ROUNDS = "event_round.all_open":
        "SELECT id, publication_id, from_seq, to_seq, at, after_subscriber FROM event_round
            WHERE done_at IS NULL ORDER BY id";
    /// The next people of a round, by its own cursor: everybody, who wants to be told at once, and lines whose
    /// next slot lies too far.
    OF_ROUND = "line.of_round":
        "SELECT o.subscriber_id FROM (
                SELECT * FROM (SELECT l.subscriber_id FROM line l
                    WHERE l.publication_id = $1 AND l.pulse = 1 AND l.subscription_id IS NOT NULL
                        AND l.subscriber_id > (SELECT x.after_subscriber FROM event_round x WHERE x.id = $2)
                        AND (CAST($4 AS BIGINT) = 1
                            OR (CAST($5 AS BIGINT) = 1 AND l.choices LIKE '%\"tell_at_once\":true%'))
                    ORDER BY l.subscriber_id LIMIT $3) AS b
                UNION ALL
                SELECT * FROM (SELECT l.subscriber_id FROM line l
                    WHERE l.publication_id = $1 AND l.pulse = 0 AND l.subscription_id IS NOT NULL
                        AND l.subscriber_id > (SELECT x.after_subscriber FROM event_round x WHERE x.id = $2)
                        AND (CAST($4 AS BIGINT) = 1
                            OR (CAST($5 AS BIGINT) = 1 AND l.choices LIKE '%\"tell_at_once\":true%')
                            OR (CAST($6 AS BIGINT) = 1
                                AND (l.next_due_at IS NULL OR l.next_due_at > CAST($7 AS BIGINT))))
                    ORDER BY l.subscriber_id LIMIT $3) AS b
            ) AS o ORDER BY o.subscriber_id LIMIT $3";
    /// People with a reminder whose instant has come.
    DUE_REMINDERS = "reminder.due":
        "SELECT m.subscriber_id FROM reminder m WHERE m.state = 'open' AND m.due_at <= $1
            ORDER BY m.due_at, m.subscriber_id LIMIT $2";
    /// What is known of the people, under their locks.
    FACTS = "subscriber.event_facts":
        "SELECT {person s},
                (SELECT {list a.event_key, a.stage,
                        (SELECT COUNT(*) FROM delivery d WHERE d.subscriber_id = a.subscriber_id AND d.id = a.delivery_id
                            AND d.state IN ('planned', 'waiting') AND d.gated_at IS NULL) AS waits}
                    FROM announced a WHERE a.subscriber_id = s.id) AS told,
                (SELECT {list m.event_key, m.lead, m.publication_id, m.due_at, m.until, m.asked_at, m.state, m.delivery_id,
                        m.reason}
                    FROM reminder m WHERE m.subscriber_id = s.id AND m.state <> 'taken-back') AS reminders,
                (SELECT {keys d.id} FROM delivery d
                    WHERE {mine d.id s.id} AND d.id >= (s.id << 31) + CAST($2 AS BIGINT)) AS recent
            FROM {rows $1 r} CROSS JOIN subscriber s WHERE s.id = {int r.id}";
    /// Events that letters brought to people, with the choices that let them through.
    HAD = "part.event_brought":
        "SELECT p.subscriber_id, g.item_key, g.publication_id, g.seq, g.topic, l.choices
            FROM {rows $1 r} CROSS JOIN part p
            JOIN delivery d ON d.subscriber_id = p.subscriber_id AND d.id = p.delivery_id
            JOIN listing g ON g.publication_id = p.publication_id AND g.seq > p.from_seq AND g.seq <= p.to_seq
            JOIN line l ON l.subscriber_id = p.subscriber_id AND l.publication_id = p.publication_id
            WHERE p.subscriber_id = {int r.id} AND p.consumed = 1 AND p.form IS NOT NULL
                AND d.state IN ('sending', 'sent', 'held', 'planned') AND g.kind = 'event'
                AND g.item_key IN (SELECT {int o.id} FROM {rows $2 o})
                AND NOT EXISTS (SELECT 1 FROM carried c WHERE c.subscriber_id = p.subscriber_id
                    AND c.publication_id = p.publication_id AND c.seq = g.seq AND c.ended_at IS NULL)";
    /// New messages.
    ADD_MESSAGES = "delivery.plan_event":
        "INSERT INTO delivery (subscriber_id, id, kind, local_date, ordinal, sender_id, class, priority, state,
                due_at, planned_at, attempts, unknowns)
            SELECT {int r.subscriber}, {int r.id}, 'event', {text r.local_date}, {int r.ordinal}, {int r.sender},
                {text r.class}, {int r.priority}, 'planned', {int r.due_at}, $2, 0, 0
            FROM {rows $1 r}";
    /// What they say.
    ADD_PARTS = "event_part.add":
        "INSERT INTO event_part (subscriber_id, delivery_id, event_key, stage, publication_id, seq, until)
            SELECT {int r.subscriber}, {int r.delivery}, {int r.key}, {text r.stage}, {int r.publication}, {int r.seq},
                {int r.until}
            FROM {rows $1 r}";
    /// The short list: no stage of an event twice.
    ADD_TOLD = "announced.tell":
        "INSERT INTO announced (subscriber_id, event_key, stage, delivery_id, forget_at)
            SELECT {int r.subscriber}, {int r.key}, {text r.mark}, {int r.delivery}, {int r.until}
            FROM {rows $1 r} WHERE true
            ON CONFLICT (subscriber_id, event_key, stage) DO NOTHING";
    /// A moved event stays on the short list until its new end.
    KEEP_LONGER = "announced.keep_longer":
        "UPDATE announced SET forget_at = {greatest announced.forget_at, {int r.until}} FROM {rows $1 r}
            WHERE announced.subscriber_id = {int r.subscriber} AND announced.event_key = {int r.key}";
    /// Reminders that move, are planned or end.
    STEP_REMINDERS = "reminder.step":
        "UPDATE reminder SET state = {text r.state}, due_at = COALESCE({int r.due_at}, reminder.due_at),
                until = COALESCE({int r.until}, reminder.until), delivery_id = {int r.delivery}, reason = {text r.reason}
            FROM {rows $1 r}
            WHERE reminder.subscriber_id = {int r.subscriber} AND reminder.event_key = {int r.key}
                AND reminder.lead = {text r.lead} AND reminder.state <> 'taken-back'";
    /// Moves the round's cursor.
    MOVE_ROUND = "event_round.move":
        "UPDATE event_round SET after_subscriber = {greatest after_subscriber, CAST($2 AS BIGINT)},
                done_at = COALESCE(done_at, CAST($3 AS BIGINT)) WHERE id = $1";
    /// Sets a reminder; one whose message is planned for the same start stays as it is.
    SET_REMINDER = "reminder.set":
        "INSERT INTO reminder (subscriber_id, event_key, lead, publication_id, due_at, until, asked_at, state, delivery_id,
                reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', NULL, NULL)
            ON CONFLICT (subscriber_id, event_key, lead) DO UPDATE SET publication_id = excluded.publication_id,
                due_at = excluded.due_at, until = excluded.until, asked_at = excluded.asked_at, state = 'open',
                delivery_id = NULL, reason = NULL
            WHERE reminder.until <> excluded.until OR reminder.state IN ('taken-back', 'ended')
            RETURNING subscriber_id";
    /// Takes it back.
    TAKE_BACK = "reminder.take_back":
        "UPDATE reminder SET state = 'taken-back' WHERE subscriber_id = $1 AND event_key = $2 AND lead = $3
                AND state IN ('open', 'planned') RETURNING subscriber_id";
    /// A message that was planned for it and has not gone says it no more.
    UNSAY = "event_part.unsay":
        "DELETE FROM event_part WHERE subscriber_id = $1 AND event_key = $2 AND stage = $3
            AND delivery_id IN (SELECT d.id FROM delivery d WHERE {mine d.id $1} AND d.state = 'planned')";
    /// A message that the operator cancelled told of nothing.
    FORGET = "announced.forget":
        "DELETE FROM announced WHERE subscriber_id = $1 AND delivery_id = $2
            AND EXISTS (SELECT 1 FROM event_part e WHERE e.subscriber_id = $1 AND e.delivery_id = $2)";
    /// A person's reminders.
    OF_PERSON = "reminder.of_person":
        "SELECT event_key, lead, publication_id, due_at, until, asked_at, state, delivery_id, reason FROM reminder
            WHERE subscriber_id = $1 ORDER BY asked_at, event_key, lead";
    /// The newest visible listing of an event, by publication.
    NEWEST = "listing.newest_event":
        "SELECT g.publication_id, g.seq, g.previous_seq, g.issue_id, g.position, g.kind, g.topic, g.language, g.item_key,
                g.expires_at, g.visible_at, g.starts_at, g.starts_on, g.cancelled, g.occasion, g.words,
                g.short_words, i.public_id AS issue
            FROM listing g JOIN issue i ON i.id = g.issue_id
            WHERE g.item_key = $1 AND g.kind = 'event' AND i.state = 'published'
                AND NOT EXISTS (SELECT 1 FROM listing h JOIN issue j ON j.id = h.issue_id
                    WHERE h.item_key = $1 AND h.kind = 'event' AND h.publication_id = g.publication_id
                        AND h.seq > g.seq AND j.state = 'published')
            ORDER BY g.publication_id";
}
