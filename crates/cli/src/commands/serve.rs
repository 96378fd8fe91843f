//! `lagom serve`: the readers' pages; with `--work` the ticks too.

use crate::failure::{Ending, Usage};
use crate::output::Output;
use crate::signals::Signals;
use crate::wire::{Flags, Wired};
use lagom_app::tick::Progress;
use lagom_dispatch::Nobody;
use lagom_web::{Patience, WebOptions, router_with, serve};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How often `--work` looks for something due.
const EVERY: Duration = Duration::from_secs(30);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Plan and dispatch too: no cron needed.
    #[arg(long)]
    work: bool,
    /// Where to listen, in place of the configuration's `web.listen`.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// After SIGTERM or SIGINT, pages and letters that are on their way have so many seconds.
    #[arg(long, value_name = "N", default_value_t = 20)]
    drain_seconds: u64,
}

/// Serves until SIGTERM or SIGINT.
pub(crate) async fn run(args: &Args, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let wired = flags.wire().await?;
    let address = args.listen.as_deref().unwrap_or(&wired.file.web.listen);
    let listener = TcpListener::bind(address).await.map_err(|error| {
        Usage(format!(
            "configuration key `web.listen`: `{address}`: {error}"
        ))
    })?;
    let web = &wired.file.web;
    let options = WebOptions {
        behind_proxy: web.behind_proxy,
        joins_a_minute: web.joins_a_minute,
        joins_an_hour_from_a_network: web.joins_an_hour_from_a_network,
        ..WebOptions::default()
    };
    let templates = wired.file.page_templates()?;
    let app = router_with(wired.installation.clone(), options, templates);
    output.note(&format!("serving on http://{}/", listener.local_addr()?));
    let signals = Signals::listen(Duration::from_secs(args.drain_seconds))?;
    let first = signals.clone();
    let server = serve(listener, app, Patience::default(), async move {
        first.first().await;
    });
    let working = args
        .work
        .then(|| Worker::start(&wired, signals.clone()))
        .transpose()?;
    let all = async {
        server.await;
        match working {
            Some(worker) => Ok(worker.task.await?),
            None => Ok(()),
        }
    };
    tokio::select! {
        done = all => done.map(|()| Ending::Done),
        () = signals.at_once() => {
            output.note("lagom: stopped before everything that was on its way had an answer");
            Ok(Ending::TryLater)
        }
    }
}

/// Ticks beside the server, and ends between two gates: nothing is left in flight.
struct Worker {
    task: JoinHandle<()>,
}

impl Worker {
    fn start(wired: &Wired, signals: Signals) -> anyhow::Result<Self> {
        let tick = wired.tick()?;
        let installation = wired.installation.clone();
        let task = tokio::spawn(async move {
            while !signals.stopped() {
                let goes_on = |_: Progress<'_>| !signals.stopped();
                match tick.run(&installation, &Nobody, &goes_on).await {
                    Ok(report) if report.needs_another() => {
                        tracing::warn!(dispatched = ?report.dispatched, "a tick needs another");
                    }
                    Ok(_) => {}
                    // The next one tries again.
                    Err(error) => tracing::error!(%error, "a tick failed"),
                }
                tokio::select! {
                    () = tokio::time::sleep(EVERY) => {}
                    () = signals.first() => {}
                }
            }
            tick.relays.shutdown().await;
        });
        Ok(Self { task })
    }
}

/// Resolves at SIGTERM or SIGINT.
pub(crate) async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
