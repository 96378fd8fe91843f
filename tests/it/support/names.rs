//! A name server on loopback that answers from a table over UDP (RFC 1035) and writes down what it was asked.

use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A record: its name without the last dot, its type, its data.
pub(crate) type Row = (String, Kind, String);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Txt,
    Mx,
}

/// A running server. Dropped: ended.
pub(crate) struct NameServer {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl NameServer {
    pub(crate) fn start(rows: Vec<Row>) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket
            .set_read_timeout(Some(Duration::from_millis(50)))
            .unwrap();
        let address = socket.local_addr().unwrap();
        let (asked, over) = (
            Arc::new(Mutex::new(Vec::new())),
            Arc::new(AtomicBool::new(false)),
        );
        let (book, ends) = (Arc::clone(&asked), Arc::clone(&over));
        let thread = std::thread::spawn(move || {
            let mut question = [0; 1500];
            while !ends.load(Ordering::SeqCst) {
                let Ok((length, from)) = socket.recv_from(&mut question) else {
                    continue;
                };
                let (name, answer) = answer(&question[..length], &rows);
                book.lock().unwrap().push(name);
                socket.send_to(&answer, from).unwrap();
            }
        });
        Self {
            address,
            asked,
            over,
            thread: Some(thread),
        }
    }

    /// The names that it was asked for.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        self.thread.take().unwrap().join().unwrap();
    }
}

/// The name asked for, and the whole answer: header, the question again, records that point back to its name.
fn answer(question: &[u8], rows: &[Row]) -> (String, Vec<u8>) {
    let (mut at, mut labels) = (12, Vec::new());
    while question[at] != 0 {
        let length = usize::from(question[at]);
        labels.push(String::from_utf8_lossy(&question[at + 1..=at + length]).to_lowercase());
        at += length + 1;
    }
    let (name, end) = (labels.join("."), at + 5);
    let kind = u16::from_be_bytes([question[at + 1], question[at + 2]]);
    let of_name = rows.iter().filter(|(known, ..)| *known == name);
    let records: Vec<Vec<u8>> = of_name
        .filter_map(|(_, row, data)| match (row, kind) {
            (Kind::Txt, 16) => Some(text(data)),
            (Kind::Mx, 15) => Some(server(data)),
            _ => None,
        })
        .collect();
    let exists = rows.iter().any(|(known, ..)| known.ends_with(&name));
    // An answer, with authority, recursion as wished; 3: there is no such name.
    let flags = 0x8580_u16 | if exists { 0 } else { 3 };
    let count = u16::try_from(records.len()).unwrap();
    let mut bytes = question[..2].to_vec();
    for word in [flags, 1, count, 0, 0] {
        bytes.extend(word.to_be_bytes());
    }
    bytes.extend(&question[12..end]);
    for data in records {
        bytes.extend([0xc0, 12]);
        bytes.extend(kind.to_be_bytes());
        bytes.extend([0, 1, 0, 0, 0, 60]);
        bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        bytes.extend(data);
    }
    (name, bytes)
}

/// A text in strings of at most 255 bytes.
fn text(data: &str) -> Vec<u8> {
    let strings = data.as_bytes().chunks(255);
    strings
        .flat_map(|chunk| {
            std::iter::once(u8::try_from(chunk.len()).unwrap()).chain(chunk.iter().copied())
        })
        .collect()
}

fn server(name: &str) -> Vec<u8> {
    let mut bytes = vec![0, 10];
    for label in name.split('.').filter(|label| !label.is_empty()) {
        bytes.push(u8::try_from(label.len()).unwrap());
        bytes.extend(label.as_bytes());
    }
    bytes.push(0);
    bytes
}
