//! A web client for loopback, as small as a mail scanner's: one request a connection, no cookies, no redirects followed.

use std::fmt::Write as _;
use std::io::Read as _;
use std::net::TcpStream;
use std::time::Duration;

use lagom_tests::house::BASE_URL;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Header lines as they came.
    pub(crate) headers: String,
    pub(crate) body: String,
}

/// The path of an address that a letter holds.
pub(crate) fn path(url: &str) -> &str {
    let path = url.strip_prefix(BASE_URL).unwrap_or(url);
    assert!(path.starts_with('/'), "`{url}` is not ours");
    path
}

pub(crate) fn get(server: &str, path: &str) -> Answer {
    request(server, "GET", path, None)
}

/// Posts a form.
pub(crate) fn post(server: &str, path: &str, form: &str) -> Answer {
    request(server, "POST", path, Some(form))
}

/// Posts a form as a proxy passes it on that was asked from this address.
pub(crate) fn post_from(server: &str, path: &str, form: &str, address: &str) -> Answer {
    let forwarded = format!("X-Forwarded-For: {address}\r\n");
    exchange(server, ("POST", path), &forwarded, Some(form))
}

pub(crate) fn request(server: &str, method: &str, path: &str, form: Option<&str>) -> Answer {
    exchange(server, (method, path), "", form)
}

fn exchange(
    server: &str,
    (method, path): (&str, &str),
    headers: &str,
    form: Option<&str>,
) -> Answer {
    use std::io::Write as _;
    let mut stream = TcpStream::connect(server).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let mut head =
        format!("{method} {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n{headers}");
    if let Some(form) = form {
        head += "Content-Type: application/x-www-form-urlencoded\r\n";
        let _ = write!(head, "Content-Length: {}\r\n", form.len());
    }
    head += "\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    stream
        .write_all(form.unwrap_or_default().as_bytes())
        .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (headers, body) = text
        .split_once("\r\n\r\n")
        .expect("an answer without a blank line");
    let status = headers
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .unwrap();
    let chunked = headers
        .to_ascii_lowercase()
        .contains("transfer-encoding: chunked");
    Answer {
        status,
        headers: headers.to_owned(),
        body: if chunked {
            unchunked(body)
        } else {
            body.to_owned()
        },
    }
}

impl Answer {
    #[track_caller]
    pub(crate) fn status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n\n{}", self.headers, self.body);
        self
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

fn unchunked(body: &str) -> String {
    let mut whole = String::new();
    let mut rest = body;
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap();
        if size == 0 {
            break;
        }
        whole.push_str(&after[..size]);
        rest = &after[size + 2..];
    }
    whole
}

/// The button that takes a change back.
pub(crate) const UNDO: &str = "undo";

/// A page as somebody sees it who follows redirects: posts what a button sends and opens the page it leads to.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) html: String,
}

impl Page {
    /// Opens a page.
    pub(crate) fn open(server: &str, path: &str) -> Self {
        Self {
            html: get(server, path).status(200).body,
        }
    }

    /// Presses the button that has this value, in the form whose hidden fields hold `among` (all of them, if it is empty).
    #[track_caller]
    pub(crate) fn press(&self, server: &str, value: &str, among: &str) -> Self {
        let (action, body) = self
            .form(value, among)
            .unwrap_or_else(|| panic!("no button `{value}` in\n{}", self.html));
        let answer = post(server, path(&action), &body).status(303);
        let to = answer
            .header("Location")
            .expect("a redirect without an address");
        Self::open(server, to.strip_prefix(BASE_URL).unwrap_or(to))
    }

    /// Address and body of the form in which a button stands.
    fn form(&self, value: &str, among: &str) -> Option<(String, String)> {
        let forms = self.html.split("<form ").skip(1);
        for form in forms {
            let form = form.split("</form>").next()?;
            let fields: Vec<(String, String)> = form
                .split("<input ")
                .skip(1)
                .filter(|input| input.contains("type=\"hidden\""))
                .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
                .collect();
            if value == UNDO
                && attribute(form, "action").is_some_and(|action| action.ends_with("/undo"))
            {
                let body: Vec<String> = fields
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                return Some((attribute(form, "action")?, body.join("&")));
            }
            let mut buttons = form
                .split("<button ")
                .skip(1)
                .map(|tag| tag.split('>').next().unwrap_or_default());
            let button = buttons.find(|tag| attribute(tag, "value").as_deref() == Some(value));
            let meant = among.is_empty() || fields.iter().any(|(_, hidden)| hidden == among);
            if let Some(button) = button.filter(|_| meant) {
                let pressed = (attribute(button, "name")?, value.to_owned());
                let all: Vec<String> = fields
                    .into_iter()
                    .chain([pressed])
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                return Some((attribute(form, "action")?, all.join("&")));
            }
        }
        None
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!("{name}=\""))? + name.len() + 2;
    let value = &tag[start..];
    let value = &value[..value.find('"')?];
    Some(value.replace("&#x2f;", "/").replace("&amp;", "&"))
}
