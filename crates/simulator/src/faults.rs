//! What goes wrong, and how often: a busy database, a relay in a bad mood. A calm end lets every
//! world come to rest. It decides; it does nothing itself.

use crate::dice::Dice;
use lagom_store::{Result, StoreError};

/// What a relay does with one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It takes it.
    Takes,
    /// There is no connection.
    Away,
    /// It refuses the sender at `MAIL`.
    RefusesSender,
    /// 4yz at `RCPT`.
    LaterAtRcpt,
    /// 5yz at `RCPT`.
    RefusesAtRcpt,
    /// The connection is lost before the last byte.
    LostInBody,
    /// 4yz after the last byte.
    LaterAtDot,
    /// 5yz after the last byte.
    RefusesAtDot,
    /// The connection is lost after the last byte; it had taken the message.
    TakesAndIsLost,
    /// The connection is lost after the last byte; it had not taken it.
    DropsAndIsLost,
    /// The message is stuck until its permission is over.
    Slow,
}

/// What goes wrong.
#[derive(Debug)]
pub struct Faults {
    dice: Dice,
    /// Units that fail, of a thousand.
    pub store_permille: u64,
    /// Messages that meet trouble, of a thousand.
    pub relay_permille: u64,
    /// Whether the relay is down altogether.
    pub relay_down: bool,
    /// Crashes at a step, of a thousand.
    pub crash_permille: u64,
}

impl Faults {
    /// As often as these dice say.
    pub fn new(mut dice: Dice) -> Self {
        Self {
            store_permille: *dice.pick(&[0, 0, 1, 3]),
            relay_permille: *dice.pick(&[0, 5, 20, 60]),
            relay_down: false,
            crash_permille: *dice.pick(&[0, 1, 2, 5]),
            dice,
        }
    }

    /// Nothing goes wrong any more.
    pub fn calm(&mut self) {
        self.store_permille = 0;
        self.relay_permille = 0;
        self.relay_down = false;
        self.crash_permille = 0;
    }

    /// Whether a unit happens.
    ///
    /// # Errors
    /// The trouble that it meets instead.
    pub fn store(&mut self, unit: &str) -> Result<()> {
        if !self.dice.permille(self.store_permille) {
            return Ok(());
        }
        let message = format!("simulated trouble at `{unit}`");
        if self.dice.percent(90) {
            let hint = "wait".to_owned();
            Err(StoreError::Unavailable { message, hint })
        } else {
            Err(StoreError::TryAgain { message })
        }
    }

    /// What the relay does with the next message.
    pub fn relay(&mut self) -> Mood {
        if self.relay_down {
            return Mood::Away;
        }
        if !self.dice.permille(self.relay_permille) {
            return Mood::Takes;
        }
        *self.dice.pick(&[
            Mood::Away,
            Mood::LaterAtRcpt,
            Mood::LaterAtRcpt,
            Mood::LaterAtRcpt,
            Mood::RefusesAtRcpt,
            Mood::LostInBody,
            Mood::LaterAtDot,
            Mood::RefusesAtDot,
            Mood::TakesAndIsLost,
            Mood::TakesAndIsLost,
            Mood::DropsAndIsLost,
            Mood::Slow,
            Mood::RefusesSender,
        ])
    }

    /// Whether somebody crashes now.
    pub fn crash(&mut self) -> bool {
        self.dice.permille(self.crash_permille)
    }
}
