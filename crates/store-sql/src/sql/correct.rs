//! Statements of corrections: another content for an issue, and who was brought what it said before.

use crate::statement::statements;

statements! {
    /// What an issue says, for whoever replaces it.
    SAYS = "issue.says":
        "SELECT edition, source, source_hash, revision,
                (SELECT COUNT(*) FROM listing g WHERE g.issue_id = issue.id) AS listed,
                (SELECT c.made_at FROM correction c WHERE c.issue_id = issue.id) AS corrected_at,
                (SELECT o.public_id FROM issue o WHERE o.publication_id = issue.publication_id AND o.source_hash = $2
                    AND o.id <> issue.id) AS other
            FROM issue WHERE id = $1";
    /// It says something else. When items of an issue that is out are of no use any more does not change.
    REPLACE = "issue.replace":
        "UPDATE issue SET title = $2, edition = $3, source = $4, source_hash = $5, expires = COALESCE($6, expires),
                revision = revision + 1
            WHERE id = $1
            RETURNING id, public_id, publication_id, title, state, publish_at, added_at, revision, edition,
                {corrected}";
    /// Its correction.
    ADD = "correction.add":
        "INSERT INTO correction (issue_id, publication_id, revision, changed, because, before_edition, before_source,
                before_hash, made_at, at, after_subscriber, done_at)
            SELECT i.id, i.publication_id, i.revision + 1, $2, $3, i.edition, i.source, i.source_hash, $4, $5, 0, NULL
            FROM issue i WHERE i.id = $1";
    /// How much there is to read.
    SET_WORDS = "listing.set_words":
        "UPDATE listing SET words = {int r.words}, short_words = {int r.short_words} FROM {rows $2 r}
            WHERE listing.issue_id = $1 AND listing.position = {int r.position}";
    /// What an item is known by besides: listed again as it reads now, it is the same item.
    ADD_IDENTITIES = "item.add_identities":
        "INSERT INTO item (publication_id, identity, item_key, last_seq)
            SELECT g.publication_id, {text r.identity}, g.item_key, g.seq FROM {rows $2 r} CROSS JOIN listing g
            WHERE g.issue_id = $1 AND g.position = {int r.position}
            ON CONFLICT (publication_id, identity) DO NOTHING";
    /// A correction that nobody heard of yet, with what the issue said before.
    UNTOLD = "correction.untold":
        "SELECT before_edition, before_source, before_hash, after_subscriber, done_at FROM correction WHERE issue_id = $1";
    /// It is taken back.
    REMOVE = "correction.remove":
        "DELETE FROM correction WHERE issue_id = $1";
    /// Corrections whose readers can be written to: their issues are visible, and nothing is in flight that went before them.
    OPEN = "correction.open":
        "SELECT c.issue_id, c.publication_id, c.revision, c.at, c.after_subscriber,
                (SELECT {keys g.seq} FROM {each c.changed p} CROSS JOIN listing g
                    WHERE g.issue_id = c.issue_id AND g.position = p.value) AS wrong
            FROM correction c JOIN issue i ON i.id = c.issue_id
            WHERE c.done_at IS NULL AND c.at <= $1 AND i.state = 'published'
                AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.state = 'sending' AND d.gated_at < c.made_at)
            ORDER BY c.issue_id";
    /// The next people of a round whose lines have passed what was wrong, or who were told of it alone.
    OF_ROUND = "line.of_correction":
        "SELECT o.subscriber_id FROM (
                SELECT * FROM (SELECT l.subscriber_id FROM line l
                    WHERE l.publication_id = $1 AND l.pulse = 1 AND l.subscription_id IS NOT NULL
                        AND l.subscriber_id > (SELECT x.after_subscriber FROM correction x WHERE x.issue_id = $2)
                        AND ((l.start_seq < CAST($5 AS BIGINT) AND l.watermark >= CAST($4 AS BIGINT))
                            OR EXISTS (SELECT 1 FROM event_part e WHERE e.subscriber_id = l.subscriber_id
                                AND e.publication_id = l.publication_id AND e.seq >= $4 AND e.seq <= $5))
                    ORDER BY l.subscriber_id LIMIT $3) AS b
                UNION ALL
                SELECT * FROM (SELECT l.subscriber_id FROM line l
                    WHERE l.publication_id = $1 AND l.pulse = 0 AND l.subscription_id IS NOT NULL
                        AND l.subscriber_id > (SELECT x.after_subscriber FROM correction x WHERE x.issue_id = $2)
                        AND ((l.start_seq < CAST($5 AS BIGINT) AND l.watermark >= CAST($4 AS BIGINT))
                            OR EXISTS (SELECT 1 FROM event_part e WHERE e.subscriber_id = l.subscriber_id
                                AND e.publication_id = l.publication_id AND e.seq >= $4 AND e.seq <= $5))
                    ORDER BY l.subscriber_id LIMIT $3) AS b
            ) AS o ORDER BY o.subscriber_id LIMIT $3";
    /// What messages brought people, or may have brought, of what was wrong: parts of letters, items that a later letter took along,
    /// events told alone.
    BROUGHT = "part.brought_wrong":
        "SELECT p.subscriber_id, p.from_seq, p.to_seq, p.form, COALESCE(u.choices, l.choices) AS choices, d.pins,
                (SELECT {keys c.seq} FROM carried c WHERE c.subscriber_id = p.subscriber_id
                    AND c.publication_id = p.publication_id AND c.seq >= $3 AND c.seq <= $4) AS passed
            FROM {rows $1 r} CROSS JOIN part p
            JOIN delivery d ON d.subscriber_id = p.subscriber_id AND d.id = p.delivery_id
            JOIN line l ON l.subscriber_id = p.subscriber_id AND l.publication_id = p.publication_id
            LEFT JOIN subscription u ON u.subscriber_id = p.subscriber_id AND u.publication_id = p.publication_id
                AND u.id = p.subscription_id
            WHERE p.subscriber_id = {int r.id} AND p.publication_id = $2 AND p.consumed = 1 AND p.form IS NOT NULL
                AND p.from_seq < $4 AND p.to_seq >= $3
                AND (d.state IN ('sent', 'held') OR (d.state = 'planned' AND d.unknowns > 0))
            UNION ALL
            SELECT c.subscriber_id, c.seq - 1, c.seq, NULL, NULL, d.pins, NULL
            FROM {rows $1 r} CROSS JOIN carried c
            JOIN delivery d ON d.subscriber_id = c.subscriber_id AND d.id = c.ended_by
            WHERE c.subscriber_id = {int r.id} AND c.publication_id = $2 AND c.end_reason = 'taken'
                AND c.seq >= $3 AND c.seq <= $4
                AND (d.state IN ('sent', 'held') OR (d.state = 'planned' AND d.unknowns > 0))
            UNION ALL
            SELECT e.subscriber_id, e.seq - 1, e.seq, NULL, NULL, d.pins, NULL
            FROM {rows $1 r} CROSS JOIN event_part e
            JOIN delivery d ON d.subscriber_id = e.subscriber_id AND d.id = e.delivery_id
            WHERE e.subscriber_id = {int r.id} AND e.publication_id = $2 AND e.seq >= $3 AND e.seq <= $4
                AND e.stage <> 'corrected'
                AND (d.state IN ('sent', 'held') OR (d.state = 'planned' AND d.unknowns > 0))";
    /// Moves the round's cursor.
    MOVE_ROUND = "correction.move":
        "UPDATE correction SET after_subscriber = {greatest after_subscriber, CAST($2 AS BIGINT)},
                done_at = COALESCE(done_at, CAST($3 AS BIGINT)) WHERE issue_id = $1";
}
