//! Statements that find and read people.

use crate::statement::statements;

statements! {
    /// By the keyed hash of an address.
    BY_ADDRESS = "contact_directory.find":
        "SELECT subscriber_id FROM contact_directory WHERE channel = 'email' AND value_hash = $1";
    /// By the subject of the preference link.
    BY_LINK = "link_directory.find":
        "SELECT subscriber_id FROM link_directory WHERE link_id = $1 AND revoked_at IS NULL";
    /// By public id.
    BY_PUBLIC = "subscriber_directory.find":
        "SELECT subscriber_id FROM subscriber_directory WHERE public_id = $1";
    /// By a delivery's public id.
    BY_DELIVERY = "delivery_directory.find":
        "SELECT subscriber_id, delivery_id FROM delivery_directory WHERE public_id = $1";
    /// The same, with the preference link that was in force when the delivery went, if it was revoked since.
    OF_DELIVERY = "delivery_directory.person":
        "SELECT x.subscriber_id, (SELECT l.link_id FROM link_directory l
                WHERE l.subscriber_id = x.subscriber_id AND l.revoked_at IS NOT NULL
                    AND (d.gated_at IS NULL OR l.revoked_at > d.gated_at)
                ORDER BY l.revoked_at LIMIT 1) AS link_then
            FROM delivery_directory x LEFT JOIN delivery d ON d.id = x.delivery_id WHERE x.public_id = $1";
    /// A person.
    PERSON = "subscriber.person":
        "SELECT {person s}, c.value AS address, f.name AS full_name, f.remark
            FROM subscriber s
            LEFT JOIN contact_point c ON c.subscriber_id = s.id AND c.channel = 'email' AND c.state = 'active'
            LEFT JOIN profile f ON f.subscriber_id = s.id
            WHERE s.id = $1";
    /// The person of a preference link, with what is planned for them and how much has come out.
    SEEN = "subscriber.seen":
        "SELECT {person s}, c.value AS address, f.name AS full_name, f.remark,
                (SELECT {list d.due_at, d.plan} FROM delivery d WHERE d.subscriber_id = s.id
                    AND d.kind = 'letter' AND d.state = 'planned' AND d.gated_at IS NULL) AS planned,
                (SELECT {list d.due_at, p.publication_id} FROM delivery d
                    JOIN part p ON p.subscriber_id = s.id AND p.delivery_id = d.id
                    WHERE {mine d.id s.id} AND d.state = 'planned' AND d.gated_at IS NOT NULL) AS put_off,
                (SELECT CAST(COALESCE(SUM(b.last_seq), 0) AS BIGINT) FROM publication b) AS content
            FROM link_directory k JOIN subscriber s ON s.id = k.subscriber_id
            LEFT JOIN contact_point c ON c.subscriber_id = s.id AND c.channel = 'email' AND c.state = 'active'
            LEFT JOIN profile f ON f.subscriber_id = s.id
            WHERE k.link_id = $1 AND k.revoked_at IS NULL";
    /// A page of people.
    PAGE = "subscriber.page":
        "SELECT {person s}, c.value AS address, f.name AS full_name, f.remark
            FROM subscriber s
            LEFT JOIN contact_point c ON c.subscriber_id = s.id AND c.channel = 'email' AND c.state = 'active'
            LEFT JOIN profile f ON f.subscriber_id = s.id
            WHERE s.id > $1 AND s.erased = 0 ORDER BY s.id LIMIT $2";
    /// Locks one person, waiting.
    LOCK_ONE = "subscriber.lock":
        "SELECT s.id FROM subscriber s WHERE s.id = $1 {lock s}";
    /// Locks people in order, waiting.
    LOCK_ALL = "subscriber.lock_all":
        "SELECT s.id FROM subscriber s WHERE s.id IN (SELECT {int r.id} FROM {rows $1 r}) ORDER BY s.id {lock s}";
    /// Locks people in order, skipping who is locked.
    LOCK_FREE = "subscriber.lock_free":
        "SELECT s.id FROM subscriber s WHERE s.id IN (SELECT {int r.id} FROM {rows $1 r}) ORDER BY s.id {skip s}";
    /// How many there are.
    HEADCOUNT = "subscriber.headcount":
        "SELECT COUNT(*) AS people FROM subscriber WHERE erased = 0";
}
