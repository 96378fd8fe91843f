//! Changes of inputs, decided by a seed. The same seed and corpus make the same inputs.

/// Longer inputs teach nothing more.
const LONGEST: usize = 8 << 10;

/// Seeded numbers (`SplitMix64`).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one; 0 if there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.roll() % end).unwrap_or(0)
    }

    fn byte(&mut self) -> u8 {
        self.roll().to_le_bytes()[0]
    }
}

/// An input made of one, with a piece of another now and then, and with words of the target's language.
pub(crate) fn mutate(input: &[u8], other: &[u8], words: &[&str], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=dice.below(5) {
        let at = dice.below(bytes.len() + 1);
        let end = at + dice.below((bytes.len() - at).min(32) + 1);
        match dice.below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 if at < bytes.len() => bytes[at] = dice.byte(),
            2 => bytes.insert(at, dice.byte()),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let piece = bytes[at..end].repeat(1 + dice.below(40));
                bytes.splice(at..at, piece);
            }
            5 => {
                let from = dice.below(other.len() + 1);
                let to = from + dice.below(other.len() - from + 1);
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            6 => bytes.truncate(at),
            _ => {
                let word = words.get(dice.below(words.len())).copied().unwrap_or("\n");
                bytes.splice(at..end, word.bytes());
            }
        }
        bytes.truncate(LONGEST);
    }
    bytes
}
