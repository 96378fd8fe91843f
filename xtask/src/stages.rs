//! `cargo xtask test`: the stages of CI, cheap ones first, each with its time. The first failure ends the run.
//! Never hides output and never skips what it needs: only `deny` may be left out, and says so.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::postgres::Cluster;
use crate::process::{cargo, find_program, pass_through, watched};
use crate::tally::Tally;
use crate::tools;

/// How a stage ended, when it did not fail.
enum Done {
    Well,
    Tested(Tally),
    LeftOut(&'static str),
}

/// A stage that failed, with the tests counted until then.
struct Failure {
    error: anyhow::Error,
    tally: Option<Tally>,
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self {
            error: error.into(),
            tally: None,
        }
    }
}

struct Stage {
    name: &'static str,
    what: &'static str,
    run: fn() -> Result<Done, Failure>,
}

/// The crates that must hold without the features which the rest of the workspace switches on for them:
/// built together, a `Utc::now` in a pure crate would compile.
const PURE: [&str; 2] = ["lagom-model", "lagom-policy"];

const STAGES: [Stage; 11] = [
    Stage {
        name: "tools",
        what: "install what is missing",
        run: install,
    },
    Stage {
        name: "fmt",
        what: "formatting",
        run: fmt,
    },
    Stage {
        name: "deny",
        what: "bans, licences, sources of dependencies",
        run: deny,
    },
    Stage {
        name: "pure",
        what: "the pure crates checked alone",
        run: pure,
    },
    Stage {
        name: "clippy",
        what: "lints",
        run: clippy,
    },
    Stage {
        name: "doc",
        what: "documentation builds without a warning",
        run: doc,
    },
    Stage {
        name: "test",
        what: "all tests, with a throw-away PostgreSQL",
        run: tests,
    },
    Stage {
        name: "crash",
        what: "killed at every point on SQLite, at a quarter of them on PostgreSQL",
        run: crash,
    },
    Stage {
        name: "takeover",
        what: "PostgreSQL killed, its standby takes over",
        run: takeover,
    },
    Stage {
        name: "fuzz",
        what: "changed inputs for replies, wire, tokens and content",
        run: fuzz,
    },
    Stage {
        name: "simulate",
        what: "10,000 subscriber-years against the independent model",
        run: simulate,
    },
];

/// Runs all stages, or the one named by `--only`; `--list` names them.
///
/// # Errors
/// When a word of the command line is not understood. A failed stage is an exit code, not an error.
pub(crate) fn test(words: &[String]) -> Result<ExitCode> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let chosen: Vec<&Stage> = match words.as_slice() {
        [] => STAGES.iter().collect(),
        ["--list"] => {
            for stage in &STAGES {
                println!("{:8} {}", stage.name, stage.what);
            }
            return Ok(ExitCode::SUCCESS);
        }
        ["--only", name] => match STAGES.iter().find(|stage| stage.name == *name) {
            Some(stage) => vec![stage],
            None => bail!("there is no stage `{name}`; `cargo xtask test --list` names them"),
        },
        _ => bail!("`cargo xtask test` takes nothing, `--only STAGE` or `--list`"),
    };
    Ok(run(&chosen))
}

