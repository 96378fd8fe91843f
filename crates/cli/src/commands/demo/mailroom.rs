//! The mailroom: pages on which the caught mail can be looked at. They only show, run no script, load
//! nothing from anywhere, and escape all that a mail brings; its HTML stands in a sandboxed frame.

use super::reading::{Arrival, parse};
use super::report::number;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use mail_parser::Message;
use serde::Deserialize;
use std::fmt::Write as _;
use std::sync::Arc;

/// Mails on a page of the list.
const SHOWN: usize = 50;

/// Pages may use their style sheet and frame their own mails.
const POLICY: &str = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";
/// A mail's HTML may style itself and open its links in a window of their own.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; \
                           sandbox allow-popups allow-popups-to-escape-sandbox";
const STYLE: &str = include_str!("../../../demo/mailroom.css");

/// The header fields that a mail's page shows.
const FIELDS: [&str; 8] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

type Mails = Arc<[Arrival]>;

/// The pages under `/mail`.
pub(super) fn mailroom(arrivals: Vec<Arrival>) -> Router {
    Router::new()
        .route("/mail", get(list))
        .route("/mail/style.css", get(style))
        .route("/mail/{number}", get(one))
        .route("/mail/{number}/html", get(html))
        .with_state(arrivals.into())
}

/// What the list is asked for.
#[derive(Debug, Default, Deserialize)]
struct Wish {
    #[serde(default)]
    to: String,
    #[serde(default)]
    page: usize,
}

async fn list(State(mails): State<Mails>, Query(wish): Query<Wish>) -> Response {
    let wanted = wish.to.trim().to_lowercase();
    let to_wanted = |one: &&Arrival| one.mail.to.iter().any(|to| to.contains(&wanted));
    let found: Vec<&Arrival> = mails.iter().rev().filter(to_wanted).collect();
    let mut body = format!(
        "<h1>Caught mail</h1>\n<form action=\"/mail\"><label>To <input type=\"search\" name=\"to\" \
         value=\"{}\" placeholder=\"part of an address\" autofocus></label> <button>Find</button></form>\n\
         <p class=\"soft\">{} of {} mails, newest first. Times are UTC.</p>\n<table>\n<tbody>\n",
        escape(&wish.to),
        number(found.len() as u64),
        number(mails.len() as u64)
    );
    for arrival in found.iter().skip(wish.page * SHOWN).take(SHOWN) {
        let mail = &arrival.mail;
        let parsed = parse(mail);
        let subject = parsed.as_ref().and_then(Message::subject);
        // Writing to a string cannot fail.
        let _ = writeln!(
            body,
            "<tr><td class=\"when\">{}</td><td><a href=\"/mail/{}\">{}</a></td><td class=\"who\">{}</td></tr>",
            arrival.at.utc().format("%a %-d %b %Y %H:%M"),
            mail.sequence,
            escape(subject.unwrap_or("(no subject)")),
            escape(&mail.to.join(", "))
        );
    }
    body.push_str("</tbody>\n</table>\n<p class=\"pages\">");
    let link = |page: usize, name: &str| {
        let to: String = url::form_urlencoded::byte_serialize(wish.to.as_bytes()).collect();
        format!("<a href=\"/mail?to={to}&amp;page={page}\">{name}</a> ")
    };
    if let Some(newer) = wish.page.checked_sub(1) {
        body.push_str(&link(newer, "Newer"));
    }
    if found.len() > (wish.page + 1) * SHOWN {
        body.push_str(&link(wish.page + 1, "Older"));
    }
    body.push_str("</p>");
    page("Caught mail", &body)
}

async fn one(State(mails): State<Mails>, Path(number): Path<u64>) -> Response {
    let Some(arrival) = find(&mails, number) else {
        return nothing();
    };
    let Some(message) = parse(&arrival.mail) else {
        return nothing();
    };
    let subject = escape(message.subject().unwrap_or("(no subject)"));
    let mut body = format!("<p><a href=\"/mail\">All mail</a></p>\n<h1>{subject}</h1>\n<dl>\n");
    let decoded = |field: &'static str| match field {
        "Subject" => message.subject(),
        _ => message.header_raw(field).map(str::trim),
    };
    for field in FIELDS {
        if let Some(value) = decoded(field) {
            // Writing to a string cannot fail.
            let _ = writeln!(body, "<dt>{field}</dt><dd>{}</dd>", escape(value));
        }
    }
    let text = message.body_text(0).unwrap_or_default();
    let bytes = &arrival.mail.bytes;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let head = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
    // Writing to a string cannot fail.
    let _ = write!(
        body,
        "</dl>\n<iframe src=\"/mail/{number}/html\" title=\"The letter\" \
         sandbox=\"allow-popups allow-popups-to-escape-sandbox\"></iframe>\n\
         <details><summary>As plain text</summary><pre>{}</pre></details>\n\
         <details><summary>All header fields</summary><pre>{}</pre></details>",
        escape(&text),
        escape(&String::from_utf8_lossy(head))
    );
    page(&subject, &body)
}

async fn html(State(mails): State<Mails>, Path(number): Path<u64>) -> Response {
    let message = find(&mails, number).and_then(|arrival| parse(&arrival.mail));
    let Some(html) = message.as_ref().and_then(|message| message.body_html(0)) else {
        return nothing();
    };
    // Links open in a window of their own: pages do not let themselves be framed.
    let html = html.replacen("<head>", "<head><base target=\"_blank\">", 1);
    let headers = [
        (header::CONTENT_SECURITY_POLICY, MAIL_POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Html(html)).into_response()
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

fn find(mails: &Mails, number: u64) -> Option<&Arrival> {
    let at = mails.binary_search_by_key(&number, |arrival| arrival.mail.sequence);
    mails.get(at.ok()?)
}

fn nothing() -> Response {
    let body = "<p><a href=\"/mail\">All mail</a></p><h1>There is no such mail</h1>";
    (StatusCode::NOT_FOUND, page("No such mail", body)).into_response()
}

/// `title` is escaped already.
fn page(title: &str, body: &str) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/mail/style.css\">\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    );
    (headers, Html(html)).into_response()
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests;
