//! `lagom doctor`: the surroundings. What the name servers say of the senders' domains, whether the relay takes us, the database,
//! its clock and what stands in it, room on the disk, keys, the readers' pages. It sends nothing and changes nothing.

mod line;
mod names;
mod places;
mod records;

use crate::config::{self, File};
use crate::failure::Ending;
use crate::output::Output;
use crate::wire::Flags;
use line::{Health, Line};
use names::Names;
use records::{Identity, domain_of};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::SocketAddr;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Ask this name server in place of the machine's, such as `9.9.9.9:53`.
    #[arg(long, value_name = "ADDRESS:PORT")]
    name_server: Option<SocketAddr>,
    /// Ask no name server.
    #[arg(long, conflicts_with = "name_server")]
    offline: bool,
}

/// Examines everything, however much of it is ill.
pub(crate) async fn run(args: &Args, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let file = config::load(&flags.config)?;
    let mut lines = configuration(&file, flags);
    lines.push(places::keys(&file));
    lines.extend(places::database(&file, flags).await);
    lines.extend(places::room(&file));
    for way in file.ways_out() {
        lines.push(places::relay(&file, way).await);
    }
    lines.push(places::pages(&file).await);
    if !args.offline {
        lines.extend(domains(&file, args.name_server).await);
    }
    output.data(&lines, &told(&lines))?;
    let worst = lines.iter().map(|line| line.health).max();
    Ok(if worst == Some(Health::Fail) {
        Ending::Wrong
    } else {
        Ending::Done
    })
}

/// What `lagom check` would refuse.
fn configuration(file: &File, flags: &Flags) -> Vec<Line> {
    let found = config::problems(file, flags.clock().now());
    let errors = found.iter().filter(|finding| finding.error);
    let mut lines: Vec<Line> = errors
        .map(|finding| {
            let found = format!("`{}`: {}", finding.key, finding.message);
            Line::fail("configuration", found, "`lagom check` tells all of it")
        })
        .collect();
    if lines.is_empty() {
        lines.push(Line::ok("configuration", "can be used"));
    }
    lines
}

/// What name servers say of every sender's domains, and of the keys that sign.
async fn domains(file: &File, server: Option<SocketAddr>) -> Vec<Line> {
    let names = match Names::new(server) {
        Ok(names) => names,
        Err(error) => {
            let found = format!("no name server can be asked: {error}");
            return vec![Line::fail("dns", found, "name one with `--name-server`")];
        }
    };
    let mut lines = Vec::new();
    let mut signing = Vec::new();
    for (signs, key) in file
        .dkim_keys()
        .into_iter()
        .filter_map(|(signs, key)| Some((signs, key.ok()?)))
    {
        if signs {
            signing.push(key.domain().to_ascii_lowercase());
        }
        lines.push(match names.texts(&key.record_name()).await {
            Ok(texts) => records::dkim(&key, signs, &texts),
            Err(error) => unanswered(&key.record_name(), &error),
        });
    }
    let (mut from_seen, mut back_seen) = (BTreeSet::new(), BTreeSet::new());
    for sender in file.senders.values() {
        let from = domain_of(&sender.from);
        let envelope = domain_of(sender.bounce_address.as_deref().unwrap_or(&sender.from));
        if back_seen.insert(envelope.clone()) {
            lines.extend(envelope_lines(&names, &envelope).await);
        }
        if from_seen.insert((from.clone(), envelope.clone())) {
            let who = Identity {
                from: &from,
                envelope: &envelope,
                signing: &signing,
            };
            lines.extend(policy_lines(&names, &who).await);
        }
    }
    lines
}

async fn envelope_lines(names: &Names, domain: &str) -> Vec<Line> {
    let spf = match names.texts(domain).await {
        Ok(texts) => records::spf(domain, &texts),
        Err(error) => unanswered(domain, &error),
    };
    let back = match names.mail_servers(domain).await {
        Ok(servers) => {
            let machine = servers.is_empty() && names.has_address(domain).await;
            records::returns(domain, &servers, machine)
        }
        Err(error) => unanswered(domain, &error),
    };
    vec![spf, back]
}

/// The policy of a domain stands at its own name, else at that of the domain above (RFC 7489, section 6.6.3).
async fn policy_lines(names: &Names, who: &Identity<'_>) -> Vec<Line> {
    let mut domain = who.from;
    loop {
        let at = format!("_dmarc.{domain}");
        let texts = match names.texts(&at).await {
            Ok(texts) => texts,
            Err(error) => return vec![unanswered(&at, &error)],
        };
        let above = domain.split_once('.').map(|(_, above)| above);
        match above.filter(|above| texts.is_empty() && above.contains('.')) {
            Some(above) => domain = above,
            None => return records::dmarc(who, &texts),
        }
    }
}

fn unanswered(name: &str, error: &str) -> Line {
    Line::warn(
        "dns",
        format!("no answer about `{name}`: {error}"),
        "try again, or name another server with `--name-server`",
    )
}

fn told(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let mark = match line.health {
            Health::Ok => "ok  ",
            Health::Warn => "warn",
            Health::Fail => "FAIL",
        };
        let _ = writeln!(text, "{mark}  {:<14} {}", line.of, line.found);
        if let Some(hint) = &line.hint {
            let _ = writeln!(text, "      {:<14} → {hint}", "");
        }
    }
    text
}
