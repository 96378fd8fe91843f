//! `cargo xtask bench NAME [--json]`: benchmarks with real parts, one file each. With `--json` the last line on standard
//! output is `{"bench": NAME, "figures": {KEY: NUMBER, …}}`; all else goes to standard error.
//! Never judges: whether a figure is good enough is said where the target is written.

mod decide;
mod folder;
mod join;
mod memory;
mod pace;
mod page;
mod plan;
mod rtt;
mod scale;
mod tick;
mod wire;

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::{Result, bail};

/// What a benchmark found, by name. The unit is part of the name.
pub(crate) type Figures = BTreeMap<&'static str, f64>;

struct Bench {
    name: &'static str,
    what: &'static str,
    run: fn(&[&str]) -> Result<Figures>,
}

const BENCHES: [Bench; 7] = [
    Bench {
        name: "decide",
        what: decide::WHAT,
        run: decide::run,
    },
    Bench {
        name: "join",
        what: join::WHAT,
        run: join::run,
    },
    Bench {
        name: "page",
        what: page::WHAT,
        run: page::run,
    },
    Bench {
        name: "plan",
        what: plan::WHAT,
        run: plan::run,
    },
    Bench {
        name: "rtt",
        what: rtt::WHAT,
        run: rtt::run,
    },
    Bench {
        name: "tick",
        what: tick::WHAT,
        run: tick::run,
    },
    Bench {
        name: "wire",
        what: wire::WHAT,
        run: wire::run,
    },
];

/// Runs the named benchmark; `--list` names them.
///
/// # Errors
/// When there is no such benchmark, or it cannot be carried out.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    let json = words.contains(&"--json");
    words.retain(|word| *word != "--json");
    let (name, options) = match words.as_slice() {
        [] | ["--list"] => {
            for bench in &BENCHES {
                println!("{:8} {}", bench.name, bench.what);
            }
            return Ok(ExitCode::SUCCESS);
        }
        [name, options @ ..] => (*name, options),
    };
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        bail!("there is no benchmark `{name}`; `cargo xtask bench --list` names them");
    };
    let figures = (bench.run)(options)?;
    for (key, value) in &figures {
        eprintln!("{key:24} {value:>14.2}");
    }
    if json {
        println!("{}", line(name, &figures));
    }
    Ok(ExitCode::SUCCESS)
}

/// The line that a program reads.
fn line(name: &str, figures: &Figures) -> String {
    serde_json::json!({ "bench": name, "figures": figures }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_for_programs_has_the_agreed_shape() {
        let figures = Figures::from([("peak_rss_mb", 120.5), ("messages_per_s", 1500.0)]);
        assert_eq!(
            line("tick", &figures),
            r#"{"bench":"tick","figures":{"messages_per_s":1500.0,"peak_rss_mb":120.5}}"#
        );
    }

    #[test]
    fn an_unknown_benchmark_is_named() {
        assert!(
            run(&["nonsense".into()])
                .unwrap_err()
                .to_string()
                .contains("`nonsense`")
        );
    }
}
