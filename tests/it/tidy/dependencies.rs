//! What `deny.toml` says of dependencies holds without cargo-deny: bans, who may use what, licences, sources.
//! Never an audit: the advisories are not looked at.

use std::fs;

use cargo_metadata::{DependencyKind, Package};
use lagom_tests::workspace_root;
use toml::Table;

use super::{metadata, none};

/// The part of `deny.toml` that is checked here.
struct Rules {
    /// A package, and the packages that may depend on it nevertheless.
    bans: Vec<(String, Vec<String>)>,
    licences: Vec<String>,
    sources: Vec<String>,
}

impl Rules {
    fn read(text: &str) -> Self {
        let table: Table = text.parse().unwrap();
        let strings = |value: &toml::Value| -> Vec<String> {
            value
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item.as_str().unwrap().to_owned())
                .collect()
        };
        let bans = table["bans"]["deny"].as_array().unwrap().iter().map(|ban| {
            let wrappers = ban.get("wrappers").map(strings).unwrap_or_default();
            (ban["crate"].as_str().unwrap().to_owned(), wrappers)
        });
        Self {
            bans: bans.collect(),
            licences: strings(&table["licenses"]["allow"]),
            sources: strings(&table["sources"]["allow-registry"]),
        }
    }

    /// Complaints about one package: its own licence and source.
    fn package(&self, name: &str, licence: Option<&str>, source: Option<&str>) -> Vec<String> {
        let mut complaints = Vec::new();
        // Without a source it is one of ours.
        let Some(source) = source else {
            return complaints;
        };
        if !self
            .sources
            .iter()
            .any(|allowed| source.ends_with(&format!("+{allowed}")))
        {
            complaints.push(format!("`{name}` comes from `{source}`"));
        }
        if !licence.is_some_and(|expression| self.allows(expression)) {
            complaints.push(format!(
                "`{name}` has the licence `{}`, which `deny.toml` does not allow",
                licence.unwrap_or("none")
            ));
        }
        complaints
    }

    fn dependency(&self, from: &str, to: &str) -> Option<String> {
        let (_, wrappers) = self.bans.iter().find(|(banned, _)| banned == to)?;
        let allowed = wrappers.iter().any(|wrapper| wrapper == from);
        (!allowed)
            .then(|| format!("`{from}` depends on `{to}`; `deny.toml` allows it to {wrappers:?}"))
    }

    /// Whether an SPDX expression can be met with the allowed licences. `/` is an old spelling of OR; AND binds tighter.
    fn allows(&self, expression: &str) -> bool {
        let spaced = expression
            .replace('/', " OR ")
            .replace('(', " ( ")
            .replace(')', " ) ")
            .replace(" WITH ", "+WITH+");
        let tokens: Vec<&str> = spaced.split_whitespace().collect();
        let mut rest = tokens.as_slice();
        self.either(&mut rest) && rest.is_empty()
    }

    fn either(&self, rest: &mut &[&str]) -> bool {
        let mut met = self.both(rest);
        while let ["OR", tail @ ..] = rest {
            *rest = tail;
            met |= self.both(rest);
        }
        met
    }

    fn both(&self, rest: &mut &[&str]) -> bool {
        let mut met = self.single(rest);
        while let ["AND", tail @ ..] = rest {
            *rest = tail;
            met &= self.single(rest);
        }
        met
    }

    fn single(&self, rest: &mut &[&str]) -> bool {
        let [token, tail @ ..] = rest else {
            return false;
        };
        *rest = tail;
        if *token != "(" {
            return self.licences.contains(&token.replace("+WITH+", " WITH "));
        }
        let met = self.either(rest);
        let [")", tail @ ..] = rest else {
            return false;
        };
        *rest = tail;
        met
    }
}

fn source(package: &Package) -> Option<&str> {
    package.source.as_ref().map(|source| source.repr.as_str())
}

#[test]
fn dependencies_follow_deny_toml() {
    let rules = Rules::read(&fs::read_to_string(workspace_root().join("deny.toml")).unwrap());
    let metadata = metadata();
    assert!(
        metadata.packages.len() > 100,
        "only {} packages were found",
        metadata.packages.len()
    );
    let mut complaints = Vec::new();
    for package in &metadata.packages {
        complaints.extend(rules.package(
            &package.name,
            package.license.as_deref(),
            source(package),
        ));
    }
    for node in &metadata.resolve.as_ref().unwrap().nodes {
        let ours = metadata.workspace_members.contains(&node.id);
        for dependency in &node.deps {
            // Tests of ours may use what they like; those of others are not built.
            let for_tests = dependency
                .dep_kinds
                .iter()
                .all(|kind| kind.kind == DependencyKind::Development);
            if !(ours && for_tests) {
                complaints.extend(
                    rules.dependency(&metadata[&node.id].name, &metadata[&dependency.pkg].name),
                );
            }
        }
    }
    none(&complaints);
}

const SAMPLE: &str = r#"
[bans]
deny = [{ crate = "openssl-sys" }, { crate = "sqlx", wrappers = ["lagom-store-sql"] }]
[licenses]
allow = ["MIT", "ISC"]
[sources]
allow-registry = ["https://registry.example/index"]
"#;

#[test]
fn licence_expressions_are_understood() {
    let rules = Rules::read(SAMPLE);
    for good in [
        "MIT",
        "GPL-2.0-only OR MIT",
        "MIT/Apache-2.0",
        "(GPL-2.0-only OR MIT) AND ISC",
        "GPL-2.0-only OR MIT AND ISC",
    ] {
        assert!(rules.allows(good), "{good}");
    }
    for bad in [
        "GPL-2.0-only",
        "MIT AND GPL-2.0-only",
        "(MIT OR ISC) AND 0BSD",
        "MIT WITH LLVM-exception",
        "(MIT",
        "",
    ] {
        assert!(!rules.allows(bad), "{bad}");
    }
}

#[test]
fn a_bad_dependency_is_found() {
    let rules = Rules::read(SAMPLE);
    let good = Some("registry+https://registry.example/index");
    none(&rules.package("fine", Some("MIT"), good));
    none(&rules.package("ours", None, None));
    assert_eq!(
        rules
            .package(
                "forked",
                Some("MIT"),
                Some("git+https://git.example/forked")
            )
            .len(),
        1
    );
    assert_eq!(rules.package("closed", None, good).len(), 1);
    assert!(rules.dependency("native", "openssl-sys").is_some());
    assert!(rules.dependency("lagom-web", "sqlx").is_some());
    assert!(rules.dependency("lagom-store-sql", "sqlx").is_none());
    assert!(rules.dependency("lagom-web", "axum").is_none());
}
