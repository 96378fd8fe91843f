//! The whole demonstration with a small cast: every promise kept, and the same run each time.

use super::*;

async fn small() -> (Stage, Played, Told) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let output = Output {
        json: true,
        tried: false,
    };
    perform(&listener, 60, 4, output).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_people_and_four_weeks_keep_every_promise() {
    let (_, played, told) = small().await;
    for promise in promises(&told) {
        assert!(promise.kept, "{}; {:?}", promise.text, told.books.problems);
    }
    assert!(played.arrivals.len() > 150, "{}", played.arrivals.len());
    let places = |text: &str| text.matches("2026").count();
    assert_eq!(places(&report::text(&told, false)), 4);
}
