//! What a link is good for. It never says whom it is about.

/// What a link is good for. Each scope signs with a key of its own, so a token of one is worthless
/// for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The preference page; the subject is the person's replaceable random id.
    Preferences,
    /// Leaving by one click (RFC 8058); the subject is the delivery or the line.
    Unsubscribe,
    /// Confirming a joining or a return: single use, 7 days.
    Confirm,
    /// Answering how a letter was.
    Feedback,
    /// Being reminded of an event; the subject is the person's replaceable random id.
    Remind,
    /// Export, erasure, a change of address: single use, 30 minutes.
    StepUp,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Preferences,
        Self::Unsubscribe,
        Self::Confirm,
        Self::Feedback,
        Self::Remind,
        Self::StepUp,
    ];

    /// The letter that stands in the token.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Preferences => "p",
            Self::Unsubscribe => "u",
            Self::Confirm => "c",
            Self::Feedback => "f",
            Self::Remind => "r",
            Self::StepUp => "s",
        }
    }

    /// The scope of this letter.
    pub(crate) fn parse(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.letter() == letter)
    }
}
