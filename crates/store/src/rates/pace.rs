//! The rate of a destination that asks for less: halved when it does, and a little more with each minute in which it does not. It
//! knows no clock and sends nothing.

use super::Limit;
use serde::{Deserialize, Serialize};

const MINUTE: i64 = 60_000;
/// What asks for less again within this time speaks of the same moment, in milliseconds.
const SAME_MOMENT: i64 = 10_000;
/// Nothing goes for so long after that, in milliseconds.
const PAUSE: i64 = 5_000;
/// Each quiet minute gives back this part of what was usual.
const STEPS_BACK: u32 = 10;

/// How fast a slow destination is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Messages a minute.
    pub per_minute: u32,
    /// What was usual before it asked for less.
    pub usual: u32,
    /// When it asked last, in milliseconds.
    pub since: i64,
    /// Up to when minutes were given back, in milliseconds.
    given_back: i64,
}

impl Pace {
    /// A destination asks for less at an instant, to which so many messages a minute went.
    pub(super) fn slower(pace: Option<Self>, per_minute: u32, now: i64) -> Self {
        let (usual, halved) = match pace {
            Some(pace) if now - pace.since < SAME_MOMENT => return pace,
            Some(pace) => (pace.usual, pace.per_minute / 2),
            None => (per_minute.max(2), per_minute / 2),
        };
        Self {
            per_minute: halved.max(1),
            usual,
            since: now,
            given_back: now,
        }
    }

    /// How it stands later; `None`: it is as fast as usual.
    pub(super) fn later(self, now: i64) -> Option<Self> {
        let minutes = (now - self.given_back).max(0) / MINUTE;
        let step = i64::from((self.usual / STEPS_BACK).max(1));
        let more = i64::from(self.per_minute).saturating_add(step.saturating_mul(minutes));
        let per_minute = u32::try_from(more).unwrap_or(u32::MAX);
        (per_minute < self.usual).then_some(Self {
            per_minute,
            given_back: self.given_back + minutes * MINUTE,
            ..self
        })
    }

    /// Whether nothing goes at all for a moment: how many milliseconds.
    pub(super) fn pause(self, now: i64) -> i64 {
        (self.since + PAUSE - now).max(0)
    }

    /// The pace as limits: by the minute, and so that a minute's share does not go in one second.
    pub(super) fn limits(self) -> [Limit; 2] {
        [
            Limit {
                window: MINUTE,
                most: self.per_minute,
            },
            Limit {
                window: 1_000,
                most: self.per_minute.div_ceil(30),
            },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_is_halved_at_once_and_comes_back_by_tenths() {
        let first = Pace::slower(None, 600, 0);
        assert_eq!((first.per_minute, first.usual), (300, 600));
        assert_eq!(
            Pace::slower(Some(first), 600, 9_999),
            first,
            "the same moment"
        );
        let second = Pace::slower(Some(first), 300, 10_000);
        assert_eq!((second.per_minute, second.usual), (150, 600));
        let at = |now| second.later(now).map(|pace| pace.per_minute);
        let table = [0, 1, 2, 7, 8].map(|minutes| at(10_000 + minutes * MINUTE));
        assert_eq!(table, [Some(150), Some(210), Some(270), Some(570), None]);
        // In steps or at once, it is the same.
        let steps = second.later(70_001).and_then(|pace| pace.later(130_000));
        assert_eq!(steps.map(|pace| pace.per_minute), at(130_000));
        let trickle = Pace::slower(Some(Pace::slower(None, 0, 0)), 0, MINUTE);
        assert_eq!((trickle.per_minute, trickle.usual), (1, 2));
        assert_eq!(second.pause(12_000), 3_000);
        assert_eq!(second.pause(15_000), 0);
    }

    proptest! {
        #[test]
        fn it_never_goes_faster_than_usual_nor_stands_still(
            usual in 0_u32..100_000,
            steps in prop::collection::vec((0_i64..200_000, any::<bool>()), 1..40),
        ) {
            let (mut now, mut pace) = (0, Some(Pace::slower(None, usual, 0)));
            for (wait, asks_for_less) in steps {
                let before = pace;
                now += wait;
                pace = pace.and_then(|pace| pace.later(now));
                let waited = pace.map_or(u32::MAX, |pace| pace.per_minute);
                prop_assert!(before.is_none_or(|before| waited >= before.per_minute), "time gives back");
                if asks_for_less {
                    pace = Some(Pace::slower(pace, usual, now));
                }
                if let Some(pace) = pace {
                    prop_assert!((1..=pace.usual).contains(&pace.per_minute), "{pace:?}");
                    prop_assert!(pace.per_minute <= waited, "asking for less never brings more");
                    prop_assert!(pace.pause(now) <= PAUSE);
                }
            }
            prop_assert_eq!(pace.and_then(|pace| pace.later(now + 11 * i64::from(usual.max(10)) * MINUTE)), None);
        }
    }
}
