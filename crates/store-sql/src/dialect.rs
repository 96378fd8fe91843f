//! The few places where the two databases spell the same thing differently, as a tiny macro language
//! in braces. A pure function of the text; it knows nothing of what the statements are for.
//!
//! | in a statement | SQLite | PostgreSQL |
//! |---|---|---|
//! | `{rows $1 r}` | `jsonb_each($1) AS r`: a row's cells are found in it without reading it again for each | `batch_rows(CAST($1 AS TEXT)) AS r` (a function of the migration) |
//! | `{bound r}` | `r`, rows whose cells are parameters: the text then begins with them, see `bound`; those without `id` or `subscriber` are none; `{int r.name}` is `r.name`, and `$2` comes behind the cells | as `{rows $1 r}` |
//! | `{each $1 p}` | `json_each($1) AS p`: a list of keys | `batch_keys(CAST($1 AS TEXT)) AS p` |
//! | `{keys s.id}` | `json_group_array(s.id)` | `COALESCE(json_agg(s.id), '[]')::text` |
//! | `{lines x, '|'}` | `group_concat(x, '|')`: all rows as one text | `string_agg(x, '|')` |
//! | `{cells s.a, s.b AS c}` | `concat(s.a, '\x1f', s.b)`: a row as one text, an empty cell is NULL; names are for readers | `COALESCE(CAST(s.a AS TEXT), '') || '\x1f' || …`: `concat` takes thrice as long |
//! | `{of $1 line l.key}` | `json_each($1) AS p CROSS JOIN line l ON l.key = p.value`: more conditions follow with `AND` | `line l WHERE l.key = ANY(…)`: one walk along the primary key, which must begin with `key`; only in tables without an index that the planner could take instead while they are small |
//! | `{near $3 $4 $5 line l.key AND …}` | as `x`, the rows of keys from `$3` to `$4`, and those of the list `$5` one by one: for keys that lie close together one walk, which may see rows of others; the conditions hold in both | the same |
//! | `{with t d ON …}` | `CROSS JOIN t d ON …` | `CROSS JOIN LATERAL (SELECT d.* FROM t d WHERE … OFFSET 0) AS d`: by its index for each row, also if the table was empty when it was last looked at |
//! | `{mine d.id s.id}` | the keys of a person's deliveries, see `units::key` | the same |
//! | `{int r.name}` | `CAST(json_extract(r.value, '$.name') AS BIGINT)` | `CAST(r.value ->> 'name' AS BIGINT)` |
//! | `{text r.name}` | `(json_extract(r.value, '$.name'))` | `(r.value ->> 'name')` |
//! | `{list t.a, t.b AS c}` | `json_group_array(json_object('a', t.a, 'c', t.b))` | `COALESCE(json_agg(json_build_object(…)), '[]')::text` |
//! | `{least a, b}`, `{greatest a, b}` | `MIN(a, b)`, `MAX(a, b)` | `LEAST(a, b)`, `GREATEST(a, b)` |
//! | `{lock t}`, `{skip t}` | nothing | `FOR UPDATE OF t`, `FOR UPDATE OF t SKIP LOCKED` |
//! | `{incarnation}` | NULL | which cluster and which timeline of it this is, with a `+` where commits wait for a standby (see `units::epoch`) |
//! | `{names a int, b text}` | `a, b` | the same |
//! | `{tuples a int, b text}` | `json_group_array(json_array(a, b))` | `COALESCE(json_agg(json_build_array(a, b)), '[]')::text` |
//! | `{cells_of r a int, b text}` | `CAST(r.value ->> 0 AS BIGINT), (r.value ->> 1)` | the same |
//! | `{clock}` | the database's clock in ms | the same |
//! | `{person s}` | the columns of a person, see `sql::PERSON` | the same |
//! | `{corrected}` | what of an issue was corrected, see `sql::CORRECTED` | the same |

/// Which database a statement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// The cluster, and its timeline: the first digits of the current log file's name, which a plain role may read.
const INCARNATION: &str = "(SELECT c.system_identifier FROM pg_control_system() AS c) || '/' || \
    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) || \
    CASE WHEN current_setting('synchronous_standby_names') <> '' THEN '+' ELSE '' END";

