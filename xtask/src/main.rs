//! Developer's commands: `cargo xtask test`, `postgres`, `bench`. What CI runs is here, so that a newcomer can run the same.
//! Never part of the product: nothing in `crates/` may depend on it.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's tool talks to the terminal"
)]

mod bench;
mod crash;
mod fuzz;
mod mutants;
mod postgres;
mod process;
mod simulate;
mod stages;
mod takeover;
mod tally;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
Developer's commands of Lagom

  cargo xtask test [--only STAGE] [--list]   everything that CI checks; installs and starts what it needs
  cargo xtask postgres -- COMMAND...         run COMMAND with a throw-away PostgreSQL in LAGOM_TEST_POSTGRES
  cargo xtask bench NAME [--json] [OPTION]   one benchmark with real parts; `cargo xtask bench --list` names them
  cargo xtask crash [--backend B] [--resent] [--twice] [--every|--full]   the crash matrix: killed at every point, started again, counted
  cargo xtask takeover [behind|waited-for]   PostgreSQL is killed and its standby takes over, with letters in flight
  cargo xtask fuzz NAME [--seconds N] [--seed S]   changed inputs for replies, wire, tokens or content: which break a promise?
  cargo xtask simulate --subscriber-years N [--seed S]   the seeded simulator against its independent model
  cargo xtask mutants [--crate NAME] [--shard K/N] [--minutes M]   break policy and scheduler on purpose; which changes does no test notice?
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<ExitCode> {
    let Some((command, rest)) = words.split_first() else {
        eprint!("{USAGE}");
        return Ok(ExitCode::from(2));
    };
    match command.as_str() {
        "test" => stages::test(rest),
        "postgres" => postgres::run_with(rest),
        "bench" => bench::run(rest),
        "crash" => crash::run(rest),
        "fuzz" => fuzz::run(rest),
        "simulate" => simulate::run(rest),
        "takeover" => takeover::run(rest),
        "mutants" => mutants::run(rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("there is no command `{other}`\n\n{USAGE}"),
    }
}
