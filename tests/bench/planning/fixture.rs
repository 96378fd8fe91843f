//! The fixture: people by arithmetic from their number and a fixed seed, the same on both databases. Two publications of one
//! sender; everyone reads the first, every second person the second as a weekly digest; 20 zones, 3 touches in the window, an
//! item passed over for one in twenty. It writes rows by SQL: a million imports would take longer than what is measured.

use crate::{Done, open};
use lagom_model::{Block, Catalogue, Edition, Ids as _, ItemContent, Policy, SeededIds, Timestamp};
use lagom_store::conformance::samples;
use lagom_store::{Found, IssueMove, KnownPublication, NewIssue, Store};
use sqlx::{AssertSqlSafe, Connection, Executor};

/// When the planning is: a Tuesday, 2026-03-10T09:00:00Z.
pub(crate) const NOW: Timestamp = Timestamp(1_773_133_200_000);

const ROWS: &str = include_str!("fixture.sql");

/// Fills an empty database.
pub(crate) async fn fill(url: &str, people: u32, due: u32) -> Done<()> {
    let store = open(url).await?;
    let ids = SeededIds::new(7);
    store.migrate().await?;
    let before = NOW.plus(-7 * Timestamp::DAY);
    let known = store.put_catalogue(&catalogue(), &ids, before).await?;
    store.put_policy(&Policy::product(), before).await?;
    for (at, title) in [(before, "Last week"), (NOW, "This week")] {
        for publication in &known.publications {
            schedule(&*store, &ids, publication, title, at).await?;
        }
        if at == before {
            // Nobody reads yet: what came out last week is not planned for anyone.
            store.publish_due(at).await?;
            for release in store.releases().await? {
                let request = lagom_store::PlanRequest {
                    source: lagom_store::PlanSource::Release(release),
                    now: at,
                    limit: 1,
                };
                store
                    .plan(request, &|_| lagom_store::PlanVerdict::default())
                    .await?;
            }
        }
    }
    drop(store);
    rows(url, people, due).await
}

/// One sender, two publications.
fn catalogue() -> Catalogue {
    let publications =
        ["first", "second"].map(|key| (key.to_owned(), samples::publication("harbour", key)));
    Catalogue {
        senders: [("harbour".to_owned(), samples::sender("harbour"))].into(),
        publications: publications.into(),
    }
}

async fn schedule(
    store: &dyn Store,
    ids: &SeededIds,
    publication: &KnownPublication,
    title: &str,
    at: Timestamp,
) -> Done<()> {
    let items: Vec<ItemContent> = (1..=12).map(|n| item(title, n)).collect();
    let issue = NewIssue {
        public_id: ids.public_id(),
        publication: publication.id,
        expires_at: vec![None; items.len()],
        edition: Edition {
            title: title.to_owned(),
            items,
            ..Edition::default()
        },
        source: format!("{title} {}", publication.def.key),
        at,
    };
    let (Found::Added(row) | Found::Known(row)) = store.add_issue(issue).await?;
    store
        .move_issue(row.id, IssueMove::Schedule(at), at)
        .await?;
    Ok(())
}

fn item(title: &str, n: u32) -> ItemContent {
    let words = |words| Block {
        html: String::new(),
        text: String::new(),
        words,
    };
    ItemContent {
        identity: format!("id:{title}-{n}"),
        topic: ["stories", "tools", "people"]
            .into_iter()
            .cycle()
            .nth(usize::try_from(n).unwrap_or_default())
            .unwrap_or_default()
            .to_owned(),
        full: words(200),
        short: Some(words(40)),
        ..samples::article(title)
    }
}

async fn rows(url: &str, people: u32, due: u32) -> Done<()> {
    let sqlite = url.starts_with("sqlite:");
    let numbers = if sqlite {
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people})"
        )
    } else {
        format!("WITH n(i) AS (SELECT CAST(g AS BIGINT) FROM generate_series(1, {people}) AS g)")
    };
    let script = ROWS
        .replace("{people}", &numbers)
        .replace("{due}", &due.to_string())
        .replace("{now}", &NOW.0.to_string());
    if sqlite {
        let mut connection = sqlx::SqliteConnection::connect(url).await?;
        let script = format!("BEGIN;\n{script}\nCOMMIT;\nPRAGMA wal_checkpoint(TRUNCATE);");
        connection.execute(AssertSqlSafe(script)).await?;
        connection.close().await?;
    } else {
        let mut connection = sqlx::PgConnection::connect(url).await?;
        sqlx::raw_sql(AssertSqlSafe(script))
            .execute(&mut connection)
            .await?;
        // As autovacuum would have left it, and a checkpoint behind it.
        for settle in ["VACUUM ANALYZE", "CHECKPOINT"] {
            sqlx::raw_sql(settle).execute(&mut connection).await?;
        }
        connection.close().await?;
    }
    Ok(())
}
