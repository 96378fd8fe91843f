//! Conversations with a catcher over a real socket, byte by byte. They never use the project's own client.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a test fails by panicking; its figures are small"
)]

use std::time::{Duration, Instant};

use lagom_catcher::{
    Action, Behaviour, Catcher, CatcherError, CatcherOptions, Greeting, Step, When,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

const LETTER: &str = "MAIL FROM:<news@example.org>\r\nRCPT TO:<ann@example.org>\r\nDATA\r\n";

async fn start() -> Catcher {
    Catcher::start("127.0.0.1:0", CatcherOptions::default())
        .await
        .unwrap()
}

/// Says all of `words` at once, then reads until the server closes.
async fn talk(catcher: &Catcher, words: &str) -> String {
    let mut stream = TcpStream::connect(catcher.address()).await.unwrap();
    stream.write_all(words.as_bytes()).await.unwrap();
    let mut heard = String::new();
    let reading = stream.read_to_string(&mut heard);
    tokio::time::timeout(Duration::from_secs(10), reading)
        .await
        .expect("the server never closed")
        .ok();
    heard
}

fn codes(heard: &str) -> Vec<&str> {
    heard
        .lines()
        .filter(|line| line.as_bytes()[3] == b' ')
        .map(|line| &line[..3])
        .collect()
}

#[tokio::test]
async fn pipelined_messages_are_kept_as_they_were_meant() {
    let catcher = start().await;
    let words = format!(
        "EHLO me\r\n{LETTER}.. a\r\n..\r\nbare\nLF\r\n.\r\nNOOP\r\n{LETTER}.\r\nRSET\r\nQUIT\r\n"
    );
    let heard = talk(&catcher, &words).await;
    assert_eq!(
        codes(&heard),
        [
            "220", "250", "250", "250", "354", "250", "250", "250", "250", "354", "250", "250",
            "221"
        ],
        "{heard}"
    );
    let messages = catcher.messages();
    assert_eq!(messages.len(), 2);
    assert_eq!(&*messages[0].bytes, b". a\r\n.\r\nbare\nLF\r\n");
    assert_eq!(&*messages[1].bytes, b"");
    assert_eq!(
        (
            messages[0].sequence,
            messages[1].sequence,
            messages[0].connection
        ),
        (1, 2, 1)
    );
    assert_eq!(messages[0].from, "news@example.org");
    assert_eq!(messages[0].to, ["ann@example.org"]);
    assert_eq!(catcher.find("ANN@example.org").len(), 2);
    assert_eq!(catcher.find("bob@example.org").len(), 0);
    assert_eq!(catcher.since(1).len(), 1);
    assert_eq!(
        (
            catcher.seen(Step::Connect),
            catcher.seen(Step::Noop),
            catcher.seen(Step::Kept)
        ),
        (1, 1, 2)
    );
    catcher.clear();
    assert_eq!((catcher.count(), catcher.accepted()), (0, 2));
}

#[tokio::test]
async fn commands_out_of_order_and_nonsense_are_refused() {
    let catcher = start().await;
    let words = "RCPT TO:<a@b.c>\r\nDATA\r\nMAIL a@b.c\r\nHELO\r\nWHAT\r\nSTARTTLS\r\nQUIT\r\n";
    assert_eq!(
        codes(&talk(&catcher, words).await),
        ["220", "503", "503", "501", "250", "500", "502", "221"]
    );
    let endless = "x".repeat(10_000);
    assert_eq!(codes(&talk(&catcher, &endless).await), ["220", "500"]);
}

#[tokio::test]
async fn a_message_that_is_too_large_is_refused_and_the_conversation_goes_on() {
    let options = CatcherOptions {
        max_message_bytes: 1000,
        ..CatcherOptions::default()
    };
    let catcher = Catcher::start("127.0.0.1:0", options).await.unwrap();
    let large = "0123456.\r\n".repeat(50_000);
    let words = format!("EHLO me\r\n{LETTER}{large}.\r\n{LETTER}small\r\n.\r\nQUIT\r\n");
    let heard = talk(&catcher, &words).await;
    assert!(heard.contains("SIZE 1000"), "{heard}");
    assert_eq!(
        codes(&heard),
        [
            "220", "250", "250", "250", "354", "552", "250", "250", "354", "250", "221"
        ]
    );
    assert_eq!(catcher.count(), 1);
}

#[tokio::test]
async fn rules_reply_drop_and_delay_at_their_step() {
    let catcher = start().await;
    let words = format!("EHLO me\r\n{LETTER}a\r\n.\r\nQUIT\r\n");
    let cases: [(Step, Action, &[&str], usize); 8] = [
        (Step::Connect, Action::reply(421, "4.3.2 busy"), &["421"], 0),
        (Step::Connect, Action::Drop, &[], 0),
        (
            Step::Mail,
            Action::reply(450, "4.2.0 later"),
            &["220", "250", "450", "503", "503", "500", "500", "221"],
            0,
        ),
        (
            Step::Rcpt,
            Action::reply(421, "4.3.2 closing"),
            &["220", "250", "250", "421"],
            0,
        ),
        (
            Step::Body,
            Action::Drop,
            &["220", "250", "250", "250", "354"],
            0,
        ),
        (
            Step::Dot,
            Action::Drop,
            &["220", "250", "250", "250", "354"],
            0,
        ),
        (
            Step::Kept,
            Action::Drop,
            &["220", "250", "250", "250", "354"],
            1,
        ),
        (
            Step::Dot,
            Action::reply(550, "5.7.1 no\nreally"),
            &["220", "250", "250", "250", "354", "550", "221"],
            0,
        ),
    ];
    for (step, action, expected, kept) in cases {
        catcher.clear();
        catcher.behave(Behaviour::friendly().on(step, When::Always, action.clone()));
        let heard = talk(&catcher, &words).await;
        assert_eq!(codes(&heard), expected, "{step:?} {action:?}");
        assert_eq!(catcher.count(), kept, "{step:?} {action:?}");
    }
    let delay = Duration::from_millis(200);
    catcher.behave(Behaviour::friendly().on(Step::Ehlo, When::Nth(1), Action::Delay(delay)));
    let begun = Instant::now();
    talk(&catcher, &words).await;
    assert!(begun.elapsed() >= delay);
}

#[tokio::test]
async fn recipients_can_be_refused_by_name() {
    let catcher = start().await;
    catcher.behave(Behaviour::friendly().on(
        Step::Rcpt,
        When::Recipient("gone@example.org".into()),
        Action::reply(550, "5.1.1 no such mailbox"),
    ));
    let words = "MAIL FROM:<>\r\nRCPT TO:<gone@example.org>\r\nRCPT TO:<ann@example.org>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n";
    assert_eq!(
        codes(&talk(&catcher, words).await),
        ["220", "250", "550", "250", "354", "250", "221"]
    );
    assert_eq!(catcher.messages()[0].to, ["ann@example.org"]);
    assert_eq!(catcher.messages()[0].from, "");
}

#[tokio::test]
async fn a_shutdown_lets_an_arriving_message_end_and_frees_who_hangs() {
    let catcher = start().await;
    let mut arriving = TcpStream::connect(catcher.address()).await.unwrap();
    arriving
        .write_all(format!("{LETTER}half").as_bytes())
        .await
        .unwrap();
    let mut idle = BufReader::new(TcpStream::connect(catcher.address()).await.unwrap());
    catcher.behave(Behaviour::friendly().on(Step::Ehlo, When::Always, Action::Hang));
    idle.write_all(b"EHLO me\r\n").await.unwrap();
    while catcher.seen(Step::Body) == 0 || catcher.seen(Step::Ehlo) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let (mut heard, mut farewell) = (String::new(), String::new());
    tokio::join!(catcher.shutdown(), async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        arriving.write_all(b"\r\n.\r\n").await.unwrap();
        arriving.read_to_string(&mut heard).await.unwrap();
        idle.read_to_string(&mut farewell).await.unwrap();
    });
    assert_eq!(codes(&heard), ["220", "250", "250", "354", "250", "421"]);
    assert_eq!(codes(&farewell), ["220"]);
    assert_eq!(catcher.count(), 1);
    assert!(TcpStream::connect(catcher.address()).await.is_err());
}

