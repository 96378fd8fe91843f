//! A connection that stays open (HTTP/1.1, RFC 9112), as lean as it can be: what measures shares its cores with what is measured.
//! It never follows a redirect.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection.
pub(crate) struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer; its body stands in the connection's buffer until the next one.
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) body: &'a [u8],
}

impl Wire {
    pub(crate) async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            buffer: Vec::with_capacity(128 * 1024),
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer<'_> {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: bench.example\r\nAccept-Language: en\r\n\r\n");
        self.ask(&request).await
    }

    pub(crate) async fn post(&mut self, path: &str, form: &str) -> Answer<'_> {
        let length = form.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: bench.example\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\n\r\n{form}"
        );
        self.ask(&request).await
    }

    async fn ask(&mut self, request: &str) -> Answer<'_> {
        self.stream.write_all(request.as_bytes()).await.unwrap();
        self.buffer.clear();
        let (body, length) = loop {
            self.read_some().await;
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break (end + 4, content_length(&self.buffer[..end]));
            }
        };
        while self.buffer.len() < body + length {
            self.read_some().await;
        }
        let status = std::str::from_utf8(&self.buffer[9..12]).unwrap();
        Answer {
            status: status.parse().unwrap(),
            body: &self.buffer[body..],
        }
    }

    async fn read_some(&mut self) {
        let read = self.stream.read_buf(&mut self.buffer).await.unwrap();
        assert!(read > 0, "the server hung up");
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|some| some == what)
}

fn content_length(head: &[u8]) -> usize {
    let head = std::str::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_it = name.eq_ignore_ascii_case("content-length");
        is_it.then(|| value.trim().parse().unwrap())
    });
    length.expect("an answer says how long it is")
}
