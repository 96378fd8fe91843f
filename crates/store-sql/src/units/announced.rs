//! The short list of announced events, at the moment a person gets a second line: what their other
//! lines already brought, and still runs, must not come again. Written before that only by gates.

use crate::bound::rows;
use crate::row::Row;
use crate::session::Session;
use crate::sql;
use crate::units::keys;
use lagom_model::{Choices, SubscriberId, Timestamp};
use lagom_store::Result;

rows! {
    pub(crate) struct AnnouncedWrite {
        pub(crate) subscriber: SubscriberId,
        pub(crate) key: i64,
        pub(crate) delivery: i64,
        pub(crate) forget_at: Timestamp,
    }
}

fn write(row: &Row) -> Result<Option<AnnouncedWrite>> {
    let choices: Choices = row.json("choices")?;
    if !choices.takes_topic(row.text("topic")?) {
        return Ok(None);
    }
    Ok(Some(AnnouncedWrite {
        subscriber: row.int("subscriber_id")?,
        key: row.int("item_key")?,
        delivery: row.int("delivery_id")?,
        forget_at: row.at("expires_at")?,
    }))
}

/// Notes the events that these people already had and that are not over.
pub(crate) async fn remember(
    session: &mut Session,
    people: impl IntoIterator<Item = SubscriberId>,
    now: Timestamp,
) -> Result<()> {
    let values = [keys(people), now.into()];
    let rows = session.run(&sql::change::ANNOUNCED_BEFORE, &values).await?;
    let writes: Vec<_> = rows
        .iter()
        .filter_map(|row| write(row).transpose())
        .collect::<Result<_>>()?;
    session.put(&sql::gate::ANNOUNCE, &writes, &[]).await
}
