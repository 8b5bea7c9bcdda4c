//! Pixels of objects.

use super::tile::Mask;

/// Pixels of an object in a tile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ObjectPixels {
    pub(crate) object: u16,
    pub(crate) seen: PixelCount,
    pub(crate) whole: PixelCount,
}

/// How many pixels, and where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PixelCount {
    pub(crate) pixels: u32,
    /// First and last column, first and last row.
    pub(crate) left: u32,
    pub(crate) right: u32,
    pub(crate) top: u32,
    pub(crate) bottom: u32,
}

impl PixelCount {
    pub(crate) const NONE: Self = Self {
        pixels: 0,
        left: u32::MAX,
        right: 0,
        top: u32::MAX,
        bottom: 0,
    };

    /// Both together.
    pub(crate) fn join(&mut self, other: &Self) {
        self.pixels += other.pixels;
        self.left = self.left.min(other.left);
        self.right = self.right.max(other.right);
        self.top = self.top.min(other.top);
        self.bottom = self.bottom.max(other.bottom);
    }

    /// Edges around the pixels; all zero where there are none.
    pub(crate) fn box_px(&self) -> [f64; 4] {
        if self.pixels == 0 {
            return [0.0; 4];
        }
        [
            f64::from(self.left) - 0.5,
            f64::from(self.top) - 0.5,
            f64::from(self.right) + 0.5,
            f64::from(self.bottom) + 0.5,
        ]
    }

    pub(super) fn of(mask: &Mask, left: usize, top: usize) -> Self {
        let mut count = Self::NONE;
        for (row, bits) in mask.iter().enumerate().filter(|(_, bits)| **bits != 0) {
            let y = (top + row) as u32;
            count.join(&Self {
                pixels: bits.count_ones(),
                left: left as u32 + bits.trailing_zeros(),
                right: left as u32 + (u32::BITS - 1 - bits.leading_zeros()),
                top: y,
                bottom: y,
            });
        }
        count
    }
}
