//! What goes into a statement and comes out of it: integers, text and nothing else. Never a float,
//! never a driver's type.

use lagom_model::{Form, PublicId, Timestamp};

/// A parameter or a column. Absent values keep their type, because PostgreSQL wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A 64-bit integer: keys, instants in milliseconds, truth as 0 or 1.
    Int(Option<i64>),
    /// Text: names, public ids, local dates, JSON.
    Text(Option<String>),
}

/// Numbers.
macro_rules! from_numbers {
    ($($type:ty),+) => { $(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::Int(Some(i64::from(value)))
            }
        }

        impl From<&$type> for Value {
            fn from(value: &$type) -> Self {
                (*value).into()
            }
        }

        impl From<&Option<$type>> for Value {
            fn from(value: &Option<$type>) -> Self {
                Self::Int(value.map(i64::from))
            }
        }
    )+ };
}
from_numbers!(i64, u8, u16, u32);

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::Int(Some(value.0))
    }
}

impl From<&Timestamp> for Value {
    fn from(value: &Timestamp) -> Self {
        (*value).into()
    }
}

impl From<&Option<Timestamp>> for Value {
    fn from(value: &Option<Timestamp>) -> Self {
        Self::Int(value.map(|value| value.0))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<PublicId> for Value {
    fn from(value: PublicId) -> Self {
        Self::Text(Some(value.to_string()))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<&&str> for Value {
    fn from(value: &&str) -> Self {
        (*value).into()
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        value.as_str().into()
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

impl From<&Option<String>> for Value {
    fn from(value: &Option<String>) -> Self {
        Self::Text(value.clone())
    }
}

impl From<&Option<Form>> for Value {
    fn from(value: &Option<Form>) -> Self {
        Self::Text(value.map(|form| form.name().to_owned()))
    }
}
