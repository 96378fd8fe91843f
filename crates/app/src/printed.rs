//! How instants look in `--json`: as RFC 3339, the way every command takes them.

use lagom_model::{Reason, Timestamp, Verdict};
use serde::Serialize as _;
use serde::ser::{SerializeStruct as _, Serializer};

/// An instant.
///
/// # Errors
/// The serializer's.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
pub(crate) fn instant<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(at)
}

/// An instant, if there is one.
///
/// # Errors
/// The serializer's.
#[expect(clippy::ref_option, reason = "serde calls it with a reference")]
pub(crate) fn perhaps<S: Serializer>(at: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => to.collect_str(at),
        None => to.serialize_none(),
    }
}

/// A verdict by its name, with the instant that it names.
///
/// # Errors
/// The serializer's.
pub(crate) fn verdict<S: Serializer>(verdict: &Verdict, to: S) -> Result<S::Ok, S::Error> {
    let at = match verdict {
        Verdict::Send { valid_until: at }
        | Verdict::Fold { into: at }
        | Verdict::Defer { until: at } => Some(at.to_string()),
        Verdict::Expire | Verdict::Suppress => None,
    };
    let mut object = to.serialize_struct("Verdict", 2)?;
    object.serialize_field("verdict", verdict.name())?;
    object.serialize_field("at", &at)?;
    object.end()
}

/// A reason with its numbers; instants as every command takes them.
///
/// # Errors
/// The serializer's.
pub(crate) fn reason<S: Serializer>(reason: &Reason, to: S) -> Result<S::Ok, S::Error> {
    use serde::ser::Error as _;
    let mut fields = serde_json::to_value(reason).map_err(S::Error::custom)?;
    for name in ["at", "until", "since", "last", "starts", "asked-at"] {
        let value = fields.get_mut(name);
        if let Some((value, millis)) = value.and_then(|it| it.as_i64().map(|millis| (it, millis))) {
            *value = Timestamp(millis).to_string().into();
        }
    }
    fields.serialize(to)
}
