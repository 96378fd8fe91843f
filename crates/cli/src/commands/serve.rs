//! `lagom serve`: the readers' pages; with `--work` the ticks too.

use crate::failure::{Ending, Usage};
use crate::output::Output;
use crate::wire::{Flags, Wired};
use anyhow::Context as _;
use lagom_app::tick::Progress;
use lagom_dispatch::Nobody;
use lagom_web::{WebOptions, router_with};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Notify;
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
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, app).with_graceful_shutdown(signalled());
    let working = args.work.then(|| Worker::start(&wired)).transpose()?;
    server.await.context("serving")?;
    if let Some(worker) = working {
        worker.drain().await?;
    }
    Ok(Ending::Done)
}

/// Ticks beside the server, and ends between two gates: nothing is left in flight.
struct Worker {
    stop: Arc<AtomicBool>,
    wake: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Worker {
    fn start(wired: &Wired) -> anyhow::Result<Self> {
        let tick = wired.tick()?;
        let installation = wired.installation.clone();
        let (stop, wake) = (Arc::new(AtomicBool::new(false)), Arc::new(Notify::new()));
        let (stopped, woken) = (Arc::clone(&stop), Arc::clone(&wake));
        let task = tokio::spawn(async move {
            while !stopped.load(Ordering::Relaxed) {
                let goes_on = |_: Progress<'_>| !stopped.load(Ordering::Relaxed);
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
                    () = woken.notified() => {}
                }
            }
            tick.transport.shutdown().await;
        });
        Ok(Self { stop, wake, task })
    }

    async fn drain(self) -> anyhow::Result<()> {
        self.stop.store(true, Ordering::Relaxed);
        self.wake.notify_one();
        Ok(self.task.await?)
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