impl Dialect {
    /// The statement's text for this database.
    pub(crate) fn expand(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() * 2);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((inside, next)) = split_at_close(after) else {
                out.push('{');
                rest = after;
                continue;
            };
            // The inside may hold macros of its own.
            out.push_str(&self.replace(&self.expand(inside)));
            rest = next;
        }
        out.push_str(rest);
        out
    }

    fn replace(self, inside: &str) -> String {
        let (word, rest) = inside
            .split_once(char::is_whitespace)
            .unwrap_or((inside, ""));
        let rest = rest.trim();
        let sqlite = self == Self::Sqlite;
        match word {
            "bound" => self.replace(&format!("rows $1 {rest}")),
            "rows" => {
                let (parameter, alias) = rest.split_once(' ').unwrap_or((rest, "r"));
                if sqlite {
                    format!("jsonb_each({parameter}) AS {alias}")
                } else {
                    format!("batch_rows(CAST({parameter} AS TEXT)) AS {alias}")
                }
            }
            "each" => {
                let (list, alias) = rest.rsplit_once(' ').unwrap_or((rest, "p"));
                if sqlite {
                    format!("json_each({list}) AS {alias}")
                } else {
                    format!("batch_keys(CAST({list} AS TEXT)) AS {alias}")
                }
            }
            "keys" if sqlite => format!("json_group_array({rest})"),
            "keys" => format!("COALESCE(json_agg({rest}), '[]')::text"),
            "lines" if sqlite => format!("group_concat({rest})"),
            "lines" => format!("string_agg({rest})"),
            "cells" if sqlite => {
                let cells: Vec<&str> = expressions(rest).collect();
                format!("concat({})", cells.join(", '\x1f', "))
            }
            "cells" => {
                let text = |cell| format!("COALESCE(CAST({cell} AS TEXT), '')");
                let cells: Vec<String> = expressions(rest).map(text).collect();
                cells.join(" || '\x1f' || ")
            }
            "of" => {
                let (list, table) = rest.split_once(' ').unwrap_or((rest, ""));
                let (table, key) = table.split_once(' ').unwrap_or((table, "p.value"));
                let alias = key.split('.').next().unwrap_or(key);
                if sqlite {
                    format!("json_each({list}) AS p CROSS JOIN {table} {alias} ON {key} = p.value")
                } else {
                    format!(
                        "{table} {alias} WHERE {key} = ANY(CAST(replace(replace(CAST({list} AS TEXT), '[', '{{'), ']', '}}') AS BIGINT[]))"
                    )
                }
            }
            "near" => self.near(rest),
            "with" if sqlite => format!("CROSS JOIN {rest}"),
            "with" => {
                let (table, condition) = rest.split_once(" ON ").unwrap_or((rest, "true"));
                let alias = table.rsplit(' ').next().unwrap_or(table);
                format!(
                    "CROSS JOIN LATERAL (SELECT {alias}.* FROM {table} WHERE {condition} OFFSET 0) AS {alias}"
                )
            }
            "mine" => {
                let (key, person) = rest.split_once(' ').unwrap_or((rest, "s.id"));
                format!(
                    "{key} >= (CAST({person} AS BIGINT) << 31) AND {key} < ((CAST({person} AS BIGINT) + 1) << 31)"
                )
            }
            "int" => format!("CAST({} AS BIGINT)", self.field(rest)),
            "text" => format!("({})", self.field(rest)),
            "list" => self.list(rest),
            "least" => format!("{}({rest})", if sqlite { "MIN" } else { "LEAST" }),
            "greatest" => format!("{}({rest})", if sqlite { "MAX" } else { "GREATEST" }),
            "lock" | "skip" if sqlite => String::new(),
            "lock" => format!("FOR UPDATE OF {rest}"),
            "skip" => format!("FOR UPDATE OF {rest} SKIP LOCKED"),
            "clock" if sqlite => "CAST(unixepoch('subsec') * 1000 AS BIGINT)".to_owned(),
            "clock" => "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)".to_owned(),
            "incarnation" if sqlite => "CAST(NULL AS TEXT)".to_owned(),
            "incarnation" => INCARNATION.to_owned(),
            "names" => names(rest),
            "tuples" if sqlite => format!("json_group_array(json_array({}))", names(rest)),
            "tuples" => {
                let names = names(rest);
                format!("COALESCE(json_agg(json_build_array({names})), '[]')::text")
            }
            "cells_of" => cells_of(rest),
            "person" => self.expand(crate::sql::PERSON),
            "corrected" => crate::sql::CORRECTED.to_owned(),
            // Left as it stands: the test that prepares every statement finds it.
            _ => format!("{{{inside}}}"),
        }
    }

    /// SQLite's arrow would put the path together anew for every row.
    fn field(self, path: &str) -> String {
        let (alias, name) = path.split_once('.').unwrap_or(("r", path));
        match self {
            Self::Sqlite => format!("json_extract({alias}.value, '$.{name}')"),
            Self::Postgres => format!("{alias}.value ->> '{name}'"),
        }
    }

    fn near(self, words: &str) -> String {
        let mut words = words.splitn(5, ' ');
        let mut word = || words.next().unwrap_or_default();
        let (from, to, list, table, keyed) = (word(), word(), word(), word(), word());
        let (key, conditions) = keyed.split_once(char::is_whitespace).unwrap_or((keyed, ""));
        let alias = key.split('.').next().unwrap_or(key);
        let each = self.expand(&format!(
            "{{each {list} p}} {{with {table} {alias} ON {key} = p.value {conditions}}}"
        ));
        format!(
            "(SELECT {alias}.* FROM {table} {alias} WHERE {key} BETWEEN CAST({from} AS BIGINT) AND CAST({to} AS BIGINT) {conditions} \
                UNION ALL SELECT {alias}.* FROM {each}) AS x"
        )
    }

    fn list(self, columns: &str) -> String {
        let pairs: Vec<String> = top_level(columns)
            .into_iter()
            .map(|column| {
                let column = column.trim();
                let (expression, name) = named(column);
                format!("'{name}', {expression}")
            })
            .collect();
        let pairs = pairs.join(", ");
        match self {
            Self::Sqlite => format!("json_group_array(json_object({pairs}))"),
            Self::Postgres => {
                format!("COALESCE(json_agg(json_build_object({pairs})), '[]')::text")
            }
        }
    }
}

