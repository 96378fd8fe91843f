//! Statements of an import: a batch of people, a statement for each table.

use crate::statement::statements;

statements! {
    /// Only one import adds people at a time: an address belongs to one person.
    LOCK_ADDING = "contact_directory.lock":
        "SELECT 1 AS held",
        postgres: "SELECT 1 AS held FROM (SELECT pg_advisory_xact_lock(5021707)) AS l";
    /// Who is known.
    KNOWN = "contact_directory.known":
        "SELECT d.value_hash, d.subscriber_id FROM {rows $1 r}
            CROSS JOIN contact_directory d WHERE d.channel = 'email' AND d.value_hash = {text r.hash}";
    /// What is known of them, under their locks.
    READ_KNOWN = "subscriber.read_known":
        "SELECT s.id, s.language, s.language_known, s.zone, s.zone_known, s.country, s.season, s.season_known, f.name,
                f.attributes,
                (SELECT COUNT(*) FROM stop t WHERE t.subscriber_id = s.id AND t.lifted_at IS NULL) AS stops,
                (SELECT {list l.publication_id} FROM line l
                    WHERE l.subscriber_id = s.id AND l.subscription_id IS NOT NULL) AS lines
            FROM {rows $1 r} CROSS JOIN subscriber s LEFT JOIN profile f ON f.subscriber_id = s.id
            WHERE s.id = {int r.id}";
    /// New people.
    ADD_PEOPLE = "subscriber.add":
        "INSERT INTO subscriber (public_id, link_id, revision, zone, zone_known, language, language_known, country,
                confirmed, erased, season, season_known, limits, wishes, lot, created_at)
            SELECT {text r.public_id}, {text r.link}, 1, {text r.zone}, {int r.zone_known}, {text r.language},
                {int r.language_known}, {text r.country}, 1, 0, {text r.season}, {int r.season_known}, '[]', '{}',
                {int r.lot}, $2
            FROM {rows $1 r} WHERE true
            RETURNING id, public_id";
    /// Their public ids.
    ADD_TO_DIRECTORY = "subscriber_directory.add":
        "INSERT INTO subscriber_directory (public_id, subscriber_id)
            SELECT {text r.public_id}, {int r.id} FROM {rows $1 r}";
    /// Their links.
    ADD_LINKS = "link_directory.add":
        "INSERT INTO link_directory (link_id, subscriber_id) SELECT {text r.link}, {int r.id} FROM {rows $1 r}";
    /// Their addresses' hashes.
    ADD_HASHES = "contact_directory.add":
        "INSERT INTO contact_directory (channel, value_hash, subscriber_id)
            SELECT 'email', {text r.hash}, {int r.id} FROM {rows $1 r}";
    /// Their addresses.
    ADD_CONTACTS = "contact_point.add":
        "INSERT INTO contact_point (subscriber_id, id, channel, value, revision, state)
            SELECT {int r.id}, 1, 'email', {text r.address}, 1, 'active' FROM {rows $1 r}";
    /// Names and attributes, of new people and of those whose blanks were filled.
    PUT_PROFILES = "profile.put":
        "INSERT INTO profile (subscriber_id, name, attributes)
            SELECT {int r.id}, {text r.name}, {text r.attributes} FROM {rows $1 r} WHERE true
            ON CONFLICT (subscriber_id) DO UPDATE SET name = excluded.name, attributes = excluded.attributes";
    /// Fills blanks. Who asked to join and has not confirmed is as welcome as anybody whom the file brings.
    FILL_PEOPLE = "subscriber.fill":
        "UPDATE subscriber SET revision = subscriber.revision + 1, confirmed = 1, language = {text r.language},
                language_known = {int r.language_known}, zone = {text r.zone}, zone_known = {int r.zone_known},
                country = {text r.country}, season = {text r.season}, season_known = {int r.season_known}
            FROM {rows $1 r} WHERE subscriber.id = {int r.id}";
    /// The batch.
    PUT_BATCH = "import_batch.put":
        "INSERT INTO import_batch (id, file, at, added, filled, undone_at) VALUES ($1, $2, $3, $4, $5, NULL)
            ON CONFLICT (id) DO UPDATE SET added = import_batch.added + excluded.added,
                filled = import_batch.filled + excluded.filled";
    /// What became of whom.
    PUT_ROWS = "import_row.put":
        "INSERT INTO import_row (batch_id, subscriber_id, fate, filled)
            SELECT $2, {int r.id}, {text r.fate}, {text r.filled} FROM {rows $1 r} WHERE true
            ON CONFLICT (batch_id, subscriber_id) DO UPDATE SET filled = excluded.filled
                WHERE import_row.fate = 'filled'";
    /// What the batch filled before, of people who come again.
    OWN_ROWS = "import_row.own":
        "SELECT i.subscriber_id, i.fate, i.filled FROM {rows $1 r} CROSS JOIN import_row i
            WHERE i.batch_id = $2 AND i.subscriber_id = {int r.id}";
    /// The batches.
    BATCHES = "import_batch.all":
        "SELECT id, file, at, added, filled, undone_at FROM import_batch ORDER BY at DESC, id DESC";
}
