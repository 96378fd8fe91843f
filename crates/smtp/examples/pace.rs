//! How fast this client alone takes mail away, ten connections and one constant message of 10 kB:
//!
//! - `pace far [CHUNKING] [BUDGET] [MESSAGES]`: with 50 ms of round trip, into this repository's recorder (`cargo xtask bench rtt`);
//! - `pace near ADDRESS MESSAGES`: to a server on this machine (`cargo xtask bench wire`, as the ceiling of what a store and a gate
//!   leave of it).
//!
//! Prints one line of JSON; it never leaves this machine.

#![expect(clippy::print_stdout, reason = "an example talks to the terminal")]

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use lagom_catcher::{Behaviour, Catcher, CatcherOptions};
use lagom_smtp::{Outgoing, Transport, TransportOptions, connect};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// One way; there and back it is 50 ms.
const ONE_WAY: Duration = Duration::from_millis(25);
const CONNECTIONS: usize = 10;
/// A relay is trusted with more than one message in flight after so many.
const TRUSTED_AFTER: usize = 1000;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (messages, seconds) = match *words {
        ["near", address, messages] => near(address, messages.parse()?).await?,
        ["far", "CHUNKING", ref rest @ ..] => far(true, rest).await?,
        ["far", ref rest @ ..] => far(false, rest).await?,
        _ => {
            return Err(
                "say `far [CHUNKING] [BUDGET] [MESSAGES]` or `near ADDRESS MESSAGES`".into(),
            );
        }
    };
    println!("{{\"messages\":{messages},\"seconds\":{seconds}}}");
    Ok(())
}

/// To a server on this machine: messages and seconds.
async fn near(address: &str, messages: usize) -> Result<(usize, f64)> {
    let options = TransportOptions {
        connections: CONNECTIONS,
        messages_per_connection: u32::MAX,
        ..TransportOptions::default()
    };
    let transport = connect(&format!("smtp://{address}"), options)?;
    let began = Instant::now();
    send(&transport, &letter().into(), messages).await?;
    let seconds = began.elapsed().as_secs_f64();
    transport.shutdown().await;
    Ok((messages, seconds))
}

/// To a recorder far away: messages and seconds.
async fn far(chunking: bool, words: &[&str]) -> Result<(usize, f64)> {
    let in_doubt = words.first().map_or(Ok(32), |word| word.parse())?;
    let messages: usize = words.get(1).map_or(Ok(4000), |word| word.parse())?;
    let mut offered = vec!["PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES"];
    offered.extend(chunking.then_some("CHUNKING"));
    let options = CatcherOptions {
        keep: 1,
        ..CatcherOptions::default()
    };
    let catcher = Catcher::start("127.0.0.1:0", options).await?;
    catcher.behave(Behaviour::friendly().offering(offered));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let relay = format!("smtp://{}", listener.local_addr()?);
    let server = catcher.address();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(far_away(client, server));
        }
    });
    let options = TransportOptions {
        connections: CONNECTIONS,
        in_doubt,
        messages_per_connection: u32::MAX,
        ..TransportOptions::default()
    };
    let transport = connect(&relay, options)?;
    let letter: Bytes = letter().into();
    send(&transport, &letter, TRUSTED_AFTER).await?;
    let began = Instant::now();
    send(&transport, &letter, messages).await?;
    let seconds = began.elapsed().as_secs_f64();
    transport.shutdown().await;
    Ok((messages, seconds))
}

/// Sends so many, as many at once as the transport can use.
async fn send(transport: &Arc<dyn Transport>, letter: &Bytes, messages: usize) -> Result<()> {
    let mut flying = JoinSet::new();
    let mut left = messages;
    loop {
        while left > 0 && flying.len() < transport.concurrency() {
            left -= 1;
            let transport = Arc::clone(transport);
            let to = format!("person{left}@bench.example").parse()?;
            let mail = Outgoing::new("news@bench.example".parse()?, to, letter.clone());
            flying.spawn(async move { transport.send(mail).await });
        }
        match flying.join_next().await {
            None => return Ok(()),
            Some(outcome) => {
                let outcome = outcome?;
                if !outcome.is_accepted() {
                    return Err(outcome.to_string().into());
                }
            }
        }
    }
}

/// A message of about 10 kB.
fn letter() -> Vec<u8> {
    let head = "From: news@bench.example\r\nSubject: At a pace\r\n\r\n";
    let line = "The harbour master counts the boats and writes the number in the book.\r\n";
    [head.to_owned(), line.repeat(140)].concat().into_bytes()
}

/// Carries a connection's bytes both ways, each late by half a round trip and in order.
async fn far_away(client: TcpStream, server: std::net::SocketAddr) -> io::Result<()> {
    let server = TcpStream::connect(server).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::try_join!(carry(from_client, to_server), carry(from_server, to_client))?;
    Ok(())
}

async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
) -> io::Result<()> {
    let (road, mut end) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let departs = async move {
        let mut bytes = vec![0; 64 << 10];
        loop {
            let count = from.read(&mut bytes).await?;
            let some = bytes.get(..count).unwrap_or_default();
            let gone = road
                .send((Instant::now() + ONE_WAY, some.to_vec()))
                .is_err();
            if count == 0 || gone {
                return io::Result::Ok(());
            }
        }
    };
    let arrives = async move {
        while let Some((at, bytes)) = end.recv().await {
            sleep_until(at).await;
            if bytes.is_empty() {
                break;
            }
            to.write_all(&bytes).await?;
        }
        to.shutdown().await
    };
    tokio::try_join!(departs, arrives)?;
    Ok(())
}