fn run(chosen: &[&Stage]) -> ExitCode {
    let mut report = Vec::new();
    let mut total = Tally::default();
    let mut failed = None;
    let started = Instant::now();
    for stage in chosen {
        println!("\n── {}: {} ──", stage.name, stage.what);
        let began = Instant::now();
        let outcome = (stage.run)();
        let took = began.elapsed();
        let word = match outcome {
            Ok(Done::Well) => "ok".to_owned(),
            Ok(Done::LeftOut(why)) => {
                println!("{why}");
                format!("left out: {why}")
            }
            Ok(Done::Tested(tally)) => {
                total = tally;
                format!("ok: {tally}")
            }
            Err(Failure { error, tally }) => {
                eprintln!("{error:#}");
                failed = Some(stage.name);
                // A failure that no test counted (a lint, a build) still counts as one.
                total = tally.unwrap_or_default();
                total.failed = total.failed.max(1);
                "FAILED".to_owned()
            }
        };
        println!(
            "── {} {} in {} ──",
            stage.name,
            word.split(':').next().unwrap_or_default(),
            seconds(took)
        );
        report.push((stage.name, took, word));
        if failed.is_some() {
            break;
        }
    }
    summary(&report, started.elapsed());
    if let Some(name) = failed {
        println!("stage `{name}` failed; run it alone with: cargo xtask test --only {name}");
    }
    println!("{total}");
    if failed.is_some() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn summary(report: &[(&str, Duration, String)], total: Duration) {
    println!("\n{:8} {:>9}", "stage", "time");
    for (name, took, word) in report {
        println!("{name:8} {:>9}  {word}", seconds(*took));
    }
    println!("{:8} {:>9}", "total", seconds(total));
}

fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

fn install() -> Result<Done, Failure> {
    tools::install()?;
    Ok(Done::Well)
}

fn well(command: &mut Command) -> Result<Done, Failure> {
    pass_through(command)?;
    Ok(Done::Well)
}

fn fmt() -> Result<Done, Failure> {
    well(&mut cargo(["fmt", "--all", "--check"]))
}

fn deny() -> Result<Done, Failure> {
    if find_program("cargo-deny").is_none() {
        return Ok(Done::LeftOut(
            "cargo-deny is not installed; the tidy tests check the same bans, licences and sources",
        ));
    }
    well(&mut cargo([
        "deny",
        "--offline",
        "check",
        "bans",
        "licenses",
        "sources",
    ]))
}

fn pure() -> Result<Done, Failure> {
    for name in PURE {
        pass_through(&mut cargo(["check", "--package", name]))?;
    }
    Ok(Done::Well)
}

fn clippy() -> Result<Done, Failure> {
    well(&mut cargo([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

fn doc() -> Result<Done, Failure> {
    well(cargo(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
}

fn crash() -> Result<Done, Failure> {
    crate::crash::in_ci()?;
    Ok(Done::Well)
}

fn takeover() -> Result<Done, Failure> {
    crate::takeover::in_ci()?;
    Ok(Done::Well)
}

fn fuzz() -> Result<Done, Failure> {
    crate::fuzz::in_ci()?;
    Ok(Done::Well)
}

fn simulate() -> Result<Done, Failure> {
    crate::simulate::in_ci()?;
    Ok(Done::Well)
}

fn tests() -> Result<Done, Failure> {
    // Build first: the database need not wait for the compiler.
    pass_through(&mut cargo(["test", "--workspace", "--no-run"]))?;
    let cluster = Cluster::start()?;
    let mut tally = Tally::default();
    let mut command = cargo(["test", "--workspace", "--no-fail-fast"]);
    let good = watched(
        command.env(crate::postgres::VARIABLE, cluster.url()),
        |line| tally.read(line),
    )?;
    drop(cluster);
    if good {
        Ok(Done::Tested(tally))
    } else {
        let error =
            anyhow::anyhow!("`cargo test` failed; the failures are listed above under `failures:`");
        Err(Failure {
            error,
            tally: Some(tally),
        })
    }
}

#[cfg(test)]
mod tests_of_stages {
    use super::*;

    #[test]
    fn a_failed_stage_ends_the_run_and_decides_the_exit_code() {
        let good = Stage {
            name: "good",
            what: "",
            run: || {
                Ok(Done::Tested(Tally {
                    passed: 2,
                    failed: 0,
                }))
            },
        };
        let bad = Stage {
            name: "bad",
            what: "",
            run: || Err(anyhow::anyhow!("on purpose").into()),
        };
        assert_eq!(run(&[&good]), ExitCode::SUCCESS);
        assert_eq!(run(&[&bad, &good]), ExitCode::FAILURE);
    }

    #[test]
    fn an_unknown_stage_is_named() {
        let error = test(&["--only".into(), "nonsense".into()]).unwrap_err();
        assert!(error.to_string().contains("`nonsense`"), "{error}");
    }

    #[test]
    fn times_are_readable() {
        assert_eq!(seconds(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(605)), "10 min 05 s");
    }
}
