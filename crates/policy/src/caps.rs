//! Caps: how many units a person has used, how many are theirs, and who said so. Pure-service touches
//! use no unit. Nothing here reserves anything, and nothing knows the time but by its arguments.

use lagom_model::{
    Cap, Classes, LimitSource, MessageClass, PersonFacts, Policy, Reason, Timestamp, TouchFact,
};

/// The limit of a cap for one person, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// At most this many in the cap's window.
    pub most: u32,
    /// What set it.
    pub set_by: LimitSource,
    /// What the reader asked for, if they did: more than `most` where a ceiling bounds it.
    pub asked: Option<u32>,
    /// What nothing passes: the policy's ceiling, or the lower one of the level that the reader picked.
    pub ceiling: u32,
}

/// The limit of a cap for a person: the reader's own of the same class for a window of as many days,
/// else the default; the ceiling bounds both, and the level that the reader picked lowers both.
pub fn limit(policy: &Policy, cap: &Cap, person: &PersonFacts) -> Limit {
    let (default, ceiling) = match &person.wishes.level {
        None => (cap.default, cap.ceiling),
        Some(level) => lowered(policy, level, cap),
    };
    let own = person.limits.iter();
    let own = own.filter(|own| own.days == cap.days && own.class == cap.class);
    let asked = own.map(|own| own.most).min();
    let (most, set_by) = match asked {
        Some(own) if own <= ceiling => (own, LimitSource::OwnChoice),
        Some(_) if ceiling < cap.ceiling => (ceiling, LimitSource::Level),
        Some(_) => (ceiling, LimitSource::Ceiling),
        None if default.min(ceiling) < cap.default.min(cap.ceiling) => {
            (default.min(ceiling), LimitSource::Level)
        }
        None => (default.min(ceiling), LimitSource::Default),
    };
    Limit {
        most,
        set_by,
        asked,
        ceiling,
    }
}

/// A cap's default and ceiling under a level, which lowers and never lifts.
fn lowered(policy: &Policy, level: &str, cap: &Cap) -> (u32, u32) {
    let of_level = policy.levels.iter().filter(|it| it.key == level);
    let same = of_level
        .flat_map(|it| &it.caps)
        .filter(|it| it.class == cap.class && it.days == cap.days);
    same.fold((cap.default, cap.ceiling), |(default, ceiling), it| {
        (default.min(it.default), ceiling.min(it.ceiling))
    })
}

/// A cap with what a person has used of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    pub(crate) class: Option<MessageClass>,
    pub(crate) days: u32,
    /// What it counts.
    pub(crate) counted: Counted,
    /// The first instant of its window.
    pub(crate) since: Timestamp,
    /// Units used since then.
    pub(crate) used: u32,
    pub(crate) limit: Limit,
    /// Scheduled messages of higher order that it counts.
    pub(crate) rivals: u32,
}

impl Usage {
    /// Of a cap with a limit, nothing counted yet.
    pub(crate) fn of(cap: &Cap, limit: Limit, since: Timestamp, rivals: u32) -> Self {
        Self {
            class: cap.class,
            days: cap.days,
            counted: Counted::of(cap.class),
            since,
            used: 0,
            limit,
            rivals,
        }
    }

    /// Whether it has room for this message and every scheduled one; then it has so at any later instant too,
    /// for windows only lose units.
    pub(crate) const fn is_roomy(&self) -> bool {
        self.used.saturating_add(self.rivals) < self.limit.most
    }

    /// Units used since an instant.
    pub(crate) fn since(&self, touches: &[TouchFact], since: Timestamp) -> u32 {
        let mut used = 0_u32;
        for touch in touches {
            let counts = self.counted.meets(Counted::bits(touch.classes));
            used += u32::from((touch.at >= since) & counts);
        }
        used
    }

    pub(crate) const fn reason(&self) -> Reason {
        Reason::Cap {
            class: self.class,
            days: self.days,
            used: self.used,
            limit: self.limit.most,
            set_by: self.limit.set_by,
            asked: self.limit.asked,
            ceiling: self.limit.ceiling,
        }
    }
}

/// Which touches a cap counts, as a set of bits: the classes, and one more for what names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted(u8);

impl Counted {
    /// Everything but pure service.
    pub(crate) const ALL: Self = Self(Self::UNNAMED | !Classes::one(MessageClass::Service).bits());

    const UNNAMED: u8 = 1 << 7;

    /// In all, or of one class.
    pub(crate) fn of(class: Option<MessageClass>) -> Self {
        class.map_or(Self::ALL, |class| Self(Classes::one(class).bits()))
    }

    /// What a touch of these classes counts as.
    pub(crate) const fn bits(classes: Classes) -> Self {
        if classes.is_empty() {
            Self(Self::UNNAMED)
        } else {
            Self(classes.bits())
        }
    }

    /// Whether a touch that counts as the other uses a unit.
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
