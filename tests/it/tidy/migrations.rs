//! Both backends have the same migrations by name. (That they make the same schema is the conformance suite's business.)

use std::collections::BTreeSet;

use lagom_tests::workspace_root;

use super::{entries, none};

fn check(sqlite: &BTreeSet<String>, postgres: &BTreeSet<String>) -> Vec<String> {
    let lacks = |name: &String, backend: &str| format!("migrations/{backend} lacks `{name}`");
    let in_postgres = sqlite
        .difference(postgres)
        .map(|name| lacks(name, "postgres"));
    let in_sqlite = postgres
        .difference(sqlite)
        .map(|name| lacks(name, "sqlite"));
    in_postgres.chain(in_sqlite).collect()
}

fn names(backend: &str) -> BTreeSet<String> {
    let paths = entries(&workspace_root().join("migrations").join(backend));
    paths
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn both_backends_have_the_same_migrations() {
    let sqlite = names("sqlite");
    assert!(!sqlite.is_empty(), "migrations/sqlite is empty");
    none(&check(&sqlite, &names("postgres")));
}

#[test]
fn a_missing_twin_is_found_on_either_side() {
    let set = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>()
    };
    let found = check(
        &set(&["0001_a.sql", "0002_b.sql"]),
        &set(&["0001_a.sql", "0003_c.sql"]),
    );
    assert_eq!(
        found,
        [
            "migrations/postgres lacks `0002_b.sql`",
            "migrations/sqlite lacks `0003_c.sql`"
        ]
    );
}
