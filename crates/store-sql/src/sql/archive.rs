//! Statements of a backup: each table a page at a time along its primary key, and back again. A page is one text, a JSON
//! array of rows, each an array of cells in the order of the columns here.
//!
//! To add a table or a column: its line here. A test compares them with the migration.

use crate::statement::{Statement, statements};
use crate::{Value, json};

/// A table as a backup holds it.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its columns with their types, the primary key first.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "what the test compares with the migration")
    )]
    pub(crate) columns: &'static str,
    /// A page above a key: how many rows at most, then the key.
    pub(crate) page: Statement,
    /// A page back.
    pub(crate) put: Statement,
    /// The types of the key's columns.
    pub(crate) key: &'static [KeyType],
    /// Rows of a page: few where they are large.
    pub(crate) rows: i64,
}

/// The type of a key's column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyType {
    Int,
    Text,
}

impl KeyType {
    /// Below every value of a key.
    pub(crate) fn lowest(self) -> Value {
        match self {
            Self::Int => Value::from(i64::MIN),
            Self::Text => Value::from(""),
        }
    }

    /// The value of a cell.
    pub(crate) fn value(self, cell: &json::Cell) -> Option<Value> {
        match (self, cell) {
            (Self::Int, json::Cell::Int(value)) => Some(Value::from(*value)),
            (Self::Text, json::Cell::Text(value)) => Some(Value::from(value.as_str())),
            _ => None,
        }
    }
}

/// Declares tables, in an order in which references are there before what refers to them.
macro_rules! tables {
    ($($table:literal ($rows:literal) by $key:literal above $above:literal [$($type:ident),+]: $columns:literal;)+) => {
        /// All of them.
        pub(crate) static TABLES: [Table; [$($table),+].len()] = [$(Table {
            name: $table,
            columns: $columns,
            page: Statement::new(
                concat!($table, ".page"),
                concat!(
                    "SELECT COUNT(*) AS number, {tuples ", $columns, "} AS cells FROM (SELECT {names ", $columns, "} FROM ",
                    $table, " WHERE (", $key, ") > (", $above, ") ORDER BY ", $key, " LIMIT $1) AS b"
                ),
            ),
            put: Statement::new(
                concat!($table, ".put_back"),
                concat!(
                    "INSERT INTO ", $table, " ({names ", $columns, "}) SELECT {cells_of r ", $columns, "} FROM {rows $1 r}"
                ),
            ),
            key: &[$(KeyType::$type),+],
            rows: $rows,
        }),+];
    };
}

