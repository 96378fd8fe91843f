//! A tap in the wire between a client and a relay: it hands on every byte and remembers what the client said.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What the client said, a connection after the other.
type Heard = Arc<Mutex<Vec<Vec<u8>>>>;

/// A running tap. It ends with the process.
pub(super) struct Tap {
    port: u16,
    heard: Heard,
}

impl Tap {
    /// Listens on loopback, before a port of loopback.
    pub(super) fn before(relay: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Heard::default();
        let all = heard.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let server = TcpStream::connect(("127.0.0.1", relay)).unwrap();
                hand_on(&client, &server, &all);
            }
        });
        Self { port, heard }
    }

    /// Its port of loopback.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The messages that were said so far, their bytes as they are meant: dots undone.
    pub(super) fn messages(&self) -> Vec<Message> {
        let heard = self.heard.lock().unwrap();
        heard.iter().flat_map(|said| messages(said)).collect()
    }
}

/// A message, and how it was said.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) bytes: Vec<u8>,
    /// By BDAT, not by DATA.
    pub(super) in_chunks: bool,
}

/// Both directions, a thread each.
fn hand_on(client: &TcpStream, server: &TcpStream, all: &Heard) {
    let nth = {
        let mut all = all.lock().unwrap();
        all.push(Vec::new());
        all.len() - 1
    };
    let all = all.clone();
    let remember = move |bytes: &[u8]| all.lock().unwrap()[nth].extend_from_slice(bytes);
    pour(client, server, remember);
    pour(server, client, |_| {});
}

fn pour(from: &TcpStream, into: &TcpStream, seen: impl Fn(&[u8]) + Send + 'static) {
    let (mut from, mut into) = (from.try_clone().unwrap(), into.try_clone().unwrap());
    into.set_nodelay(true).unwrap();
    thread::spawn(move || {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            seen(&buffer[..read]);
            if into.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        into.shutdown(Shutdown::Write).ok();
    });
}

/// Reads what a client said on one connection.
fn messages(said: &[u8]) -> Vec<Message> {
    let (mut rest, mut found) = (said, Vec::new());
    while let Some(line) = line(&mut rest) {
        if let Some(length) = line.strip_prefix("BDAT ") {
            let length = length.strip_suffix(" LAST").unwrap().parse().unwrap();
            let (bytes, after) = rest.split_at(length);
            rest = after;
            found.push(Message {
                bytes: bytes.to_vec(),
                in_chunks: true,
            });
        } else if line == "DATA" {
            let end = rest
                .windows(5)
                .position(|five| five == b"\r\n.\r\n")
                .unwrap();
            let (text, after) = rest.split_at(end + 2);
            rest = &after[3..];
            let lines = text.split_inclusive(|byte| *byte == b'\n');
            let undone = lines.map(|line| line.strip_prefix(b".").unwrap_or(line));
            found.push(Message {
                bytes: undone.collect::<Vec<_>>().concat(),
                in_chunks: false,
            });
        }
    }
    found
}

/// Takes the next whole line.
fn line(rest: &mut &[u8]) -> Option<String> {
    let end = rest.windows(2).position(|two| two == b"\r\n")?;
    let line = String::from_utf8(rest[..end].to_vec()).unwrap();
    *rest = &rest[end + 2..];
    Some(line)
}

#[test]
fn what_a_client_says_is_read_back() {
    let said = b"MAIL FROM:<a@b>\r\nDATA\r\n..a\r\nb.\r\n.\r\nBDAT 6 LAST\r\nDATA\r\nQUIT\r\n";
    let message = |bytes: &[u8], in_chunks| Message {
        bytes: bytes.to_vec(),
        in_chunks,
    };
    let expected = [message(b".a\r\nb.\r\n", false), message(b"DATA\r\n", true)];
    assert_eq!(messages(said), expected);
}
