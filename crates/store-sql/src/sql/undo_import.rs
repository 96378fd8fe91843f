//! Statements that take an import back, page by page.

use crate::statement::statements;

statements! {
    /// The batch.
    BATCH = "import_batch.find":
        "SELECT id, at, undone_at FROM import_batch WHERE id = $1";
    /// A page of its people.
    PAGE = "import_row.page":
        "SELECT subscriber_id FROM import_row WHERE batch_id = $1 AND subscriber_id > $2 ORDER BY subscriber_id LIMIT $3";
    /// What happened with them since, under their locks.
    SINCE = "import_row.since":
        "SELECT i.subscriber_id, s.id, i.fate, i.filled, 0 AS stops, s.language, s.language_known, s.zone, s.zone_known, s.country, s.season,
                s.season_known, f.name, f.attributes,
                (SELECT COUNT(*) FROM change c WHERE c.subscriber_id = s.id) AS changes,
                (SELECT COUNT(*) FROM change c WHERE c.subscriber_id = s.id AND c.at >= $3) AS changes_since,
                (SELECT COUNT(*) FROM delivery d WHERE {mine d.id s.id}) AS deliveries,
                (SELECT COUNT(*) FROM delivery d WHERE {mine d.id s.id} AND d.gated_at IS NOT NULL) AS gated,
                (SELECT COUNT(*) FROM import_row o WHERE o.subscriber_id = s.id AND o.batch_id <> i.batch_id) AS others,
                (SELECT {list l.publication_id, (SELECT COUNT(*) FROM part p WHERE p.subscriber_id = s.id
                        AND p.publication_id = l.publication_id AND p.consumed = 1) AS consumed}
                    FROM line l WHERE l.subscriber_id = s.id AND l.subscription_id IS NOT NULL) AS lines
            FROM {rows $1 r} CROSS JOIN import_row i CROSS JOIN subscriber s
            LEFT JOIN profile f ON f.subscriber_id = s.id
            WHERE i.batch_id = $2 AND i.subscriber_id = {int r.id} AND s.id = i.subscriber_id";
    /// Planned letters of people whose lines end.
    CANCEL_PLANNED = "delivery.cancel_planned":
        "UPDATE delivery SET state = 'cancelled', ended_at = $2, reason = $3, plan = NULL FROM {rows $1 r}
            WHERE {mine delivery.id {int r.id}} AND delivery.state = 'planned' AND delivery.gated_at IS NULL";
    /// Plans of lines that end.
    DROP_PLANS = "delivery.drop_plans":
        "UPDATE delivery SET plan = (SELECT json_group_array(json(x.value)) FROM json_each(delivery.plan) x
                WHERE NOT EXISTS (SELECT 1 FROM {rows $1 r} WHERE {int r.subscriber} = delivery.subscriber_id
                    AND {int r.publication} = CAST(x.value ->> 0 AS BIGINT)))
            WHERE id IN (SELECT d.id FROM {rows $1 r} CROSS JOIN delivery d
                WHERE {mine d.id {int r.subscriber}} AND d.plan IS NOT NULL)",
        postgres: "UPDATE delivery SET plan = (SELECT COALESCE(json_agg(x.value), '[]')::text
                FROM json_array_elements(CAST(delivery.plan AS json)) AS x (value)
                WHERE NOT EXISTS (SELECT 1 FROM {rows $1 r} WHERE {int r.subscriber} = delivery.subscriber_id
                    AND {int r.publication} = CAST(x.value ->> 0 AS BIGINT)))
            WHERE id IN (SELECT d.id FROM {rows $1 r} CROSS JOIN delivery d
                WHERE {mine d.id {int r.subscriber}} AND d.plan IS NOT NULL)";
    /// Removes people: the person.
    REMOVE_PEOPLE = "subscriber.remove":
        "DELETE FROM subscriber WHERE id IN (SELECT {int r.id} FROM {rows $1 r})";
    /// Their public ids.
    REMOVE_PUBLIC = "subscriber_directory.remove":
        "DELETE FROM subscriber_directory WHERE public_id IN
            (SELECT s.public_id FROM subscriber s WHERE s.id IN (SELECT {int r.id} FROM {rows $1 r}))";
    /// Their links.
    REMOVE_LINKS = "link_directory.remove":
        "DELETE FROM link_directory WHERE link_id IN
            (SELECT s.link_id FROM subscriber s WHERE s.id IN (SELECT {int r.id} FROM {rows $1 r}))";
    /// Their addresses' hashes.
    REMOVE_HASHES = "contact_directory.remove":
        "DELETE FROM contact_directory WHERE subscriber_id IN (SELECT {int r.id} FROM {rows $1 r})";
    /// Their addresses.
    REMOVE_CONTACTS = "contact_point.remove":
        "DELETE FROM contact_point WHERE subscriber_id IN (SELECT {int r.id} FROM {rows $1 r})";
    /// Their names.
    REMOVE_PROFILES = "profile.remove":
        "DELETE FROM profile WHERE subscriber_id IN (SELECT {int r.id} FROM {rows $1 r})";
    /// Their lines.
    REMOVE_LINES = "line.remove":
        "DELETE FROM line WHERE subscriber_id IN (SELECT {int r.id} FROM {rows $1 r})";
    /// Their subscriptions.
    REMOVE_SUBSCRIPTIONS = "subscription.remove":
        "DELETE FROM subscription WHERE subscriber_id IN (SELECT {int r.id} FROM {rows $1 r})";
    /// The batch's note of who was taken back.
    REMOVE_ROWS = "import_row.remove":
        "DELETE FROM import_row WHERE batch_id = $2 AND subscriber_id IN (SELECT {int r.id} FROM {rows $1 r})";
    /// The batch is undone.
    MARK_UNDONE = "import_batch.undone":
        "UPDATE import_batch SET undone_at = $2 WHERE id = $1";
}
