//! What is sent arrives: dots, line ends, long bodies, eight-bit text.

use crate::{catcher, letter_of, options, to};

#[tokio::test]
async fn bodies_arrive_unchanged_but_for_bare_line_ends() {
    let long = "0123456789.\r\n".repeat(40_000);
    let dots_at_every_block_end = format!("{}\r\n.\r\n", "x".repeat((64 << 10) - 2)).repeat(3);
    let cases: [(&[u8], &[u8]); 12] = [
        (b"a\r\n.\r\nb\r\n", b"a\r\n.\r\nb\r\n"),
        (b".\r\n", b".\r\n"),
        (b"..\r\n.a\r\na.\r\n", b"..\r\n.a\r\na.\r\n"),
        (b"a\r\n\r\n\r\n", b"a\r\n\r\n\r\n"),
        (b"a", b"a\r\n"),
        (b"a\n.\nb\n", b"a\r\n.\r\nb\r\n"),
        (
            b"a\r.\rMAIL FROM:<x@y.z>\r",
            b"a\r\n.\r\nMAIL FROM:<x@y.z>\r\n",
        ),
        (b"a\r\n.\nb\r\n", b"a\r\n.\r\nb\r\n"),
        ("Grüße\r\n".as_bytes(), "Grüße\r\n".as_bytes()),
        (b"", b"\r\n"),
        (long.as_bytes(), long.as_bytes()),
        (
            dots_at_every_block_end.as_bytes(),
            dots_at_every_block_end.as_bytes(),
        ),
    ];
    let catcher = catcher().await;
    let transport = to(&catcher, options());
    for (sent, expected) in cases {
        catcher.clear();
        let outcome = transport.send(letter_of(sent)).await;
        assert!(outcome.is_accepted(), "{outcome}");
        let messages = catcher.messages();
        let head = String::from_utf8_lossy(&sent[..sent.len().min(40)]).into_owned();
        assert_eq!(messages.len(), 1, "{head:?}");
        assert!(&*messages[0].bytes == expected, "{head:?}");
    }
}

#[tokio::test]
async fn the_envelope_arrives_as_it_was_meant() {
    let catcher = catcher().await;
    let mut mail = letter_of(&b"x\r\n"[..]);
    mail.envelope_from = "".parse().unwrap();
    mail.envelope_to = "\"ann b\"@example.org".parse().unwrap();
    assert!(to(&catcher, options()).send(mail).await.is_accepted());
    let message = catcher.messages().remove(0);
    assert_eq!(
        (message.from.as_str(), message.to[0].as_str()),
        ("", "\"ann b\"@example.org")
    );
}
