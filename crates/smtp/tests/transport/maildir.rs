//! The Maildir transport: complete files in `new`, nothing left in `tmp`.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use lagom_smtp::{Permission, Phase, SendOutcome, TransportError, connect};
use tokio::time::Instant;

use crate::{letter, letter_of, letter_until, options};

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_become_files_with_their_envelope() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out box");
    let url = format!("maildir://{}", out.display()).replace(' ', "%20");
    let transport = connect(&url, options()).unwrap();
    transport.probe().await.unwrap();
    let outcomes = futures::future::join_all(
        (0..100).map(|_| transport.send(letter_of(&b"Subject: x\n\n.\n"[..]))),
    )
    .await;
    let names: HashSet<&str> = outcomes.iter().map(SendOutcome::text).collect();
    assert!(outcomes.iter().all(SendOutcome::is_accepted));
    assert_eq!(
        (
            names.len(),
            count(&out.join("new")),
            count(&out.join("tmp"))
        ),
        (100, 100, 0)
    );
    let file = fs::read_dir(out.join("new"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(
        fs::read_to_string(file.path()).unwrap(),
        "Return-Path: <news@example.org>\r\nDelivered-To: ann@example.org\r\nX-Envelope-To: ann@example.org\r\nSubject: x\r\n\r\n.\r\n"
    );
    transport.shutdown().await;
    assert_eq!(
        transport.send(letter()).await,
        SendOutcome::NotStarted {
            phase: Phase::Connect
        }
    );
}

#[tokio::test]
async fn what_may_not_leave_is_not_written_and_a_missing_folder_is_try_later() {
    let folder = tempfile::tempdir().unwrap();
    let transport = connect(&format!("maildir:{}", folder.path().display()), options()).unwrap();
    let ended = Permission::until(Instant::now(), Duration::ZERO);
    assert_eq!(
        transport.send(letter_until(ended, &b"x"[..])).await,
        SendOutcome::NotStarted { phase: Phase::Rcpt }
    );
    assert_eq!(
        (
            count(&folder.path().join("new")),
            count(&folder.path().join("tmp"))
        ),
        (0, 0)
    );

    fs::remove_dir(folder.path().join("new")).unwrap();
    let outcome = transport.send(letter()).await;
    assert!(
        matches!(
            outcome,
            SendOutcome::TryLater {
                phase: Phase::Body,
                ..
            }
        ),
        "{outcome}"
    );
    assert_eq!(count(&folder.path().join("tmp")), 0);
    fs::remove_dir(folder.path().join("tmp")).unwrap();
    assert!(matches!(
        transport.send(letter()).await,
        SendOutcome::TryLater {
            phase: Phase::Data,
            ..
        }
    ));
    assert!(transport.probe().await.is_err());
}

#[test]
fn a_file_is_no_maildir() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = connect(&format!("maildir:{}", file.path().display()), options())
        .err()
        .unwrap();
    assert!(matches!(error, TransportError::Maildir { .. }));
    assert!(
        error
            .to_string()
            .contains(&file.path().display().to_string()),
        "{error}"
    );
}
