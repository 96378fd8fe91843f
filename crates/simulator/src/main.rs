//! `lagom-simulator`: runs worlds until there are enough subscriber-years, and says what never occurred. Exit 1 on a
//! violation, with the command that replays it.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's tool talks to the terminal"
)]

use lagom_simulator::runs::{Options, runs};
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let options = match Options::parse(&words) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match runs(&options, &|line| eprintln!("{line}")) {
        Ok(report) => {
            println!("{}", report.text);
            if report.good {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            eprintln!("simulate: {error:#}");
            ExitCode::FAILURE
        }
    }
}
