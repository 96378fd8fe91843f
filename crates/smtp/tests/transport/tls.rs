//! TLS from the first byte and by STARTTLS, with a certificate that is trusted or not. Passwords go only where TLS stands.

use std::sync::Arc;
use std::time::Duration;

use lagom_catcher::{Behaviour, Catcher, Greeting, Step};
use lagom_smtp::{Phase, SendOutcome, TransportError, TransportOptions, connect};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::{catcher, letter, options};

/// How the door in front of the catcher speaks before TLS.
#[derive(Clone, Copy, PartialEq)]
enum Door {
    Implicit,
    StartTls,
    /// Sends a forged reply in the clear, right behind the answer to STARTTLS.
    Injecting,
}

/// A TLS door before a catcher, and the root certificate that vouches for it.
struct Secure {
    catcher: Arc<Catcher>,
    port: u16,
    root: tempfile::NamedTempFile,
}

async fn secure(door: Door) -> Secure {
    let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let root = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(root.path(), key.cert.pem()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![key.cert.der().clone()],
            PrivateKeyDer::try_from(key.signing_key.serialize_der()).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let catcher = Arc::new(catcher().await);
    catcher.behave(Behaviour::friendly().offering(["AUTH PLAIN"]));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let behind = catcher.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            if door != Door::Implicit {
                let mut talk = BufReader::new(&mut stream);
                let after = if door == Door::Injecting {
                    "220 go\r\n250 forged\r\n"
                } else {
                    "220 go\r\n"
                };
                talk.write_all(b"220 door\r\n").await.unwrap();
                for reply in ["250-door\r\n250 STARTTLS\r\n", after] {
                    talk.read_line(&mut String::new()).await.unwrap();
                    talk.write_all(reply.as_bytes()).await.unwrap();
                }
            }
            if let Ok(stream) = acceptor.accept(stream).await {
                let greeting = if door == Door::Implicit {
                    Greeting::Send
                } else {
                    Greeting::Skip
                };
                behind.attach(stream, greeting);
            }
        }
    });
    Secure {
        catcher,
        port,
        root,
    }
}

fn login(root: Option<&tempfile::NamedTempFile>) -> TransportOptions {
    TransportOptions {
        user: Some("news".into()),
        password: Some("geheim".to_owned().into()),
        root_certificate: root.map(|root| root.path().to_owned()),
        ..options()
    }
}

#[tokio::test]
async fn a_trusted_certificate_opens_both_doors() {
    for (door, url) in [
        (Door::Implicit, "smtps://localhost:"),
        (Door::StartTls, "smtp://localhost:"),
    ] {
        let server = secure(door).await;
        let query = if door == Door::StartTls {
            "?tls=required"
        } else {
            ""
        };
        let transport = connect(
            &format!("{url}{}{query}", server.port),
            login(Some(&server.root)),
        )
        .unwrap();
        for _ in 0..3 {
            let outcome = transport.send(letter()).await;
            assert!(outcome.is_accepted(), "{outcome}");
        }
        transport.shutdown().await;
        let seen = |step| server.catcher.seen(step);
        assert_eq!(
            (seen(Step::Connect), seen(Step::Auth), seen(Step::Quit)),
            (1, 1, 1)
        );
        assert_eq!(server.catcher.count(), 3);
    }
}

#[tokio::test]
async fn an_untrusted_or_wrong_certificate_never_falls_back_to_plain() {
    let server = secure(Door::StartTls).await;
    let other = other_root();
    let cases = [
        (
            format!("smtp://localhost:{}?tls=required", server.port),
            login(Some(&other)),
        ),
        (
            format!("smtp://127.0.0.1:{}?tls=required", server.port),
            login(Some(&server.root)),
        ),
    ];
    for (url, options) in cases {
        let outcome = connect(&url, options).unwrap().send(letter()).await;
        assert!(
            matches!(
                outcome,
                SendOutcome::TryLater {
                    code: None,
                    phase: Phase::Tls,
                    ..
                }
            ),
            "{outcome}"
        );
        assert!(outcome.text().contains("certificate"), "{outcome}");
    }
    assert_eq!(
        (server.catcher.seen(Step::Auth), server.catcher.count()),
        (0, 0)
    );
}

fn other_root() -> tempfile::NamedTempFile {
    let root = tempfile::NamedTempFile::new().unwrap();
    let other = rcgen::generate_simple_self_signed(["elsewhere.example".to_owned()]).unwrap();
    std::fs::write(root.path(), other.cert.pem()).unwrap();
    root
}

#[tokio::test]
async fn starttls_that_is_required_but_not_offered_says_no_password() {
    let catcher = catcher().await;
    catcher.behave(Behaviour::friendly().offering(["AUTH PLAIN"]));
    let url = format!("smtp://localhost:{}?tls=required", catcher.address().port());
    let outcome = connect(&url, login(Some(&other_root())))
        .unwrap()
        .send(letter())
        .await;
    assert!(
        matches!(
            outcome,
            SendOutcome::TryLater {
                code: None,
                phase: Phase::Tls,
                ..
            }
        ),
        "{outcome}"
    );
    assert!(outcome.text().contains("STARTTLS"), "{outcome}");
    assert_eq!(
        (
            catcher.seen(Step::Auth),
            catcher.seen(Step::Mail),
            catcher.seen(Step::Quit)
        ),
        (0, 0, 1)
    );

    catcher.behave(Behaviour::friendly().offering(["STARTTLS", "AUTH PLAIN"]));
    let outcome = connect(&url, login(Some(&other_root())))
        .unwrap()
        .send(letter())
        .await;
    assert!(
        matches!(
            outcome,
            SendOutcome::TryLater {
                code: Some(502),
                phase: Phase::Tls,
                ..
            }
        ),
        "{outcome}"
    );
    assert_eq!((catcher.seen(Step::Auth), catcher.seen(Step::Mail)), (0, 0));
}

#[tokio::test]
async fn words_in_the_clear_behind_starttls_end_the_connection() {
    let server = secure(Door::Injecting).await;
    let url = format!("smtp://localhost:{}?tls=required", server.port);
    let outcome = connect(&url, login(Some(&server.root)))
        .unwrap()
        .send(letter())
        .await;
    assert!(
        matches!(
            outcome,
            SendOutcome::TryLater {
                code: None,
                phase: Phase::Tls,
                ..
            }
        ),
        "{outcome}"
    );
    assert_eq!(
        (server.catcher.seen(Step::Auth), server.catcher.count()),
        (0, 0)
    );
}

#[tokio::test]
async fn a_plain_server_behind_smtps_is_try_later() {
    let catcher = catcher().await;
    let root = other_root();
    let mut options = login(Some(&root));
    options.timeouts.tls = Duration::from_secs(2);
    let url = format!("smtps://localhost:{}", catcher.address().port());
    let outcome = connect(&url, options).unwrap().send(letter()).await;
    assert!(
        matches!(
            outcome,
            SendOutcome::TryLater {
                code: None,
                phase: Phase::Tls,
                ..
            }
        ),
        "{outcome}"
    );
}

#[test]
fn a_root_certificate_must_be_readable() {
    let empty = tempfile::NamedTempFile::new().unwrap();
    for path in [empty.path().to_owned(), "no-such-file.pem".into()] {
        let options = TransportOptions {
            root_certificate: Some(path.clone()),
            ..options()
        };
        let error = connect("smtps://localhost", options).err().unwrap();
        assert!(
            matches!(error, TransportError::RootCertificate { .. }),
            "{error}"
        );
        assert!(
            error.to_string().contains(&path.display().to_string()),
            "{error}"
        );
    }
}