/// The names of columns that stand with their types.
fn names(columns: &str) -> String {
    let name = |column: &str| column.split_whitespace().next().map(str::to_owned);
    let names: Vec<String> = columns.split(',').filter_map(name).collect();
    names.join(", ")
}

/// A row's cells by position, each by its type.
fn cells_of(rest: &str) -> String {
    let (row, columns) = rest.split_once(' ').unwrap_or((rest, ""));
    let cell = |(place, column): (usize, &str)| {
        if column.trim_end().ends_with(" int") {
            format!("CAST({row}.value ->> {place} AS BIGINT)")
        } else {
            format!("({row}.value ->> {place})")
        }
    };
    let cells: Vec<String> = columns.split(',').enumerate().map(cell).collect();
    cells.join(", ")
}

/// The text up to the brace that closes, and what follows it.
fn split_at_close(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    for (place, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => return Some((text.get(..place)?, text.get(place + 1..)?)),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The parts between commas that stand in no parenthesis.
fn top_level(text: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    text.split(|letter: char| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ',' && depth == 0
    })
    .collect()
}

/// What a list of columns reads, without their names.
fn expressions(columns: &str) -> impl Iterator<Item = &str> {
    let columns = top_level(columns).into_iter();
    columns.map(|column| named(column.trim()).0)
}

/// Expression and name of a column: `t.a` is called `a`, `… AS c` is called `c`.
fn named(column: &str) -> (&str, &str) {
    match column.rsplit_once(" AS ") {
        Some((expression, name)) if !name.contains(')') => (expression, name),
        _ => (column, column.rsplit('.').next().unwrap_or(column)),
    }
}

#[cfg(test)]
mod tests {
    use super::Dialect::{Postgres, Sqlite};

    fn check(text: &str, sqlite: &str, postgres: &str) {
        assert_eq!(Sqlite.expand(text), sqlite);
        assert_eq!(Postgres.expand(text), postgres);
    }

    #[test]
    fn a_batch_is_a_table() {
        check(
            "SELECT {int r.id} FROM {rows $1 r}",
            "SELECT CAST(json_extract(r.value, '$.id') AS BIGINT) FROM jsonb_each($1) AS r",
            "SELECT CAST(r.value ->> 'id' AS BIGINT) FROM batch_rows(CAST($1 AS TEXT)) AS r",
        );
    }

    #[test]
    fn lists_name_their_columns() {
        check(
            "SELECT {list t.a, (SELECT COUNT(*) FROM u WHERE f(u.x, 1)) AS n, {greatest t.b, t.c} AS d}",
            "SELECT json_group_array(json_object('a', t.a, 'n', (SELECT COUNT(*) FROM u WHERE f(u.x, 1)), 'd', MAX(t.b, t.c)))",
            "SELECT COALESCE(json_agg(json_build_object('a', t.a, 'n', (SELECT COUNT(*) FROM u WHERE f(u.x, 1)), 'd', GREATEST(t.b, t.c))), '[]')::text",
        );
    }

    #[test]
    fn a_backup_takes_rows_as_they_stand() {
        check(
            "SELECT {tuples a int, b text} FROM t",
            "SELECT json_group_array(json_array(a, b)) FROM t",
            "SELECT COALESCE(json_agg(json_build_array(a, b)), '[]')::text FROM t",
        );
        let put =
            "INSERT INTO t (a, b) SELECT CAST(r.value ->> 0 AS BIGINT), (r.value ->> 1) FROM ";
        check(
            "INSERT INTO t ({names a int, b text}) SELECT {cells_of r a int, b text} FROM {rows $1 r}",
            &format!("{put}jsonb_each($1) AS r"),
            &format!("{put}batch_rows(CAST($1 AS TEXT)) AS r"),
        );
    }

    #[test]
    fn keys_are_looked_up_along_an_index() {
        check(
            "SELECT {cells l.a, l.b} FROM {of $1 line l.key} AND l.c = 1",
            "SELECT concat(l.a, '\x1f', l.b) FROM json_each($1) AS p CROSS JOIN line l ON l.key = p.value AND l.c = 1",
            "SELECT COALESCE(CAST(l.a AS TEXT), '') || '\x1f' || COALESCE(CAST(l.b AS TEXT), '') FROM line l WHERE l.key = \
                ANY(CAST(replace(replace(CAST($1 AS TEXT), '[', '{'), ']', '}') AS BIGINT[])) AND l.c = 1",
        );
    }

    #[test]
    fn keys_that_lie_close_together_are_one_walk() {
        let walk = "SELECT x.a FROM (SELECT l.* FROM line l WHERE l.key BETWEEN CAST($3 AS BIGINT) AND CAST($4 AS BIGINT) AND l.c = 1 \
            UNION ALL SELECT l.* FROM ";
        let list = |dialect| {
            let list = "{each $5 p} {with line l ON l.key = p.value AND l.c = 1}";
            super::Dialect::expand(dialect, list)
        };
        check(
            "SELECT x.a FROM {near $3 $4 $5 line l.key AND l.c = 1}",
            &format!("{walk}{}) AS x", list(Sqlite)),
            &format!("{walk}{}) AS x", list(Postgres)),
        );
    }

    #[test]
    fn only_postgres_locks_rows() {
        check(
            "SELECT 1 {skip s}",
            "SELECT 1 ",
            "SELECT 1 FOR UPDATE OF s SKIP LOCKED",
        );
        check("SELECT 1 {lock s}", "SELECT 1 ", "SELECT 1 FOR UPDATE OF s");
    }
}
