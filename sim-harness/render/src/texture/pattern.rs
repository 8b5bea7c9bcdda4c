//! A tile of texels and its coarser copies.

use wide::{f32x4, i32x4};

use crate::four::{LANES, floor_of, log2_of, unit};

/// A repeating tile: three factors of the colour and one number of the pattern's own.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// Texels, finest first, each a power of two a side.
    levels: Vec<Vec<f32x4>>,
    /// Texels a metre.
    per_m: [f32; 2],
}

/// A texel without a colour, whose own number is zero.
pub(super) fn grey(value: f32) -> [f32; 4] {
    [value, value, value, 0.0]
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
            per_m: size_m.map(|size| side as f32 / size),
        }
    }

    /// Means around four places, over about `wide_m`; only those of `lanes`, one bit each, are
    /// sure to be theirs.
    #[inline]
    pub(crate) fn at_four(&self, uv_m: [f32x4; 2], wide_m: f32x4, lanes: u32) -> [f32x4; LANES] {
        let last = self.levels.len() - 1;
        let level = log2_of(wide_m * f32x4::splat(self.per_m[0]));
        let level = level
            .fast_max(f32x4::ZERO)
            .fast_min(f32x4::splat(last as f32));
        // The first of them chooses two levels for all, and only the middle third of the way
        // between them is blended, so that one which is up to a third of a level off loses nothing.
        let first = lanes.trailing_zeros() as usize % LANES;
        let fine = (level.as_array()[first] as usize).min(last);
        let coarse = (fine + 1).min(last);
        let way = (level - f32x4::splat(fine as f32)) * f32x4::splat(3.0) - f32x4::ONE;
        let share = unit(way);
        if share.simd_gt(f32x4::ZERO).to_bitmask() & lanes == 0 {
            return self.at_level(uv_m, fine);
        }
        if share.simd_lt(f32x4::ONE).to_bitmask() & lanes == 0 {
            return self.at_level(uv_m, coarse);
        }
        let mut values: [f32x4; LANES] = self.at_level(uv_m, fine);
        let coarse: [f32x4; LANES] = self.at_level(uv_m, coarse);
        for ((value, coarse), share) in values.iter_mut().zip(coarse).zip(share.to_array()) {
            *value += (coarse - *value) * f32x4::splat(share);
        }
        values
    }

    /// Like [`at_four`](Self::at_four) for what varies slowly: one width for all four, without the
    /// way between two levels.
    #[inline]
    pub(crate) fn roughly_at_four(&self, uv_m: [f32x4; 2], wide_m: f32) -> [f32x4; LANES] {
        self.at_level(uv_m, self.level(wide_m))
    }

    /// The same at one place.
    #[inline]
    pub(crate) fn roughly_at(&self, uv_m: [f32; 2], wide_m: f32) -> f32x4 {
        let [value] = self.at_level(uv_m.map(f32x4::splat), self.level(wide_m));
        value
    }

    fn level(&self, wide_m: f32) -> usize {
        let [level, ..] = log2_of(f32x4::splat(wide_m * self.per_m[0])).to_array();
        (level as usize).min(self.levels.len() - 1)
    }

    /// The first `N` places, each between the four texels around it.
    #[inline(always)]
    fn at_level<const N: usize>(&self, uv_m: [f32x4; 2], level: usize) -> [f32x4; N] {
        let texels = self.levels[level].as_slice();
        let bits = (self.levels.len() - 1 - level) as u32;
        let mask = i32x4::splat((1 << bits) - 1);
        let (column, right_share) = texel_of(uv_m[0], self.per_m[0] * LEVEL_SCALE[level]);
        let (row, lower_share) = texel_of(uv_m[1], self.per_m[1] * LEVEL_SCALE[level]);
        let (left, right) = (column & mask, (column + i32x4::ONE) & mask);
        let (top, bottom) = ((row & mask) << bits, ((row + i32x4::ONE) & mask) << bits);
        let a = (top + left).to_array();
        let b = (top + right).to_array();
        let c = (bottom + left).to_array();
        let d = (bottom + right).to_array();
        let (right_share, lower_share) = (right_share.to_array(), lower_share.to_array());
        let mut values = [f32x4::ZERO; N];
        for (lane, value) in values.iter_mut().enumerate() {
            let [a, b] = [texels[a[lane] as usize], texels[b[lane] as usize]];
            let [c, d] = [texels[c[lane] as usize], texels[d[lane] as usize]];
            let share = f32x4::splat(right_share[lane]);
            let (upper, lower) = (a + (b - a) * share, c + (d - c) * share);
            *value = upper + (lower - upper) * f32x4::splat(lower_share[lane]);
        }
        values
    }
}