tables! {
    "installation" (1000) by "id" above "$2" [Int]:
        "id int, public_id text, created_at int, last_run_at int, fence int, restore_counter int, incarnation text";
    "policy" (1000) by "version" above "$2" [Int]:
        "version int, rules text, made_at int";
    "sender" (1000) by "id" above "$2" [Int]:
        "id int, key text, def text";
    "publication" (1000) by "id" above "$2" [Int]:
        "id int, key text, public_id text, sender_id int, def text, last_seq int";
    "run_control" (1000) by "sender_id" above "$2" [Int]:
        "sender_id int, state text, why text, since int, until_at int";
    "subscriber" (500) by "id" above "$2" [Int]:
        "id int, public_id text, link_id text, revision int, zone text, zone_known int, zone_before text, zone_changed_at int, language text, language_known int, country text, confirmed int, erased int, paused_until text, season text, season_known int, quiet text, limits text, wishes text, lot int, created_at int";
    "subscriber_directory" (1000) by "public_id" above "$2" [Text]:
        "public_id text, subscriber_id int";
    "link_directory" (1000) by "link_id" above "$2" [Text]:
        "link_id text, subscriber_id int, revoked_at int";
    "contact_directory" (1000) by "channel, value_hash" above "$2, $3" [Text, Text]:
        "channel text, value_hash text, subscriber_id int";
    "contact_point" (1000) by "subscriber_id, id" above "$2, $3" [Int, Int]:
        "subscriber_id int, id int, channel text, value text, revision int, state text";
    "profile" (1000) by "subscriber_id" above "$2" [Int]:
        "subscriber_id int, name text, attributes text, remark text, remarked_at int, remark_before text, remark_change text";
    "message_bytes" (16) by "subscriber_id, delivery_id" above "$2, $3" [Int, Int]:
        "subscriber_id int, delivery_id int, bytes text";
    "stop" (1000) by "subscriber_id, id" above "$2, $3" [Int, Int]:
        "subscriber_id int, id int, scope text, publication_id int, cause text, at int, lifted_at int";
    "line" (1000) by "subscriber_id, publication_id" above "$2, $3" [Int, Int]:
        "subscriber_id int, publication_id int, sender_id int, subscription_id int, pulse int, choices text, chosen_at int, start_seq int, watermark int, next_due_at int, waiting_since int, confirmed_at int, policy_version int";
    "subscription" (1000) by "subscriber_id, publication_id, id" above "$2, $3, $4" [Int, Int, Int]:
        "subscriber_id int, publication_id int, id int, choices text, cadence text, started_at int, ended_at int, source text, wording text, change_id text";
    "change" (500) by "subscriber_id, id" above "$2, $3" [Int, Text]:
        "subscriber_id int, id text, at int, source text, wording text, edits text, inverse text, undone_at int";
    "link" (1000) by "subject" above "$2" [Text]:
        "subject text, scope text, purpose text, subscriber_id int, delivery_id int, contact_id int, asked_at int, expires_at int, used_at int, detail text";
    "ask" (1000) by "channel, value_hash, at" above "$2, $3, $4" [Text, Text, Int]:
        "channel text, value_hash text, at int, asks int";
    "suppressed_address" (1000) by "channel, value_hash" above "$2, $3" [Text, Text]:
        "channel text, value_hash text, since int";
    "consent" (1000) by "subscriber_id, id" above "$2, $3" [Int, Int]:
        "subscriber_id int, id int, key text, wording text, how text, asked_at int, given_at int, withdrawn_at int";
    "feedback" (1000) by "subscriber_id, delivery_id" above "$2, $3" [Int, Int]:
        "subscriber_id int, delivery_id int, at int, measure text";
    "import_batch" (1000) by "id" above "$2" [Text]:
        "id text, file text, at int, added int, filled int, undone_at int";
    "import_row" (1000) by "batch_id, subscriber_id" above "$2, $3" [Text, Int]:
        "batch_id text, subscriber_id int, fate text, filled text";
    "issue" (8) by "id" above "$2" [Int]:
        "id int, public_id text, publication_id int, title text, state text, resume_state text, publish_at int, added_at int, revision int, edition text, source text, source_hash text, expires text";
    "item" (1000) by "publication_id, identity" above "$2, $3" [Int, Text]:
        "publication_id int, identity text, item_key int, last_seq int";
    "listing" (1000) by "publication_id, seq" above "$2, $3" [Int, Int]:
        "publication_id int, seq int, previous_seq int, issue_id int, position int, kind text, topic text, language text, item_key int, expires_at int, visible_at int, starts_at int, starts_on text, cancelled int, occasion text, words int, short_words int";
    "release" (1000) by "id" above "$2" [Int]:
        "id int, publication_id int, to_seq int, at int, after_subscriber int, done_at int";
    "retiming" (1000) by "publication_id" above "$2" [Int]:
        "publication_id int, at int, after_subscriber int";
    "delivery" (1000) by "id" above "$2" [Int]:
        "id int, subscriber_id int, public_id text, kind text, local_date text, ordinal int, sender_id int, class text, priority int, state text, due_at int, planned_at int, plan text, gated_at int, owner text, fence int, attempts int, unknowns int, waiting_for text, pins text, decision text, reason text, policy_version int, ended_at int, noted_by int";
    "delivery_directory" (1000) by "public_id" above "$2" [Text]:
        "public_id text, subscriber_id int, delivery_id int";
    "part" (1000) by "subscriber_id, delivery_id, publication_id" above "$2, $3, $4" [Int, Int, Int]:
        "subscriber_id int, delivery_id int, publication_id int, from_seq int, to_seq int, form text, consumed int, subscription_id int";
    "attempt" (1000) by "subscriber_id, delivery_id, n" above "$2, $3, $4" [Int, Int, Int]:
        "subscriber_id int, delivery_id int, n int, at int, outcome text, code int, phase text, reply text, owner text, fence int";
    "touch" (1000) by "subscriber_id, id" above "$2, $3" [Int, Int]:
        "subscriber_id int, id int, at int, again_at int, zone text, channel text, classes text, reading int, source text, state text, delivery_id int";
    "touch_directory" (1000) by "source, idempotency_key" above "$2, $3" [Text, Text]:
        "source text, idempotency_key text, subscriber_id int, touch_id int";
    "carried" (1000) by "subscriber_id, publication_id, seq" above "$2, $3, $4" [Int, Int, Int]:
        "subscriber_id int, publication_id int, seq int, since int, passes int, ended_at int, end_reason text, ended_by int";
    "announced" (1000) by "subscriber_id, event_key, stage" above "$2, $3, $4" [Int, Int, Text]:
        "subscriber_id int, event_key int, stage text, delivery_id int, forget_at int";
    "event_part" (1000) by "subscriber_id, delivery_id, event_key, stage" above "$2, $3, $4, $5" [Int, Int, Int, Text]:
        "subscriber_id int, delivery_id int, event_key int, stage text, publication_id int, seq int, until int";
    "event_round" (1000) by "id" above "$2" [Int]:
        "id int, publication_id int, from_seq int, to_seq int, at int, after_subscriber int, done_at int";
    "reminder" (1000) by "subscriber_id, event_key, lead" above "$2, $3, $4" [Int, Int, Text]:
        "subscriber_id int, event_key int, lead text, publication_id int, due_at int, until int, asked_at int, state text, delivery_id int, reason text";
    "correction" (8) by "issue_id" above "$2" [Int]:
        "issue_id int, publication_id int, revision int, changed text, because text, before_edition text, before_source text, before_hash text, made_at int, at int, after_subscriber int, done_at int";
    "work_day" (1000) by "day" above "$2" [Text]:
        "day text, planned int, sent int, deferred int, folded int, expired int, cancelled int, later int, failed int, held int";
    "rate" (1000) by "relay, domain" above "$2, $3" [Text, Text]:
        "relay text, domain text, state text, connections text";
    "notice" (1000) by "matter" above "$2" [Text]:
        "matter text, said text, at int";
}

