//! The mailroom's pages, asked directly.

use super::*;
use lagom_catcher::Caught;
use lagom_model::Timestamp;

fn mails() -> Mails {
    let mail = |sequence: u64, to: &str, subject: &str| {
        let bytes = format!(
            "Subject: {subject}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
             <head></head><p>Hello</p>\r\n"
        );
        Arrival {
            at: Timestamp(0),
            mail: Arc::new(Caught {
                sequence,
                connection: 1,
                from: String::new(),
                to: vec![to.to_owned()],
                bytes: bytes.into_bytes().into(),
            }),
        }
    };
    let mut mails: Vec<_> = (1..=60)
        .map(|nth| mail(nth, &format!("ann{nth}@post.example"), "Tracks"))
        .collect();
    mails.push(mail(70, "bob@post.example", "<script>alert(1)</script>"));
    mails.into()
}

async fn read(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await;
    String::from_utf8(bytes.unwrap().to_vec()).unwrap()
}

async fn listed(to: &str, page: usize) -> String {
    let wish = Wish {
        to: to.to_owned(),
        page,
    };
    read(list(State(mails()), Query(wish)).await).await
}

#[tokio::test]
async fn the_list_is_searched_and_paged() {
    let first = listed("", 0).await;
    assert!(
        first.contains("61 of 61") && first.contains("page=1\">Older"),
        "{first}"
    );
    let last = listed("", 1).await;
    assert!(last.contains("Newer") && !last.contains("Older"), "{last}");
    assert!(listed("BOB@", 0).await.contains("1 of 61"));
}

#[tokio::test]
async fn nothing_that_a_mail_says_becomes_markup() {
    let page = read(one(State(mails()), Path(70)).await).await;
    assert!(!page.contains("<script"), "{page}");
    assert!(!listed("\"><script>", 0).await.contains("<script"));
}

#[tokio::test]
async fn a_letter_stands_in_a_sandbox_and_its_links_open_elsewhere() {
    let response = html(State(mails()), Path(1)).await;
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].clone();
    assert!(policy.to_str().unwrap().contains("sandbox"));
    assert!(read(response).await.contains("<base target=\"_blank\">"));
    let missing = one(State(mails()), Path(65)).await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
}
