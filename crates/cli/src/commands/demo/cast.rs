//! The people of the demonstration: made by dice that fall the same way each time. It knows what they
//! want and what they will press one day; it never writes to the store.

use super::letters::{FJORD, SHED};
use super::regions::{REGIONS, Region};
use lagom_model::{Cadence, Ids, SeasonChoice, SeededIds};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) language: &'static str,
    pub(super) country: &'static str,
    pub(super) zone: &'static str,
    /// How often "Fjord & Field", if at all.
    pub(super) fjord: Option<Cadence>,
    /// How often "The Tool Shed", if at all.
    pub(super) shed: Option<Cadence>,
    /// Day and time of their own for digests.
    pub(super) slot: Option<(&'static str, &'static str)>,
    pub(super) season: Option<SeasonChoice>,
    pub(super) topics: Option<&'static str>,
    /// What they will press, and in which week, counted from 0.
    pub(super) turn: Option<(u32, Turn)>,
}

/// What a reader presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Each newsletter one step less often.
    Fewer,
    /// Only events.
    OnlyEvents,
    /// Nothing for so many weeks.
    Pause(u32),
    /// Each letter of both newsletters.
    Everything,
    /// All of it once a month.
    Monthly,
    /// The mail program's own button (RFC 8058).
    OneClick,
    /// No mailings any more.
    Leave,
    /// Nothing at all any more.
    LeaveForGood,
    /// How letters come over the holidays.
    Season(SeasonChoice),
}

/// So many people; the same people each time.
pub(super) fn cast(people: usize) -> Vec<Member> {
    let dice = Dice(SeededIds::new(1_879));
    let mut taken = BTreeSet::new();
    (0..people).map(|_| member(&dice, &mut taken)).collect()
}

/// What an operator would export from the tool they had before.
pub(super) fn csv(cast: &[Member]) -> String {
    let mut text = format!(
        "email,name,language,country,zone,season,weekday,time,topics,cadence:{FJORD},cadence:{SHED}\n"
    );
    let cadence = |chosen: Option<Cadence>| chosen.map_or("", Cadence::name);
    for one in cast {
        let (weekday, time) = one.slot.unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{},{},{},{},{},{},{weekday},{time},{},{},{}",
            one.address,
            one.name,
            one.language,
            one.country,
            one.zone,
            one.season.map_or("", SeasonChoice::name),
            one.topics.unwrap_or_default(),
            cadence(one.fjord),
            cadence(one.shed),
        );
    }
    text
}

/// Dice that fall the same way each time.
struct Dice(SeededIds);

impl Dice {
    /// A number below `sides`.
    fn roll(&self, sides: u64) -> u64 {
        let sides = u128::from(sides.max(1));
        u64::try_from(self.0.bits() % sides).unwrap_or(0)
    }

    fn pick<'a>(&self, from: &'a [&'static str]) -> &'a str {
        let length = u64::try_from(from.len()).unwrap_or(0);
        let at = usize::try_from(self.roll(length)).unwrap_or(0);
        from.get(at).copied().unwrap_or_default()
    }

    /// One of these by their weights.
    fn weighted<T>(&self, from: &'static [T], weight: impl Fn(&T) -> u64) -> Option<&'static T> {
        let total = from.iter().map(&weight).sum();
        let mut at = self.roll(total);
        from.iter().find(|one| {
            let found = at < weight(one);
            at = at.saturating_sub(weight(one));
            found
        })
    }
}

fn member(dice: &Dice, taken: &mut BTreeSet<String>) -> Member {
    let region = dice.weighted(REGIONS, |region| region.weight);
    let (name, address) = region.map(|region| named(dice, region, taken)).unzip();
    let wish = dice.weighted(WISHES, |wish| wish.weight);
    let (fjord, shed) = wish.map_or((None, None), |wish| (wish.fjord, wish.shed));
    let digest = [fjord, shed].into_iter().flatten().any(Cadence::has_slots);
    let own_slot = digest && dice.roll(100) < 30;
    let slot = own_slot.then(|| dice.weighted(SLOTS, |slot| slot.weight));
    Member {
        name: name.unwrap_or_default(),
        address: address.unwrap_or_default(),
        language: region.map_or("en", |region| region.language),
        country: region.map_or("", |region| region.country),
        zone: region.map_or("UTC", |region| region.zone),
        fjord,
        shed,
        slot: slot.flatten().map(|slot| (slot.weekday, slot.time)),
        season: season(dice.roll(100)),
        topics: (shed.is_none() && dice.roll(100) < 20).then_some("walks|kitchen|events"),
        turn: turn(dice.roll(1_000), fjord, shed),
    }
}

fn named(dice: &Dice, region: &Region, taken: &mut BTreeSet<String>) -> (String, String) {
    let name = [
        dice.pick(region.names.given),
        dice.pick(region.names.family),
    ];
    let local = plain(&name.join("."));
    let host = ["post.example", "mail.example", "box.example"];
    let host = dice.pick(&host);
    let mut address = format!("{local}@{host}");
    let mut count = 1;
    while !taken.insert(address.clone()) {
        count += 1;
        address = format!("{local}{count}@{host}");
    }
    (name.join(" "), address)
}

/// A name as it stands in an address: lower case, without marks.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'å' | 'ä' | 'á' => plain.push('a'),
            'ø' | 'ö' | 'ó' => plain.push('o'),
            'é' => plain.push('e'),
            'í' => plain.push('i'),
            'ü' | 'ú' => plain.push('u'),
            'ñ' => plain.push('n'),
            'ß' => plain.push_str("ss"),
            other => plain.push(other),
        }
    }
    plain
}