statements! {
    /// Whether anything is there that a configuration does not hold.
    PRESENT = "installation.present":
        "SELECT COUNT(x.id) AS found FROM (SELECT MIN(id) AS id FROM subscriber UNION ALL SELECT MIN(id) FROM issue
            UNION ALL SELECT MIN(id) FROM delivery) AS x";
    /// What the configuration wrote gives way.
    CLEAR_RUNS = "run_control.clear": "DELETE FROM run_control";
    /// The same.
    CLEAR_TIMES = "retiming.clear": "DELETE FROM retiming";
    /// The same.
    CLEAR_PUBLICATIONS = "publication.clear": "DELETE FROM publication";
    /// The same.
    CLEAR_SENDERS = "sender.clear": "DELETE FROM sender";
    /// The same.
    CLEAR_POLICIES = "policy.clear": "DELETE FROM policy";
    /// The same.
    CLEAR_DISPATCHERS = "dispatcher.clear": "DELETE FROM dispatcher";
    /// The same.
    CLEAR_DAYS = "work_day.clear": "DELETE FROM work_day";
    /// The same.
    CLEAR_NOTICES = "notice.clear": "DELETE FROM notice";
    /// The same.
    CLEAR_RATES = "rate.clear": "DELETE FROM rate";
    /// The same.
    CLEAR_INSTALLATION = "installation.clear": "DELETE FROM installation";
    /// Keys go on above those that came back; SQLite sees to that itself.
    SENDER_KEYS = "sender.keys":
        "SELECT 0 AS id", postgres: "SELECT setval(pg_get_serial_sequence('sender', 'id'), (SELECT MAX(id) FROM sender)) AS id";
    /// The same.
    PUBLICATION_KEYS = "publication.keys":
        "SELECT 0 AS id",
        postgres: "SELECT setval(pg_get_serial_sequence('publication', 'id'), (SELECT MAX(id) FROM publication)) AS id";
    /// The same.
    SUBSCRIBER_KEYS = "subscriber.keys":
        "SELECT 0 AS id",
        postgres: "SELECT setval(pg_get_serial_sequence('subscriber', 'id'), (SELECT MAX(id) FROM subscriber)) AS id";
    /// The same.
    ISSUE_KEYS = "issue.keys":
        "SELECT 0 AS id", postgres: "SELECT setval(pg_get_serial_sequence('issue', 'id'), (SELECT MAX(id) FROM issue)) AS id";
    /// The same.
    RELEASE_KEYS = "release.keys":
        "SELECT 0 AS id",
        postgres: "SELECT setval(pg_get_serial_sequence('release', 'id'), (SELECT MAX(id) FROM release)) AS id";
    /// The same.
    ROUND_KEYS = "event_round.keys":
        "SELECT 0 AS id",
        postgres: "SELECT setval(pg_get_serial_sequence('event_round', 'id'), (SELECT MAX(id) FROM event_round)) AS id";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// What a restore makes anew: the schema's own notes, and dispatchers, whose signs of life are not copied.
    const LEFT_OUT: [&str; 2] = ["schema_migration", "dispatcher"];

    /// Tables of the migration, with their columns and types in its order.
    fn migrated() -> BTreeMap<&'static str, String> {
        let script = include_str!("../../../../migrations/sqlite/0001_house.sql");
        let mut tables: BTreeMap<&str, String> = BTreeMap::new();
        let mut table = None;
        for line in script.lines() {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                table = Some(rest.trim_end_matches(" ("));
            } else if line.starts_with(')') {
                table = None;
            }
            let Some(table) = table else { continue };
            let mut words = line.split([' ', ',']).filter(|word| !word.is_empty());
            let (Some(name), Some(kind)) = (words.next(), words.next()) else {
                continue;
            };
            let kind = match kind {
                "INTEGER" => "int",
                "TEXT" => "text",
                _ => continue,
            };
            let columns = tables.entry(table).or_default();
            if !columns.is_empty() {
                columns.push_str(", ");
            }
            columns.extend([name, " ", kind]);
        }
        for name in LEFT_OUT {
            assert!(tables.remove(name).is_some(), "there is no table `{name}`");
        }
        tables
    }

    #[test]
    fn a_backup_holds_every_column_of_every_table() {
        let held: BTreeMap<&str, String> = TABLES
            .iter()
            .map(|table| (table.name, table.columns.to_owned()))
            .collect();
        assert_eq!(
            held,
            migrated(),
            "a table or a column needs its line in this file"
        );
    }

    #[test]
    fn keys_come_first() {
        for table in &TABLES {
            let columns = table.columns.split(", ").take(table.key.len());
            let types = columns.map(|column| {
                if column.ends_with(" int") {
                    KeyType::Int
                } else {
                    KeyType::Text
                }
            });
            assert_eq!(types.collect::<Vec<_>>(), table.key, "{}", table.name);
        }
    }
}
