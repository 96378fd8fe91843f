//! What a reader says of how much comes. It changes nothing by itself.

use serde::{Deserialize, Serialize};

/// Too much, right or too little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Too much.
    TooMuch,
    /// Just right.
    Right,
    /// Too little.
    TooLittle,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::TooMuch, Self::Right, Self::TooLittle];

    /// The name that stands in the database, in links and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooMuch => "too-much",
            Self::Right => "right",
            Self::TooLittle => "too-little",
        }
    }

    /// The measure of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}