#[tokio::test]
async fn messages_go_to_a_folder_and_memory_stays_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let options = CatcherOptions {
        keep: 2,
        folder: Some(folder.path().join("caught")),
        ..CatcherOptions::default()
    };
    let catcher = Catcher::start("127.0.0.1:0", options).await.unwrap();
    talk(
        &catcher,
        &format!("{LETTER}1\r\n.\r\n{LETTER}2\r\n.\r\n{LETTER}3\r\n.\r\nQUIT\r\n"),
    )
    .await;
    assert!(catcher.wait_for(3, Duration::from_secs(5)).await);
    assert!(!catcher.wait_for(4, Duration::from_millis(10)).await);
    let kept: Vec<u64> = catcher
        .messages()
        .iter()
        .map(|mail| mail.sequence)
        .collect();
    assert_eq!(kept, [2, 3]);
    let file = std::fs::read_to_string(folder.path().join("caught/00000001.eml")).unwrap();
    assert_eq!(
        file,
        "Return-Path: <news@example.org>\r\nX-Envelope-To: <ann@example.org>\r\n1\r\n"
    );
    assert_eq!(
        std::fs::read_dir(folder.path().join("caught"))
            .unwrap()
            .count(),
        3
    );
}

#[tokio::test]
async fn an_attached_stream_is_served_like_a_socket() {
    let catcher = start().await;
    let (mut near, far) = tokio::io::duplex(1024);
    catcher.attach(far, Greeting::Skip);
    near.write_all(b"QUIT\r\n").await.unwrap();
    let mut heard = String::new();
    near.read_to_string(&mut heard).await.unwrap();
    assert_eq!(codes(&heard), ["221"]);
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let catcher = start().await;
    let address = catcher.address().to_string();
    let error = Catcher::start(&address, CatcherOptions::default())
        .await
        .unwrap_err();
    assert!(matches!(error, CatcherError::Listen { .. }));
    assert!(
        error.to_string().contains(&format!("`{address}`")),
        "{error}"
    );
}

/// A pipelined sender of 10 kB messages; the figure is printed, the bound is far below it so that a busy machine passes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_messages_a_second() {
    const MESSAGES: usize = 20_000;
    const CONNECTIONS: usize = 4;
    let catcher = start().await;
    let begun = Instant::now();
    let senders: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let address = catcher.address();
            tokio::spawn(async move {
                let letter = format!(
                    "{LETTER}{}.\r\n",
                    "a line of some text as letters have\r\n".repeat(270)
                );
                let (mut read, mut write) = TcpStream::connect(address).await.unwrap().into_split();
                let reading = tokio::spawn(async move {
                    let mut heard = Vec::new();
                    read.read_to_end(&mut heard).await.unwrap();
                    heard
                });
                for _ in 0..MESSAGES / CONNECTIONS {
                    write.write_all(letter.as_bytes()).await.unwrap();
                }
                write.write_all(b"QUIT\r\n").await.unwrap();
                reading.await.unwrap()
            })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
    let rate = MESSAGES as f64 / begun.elapsed().as_secs_f64();
    println!("{rate:.0} messages of 10 kB a second");
    assert_eq!(catcher.count(), MESSAGES);
    assert!(rate > 1000.0, "{rate}");
}
