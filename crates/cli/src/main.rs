//! The binary `lagom`: flags, configuration, wiring. It alone names backends and configuration; every
//! verb is a file in `commands`, and what a verb does is a use-case of `lagom-app`.

mod commands;
mod config;
mod database;
mod failure;
mod keys;
mod nowhere;
mod output;
mod secrets;
mod signals;
mod upcoming;
mod wire;

use clap::{CommandFactory as _, Parser, Subcommand};
use commands::{
    audit, backup, check, demo, doctor, erase, explain, export, feedback, forecast, holidays,
    import, init, issue, join_form, link, migrate, outbox, run, serve, tick,
};
use failure::Ending;
use lagom_model::Timestamp;
use output::Output;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;
use wire::Flags;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Letters as often as each reader likes: not too much, not too little.
#[derive(Debug, Parser)]
#[command(name = "lagom", version, max_term_width = 100)]
struct Cli {
    /// The configuration file.
    #[arg(
        long,
        global = true,
        env = "LAGOM_CONFIG",
        default_value = "lagom.toml",
        value_name = "FILE"
    )]
    config: PathBuf,
    /// Print JSON on standard output.
    #[arg(long, global = true)]
    json: bool,
    /// Let the clock stand still at this instant (RFC 3339); only where no mail can leave this machine.
    #[arg(long, global = true, value_name = "T", value_parser = instant)]
    now: Option<Timestamp>,
    /// Say more on standard error; twice: everything.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Twelve weeks of two newsletters in a minute, then the pages and the mail to look at.
    Demo(demo::Args),
    /// Make a new installation: configuration, keys, database.
    Init(init::Args),
    /// Check the configuration, and whether the policy can serve its own menu.
    Check,
    /// Examine the surroundings: name servers, relay, database, disk, the readers' pages.
    Doctor(doctor::Args),
    /// Bring the database to this program's version.
    Migrate,
    /// Import subscribers, or take an import back.
    #[command(subcommand)]
    Import(import::Verb),
    /// Issues, from draft to letter.
    #[command(subcommand)]
    Issue(issue::Verb),
    /// Plan and dispatch all that is due: what cron calls.
    Tick(tick::Args),
    /// Serve the readers' pages.
    Serve(serve::Args),
    /// Why somebody got a letter, or did not, and what comes next.
    Explain(explain::Args),
    /// What the coming weeks bring, under this policy or another.
    Forecast(forecast::Args),
    /// Has the promise been kept? Every item and message on record is recounted; exit code 3 if it was not.
    Audit(audit::Args),
    /// A signed link to a subscriber's preference page.
    Link(link::Args),
    /// The form on which one joins, as a piece of HTML for your own page.
    JoinForm(join_form::Args),
    /// Everything that is kept of a subscriber.
    Export(export::Args),
    /// Erase a subscriber: what tells who they are goes, and stays away.
    Erase(erase::Args),
    /// Letters that are held, failed or waiting.
    #[command(subcommand)]
    Outbox(outbox::Verb),
    /// What readers say of how much comes, and what would suit them better.
    Feedback(feedback::Args),
    /// Public holidays, for quiet days.
    #[command(subcommand)]
    Holidays(holidays::Verb),
    /// Copy the installation, keys included, into one encrypted file.
    Backup(backup::BackupArgs),
    /// Take a backup into an empty installation; nothing is sent until you have answered `run status`.
    Restore(backup::RestoreArgs),
    /// Whose letters go and whose wait.
    #[command(subcommand)]
    Run(run::Verb),
    /// Completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// The manual page, in roff.
    #[command(hide = true)]
    Manual,
}

fn instant(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text)
        .ok_or_else(|| format!("`{text}` is no instant; write it like `2026-11-21T09:00:00Z`"))
}

/// Help and version as they are asked for; words that cannot be understood with 2, and as JSON for who reads JSON.
fn told_by_clap(told: &clap::Error) -> ExitCode {
    let json = std::env::args_os().any(|word| word == "--json");
    if !json || !told.use_stderr() {
        told.exit();
    }
    let text = told.to_string();
    let paragraphs = text.split("\n\n");
    let is_said = |it: &&str| !it.starts_with("Usage:") && !it.starts_with("For more information");
    let said: Vec<&str> = paragraphs
        .filter(is_said)
        .flat_map(str::split_whitespace)
        .collect();
    let output = Output { json, tried: false };
    let wrong = failure::Usage(said.join(" ").trim_start_matches("error: ").to_owned());
    output.error(&wrong.into());
    ExitCode::from(2)
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(told) => return told_by_clap(&told),
    };
    log_to_stderr(cli.verbose);
    let output = Output {
        json: cli.json,
        tried: false,
    };
    let result = tokio::runtime::Runtime::new()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(obey(cli, output)));
    if let Err(error) = &result {
        output.error(error);
    }
    failure::code(&result)
}

async fn obey(cli: Cli, output: Output) -> anyhow::Result<Ending> {
    let flags = Flags {
        config: cli.config,
        now: cli.now,
        dry_run: false,
    };
    match cli.verb {
        Verb::Demo(args) => demo::run(&args, output).await,
        Verb::Init(args) => init::run(&args, &flags, output).await,
        Verb::Check => check::run(&flags, output),
        Verb::Doctor(args) => doctor::run(&args, &flags, output).await,
        Verb::Migrate => migrate::run(&flags, output).await,
        Verb::Import(verb) => import::run(verb, flags, output).await,
        Verb::Issue(verb) => issue::run(verb, &flags, output).await,
        Verb::Tick(args) => tick::run(&args, flags, output).await,
        Verb::Serve(args) => serve::run(&args, &flags, output).await,
        Verb::Explain(args) => explain::run(&args, &flags, output).await,
        Verb::Forecast(args) => forecast::run(&args, &flags, output).await,
        Verb::Audit(args) => audit::run(&args, &flags, output).await,
        Verb::Link(args) => link::run(&args, &flags, output).await,
        Verb::JoinForm(args) => join_form::run(&args, &flags, output).await,
        Verb::Export(args) => export::run(&args, &flags, output).await,
        Verb::Erase(args) => erase::run(&args, flags, output).await,
        Verb::Outbox(verb) => outbox::run(verb, flags, output).await,
        Verb::Feedback(args) => feedback::run(&args, &flags, output).await,
        Verb::Holidays(verb) => holidays::run(verb, &flags, output),
        Verb::Backup(args) => backup::backup(&args, &flags, output).await,
        Verb::Restore(args) => backup::restore(&args, &flags, output).await,
        Verb::Run(verb) => run::run(verb, flags, output).await,
        Verb::Completions { shell } => {
            let (mut command, mut script) = (Cli::command(), Vec::new());
            clap_complete::generate(shell, &mut command, "lagom", &mut script);
            Output::bytes(&script).map(|()| Ending::Done)
        }
        Verb::Manual => {
            let mut manual = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut manual)?;
            Output::bytes(&manual).map(|()| Ending::Done)
        }
    }
}

/// Logs go to standard error: warnings, more with `-v`, or what `RUST_LOG` says.
fn log_to_stderr(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "info",
        _ => "debug",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
        .with_target(false)
        .compact()
        .init();
}
