//! What is asked of the forecast: the rules as they will be, and another policy.

use super::Args;
use crate::config::{File, policy_of};
use crate::upcoming::{self, Upcoming};
use lagom_forecast::{Limits, Named, Question};
use lagom_model::Timestamp;
use lagom_store::Store;

pub(super) async fn question(
    args: &Args,
    store: &dyn Store,
    mut file: File,
    now: Timestamp,
) -> anyhow::Result<Question> {
    let [per_hour, per_day] = file.relays_take();
    let limits = Limits { per_hour, per_day };
    let Upcoming { known, policy } = upcoming::rules(store, &file).await?;
    let other = match &args.policy {
        Some(path) => {
            file.policy = policy_of(path)?;
            Some(Named {
                name: path
                    .file_name()
                    .unwrap_or(path.as_os_str())
                    .to_string_lossy()
                    .into_owned(),
                policy: upcoming::next(Some(&policy), file.policy()),
            })
        }
        None => None,
    };
    Ok(Question {
        now,
        weeks: args.weeks,
        known,
        in_force: Named {
            name: "in force".to_owned(),
            policy,
        },
        other,
        limits,
        rhythm: !args.only_scheduled,
    })
}
