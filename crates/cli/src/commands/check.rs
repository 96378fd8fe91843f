//! `lagom check`: the configuration, and whether the policy can serve its own menu.

use crate::config;
use crate::failure::Ending;
use crate::output::Output;
use crate::wire::Flags;
use std::fmt::Write as _;

/// Prints everything that is wrong at once.
pub(crate) fn run(flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let file = config::load(&flags.config)?;
    let findings = config::problems(&file, flags.clock().now());
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
