//! Statements of the gate, in its order: choose, lock, read, write.

use crate::statement::statements;

statements! {
    /// (1) Due rows of senders whose run goes, without locks; people in the order in which their rows lie, or
    /// a large outbox is read at random. Their keys come as one list.
    CHOOSE = "delivery.choose":
        "SELECT {keys x.id} AS ids FROM (SELECT d.id FROM delivery d
            WHERE d.state = 'planned' AND d.due_at <= $1
                AND d.sender_id NOT IN (SELECT c.sender_id FROM run_control c WHERE c.state <> 'go'
                    AND (c.until_at IS NULL OR c.until_at > $1))
            ORDER BY d.due_at, d.priority, d.id LIMIT $2) AS x";
    /// Or this row alone.
    CHOOSE_ONE = "delivery.choose_one":
        "SELECT {keys x.id} AS ids FROM (SELECT d.id FROM delivery d
            WHERE d.id = $2 AND d.state = 'planned' AND d.due_at <= $1
                AND d.sender_id NOT IN (SELECT c.sender_id FROM run_control c WHERE c.state <> 'go'
                    AND (c.until_at IS NULL OR c.until_at > $1))) AS x";
    /// (2) Locks their people in order, skipping who is locked, and shares the rules' lock.
    LOCK = "subscriber.gate_lock":
        "SELECT 1 AS id",
        postgres: "SELECT s.id FROM (SELECT pg_advisory_xact_lock_shared(5021706) IS NULL AS held) AS l
            CROSS JOIN subscriber s
            WHERE s.id IN (SELECT {int r.id} FROM {rows $1 r}) ORDER BY s.id {skip s}";
    /// (3) Rows and facts again, and what holds for the whole gate. The rows come as one text (see `plan::PEOPLE`), for a row of
    /// forty columns costs more on its way than to read; the columns are named once more in `units::gate_read`.
    FACTS = "delivery.gate_facts":
        "SELECT (SELECT COALESCE(MAX(v.version), 0) FROM policy v) AS policy,
                (SELECT {list p.id, COALESCE((SELECT MIN(g.seq) - 1 FROM listing g
                        WHERE g.issue_id IN (SELECT i.id FROM issue i
                            WHERE i.state = 'on-hold' AND i.publication_id = p.id)), p.last_seq) AS seq}
                    FROM publication p) AS visible_to,
                (SELECT {list i.id} FROM issue i WHERE i.state = 'withdrawn') AS withdrawn,
                (SELECT {list i.publication_id, i.publish_at} FROM issue i
                    WHERE i.state = 'scheduled' AND i.publish_at IS NOT NULL) AS schedule,
                (SELECT {list c.sender_id} FROM run_control c
                    WHERE c.state <> 'go' AND (c.until_at IS NULL OR c.until_at > $2)) AS resting,
                (SELECT {list c.issue_id, c.revision, c.changed} FROM correction c) AS corrected,
                (SELECT COUNT(*) FROM installation x WHERE x.incarnation <> {incarnation}) AS moved,
                (SELECT {lines o.cells, '\x1e'} FROM (SELECT {cells d.id, d.public_id, d.kind, d.sender_id, d.class,
                d.local_date, d.ordinal, d.planned_at, d.due_at, d.state,
                d.attempts, d.unknowns, d.pins, d.plan, d.gated_at,
                {person s},
                (SELECT {list e.event_key, e.stage, e.publication_id, e.seq, e.until} FROM event_part e
                    WHERE e.subscriber_id = d.subscriber_id AND e.delivery_id = d.id) AS tells,
                CASE WHEN d.kind = 'service' THEN (SELECT {list n.subject, n.purpose, n.asked_at, n.expires_at, n.used_at,
                        n.detail, n.contact_id, c.revision, c.value}
                    FROM link n LEFT JOIN contact_point c ON c.subscriber_id = n.subscriber_id AND c.id = n.contact_id
                    WHERE n.delivery_id = d.id) END AS service,
                (SELECT {list p.publication_id, p.from_seq, p.to_seq, p.form, p.consumed} FROM part p
                    WHERE p.subscriber_id = s.id AND p.delivery_id = d.id) AS parts,
                (SELECT {list COALESCE(t.again_at, t.at) AS at, t.zone, t.classes, t.reading} FROM touch t
                    WHERE t.subscriber_id = s.id AND t.id <> d.id AND t.state <> 'released'
                        AND COALESCE(t.again_at, t.at) >= $3) AS touches,
                (SELECT t.at FROM touch t WHERE t.subscriber_id = s.id AND t.id < d.id AND t.source = 'lagom'
                    AND t.state <> 'released' AND t.classes <> '[\"service\"]' ORDER BY t.id DESC LIMIT 1) AS last_touch,
                (SELECT {list c.publication_id, c.seq, c.since, c.passes,
                        CASE WHEN c.ended_at IS NULL THEN 'waits' WHEN c.ended_by = d.id THEN 'own' ELSE 'gone' END AS fate}
                    FROM carried c
                    WHERE c.subscriber_id = s.id AND (c.ended_at IS NULL OR d.gated_at IS NOT NULL)) AS carried_rows,
                (SELECT {list a.event_key} FROM announced a
                    WHERE a.subscriber_id = s.id AND a.delivery_id <> d.id AND a.forget_at > $2) AS announced,
                (SELECT {list h.id, h.public_id, h.pins, h.planned_at,
                        COALESCE((SELECT i.public_id FROM part q
                            JOIN listing g ON g.publication_id = q.publication_id
                                AND g.seq > q.from_seq AND g.seq <= q.to_seq
                            JOIN issue i ON i.id = g.issue_id
                            WHERE q.subscriber_id = h.subscriber_id AND q.delivery_id = h.id
                            ORDER BY g.visible_at DESC, g.seq DESC LIMIT 1),
                            (SELECT i.public_id FROM event_part e
                            JOIN listing g ON g.publication_id = e.publication_id AND g.seq = e.seq
                            JOIN issue i ON i.id = g.issue_id
                            WHERE e.subscriber_id = h.subscriber_id AND e.delivery_id = h.id LIMIT 1)) AS issue}
                    FROM delivery h WHERE h.subscriber_id = s.id AND h.sender_id = d.sender_id AND h.state = 'held'
                        AND h.noted_by IS NULL AND h.kind IN ('letter', 'event')) AS doubts,
                (SELECT {list o.sender_id, o.id, o.due_at} FROM delivery o WHERE o.subscriber_id = s.id
                    AND o.kind = 'letter' AND o.state = 'planned' AND o.gated_at IS NULL AND o.id <> d.id) AS open_letters,
                k.id AS contact_id, k.revision AS contact_revision, k.value AS address,
                replace(replace(f.name, '\x1e', ' '), '\x1f', ' ') AS full_name} AS cells
            FROM {each $1 p} CROSS JOIN delivery d CROSS JOIN subscriber s
            LEFT JOIN contact_point k ON k.subscriber_id = s.id AND k.channel = 'email' AND k.state = 'active'
            LEFT JOIN profile f ON f.subscriber_id = s.id
            WHERE d.id = p.value AND s.id = d.subscriber_id) AS o) AS cases";
    /// (5) What becomes of the rows.
    LEAVE = "delivery.leave":
        "UPDATE delivery SET state = {text r.state}, due_at = {int r.due_at},
                gated_at = COALESCE(delivery.gated_at, {int r.gated_at}), owner = {text r.owner}, fence = {int r.fence},
                public_id = COALESCE(delivery.public_id, {text r.public_id}),
                plan = CASE WHEN {text r.state} = 'planned' THEN delivery.plan END,
                pins = COALESCE({text r.pins}, delivery.pins), decision = {text r.decision},
                policy_version = {int r.policy}, ended_at = {int r.ended_at},
                reason = COALESCE({text r.reason}, delivery.reason)
            FROM {bound r} WHERE delivery.id = {int r.id}";
    /// Reserves touches. A unit is kept from here on, whatever becomes of its dispatcher, until a definite end releases it. A
    /// released one is a new one; a kept one stays one unit, seen at both instants.
    RESERVE = "touch.reserve":
        "INSERT INTO touch (subscriber_id, id, at, again_at, zone, channel, classes, reading, source, state, delivery_id)
            SELECT {int r.subscriber}, {int r.id}, $2, NULL, {text r.zone}, 'email', {text r.classes}, {int r.reading}, 'lagom', 'kept',
                {int r.id}
            FROM {bound r} WHERE true
            ON CONFLICT (subscriber_id, id) DO UPDATE SET
                at = CASE WHEN touch.state = 'released' THEN excluded.at ELSE touch.at END,
                again_at = CASE WHEN touch.state = 'released' THEN NULL ELSE excluded.at END,
                zone = excluded.zone, classes = excluded.classes, reading = excluded.reading, state = 'kept'";
    /// Consumes parts.
    CONSUME = "part.consume":
        "INSERT INTO part (subscriber_id, delivery_id, publication_id, from_seq, to_seq, form, consumed, subscription_id)
            SELECT {int r.subscriber}, {int r.delivery}, {int r.publication}, {int r.from_seq}, {int r.to_seq}, {text r.form}, 1,
                (SELECT l.subscription_id FROM line l WHERE l.subscriber_id = {int r.subscriber}
                    AND l.publication_id = {int r.publication})
            FROM {bound r} WHERE true
            ON CONFLICT (subscriber_id, delivery_id, publication_id) DO UPDATE SET from_seq = excluded.from_seq,
                to_seq = excluded.to_seq, form = excluded.form, consumed = 1, subscription_id = excluded.subscription_id";
    /// The public ids that the rows go by from now on.
    NAME = "delivery_directory.name":
        "INSERT INTO delivery_directory (public_id, subscriber_id, delivery_id)
            SELECT {text r.public_id}, {int r.subscriber}, {int r.id} FROM {bound r}";
    /// Watermarks and instants of lines.
    MOVE_LINES = "line.move":
        "UPDATE line SET
                watermark = CASE WHEN {int r.watermark} > line.watermark THEN {int r.watermark} ELSE line.watermark END,
                next_due_at = CASE WHEN {int r.instants} = 1 THEN {int r.next_due_at} ELSE line.next_due_at END,
                waiting_since = CASE WHEN {int r.instants} = 1 THEN {int r.waiting_since} ELSE line.waiting_since END
            FROM {bound r}
            WHERE line.subscriber_id = {int r.subscriber} AND line.publication_id = {int r.publication}";
    /// Items that a letter takes along wait no more.
    TAKE_CARRIED = "carried.take":
        "UPDATE carried SET ended_at = $2, end_reason = 'taken', ended_by = {int r.delivery} FROM {bound r}
            WHERE carried.subscriber_id = {int r.subscriber} AND carried.publication_id = {int r.publication}
                AND carried.seq = {int r.seq} AND (carried.ended_at IS NULL OR carried.ended_by = {int r.delivery})";
    /// Items that a letter that is folded took along wait again.
    GIVE_BACK_CARRIED = "carried.give_back":
        "UPDATE carried SET ended_at = NULL, end_reason = NULL, ended_by = NULL
            FROM {bound r} WHERE carried.subscriber_id = {int r.subscriber} AND carried.ended_by = {int r.id}
                AND carried.end_reason = 'taken'";
    /// Items that were passed over.
    CARRY = "carried.carry":
        "INSERT INTO carried (subscriber_id, publication_id, seq, since, passes, ended_at, end_reason, ended_by)
            SELECT {int r.subscriber}, {int r.publication}, {int r.seq}, $2, 1, NULL, NULL, NULL FROM {bound r} WHERE true
            ON CONFLICT (subscriber_id, publication_id, seq) DO UPDATE SET passes = carried.passes + 1, ended_at = NULL,
                end_reason = NULL, ended_by = NULL";
    /// Items that end here: carried ones, and others that get a row only to say so.
    END_ITEMS = "carried.end_items":
        "INSERT INTO carried (subscriber_id, publication_id, seq, since, passes, ended_at, end_reason, ended_by)
            SELECT {int r.subscriber}, {int r.publication}, {int r.seq}, $2, 1, $2, {text r.fate}, {int r.delivery}
            FROM {bound r} WHERE true
            ON CONFLICT (subscriber_id, publication_id, seq) DO UPDATE SET ended_at = excluded.ended_at,
                end_reason = excluded.end_reason, ended_by = excluded.ended_by";
    /// What a row announced at an earlier gate.
    UNANNOUNCE = "announced.remove":
        "DELETE FROM announced WHERE (subscriber_id, delivery_id) IN
            (SELECT {int r.subscriber}, {int r.id} FROM {bound r})";
    /// Announced events.
    ANNOUNCE = "announced.put":
        "INSERT INTO announced (subscriber_id, event_key, stage, delivery_id, forget_at)
            SELECT {int r.subscriber}, {int r.key}, 'announced', {int r.delivery}, {int r.forget_at}
            FROM {bound r} WHERE true
            ON CONFLICT (subscriber_id, event_key, stage) DO NOTHING";
}
