//! Adaptive binary range code (Martin 1979; in the form of LZMA's, Pavlov 2015, "LZMA
//! specification"): a decision that can be foreseen takes a fraction of a bit.

/// Probabilities are in steps of 1/2048 …
const STEPS: u32 = 11;
/// … and move by 1/32 of what is missing: some dozens of decisions are remembered.
const RATE: u32 = 5;
/// A range smaller than this is made larger by a byte.
const LEAST: u32 = 1 << 24;
/// The most probable decision takes 1/45 bit, so a byte stands for no more of them than this.
pub(super) const MOST_PER_BYTE: usize = 400;

/// How probable a decision against is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chance(u16);

impl Chance {
    pub(super) const EVEN: Self = Self(1 << (STEPS - 1));

    fn part(self, range: u32) -> u32 {
        (range >> STEPS) * u32::from(self.0)
    }

    fn learn(&mut self, is_set: bool) {
        match is_set {
            true => self.0 -= self.0 >> RATE,
            false => self.0 += ((1 << STEPS) - self.0) >> RATE,
        }
    }
}

/// Writes decisions after bytes.
pub(super) struct Encoder {
    bytes: Vec<u8>,
    low: u64,
    range: u32,
    /// A byte that a carry may still change, and how many bytes of ones wait behind it.
    held: u8,
    waiting: u64,
}

impl Encoder {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            low: 0,
            range: u32::MAX,
            held: 0,
            waiting: 1,
        }
    }

    /// One decision.
    pub(super) fn put(&mut self, chance: &mut Chance, is_set: bool) {
        let part = chance.part(self.range);
        if is_set {
            self.low += u64::from(part);
            self.range -= part;
        } else {
            self.range = part;
        }
        chance.learn(is_set);
        self.refill();
    }

    /// The lowest `count` bits of a value, each as probable as not.
    pub(super) fn put_even(&mut self, value: u32, count: u32) {
        for bit in (0..count).rev() {
            self.range >>= 1;
            if (value >> bit) & 1 == 1 {
                self.low += u64::from(self.range);
            }
            self.refill();
        }
    }

    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        for _ in 0..5 {
            self.shift();
        }
        self.bytes
    }

    fn refill(&mut self) {
        while self.range < LEAST {
            self.range <<= 8;
            self.shift();
        }
    }

    fn shift(&mut self) {
        let carry = (self.low >> 32) as u8;
        if (self.low as u32) < 0xff00_0000 || carry > 0 {
            let mut byte = self.held;
            for _ in 0..self.waiting {
                self.bytes.push(byte.wrapping_add(carry));
                byte = 0xff;
            }
            self.waiting = 0;
            self.held = (self.low >> 24) as u8;
        }
        self.waiting += 1;
        self.low = (self.low & 0x00ff_ffff) << 8;
    }
}

/// Reads decisions from bytes.
pub(super) struct Decoder<'a> {
    bytes: std::slice::Iter<'a, u8>,
    range: u32,
    code: u32,
}

impl<'a> Decoder<'a> {
    /// `None` if there are too few bytes for any code.
    pub(super) fn new(bytes: &'a [u8]) -> Option<Self> {
        let mut bytes = bytes.iter();
        let mut code = 0;
        for _ in 0..5 {
            code = code << 8 | u32::from(*bytes.next()?);
        }
        Some(Self {
            bytes,
            range: u32::MAX,
            code,
        })
    }

    /// One decision; `None` if the bytes break off, so below.
    pub(super) fn take(&mut self, chance: &mut Chance) -> Option<bool> {
        let part = chance.part(self.range);
        let is_set = self.code >= part;
        if is_set {
            self.code -= part;
            self.range -= part;
        } else {
            self.range = part;
        }
        chance.learn(is_set);
        self.refill()?;
        Some(is_set)
    }

    /// A value of `count` bits, each as probable as not.
    pub(super) fn take_even(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            self.range >>= 1;
            let is_set = self.code >= self.range;
            if is_set {
                self.code -= self.range;
            }
            value = value << 1 | u32::from(is_set);
            self.refill()?;
        }
        Some(value)
    }

    fn refill(&mut self) -> Option<()> {
        while self.range < LEAST {
            self.range <<= 8;
            self.code = self.code << 8 | u32::from(*self.bytes.next()?);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_can_be_foreseen_takes_next_to_nothing() {
        let mut encoder = Encoder::new(Vec::new());
        let mut chance = Chance::EVEN;
        for _ in 0..100_000 {
            encoder.put(&mut chance, false);
        }
        let bytes = encoder.into_bytes().len();
        assert!(bytes < 300 && 100_000 < MOST_PER_BYTE * bytes, "{bytes}");
    }

    proptest! {
        #[test]
        fn decisions_and_bits_come_back_in_their_order(
            decisions in prop::collection::vec((any::<bool>(), any::<u32>(), 0_u32..=32), 1..300)
        ) {
            let low = |value: u32, count: u32| (u64::from(value) & ((1 << count) - 1)) as u32;
            let mut encoder = Encoder::new(Vec::new());
            let mut chance = Chance::EVEN;
            for (is_set, value, count) in &decisions {
                encoder.put(&mut chance, *is_set);
                encoder.put_even(low(*value, *count), *count);
            }
            let bytes = encoder.into_bytes();
            let mut decoder = Decoder::new(&bytes).unwrap();
            let mut chance = Chance::EVEN;
            for (is_set, value, count) in decisions {
                prop_assert_eq!(decoder.take(&mut chance), Some(is_set));
                prop_assert_eq!(decoder.take_even(count), Some(low(value, count)));
            }
        }
    }
}
