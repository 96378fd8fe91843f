//! The pages on a socket. Who opens a connection and says nothing, or says it drop by drop, keeps no place from others.

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

/// After a failure of the system (no more files to open), the next connection is accepted this much later.
const BREATH: Duration = Duration::from_secs(1);

/// What clients may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// A request's head must be there within this time, the first one and each that follows on the same connection. Servers
    /// in front keep idle connections for one minute or two: who hangs up before them may miss a press that is on its way.
    pub head_within: Duration,
    /// So many connections at once; more wait until one ends.
    pub connections: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head_within: Duration::from_secs(150),
            connections: 1_000,
        }
    }
}

/// Serves until `until` is over, and then what was begun.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    patience: Patience,
    until: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience.head_within);
    let places = Arc::new(Semaphore::new(patience.connections));
    let open = GracefulShutdown::new();
    let mut until = pin!(until);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((place, accept(&listener).await))
        };
        let (place, (stream, peer)) = tokio::select! {
            Some(next) = next => next,
            () = &mut until => break,
        };
        let app = app.clone();
        let answer = move |request: hyper::Request<Incoming>| {
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            app.clone().oneshot(request)
        };
        let connection = http.serve_connection(TokioIo::new(stream), service_fn(answer));
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // A client that went away, or was sent away, is nobody's failure.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    open.shutdown().await;
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}
