//! Statements of issues, items and the moment at which they become visible.

use crate::statement::statements;

statements! {
    /// Adds a draft, unless its source is known.
    ADD = "issue.add":
        "INSERT INTO issue (public_id, publication_id, title, state, resume_state, publish_at, added_at, revision, edition,
                source, source_hash, expires)
            VALUES ($1, $2, $3, 'draft', NULL, NULL, $4, 1, $5, $6, $7, $8)
            ON CONFLICT (publication_id, source_hash) DO NOTHING RETURNING id";
    /// The issue of a source.
    BY_SOURCE = "issue.by_source":
        "SELECT id, public_id, publication_id, title, state, publish_at, added_at, revision, edition,
                {corrected} FROM issue
            WHERE publication_id = $1 AND source_hash = $2";
    /// The issue of a public id.
    BY_PUBLIC = "issue.by_public":
        "SELECT id, public_id, publication_id, title, state, publish_at, added_at, revision, edition,
                {corrected} FROM issue
            WHERE public_id = $1";
    /// The issues of some keys.
    BY_IDS = "issue.by_ids":
        "SELECT id, public_id, publication_id, title, state, publish_at, added_at, revision, edition,
                {corrected} FROM issue
            WHERE id IN (SELECT {int r.id} FROM {rows $1 r}) ORDER BY id";
    /// The latest issues.
    LATEST = "issue.latest":
        "SELECT id, public_id, publication_id, title, state, publish_at, added_at, revision, edition,
                {corrected} FROM issue
            WHERE publication_id = COALESCE($1, publication_id)
            ORDER BY COALESCE(publish_at, added_at) DESC, id DESC LIMIT $2";
    /// Locks an issue and reads its state.
    LOCK = "issue.lock":
        "SELECT i.id, i.public_id, i.publication_id, i.title, i.state, i.resume_state, i.publish_at FROM issue i
            WHERE i.id = $1 {lock i}";
    /// Moves an issue.
    MOVE = "issue.move":
        "UPDATE issue SET state = $2, resume_state = $3, publish_at = $4 WHERE id = $1
            RETURNING id, public_id, publication_id, title, state, publish_at, added_at, revision, edition,
                {corrected}";
    /// Issues whose time has come.
    DUE = "issue.due":
        "SELECT id, publication_id FROM issue WHERE state = 'scheduled' AND publish_at <= $1 ORDER BY publish_at, id";
    /// The publication's lock: `seq` is given under it.
    LOCK_PUBLICATION = "publication.lock":
        "SELECT id, last_seq FROM publication WHERE id = $1",
        postgres: "SELECT id, last_seq FROM publication WHERE id = $1 FOR NO KEY UPDATE";
    /// The issue again, under the lock.
    STILL_DUE = "issue.still_due":
        "SELECT i.id, i.edition, i.expires FROM issue i
            WHERE i.id = $1 AND i.state = 'scheduled' AND i.publish_at <= $2 {lock i}";
    /// Where items were listed before. What was taken back counts as never listed: who had not had it yet could have it by no
    /// listing at all.
    ITEMS_BEFORE = "item.before":
        "WITH RECURSIVE earlier (identity, seq) AS (
                SELECT i.identity, i.last_seq FROM {rows $2 r} CROSS JOIN item i
                    WHERE i.publication_id = $1 AND i.identity = {text r.identity}
                UNION ALL
                SELECT b.identity, g.previous_seq FROM earlier b
                    JOIN listing g ON g.publication_id = $1 AND g.seq = b.seq
                    JOIN issue x ON x.id = g.issue_id
                    WHERE x.state = 'withdrawn' AND g.previous_seq IS NOT NULL)
            SELECT b.identity, b.seq AS last_seq FROM earlier b
                JOIN listing g ON g.publication_id = $1 AND g.seq = b.seq
                JOIN issue x ON x.id = g.issue_id
                WHERE x.state <> 'withdrawn'";
    /// Items, with where they are listed now.
    PUT_ITEMS = "item.put":
        "INSERT INTO item (publication_id, identity, item_key, last_seq)
            SELECT $1, {text r.identity}, {int r.key}, {int r.seq} FROM {rows $2 r} WHERE true
            ON CONFLICT (publication_id, identity) DO UPDATE SET last_seq = excluded.last_seq";
    /// Listings.
    ADD_LISTINGS = "listing.add":
        "INSERT INTO listing (publication_id, seq, previous_seq, issue_id, position, kind, topic, language, item_key,
                expires_at, visible_at, starts_at, starts_on, cancelled, occasion, words, short_words)
            SELECT $1, {int r.seq}, {int r.previous}, $3, {int r.position}, {text r.kind}, {text r.topic},
                {text r.language}, {int r.key}, {int r.expires}, $4, {int r.starts_at}, {text r.starts_on},
                {int r.cancelled}, {text r.occasion}, {int r.words}, {int r.short_words}
            FROM {rows $2 r}";
    /// The publication's last `seq`.
    SET_LAST_SEQ = "publication.set_last_seq":
        "UPDATE publication SET last_seq = $2 WHERE id = $1";
    /// The issue is visible.
    SET_PUBLISHED = "issue.set_published":
        "UPDATE issue SET state = 'published' WHERE id = $1";
    /// Opens a release up to what is visible.
    OPEN_RELEASE = "release.open":
        "INSERT INTO release (publication_id, to_seq, at, after_subscriber, done_at)
            SELECT p.id, p.last_seq, $2, 0, NULL FROM publication p WHERE p.id = $1";
    /// Listings above a `seq`.
    LISTINGS = "listing.above":
        "SELECT seq, previous_seq, issue_id, position, kind, topic, language, item_key, expires_at, visible_at,
                starts_at, starts_on, cancelled, occasion, words, short_words
            FROM listing WHERE publication_id = $1 AND seq > $2 ORDER BY seq";
}
