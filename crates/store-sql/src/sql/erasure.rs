//! Statements of an erasure, for one person under their lock.

use crate::statement::statements;

statements! {
    /// The person, if they are there.
    FIND = "subscriber.to_erase":
        "SELECT s.id, s.confirmed, (SELECT COUNT(*) FROM contact_point k WHERE k.subscriber_id = s.id) AS contacts,
                (SELECT COUNT(*) FROM delivery d WHERE {mine d.id s.id} AND d.state = 'sending') AS in_flight
            FROM subscriber s WHERE s.id = $1 AND s.erased = 0";
    /// The keyed hashes of their addresses stay, and name nobody.
    SUPPRESS = "suppressed_address.of_person":
        "INSERT INTO suppressed_address (channel, value_hash, since)
            SELECT d.channel, d.value_hash, $2 FROM contact_directory d WHERE d.subscriber_id = $1
            ON CONFLICT (channel, value_hash) DO NOTHING";
    /// The hashes that named them.
    DROP_HASHES = "contact_directory.erase":
        "DELETE FROM contact_directory WHERE subscriber_id = $1";
    /// Addresses.
    DROP_CONTACTS = "contact_point.erase":
        "DELETE FROM contact_point WHERE subscriber_id = $1";
    /// Name and other facts.
    DROP_PROFILE = "profile.erase":
        "DELETE FROM profile WHERE subscriber_id = $1";
    /// Ready-made messages.
    DROP_BYTES = "message_bytes.erase":
        "DELETE FROM message_bytes WHERE subscriber_id = $1";
    /// Links that were used once, or can be.
    DROP_REQUESTS = "link.erase":
        "DELETE FROM link WHERE subscriber_id = $1";
    /// The public id.
    DROP_PUBLIC = "subscriber_directory.erase":
        "DELETE FROM subscriber_directory WHERE public_id = (SELECT s.public_id FROM subscriber s WHERE s.id = $1)";
    /// Preference links, old ones too.
    DROP_LINKS = "link_directory.erase":
        "DELETE FROM link_directory WHERE link_id IN
            (SELECT d.link_id FROM link_directory d WHERE d.subscriber_id = $1 AND d.revoked_at IS NOT NULL
             UNION ALL SELECT s.link_id FROM subscriber s WHERE s.id = $1)";
    /// What is planned or waiting.
    CANCEL = "delivery.erase":
        "UPDATE delivery SET state = 'cancelled', ended_at = $2, reason = $3, plan = NULL, waiting_for = NULL
            WHERE {mine delivery.id $1} AND delivery.state IN ('planned', 'waiting')
            RETURNING id";
    /// What such messages would have said of events.
    FORGET_ANNOUNCED = "announced.erase":
        "DELETE FROM announced WHERE subscriber_id = $1 AND delivery_id IN
            (SELECT d.id FROM delivery d WHERE {mine d.id $1} AND d.state = 'cancelled')";
    /// Reminders.
    END_REMINDERS = "reminder.erase":
        "UPDATE reminder SET state = 'ended' WHERE subscriber_id = $1 AND state IN ('open', 'planned')";
    /// Carried items.
    END_CARRIED = "carried.erase":
        "UPDATE carried SET ended_at = $2, end_reason = 'erased' WHERE subscriber_id = $1 AND ended_at IS NULL";
    /// Subscriptions.
    END_SUBSCRIPTIONS = "subscription.erase":
        "UPDATE subscription SET ended_at = $2 WHERE subscriber_id = $1 AND ended_at IS NULL";
    /// Lines.
    CLOSE_LINES = "line.erase":
        "UPDATE line SET subscription_id = NULL, next_due_at = NULL, waiting_since = NULL WHERE subscriber_id = $1";
    /// The person goes by a name that nobody knows.
    ANONYMISE = "subscriber.erase":
        "UPDATE subscriber SET public_id = $2, link_id = $3, erased = 1, revision = revision + 1 WHERE id = $1";
    /// Nothing goes to them any more.
    STOP = "stop.erase":
        "INSERT INTO stop (subscriber_id, id, scope, publication_id, cause, at, lifted_at)
            SELECT $1, 1 + COALESCE((SELECT MAX(o.id) FROM stop o WHERE o.subscriber_id = $1), 0), 'everything', NULL,
                'erasure', $2, NULL";
    /// Who asked to join, never confirmed, and can no longer.
    NEVER_CONFIRMED = "subscriber.never_confirmed":
        "SELECT s.id FROM link n JOIN subscriber s ON s.id = n.subscriber_id
            WHERE n.expires_at <= $1 AND s.confirmed = 0 AND s.erased = 0
                AND NOT EXISTS (SELECT 1 FROM link o WHERE o.subscriber_id = s.id AND o.expires_at > $1)
            GROUP BY s.id ORDER BY s.id LIMIT $2";
}
