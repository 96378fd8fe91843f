//! A login whose secret is longer than a command may be, as the tokens of OAuth 2 are.

use std::net::SocketAddr;

use lagom_smtp::{TransportOptions, connect};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::options;

/// A server that asks for what a bare `AUTH` did not say; the lines that it was told until a login was good.
async fn server(mechanism: &'static str) -> (SocketAddr, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut talk = BufReader::new(&mut stream);
        talk.write_all(b"220 here\r\n").await.unwrap();
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            talk.read_line(&mut line).await.unwrap();
            let answer = if line.starts_with("EHLO") {
                format!("250-here\r\n250 AUTH {mechanism}\r\n")
            } else if line == format!("AUTH {mechanism}\r\n") {
                "334 \r\n".to_owned()
            } else {
                "235 welcome\r\n".to_owned()
            };
            talk.write_all(answer.as_bytes()).await.unwrap();
            lines.push(line);
            if answer.starts_with("235") {
                return lines;
            }
        }
    });
    (address, heard)
}

/// The length of each line of a login with a password of so many bytes.
async fn lengths(mechanism: &'static str, password: usize) -> Vec<usize> {
    let (address, heard) = server(mechanism).await;
    let options = TransportOptions {
        user: Some("news".into()),
        password: Some("p".repeat(password).into()),
        ..options()
    };
    let transport = connect(&format!("smtp://{address}"), options).unwrap();
    transport.probe().await.unwrap();
    let lines = heard.await.unwrap();
    lines.iter().skip(1).map(String::len).collect()
}

#[tokio::test]
async fn a_secret_too_long_for_a_command_waits_until_it_is_asked_for() {
    for (mechanism, short, long) in [("PLAIN", 366, 367), ("XOAUTH2", 348, 349)] {
        let once = lengths(mechanism, short).await;
        assert!(matches!(once[..], [507..=512]), "{once:?}");
        let twice = lengths(mechanism, long).await;
        assert!(matches!(twice[..], [..=14, 480..=512]), "{twice:?}");
        let token = lengths(mechanism, 2_500).await;
        assert!(matches!(token[..], [..=14, 3_300..=3_500]), "{token:?}");
    }
}
