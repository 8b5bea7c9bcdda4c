//! How long to expose.

use rayon::prelude::*;

use crate::texture::log2;

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
        // Every other pixel will do; eight sums side by side.
        let mut sums = [0.0_f32; 4];
        for four in row.chunks_exact(8) {
            for (sum, [r, g, b]) in sums.iter_mut().zip(four.iter().step_by(2)) {
                *sum += log2((0.3 * r + 0.6 * g + 0.1 * b).clamp(DARKEST, BRIGHTEST));
            }
        }
        (sums[0] + sums[1]) + (sums[2] + sums[3])
    });
    let sums = rows.collect::<Vec<_>>();
    let count = (sums.len() * (width / 8) * 4).max(1) as f32;
    let mean = sums.iter().sum::<f32>() / count;
    let missing = libm::log2f(MIDDLE) - mean;
    libm::exp2f(missing * ADAPTION).clamp(RANGE[0], RANGE[1])
}
