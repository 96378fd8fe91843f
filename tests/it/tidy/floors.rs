//! The floors of the house: a crate depends on lower floors only, and what is for developers stays out of the product.

use cargo_metadata::DependencyKind;

use super::{metadata, none};

/// The house. A new crate gets its floor here.
const FLOORS: [(&str, u8); 19] = [
    ("lagom-failpoints", 0),
    ("lagom-model", 0),
    ("lagom-policy", 1),
    ("lagom-render", 1),
    ("lagom-links", 1),
    ("lagom-store", 1),
    ("lagom-smtp", 1),
    ("lagom-catcher", 1),
    ("lagom-store-sql", 2),
    ("lagom-store-sqlite", 3),
    ("lagom-store-postgres", 3),
    ("lagom-scheduler", 4),
    ("lagom-dispatch", 4),
    ("lagom-app", 5),
    ("lagom-forecast", 5),
    ("lagom-web", 6),
    ("lagom-cli", 7),
    // Beside the house, at the height of what it may use.
    ("lagom-testkit", 2),
    ("lagom-simulator", 6),
];

/// For developers only: nothing in the product depends on these, but for tests.
const DEVELOPERS: [&str; 4] = ["lagom-testkit", "lagom-simulator", "xtask", "lagom-tests"];

/// What tests anywhere in the house may use: these depend on no crate of the house above them.
const FOR_TESTS: [&str; 2] = ["lagom-testkit", "lagom-catcher"];

/// Only these name the backends; everyone else sees the traits.
const BACKENDS: [&str; 2] = ["lagom-store-sqlite", "lagom-store-postgres"];
const NAMES_BACKENDS: [&str; 3] = ["lagom-cli", "lagom-simulator", "lagom-tests"];
/// What tests on the floors above may open, as a real store that needs no server.
const EMBEDDED: &str = "lagom-store-sqlite";

/// One package of the workspace depends on another.
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    kind: DependencyKind,
}

fn floor(name: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, floor)| *floor)
}

fn complaint(edge: &Edge) -> Option<String> {
    let Edge { from, to, kind } = *edge;
    let for_tests = kind == DependencyKind::Development;
    let opened_by_a_test = for_tests && to == EMBEDDED;
    if BACKENDS.contains(&to) && !NAMES_BACKENDS.contains(&from) && !opened_by_a_test {
        return Some(format!(
            "`{from}` depends on the backend `{to}`: only {NAMES_BACKENDS:?} may"
        ));
    }
    if from == "lagom-tests" {
        return None;
    }
    if from == "xtask" {
        return Some(format!(
            "`xtask` depends on `{to}`: it stays quick to build and knows no crate of the house"
        ));
    }
    if for_tests && FOR_TESTS.contains(&to) {
        return None;
    }
    if DEVELOPERS.contains(&to) {
        return Some(format!(
            "`{from}` depends on `{to}`, which is for developers; as a dev-dependency it may have {FOR_TESTS:?}"
        ));
    }
    match (floor(from), floor(to)) {
        (Some(high), Some(low)) if high > low => None,
        (Some(high), Some(low)) => Some(format!(
            "`{from}` (floor {high}) depends on `{to}` (floor {low}): only lower floors are allowed"
        )),
        _ => Some(format!(
            "`{from}` → `{to}`: one of them has no floor in `FLOORS`"
        )),
    }
}

fn check(packages: &[&str], edges: &[Edge]) -> Vec<String> {
    let homeless = packages
        .iter()
        .filter(|name| floor(name).is_none() && !DEVELOPERS.contains(name))
        .map(|name| format!("`{name}` has no floor: give it one in `FLOORS`"));
    homeless.chain(edges.iter().filter_map(complaint)).collect()
}

#[test]
fn crates_depend_on_lower_floors_only() {
    let packages = metadata().workspace_packages();
    let names: Vec<&str> = packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let edges: Vec<Edge> = packages
        .iter()
        .flat_map(|package| {
            let inside = package
                .dependencies
                .iter()
                .filter(|dependency| names.contains(&dependency.name.as_str()));
            inside.map(|dependency| Edge {
                from: &package.name,
                to: &dependency.name,
                kind: dependency.kind,
            })
        })
        .collect();
    assert!(
        edges.len() > 20,
        "only {} edges were found: the reading is broken",
        edges.len()
    );
    none(&check(&names, &edges));
}

#[test]
fn a_wrong_edge_is_found() {
    use DependencyKind::{Build, Development, Normal};
    let wrong = [
        ("lagom-policy", "lagom-store", Normal),
        ("lagom-scheduler", "lagom-dispatch", Development),
        ("lagom-model", "lagom-policy", Build),
        ("lagom-smtp", "lagom-catcher", Normal),
        ("lagom-app", "lagom-store-sqlite", Normal),
        ("lagom-app", "lagom-store-postgres", Development),
        ("lagom-policy", "lagom-store-sqlite", Development),
        ("lagom-web", "lagom-store-postgres", Normal),
        ("lagom-cli", "lagom-testkit", Normal),
        ("lagom-cli", "lagom-simulator", Development),
        ("lagom-cli", "xtask", Development),
        ("xtask", "lagom-model", Normal),
        ("lagom-new", "lagom-model", Normal),
    ];
    for (from, to, kind) in wrong {
        assert_eq!(
            check(&[], &[Edge { from, to, kind }]).len(),
            1,
            "{from} → {to}"
        );
    }
    assert_eq!(check(&["lagom-new"], &[]).len(), 1);
}

#[test]
fn a_right_edge_is_not() {
    use DependencyKind::{Development, Normal};
    let right = [
        ("lagom-cli", "lagom-store-sqlite", Normal),
        ("lagom-tests", "lagom-store-postgres", Development),
        ("lagom-store-postgres", "lagom-testkit", Development),
        ("lagom-web", "lagom-store-sqlite", Development),
        ("lagom-smtp", "lagom-catcher", Development),
        ("lagom-testkit", "lagom-store", Normal),
        ("lagom-tests", "lagom-testkit", Development),
    ];
    for (from, to, kind) in right {
        none(&check(&[], &[Edge { from, to, kind }]));
    }
}