/// The texels whose middles lie at or below places, and the shares of the way to the next.
#[inline(always)]
fn texel_of(at_m: f32x4, per_m: f32) -> (i32x4, f32x4) {
    let at = at_m * f32x4::splat(per_m) - f32x4::HALF;
    // Farther out numbers have no fraction that would matter; this way round what is no number
    // stays none.
    let far = f32x4::splat(FARTHEST_TEXELS);
    let at = far.fast_min((f32x4::ZERO - far).fast_max(at));
    let (floor, number) = floor_of(at);
    (number, at - floor)
}

/// Texels from the origin beyond which a pattern is not told apart.
const FARTHEST_TEXELS: f32 = 16_777_216.0;

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

#[cfg(test)]
mod tests {
    use super::*;

    /// Texel (0, 0) of each level is 1, the rest 0, on the finest of four by four.
    fn spot() -> Pattern {
        Pattern::bake(2, [4.0, 4.0], |u, v| [f32::from(u < 0.25 && v < 0.25); 4])
    }

    #[test]
    fn places_between_texels_are_blended_and_the_tile_repeats() {
        let u = f32x4::new([0.5, 1.0, -3.25, 4000.5]);
        let v = f32x4::new([0.5, 0.5, 0.5, 0.75]);
        let [a, b, c, d] = spot().at_four([u, v], f32x4::splat(0.5), 0b1111);
        let red = [a, b, c, d].map(|value| value.to_array()[0]);
        assert_eq!(red, [1.0, 0.5, 0.75, 0.75]);
    }

    #[test]
    fn a_wide_pixel_sees_the_mean() {
        let [u, v] = [f32x4::new([0.1, 1.7, 2.2, 9.0]), f32x4::splat(3.1)];
        for value in spot().at_four([u, v], f32x4::splat(100.0), 0b1111) {
            assert_eq!(value, f32x4::splat(1.0 / 16.0));
        }
        assert_eq!(
            spot().roughly_at([0.1, 0.2], 50.0),
            f32x4::splat(1.0 / 16.0)
        );
    }

    #[test]
    fn each_of_four_has_its_own_share_of_the_way_between_levels() {
        // One texel wide is level 0, 2^0.5 half way to level 1, where the value is 1/4.
        let wide_m = f32x4::new([1.0, 2_f32.sqrt(), 1.9, 1e30]);
        let at = [f32x4::splat(0.5); 2];
        let values = spot().at_four(at, wide_m, 0b0111).map(|v| v.to_array()[0]);
        let level_1 = spot().roughly_at([0.5; 2], 2.0).to_array()[0];
        assert_eq!(values[0], 1.0);
        assert!(
            (values[1] - 0.5 * (1.0 + level_1)).abs() < 0.02,
            "{values:?}"
        );
        assert!((values[2] - level_1).abs() < 1e-6, "{values:?}");
    }

    #[test]
    fn what_is_no_place_is_no_panic() {
        for at in [f32::NAN, f32::INFINITY, f32::MIN, 1e30] {
            for wide in [f32::NAN, 0.0, -1.0, f32::INFINITY] {
                let [at, wide] = [at, wide].map(f32x4::splat);
                spot().at_four([at, at], wide, 0b1111);
                spot().at_four([at, at], wide, 0);
            }
        }
    }
}