/// How often a reader wants both newsletters.
struct Wish {
    weight: u64,
    fjord: Option<Cadence>,
    shed: Option<Cadence>,
}

const fn wish(weight: u64, fjord: Option<Cadence>, shed: Option<Cadence>) -> Wish {
    Wish {
        weight,
        fjord,
        shed,
    }
}

const EACH: Option<Cadence> = Some(Cadence::EveryIssue);
const WEEKLY: Option<Cadence> = Some(Cadence::Weekly);
const FORTNIGHTLY: Option<Cadence> = Some(Cadence::Fortnightly);
const MONTHLY: Option<Cadence> = Some(Cadence::Monthly);
const EVENTS: Option<Cadence> = Some(Cadence::EventsOnly);

/// In hundredths. The first want each letter of both: more than the limit lets through.
const WISHES: &[Wish] = &[
    wish(6, EACH, EACH),
    wish(10, EACH, None),
    wish(5, None, EACH),
    wish(20, WEEKLY, WEEKLY),
    wish(8, WEEKLY, None),
    wish(4, None, WEEKLY),
    wish(4, EACH, WEEKLY),
    wish(14, FORTNIGHTLY, FORTNIGHTLY),
    wish(12, MONTHLY, MONTHLY),
    wish(4, MONTHLY, WEEKLY),
    wish(9, EVENTS, EVENTS),
    wish(4, EVENTS, EACH),
];

/// A day and a time of a reader's own.
struct Slot {
    weight: u64,
    weekday: &'static str,
    time: &'static str,
}

const fn slot(weight: u64, weekday: &'static str, time: &'static str) -> Slot {
    Slot {
        weight,
        weekday,
        time,
    }
}

/// Two of them lie in the quiet hours: the early birds and the night owls.
const SLOTS: &[Slot] = &[
    slot(4, "sat", "10:00"),
    slot(3, "sun", "18:00"),
    slot(2, "mon", "08:00"),
    slot(1, "wed", "12:30"),
    slot(1, "fri", "06:30"),
    slot(1, "thu", "22:00"),
];

fn season(roll: u64) -> Option<SeasonChoice> {
    match roll {
        0..6 => Some(SeasonChoice::Full),
        6..8 => Some(SeasonChoice::Nothing),
        8..10 => Some(SeasonChoice::Events),
        _ => None,
    }
}

/// Three in ten press something in these weeks.
fn turn(roll: u64, fjord: Option<Cadence>, shed: Option<Cadence>) -> Option<(u32, Turn)> {
    let both_weekly = fjord == WEEKLY && shed == WEEKLY;
    match roll {
        0..40 => Some((1, Turn::Pause(3))),
        40..80 => Some((2, Turn::Fewer)),
        80..160 if both_weekly => Some((3, Turn::Everything)),
        160..180 => Some((4, Turn::OneClick)),
        180..190 => Some((4, Turn::Leave)),
        190..220 => Some((5, Turn::Season(SeasonChoice::Full))),
        220..240 => Some((5, Turn::Season(SeasonChoice::Nothing))),
        240..255 => Some((5, Turn::Season(SeasonChoice::Events))),
        255..275 => Some((6, Turn::Pause(4))),
        275..290 => Some((7, Turn::OnlyEvents)),
        290..305 => Some((9, Turn::Monthly)),
        305..310 => Some((10, Turn::LeaveForGood)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_people_come_each_time() {
        assert_eq!(cast(300), cast(300));
        assert_eq!(cast(300), cast(2_800)[..300]);
    }

    #[test]
    fn addresses_are_plain_and_nobody_shares_one() {
        let cast = cast(2_800);
        let addresses: BTreeSet<_> = cast.iter().map(|one| &one.address).collect();
        assert_eq!(addresses.len(), 2_800);
        assert!(addresses.iter().all(|address| address.is_ascii()));
    }

    #[test]
    fn every_zone_language_and_cadence_is_there() {
        let cast = cast(2_800);
        let count =
            |of: fn(&Member) -> &'static str| cast.iter().map(of).collect::<BTreeSet<_>>().len();
        assert_eq!((count(|one| one.zone), count(|one| one.language)), (20, 5));
        for cadence in Cadence::ALL {
            assert!(cast.iter().any(|one| one.fjord == Some(cadence)));
        }
        assert!(cast.iter().all(|one| one.fjord.or(one.shed).is_some()));
    }

    #[test]
    fn the_file_has_a_line_for_each() {
        let text = csv(&cast(20));
        let commas: BTreeSet<_> = text.lines().map(|line| line.matches(',').count()).collect();
        assert_eq!(text.lines().count(), 21);
        assert_eq!(commas, BTreeSet::from([10]));
    }
}
