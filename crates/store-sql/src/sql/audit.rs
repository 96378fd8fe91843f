//! Statements of the audit: they only read, and lock nothing.

use crate::statement::statements;

statements! {
    /// A page of people with all that is on record of them. Whoever was erased is there under another name.
    RECORDS = "subscriber.records":
        "SELECT {person s},
                (SELECT {list t.id, t.scope, t.publication_id, t.cause, t.at, t.lifted_at} FROM stop t
                    WHERE t.subscriber_id = s.id) AS every_stop,
                (SELECT {list u.publication_id, u.id, u.choices, u.started_at, u.ended_at} FROM subscription u
                    WHERE u.subscriber_id = s.id) AS chosen,
                (SELECT {list c.at, c.undone_at, c.edits, c.inverse} FROM change c
                    WHERE c.subscriber_id = s.id AND (c.at >= $3 OR c.undone_at >= $3)) AS changes,
                (SELECT {list d.id, d.public_id, d.kind, d.state, d.gated_at, d.ended_at, d.policy_version, d.noted_by,
                        CASE WHEN d.pins NOT LIKE '%\"carried\":[]%' THEN d.pins END AS pins,
                        (SELECT MIN(n.asked_at) FROM link n WHERE n.delivery_id = d.id) AS asked_at} FROM delivery d
                    WHERE {mine d.id s.id} AND (d.gated_at IS NOT NULL OR d.ended_at IS NOT NULL)
                        AND (d.ended_at IS NULL OR d.ended_at >= $3)) AS letters,
                (SELECT {list p.delivery_id, p.publication_id, p.from_seq, p.to_seq, p.form, p.subscription_id} FROM part p
                    WHERE p.subscriber_id = s.id AND p.consumed = 1) AS consumed,
                (SELECT {list e.delivery_id, e.event_key, e.stage, e.publication_id, e.seq, e.until} FROM event_part e
                    WHERE e.subscriber_id = s.id) AS told,
                (SELECT {list c.publication_id, c.seq, c.since, c.passes, c.ended_at, c.end_reason, c.ended_by}
                    FROM carried c WHERE c.subscriber_id = s.id) AS passed_over,
                (SELECT {list t.id, t.at, t.again_at, t.zone, t.classes, t.state, t.delivery_id} FROM touch t
                    WHERE t.subscriber_id = s.id AND COALESCE(t.again_at, t.at) >= $3) AS touched
            FROM subscriber s WHERE s.id > $1 ORDER BY s.id LIMIT $2";
}
