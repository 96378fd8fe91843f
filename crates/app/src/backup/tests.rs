//! A backup file, with a store that holds two pages: what comes back, and what is refused.

use super::*;
use async_trait::async_trait;
use lagom_store::{Archive, Page, PageSink, PageSource, Piece};
use std::sync::Mutex;

const PASSPHRASE: &str = "correct horse battery";

/// Gives two pages, and keeps what comes back.
#[derive(Default)]
struct Shelf {
    back: Mutex<Vec<Piece>>,
}

fn pages() -> Vec<Page> {
    ["person", "letter"]
        .map(|table| Page {
            table: table.to_owned(),
            count: 2,
            rows: format!("[[1,\"{table} — \\n ünïcode\"],\n [2,null]]"),
        })
        .into()
}

fn census() -> Census {
    let rows = pages().into_iter().map(|page| (page.table, page.count));
    Census {
        rows: rows.collect(),
        ..Census::default()
    }
}

#[async_trait]
impl Archive for Shelf {
    async fn dump(&self, sink: PageSink<'_>) -> lagom_store::Result<Census> {
        for page in pages() {
            sink(page).map_err(|message| StoreError::Archive { message })?;
        }
        Ok(census())
    }

    async fn restore(&self, source: PageSource<'_>, _: Timestamp) -> lagom_store::Result<Census> {
        loop {
            let piece = source().map_err(|message| StoreError::Archive { message })?;
            match piece {
                Some(Piece::End(census)) => return Ok(census),
                Some(page) => self.back.lock().unwrap().push(page),
                None => {
                    let message = "no end".to_owned();
                    return Err(StoreError::Archive { message });
                }
            }
        }
    }
}

fn files() -> Vec<Extra> {
    vec![Extra {
        role: Role::Keys,
        name: "keys.toml".to_owned(),
        content: "address_key = 'x'".to_owned(),
    }]
}

async fn made() -> Vec<u8> {
    let mut file = Vec::new();
    let header = Header::new(3, Timestamp(7), files());
    let done = write(&Shelf::default(), header, PASSPHRASE, &mut file, &|_| {}).await;
    assert_eq!(done.unwrap(), census());
    file
}

async fn taken(file: &[u8], passphrase: &str, known: i64) -> Result<Vec<Piece>, BackupError> {
    let shelf = Shelf::default();
    let opened = open(file, passphrase)?;
    assert_eq!(opened.header.files, files());
    opened.restore(&shelf, known, Timestamp(8), &|_| {}).await?;
    Ok(shelf.back.into_inner().unwrap())
}

#[tokio::test]
async fn what_goes_in_comes_back() {
    let file = made().await;
    let clear = String::from_utf8_lossy(&file);
    for secret in ["keys.toml", "address_key", "letter"] {
        assert!(!clear.contains(secret), "`{secret}` can be read");
    }
    let back = taken(&file, PASSPHRASE, 3).await.unwrap();
    let wanted: Vec<Piece> = pages().into_iter().map(Piece::Page).collect();
    assert_eq!(back, wanted);
}

#[tokio::test]
async fn what_is_wrong_is_refused_and_named() {
    let file = made().await;
    let wrong = taken(&file, "another passphrase", 3).await;
    assert!(
        matches!(wrong, Err(BackupError::WrongPassphrase)),
        "{wrong:?}"
    );
    let other = taken(&file, PASSPHRASE, 4).await;
    assert!(
        matches!(other, Err(BackupError::OtherSchema { found: 3, known: 4 })),
        "{other:?}"
    );
    for nonsense in [
        &b""[..],
        b"age-encryption.org/v1\n",
        b"PK\x03\x04 something else",
    ] {
        let refused = taken(nonsense, PASSPHRASE, 3).await;
        assert!(matches!(refused, Err(BackupError::NotOurs)), "{refused:?}");
    }
    // Cut anywhere in the last quarter, or with one bit turned over: never taken for whole.
    let quarter = file.len() / 4;
    for cut in [file.len() - quarter, file.len() - 17, file.len() - 1] {
        let refused = taken(&file[..cut], PASSPHRASE, 3).await;
        assert!(refused.is_err(), "cut at {cut} of {}", file.len());
    }
    let mut turned = file.clone();
    turned[file.len() - 40] ^= 1;
    assert!(taken(&turned, PASSPHRASE, 3).await.is_err());
    let mut longer = file;
    longer.push(0);
    assert!(taken(&longer, PASSPHRASE, 3).await.is_err());
}
