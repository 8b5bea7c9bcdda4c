//! A tile of texels and its coarser copies.

use wide::f32x4;

use super::noise::floor;

/// A repeating tile: three factors of the colour and one number of the pattern's own.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// Texels, finest first, each a power of two a side.
    levels: Vec<Vec<f32x4>>,
    /// Texels a side, finest.
    side: usize,
    /// Texels a metre.
    per_m: [f32; 2],
}

impl Pattern {
    /// From a function over the unit square, of 2^`bits` texels a side and `size_m` large.
    pub(super) fn bake(bits: u32, size_m: [f32; 2], texel: impl Fn(f32, f32) -> [f32; 4]) -> Self {
        let side = 1_usize << bits;
        let at = |i: usize| (i as f32 + 0.5) / side as f32;
        let finest = (0..side * side)
            .map(|i| f32x4::new(texel(at(i % side), at(i / side))))
            .collect::<Vec<_>>();
        let mut levels = vec![finest];
        for level in 1..=bits {
            let (side, fine_side) = (side >> level, side >> (level - 1));
            let fine = &levels[level as usize - 1];
            let coarse = (0..side * side)
                .map(|i| {
                    let first = 2 * (i / side) * fine_side + 2 * (i % side);
                    let sum = (fine[first] + fine[first + 1])
                        + (fine[first + fine_side] + fine[first + fine_side + 1]);
                    sum * f32x4::splat(0.25)
                })
                .collect();
            levels.push(coarse);
        }
        Self {
            levels,
            side,
            per_m: size_m.map(|size| side as f32 / size),
        }
    }

    /// Mean around a place, over about `wide_m`.
    #[inline]
    pub(crate) fn at(&self, uv_m: [f32; 2], wide_m: f32) -> f32x4 {
        let texels = wide_m * self.per_m[0];
        let level = log2(texels).clamp(0.0, (self.levels.len() - 1) as f32);
        let fine = level as usize;
        // Only the middle third of the way between two levels is blended.
        let share = ((level - fine as f32) * 3.0 - 1.0).clamp(0.0, 1.0);
        let at = [uv_m[0] * self.per_m[0], uv_m[1] * self.per_m[1]];
        let last = self.levels.len() - 1;
        if share >= 1.0 || share <= 0.0 {
            return self.at_level(at, (fine + usize::from(share > 0.0)).min(last));
        }
        let value = self.at_level(at, fine);
        let coarse = self.at_level(at, (fine + 1).min(last));
        value + (coarse - value) * f32x4::splat(share)
    }

    /// Like [`at`](Self::at) without the way between two levels, for what varies slowly.
    #[inline]
    pub(crate) fn roughly_at(&self, uv_m: [f32; 2], wide_m: f32) -> f32x4 {
        let level = log2(wide_m * self.per_m[0]).clamp(0.0, (self.levels.len() - 1) as f32);
        let at = [uv_m[0] * self.per_m[0], uv_m[1] * self.per_m[1]];
        self.at_level(at, level as usize)
    }

    /// Between the four texels around a place.
    #[inline]
    fn at_level(&self, at: [f32; 2], level: usize) -> f32x4 {
        let texels = &self.levels[level];
        let side = self.side >> level;
        let scale = LEVEL_SCALE[level];
        let (x, y) = (at[0] * scale - 0.5, at[1] * scale - 0.5);
        let (x0, y0) = (floor(x), floor(y));
        let (fx, fy) = (
            f32x4::splat((x - x0 as f32).clamp(0.0, 1.0)),
            f32x4::splat((y - y0 as f32).clamp(0.0, 1.0)),
        );
        let mask = side - 1;
        let (left, right) = (x0 as usize & mask, (x0 as usize).wrapping_add(1) & mask);
        let top = (y0 as usize & mask) * side;
        let bottom = ((y0 as usize).wrapping_add(1) & mask) * side;
        let upper = texels[top + left] + (texels[top + right] - texels[top + left]) * fx;
        let lower = texels[bottom + left] + (texels[bottom + right] - texels[bottom + left]) * fx;
        upper + (lower - upper) * fy
    }
}

/// One over the texels of the finest level that a texel of each level spans.
const LEVEL_SCALE: [f32; 12] = {
    let mut scales = [1.0; 12];
    let mut level = 1;
    while level < 12 {
        scales[level] = scales[level - 1] * 0.5;
        level += 1;
    }
    scales
};

/// Logarithm to base 2 of a positive number, within 0.01: exponent, and a parabola through the
/// mantissa.
#[inline]
pub(crate) fn log2(x: f32) -> f32 {
    let bits = x.max(1e-30).to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    exponent as f32 + (mantissa * (2.0 - mantissa * 0.333_333_34) - 1.666_666_6)
}
