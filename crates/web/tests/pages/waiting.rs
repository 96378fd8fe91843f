//! On a real socket: connections that say nothing, or not enough, keep no place from others.

use crate::support::Site;
use lagom_web::{Patience, serve};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// What does not come within this time will not come.
const LONG: Duration = Duration::from_secs(30);

struct Served {
    address: SocketAddr,
    ends: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl Served {
    async fn new(site: &Site, patience: Patience) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (ends, ended) = oneshot::channel::<()>();
        let app = site.router.clone();
        let server = tokio::spawn(async move {
            let until = async {
                let _ = ended.await;
            };
            serve(listener, app, patience, until).await;
        });
        Self {
            address,
            ends,
            server,
        }
    }

    /// A connection on which this was said.
    async fn saying(&self, said: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        stream
    }
}

/// What comes until the server closes.
async fn all(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    let read = timeout(LONG, stream.read_to_string(&mut answer)).await;
    read.expect("the server closes").unwrap();
    answer
}

#[tokio::test]
async fn who_says_nothing_is_sent_away_and_others_get_the_place() {
    let site = Site::new().await;
    let patience = Patience {
        head_within: Duration::from_millis(200),
        connections: 1,
    };
    let served = Served::new(&site, patience).await;
    for said in [
        "",
        "GET /healthz HTT",
        "GET /healthz HTTP/1.1\r\nHost: a\r\n",
    ] {
        let silent = served.saying(said).await;
        let asks = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        let other = served.saying(asks).await;
        assert!(all(other).await.starts_with("HTTP/1.1 200"), "{said:?}");
        assert!(!all(silent).await.contains("200"), "{said:?}");
    }
    // An answered connection may stay for the next request, but not for ever.
    let kept = served
        .saying("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        .await;
    assert!(all(kept).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn the_end_waits_for_nobody_who_is_idle() {
    let site = Site::new().await;
    let patience = Patience {
        head_within: Duration::from_hours(1),
        ..Patience::default()
    };
    let served = Served::new(&site, patience).await;
    let mut idle = served
        .saying("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        .await;
    let mut first = [0; 12];
    idle.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    served.ends.send(()).unwrap();
    let ended = timeout(LONG, served.server).await;
    ended.expect("the server ends").unwrap();
}
