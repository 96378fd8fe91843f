//! `cargo xtask bench wire`: how fast planned letters leave, gate and record included, on SQLite, beside Postfix's own
//! `smtp-source` with one constant message of the same size, both into `smtp-sink` on the same cores. Rounds alternate; figures are
//! medians. Planning is not measured: the run is paused while the letters are planned. How fast `crates/smtp` alone sends a constant
//! message is said besides: what store and gate cost is the difference.

mod house;
mod openssl;
mod sample;
mod source;

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use self::house::{House, Keys};
use self::source::Source;
use super::Figures;
use super::folder::Folder;
use super::pace::Pace;
use super::tick::product;
use super::tick::sink::Sink;

pub(super) const WHAT: &str = "letters to a relay beside smtp-source, plain and signed, and ten times as many [--messages N] [--rounds N]";

/// How large the benchmark is.
#[derive(Debug, PartialEq, Eq)]
struct Size {
    messages: u32,
    rounds: usize,
}

/// What one run did.
#[derive(Debug, Clone, Copy)]
struct Sent {
    wall: Duration,
    core_seconds: f64,
    peak_mb: f64,
}

/// Runs the benchmark.
///
/// # Errors
/// When a part cannot be started, or not every letter was accepted.
pub(super) fn run(words: &[&str]) -> Result<Figures> {
    let size = size(words)?;
    let lagom = product::build()?;
    let folder = Folder::make("wire")?;
    let source = Source::find()?;
    let house = House::plan(&lagom, &folder.path().join("planned"), size.messages)?;
    let idle = house.idle()?;
    eprintln!(
        "start and end of a process without letters: {} ms",
        idle.as_millis()
    );

    let pace = Pace::build()?;
    let mut alone = Vec::new();
    let mut rounds: Vec<(f64, [Sent; 3])> = Vec::new();
    for round in 1..=size.rounds {
        let reference = source.send(folder.path(), size.messages)?;
        let client = client(&pace, folder.path(), size.messages)?;
        alone.push(client);
        let mut sent = Vec::new();
        for keys in Keys::ALL {
            sent.push(house.send(&folder.path().join("round"), keys)?);
        }
        let [plain, ed25519, rsa] = sent[..] else {
            bail!("a run is missing");
        };
        eprintln!(
            "round {round}: smtp-source {reference:.0}/s, the client alone {client:.0}/s, {}",
            told(size.messages, &[plain, ed25519, rsa])
        );
        rounds.push((reference, [plain, ed25519, rsa]));
    }
    drop(house);

    let rate = |sent: &Sent| f64::from(size.messages) / sent.wall.as_secs_f64();
    let of = |nth: usize, what: &dyn Fn(&Sent) -> f64| {
        median(
            rounds
                .iter()
                .filter_map(|(_, sent)| sent.get(nth))
                .map(what)
                .collect(),
        )
    };
    let reference = median(rounds.iter().map(|(reference, _)| *reference).collect());
    let added = of(2, &|it| it.core_seconds) - of(0, &|it| it.core_seconds);
    let (plain, ed25519, rsa) = (of(0, &rate), of(1, &rate), of(2, &rate));

    let many = House::plan(&lagom, &folder.path().join("many"), size.messages * 10)?;
    let ten = many.send(&folder.path().join("round"), Keys::None)?;
    let once = of(0, &|it| it.wall.as_secs_f64()) - idle.as_secs_f64();
    let linearity = (ten.wall.as_secs_f64() - idle.as_secs_f64()) / (10.0 * once);
    Ok(Figures::from([
        ("smtp_source_msg_s", reference),
        ("client_alone_msg_s", median(alone)),
        ("plain_msg_s", plain),
        ("ed25519_msg_s", ed25519),
        ("rsa_msg_s", rsa),
        ("ratio_plain", plain / reference),
        ("ratio_ed25519", ed25519 / reference),
        (
            "rsa_cost_ratio",
            added / f64::from(size.messages) / openssl::seconds_per_signature()?,
        ),
        ("peak_rss_mb", ten.peak_mb),
        ("linearity", linearity),
    ]))
}

/// The client alone into a sink of its own: messages a second.
fn client(pace: &Pace, folder: &Path, messages: u32) -> Result<f64> {
    let sink = Sink::start(folder)?;
    let address = format!("127.0.0.1:{}", sink.port());
    let rate = pace.measure(&["near", &address, &messages.to_string()])?;
    let received = sink.stop()?;
    if received.is_some_and(|count| count != u64::from(messages)) {
        bail!("the client sent {messages}, smtp-sink received {received:?}");
    }
    Ok(rate)
}

fn told(messages: u32, sent: &[Sent]) -> String {
    let one = |it: &Sent| {
        let rate = f64::from(messages) / it.wall.as_secs_f64();
        let cost = it.core_seconds * 1e6 / f64::from(messages);
        format!("{rate:.0}/s ({cost:.0} µs of a core each)")
    };
    sent.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn size(words: &[&str]) -> Result<Size> {
    let mut size = Size {
        messages: 100_000,
        rounds: 5,
    };
    let mut rest = words;
    loop {
        rest = match rest {
            [] => return Ok(size),
            ["--messages", number, rest @ ..] => {
                size.messages = number
                    .parse()
                    .with_context(|| format!("`{number}` is not a number of messages"))?;
                rest
            }
            ["--rounds", number, rest @ ..] => {
                size.rounds = number
                    .parse()
                    .with_context(|| format!("`{number}` is not a number of rounds"))?;
                rest
            }
            [word, ..] => {
                bail!("`{word}` is not understood; options are `--messages N` and `--rounds N`")
            }
        };
    }
}

/// The one in the middle, or the mean of the two.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = |nth: usize| values.get(nth).copied().unwrap_or(f64::NAN);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        at(middle)
    } else {
        f64::midpoint(at(middle.wrapping_sub(1)), at(middle))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_counts() {
        assert!((median(vec![3.0, 1.0, 9.0]) - 3.0).abs() < 1e-9);
        assert!((median(vec![4.0, 1.0, 9.0, 2.0]) - 3.0).abs() < 1e-9);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn options_are_read_and_a_wrong_one_is_named() {
        let read = size(&["--messages", "500", "--rounds", "1"]).unwrap();
        assert_eq!(
            read,
            Size {
                messages: 500,
                rounds: 1
            }
        );
        assert!(
            size(&["--fast"])
                .unwrap_err()
                .to_string()
                .contains("`--fast`")
        );
    }
}
