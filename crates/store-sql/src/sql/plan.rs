//! Statements of planning: at most nine for a thousand people. What goes in and comes out by the thousand are lists of keys.

use crate::statement::statements;

statements! {
    /// Releases not yet planned to their end.
    RELEASES = "release.all_open":
        "SELECT id, publication_id, to_seq, at, after_subscriber FROM release WHERE done_at IS NULL ORDER BY id";
    /// The next people of a release, by its own cursor.
    OF_RELEASE = "line.of_release":
        "SELECT {keys x.subscriber_id} AS people, COUNT(*) AS number
            FROM (SELECT l.subscriber_id FROM line l
                WHERE l.publication_id = $1 AND l.pulse = 1 AND l.subscription_id IS NOT NULL
                    AND l.subscriber_id > (SELECT o.after_subscriber FROM release o WHERE o.id = $2)
                ORDER BY l.subscriber_id LIMIT $3) AS x";
    /// Publications whose times moved.
    RETIMINGS = "retiming.all":
        "SELECT publication_id, after_subscriber FROM retiming ORDER BY publication_id";
    /// The next people with a line with slots of a publication whose times moved, by its own cursor.
    OF_TIMES = "line.of_times":
        "SELECT {keys x.subscriber_id} AS people, COUNT(*) AS number
            FROM (SELECT l.subscriber_id FROM line l
                WHERE l.publication_id = $1 AND l.pulse = 0 AND l.subscription_id IS NOT NULL
                    AND l.subscriber_id > (SELECT o.after_subscriber FROM retiming o WHERE o.publication_id = $1)
                ORDER BY l.subscriber_id LIMIT $2) AS x";
    /// Moves the cursor of a publication whose times moved.
    MOVE_RETIMING = "retiming.move":
        "UPDATE retiming SET after_subscriber = {greatest after_subscriber, CAST($2 AS BIGINT)} WHERE publication_id = $1";
    /// All its lines are timed.
    END_RETIMING = "retiming.end":
        "DELETE FROM retiming WHERE publication_id = $1";
    /// People with lines whose instant has come; `number` counts the lines.
    DUE = "line.due":
        "SELECT {keys o.subscriber_id} AS people, CAST(COALESCE(SUM(o.lines), 0) AS BIGINT) AS number
            FROM (SELECT x.subscriber_id, COUNT(*) AS lines
                FROM (SELECT l.subscriber_id FROM line l WHERE l.next_due_at <= $1 AND l.next_due_at IS NOT NULL
                    ORDER BY l.next_due_at, l.subscriber_id LIMIT $2) AS x
                GROUP BY x.subscriber_id ORDER BY x.subscriber_id) AS o";
    /// The people, locked in order, waiting for who is locked. A row that is waited for comes as it then stands. People and
    /// lines come as texts, for a million rows of many cells would cost more on their way than to read: `\x1e` ends a row,
    /// `\x1f` a cell, an empty cell is NULL. Neither stands in what is stored: JSON escapes them.
    PEOPLE = "subscriber.plan":
        "SELECT {lines o.cells, '\x1e'} AS people FROM (SELECT {cells s.id, s.lot, s.zone, s.zone_before, s.zone_changed_at,
                s.language, s.country, s.confirmed, s.paused_until, s.season, s.quiet, s.limits, s.wishes} AS cells
            FROM {of $1 subscriber s.id} ORDER BY s.id {lock s}) AS o";
    /// The same of all from person `$1` to `$2`, where most of them are wanted.
    NEIGHBOURS = "subscriber.plan_near":
        "SELECT {lines o.cells, '\x1e'} AS people FROM (SELECT {cells s.id, s.lot, s.zone, s.zone_before, s.zone_changed_at,
                s.language, s.country, s.confirmed, s.paused_until, s.season, s.quiet, s.limits, s.wishes} AS cells
            FROM subscriber s WHERE s.id BETWEEN $1 AND $2 ORDER BY s.id {lock s}) AS o";
    /// The people of a list, skipping who is locked.
    FREE_PEOPLE = "subscriber.plan_free":
        "SELECT {lines o.cells, '\x1e'} AS people FROM (SELECT {cells s.id, s.lot, s.zone, s.zone_before, s.zone_changed_at,
                s.language, s.country, s.confirmed, s.paused_until, s.season, s.quiet, s.limits, s.wishes} AS cells
            FROM {of $1 subscriber s.id} ORDER BY s.id {skip s}) AS o";
    /// What is known of the people besides, under their locks: a list for each sort of row. `$2`: see `units::key::since`. What
    /// few people have is read from person `$3` to `$4`, or of `$5`, what all have from `$6` to `$7`, or of `$8`: it may be of
    /// others too.
    FACTS = "line.plan_facts":
        "SELECT
                (SELECT {lines {cells x.subscriber_id, x.publication_id, x.sender_id, x.choices, x.start_seq, x.watermark,
                        x.next_due_at, x.waiting_since, x.policy_version}, '\x1e'}
                    FROM {near $6 $7 $8 line l.subscriber_id AND l.subscription_id IS NOT NULL}) AS lines,
                (SELECT {list x.subscriber_id, x.publication_id} FROM {near $3 $4 $5 carried c.subscriber_id
                    AND c.ended_at IS NULL}) AS carried,
                (SELECT {list x.subscriber_id, x.scope, x.publication_id, x.cause, x.at}
                    FROM {near $3 $4 $5 stop t.subscriber_id AND t.lifted_at IS NULL}) AS stops,
                (SELECT {list x.subscriber_id, x.sender_id, x.id, x.due_at, x.plan}
                    FROM {near $3 $4 $5 delivery d.subscriber_id AND d.kind = 'letter' AND d.state = 'planned'
                        AND d.gated_at IS NULL}) AS open_letters,
                (SELECT {keys d.id} FROM {each $1 p}
                    {with delivery d ON d.id >= (p.value << 31) + CAST($2 AS BIGINT)
                        AND d.id < ((p.value + 1) << 31)}) AS recent";
    /// New letters. What many share stands once in `$1`, by number; `$2` names person × 4096 + number, in the order of
    /// people, so that rows are added where the table ends. (On PostgreSQL each of `$1` lists its own people.)
    ADD_LETTERS = "delivery.plan":
        "WITH r AS MATERIALIZED (SELECT {int v.n} AS n, {int v.key} AS key, {text v.local_date} AS local_date,
                {int v.ordinal} AS ordinal, {int v.sender} AS sender, {text v.class} AS class, {int v.priority} AS priority,
                {int v.due_at} AS due_at, {text v.plan} AS plan FROM {rows $1 v})
            INSERT INTO delivery (id, subscriber_id, kind, local_date, ordinal, sender_id, class, priority, state, due_at,
                planned_at, plan, attempts, unknowns)
            SELECT ((p.value >> 12) << 31) | r.key, p.value >> 12, 'letter', r.local_date, r.ordinal, r.sender, r.class,
                r.priority, 'planned', r.due_at, $3, r.plan, 0, 0
            FROM {each $2 p} CROSS JOIN r WHERE r.n = (p.value & 4095)",
        postgres: "WITH r AS MATERIALIZED (SELECT {int v.key} AS key, {text v.local_date} AS local_date,
                {int v.ordinal} AS ordinal, {int v.sender} AS sender, {text v.class} AS class, {int v.priority} AS priority,
                {int v.due_at} AS due_at, {text v.plan} AS plan, {text v.people} AS people FROM {rows $1 v})
            INSERT INTO delivery (id, subscriber_id, kind, local_date, ordinal, sender_id, class, priority, state, due_at,
                planned_at, plan, attempts, unknowns)
            SELECT (p.value << 31) | r.key, p.value, 'letter', r.local_date, r.ordinal, r.sender, r.class, r.priority,
                'planned', r.due_at, $3, r.plan, 0, 0
            FROM r CROSS JOIN {each r.people p} WHERE CAST($2 AS TEXT) IS NOT NULL ORDER BY p.value";
    /// Letters that are joined: the earlier instant, the heavier class, all parts.
    JOIN_LETTERS = "delivery.join":
        "UPDATE delivery SET due_at = {least delivery.due_at, {int r.due_at}},
                class = CASE WHEN {int r.priority} < delivery.priority THEN {text r.class} ELSE delivery.class END,
                priority = {least delivery.priority, {int r.priority}}, plan = {text r.plan}
            FROM {rows $1 r} WHERE delivery.id = {int r.id}";
    /// Lines' instants; each of `$1` lists its people.
    PUT_INSTANTS = "line.plan":
        "WITH r AS MATERIALIZED (SELECT p.value AS subscriber, {int v.publication} AS publication,
                {int v.next_due_at} AS next_due_at, {int v.waiting_since} AS waiting_since
                FROM {rows $1 v} CROSS JOIN {each {text v.people} p})
            UPDATE line SET next_due_at = r.next_due_at, waiting_since = r.waiting_since
            FROM r WHERE line.subscriber_id = r.subscriber AND line.publication_id = r.publication";
    /// Moves the release's cursor.
    MOVE_RELEASE = "release.move":
        "UPDATE release SET after_subscriber = {greatest after_subscriber, CAST($2 AS BIGINT)},
                done_at = COALESCE(done_at, CAST($3 AS BIGINT)) WHERE id = $1";
}
