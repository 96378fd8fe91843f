//! Ending when asked to: at the first SIGTERM or SIGINT nothing new begins, and what is on its way gets its answer within a limit;
//! at the second, or when that is over, the process ends at once. That is as safe as a kill: whatever had no answer by then
//! is in doubt, and the next tick notes it. It never decides what is on its way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// What was asked of this process.
#[derive(Clone)]
pub(crate) struct Signals {
    stopped: Arc<AtomicBool>,
    stage: watch::Receiver<Stage>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    GoesOn,
    Drains,
    Ends,
}

impl Signals {
    /// Listens from now on. `drain`: how long what is on its way may take after the first signal.
    ///
    /// # Errors
    /// The system does not let a process listen.
    pub(crate) fn listen(drain: Duration) -> std::io::Result<Self> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let stopped = Arc::new(AtomicBool::new(false));
        let (stages, stage) = watch::channel(Stage::GoesOn);
        let flag = Arc::clone(&stopped);
        tokio::spawn(async move {
            next(&mut terminate, &mut interrupt).await;
            flag.store(true, Ordering::Relaxed);
            stages.send_replace(Stage::Drains);
            tokio::select! {
                () = next(&mut terminate, &mut interrupt) => {}
                () = tokio::time::sleep(drain) => {}
            }
            stages.send_replace(Stage::Ends);
            // Whoever still waits for a stage gets it.
            std::future::pending::<()>().await;
        });
        Ok(Self { stopped, stage })
    }

    /// Whether nothing new begins.
    pub(crate) fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Resolves at the first signal.
    pub(crate) async fn first(&self) {
        self.reached(Stage::Drains).await;
    }

    /// Resolves when the process is to end at once.
    pub(crate) async fn at_once(&self) {
        self.reached(Stage::Ends).await;
    }

    async fn reached(&self, wanted: Stage) {
        let mut stage = self.stage.clone();
        if stage.wait_for(|stage| *stage >= wanted).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

async fn next(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
