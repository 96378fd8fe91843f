//! Statements of joining, of links that are used once, and of a person's history.

use crate::statement::statements;

statements! {
    /// When mail was asked for to an address.
    ASKED = "ask.of_address":
        "SELECT at, asks FROM ask WHERE channel = 'email' AND value_hash = $1 AND at > $2";
    /// When messages of a purpose were asked for by a person.
    ASKED_BY = "link.asked_by":
        "SELECT asked_at FROM link WHERE subscriber_id = $1 AND purpose = $2 AND asked_at > $3";
    /// Notes that mail is asked for to an address.
    NOTE_ASK = "ask.note":
        "INSERT INTO ask (channel, value_hash, at, asks) VALUES ('email', $1, $2, 1)
            ON CONFLICT (channel, value_hash, at) DO UPDATE SET asks = ask.asks + 1";
    /// Notes that "join" was pressed.
    NOTE_PRESS = "ask.note_press":
        "INSERT INTO ask (channel, value_hash, at, asks) VALUES ($1, $2, $3, 1)
            ON CONFLICT (channel, value_hash, at) DO UPDATE SET asks = ask.asks + 1";
    /// How often since.
    PRESSES = "ask.presses":
        "SELECT CAST(COALESCE(SUM(asks), 0) AS BIGINT) AS presses FROM ask
            WHERE channel = $1 AND value_hash = $2 AND at > $3";
    /// Presses that no limit looks back to.
    FORGET_PRESSES = "ask.forget_presses":
        "DELETE FROM ask WHERE channel IN ('all', 'network') AND at < $1";
    /// Old asks.
    FORGET_ASKS = "ask.forget":
        "DELETE FROM ask WHERE at < $1";
    /// Since when an address is suppressed.
    SUPPRESSED = "suppressed_address.find":
        "SELECT since FROM suppressed_address WHERE channel = 'email' AND value_hash = $1";
    /// Which addresses of a batch are suppressed.
    SUPPRESSED_AMONG = "suppressed_address.among":
        "SELECT a.value_hash FROM {rows $1 r} CROSS JOIN suppressed_address a
            WHERE a.channel = 'email' AND a.value_hash = {text r.hash}";
    /// Suppresses an address.
    SUPPRESS = "suppressed_address.put":
        "INSERT INTO suppressed_address (channel, value_hash, since) VALUES ('email', $1, $2)
            ON CONFLICT (channel, value_hash) DO NOTHING";
    /// Its owner came back.
    RELEASE_ADDRESS = "suppressed_address.remove":
        "DELETE FROM suppressed_address WHERE channel = 'email' AND value_hash = $1";
    /// A person who has not confirmed.
    ADD_UNCONFIRMED = "subscriber.add_unconfirmed":
        "INSERT INTO subscriber (public_id, link_id, revision, zone, zone_known, language, language_known, country,
                confirmed, erased, season, season_known, limits, wishes, lot, created_at)
            VALUES ($1, $2, 1, $3, 0, $4, 1, $5, 0, 0, NULL, 0, '[]', '{}', $6, $7)
            RETURNING id";
    /// Their public id.
    ADD_PUBLIC = "subscriber_directory.add_one":
        "INSERT INTO subscriber_directory (public_id, subscriber_id) VALUES ($1, $2)";
    /// Their link.
    ADD_LINK = "link_directory.add_one":
        "INSERT INTO link_directory (link_id, subscriber_id) VALUES ($1, $2)";
    /// Their address's hash.
    ADD_HASH = "contact_directory.add_one":
        "INSERT INTO contact_directory (channel, value_hash, subscriber_id) VALUES ('email', $1, $2)";
    /// Their address, or another one.
    ADD_CONTACT = "contact_point.add_one":
        "INSERT INTO contact_point (subscriber_id, id, channel, value, revision, state)
            SELECT $1, 1 + COALESCE((SELECT MAX(k.id) FROM contact_point k WHERE k.subscriber_id = $1), 0), 'email', $2, 1, $3
            RETURNING id";
    /// Their blank profile.
    ADD_PROFILE = "profile.add_one":
        "INSERT INTO profile (subscriber_id, name, attributes) VALUES ($1, NULL, '{}')";
    /// The keys of their latest messages.
    RECENT = "delivery.recent_of_one":
        "SELECT d.id FROM delivery d WHERE {mine d.id $1} AND d.id >= (CAST($1 AS BIGINT) << 31) + CAST($2 AS BIGINT)";
    /// The message.
    ADD_MESSAGE = "delivery.plan_service":
        "INSERT INTO delivery (subscriber_id, id, kind, local_date, ordinal, sender_id, class, priority, state,
                due_at, planned_at, attempts, unknowns)
            VALUES ($1, $2, 'service', $3, $4, $5, 'service', 0, 'planned', $6, $6, 0, 0)";
    /// Its link.
    ADD_REQUEST = "link.add":
        "INSERT INTO link (subject, scope, purpose, subscriber_id, delivery_id, contact_id, asked_at, expires_at, used_at,
                detail)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9)";
    /// A link.
    REQUEST = "link.find":
        "SELECT n.subject, n.purpose, n.subscriber_id, n.asked_at, n.expires_at, n.used_at, n.detail, n.contact_id,
                k.revision AS contact_revision, k.value AS contact_value
            FROM link n
            LEFT JOIN contact_point k ON k.subscriber_id = n.subscriber_id AND k.id = n.contact_id
            WHERE n.subject = $1";
    /// A link is used.
    USE_LINK = "link.use":
        "UPDATE link SET used_at = $2 WHERE subject = $1 AND used_at IS NULL RETURNING subscriber_id";
    /// The person confirmed.
    CONFIRM = "subscriber.confirm":
        "UPDATE subscriber SET confirmed = 1, revision = revision + CASE WHEN confirmed = 1 THEN 0 ELSE 1 END WHERE id = $1";
    /// Lifts stops of a scope and a cause.
    LIFT = "stop.lift_by_return":
        "UPDATE stop SET lifted_at = $5 WHERE subscriber_id = $1 AND scope = $2
            AND COALESCE(publication_id, 0) = COALESCE(CAST($3 AS BIGINT), 0) AND cause = $4 AND lifted_at IS NULL";
    /// A stop of a person who came back before they confirmed.
    PUT_STOP = "stop.put_erasure":
        "INSERT INTO stop (subscriber_id, id, scope, publication_id, cause, at, lifted_at)
            VALUES ($1, 1, 'everything', NULL, 'erasure', $2, NULL)";
    /// A consent.
    ADD_CONSENT = "consent.add":
        "INSERT INTO consent (subscriber_id, id, key, wording, how, asked_at, given_at, withdrawn_at)
            SELECT $1, 1 + COALESCE((SELECT MAX(c.id) FROM consent c WHERE c.subscriber_id = $1), 0), $2, $3, $4, $5, $6, NULL";
    /// A consent is withdrawn.
    WITHDRAW = "consent.withdraw":
        "UPDATE consent SET withdrawn_at = $3 WHERE subscriber_id = $1 AND key = $2 AND withdrawn_at IS NULL
            RETURNING id";
    /// The contact point that was in use.
    DROP_CONTACT = "contact_point.drop_active":
        "DELETE FROM contact_point WHERE subscriber_id = $1 AND channel = 'email' AND state = 'active'";
    /// Others that never came into use.
    DROP_OTHERS = "contact_point.drop_unconfirmed":
        "DELETE FROM contact_point WHERE subscriber_id = $1 AND channel = 'email' AND state = 'unconfirmed' AND id <> $2";
    /// Another contact point comes into use.
    USE_CONTACT = "contact_point.use":
        "UPDATE contact_point SET state = 'active', revision = revision + 1 WHERE subscriber_id = $1 AND id = $2
            RETURNING id";
    /// The hash of an address that is no longer theirs.
    DROP_HASHES = "contact_directory.drop":
        "DELETE FROM contact_directory WHERE channel = 'email' AND value_hash IN
            (SELECT d.value_hash FROM contact_directory d WHERE d.channel = 'email' AND d.subscriber_id = $1)";
    /// Who a preference link belonged to before it was replaced.
    REVOKED = "link_directory.revoked":
        "SELECT subscriber_id FROM link_directory WHERE link_id = $1 AND revoked_at IS NOT NULL";
    /// The link in use is revoked.
    REVOKE_LINK = "link_directory.revoke":
        "UPDATE link_directory SET revoked_at = $2
            WHERE link_id = (SELECT s.link_id FROM subscriber s WHERE s.id = $1) RETURNING subscriber_id";
    /// Another link takes its place.
    SET_LINK = "subscriber.set_link":
        "UPDATE subscriber SET link_id = $2 WHERE id = $1";
    /// A profile, and since when the person is known.
    PROFILE = "profile.of_person":
        "SELECT s.created_at, f.attributes, f.remark, f.remarked_at FROM subscriber s LEFT JOIN profile f ON f.subscriber_id = s.id WHERE s.id = $1";
    /// Choices from change to change.
    CHOICES = "subscription.history":
        "SELECT u.started_at AS at, u.source, u.wording, p.key AS publication, u.choices AS detail, u.ended_at AS until
            FROM subscription u JOIN publication p ON p.id = u.publication_id WHERE u.subscriber_id = $1";
    /// Stops.
    STOPS = "stop.history":
        "SELECT t.at, t.cause AS source, t.scope AS detail, p.key AS publication, t.lifted_at AS until
            FROM stop t LEFT JOIN publication p ON p.id = t.publication_id WHERE t.subscriber_id = $1";
    /// Changes.
    CHANGES = "change.history":
        "SELECT at, source, wording, edits AS detail, undone_at AS until FROM change WHERE subscriber_id = $1";
    /// Consents.
    CONSENTS = "consent.history":
        "SELECT given_at AS at, how AS source, wording, key AS detail, withdrawn_at AS until FROM consent
            WHERE subscriber_id = $1";
    /// What they said of a letter's measure.
    MEASURES = "feedback.history":
        "SELECT f.at, 'page' AS source, f.measure AS detail, NULL AS until FROM feedback f WHERE f.subscriber_id = $1";
    /// Messages.
    MESSAGES = "delivery.history":
        "SELECT d.due_at AS at, d.kind, d.state, n.key AS sender FROM delivery d JOIN sender n ON n.id = d.sender_id
            WHERE {mine d.id $1} ORDER BY d.id";
}
