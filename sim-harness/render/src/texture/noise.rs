//! Chance that repeats at a tile's edge.

/// Scrambles a number: Wellons, "Prospecting for hash functions", 2018 (lowbias32).
#[inline]
pub(crate) fn hash(mut x: u32) -> u32 {
    x ^= x >> 16;
    x = x.wrapping_mul(0x7feb_352d);
    x ^= x >> 15;
    x = x.wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// A number in `[0, 1)` for a place of a grid and a seed.
#[inline]
pub(crate) fn chance(x: i32, y: i32, seed: u32) -> f32 {
    let mixed = hash((x as u32).wrapping_add(hash((y as u32).wrapping_add(hash(seed)))));
    (mixed >> 8) as f32 / 16_777_216.0
}

/// Smooth chance in `[0, 1)` over the unit square, `cells` bumps a side, repeating.
pub(super) fn smooth(u: f32, v: f32, cells: i32, seed: u32) -> f32 {
    let (x, y) = (u * cells as f32, v * cells as f32);
    let (x0, y0) = (floor(x), floor(y));
    let (fx, fy) = (ease(x - x0 as f32), ease(y - y0 as f32));
    let at = |dx: i32, dy: i32| {
        chance(
            (x0 + dx).rem_euclid(cells),
            (y0 + dy).rem_euclid(cells),
            seed,
        )
    };
    let low = at(0, 0) + (at(1, 0) - at(0, 0)) * fx;
    let high = at(0, 1) + (at(1, 1) - at(0, 1)) * fx;
    low + (high - low) * fy
}

/// Sum of `octaves` of smooth chance, each twice as fine and `rest` as strong as the one before,
/// in `[0, 1)` around 0.5.
pub(super) fn octaves(u: f32, v: f32, cells: i32, octaves: u32, rest: f32, seed: u32) -> f32 {
    let (mut sum, mut weights, mut weight) = (0.0, 0.0, 1.0);
    for octave in 0..octaves {
        sum += weight * smooth(u, v, cells << octave, seed.wrapping_add(octave));
        weights += weight;
        weight *= rest;
    }
    sum / weights
}

/// 0 below `low`, 1 above `high`, smooth between.
pub(super) fn step(low: f32, high: f32, value: f32) -> f32 {
    ease(((value - low) / (high - low)).clamp(0.0, 1.0))
}

fn ease(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}

/// Largest whole number not above.
#[inline]
pub(crate) fn floor(x: f32) -> i32 {
    let cut = x as i32;
    cut.wrapping_sub(i32::from(cut as f32 > x))
}
