//! Statements that only read: outbox, balance, problems, what is next.

use crate::statement::statements;

/// A delivery with its parts, what it tells and its attempts.
macro_rules! delivery {
    () => {
        "SELECT d.id, d.subscriber_id, d.public_id, d.kind, d.sender_id, d.class, d.local_date, d.ordinal, d.planned_at,
                d.due_at, d.state, d.attempts, d.unknowns, d.pins, d.plan, d.decision, d.reason, d.waiting_for, d.ended_at, s.public_id AS person,
                (SELECT {list p.publication_id, p.from_seq, p.to_seq, p.form, p.consumed} FROM part p
                    WHERE p.subscriber_id = d.subscriber_id AND p.delivery_id = d.id) AS parts,
                (SELECT {list e.event_key, e.stage, e.publication_id, e.seq, e.until} FROM event_part e
                    WHERE e.subscriber_id = d.subscriber_id AND e.delivery_id = d.id) AS tells, NULL AS service,
                (SELECT {list a.n, a.at, a.outcome, a.code, a.phase, a.reply} FROM attempt a
                    WHERE a.subscriber_id = d.subscriber_id AND a.delivery_id = d.id) AS tries
            FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id"
    };
}

statements! {
    /// What is due next, of each sort.
    UPCOMING = "line.upcoming":
        "SELECT
            (SELECT MIN(l.next_due_at) FROM line l WHERE l.next_due_at IS NOT NULL) AS line_at,
            (SELECT d.due_at FROM delivery d WHERE d.state = 'planned' AND NOT EXISTS
                (SELECT 1 FROM run_control c WHERE c.sender_id = d.sender_id AND c.state <> 'go')
                ORDER BY d.due_at LIMIT 1) AS delivery_at,
            (SELECT MIN(i.publish_at) FROM issue i WHERE i.state = 'scheduled') AS issue_at,
            (SELECT MIN(x.at) FROM release x WHERE x.done_at IS NULL) AS release_at,
            (SELECT MIN(x.at) FROM retiming x) AS retiming_at,
            (SELECT MIN(c.until_at) FROM run_control c WHERE c.state <> 'go') AS goes_on_at,
            (SELECT MIN(x.at) FROM event_round x WHERE x.done_at IS NULL) AS round_at,
            (SELECT MIN(m.due_at) FROM reminder m WHERE m.state = 'open') AS reminder_at,
            (SELECT MIN(c.at) FROM correction c JOIN issue i ON i.id = c.issue_id
                WHERE c.done_at IS NULL AND i.state = 'published') AS correction_at";
    /// The database's clock.
    CLOCK = "installation.clock":
        "SELECT {clock} AS now";
    /// What people said of their letters' measure, counted.
    MEASURES = "feedback.counts":
        "SELECT d.sender_id, f.measure, COUNT(*) AS letters FROM feedback f JOIN delivery d ON d.id = f.delivery_id
            WHERE f.at >= $1 GROUP BY d.sender_id, f.measure ORDER BY d.sender_id, f.measure";
    /// What people said would suit them better, the latest first.
    REMARKS = "profile.remarks":
        "SELECT s.public_id AS person, s.language, f.remark, f.remarked_at FROM profile f
            JOIN subscriber s ON s.id = f.subscriber_id
            WHERE f.remark IS NOT NULL AND f.remarked_at >= $1 ORDER BY f.remarked_at DESC, s.id DESC LIMIT $2";
    /// Run control, by sender.
    RUNS = "run_control.all":
        "SELECT c.sender_id, c.state, c.why, c.since, c.until_at,
                (SELECT COUNT(*) FROM delivery d WHERE d.sender_id = c.sender_id AND d.state = 'waiting') AS waiting,
                CASE WHEN c.state = 'go' THEN 0
                    ELSE (SELECT COUNT(*) FROM delivery d WHERE d.sender_id = c.sender_id AND d.state = 'planned') END AS planned
            FROM run_control c ORDER BY c.sender_id";
    /// Rows of the outbox, the latest first.
    OUTBOX = "delivery.outbox":
        concat!(delivery!(), "
            WHERE d.state IN (SELECT {text r.state} FROM {rows $1 r})
            ORDER BY d.planned_at DESC, d.id DESC LIMIT $2");
    /// The same for one person.
    OUTBOX_OF = "delivery.outbox_of":
        concat!(delivery!(), "
            WHERE {mine d.id $3} AND d.state IN (SELECT {text r.state} FROM {rows $1 r})
            ORDER BY d.planned_at DESC, d.id DESC LIMIT $2");
    /// One delivery.
    DELIVERY = "delivery.one":
        concat!(delivery!(), " WHERE d.id = $1");
    /// Deliveries by state.
    STATES = "delivery.states":
        "SELECT state, COUNT(*) AS number FROM delivery GROUP BY state ORDER BY state";
    /// The balance over parts.
    BALANCE = "part.balance":
        "SELECT publication_id, local_date, state, parts FROM part_balance ORDER BY publication_id, local_date, state";
    /// Consumed ranges that do not partition (D7).
    RANGE_BREAKS = "line.range_breaks":
        "SELECT b.subscriber_id, b.publication_id, s.public_id AS person, b.wanted, b.found
            FROM range_break b JOIN subscriber s ON s.id = b.subscriber_id
            ORDER BY b.subscriber_id, b.publication_id LIMIT $1";
    /// What issues bring, the latest first.
    SIZES = "listing.sizes":
        "SELECT g.publication_id, g.issue_id, g.topic, g.kind, COUNT(*) AS items, CAST(SUM(g.words) AS BIGINT) AS words,
                SUM(CASE WHEN g.short_words > 0 THEN 1 ELSE 0 END) AS short_items,
                CAST(SUM(g.short_words) AS BIGINT) AS short_words
            FROM publication p JOIN listing g ON g.publication_id = p.id AND g.seq > p.last_seq - $1
            GROUP BY g.publication_id, g.issue_id, g.topic, g.kind
            ORDER BY g.publication_id, g.issue_id DESC, g.topic, g.kind";
    /// Items that were passed over in a person's letters.
    PASSED_OVER = "carried.of":
        "SELECT publication_id, seq, since, passes, ended_at, end_reason, ended_by FROM carried
            WHERE subscriber_id = $1 ORDER BY publication_id, seq";
    /// Occasions that items are about.
    OCCASIONS = "listing.occasions":
        "SELECT DISTINCT occasion FROM listing WHERE occasion IS NOT NULL ORDER BY occasion";
    /// Rows that are neither final nor due nor waiting with a name (D6), but for those in flight.
    ASTRAY = "delivery.astray":
        "SELECT id, public_id, state FROM delivery
            WHERE (state = 'waiting' AND waiting_for IS NULL) OR (state = 'sending' AND (owner IS NULL OR fence IS NULL))
            ORDER BY id LIMIT $1";
    /// Rows in flight of dead owners (D6).
    ORPHANS = "delivery.orphans":
        "SELECT d.id, d.public_id, d.owner FROM {rows $1 r} CROSS JOIN delivery d
            WHERE d.state = 'sending' AND d.owner = {text r.owner} AND d.fence = {int r.fence} ORDER BY d.id LIMIT $2";
}
