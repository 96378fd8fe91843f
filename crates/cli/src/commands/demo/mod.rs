//! `lagom demo`: twelve weeks of two newsletters in a minute, on an embedded database and an embedded mail
//! catcher; then the pages and the mail to look at. It needs no configuration, keeps nothing, and
//! sends nothing anywhere but to its own catcher.

mod calendar;
mod cast;
mod ledger;
mod letters;
mod mailroom;
mod measure;
mod play;
mod promises;
mod reading;
mod regions;
mod report;
mod script;
mod show;
mod stage;

#[cfg(test)]
mod tests;

use crate::commands::serve::signalled;
use crate::failure::Ending;
use crate::output::{Output, at_a_terminal};
use calendar::{WEEKS, start_of, week_of};
use cast::{Member, cast};
use lagom_model::{Cadence, Timestamp};
use lagom_store::Person;
use ledger::Ledger;
use measure::{Reader, measure};
use play::{Played, play};
use promises::{Books, promises};
use report::{Told, number};
use stage::Stage;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

/// Readers in the demonstration.
const PEOPLE: usize = 2_800;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Stop after the table.
    #[arg(long)]
    exit: bool,
}

/// Plays, reports, then serves the pages and the mail until SIGTERM or SIGINT.
///
/// # Errors
/// A promise that was not kept, besides everything that can fail.
pub(crate) async fn run(args: &Args, output: Output) -> anyhow::Result<Ending> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let (stage, played, told) = tokio::select! {
        played = perform(&listener, PEOPLE, WEEKS, output) => played?,
        () = signalled() => anyhow::bail!("stopped before the last week"),
    };
    let styled = at_a_terminal() && std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty());
    let mut data = report::data(&told);
    let mut text = report::text(&told, styled);
    if !args.exit {
        let places = show::places(&stage, &played).await?;
        if let Some(data) = data.as_object_mut() {
            data.insert("pages".to_owned(), serde_json::to_value(&places)?);
        }
        text.push_str(&show::told(&places));
    }
    output.data(&data, &text)?;
    let broken: Vec<String> = promises(&told)
        .into_iter()
        .filter(|promise| !promise.kept)
        .map(|promise| promise.text)
        .collect();
    if !args.exit {
        show::serve(&stage, played, listener).await?;
    }
    if broken.is_empty() {
        Ok(Ending::Done)
    } else {
        anyhow::bail!("not kept: {}", broken.join(" "))
    }
}

/// The whole play with its report.
async fn perform(
    listener: &TcpListener,
    people: usize,
    weeks: u32,
    output: Output,
) -> anyhow::Result<(Stage, Played, Told)> {
    let began = Instant::now();
    let days = u64::from(weeks) * 7;
    let bar = output.progress("{spinner} {bar:32} {msg}", Some(days));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar.set_message("importing readers");
    let stage = Stage::set_up(listener).await?;
    let cast = cast(people);
    let people = stage.import(&cast).await?;
    let ledger = Ledger::new(stage.clock.clone());
    let progress = |now: Timestamp, mails: usize| {
        let day = now.since(start_of(0)).div_euclid(Timestamp::DAY);
        bar.set_position(u64::try_from(day).unwrap_or(0));
        let mails = number(mails as u64);
        bar.set_message(format!(
            "week {} of {weeks} · {mails} letters",
            week_of(now) + 1
        ));
    };
    let played = play(&stage, &cast, weeks, &ledger, &progress).await?;
    bar.set_message("reading the mail");
    stage.tick.relays.shutdown().await;

    let readers = readers(&stage, &cast).await?;
    let told = Told {
        people,
        weeks,
        ticks: played.ticks,
        turns: played.turns,
        counts: ledger.counts(),
        announcements: ledger.told(),
        measures: measure(
            &played.readings,
            &readers,
            &played.silences,
            &stage.house.policy,
        ),
        books: books(&stage, &played).await?,
        seconds: began.elapsed().as_secs_f64(),
    };
    bar.finish_and_clear();
    Ok((stage, played, told))
}

/// Everybody, by address, as far as measures ask.
async fn readers(stage: &Stage, cast: &[Member]) -> anyhow::Result<BTreeMap<String, Reader>> {
    let mut readers = BTreeMap::new();
    let only_events: BTreeSet<&str> = cast
        .iter()
        .filter(|one| had_only_events(one))
        .map(|one| one.address.as_str())
        .collect();
    let mut after = None;
    loop {
        let page = stage.house.store.people(after, 1_000).await?;
        for person in page.people {
            let Some(address) = person.address.clone() else {
                continue;
            };
            let only_events = only_events.contains(address.as_str()) || has_only_events(&person);
            let limits = person.facts.limits.iter();
            let reader = Reader {
                zone: person.facts.zone.clone(),
                raised: limits.map(|own| (own.days, own.most)).collect(),
                season: person.facts.season,
                only_events,
            };
            readers.insert(address, reader);
        }
        match page.after {
            Some(last) => after = Some(last),
            None => return Ok(readers),
        }
    }
}

fn had_only_events(member: &Member) -> bool {
    let mut cadences = [member.fjord, member.shed].into_iter().flatten();
    cadences.all(|cadence| cadence == Cadence::EventsOnly)
}

fn has_only_events(person: &Person) -> bool {
    let mut lines = person.lines.iter();
    lines.all(|line| line.choices.cadence == Cadence::EventsOnly)
}

/// The store's own books.
async fn books(stage: &Stage, played: &Played) -> anyhow::Result<Books> {
    let store = &stage.house.store;
    let letters = store.states().await?.into_iter();
    let mut parts: BTreeMap<_, u64> = BTreeMap::new();
    for row in store.balance().await? {
        *parts.entry(row.state).or_default() += row.parts;
    }
    let problems = store.problems(100).await?.into_iter();
    Ok(Books {
        planned: played.planned,
        letters: letters.map(|one| (one.state, one.count)).collect(),
        parts: parts.into_iter().collect(),
        problems: problems
            .map(|one| format!("{} {}: {}", one.invariant, one.row, one.what))
            .collect(),
    })
}
