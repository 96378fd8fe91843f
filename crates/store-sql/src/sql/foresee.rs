//! Statements of the forecast: they only read, and lock nothing.

use crate::statement::statements;

statements! {
    /// What a gate would read now, for everyone.
    CONTEXT = "publication.outlook":
        "SELECT (SELECT COALESCE(MAX(v.version), 0) FROM policy v) AS policy,
                (SELECT {list p.id, COALESCE((SELECT MIN(g.seq) - 1 FROM listing g
                        WHERE g.issue_id IN (SELECT i.id FROM issue i
                            WHERE i.state = 'on-hold' AND i.publication_id = p.id)), p.last_seq) AS seq}
                    FROM publication p) AS visible_to,
                (SELECT {list i.id} FROM issue i WHERE i.state = 'withdrawn') AS withdrawn,
                (SELECT {list i.publication_id, i.publish_at} FROM issue i
                    WHERE i.state = 'scheduled' AND i.publish_at IS NOT NULL) AS schedule,
                (SELECT {list c.sender_id} FROM run_control c WHERE c.state <> 'go' AND c.until_at IS NULL) AS resting,
                (SELECT {list c.issue_id, c.revision, c.changed} FROM correction c) AS corrected";
    /// Scheduled issues with what their publication listed last.
    FORTHCOMING = "issue.forthcoming":
        "SELECT i.id, i.publication_id, i.title, i.publish_at, i.edition, i.expires, p.last_seq
            FROM issue i JOIN publication p ON p.id = i.publication_id
            WHERE i.state = 'scheduled' AND i.publish_at <= $1 ORDER BY i.publish_at, i.id";
    /// Planned rows that are no letters waiting for their first gate.
    OTHERS = "delivery.planned_others":
        "SELECT d.id, d.subscriber_id, d.public_id, d.kind, d.sender_id, d.class, d.local_date, d.ordinal, d.planned_at,
                d.due_at, d.attempts, d.unknowns, d.pins, d.plan,
                (SELECT {list e.event_key, e.stage, e.publication_id, e.seq, e.until} FROM event_part e
                    WHERE e.subscriber_id = d.subscriber_id AND e.delivery_id = d.id) AS tells, NULL AS service,
                (SELECT {list p.publication_id, p.from_seq, p.to_seq, p.form, p.consumed} FROM part p
                    WHERE p.subscriber_id = d.subscriber_id AND p.delivery_id = d.id) AS parts,
                (SELECT {list c.publication_id, c.seq, c.since, c.passes,
                        CASE WHEN c.ended_by = d.id THEN 'own' ELSE 'gone' END AS fate}
                    FROM carried c WHERE c.subscriber_id = d.subscriber_id AND c.ended_at IS NOT NULL
                        AND d.gated_at IS NOT NULL) AS carried_rows
            FROM delivery d WHERE d.state = 'planned' AND (d.kind <> 'letter' OR d.gated_at IS NOT NULL)
            ORDER BY d.subscriber_id, d.id";
    /// A page of people with what the policy may know.
    SUBJECTS = "subscriber.subjects":
        "SELECT {person s},
                (SELECT {list COALESCE(t.again_at, t.at) AS at, t.zone, t.classes, t.reading} FROM touch t
                    WHERE t.subscriber_id = s.id AND t.state <> 'released'
                        AND COALESCE(t.again_at, t.at) >= $3) AS touches,
                (SELECT {list c.publication_id, c.seq, c.since, c.passes} FROM carried c
                    WHERE c.subscriber_id = s.id AND c.ended_at IS NULL) AS carried_rows,
                (SELECT {list a.event_key, a.forget_at} FROM announced a WHERE a.subscriber_id = s.id) AS told,
                (SELECT {list m.event_key, m.lead, m.publication_id, m.due_at, m.until, m.asked_at, m.state, m.delivery_id,
                        m.reason}
                    FROM reminder m WHERE m.subscriber_id = s.id AND m.state = 'open') AS reminders,
                (SELECT COUNT(*) FROM contact_point k WHERE k.subscriber_id = s.id AND k.channel = 'email'
                    AND k.state = 'active') AS reachable
            FROM subscriber s WHERE s.id > $1 AND s.erased = 0 ORDER BY s.id LIMIT $2";
    /// Letters of some people that are planned and were never gated.
    PLANNED = "delivery.planned_of":
        "SELECT d.id, d.subscriber_id, d.public_id, d.kind, d.sender_id, d.class, d.local_date, d.ordinal, d.planned_at,
                d.due_at, d.attempts, d.unknowns, d.pins, d.plan, '[]' AS tells, NULL AS service,
                (SELECT {list p.publication_id, p.from_seq, p.to_seq, p.form, p.consumed} FROM part p
                    WHERE p.subscriber_id = d.subscriber_id AND p.delivery_id = d.id) AS parts
            FROM {rows $1 r} CROSS JOIN delivery d
            WHERE d.subscriber_id = {int r.id} AND d.kind = 'letter' AND d.state = 'planned' AND d.gated_at IS NULL
            ORDER BY d.subscriber_id, d.id";
}
