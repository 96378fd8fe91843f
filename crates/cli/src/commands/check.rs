//! `lagom check`: the configuration, and whether the policy can serve its own menu.

use crate::config::{self, File, Finding};
use crate::database;
use crate::failure::Ending;
use crate::output::Output;
use crate::wire::{self, Flags};
use std::fmt::Write as _;

/// What only the commands that use it would refuse: where mail goes, where pages are served, where the database is.
fn outside(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut error = |key: String, message: String| {
        let error = true;
        found.push(Finding {
            error,
            key,
            message,
        });
    };
    if let Err(wrong) = database::kind(&file.database) {
        error("database.url".to_owned(), wrong.to_string());
    }
    for way in file.ways_out() {
        let key = format!("{}.relay", way.section());
        if let Err(wrong) = wire::examine(file, way) {
            error(key, wrong.to_string());
        }
    }
    let listen = &file.web.listen;
    let place = listen.rsplit_once(':');
    if place.is_none_or(|(host, port)| host.is_empty() || port.parse::<u16>().is_err()) {
        let message = format!("`{listen}` is no `HOST:PORT`, such as `127.0.0.1:8080`");
        error("web.listen".to_owned(), message);
    }
    found
}

/// Prints everything that is wrong at once.
pub(crate) fn run(flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let file = config::load(&flags.config)?;
    let mut findings = config::problems(&file, flags.clock().now());
    findings.splice(0..0, outside(&file));
    let mut text = String::new();
    for finding in &findings {
        let kind = if finding.error { "error" } else { "warning" };
        let _ = writeln!(text, "{kind}: {}: {}", finding.key, finding.message);
    }
    let wrong = findings.iter().any(|finding| finding.error);
    if findings.is_empty() {
        text.push_str("everything is in order\n");
    }
    output.data(&findings, &text)?;
    Ok(if wrong { Ending::Wrong } else { Ending::Done })
}
