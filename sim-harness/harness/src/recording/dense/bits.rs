//! Bits in a row, the first one highest in its byte.

/// Puts bits after bytes.
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    /// Bits not yet in a byte, the newest lowest; fewer than 8 between calls.
    waiting: u64,
    count: u32,
}

impl BitWriter {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            waiting: 0,
            count: 0,
        }
    }

    /// The lowest `count` bits of a value, at most 32.
    pub(super) fn put(&mut self, value: u32, count: u32) {
        self.waiting = self.waiting << count | u64::from(value);
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            self.bytes.push((self.waiting >> self.count) as u8);
        }
        self.waiting &= (1 << self.count) - 1;
    }

    /// So many ones, at most 31, and a zero.
    pub(super) fn ones_and_zero(&mut self, ones: u32) {
        self.put(((1_u64 << (ones + 1)) - 2) as u32, ones + 1);
    }

    /// All of it, the last byte filled with zeros.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.put(0, 8 - self.count);
        }
        self.bytes
    }
}

/// Takes bits from bytes.
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    next: usize,
    waiting: u64,
    count: u32,
}

impl<'a> BitReader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            next: 0,
            waiting: 0,
            count: 0,
        }
    }

    /// The next `count` bits, at most 32; `None` if there are not so many.
    pub(super) fn take(&mut self, count: u32) -> Option<u32> {
        while self.count < count {
            self.waiting = self.waiting << 8 | u64::from(*self.bytes.get(self.next)?);
            self.next += 1;
            self.count += 8;
        }
        self.count -= count;
        let value = (self.waiting >> self.count) as u32;
        self.waiting &= (1 << self.count) - 1;
        Some(value)
    }

    /// How many ones come before the next zero, which is taken too; `most` at most.
    pub(super) fn ones(&mut self, most: u32) -> Option<u32> {
        let mut ones = 0;
        while self.take(1)? == 1 {
            ones += 1;
            if ones > most {
                return None;
            }
        }
        Some(ones)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_back_in_their_order() {
        let mut writer = BitWriter::new(vec![7]);
        writer.put(0b101, 3);
        writer.ones_and_zero(24);
        writer.put(u32::MAX, 32);
        writer.put(0, 0);
        writer.put(0b01, 2);
        let bytes = writer.into_bytes();
        assert_eq!(bytes[..2], [7, 0b1011_1111]);
        let mut reader = BitReader::new(&bytes[1..]);
        assert_eq!(reader.take(3), Some(0b101));
        assert_eq!(reader.ones(24), Some(24));
        assert_eq!(reader.take(32), Some(u32::MAX));
        assert_eq!((reader.take(0), reader.take(2)), (Some(0), Some(1)));
        assert_eq!(reader.take(32), None);
    }
}
