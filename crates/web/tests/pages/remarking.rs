//! What would suit the reader better: one line, for the operator; the page never shows it again, and takes it back.

use crate::support::Site;
use lagom_store::conformance::samples;

const LINE: &str = "Fewer <b>events</b> & boats";

/// As a browser sends it.
fn form(said: &str) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("do", "remark").append_pair("said", said);
    form.finish()
}

async fn remark(site: &Site) -> Option<String> {
    site.person().await.remark
}

#[tokio::test]
async fn a_line_is_kept_for_the_operator_and_taken_back() {
    let site = Site::new().await;
    let p = site.p().await;
    let asks = site.get(&p).await.body;
    assert!(asks.contains("What would suit you better?"));
    assert!(!asks.contains("Take it back"), "nothing was said yet");

    let thanks = site.press(&p, &form(LINE)).await;
    assert!(thanks.body.contains("Thank you. It is with us."));
    assert_eq!(remark(&site).await.as_deref(), Some(LINE));
    let listed = site.world.store.remarks(samples::START, 10).await.unwrap();
    assert_eq!(listed[0].said, LINE);
    // A forwarded letter leads to this page, too.
    for shown in [&thanks, &site.get(&p).await] {
        assert!(!shown.body.contains("boats"), "{}", shown.body);
        assert!(shown.body.contains("Take it back"));
    }

    let undo = format!("change={}", thanks.undo());
    site.press(&format!("{p}/undo"), &undo).await;
    assert_eq!(remark(&site).await, None);

    site.press(&p, &form(LINE)).await;
    let gone = site.press(&p, &form(" ")).await;
    assert!(gone.body.contains("Done. We no longer have it."));
    assert_eq!(remark(&site).await, None);
    let undo = format!("change={}", gone.undo());
    site.press(&format!("{p}/undo"), &undo).await;
    assert_eq!(remark(&site).await.as_deref(), Some(LINE));
    site.world.is_sound().await;
}

#[tokio::test]
async fn a_line_is_bounded_and_holds_nothing_that_a_terminal_obeys() {
    let site = Site::new().await;
    let p = site.p().await;
    let long = format!("\u{1b}[31m red\r\n\tand\u{7} {}", "ж".repeat(1_000));
    site.press(&p, &form(&long)).await;
    let kept = remark(&site).await.unwrap();
    assert!(kept.starts_with("[31m red and жж"), "{kept}");
    assert_eq!(kept.chars().count(), 300);
    assert!(!kept.chars().any(char::is_control));
}
