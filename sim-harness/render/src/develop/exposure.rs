//! How long to expose.

use rayon::prelude::*;
use wide::f32x4;

use crate::four::{LANES, log2_of};

/// Light that a photograph of middle brightness averages to.
const MIDDLE: f32 = 0.20;
/// How much of a scene's darkness the exposure makes up for: all would turn night into day.
const ADAPTION: f32 = 0.62;
/// Light below this counts as this.
const DARKEST: f32 = 1e-3;
/// And light above this as this.
const BRIGHTEST: f32 = 4.0;
/// What exposure may do.
const RANGE: [f32; 2] = [0.4, 14.0];

/// Factor that an automatic exposure chooses, from the mean logarithm of the light.
pub(super) fn automatic(light: &[[f32; 3]], width: usize) -> f32 {
    let rows = light.par_chunks(width).map(|row| {
        // Every other pixel will do; four sums side by side.
        let (darkest, brightest) = (f32x4::splat(DARKEST), f32x4::splat(BRIGHTEST));
        let mut sums = f32x4::ZERO;
        for eight in row.as_chunks::<{ 2 * LANES }>().0 {
            let mut grey = [0.0; LANES];
            for (grey, [r, g, b]) in grey.iter_mut().zip(eight.iter().step_by(2)) {
                *grey = 0.3 * r + 0.6 * g + 0.1 * b;
            }
            sums += log2_of(f32x4::new(grey).fast_max(darkest).fast_min(brightest));
        }
        let [a, b, c, d] = sums.to_array();
        (a + b) + (c + d)
    });
    let sums = rows.collect::<Vec<_>>();
    let count = (sums.len() * (width / 8) * 4).max(1) as f32;
    let mean = sums.iter().sum::<f32>() / count;
    let missing = libm::log2f(MIDDLE) - mean;
    libm::exp2f(missing * ADAPTION).clamp(RANGE[0], RANGE[1])
}
