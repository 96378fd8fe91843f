//! `lagom holidays`: which countries' public holidays are known, and a file of them from a calendar (`.ics`). It changes
//! no configuration and no policy: a file counts once the configuration names it.

mod calendar;

use crate::config::holidays::{HolidayFile, KEY, is_country, shipped};
use crate::failure::{Ending, Usage};
use crate::output::Output;
use crate::wire::Flags;
use anyhow::Context as _;
use serde_json::json;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    /// Countries whose public holidays come with the program, and the years they cover.
    List,
    /// Make a file of public holidays from a calendar of whole-day events (`.ics`).
    ///
    /// An event that returns every year gets a day in each of the years; other repetitions, and events with a time
    /// of day, are left out and named.
    Import {
        /// The calendar; `-` for standard input.
        file: PathBuf,
        /// Whose holidays they are, in two capitals such as `EE`.
        #[arg(long, value_name = "XX")]
        country: String,
        /// First and last year, such as `2026-2027`; without it, those of the calendar's own days.
        #[arg(long, value_name = "FROM-TO", value_parser = calendar::years)]
        years: Option<(i32, i32)>,
        /// Where to write; without it `holidays/xx.toml` beside the configuration.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Replace the file if it is there.
        #[arg(long)]
        replace: bool,
        /// Read and check everything, write nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs a verb.
pub(crate) fn run(verb: Verb, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    match verb {
        Verb::List => list(output),
        Verb::Import {
            file,
            country,
            years,
            out,
            replace,
            dry_run,
        } => {
            let wanted = Wanted {
                country: &country,
                years,
                out,
                replace,
                dry_run,
            };
            import(&file, wanted, flags, output)
        }
    }
}

fn list(output: Output) -> anyhow::Result<Ending> {
    let mut text = String::new();
    let mut data = Vec::new();
    for file in shipped() {
        let (first, last) = file.years;
        let days = file.days.len();
        let _ = writeln!(
            text,
            "{}  {first} to {last}  {days} days  {}",
            file.country, file.source
        );
        data.push(json!({
            "country": file.country, "years": file.years, "days": days, "source": file.source,
        }));
    }
    output.data(&data, &text)?;
    Ok(Ending::Done)
}

struct Wanted<'a> {
    country: &'a str,
    years: Option<(i32, i32)>,
    out: Option<PathBuf>,
    replace: bool,
    dry_run: bool,
}

fn import(
    path: &Path,
    wanted: Wanted<'_>,
    flags: &Flags,
    output: Output,
) -> anyhow::Result<Ending> {
    let country = wanted.country;
    if !is_country(country) {
        let message = format!("`{country}` is no country; write it in two capitals, such as `EE`");
        return Err(Usage(message).into());
    }
    let text = read(path)?;
    let source = path
        .file_name()
        .map_or("standard input".into(), |name| name.to_string_lossy());
    let (file, left_out) = calendar::holidays(&text, country, &source, wanted.years)?;
    let beside = flags.config.parent().unwrap_or_else(|| Path::new("."));
    let named = format!("holidays/{}.toml", country.to_ascii_lowercase());
    let target = wanted.out.unwrap_or_else(|| beside.join(&named));
    if target.exists() && !wanted.replace {
        let target = target.display();
        let message = format!(
            "`{target}` is there already; `--replace` writes over it, `--out FILE` elsewhere"
        );
        return Err(Usage(message).into());
    }
    if !wanted.dry_run {
        write(&target, &file)?;
    }
    let data = json!({
        "file": target, "country": country, "years": file.years, "days": file.days,
        "left_out": left_out,
    });
    output
        .of_trial(wanted.dry_run)
        .data(&data, &told(&file, &left_out, &target, wanted.dry_run))?;
    Ok(Ending::Done)
}

fn read(path: &Path) -> anyhow::Result<String> {
    if path.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(path).with_context(|| format!("`{}`", path.display()))
}

fn write(target: &Path, file: &HolidayFile) -> anyhow::Result<()> {
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder `{}` cannot be made", folder.display()))?;
    }
    std::fs::write(target, toml::to_string(file)?)
        .with_context(|| format!("`{}` cannot be written", target.display()))
}

fn told(file: &HolidayFile, left_out: &[String], target: &Path, dry_run: bool) -> String {
    let (first, last) = file.years;
    let mut text = format!("{} days from {first} to {last}\n", file.days.len());
    for what in left_out {
        let _ = writeln!(text, "  left out: {what}");
    }
    if !dry_run {
        let target = target.display();
        let _ = writeln!(
            text,
            "`{target}` counts once `{KEY}` names it, by its path from the configuration"
        );
    }
    text
}
