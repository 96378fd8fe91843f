//! The files in `config/holidays` are what `PyPI`'s `holidays` says, to the letter: script and package make them.

use lagom_testkit::tools;
use lagom_tests::workspace_root;
use std::fs;
use std::process::Command;

const SCRIPT: &str = "tests/it/calendar_agrees/write_holidays.py";
const COUNTRIES: [&str; 7] = ["DE", "ES", "FR", "GB", "LV", "RU", "US"];

#[test]
fn the_holidays_of_seven_countries_are_those_of_the_package() {
    let root = workspace_root();
    let folder = root.join("config/holidays");
    for country in COUNTRIES {
        let made = Command::new(tools::python())
            .arg("-B")
            .arg(root.join(SCRIPT))
            .args([country, "2020", "2027"])
            .output()
            .unwrap();
        let complaint = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "{country}: {complaint}");
        let name = format!("{}.toml", country.to_lowercase());
        let there = fs::read_to_string(folder.join(&name)).unwrap();
        let made = String::from_utf8(made.stdout).unwrap();
        let renew = format!("{SCRIPT} {country} 2020 2027 > config/holidays/{name}");
        assert_eq!(
            there, made,
            "to renew it: target/tools/venv/bin/python {renew}"
        );
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), COUNTRIES.len());
}
