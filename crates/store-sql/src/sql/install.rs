//! Statements of the installation: schema, catalogue, policy.

use crate::statement::statements;

statements! {
    /// Whether there is a schema at all.
    SCHEMA_EXISTS = "schema_migration.exists":
        "SELECT COUNT(*) AS found FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'",
        postgres: "SELECT COUNT(*) AS found FROM pg_catalog.pg_tables
            WHERE schemaname = current_schema() AND tablename = 'schema_migration'";
    /// A table of another program, in a file that has no schema yet. On a server many may share a database.
    FOREIGN = "schema.foreign":
        "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name LIMIT 1",
        postgres: "SELECT '' AS name WHERE false";
    /// What was applied.
    APPLIED = "schema_migration.applied":
        "SELECT version, name, checksum FROM schema_migration ORDER BY version";
    /// Notes a migration.
    NOTE_APPLIED = "schema_migration.note":
        "INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES ($1, $2, $3, {clock})";
    /// One program migrates at a time.
    LOCK_SCHEMA = "schema_migration.lock":
        "SELECT 1 AS held",
        postgres: "SELECT 1 AS held FROM (SELECT pg_advisory_xact_lock(5021705)) AS l";
    /// Policy, run control and holds: their readers share it, their writers take it alone.
    LOCK_RULES = "policy.lock":
        "SELECT 1 AS held",
        postgres: "SELECT 1 AS held FROM (SELECT pg_advisory_xact_lock(5021706)) AS l";
    /// The newest policy.
    POLICY = "policy.newest":
        "SELECT version, rules FROM policy ORDER BY version DESC LIMIT 1";
    /// All versions.
    POLICIES = "policy.all":
        "SELECT version, rules FROM policy ORDER BY version";
    /// A new version.
    PUT_POLICY = "policy.put":
        "INSERT INTO policy (version, rules, made_at) VALUES ($1, $2, $3)";
    /// Names the installation once.
    NAME_INSTALLATION = "installation.name":
        "UPDATE installation SET public_id = COALESCE(public_id, $1), created_at = COALESCE(created_at, $2) WHERE id = 1";
    /// Adds or updates senders.
    PUT_SENDERS = "sender.put":
        "INSERT INTO sender (key, def) SELECT {text r.key}, {text r.def} FROM {rows $1 r} WHERE true
            ON CONFLICT (key) DO UPDATE SET def = excluded.def";
    /// Gives every sender its run control.
    PUT_RUN_CONTROL = "run_control.put":
        "INSERT INTO run_control (sender_id, state, why, since) SELECT id, 'go', '', $1 FROM sender WHERE true
            ON CONFLICT (sender_id) DO NOTHING";
    /// Adds or updates publications; a known one keeps its public id.
    PUT_PUBLICATIONS = "publication.put":
        "INSERT INTO publication (key, public_id, sender_id, def, last_seq)
            SELECT {text r.key}, {text r.public_id}, s.id, {text r.def}, 0
            FROM {rows $1 r} CROSS JOIN sender s WHERE s.key = {text r.sender}
            ON CONFLICT (key) DO UPDATE SET sender_id = excluded.sender_id, def = excluded.def";
    /// A publication whose times moved: its lines are timed anew, from the first person on.
    MOVE_TIMES = "retiming.put":
        "INSERT INTO retiming (publication_id, at, after_subscriber) VALUES ($1, $2, 0)
            ON CONFLICT (publication_id) DO UPDATE SET at = excluded.at, after_subscriber = 0";
    /// The senders.
    SENDERS = "sender.all":
        "SELECT id, def FROM sender ORDER BY id";
    /// The publications.
    PUBLICATIONS = "publication.all":
        "SELECT id, public_id, sender_id, def FROM publication ORDER BY id";
}
